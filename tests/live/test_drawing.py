"""A panel knows what its page has: what it was told, not what was drawn."""

import asyncio

from lobby import database
from lobby.live import panel as module
from lobby.live.panel import Panel, Shown
from lobby.signaling.lean import Outbox


async def test_a_panel_that_was_drawn_too_late_is_drawn_again(busy, monkeypatch):
    panel, told, late = Panel(), [], asyncio.Event()
    panel.outbox = Outbox(None, None)
    panel.news, panel.tell = "news", told.append
    panel._draw = lambda news: (f"{news}, drawn", Shown(last=panel.shown.last + 1))
    monkeypatch.setattr(module, "AGAIN", 0)
    with monkeypatch.context() as hasty:
        hasty.setattr(database, "PATIENCE", 0)
        hasty.setattr(module, "note_failure", lambda *words: late.set())
        drawing = asyncio.create_task(panel._draw_all())
        async with asyncio.timeout(15):
            await late.wait()
    busy.set()
    await drawing
    assert told == ["news, drawn"]
    assert panel.shown == Shown(last=1)
