"""The whole kit, on one machine: players meet through nginx, and each worker is restarted."""

import asyncio
import http.client
import json
import socket
import ssl
from contextlib import suppress

import pytest
from websockets.exceptions import InvalidHandshake

from tests.deploy import kit
from tests.deploy.whole import restarter, whole
from tests.nginx import NAME

pytestmark = pytest.mark.long
PEER_DISCONNECT, OFFER, ANSWER = 3, 4, 5
SEATS = """
import json
from lobby.models import Peer
print(json.dumps(list(Peer.objects.seated().values_list("number", "socket"))))
"""


@pytest.fixture
def running(make_site, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    everything = whole(make_site(), folder)
    try:
        everything.start()
        kit.publish(everything.workers[0], folder)
        yield everything
    finally:
        everything.stop()


@pytest.fixture
def ask(running):
    """Ask the API through nginx, as a game's page would."""
    site = running.workers[0]

    def ask(path):
        context = ssl.create_default_context(cafile=site.certificate)
        dialed = socket.create_connection(("127.0.0.1", site.door), timeout=20)
        line = http.client.HTTPConnection(NAME, site.door)
        line.sock = context.wrap_socket(dialed, server_hostname=NAME)
        line.request("POST", f"/api/v1{path}", "{}", {"Content-Type": "application/json"})
        answer = line.getresponse()
        body = json.load(answer)
        line.close()
        assert answer.status == 201, body
        return body

    return ask


@pytest.fixture
def dialing(running):
    """Where the name leads, and whom to trust."""
    site = running.workers[0]
    trusted = ssl.create_default_context(cafile=site.certificate)
    return {"host": "127.0.0.1", "port": site.door, "ssl": trusted}


def shown(seat):
    return f"playlobby.pass.{seat['pass']}"


async def keep(player):
    """Dial again whenever the connection is lost, as the page's script does."""
    while True:
        await player.socket.wait_closed()
        with suppress(OSError, InvalidHandshake):
            await player.call()
            if player.seat:
                continue
        await asyncio.sleep(0.1)


async def test_two_players_meet_and_stay_while_each_worker_is_restarted(
    running, ask, call, dialing, tmp_path
):
    opened = ask("/games/golf/rooms")
    code = opened["room"]["code"]
    taken = ask(f"/rooms/{code}/passes")
    assert opened["signal"].startswith("wss://") and opened["signal"].endswith(code)
    host = await call(opened["signal"], shown(opened), **dialing)
    assert (await host.join(code))[0] == 1
    guest = await call(taken["signal"], shown(taken), **dialing)
    number, others, _ = await guest.join(code)
    assert others == [1]
    await host.hear_until(lambda said: said == (2, number, ""))
    await guest.say(OFFER, 1, "an offer")
    await host.hear_until(lambda said: said == (OFFER, number, "an offer"))
    await host.say(ANSWER, number, "an answer")
    await guest.hear_until(lambda said: said == (ANSWER, 1, "an answer"))

    before = await seats(running)
    assert before.keys() == {1, number}
    assert len(set(before.values())) == 1, "the code in the address chose one worker"

    keepers = [asyncio.create_task(keep(player)) for player in (host, guest)]
    await restarted(running, tmp_path)
    for keeper in keepers:
        keeper.cancel()
    await asyncio.gather(*keepers, return_exceptions=True)

    await host.say(OFFER, number, "still here")
    heard = await guest.hear_until(lambda said: said == (OFFER, 1, "still here"))
    await guest.say(ANSWER, 1, "I too")
    heard += await host.hear_until(lambda said: said == (ANSWER, number, "I too"))
    after = await seats(running)
    assert after.keys() == before.keys(), "the seats they had"
    assert not set(after.values()) & set(before.values()), "on workers that were not there before"
    assert PEER_DISCONNECT not in [kind for kind, _, _ in heard], "nobody was told of a thing"


async def seats(running):
    """The worker that each player is connected to."""
    told = await asyncio.to_thread(running.workers[0].shell, SEATS)
    return {int(number): name.rpartition(".")[0] for number, name in json.loads(told)}


async def restarted(running, folder):
    """By deploy/restart, which tells of each worker when it is ready."""
    server, command = await restarter(running, folder)
    old = [worker.process.pid for worker in running.workers]
    script = await asyncio.create_subprocess_exec(
        kit.DEPLOY / "restart",
        *(str(worker.port) for worker in running.workers),
        env=running.workers[0].environment | {"RESTART_WITH": str(command)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(70):
        said = (await script.communicate())[0].decode()
    server.close()
    assert script.returncode == 0, said
    assert said.count("is ready: ok, ") == 2
    assert not set(old) & {worker.process.pid for worker in running.workers}


def test_a_worker_that_does_not_come_back_ends_the_restarting(make_site, tmp_path):
    """The other is left as it is."""
    first, second = make_site(), make_site()
    second.serve()
    done = kit.run(
        "restart",
        first.port,
        second.port,
        site=first,
        RESTART_WITH="/bin/true",
        RESTART_WITHIN="1",
    )
    assert done.returncode == 1
    assert f"The worker at {first.port} is not ready after 1 s: no answer" in done.stderr
    assert str(second.port) not in done.stdout + done.stderr
    second.stop()
