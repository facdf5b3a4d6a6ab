"""Small exports, and a caller for the play origin that needs no server."""

from dataclasses import dataclass, field

import pytest
from django.conf import settings as site

from lobby.database import in_database
from lobby.exports.publishing import publish
from tests.exports.samples import Samples


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
