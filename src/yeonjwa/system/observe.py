"""What is written down at the end of a month: stays that go on, stocks, and the means of the fields, each December.

Nothing here changes the world: without it a run would go the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.system.arrays import distinct, one_of
from yeonjwa.system.ledger import FIRST_YEAR, STRATA, YEARS
from yeonjwa.system.register import WHEREABOUTS, where_of_place
from yeonjwa.system.run import System
from yeonjwa.system.state import CAUSES, CHINA, HELD, ONWARD_, SETTLED, SOUTH, State

MEANS = ("hardship", "grievance", "capture", "punish", "stay", "clemency")
"""Fields whose means by stratum are kept."""
STOCKS = {
    "china": "stock_in_china", "held_in_china": "stock_held_in_china", "onward": "stock_onward", "south": "stock_in_the_south",
    "detained": "stock_detained", "camp": "stock_in_camps", "exile": "stock_in_exile",
}  # fmt: skip
"""Whereabouts, and the yearly total under which the living who are there in December are counted."""


@dataclass
class Record:
    """Means of the fields each December by stratum (where * 2 + who), weighted with residents.

    means : float64[years, strata] by field, NaN where nobody lives; residents : float64[years, strata], raw, aged 16 and over.
    births, masked : counts of the demography up to the last December.
    """

    means: dict[str, NDArray[np.float64]] = field(
        default_factory=lambda: {name: np.full((YEARS, STRATA), np.nan) for name in MEANS}
    )
    residents: NDArray[np.float64] = field(default_factory=lambda: np.zeros((YEARS, STRATA)))
    births: int = 0
    masked: int = 0


def record_of(state: State) -> Record:
    """The record of a run."""
    if state.memory.record is None:
        state.memory.record = Record()
    return state.memory.record


def close(system: System) -> None:
    """End of a month: in December note stays, stocks, births and means; then the ledger closes the month."""
    state = system.state
    if state.month % 12 == 11:
        held = np.flatnonzero(state.people.cause != 0)  # of truth values: four times as fast
        _note_stays(state, held)
        _count_stocks(state, held)
        _count_births(system)
        _average(state)
    state.ledger.close_month(state.month)


def _note_stays(state: State, rows: NDArray[np.int64]) -> None:
    """Person-months of this year of those still held or banished (``rows``), and of those who died there a usual death.

    Stays that ended were noted when they ended (``State.note_stays``), which counts from January at the earliest; so
    does the next December, and nothing is counted twice.
    """
    people = state.people
    person = people.person[rows].astype(np.int64)
    columns = state.columns
    usual_end = np.minimum(columns["death_month"][person], columns["separated_month"][person])
    is_noted = state.gone[person] < usual_end  # killed by a practice: noted then
    end = np.minimum(state.month + 1, state.gone[person].astype(np.int64))
    months = end - np.maximum(people.since[rows].astype(np.int64), state.month - 11)
    keep = (months > 0) & ~is_noted
    rows, person, months = rows[keep], person[keep], months[keep]
    for cause in distinct(people.cause[rows]).tolist():
        of_it = people.cause[rows] == cause
        state.harm(CAUSES[cause], person[of_it], people.kin_band[rows[of_it]], months[of_it])


def _count_stocks(state: State, held: NDArray[np.int64]) -> None:
    people, ledger = state.people, state.ledger
    # Whoever is away left, or is held or banished (``held``, rows): few beside all to whom something happened.
    gone_abroad = state.leavers.person[one_of(state.leavers.stage, (CHINA, HELD, ONWARD_, SOUTH, SETTLED))]
    is_counted = np.zeros(len(people), dtype=bool)
    is_counted[held] = True
    is_counted[people.row_of[gone_abroad]] = True
    rows = np.flatnonzero(is_counted)
    counts = np.bincount(people.whereabouts[rows[people.gone[rows] > state.month]], minlength=256)
    for name, total in STOCKS.items():
        ledger.add(total, state.year, int(counts[WHEREABOUTS.index(name)]))
    ledger.add("families_on_file", state.year, len(state.files))
    on_file = int(np.count_nonzero((people.file >= 0) & (people.gone > state.month)))
    ledger.add("people_on_file", state.year, on_file)


def _count_births(system: System) -> None:
    state, demography = system.state, system.demography
    record = record_of(state)
    state.ledger.add("births", state.year, demography.births - record.births)
    state.ledger.add("births_masked", state.year, demography.masked - record.masked)
    record.births, record.masked = demography.births, demography.masked


def _average(state: State) -> None:
    record = record_of(state)
    year = state.year - FIRST_YEAR
    stratum = (where_of_place().astype(np.int64)[:, None] * 2 + np.arange(2)).ravel()
    weight = state.fields.residents.ravel()
    people = np.bincount(stratum, weights=weight, minlength=STRATA)
    record.residents[year] = people
    for name in MEANS:
        value: Any = getattr(state.fields, name).ravel()
        total = np.bincount(stratum, weights=weight * value, minlength=STRATA)
        record.means[name][year] = np.divide(total, people, out=np.full(STRATA, np.nan), where=people > 0)


__all__ = ["MEANS", "STOCKS", "Record", "close", "record_of"]
