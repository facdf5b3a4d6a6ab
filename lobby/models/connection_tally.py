"""How many connections between players came about, and how: counted, with no player in it."""

from django.db import models


class ConnectionTally(models.Model):
    """Of one day, one family of browsers and one outcome. Both ends of a connection report it."""

    class Outcome(models.TextChoices):
        DIRECT = "direct", "directly"
        REFLEXIVE = "reflexive", "directly, through a router"
        RELAYED = "relayed", "relayed"
        FAILED = "failed", "not at all"

    class Stage(models.TextChoices):
        """How far one came that failed."""

        SIGNALING = "signaling", "the other never answered"
        GATHERING = "gathering", "no address of its own was found"
        CREDENTIALS = "credentials", "the TURN server refused us"
        CHECKS = "checks", "no way led to the other"
        ENCRYPTION = "encryption", "a way was found, but no encryption agreed on"

    game = models.ForeignKey("lobby.Game", models.CASCADE, related_name="connections")
    day = models.DateField()
    browser = models.CharField(max_length=10)
    outcome = models.CharField(max_length=9, choices=Outcome)
    protocol = models.CharField(max_length=3, blank=True)
    stage = models.CharField(max_length=11, choices=Stage, blank=True)
    within = models.PositiveIntegerField(
        default=0, help_text="Milliseconds in which it opened, rounded up to a step."
    )
    round_trips = models.PositiveBigIntegerField(default=0, help_text="Milliseconds, all together.")
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name, verbose_name_plural = "count of connections", "connections"
        indexes = [models.Index(fields=["day"], name="connections_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["game", "day", "browser", "outcome", "protocol", "stage", "within"],
                name="one_count_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.browser} {self.outcome}: {self.count}"
