"""Uploads by HTTP, at a real worker: by a script in one go, and by tus in several."""

import base64
import os
import shutil
import subprocess

import pytest

from tests.exports.samples import Samples
from tests.exports.uploading import OFFSET, TUS, Sender, answer

SPARE = 12 * 1024 * 1024  # bytes
MEBIBYTE = 1024**2


@pytest.fixture(scope="module")
def host_site(make_site):
    site = make_site()
    site.start()
    yield site
    site.stop()


def tokened(site, slug) -> Sender:
    token = site.shell(
        "from lobby.models import Game; from lobby import tokens;"
        f"game = Game.objects.create(slug='{slug}', title='{slug}');"
        "print(tokens.make(game=game, name='CI', by=None))"
    )
    return Sender(site, slug, token.strip())


@pytest.fixture(scope="module")
def script(host_site):
    """A CI job with a token for the game `demo`."""
    return tokened(host_site, "demo")


@pytest.fixture(scope="module")
def stranger(script):
    return Sender(script.site, script.slug)


@pytest.fixture
def export(tmp_path):
    """Zips that differ by a word."""
    samples = Samples(tmp_path)
    return lambda word: samples.zip(samples.export(**{"word__txt": word.encode()})).read_bytes()


def uploaded(site) -> list[str]:
    return os.listdir(site.data / "uploads") if (site.data / "uploads").exists() else []


def memory(site) -> int:
    with open(f"/proc/{site.process.pid}/status") as status:
        return 1024 * int(status.read().split("VmRSS:")[1].split()[0])


def go_on(sender, address, zipped):
    offset = sender.offset(address)
    return sender.patch(address, offset, zipped[offset:])


def test_one_line_publishes_a_build(script, tmp_path, export):
    (tmp_path / "build.zip").write_bytes(export("curl"))
    curl = shutil.which("curl")
    assert curl, "curl is not installed: see tests/install-tools"
    said = subprocess.run(
        [curl, "-sS", "--fail-with-body", "-T", "build.zip"]
        + ["-H", f"Authorization: Bearer {script.token}"]
        + [f"{script.site.url}{script.address}/builds"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stderr
    assert f'"page":"{script.site.url}/games/demo/"' in said.stdout
    assert '"live":true' in said.stdout


def test_a_build_can_be_sent_to_be_tried(script, export):
    script.put(export("live"))
    tried = script.put(export("tried"), "?live=false")
    assert (tried.status, tried.json["live"]) == (201, False)
    assert tried.json["preview"].startswith(script.site.play_origin("demo"))


def test_a_body_in_chunks_is_taken(script, export):
    zipped = export("chunked")
    chunk = f"{len(zipped):x}\r\n".encode() + zipped + b"\r\n0\r\n\r\n"
    address = f"{script.address}/builds"
    sent = script.ask("PUT", address, iter([chunk]), Transfer_Encoding="chunked")
    assert sent.status == 201, sent.body


def test_what_is_no_export_is_told_in_words(script):
    before = script.put(b"PK\x03\x04 and no more")
    assert before.status == 422
    assert before.headers["content-type"] == "application/problem+json"
    assert "damaged" in before.json["detail"]
    assert uploaded(script.site) == []


@pytest.mark.parametrize("chunked", [False, True])
def test_a_strangers_body_costs_neither_disk_nor_memory(stranger, chunked):
    before = memory(stranger.site)
    size = {"Transfer_Encoding": "chunked"} if chunked else {"Content_Length": str(800 * MEBIBYTE)}
    connection = stranger.dial("PUT", f"{stranger.address}/builds", **size)
    part = b"x" * MEBIBYTE
    sent = 0
    try:
        while sent < 800:
            connection.send(b"100000\r\n" + part + b"\r\n" if chunked else part)
            sent += 1
    except OSError:
        pass  # It has hung up on us.
    finally:
        connection.close()
    assert sent < 100
    assert memory(stranger.site) - before < SPARE
    assert uploaded(stranger.site) == []
    assert stranger.put(b"x").status == 401


@pytest.mark.parametrize("token", ["", "x", "playlobby_guess", "é"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("PUT", "/builds"), ("POST", "/uploads"), ("HEAD", "/uploads/" + "x" * 22)],
)
def test_who_has_no_token_gets_nowhere(stranger, token, method, path):
    guess = Sender(stranger.site, "demo", token)
    assert guess.ask(method, stranger.address + path, **TUS).status == 401


def test_a_token_opens_no_other_game(script):
    other = tokened(script.site, "other")
    stolen = Sender(script.site, "other", script.token)
    assert stolen.put(b"x").status == 401
    address = other.create(5)
    assert stolen.ask("HEAD", address, **TUS).status == 401
    assert script.ask("HEAD", address.replace("other", "demo"), **TUS).status == 404


def test_a_revoked_token_opens_nothing(script, export):
    brief = tokened(script.site, "brief")
    script.site.shell(
        "from lobby.models import PublishToken;"
        "PublishToken.objects.filter(game__slug='brief').delete()"
    )
    assert brief.put(export("x")).status == 401


def cut_in_two(sender, zipped, between):
    """What a script hears if something happens while its zip is on the way."""
    address = f"{sender.address}/builds"
    connection = sender.dial("PUT", address, Content_Length=str(len(zipped)))
    connection.send(zipped[:-1])
    while not uploaded(sender.site):
        pass
    sender.site.shell(between)
    connection.send(zipped[-1:])
    return answer(connection)


def test_a_token_that_is_revoked_meanwhile_publishes_nothing(script, export):
    leaked = tokened(script.site, "leaked")
    revoked = (
        "from lobby.models import PublishToken as T; T.objects.get(game__slug='leaked').delete()"
    )
    assert cut_in_two(leaked, export("late"), revoked).status == 401
    builds = script.site.shell(
        "from lobby.models import Build; print(Build.objects.filter(game__slug='leaked').count())"
    )
    assert (builds.strip(), uploaded(script.site)) == ("0", [])


@pytest.mark.parametrize(
    "gone", ["Upload.objects.filter(game__slug='{0}')", "Game.objects.filter(slug='{0}')"]
)
def test_an_upload_that_is_discarded_on_its_way_is_said_to_be_gone(script, export, gone):
    slug = "a" + gone[:4].lower()
    sender = tokened(script.site, slug)
    discarded = f"from lobby.models import Game, Upload; {gone.format(slug)}.delete()"
    told = cut_in_two(sender, export("gone"), discarded)
    assert told.status in (401, 404), told.body
    assert uploaded(script.site) == []
    assert "Traceback" not in script.site.log


def test_a_zip_over_the_bound_is_refused_before_it_comes(script):
    connection = script.dial("PUT", f"{script.address}/builds", Content_Length=str(2 * 1024**3))
    assert answer(connection).status == 413
    too_long = script.ask("POST", f"{script.address}/uploads", **TUS, Upload_Length="99999999999")
    assert too_long.status == 413


def test_a_large_body_costs_no_memory(script):
    before = memory(script.site)
    connection = script.dial("PUT", f"{script.address}/builds", Content_Length=str(300 * MEBIBYTE))
    for _ in range(300):
        connection.send(b"\0" * MEBIBYTE)
    most = memory(script.site)
    assert answer(connection).status == 422
    assert most - before < SPARE
    assert uploaded(script.site) == []


def test_a_script_that_hangs_up_leaves_nothing(script):
    connection = script.dial("PUT", f"{script.address}/builds", Content_Length=str(9 * MEBIBYTE))
    connection.send(b"x" * 2 * MEBIBYTE)
    connection.close()
    while uploaded(script.site):
        script.ask("OPTIONS", script.address + "/builds")


def test_an_upload_goes_on_after_a_lost_connection(script, samples):
    noise = {"noise__bin": os.urandom(3 * MEBIBYTE)}
    zipped = samples.zip(samples.export(**noise)).read_bytes()
    address = script.create(len(zipped))
    size = {"Content_Length": str(len(zipped)), "Content_Type": OFFSET, "Upload_Offset": "0"}
    connection = script.dial("PATCH", address, **size, **TUS)
    connection.send(zipped[: 2 * MEBIBYTE])
    while script.offset(address) < MEBIBYTE:
        pass
    connection.close()
    # The server may not have noticed yet that the first connection is gone.
    while (rest := go_on(script, address, zipped)).status in (409, 423):
        pass
    assert (rest.status, rest.headers["upload-offset"]) == (204, str(len(zipped)))
    told = script.outcome(address)
    assert told["state"] == "published" and told["live"]
    assert script.offset(address) == len(zipped)


def test_an_upload_comes_in_parts_and_says_what_it_is(script, export):
    zipped = export("parts")
    said = ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}"
        for name, value in {"filename": "süß.zip", "live": "false"}.items()
    )
    address = script.create(len(zipped), Upload_Metadata=said)
    half = len(zipped) // 2
    script.patch(address, 0, zipped[:half])
    assert script.offset(address) == half
    script.patch(address, half, zipped[half:])
    assert script.outcome(address)["live"] is False
    name = script.site.shell(
        "from lobby.models import Upload; print(Upload.objects.order_by('-created_at')[0].name)"
    )
    assert name.strip() == "süß.zip"


def test_a_part_at_the_wrong_place_is_refused_and_harms_nothing(script):
    address = script.create(10)
    script.patch(address, 0, b"12345")
    assert script.patch(address, 3, b"xx").status == 409
    assert script.patch(address, 5, b"x" * 6).status == 413
    assert script.patch(address, 5, b"x", Content_Type="text/plain").status == 415
    assert script.patch(address, 5, b"x", Tus_Resumable="0.2.0").status == 412
    assert script.offset(address) == 5
    assert script.ask("DELETE", address, **TUS).status == 204
    assert script.ask("HEAD", address, **TUS).status == 404


def test_a_client_learns_what_is_spoken_here(stranger):
    told = stranger.ask("OPTIONS", f"{stranger.address}/uploads").headers
    assert (told["tus-version"], told["tus-extension"]) == ("1.0.0", "creation,termination")
    assert told["tus-max-size"] == str(1024 * MEBIBYTE)
    assert told["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in told


def test_a_hosts_page_uploads_with_its_permit(script, export):
    permit = script.site.shell(
        "from django.contrib.auth.models import User; from lobby import hosting, permits;"
        "from lobby.models import Game; user = User.objects.create_user('host');"
        "hosting.enrol(user=user);"
        "game = Game.objects.get(slug='demo'); game.editors.add(user);"
        "print(permits.sign(permits.Permit(host=user.pk, game=game.pk)))"
    ).strip()
    host = Sender(script.site, "demo", permit)
    address = host.create(5)
    script.site.shell(
        "from lobby.models import Game; Game.objects.get(slug='demo').editors.clear()"
    )
    assert host.patch(address, 0, b"x").status == 401


def test_the_token_of_a_host_who_is_none_any_more_opens_nothing(script):
    token = script.site.shell(
        "from django.contrib.auth.models import User; from lobby import hosting, tokens;"
        "from lobby.models import Game; user = User.objects.create_user('former');"
        "print(tokens.make(game=Game.objects.get(slug='demo'), name='CI', by=user))"
    ).strip()
    assert Sender(script.site, "demo", token).put(b"x").status == 401
