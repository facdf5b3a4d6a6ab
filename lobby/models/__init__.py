"""The nouns: a game has builds, a build has files, a file is a blob; a room has peers.

An upload becomes a build; a publish token lets a script upload. Peers
write chat lines, and report them. ICE servers help them to connect."""

from lobby.models.blob import Blob
from lobby.models.build import Build, BuildFile
from lobby.models.chat_line import ChatLine, Report
from lobby.models.connection_tally import ConnectionTally
from lobby.models.game import Game, Topology
from lobby.models.ice_server import IceServer
from lobby.models.peer import Peer
from lobby.models.picture import Picture
from lobby.models.player_account import PlayerAccount
from lobby.models.publish_token import PublishToken
from lobby.models.room import Room
from lobby.models.upload import Upload
from lobby.models.worker import Worker

__all__ = [
    "Blob",
    "Build",
    "BuildFile",
    "ChatLine",
    "ConnectionTally",
    "Game",
    "IceServer",
    "Peer",
    "Picture",
    "PlayerAccount",
    "PublishToken",
    "Report",
    "Room",
    "Topology",
    "Upload",
    "Worker",
]
