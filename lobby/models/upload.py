"""An upload: a zip on its way to become a build, or what came of it."""

import secrets

from django.conf import settings
from django.db import models

KEY_BYTES = 16  # 22 characters of base64url


def new_key() -> str:
    return secrets.token_urlsafe(KEY_BYTES)


class Upload(models.Model):
    """Its bytes lie in the data folder, see `lobby.exports.incoming`."""

    class State(models.TextChoices):
        RECEIVING = "receiving", "uploading"
        WAITING = "waiting", "waiting to be unpacked"
        WORKING = "working", "being unpacked"
        PUBLISHED = "published", "published"
        FAILED = "failed", "failed"

    key = models.CharField(max_length=22, primary_key=True, default=new_key)
    game = models.ForeignKey("lobby.Game", models.CASCADE, related_name="uploads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    token = models.ForeignKey("lobby.PublishToken", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=255, blank=True, help_text="Of the file, as it was sent.")
    length = models.PositiveBigIntegerField(null=True, help_text="Bytes, if it was said.")
    live = models.BooleanField(default=True, help_text="Its build becomes the live one.")
    state = models.CharField(max_length=9, choices=State, default=State.RECEIVING)
    words = models.TextField(blank=True, help_text="Why it failed, as its host reads it.")
    attempts = models.PositiveSmallIntegerField(default=0)
    build = models.ForeignKey("lobby.Build", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ("view",)
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "created_at"], name="uploads_by_state")]

    def __str__(self) -> str:
        return f"{self.game}: {self.name or self.key}"

    @property
    def ended(self) -> bool:
        return self.state in (self.State.PUBLISHED, self.State.FAILED)
