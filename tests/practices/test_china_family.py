"""Practices in China, met by those of the family who have crossed; nobody at home is struck by them."""

import numpy as np
import pytest

from tests.departures import border_tools
from tests.practices.family import (
    ID,
    affected,
    counted,
    dated,
    family_run,
    harm,
    ids,
    noted,
    snapshot,
    those_at,
)
from yeonjwa.departures import drivers, transit
from yeonjwa.practices import agents_posing_as_helpers, china_rewards
from yeonjwa.system.register import HELD_IN_CHINA, IN_CHINA, ONWARD

RARELY, ALWAYS = 1e-9, 1e3
"""Monthly hazards of what practically never and practically always happens."""
ONLY_FOR_A_REWARD = {**dated("china_arrest", RARELY), "rewards_effect": ALWAYS / RARELY}
SETS_OUT = {
    **dated("china_arrest", 0.0), **dated("route_open", 1.0), "transit_onward_fast": ALWAYS, **dated("transit_onward_slow", 0.0),
    "settling": 0.0, "agents_chance": 1.0,
}  # fmt: skip
"""Those on the fast way go on, the others stay."""


def with_leavers(levels, figures, *names, decides=None, **columns):
    """The named have been in China for a month, under the decision of one of them; their rows among the leavers."""
    system = family_run(levels, figures)
    drivers.read(system)
    given = columns if decides is None else {**columns, "group": ID[decides]}
    return system, border_tools.in_china(system, ids(*names), **given)


# Rewards.


def test_who_is_found_for_a_reward_is_held_and_nobody_at_home_is_harmed():
    system, leavers = with_leavers({"china_rewards": 1.0}, ONLY_FOR_A_REWARD, "ego", "wife")
    at_home = affected(system) - {"ego", "wife"}
    assert transit.arrest(system, leavers).all()
    assert noted(system, "china_rewards") == {"ego": "self", "wife": "self"}
    assert set(harm(system)) == {"china_rewards"}
    assert those_at(system, HELD_IN_CHINA) == {"ego", "wife"}
    assert counted(system, "arrested_in_china") == 2
    assert system.state.leavers.held[leavers].tolist() == [1, 1]
    assert affected(system) - {"ego", "wife"} == at_home
    assert "neighbour" not in at_home
    assert not system.state.people.fear.any()


def test_who_would_be_arrested_anyway_is_not_harmed_by_the_rewards():
    figures = {**dated("china_arrest", ALWAYS), "rewards_effect": 1.0}
    system, leavers = with_leavers({"china_rewards": 1.0}, figures, "ego", "wife")
    assert transit.arrest(system, leavers).all()
    assert those_at(system, HELD_IN_CHINA) == {"ego", "wife"}
    assert not harm(system)


def test_without_rewards_the_same_people_are_not_found():
    system, leavers = with_leavers({"china_rewards": 0.0}, ONLY_FOR_A_REWARD, "ego", "wife")
    before = snapshot(system)
    assert not transit.arrest(system, leavers).any()
    china_rewards.note(system, ids("ego"), np.array([2]), np.array([0]), np.array([True]))
    assert snapshot(system) == before
    assert those_at(system, IN_CHINA) == {"ego", "wife"}


def test_the_hazard_of_arrest_rises_by_the_level_times_the_effect_of_rewards():
    for level in (0.0, 0.5, 1.0):
        system, _ = with_leavers(
            {"china_rewards": level}, {**dated("china_arrest", 0.02), "rewards_effect": 3.0}, "ego"
        )
        assert system.state.fields.china == china_rewards.hazard(system) == pytest.approx(0.02 * (1 + 3.0 * level))
        assert china_rewards.base(system) == pytest.approx(0.02)


# Agents who pose as helpers.


def test_an_agent_catches_a_whole_group_on_its_way_and_not_those_who_stay():
    levels = {"agents_posing_as_helpers": 1.0}
    system, leavers = with_leavers(levels, SETS_OUT, "ego", "wife", "sister", decides="ego", fast=[True, True, False])
    sets_out = transit.go_on(system, leavers)
    assert sets_out.tolist() == [True, True, False]
    assert noted(system, "agents_posing_as_helpers") == {"ego": "self", "wife": "self"}
    assert set(harm(system)) == {"agents_posing_as_helpers"}
    assert those_at(system, HELD_IN_CHINA) == {"ego", "wife"}
    assert those_at(system, IN_CHINA) == {"sister"}
    assert system.state.leavers.held[leavers].tolist() == [1, 1, 0]
    assert "neighbour" not in affected(system)


def test_without_agents_the_same_group_goes_on_and_nobody_is_harmed():
    system, leavers = with_leavers({"agents_posing_as_helpers": 0.0}, SETS_OUT, "ego", "wife", decides="ego", fast=True)
    table = system.state.leavers
    before = snapshot(system)
    met = agents_posing_as_helpers.catch(
        system, table.group[leavers], ids("ego", "wife"), table.where[leavers], table.who[leavers]
    )
    assert not met.any()
    assert snapshot(system) == before
    assert transit.go_on(system, leavers).all()
    assert those_at(system, ONWARD) == {"ego", "wife"}
    assert not harm(system)


def test_a_group_meets_an_agent_with_the_level_times_the_chance_and_shares_its_fate():
    figures, met = {"agents_chance": 0.5}, []
    for seed in range(40):
        system = family_run({"agents_posing_as_helpers": 0.8}, figures)
        state = system.state
        state.luck.seed = seed
        state.luck._keys.clear()
        where, who = state.stratum_of(ids("ego", "wife", "sister"))
        found = agents_posing_as_helpers.catch(
            system, ids("ego", "ego", "sister"), ids("ego", "wife", "sister"), where, who
        )
        draw = state.luck.uniform("an agent poses as a helper", ids("ego", "ego", "sister"), state.month)
        assert found.tolist() == (draw < 0.4).tolist()
        met.append(int(found[0]))
    assert 0 < sum(met) < 40
