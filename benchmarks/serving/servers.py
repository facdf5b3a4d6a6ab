"""The servers under test: a worker of ours, and nginx with the same files."""

import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.signaling.machine import ROOT, free_port, program
from benchmarks.signaling.processes import folder, serving

DEMO = ROOT / ".cache" / "demo"
ACCEL = "/-blobs/"
LARGE = 256 * 1024 * 1024  # bytes
LARGE_NAME = "ab" * 32
MANAGE = [sys.executable, "manage.py"]
PREPARE = (["migrate", "-v0"], ["collectstatic", "--noinput", "-v0"])
# `plain` sends the demo's own files as nginx is usually told to; `proxy` asks a worker about each.
NGINX = """
worker_processes 1; daemon off; error_log stderr; pid {folder}/pid;
events {{ worker_connections 4096; }}
http {{
    types {{ text/html html; application/wasm wasm; text/javascript js; image/png png; }}
    default_type application/octet-stream;
    access_log off; sendfile on; tcp_nopush on; etag off;
    client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    upstream worker {{ server 127.0.0.1:{worker}; keepalive 8; }}
    server {{ listen 127.0.0.1:{plain}; root {export}; gzip_static on; }}
    server {{
        listen 127.0.0.1:{proxy};
        proxy_http_version 1.1; proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        location / {{ proxy_pass http://worker; }}
        location {accel} {{
            internal; alias {blobs}/;
            add_header Content-Encoding $upstream_http_content_encoding;
        }}
    }}
}}
"""


@dataclass(frozen=True)
class Served:
    """A worker and what it serves; `accel_port` is that of one that leaves the sending to nginx."""

    data: Path
    port: int
    pid: int
    accel_port: int
    accel_pid: int
    live: str  # the path of the demo's live build
    engine: str  # the path of the engine's blob

    def host(self, label: str = "play") -> str:
        return f"{label}.localhost:{self.port}"


@dataclass(frozen=True)
class Nginx:
    plain: int
    proxy: int
    pids: tuple[int, ...]


@contextmanager
def ours() -> Iterator[Served]:
    """A site with the demo and a large file, by two workers: one streams, one asks nginx."""
    if not DEMO.is_dir():
        raise SystemExit("The demo's export is missing: make demo")
    with folder() as data:
        port, accel = free_port(), free_port()
        environment = _environment(data, port)
        for command in (*PREPARE, ["publish", "demo", str(DEMO)], ["compress"]):
            quiet = subprocess.DEVNULL
            subprocess.run([*MANAGE, *command], cwd=ROOT, env=environment, check=True, stdout=quiet)
        live, engine = _look(environment)
        with serving(
            _serve(port), port, cwd=ROOT, log=data / "log", environment=environment
        ) as pid:
            copy = data / "accel"
            shutil.copytree(data, copy, ignore=shutil.ignore_patterns("blobs", "*.lock"))
            told = _environment(copy, port) | {"PLAYLOBBY_ACCEL": ACCEL}
            (copy / "blobs").symlink_to(data / "blobs")
            log = data / "log"
            with serving(_serve(accel), accel, cwd=ROOT, log=log, environment=told) as other:
                yield Served(data, port, pid, accel, other, live, engine)


@contextmanager
def nginx(site: Served) -> Iterator[Nginx]:
    """nginx beside it, with the demo's files and their gzip -9 forms, and as its proxy."""
    plain, proxy = free_port(), free_port()
    with folder() as own:
        own.chmod(0o755)
        export = own / "export"
        shutil.copytree(DEMO, export)
        for path in export.iterdir():
            if path.suffix in (".html", ".js", ".wasm", ".pck"):
                path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 9))
        (export / "large.pck").symlink_to(site.data / "blobs" / "ab" / LARGE_NAME)
        settings = own / "nginx.conf"
        settings.write_text(
            NGINX.format(
                folder=own,
                worker=site.accel_port,
                plain=plain,
                proxy=proxy,
                export=export,
                accel=ACCEL,
                blobs=site.data / "blobs",
            )
        )
        user = "user root;" if os.geteuid() == 0 else ""
        command = [shutil.which("nginx") or program("/usr/sbin/nginx")]
        command += ["-p", str(own), "-e", "stderr", "-c", str(settings), "-g", user]
        with serving(command, plain, cwd=own, log=own / "log") as pid:
            yield Nginx(plain, proxy, (pid, *_children(pid)))


def _environment(data: Path, port: int) -> dict[str, str]:
    own = {n: v for n, v in os.environ.items() if not n.startswith("PLAYLOBBY_")}
    return own | {
        "PLAYLOBBY_DATA_DIR": str(data),
        "PLAYLOBBY_SITE_URL": f"http://localhost:{port}",
        "PLAYLOBBY_LIMITS": "off",
    }


def _serve(port: int) -> list[str]:
    return [*MANAGE, "serve", "--port", str(port)]


def _look(environment: dict[str, str]) -> tuple[str, str]:
    """Adds the large file; the demo's page, and its engine's blob."""
    code = f"""
import os
from lobby.models import Blob, Game
from lobby.exports.blobs import path_of
path = path_of("{LARGE_NAME}"); path.parent.mkdir(exist_ok=True)
with path.open("wb") as file: os.truncate(file.fileno(), {LARGE})
Blob(sha256="{LARGE_NAME}", size={LARGE}).save()
build = Game.objects.get().live_build
print(f"/{{build.key}}/{{build.entry}}")
print(f"/blob/{{build.files.get(path='index.wasm').blob_id}}.wasm")
"""
    done = subprocess.run(
        [*MANAGE, "shell", "--no-imports", "-c", code],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    live, engine = done.stdout.split()
    return live, engine


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
