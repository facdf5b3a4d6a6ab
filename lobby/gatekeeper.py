"""A worker's look at the bulletin: who is banned meanwhile is put out, a new notice is shown."""

import asyncio
import logging
from contextlib import suppress

from lobby import bans
from lobby.bulletin import bulletin, refusal
from lobby.database import in_database_for_pages, note_failure
from lobby.live.feeds import feeds
from lobby.models import Ban
from lobby.switchboard import switchboard
from lobby.table import Event

LOOK_EVERY = 5.0  # seconds, and whenever something is posted

logger = logging.getLogger(__name__)


async def watch() -> None:
    posted = asyncio.Event()
    bulletin.bind(asyncio.get_running_loop(), posted.set)
    shown = ""
    while True:
        try:
            await in_database_for_pages(bulletin.read)
            await _put_out()
            if bulletin.notice != shown:
                shown = bulletin.notice
                _show(shown)
        except Exception:
            note_failure(logger, "The bulletin could not be read; the next look tries")
        with suppress(TimeoutError):
            await asyncio.wait_for(posted.wait(), LOOK_EVERY)
        posted.clear()


async def _put_out() -> None:
    """Seats are freed as whenever a socket ends; those of a banned player are so already."""
    for socket in tuple(switchboard.sockets.values()):
        if (ban := bulletin.ban_of(socket.player, socket.network)) is not None:
            no = refusal(ban)
            socket.hear(
                Event("peer.turned_away", "", 0, socket=socket.name, rule=no.rule, words=no.words)
            )
            await _note(ban, socket.network)
    for page in tuple(feeds.sockets.values()):
        if (ban := bulletin.ban_of(page.player, page.network)) is not None:
            page.refuse(refusal(ban))
            await _note(ban, page.network)


async def _note(ban: Ban, network: str | None) -> None:
    if ban.with_network and not ban.network and network:
        await in_database_for_pages(bans.take_network, ban=ban.pk, network=network)


def _show(notice: str) -> None:
    for page in tuple(feeds.sockets.values()):
        page.note(notice)
