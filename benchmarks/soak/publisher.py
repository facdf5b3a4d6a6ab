"""The soak's host: a CI job that uploads builds, before, while and after the disk is full."""

import io
import zipfile
from collections import Counter

from tests.exports.samples import Samples
from tests.exports.uploading import Answer, Sender
from tests.running import Site

SLUG = "soak"
TOKEN = (
    "from lobby.models import Game; from lobby import tokens;"
    f"print(tokens.make(game=Game.objects.get(slug='{SLUG}'), name='CI', by=None))"
)
HAS_NO_ROOM = 507
LIVE = (
    "from lobby.models import Game;"
    f"live = Game.objects.get(slug='{SLUG}').live_build; print(live and live.number)"
)
SIZE = 3_000_000  # bytes: more than the disk's last free page


class Publisher:
    def __init__(self, site: Site, tally: Counter[str]) -> None:
        self.tally = tally
        self._sender = Sender(site, SLUG, site.shell(TOKEN).split()[-1])
        self._word = 0

    def publish_in_vain(self) -> None:
        """The disk is full: a clear answer, and no build."""
        answer = self._upload()
        refused = answer.status in (HAS_NO_ROOM, 422, 503)
        self.tally["uploads refused while the disk was full"] += refused
        if not refused:
            self.tally[f"uploads answered {answer.status} while the disk was full"] += 1

    def publish(self) -> None:
        """There is room again: it is live, and nothing is left of what came before."""
        answer = self._upload()
        live = answer.status == 201 and answer.json["live"]
        self.tally["builds published"] += live
        self.tally["builds lost"] += not live

    def _upload(self) -> Answer:
        self._word += 1
        return self._sender.put(_export(self._word))


def _export(word: int) -> bytes:
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_STORED) as archive:
        for name, content in Samples(None).export().items():
            archive.writestr(name, content)
        archive.writestr("level.dat", word.to_bytes(4) * (SIZE // 4))
    return zipped.getvalue()
