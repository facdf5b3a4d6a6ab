"""`/live/rooms`: the list of open rooms, live."""

from django.http import QueryDict

from lobby.database import in_database_for_pages
from lobby.errors import Refusal
from lobby.live.desk import desk
from lobby.live.drawing import JsonView, ListView, RackView, View
from lobby.live.socket import LiveSocket
from lobby.models import Game
from lobby.properties import Property
from lobby.views.listing import Wish

LONGEST_QUERY = 1000


class RoomList(LiveSocket):
    """Its address asks as the page's own does, and for the game: `?game=<slug>&q=…&sort=…`."""

    view: View | None = None

    async def begin(self) -> None:
        query = self.scope["query_string"][:LONGEST_QUERY].decode("latin-1")
        asked = QueryDict(query, encoding="utf-8")
        if asked.get("view") == "rack" and not self.json:
            self.view = RackView()
        else:
            slug = self.game or asked.get("game", "")
            declared = await in_database_for_pages(_declared, slug) if slug else ()
            self.view = (JsonView if self.json else ListView)(slug, Wish.read(asked, declared))
        await desk.seat(self, self.view)

    async def end(self) -> None:
        if self.view is not None:
            desk.leave(self, self.view)


def _declared(slug: str) -> tuple[Property, ...]:
    game = Game.objects.filter(slug=slug).first()
    if game is None:
        raise Refusal("game.unknown", "There is no game at this address.")
    return game.declared
