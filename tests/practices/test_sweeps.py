"""Sweeps over flagged families: trigger, filter, kin, capacity, what is felt and seen, and nothing at level 0."""

import numpy as np
import pytest

from tests.practices.family import (
    APRIL_2014,
    BORDER,
    ID,
    NAMES,
    NEAR_KIN,
    Levels,
    family_run,
    harmed,
    leaves,
    put_in_office,
    snapshot,
)
from tests.practices.sweep_runs import PLENTY, family_of_a_leaver
from yeonjwa.catalogue.histories import schedule
from yeonjwa.months import month_of
from yeonjwa.population.posts import CODE
from yeonjwa.practices import (
    consolation,
    exile,
    forced_calls,
    lighter_penalties_bargain,
    lure_visits,
    points,
    private_persuasion,
    re_vetting,
    sweeps,
    watching,
)
from yeonjwa.practices.over_files import affordable, places_for
from yeonjwa.system.away import come_back
from yeonjwa.system.plain import count_away_plain
from yeonjwa.system.register import HOME, IN_EXILE, WHERE
from yeonjwa.system.state import SOUTH
from yeonjwa.units import officers

GROWN = NEAR_KIN - {"son"}
HOME_OF_EGO = {"father", "mother", "wife", "son"}
ALL_SWEEPS = {
    "exile": exile.send,
    "lure_visits": lure_visits.visit,
    "forced_calls": forced_calls.call,
    "private_persuasion": private_persuasion.persuade,
    "consolation": consolation.give,
    "re_vetting": re_vetting.examine,
    "lighter_penalties_bargain": lighter_penalties_bargain.keep,
}


@pytest.mark.parametrize("name", ALL_SWEEPS)
def test_at_level_0_a_sweep_changes_nothing_at_all(name):
    system = family_of_a_leaver(name, 0.0, cadre=True)
    put_in_office(system, ("father", "cousin"), CODE["official"])
    before = snapshot(system)
    ALL_SWEEPS[name](system)
    assert snapshot(system) == before


def test_with_all_practices_off_going_over_the_files_changes_nothing():
    system = family_of_a_leaver("exile", 0.0, cadre=True)
    before = snapshot(system)
    for _ in range(12):
        system.state.month += 1
        sweeps.go_over(system)
    after = snapshot(system)
    assert after == before


@pytest.mark.parametrize("name", ALL_SWEEPS)
def test_a_family_without_a_known_leaver_is_left_alone(name):
    system = family_run({name: 1.0}, PLENTY)
    put_in_office(system, ("father", "cousin"), CODE["official"])
    before = snapshot(system)
    ALL_SWEEPS[name](system)
    after = snapshot(system)
    after["ledger"].pop("files_examined_again", None)
    before["ledger"].pop("files_examined_again", None)
    after["ledger"] = {k: v for k, v in after["ledger"].items() if not k.startswith("officer")}
    assert after == before


class Elsewhere(Levels):
    """Levels that hold everywhere but on the border, where the family lives."""

    def table(self, practice, series):
        table = super().table(practice, series).copy()
        table[:, WHERE.index("border")] = 0.0
        return table


@pytest.mark.parametrize("name", ALL_SWEEPS)
def test_a_sweep_in_force_elsewhere_changes_nobody_here(name):
    system = family_of_a_leaver(name, cadre=True)
    put_in_office(system, ("father", "cousin"), CODE["official"])
    system.state.schedule = Elsewhere(**{name: 1.0})
    before = snapshot(system)
    ALL_SWEEPS[name](system)
    assert snapshot(system) == before


# Exile.


def test_a_wave_of_exile_takes_the_home_of_the_leaver_and_nobody_else():
    system = family_of_a_leaver("exile")
    exile.send(system)
    state = system.state
    assert {NAMES[i] for i in np.flatnonzero(state.whereabouts == IN_EXILE)} == HOME_OF_EGO
    assert harmed(system, "exile") == HOME_OF_EGO
    rows = state.people.row_of[[ID[name] for name in HOME_OF_EGO]]
    assert (state.people.hardship[rows] > 0).all()
    assert (state.people.inevitability[rows] > 0).all()
    assert state.files.exiled[0] == state.month
    assert state.totals["seen"][-1][5] == "punishment"
    due = state.month + 12 * round(system.state.figure("exile_years"))
    state.month = due
    assert {NAMES[i] for i in state.ending("exile")} == HOME_OF_EGO


def test_who_walks_back_is_due_home_within_a_year():
    system = family_of_a_leaver("exile", figures={"exile_walk_back": 1.0})
    exile.send(system)
    due = {month for name, month in system.state.ends.lists() if name == "exile"}
    assert due
    assert max(due) <= system.state.month + 12


def test_members_who_live_elsewhere_are_not_exiled():
    system = family_of_a_leaver("exile", elsewhere=("father",))
    exile.send(system)
    assert harmed(system, "exile") == {"wife", "son"}


@pytest.mark.parametrize(
    ("month", "figures", "leavers", "is_sent"),
    [
        (month_of(2011, 9), {"exile_suspicion": 0.0, "exile_without_contact": 1.0}, ("ego",), True),
        (month_of(2011, 9), {"exile_suspicion": 0.0, "exile_without_contact": 0.0}, ("ego",), False),
        (APRIL_2014, {"exile_suspicion": 0.0, "exile_without_contact": 1.0}, ("ego",), False),
        (APRIL_2014, {"exile_suspicion": 1.0}, ("ego",), True),
        (month_of(2022, 7), {"exile_suspicion": 1.0}, ("ego",), False),
        (month_of(2022, 7), {"exile_suspicion": 0.0}, ("sister", "ego"), True),
    ],
)
def test_each_wave_has_its_own_ground(month, figures, leavers, is_sent):
    system = family_run({"exile": 1.0}, {**PLENTY, **figures}, month=month)
    for name in leavers:
        leaves(system, name)
    sweeps.learn_who_is_away(system)
    exile.send(system)
    assert bool(harmed(system, "exile")) == is_sent


@pytest.mark.parametrize("name", ["private_persuasion", "consolation"])
def test_a_family_whose_leaver_is_back_is_not_asked_for_anybody(name):
    system = family_of_a_leaver(name, cadre=True, south=False)
    come_back(system, np.array([0]), from_south=False)
    sweeps.learn_who_is_away(system)
    assert system.state.files.left.tolist() == [1]
    assert system.state.files.away.tolist() == [0]
    ALL_SWEEPS[name](system)
    assert not harmed(system, name)
    assert not system.state.people.gifts.any()


def test_whoever_leaves_again_is_no_second_leaver_of_the_family():
    system = family_of_a_leaver("watching", south=False)
    come_back(system, np.array([0]), from_south=False)
    system.state.month += 3
    leaves(system)
    assert system.state.files.left.tolist() == [1]
    leaves(system, "sister")
    assert system.state.files.left.tolist() == [2]


def test_contact_found_out_is_a_ground_without_suspicion():
    system = family_of_a_leaver("exile", figures={"exile_suspicion": 0.0})
    exile.send(system)
    assert not harmed(system, "exile")
    system.state.files.contact[:] = True
    exile.send(system)
    assert harmed(system, "exile") == HOME_OF_EGO


def test_only_in_the_wave_of_2014_members_go_and_not_whole_families():
    sent = {}
    for month in (month_of(2011, 9), APRIL_2014):
        for share in (0.0, 0.3, 0.6):
            system = family_of_a_leaver("exile", figures={"exile_member_share": share}, month=month)
            exile.send(system)
            sent[month, share] = harmed(system, "exile")
    assert all(found == HOME_OF_EGO for (month, _), found in sent.items() if month < APRIL_2014)
    assert set() == sent[APRIL_2014, 0.0] <= sent[APRIL_2014, 0.3] <= sent[APRIL_2014, 0.6] <= HOME_OF_EGO
    assert sent[APRIL_2014, 0.3] != HOME_OF_EGO


def test_who_finds_no_place_in_a_wave_is_watched_instead():
    system = family_of_a_leaver("exile", figures={"exile_homes_month": 0.0})
    exile.send(system)
    assert not harmed(system, "exile")
    assert system.state.files.watch[0] == 0  # watching itself is off
    system.state.schedule.levels["watching"] = 0.1
    exile.send(system)
    assert not harmed(system, "exile")
    assert system.state.files.watch[0] == watching.FULL


def test_places_in_a_wave_go_to_families_with_more_leavers():
    system = family_run({"capacity_rationing": 1.0, "exile": 1.0}, PLENTY)
    system.state.files.add(4, keeper=[3, 1, 2, 0], left=[1, 4, 2, 3])
    files = np.arange(4)
    given = places_for(system, "exile", files, system.state.files.left[files], 2)
    assert given.tolist() == [False, True, False, True]


# Visits, calls, persuasion.


def test_visits_press_the_grown_members_at_home_of_families_with_somebody_in_the_south():
    system = family_of_a_leaver("lure_visits", figures={"lure_friendly_share": 1.0, "lure_pretext_share": 0.0})
    lure_visits.visit(system)
    state = system.state
    assert harmed(system, "lure_visits") == GROWN
    rows = state.people.row_of[[ID[name] for name in GROWN]]
    assert (state.people.clemency[rows] > 0).all()
    assert (state.people.fear[rows] == 0).all()
    assert state.files.visited[0] == state.month
    assert [entry[5] for entry in state.totals["seen"]] == ["leniency"]
    assert state.ledger.yearly["officer_hours_on_core"].sum() == state.figure("lure_visit_hours")


def test_threatening_visits_frighten_and_promise_nothing():
    system = family_of_a_leaver("lure_visits", figures={"lure_friendly_share": 0.0, "lure_pretext_share": 0.0})
    lure_visits.visit(system)
    people = system.state.people
    rows = people.row_of[[ID[name] for name in GROWN]]
    assert (people.fear[rows] > 0).all()
    assert (people.clemency[rows] == 0).all()


def test_a_visit_under_a_pretext_is_not_seen_by_neighbours():
    system = family_of_a_leaver("lure_visits", figures={"lure_pretext_share": 1.0})
    lure_visits.visit(system)
    assert harmed(system, "lure_visits") == GROWN
    assert not system.state.totals.get("seen")


def test_families_of_people_in_china_are_not_visited():
    system = family_of_a_leaver("lure_visits", south=False)
    lure_visits.visit(system)
    assert not harmed(system, "lure_visits")


def test_officials_learn_of_the_south_some_months_after_the_arrival():
    system = family_run({}, {"south_learned_months": 6.0})
    leaves(system)
    seen = []
    for _ in range(8):
        sweeps.learn_who_is_away(system)
        seen.append(int(system.state.files.south[0]))
        system.state.month += 1
    assert seen == [0] * 6 + [1] * 2


def test_without_officers_nobody_is_visited_or_called():
    for name in ("lure_visits", "forced_calls", "consolation"):
        system = family_of_a_leaver(name, figures={"officer_hours_month": 0.0})
        ALL_SWEEPS[name](system)
        assert not harmed(system, name)
        assert not system.state.people.gifts.any()


def test_capacity_lowers_every_chance_of_a_province_by_the_same_share_and_can_be_replayed():
    system = family_run({"capacity_rationing": 1.0})
    system.state.files.add(4, keeper=[0, 1, 2, 3], place=[BORDER, BORDER, BORDER, 0])
    files, wanted = np.arange(4), np.array([1.0, 0.5, 0.5, 1.0])
    capacity = np.zeros(10)
    capacity[[9, 0]] = 1.0, 5.0
    province = officers.province_of_place()[BORDER]
    capacity = np.where(np.arange(10) == province, 1.0, 5.0)
    assert affordable(system, "lure_visits", files, wanted, capacity).tolist() == [0.5, 0.25, 0.25, 1.0]
    other = family_run({"capacity_rationing": 1.0})
    other.state.files.add(1, keeper=[0], place=[BORDER])
    other.state.totals["replay"] = system.state.totals["cuts"]
    assert affordable(other, "lure_visits", files[:1], wanted[:1], capacity).tolist() == [0.5]


def test_a_forced_call_presses_the_nearest_member_and_the_person_in_the_south():
    system = family_of_a_leaver("forced_calls")
    forced_calls.call(system)
    state = system.state
    assert harmed(system, "forced_calls") == {"wife", "ego"}
    assert state.people.clemency[state.people.row_of[ID["ego"]]] > 0  # promised a pardon
    row = state.people.row_of[ID["wife"]]
    assert state.people.fear[row] > 0
    assert state.files.called[0] == state.month


def test_a_call_weighs_more_after_a_visit():
    fears = []
    for visited in (-1, APRIL_2014 - 1):
        system = family_of_a_leaver("forced_calls")
        system.state.files.visited[:] = visited
        forced_calls.call(system)
        fears.append(float(system.state.people.fear[system.state.people.row_of[ID["wife"]]]))
    assert fears[1] > fears[0] > 0


def test_who_cannot_be_reached_by_phone_is_not_called():
    system = family_of_a_leaver("forced_calls", figures={"forced_calls_in_reach": 0.0})
    forced_calls.call(system)
    assert not harmed(system, "forced_calls")


@pytest.mark.parametrize(("cadre", "met"), [(True, GROWN), (False, set())])
def test_private_persuasion_is_for_families_of_cadre_in_the_south_or_not(cadre, met):
    system = family_of_a_leaver("private_persuasion", south=False, cadre=cadre)
    private_persuasion.persuade(system)
    assert harmed(system, "private_persuasion") == met
    assert not system.state.totals.get("seen")


# Consolation.


def test_a_consoled_family_gets_gifts_once_a_year_and_it_leaks_later():
    figures = {"consolation_believed": 1.0, "consolation_leak_months": 2.0, "consolation_lightens": 1.0}
    system = family_of_a_leaver("consolation", figures=figures, month=month_of(2020, 6))
    state = system.state
    kinds = []
    for _ in range(4):
        consolation.give(system)
        kinds.append([entry[5] for entry in state.totals.get("seen", [])])
        state.month += 1
    assert kinds == [[], [], ["leniency"], ["leniency"]]
    rows = state.people.row_of[[ID[name] for name in GROWN]]
    assert (state.people.gifts[rows] == 1).all()
    assert (state.people.grievance[rows] < 0).all()
    assert (state.people.mark[rows] == 0).all()
    assert not state.ledger._of_year.get("consolation")


def test_who_takes_a_visit_for_notice_is_frightened():
    system = family_of_a_leaver("consolation", figures={"consolation_believed": 0.0})
    consolation.give(system)
    people = system.state.people
    rows = people.row_of[[ID[name] for name in GROWN]]
    assert (people.fear[rows] > 0).all()
    assert (people.grievance[rows] == 0).all()


@pytest.mark.parametrize("blot", ["contact", "exiled", "mark", "party", "not_dutiful"])
def test_only_loyal_families_with_nothing_against_them_are_on_the_list(blot):
    system = family_of_a_leaver("consolation", figures={"consolation_dutiful": 0.0} if blot == "not_dutiful" else None)
    files, people = system.state.files, system.state.people
    files.contact[:] = blot == "contact"
    files.exiled[:] = 1 if blot == "exiled" else -1
    row = people.row_of[ID["father"]]
    people.mark[row] = 2 if blot == "mark" else people.mark[row]
    people.lost_party[row] = blot == "party"
    consolation.give(system)
    assert not system.state.people.gifts.any()


@pytest.mark.parametrize("name", ["sister", "ego"])
def test_what_stands_against_a_sister_elsewhere_or_the_leaver_bars_no_home_from_the_list(name):
    system = family_of_a_leaver("consolation")
    people = system.state.people
    people.mark[people.row_of[ID[name]]] = 2
    consolation.give(system)
    assert people.gifts[people.row_of[ID["father"]]] == 1


def test_the_dead_bar_no_home_from_the_list():
    system = family_of_a_leaver("consolation")
    people = system.state.people
    people.mark[people.row_of[ID["father"]]] = 2
    system.state.kill([ID["father"]])
    consolation.give(system)
    assert people.gifts[people.row_of[ID["mother"]]] == 1


# Re-vetting, the bargain, points.


def test_relief_grows_with_what_the_family_bears_and_is_0_without_the_practice():
    told = {}
    for level in (0.0, 1.0):
        system = family_of_a_leaver("lighter_penalties_bargain", level)
        told[level, "nothing"] = lighter_penalties_bargain.relief(system, np.array([0]))[0]
        _, rows = system.state.files.rows_of(system.state.people, np.array([0]))
        system.state.people.watch[rows] = watching.FULL
        told[level, "watched"] = lighter_penalties_bargain.relief(system, np.array([0]))[0]
        system.state.move([ID["wife"]], IN_EXILE)
        told[level, "exile"] = lighter_penalties_bargain.relief(system, np.array([0]))[0]
    assert told[0.0, "nothing"] == told[0.0, "watched"] == told[0.0, "exile"] == 0
    assert told[1.0, "nothing"] == 0 < told[1.0, "watched"] < told[1.0, "exile"]


def test_the_bargain_lightens_the_watch_and_the_exile_of_the_family_of_who_came_back_and_no_demotion():
    system = family_of_a_leaver("lighter_penalties_bargain")
    state = system.state
    state.files.watch[:] = watching.FULL
    row = state.people.row_of[ID["father"]]
    state.people.demoted[row] = True
    state.move([ID["wife"]], IN_EXILE)
    come_back(system, np.array([0]), from_south=True)
    lighter_penalties_bargain.keep(system)
    assert state.files.watch[0] == watching.FULL  # they come home at the end of the month
    state.month += 1
    lighter_penalties_bargain.keep(system)
    assert state.files.watch[0] == watching.FULL // 2
    assert state.whereabouts[ID["wife"]] == HOME
    assert state.people.demoted[row]


def test_a_unit_gains_points_for_a_return_and_begins_anew_each_january():
    system = family_of_a_leaver("points")
    state = system.state
    come_back(system, np.array([0]), from_south=True)
    state.month += 1
    points.award(system)
    province = officers.province_of_place()[state.leavers.place[0]]
    assert np.flatnonzero(state.memory.points).tolist() == [province]
    others = np.delete(points.tau(system), province)
    assert (others > points.tau(system)[province]).all()  # those behind try harder
    state.month = month_of(2015)
    points.award(system)
    assert state.memory.points is None


def test_the_reported_history_is_read_by_all_sweeps_of_a_year():
    system = family_of_a_leaver("exile", cadre=True)
    system.state.schedule = schedule("reported")
    system.state.month = month_of(2017) - 1
    for _ in range(12):
        system.state.month += 1
        officers.allot(system)
        sweeps.go_over(system)
    assert harmed(system, "lure_visits") == GROWN
    assert harmed(system, "watching")


def test_who_is_away_and_who_in_the_south_is_counted_by_file_as_the_twin_says():
    draw = np.random.default_rng(4)
    file = draw.integers(-1, 12, 300).astype(np.int32)
    stage = draw.integers(0, len(sweeps.IS_AWAY), 300).astype(np.uint8)
    arrived = draw.integers(20, 40, 300).astype(np.int16)
    away, south = np.full(12, 7, dtype=np.int16), np.full(12, 7, dtype=np.int16)
    rows = np.arange(300, dtype=np.int32)
    left = sweeps.count_away(rows, file, stage, arrived, sweeps.IS_AWAY, sweeps.IS_OVER, 30, away, south)
    leavers = zip(file.tolist(), stage.tolist(), arrived.tolist(), strict=True)
    expected = count_away_plain(leavers, sweeps.IS_AWAY.tolist(), SOUTH, 30, 12)
    assert (away.tolist(), south.tolist()) == expected
    assert rows[:left].tolist() == np.flatnonzero(~sweeps.IS_OVER[stage]).tolist()
    sweeps.count_away(rows[:left], file, stage, arrived, sweeps.IS_AWAY, sweeps.IS_OVER, 30, away, south)
    assert (away.tolist(), south.tolist()) == expected
    assert 0 < south.sum() < away.sum()
