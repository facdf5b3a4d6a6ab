"""How messages are written on the wire. No Django.

JSON as Godot 4's demo speaks it: `{"type": int, "id": int, "data": string}`, all three always
sent, compact, integers only (Godot 4.0 to 4.3 drops `1.0`).
"""

from math import floor
from typing import Annotated, Any

import msgspec

from lobby.signaling.messages import Message, invalid

_Natural = Annotated[int, msgspec.Meta(ge=0)] | Annotated[float, msgspec.Meta(ge=0)]


class _Incoming(msgspec.Struct):
    type: _Natural
    id: _Natural
    data: Any = ""


class _Outgoing(msgspec.Struct):
    type: int
    id: int
    data: str


_decoder = msgspec.json.Decoder(_Incoming)
_encoder = msgspec.json.Encoder()


def parse(text: str) -> Message:
    """Read a frame as leniently as the demo's server: 6.7 is 6, data that is no text is none.

    Raises Refusal for what is no object, lacks a number, or has a negative one.
    """
    try:
        frame = _decoder.decode(text)
        data = frame.data if isinstance(frame.data, str) else ""
        return Message(floor(frame.type), floor(frame.id), data)
    except (msgspec.MsgspecError, UnicodeError, OverflowError, RecursionError):
        raise invalid() from None


def write(message: Message) -> str:
    return _encoder.encode(_Outgoing(*message)).decode()
