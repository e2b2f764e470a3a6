"""Sweeps at rising levels, and with and without rationing: more of a practice touches more people, and the same ones."""

import itertools

import numpy as np
import pytest

from tests.practices.family import APRIL_2014, NAMES, family_run, harmed, put_in_office
from tests.practices.sweep_runs import family_of_a_leaver
from tests.practices.test_sweeps import ALL_SWEEPS
from yeonjwa.population.posts import CODE
from yeonjwa.practices.capacity_rationing import within_means


def touched(name, level, month):
    """Names of those whom a sweep in one month harmed, or of whom it changed anything."""
    system = family_of_a_leaver(name, level, cadre=True, month=month)
    put_in_office(system, ("father", "cousin"), CODE["official"])
    people = system.state.people
    rows = len(people)
    before = {column: values.copy() for column, values in people.as_dict().items()}
    ALL_SWEEPS[name](system)
    changed = np.any([people.as_dict()[column][:rows] != values for column, values in before.items()], axis=0)
    ids = [*people.person[:rows][changed], *people.person[rows:]]
    return harmed(system, name) | {NAMES[i] for i in ids}


RISING = {name: ((0.2, 0.5, 0.8, 1.0),) for name in ALL_SWEEPS if name != "lighter_penalties_bargain"}
"""What the bargain lightens is a level itself (see below)."""
RISING["re_vetting"] = (0.1, 0.2, 0.4), (0.5, 0.8, 1.0)
"""Each January below the level of a campaign, by thirds of the files from it on: each grows with its level."""


@pytest.mark.parametrize(("name", "rising"), [(name, rising) for name, runs in RISING.items() for rising in runs])
def test_a_lower_level_of_a_sweep_touches_a_part_of_whom_a_higher_one_touches(name, rising):
    """Draws are keyed, so that it holds draw by draw."""
    months = range(APRIL_2014, APRIL_2014 + 120, 3)
    found = [[touched(name, level, month) for month in months] for level in rising]
    for lower, higher in itertools.pairwise(found):
        assert all(low <= high for low, high in zip(lower, higher, strict=True))
    assert sum(map(len, found[0])) < sum(map(len, found[-1]))


@pytest.mark.parametrize("name", ["exile", "lure_visits", "forced_calls"])
def test_without_rationing_no_want_of_homes_or_officers_holds_a_sweep_back(name):
    """At full rationing nothing is done without means, at none all that is wanted, between them a part of it."""
    found = []
    for level in (1.0, 0.4, 0.0):
        reached = set()
        for month in range(APRIL_2014, APRIL_2014 + 24):
            figures = {"exile_homes_month": 0.0, "officers_on_families": 0.0}
            system = family_of_a_leaver(name, 1.0, figures, month=month)
            system.state.schedule.levels["capacity_rationing"] = level
            ALL_SWEEPS[name](system)
            reached |= {(month, who) for who in harmed(system, name)}
        found.append(reached)
    assert found[0] == set()
    assert found[1] <= found[2]
    assert found[2]


@pytest.mark.parametrize(("level", "given"), [(1.0, 2.0), (0.5, 6.0), (0.0, 10.0)])
def test_rationing_gives_what_there_is_at_full_level_and_all_at_none(level, given):
    system = family_run({"capacity_rationing": level})
    assert within_means(system, 2.0, 10.0) == given
    assert within_means(system, 12.0, 10.0) == 12.0
