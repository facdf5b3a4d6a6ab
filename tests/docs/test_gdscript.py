"""GDScript in the docs, and all of the addon's, is compiled by a real engine."""

import json
from pathlib import Path

import pytest

from tests.addon.puppets import with_the_addon
from tests.browser.players import BOOT
from tests.docs.blocks import blocks
from tests.running import ROOT, pack_a_game
from tests.serving import served

pytestmark = pytest.mark.browser

COMPILER = Path(__file__).parent / "compiler"
WRONG = "extends Node\n\n\nfunc _ready() -> void:\n\tPlaylobby.fly_away()\n\tvar x: int = 'a'\n"


async def test_each_script_in_the_docs_and_of_the_addon_compiles(tmp_path, new_page):
    project = with_the_addon(COMPILER, tmp_path)
    scripts = {
        f"{n}_{b.place.partition('.')[0]}.gd": b.text for n, b in enumerate(blocks("gdscript"))
    }
    for path in (ROOT / "godot" / "addons" / "playlobby").glob("*.gd"):
        if path.name != "plugin.gd":  # The editor's alone.
            scripts[f"addon_{path.name}"] = f'extends "res://addons/playlobby/{path.name}"\n'
    scripts["wrong.gd"] = WRONG
    (project / "blocks").mkdir()
    for name, text in scripts.items():
        (project / "blocks" / name).write_text(text)
    with served(pack_a_game(project, tmp_path / "export")) as address:
        page = await new_page()
        await page.goto(address)
        handle = await page.wait_for_function("window.made", timeout=BOOT)
    made = json.loads(await handle.json_value())
    assert made.keys() == scripts.keys()
    assert [name for name, compiles in made.items() if not compiles] == ["wrong.gd"]
