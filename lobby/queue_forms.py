"""The form of a queue, for its game's hosts: few questions first, finer rules behind them."""

from typing import Any

from django import forms
from django.utils.text import slugify

from lobby.models import Game, Queue

MOST_QUEUES = 12  # of a game
FINER = ("step", "window", "widening", "settle_after", "timeout", "backfill", "agree_on", "on")


class QueueForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new queue's slug is made of its name; then it stays, for games ask for a match by it."""

    agree_on = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Queue
        fields = ("name", "least", "most", "teams", *FINER)

    def __init__(self, *args: Any, game: Game, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.game = game
        choosable = [one for one in game.declared if one.kind == "choice"]
        self.fields["agree_on"].choices = [(one.key, one.label) for one in choosable]  # type: ignore[attr-defined]
        if not choosable:
            del self.fields["agree_on"]
        for name in ("least", "most"):
            self.fields[name].widget.attrs["max"] = game.seats

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "least", "most", "teams")]

    @property
    def finer(self) -> list[forms.BoundField]:
        return [self[name] for name in FINER if name in self.fields]

    @property
    def is_finer_wrong(self) -> bool:
        return any(name in self.errors for name in FINER)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        game = self.instance.game
        if self.instance.pk is None and not self.errors:
            if game.queues.count() >= MOST_QUEUES:
                raise forms.ValidationError(f"A game has at most {MOST_QUEUES} queues.")
            self.instance.slug = slugify(self.cleaned_data["name"])[:40].strip("-")
            if not self.instance.slug:
                self.add_error("name", "A name has letters or digits.")
            elif game.queues.filter(slug=self.instance.slug).exists():
                self.add_error("name", "There is such a queue already.")
        return cleaned
