"""A finding: what a check has to say, and the remedy. A check that is content returns none."""

from typing import NamedTuple


class Finding(NamedTuple):
    breaks: bool  # Something does not work, or is not safe; else it is worth knowing.
    words: str
    remedy: str


def wrong(words: str, remedy: str) -> list[Finding]:
    return [Finding(True, words, remedy)]


def beware(words: str, remedy: str) -> list[Finding]:
    return [Finding(False, words, remedy)]
