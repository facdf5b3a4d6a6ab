"""The forms of the pages: what a player may choose, and what a host types."""

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from lobby import decency, names
from lobby.models import Game, PublishToken

NAMELESS = "Write the name that others should see."


class NameForm(forms.Form):
    name = forms.CharField(
        label="Your name",
        max_length=names.PLAYER_LENGTH,
        error_messages={"required": NAMELESS},
    )

    def clean_name(self) -> str:
        name = names.tidy(self.cleaned_data["name"], names.PLAYER_LENGTH)
        if not name:
            raise forms.ValidationError(NAMELESS)
        if not decency.may_name(name):
            raise forms.ValidationError(decency.UNFIT)
        return name


class TokenForm(forms.Form):
    name = forms.CharField(
        label="What is it for?",
        max_length=PublishToken._meta.get_field("name").max_length,
        error_messages={"required": "Write what it is for, such as “GitHub Actions”."},
    )


class EditorForm(forms.Form):
    name = forms.CharField(
        label="Username or email",
        max_length=254,
        error_messages={"required": "Write the username or email of another host."},
    )


class DeleteGameForm(forms.Form):
    slug = forms.CharField(label="Type its address to be sure", required=False)

    def __init__(self, data: object = None, *, game: Game) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.game = game

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug != self.game.slug:
            raise forms.ValidationError(f"Type “{self.game.slug}”, and nothing else.")
        return slug


class ForgetForm(forms.Form):
    """Who deletes an account shows that it is theirs: the tries count as those of a log-in."""

    sure = forms.BooleanField(error_messages={"required": "Tick the box, if you are sure."})
    password = forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Write your password."},
    )

    def __init__(self, data: object = None, *, request: HttpRequest) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.request = request
        if not (request.user.is_authenticated and request.user.has_usable_password()):
            del self.fields["password"]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        name = self.request.user.get_username()
        if authenticate(self.request, username=name, password=password) != self.request.user:
            raise forms.ValidationError("That is not your password, or there were too many tries.")
        return password
