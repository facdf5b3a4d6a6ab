"""A queue: how a game's players are matched with strangers."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from lobby.matchmaking.pairing import Rules
from lobby.models.game import MOST_SEATS, SLUG_PATTERN
from lobby.properties import Property

LONGEST_WAIT = 3600  # seconds


class Queue(models.Model):
    """Points are those of `lobby.matchmaking.rating`; times are in seconds."""

    game = models.ForeignKey("lobby.Game", models.CASCADE, related_name="queues")
    slug = models.CharField(
        max_length=40,
        validators=[RegexValidator(rf"\A{SLUG_PATTERN}\Z", "Small letters, digits and dashes.")],
        help_text="As games and addresses name it.",
    )
    name = models.CharField(max_length=40)
    on = models.BooleanField(default=True, help_text="Off: nobody can begin to wait in it.")
    least = models.PositiveSmallIntegerField(
        "least players", default=2, validators=[MinValueValidator(2), MaxValueValidator(MOST_SEATS)]
    )
    most = models.PositiveSmallIntegerField(
        "most players", default=2, validators=[MinValueValidator(2), MaxValueValidator(MOST_SEATS)]
    )
    step = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1)],
        help_text="From the least to the most: 2 for matches of 4, 6 or 8 players.",
    )
    teams = models.PositiveSmallIntegerField(
        default=1,
        validators=[MinValueValidator(1)],
        help_text="Of equal size. 1: there are no teams.",
    )
    agree_on = models.JSONField(
        default=list,
        blank=True,
        help_text="Keys of the game's properties that players may insist on, such as "
        '["mode"]: they meet who insists on the same, or does not mind.',
    )
    window = models.PositiveIntegerField(
        default=200, help_text="Points: how far apart in skill two may be at once."
    )
    widening = models.PositiveIntegerField(
        default=10, help_text="Points by which that grows with each second of waiting."
    )
    settle_after = models.PositiveIntegerField(
        default=15,
        validators=[MaxValueValidator(LONGEST_WAIT)],
        help_text="Seconds of waiting after which fewer than the most players will do.",
    )
    timeout = models.PositiveIntegerField(
        default=300,
        validators=[MinValueValidator(10), MaxValueValidator(LONGEST_WAIT)],
        help_text="Seconds after which the search ends without a match.",
    )
    backfill = models.BooleanField(
        default=False, help_text="Free seats of running matches are filled first."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["game", "slug"], name="queue_is_unique"),
            models.CheckConstraint(
                condition=Q(least__gte=2, least__lte=F("most"), step__gte=1, teams__gte=1),
                name="a_match_can_be_made",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.least > self.most:
            raise ValidationError({"least": "No more than the most players."})
        if min(self.step, self.teams) < 1:
            return  # Their validators have said so.
        if (self.most - self.least) % self.step:
            raise ValidationError({"step": "From the least players it must lead to the most."})
        sizes = {self.least, self.most} | ({self.step} if self.least < self.most else set())
        if any(size % self.teams for size in sizes):
            raise ValidationError({"teams": "Each size of a match must make equal teams."})
        if self.game_id and self.most > self.game.seats:
            seats = f"{self.game.seats} seat{'' if self.game.seats == 1 else 's'}"
            raise ValidationError({"most": f"The game’s rooms have {seats}."})
        keys = [one.key for one in self.game.declared] if self.game_id else []
        if not isinstance(self.agree_on, list) or any(key not in keys for key in self.agree_on):
            raise ValidationError({"agree_on": "A list of keys of the game’s properties."})

    @property
    def rules(self) -> Rules:
        return Rules(
            least=self.least,
            most=self.most,
            step=self.step,
            teams=self.teams,
            window=self.window,
            widening=self.widening,
            settle_after=self.settle_after,
            backfill=self.backfill,
        )

    @property
    def largest_party(self) -> int:
        return self.most // self.teams

    @property
    def choices(self) -> list[Property]:
        """What its players may insist on."""
        return [one for one in self.game.declared if one.key in self.agree_on]
