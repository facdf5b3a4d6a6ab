"""A host's zip on its way, in a real browser: how far it is, and what happens when it gets lost."""

import base64

import pytest
from django.contrib.auth.models import User
from django.test import Client

from lobby import hosting
from lobby.models import Game
from tests.browser.tus import stand_in
from tests.exports.samples import Samples

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.django_db,
]

PART = 16 * 1024 * 1024
SMALL = b"PK" + bytes(3_000_000)
FILE = "[data-choose]"
DONE = "[data-done]:has-text('is here. It is being unpacked now.')"
LOST = "[data-left]:has-text('The connection was lost. Trying again in')"
REMEMBERED = "Object.keys(sessionStorage).filter((key) => key.startsWith('playlobby'))"
DROP = """async ([size, name]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(size)], name, { lastModified: 7 }));
  for (const kind of ["dragover", "drop"])
    document.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, cancelable: true }));
}"""
IN_THE_ZONE = "document.querySelector('build-upload').contains(document.activeElement)"


@pytest.fixture
def desk(settings, tmp_path):
    """The desk of a game as the site draws it, served by the stand-in."""
    settings.STATIC_ROOT = tmp_path
    wen = User.objects.create_user("wen")
    hosting.enrol(user=wen)
    Game.objects.create(slug="golf", title="Golf", owner=wen)
    client = Client()
    client.force_login(wen)
    with stand_in(client.get("/host/golf/").text) as served:
        yield served


def zip_of(content=SMALL, name="golf 1.0 – ü.zip"):
    return {"name": name, "mimeType": "application/zip", "buffer": content}


async def test_a_zip_goes_up_and_the_page_says_so(desk, visit):
    script, address = desk
    page = await visit(address)
    async with page.expect_response("**/host/golf/uploads*"):
        await page.locator(FILE).set_input_files(zip_of())
    await page.locator(DONE).wait_for()
    assert script.uploads["key1"] == SMALL
    named = dict(pair.split() for pair in script.metadata[0].split(","))
    assert base64.b64decode(named["filename"]).decode() == "golf 1.0 – ü.zip"
    assert base64.b64decode(named["live"]) == b"true"
    async with page.expect_response("**/host/golf/uploads*"):
        await page.evaluate("document.body.dispatchEvent(new Event('uploads-changed'))")
    assert script.asked.count("uploads") == 2  # By itself after the last byte, and now.


@pytest.mark.long
async def test_a_build_that_shall_wait_says_so_to_the_server(desk, visit):
    script, address = desk
    page = await visit(address)
    await page.get_by_label("Put it live at once").uncheck()
    await page.locator(FILE).set_input_files(zip_of())
    await page.locator(DONE).wait_for()
    assert base64.b64encode(b"false").decode() in script.metadata[0]


@pytest.mark.long
async def test_the_bar_tells_how_far_it_is_and_a_pause_keeps_what_was_sent(desk, visit):
    script, address = desk
    script.hold_at = 8_000_000
    page = await visit(address)
    await page.evaluate(DROP, [20_000_000, "golf.zip"])
    bar = page.get_by_role("progressbar", name="Uploading")
    await bar.wait_for()
    assert await page.evaluate(IN_THE_ZONE)
    await page.wait_for_function(
        "document.querySelector('[data-bar]').getAttribute('aria-valuenow') > 30"
    )
    await page.get_by_role("button", name="Pause").click()
    await page.locator("[data-left]").get_by_text("What was sent is kept").wait_for()
    assert await page.get_by_text("of 20 MB").is_visible()
    script.let_go.set()
    await page.get_by_role("button", name="Resume").click()
    await page.locator(DONE).wait_for()
    assert len(script.uploads["key1"]) == 20_000_000
    assert "HEAD" in script.asked
    assert script.parts[0] == (0, PART)


async def test_a_lost_connection_costs_no_more_than_what_was_under_way(desk, visit):
    script, address = desk
    script.cut_at = [1_000_000, 2_000_000]
    page = await visit(address)
    await page.locator(FILE).set_input_files(zip_of())
    await page.locator(LOST).wait_for()
    await page.locator(DONE).wait_for()
    assert script.uploads["key1"] == SMALL
    offsets = [offset for offset, _ in script.parts]
    assert offsets[0] == 0 and offsets[1] >= 1_000_000 and offsets[2] >= 2_000_000


async def test_after_a_reload_the_same_file_goes_on_where_it_stopped(desk, visit):
    script, address = desk
    page = await visit(address)
    page.on("dialog", lambda dialog: dialog.accept())
    script.cut_at = [2_000_000]
    size = 5_000_000
    await page.locator("[data-live]").uncheck()  # A reload ticks it again.
    await page.evaluate(DROP, [size, "golf.zip"])
    await page.locator(LOST).wait_for()
    await page.goto(address)
    await page.evaluate(DROP, [size, "golf.zip"])
    await page.locator(DONE).wait_for()
    assert list(script.uploads) == ["key1"] and len(script.uploads["key1"]) == size
    assert script.asked.count("POST") == 1


@pytest.mark.long
async def test_an_upload_that_the_server_forgot_begins_again(desk, visit):
    script, address = desk
    script.cut_at = [2_000_000]
    page = await visit(address)
    await page.locator(FILE).set_input_files(zip_of())
    await page.locator(LOST).wait_for()
    script.uploads.clear()
    await page.locator(DONE).wait_for()
    assert script.uploads["key1"] == SMALL


async def test_what_the_server_refuses_is_told_in_its_words(desk, visit):
    script, address = desk
    script.refuse = (413, "There is no room for that: 3 MB are left.")
    page = await visit(address)
    await page.locator(FILE).set_input_files(zip_of())
    notice = page.locator("[data-failed]")
    await notice.get_by_text("There is no room for that: 3 MB are left.").wait_for()
    script.refuse = None
    await page.locator(FILE).set_input_files(zip_of())
    await page.locator(DONE).wait_for()
    assert await notice.is_hidden()


async def test_a_cancelled_upload_is_forgotten_by_both(desk, visit):
    script, address = desk
    script.hold_at = 1_000_000
    page = await visit(address)
    await page.evaluate(DROP, [20_000_000, "golf.zip"])
    await page.wait_for_function("document.querySelector('#mine').value === 'key1'")
    assert len(await page.evaluate(REMEMBERED)) == 1
    deletes = lambda answer: answer.request.method == "DELETE"  # noqa: E731
    async with page.expect_response(deletes):
        await page.get_by_role("button", name="Cancel").click()
    assert script.uploads == {}
    assert await page.evaluate(REMEMBERED) == []
    assert await page.evaluate(IN_THE_ZONE)
    await page.get_by_text("Choose a zip").wait_for()


@pytest.mark.long
async def test_a_permit_that_is_too_old_is_asked_for_anew(desk, visit):
    script, address = desk
    script.good_permits = ("second",)
    page = await visit(address)
    await page.locator(FILE).set_input_files(zip_of())
    await page.locator(DONE).wait_for()
    assert script.permits == 2


@pytest.mark.long
async def test_who_is_logged_out_is_told_how_to_go_on(desk, visit):
    script, address = desk
    script.good_permits = ()
    page = await visit(address)
    await page.locator(FILE).set_input_files(zip_of())
    await page.locator("[data-failed]").get_by_text("You are logged out.").wait_for()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("golf.pck", b"x", "is no zip"), ("golf.zip", b"", "is empty")],
)
async def test_what_cannot_be_a_build_is_told_before_a_byte_is_sent(
    desk, visit, name, content, words
):
    script, address = desk
    page = await visit(address)
    await page.locator(FILE).set_input_files(zip_of(content, name))
    await page.locator("[data-failed]").get_by_text(words).wait_for()
    assert script.asked == []


async def test_the_keyboard_alone_reaches_the_choice(desk, visit):
    _, address = desk
    page = await visit(address)
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.matches('[data-choose]')"):
            return
    raise AssertionError("Tab never comes to the choice of a zip")


async def test_a_zip_becomes_the_live_build(site, visit, tmp_path):
    """With nothing in anybody's stead: the real server, and the process that unpacks."""
    site.shell(
        "from django.contrib.auth.models import User; from lobby import hosting;"
        "host = User.objects.create_user('nora', password='correct horse battery');"
        "hosting.enrol(user=host); hosting.make_game(owner=host, slug='golf', title='Golf')"
    )
    page = await visit(f"{site.url}/accounts/login/?next=/host/golf/")
    await page.get_by_label("Username or email").fill("nora")
    await page.get_by_label("Password").fill("correct horse battery")
    await page.get_by_role("button", name="Log in").click()
    samples = Samples(tmp_path)
    export = samples.zip(samples.export())
    await page.locator(FILE).set_input_files(export)
    await page.get_by_role("heading", name="Build 1 Live").wait_for()
    await page.get_by_text("Runs everywhere").or_(page.get_by_text("2 notes")).first.wait_for()
    await page.locator("[data-done]").wait_for(state="hidden")
    await page.locator(FILE).set_input_files(export)
    await page.get_by_text("Its files are those of build 1, which is live.").first.wait_for()
    await page.get_by_role("button", name=f"Dismiss {export.name}").click()
    await page.get_by_text("Its files are those").wait_for(state="detached")
    await page.locator(FILE).set_input_files(zip_of(b"no zip at all", "wrong.zip"))
    await page.get_by_text("This is not a zip file").wait_for()
    await page.get_by_role("button", name="Dismiss wrong.zip").click()
    await page.get_by_text("This is not a zip file").wait_for(state="detached")
    answer = await page.goto(f"{site.play_origin('golf')}/")
    assert answer.ok and b"GODOT_CONFIG" in await answer.body()
