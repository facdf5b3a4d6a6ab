"""Who starts a worker is told what is missing, and where it is."""

import shutil
import socket

import pytest

from lobby import server
from lobby.origins import origin
from tests.running import Site, free_port, new_environment


def test_a_database_without_its_tables_is_told_with_the_way_out(tmp_path):
    environment = new_environment(PLAYLOBBY_DATA_DIR=str(tmp_path))
    with pytest.raises(AssertionError, match="Run `manage.py migrate` first") as refused:
        Site(tmp_path, free_port(), environment).manage("serve", "--port", str(free_port()))
    assert str(refused.value).count("\n") == 1


def test_a_database_that_does_not_answer_is_told_so(tmp_path):
    nowhere = f"postgres://lobby:sesame@127.0.0.1:{free_port()}/lobby"
    environment = new_environment(PLAYLOBBY_DATA_DIR=str(tmp_path), PLAYLOBBY_DATABASE_URL=nowhere)
    with pytest.raises(AssertionError, match="The database does not answer") as refused:
        Site(tmp_path, free_port(), environment).manage("serve", "--port", str(free_port()))
    assert str(refused.value).count("\n") == 1
    assert "sesame" not in str(refused.value)


@pytest.mark.parametrize("lost", ["static", "static/staticfiles.json"])
def test_static_files_that_nobody_collected_are_told_before_any_page_fails(make_site, lost):
    site = make_site()
    path = site.data / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(AssertionError, match="Run `manage.py collectstatic --noinput` first"):
        site.manage("serve", "--port", str(site.port))


@pytest.mark.parametrize(
    ("host", "beyond", "told"),
    [
        ("127.0.0.1", 0, "http://localhost:{port}"),
        ("::1", 0, "http://localhost:{port}"),
        (
            "127.0.0.1",
            1,
            "http://localhost:{site}, and this worker listens on http://127.0.0.1:{port}",
        ),
        ("::1", 1, "http://localhost:{site}, and this worker listens on http://[::1]:{port}"),
    ],
)
def test_a_worker_on_another_port_than_the_sites_tells_both(settings, host, beyond, told):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as door:
        port = door.getsockname()[1]
        settings.SITE_URL = origin(f"http://localhost:{port + beyond}")
        settings.SITE_ORIGIN = settings.SITE_URL.geturl()
        assert server.addresses([door]) == told.format(port=port, site=port + beyond)
