"""What came of an upload, told to whoever sent it."""

import asyncio
from time import monotonic
from typing import Any

from django.conf import settings
from django.urls import reverse
from starlette.responses import Response

from lobby import addresses
from lobby.database import in_database_for_files
from lobby.exports.receiving.answers import data, problem
from lobby.models import Upload
from lobby.worker import worker

PATIENCE = 50.0  # seconds; proxies wait for 60
LOOK_EVERY = 0.5


async def wait(upload: Upload) -> Response:
    """201 with the build, 422 with the reason why there is none, or 202 if it takes longer."""
    worker.take_in_soon()
    until = monotonic() + PATIENCE
    while not upload.ended and monotonic() < until:
        await asyncio.sleep(LOOK_EVERY)
        await in_database_for_files(upload.refresh_from_db)
    if upload.state == Upload.State.FAILED:
        return problem(422, upload.words, rule="upload.failed")
    document = await in_database_for_files(told, upload)
    if upload.state == Upload.State.PUBLISHED:
        return data(document, 201, {"Location": document["preview"]})
    return data(document, 202, {"Location": address(upload), "Retry-After": "5"})


def told(upload: Upload) -> dict[str, Any]:
    """An upload as a JSON document; with its build, once it has one."""
    document: dict[str, Any] = {"state": upload.state, "upload": address(upload)}
    if upload.words:
        document["detail"] = upload.words
    build = upload.build
    if build is not None:
        page = reverse("lobby:game", args=[upload.game.slug])
        document |= {
            "build": build.number,
            "live": build.game.live_build_id == build.pk,
            "page": f"{settings.SITE_ORIGIN}{page}",
            "preview": addresses.build_url(build),
            "report": build.report,
        }
    return document


def address(upload: Upload) -> str:
    return f"{settings.SITE_ORIGIN}/api/v1/games/{upload.game.slug}/uploads/{upload.key}"
