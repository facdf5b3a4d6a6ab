"""The scripts of deploy/, run on a test's own site; and a small game to publish on it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from lobby.exports import pck
from tests.running import ROOT, Site

DEPLOY = ROOT / "deploy"
ENGINE = b"\0asm\x01\0\0\0" + b"\0\x05\x04note" * 500  # a module of custom sections
PAGE = """<!doctype html><html><head></head><body><script>
const GODOT_CONFIG = {"executable":"index","gdextensionLibs":[]};
const GODOT_THREADS_ENABLED = true;
</script><script src="index.js"></script></body></html>"""


def run(script: str, *arguments: object, site: Site, **more: str) -> subprocess.CompletedProcess:
    """Run a script as the site's administrator would; PostgreSQL's programs are found."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
    path = os.pathsep.join([*map(str, programs), os.environ["PATH"]])
    return subprocess.run(
        [DEPLOY / script, *map(str, arguments)],
        env=site.environment | {"PYTHON": sys.executable, "PATH": path} | more,
        capture_output=True,
        text=True,
    )


def publish(site: Site, folder: Path, slug: str = "golf") -> str:
    """A game that needs isolation; the path of its live build."""
    source = folder / f"{slug}.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for path, content in {
            "index.html": PAGE,
            "index.js": b"// Loads the engine.\n" * 200,
            "index.wasm": ENGINE,
            "index.pck": pck.write({"project.godot": b""}),
        }.items():
            archive.writestr(path, content)
    site.manage("publish", slug, str(source))
    code = f"from lobby.models import Build; print(Build.objects.get(game__slug='{slug}').key)"
    return f"/{site.shell(code).strip()}"
