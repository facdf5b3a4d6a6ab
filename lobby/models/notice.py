"""A notice: what all players read at the top of their pages for a while."""

from django.db import models

from lobby.models.posting import Posting


class Notice(Posting):
    words = models.CharField(
        max_length=160, help_text="All players read it at the top of the page, at once."
    )

    def __str__(self) -> str:
        return self.words
