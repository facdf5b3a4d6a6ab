"""The log: one JSON object a line that says what it is about, and nobody's secrets."""

import asyncio
import json
import logging
import re
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from websockets.asyncio.client import connect

from lobby.log_lines import JsonLines, PlainLines, about, strike
from signaling_site.identified import identified

SECRETS = {
    "cookie": "guest-cookie-1a2b3c",
    "query": "query-value-4d5e6f",
    "bearer": "bearer-token-7a8b9c0d1e2f3a4b",
    "party": "party-token-5a6b7c8d9e0f1a2b",
    "pass": "c2VjcmV0LXBhc3MtMTIzNDU2Nzg5MA",
    "address": "203.0.113.77",
}


def record(words, *args, error=None, **more):
    made = logging.LogRecord("lobby", logging.ERROR, "x.py", 1, words, args, error)
    made.__dict__.update(more)
    return made


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("from 203.0.113.9 to 2001:db8::7, too", "from […] to […], too"),
        ("('203.0.113.9', 5000)", "('[…]', 5000)"),
        ("[2001:db8::7]:443 and ::1", "[[…]]:443 and […]"),
        ("GET /rooms/?game=golf&q=Blue HTTP/1.1", "GET /rooms/?[…] HTTP/1.1"),
        ("Authorization: Bearer abc", "Authorization: […]"),
        ("Cookie: guest=abc", "Cookie: […]"),
        ("__Host-session=abc; x", "__Host-session=[…]; x"),
        ("playlobby.pass.abc", "playlobby.pass.[…]"),
        ("key xK3_9aZq-7TtLm2PwQ8rYb is old", "key […] is old"),
        ("_renew failed; it runs again in 5.0 s", "_renew failed; it runs again in 5.0 s"),
        ("12:30:45 is a time, lobby::x no address", "12:30:45 is a time, lobby::x no address"),
    ],
)
def test_what_looks_like_a_secret_is_struck_out(said, shown):
    assert strike(said) == shown


def test_an_exception_is_told_by_its_type_and_its_place():
    try:
        raise ValueError("the words of Blue")
    except ValueError as error:
        raised = record("It failed", error=(type(error), error, error.__traceback__))
    line = json.loads(JsonLines().format(raised))
    assert line["error"] == "builtins.ValueError"
    assert line["trace"][-1].endswith("test_an_exception_is_told_by_its_type_and_its_place")
    assert "Blue" not in json.dumps(line)
    assert "Traceback" in PlainLines().format(raised)


def test_a_path_is_shown_as_its_pattern(rf):
    class Match:
        route = "party/<str:token>"

    request = rf.get("/party/abcdef")
    request.resolver_match = Match
    failed = record("%s: %s", "Internal Server Error", request.path, request=request)
    assert json.loads(JsonLines().format(failed))["message"] == (
        "Internal Server Error: /party/<str:token>"
    )


@pytest.mark.parametrize(
    ("client", "told", "taken"),
    [
        ("127.0.0.1", b"from-our-proxy", True),
        ("10.1.2.3", b"from-our-proxy", True),
        ("203.0.113.9", b"from-a-stranger", False),
        ("127.0.0.1", b"short", False),
        ("127.0.0.1", b'quotes","and":"more', False),
        ("", b"from-a-unix-socket", False),
    ],
)
async def test_an_id_is_taken_from_our_proxies_alone(client, told, taken):
    known = []

    async def app(scope, receive, send):
        known.append(about.get()["request"])

    scope = {"headers": [(b"x-request-id", told)], "client": (client, 1)}
    await identified(app, ["127.0.0.1", "10.0.0.0/8"])(scope, None, None)
    assert (known[0] == told.decode()) is taken
    assert taken or re.fullmatch("[0-9a-f]{16}", known[0])
    assert about.get() is None


def ask(url, path, **headers):
    request = Request(f"{url}{path}", headers=headers)
    try:
        with urlopen(request) as answer:
            return answer.status
    except HTTPError as refused:
        with refused:
            return refused.code


def visit(url):
    """With all secrets that a request can bear, and an id of the proxy's."""
    headers = {
        "Cookie": f"guest={SECRETS['cookie']}; session={SECRETS['cookie']}",
        "Authorization": f"Bearer {SECRETS['bearer']}",
        "X-Forwarded-For": SECRETS["address"],
        "X-Request-ID": "request-of-the-proxy",
    }
    query = f"?q={SECRETS['query']}"
    paths = ("/", f"/party/{SECRETS['party']}", "/rooms/", "/api/v1/games", "/join/QQQQQQ")
    return [ask(url, path + query, **headers) for path in paths]


async def test_a_worker_whose_database_fails_logs_nobodys_secrets(make_site):
    site = make_site(
        PLAYLOBBY_LOG="json", PLAYLOBBY_LOG_LEVEL="debug", PLAYLOBBY_TRUSTED_PROXIES="127.0.0.1"
    )
    site.shell(
        "from lobby.models import Game; Game.objects.create(slug='golf', title='G', seats=4)"
    )
    site.start()
    headers = {"X-Forwarded-For": SECRETS["address"], "X-Request-ID": "socket-of-blue"}
    address = f"{site.signal}/golf?q={SECRETS['query']}"
    protocols = ["playlobby.v1", f"playlobby.pass.{SECRETS['pass']}"]
    options = {"additional_headers": headers, "proxy": None}
    try:
        async with connect(address, subprotocols=protocols, **options) as refused:
            await refused.wait_closed()
        async with connect(address, **options) as blue:
            await blue.send(json.dumps({"type": 0, "id": 0, "data": ""}))
            code = [json.loads(await blue.recv()) for _ in range(2)][1]["data"]
            site.shell(
                "from django.db import connection as c; k = c.cursor()\n"
                "k.execute('ALTER TABLE lobby_room RENAME TO gone')"
            )
            await blue.send(json.dumps({"type": 7, "id": 0, "data": SECRETS["bearer"]}))
            await blue.wait_closed()
            answers = await asyncio.to_thread(visit, site.url)
    finally:
        site.stop()
    assert 500 in answers
    assert [secret for secret in SECRETS.values() if secret in site.log] == []
    assert "127.0.0.1" not in site.log
    told = [line for line in site.log.splitlines() if not line.startswith("Playlobby is at ")]
    lines = [json.loads(line) for line in told]
    of_blue = [line for line in lines if line.get("request") == "socket-of-blue"]
    assert {(line["room"], line["peer"]) for line in of_blue if "peer" in line} == {(code, 1)}
    assert any(line.get("request") == "request-of-the-proxy" for line in lines)
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
