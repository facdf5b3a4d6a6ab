"""Uploads by HTTP, taken beside Django, which would read a body whole before it asks who sends it.

Who sends is known before the first byte is read; the bytes go to one file, in constant memory.
"""

from lobby.exports.receiving.app import is_upload, upload_app

__all__ = ["is_upload", "upload_app"]
