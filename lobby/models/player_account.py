"""A player's account: who a guest is on every device."""

from django.conf import settings
from django.db import models


class PlayerAccount(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="as_player"
    )
    player = models.CharField(max_length=22, unique=True, help_text="The player's id.")
    name = models.CharField(max_length=24)

    class Meta:
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name
