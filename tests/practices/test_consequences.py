"""What follows a departure: each practice reaches the relatives of its kin rule, at level 0 nobody, and places can run out."""

import numpy as np
import pytest

from tests.practices.family import ID, NAMES, NEAR_KIN, family_run, harmed, leaves, put_in_office, snapshot
from yeonjwa.population.posts import CODE
from yeonjwa.practices import (
    demotion,
    far_kin,
    labour_training,
    loss_of_party_membership,
    loss_of_post,
    on_departure,
    raids,
    three_generations,
    watching,
)
from yeonjwa.practices.capacity_rationing import ration
from yeonjwa.practices.shared import struck, under
from yeonjwa.system.away import set_out
from yeonjwa.system.kin import KinList
from yeonjwa.system.known import in_turn, make_known
from yeonjwa.system.ledger import KIN_BANDS
from yeonjwa.system.register import DETAINED, HOME, IN_CAMP

FATHERS_SIDE = {"grandmother", "grandfather", "uncle", "cousin"}
ALL_PRACTICES = {
    "three_generations": (three_generations.strike, NEAR_KIN),
    "labour_training": (labour_training.strike, NEAR_KIN - {"son"}),
    "demotion": (demotion.strike, NEAR_KIN | FATHERS_SIDE),
    "loss_of_party_membership": (loss_of_party_membership.strike, {"father"}),
    "loss_of_post": (loss_of_post.strike, {"father", "cousin", "maternal_uncle"}),
    "raids": (raids.strike, NEAR_KIN),
}
IN_FULL = {"families_of_missing": 1.0}
"""The family of whoever is missing is treated like that of somebody in the South."""
IN_OFFICE = ("father", "cousin", "maternal_uncle", "aunt", "neighbour")


def certain(name: str) -> dict[str, float]:
    """Figures under which the practice strikes everybody whom it can reach."""
    return {f"{name}_chance": 1.0, f"{name}_per_chon": 0.0, **IN_FULL}


def struck_by(name: str, level: float = 1.0, **given) -> set[str]:
    system = family_run({name: level}, certain(name), **given)
    put_in_office(system, IN_OFFICE, CODE["official"])
    ALL_PRACTICES[name][0](system, leaves(system))
    return harmed(system, name)


@pytest.mark.parametrize("name", ALL_PRACTICES)
def test_at_full_strength_a_practice_strikes_the_relatives_of_its_kin_rule_and_nobody_else(name):
    assert struck_by(name) == ALL_PRACTICES[name][1]


@pytest.mark.parametrize("name", ALL_PRACTICES)
def test_at_level_0_a_practice_changes_nothing_at_all(name):
    system = family_run({name: 0.0}, certain(name))
    put_in_office(system, IN_OFFICE, CODE["official"])
    cases = leaves(system)
    before = snapshot(system)
    ALL_PRACTICES[name][0](system, cases)
    assert snapshot(system) == before


@pytest.mark.parametrize("name", ALL_PRACTICES)
def test_a_practice_in_force_for_others_changes_nobody_here(name):
    system = family_run({name: 1.0}, certain(name))
    put_in_office(system, IN_OFFICE, CODE["official"])
    cases = leaves(system)
    table = system.state.schedule.table(name, "actual").copy()
    table[:, cases.where[0], cases.who[0]] = 0.0
    system.state.schedule.table = lambda practice, series: table
    before = snapshot(system)
    ALL_PRACTICES[name][0](system, cases)
    assert snapshot(system) == before


@pytest.mark.parametrize("name", ALL_PRACTICES)
def test_a_lower_level_strikes_a_part_of_those_whom_a_higher_one_strikes(name):
    sets = [struck_by(name, level) for level in (0.2, 0.5, 0.8, 1.0)]
    assert sets[0] <= sets[1] <= sets[2] <= sets[3]


@pytest.mark.parametrize("name", ALL_PRACTICES)
def test_switching_a_practice_off_changes_nobody_outside_the_circle_of_those_it_strikes(name):
    worlds = []
    for level in (0.0, 1.0):
        system = family_run({name: level}, certain(name))
        put_in_office(system, IN_OFFICE, CODE["official"])
        ALL_PRACTICES[name][0](system, leaves(system))
        worlds.append(system.state)
    outside = ID["neighbour"]
    for state in worlds:
        assert state.people.row_of[outside] == 0
    assert worlds[0].whereabouts[outside] == worlds[1].whereabouts[outside] == HOME
    assert worlds[0].code[outside] == worlds[1].code[outside]


def test_a_camp_takes_the_struck_away_for_years_and_the_dead_die_there():
    system = family_run({"three_generations": 1.0}, {**certain("three_generations"), "camp_mortality_year": 11.9})
    three_generations.strike(system, leaves(system))
    state = system.state
    held = {NAMES[i] for i in np.flatnonzero(state.whereabouts == IN_CAMP)}
    assert held == NEAR_KIN
    for _ in range(120):
        state.month += 1
        three_generations.die(system)
    dead = {NAMES[i] for i in range(len(NAMES)) if state.gone[i] <= state.month}
    assert dead == NEAR_KIN
    assert harmed(system, "deaths_in_camps") == NEAR_KIN


def test_nobody_dies_in_a_camp_after_coming_home():
    system = family_run({"three_generations": 1.0}, {**certain("three_generations"), "camp_mortality_year": 11.9})
    three_generations.strike(system, leaves(system))
    state = system.state
    state.move(np.flatnonzero(state.whereabouts == IN_CAMP), HOME)
    for _ in range(120):
        state.month += 1
        three_generations.die(system)
    assert not harmed(system, "deaths_in_camps")


def test_who_finds_no_place_in_a_camp_falls_to_the_next_milder_practice():
    levels = {"three_generations": 1.0, "labour_training": 1.0, "capacity_rationing": 1.0}
    figures = {**certain("three_generations"), **certain("labour_training"), "camp_population_2013": 0.0}
    system = family_run(levels, {**figures, "camp_share_for_leavers": 0.0})
    on_departure.follow(system, leaves(system))
    assert not harmed(system, "three_generations")
    assert harmed(system, "labour_training") == NEAR_KIN - {"son"}
    assert (system.state.whereabouts == DETAINED).sum() == len(NEAR_KIN) - 1
    without = family_run({**levels, "capacity_rationing": 0.0}, {**figures, "camp_share_for_leavers": 0.0})
    on_departure.follow(without, leaves(without))
    assert harmed(without, "three_generations") == NEAR_KIN
    assert not harmed(without, "labour_training")


def test_the_cut_of_a_ration_takes_the_most_severe_and_can_be_replayed():
    system = family_run({"capacity_rationing": 1.0})
    ids = np.arange(8, dtype=np.int32)
    none = np.zeros(8, dtype=np.int8)
    kin = KinList(none.astype(np.int32), ids, none, none, none, none.astype(bool))
    severity = np.array([3.0, 1, 4, 1, 5, 9, 2, 6])
    given = ration(system, "three_generations", kin, severity, 3)
    assert set(np.flatnonzero(given)) == {5, 7, 4}
    cuts = system.state.totals["cuts"]
    other = family_run({"capacity_rationing": 1.0})
    other.state.totals["replay"] = cuts
    again = ration(other, "three_generations", kin.where(ids < 6), severity[:6], 100)
    assert set(np.flatnonzero(again)) == {5, 4}
    assert ration(system, "exile", kin, severity, 0).sum() == 0
    assert ration(system, "exile", kin, severity, 100).sum() == 8


def test_equal_severity_is_decided_by_a_draw_of_the_person_and_not_by_the_order():
    system = family_run({"capacity_rationing": 1.0})
    ids = np.arange(12, dtype=np.int32)
    none = np.zeros(12, dtype=np.int8)
    kin = KinList(none.astype(np.int32), ids, none, none, none, none.astype(bool))
    given = ration(system, "exile", kin, np.ones(12), 5)
    turned = kin.where(np.arange(12)[::-1])
    assert given.sum() == 5
    assert set(ids[given]) == set(turned.id[ration(system, "exile", turned, np.ones(12), 5)])


def test_raids_strike_only_who_lives_where_the_leaver_lived():
    away = ("maternal_grandmother", "maternal_grandfather", "sister")
    assert struck_by("raids", elsewhere=away) == NEAR_KIN - set(away)


def test_a_dismissed_relative_has_no_post_and_less_means():
    system = family_run({"loss_of_post": 1.0}, certain("loss_of_post"))
    put_in_office(system, IN_OFFICE, CODE["official"])
    loss_of_post.strike(system, leaves(system))
    state = system.state
    assert state.post_now[ID["father"]] == 0
    assert state.post_now[ID["neighbour"]] == CODE["official"]
    row = state.people.row_of[ID["father"]]
    assert state.people.lost_post[row]
    assert state.people.hardship[row] > 0


@pytest.mark.parametrize("name", ["demotion", "loss_of_party_membership"])
def test_nobody_is_demoted_or_expelled_twice(name):
    system = family_run({name: 1.0}, certain(name))
    strike = ALL_PRACTICES[name][0]
    strike(system, leaves(system))
    strike(system, leaves(system, "sister"))
    ids = np.concatenate([part["person"] for part in system.state.ledger._of_year[name]])
    assert np.unique(ids).size == ids.size > 0


def test_families_with_several_leavers_are_struck_harder():
    chance = {"demotion_chance": 0.5, "demotion_per_chon": 0.0}
    system = family_run({"demotion": 1.0}, {**chance, "several_leavers_factor": 2.0})
    leaves(system, "sister")
    cases = leaves(system)
    kin = cases.close.where(cases.close.chon <= 1)
    assert len(struck(system, "demotion", cases, "cognatic:1")) == len(np.unique(kin.id))


@pytest.mark.parametrize("looked_for", [True, False], ids=["far kin by their draws", "all kin"])
@pytest.mark.parametrize("rule", ["cognatic:2", "4/2", "cognatic:4"])
def test_the_struck_are_those_at_home_whom_their_own_draw_hits_each_for_the_nearest_leaver(rule, looked_for):
    met = 0
    for seed in range(20):
        system = family_run({"demotion": 0.7}, {"demotion_chance": 0.9, "demotion_per_chon": 0.2, **IN_FULL})
        state = system.state
        state.luck.seed = seed
        state.luck._keys.clear()
        state.move([ID["uncle"], ID["son"]], IN_CAMP)
        leavers = np.array([ID["ego"], ID["sister"]])
        where, who = state.stratum_of(leavers)
        rows = state.leavers.add(
            2, person=leavers, group=leavers, month=state.month, place=state.place_of(leavers), where=where, who=who
        )
        set_out(system, rows)
        rows = in_turn(state, rows)
        cases = make_known(system, rows, far_kin.look_for(state, rows) if looked_for else None)
        several = state.files.left[cases.file] >= 2
        kin = under(system, cases, rule)
        expected = {}
        for at, i, chon in zip(kin.position.tolist(), kin.id.tolist(), kin.chon.tolist(), strict=True):
            chance = 0.7 * 0.9 * np.exp(-0.2 * chon) * (state.figure("several_leavers_factor") if several[at] else 1.0)
            draw = state.luck.uniform("demotion after a departure", i, state.month, cases.person[at])
            if draw < min(1.0, chance) and state.whereabouts[i] == HOME:
                expected[i] = min(expected.get(i, (99, 99)), (chon, at))
        hit = struck(system, "demotion", cases, rule)
        assert (
            dict(zip(hit.id.tolist(), zip(hit.chon.tolist(), hit.position.tolist(), strict=True), strict=True))
            == expected
        )
        met += len(expected)
    assert met > 50


def test_harm_falls_into_the_band_of_the_relatives_degree():
    system = family_run({"demotion": 1.0}, certain("demotion"))
    demotion.strike(system, leaves(system))
    system.state.month += 8  # December
    system.state.ledger.close_month(system.state.month)
    rows = np.concatenate(system.state.ledger._of_period["demotion"])
    band = {NAMES[p]: KIN_BANDS[k] for p, k in zip(rows["person"].tolist(), rows["kin"].tolist(), strict=True)}
    assert band["wife"] == band["son"] == band["father"] == "0-1"
    assert band["sister"] == band["grandfather"] == "2"
    assert band["uncle"] == band["cousin"] == "3-4"


def test_a_family_is_watched_from_the_departure_on_and_its_months_are_counted():
    system = family_run({"watching": 1.0}, IN_FULL)
    cases = leaves(system)
    watching.begin(system, cases)
    state = system.state
    filed = {NAMES[p] for p in state.people.person[state.people.file >= 0].tolist()}
    assert filed == NEAR_KIN | {"ego"}
    assert {NAMES[p] for p in state.people.person[state.people.watch == watching.FULL].tolist()} == filed
    state.month += 8
    watching.count(system)
    months = {
        NAMES[p]: m
        for part in state.ledger._of_year["watching"]
        for p, m in zip(part["person"].tolist(), part["months"].tolist(), strict=True)
    }
    assert months == dict.fromkeys(NEAR_KIN, 9)


def test_watching_at_level_0_watches_nobody_and_ends_what_was_begun():
    system = family_run({"watching": 0.0}, IN_FULL)
    cases = leaves(system)
    before = snapshot(system)
    watching.begin(system, cases)
    watching.count(system)
    assert snapshot(system) == before
    system.state.schedule.levels["watching"] = 1.0
    watching.begin(system, cases)
    assert system.state.files.watch.max() == watching.FULL
    system.state.schedule.levels["watching"] = 0.0
    system.state.month += 9  # January
    watching.renew(system)
    assert system.state.files.watch.max() == 0
    assert system.state.people.watch.max() == 0


def test_with_all_practices_off_nothing_follows_a_departure():
    system = family_run({})
    cases = leaves(system)
    before = snapshot(system)
    on_departure.follow(system, cases)
    assert snapshot(system) == before
