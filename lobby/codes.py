"""Room codes: six signs that survive being read out, typed on a phone and pasted as a link."""

import re
import secrets

# No sign is like another in a bad font or on a bad line: no 0 O, 1 I L, 5 S or U, and of 8 B, 2 Z
# and G 6 only the first.
ALPHABET = "ACDEFGHJKMNPQRTVWXY234789"
LENGTH = 6
NO_CODE = "?"  # stands for whatever cannot be one: no room has it
_LOOKALIKES = str.maketrans("BZ6", "82G")
_LINK = re.compile(r"(?:/join/|[?&]room=)([^/?#&]+)")
LONGEST_LINK = 300


def new_code() -> str:
    """One of 2.4e8; whoever stores it must see that it is not taken."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str:
    """Read a code as people type it, or out of a pasted link; "" if there is none in it."""
    if len(text) > LONGEST_LINK:
        return ""
    link = _LINK.search(text)
    signs = re.sub(r"[\s\-_.]+", "", link[1] if link else text).upper().translate(_LOOKALIKES)
    return signs if len(signs) == LENGTH and set(signs) <= set(ALPHABET) else ""
