"""What holds people back and what drives them out, each December, in four parts by stratum: the parts in which a practice acts.

    fear            - beta_kin Delta stake (for relatives; what people fear for themselves at the border is told for the nation only)
    grievance       alpha_g (field + own)
    incapacitation  ln(1 - share of those who are held in a camp or a cell) and the effect of banishment
    poverty         alpha_H (field + own hardship)

Means are over a fixed keyed sample of the country, the same people in every world, so that the difference between two
worlds is caused by what differs between them and shows the sign of deterrence or backfire in its parts. Whoever has left or died is
not in the mean of that year.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures.points import GROUP
from yeonjwa.system.arrays import one_of
from yeonjwa.system.ledger import FIRST_YEAR, STRATA, YEARS
from yeonjwa.system.register import DETAINED, HOME, IN_CAMP, IN_EXILE, is_cadre_post, where_of_place
from yeonjwa.system.run import System

PARTS = ("fear", "grievance", "incapacitation", "poverty")
SAMPLE = 60_000
"""Persons ever born in the sample, one of each equal stretch of ids; about a third are grown and alive in a year."""
GROWN = 16


class Terms:
    """Sums over the sample by year and stratum (where * 2 + who): ``people`` int64[years, strata], ``sums`` float64[years, strata, 4]."""

    def __init__(self, system: System):
        persons = system.state.country.persons_ever
        count = min(SAMPLE, persons)
        stretch = persons / count
        draw = system.state.luck.uniform("sample for the terms of leaving", np.arange(count), 0)
        self.ids = np.minimum((np.arange(count) + draw) * stretch, persons - 1).astype(np.int64)
        self._left = self.ids  # without those found gone
        self.people = np.zeros((YEARS, STRATA), dtype=np.int64)
        self.sums = np.zeros((YEARS, STRATA, len(PARTS)))

    def note(self, system: System) -> None:
        """Add the means of this year; called in December."""
        state = system.state
        if state.month % 12 != 11:
            return
        self._left = self._left[state.gone[self._left] > state.month]  # they stay so
        ids = self._left[: np.searchsorted(self._left, state.born_before(state.month + 1 - 12 * GROWN))]
        ids = ids[one_of(state.whereabouts[ids], (HOME, DETAINED, IN_CAMP, IN_EXILE))]
        place = state.place_of(ids)
        stratum = where_of_place()[place] * 2 + is_cadre_post()[state.post_now[ids]]
        year = state.year - FIRST_YEAR
        people = np.bincount(stratum, minlength=STRATA)
        self.people[year] = people
        parts = self.parts(system, ids, place)
        for k in range(len(PARTS)):
            self.sums[year, :, k] = np.bincount(stratum, weights=parts[:, k], minlength=STRATA)

    @staticmethod
    def parts(system: System, ids: NDArray[np.int64], place: NDArray[np.uint8]) -> NDArray[np.float64]:
        """The four parts of the log hazard of each person at a place, float64[n, 4]; incapacitation is 1 for whoever is held."""
        state, deciding = system.state, system.deciding
        f, p, fields = state.figure, state.people, state.fields
        rows = p.row_of[ids]
        code = (state.code[ids] & GROUP).astype(np.int64)
        cadre = np.append(0, deciding.cadre)[code]
        penalty = deciding.marginal_penalty(state, ids, code, rows)
        out = np.zeros((ids.size, len(PARTS)))
        out[:, 0] = -f("kin_fear_effect") * penalty * deciding.stake(state, ids)
        out[:, 1] = f("grievance_effect") * (
            fields.grievance[place, cadre] + p.faded("grievance", rows, state.month, f("fading_grievance"))
        )
        is_held = one_of(state.whereabouts[ids], (DETAINED, IN_CAMP))
        out[:, 2] = is_held
        out[:, 3] = f("hardship_effect") * (
            fields.hardship[place, cadre] + p.faded("hardship", rows, state.month, f("fading_hardship"))
        )
        # Banishment moves a person to another place: its effect on the hazard belongs to displacement.
        moved = state.whereabouts[ids] == IN_EXILE
        lost = f("leaving_from_exile") - deciding.region_of(state, ids[moved])
        out[moved, 2] += 1 - np.exp(np.minimum(lost, 0.0))
        return out

    def means(self, counted_in: int = 1) -> NDArray[np.float64]:
        """Mean parts by year and stratum, float64[years, strata, 4]; incapacitation as ln(1 - share). NaN where nobody is.

        ``counted_in``: those held are counted in so many, to the nearest, so that a published mean tells of no few people.
        """
        sums = self.sums.copy()
        if counted_in > 1:
            sums[:, :, 2] = counted_in * np.rint(sums[:, :, 2] / counted_in)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = sums / self.people[:, :, None]
            mean[:, :, 2] = np.log1p(-np.minimum(mean[:, :, 2], 1 - 1e-12))
        return mean


__all__ = ["PARTS", "SAMPLE", "Terms"]
