"""Players on sockets, for sites that deploy/ keeps."""

import pytest

from tests.signaling.conftest import dial  # noqa: F401
from tests.signaling.resuming import Resumable


@pytest.fixture
async def call():
    """Players who come back after a break."""
    callers = []

    async def call(address, *protocols, **more):
        callers.append(Resumable(address, *protocols, **more))
        await callers[-1].call()
        return callers[-1]

    yield call
    for caller in callers:
        await caller.socket.close()
