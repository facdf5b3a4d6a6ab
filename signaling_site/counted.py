"""How many requests are answered, how, in which time, and how many bytes of games they carry.

What nginx sends itself (`PLAYLOBBY_ACCEL`) passes by here without its bytes.
"""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

from lobby.counting import SITE, counting

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

# In a scope: the slug of the game whose bytes these are, "" if several share them.
COUNTS = "counts"
FAILED = 500


def counted(app: App) -> App:
    async def counting_app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        began, status = monotonic(), FAILED

        async def count(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif (game := scope.get(COUNTS)) is not None:
                counting.of(game or SITE).sent += len(message.get("body", b""))
            await send(message)

        try:
            await app(scope, receive, count)
        finally:
            counting.answer(status, monotonic() - began)

    return counting_app
