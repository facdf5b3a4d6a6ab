"""Where sockets dial. Nothing of an address goes on before it has been matched whole."""

from channels.routing import URLRouter
from django.urls import re_path

from lobby.live.panel import Panel
from lobby.live.rooms import RoomList
from lobby.live.ticket import TicketSocket
from lobby.models.game import SLUG_PATTERN
from lobby.signaling.consumer import Nowhere, SignalConsumer

nowhere = Nowhere.as_asgi()
sockets = URLRouter(
    [
        re_path(
            rf"\Asignal/(?P<slug>{SLUG_PATTERN})(?:/(?P<code>[^/]{{1,40}}))?/?\Z",
            SignalConsumer.as_asgi(),
        ),
        re_path(r"\Alive/rooms/?\Z", RoomList.as_asgi()),
        re_path(r"\Alive/rooms/(?P<code>[^/]{1,40})/?\Z", Panel.as_asgi()),
        re_path(r"\Alive/tickets/(?P<key>[\w-]{22})/?\Z", TicketSocket.as_asgi()),
        re_path(r"", nowhere),
    ]
)
