"""The play origin: a game's files, whole, typed, cached, and walled off from the site."""

import hashlib
import re

import pytest
from django.conf import settings as site

from lobby.errors import Refusal
from lobby.exports import blobs
from lobby.exports.publishing import publish
from lobby.exports.serving import is_play_host
from lobby.models import Build

FOREVER = "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("play.localhost:8000", True),
        ("demo.play.localhost:8000", True),
        ("DEMO.Play.localhost:8000", True),
        ("localhost:8000", False),
        ("demo.play.localhost", False),
        ("demo.play.localhost:8001", False),
        ("a.b.play.localhost:8000", False),
        ("a_b.play.localhost:8000", False),
        (".play.localhost:8000", False),
        ("evilplay.localhost:8000", False),
        ("play.localhost:8000.evil.example", False),
        ("", False),
    ],
)
def test_play_hosts_are_told_exactly(host, ours):
    assert is_play_host(host) is ours


async def test_a_game_leads_to_its_live_build(published, ask):
    build = await published()
    answer = await ask("demo", "/?lang=de")
    assert (answer.status, answer["cache-control"]) == (302, "no-store")
    assert answer["location"] == f"/{build.key}/index.html?lang=de"
    for path in (f"/{build.key}", f"/{build.key}/"):
        assert (await ask("demo", path))["location"] == f"/{build.key}/index.html"


async def test_an_old_build_keeps_its_address(published, ask):
    old = await published()
    new = await published(index__png=b"new")
    assert (await ask("demo", "/"))["location"] == f"/{new.key}/index.html"
    assert (await ask("demo", f"/{old.key}/index.png")).body == b"\x89PNG picture"
    assert (await ask("demo", f"/{new.key}/index.png")).body == b"new"


async def test_what_is_not_there_is_missing(published, ask):
    build = await published()
    for slug, path in [
        ("demo", "/games/demo/"),
        ("demo", "/admin/"),
        ("demo", f"/{build.key}/nothing.png"),
        ("demo", f"/{build.key}/../{build.key}/index.png"),
        ("demo", f"/{build.key}//index.png"),
        ("demo", f"/{'a' * 22}/index.html"),
        ("demo", f"/{build.number}/index.html"),
        ("demo", "/-/other.js"),
        ("other", f"/{build.key}/index.html"),
        ("other", "/"),
        ("", "/"),
        ("", f"/{build.key}/index.html"),
    ]:
        answer = await ask(slug, path)
        assert answer.status == 404, path
        assert "nothing here" in answer.body.decode()
        assert answer["content-security-policy"].startswith("default-src 'none'")
        # Else an isolated page would show an error of the browser's own.
        assert answer["cross-origin-embedder-policy"] == "require-corp"
        assert answer["cross-origin-resource-policy"] == "cross-origin"
    assert (await ask("", "/", host="localhost:8000")).status == 404


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.js", "text/javascript; charset=utf-8"),
        ("index.audio.worklet.js", "text/javascript; charset=utf-8"),
        ("level.pck", "application/octet-stream"),
        ("index.png", "image/png"),
        ("LOGO.PNG", "image/png"),
        ("music.ogg", "audio/ogg"),
        ("index.manifest.json", "application/json"),
        ("unknown.xyz", "application/octet-stream"),
        ("noending", "application/octet-stream"),
    ],
)
async def test_files_have_their_types_and_last(published, ask, name, kind):
    build = await published(**{name.replace(".", "__"): b"content of it"})
    answer = await ask("demo", f"/{build.key}/{name}")
    assert (answer.status, answer["content-type"]) == (200, kind)
    assert answer.body == b"content of it"
    assert answer["cache-control"] == FOREVER
    assert answer["x-content-type-options"] == "nosniff"
    assert answer["etag"] == f'"{hashlib.sha256(answer.body).hexdigest()}"'


async def test_no_cookie_is_set_and_no_service_worker_allowed(published, ask):
    build = await published()
    for path in ("/", f"/{build.key}/index.html", f"/{build.key}/index.js", "/nothing"):
        answer = await ask("demo", path, cookie="session=stolen")
        assert not {"set-cookie", "service-worker-allowed"} & set(answer.names)


async def test_every_file_of_an_isolated_build_has_the_headers(published, ask):
    build = await published(threads=True)
    paths = ["", "index.html", "index.js", "index.wasm", "index.png", "index.service.worker.js"]
    for path in paths:
        answer = await ask("demo", f"/{build.key}/{path}")
        assert answer["cross-origin-opener-policy"] in ("same-origin", None)
        assert answer["cross-origin-embedder-policy"] == "require-corp", path
        assert answer["cross-origin-resource-policy"] == "cross-origin", path
    policy = (await ask("demo", f"/{build.key}/index.html"))["content-security-policy"]
    assert f"frame-ancestors {site.SITE_ORIGIN}" in policy


async def test_a_build_without_threads_is_embeddable(published, ask):
    build = await published()
    answer = await ask("demo", f"/{build.key}/index.html")
    assert answer["cross-origin-embedder-policy"] is None
    assert "frame-ancestors *" in answer["content-security-policy"]


async def test_a_host_keeps_a_game_out_of_other_sites(published, ask, in_thread):
    build = await published()
    build.game.embeddable = False
    await in_thread(build.game.save)
    policy = (await ask("demo", f"/{build.key}/index.html"))["content-security-policy"]
    assert f"frame-ancestors {site.SITE_ORIGIN}" in policy


async def test_a_known_file_is_not_sent_again(published, ask):
    build = await published()
    for path in ("index.png", "index.html"):
        etag = (await ask("demo", f"/{build.key}/{path}"))["etag"]
        for known in (etag, f'"other", W/{etag}', "*"):
            answer = await ask("demo", f"/{build.key}/{path}", if_none_match=known)
            assert (answer.status, answer.body, answer["etag"]) == (304, b"", etag)
        answer = await ask("demo", f"/{build.key}/{path}", if_none_match='"other"')
        assert answer.status == 200


CONTENT = bytes(range(100))


@pytest.mark.parametrize(
    ("asked", "status", "part", "said"),
    [
        ("bytes=0-9", 206, CONTENT[:10], "bytes 0-9/100"),
        ("bytes=90-", 206, CONTENT[90:], "bytes 90-99/100"),
        ("bytes=-5", 206, CONTENT[-5:], "bytes 95-99/100"),
        ("bytes=-500", 206, CONTENT, "bytes 0-99/100"),
        ("bytes=50-5000", 206, CONTENT[50:], "bytes 50-99/100"),
        ("bytes=100-", 416, None, "bytes */100"),
        ("bytes=-0", 416, None, "bytes */100"),
        ("lines=1-2", 200, CONTENT, None),
        ("bytes=a-b", 200, CONTENT, None),
    ],
)
async def test_a_part_of_a_file_can_be_had(published, ask, asked, status, part, said):
    build = await published(data__bin=CONTENT)
    whole = await ask("demo", f"/{build.key}/data.bin")
    answer = await ask("demo", f"/{build.key}/data.bin", range=asked)
    assert (answer.status, answer["content-range"]) == (status, said)
    assert answer["x-content-type-options"] == "nosniff"
    if part is not None:
        assert (answer.body, answer["content-length"]) == (part, str(len(part)))
        assert answer["etag"] == whole["etag"]


async def test_several_parts_come_in_one_answer(published, ask):
    build = await published(data__bin=CONTENT)
    answer = await ask("demo", f"/{build.key}/data.bin", range="bytes=0-1,50-51")
    assert answer.status == 206
    assert answer["content-type"].startswith("multipart/byteranges")
    assert len(answer.body) == int(answer["content-length"])
    assert CONTENT[:2] in answer.body and CONTENT[50:52] in answer.body


async def test_a_part_of_another_file_is_not_mixed_in(published, ask):
    build = await published(data__bin=CONTENT)
    path = f"/{build.key}/data.bin"
    etag = (await ask("demo", path))["etag"]
    assert (await ask("demo", path, range="bytes=0-1", if_range=etag)).status == 206
    assert (await ask("demo", path, range="bytes=0-1", if_range='"other"')).status == 200


async def test_head_tells_the_length_and_sends_nothing(published, ask):
    build = await published()
    for path in ("index.html", "index.png", "nothing"):
        got = await ask("demo", f"/{build.key}/{path}")
        head = await ask("demo", f"/{build.key}/{path}", "HEAD")
        assert head.body == b""
        assert head["content-length"] == got["content-length"] == str(len(got.body))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_a_game_can_only_be_read(published, ask, method):
    build = await published()
    answer = await ask("demo", f"/{build.key}/index.html", method)
    assert (answer.status, answer["allow"]) == (405, "GET, HEAD")


async def test_the_engine_comes_from_the_shared_address(published, ask):
    build = await published(threads=True)
    redirect = await ask("demo", f"/{build.key}/index.wasm")
    assert (redirect.status, redirect["cache-control"]) == (302, FOREVER)
    address = re.fullmatch(
        rf"http://{site.PLAY_HOST}(/blob/[0-9a-f]{{64}}\.wasm)", redirect["location"]
    )
    answer = await ask("", address[1])
    assert (answer.status, answer["content-type"]) == (200, "application/wasm")
    assert answer.body.startswith(b"\0asm")
    assert answer["access-control-allow-origin"] == "*"
    assert answer["cross-origin-resource-policy"] == "cross-origin"
    assert answer["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer["cache-control"] == FOREVER
    asked = await ask("", address[1], "OPTIONS")
    assert (asked.status, asked["access-control-allow-methods"]) == (204, "GET, HEAD, OPTIONS")
    assert (await ask("", address[1], "POST")).status == 405


async def test_no_blob_is_active_content(published, ask):
    build = await published()
    sha256 = (await ask("demo", f"/{build.key}/index.js"))["etag"].strip('"')
    assert (await ask("", f"/blob/{sha256}.png")).status == 200
    for name in ("html", "htm", "js", "mjs", "svg", "xml", "css", "json", "png.html", "PNG", ""):
        assert (await ask("", f"/blob/{sha256}.{name}")).status == 404
    for path in (
        f"/blob/{sha256}",
        f"/blob/x/{sha256}.png",
        f"/{sha256}.png",
        f"/blob/{'0' * 64}.png",
    ):
        assert (await ask("", path)).status == 404


async def test_a_blob_whose_file_is_lost_is_missing(published, ask):
    build = await published()
    sha256 = (await ask("demo", f"/{build.key}/index.png"))["etag"].strip('"')
    blobs.path_of(sha256).unlink()
    assert (await ask("", f"/blob/{sha256}.png")).status == 404
    assert (await ask("demo", f"/{build.key}/index.png")).status == 404


@pytest.mark.parametrize("name", ["index.service.worker.js", "sw.js"])
async def test_a_service_worker_is_ended(published, ask, name):
    build = await published(**{name.replace(".", "__"): b"caches.open('old')"})
    answer = await ask("demo", f"/{build.key}/{name}", service_worker="script")
    assert b"unregister()" in answer.body and b"old" not in answer.body
    assert answer["content-type"].startswith("text/javascript")
    assert answer["cache-control"] == "no-store"


async def test_a_service_worker_is_ended_where_there_is_nothing_any_more(published, ask):
    await published()
    for path in ("/index.service.worker.js", f"/{'a' * 22}/sw.js", "/-/shim.js"):
        answer = await ask("demo", path, service_worker="script")
        assert answer.status == 200 and b"unregister()" in answer.body, path


async def test_a_deleted_build_is_forgotten_in_time(published, ask, in_thread, monkeypatch):
    build = await published()
    assert (await ask("demo", f"/{build.key}/index.png")).status == 200
    await in_thread(Build.objects.all().delete)
    monkeypatch.setattr("lobby.exports.serving.tables.time.monotonic", lambda: 1e12)
    assert (await ask("demo", f"/{build.key}/index.png")).status == 404


async def test_a_busy_database_is_said_so(published, ask, monkeypatch):
    async def late(*args):
        raise Refusal("server.busy", "The server is busy.")

    monkeypatch.setattr("lobby.exports.serving.tables.in_database_for_files", late)
    answer = await ask("demo", "/")
    assert (answer.status, answer["retry-after"]) == (503, "2")


async def test_a_page_in_a_folder_has_an_address_with_its_odd_letters(samples, in_thread, ask):
    files = {f"my web/ä/{path}": content for path, content in samples.export().items()}
    build = await in_thread(publish, slug="demo", source=samples.zip(files))
    assert (await ask("demo", "/"))["location"] == f"/{build.key}/my%20web/%C3%A4/index.html"
    assert (await ask("demo", f"/{build.key}/my web/ä/index.html")).status == 200


async def test_a_cache_is_not_told_to_use_a_form_that_the_asking_browser_cannot_read(
    published, ask
):
    build = await published(notes__txt=b"text " * 1000)
    path = f"/{build.key}/notes.txt"
    first = await ask("demo", path, accept_encoding="br")
    assert first["content-encoding"] == "br"
    known = {"if_none_match": first["etag"]}
    assert (await ask("demo", path, accept_encoding="gzip, br", **known)).status == 304
    other = await ask("demo", path, accept_encoding="gzip", **known)
    assert (other.status, other["content-encoding"]) == (200, "gzip")
