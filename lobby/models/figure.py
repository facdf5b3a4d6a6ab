"""A figure: what happened on the site, or in one game of it, within a minute, an hour or a day."""

from django.db import models


class Figure(models.Model):
    """Kept by `lobby.figures`. No player is in it."""

    class Span(models.TextChoices):
        MINUTE = "minute", "a minute"
        HOUR = "hour", "an hour"
        DAY = "day", "a day"

    span = models.CharField(max_length=6, choices=Span)
    start = models.DateTimeField()
    # No key: what a game was like outlives it, and a flush need not look any up.
    game = models.CharField(max_length=40, blank=True, help_text="Its slug; none: the whole site.")
    players = models.PositiveBigIntegerField(default=0, help_text="At once, at most.")
    rooms = models.PositiveBigIntegerField(default=0, help_text="At once, at most.")
    joins = models.PositiveBigIntegerField(default=0)
    relays = models.PositiveBigIntegerField(default=0, help_text="Signals handed on.")
    connected = models.PositiveBigIntegerField(default=0, help_text="Ends of connections.")
    failed = models.PositiveBigIntegerField(default=0, help_text="Likewise, that never opened.")
    relayed = models.PositiveBigIntegerField(default=0, help_text="Of those connected.")
    matched = models.PositiveBigIntegerField(default=0, help_text="Tickets.")
    waited = models.PositiveBigIntegerField(default=0, help_text="Seconds, theirs together.")
    sent = models.PositiveBigIntegerField(default=0, help_text="Bytes of games.")
    errors = models.PositiveBigIntegerField(default=0, help_text="Answers from 500 on.")
    refusals = models.PositiveBigIntegerField(default=0, help_text="Of sockets.")
    signals_lost = models.PositiveBigIntegerField(default=0)

    class Meta:
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["span", "start", "game"], name="one_figure_a_span")
        ]

    def __str__(self) -> str:
        return f"{self.game or 'The site'}, {self.get_span_display()} from {self.start:%d %b %H:%M}"
