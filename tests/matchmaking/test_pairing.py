"""Who plays with whom, and who waits."""

import pytest

from lobby.matchmaking.pairing import Opening, Rules, Ticket, pair

DUEL = Rules(least=2, most=2)
FOUR = Rules(least=2, most=4)
PAIRS = Rules(least=2, most=4, step=2, teams=2)


def player(number, skill=1000, waited=0, players=1, **values):
    return Ticket(number, players, skill, waited, values)


def met(tickets, rules=DUEL, **more):
    return [set(group.tickets) for group in pair(tickets, rules, **more)]


def test_two_of_like_skill_meet():
    assert met([player(1, 1000), player(2, 1150)]) == [{1, 2}]


def test_two_far_apart_wait():
    assert met([player(1, 1000), player(2, 1201)]) == []


def test_who_waits_takes_who_is_further_away():
    assert met([player(1, 1000, waited=30), player(2, 1400, waited=30)]) == [{1, 2}]


def test_who_has_just_come_is_not_taken_by_somebody_far_away():
    assert met([player(1, 1000, waited=600), player(2, 1400)]) == []


def test_the_longest_waiting_takes_the_nearest():
    blue, yellow, green = player(1, 1000, waited=5), player(2, 1100, waited=4), player(3, 1050)
    assert met([green, yellow, blue]) == [{1, 3}]


def test_of_two_equally_near_the_one_who_waited_longer_is_taken():
    for skill in (900, 1000, 1100):
        others = [player(number, skill, waited=number / 10) for number in range(2, 9)]
        assert met([player(1, 1000, waited=5), *others])[0] == {1, 8}


def test_a_match_is_full_or_somebody_has_waited():
    three = [player(number) for number in range(3)]
    assert met(three, FOUR) == []
    assert met([*three, player(3)], FOUR) == [{0, 1, 2, 3}]
    assert met([*three[1:], player(0, waited=15)], FOUR) == [{0, 1, 2}]


def test_a_size_between_the_steps_is_none():
    rules = Rules(least=2, most=6, step=2)
    assert [len(group) for group in met([player(n, waited=20) for n in range(5)], rules)] == [4]


def test_a_party_stays_together():
    (group,) = pair([player(1, players=2), player(2), player(3)], PAIRS)
    assert sorted(map(sorted, group.teams)) == [[1], [2, 3]]


def test_two_parties_of_three_and_a_pair_are_no_teams_of_four():
    tickets = [player(1, players=3), player(2, players=3), player(3, players=2)]
    assert met(tickets, Rules(8, 8, teams=2)) == []


def test_parties_that_fill_teams_in_one_way_only_find_it():
    sizes = [3, 3, 2, 2, 2, 2]
    tickets = [player(number, players=size) for number, size in enumerate(sizes)]
    (group,) = pair(tickets, Rules(14, 14, teams=2))
    assert [sum(sizes[one] for one in team) for team in group.teams] == [7, 7]


def test_the_nearest_gives_way_to_who_fills_the_match():
    pairs = [player(number, 1050 + number, players=2) for number in (2, 3)]
    assert met([player(0, waited=1), player(1, 1001), *pairs], Rules(5, 5)) == [{0, 2, 3}]


def test_teams_are_even():
    skills = {1: 1300, 2: 1200, 3: 1100, 4: 1000}
    (group,) = pair([player(one, skill, waited=50) for one, skill in skills.items()], PAIRS)
    assert sorted(map(sorted, group.teams)) == [[1, 4], [2, 3]]


def test_who_insists_on_different_things_never_meets():
    assert met([player(1, mode="duel"), player(2, mode="teams")]) == []


def test_who_leaves_it_open_plays_what_the_others_wish():
    (group,) = pair([player(1, region="eu"), player(2, mode="duel")], DUEL)
    assert group.values == {"region": "eu", "mode": "duel"}


def test_who_is_open_does_not_bring_together_two_who_disagree():
    tickets = [player(1, mode="duel"), player(2, mode="teams"), player(3, waited=9)]
    assert met(tickets, Rules(3, 3)) == []
    assert len(met(tickets, DUEL)) == 1


def test_who_is_open_is_not_kept_from_a_match_by_a_lonely_wish():
    lonely = player(1, 1001, mode="rare")
    others = [player(2, 1010, mode="duel"), player(3, 1020, mode="duel")]
    assert met([player(0, waited=9), lonely, *others], Rules(3, 3)) == [{0, 2, 3}]


def test_a_rare_wish_is_found_in_a_crowd():
    crowd = [player(n, 1000 + n / 10, mode="duel") for n in range(1000)]
    rare = [player(1000, 1000, mode="rare"), player(1001, 1100, mode="rare")]
    assert {1000, 1001} in met([*crowd, *rare])


def test_staff_read_why():
    group = pair([player(1, 1000, waited=31), player(2, 1120)], DUEL)[0]
    assert group.reason == "2 players within 120 points, the longest waited 31 s"
    group = pair([player(1, 1000, waited=31), player(2, 1120)], FOUR)[0]
    assert group.reason == "2 of 4 players within 120 points, the longest waited 31 s"


def test_who_waits_longest_gets_the_free_seat():
    rules = Rules(2, 4, backfill=True)
    openings = [Opening(7, (1,), 1000, {})]
    (group,) = pair([player(1, waited=1), player(2, waited=2)], rules, openings=openings)
    assert (group.opening, group.tickets, group.teams) == (7, (2,), ((2,),))
    assert group.reason == (
        "1 player into free seats, within 0 points of the room, the longest waited 2 s"
    )


def test_a_party_fills_a_room_only_where_one_team_has_seats_for_all():
    rules = Rules(2, 8, step=2, teams=2, backfill=True)
    pairs = [player(1, players=2)]
    assert met(pairs, rules, openings=[Opening(7, (1, 1), 1000, {})]) == []
    (group,) = pair(pairs, rules, openings=[Opening(7, (1, 2), 1000, {})])
    assert group.teams == ((), (1,))


def test_a_party_too_large_for_a_room_keeps_no_smaller_one_out():
    rules = Rules(2, 8, step=2, teams=2, backfill=True)
    sizes = [3, 3, 2]
    parties = [player(number, waited=9 - number, players=size) for number, size in enumerate(sizes)]
    (group,) = pair(parties, rules, openings=[Opening(7, (2, 3), 1000, {})])
    assert group.teams == ((2,), (0,))


@pytest.mark.parametrize(
    "opening",
    [
        Opening(7, (1,), 1300, {"mode": "duel"}),
        Opening(7, (1,), 1000, {"mode": "teams"}),
        Opening(7, (1,), 1000, {}),
    ],
    ids=["too far", "another wish", "not settled there"],
)
def test_a_room_that_does_not_fit_stays_as_it_is(opening):
    rules = Rules(2, 4, backfill=True)
    assert met([player(1, mode="duel")], rules, openings=[opening]) == []


def test_rooms_are_not_filled_where_the_queue_does_not_say_so():
    assert met([player(1)], FOUR, openings=[Opening(7, (3,), 1000, {})]) == []


@pytest.mark.parametrize("wrong", [(0, 2), (3, 2), (2, 5, 2), (2, 5, 3, 2)])
def test_rules_that_no_match_can_follow_are_none(wrong):
    with pytest.raises(ValueError):
        Rules(*wrong)


def test_the_seed_decides_between_those_who_waited_alike():
    tickets = [player(number) for number in range(9)]
    assert len({str(pair(tickets, DUEL, seed=seed)) for seed in range(9)}) > 1
