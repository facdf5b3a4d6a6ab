"""JSON in the docs is JSON, a refusal has the shape it is shown in, and Python runs."""

import json

import pytest

from tests.docs.blocks import blocks


@pytest.mark.parametrize("block", blocks("json"), ids=lambda block: block.place)
def test_json_is_json(block):
    json.loads(block.text)


def shape(value):
    """The names and kinds of what is in it."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else type(value).__name__


def shown(name):
    """The one answer in the docs that has a value of that name."""
    [answer] = [
        answer
        for block in blocks("json")
        if block.place.startswith("api.md") and name in (answer := json.loads(block.text))
    ]
    return answer


def test_a_refusal_has_the_shape_that_the_docs_show(client, db):
    refused = client.get("/api/v1/rooms/QQQQQQ")
    assert refused.status_code == 404
    assert shape(refused.json()) == shape(shown("rule"))


def test_shell_blocks_stand_where_a_test_runs_them():
    """Those of the API's page: tests/api/test_docs.py. What nothing can run here is a `console`."""
    pages = {block.place.partition(":")[0] for block in blocks("sh")}
    assert "api.md" in pages
    assert pages <= {"api.md", "start.md"}


def run(python):
    exec(compile(python, "docs", "exec"), {})


def test_python_runs():
    """Of which there is none as this is written: so it is tried with something wrong, too."""
    for block in blocks("python"):
        run(block.text)
    with pytest.raises(NameError):
        run("nothing_of_that_name()")
