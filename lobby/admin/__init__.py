"""Django's admin, as far as it knows the lobby: games, builds, rooms, the players in them, what
these report, and how they are matched."""

from allauth.mfa.models import Authenticator
from django.contrib import admin

from lobby.admin.bans import BanAdmin
from lobby.admin.builds import BuildAdmin
from lobby.admin.connections import ConnectionTallyAdmin
from lobby.admin.figures import FigureAdmin
from lobby.admin.games import GameAdmin
from lobby.admin.ice_servers import IceServerAdmin
from lobby.admin.matchmaking import MatchAdmin, QueueAdmin, RatingAdmin, TicketAdmin
from lobby.admin.notices import NoticeAdmin
from lobby.admin.peers import PeerAdmin
from lobby.admin.reports import ReportAdmin
from lobby.admin.rooms import RoomAdmin
from lobby.admin.second_steps import SecondStepAdmin
from lobby.admin.tokens import PublishTokenAdmin
from lobby.admin.uploads import UploadAdmin
from lobby.admin.workers import WorkerAdmin
from lobby.models import (
    Ban,
    Build,
    ConnectionTally,
    Figure,
    Game,
    IceServer,
    Match,
    Notice,
    Peer,
    PublishToken,
    Queue,
    Rating,
    Report,
    Room,
    Ticket,
    Upload,
    Worker,
)

admin.site.site_header = admin.site.site_title = "Playlobby"
admin.site.index_title = "Overview"

admin.site.register(Game, GameAdmin)
admin.site.register(Build, BuildAdmin)
admin.site.register(Upload, UploadAdmin)
admin.site.register(PublishToken, PublishTokenAdmin)
admin.site.register(Room, RoomAdmin)
admin.site.register(Peer, PeerAdmin)
admin.site.register(Ban, BanAdmin)
admin.site.register(Notice, NoticeAdmin)
admin.site.register(Worker, WorkerAdmin)
admin.site.register(IceServer, IceServerAdmin)
admin.site.register(Report, ReportAdmin)
admin.site.register(ConnectionTally, ConnectionTallyAdmin)
admin.site.register(Figure, FigureAdmin)
admin.site.register(Queue, QueueAdmin)
admin.site.register(Ticket, TicketAdmin)
admin.site.register(Match, MatchAdmin)
admin.site.register(Rating, RatingAdmin)
admin.site.unregister(Authenticator)  # allauth's own page shows the secrets.
admin.site.register(Authenticator, SecondStepAdmin)
