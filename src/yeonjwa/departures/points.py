"""Who leaves in a month: a thinned Poisson random measure on (person, month, height), sparse and dense.

Points lie with intensity 1 over the heights of each person and month, whatever the scenario; the person leaves in that
month if the lowest of them lies below the person's hazard h, hence with chance 1 - exp(-h). The points are the luck that
two worlds share: a person who leaves in one only has the lowest point of that month between the two hazards.

Below the ceiling (0.002 per person-month) they are thrown by blocks of 4096 consecutive ids, as many as a Poisson draw
says, each naming a person and a height, so that a month costs as many draws as there are points (one per 500 people).
A bound on the hazard by group dismisses nearly all of them before a hazard is worked out. Above the ceiling the lowest
point of a person is the ceiling plus an exponential draw, read only for *hot* people, whose hazard may exceed the ceiling.

    luck = LeavingPoints.of(seed, country.persons_ever)
    near = luck.candidates(month, code, bound, hot, hot_bound)      # a few people
    gone = near.person[leaves(near, hazards(near.person, month))]   # the model's exact hazards of those few

``code`` (uint16 by person) is the group, 1 to 32767, whose ``bound`` holds for the person; 0 (``ABSENT``) for whoever is
not there; with the bit ``RAISED`` set for whoever may exceed the group's bound through what befell that person alone.
``LeavingPoints.everybody`` is the dense reference: it reads the same points for all and needs no bound.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa import draws
from yeonjwa.departures.candidates import Candidates, joined, leaves
from yeonjwa.departures.points_kernels import (
    ABSENT,
    BLOCK,
    CEILING,
    GROUP,
    RAISED,
    points_above,
    points_below,
    points_of_everybody,
    points_of_hot,
)


@dataclass(frozen=True)
class LeavingPoints:
    """The points of one seed in a country of ``persons`` ever born (ids 0 to ``persons`` - 1).

    Make it with ``of``. A point depends on the seed, its block or person, and the month, and on nothing else.
    """

    persons: int
    key_number: np.uint64
    key_point: np.uint64
    key_above: np.uint64
    chances: NDArray[np.float64]  # cumulative chances of 0, 1, 2, ... points in a whole block
    chances_end: NDArray[np.float64]  # the same for the country's last block, which may be smaller

    @classmethod
    def of(cls, seed: int, persons: int) -> LeavingPoints:
        """The points of a seed, for ``persons`` (1 to 2**31 - 1) ever born."""
        if not 1 <= persons < 2**31:
            raise ValueError(f"persons is {persons}; expected 1 to {2**31 - 1}.")
        return cls(
            persons,
            draws.stream(seed, "number of points of leaving"),
            draws.stream(seed, "point of leaving"),
            draws.stream(seed, "lowest point of leaving above the ceiling"),
            poisson_chances(CEILING * BLOCK),
            poisson_chances(CEILING * ((persons - 1) % BLOCK + 1)),
        )

    @property
    def blocks(self) -> int:
        """How many blocks of ids the country has."""
        return -(-self.persons // BLOCK)

    def candidates(
        self,
        month: int,
        code: NDArray[np.uint16],
        bound: NDArray[np.float64],
        hot: NDArray[np.int64] | None = None,
        hot_bound: NDArray[np.float64] | None = None,
        *,
        blocks: tuple[int, int] | None = None,
    ) -> Candidates:
        """Those whose lowest point of ``month`` lies below the bound on their hazard.

        Parameters
        ----------
        month : int
            Month index.
        code : uint16[persons]
            Group of each person, ``ABSENT``, or group | ``RAISED`` (see the module).
        bound : float64[groups]
            Proven upper bound on the hazard by group, in the month; ``bound[ABSENT]`` is 0.
        hot : int64[n], optional
            Ids, rising, of everyone with ``RAISED`` set whose hazard may exceed the ceiling; the absent among them are
            passed over. Members of groups whose bound exceeds the ceiling need not be listed.
        hot_bound : float64[n]
            Proven upper bound on the hazard of each of ``hot``; infinity where there is none.

        Other parameters
        ----------------
        blocks : (first, last), optional
            Only ids from ``first`` * 4096 to ``last`` * 4096 - 1: blocks in which nobody lives cost nothing if left out,
            and parts may be worked out in any order or thread. The results of the parts, joined, are those of the whole.

        Raises
        ------
        ValueError
            Arrays that do not fit each other; a code without a bound; somebody hot whose points would be lost.
        """
        first, last = self._range(blocks)
        near = self.below(month, code, bound, blocks=blocks)
        begin, end = first * BLOCK, min(last * BLOCK, self.persons)
        members = begin + np.flatnonzero((bound > CEILING)[code[begin:end] & GROUP])
        above = []
        if hot is not None and hot_bound is not None:
            hot, hot_bound = self._hot_of_range(first, last, code, bound, hot, hot_bound)
            at = np.searchsorted(hot, near.person)
            is_listed = np.append(hot, -1)[at] == near.person
            near.bound[is_listed] = hot_bound[at[is_listed]]
            above.append(self.above(month, hot, hot_bound, hot_bound.__getitem__))
            members = members[~np.isin(members, hot)]
        elif (hot is None) != (hot_bound is None):
            raise ValueError("hot and hot_bound go together; one of them is missing.")
        near = joined([near, *above, self.of_groups(month, code, bound, members)])
        return near.within(near.bound)

    def below(
        self,
        month: int,
        code: NDArray[np.uint16],
        bound: NDArray[np.float64],
        *,
        blocks: tuple[int, int] | None = None,
    ) -> Candidates:
        """Those whose lowest point lies below the ceiling and, unless they are raised, below the bound of their group.

        The bound of the raised is the ceiling here: whoever may exceed it is to be asked for ``above`` it as well. Parameters and
        errors are those of ``candidates``.
        """
        first, last = self._range(blocks)
        self._check(code, bound)
        person, height, drawn, unknown = points_below(
            self.key_number,
            self.key_point,
            month,
            first,
            last,
            self.persons,
            self.chances,
            self.chances_end,
            code,
            bound,
        )
        if unknown >= 0:
            raise ValueError(
                f"person {unknown} has code {code[unknown]}, but there are bounds for {bound.size} groups."
            )
        near = code[person]
        return Candidates(person, height, np.where(near & RAISED, CEILING, bound[near & GROUP]), int(drawn))

    def above(
        self,
        month: int,
        person: NDArray[Any],
        most: NDArray[np.float64],
        bound_of: Callable[[NDArray[np.int64]], NDArray[np.float64]],
    ) -> Candidates:
        """Those of ``person`` (ids, repeats allowed) whose lowest point above the ceiling, the ceiling plus an exponential
        draw, lies below their bound. Whoever has one below the ceiling has a lower one: see ``joined``.

        ``most``, float64, one each or one for all, is not below the bounds; ``bound_of`` gives those of the few positions for whom that
        leaves it open.
        """
        person = np.ascontiguousarray(person, dtype=np.int32)
        at, height = points_above(self.key_above, month, person, most)
        return Candidates(person[at].astype(np.int64), height, most[at * (most.size > 1)], 0).within(bound_of(at))

    def of_hot(
        self, month: int, rows: NDArray[np.int32], need: NDArray[np.float64], records: NDArray[Any], person: NDArray[np.int32],
        bound_of: Callable[[NDArray[np.int32]], NDArray[np.float64]],
    ) -> Candidates:  # fmt: skip
        """As ``above``, of those of ``rows`` among the affected who are hot (see ``points_kernels.points_of_hot``); ``bound_of``
        gives the bounds of the few whose point may lie below."""
        found, height = points_of_hot(self.key_above, month, rows, need, records, person)
        bound = bound_of(found)
        return Candidates(person[found].astype(np.int64), height, bound, 0).within(bound)

    def of_groups(
        self, month: int, code: NDArray[np.uint16], bound: NDArray[np.float64], members: Sequence[int] | NDArray[Any]
    ) -> Candidates:
        """As ``above``, those of ``members`` (ids, in any order, repeats allowed) who are in groups whose bound exceeds the ceiling and
        are not raised."""
        members = np.asarray(members, dtype=np.int32)

        def bound_of(at: NDArray[np.int64]) -> NDArray[np.float64]:
            own = code[members[at]]
            return np.where(own < RAISED, bound[own & GROUP], 0.0)

        return self.above(month, members, bound.max(keepdims=True), bound_of)

    def everybody(self, month: int, *, blocks: tuple[int, int] | None = None) -> NDArray[np.float64]:
        """Lowest point of every id (of ``blocks``) in ``month``, living or not: the slow, dense reference.

        Whoever is there leaves if it lies below the hazard.
        """
        first, last = self._range(blocks)
        out = np.empty(max(min(last * BLOCK, self.persons) - first * BLOCK, 0), dtype=np.float64)
        points_of_everybody(
            self.key_number, self.key_point, self.key_above, month, first, last, self.persons,
            self.chances, self.chances_end, out,
        )  # fmt: skip
        return out

    def _range(self, blocks: tuple[int, int] | None) -> tuple[int, int]:
        first, last = (0, self.blocks) if blocks is None else blocks
        if not 0 <= first <= last <= self.blocks:
            raise ValueError(f"blocks are {blocks}; expected (first, last) within 0 to {self.blocks}.")
        return first, last

    def _check(self, code: NDArray[Any], bound: NDArray[Any]) -> None:
        if code.dtype != np.uint16 or code.shape != (self.persons,):
            raise ValueError(f"code is {code.dtype}{list(code.shape)}; expected uint16[{self.persons}].")
        if bound.dtype != np.float64 or bound.ndim != 1 or not 1 <= bound.size <= GROUP + 1:
            raise ValueError(f"bound is {bound.dtype}{list(bound.shape)}; expected float64[1 to {GROUP + 1}].")
        if bound[ABSENT] != 0 or not (bound >= 0).all():
            raise ValueError("bounds must be 0 or more, and 0 for group 0, the absent.")

    def _hot_of_range(
        self,
        first: int,
        last: int,
        code: NDArray[np.uint16],
        bound: NDArray[np.float64],
        hot: NDArray[np.int64],
        hot_bound: NDArray[np.float64],
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The hot who are there, among the ids of a range of blocks, after checks."""
        if hot.shape != hot_bound.shape or (hot[1:] <= hot[:-1]).any():
            raise ValueError("hot must be rising ids, each once, with one bound each.")
        if not (hot_bound >= 0).all():
            raise ValueError("the bound of each of the hot must be 0 or more, or infinity.")
        if hot.size and not 0 <= hot[0] <= hot[-1] < self.persons:
            raise ValueError(f"hot has ids {hot[0]} to {hot[-1]}; expected 0 to {self.persons - 1}.")
        part = slice(*np.searchsorted(hot, [first * BLOCK, last * BLOCK]))
        hot, hot_bound = hot[part], hot_bound[part]
        own = code[hot]
        is_there = (own & GROUP) != ABSENT
        hidden = is_there & ((own & RAISED) == 0) & (bound[own & GROUP] < CEILING)
        if hidden.any():
            raise ValueError(
                f"person {hot[hidden][0]} is hot, but the code has no RAISED bit and the group's bound is below the ceiling: "
                "points of that person would be lost."
            )
        return hot[is_there], hot_bound[is_there]


def poisson_chances(mean: float) -> NDArray[np.float64]:
    """Cumulative chances of 0, 1, 2, ... events of a Poisson law, as far as 53 bits see; the last is 1.

    The number drawn by a uniform u is the count of entries that are not above u.
    """
    chance, total, k, out = math.exp(-mean), 0.0, 0, []
    while k <= mean or chance > 2.0**-60:
        total += chance
        out.append(min(total, 1.0))
        k += 1
        chance *= mean / k
    out[-1] = 1.0
    return np.array(out)


__all__ = [
    "ABSENT",
    "BLOCK",
    "CEILING",
    "GROUP",
    "RAISED",
    "Candidates",
    "LeavingPoints",
    "joined",
    "leaves",
    "poisson_chances",
]
