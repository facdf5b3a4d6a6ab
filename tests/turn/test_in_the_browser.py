"""A browser takes what the site hands out, and connects through the relay alone."""

import pytest

from lobby.models import Game
from lobby.signaling.messages import Kind
from lobby.signaling.relay_only import filtered
from tests.turn.namespace import ADDRESS

pytestmark = [pytest.mark.browser, pytest.mark.long]

PASS = """
from lobby import passes
from lobby.models import Game
from lobby.passes import Pass, Player
Game.objects.create(slug="golf", title="Golf", ice_policy="relay")
print(passes.sign(Pass(Player("blue", "Blue"), "golf")))
"""
# Two peers of one page, with all that they tell each other kept; resolves once a word came through.
CONNECT = """async ({ice_servers, policy}) => {
  const settings = {iceServers: ice_servers, iceTransportPolicy: policy};
  const [blue, yellow] = [new RTCPeerConnection(settings), new RTCPeerConnection(settings)];
  const told = [];
  const tell = (from, to) => from.onicecandidate = async ({candidate}) => {
    if (!candidate?.candidate) return;
    told.push(candidate.candidate);
    await to.addIceCandidate(candidate);
  };
  tell(blue, yellow); tell(yellow, blue);
  const channel = blue.createDataChannel("x");
  const word = new Promise((said) => {
    yellow.ondatachannel = ({channel}) => channel.onmessage = ({data}) => said(data);
  });
  channel.onopen = () => channel.send("Hello");
  await blue.setLocalDescription();
  await yellow.setRemoteDescription(blue.localDescription);
  await yellow.setLocalDescription();
  await blue.setRemoteDescription(yellow.localDescription);
  const heard = await word;
  return {heard, told, described: [blue.localDescription.sdp, yellow.localDescription.sdp]};
}"""


@pytest.fixture
async def asked(turn_site, page_inside):
    """A page inside, and what the API tells the player there."""
    shown = turn_site.shell(PASS).strip().splitlines()[-1]
    page = await page_inside()
    await page.goto(f"{turn_site.url}/")
    ask = "shown => fetch('/api/v1/ice', {headers: {Authorization: `Bearer ${shown}`}})"
    return page, await page.evaluate(f"{ask}.then(answer => answer.json())", shown)


async def test_players_who_hide_their_addresses_are_connected(asked):
    page, ice = asked
    assert ice["policy"] == Game.IcePolicy.RELAY
    connected = await page.evaluate(CONNECT, ice)
    assert connected["heard"] == "Hello"
    assert connected["told"]
    for sdp in connected["told"]:
        assert f" {ADDRESS} " in sdp and " typ relay " in sdp
        assert filtered(Kind.CANDIDATE, f"\n0\n0\n{sdp}")
    for sdp in connected["described"]:
        hidden = filtered(Kind.OFFER, sdp)
        assert f"raddr {ADDRESS}" not in hidden and f"c=IN IP4 {ADDRESS}" not in hidden
        assert hidden.count("a=candidate") == sdp.count("a=candidate") > 0


async def test_a_browser_that_hides_nothing_is_made_to_by_what_signals_tell(asked):
    page, ice = asked
    connected = await page.evaluate(CONNECT, ice | {"policy": "all"})
    told = [filtered(Kind.CANDIDATE, f"\n0\n0\n{sdp}") for sdp in connected["told"]]
    assert None in told
    assert all(" typ relay " in sdp for sdp in told if sdp)
