"""Known arrivals in the South, placed on synthetic people.

Each year's arrivals are cells of sex, age at arrival and home province (``raking``). The people of a cell come in an
order of keyed luck, and those who come first are placed. A year goes in four steps: followers as family units, then
alone; then everybody else as family units, then alone. A step ends when its share is reached or nobody is left for it;
the next takes what is open. Kin who go along must fill open cells themselves, so the margins hold whatever
the groups and the clustering.

Who can be placed: people alive when they leave and when they arrive, at home (not gone south in 1945-57), of the cell's
sex, of its age when they arrive, and living in its province when they leave. Conscripts can (the published figures
count soldiers); they have the home of their family. Nobody leaves twice. People are away from the month they leave:
those in China are not counted as living kin at home. Only departures that ended in an arrival by 2024 are known;
people who stayed in China, died on the way or were returned are not among them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeonjwa import draws
from yeonjwa.departures import assigning, groups, timing
from yeonjwa.departures.arrivals_data import AGE_FROM, AGE_TO, AGES, arrivals
from yeonjwa.departures.close_kin import CHILD, MOST, PARENT, SIBLING, SPOUSE, CloseKin
from yeonjwa.departures.home import home_province
from yeonjwa.departures.raking import counts_at
from yeonjwa.months import NEVER, month_of
from yeonjwa.population.country import Country
from yeonjwa.population.places import PROVINCES_NOW, counties

SINCE = month_of(1930)  # nobody left before: no arrival before 1954, no way longer than 25 years
_CELLS = (2, len(AGES), len(PROVINCES_NOW))  # within one year of arrival

# Who is asked first to go along: a keyed number in [0, 1) is added to these, so that the order is a tendency (assumed).
_RANK = {CHILD: 0.0, SPOUSE: 0.3, PARENT: 0.6, SIBLING: 0.7}


@dataclass(frozen=True)
class Departures:
    """People who left and later arrived in the South, in order of year of arrival.

    person: int32[n]. left_month, arrived_month: int16[n]. group: int32[n], people of one family unit share a number,
    everybody alone has one of their own. follows: int32[n], row of the earlier departure followed, -1 for none.
    asked: how many were to be placed; the difference found nobody who fits.
    """

    person: NDArray[np.int32]
    left_month: NDArray[np.int16]
    arrived_month: NDArray[np.int16]
    group: NDArray[np.int32]
    follows: NDArray[np.int32]
    asked: int

    def __len__(self) -> int:
        return int(self.person.size)


def place(
    country: Country,
    seed: int,
    *,
    clustering: str = "central",
    family_unit_definition: str = "units",
    placing: int = 0,
    last_year: int = 2024,
    close_kin: CloseKin | None = None,
) -> Departures:
    """Place the known arrivals to ``last_year`` on people of a country.

    Parameters
    ----------
    country : Country
    seed : int
        Seed of the luck of placing.
    clustering : "low", "central" or "high"
        How many follow close kin.
    family_unit_definition : "units" or "alone"
        Which published definition of arriving as a family holds.

    Other parameters
    ----------------
    placing : int
        Number of the placing under one seed; intervals are over several.
    last_year : int
        Last year of arrival placed.
    close_kin : CloseKin
        Kept from an earlier placing in the same country, to save the index of children.

    Returns
    -------
    Departures
        A pure function of its arguments: keyed by seed, placing, year and person.

    Raises
    ------
    InputError
        ``clustering`` or ``family_unit_definition`` is not known.
    """
    groups.check_clustering(clustering)
    groups.family_unit_share(2000, family_unit_definition)
    return _Placing(country, seed, clustering, family_unit_definition, placing, close_kin or CloseKin(country)).run(
        last_year
    )


class _Placing:
    """One placing: the state that grows from year to year."""

    def __init__(
        self, country: Country, seed: int, clustering: str, definition: str, placing: int, close_kin: CloseKin
    ):
        self.country, self.close_kin = country, close_kin
        self.seed, self.placing = seed, placing
        self.clustering, self.definition = clustering, definition
        self.birth = np.ascontiguousarray(country.birth_month)
        self.pedigree = close_kin.pedigree
        self.unions = self.pedigree.require_unions("placing")
        self.counts = counts_at(country.spec.scale, seed, placing)
        n = country.persons_ever
        self.left_of = np.full(n, NEVER, dtype=np.int16)
        self.needed_until = np.zeros(n, dtype=np.int16)
        self.rows = np.full((int(self.counts.sum()), 5), -1, dtype=np.int32)
        self.tally = np.zeros(3, dtype=np.int64)
        self.drawable = np.empty((2, 0), dtype=np.int32)  # kin of those who left, and the row of the one who left

    def run(self, last_year: int) -> Departures:
        asked = 0
        for row, (first, last) in enumerate(zip(arrivals().first_year, arrivals().last_year, strict=True)):
            if last <= last_year and self.counts[row].any():
                asked += int(self.counts[row].sum())
                self.place_year(row, int(first), int(last))
        found = self.rows[: self.tally[assigning.PLACED]]
        person, left, arrived, group, follows = found.T
        return Departures(
            person.copy(), left.astype(np.int16), arrived.astype(np.int16), group.copy(), follows.copy(), asked
        )

    def place_year(self, row: int, first: int, last: int) -> None:
        """Place one row of the published table (a year, or everybody to 1989)."""
        open_places = self.counts[row].ravel().copy()
        total = int(open_places.sum())
        before = self.tally.copy()
        u = draws.uniforms(draws.stream(self.seed, "rounding of groups"), row, time=np.arange(3), other=self.placing)
        grouped = int(groups.family_unit_share(last, self.definition) * total + u[0])
        following = int(groups.follower_share(last, self.clustering) * total + u[1])
        grouped_following = int(grouped * following / total + u[2])
        targets = before[assigning.PLACED] + following, before[assigning.GROUPED] + grouped_following
        for people, earlier in self.followers(last, following):
            self.assign(row, first, last, people, earlier, open_places, targets)
        targets = before[assigning.PLACED] + total, before[assigning.GROUPED] + grouped
        for attempt in range(4):
            if self.tally[assigning.PLACED] >= targets[0]:
                break
            people = self.strangers(row, first, last, open_places, attempt)
            self.assign(row, first, last, people, np.full(people.size, -1, np.int32), open_places, targets)
        self.remember_kin(int(before[assigning.PLACED]))

    def followers(self, year: int, wanted: int):
        """Close kin of those who left before, in keyed order, some at a time until enough are placed."""
        if wanted == 0 or self.drawable.shape[1] == 0:
            return
        people, earlier = self.drawable
        at_home = (self.left_of[people] == NEVER) & (self.close_kin.gone[people] > month_of(year))
        people, earlier = people[at_home], earlier[at_home]
        luck = draws.uniforms(draws.stream(self.seed, "who follows"), people, time=year, other=self.placing)
        order = np.argsort(luck, kind="stable")
        done = int(self.tally[assigning.PLACED]) + wanted
        step = 3 * wanted + 20
        for begin in range(0, order.size, step):
            if self.tally[assigning.PLACED] >= done:
                return
            part = order[begin : begin + step]
            yield people[part], earlier[part]

    def strangers(
        self, row: int, first: int, last: int, open_places: NDArray[np.int64], attempt: int
    ) -> NDArray[np.int32]:
        """People of the open cells in keyed order, whoever their kin are.

        For each sex and age, a keyed sequence of random people born in the right months; ``attempt`` continues it. It
        is drawn long enough that its people of the right sex and province suffice, with a margin.
        """
        cells = open_places.reshape(_CELLS)
        share = np.bincount(counties().province_now, weights=counties().population)
        share = share / share.sum()
        wanted = np.where(cells > 0, (cells + 4 * np.sqrt(cells) + 8) / (0.42 * share), 0).max(axis=2)  # [sex, age]
        sex, age = np.nonzero(wanted)
        # In the type of the column, or the search would copy it.
        low = np.searchsorted(self.birth, (month_of(first) - 12 * AGE_TO[age]).astype(np.int16), side="left")
        high = np.searchsorted(self.birth, (month_of(last + 1) - 12 * AGE_FROM[age]).astype(np.int16), side="left")
        length = np.ceil(np.minimum(wanted[sex, age], 40 * (high - low))).astype(np.int64)
        block = np.repeat(np.arange(sex.size), length)
        number = np.arange(block.size) - np.repeat(np.cumsum(length) - length, length)
        luck = draws.uniforms(
            draws.stream(self.seed, "who comes"), row * 14 + sex[block] * 7 + age[block],
            time=number, other=self.placing, attempt=attempt,
        )  # fmt: skip
        people = (low[block] + luck * (high - low)[block]).astype(np.int32)
        people = people[(self.country.sex[people] == sex[block])]
        return people[(self.left_of[people] == NEVER) & (self.close_kin.gone[people] > month_of(first))]

    def assign(
        self, row: int, first: int, last: int, people: NDArray[np.int32], earlier: NDArray[np.int32],
        open_places: NDArray[np.int64], targets: tuple[int, int],
    ) -> None:  # fmt: skip
        """Give open places to ``people`` in their order, alone or with kin."""
        arrived, left = self.journey(row, first, last, people, earlier)
        cell = self.cell_of(people, left, arrived)
        fits = (cell >= 0) & (open_places[cell] > 0) & (left < arrived + 1)
        fits &= (earlier < 0) | (left > self.rows[earlier, 1])
        # Of each cell only the first few can be needed; the others would cost the search for their kin.
        chosen = np.flatnonzero(fits)
        chosen = chosen[_rank_within(cell[chosen]) < 3 * open_places[cell[chosen]] + 6]
        people, earlier, arrived, left, cell = (
            people[chosen],
            earlier[chosen],
            arrived[chosen],
            left[chosen],
            cell[chosen],
        )
        kin, kin_cell = self.company(people, left, arrived, cell, last)
        size = groups.unit_sizes(self.seed, self.placing, people, last).astype(np.int8)
        assigning.assign(
            people, cell.astype(np.int32), left.astype(np.int16), arrived.astype(np.int16), earlier, kin, kin_cell, size,
            *targets, open_places, self.left_of, self.needed_until, self.pedigree.mother, self.pedigree.father, self.birth,
            self.unions.first, self.unions.husband, self.unions.start, self.unions.wife_next, SINCE, self.rows, self.tally,
        )  # fmt: skip

    def journey(
        self, row: int, first: int, last: int, people: NDArray[np.int32], earlier: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Months of arriving and of leaving, keyed by person and year.

        A way that would have begun before birth, or before the one followed left, is taken to have been the fast one.
        """
        luck = draws.uniforms(draws.stream(self.seed, "month of arrival"), people, time=row, other=self.placing)
        arrived = month_of(first) + (luck * 12 * (last + 1 - first)).astype(np.int64)
        year = np.full(people.size, last) if first == last else 1800 + arrived // 12
        left = arrived - timing.delays(self.seed, self.placing, people, year)
        after = np.where(earlier >= 0, self.rows[earlier, 1], -NEVER)
        too_early = (left <= self.birth[people]) | (left <= after)
        fast = arrived - timing.fast_delays(self.seed, self.placing, people, year)
        return arrived, np.where(too_early, fast, left)

    def cell_of(
        self, people: NDArray[np.int32], left: NDArray[np.int64], arrived: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """int64[n]: cell of sex, age at arrival and home province at leaving; -1 for who cannot leave so."""
        age = (arrived - self.birth[people]) // 12
        can = (left > self.birth[people]) & (self.close_kin.gone[people] > arrived) & (age >= 0) & (age < AGE_TO[-1])
        band = np.searchsorted(AGE_FROM, age[can], side="right") - 1
        cell = np.full(people.size, -1, dtype=np.int64)
        province = home_province(self.country, people[can], left[can])
        cell[can] = np.ravel_multi_index((self.country.sex[people[can]], band, province), _CELLS)
        return cell

    def company(
        self,
        people: NDArray[np.int32],
        left: NDArray[np.int64],
        arrived: NDArray[np.int64],
        cell: NDArray[np.int64],
        year: int,
    ) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Close kin who could go along, in keyed order, and the cells they would fill (those of the same province)."""
        kin, kind = self.close_kin.of(people, left)
        luck = draws.uniforms(
            draws.stream(self.seed, "who goes along"), np.maximum(kin, 0), time=year, other=self.placing
        )
        rank = np.array([_RANK[k] for k in range(4)])[np.maximum(kind, 0)] + luck
        order = np.argsort(np.where(kin >= 0, rank, np.inf), axis=1, kind="stable")
        kin = np.take_along_axis(kin, order, axis=1)
        row, column = np.nonzero(kin >= 0)
        cells = self.cell_of(kin[row, column], left[row], arrived[row])
        cells[cells % _CELLS[2] != cell[row] % _CELLS[2]] = -1
        kin_cell = np.full((people.size, MOST), -1, dtype=np.int32)
        kin_cell[row, column] = cells
        return kin, kin_cell

    def remember_kin(self, begin: int) -> None:
        """Close kin of those placed this year may follow in later years."""
        rows = np.arange(begin, self.tally[assigning.PLACED], dtype=np.int32)
        kin, _ = self.close_kin.of(self.rows[rows, 0], self.rows[rows, 1])
        which, column = np.nonzero(kin >= 0)
        self.drawable = np.concatenate([self.drawable, np.stack([kin[which, column], rows[which]])], axis=1)


def _rank_within(label: NDArray[np.int64]) -> NDArray[np.int64]:
    """int64[n]: how many earlier entries have the same label."""
    order = np.argsort(label, kind="stable")
    ordered = label[order]
    begins = np.flatnonzero(np.diff(ordered, prepend=-2) != 0)
    rank = np.arange(label.size) - np.repeat(begins, np.diff(begins, append=label.size))
    out = np.empty(label.size, dtype=np.int64)
    out[order] = rank
    return out
