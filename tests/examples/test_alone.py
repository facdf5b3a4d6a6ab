"""Examples that need no server: two players in one page."""

import pytest

pytestmark = pytest.mark.browser

BOTH_SHOW = "line => seen.filter(it => it.name === 'Lines' && it.text.includes(line)).length === 2"


async def they_talk(screen):
    await screen.enter("Say something as Blue", "Is this seat free?")
    await screen.until(BOTH_SHOW, "Is this seat free?")
    await screen.enter("Say something as Yellow", "It is [b]yours[/b]")
    await screen.until(BOTH_SHOW, "It is [b]yours[/b]")


async def test_blue_and_yellow_talk_over_a_channel_that_both_know(open_alone):
    screen = await open_alone("minimal")
    await they_talk(screen)


@pytest.mark.long
async def test_a_singleton_introduces_two_scenes(open_alone):
    screen = await open_alone("local_signaling")
    await screen.sees("Carried: Yellow’s offer, Blue’s answer")
    await they_talk(screen)


@pytest.mark.long
async def test_a_finger_is_enough_to_say_something(open_alone):
    """On a phone's upright screen, by the button."""
    screen = await open_alone("minimal", viewport={"width": 360, "height": 740}, has_touch=True)
    await screen.write("Say something as Blue", "Down here")
    await screen.press("Send")
    await screen.until(BOTH_SHOW, "Down here")
