"""A game's signaling socket: `/signal/<slug>` and `/signal/<slug>/<CODE>`.

A connection, as long as it lasts, of a caller, who may have others after it.
"""

from typing import Any

from django.conf import settings
from django.db import DatabaseError

from lobby import limits
from lobby.bulletin import bulletin
from lobby.errors import Refusal
from lobby.signaling import carriage
from lobby.signaling.admission import admit
from lobby.signaling.caller import Caller
from lobby.signaling.lean import LeanConsumer
from lobby.signaling.messages import close_for
from lobby.signaling.resuming import greeted
from lobby.switchboard import switchboard


class SignalConsumer(LeanConsumer):
    caller: Caller | None = None
    numbered = False  # and not greeted yet

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        """Accept first: a refused handshake reaches neither browser nor Godot with a reason."""
        subprotocol, shown_pass = carriage.choose(self.scope["subprotocols"])
        self.numbered = subprotocol == carriage.V1
        self.accept(subprotocol)
        caller = self.caller = Caller(self.outbox)
        try:
            limits.take_socket(network := limits.network(self.address()))
            caller.network = network
            switchboard.connect(caller)
            admission = await admit(
                **self.scope["url_route"]["kwargs"],
                origin=_header(self.scope, b"origin"),
                shown_pass=shown_pass,
            )
            bulletin.check(admission.player.id, network)
            caller.let_in(admission)
        except Refusal as refusal:
            caller.refuse(refusal)
        except DatabaseError:
            caller.fail()
        else:
            caller.close_later(settings.JOIN_WITHIN, *close_for("join.too_late"))

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        caller = self.caller
        if caller is None or self.outbox.closing:
            return
        try:
            if (text := message.get("text")) is None:
                raise Refusal("message.binary", "Messages must be text.")
            if self.numbered:
                self.numbered = False
                self.caller = await greeted(caller, carriage.read_hello(text))
            else:
                await caller.receive(text)
        except Refusal as refusal:
            caller.refuse(refusal)
        except DatabaseError:
            caller.fail()

    async def cleanup(self) -> None:
        if self.caller is not None:
            await self.caller.lose(self.outbox, self.ended_with)

    def address(self) -> str:
        return (self.scope.get("client") or ("",))[0]


class Nowhere(LeanConsumer):
    """A socket at an address that means nothing."""

    async def websocket_connect(self, message: dict[str, Any]) -> None:
        self.accept(next(iter(self.scope["subprotocols"]), None))
        self.close(4000, "There is nothing at this address")

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        pass


def _header(scope: dict[str, Any], name: bytes) -> str | None:
    value = next((value for key, value in scope["headers"] if key == name), None)
    return None if value is None else value.decode("latin-1")
