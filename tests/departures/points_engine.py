"""A small world in which people leave month by month and draw their relatives after them, run sparse or dense.

It is the least engine that has everything by which a sparse run could go astray: groups, a personal factor, births and
deaths, a field fed by those who left, and relatives of those who left with multiplied hazards, some above the ceiling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from yeonjwa.departures.points import ABSENT, CEILING, RAISED, LeavingPoints, leaves
from yeonjwa.departures.points_plain import all_points, lowest_point, members_above
from yeonjwa.draws import stream, uniforms
from yeonjwa.months import month_of
from yeonjwa.population.country import Country

START = month_of(1994)
GROUPS = 4
LARGEST_FACTOR = 1.75


@dataclass(frozen=True)
class Rules:
    """Hazards of a toy world: of groups (1 / month), of kin of those who left (a factor each), of rumour, of single persons."""

    base: tuple[float, float, float, float]
    kin: float = 1.0
    rumour: float = 0.0
    season: float = 0.0
    own: Mapping[int, float] = field(default_factory=dict)


class World:
    """State of a toy world; ``step`` lives one month and returns who left, with the height of the lowest point."""

    def __init__(self, country: Country, rules: Rules, luck: LeavingPoints, way: str = "sparse"):
        self.country, self.rules, self.luck, self.way = country, rules, luck, way
        n = country.persons_ever
        self.group = (np.asarray(country.songbun) + np.asarray(country.sex)).astype(np.uint16) + np.uint16(1)
        self.factor = 0.25 + 1.5 * uniforms(stream(9, "personal factor of the toy world"), np.arange(n))
        self.own = np.ones(n)
        for person, times in rules.own.items():
            self.own[person] = times
        self.is_gone = np.zeros(n, dtype=bool)
        self.kin_gone = np.zeros(n, dtype=np.int64)
        self.rumour = np.zeros(GROUPS + 1)
        self.hot_seen = 0

    def level(self, month: int) -> np.ndarray:
        """Hazard of each group before personal factors; 0 for the absent."""
        season = 1 + self.rules.season * np.sin(2 * np.pi * month / 12)
        return np.array([0.0, *self.rules.base]) * season * (1 + self.rules.rumour * self.rumour)

    def hazard(self, month: int, person: np.ndarray, level: np.ndarray) -> np.ndarray:
        """Exact hazard of each person, 0 for whoever is not there."""
        there = self.there(month)[person]
        high = level[self.group[person]] * self.factor[person] * self.raising(person)
        return np.where(there, high, 0.0)

    def raising(self, person: np.ndarray) -> np.ndarray:
        """What multiplies a person's hazard beyond the bound of the group."""
        return self.own[person] * self.rules.kin ** np.minimum(self.kin_gone[person], 3)

    def there(self, month: int) -> np.ndarray:
        return self.country.is_living(month) & ~self.is_gone

    def relatives(self, person: int) -> np.ndarray:
        """Parents, children and siblings."""
        mother, father = self.country.mother, self.country.father
        parents = {int(mother[person]), int(father[person])} - {-1}
        near = np.isin(mother, [person, *parents]) | np.isin(father, [person, *parents])
        near[list(parents)] = True
        near[person] = False
        return np.flatnonzero(near)

    def lowest_sparse(self, month: int, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        bound = level * LARGEST_FACTOR
        there = self.there(month)
        code = np.where(there, self.group, ABSENT).astype(np.uint16)
        ids = np.flatnonzero(there)
        raised = ids[self.raising(ids) > 1]
        code[raised] |= np.uint16(RAISED)
        own_bound = bound[self.group] * np.maximum(self.raising(np.arange(there.size)), 1)
        hot = np.union1d(raised[own_bound[raised] > CEILING], members_above(code, bound))
        self.hot_seen += hot.size
        near = self.luck.candidates(month, code, bound, hot, own_bound[hot])
        stay_or_go = leaves(near, self.hazard(month, near.person, level))
        return near.person[stay_or_go], near.height[stay_or_go]

    def lowest_dense(self, month: int, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        everybody = np.arange(self.country.persons_ever)
        if self.way == "plain":
            below = all_points(self.luck, month)
            height = np.array([lowest_point(self.luck, i, month, below) for i in everybody])
        else:
            height = self.luck.everybody(month)
        gone = np.flatnonzero(height < self.hazard(month, everybody, level))
        return gone, height[gone]

    def step(self, month: int, level: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """One month; ``level`` replays the fields of another world."""
        level = self.level(month) if level is None else level
        gone, height = (self.lowest_sparse if self.way == "sparse" else self.lowest_dense)(month, level)
        self.is_gone[gone] = True
        for person in gone:
            self.kin_gone[self.relatives(person)] += 1
        self.rumour = 0.8 * self.rumour + np.bincount(self.group[gone], minlength=GROUPS + 1)
        return gone, height

    def run(self, months: int) -> list[tuple[int, int, float]]:
        """Events (person, month, height of the lowest point), in order."""
        events = []
        for month in range(START, START + months):
            gone, height = self.step(month)
            events += [(int(p), month, float(z)) for p, z in zip(gone, height, strict=True)]
        return events
