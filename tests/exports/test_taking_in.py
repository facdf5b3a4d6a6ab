"""An upload becomes one build, of its own game, whenever the process that unpacks it ends."""

import pytest

from lobby.exports import incoming, uploads
from lobby.management.commands import ingest
from lobby.models import Build, Game, Upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def add(samples):
    """An upload that is about to be unpacked."""

    def run(game: Game) -> Upload:
        upload = uploads.begin(game=game, length=1, live=False)
        incoming.folder().mkdir(parents=True, exist_ok=True)
        samples.zip(samples.export()).rename(incoming.path_of(upload.key))
        uploads.complete(upload=upload)
        claimed = uploads.claim()
        assert claimed == upload
        return claimed

    return run


def test_a_process_that_ends_at_the_last_moment_leaves_no_second_build(add, monkeypatch):
    upload = add(Game.objects.create(slug="demo", title="Demo"))

    def stopped(**_):
        raise SystemExit

    with monkeypatch.context() as late:
        late.setattr(uploads, "publish_as", stopped)
        with pytest.raises(SystemExit):
            ingest._take_in(upload)
    ingest._take_in(upload)
    assert Build.objects.count() == 1
    assert Upload.objects.get().build == Build.objects.get()
    assert incoming.arrived() == []


def test_who_takes_over_the_address_of_a_deleted_game_gets_none_of_its_builds(add):
    game = Game.objects.create(slug="demo", title="Blue's")
    upload = add(game)
    game.delete()
    Game.objects.create(slug="demo", title="Green's")
    assert "removed" in ingest._take_in(upload)
    assert not Build.objects.exists()
