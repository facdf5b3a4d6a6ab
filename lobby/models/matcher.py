"""Which worker makes the matches; see `lobby.matchmaking.lease`."""

from django.db import models


class Matcher(models.Model):
    """One row. The epoch rises with each change of hands: what was planned in an older one is
    void."""

    worker = models.CharField(max_length=30)
    epoch = models.PositiveBigIntegerField(default=1)
    until = models.DateTimeField()

    class Meta:
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.worker
