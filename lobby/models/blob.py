"""A blob: one file's content, stored once for all builds under its SHA-256."""

from django.db import models


class Blob(models.Model):
    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256

    @property
    def name(self) -> str:
        """Its name in the blob storage; two levels, so that no folder grows too large."""
        return f"{self.sha256[:2]}/{self.sha256}"
