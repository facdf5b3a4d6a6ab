"""Work that takes a worker minutes: each a command of ours, in a process of its own."""

import asyncio
import sys
from contextlib import suppress

from django.conf import settings

from lobby.exports import encodings


async def compress() -> None:
    """Behind all others."""
    if await asyncio.to_thread(encodings.any_improvable):
        await run("compress")


async def tidy() -> None:
    await run("sweep")


async def run(command: str) -> bool:
    """Run a command of `manage.py`; whether it did what it should."""
    arguments = [sys.executable, str(settings.BASE_DIR / "manage.py"), command]
    process = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.DEVNULL)
    try:
        return await process.wait() == 0
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
