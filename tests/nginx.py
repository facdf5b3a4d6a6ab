"""A site behind Debian's nginx with deploy/nginx.conf: https, with a throw-away certificate.

The site is `site.test` and the games are on `*.play.site.test`: the same site to a browser, as they
are where most people deploy, so that the site's cookies could travel if anything let them.
"""

import base64
import getpass
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.running import ROOT, Site, free_port
from tests.stores import Store

TEMPLATE = ROOT / "deploy" / "nginx.conf"
PATH = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
NAME = "site.test"
NAMES = f"subjectAltName=DNS:{NAME},DNS:play.{NAME},DNS:*.play.{NAME}"
OWN_PATHS = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]


@dataclass
class ProxiedSite(Site):
    """A site whose visitors come through nginx, at the port `door`; plain http has one too."""

    door: int = 0
    plain_door: int = 0
    certificate: Path = Path()

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.door}"

    @property
    def signal(self) -> str:
        return f"wss://{NAME}:{self.door}/signal"

    def play_origin(self, slug: str) -> str:
        return f"https://{slug}.play.{NAME}:{self.door}"


def site_behind(make_site: Callable[..., Site], folder: Path) -> tuple[ProxiedSite, Store]:
    """A site and its nginx, neither started yet."""
    door = free_port()
    site = make_site(
        PLAYLOBBY_SITE_URL=f"https://{NAME}:{door}",
        PLAYLOBBY_TRUSTED_PROXIES="127.0.0.1",
        PLAYLOBBY_ACCEL="/-blobs/",
    )
    proxied = ProxiedSite(
        site.data,
        site.port,
        site.environment,
        door=door,
        plain_door=free_port(),
        certificate=certify(folder),
    )
    settings = folder / "nginx.conf"
    settings.write_text(filled_in(proxied, folder))
    return proxied, nginx(folder, settings, door)


def nginx(folder: Path, settings: Path, port: int) -> Store:
    command = [*program(folder, settings), "-g", f"daemon off; pid {folder}/pid;"]
    return Store(f"https://127.0.0.1:{port}", port, command, folder)


def program(folder: Path, settings: Path) -> list[str]:
    assert PATH, "nginx is not installed: see tests/install-tools"
    return [PATH, "-p", str(folder), "-e", "stderr", "-c", str(settings)]


def filled_in(site: ProxiedSite, folder: Path) -> str:
    """The template with its four things changed; it runs as whoever runs the tests."""
    settings = TEMPLATE.read_text()
    settings = re.sub(r" *listen \[::\].*\n", "", settings)
    changes = {
        "user www-data;": f"user {getpass.getuser()};" if os.geteuid() == 0 else "",
        "listen 80 ": f"listen 127.0.0.1:{site.plain_door} ",
        "listen 443 ": f"listen 127.0.0.1:{site.door} ",
        "127.0.0.1:8001": f"127.0.0.1:{site.port}",
        "/etc/letsencrypt/live/games.example.org/fullchain.pem": str(site.certificate),
        "/etc/letsencrypt/live/games.example.org/privkey.pem": str(folder / "key.pem"),
        "/var/lib/playlobby": str(site.data),
        "games.example.org": NAME,
        "worker_processes auto;": "worker_processes 1;",
        "http {": "http {" + "".join(f"{one}_temp_path {folder}/{one};" for one in OWN_PATHS),
    }
    for old, new in changes.items():
        assert old in settings, old
        settings = settings.replace(old, new)
    return settings


def certify(folder: Path) -> Path:
    """A key and a certificate that nobody signed."""
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    command += f" -subj /CN={NAME} -addext {NAMES} -keyout key.pem -out certificate.pem"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
    return folder / "certificate.pem"


def fingerprint(certificate: Path) -> str:
    """Of its public key, as Chromium's `--ignore-certificate-errors-spki-list` takes it."""
    run = partial(subprocess.run, check=True, capture_output=True)
    key = run(["openssl", "x509", "-in", certificate, "-pubkey", "-noout"]).stdout
    plain = run(["openssl", "pkey", "-pubin", "-outform", "DER"], input=key).stdout
    return base64.b64encode(hashlib.sha256(plain).digest()).decode()
