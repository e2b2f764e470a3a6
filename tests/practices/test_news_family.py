"""Practices that work by what is told, on the family: concealment, meetings, state media, families shown, the written rule."""

import numpy as np
import pytest

from tests.departures.border_tools import in_china
from tests.practices.family import (
    APRIL_2014,
    BORDER,
    NAMES,
    NEAR_KIN,
    Levels,
    affected,
    counted,
    family_run,
    harm,
    ids,
    leaves,
    noted,
    put_in_office,
    rows,
    snapshot,
)
from yeonjwa.beliefs import beliefs, grievance, news
from yeonjwa.population.posts import CODE
from yeonjwa.practices import cover_up, formal_rule, media_narrative, meeting_broadcast, showpiece_families
from yeonjwa.practices.sweeps import learn_who_is_away
from yeonjwa.system.register import DETAINED, IN_EXILE, PLACES, WHERE
from yeonjwa.system.state import FIRST
from yeonjwa.units import detection

RESIDENTS = 10_000.0
PER_CASE = 100_000 / RESIDENTS
"""What one case among the residents of the family's county comes to, per 100,000."""


def at_home(levels, figures=None):
    """The family in a county of known size."""
    system = family_run(levels, figures)
    system.state.fields.residents[BORDER] = RESIDENTS / 2
    return system


def only_at_home(value):
    """A field that has a value in the family's county and is 0 elsewhere, float64[PLACES]."""
    return np.where(np.arange(PLACES) == BORDER, value, 0.0)


# Concealment.

NOTICED = {"absence_noticed_daily": 1.0, "absence_noticed_hardship": 0.0, "label_bought": 0.0, "success_heard": 0.5}
READ_AS_FLIGHT = {"absence_is_noticed": 1.0, "innocent_absences": 20.0}


@pytest.mark.parametrize("level", [0.0, 0.25, 1.0])
def test_what_is_held_back_of_a_success_is_not_heard_by_those_around(level):
    system = at_home({"cover_up": level, "cover_up believed": 1.0}, NOTICED)
    in_china(system, ids("ego"))
    assert len(detection.notice(system)) == 1
    before = affected(system)
    news.spread(system)
    told = (1 - level) * 0.5 * PER_CASE
    np.testing.assert_allclose(system.state.fields.rumour_success, only_at_home(told))
    assert affected(system) == before
    assert not harm(system)


def test_concealment_does_not_touch_what_relatives_are_told_by_phone():
    told = {}
    for level in (0.0, 1.0):
        system = at_home({"cover_up": level})
        leaves(system)
        system.state.month += 1
        news.spread(system)
        told[level] = system.state.fields.rumour_success.copy()
    np.testing.assert_allclose(told[1.0], only_at_home(told[1.0][BORDER]))
    assert told[0.0].tolist() == told[1.0].tolist()
    assert told[1.0][BORDER] > 0


@pytest.mark.parametrize(
    ("actual", "believed", "guess"),
    [(1.0, 0.0, 1.0), (1.0, 0.5, 0.5), (0.5, 0.0, 0.5), (1.0, 1.0, 0.0), (0.0, 0.0, 0.0)],
)
def test_an_absence_is_read_as_flight_where_news_is_held_back_and_people_know_it_is(actual, believed, guess):
    system = at_home({"cover_up": actual, "cover_up believed": believed}, READ_AS_FLIGHT)
    in_china(system, ids("ego"))  # last month
    system.state.fields.rumour_success[BORDER] = 60.0
    fled = 60.0 / (60.0 + 20.0)
    np.testing.assert_allclose(news.guessed(system.state), only_at_home(guess * fled * PER_CASE))


def test_concealment_at_level_0_changes_nothing():
    system = at_home({"cover_up": 0.0})
    before = snapshot(system)
    assert (cover_up.told(system.state) == 1).all()
    assert not cover_up.guessing(system.state).any()
    assert snapshot(system) == before


# Meetings.

NO_CONTROL = {"capture_believed_before": 0.25, "capture_prior_weight": 20.0}


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_meetings_raise_the_believed_chance_of_capture_as_far_as_officials_are_trusted(level):
    for trust in (0.0, 0.5):
        system = at_home({"meeting_broadcast": level}, {**NO_CONTROL, "trust_in_officials": trust})
        claimed = trust * level
        beliefs.learn(system)
        np.testing.assert_allclose(system.state.fields.capture, (0.25 + claimed) / (1 + claimed))
        assert not harm(system)
        assert not affected(system)


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_meetings_tell_of_pardon_only_where_pardon_is_offered(level):
    figures = {"clemency_trust": 0.4, "clemency_told_at_home": 0.5}
    for offered in (0.0, 1.0):
        system = at_home({"meeting_broadcast": level, "lure_visits believed": offered}, figures)
        beliefs.learn(system)
        np.testing.assert_allclose(system.state.fields.clemency, 0.4 * offered * (0.5 + 0.5 * level))


def test_meetings_at_level_0_are_silent_and_change_nothing():
    system = at_home({"meeting_broadcast": 0.0})
    before = snapshot(system)
    assert not meeting_broadcast.loudness(system.state).any()
    assert snapshot(system) == before


# What state media tell.


class Hardens(Levels):
    """Levels that hold from a month on; before it the named practice stood lower."""

    def __init__(self, month, before, **levels):
        super().__init__(**levels)
        self.at, self.before = month - FIRST, before

    def table(self, practice, series):
        table = super().table(practice, series).copy()
        if practice in self.before:
            table[: self.at] = self.before[practice]
        return table


TONE = {"media_branding_from": 0.45, "media_plea_share": 0.3, "fear_of_branding": 0.2}


def with_a_story(level, before=0.0, *, punish=0.1, since=APRIL_2014):
    """The tone rises to a level while ego's family is on file; the father is in exile, the sister is held."""
    system = family_run({}, TONE)
    leaves(system)
    state = system.state
    state.move(ids("father"), IN_EXILE)
    state.move(ids("sister"), DETAINED)
    state.fields.punish[:] = punish
    state.schedule = Hardens(since, {"media_narrative": before}, media_narrative=level)
    return system


ADDRESSED = NEAR_KIN - {"sister"}


@pytest.mark.parametrize(
    ("before", "level", "fear"),
    [(0.0, 1.0, 0.2), (0.5, 1.0, 0.2 * 0.5), (0.0, 0.4, 0.2 * 0.3 * 0.4), (0.0, 0.45, 0.2 * 0.45)],
)
def test_a_harder_tone_frightens_the_families_of_those_who_left_by_its_rise(before, level, fear):
    system = with_a_story(level, before)
    known = affected(system)
    media_narrative.tell(system)
    assert set(noted(system, "media_narrative")) == ADDRESSED
    assert set(harm(system)) == {"media_narrative"}
    assert noted(system, "media_narrative")["wife"] == "0-1"
    assert noted(system, "media_narrative")["grandfather"] == "2"
    people = system.state.people
    np.testing.assert_allclose(people.fear[rows(system, *ADDRESSED)], fear, rtol=1e-6)
    frightened = {NAMES[i] for i in people.person[people.fear > 0].tolist()}
    assert frightened == ADDRESSED
    assert affected(system) == known
    assert "neighbour" not in known


@pytest.mark.parametrize(
    "given",
    [
        {"level": 0.0},
        {"level": 1.0, "before": 1.0},
        {"level": 0.2, "before": 0.8},
        {"level": 1.0, "since": APRIL_2014 - 1},
        {"level": 1.0, "punish": 0.0},
    ],
    ids=["silent", "steady", "softer", "a month ago", "nothing is feared"],
)
def test_a_story_that_does_not_harden_or_that_nobody_has_reason_to_fear_changes_nothing(given):
    system = with_a_story(**given)
    before = snapshot(system)
    media_narrative.tell(system)
    assert snapshot(system) == before


# Families shown as proof.

SHOWN = {"showpiece_month": 1.0, "showpiece_visibility": 0.5}


def family_of_cadre(level, figures=None, *, cadre=True):
    """Ego left, an official, or nobody of note; the family at home is on file."""
    system = family_run({"showpiece_families": level}, {**SHOWN, **(figures or {})})
    if cadre:
        put_in_office(system, ("ego",), CODE["official"])
    leaves(system)
    learn_who_is_away(system)
    system.state.fields.residents[BORDER] = RESIDENTS / 2
    return system


def test_the_family_of_a_cadre_is_shown_and_those_around_see_leniency():
    system = family_of_cadre(1.0)
    state = system.state
    state.move(ids("sister"), DETAINED)
    known = affected(system)
    showpiece_families.show(system)
    bands = noted(system, "showpiece_families")
    assert set(bands) == NEAR_KIN - {"sister"}
    assert (bands["wife"], bands["grandmother"]) == ("0-1", "2")
    assert set(harm(system)) == {"showpiece_families"}
    assert counted(system, "families_shown") == 1
    practice, place, who, severity, visibility, kind = state.totals["seen"][-1]
    assert (practice, place.tolist(), who.tolist()) == ("showpiece_families", [BORDER], [1])
    assert (severity, visibility, kind) == (1.0, 0.5, "leniency")
    assert affected(system) == known
    assert not state.people.fear.any()


def test_leniency_seen_lowers_the_loss_that_is_believed_in_and_anger():
    around = {}
    for level in (0.0, 1.0):
        system = family_of_cadre(level)
        system.state.schedule.levels["demotion believed"] = 1.0
        system.state.fields.grievance[:] = 1.0
        news.spread(system)
        grievance.feel(system)
        around[level] = beliefs.believed_loss(system.state)[BORDER], system.state.fields.grievance[BORDER]
    f = system.state.figure
    seen = 0.5 * PER_CASE * np.array([f("other_standing_hears"), 1.0])
    np.testing.assert_allclose(
        around[1.0][0], around[0.0][0] * (1 - f("belief_of_leniency") * seen / (seen + f("leniency_half")))
    )
    np.testing.assert_allclose(around[1.0][1], around[0.0][1] - f("grievance_of_leniency") * seen)


def test_families_that_are_ordinary_sent_away_complete_or_elsewhere_are_not_shown():
    for change in ("ordinary", "exiled", "nobody is away", "others are shown"):
        system = family_of_cadre(1.0, cadre=change != "ordinary")
        if change == "exiled":
            system.state.files.exiled[:] = system.state.month
        if change == "nobody is away":
            system.state.files.away[:] = 0
        if change == "others are shown":
            system.state.schedule.holds[WHERE.index("border")] = False
        before = snapshot(system)
        showpiece_families.show(system)
        assert snapshot(system) == before


@pytest.mark.parametrize(("level", "month"), [(0.0, 1.0), (1.0, 0.0)])
def test_at_level_or_chance_0_no_family_is_shown_and_nothing_changes(level, month):
    system = family_of_cadre(level, {"showpiece_month": month})
    before = snapshot(system)
    showpiece_families.show(system)
    assert snapshot(system) == before


# The written rule.

FEARED = {"opacity_of_rules": 0.5, "loss_feared_where_nothing_is_known": 0.8}


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_rules_that_cannot_be_read_move_beliefs_towards_what_is_feared_and_strike_nobody(level):
    for told in (0.0, 1.0):  # of a practice that strikes relatives
        practices = {"demotion": 0.0, "demotion believed": told}
        system = family_run({"formal_rule": 0.0, "formal_rule believed": level, **practices}, FEARED)
        leaves(system)
        known = affected(system)
        anchor = beliefs.of_practices(system.state)
        assert (anchor > 0).all() == bool(told)
        np.testing.assert_array_equal(formal_rule.opacity(system.state), np.full((PLACES, 2), 0.5 * level))
        beliefs.learn(system)
        fields = system.state.fields
        np.testing.assert_allclose(fields.punish, (1 - 0.5 * level) * anchor + 0.5 * level * 0.8)
        assert not fields.stay.any()
        assert not harm(system)
        assert affected(system) == known


def test_the_written_rule_counts_only_as_people_believe_it():
    system = family_run({"formal_rule": 1.0, "formal_rule believed": 0.0}, FEARED)
    before = snapshot(system)
    assert not formal_rule.opacity(system.state).any()
    assert snapshot(system) == before
    beliefs.learn(system)
    assert not system.state.fields.punish.any()


def test_where_more_is_feared_fewer_of_the_family_would_leave():
    chances = {}
    for level in (0.0, 1.0):
        system = family_run({"formal_rule": level}, FEARED)
        beliefs.learn(system)
        state, everybody = system.state, np.arange(len(NAMES))
        system.deciding.renew_bounds(state)
        chances[level] = system.deciding.hazards(state, everybody, system.deciding.groups(state))
    held_back = {NAMES[i] for i in np.flatnonzero(chances[1.0] < chances[0.0])}
    assert held_back == set(NAMES) - {
        "neighbour",
        "son",
    }  # who has no relatives to fear for, and who is too young to leave
    assert (chances[1.0] <= chances[0.0]).all()
