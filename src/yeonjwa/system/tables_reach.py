"""Reach of the departures of a simulated run: who has a relative among those who arrived, or whom the state knows to have left or tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures import sets
from yeonjwa.departures.close_kin import CloseKin
from yeonjwa.departures.observed import Departures
from yeonjwa.months import NEVER
from yeonjwa.outcome import ALL, Table
from yeonjwa.reach.columns import SHARE_OF_HOME, dimensions, table_of
from yeonjwa.reach.measure import SONGBUN, Measure, vetting_rules
from yeonjwa.reach.two_sets import reach_of_sets
from yeonjwa.reach.world import LINEALITIES, MAX_CHON, World
from yeonjwa.system.register import HELD_IN_CHINA, IN_CHINA, IN_SOUTH, ONWARD
from yeonjwa.system.state import FIRST, State

SIMULATED = "simulated"
"""Stands where the observed departures name their clustering."""
SETS: tuple[str, str] = ("arrived", "known")
_CHON = tuple(range(MAX_CHON + 1))


@dataclass(frozen=True, eq=False)
class SimulatedWorld(World):
    """A country at the end of a simulated run, with one row for everybody who ever left or was taken for one who did.

    entry_of : set -> month from which each belongs to it, int16[n]; a person stays in a set after death, as relatives keep
    the relation. until : int16[persons_ever], first month in which a person is no longer at home; who came back is.
    """

    entry_of: dict[str, NDArray[np.int16]]
    until: NDArray[np.int16]

    @cached_property
    def masked(self) -> NDArray[np.bool_]:
        not_born: NDArray[np.bool_] = (self.until <= self.country.birth_month) & (self.country.birth_month >= FIRST)
        return not_born

    @cached_property
    def home_until(self) -> NDArray[np.int16]:
        return self.until

    def entries(self, name: str, known_share: float | None = None) -> NDArray[np.uint8]:
        return sets.year_index(self.entry_of[name])

    @classmethod
    @contextmanager
    def of(cls, state: State) -> Iterator[SimulatedWorld]:
        """The world that a run has come to; while it lasts, ``gone`` of the state is its ``until``, as a copy of the country's length would be dear."""
        table = state.leavers
        person, row = np.unique(table.person.astype(np.int32), return_inverse=True)

        def first(months: NDArray[np.int16]) -> NDArray[np.int16]:
            found = np.full(person.size, NEVER, dtype=np.int16)
            np.minimum.at(found, row, months)
            return found

        entry = {"arrived": first(table.arrived), "known": first(table.known)}
        departures = Departures(
            person, first(table.month), entry["arrived"], np.arange(person.size, dtype=np.int32),
            np.full(person.size, -1, dtype=np.int32), person.size,
        )  # fmt: skip
        close_kin = CloseKin(state.country, state.pedigree)
        away = person[np.isin(state.whereabouts[person], (IN_CHINA, ONWARD, IN_SOUTH, HELD_IN_CHINA))]
        gone = state.gone[away]
        state.gone[away] = np.minimum(gone, state.people.away_since[state.people.row_of[away]])
        try:
            yield cls(state.country, close_kin, departures, state.scenario.seed, 0, entry, state.gone)
        finally:
            state.gone[away] = gone


def reach_tables(
    state: State, first_year: int, last_year: int, ground: Callable[[], NDArray[np.uint8]] | None = None
) -> dict[str, Table]:
    """``reach`` and ``vetting`` of one run, in the form that the observed departures give them; ``ground`` as in ``reach_of_sets``."""
    measure = Measure(SIMULATED, 0)
    with SimulatedWorld.of(state) as world:
        reach_of_sets(world, measure, SETS, (first_year, last_year), ground)
    rows = []
    for name in SETS:
        for lineality in LINEALITIES:
            reached, home = measure.nation[name, lineality]
            for k in range(home.size):
                for chon in _CHON:
                    rows.append({
                        "set": name, "clustering": SIMULATED, "lineality": lineality, "year": first_year + k, "chon": chon,
                        **_share(state, int(reached[chon, k]), int(home[k])),
                    })  # fmt: skip
    fields = (*dimensions("set", "clustering", "lineality", "year", "chon"), *SHARE_OF_HOME)
    tables = {"reach": table_of("reach", fields, rows, nested=(("chon", _CHON),))}
    rows = []
    for rule in vetting_rules():
        failing, adults = measure.vetting[rule]
        for k in range(adults.shape[1]):
            parts = [(failing[s, k], adults[s, k]) for s in range(len(SONGBUN))]
            for stratum, (bad, of) in (
                (ALL, (failing[:, k].sum(), adults[:, k].sum())),
                *zip(SONGBUN, parts, strict=True),
            ):
                rows.append(
                    {"rule": rule, "year": first_year + k, "songbun": stratum, **_share(state, int(bad), int(of))}
                )
    fields = (*dimensions("rule", "year", "songbun"), *SHARE_OF_HOME)
    return tables | {"vetting": table_of("vetting", fields, rows, sums=("songbun",))}


def _share(state: State, reached: int, home: int) -> dict[str, float]:
    """One run gives one share; its interval would need several (families are large, so counts alone do not tell it)."""
    share = reached / max(home, 1)
    return {
        "at_home": home, "reached": reached, "people": reached / state.scale, "share": share, "low": share, "high": share, "placings": 1,
    }  # fmt: skip


__all__ = ["SETS", "SIMULATED", "SimulatedWorld", "reach_tables"]
