"""Tokens, as hosts make and revoke them."""

import re

from lobby import tokens
from lobby.models import PublishToken
from tests.pages.words import words

TOKENS = "/host/golf/tokens"
TEXT = re.compile(r"playlobby_[\w-]{43}")


def test_a_token_is_shown_on_the_page_that_answers_and_on_no_other(as_host, golf, maya, settings):
    answer = as_host.post(TOKENS, {"name": "GitHub Actions"})
    [text] = set(TEXT.findall(answer.text))
    assert tokens.read(text).made_by == maya
    line = f'curl --fail-with-body -T build.zip -H "Authorization: Bearer {text}" '
    assert line + f"{settings.SITE_ORIGIN}/api/v1/games/golf/builds" in words(answer)
    for page in (TOKENS, "/host/golf/", "/host/"):
        assert not TEXT.search(as_host.get(page).text)
    assert "no-store" in answer["Cache-Control"]


def test_tokens_say_who_made_them_and_when_they_were_used(as_host, golf, wen):
    text = tokens.make(game=golf, name="Nightly", by=wen)
    assert re.search(r"Nightly Made by wen on .*, never used", words(as_host.get(TOKENS)))
    tokens.read(text)
    assert re.search(r"last used .* UTC", words(as_host.get(TOKENS)))


def test_a_token_is_revoked(as_host, golf, maya):
    text = tokens.make(game=golf, name="CI", by=maya)
    token = PublishToken.objects.get()
    answer = as_host.post(f"{TOKENS}/{token.pk}/revoke", follow=True)
    assert "“CI” is revoked" in words(answer)
    assert tokens.read(text) is None


def test_a_token_of_another_game_is_not_there(as_host, golf, wen):
    other = type(golf).objects.create(slug="chess", title="Chess", owner=wen)
    tokens.make(game=other, name="CI", by=wen)
    token = PublishToken.objects.get()
    assert as_host.post(f"{TOKENS}/{token.pk}/revoke").status_code == 404
    assert PublishToken.objects.exists()


def test_a_token_without_a_name_and_one_too_many_are_refused(as_host, golf, monkeypatch):
    assert "Write what it is for" in words(as_host.post(TOKENS, {"name": " "}))
    monkeypatch.setattr(tokens, "MOST_A_GAME", 0)
    answer = as_host.post(TOKENS, {"name": "Nightly"})
    assert "No token made." in words(answer)
    assert 'value="Nightly"' in answer.text
    assert not PublishToken.objects.exists()
