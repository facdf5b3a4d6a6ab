"""Who waits for a match watches its ticket live, and waits as long as it does."""

import asyncio

import pytest

TICKET = """
from lobby import passes
from lobby.matchmaking import tickets
from lobby.models import Game, Queue
from lobby.passes import Pass, Player
game, _ = Game.objects.get_or_create(slug="{slug}", defaults={{"title": "Golf"}})
Queue.objects.get_or_create(game=game, slug="duel", defaults={{"name": "Duel"}})
for name in {names!r}:
    player = Player(name, name.title())
    print(tickets.enter(game=game, queue="duel", player=player).key)
    print(passes.sign(Pass(player, "{slug}")))
"""
OVER = 4001


@pytest.fixture
def wait(live_site):
    """Let players wait; of each, the address of its ticket and its pass."""

    async def wait(*names, slug="mesh"):
        code = TICKET.format(slug=slug, names=names)
        said = (await asyncio.to_thread(live_site.shell, code)).split()
        return [
            (f"/live/tickets/{key}", shown)
            for key, shown in zip(said[::2], said[1::2], strict=True)
        ]

    return wait


async def test_who_waits_hears_that_a_match_is_made(live_site, watch, wait):
    [(path, shown)] = await wait("blue")
    watcher = await watch(live_site, path, shown_pass=shown)
    heard = await watcher.hear()
    assert (heard["type"], heard["state"], heard["players"]) == ("ticket", "waiting", 1)
    await wait("yellow")
    while heard["state"] == "waiting":
        heard = await watcher.hear()
    assert heard["state"] == "matched"
    assert (await watcher.closed())[0] == OVER


async def test_nobody_watches_anothers_ticket(live_site, watch, wait):
    [(path, _)] = await wait("green", slug="lonely")
    [(_, shown)] = await wait("red", slug="other")
    watcher = await watch(live_site, path, shown_pass=shown)
    assert (await watcher.closed())[0] == 4000


async def test_a_ticket_that_went_with_its_game_is_over(live_site, watch, wait):
    [(path, shown)] = await wait("wen", slug="gone")
    watcher = await watch(live_site, path, shown_pass=shown)
    await watcher.hear()
    # The deletion itself is told of rooms alone; the next change of the ticket finds it gone.
    delete = 'from lobby.models import Game; Game.objects.filter(slug="gone").delete()'
    await asyncio.to_thread(live_site.shell, delete)
    again = await watch(live_site, path, shown_pass=shown)
    assert (await again.closed())[0] == 4000
