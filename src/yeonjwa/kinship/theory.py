"""Matrix kinship theory: expected living kin of each class at each age of Focal.

Kin of Focal are counted by steps up to the common ancestor and steps down from it; ``(up, down)``: ``(1, 0)`` parents,
``(0, 1)`` children, ``(1, 1)`` siblings, ``(2, 1)`` aunts and uncles, ``(4, 4)`` third cousins. With ``k_{u,d}(x)`` the
numbers by age class at Focal's exact age x, one recursion holds for all of them:

    k_{u,d}(x + 1) = U k_{u,d}(x) + F k_{u,d-1}(x),     k_{u,d}(0) = sum over ages i of parents: pi_i k_{u-1,d}(i)

that is, kin survive (U), children of the class one step nearer join (F), and at Focal's birth her kin are those of her
parents one step nearer. The ends: k_{0,0} is Focal, k_{1,0}(0) = pi, k_{0,d}(0) = 0. Siblings are counted through the
mother, at the starting point of each side branch: k_{1,d}(0), d > 0, takes mothers only, and F of the ancestors
k_{u,0} takes women only. Births to Focal's ancestor before that ancestor's child in Focal's line was born make the
"older" branch (Caswell's m, and the aunts older than the mother, r), births after it the "younger" one (n, s).

One sex: Caswell (2019), "The formal demography of kinship: a matrix formulation", Demographic Research 41:24.
Changing rates: Caswell and Song (2021), "The formal demography of kinship III", Demographic Research 45:16.
Two sexes: Caswell (2022), "The formal demography of kinship IV: two-sex models", Demographic Research 47:13.

People are counted by path: someone who is kin in two ways counts twice. In large populations this does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from yeonjwa.errors import InputError
from yeonjwa.kinship.rates import AGES, FEMALE, Rates
from yeonjwa.kinship.theory_steps import Floats, Steps, exact_steps

MAX_CHON = 8
KinClass = tuple[int, int]


def kin_classes(max_chon: int = MAX_CHON) -> list[KinClass]:
    """All (up, down) with 1 <= up + down <= max_chon, nearest first, then from ancestors to descendants."""
    return [(chon - down, down) for chon in range(1, max_chon + 1) for down in range(chon + 1)]


@dataclass(frozen=True)
class KinTheory:
    """Expected living kin by class, sex and age.

    kin : float64[S, 101 ages of kin, 101 exact ages of Focal] for each (up, down); S is 1 (women) or 2 (women, men).
    """

    kin: Mapping[KinClass, Floats]
    sexes: int

    def living(self, up: int, down: int, age: int) -> tuple[float, float]:
        """Expected living kin (women, men) of one class when Focal is exactly ``age`` years old."""
        by_sex = self.kin[(up, down)][:, :, age].sum(axis=1)
        return float(by_sex[FEMALE]), float(by_sex[1]) if self.sexes == 2 else 0.0

    def by_chon(self, age: int) -> Floats:
        """float64[9]: expected living kin by degree (chon 0 to 8) at Focal's exact age."""
        total = np.zeros(MAX_CHON + 1)
        for (up, down), density in self.kin.items():
            total[up + down] += density[:, :, age].sum()
        return total


def constant_kin(
    rates: Rates,
    line: str = "female",
    *,
    focal_sex: int = FEMALE,
    max_chon: int = MAX_CHON,
    per_year: int = 4,
    branch: str = "all",
) -> KinTheory:
    """Kin in the stable population of constant rates.

    Parameters
    ----------
    line : "female" (women through women) or "both" (Caswell 2022; the men's fertility scaled so that men father as
        many children as women bear, without which no such population can be).
    focal_sex : sex of Focal in ``both``; it matters for descendants only.
    per_year : steps per year of age; the error falls with its square (see docs/decisions/sdr-0010).
    branch : "all", or "older" / "younger" side branches alone (ancestors and descendants are the same in each).
    """
    return kin_of_steps(
        exact_steps(rates, sexes_of(line), per_year), focal_sex=focal_sex, max_chon=max_chon, branch=branch
    )


def sexes_of(line: str) -> int:
    """1 for the female line, 2 for both."""
    if line not in ("female", "both"):
        raise InputError(f"line is '{line}'; expected 'female' or 'both'.")
    return 1 if line == "female" else 2


def kin_of_steps(steps: Steps, *, focal_sex: int = FEMALE, max_chon: int = MAX_CHON, branch: str = "all") -> KinTheory:
    """The recursion in a population that does not change. Arguments as in ``constant_kin``."""
    if branch not in ("all", "older", "younger"):
        raise InputError(f"branch is '{branch}'; expected 'all', 'older' or 'younger'.")
    sexes = steps.survive.shape[0]
    found: dict[KinClass, Floats] = {}
    nearer = _levels(steps, 0, None, FEMALE, max_chon, branch)
    shown = nearer if focal_sex == FEMALE else _levels(steps, 0, None, focal_sex, max_chon, branch)
    for up in range(max_chon + 1):
        if up:
            nearer = shown = _levels(steps, up, nearer, FEMALE, max_chon, branch)
        for down in range(max_chon - up + 1):
            if up or down:
                found[(up, down)] = _by_year(shown[down], steps.per_year)
    return KinTheory(found, sexes)


def _levels(steps: Steps, up: int, nearer: Floats | None, focal_sex: int, max_chon: int, branch: str) -> Floats:
    """k_{up,d} for all d at once: float64[max_chon - up + 1, S, A, X], X exact ages of Focal in steps."""
    downs = max_chon - up + 1
    sexes, classes = steps.survive.shape
    points = (AGES - 1) * steps.per_year + 1
    k = np.zeros((downs, sexes, classes, points))
    if up:
        assert nearer is not None
        k[..., 0] = at_birth(nearer[:downs], up, steps, branch)
    for x in range(points - 1):
        now = k[..., x]
        k[:, :, 1:, x + 1] = now[:, :, :-1] * steps.survive[:, :-1]
        k[:, :, -1, x + 1] += now[:, :, -1] * steps.survive[:, -1]
        if downs > 1:
            born = new_births(now, up, steps, branch)
            if up == 0:
                born[0] = steps.own_births[focal_sex, x]
            k[1:, :, 0, x + 1] = born[:, None] * steps.newborn
    return k


def at_birth(nearer: Floats, up: int, steps: Steps, branch: str = "all") -> Floats:
    """k_{up,d}(0) for each d from the parents' kin one step nearer; float64[downs, S, A].

    ``nearer`` is k_{up-1,d} for the same d, float64[downs, S, A, X].
    """
    weights = steps.parent_ages[:, : nearer.shape[-1]]
    if up >= 2:
        return nearer @ weights.sum(axis=0)
    first = nearer @ weights[FEMALE]  # side branches begin at the mother
    if branch == "younger":
        first[1:] = 0.0
    first[0] = steps.parents
    return first


def new_births(now: Floats, up: int, steps: Steps, branch: str = "all") -> Floats:
    """Births to the classes one step nearer within a step; float64[downs - 1, ...] for d = 1, 2, ...

    ``now`` is float64[downs, S, A] (or [downs, S, A, X], then per age of Focal). For up = 0 the first row is Focal's
    and left to the caller.
    """
    born = np.einsum("dsa...,sa->d...", now[:-1], steps.births)
    if up:
        born[0] = 0.0 if branch == "older" else np.einsum("a...,a->...", now[0, FEMALE], steps.births[FEMALE])
    return born


def _by_year(density: Floats, per_year: int) -> Floats:
    """Sum age classes to years and keep Focal's whole years: float64[S, 101, 101]."""
    sexes, classes, _ = density.shape
    return density[:, :, ::per_year].reshape(sexes, classes // per_year, per_year, -1).sum(axis=2)


def years_of(series: Sequence[Rates]) -> list[int]:
    """The calendar years of a series, checked to follow each other without a gap."""
    years = [r.year for r in series]
    if not years or any(y is None for y in years) or years != list(range(years[0] or 0, (years[0] or 0) + len(years))):
        raise InputError("rates that change need a 'year' column with years that follow each other without a gap.")
    return [int(y or 0) for y in years]
