"""`/live/rooms`: the list of open rooms, live."""

from lobby.live.socket import LiveSocket


class RoomList(LiveSocket):
    async def begin(self) -> None:
        raise NotImplementedError
