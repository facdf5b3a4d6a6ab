"""The examples as projects: whole, alike, and quoted as they are."""

import re

import pytest

from tests.running import ROOT

EXAMPLES = ROOT / "godot" / "examples"
PROJECTS = sorted(path.parent for path in EXAMPLES.glob("*/project.godot"))
PAGE = (ROOT / "docs" / "examples.md").read_text()
QUOTES = re.findall(r"^```gdscript (\S+)\n(.*?)^```$", PAGE, re.S | re.M)


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_an_editor_can_open_a_project(project):
    settings = (project / "project.godot").read_text()
    assert 'config/features=PackedStringArray("4.6", "GL Compatibility")' in settings
    texts = [path.read_text() for path in project.rglob("*") if path.is_file()]
    named = {name for text in texts for name in re.findall(r'"\*?res://([\w./]+)"', text)}
    missing = {name for name in named if not (project / name).exists()}
    assert all(name.startswith("addons/playlobby/") for name in missing)
    assert "main.tscn" in named


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_all_share_one_look(project):
    assert (project / "theme.tres").read_bytes() == (PROJECTS[0] / "theme.tres").read_bytes()


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_the_page_names_and_quotes_a_project(project):
    assert f"](../godot/examples/{project.name})" in PAGE
    assert any(file.startswith(f"{project.name}/") for file, _ in QUOTES)


@pytest.mark.parametrize(("file", "quote"), QUOTES, ids=[file for file, _ in QUOTES])
def test_what_the_page_quotes_stands_in_the_file(file, quote):
    assert quote in (EXAMPLES / file).read_text()
