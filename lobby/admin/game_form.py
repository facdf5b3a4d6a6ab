"""The form of a game in the admin: beside what its host says, its slug, people and live build."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from lobby import hosting
from lobby.game_forms import GameDetailsForm
from lobby.models import Build


class BuildField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Build) -> str:
        engine = f", Godot {obj.engine}" if obj.engine else ""
        return f"Build {obj.number}{engine}, published {obj.created_at:%Y-%m-%d %H:%M}"


class GameForm(GameDetailsForm):
    live = BuildField(
        queryset=Build.objects.none(),
        required=False,
        label="Live build",
        empty_label="None: the game is on no page",
        help_text="Rooms stay on the build they were opened on.",
        show_hidden_initial=True,  # A form that lay open while somebody published changes nothing.
    )

    class Meta(GameDetailsForm.Meta):
        fields = (*GameDetailsForm.Meta.fields, "slug", "owner", "editors")  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        live = self.fields["live"]
        if self.instance.pk and isinstance(live, BuildField):
            live.queryset = self.instance.builds.all()
            self.initial["live"] = self.instance.live_build_id
        for name in ("owner", "editors"):
            field = self.fields.get(name)  # None for those who may only look.
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = self._hosts()

    def _hosts(self) -> QuerySet[User]:
        """Those there are, and those who were when they got this game."""
        whose = Q(pk__in=hosting.hosts())
        if self.instance.pk:
            whose |= Q(games=self.instance) | Q(edited_games=self.instance)
        return User.objects.filter(whose).distinct().order_by("username")

    @property
    def changed_fields(self) -> set[str]:
        return super().changed_fields - {"live", "editors"}
