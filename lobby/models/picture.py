"""A picture of a game, in the two sizes that pages show."""

from django.db import models


class Picture(models.Model):
    large = models.ForeignKey("lobby.Blob", models.PROTECT, related_name="+")
    small = models.ForeignKey("lobby.Blob", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"Picture {self.pk}"
