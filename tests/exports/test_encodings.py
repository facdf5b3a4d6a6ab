"""Games' files in shorter forms: made once, handed out to whoever reads them."""

import hashlib
import random
import shutil
import zlib

import brotli
import pytest
from django.core.management import call_command

from lobby.exports import blobs, encodings
from tests.running import ROOT

CODE = b"var godot = 'the same again and again';\n" * 200
READERS = {"br": brotli.decompress, "gzip": lambda body: zlib.decompress(body, 31)}


@pytest.fixture
def published_code(published):
    async def publish(**more):
        return await published(code__js=CODE, **more)

    return publish


@pytest.mark.parametrize(
    ("asked", "form"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5, br;q=0", "gzip"),
        ("br;q=0.0, gzip;q=0", None),
        ("deflate", None),
        ("*", None),
        ("", None),
    ],
)
async def test_a_browser_gets_the_shortest_form_that_it_reads(published_code, ask, asked, form):
    build = await published_code()
    answer = await ask("demo", f"/{build.key}/code.js", accept_encoding=asked)
    assert answer["content-encoding"] == form
    assert READERS.get(form, bytes)(answer.body) == CODE
    assert answer["content-length"] == str(len(answer.body))
    assert answer["vary"] == "Accept-Encoding"
    assert form is None or len(answer.body) < len(CODE) / 10


async def test_each_form_has_a_tag_of_its_own_and_is_known_again(published_code, ask):
    build = await published_code()
    path = f"/{build.key}/code.js"
    answers = [await ask("demo", path, accept_encoding=form) for form in ("br", "gzip", "")]
    tags = [answer["etag"] for answer in answers]
    assert len(set(tags)) == 3
    for tag in tags:
        again = await ask("demo", path, accept_encoding="gzip, br", if_none_match=tag)
        assert (again.status, again["etag"], again.body) == (304, tag, b"")


async def test_a_part_is_of_the_plain_form(published_code, ask):
    build = await published_code()
    part = await ask("demo", f"/{build.key}/code.js", accept_encoding="br", range="bytes=4-8")
    assert (part.status, part["content-encoding"], part.body) == (206, None, b"godot")


async def test_the_shared_address_has_the_forms_too(published, samples, ask):
    build = await published(index__wasm=samples.wasm() + b"\0\x05\x04note" * 400)
    address = (await ask("demo", f"/{build.key}/index.wasm"))["location"]
    answer = await ask("", "/blob/" + address.rpartition("/")[2], accept_encoding="gzip, br")
    assert (answer["content-encoding"], answer["content-type"]) == ("br", "application/wasm")
    assert answer["access-control-expose-headers"] == "Content-Encoding"
    assert brotli.decompress(answer.body).startswith(b"\0asm")


async def test_a_form_that_is_lost_is_missed_by_nobody(published_code, ask, data):
    build = await published_code()
    for form in data.rglob("*.br"):
        form.unlink()
    answer = await ask("demo", f"/{build.key}/code.js", accept_encoding="br")
    assert (answer.status, answer["content-encoding"], answer.body) == (200, None, CODE)


@pytest.mark.parametrize("name", ["cover__png", "music__ogg", "Sound__MP3"])
async def test_what_is_short_already_stays_as_it_is(published, data, name):
    await published(**{name: CODE})
    blob = blobs.path_of(hashlib.sha256(CODE).hexdigest())
    assert [file.name for file in data.rglob(f"{blob.name}*")] == [blob.name]


def test_what_hardly_becomes_shorter_stays_as_it_is(tmp_path):
    noise = tmp_path / "noise"
    noise.write_bytes(random.Random(1).randbytes(10_000))
    encodings.add(noise)
    assert list(tmp_path.iterdir()) == [noise]


def test_a_form_is_made_once(tmp_path):
    code = tmp_path / "code"
    code.write_bytes(CODE)
    encodings.add(code)
    made = {form: form.stat().st_ino for form in tmp_path.iterdir()}
    assert sorted(form.name for form in made) == ["code", "code.br", "code.gz"]
    encodings.add(code)
    assert {form: form.stat().st_ino for form in tmp_path.iterdir()} == made


async def test_the_shortest_form_comes_later(published_code, ask, data):
    build = await published_code()
    path = f"/{build.key}/code.js"
    quick = await ask("demo", path, accept_encoding="br")
    for blob in encodings.improvable():
        encodings.improve(blob)
    assert list(encodings.improvable()) == []
    best = await ask("demo", path, accept_encoding="br")
    assert brotli.decompress(best.body) == CODE
    assert len(best.body) <= len(quick.body)
    assert best["etag"] != quick["etag"]
    plain = data / "blobs" / best["etag"][1:3] / best["etag"][1:65]
    assert encodings.form_of(plain, ".br").read_bytes() == best.body, "nothing is kept twice"


def test_the_command_makes_the_shortest_forms_once(make_site, samples):
    site = make_site()
    site.manage("publish", "demo", str(samples.zip(samples.export(code__js=CODE))))
    first, last = site.manage("compress").splitlines()
    assert first.startswith("code.js of Demo #1: 8\N{NO-BREAK SPACE}kB, compressed to ")
    assert last == "Done."
    assert site.manage("compress") == "All games’ files have their shortest form.\n"


def test_ctrl_c_ends_the_compressing_in_words(monkeypatch, settings, tmp_path, capsys):
    def interrupted():
        raise KeyboardInterrupt

    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("os.nice", lambda by: by)
    monkeypatch.setattr("signal.signal", lambda *given: None)
    monkeypatch.setattr(encodings, "improvable", interrupted)
    with pytest.raises(SystemExit) as ended:
        call_command("compress")
    assert ended.value.code == 130
    assert "Stopped." in capsys.readouterr().out


@pytest.mark.long
def test_the_engine_is_a_third_shorter_than_gzip_makes_it(tmp_path):
    engine = tmp_path / "engine"
    shutil.copy(ROOT / ".cache" / "demo" / "index.wasm", engine)
    gzip = len(zlib.compress(engine.read_bytes(), 9))
    assert encodings.improve(engine).stat().st_size <= 0.7 * gzip
