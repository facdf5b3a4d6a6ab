"""Small exports made in code, and a caller for the play origin that needs no server."""

import zipfile
from dataclasses import dataclass, field

import pytest
from django.conf import settings as site

from lobby.database import in_database
from lobby.exports import pck
from lobby.exports.publishing import publish

LOADER = b"var Godot = (() => {})();"
MEMORY_IMPORT = b"\x03env\x06memory\x02"  # module, field, kind


def page(config: str = '{"args":[],"executable":"index","gdextensionLibs":[]}', threads="") -> str:
    """A page as Godot 4.3 and later write it; without `threads` as those before did."""
    enabled = f"const GODOT_THREADS_ENABLED = {threads};" if threads else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n\t<head>\n<meta charset="utf-8"></head>\n'
        f'<body><canvas id="canvas"></canvas><script src="index.js"></script>\n<script>'
        f"const GODOT_CONFIG = {config};\n{enabled}\nconst engine = new Engine(GODOT_CONFIG);"
        "</script></body></html>"
    )


def wasm(*, shared: bool = False) -> bytes:
    """The least module that imports a memory, after another import and an unknown section."""
    limits = b"\x03\x01\x02" if shared else b"\x00\x01"
    imports = b"\x02" + b"\x01a\x01f\x00\x00" + MEMORY_IMPORT + limits
    types = b"\x01\x60\x00\x00"
    custom = b"\x04note"
    body = b"".join(
        bytes([number, len(content)]) + content
        for number, content in ((0, custom), (1, types), (2, imports))
    )
    return b"\0asm\x01\0\0\0" + body


class Samples:
    """Exports as `{path: bytes}`, and ways to write them down."""

    page = staticmethod(page)
    wasm = staticmethod(wasm)

    def __init__(self, folder):
        self.folder = folder

    def export(self, *, threads: bool = False, **more: bytes) -> dict[str, bytes]:
        """A whole export; `more` are files by name, with `__` for a dot."""
        return {
            "index.html": page(threads="true" if threads else "false").encode(),
            "index.js": LOADER,
            "index.wasm": wasm(shared=threads),
            "index.pck": pck.write({"project.godot": b"config_version=5\n"}),
            "index.png": b"\x89PNG picture",
        } | {name.replace("__", "."): content for name, content in more.items()}

    def zip(self, files, name="export.zip", compression=zipfile.ZIP_DEFLATED):
        """Write a zip of `{path or ZipInfo: bytes}`, whatever the paths are."""
        target = self.folder / name
        with zipfile.ZipFile(target, "w", compression) as archive:
            for path, content in files.items():
                archive.writestr(path, content)
        return target

    def unzip(self, files, name="export"):
        """Write a folder."""
        target = self.folder / name
        for path, content in files.items():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_bytes(content)
        return target


@pytest.fixture
def samples(tmp_path):
    return Samples(tmp_path)


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    """A data folder of the test's own."""
    settings.DATA_DIR = tmp_path / "data"
    blobs = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": settings.DATA_DIR / "blobs"},
    }
    settings.STORAGES = settings.STORAGES | {"blobs": blobs}
    return settings.DATA_DIR


@pytest.fixture
def left_over(data):
    """The files below the data folder, apart from blobs and locks."""
    return lambda: [
        path
        for path in data.rglob("*")
        if path.is_file() and "blobs" not in path.parts and path.suffix != ".lock"
    ]


@pytest.fixture
def in_thread(transactional_db):
    """Run a synchronous verb beside the test's event loop: `await in_thread(verb, …)`."""
    return in_database


@pytest.fixture
def published(samples, in_thread):
    """Publish an export: its build."""

    async def make(slug="demo", *, threads=False, **more):
        source = samples.unzip(samples.export(threads=threads, **more))
        return await in_thread(publish, slug=slug, source=source)

    return make


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    names: list[str] = field(default_factory=list)

    def __getitem__(self, name):
        return self.headers.get(name)


@pytest.fixture
def ask():
    """Ask the play origin: `await ask("demo", "/")`; the slug "" is the play domain itself."""
    # After the settings of the test.
    from lobby.exports.serving import play_app

    async def run(slug, path, method="GET", host=None, **headers):
        host = host or (f"{slug}.{site.PLAY_HOST}" if slug else site.PLAY_HOST)
        headers = {"host": host} | {k.replace("_", "-"): v for k, v in headers.items()}
        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 8000),
        }
        sent = []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        await play_app(scope, receive, send)
        pairs = [(k.decode(), v.decode()) for k, v in sent[0]["headers"]]
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], dict(pairs), body, [name for name, _ in pairs])

    return run
