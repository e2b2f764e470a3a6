"""Where everybody is: the checks of conservation that hold at the end of every month of every run."""

from __future__ import annotations

import numpy as np

from yeonjwa.departures.points import GROUP
from yeonjwa.system.register import (
    BANDS,
    DETAINED,
    HELD_IN_CHINA,
    HOME,
    IN_CAMP,
    IN_CHINA,
    IN_EXILE,
    IN_SOUTH,
    ONWARD,
)
from yeonjwa.system.run import System
from yeonjwa.system.state import CAME_BACK, CHINA, DEAD, HELD, ONWARD_, SENT_BACK, SETTLED, SHOT, SOUTH, STOPPED, State

AT_HOME = (HOME, IN_EXILE, DETAINED, IN_CAMP)
"""Whereabouts in the North."""
WHEREABOUTS_OF_STAGE = {
    STOPPED: AT_HOME, SHOT: AT_HOME, SENT_BACK: AT_HOME, CAME_BACK: AT_HOME, CHINA: (IN_CHINA,), SETTLED: (IN_CHINA,),
    HELD: (HELD_IN_CHINA,), ONWARD_: (ONWARD,), SOUTH: (IN_SOUTH,),
}  # fmt: skip
"""Where the living can be whose latest attempt stands at a stage."""


def check_places(system: System) -> None:
    """Everybody ever alive is in exactly one place, and all that is kept of it says so."""
    state = system.state
    check_lives(state)
    check_attempts(state)
    check_groups_and_posts(state)
    check_files(state)
    check_counts(state)


def check_counts(state: State) -> None:
    """Relatives count everybody of theirs who set out and has not come back, and of them those who reached the South."""
    table, people = state.leavers, state.people
    left, south = np.zeros(len(people), dtype=int), np.zeros(len(people), dtype=int)
    away = np.isin(table.stage, (CHINA, HELD, ONWARD_, SOUTH, SETTLED, DEAD))
    for row in np.flatnonzero(away).tolist():
        circle = state.circles.row[table.circle_start[row] : table.circle_end[row]]
        left[circle] += 1
        south[circle] += table.stage[row] == SOUTH
    assert (people.left == left).all()
    assert (people.south == south).all()
    assert (people.funded == (south > 0)).all()


def check_lives(state: State) -> None:
    """Nobody lives longer than in the genealogy; births that did not happen are gone at birth, and their children too."""
    c = state.columns
    assert (state.gone <= np.minimum(c["death_month"], c["separated_month"])).all()
    assert (state.gone >= state.birth).all()
    masked = np.flatnonzero((state.gone == state.birth) & (c["death_month"] > c["birth_month"]))
    assert (state.whereabouts[masked] == HOME).all()
    assert (state.post_now[masked] == 0).all()
    never = np.zeros(state.gone.size, dtype=bool)
    never[masked] = True
    born = np.flatnonzero(state.birth <= state.month)
    for parent in (c["mother"], c["father"]):
        of_masked = born[(parent[born] >= 0) & never[parent[born]]]
        assert never[of_masked].all()


def check_attempts(state: State) -> None:
    """Whereabouts agree with the latest attempt of each person; earlier attempts are over."""
    table = state.leavers
    person = table.person.astype(np.int64)
    latest = np.full(state.gone.size, -1)
    latest[person] = np.arange(person.size)  # rows are in order of time
    row_of = state.people.row_of[person]
    assert (row_of > 0).all()
    over = np.flatnonzero(latest[person] != np.arange(person.size))
    assert np.isin(table.stage[over], (STOPPED, SHOT, SENT_BACK, CAME_BACK)).all()
    assert (state.people.leaver[row_of] == latest[person]).all()
    current = latest[latest >= 0]
    living = state.lives(person[current])
    for stage, places in WHEREABOUTS_OF_STAGE.items():
        there = person[current[living & (table.stage[current] == stage)]]
        assert np.isin(state.whereabouts[there], places).all(), stage
    assert not living[table.stage[current] == DEAD].any()
    away = np.flatnonzero(~np.isin(state.whereabouts, AT_HOME))
    assert (latest[away] >= 0).all()
    arrived = table.arrived <= state.month
    assert np.isin(table.stage[~arrived], list({*WHEREABOUTS_OF_STAGE, DEAD} - {SOUTH})).all()
    assert np.isin(table.stage[arrived], (SOUTH, CAME_BACK)).all()


def check_groups_and_posts(state: State) -> None:
    """Only those of 16 and over who are at home or banished can leave; only those at home hold posts."""
    living = np.flatnonzero(state.lives(np.arange(state.gone.size)))
    has_group = (state.code[living] & GROUP) > 0
    age = state.year - (1800 + state.birth[living].astype(np.int64) // 12)
    can_leave = np.isin(state.whereabouts[living], (HOME, IN_EXILE)) & (age >= BANDS[0])
    assert (has_group == can_leave).all()
    posted = living[state.post_now[living] > 0]
    assert (state.whereabouts[posted] == HOME).all()
    killed = np.flatnonzero((state.gone <= state.month) & (state.gone < state.columns["death_month"]))
    killed = killed[state.gone[killed] > state.birth[killed]]
    since_run = killed[state.columns["separated_month"][killed] > state.gone[killed]]
    assert ((state.code[since_run] & GROUP) == 0).all()
    assert (state.post_now[since_run] == 0).all()


def check_files(state: State) -> None:
    """The chains of the family files part those who are on file among them: each on one chain, once."""
    files, people = state.files, state.people
    position, row = files.rows_of(people, np.arange(len(files)))
    on_file = np.flatnonzero(people.file >= 0)
    assert np.array_equal(np.sort(row), on_file)
    assert (people.file[row] == position).all()
    assert (np.bincount(position, minlength=len(files)) == files.members).all()


def fingerprint(system: System) -> dict[str, object]:
    """Everything that a run has come to, by person (not by order of rows), to compare two runs bit for bit."""
    state = system.state
    people, table = state.people, state.leavers
    order = np.argsort(people.person[1:], kind="stable") + 1
    by_person = {
        name: column[order].tolist()
        for name, column in people.as_dict().items()
        if name not in ("file", "next_of_file", "leaver")
    }
    keeper = np.append(state.files.keeper, -1)
    attempts = sorted(zip(*(getattr(table, name).tolist() for name in ("person", "month", "stage", "moved", "group", "label", "known", "arrived", "fast", "held")), strict=True))  # fmt: skip
    by_keeper = np.argsort(state.files.keeper, kind="stable")
    return {
        "gone": state.gone.tobytes(), "union_end": state.union_end.tobytes(), "whereabouts": state.whereabouts.tobytes(),
        "post_now": state.post_now.tobytes(), "code": state.code.tobytes(), "people": by_person,
        "file": keeper[people.file[order]].tolist(), "attempts": attempts,
        "files": {n: v[by_keeper].tolist() for n, v in state.files.as_dict().items() if n != "first_row"},
        "fields": {n: v.tobytes() for n, v in state.fields.copy().items()},
        "ledger": {n: v.tobytes() for n, v in sorted(state.ledger.yearly.items())},
        "harm": {
            (n, k): v.tobytes()
            for kind in (state.ledger.people, state.ledger.months)
            for n, tables in sorted(kind.items())
            for k, v in tables.items()
        },
    }  # fmt: skip
