"""A small stand-in for the site: one page of it, its files, and a tus server that can misbehave."""

import json
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
CHUNK = 64 * 1024
UPLOADS = "/api/v1/games/golf/uploads"
PERMITS = ("first", "second", "third")


@dataclass
class Script:
    """What the server is told to do, and what it saw."""

    page: str
    cut_at: list[int] = field(default_factory=list)  # bytes after which it drops the connection
    refuse: tuple[int, str] | None = None
    good_permits: tuple[str, ...] = PERMITS
    hold_at: int | None = None  # bytes after which it reads no more until it is let go
    let_go: threading.Event = field(default_factory=threading.Event)
    uploads: dict[str, bytearray] = field(default_factory=dict)
    metadata: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    parts: list[tuple[int, int]] = field(default_factory=list)
    permits: int = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def do_GET(self):
        if self.path.startswith("/static/"):
            file = STATIC / self.path.removeprefix("/static/").partition("?")[0]
            kind = TYPES.get(file.suffix, "application/octet-stream")
            return self.answer(200, file.read_bytes(), Content_Type=kind)
        if self.path.startswith("/host/golf/uploads"):
            self.script.asked.append("uploads")
            return self.answer(204)
        page = self.script.page if self.path == "/host/golf/" else ""
        self.answer(200 if page else 404, page.encode(), Content_Type="text/html; charset=utf-8")

    def do_POST(self):
        if self.path == "/host/golf/permit":
            self.script.permits += 1
            permit = PERMITS[min(self.script.permits, len(PERMITS)) - 1]
            body = json.dumps({"permit": permit}).encode()
            return self.answer(200, body, Content_Type="application/json")
        if not self.let_in():
            return
        self.script.metadata.append(self.headers["Upload-Metadata"])
        key = f"key{len(self.script.uploads) + 1}"
        self.script.uploads[key] = bytearray()
        self.answer(201, Location=f"{UPLOADS}/{key}")

    def do_HEAD(self):
        if self.let_in():
            self.answer(200, Upload_Offset=len(self.stored))

    def do_DELETE(self):
        if self.let_in():
            del self.script.uploads[self.path.rpartition("/")[2]]
            self.answer(204)

    def do_PATCH(self):
        if not self.let_in():
            return
        length, stored = int(self.headers["Content-Length"]), self.stored
        if int(self.headers["Upload-Offset"]) != len(stored):
            self.close_connection = True
            return self.answer(409, Connection="close")
        self.script.parts.append((len(stored), length))
        while length:
            if self.script.hold_at is not None and len(stored) >= self.script.hold_at:
                self.script.let_go.wait()
            chunk = self.rfile.read(min(CHUNK, length))
            if not chunk:
                return
            stored += chunk
            length -= len(chunk)
            if self.script.cut_at and len(stored) >= self.script.cut_at[0]:
                self.script.cut_at.pop(0)
                self.close_connection = True
                return self.connection.close()
        self.answer(204, Upload_Offset=len(stored))

    @property
    def stored(self):
        return self.script.uploads[self.path.rpartition("/")[2]]

    def let_in(self):
        self.script.asked.append(self.command)
        assert self.headers["Tus-Resumable"] == "1.0.0"
        permit = re.fullmatch(r"Bearer (\w+)", self.headers["Authorization"])[1]
        status, words = 0, ""
        if permit not in self.script.good_permits:
            status, words = 401, "Ask for a new permit."
        elif self.script.refuse and self.command == "POST":
            status, words = self.script.refuse
        elif self.command != "POST" and self.path.rpartition("/")[2] not in self.script.uploads:
            status, words = 404, "There is no such upload."
        if status:
            body = json.dumps({"status": status, "detail": words}).encode()
            self.close_connection = True  # What it sends is not read.
            self.answer(status, body, Content_Type="application/problem+json", Connection="close")
        return not status


@contextmanager
def stand_in(page: str):
    """Serve; yields the script and the address of the page."""
    script = Script(page)
    handler = type("OneHandler", (Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield script, f"http://127.0.0.1:{server.server_port}/host/golf/"
    finally:
        script.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
