"""`/metrics`: for whoever has the token, on the site alone, and as its page of the docs says."""

import asyncio
import json
import re
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.asyncio.client import connect

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "correct-horse-battery"
PATIENCE = 15  # seconds
BEARER = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def read(answer):
    return list(text_string_to_metric_families(answer))


def test_without_the_setting_there_is_nothing(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", **BEARER).status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer é"])
def test_without_the_token_nothing_is_told(client, token, shown):
    answer = client.get("/metrics", HTTP_AUTHORIZATION=shown)
    assert answer.status_code == 401
    assert "playlobby_" not in answer.text


def test_the_docs_list_all_there_is(client, db, token):
    answer = client.get("/metrics", **BEARER)
    assert "no-store" in answer["Cache-Control"]
    exposed = {
        (f"{one.name}_total" if one.type == "counter" else one.name, one.type)
        for one in read(answer.text)
    }
    listed = re.findall(r"^\| `(\w+)` \| (\w+) \|", (ROOT / "docs/metrics.md").read_text(), re.M)
    assert exposed == set(listed)


def test_every_sample_names_its_worker_and_nobody_else(client, db, token):
    samples = [s for one in read(client.get("/metrics", **BEARER).text) for s in one.samples]
    assert all(sample.labels["worker"] for sample in samples)
    assert {name for s in samples for name in s.labels} <= {"worker", "rule", "status", "le"}


def ask(url, host, token=TOKEN):
    request = Request(f"{url}/metrics", headers={"Authorization": f"Bearer {token}", "Host": host})
    try:
        with urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, ""


async def test_a_worker_counts_what_its_players_do(make_site):
    site = make_site(PLAYLOBBY_METRICS_TOKEN=TOKEN)
    site.shell(
        "from lobby.models import Game; Game.objects.create(slug='golf', title='G', seats=4)"
    )
    site.start()
    try:
        async with (
            connect(f"{site.signal}/golf", proxy=None) as blue,
            connect(f"{site.signal}/golf", proxy=None) as yellow,
            connect(f"{site.signal}/chess", proxy=None) as lost,
        ):
            await lost.wait_closed()
            await blue.send(json.dumps({"type": 0, "id": 0, "data": ""}))
            heard = [json.loads(await blue.recv()) for _ in range(2)]
            await yellow.send(json.dumps({"type": 0, "id": 0, "data": heard[1]["data"]}))
            number = json.loads(await blue.recv())["id"]
            for _ in range(3):
                await blue.send(json.dumps({"type": 4, "id": number, "data": "offer"}))
            while json.loads(await yellow.recv())["type"] != 4:
                pass
            await yellow.recv()
            await yellow.recv()
            own = f"localhost:{site.port}"
            async with asyncio.timeout(PATIENCE):  # A request counts once its answer is out.
                status, told = await asyncio.to_thread(ask, site.url, own)
                while "http_requests_total{" not in told:
                    status, told = await asyncio.to_thread(ask, site.url, own)
            elsewhere = await asyncio.to_thread(ask, site.url, f"golf.play.{own}")
            by_port = await asyncio.to_thread(ask, site.url, f"10.0.0.7:{site.port}")
    finally:
        site.stop()
    found = {
        sample.name.removeprefix("playlobby_"): sample.value
        for one in read(told)
        for sample in one.samples
    }
    assert (status, elsewhere[0], by_port[0]) == (200, 404, 200)
    assert (found["joins_total"], found["relays_total"], found["peers"]) == (2, 3, 2)
    assert (found["rooms"], found["site_rooms"], found["site_peers"]) == (1, 1, 2)
    assert (found["refusals_total"], found["bus_up"]) == (1, 1)
    assert found["http_requests_total"] >= 1
    assert found["lease_age_seconds"] < 15
