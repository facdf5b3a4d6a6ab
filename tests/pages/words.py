"""What a page says to who reads it."""

import html
import re


def words(response) -> str:
    """What a page says: no tags, one space between words."""
    body = re.sub(r"<(style|script|title)\b.*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def visit(client, address):
    """Open a page; the play page only after taking a seat, as its press does."""
    if "/play?" in address:
        client.post(f"/join/{address.partition('room=')[2]}")
    return client.get(address)
