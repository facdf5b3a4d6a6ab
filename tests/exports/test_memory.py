"""A real worker sends a large file in constant memory, also to a player who takes nothing."""

import os
import socket
import time
from pathlib import Path

import pytest

SIZE = 200 * 1024 * 1024
SPARE = 12 * 1024 * 1024  # threads' stacks and buffers; the file is many times that
SHA256 = "ab" * 32


@pytest.fixture
def large_blob(site):
    folder = site.data / "blobs" / "ab"
    folder.mkdir(parents=True)
    with (folder / SHA256).open("wb") as file:
        os.truncate(file.fileno(), SIZE)
    site.shell(f"from lobby.models import Blob; Blob(sha256='{SHA256}', size={SIZE}).save()")
    return f"/blob/{SHA256}.pck"


def dial(site, path) -> socket.socket:
    caller = socket.create_connection(("127.0.0.1", site.port))
    host = f"play.localhost:{site.port}"
    caller.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    return caller


def memory(site) -> int:
    status = Path(f"/proc/{site.process.pid}/status").read_text()
    return 1024 * int(status.split("VmRSS:")[1].split()[0])


def read_all(caller) -> int:
    total = 0
    while data := caller.recv(1024 * 1024):
        total += len(data)
    return total


def test_a_large_file_costs_no_memory(site, large_blob):
    with dial(site, large_blob + "x") as caller:
        read_all(caller)  # Everything is imported and connected now.
    before = memory(site)
    stalled = [dial(site, large_blob) for _ in range(5)]
    for caller in stalled:
        assert caller.recv(12) == b"HTTP/1.1 200"
    most = 0
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        most = max(most, memory(site))
        time.sleep(0.05)
    assert read_all(stalled[0]) > SIZE
    most = max(most, memory(site))
    for caller in stalled:
        caller.close()
    assert most - before < SPARE
