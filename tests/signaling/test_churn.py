"""Many rooms, much coming and going: nothing is lost, nobody stays as a ghost."""

import asyncio
import json
import random

import pytest

pytestmark = pytest.mark.long

ROOMS = 150
SEATS = 4
SIGNALS = 20


async def play_a_room(site, dial, seed):
    """Meet, send everyone numbered signals, check what arrived, go in a random order."""
    players = [await dial(f"{site.signal}/mesh") for _ in range(SEATS)]
    for player in players:
        await player.join(players[0].code)
    for index, player in enumerate(players):
        for _ in players[index + 1 :]:
            assert (await player.hear())[0] == player.PEER_CONNECT
    for number in range(SIGNALS):
        for player in players:
            for other in players:
                if other is not player:
                    await player.say(player.CANDIDATE, other.number, str(number))
    for player in players:
        await everything_arrived(player, [other for other in players if other is not player])
    random.Random(seed).shuffle(players)
    for player in players:
        await player.leave()


async def everything_arrived(player, others):
    heard = {other.number: [] for other in others}
    for _ in range(SIGNALS * len(others)):
        kind, sender, data = await player.hear()
        assert kind == player.CANDIDATE
        heard[sender].append(int(data))
    assert all(numbers == list(range(SIGNALS)) for numbers in heard.values())


async def test_rooms_come_and_go_without_a_trace(own_site, dial):
    for batch in range(0, ROOMS, 25):
        await asyncio.gather(*(play_a_room(own_site, dial, batch + n) for n in range(25)))
    left = json.loads(
        own_site.shell(
            "import json; from lobby.models import *; import time\n"
            "for _ in range(100):\n"
            "    left = [Peer.objects.present().count(), Room.objects.living().count()]\n"
            "    if left == [0, 0]: break\n"
            "    time.sleep(0.1)\n"
            "print(json.dumps(left + [Room.objects.count()]))"
        )
    )
    assert left == [0, 0, ROOMS]
    assert "Traceback" not in own_site.log
