"""Does severity lower or raise leaving? The sign, from the terms of the hazard, in four parts.

For a person whose relatives are struck every month with loss L, at weights omega, the log hazard changes with L by

    short run (one month)   alpha_g gamma_1 sum omega_struck        - beta_kin Delta sum omega
    long run                alpha_g gamma_1 sum omega_struck / mu   - beta_kin Delta sum omega

mu is the share of grievance forgotten in a month, Delta the chance of being struck if one leaves less the chance if one stays. Severity backfires
where the sum is positive. Two roads lead there: long memory (mu small) and blows that nobody can avoid (Delta near 0). Exact for
the terms in ``deciding`` and ``grievance``, in which all of them are linear in L, as long as grievance is not saturated.

For a run the same is taken for all losses together, times a common factor s: d ln h / d ln s, averaged over the members of family files in proportion
to their hazards, in four parts: fear; grievance; incapacitation and displacement (who is held cannot leave, who is banished leaves from elsewhere);
poverty (loss of means by loss of post, demotion, exile). For the last two the people struck, and what they lost, are taken to grow in proportion to s.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from yeonjwa.beliefs.grievance import blows_of_year, forgotten
from yeonjwa.departures.points import GROUP
from yeonjwa.system.arrays import one_of
from yeonjwa.system.register import DETAINED, HOME, IN_CAMP, IN_EXILE
from yeonjwa.system.run import System
from yeonjwa.system.state import State

SAMPLE = 20_000
"""Members of files who are looked at, evenly spread over all."""
STRATA = (5, 2)


def short_run(alpha: float, gamma: float, struck: float, beta: float, delta: float, stake: float) -> float:
    """d ln h / d L within a month of the first blow.

    alpha : effect of grievance on the log hazard; gamma : grievance per loss; struck : sum of omega over those struck; beta : effect of fear for kin;
    delta : marginal chance that a relative is struck; stake : sum of omega over those who could be.
    """
    return alpha * gamma * struck - beta * delta * stake


def long_run(alpha: float, gamma: float, struck: float, beta: float, delta: float, stake: float, mu: float) -> float:
    """d ln h / d L when blows have fallen every month for long; mu : share of grievance forgotten in a month."""
    return alpha * gamma * struck / mu - beta * delta * stake


@dataclass(frozen=True)
class Parts:
    """d ln h / d ln severity of families of those who left, by stratum: float64[5, 2] each (where by who), NaN where nobody is."""

    fear: NDArray[np.float64]
    grievance: NDArray[np.float64]
    incapacitation: NDArray[np.float64]
    poverty: NDArray[np.float64]

    @property
    def total(self) -> NDArray[np.float64]:
        """Sum of the parts: below 0 severity deters, above 0 it backfires."""
        return np.asarray(sum(getattr(self, part.name) for part in fields(self)))


@dataclass(frozen=True)
class Signs:
    """The parts in the short run (a month) and in the long run; people : int64[5, 2], members of files in the sample."""

    short: Parts
    long: Parts
    people: NDArray[np.int64]


def signs(system: System) -> Signs:
    """The sign of severity by stratum, as the run stands this month."""
    state, deciding = system.state, system.deciding
    f, people = state.figure, state.people
    rows = np.flatnonzero(people.file >= 0)
    rows = rows[:: max(1, rows.size // SAMPLE)]
    person = people.person[rows].astype(np.int64)
    inside = state.lives(person) & one_of(state.whereabouts[person], (HOME, IN_EXILE, IN_CAMP, DETAINED))
    rows, person = rows[inside], person[inside]
    file = people.file[rows]
    stratum = state.files.where[file].astype(np.int64) * 2 + state.files.who[file]

    code = (state.code[person] & GROUP).astype(np.int64)
    free = code > 0
    hazard = np.zeros(rows.size)
    hazard[free] = deciding.hazards(state, person[free], deciding.groups(state))
    fear = np.zeros(rows.size)
    penalty = deciding.marginal_penalty(state, person[free], code[free], rows[free])
    fear[free] = -f("kin_fear_effect") * penalty * deciding.stake(state, person[free])
    blow = f("grievance_effect") * blows_of_year(state) / 12
    hardship = np.maximum(people.faded("hardship", rows, state.month, f("fading_hardship")), 0)
    poverty = f("hardship_effect") * hardship

    fear = _mean(fear, hazard, stratum)
    poverty = _mean(poverty, hazard, stratum)
    count = np.bincount(stratum, minlength=10)
    griev = np.where(count.reshape(STRATA) > 0, blow, np.nan)
    lost = _lost(state, person, stratum, None)
    lost_now = _lost(state, person, stratum, np.asarray(people.since[rows] == state.month))
    return Signs(
        short=Parts(fear, griev, lost_now, poverty * -np.expm1(-f("fading_hardship"))),
        long=Parts(fear, griev / forgotten(state), lost, poverty),
        people=count.reshape(STRATA),
    )


def _lost(
    state: State, person: NDArray[np.int64], stratum: NDArray[np.int64], only: NDArray[np.bool_] | None
) -> NDArray[np.float64]:
    """d ln of leaving by those held and banished: - p / (1 - p), p the share of leaving that they take out."""
    where = state.whereabouts[person]
    held = one_of(where, (IN_CAMP, DETAINED)).astype(np.float64)
    banished = np.where(where == IN_EXILE, 1 - min(1.0, float(np.exp(state.figure("leaving_from_exile")))), 0.0)
    out = held + banished
    if only is not None:
        out = out * only
    share = _mean(out, np.ones(out.size), stratum)
    return np.asarray(-share / np.maximum(1 - share, 1e-9))


def _mean(value: NDArray[np.float64], weight: NDArray[np.float64], stratum: NDArray[np.int64]) -> NDArray[np.float64]:
    total = np.bincount(stratum, weights=weight, minlength=10)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((np.bincount(stratum, weights=weight * value, minlength=10) / total).reshape(STRATA))


__all__ = ["Parts", "Signs", "long_run", "short_run", "signs"]
