"""The kit's files are what systemd, bash, Redis and PostgreSQL take, and name what there is."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.deploy.kit import DEPLOY
from tests.running import ROOT, new_environment

SCRIPTS = ["manage", "backup", "restore", "restart", "upgrade"]
UNITS = sorted((DEPLOY / "systemd").iterdir())


@pytest.fixture
def units(tmp_path):
    """As installed, with programs where this checkout has them."""
    if shutil.which("systemd-analyze") is None and "CI" not in os.environ:
        pytest.skip("systemd is not installed: see tests/install-tools")
    for unit in UNITS:
        text = unit.read_text().replace("/opt/playlobby/.venv/bin/python", shutil.which("python3"))
        (tmp_path / unit.name).write_text(text.replace("/opt/playlobby", str(ROOT)))
    return tmp_path


@pytest.mark.parametrize("name", [unit.name for unit in UNITS])
def test_systemd_takes_each_unit(units, name):
    name = name.replace("@", "@8001")
    if "@" in name:
        (units / "playlobby@.service").rename(units / name)
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(units / name)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_worker_is_walled_in(units):
    """systemd's own measure, from 0, safe, to 10."""
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=25"]
    command += [str(units / "playlobby@.service")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("script", [*SCRIPTS, "environment"])
def test_bash_reads_each_script(script):
    subprocess.run(["bash", "-n", DEPLOY / script], check=True)
    if checker := shutil.which("shellcheck"):
        command = [checker, "-x", "-P", DEPLOY, DEPLOY / script]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_script_can_be_started_and_stops_at_what_fails(script):
    path = DEPLOY / script
    assert os.access(path, os.X_OK)
    assert "set -euo pipefail" in path.read_text()


def test_the_example_names_settings_there_are():
    explained = set(
        re.findall(r"^\| `(PLAYLOBBY_\w+)`", (ROOT / "docs/settings.md").read_text(), re.M)
    )
    named = set(re.findall(r"^#?(PLAYLOBBY_\w+)=", (DEPLOY / "playlobby.env").read_text(), re.M))
    assert named <= explained


def test_scripts_read_settings_as_systemd_does(tmp_path):
    """An address may have what a shell would take for its own."""
    file, data = tmp_path / "playlobby.env", tmp_path / "data & more"
    file.write_text(
        f"# Ours\nPLAYLOBBY_LOG=json\nOTHER=1\n#PLAYLOBBY_DEBUG=on\nPLAYLOBBY_DATA_DIR={data}"
    )
    code = "from django.conf import settings; print(settings.DATA_DIR, settings.DEBUG)"
    done = subprocess.run(
        [DEPLOY / "manage", "shell", "--no-imports", "-c", code],
        env=new_environment(SETTINGS=str(file), PYTHON=sys.executable),
        capture_output=True,
        text=True,
    )
    assert done.stdout == f"{data} False\n", done.stderr


def test_whoever_may_not_read_the_settings_starts_no_other_site(tmp_path):
    """Else a command would go to a database of its own, and say that all is well."""
    is_root = os.getuid() == 0  # It may read everything.
    file = tmp_path / "playlobby.env"
    file.touch(mode=0o400 if is_root else 0o000)
    as_nobody = ["runuser", "-u", "nobody", "--"] if is_root else []
    command = f"SETTINGS={file} . {DEPLOY / 'environment'}; echo $database"
    for folder in (tmp_path, *tmp_path.parents):
        if not folder.stat().st_mode & 0o001:
            folder.chmod(0o711)
    done = subprocess.run([*as_nobody, "bash", "-c", command], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"may not read {file}" in done.stderr
