"""A site where something goes on: games with a picture and without, rooms in every state."""

import json
import zipfile
from contextlib import ExitStack
from pathlib import Path

from websockets.sync.client import connect

from lobby.exports import pck
from tests.running import Site

JOIN = 0
PAGE = """<!doctype html><html lang="en"><head><title>Game</title></head><body>
<script>
const GODOT_CONFIG = {"executable":"index","gdextensionLibs":[]};
const GODOT_THREADS_ENABLED = false;
</script>
<script src="index.js"></script></body></html>"""
STARTS = "parent.postMessage({ playlobby: 'started' }, '*');"
LOADS_ON = "// Says nothing."
WASM = b"\0asm\x01\0\0\0"

LONG_NAME = "All night long, everyone welcome"
# Rooms by what they show: who is in them, then what is written over what their sockets made.
ROOMS = {
    "open": (["Maya", "Jonas"], {"name": "Maya’s room"}),
    "large": (["Ines", "Ada", "Wen", "Kofi"], {"name": LONG_NAME, "seats": 8}),
    "full": (["Bea", "Tomás"], {"name": "Windy one", "seats": 2}),
    "locked": (["Ines"], {"name": "Office party", "password": "hashed"}),
    "late": (["Ada", "Wen"], {"name": "Hole in one", "started_at": "2026-01-01T12:00Z"}),
    "sealed": (["Kofi", "Ada"], {"name": "Sunday league", "state": "sealed"}),
}
PAINTED = """
import io, json
from PIL import Image, ImageDraw
from lobby import pictures
from lobby.models import Game
picture = Image.new("RGB", (1200, 800), "#2a9d9a")
draw = ImageDraw.Draw(picture)
draw.ellipse((150, 120, 1050, 700), fill="#f2dca6")
draw.ellipse((250, 200, 950, 620), fill="#58b368")
draw.ellipse((480, 340, 700, 470), fill="#f8f1da")
draw.ellipse((496, 352, 684, 458), fill="#2a9d9a")
file = io.BytesIO()
picture.save(file, "PNG")
file.seek(0)
Game.objects.filter(slug="reef").update(cover=pictures.take(file))
Game.objects.filter(slug="reef").update(
    description="Mini golf on an island that floods. Play each hole before the tide takes it.")
"""
FURNISHED = """
import json
from django.utils import timezone
from lobby.models import Game, Peer, Queue, Rating, Room
demo = Game.objects.get(slug="demo")
Queue.objects.create(game=demo, slug="pairs", name="Pairs", least=4, most=4, teams=2, on=False)
duel = Queue.objects.create(game=demo, slug="duel", name="Duel")
for points in range(80):
    name = ["Maya", "Jonas", "Wwwwwwwwwwwwwwwwwwwwwwww"][points % 3]
    Rating.objects.create(queue=duel, player=f"p{{points}}", name=name, mu=25, sigma=5,
                          points=points * 17.5 - 60, matches=points, wins=points // 2)
Game.objects.filter(slug="reef").update(properties={declared!r})
for code, (names, fields) in json.loads({rooms!r}).items():
    Room.objects.filter(code=code).update(**{{"public": True, "seats": 4}} | fields)
    for peer, name in zip(Peer.objects.filter(room__code=code).order_by("pk"), names):
        Peer.objects.filter(pk=peer.pk).update(name=name)
Room.objects.create(code="{closed}", game=Game.objects.get(slug="reef"), name="Early birds",
                    topology="mesh", seats=4, state="closed", closed_at=timezone.now())
"""
CLOSED = "CCCCCC"
DECLARED = "Mode: Casual, Tournament\nHoles: 9, 18\nWind: no or yes\nTides: Calm, High"


def publish_small(site: Site, folder: Path, slug: str, title: str, script: str) -> None:
    """A game without an engine: its page says that it has started, or never does."""
    source = folder / f"{slug}.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for path, content in {
            "index.html": PAGE,
            "index.js": script,
            "index.wasm": WASM,
            "index.pck": pck.write({"project.godot": b""}),
        }.items():
            archive.writestr(path, content)
    site.manage("publish", slug, str(source), "--title", title, "--seats", "8")


class Lively:
    """The site, the codes of its rooms by what they show, and the sockets that keep them."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.url = site.url
        self.sockets = ExitStack()
        self.codes = {"closed": CLOSED}

    def fill(self) -> None:
        """Open the rooms as games do, then name what is in them."""
        for word, (names, _) in ROOMS.items():
            self.codes[word] = self._join("")
            for _ in names[1:]:
                self._join(self.codes[word])
        rooms = {self.codes[word]: fields for word, fields in ROOMS.items()}
        self.site.shell(FURNISHED.format(rooms=json.dumps(rooms), closed=CLOSED, declared=DECLARED))

    def leave(self) -> None:
        self.sockets.close()

    def _join(self, code: str) -> str:
        """Sit a game down; the code of its room."""
        dialled = connect(f"{self.site.signal}/reef", compression=None, proxy=None)
        socket = self.sockets.enter_context(dialled)
        socket.send(json.dumps({"type": JOIN, "id": 0, "data": code}))
        while (said := json.loads(socket.recv(timeout=15)))["type"] != JOIN:
            pass
        return said["data"]
