"""The upload addresses, as the schema tells of them: `lobby.exports.receiving` serves them, outside
of Django."""

from typing import Any

_SLUG = {"in": "path", "name": "slug", "required": True, "schema": {"type": "string"}}
_KEY = {"in": "path", "name": "key", "required": True, "schema": {"type": "string"}}
_ZIP = {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
_TUS = "As the tus protocol has it, version 1.0, with `Tus-Resumable: 1.0.0`."

SCHEME = {"type": "http", "scheme": "bearer", "description": "A publish token of the game."}


def _operation(name: str, summary: str, says: str, **more: Any) -> dict[str, Any]:
    statuses = more.pop("statuses")
    return {
        "operationId": name,
        "summary": summary,
        "description": says,
        "tags": ["Uploads"],
        "security": [{"PublishToken": []}],
        "responses": {status: {"description": words} for status, words in statuses.items()},
        **more,
    }


PATHS: dict[str, Any] = {
    "/api/v1/games/{slug}/builds": {
        "parameters": [_SLUG],
        "put": _operation(
            "publish",
            "Publish a build",
            "A zip of the web export in one request. `live=false` keeps it from going live.",
            parameters=[{"in": "query", "name": "live", "schema": {"type": "boolean"}}],
            requestBody=_ZIP,
            statuses={"201": "The build", "202": "It takes longer: ask at `Location`"},
        ),
    },
    "/api/v1/games/{slug}/uploads": {
        "parameters": [_SLUG],
        "post": _operation(
            "begin_upload", "Begin an upload that can go on", _TUS, statuses={"201": "Begun"}
        ),
    },
    "/api/v1/games/{slug}/uploads/{key}": {
        "parameters": [_SLUG, _KEY],
        "head": _operation("upload_offset", "How far it is", _TUS, statuses={"200": "So far"}),
        "get": _operation(
            "read_upload", "What came of it", "With its build.", statuses={"200": "The upload"}
        ),
        "patch": _operation("send_upload", "Send more of it", _TUS, statuses={"204": "Taken"}),
        "delete": _operation("cancel_upload", "Give it up", _TUS, statuses={"204": "Gone"}),
    },
}
