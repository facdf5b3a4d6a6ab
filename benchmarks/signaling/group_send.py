"""A yardstick: the demo's protocol as a Channels consumer relays it with `group_send`.

Two workers, channels-redis' pub/sub layer, a group for each room and one for each peer (so that a
signal does not go to those whom it does not concern). It knows no limits, no database, no leaving
and no wrong codes; run it for nobody.
"""

import json
import os
import random
import secrets
from typing import Any

from django.conf import settings

settings.configure(
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/0")]},
        }
    }
)

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402

JOIN, ID, PEER_CONNECT, PEER_DISCONNECT = range(4)


class Consumer(AsyncWebsocketConsumer):
    room = ""
    number = 0
    known: set[int]  # whom our client was told of

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        message = json.loads(text_data or "")
        kind, peer, data = message["type"], message["id"], message["data"]
        if kind == JOIN:
            await self.join(data)
        else:
            event = {"type": "signal", "kind": kind, "sender": self.number, "data": data}
            await self.channel_layer.group_send(f"{self.room}.{peer}", event)

    async def join(self, code: str) -> None:
        self.room, self.known = code or secrets.token_hex(8), set()
        self.number = random.randint(2, 2**31 - 1) if code else 1
        await self.say(ID, self.number, "true")
        await self.channel_layer.group_add(f"{self.room}.{self.number}", self.channel_name)
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.say(JOIN, 0, self.room)
        await self.channel_layer.group_send(
            self.room, {"type": "peer.joined", "number": self.number}
        )

    async def peer_joined(self, event: dict[str, Any]) -> None:
        """Each member answers a newcomer, who hears of the others that way."""
        if event["number"] != self.number:
            await self.peer_present(event)
            answer = {"type": "peer.present", "number": self.number}
            await self.channel_layer.group_send(f"{self.room}.{event['number']}", answer)

    async def peer_present(self, event: dict[str, Any]) -> None:
        if event["number"] not in self.known:
            self.known.add(event["number"])
            await self.say(PEER_CONNECT, event["number"])

    async def peer_left(self, event: dict[str, Any]) -> None:
        if event["number"] in self.known:
            self.known.remove(event["number"])
            await self.say(PEER_DISCONNECT, event["number"])

    async def signal(self, event: dict[str, Any]) -> None:
        await self.say(event["kind"], event["sender"], event["data"])

    async def disconnect(self, code: int) -> None:
        if self.room:
            await self.channel_layer.group_discard(self.room, self.channel_name)
            await self.channel_layer.group_discard(f"{self.room}.{self.number}", self.channel_name)
            left = {"type": "peer.left", "number": self.number}
            await self.channel_layer.group_send(self.room, left)

    async def say(self, kind: int, peer: int, data: str = "") -> None:
        await self.send(text_data=json.dumps({"type": kind, "id": peer, "data": data}))


application = Consumer.as_asgi()
