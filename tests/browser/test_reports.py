"""What pages tell of connections that did not come about."""

import pytest

from tests.browser.meshes import publish_nets
from tests.running import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,  # Twenty seconds, after which a connection counts as failed.
    pytest.mark.asyncio(loop_scope="session"),
]

HIDE = 'from lobby.models import Game; Game.objects.update(ice_policy="relay")'
# Two peers that were made before anybody told their page to hide addresses, and that never hear of
# each other's.
CONNECT = """async () => {
  const [blue, yellow] = (window.early = [new RTCPeerConnection(), new RTCPeerConnection()]);
  const found = new Promise((done) => (blue.onicecandidate = done));
  blue.createDataChannel("x");
  await blue.setLocalDescription();
  const [offer] = blue.localDescription.sdp.split("a=candidate");
  await yellow.setRemoteDescription({ type: "offer", sdp: offer });
  await yellow.setLocalDescription();
  const [answer] = yellow.localDescription.sdp.split("a=candidate");
  await blue.setRemoteDescription({ type: "answer", sdp: answer });
  client.start();
  return (await found).candidate.type;
}"""


@pytest.fixture(scope="module")
def nets(make_site, tmp_path_factory):
    """A site without a relay, whose only game hides addresses."""
    port = free_port()
    site = make_site(PLAYLOBBY_SITE_URL=f"http://localhost:{port}")
    publish_nets(site, tmp_path_factory.mktemp("games"))
    site.shell(HIDE)
    site.outside, site.workers = port, [site]
    site.serve()
    yield site
    site.stop()


async def test_an_address_that_must_be_hidden_is_no_way_to_connect(arrive):
    frame = await arrive()
    assert await frame.evaluate(CONNECT) == "host"
    async with frame.page.expect_request("**/api/v1/connections") as reported:
        await frame.wait_for_function("client.code")
    told = (await reported.value).post_data_json
    assert (told["outcome"], told["stage"]) == ("failed", "gathering")
