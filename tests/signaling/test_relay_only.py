"""Where a game hides its players' addresses, no signal tells one, however it is written."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lobby.errors import Refusal
from lobby.signaling.dialects import Json, Text
from lobby.signaling.messages import MOST_BYTES, Kind
from lobby.signaling.relay_only import filtered, let_through

quick = settings(max_examples=300, deadline=None, derandomize=True)

HOME = "198.51.100.23"  # of a player, whom nobody shall find
RELAY = "203.0.113.7"
HOST = f"candidate:1 1 udp 2122260223 {HOME} 50000 typ host generation 0"
SRFLX = f"candidate:2 1 udp 1686052607 {HOME} 50000 typ srflx raddr 192.168.1.2 rport 50000"
RELAYED = f"candidate:3 1 udp 41885439 {RELAY} 49200 typ relay"
CHROMIUM = f"{RELAYED} raddr {HOME} rport 50000 generation 0 ufrag x/Y+ network-cost 999"
CLEAN = f"{RELAYED} raddr 0.0.0.0 rport 0 generation 0 ufrag x/Y+ network-cost 999"


def signal(sdp, mid="0", index="0"):
    """As Godot's client writes a candidate."""
    return f"\n{mid}\n{index}\n{sdp}"


def candidate(sdp):
    return filtered(Kind.CANDIDATE, signal(sdp))


# Candidates


def test_a_relays_candidate_goes_on_without_the_address_behind_it():
    assert candidate(CHROMIUM) == signal(CLEAN)


@pytest.mark.parametrize(
    "sdp",
    [
        RELAYED,
        CLEAN,
        f"a={RELAYED}",
        f"candidate:3098175849 1 UDP 92217087 {RELAY} 50000 typ relay",
        "candidate:3 1 udp 41885439 2001:db8::7 49200 typ relay raddr 0.0.0.0 rport 0",
        f"candidate:3 1 tcp 41885439 {RELAY} 9 typ relay tcptype active",
    ],
)
def test_one_that_tells_nothing_goes_on_as_it_is(sdp):
    assert candidate(sdp) == signal(sdp)


@pytest.mark.parametrize("mid", ["0", "data", "audio 1"])
def test_where_it_belongs_is_kept(mid):
    assert filtered(Kind.CANDIDATE, signal(CHROMIUM, mid, "3")) == signal(CLEAN, mid, "3")


@pytest.mark.parametrize(
    "sdp",
    [
        HOST,
        SRFLX,
        HOST.replace("host", "prflx"),
        HOST.replace(HOME, "0f9c8a3e-1b2c.local"),
        # Said to be a relay's elsewhere than where it counts.
        f"{HOST} typ relay",
        f"candidate:typ relay {HOST}",
        f"candidate:1 1 udp 1 {HOME} 5 typ host typ relay",
        f"candidate:1 1 udp 1 {HOME} 5 generation 0 typ relay",
        HOST.replace("candidate:1", "candidate:typ-relay"),
        # Written so that one reader sees a relay's, and another does not.
        HOST.replace("host", "Relay"),
        RELAYED.replace("typ", "TYP"),
        RELAYED.replace("candidate", "CANDIDATE"),
        RELAYED.replace(" ", "\t"),
        RELAYED.replace(" typ", "  typ"),
        RELAYED.replace(" ", "\u00a0"),
        f" {RELAYED}",
        f"{RELAYED} ",
        f"{RELAYED}\r",
        f"{RELAYED}\0",
        f"candidate:1\t1\tudp\t1\t{HOME}\t5\ttyp\thost 1 udp 1 {RELAY} 9 typ relay",
        RELAYED.replace(RELAY, "home.example.org"),
        RELAYED.replace(RELAY, "203.0.113.7.9"),
        RELAYED.replace("udp", "u\x00dp"),
        RELAYED.removeprefix("candidate:"),
        f"a=a={RELAYED}",
        "candidate:",
        "typ relay",
        "x",
    ],
)
def test_any_other_is_dropped(sdp):
    assert candidate(sdp) is None


@pytest.mark.parametrize(
    "data",
    [
        "",
        "\n",
        RELAYED,
        f"\n0\n{RELAYED}",
        signal(""),
        signal(f"{RELAYED}\n{HOST}"),
        f"\n0\n0\n{HOST}\n{RELAYED}",
        f"\n{RELAYED}\n0\n{HOST}",
    ],
)
def test_a_candidate_without_its_three_parts_is_dropped(data):
    assert filtered(Kind.CANDIDATE, data) is None


@pytest.mark.parametrize(
    "rest",
    [
        f" raddr {HOME} rport 5",
        f" RADDR {HOME} Rport 5",
        f" generation 0 raddr {HOME}",
        f" raddr 0.0.0.0 rport 0 raddr {HOME}",
        f" raddr raddr {HOME}",
        f" rport raddr {HOME}",
    ],
)
def test_the_address_behind_a_relay_is_told_nowhere(rest):
    assert HOME not in (candidate(RELAYED + rest) or "")


# Descriptions

OFFER = (
    "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
    "a=group:BUNDLE 0\r\na=msid-semantic: WMS\r\n"
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n"
    "{}a=ice-ufrag:x/Y+\r\na=ice-options:trickle\r\n"
    "a=fingerprint:sha-256 0A:1B\r\na=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\n"
)


def described(*lines, kind=Kind.OFFER):
    return filtered(kind, OFFER.format("".join(f"{line}\r\n" for line in lines)))


@pytest.mark.parametrize("kind", [Kind.OFFER, Kind.ANSWER])
def test_a_description_that_tells_nothing_stays_byte_for_byte(kind):
    for end in ("\r\n", "\n", "\r"):
        said = OFFER.format("a=end-of-candidates\r\n").replace("\r\n", end)
        assert filtered(kind, said) == said
        assert filtered(kind, said.removesuffix(end)) == said.removesuffix(end)


@pytest.mark.parametrize("kind", [Kind.OFFER, Kind.ANSWER])
def test_of_a_descriptions_candidates_the_relays_alone_are_left(kind):
    said = described(f"a={HOST}", f"a={CHROMIUM}", f"a={SRFLX}", kind=kind)
    assert said == OFFER.format(f"a={CLEAN}\r\n")


@pytest.mark.parametrize(
    "line",
    [
        HOST,
        f"A={HOST}",
        f"a = {HOST}",
        f" a={HOST}",
        f"\ta={HOST}",
        f"\u00a0a={HOST}",
        f"\ufeffa={HOST}",
        f"a={HOST.upper()}",
        f"a=\t{HOST}",
        f"a={HOST} typ relay",
        f" a={RELAYED}",
        f"a=a={RELAYED}",
        f"a=remote-candidates:1 {HOME} 50000",
        f"a=end-of-candidates {HOME}",
    ],
)
def test_a_candidate_written_oddly_is_dropped(line):
    assert described(line) == OFFER.format("")


def test_a_bare_return_ends_a_line_too():
    assert HOME not in filtered(Kind.OFFER, f"v=0\ra={HOST}\rs=-\n\ra={HOST}")


@pytest.mark.parametrize("address", [HOME, "2001:db8::5", "home.example.org", f"{HOME}/127"])
@pytest.mark.parametrize("line", ["c=IN {}", "a=rtcp:50001 IN {}", "o=- 1 2 IN {}", "c=in\t{}"])
def test_an_address_that_stands_elsewhere_means_nobody(line, address):
    said = described(line.format(f"IP6 {address}"))
    assert address not in said
    assert line.format("IP4 0.0.0.0").split("\t")[-1].split("IN ")[-1] in said
    assert len(said.split("\r\n")) == len(OFFER.format("c\r\n").split("\r\n"))


@pytest.mark.parametrize(
    "line",
    [
        "a=x-note:typ host",
        "a=x-note typ relay",
        "s=IN doubt",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "c=IN IP6 ::",
        "a=x-IN:IP4",
        "a=msid:candid ate",
    ],
)
def test_what_only_looks_like_one_is_left_alone(line):
    assert described(line) == OFFER.format(f"{line}\r\n")


@pytest.mark.parametrize("text", ["", "\r\n", "\n\n", "hello", "\0", "🎮"])
def test_what_is_no_description_goes_on(text):
    assert filtered(Kind.OFFER, text) == text


# Anything at all

PIECES = st.sampled_from(
    [*" \t\r\n\0a=:", "candidate:", "candidate", "typ", "relay", "host", "raddr", "rport", "udp"]
    + ["IN IP4 ", "1", HOME, RELAY, HOST, CHROMIUM, "c=", "\u00a0", "end-of-candidates", "\u2028"]
)
MIXED = st.lists(PIECES, max_size=40).map("".join)


def as_read(line):
    """The fields of a candidate to a reader that takes it as leniently as can be; None: no such."""
    fields = line.strip("\0 \t\u00a0").removeprefix("a=").split()
    begins = bool(fields) and fields[0].startswith("candidate:")
    return fields if begins and len(fields) > 7 and fields[6] == "typ" else None


@quick
@given(MIXED)
def test_no_reader_finds_a_candidate_but_a_relays(text):
    for kind in (Kind.OFFER, Kind.ANSWER, Kind.CANDIDATE):
        kept = filtered(kind, text if kind != Kind.CANDIDATE else signal(text)) or ""
        for line in kept.replace("\r", "\n").split("\n"):
            fields = as_read(line)
            assert fields is None or fields[7] == "relay"


@quick
@given(MIXED, st.sampled_from([Kind.OFFER, Kind.CANDIDATE]))
def test_once_is_as_good_as_twice(text, kind):
    kept = filtered(kind, text)
    assert kept is None or filtered(kind, kept) == kept


@quick
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whatever_tells_no_candidate_and_no_address_stays(text):
    if "candidate" not in text.lower() and "ip" not in text.lower():
        assert filtered(Kind.ANSWER, text) == text


def test_the_longest_frame_is_read_in_a_moment():
    for piece in ("a", " ", "a=", "IN ", "candidate:", "IN IP4", "\r", "raddr ", "a=candidate:1 "):
        text = (piece * MOST_BYTES)[:MOST_BYTES]
        for tail in ("", "x", f"\n{HOST}"):
            before = time.process_time()
            filtered(Kind.OFFER, text + tail)
            filtered(Kind.CANDIDATE, signal(RELAYED + text + tail))
            assert time.process_time() - before < 1


# As the dialects write it


def test_what_need_not_change_goes_on_as_it_was_written():
    odd = '"\\u0076=0\\r\\n\\/ 🎮"'
    assert let_through(Json, Kind.OFFER, odd) == odd
    assert let_through(Text, Kind.OFFER, "v=0\r\n") == "v=0\r\n"


def test_escapes_hide_nothing():
    hidden = (
        json.dumps(OFFER.format(f"a={HOST}\r\n")).replace("a", "\\u0061").replace("9", "\\u0039")
    )
    assert json.loads(let_through(Json, Kind.OFFER, hidden)) == OFFER.format("")
    assert (
        let_through(Json, Kind.CANDIDATE, json.dumps(signal(HOST)).replace("h", "\\u0068")) is None
    )


@pytest.mark.parametrize("dialect", [Json, Text])
def test_both_generations_are_hidden_alike(dialect):
    assert let_through(dialect, Kind.CANDIDATE, dialect.quote(signal(HOST))) is None
    let = let_through(dialect, Kind.CANDIDATE, dialect.quote(signal(CHROMIUM)))
    assert dialect.read(let) == signal(CLEAN)


def test_what_is_no_text_is_refused_as_ever():
    for data in ('"\\ud800"', '"\\x"'):
        with pytest.raises(Refusal) as refusal:
            let_through(Json, Kind.OFFER, data)
        assert refusal.value.rule == "message.invalid"


def test_nobody_gets_a_frame_that_became_too_long_on_the_way():
    data = "IN IP6 1\n" * (MOST_BYTES // 9)
    assert let_through(Text, Kind.OFFER, data) is None
