"""Names of players and rooms: written by one, read by all.

What cannot be seen has no place in them: it turns the text around it about, or makes two names
look the same.
"""

import unicodedata

PLAYER_LENGTH = 24
ROOM_LENGTH = 40
MOST_READ = 10  # times what is kept: more is blanks, or somebody's joke

# Printable by their category, and yet blank: fillers, joiners, an empty Braille cell.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def tidy(name: str, most: int) -> str:
    """The name in one line of at most `most` characters, all to be seen; "" if none is left."""
    seen = "".join(
        c if c.isprintable() and c not in _BLANK else " " for c in name[: MOST_READ * most]
    )
    tidied = " ".join(seen.split())[:most].rstrip()
    return "" if all(_is_mark(c) for c in tidied) else tidied


def of_room(player: str) -> str:
    """The name of a player's room that was given none."""
    return f"{player}\N{RIGHT SINGLE QUOTATION MARK}s room"


def _is_mark(c: str) -> bool:
    """Whether it only stands on others: an accent, or a choice between two forms of a character."""
    return unicodedata.category(c).startswith("M")
