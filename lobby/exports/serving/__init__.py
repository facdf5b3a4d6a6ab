"""The games' origins, served beside Django: files of builds, blobs, and scripts of ours.

Nothing here reads or sets a cookie, and no page of the site is to be had here.
"""

from lobby.exports.serving.app import is_play_host, play_app

__all__ = ["is_play_host", "play_app"]
