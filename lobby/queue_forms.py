"""The form of a queue, for its game's hosts: few questions first, finer rules behind them."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.text import slugify

from lobby.models import Game, Queue
from lobby.models.queue import LONGEST_WAIT

FIRST = ("name", "slug", "least", "most", "teams")
FINER = ("step", "window", "widening", "settle_after", "timeout", "backfill", "agree_on")
SLUG_LENGTH = 40
MOST_POINTS = 10_000


class QueueForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new queue's slug is suggested from its name; then it stays, for games ask by it."""

    agree_on = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Queue
        fields = (*FIRST, *FINER)
        labels = {
            "slug": "Code",
            "least": "Players, from",
            "most": "to",
            "step": "In steps of",
            "window": "Skill apart at first, in points",
            "widening": "Wider by, in points a second",
            "settle_after": "Settle for fewer after, in seconds",
            "timeout": "Give up after, in seconds",
            "backfill": "Fill running matches first",
        }
        help_texts = {
            "name": "Players choose by it, such as “Duel”.",
            "least": "",
            "teams": "Of equal size. With 1 there are none.",
            "step": "From 4 to 8 in steps of 2: matches of 4, 6 or 8.",
            "window": "Between two of a match. Everybody begins with 1500.",
            "widening": "So that who waits long meets somebody after all.",
            "settle_after": "Then fewer than the most players will do.",
            "timeout": "The search ends then, without a match.",
            "backfill": "Who comes late takes a free seat in a match that suits.",
        }
        error_messages = {"name": {"required": "Write what the queue is called."}}

    def __init__(self, *args: Any, game: Game, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.game = game
        self.fields["slug"].required = False
        choosable = [one for one in game.declared if one.kind == "choice"]
        self.fields["agree_on"].choices = [(one.key, one.label) for one in choosable]  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["slug"]
        if not choosable:
            del self.fields["agree_on"]
            self.instance.agree_on = []  # The game may have declared some once.
        self._bound(game.seats)

    def _bound(self, seats: int) -> None:
        """What numbers may be, for the browser, and in words; the model too holds them to most."""
        bounds = dict.fromkeys(("least", "most"), (2, seats))
        bounds |= dict.fromkeys(("teams", "step"), (1, seats))
        for name in ("window", "widening"):
            bounds[name] = (0, MOST_POINTS)
            self.fields[name].validators.append(MaxValueValidator(MOST_POINTS))
        bounds |= {"settle_after": (0, LONGEST_WAIT), "timeout": (10, LONGEST_WAIT)}
        for name, (low, high) in bounds.items():
            field = self.fields[name]
            field.widget.attrs |= {"min": low, "max": high}
            field.error_messages |= {
                "required": f"Write a number from {low} to {high}.",
                "invalid": f"Write a whole number from {low} to {high}.",
                "min_value": f"At least {low}.",
                "max_value": f"At most {high}.",
            }

    @property
    def finer(self) -> list[forms.BoundField]:
        return [self[name] for name in FINER if name in self.fields]

    @property
    def is_finer_wrong(self) -> bool:
        return any(name in self.errors for name in FINER)

    @property
    def changed_fields(self) -> set[str]:
        """With what players may insist on: what the game no longer declares falls away."""
        return {*self.changed_data, "agree_on"}

    def clean_slug(self) -> str:
        """Without a script nobody has suggested one."""
        slug: str = self.cleaned_data["slug"]
        if slug := slug or slugify(self.cleaned_data.get("name", ""))[:SLUG_LENGTH].strip("-"):
            return slug
        raise forms.ValidationError("Write one of small letters, digits and dashes.")
