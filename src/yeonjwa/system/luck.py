"""Luck of the system at work: every chance event asks here, by the name of the decision.

A draw depends on (seed, decision, person[, other], month or attempt) and on nothing else, so that two worlds share
it. A log, kept only if asked for, holds each draw beside the chance it was compared with: two worlds may differ in what
happens to a key only if the draw lies between their two chances.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.draws import draws_below, stream, uniforms
from yeonjwa.system.threads import each, parts_of_range

FEWEST_IN_A_THREAD = 10_000


@dataclass
class Luck:
    """Keyed draws of one seed. ``log``: None, or a list that collects (decision, person, month, other, attempt, draw, chance)."""

    seed: int
    log: list[tuple[Any, ...]] | None = None
    _keys: dict[str, np.uint64] = field(default_factory=dict)

    def key(self, decision: str) -> np.uint64:
        """Key of a decision, for use inside a kernel."""
        if decision not in self._keys:
            self._keys[decision] = stream(self.seed, decision)
        return self._keys[decision]

    def uniform(self, decision: str, person: Any, month: Any, other: Any = 0, attempt: Any = 0) -> NDArray[np.float64]:
        """float64 in [0, 1) for each person (int ids); the arguments broadcast."""
        return uniforms(self.key(decision), person, month, other, attempt)

    def happens(
        self, decision: str, person: Any, month: Any, chance: Any, other: Any = 0, attempt: Any = 0
    ) -> NDArray[np.bool_]:
        """bool for each person: whether what has this ``chance`` (0 to 1) happens."""
        draw = self.uniform(decision, person, month, other, attempt)
        if self.log is not None and draw.size:
            shape = draw.shape
            self.log.append(
                (
                    decision,
                    *(np.broadcast_to(np.asarray(a), shape).copy() for a in (person, month, other, attempt)),
                    draw,
                    np.broadcast_to(np.asarray(chance, dtype=np.float64), shape).copy(),
                )
            )
        return np.asarray(draw < chance)

    def rare(self, decision: str, person: NDArray[np.int32], month: int, most: float) -> NDArray[np.int64]:
        """Positions, rising, of the few among many persons (ids) whose draw lies below ``most``, a bound on their chances."""
        key = self.key(decision)

        def below(part: tuple[int, int]) -> NDArray[np.int64]:
            found: NDArray[np.int64] = draws_below(key, person[slice(*part)], month, most)
            return found + part[0]

        return np.concatenate(each(below, parts_of_range(0, person.size, FEWEST_IN_A_THREAD)))

    def rounded(self, decision: str, number: float, month: int, scale: float) -> int:
        """``number`` of real things (officers, places, trucks) at the country's scale, rounded by a keyed draw."""
        whole = number * scale
        return int(np.floor(whole + self.uniform(decision, 0, month)[()]))
