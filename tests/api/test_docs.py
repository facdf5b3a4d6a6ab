"""The page that tells programmers of the API, and what docs/api.md promises."""

import http.client
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import axe_playwright_python
import pytest

from lobby.api.bounds import MOST_BYTES
from lobby.api.docs import METHODS
from lobby.api.rules import RULES
from lobby.api.shapes import PeerTold, RoomTold
from lobby.exports.receiving import is_upload
from lobby.live.telling import told
from lobby.models import Room
from lobby.seating import seatings

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
PREFIX = "/api/v1"


@pytest.fixture
def schema(client, db):
    return client.get("/api/openapi.json").json()


def operations(schema):
    return [
        (method.upper(), path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]


def test_the_schema_knows_every_address_uploads_too(schema):
    known = [f"{method} {path.removeprefix(PREFIX)}" for method, path, _ in operations(schema)]
    assert sorted(known) == [
        "DELETE /games/{slug}/uploads/{key}",
        "DELETE /rooms/{code}/peers/{number}",
        "DELETE /tickets/{key}",
        "GET /games",
        "GET /games/{slug}",
        "GET /games/{slug}/queues",
        "GET /games/{slug}/rooms",
        "GET /games/{slug}/uploads/{key}",
        "GET /ice",
        "GET /rooms/{code}",
        "GET /rooms/{code}/chat",
        "GET /tickets/{key}",
        "HEAD /games/{slug}/uploads/{key}",
        "PATCH /games/{slug}/uploads/{key}",
        "PATCH /rooms/{code}",
        "POST /connections",
        "POST /games/{slug}/match",
        "POST /games/{slug}/rooms",
        "POST /games/{slug}/tickets",
        "POST /games/{slug}/uploads",
        "POST /rooms/{code}/chat",
        "POST /rooms/{code}/hand-over",
        "POST /rooms/{code}/pass",
        "POST /rooms/{code}/passes",
        "POST /rooms/{code}/result",
        "POST /rooms/{code}/seal",
        "POST /rooms/{code}/start",
        "PUT /games/{slug}/builds",
        "PUT /rooms/{code}/ready",
    ]


def test_what_the_schema_points_at_is_in_it(schema):
    text = json.dumps(schema)
    named = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    assert named <= set(schema["components"]["schemas"])
    names = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(names) == len(set(names))
    shown = {
        name for *_, one in operations(schema) for way in one.get("security", ()) for name in way
    }
    assert shown == set(schema["components"]["securitySchemes"])


def test_uploads_stand_where_they_are_served(schema):
    for _, path, operation in operations(schema):
        address = path.replace("{slug}", "golf").replace("{key}", "k" * 22)
        assert is_upload(address) == (operation["tags"] == ["Uploads"])


def test_the_schema_tells_of_all_that_is_told_of_a_room(open_room):
    code = open_room()["room"]["code"]
    [seating] = seatings(Room.objects.filter(code=code))
    assert set(told(seating)) == set(RoomTold.model_fields)
    assert set(told(seating)["peers"][0]) == set(PeerTold.model_fields)


def test_the_page_tells_of_every_address_and_every_rule(client, schema):
    page = client.get("/api/docs").content.decode()
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    assert {operation["operationId"] for *_, operation in operations(schema)} <= ids
    assert set(RULES) <= ids
    assert set(re.findall(r'href="#([^"]+)"', page)) <= ids


@pytest.mark.browser
async def test_the_page_loads_nothing_from_elsewhere_and_everybody_can_read_it(site, new_page):
    page = await new_page(viewport={"width": 360, "height": 740})
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    answer = await page.goto(f"{site.url}/api/docs#room.full")
    assert answer.status == 200
    assert all(url.startswith(f"{site.url}/") for url in asked)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("link", name="the OpenAPI schema").wait_for()
    await page.evaluate(AXE)
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        assert [one["id"] for one in (await page.evaluate("axe.run(document)"))["violations"]] == []
    assert await page.context.cookies() == []
    assert said == []


def test_uploads_go_to_their_own_app_and_all_else_to_the_api(site):
    """Both on one real server, which tells by the address."""
    site.shell(PUBLISHED)

    def ask(path: str, *more: str) -> tuple[int, dict]:
        command = ["curl", "-s", "-w", "\n%{http_code}", *more, f"{site.url}{PREFIX}{path}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        body, _, status = done.stdout.rpartition("\n")
        return int(status), json.loads(body)

    status, refused = ask("/games/golf/builds", "-X", "PUT", "-d", "zip")
    assert status == 401 and "publish token" in refused["detail"]
    status, refused = ask("/games/golf/uploads/none", "-X", "PUT", "-d", "zip")
    assert (status, refused["rule"]) == (415, "body.not_json")
    assert ask("/games/golf")[1]["slug"] == "golf"
    status, refused = ask("/rooms/QQQQQQ")
    assert (status, refused["rule"]) == (404, "room.unknown")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_body_is_refused_before_all_of_it_came(site, chunked):
    connection = http.client.HTTPConnection("localhost", site.port, timeout=20)
    connection.putrequest("POST", f"{PREFIX}/games")
    announced = ("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(7 * 2**20))
    connection.putheader(*announced)
    connection.endheaders()
    connection.send(b"10001\r\n" * chunked + b"x" * (MOST_BYTES + 1) + b"\r\n" * chunked)
    answer = connection.getresponse()
    assert answer.status == 413
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(answer.read())["rule"] == "body.too_large"
    connection.close()


PUBLISHED = """
from lobby.models import Build, Game
game = Game.objects.create(slug="golf", title="Golf", properties="Mode: Duel, Teams")
game.live_build = Build.objects.create(game=game, number=1, entry="index.html", size=1)
game.save()
"""
# jq, as far as the examples need it.
JQ = """jq() {{ {} -c 'import json, sys
*_, path, file = sys.argv
found = json.load(open(file))
for key in path[1:].split("."): found = found[key]
print(found)' "$@"; }}
"""
EXAMPLE = re.compile(r"```sh\n(.*?)```", re.S)


def test_the_examples_work_as_they_stand(site, tmp_path):
    """One shell runs them all, from top to bottom."""
    site.shell(PUBLISHED)
    text = (ROOT / "docs/api.md").read_text()
    script = "\n".join(EXAMPLE.findall(text))
    assert script.count("curl") > 6
    script = JQ.format(sys.executable) + script
    script = script.replace("https://games.example.org", site.url).replace("curl ", "curl -sSf ")
    bash = ["bash", "-euo", "pipefail", "-c", script]
    done = subprocess.run(bash, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, f"{shlex.join(bash)}\n{done.stdout}\n{done.stderr}"
