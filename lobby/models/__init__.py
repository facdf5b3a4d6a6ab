"""The nouns: a game has builds, a build has files, a file is a blob; a room has peers.

An upload becomes a build; a publish token lets a script upload. Peers
write chat lines, and report them. ICE servers help them to connect.

A ticket is a place in a queue; of tickets a matcher makes a match, which has a room, and from which
players are rated. A ban keeps somebody out, a notice is told to all. What happened is kept as
figures."""

from lobby.models.ban import Ban
from lobby.models.blob import Blob
from lobby.models.build import Build, BuildFile
from lobby.models.chat_line import ChatLine, Report
from lobby.models.connection_tally import ConnectionTally
from lobby.models.entrant import Entrant
from lobby.models.figure import Figure
from lobby.models.game import Game, Topology
from lobby.models.ice_server import IceServer
from lobby.models.match import Match
from lobby.models.matcher import Matcher
from lobby.models.notice import Notice
from lobby.models.peer import Peer
from lobby.models.picture import Picture
from lobby.models.player_account import PlayerAccount
from lobby.models.publish_token import PublishToken
from lobby.models.queue import Queue
from lobby.models.rating import Rating
from lobby.models.room import Room
from lobby.models.seeker import Seeker
from lobby.models.ticket import Ticket
from lobby.models.upload import Upload
from lobby.models.worker import Worker

__all__ = [
    "Ban",
    "Blob",
    "Build",
    "BuildFile",
    "ChatLine",
    "ConnectionTally",
    "Entrant",
    "Figure",
    "Game",
    "IceServer",
    "Match",
    "Matcher",
    "Notice",
    "Peer",
    "Picture",
    "PlayerAccount",
    "PublishToken",
    "Queue",
    "Rating",
    "Report",
    "Room",
    "Seeker",
    "Ticket",
    "Topology",
    "Upload",
    "Worker",
]
