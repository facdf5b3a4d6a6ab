"""The wire as games built on Godot's `webrtc_signaling` demo know it, on both servers.

Daphne drops the reason of a close and turns 1009 into 1011; there the code 4000 and 1000 count.
"""

import json

import pytest

AN_OFFER = '{"type":4,"id":%d,"data":"v=0"}'


async def test_the_first_player_opens_a_room_and_is_its_host(server, dial):
    blue = await dial(f"{server.signal}/mesh")
    await blue.say(blue.JOIN, 0, "")
    assert await blue.hear_text() == '{"type":1,"id":1,"data":"true"}'
    kind, peer, code = await blue.hear()
    assert (kind, peer, len(code)) == (blue.JOIN, 0, 6)


async def test_a_star_is_told_as_an_empty_string(server, dial):
    blue = await dial(f"{server.signal}/mesh")
    await blue.say(blue.JOIN, 1, "")
    assert await blue.hear_text() == '{"type":1,"id":1,"data":""}'


async def test_in_a_mesh_everyone_hears_of_everyone(server, dial):
    blue, yellow, green = [await dial(f"{server.signal}/mesh") for _ in range(3)]
    await blue.join()
    assert await yellow.join(blue.code) == [1]
    assert await green.join(blue.code) == [1, yellow.number]
    assert await blue.hear() == (blue.PEER_CONNECT, yellow.number, "")
    assert await blue.hear() == (blue.PEER_CONNECT, green.number, "")
    assert await yellow.hear() == (blue.PEER_CONNECT, green.number, "")
    assert len({1, yellow.number, green.number}) == 3
    assert all(2 <= player.number < 2**31 for player in (yellow, green))


async def test_in_a_star_a_guest_hears_of_the_host_alone(server, dial):
    blue, yellow, green = [await dial(f"{server.signal}/star") for _ in range(3)]
    await blue.join()
    assert await yellow.join(blue.code) == [1]
    assert await green.join(blue.code) == [1]
    assert [(await blue.hear())[1] for _ in range(2)] == [yellow.number, green.number]
    await green.leave()
    assert await blue.hear() == (blue.PEER_DISCONNECT, green.number, "")
    await blue.say(blue.OFFER, yellow.number, "nothing came to yellow before this")
    assert (await yellow.hear())[0] == yellow.OFFER


async def test_who_joins_gets_the_rooms_own_topology(server, dial):
    blue, yellow = [await dial(f"{server.signal}/mesh") for _ in range(2)]
    await blue.join(star=True)
    await yellow.say(yellow.JOIN, 0, blue.code)
    assert (await yellow.hear())[2] == ""


async def test_a_code_is_read_as_people_type_it(server, dial):
    blue, yellow = [await dial(f"{server.signal}/mesh") for _ in range(2)]
    await blue.join()
    await yellow.join(f" {blue.code[:3].lower()}-{blue.code[3:].lower()} ")
    assert yellow.code == blue.code


async def test_a_room_at_the_address_is_what_a_bare_join_means(server, dial):
    blue = await dial(f"{server.signal}/mesh")
    await blue.join()
    yellow = await dial(f"{server.signal}/mesh/{blue.code.lower()}")
    assert await yellow.join() == [1]


async def test_another_code_than_that_at_the_address_wins(server, dial):
    blue, green = [await dial(f"{server.signal}/mesh") for _ in range(2)]
    await blue.join()
    await green.join()
    yellow = await dial(f"{server.signal}/mesh/{blue.code}")
    await yellow.join(green.code)
    assert yellow.code == green.code


@pytest.mark.parametrize("kind", [4, 5, 6])
async def test_a_signal_reaches_its_peer_with_the_senders_number(server, dial, kind):
    blue, yellow, green = [await dial(f"{server.signal}/mesh") for _ in range(3)]
    for player in (blue, yellow, green):
        await player.join(blue.code)
    await yellow.say(kind, green.number, "for green")
    assert await green.hear() == (kind, yellow.number, "for green")
    await green.say(kind, 1, "for blue")
    heard = [await blue.hear() for _ in range(3)]
    assert heard[2] == (kind, green.number, "for blue")


async def test_sixty_kilobytes_arrive_byte_for_byte(server, dial):
    blue, yellow = [await dial(f"{server.signal}/mesh") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    sdp = "v=0\r\n" + "\U0001f3ae" * 14_000 + '"\\\t\x01\u2028\r\n' + "a" * 3_000
    assert len(sdp.encode()) > 59_000
    await yellow.socket.send(json.dumps({"type": 4, "id": 1, "data": sdp}, ensure_ascii=False))
    await blue.hear()
    text = await blue.hear_text()
    assert json.loads(text) == {"type": 4, "id": yellow.number, "data": sdp}
    assert len(text.encode()) < 65_535


async def test_signals_of_a_pair_keep_their_order(server, dial):
    blue, yellow = [await dial(f"{server.signal}/mesh") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    for number in range(100):
        await yellow.say(yellow.CANDIDATE, 1, str(number))
    await blue.hear()
    assert [(await blue.hear())[2] for _ in range(100)] == [str(n) for n in range(100)]


@pytest.mark.parametrize(
    "frame",
    ['{"type":4.0,"id":1.0,"data":"x"}', '{"more":[1],"data":"x","id":1.9,"type":4.7}'],
)
async def test_numbers_may_be_floats_and_keys_in_any_order(server, dial, frame):
    blue, yellow = [await dial(f"{server.signal}/mesh") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    await yellow.socket.send(frame)
    await blue.hear()
    assert await blue.hear_text() == f'{{"type":4,"id":{yellow.number},"data":"x"}}'


@pytest.mark.parametrize("data", ["", ',"data":null', ',"data":7', ',"data":{"a":[]}'])
async def test_data_that_is_no_text_counts_as_none(server, dial, data):
    blue, yellow = [await dial(f"{server.signal}/mesh") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    await yellow.socket.send(f'{{"type":4,"id":1{data}}}')
    await blue.hear()
    assert await blue.hear() == (4, yellow.number, "")


async def test_a_guest_that_leaves_is_told_to_the_rest(server, dial):
    blue, yellow = [await dial(f"{server.signal}/mesh") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    await blue.hear()
    await yellow.leave()
    assert await blue.hear() == (blue.PEER_DISCONNECT, yellow.number, "")
    await blue.say(blue.CANDIDATE, yellow.number, "trailing, dropped without a close")
    await blue.say(blue.SEAL)
    assert await blue.hear() == (blue.SEAL, 0, "")


async def test_a_host_that_leaves_ends_the_room(server, dial, closes):
    blue, yellow, green = [await dial(f"{server.signal}/mesh") for _ in range(3)]
    await blue.join()
    await yellow.join(blue.code)
    await blue.leave()
    await closes(yellow, 4000, "Room host has disconnected")
    await green.say(green.JOIN, 0, blue.code)
    await closes(green, 4000, "Lobby does not exists")


ten_seconds_each = pytest.mark.parametrize(
    "server", ["uvicorn", pytest.param("daphne", marks=pytest.mark.long)], indirect=True
)


@ten_seconds_each
async def test_a_sealed_room_lets_nobody_in_and_closes_after_a_while(server, dial, closes):
    blue, yellow, green = [await dial(f"{server.signal}/mesh") for _ in range(3)]
    await blue.join()
    await yellow.join(blue.code)
    await blue.say(blue.SEAL)
    assert await yellow.hear() == (yellow.SEAL, 0, "")
    await yellow.say(yellow.CANDIDATE, 1, "still relayed")
    await green.say(green.JOIN, 0, blue.code)
    await closes(green, 4000, "Lobby is sealed")
    heard = [await blue.hear() for _ in range(3)]
    assert heard[1:] == [(blue.SEAL, 0, ""), (blue.CANDIDATE, yellow.number, "still relayed")]
    await closes(yellow, 1000, "Seal complete")
    await closes(blue, 1000, "Seal complete")


@pytest.mark.long
@ten_seconds_each
async def test_a_host_may_hang_up_once_it_has_sealed(server, dial, closes):
    blue, yellow = [await dial(f"{server.signal}/mesh") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    await blue.say(blue.SEAL)
    assert (await yellow.hear())[0] == yellow.SEAL
    await blue.leave()
    await closes(yellow, 1000, "Seal complete")


@pytest.mark.parametrize(
    "frame",
    [
        "hello",
        "[0,0,0]",
        "null",
        "{}",
        '{"type":0}',
        '{"type":"0","id":0,"data":""}',
        '{"type":0,"id":"0","data":""}',
        '{"type":-1,"id":0,"data":""}',
        '{"type":0,"id":-0.5,"data":""}',
        '{"type":true,"id":0,"data":""}',
        '{"type":0,"id":0,"data":"\\ud800"}',
        '{"type":1e999,"id":0,"data":""}',
        "[" * 60_000,
        "",
    ],
)
async def test_what_is_no_message_closes_the_socket(server, dial, closes, frame):
    blue = await dial(f"{server.signal}/mesh")
    await blue.socket.send(frame)
    await closes(blue, 4000, "Invalid message format")


@pytest.mark.parametrize("kind", [1, 2, 3, 4, 5, 6, 7, 8, 99])
async def test_nothing_but_join_may_be_said_before_joining(server, dial, closes, kind):
    blue = await dial(f"{server.signal}/mesh")
    await blue.say(kind, 1)
    await closes(blue, 4000, "Invalid message when not in a lobby")


@pytest.mark.parametrize("kind", [1, 2, 3, 8, 99])
async def test_an_unknown_command_closes_the_socket(server, dial, closes, kind):
    blue = await dial(f"{server.signal}/mesh")
    await blue.join()
    await blue.say(kind, 1)
    await closes(blue, 4000, "Invalid command")


@pytest.mark.parametrize("again", ["", "the same"])
async def test_nobody_joins_twice(server, dial, closes, again):
    blue = await dial(f"{server.signal}/mesh")
    await blue.join()
    await blue.say(blue.JOIN, 0, blue.code if again else "")
    await closes(blue, 4000, "Already in a lobby")


@pytest.mark.parametrize(
    "code",
    ["AAAAAA", "nonsense", "../../etc", "quick?", "\x00", "é" * 200, "/play?" * 5000 + "&" * 30000],
)
async def test_an_unknown_code_closes_the_socket(server, dial, closes, code):
    blue = await dial(f"{server.signal}/mesh")
    await blue.say(blue.JOIN, 0, code)
    await closes(blue, 4000, "Lobby does not exists")


async def test_a_room_of_another_game_does_not_exist_here(server, dial, closes):
    blue, yellow = await dial(f"{server.signal}/mesh"), await dial(f"{server.signal}/star")
    await blue.join()
    await yellow.say(yellow.JOIN, 0, blue.code)
    await closes(yellow, 4000, "Lobby does not exists")


async def test_only_the_host_seals(server, dial, closes):
    blue, yellow = [await dial(f"{server.signal}/mesh") for _ in range(2)]
    await blue.join()
    await yellow.join(blue.code)
    await yellow.say(yellow.SEAL)
    await closes(yellow, 4000, "Only host can seal the lobby")


@pytest.mark.parametrize("number", [0, 2, 2**31, 1e300])
async def test_nobody_outside_the_room_can_be_addressed(server, dial, closes, number):
    blue, stranger = [await dial(f"{server.signal}/mesh") for _ in range(2)]
    await stranger.join()
    await blue.join()
    await blue.say(blue.OFFER, number, "to a stranger")
    await closes(blue, 4000, "Invalid destination")


async def test_a_peer_of_another_room_cannot_be_addressed(server, dial, closes):
    blue, yellow, stranger = [await dial(f"{server.signal}/mesh") for _ in range(3)]
    await blue.join()
    await yellow.join(blue.code)
    await stranger.join()
    await stranger.say(stranger.OFFER, yellow.number, "from another room")
    await closes(stranger, 4000, "Invalid destination")
    await blue.hear()
    await blue.say(blue.OFFER, yellow.number, "the first that yellow hears")
    assert await yellow.hear() == (yellow.OFFER, 1, "the first that yellow hears")


@pytest.mark.parametrize("name", ["websocket.close", "peer.joined", "room_closed"])
async def test_no_message_of_a_client_becomes_an_event_of_the_server(server, dial, closes, name):
    blue = await dial(f"{server.signal}/mesh")
    await blue.join()
    await blue.socket.send(json.dumps({"type": name, "id": 1, "data": blue.code}))
    await closes(blue, 4000, "Invalid message format")


async def test_a_binary_frame_closes_the_socket(server, dial, closes):
    blue = await dial(f"{server.signal}/mesh")
    await blue.socket.send(AN_OFFER.encode())
    await closes(blue, 4000, "Invalid transfer mode, must be text")


async def test_a_full_room_lets_nobody_in(server, dial, closes):
    players = [await dial(f"{server.signal}/mesh") for _ in range(5)]
    for player in players[:4]:
        await player.join(players[0].code)
    await players[4].say(0, 0, players[0].code)
    await closes(players[4], 4000, "Room is full")


async def test_a_game_that_is_not_here_refuses(server, dial, closes):
    await closes(await dial(f"{server.signal}/nowhere"), 4000, "There is no game at this address.")


async def test_an_address_that_means_nothing_says_so(server, dial, closes):
    await closes(await dial(f"{server.url.replace('http', 'ws')}/chat"), 4000, NOTHING)


NOTHING = "There is nothing at this address"
