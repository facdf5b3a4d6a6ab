"""Debian's coturn in a namespace, with our template and the least that must be changed in it."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.running import ROOT, Site, answers
from tests.stores import Store
from tests.turn.namespace import ADDRESS, ADDRESS_6, Namespace

TEMPLATE = ROOT / "deploy" / "coturn" / "turnserver.conf"
PATH = shutil.which("turnserver")
PORT, TLS_PORT = 3478, 5349
SECRET = "north wind & sun"


@dataclass
class Coturn(Store):
    """A TURN server with one secret; its certificate is one that nobody signed."""

    namespace: Namespace | None = None
    secret: str = SECRET
    host: str = ADDRESS

    def answers(self) -> bool:
        assert self.namespace
        return self.namespace.run(answers, self.port, self.host)

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def fields(self, transport: str = "udp", **more) -> dict:
        """Of a row of `IceServer` that leads here."""
        port = TLS_PORT if transport == "tls" else PORT
        server = {"kind": "secret", "host": self.host, "port": port, "transport": transport}
        return server | {"secret": self.secret} | more

    def add_to(self, site: Site, *transports: str) -> None:
        """Make it a site's TURN server, over UDP if nothing else is said."""
        for transport in transports or ("udp",):
            row = self.fields(transport)
            site.shell(f"from lobby.models import IceServer; IceServer.objects.create(**{row!r})")


def coturn(folder: Path, namespace: Namespace, **changes: str) -> Coturn:
    """One with our template, not started yet; `changes` are more of its words, old to new."""
    assert PATH, "coturn is not installed: see tests/install-tools"
    certify(folder)
    settings = folder / "turnserver.conf"
    settings.write_text(filled_in(TEMPLATE.read_text(), folder, changes))
    own = ["--listening-ip", ADDRESS, "--relay-ip", ADDRESS, "--relay-ip", ADDRESS_6]
    own += ["--log-file", "stdout", "--pidfile", str(folder / "pid"), "-b", str(folder / "users")]
    command = [*namespace.launcher, PATH, "-c", str(settings), *own]
    return Coturn(f"turn:{ADDRESS}:{PORT}", PORT, command, folder, namespace=namespace)


def filled_in(settings: str, folder: Path, changes: dict[str, str]) -> str:
    live = "/etc/letsencrypt/live/turn.example.org"
    changes = {
        "static-auth-secret=CHANGE-ME": f"static-auth-secret={SECRET}",
        "allowed-peer-ip=203.0.113.7": f"allowed-peer-ip={ADDRESS}",
        f"#cert={live}/fullchain.pem": f"cert={folder}/certificate.pem",
        f"#pkey={live}/privkey.pem": f"pkey={folder}/key.pem",
    } | changes
    for old, new in changes.items():
        assert len(re.findall(f"^{re.escape(old)}$", settings, re.M)) == 1, old
        settings = settings.replace(old, new)
    return settings


def certify(folder: Path) -> None:
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    command += f" -subj /CN={ADDRESS} -addext subjectAltName=IP:{ADDRESS}"
    command += " -keyout key.pem -out certificate.pem"
    subprocess.run(command.split(), cwd=folder, check=True, capture_output=True)
