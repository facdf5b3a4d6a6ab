"""The door: games' files, uploads, the site's pages and the sockets, told apart here."""

import os
from collections.abc import Awaitable, Callable
from typing import Any, cast

from django.conf import settings
from django.core.asgi import get_asgi_application
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from signaling_site.body_limit import limited
from signaling_site.counted import counted
from signaling_site.identified import identified

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "signaling_site.settings")
pages = limited(get_asgi_application())

# Below, modules that need Django to be set up.
from lobby.exports.receiving import is_upload, upload_app  # noqa: E402
from lobby.exports.serving import is_play_host, play_app  # noqa: E402
from lobby.routing import nowhere, sockets  # noqa: E402
from lobby.worker import worker  # noqa: E402

Scope = dict[str, Any]


async def told_apart(
    scope: Scope,
    receive: Callable[[], Awaitable[Any]],
    send: Callable[[Any], Awaitable[None]],
) -> None:
    await worker.start()  # `runserver` sends no word at start; after the first time this is free.
    on_play_host = is_play_host(_host(scope))
    if scope["type"] == "websocket":
        await (nowhere if on_play_host else sockets)(scope, receive, send)
    elif on_play_host:
        await play_app(scope, receive, send)
    elif is_upload(scope["path"]):
        await upload_app(scope, receive, send)
    else:
        await pages(scope, receive, send)


# Who dials is what a proxy of ours says, read from the right; nobody else is believed.
believing = ProxyHeadersMiddleware(cast(Any, counted(told_apart)), settings.TRUSTED_PROXIES)
application = identified(cast(Any, believing), settings.TRUSTED_PROXIES)


def _host(scope: Scope) -> str:
    return next((v.decode("latin-1") for k, v in scope["headers"] if k == b"host"), "")
