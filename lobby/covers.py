"""Covers for games that brought none: a floor of tiles, laid from the game's slug.

The same slug gives the same floor, for ever. Pure: no Django, no files.
"""

from dataclasses import dataclass
from hashlib import sha256

COLUMNS, ROWS, SIDE = 6, 4, 40
WIDTH, HEIGHT = COLUMNS * SIDE, ROWS * SIDE

# Ground, figure, second figure; then ground and figure of the one odd tile.
_PALETTES = [
    colours.split()
    for colours in (
        "0F4A3A F2E9CF 2E7A5F FFC524 0F4A3A",
        "CF3A1F FCE3D2 8F1F14 FFC524 8F1F14",
        "1D3F72 DCE8F2 3F74B5 FF8A5C 1D3F72",
        "E9B949 FFF6DC A35B12 0F4A3A E9B949",
        "7A2E4D F6DDE0 B4577A FFC524 7A2E4D",
        "9CC9B4 0F3B30 F4F1DE CF3A1F F4F1DE",
        "23302C C9D6CB 56695F FF8A5C 23302C",
        "E58A6F 402018 FBE6D6 1D3F72 FBE6D6",
    )
]
# Each motif: paths in a tile of side 40, with the figure that fills them.
_MOTIFS: list[list[tuple[str, str]]] = [
    [("f", "M0 0h40A40 40 0 0 1 0 40z")],
    [("f", "M0 0h40L0 40z")],
    [("f", "M0 0A40 40 0 0 1 40 40A40 40 0 0 1 0 0z")],
    [
        ("g", "M0 0h40A40 40 0 0 1 0 40z"),
        ("f", "M0 0h24.8A24.8 24.8 0 0 1 0 24.8z"),
        ("g", "M0 0h11.2A11.2 11.2 0 0 1 0 11.2z"),
    ],
    [("f", "M0 20A20 20 0 0 1 40 20z"), ("g", "M0 40A20 20 0 0 1 40 40z")],
    [
        ("f", "M20 0L40 20L20 40L0 20z"),
        ("g", "M20 13.2a6.8 6.8 0 0 1 0 13.6a6.8 6.8 0 0 1 0-13.6z"),
    ],
    [("f", "M0 0h20v20h20v20H20V20H0z")],
    [("f", "M20 4a16 16 0 0 1 0 32a16 16 0 0 1 0-32z"), ("g", "M20 4a16 16 0 0 1 0 32z")],
]


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of a floor: which of the two motifs ("a", "b"), turned by `turn` degrees."""

    x: int
    y: int
    motif: str
    turn: int
    odd: bool


def tiles(slug: str) -> list[Tile]:
    """Lay the floor of a slug, row by row."""
    digest = sha256(slug.encode()).digest()
    odd = (digest[4] % COLUMNS, digest[5] % ROWS)
    return [_tile(digest, x, y, odd=(x, y) == odd) for y in range(ROWS) for x in range(COLUMNS)]


def cover(slug: str) -> str:
    """Draw a slug's floor as an SVG picture of 3:2, without text."""
    digest = sha256(slug.encode()).digest()
    ground, figure, second, odd_ground, odd_figure = _PALETTES[digest[0] % 8]
    first = digest[1] % 8
    motifs = {"a": first, "b": (first + 1 + digest[2] % 7) % 8}
    plain, odd = {"f": figure, "g": second}, {"f": odd_figure, "g": odd_figure}
    symbols = "".join(_symbol(name, motifs[name], plain) for name in motifs)
    symbols += "".join(_symbol(f"{name}o", motifs[name], odd) for name in motifs)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' width="{WIDTH * 3}" height="{HEIGHT * 3}"><defs>{symbols}</defs>'
        f'<path fill="#{ground}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>'
        f"{''.join(_drawn(tile, odd_ground) for tile in tiles(slug))}</svg>"
    )


def _tile(digest: bytes, x: int, y: int, *, odd: bool) -> Tile:
    symmetry = digest[3] % 4
    u = min(x, COLUMNS - 1 - x) if symmetry & 1 else x
    v = min(y, ROWS - 1 - y) if symmetry & 2 else y
    byte = digest[(7 * u + 13 * v + 6) % 32]
    motif = "a" if (u + v) % 2 == 0 or (symmetry == 0 and byte & 4) else "b"
    turn = (
        (byte & 3) * 90,
        (u + v) % 4 * 90,
        u % 2 * 90 + v % 2 * 180,
        u % 2 * 90 + v % 2 * 270,
    )[symmetry]
    return Tile(x, y, motif, turn % 360, odd)


def _symbol(name: str, motif: int, colours: dict[str, str]) -> str:
    paths = "".join(f'<path fill="#{colours[f]}" d="{d}"/>' for f, d in _MOTIFS[motif])
    return f'<g id="{name}">{paths}</g>'


def _drawn(tile: Tile, odd_ground: str) -> str:
    x, y, half = tile.x * SIDE, tile.y * SIDE, SIDE // 2
    ground = f'<path fill="#{odd_ground}" d="M{x} {y}h{SIDE}v{SIDE}h-{SIDE}z"/>' if tile.odd else ""
    turn = f" rotate({tile.turn} {half} {half})" if tile.turn else ""
    name = f"{tile.motif}o" if tile.odd else tile.motif
    return f'{ground}<use href="#{name}" transform="translate({x} {y}){turn}"/>'
