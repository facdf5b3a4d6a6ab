"""A worker that says it is alive; see `lobby.presence`."""

from django.db import models


class Worker(models.Model):
    name = models.CharField(max_length=30, primary_key=True)
    started_at = models.DateTimeField(auto_now_add=True)
    alive_until = models.DateTimeField()

    class Meta:
        default_permissions = ("view",)
        permissions = [("drain_worker", "Can drain worker")]

    def __str__(self) -> str:
        return self.name
