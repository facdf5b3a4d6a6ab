"""A publish token: lets a script, such as a CI job, publish one game. Only its hash is kept."""

from django.conf import settings
from django.db import models


class PublishToken(models.Model):
    game = models.ForeignKey("lobby.Game", models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60, help_text="What it is for, such as “GitHub Actions”.")
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        default_permissions = ("view", "delete")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
