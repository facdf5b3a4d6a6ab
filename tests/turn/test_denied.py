"""What a relay may reach: other relays and the internet, nothing of the network it stands in."""

import asyncio

import pytest
from aioice import stun

from lobby import ice
from lobby.models import IceServer
from lobby.turn_client import dial
from tests.turn.coturn import PORT
from tests.turn.namespace import ADDRESS

# aioice itself asks for relays of one family alone (RFC 8656, section 18.8).
FAMILY = (0x0017, "REQUESTED-ADDRESS-FAMILY", stun.pack_unsigned, stun.unpack_unsigned)
IPV6 = 0x02000000
UDP = 0x11000000

DENIED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.5",
    "10.99.0.2",
    "100.64.0.1",
    "127.0.0.1",
    "127.1.2.3",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
]
DENIED_6 = [
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.5",
    "::ffff:169.254.169.254",
    f"::ffff:{ADDRESS}",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "fc00::1",
    "fd99::2",
    "fe80::1",
    "ff02::1",
]
ALLOWED = [ADDRESS, "1.1.1.1", "9.9.9.9", "100.128.0.1", "172.32.0.1", "11.0.0.1"]
ALLOWED_6 = ["2606:4700::1111", "2a00::1"]


@pytest.fixture
def answers(namespace, coturn, monkeypatch):
    """With which code a relay refuses to reach each of those addresses; 0 if it does not."""
    monkeypatch.setitem(stun.ATTRIBUTES_BY_NAME, FAMILY[1], FAMILY)

    async def ask(peers, family):
        server = IceServer(**coturn.fields())
        client = await dial((coturn.host, PORT), "udp", *ice.credentials(server=server, player="p"))
        await client.request_with_retry(
            request("ALLOCATE", **{"REQUESTED-TRANSPORT": UDP} | family)
        )
        client.relayed_address = True  # Ours: to be given back.
        try:
            return {peer: await code(client, peer) for peer in peers}
        finally:
            await client.hang_up()

    async def code(client, peer):
        try:
            wish = request("CREATE_PERMISSION", **{"XOR-PEER-ADDRESS": (peer, 5000)})
            await client.request_with_retry(wish)
        except stun.TransactionFailed as refused:
            return refused.response.error_code
        return 0

    def answers(peers, **family):
        return namespace.run(asyncio.run, ask(peers, family))

    return answers


def request(method, **attributes):
    return stun.Message(stun.Method[method], stun.Class.REQUEST, attributes=attributes)


def test_no_relay_reaches_the_network_it_stands_in(answers):
    assert answers(DENIED) == dict.fromkeys(DENIED, 403)


def test_nor_by_an_ipv6_name_for_it(answers):
    found = answers(DENIED_6, **{FAMILY[1]: IPV6})
    assert found == dict.fromkeys(DENIED_6, 403)


def test_a_relay_reaches_other_relays_and_the_internet(answers):
    """Else the others would say nothing."""
    assert answers(ALLOWED) == dict.fromkeys(ALLOWED, 0)
    assert answers(ALLOWED_6, **{FAMILY[1]: IPV6}) == dict.fromkeys(ALLOWED_6, 0)
