"""How frames are read, written and relayed, with no socket and no database."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lobby.errors import Refusal
from lobby.signaling.dialects import UNKNOWN, Json, Text, choose
from lobby.signaling.messages import SIGNALS, Kind, Message

quick = settings(max_examples=200, deadline=None, derandomize=True)

KINDS = st.sampled_from([Kind.OFFER, Kind.ANSWER, Kind.CANDIDATE])
NUMBERS = st.integers(1, 2**31 - 1)
# What a WebSocket can carry: UTF-8 knows no surrogates.
WORDS = st.text(st.characters(exclude_categories=["Cs"]))


def relayed(frame, sender=7):
    """What the other player hears of a frame."""
    said = Json.parse(frame)
    return Json.relay(said.kind, sender, said.data)


def refused(dialect, frame):
    with pytest.raises(Refusal) as refusal:
        dialect.parse(frame)
    assert refusal.value.rule == "message.invalid"


# Godot 4: JSON


@pytest.mark.parametrize(
    "data",
    [
        '""',
        '"v=0\\r\\no=- 1 2 IN IP4 127.0.0.1\\r\\n"',
        '"\\u0076\\u003d0"',
        '"\\/ \\" \\\\ \\b \\f \\n \\r \\t"',
        '"\\ud83c\\udfae and 🎮"',
        '"\\uD83C\\uDFAE"',
        '"\\u0000\\u001f\x7f"',
        '"\u2028\u2029\ufeff\ufffe"',
        '"' + "a" * 60_000 + '"',
    ],
)
def test_yellow_hears_a_signals_data_as_blue_wrote_it(data):
    assert relayed(f'{{"type":4,"id":2,"data":{data}}}') == f'{{"type":4,"id":7,"data":{data}}}'


@pytest.mark.parametrize(
    "frame",
    [
        '{"type": 4, "id": 2, "data": "x"}',
        '{"data":"x","type":4,"id":2}',
        ' {\n\t"data" : "x" ,\r\n "id" : 2 , "type" : 4 } ',
        '{"type":4,"id":2,"data":"first","data":"x"}',
        '{"type":9,"type":4,"id":0,"id":2,"data":"x"}',
        '{"type":4,"id":2,"d\\u0061ta":"x"}',
        '{"more":{"data":"no","type":[0]},"type":4.0,"id":2.0,"data":"x","DATA":"no"}',
    ],
)
def test_spaces_order_and_other_keys_mean_nothing(frame):
    assert Json.parse(frame) == Message(Kind.OFFER, 2, '"x"')
    assert relayed(frame) == '{"type":4,"id":7,"data":"x"}'


@pytest.mark.parametrize("data", ["null", "7", "true", "1e999", "{}", '["x"]', '{"data":"x"}'])
def test_data_that_is_no_text_is_none(data):
    assert relayed(f'{{"type":5,"id":2,"data":{data}}}') == '{"type":5,"id":7,"data":""}'
    assert Json.parse(f'{{"type":0,"id":0,"data":{data}}}') == Message(Kind.JOIN, 0, "")


@pytest.mark.parametrize(
    "data",
    [
        '"\\ud800"',
        '"\\udc00"',
        '"\\udbff\\ud800"',
        '"\\ud83cx"',
        '"\\ud83c\\n"',
        '"' + "a" * 30_000 + "\\ud83c" + "b" * 30_000 + '"',
        '"' + "🎮" * 9_000 + "\\udfae" + "🎮" * 3_000 + '"',
        '["\\ud800"]',
    ],
)
@pytest.mark.parametrize("kind", [0, 4])
def test_half_a_character_is_no_message(kind, data):
    refused(Json, f'{{"type":{kind},"id":2,"data":{data}}}')


@pytest.mark.parametrize(
    "data",
    ['"', '"\\"', '"\\q"', '"\\u12"', '"\\u12zz"', '"a\nb"', '"\x00"', "'x'", "x", "01", "NaN", ""],
)
def test_what_only_resembles_json_is_not_handed_on(data):
    refused(Json, f'{{"type":4,"id":2,"data":{data}}}')


@pytest.mark.parametrize(
    ("number", "floored"),
    [
        ("6.7", 6),
        ("2.0", 2),
        ("0.999", 0),
        ("-0", 0),
        ("-0.0", 0),
        ("1e-400", 0),
        ("6e0", 6),
        ("60E-1", 6),
        ("18446744073709551616", 2**64),
        ("1e300", int(1e300)),
    ],
)
def test_numbers_are_floored(number, floored):
    assert Json.parse(f'{{"type":4,"id":{number}}}').peer == floored
    assert Json.parse(f'{{"type":{number},"id":0}}').kind == floored


@pytest.mark.parametrize(
    "number",
    [
        "-1",
        "-0.1",
        "-1e300",
        "1e309",
        "-1e309",
        "NaN",
        "Infinity",
        "9" * 5_000,
        '"4"',
        "null",
        "true",
        "[4]",
        "04",
        "+4",
        "0x4",
        ".5",
        "4.",
    ],
)
@pytest.mark.parametrize("key", ["type", "id"])
def test_what_is_no_number_from_zero_on_is_no_message(key, number):
    other = "id" if key == "type" else "type"
    refused(Json, f'{{"{key}":{number},"{other}":4,"data":""}}')


@pytest.mark.parametrize(
    "value", ["[" * 60_000, "[" * 30_000 + "]" * 30_000, '{"a":' * 10_000 + "1" + "}" * 10_000]
)
@pytest.mark.parametrize("key", ["type", "id", "data", "more"])
def test_what_is_nested_too_deeply_is_no_message(key, value):
    refused(Json, f'{{"type":4,"id":2,"{key}":{value}}}')
    refused(Json, value)


@quick
@given(WORDS, KINDS, NUMBERS, NUMBERS, st.booleans(), st.booleans())
@example('\x00\x1f"\\/\x7f\u2028\ufffe\uffff\U0010ffff\r\n', Kind.OFFER, 1, 2, True, True)
def test_whatever_blue_says_yellow_hears_the_same(words, kind, to, sender, ascii_only, spaces):
    separators = None if spaces else (",", ":")
    message = {"type": kind, "id": to, "data": words}
    frame = json.dumps(message, ensure_ascii=ascii_only, separators=separators)
    said = Json.parse(frame)
    assert (said.kind, said.peer) == (kind, to)
    heard = Json.relay(said.kind, sender, said.data)
    assert json.loads(heard) == {"type": kind, "id": sender, "data": words}
    assert said.data in frame, "the very same signs"


@quick
@given(st.sampled_from(list(Kind)), NUMBERS, WORDS)
def test_what_the_server_writes_godot_can_read(kind, peer, data):
    frame = Json.write(Message(kind, peer, data))
    assert json.loads(frame) == {"type": kind, "id": peer, "data": data}
    assert frame.startswith(f'{{"type":{kind:d},"id":{peer},"data":"'), "compact, no 1.0"


# Godot 3: text


@pytest.mark.parametrize(
    ("first", "dialect"),
    [
        ("J: \n", Text),
        ("J: ABCDEF\n", Text),
        ("J: ", Text),
        ("{}", Json),
        ("", Json),
        ("J:\n", Json),
    ],
)
def test_the_first_frame_decides(first, dialect):
    assert choose(first) is dialect


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ("J: \n", Message(Kind.JOIN)),
        ("J: ABCDEF\n", Message(Kind.JOIN, 0, "ABCDEF")),
        ("J:  abcdef \r\nignored", Message(Kind.JOIN, 0, "abcdef")),
        ("S: \n", Message(Kind.SEAL)),
        ("O: 2\nv=0\r\n", Message(Kind.OFFER, 2, "v=0\r\n")),
        ("A: 2147483647\n", Message(Kind.ANSWER, 2**31 - 1)),
        ("C: 2\n\n0\n1\ncandidate:1", Message(Kind.CANDIDATE, 2, "\n0\n1\ncandidate:1")),
        ("O: 2\n\x00\u2028🎮\n\n", Message(Kind.OFFER, 2, "\x00\u2028🎮\n\n")),
    ],
)
def test_a_line_of_text_is_read(frame, message):
    assert Text.parse(frame) == message


@pytest.mark.parametrize("frame", ["", "J: ", "O: 2", "\n", "J:\n", "ab\n", "\nJ: \n", "🎮\n"])
def test_text_without_a_whole_line_is_no_message(frame):
    refused(Text, frame)


@pytest.mark.parametrize("number", ["", "abc", "0", "-2", "2.0", "0x2", "٢", "²", "1_0", "9" * 400])
def test_a_destination_that_is_no_number_is_nobody(number):
    assert Text.parse(f"O: {number}\nv=0").peer == 0


@pytest.mark.parametrize("line", ["X: 2", "o: 2", "OO 2", "O:2", "O:\t2", " O: 2", "Ö: 2", "{}: "])
def test_a_letter_that_means_nothing_is_an_unknown_command(line):
    assert Text.parse(f"{line}\nv=0").kind == UNKNOWN


@quick
@given(WORDS, KINDS, NUMBERS, NUMBERS)
@example("\r\n\n\x00\x1c\x85\u2028", Kind.CANDIDATE, 1, 2)
def test_whatever_blue_says_in_text_yellow_hears_the_same(words, kind, to, sender):
    said = Text.parse(f"{Text.letters[kind]}: {to}\n{words}")
    assert said == Message(kind, to, words)
    assert Text.relay(kind, sender, words) == f"{Text.letters[kind]}: {sender}\n{words}"


@quick
@given(st.sampled_from(list(Kind)), NUMBERS, st.sampled_from(["", "ABCDEF"]))
def test_what_the_server_writes_as_text_is_one_line(kind, peer, data):
    frame = Text.write(Message(kind, peer, data))
    assert frame[1:3] == ": " and frame.index("\n") == len(frame) - 1


# Junk

NUMBERISH = st.integers() | st.floats() | st.none() | st.booleans() | st.text()
VALUES = st.recursive(
    NUMBERISH, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
)
FRAMES = st.fixed_dictionaries({}, optional={"type": VALUES, "id": VALUES, "data": VALUES})
SIGNS = st.text(st.sampled_from('{}[]":,\\u0dtypeidata 12.-e+\n\rJOACSX🎮\ud800\x00'))
JUNK = st.text() | SIGNS | FRAMES.map(json.dumps) | SIGNS.map('{{"type":4,"id":2,{}}}'.format)


@settings(quick, max_examples=600)
@given(st.sampled_from([Json, Text]), JUNK)
def test_whatever_comes_is_a_message_or_refused(dialect, junk):
    try:
        said = dialect.parse(junk)
    except Refusal as refusal:
        assert refusal.rule == "message.invalid"
        return
    assert type(said.kind) in (int, Kind) and type(said.peer) is int and said.peer >= 0
    assert isinstance(said.data, str)
    if dialect is Json and said.kind in SIGNALS:
        assert isinstance(json.loads(Json.relay(said.kind, 2, said.data))["data"], str)
