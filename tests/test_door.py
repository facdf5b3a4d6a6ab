"""The door of the site: what never reaches a page, and what does behind https."""

import asyncio
import http.client
import json

import pytest
from django.core.asgi import get_asgi_application

from signaling_site import body_limit
from signaling_site.body_limit import MOST_BYTES, limited


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_body_is_refused_before_all_of_it_came(site, chunked):
    connection = http.client.HTTPConnection("localhost", site.port, timeout=20)
    connection.putrequest("POST", "/me")
    if chunked:
        connection.putheader("Transfer-Encoding", "chunked")
    else:
        connection.putheader("Content-Length", str(MOST_BYTES + 1))
    connection.endheaders()
    if chunked:
        for _ in range(MOST_BYTES // 2**20 + 1):
            connection.send(b"100000\r\n" + b"x" * 2**20 + b"\r\n")
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize("length", [b"0" * 5000, b"9" * 5000])
async def test_a_length_of_thousands_of_digits_is_read_as_one(length):
    async def pages(scope, receive, send):
        await send("page")

    sent = []

    async def send(message):
        sent.append(message)

    await limited(pages)({"headers": [(b"content-length", length)]}, None, send)
    assert sent == ["page"] if length.startswith(b"0") else sent[0]["status"] == 413


async def test_a_body_that_fits_is_handed_on():
    seen = []

    async def pages(scope, receive, send):
        seen.append(await receive())

    async def receive():
        return {"type": "http.request", "body": b"x" * MOST_BYTES}

    await limited(pages)({"headers": []}, receive, seen.append)
    assert len(seen[0]["body"]) == MOST_BYTES


def test_forms_work_on_https_behind_a_proxy_that_ends_it(make_site):
    """Django must know the origin that browsers send, though it hears plain http."""
    site = make_site(PLAYLOBBY_SITE_URL="https://games.example.org")
    said = site.shell(
        "from django.test import Client\n"
        "import json, re\n"
        "client = Client(enforce_csrf_checks=True, headers={'Host': 'games.example.org'})\n"
        "form = client.get('/me').content.decode()\n"
        "token = re.search(r'csrfmiddlewaretoken\" value=\"(\\w+)', form)[1]\n"
        "answers = [client.post('/me', {'name': 'Blue', 'csrfmiddlewaretoken': token}, "
        "headers={'Origin': origin}).status_code "
        "for origin in ('https://games.example.org', 'https://evil.example')]\n"
        "print(json.dumps(answers))"
    )
    assert json.loads(said) == [302, 403]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["10.0.0.7:8001", "127.0.0.1", "other.example.org"])
def test_a_worker_tells_how_it_is_by_whatever_name(site, path, host):
    connection = http.client.HTTPConnection("localhost", site.port, timeout=20)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Set-Cookie")) == (200, None)
    connection.close()


def test_a_program_whose_body_does_not_come_is_told_as_programs_are(monkeypatch, db):
    """On the site's own stack: it is Django that reads bodies."""
    monkeypatch.setattr(body_limit, "NEXT_PART_WITHIN", 0.01)
    sent = []

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": "/api/v1/games/golf/match", "method": "POST", "headers": []}
    scope["headers"] += [(b"host", b"localhost"), (b"content-length", b"10")]
    asgi = limited(get_asgi_application())
    asyncio.run(asyncio.wait_for(asgi(scope | {"query_string": b""}, receive, send), 5))
    headers = dict(sent[0]["headers"])
    assert (sent[0]["status"], headers[b"Access-Control-Allow-Origin"]) == (408, b"*")
    assert json.loads(sent[1]["body"])["rule"] == "body.stalled"


async def test_a_body_that_does_not_come_keeps_nothing_waiting(monkeypatch):
    monkeypatch.setattr(body_limit, "NEXT_PART_WITHIN", 0.01)
    sent, heard = [], []

    async def pages(scope, receive, send):
        heard.append(await receive())
        heard.append(await receive())

    async def receive():
        if not heard:
            return {"type": "http.request", "body": b"name=", "more_body": True}
        await asyncio.Event().wait()

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": "/me", "headers": [(b"content-length", b"9")]}
    await asyncio.wait_for(body_limit.limited(pages)(scope, receive, send), 5)
    assert sent[0]["status"] == 408
    assert heard[1] == {"type": "http.disconnect"}
