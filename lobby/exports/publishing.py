"""The verb `publish`: a zip or folder becomes a build of a game, or nothing at all happens."""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from lobby import pictures
from lobby.errors import Refusal
from lobby.exports import builds, encodings, uploads
from lobby.exports.blobs import Stored, path_of, store
from lobby.exports.entry import is_page
from lobby.exports.reading import Export, read
from lobby.exports.report import NOTE, PictureKind, Sizes, report
from lobby.exports.unpacking import unpacked
from lobby.models import Blob, Build, BuildFile, Game, Picture, Upload
from lobby.models.game import MOST_SEATS, RESERVED_SLUGS

# What an export shows if nobody chose a picture: Godot's logo, which tells nothing of the game.
GODOTS_OWN_PICTURES = {"3cb4495c0b98dfbe4b663cbf2b6836473572339beb66d902367893162a70be0e"}


def publish(
    *,
    slug: str,
    source: Path,
    title: str | None = None,
    description: str | None = None,
    seats: int | None = None,
    topology: str | None = None,
    live: bool = True,
    known: bool = False,
    most_bytes: int | None = None,
    upload: Upload | None = None,
) -> Build:
    """Make the export at `source` a build of the game `slug`, which is made if it is new.

    What is given of title, description, seats and topology is set, on an old game as well. An
    export that is live already stays the same build; if not `live`, a new one can be tried at its
    own address, and be put live later. `known`: the game must be there already. `most_bytes` is
    what is left of a quota. `upload` is what it came by, and has ended with it. Raises Refusal.
    """
    given = {"title": title, "description": description, "seats": seats, "topology": topology}
    details = {name: value for name, value in given.items() if value is not None}
    _game(slug, details, known)  # Before any byte is unpacked.
    with unpacked(source) as files:
        export = read(files.keys(), lambda path: files[path].open("rb"))
        _check_quota(files.values(), most_bytes)
        stored = {path: store(file) for path, file in files.items()}
        for path, blob in stored.items():
            if encodings.pay(path):
                encodings.add(path_of(blob.sha256))
        with transaction.atomic():
            game = _game(slug, details, known)
            game.save()
            picture = _picture(files.get(export.picture))
            build = _build(game, export, stored, picture)
            is_new = build.pk != game.live_build_id
            if live:
                builds.put_live(game=game, build=build)
            if upload:
                uploads.publish_as(upload=upload, build=build, is_new=is_new)
            return build


def _game(slug: str, details: Mapping[str, object], known: bool) -> Game:
    """The game as it shall be, unsaved; locked, where the database can, if within a transaction."""
    if slug in RESERVED_SLUGS:
        raise Refusal("game.slug", f'"{slug}" is an address of the site. Choose another slug.')
    games = Game.objects.filter(slug=slug)
    if transaction.get_connection().in_atomic_block:
        games = games.select_for_update()
    found = games.first()
    if known and not found:
        raise Refusal("game.gone", "The game was removed.")
    game = found or Game(slug=slug, title=slug.replace("-", " ").capitalize())
    for name, value in details.items():
        setattr(game, name, value)
    _check(game)
    return game


def _check(game: Game) -> None:
    try:
        game.full_clean()
    except ValidationError as error:
        said = error.message_dict
        if "seats" in said:
            said["seats"] = [f"A room has 1 to {MOST_SEATS} of them."]
        words = "; ".join(f"{name}: {' '.join(messages)}" for name, messages in said.items())
        raise Refusal("game.details", f"The game cannot be like this. {words}") from None


def _check_quota(files: Iterable[Path], most_bytes: int | None) -> None:
    if most_bytes is not None and sum(file.stat().st_size for file in files) > most_bytes:
        words = "Your games take up all the space you have here. Delete builds that you don't need."
        raise Refusal("quota.bytes", words)


def _picture(file: Path | None) -> Picture | None:
    """The export's own, if somebody chose it and it is one."""
    if file is None or file.stat().st_size > pictures.MOST_BYTES:
        return None
    if hashlib.sha256(file.read_bytes()).hexdigest() in GODOTS_OWN_PICTURES:
        return None
    with suppress(Refusal), file.open("rb") as picture:
        return pictures.take(picture)
    return None


def _build(
    game: Game, export: Export, stored: Mapping[str, Stored], picture: Picture | None
) -> Build:
    build = Build(game=game, picture=picture, entry=export.entry, engine=export.engine)
    build.threads, build.extensions = export.threads, export.extensions
    build.installable = export.installable
    build.size = sum(blob.size for blob in stored.values())
    sizes = _sizes(export, stored)
    build.wire_size = sum(sizes.wire.values())
    kind = _picture_kind(export, stored, picture)
    secure = settings.SECURE or settings.LOOPBACK
    build.report = [list(line) for line in report(export, sizes, picture=kind, secure=secure)]
    if game.live_build and _is_same(game.live_build, build, stored):
        return _said_anew(game.live_build, build)
    kept = list(game.builds.order_by("-number"))
    build.number = kept[0].number + 1 if kept else 1
    twin = next((one for one in kept if _is_same(one, build, stored)), None)
    if twin:
        build.report.append([NOTE, f"Its files are those of build {twin.number}."])
    build.save()
    _save_files(build, stored)
    return build


def _sizes(export: Export, stored: Mapping[str, Stored]) -> Sizes:
    """The page travels as it is, with a line of ours in it; the others in their shortest form."""
    wire = {path: stored[path].size for path in export.loaded}
    for path in wire:
        blob = path_of(stored[path].sha256)
        forms = [encodings.form_of(blob, suffix) for suffix in encodings.FORMS]
        made = [form.stat().st_size for form in forms if form.exists()]
        if made and not is_page(path):
            wire[path] = min(made)
    return Sizes({path: blob.size for path, blob in stored.items()}, wire)


def _picture_kind(
    export: Export, stored: Mapping[str, Stored], picture: Picture | None
) -> PictureKind:
    if picture or not export.picture:
        return "own" if picture else "none"
    return "godots" if stored[export.picture].sha256 in GODOTS_OWN_PICTURES else "unreadable"


def _said_anew(live: Build, build: Build) -> Build:
    """The live build, with what is read from its files as we read and store them by now."""
    said = ("installable", "wire_size", "report")
    for name in said:
        setattr(live, name, getattr(build, name))
    live.save(update_fields=said)
    return live


def _save_files(build: Build, stored: Mapping[str, Stored]) -> None:
    blobs = [Blob(sha256=blob.sha256, size=blob.size) for blob in set(stored.values())]
    Blob.objects.bulk_create(blobs, ignore_conflicts=True)
    BuildFile.objects.bulk_create(
        BuildFile(build=build, path=path, blob_id=blob.sha256) for path, blob in stored.items()
    )


def _is_same(kept: Build, build: Build, stored: Mapping[str, Stored]) -> bool:
    """Whether a build would bring nothing new: neither files, nor what is read from them."""
    facts = ("entry", "engine", "threads", "extensions")
    if any(getattr(kept, fact) != getattr(build, fact) for fact in facts):
        return False
    files = dict(kept.files.values_list("path", "blob_id"))
    return files == {path: blob.sha256 for path, blob in stored.items()}
