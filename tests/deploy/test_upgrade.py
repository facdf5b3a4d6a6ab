"""An upgrade copies the site first, and restarts nothing unless all before went well."""

import sys

import pytest

from tests.deploy import kit


@pytest.fixture
def installing(tmp_path):
    """Python as ever, except that what it is to install is only noted."""
    noted, python = tmp_path / "installed", tmp_path / "python"
    python.write_text(
        f'#!/bin/sh\nif [ "$2" != pip ]; then exec {sys.executable} "$@"; fi\necho "$@" >>{noted}\n'
    )
    python.chmod(0o755)
    noted.touch()
    return noted, {"PYTHON": str(python), "RESTART_WITH": "/bin/true", "RESTART_WITHIN": "20"}


@pytest.mark.long
def test_a_site_is_upgraded_with_a_copy_of_what_it_was(site, installing, tmp_path):
    noted, how = installing
    done = kit.run("upgrade", tmp_path / "copies", site.port, site=site, **how)
    assert done.returncode == 0, done.stderr
    assert f"The worker at {site.port} is ready: ok, 1 worker" in done.stdout
    assert "--require-hashes -r requirements.txt" in noted.read_text()
    [copy] = (tmp_path / "copies").glob("*Z")
    assert (copy / "database.sqlite3").exists()


@pytest.mark.long
def test_a_setting_that_breaks_the_site_ends_it_before_any_worker_restarts(
    site, installing, tmp_path
):
    how = installing[1] | {"PLAYLOBBY_SECRET_KEY": "short"}
    done = kit.run("upgrade", tmp_path / "copies", site.port, site=site, **how)
    assert done.returncode != 0
    assert "The secret key is too weak" in done.stderr
    assert "ready" not in done.stdout
