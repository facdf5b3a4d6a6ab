"""Who sets a site up is told what is wrong with a setting, in one line, before anything starts."""

import os
import runpy
import subprocess
import sys

import pytest

from tests.running import ROOT, new_environment


@pytest.fixture
def read_settings(tmp_path, monkeypatch):
    """The settings as a process with those variables, and no others of ours, reads them."""

    def read(**variables: str) -> dict:
        environment = new_environment(**{"PLAYLOBBY_DATA_DIR": str(tmp_path)} | variables)
        monkeypatch.setattr(os, "environ", environment)
        return runpy.run_path(str(ROOT / "signaling_site/settings.py"))

    return read


WRONG = [
    ("TRUSTED_PROXIES", "banana", "127.0.0.1,10.0.0.0/8"),
    ("TRUSTED_PROXIES", "10.0.0.1/8", "127.0.0.1,10.0.0.0/8"),
    ("MAX_ROOMS", "-3", "100"),
    ("MAX_ROOMS", "many", "100"),
    ("MAX_ROOMS", "1.5", "100"),
    ("KEEP_BUILDS", "0", "100"),
    ("EMAIL_URL", "foo", "submission://"),
    ("EMAIL_URL", "submission://", "submission://"),
    ("EMAIL_URL", "smtp://mail:port", "submission://"),
    ("SITE_URL", "foo", "https://games.example.org"),
    ("SITE_URL", "https://example.org/games", "https://games.example.org"),
    ("SITE_URL", "https://example.org:99999", "https://games.example.org"),
    ("PLAY_URL", "play.example.org", "https://games.example.org"),
    ("DATABASE_URL", "foo", "postgres://"),
    ("DATABASE_URL", "mysql://127.0.0.1/playlobby", "postgres://"),
    ("DATABASE_URL", "postgres://127.0.0.1", "postgres://"),
    ("REDIS_URL", "foo", "redis://127.0.0.1:6379/0"),
    ("REDIS_URL", "redis://", "redis://127.0.0.1:6379/0"),
    ("DRAIN", "-1", "10"),
    ("DRAIN", "soon", "10"),
    ("JOIN_WITHIN", "0", "30"),
    ("ROOM_HOURS", "nan", "24"),
    ("TURN_TERM", "9", "360"),
    ("TURN_TERM", "1441", "360"),
    ("TURN_TERM", "6h", "360"),
    ("DEBUG", "perhaps", "on or off"),
    ("LIMITS", "On", "on or off"),
    ("SIGNUP", "yes", "open or players or closed"),
    *[("ACCEL", value, "/-blobs/") for value in ("blobs", "-blobs/", "/-blobs", "/", "/a b/")],
]


@pytest.mark.parametrize(("name", "value", "example"), WRONG)
def test_a_wrong_setting_is_named_with_what_it_says_and_an_example(
    read_settings, name, value, example
):
    with pytest.raises(SystemExit) as ended:
        read_settings(**{f"PLAYLOBBY_{name}": value})
    assert str(ended.value).startswith(f"PLAYLOBBY_{name} is “{value}”. It must ")
    assert example in str(ended.value)
    assert "\n" not in str(ended.value)


def test_a_data_folder_that_is_a_file_is_refused(read_settings, tmp_path):
    file = tmp_path / "file"
    file.touch()
    for path in (file, file / "data"):
        with pytest.raises(SystemExit, match="PLAYLOBBY_DATA_DIR .* is a file"):
            read_settings(PLAYLOBBY_DATA_DIR=str(path))


def test_a_wrong_address_that_may_hold_a_password_is_not_shown(read_settings):
    with pytest.raises(SystemExit) as ended:
        read_settings(PLAYLOBBY_DATABASE_URL="postgras://lobby:sesame@127.0.0.1/playlobby")
    assert "sesame" not in str(ended.value)


def test_the_command_ends_with_that_line_and_nothing_else(tmp_path):
    environment = new_environment(PLAYLOBBY_DATA_DIR=str(tmp_path), PLAYLOBBY_MAX_ROOMS="-3")
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "PLAYLOBBY_MAX_ROOMS is “-3”. It must be a whole number from 0 on, such as 100."
    ]


def test_a_misspelt_name_is_warned_of_with_the_nearest_that_there_is(read_settings, capsys):
    read_settings(PLAYLOBBY_TRUSTED_PROXY="127.0.0.1", PLAYLOBBY_XYZZY="1")
    assert capsys.readouterr().err.splitlines() == [
        "Warning: there is no setting PLAYLOBBY_TRUSTED_PROXY. Is PLAYLOBBY_TRUSTED_PROXIES meant?",
        "Warning: there is no setting PLAYLOBBY_XYZZY. docs/settings.md lists all.",
    ]


def test_right_settings_are_read_as_they_are_meant(read_settings, capsys):
    found = read_settings(
        PLAYLOBBY_TRUSTED_PROXIES="127.0.0.1, 10.0.0.0/8,::1",
        PLAYLOBBY_MAX_ROOMS="7",
        PLAYLOBBY_MAX_PEERS="",
        PLAYLOBBY_DRAIN="0",
        PLAYLOBBY_DEBUG="Yes",
        PLAYLOBBY_SITE_URL="https://Games.example.org/",
        PLAYLOBBY_REDIS_URL="rediss://:sesame@redis.internal:6380/2",
        PLAYLOBBY_DATABASE_URL="postgres://lobby:sesame@db.internal/playlobby",
        PLAYLOBBY_EMAIL_URL="submission://a:b@mail.example.org/?_default_from_email=us@example.org",
    )
    assert found["TRUSTED_PROXIES"] == ["127.0.0.1", "10.0.0.0/8", "::1"]
    assert (found["MAX_ROOMS"], found["MAX_PEERS"], found["DRAIN"]) == (7, 4096, 0)
    assert found["DEBUG"] is True
    assert found["SITE_ORIGIN"] == "https://games.example.org"
    assert found["PLAY_HOST"] == "play.games.example.org"
    assert found["DATABASES"]["default"]["HOST"] == "db.internal"
    assert found["EMAIL_PORT"] == 587
    assert found["DEFAULT_FROM_EMAIL"] == "us@example.org"
    assert capsys.readouterr().err == ""
