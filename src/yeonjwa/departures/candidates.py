"""Those who may leave in a month, with their points and the bounds on their hazards, and who of them leaves (see ``points``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeonjwa.system.arrays import first_of_each


@dataclass(frozen=True)
class Candidates:
    """Those who may leave in a month: their lowest point lies below the bound on their hazard.

    ``person`` int64[n], rising, each once; ``height`` float64[n], the lowest point; ``bound`` float64[n], what the hazard
    was promised not to exceed; ``drawn``, the number of points below the ceiling that were drawn on the way.
    """

    person: NDArray[np.int64]
    height: NDArray[np.float64]
    bound: NDArray[np.float64]
    drawn: int

    def within(self, bound: NDArray[np.float64]) -> Candidates:
        """Those of them whose lowest point lies below another ``bound`` on their hazard, float64[n]."""
        kept = np.flatnonzero(self.height < bound)
        return Candidates(self.person[kept], self.height[kept], bound[kept], self.drawn)


def joined(parts: Sequence[Candidates]) -> Candidates:
    """The candidates of parts as one, rising: first those below the ceiling, then those above it. Of a person found twice the lowest
    point, which is the first, counts."""
    person = np.concatenate([part.person for part in parts])
    order = np.argsort(person, kind="stable")  # soon done: the parts are rising
    order = order[first_of_each(person[order])]
    height, bound = (np.concatenate([getattr(part, name) for part in parts])[order] for name in ("height", "bound"))
    return Candidates(person[order], height, bound, sum(part.drawn for part in parts))


def leaves(near: Candidates, hazard: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the candidates leave, given their exact hazards (float64[n], intensity per month).

    Raises
    ------
    AssertionError
        A hazard exceeds its bound, so that points may have been lost: the bound was not proven.
    """
    over = np.flatnonzero(~(hazard <= near.bound))
    if over.size:
        i = over[0]
        raise AssertionError(
            f"person {near.person[i]} has hazard {hazard[i]!r}, which exceeds the bound {near.bound[i]!r} that was promised."
        )
    return near.height < hazard


__all__ = ["Candidates", "joined", "leaves"]
