"""Giving places to people: the kernel against its plain twin, call by call, and the rules on families of four."""

from __future__ import annotations

import inspect
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kinship.families import random_parents
from tests.toy import toy_country
from yeonjwa.departures import assigning
from yeonjwa.departures.assigning import GROUPED, NEXT_GROUP, PLACED, assign
from yeonjwa.departures.assigning_plain import Candidate, Family, assign_plain, in_units
from yeonjwa.departures.close_kin import CloseKin
from yeonjwa.departures.groups import CLUSTERINGS, DEFINITIONS
from yeonjwa.departures.observed import place
from yeonjwa.months import NEVER, month_of

NAMES = list(inspect.signature(assign.py_func).parameters)
SINCE = month_of(1930)


def family_of(args: dict) -> Family:
    """Weddings read from the chains of unions: the earliest row of each wife and husband."""
    wed: dict[tuple[int, int], int] = {}
    for wife, first in enumerate(args["first_union"].tolist()):
        row = first
        while row >= 0 and (wife, int(args["union_husband"][row])) not in wed:
            wed[wife, int(args["union_husband"][row])] = int(args["union_start"][row])
            row = int(args["wife_next"][row])
    return Family(args["mother"].tolist(), args["father"].tolist(), args["birth"].tolist(), wed)


def queue_of(args: dict) -> list[Candidate]:
    columns = ("people", "cell", "left", "arrived", "follows", "size")
    kin = (list(zip(*pair, strict=True)) for pair in zip(args["kin"].tolist(), args["kin_cell"].tolist(), strict=True))
    return [Candidate(*row, k) for *row, k in zip(*(args[name].tolist() for name in columns), kin, strict=True)]


def repeat_by_twin(args: dict, family: Family) -> Counter:
    """Run the kernel on ``args``, compare every array it changes with the twin, and say what was seen."""
    before = int(args["tally"][PLACED])
    placed = [tuple(row) for row in args["out"][:before].tolist()]
    open_places = args["open_places"].tolist()
    assign_plain(queue_of(args), args["want_placed"], args["want_grouped"], open_places, placed, family)
    assign(*(args[name] for name in NAMES))
    assert args["out"][: len(placed)].tolist() == [list(row) for row in placed]
    assert (args["out"][len(placed) :] == -1).all()
    assert args["open_places"].tolist() == open_places
    assert args["tally"][PLACED] == len(placed)
    assert args["tally"][GROUPED] == in_units(placed)
    assert args["tally"][NEXT_GROUP] == 1 + max((row[3] for row in placed), default=-1)
    left = {row[0]: row[1] for row in placed}
    assert {i: int(args["left_of"][i]) for i in np.flatnonzero(args["left_of"] != NEVER).tolist()} == left
    return Counter(
        calls=1, placed=len(placed) - before, units=sum(n > 1 for n in Counter(r[3] for r in placed).values())
    )


@pytest.mark.parametrize("definition", DEFINITIONS)
@pytest.mark.parametrize("clustering", CLUSTERINGS)
@pytest.mark.parametrize("seed", [1, 2])
def test_every_call_of_a_placing_is_repeated_by_the_plain_twin(monkeypatch, clustering, definition, seed):
    country = toy_country(3_000, seed, scale=0.002)
    seen: Counter = Counter()
    family: list[Family] = []

    def call(*values):
        args = dict(zip(NAMES, values, strict=True))
        if not family:
            family.append(family_of(args))
        seen.update(repeat_by_twin(args, family[0]))

    monkeypatch.setattr(assigning, "assign", call)
    found = place(country, seed, clustering=clustering, family_unit_definition=definition, close_kin=CloseKin(country))
    assert seen["placed"] == len(found) > 50
    assert seen["calls"] > 30
    assert seen["units"] > 0


def invented(seed: int, persons: int = 70) -> dict:
    """Arguments for a village in which most people are kin and leaving often contradicts a birth.

    Births are six months apart on average, weddings up to nine months before the first child, ways long and short;
    everybody may go at any time in life, with kin drawn at random.
    """
    rng = np.random.default_rng(seed)
    mother, father = random_parents(seed, persons, spread=40)
    birth = (month_of(1950) + np.cumsum(rng.integers(0, 13, persons))).astype(np.int16)
    wed: dict[tuple[int, int], int] = {}
    for child in range(persons):
        if mother[child] >= 0:
            wed.setdefault((int(mother[child]), int(father[child])), int(birth[child]) - int(rng.integers(1, 10)))
    weddings = sorted((month, *couple) for couple, month in wed.items())
    m, kin = 60, 6
    people = rng.integers(0, persons, m).astype(np.int32)
    left = np.minimum(birth[people] + rng.integers(1, 400, m), NEVER - 1).astype(np.int16)
    who = rng.integers(-1, persons, (m, kin)).astype(np.int32)
    who[birth[who] >= left[:, None]] = -1  # everybody is born before leaving
    return {
        "people": people, "cell": rng.integers(0, 4, m).astype(np.int32), "left": left, "arrived": left + np.int16(7),
        "follows": np.full(m, -1, np.int32), "kin": who, "kin_cell": rng.integers(-1, 4, (m, kin)).astype(np.int32),
        "size": rng.integers(2, 5, m).astype(np.int8), "want_placed": int(rng.integers(5, 50)),
        "want_grouped": int(rng.integers(0, 30)), "open_places": rng.integers(0, 14, 4),
        **village(mother, father, birth, weddings),
    }  # fmt: skip


def village(mother, father, birth, weddings) -> dict:
    """The columns of a family and an empty state; ``weddings`` are (month, wife, husband) in order of time."""
    n, unions = len(birth), len(weddings)
    first, last = np.full(n, -1, np.int32), {}
    wife_next = np.full(unions, -1, np.int32)
    for row, (_, wife, _) in enumerate(weddings):
        if wife in last:
            wife_next[last[wife]] = row
        else:
            first[wife] = row
        last[wife] = row
    return {
        "left_of": np.full(n, NEVER, np.int16), "needed_until": np.zeros(n, np.int16),
        "mother": np.array(mother, np.int32), "father": np.array(father, np.int32), "birth": np.array(birth, np.int16),
        "first_union": first, "union_husband": np.array([w[2] for w in weddings], np.int32),
        "union_start": np.array([w[0] for w in weddings], np.int16), "wife_next": wife_next, "since": SINCE,
        "out": np.full((n, 5), -1, np.int32), "tally": np.zeros(3, np.int64),
    }  # fmt: skip


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(0, 2**31))
def test_a_village_of_kin_is_placed_alike(seed):
    args = invented(seed)
    repeat_by_twin(args, family_of(args))
    again = invented(seed + 1) | {"want_placed": 60}  # the same people, asked again with the state of the first call
    state = {name: args[name] for name in village([], [], [], [])}
    repeat_by_twin({**again, **state, **fitting(again, state["birth"])}, family_of(state))


def fitting(queue: dict, birth) -> dict:
    """Months of leaving after the births of other people."""
    left = np.maximum(queue["left"], birth[queue["people"]] + np.int16(1))
    return {"left": left, "kin": np.where(birth[queue["kin"]] < left[:, None], queue["kin"], np.int32(-1))}


def test_births_decide_in_many_villages():
    """Else the test above would not see a rule that does nothing."""
    different = 0
    for seed in range(30):
        with_kin, without = invented(seed), invented(seed)
        without["mother"][:], without["father"][:] = -1, -1
        repeat_by_twin(with_kin, family_of(with_kin))
        repeat_by_twin(without, family_of(without))
        different += with_kin["out"].tolist() != without["out"].tolist()
    assert different >= 20


WIFE, HUSBAND, CHILD = 0, 1, 2
BORN = month_of(1990)


@pytest.mark.parametrize(
    ("parent", "leaves", "wed", "fits"),
    [
        (WIFE, BORN, BORN - 30, False),
        (WIFE, BORN + 1, BORN - 30, True),
        (HUSBAND, BORN - 10, BORN - 30, False),
        (HUSBAND, BORN - 9, BORN - 30, True),
        (HUSBAND, BORN - 5, BORN - 4, False),
        (HUSBAND, BORN - 4, BORN - 4, True),
    ],
)
def test_parent_and_child_go_in_either_order_or_in_neither(parent, leaves, wed, fits):
    """A father may leave up to nine months before a birth, if the parents have married; a mother only after it."""
    went = set()
    for order in ((parent, CHILD), (CHILD, parent)):
        columns = village(
            [-1, -1, WIFE], [-1, -1, HUSBAND], [month_of(1960), month_of(1960), BORN], [(wed, WIFE, HUSBAND)]
        )
        months = np.array([leaves if person == parent else month_of(2010) for person in order], np.int16)
        none = np.full((2, 1), -1, np.int32)
        args = {
            "people": np.array(order, np.int32), "cell": np.zeros(2, np.int32), "left": months, "arrived": months,
            "follows": none[:, 0], "kin": none, "kin_cell": none, "size": np.full(2, 2, np.int8), "want_placed": 2,
            "want_grouped": 0, "open_places": np.array([5]), **columns,
        }  # fmt: skip
        repeat_by_twin(args, family_of(args))
        went.add(int(args["tally"][PLACED]))
    assert went == {2 if fits else 1}
