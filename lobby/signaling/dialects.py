"""How messages are written on the wire. No Django.

JSON as Godot 4's demo speaks it: `{"type": int, "id": int, "data": string}`, all three always
sent, compact, integers only (Godot 4.0 to 4.3 drops `1.0`). Text as Godot 3's did: `O: 2`, a new
line, the payload. A client's first frame decides, and a room speaks one of them only; so the data
of a signal is never decoded: it is handed on as it was written.
"""

import json
import re
from math import floor
from typing import Annotated

import msgspec

from lobby.signaling.messages import FIRST_EXTENSION, SIGNALS, Kind, Message, invalid

_Natural = Annotated[int, msgspec.Meta(ge=0)] | Annotated[float, msgspec.Meta(ge=0)]
_NOTHING = '""'


class _Frame(msgspec.Struct):
    type: _Natural
    id: _Natural
    data: msgspec.Raw = msgspec.Raw(_NOTHING)


_decoder = msgspec.json.Decoder(_Frame)


class Json:
    """Godot 4. A signal's `data` stays the JSON string it came as, quotes included."""

    generation = 4

    @staticmethod
    def parse(text: str) -> Message:
        """Read a frame as leniently as the demo's server: 6.7 is 6, data that is no text is none.
        An extension's data is any JSON, and stays as it came.

        Raises Refusal for what is no object, lacks a number, or has a negative one.
        """
        try:
            frame = _decoder.decode(text)
            kind = frame.type if type(frame.type) is int else floor(frame.type)
            peer = frame.id if type(frame.id) is int else floor(frame.id)
            data = str(frame.data, "utf-8")
            if kind >= FIRST_EXTENSION:
                return Message(kind, peer, data)
            if data[0] != '"':
                data = _NOTHING
            return Message(kind, peer, data if kind in SIGNALS else msgspec.json.decode(data))
        except (msgspec.MsgspecError, UnicodeError, OverflowError, RecursionError):
            raise invalid() from None

    @staticmethod
    def read(data: str) -> str:
        """The text of a signal's data. Raises Refusal for what is none."""
        try:
            return msgspec.json.decode(data, type=str)
        except (msgspec.MsgspecError, UnicodeError):
            raise invalid() from None

    @staticmethod
    def quote(text: str) -> str:
        """A text as a signal's data."""
        return msgspec.json.encode(text).decode()

    @staticmethod
    def relay(kind: int, sender: int, data: str) -> str:
        return f'{{"type":{kind:d},"id":{sender},"data":{data}}}'

    @staticmethod
    def write(message: Message) -> str:
        return Json.relay(message.kind, message.peer, json.dumps(message.data))


class Text:
    """Godot 3, always a mesh. `X: <argument>`, a new line, and a signal's payload."""

    generation = 3
    letters = {
        Kind.JOIN: "J",
        Kind.ID: "I",
        Kind.PEER_CONNECT: "N",
        Kind.PEER_DISCONNECT: "D",
        Kind.OFFER: "O",
        Kind.ANSWER: "A",
        Kind.CANDIDATE: "C",
        Kind.SEAL: "S",
    }
    kinds = {letter: kind for kind, letter in letters.items()}
    number = re.compile(r"[0-9]{1,10}")

    @staticmethod
    def parse(text: str) -> Message:
        """Read a frame. Raises Refusal for one without a line of a letter and more."""
        line, newline, payload = text.partition("\n")
        if not newline or len(line) < 3:
            raise invalid()
        kind = Text.kinds.get(line[0], UNKNOWN) if line[1:3] == ": " else UNKNOWN
        argument = line[3:].strip()
        if kind not in SIGNALS:
            return Message(kind, 0, argument)
        # A destination that is none is nobody's number: it is refused as such.
        peer = int(argument) if Text.number.fullmatch(argument) else 0
        return Message(kind, peer, payload)

    @staticmethod
    def read(data: str) -> str:
        return data

    @staticmethod
    def quote(text: str) -> str:
        return text

    @staticmethod
    def relay(kind: int, sender: int, data: str) -> str:
        return f"{Text.letters[Kind(kind)]}: {sender}\n{data}"

    @staticmethod
    def write(message: Message) -> str:
        said = message.data if message.kind in (Kind.JOIN, Kind.SEAL) else message.peer
        return f"{Text.letters[Kind(message.kind)]}: {said}\n"


UNKNOWN = -1  # a letter that means nothing
Dialect = type[Json] | type[Text]


def choose(first: str) -> Dialect:
    """The dialect of a client, by its first frame."""
    return Text if first.startswith("J: ") else Json


def of(generation: int) -> Dialect:
    """What a room of that generation of Godot speaks."""
    return Text if generation == Text.generation else Json
