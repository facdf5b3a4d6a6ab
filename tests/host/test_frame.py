"""What holds for every page of hosts: its policy, its parts, its weight."""

import gzip
import re

import pytest

from lobby.addresses import play_origin
from lobby.models import Upload
from tests.pages.words import words

PAGES = ["/host/", "/host/new", "/host/golf/", "/host/golf/settings", "/host/golf/tokens"]
PAGES += ["/host/golf/people"]


@pytest.mark.parametrize("address", PAGES)
def test_pages_for_hosts_keep_to_their_policy(as_host, golf, settings, address):
    Upload.objects.create(game=golf, state="working", name="golf.zip")
    page = as_host.get(address)
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", page.text)
    body = page.text.replace("https://example.org", "")  # The example of an origin.
    for origin in re.findall(r"https?://[^/\"<]+", body):
        assert origin in (settings.SITE_ORIGIN, play_origin("golf"))
    assert page.text.count("<h1") == 1
    assert page.text.count("btn-lamp") == 1
    assert len(gzip.compress(page.content)) < 20_000
    assert not re.search(r"\boops\b|!(?=\s|$)", words(page), re.I)
