"""The chat: signaling as Godot's demo has it, on this site's pages and elsewhere."""

import pytest

from tests.browser.players import GamePage
from tests.examples.witnessed import Screen, screen_of

pytestmark = [pytest.mark.browser, pytest.mark.long]


async def test_two_players_talk_in_the_room_of_their_pages_and_on_without_the_site(
    publish, new_page
):
    site = publish("chat", "--title", "Chat", "--seats", "4")
    blue, yellow = await new_page(), await new_page()
    await blue.goto(f"{site.url}/games/chat/open")
    await blue.get_by_role("button", name="Open room").click()
    await blue.wait_for_url("**/play?room=*")
    code = GamePage(blue).code
    await yellow.goto(f"{site.url}/join/{code}")
    await yellow.get_by_role("button", name="Take a seat").click()
    for page, name in ((blue, "Blue"), (yellow, "Yellow")):
        screen = await screen_of(page)
        await screen.enter("Your name", name)
        await screen.sees(code)
    blue, yellow = await screen_of(blue), await screen_of(yellow)
    await blue.sees("Yellow  is here")
    await blue.enter("Say something", "Evening!")
    await yellow.sees("Blue  Evening!")
    site.kill()
    await yellow.enter("Say something", "Who turned off the light?")
    await blue.sees("Yellow  Who turned off the light?")


async def test_elsewhere_it_dials_the_site_and_meets_by_code(publish, new_page, serve, tmp_path):
    site = publish("chat", "--seats", "4")
    screens = []
    for _ in range(2):
        page = await new_page()
        await page.goto(serve(tmp_path / "export"))
        screens.append(Screen(page.main_frame))
    blue, yellow = screens
    await blue.write("Address", f"{site.signal}/chat")
    await blue.enter("Your name", "Blue")
    key = await blue.until("() => seen.find(it => it.name === 'Key' && it.text)")
    await yellow.write("Address", f"{site.signal}/chat")
    await yellow.write("Code", "NOSUCH")
    await yellow.enter("Your name", "Yellow")
    await yellow.sees("Lobby does not exists")
    await yellow.write("Code", key["text"])
    await yellow.press("Enter")
    await yellow.sees("Blue  is here")
    await blue.enter("Say something", "Evening!")
    await yellow.sees("Blue  Evening!")
