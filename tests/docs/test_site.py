"""The documentation's site: it builds without a warning, and asks nothing of other hosts."""

import os
import re
import subprocess
import sys

import pytest

from tests.running import ROOT

LOADED = re.compile(
    r"<(?:link|script|img|iframe|source|video|audio)\b[^>]*?\b(?:href|src)=[\"']?([^\"' >]+)"
)
LINK = re.compile(r"\]\(([^)#\s]+)")


def build(folder, *options):
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder, *options],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    done = build(folder)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


def test_every_page_of_the_docs_is_in_the_site(built):
    pages = {page.stem for page in (ROOT / "docs").glob("*.md")} | {"CONTRIBUTING", "CHANGELOG"}
    assert pages <= {page.stem for page in built.glob("*.html")}


def test_a_page_loads_nothing_from_a_foreign_host(built):
    for page in built.glob("*.html"):
        loaded = LOADED.findall(page.read_text())
        assert len(loaded) > 3
        assert [url for url in loaded if re.match(r"(\w+:)?//", url)] == [], page.name
    for sheet in built.rglob("*.css"):
        assert not re.search(r"(url\(|@import )[\"']?(\w+:)?//", sheet.read_text()), sheet.name


def test_files_of_the_repository_come_along_with_the_pages_that_name_them(built):
    assert 'href="source/deploy/nginx.conf.txt"' in (built / "deploying.html").read_text()
    named = (built / "source/deploy/nginx.conf.txt").read_bytes()
    assert named == (ROOT / "deploy/nginx.conf").read_bytes()


@pytest.mark.parametrize("page", [*sorted((ROOT / "docs").glob("*.md"))], ids=lambda p: p.stem)
def test_links_lead_somewhere_in_a_repository_viewer_too(page):
    for link in LINK.findall(page.read_text()):
        assert ":" in link or (page.parent / link).exists(), link


@pytest.mark.parametrize("link", ["games.md#nowhere", "nowhere.md", "../deploy/nowhere.conf"])
def test_a_link_to_nowhere_fails_the_build(tmp_path, link):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "games.md").write_text(f"# Games\n\n[Nowhere]({link})\n")
    settings = (ROOT / "mkdocs.yml").read_text()
    settings = re.sub(r"^nav:\n.*?^hooks", "hooks", settings, flags=re.M | re.S)
    settings = settings.replace("docs/site/hook.py", str(ROOT / "docs/site/hook.py"))
    (tmp_path / "mkdocs.yml").write_text(settings)
    done = build(tmp_path / "site", "--config-file", tmp_path / "mkdocs.yml")
    assert done.returncode != 0 and "nowhere" in done.stderr
