"""The nouns: a game has builds, a build has files, a file is a blob; a room has peers."""

from lobby.models.blob import Blob
from lobby.models.build import Build, BuildFile
from lobby.models.game import Game, Topology
from lobby.models.peer import Peer
from lobby.models.picture import Picture
from lobby.models.room import Room
from lobby.models.worker import Worker

__all__ = ["Blob", "Build", "BuildFile", "Game", "Peer", "Picture", "Room", "Topology", "Worker"]
