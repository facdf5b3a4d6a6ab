"""The nouns: a game has builds, a build has files, a file is a blob; a room has peers.

An upload becomes a build; a publish token lets a script upload."""

from lobby.models.blob import Blob
from lobby.models.build import Build, BuildFile
from lobby.models.game import Game, Topology
from lobby.models.peer import Peer
from lobby.models.picture import Picture
from lobby.models.publish_token import PublishToken
from lobby.models.room import Room
from lobby.models.upload import Upload
from lobby.models.worker import Worker

__all__ = [
    "Blob",
    "Build",
    "BuildFile",
    "Game",
    "Peer",
    "Picture",
    "PublishToken",
    "Room",
    "Topology",
    "Upload",
    "Worker",
]
