"""What goes wrong by rule, not by accident."""


class Refusal(Exception):
    """A rule said no, in words a player may read.

    `rule` names the rule, so that a dialect can say the same in the words its clients know.
    """

    def __init__(self, rule: str, words: str) -> None:
        super().__init__(words)
        self.rule = rule
        self.words = words
