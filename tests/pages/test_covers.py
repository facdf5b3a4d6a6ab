"""Floors laid from a slug."""

from xml.etree import ElementTree

import pytest

from lobby.covers import COLUMNS, ROWS, cover, tiles

SLUGS = [f"game-{number}" for number in range(64)]


def test_the_same_slug_gives_the_same_floor_for_ever():
    assert cover("kettle-wars") == cover("kettle-wars")
    assert cover("kettle-wars") != cover("two-crabs")


def test_kettle_wars_looks_as_it_was_drawn():
    drawn = cover("kettle-wars")
    assert 'fill="#0F4A3A" d="M0 0h240v160H0z"' in drawn
    turns = [(tile.motif, tile.turn) for tile in tiles("kettle-wars")[:6]]
    assert turns == [("a", 0), ("b", 90)] * 3
    assert [(tile.x, tile.y) for tile in tiles("kettle-wars") if tile.odd] == [(3, 3)]


def test_a_mirrored_floor_lays_the_same_motifs_on_both_sides():
    laid = {(tile.x, tile.y): tile.motif for tile in tiles("two-crabs")}
    assert all(laid[x, y] == laid[COLUMNS - 1 - x, y] for x in range(COLUMNS) for y in range(ROWS))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_floor_is_whole_small_and_wordless(slug):
    drawn = cover(slug)
    tree = ElementTree.fromstring(drawn)
    assert len(drawn) < 6000
    assert len(tree.findall("{*}use")) == COLUMNS * ROWS
    assert not "".join(tree.itertext()).strip()
    assert sum(tile.odd for tile in tiles(slug)) == 1
