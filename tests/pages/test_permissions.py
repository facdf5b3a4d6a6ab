"""What the frame of a game may ask of a player's browser."""

import re

import pytest

from tests.pages.words import visit


@pytest.mark.parametrize("threads", [False, True])
def test_no_game_may_listen_or_look(client, golf, open_room, threads):
    """A browser asks once for the whole site, not for each game on it."""
    golf.live_build.threads = threads
    golf.live_build.save()
    open_room("K7QM4X", "Blue")
    page = visit(client, "/games/golf/play?room=K7QM4X").content.decode()
    [allowed] = re.findall(r'<iframe[^>]* allow="([^"]*)"', page)
    allowed = allowed.split("; ")
    assert "fullscreen" in allowed
    assert ("cross-origin-isolated" in allowed) is threads
    assert not {"microphone", "camera", "display-capture", "geolocation"} & set(allowed)
