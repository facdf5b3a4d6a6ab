"""A game that was made to do harm, in a real browser, while staff plays it.

Twice: on localhost, where the games' hosts are another site to a browser than the lobby's, and on
`site.test` behind nginx, where they are the same one, so that SameSite does not help.
"""

import pytest
import pytest_asyncio

from tests.browser.hostile import HARMLESS, HOSTILE, NAME, STAFF, Player, Target, rename, settle
from tests.chromium import chromium, clear_away, new_context
from tests.nginx import fingerprint

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PAGES = ["/", "/me", "/rooms/", "/admin/", "/admin/auth/user/1/change/", "/healthz"]
PAGES += [f"/games/{HARMLESS}/", f"/games/{HARMLESS}/open", "/accounts/password/change/"]
FORMS = {
    "/admin/lobby/game/add/": {"slug": "planted", "title": "Planted", "_save": "Save"},
    "/admin/lobby/game/1/delete/": {"post": "yes"},
    "/admin/lobby/game/2/delete/": {"post": "yes"},
    "/admin/auth/user/add/": {"username": "mallory", "password1": "let me in 12", "password2": "…"},
    f"/games/{HARMLESS}/open": {"topology": "mesh", "seats": "4", "name": "Mine"},
    f"/games/{HARMLESS}/match": {},
    "/me": {"name": "Renamed"},
    "/accounts/logout/": {},
}
READ = """(address) => fetch(address, { credentials: 'include' })
  .then((answer) => answer.text(), (error) => `refused: ${error}`)"""
PEEK = """(address) => fetch(address, { credentials: 'include', mode: 'no-cors' })
  .then(async (answer) => [answer.type, answer.status, await answer.text()])"""
POST = """([address, fields]) => fetch(address, { method: 'POST', credentials: 'include',
  mode: 'no-cors', body: new URLSearchParams({ csrfmiddlewaretoken: 'a'.repeat(64), ...fields }) })
  .then(() => 'sent', (error) => `refused: ${error}`)"""
SUBMIT = """(address) => {
  const form = Object.assign(document.createElement('form'),
    { method: 'post', action: address, target: '_blank' });
  document.body.append(form);
  return new Promise((refused) => {
    addEventListener('securitypolicyviolation', (event) => refused(event.violatedDirective));
    form.submit();
  });
}"""
SECRETS = """async () => {
  localStorage.secret = 'mine';
  await new Promise((done) => { indexedDB.open('saves').onsuccess = done; });
  await (await caches.open('saves')).put('/save', new Response('mine'));
}"""
LOOT = """async () => ({ local: Object.keys(localStorage),
  databases: (await indexedDB.databases()).map((one) => one.name), caches: await caches.keys() })"""
FRAME = """(address) => new Promise((loaded) => document.body.append(
  Object.assign(document.createElement('iframe'), { src: address, onload: loaded })))"""
REACH = """(what) => {
  try { return String(Function(`return ${what}`)()); } catch (error) { return error.name; }
}"""
REGISTER = """([script, scope]) => navigator.serviceWorker.register(script, scope && { scope })
  .then(() => 'registered', (error) => `${error.name}: ${error.message}`)"""
LEFT = "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => one.scope))"
ETAG = "(name) => fetch(name).then((answer) => answer.headers.get('etag'))"
UPLOAD = """([address, method, credentials]) => fetch(address, { method, credentials, body: 'PK' })
  .then((one) => one.status, String)"""
LOAD = """(address) => new Promise((ended) => document.body.append(Object.assign(
  document.createElement('script'), { src: address, onerror: () => ended('refused'),
    onload: () => ended('ran') })))"""
TOSS = """(cookies) => cookies.forEach((cookie) => { document.cookie = cookie; })"""
WORDS = [
    *[None, 0, "", "escape", [], {}, {"playlobby": None}, {"playlobby": {"toString": 1}}],
    {"playlobby": "pass", "pass": "forged"},
    {"playlobby": "constructor"},
    {"playlobby": "progress", "loaded": "many", "total": {}},
    {"playlobby": "progress", "loaded": 1e308, "total": -1},
    {"playlobby": "started"},
    {"playlobby": "failed", "reason": "<img src=x onerror=\"document.title='It ran'\">"},
    {"playlobby": "failed", "reason": {"a": 1}},
]


@pytest_asyncio.fixture(
    scope="module",
    loop_scope="session",
    params=[pytest.param("localhost", marks=pytest.mark.long), "site.test"],
)
async def target(request, make_site, tmp_path_factory, browsers):
    """A deployment with both games, and somebody who is logged in there."""
    if request.param == "site.test":
        site = request.getfixturevalue("proxied_site")
        trust = f"--ignore-certificate-errors-spki-list={fingerprint(site.certificate)}"
        settled = settle(site, tmp_path_factory.mktemp("hostile"))
        async with chromium(trust) as trusting:
            target = Target(site, trusting, same_site=True, settled=settled)
            await target.log_in()
            yield target
    else:
        site = make_site()
        settled = settle(site, tmp_path_factory.mktemp("hostile"))
        site.start()
        target = Target(site, await browsers(), same_site=False, settled=settled)
        await target.log_in()
        yield target
        site.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def player(target):
    context = await new_context(target.browser, storage_state=target.profile)
    yield Player(target, context)
    await clear_away(context)


@pytest_asyncio.fixture(loop_scope="session")
async def game(player, target):
    """The hostile game in a tab of its own, where it may do most."""
    return await player.visit(f"{target.origin}/")


async def test_the_sites_cookies_stay_with_the_site(target, player, game):
    assert set(await player.site_cookies()) == target.cookies
    assert await game.evaluate("document.cookie") == ""
    await game.evaluate("fetch('index.js', { credentials: 'include' }).then((one) => one.text())")
    await player.play()
    assert await player.sent_cookies(target.origin) == set()
    assert await player.sent_cookies(target.site.url) >= target.cookies


async def test_a_game_reads_no_page_of_the_site(target, player, game):
    sent = await player.cookies_from(game)
    for page in PAGES:
        address = f"{target.site.url}{page}"
        assert "Failed to fetch" in await game.evaluate(READ, address), page
        assert await game.evaluate(PEEK, address) == ["opaque", 0, ""], page
    # Where it is the same site, the cookies went along: it is CORS that keeps the answers.
    assert any("session=" in cookies for cookies in sent) is target.same_site


async def test_a_game_changes_nothing_in_the_name_of_its_player(target, player, game):
    for path, fields in FORMS.items():
        async with game.expect_response(f"**{path}") as answer:
            assert await game.evaluate(POST, [f"{target.site.url}{path}", fields]) == "sent"
        assert (await answer.value).status == 403, path
    refused = await game.evaluate(SUBMIT, f"{target.site.url}/accounts/logout/")
    assert refused == "form-action"
    assert target.state() == target.settled
    await is_still_logged_in(player)
    await is_still(player, NAME)


@pytest.mark.parametrize("credentials", ["include", "omit"])
async def test_a_game_publishes_nothing(target, game, credentials):
    for method, path in (("PUT", "builds"), ("POST", "uploads")):
        address = f"{target.site.url}/api/v1/games/harmless/{path}"
        answer = await game.evaluate(UPLOAD, [address, method, credentials])
        # Without credentials it may ask, as any page may; with them it is not even told the answer.
        assert answer == (401 if credentials == "omit" else "TypeError: Failed to fetch"), path
    assert target.state() == target.settled


async def test_a_game_has_no_part_in_what_another_keeps(target, player, game):
    other = await player.visit(f"{target.harmless}/")
    await other.evaluate(SECRETS)
    assert "secret" in (await other.evaluate(LOOT))["local"]
    assert await game.evaluate(LOOT) == {"local": [], "databases": [], "caches": []}
    async with game.expect_popup() as opened:
        await game.evaluate("(address) => { opened = open(address); }", f"{target.harmless}/")
    await (await opened.value).wait_for_load_state()
    await game.evaluate("document.domain = document.domain.split('.').slice(1).join('.')")
    for what in ("localStorage", "document", "indexedDB", "location.href", "caches"):
        assert await game.evaluate(REACH, f"opened.{what}") == "SecurityError", what
    assert await game.evaluate("opened.closed") is False


async def test_a_game_frames_no_page_of_the_site(target, game):
    for number, page in enumerate(PAGES, start=1):
        if page == "/healthz":  # Words for machines: there is nothing to press.
            break
        await game.evaluate(FRAME, f"{target.site.url}{page}")
        assert game.frames[number].url.startswith("chrome-error:"), page


async def test_a_game_leads_its_page_nowhere(target, player):
    page, frame = await player.play()
    address = page.url
    await frame.locator("canvas").click()  # Some browsers would allow more after a press.
    for what in ("top.location = '/elsewhere'", "top.location.href", "parent.document.cookie"):
        assert await frame.evaluate(REACH, what) == "SecurityError", what
    assert await frame.evaluate(REACH, "top.location.replace('/elsewhere')") == "SecurityError"
    await frame.evaluate(REACH, "open('/elsewhere', '_top')")
    assert await page.evaluate("document.title") and page.url == address


async def test_a_game_reaches_into_no_window_it_opens(target, game):
    for page in ("/admin/", "/me"):
        async with game.expect_popup() as opened:
            await game.evaluate("(address) => { opened = open(address); }", target.site.url + page)
        popup = await opened.value
        await popup.wait_for_load_state()
        assert await popup.evaluate("[opener, name, document.forms.length > 0]") == [None, "", True]
        for what in ("document", "location.href"):
            found = await game.evaluate(REACH, f"opened.{what}")
            assert found in ("SecurityError", "undefined", "null", "0"), (what, found)
        assert await game.evaluate("opened.closed")  # That is how it looks from here.


async def test_a_game_leaves_no_service_worker_behind(target, player, game):
    shim = await game.evaluate("document.querySelector('script[src^=\"/-/\"]').src")
    for script, scope, why in [
        ("sw.js", None, "script evaluation failed"),
        ("index.service.worker.js", None, "script evaluation failed"),
        ("sw.js", "./levels/", "script evaluation failed"),
        ("sw.js", "/", "not under the max scope allowed"),
        (shim, None, "script evaluation failed"),
        (shim, "/", "not under the max scope allowed"),
        ("data:text/javascript,1", None, "Error"),
    ]:
        said = await game.evaluate(REGISTER, [script, scope])
        assert why in said, (script, scope, said)
    assert await game.evaluate(LEFT) == []
    made = "URL.createObjectURL(new Blob(['1'], { type: 'text/javascript' }))"
    blob = await game.evaluate(f"({REGISTER})([{made}])")
    assert "not supported" in blob


async def test_a_cookie_tossed_at_the_site_changes_nobody(target, player, game):
    kept = await player.site_cookies()
    await game.evaluate(TOSS, tossed(target))
    assert await player.site_cookies() == kept
    await is_still_logged_in(player)
    await is_still(player, NAME)
    page = await player.visit(f"{target.site.url}/me")
    await rename(page, "Yellow")
    await is_still(player, "Yellow")
    # It is no matter of a browser that drops all of them: this one arrived.
    assert ("noise" in await player.sent_cookies(target.site.url)) is target.same_site


async def test_made_up_words_leave_the_page_as_it_is(target, player):
    page, frame = await player.play()
    address, faults = page.url, []
    page.on("pageerror", lambda error: faults.append(error))
    page.on("dialog", lambda dialog: faults.append(dialog))
    await frame.evaluate("(words) => words.forEach((word) => parent.postMessage(word, '*'))", WORDS)
    await page.get_by_role("heading", name="The game couldn’t start").wait_for()
    assert page.url == address and not faults
    assert await page.title() != "It ran"
    assert await page.locator("img[src=x]").count() == 0


async def test_what_the_shared_address_has_is_never_a_page(target, player, game):
    shared = target.origin.replace(f"{HOSTILE}.", "")
    page = await player.context.new_page()
    for name in ("page.png", "script.png", "picture.svg"):
        sha256 = (await game.evaluate(ETAG, name)).strip('"')
        for ending, status in (("png", 200), ("svg", 404), ("html", 404)):
            address = f"{shared}/blob/{sha256}.{ending}"
            assert (await page.goto(address)).status == status, address
            assert await page.title() != "It ran"
            assert await game.evaluate(LOAD, address) == "refused", address
    assert await game.title() != "It ran"


def tossed(target) -> list[str]:
    """Cookies for the site's domain, in its cookies' names and in what might be taken for them."""
    domain = target.site.url.partition("://")[2].partition(":")[0]
    cookies = [f"noise=1; Domain={domain}; Path=/"]
    for name in target.cookies:
        disguises = [name, name.lower(), name.upper(), f"={name}", f" {name}", f'"{name}"']
        disguises += [f"\u2000{name}", f"\u0085{name}", f"\u00a0{name}", f"{name}\u00a0"]
        for disguise in {*disguises, name.removeprefix("__Host-")}:
            for path in ("/", "/admin", "/me"):
                cookies.append(f"{disguise}=evil; Domain={domain}; Path={path}; Secure")
                cookies.append(f"{disguise}=evil; Domain={domain}; Path={path}")
    return cookies


async def is_still_logged_in(player) -> None:
    page = await player.visit(f"{player.target.site.url}/admin/")
    assert page.url.endswith("/admin/") and STAFF in (await page.inner_text("body")).lower()


async def is_still(player, name) -> None:
    page = await player.visit(f"{player.target.site.url}/me")
    assert await page.locator("input[name=name]").input_value() == name
