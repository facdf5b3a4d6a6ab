"""A site whose credentials hold for seconds, which its settings do not let anybody have."""

import os
from datetime import timedelta

from signaling_site.settings import *  # noqa: F403

TURN_TERM = timedelta(seconds=int(os.environ["TURN_SECONDS"]))
