"""Where people are and since when: spells, terms, posts and what ends them."""

import numpy as np

from tests.practices.family import APRIL_2014, COUPLES, ID, family_run
from tests.system.tools import toy_system
from yeonjwa.departures import returning
from yeonjwa.population.posts import CODE
from yeonjwa.system import observe, weddings
from yeonjwa.system.register import CONSCRIPT, DETAINED, HOME, IN_EXILE

EGO = np.array([ID["ego"]])
WEDDING = COUPLES.index(("wife", "ego"))


def test_an_older_date_of_release_frees_nobody_who_was_sent_away_again():
    system = family_run({})
    state, first = system.state, system.state.month
    state.move(EGO, IN_EXILE, first + 6)
    state.month = first + 2
    state.move(EGO, HOME)
    state.month = first + 3
    state.move(EGO, IN_EXILE, first + 20)
    for month in (first + 6, first + 20):
        state.month = month
        returning.release(system)
        assert (state.whereabouts[EGO] == HOME).all() == (month == first + 20)


def test_the_spell_before_the_latest_counts_for_a_birth():
    system = family_run({})
    state, first = system.state, system.state.month
    for months, whereabouts in ((0, DETAINED), (3, HOME), (8, DETAINED)):
        state.month = first + months
        state.move(EGO, whereabouts)
    state.month = first + 10
    away = [bool(state.was_away(EGO, first + k)[0]) for k in range(11)]
    assert away == [True] * 3 + [False] * 5 + [True] * 3


def test_whoever_is_killed_is_held_by_nothing_and_counted_once():
    system = family_run({})
    state = system.state
    state.move(EGO, DETAINED, state.month + 60)
    state.month += 4
    state.gone[EGO] = state.month  # the month in which he would have died anyway
    state.kill(EGO)
    assert state.people.cause[state.people.row_of[EGO]] == 0
    state.month += -state.month % 12 + 11
    observe._note_stays(state, np.flatnonzero(state.people.cause))
    months = sum(float(part["months"].sum()) for part in state.ledger._of_year["detention"])
    assert months == 4.0


def test_a_soldier_who_loses_a_post_is_a_soldier_still():
    system = toy_system(4_000)
    state, c = system.state, system.state.columns
    state.month += 1
    serving = (c["conscript_start"] <= state.month) & (c["conscript_end"] > state.month)
    soldier = c["conscript_person"][serving][:1].astype(np.int64)
    civilian = np.setdiff1d(np.flatnonzero(state.at_home(np.arange(state.birth.size))), c["conscript_person"])[:1]
    both = np.concatenate([soldier, civilian])
    state.post_now[both] = CODE["border_guard"]
    system.posts.lose(state, both)
    assert state.post_now[both].tolist() == [CONSCRIPT, 0]


def wedding_of(system, month):
    """The wedding of EGO, as it is found in its month."""
    at, system.state.month = system.state.month, month
    weddings = system.demography._weddings.of(system.state)
    system.state.month = at
    return weddings[weddings["union"] == WEDDING]


def test_a_wedding_is_put_off_while_one_of_the_two_is_away_and_made_up_for():
    system = family_run({}, month=APRIL_2014)
    state, wedding = system.state, system.state.columns["union_start"][WEDDING]
    ends = []
    for months, whereabouts in ((-1, DETAINED), (0, None), (5, None), (6, HOME), (7, None)):
        state.month = int(wedding) + months
        if whereabouts is not None:
            state.move(EGO, whereabouts)
        if months >= 0:
            system.demography._marry(state, wedding_of(system, int(wedding))[: 1 if months == 0 else 0])
            ends.append(bool(state.union_end[WEDDING] > state.month))
    assert ends == [False, False, True, True]


def test_no_wedding_is_made_up_for_when_one_of_the_two_has_died_or_married_again():
    for what in ("dead", "married"):
        system = family_run({}, month=APRIL_2014)
        state, wedding = system.state, int(system.state.columns["union_start"][WEDDING])
        state.month = wedding
        state.move(EGO, DETAINED)
        system.demography._marry(state, wedding_of(system, wedding))
        state.month = wedding + 6
        state.move(EGO, HOME)
        if what == "dead":
            state.gone[ID["wife"]] = state.month
        else:
            system.demography._put_off["following"] = wedding + 3
        system.demography._marry(state, np.empty(0, dtype=weddings.WEDDING))
        assert state.union_end[WEDDING] == wedding
