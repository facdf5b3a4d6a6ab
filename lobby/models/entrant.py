"""An entrant: a player in a match."""

from django.db import models

from lobby.models.match import Match


class Entrant(models.Model):
    match = models.ForeignKey(Match, models.CASCADE, related_name="entrants")
    player = models.CharField(max_length=22, blank=True, help_text="The player's id, if known.")
    name = models.CharField(max_length=24, blank=True)
    team = models.PositiveSmallIntegerField(default=0, help_text="0 where there are none.")
    ticket = models.ForeignKey("lobby.Ticket", models.SET_NULL, null=True, related_name="+")
    number = models.PositiveIntegerField(help_text="Of its peer, when the match was made.")
    came = models.BooleanField(default=False, help_text="Was there in time.")
    claim = models.JSONField(
        null=True, help_text="How the match ended, as it says: ids of entrants, by place."
    )
    place = models.PositiveSmallIntegerField(null=True, help_text="1 is the winner's.")
    points_before = models.FloatField(null=True)
    points_after = models.FloatField(null=True)

    class Meta:
        ordering = ["team", "pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["player", "match"], name="matches_of_a_player")]

    def __str__(self) -> str:
        return self.name or self.player
