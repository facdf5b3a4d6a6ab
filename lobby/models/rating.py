"""A rating: what is known of a player's skill in one queue."""

from django.db import models


class Rating(models.Model):
    """`mu` and `sigma` are those of OpenSkill; see `lobby.matchmaking.rating`."""

    queue = models.ForeignKey("lobby.Queue", models.CASCADE, related_name="ratings")
    player = models.CharField(max_length=22)
    name = models.CharField(max_length=24, blank=True, help_text="As it was called last.")
    mu = models.FloatField()
    sigma = models.FloatField()
    points = models.FloatField(help_text="What can be counted on; the leaderboard goes by it.")
    matches = models.PositiveIntegerField(default=0)
    wins = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-points", "pk"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["queue", "-points"], name="leaderboard"),
            models.Index(fields=["player"], name="ratings_of_a_player"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["queue", "player"], name="player_is_rated_once")
        ]

    def __str__(self) -> str:
        return self.name or self.player
