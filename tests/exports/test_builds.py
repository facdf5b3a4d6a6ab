"""A game's builds: put live, rolled back, deleted, and let go of in time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from lobby import moderation, rooms
from lobby.errors import Refusal
from lobby.exports import builds
from lobby.exports.publishing import publish
from lobby.models import Build, Game
from lobby.passes import Player

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(samples):
    """Publish one more build of the game: the build."""

    def run(text: str, **options) -> Build:
        source = samples.zip(samples.export(**{"new__txt": text.encode()}))
        return publish(slug="demo", source=source, **options)

    return run


def long_ago(*some: Build) -> None:
    for build in some:
        Build.objects.filter(pk=build.pk).update(
            created_at=timezone.now() - timedelta(days=9),
            left_at=timezone.now() - timedelta(days=8),
        )


def live() -> Build | None:
    return Game.objects.get().live_build


def test_a_build_can_be_tried_before_it_goes_live(add):
    first, second = add("1"), add("2", live=False)
    assert live() == first
    builds.put_live(game=second.game, build=second)
    assert live() == second


def test_an_old_build_comes_back_and_the_new_one_stays(add):
    first, second = add("1"), add("2")
    builds.put_live(game=first.game, build=first)
    assert live() == first
    assert Build.objects.get(pk=second.pk).left_at and not Build.objects.get(pk=first.pk).left_at


def test_a_game_can_be_taken_down(add):
    build = add("1")
    builds.put_live(game=build.game, build=None)
    assert live() is None and Build.objects.exists()


def test_neither_the_live_build_nor_one_in_use_is_deleted(add):
    first = add("1")
    room = rooms.create(game=first.game, player=Player("p", "Blue"))
    second = add("2")
    for build, why in ((second, "live"), (first, "room")):
        with pytest.raises(Refusal, match=why):
            builds.delete(build=build)
    moderation.close(code=room.code)
    builds.delete(build=first)
    assert list(Build.objects.all()) == [second]


def test_only_so_many_builds_are_kept(add, settings):
    settings.KEEP_BUILDS = 2
    made = [add(str(number)) for number in range(4)]
    long_ago(*made[:3])
    assert builds.retire(game=made[0].game) == 2
    assert [build.number for build in Build.objects.order_by("number")] == [3, 4]


def test_what_was_live_a_moment_ago_is_kept(add, settings):
    settings.KEEP_BUILDS = 1
    add("1"), add("2")
    assert builds.retire(game=Game.objects.get()) == 0


def test_an_old_build_that_is_live_again_is_kept(add, settings):
    settings.KEEP_BUILDS = 1
    first, second = add("1"), add("2")
    long_ago(first, second)
    builds.put_live(game=first.game, build=first)
    builds.retire(game=first.game)
    assert live() == first
