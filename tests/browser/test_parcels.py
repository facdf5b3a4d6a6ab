"""Large packets between unmodified games, which a Godot engine alone would drop."""

import pytest

from tests.browser.meshes import HERE
from tests.browser.players import BOOT, GamePage
from tests.running import pack_a_game

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture
def site(make_site, tmp_path):
    site = make_site()
    export = pack_a_game(HERE / "parcels", tmp_path / "export")
    site.manage("publish", "parcels", str(export), "--seats", "2", "--topology", "mesh")
    site.start()
    yield site
    site.stop()


# A browser that tells of a connection a second after the first messages, as busy ones do.
TELLS_LATE = """
const Native = RTCPeerConnection;
window.RTCPeerConnection = class extends Native {
  told = false;
  constructor(...given) {
    super(...given);
    this.addEventListener("connectionstatechange", (event) => {
      if (this.told || super.connectionState !== "connected") return;
      event.stopImmediatePropagation();
      setTimeout(() => {
        this.told = true;
        this.dispatchEvent(new Event("connectionstatechange"));
      }, 1000);
    });
  }
  get connectionState() {
    const state = super.connectionState;
    return state === "connected" && !this.told ? "connecting" : state;
  }
};
"""


@pytest.mark.parametrize("browser", ["", TELLS_LATE], ids=["at once", "told late"])
async def test_ten_packets_of_40_kb_sent_in_one_frame_all_arrive_in_order(site, new_page, browser):
    blue, yellow = await new_page(), await new_page()
    await blue.add_init_script(browser)
    await blue.goto(f"{site.url}/games/parcels/open")
    await blue.get_by_role("button", name="Open room").click()
    await blue.wait_for_url("**/play?room=*")
    await yellow.goto(f"{site.url}/join/{GamePage(blue).code}")
    await yellow.get_by_role("button", name="Take a seat").click()
    game = GamePage(blue)
    await game.arrived()
    await game.frame.wait_for_function("window.got?.split(',').length === 10", timeout=BOOT)
    assert await game.frame.evaluate("got") == "[0,1,2,3,4,5,6,7,8,9]"
