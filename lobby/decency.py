"""Words that nobody should have to read in a name or a chat, however they are spelt.

Letters are compared: without accents, with digits and signs that stand for them, stretched, or set
apart. A word counts as a whole, so that nobody from Scunthorpe is hidden; a few count anywhere.
`PLAYLOBBY_BLOCKED_WORDS` names a file of more.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import groupby
from pathlib import Path
from string import ascii_lowercase

from django.conf import settings

HIDDEN = "•"
UNFIT = "Choose another name: this one is not for everybody’s eyes, or claims an office."
OFFICES = frozenset({"admin", "administrator", "moderator", "playlobby", "staff", "system"})
_OWN_WORDS = Path(__file__).with_name("blocked_words.txt")
_SIGNS = str.maketrans("013457@$!|", "oieastasii")


def masked(text: str) -> str:
    """The text with such words hidden, and the longer ones that they stand in."""
    hidden, folded = list(text), _folded(text)
    for found in _pattern().finditer(folded):
        before, after = folded[: found.start()], folded[found.end() :]
        start = len(before.rstrip(ascii_lowercase))
        end = len(folded) - len(after.lstrip(ascii_lowercase))
        hidden[start:end] = HIDDEN * (end - start)
    return "".join(hidden)


def may_name(text: str) -> bool:
    """Whether a player may be called that: it hides nothing, and claims no office."""
    return masked(text) == text and not OFFICES & set(re.findall("[a-z]+", _folded(text)))


def _folded(text: str) -> str:
    """Its letters from a to z, each at the place where it was; a space for the rest."""
    return "".join(map(_letter, text)).translate(_SIGNS)


def _letter(sign: str) -> str:
    plain = unicodedata.normalize("NFKD", sign).casefold()[:1]
    return plain if plain.isascii() and plain else " "


@cache
def _pattern() -> re.Pattern[str]:
    files = [_OWN_WORDS, *([Path(settings.BLOCKED_WORDS)] if settings.BLOCKED_WORDS else [])]
    lines = (line.strip().lower() for file in files for line in file.read_text().splitlines())
    return _compiled(line for line in lines if line and not line.startswith("#"))


def _compiled(words: Iterable[str]) -> re.Pattern[str]:
    """Each letter once or more, with at most one sign between two."""
    return re.compile("|".join(_spelt(_folded(word), word.endswith("*")) for word in words))


def _spelt(word: str, anywhere: bool) -> str:
    """A stretched letter is walked over once: it begins nothing in its midst, and gives nothing
    back. So a text of its letters alone takes no longer than another."""
    runs = [(letter, len(list(run))) for letter, run in groupby(re.findall("[a-z]", word))]
    spelt = "[^a-z]?".join(_run(letter, times) for letter, times in runs)
    return rf"(?<!{runs[0][0]}){spelt}" if anywhere else rf"(?<![a-z]){spelt}(?![a-z])"


def _run(letter: str, times: int) -> str:
    """All there are of a letter, `times` at least."""
    return f"{letter}(?:{letter}*+[^a-z])?" * (times - 1) + f"{letter}++"
