"""What holds for every pass of pairing, whoever waits."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from lobby.matchmaking.pairing import Opening, Rules, Ticket, pair

DUEL = Rules(least=2, most=2)


@st.composite
def queues(draw):
    teams, step = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    least = teams * draw(st.integers(1, 3))
    return Rules(
        least,
        least + teams * step * draw(st.integers(0, 3)),
        teams * step,
        teams,
        window=draw(st.sampled_from([0.0, 50.0, 200.0, 1e6])),
        widening=draw(st.sampled_from([0.0, 10.0])),
        backfill=draw(st.booleans()),
    )


wishes = st.dictionaries(st.sampled_from("ab"), st.integers(1, 2))
skills = st.integers(0, 60).map(lambda step: step * 12.5)
parties = st.builds(
    Ticket,
    st.just(0),
    st.integers(1, 4),
    skills,
    st.sampled_from([0.0, 1.0, 14.0, 20.0, 90.0]),
    wishes,
)
crowds = st.lists(parties, max_size=30).map(
    lambda found: [
        Ticket(number, one.players, one.skill, one.waited, one.values)
        for number, one in enumerate(found)
    ]
)
free = st.lists(st.integers(0, 3), min_size=3, max_size=3)
rooms = st.lists(st.tuples(free, skills, wishes), max_size=4)


def openings_of(found, rules):
    return [
        Opening(number, tuple(seats[: rules.teams]), skill, values)
        for number, (seats, skill, values) in enumerate(found)
    ]


@settings(deadline=None, max_examples=300)
@given(queues(), crowds, rooms, st.integers(0, 9))
def test_every_group_obeys_the_rules(rules, tickets, found, seed):
    by_id = {one.id: one for one in tickets}
    openings = openings_of(found, rules)
    groups = pair(tickets, rules, openings=openings, seed=seed)
    taken = [one for group in groups for one in group.tickets]
    assert len(taken) == len(set(taken)) and set(taken) <= set(by_id)
    filled = [group.opening for group in groups if group.opening is not None]
    assert len(filled) == len(set(filled)) and (rules.backfill or not filled)
    for group in groups:
        members = [by_id[one] for one in group.tickets]
        assert sorted(one for team in group.teams for one in team) == sorted(group.tickets)
        assert [one.waited for one in members] == sorted((m.waited for m in members), reverse=True)
        if group.opening is None:
            a_match_of_its_own(group, members, rules)
        else:
            a_room_filled(group, members, rules, openings[group.opening])
        for one, other in combinations(members, 2):
            assert all(other.values.get(key, value) == value for key, value in one.values.items())


def spread(skills):
    return max(skills) - min(skills)


def windows(members, rules):
    return min(rules.window + rules.widening * one.waited for one in members)


def sizes_of(group, members):
    players = {one.id: one.players for one in members}
    return [sum(players[one] for one in team) for team in group.teams]


def a_match_of_its_own(group, members, rules):
    sizes = sizes_of(group, members)
    assert len(sizes) == rules.teams and len(set(sizes)) == 1
    assert sum(sizes) in range(rules.least, rules.most + 1, rules.step)
    assert sum(sizes) == rules.most or members[0].waited >= rules.settle_after
    assert spread([one.skill for one in members]) <= windows(members, rules)
    assert group.values == {k: v for one in members for k, v in one.values.items()}


def a_room_filled(group, members, rules, opening):
    sizes = sizes_of(group, members)
    assert len(sizes) == rules.teams
    assert all(taken <= seats for taken, seats in zip(sizes, opening.free, strict=True))
    assert spread([opening.skill, *(one.skill for one in members)]) <= windows(members, rules)
    assert group.values == opening.values


@settings(deadline=None)
@given(queues(), crowds, rooms, st.randoms(), st.integers(0, 9))
def test_the_order_in_which_tickets_are_given_changes_nothing(rules, tickets, found, chance, seed):
    openings = openings_of(found, rules)
    groups = pair(tickets, rules, openings=openings, seed=seed)
    assert groups == pair(tickets, rules, openings=openings, seed=seed)
    chance.shuffle(tickets)
    chance.shuffle(openings)
    assert groups == pair(iter(tickets), rules, openings=iter(openings), seed=seed)


@settings(deadline=None)
@given(st.lists(skills, max_size=40), st.integers(0, 9))
def test_where_anybody_will_do_at_most_one_is_left(found, seed):
    tickets = [Ticket(number, 1, skill, 0.0) for number, skill in enumerate(found)]
    groups = pair(tickets, Rules(2, 2, window=1e6), seed=seed)
    assert len(groups) == len(tickets) // 2


@settings(deadline=None)
@given(crowds, st.integers(0, 9))
def test_of_those_left_no_two_would_have_met(tickets, seed):
    groups = pair(tickets, DUEL, seed=seed)
    taken = {one for group in groups for one in group.tickets}
    left = [one for one in tickets if one.id not in taken and one.players == 1]
    for one, other in combinations(left, 2):
        assert pair([one, other], DUEL) == []
