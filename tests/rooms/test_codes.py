"""Codes as people type them."""

import pytest

from lobby.codes import ALPHABET, new_code, read_code


@pytest.mark.parametrize(
    "typed",
    [
        "K7QM4X",
        " k7q-m4x ",
        "K7 QM 4X",
        "http://localhost:8000/join/K7QM4X",
        "https://games.example.org/games/demo/play?room=k7qm4x#x",
        "https://games.example.org/join/K7QM4X?from=a",
    ],
)
def test_a_code_is_read_however_it_is_typed_or_pasted(typed):
    assert read_code(typed) == "K7QM4X"


def test_lookalikes_are_read_as_the_sign_that_exists():
    assert read_code("bz6aaa") == "82GAAA"


@pytest.mark.parametrize("typed", ["", "K7QM4", "K7QM4XX", "K7QM4O", "http://localhost/join/", "é"])
def test_what_is_no_code_is_none(typed):
    assert read_code(typed) == ""


def test_new_codes_are_made_of_unambiguous_signs():
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 190
    assert all(read_code(code) == code for code in codes)
    assert len(ALPHABET) == len(set(ALPHABET)) == 25
