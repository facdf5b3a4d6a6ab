"""The code blocks of the documentation, each with the place where it stands."""

import re
from dataclasses import dataclass

from tests.running import ROOT

PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    place: str
    language: str
    text: str


def blocks(language: str) -> list[Block]:
    """Those of one language, page by page, from top to bottom."""
    return [block for page in PAGES for block in read(page) if block.language == language]


def read(page) -> list[Block]:
    text = page.read_text()
    return [
        Block(f"{page.name}:{text.count(chr(10), 0, found.start()) + 1}", found[2], found[3])
        for found in BLOCK.finditer(text)
    ]
