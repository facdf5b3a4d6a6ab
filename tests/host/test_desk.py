"""A game's desk: its builds, and the uploads under way."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import addresses, moderation, rooms
from lobby.models import Build, Upload
from lobby.passes import Player
from tests.pages.words import words

REPORT = [["warning", "38 MB is slow on phones."], ["note", "It has no icon."]]


@pytest.fixture
def part(as_host):
    """Ask for what changed, as htmx does."""

    def part(**query):
        return as_host.get("/host/golf/uploads", query, headers={"HX-Request": "true"})

    return part


@pytest.fixture
def upload(golf, maya):
    def upload(state="receiving", **fields):
        return Upload.objects.create(
            game=golf, by=maya, **{"state": state, "name": "golf.zip"} | fields
        )

    return upload


def test_builds_stand_there_with_what_was_read_from_them(as_host, golf, publish):
    publish(golf, live=False, report=REPORT, threads=True, wire_size=9_400_000)
    said = words(as_host.get("/host/golf/"))
    assert re.search(r"Build 2 Godot 4.6.1, threads 9.4.MB to load", said)
    assert "1 warning, 1 note" in said and "38 MB is slow on phones." in said
    assert re.search(r"Build 1 Live Godot 4.6.1, no threads 1.0.MB unpacked", said)


def test_a_build_is_tried_at_its_own_address(as_host, golf, publish):
    build = publish(golf, live=False)
    assert f'href="{addresses.build_url(build)}" target="_blank"' in as_host.get("/host/golf/").text


def test_a_newer_build_is_put_live_and_an_older_one_rolled_back_to(as_host, golf, publish):
    publish(golf, live=False)
    assert "Put live build 2" in words(as_host.get("/host/golf/"))
    answer = as_host.post("/host/golf/builds/2/live", follow=True)
    assert "Build 2 is live." in words(answer)
    assert "Roll back to build 1" in words(answer)
    as_host.post("/host/golf/builds/1/live")
    golf.refresh_from_db()
    assert golf.live_build.number == 1


def test_a_build_is_deleted_but_not_the_live_one(as_host, golf, publish):
    publish(golf, live=False)
    assert "Live, so it stays" in words(as_host.get("/host/golf/"))
    assert "This build is live" in words(as_host.post("/host/golf/builds/1/delete", follow=True))
    assert "Build 2 is deleted" in words(as_host.post("/host/golf/builds/2/delete", follow=True))
    assert [build.number for build in golf.builds.all()] == [1]


def test_a_build_that_players_are_on_stays_and_the_page_says_why(as_host, golf, publish):
    rooms.create(game=golf, player=Player("b", "Blue"), name="Blue’s room", public=True)
    publish(golf)
    page = as_host.get("/host/golf/")
    assert "Players have a room open on it" in words(page)
    assert "/builds/1/delete" not in page.text
    answer = as_host.post("/host/golf/builds/1/delete", follow=True)
    assert "Players have a room open on this build" in words(answer)
    assert Build.objects.count() == 2


def test_of_many_builds_the_newest_and_the_live_one_are_shown_and_the_rest_on_demand(
    as_host, golf, publish, part
):
    for _ in range(7):
        publish(golf, live=False)
    shown = lambda page: re.findall(r'id="build-(\d+)"', page.text)  # noqa: E731
    assert shown(as_host.get("/host/golf/")) == ["8", "7", "6", "1"]
    every = as_host.get("/host/golf/?builds=all")
    assert "Show all 8 builds" not in words(every)
    assert shown(every) == shown(part(builds="all")) == list("87654321")


def test_a_build_that_is_none_is_not_there(as_host, golf):
    assert as_host.post("/host/golf/builds/7/live").status_code == 404
    assert as_host.post("/host/golf/builds/7/delete").status_code == 404


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("receiving", "Uploading."),
        ("waiting", "waits to be unpacked"),
        ("working", "Being unpacked"),
        ("failed", "No build came of it. There is no .wasm in it."),
    ],
)
def test_uploads_say_in_words_how_far_they_are(as_host, upload, state, said):
    upload(state, words="There is no .wasm in it." if state == "failed" else "")
    assert said in words(as_host.get("/host/golf/"))


@pytest.mark.parametrize("state", ["receiving", "waiting", "working"])
def test_the_page_asks_again_while_something_is_under_way(as_host, upload, state):
    upload(state)
    assert "every 2s" in as_host.get("/host/golf/").text


@pytest.mark.parametrize("state", ["published", "failed"])
def test_the_page_rests_when_nothing_is(as_host, upload, state):
    upload(state)
    assert "every 2s" not in as_host.get("/host/golf/").text


def test_nothing_comes_while_nothing_changes(as_host, upload, part):
    one = upload("waiting")
    [seen] = re.findall(r"uploads\?seen=(\w+)", as_host.get("/host/golf/").text)
    assert part(seen=seen).status_code == 204
    one.state = "working"
    one.save()
    assert "Being unpacked" in words(part(seen=seen))


def test_a_new_build_comes_to_the_page_that_waits_for_it(golf, upload, part, publish):
    upload("published")
    publish(golf)
    answer = part(seen="0").text
    assert 'id="builds"' in answer and 'hx-swap-oob="true"' in answer
    assert "build 2 is live" in answer and "every 2s" not in answer


def test_what_the_page_itself_sends_is_shown_once(upload, part):
    one = upload("receiving")
    assert "golf.zip" not in words(part(mine=one.key))
    assert "golf.zip" in words(part())
    Upload.objects.update(state="working")
    assert "golf.zip" in words(part(mine=one.key))


def test_a_failure_is_told_until_something_was_published_or_a_week_went_by(as_host, upload):
    upload("failed", name="broken.zip")
    assert "broken.zip" in words(as_host.get("/host/golf/"))
    Upload.objects.update(changed_at=timezone.now() - timedelta(days=8))
    assert "broken.zip" not in words(as_host.get("/host/golf/"))
    Upload.objects.update(changed_at=timezone.now())
    upload("published")
    assert "broken.zip" not in words(as_host.get("/host/golf/"))


def test_an_upload_that_brought_nothing_new_says_so_until_that_is_dismissed(as_host, upload):
    said = "Its files are those of build 1, which is live."
    upload("failed", name="broken.zip")
    same = upload("published", words=said)
    for answer in (as_host.get("/host/golf/"), as_host.get("/host/golf/")):
        assert said in words(answer) and "broken.zip" not in words(answer)
    as_host.post(f"/host/golf/uploads/{same.key}/discard")
    assert said not in words(as_host.get("/host/golf/"))
    upload("published", words=said)
    upload("published")
    assert said not in words(as_host.get("/host/golf/")), "a later one brought something"


def test_the_part_leads_to_its_page_who_asks_for_it_alone(as_host, golf):
    assert as_host.get("/host/golf/uploads")["Location"] == "/host/golf/"


def test_without_scripts_the_page_names_other_ways_to_publish(as_host, golf):
    [said] = re.findall(r"<noscript>(.*?)</noscript>", as_host.get("/host/golf/").text, re.S)
    assert "manage.py publish golf build.zip" in said
    assert "curl --fail-with-body -T build.zip" in said


@pytest.mark.parametrize("state", ["receiving", "waiting", "failed"])
def test_an_upload_that_nobody_wants_is_discarded(as_host, upload, state):
    left = upload(state)
    as_host.post(f"/host/golf/uploads/{left.key}/discard")
    assert not Upload.objects.exists()


def test_an_upload_that_is_being_unpacked_is_not(as_host, upload):
    working = upload("working")
    assert "Discard" not in as_host.get("/host/golf/").text
    said = words(as_host.post(f"/host/golf/uploads/{working.key}/discard", follow=True))
    assert "being unpacked already" in said and Upload.objects.exists()


def test_a_host_reads_why_its_game_was_stopped(as_host, golf, publish):
    publish(golf)
    assert "See the page" in as_host.get("/host/golf/").text
    moderation.stop_game(game=golf, words="Copied from somebody.")
    desk = as_host.get("/host/golf/").text
    assert "Stopped by the staff of this site: Copied from somebody." in desk
    assert "See the page" not in desk
