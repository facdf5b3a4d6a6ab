"""A yardstick: the least that speaks the demo's protocol in Python, on uvicorn as we run it.

What a handshake and a frame cost before a line of ours has run. Rooms in a dict, no limits, no
database, no wrong codes; run it for nobody.
"""

import json
import random
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

JOIN, ID, PEER_CONNECT, PEER_DISCONNECT = range(4)

Send = Callable[[dict[str, Any]], Awaitable[None]]

rooms: dict[str, dict[int, Send]] = {}


async def say(send: Send, kind: int, peer: int, data: str = "") -> None:
    text = json.dumps({"type": kind, "id": peer, "data": data})
    await send({"type": "websocket.send", "text": text})


async def join(send: Send, code: str) -> tuple[dict[int, Send], int]:
    number = random.randint(2, 2**31 - 1) if code else 1
    code = code or secrets.token_hex(8)
    room = rooms.setdefault(code, {})
    await say(send, ID, number, "true")
    for other, their_send in room.items():
        await say(their_send, PEER_CONNECT, number)
        await say(send, PEER_CONNECT, other)
    room[number] = send
    await say(send, JOIN, 0, code)
    return room, number


async def application(
    scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Send
) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    room: dict[int, Send] = {}
    number = 0
    while (event := await receive())["type"] == "websocket.receive":
        message = json.loads(event["text"])
        kind, peer, data = message["type"], message["id"], message["data"]
        if kind == JOIN:
            room, number = await join(send, data)
        elif peer in room:
            await say(room[peer], kind, number, data)
    room.pop(number, None)
    for their_send in room.values():
        await say(their_send, PEER_DISCONNECT, number)
