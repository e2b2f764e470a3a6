"""One placing of those who left, and who is at home in the country without them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from yeonjwa.departures import sets
from yeonjwa.departures.close_kin import CloseKin
from yeonjwa.departures.mask import masked_births, months_of_leaving
from yeonjwa.departures.observed import Departures, place
from yeonjwa.kinship import kernels
from yeonjwa.population.country import Country

MAX_CHON = 8
LINEALITIES: tuple[str, ...] = ("cognatic", "agnatic")


@dataclass(frozen=True, eq=False)
class World:
    """A country with one placing of those who left; masked births have not happened."""

    country: Country
    close_kin: CloseKin
    departures: Departures
    seed: int
    placing: int

    @classmethod
    def placed(
        cls, country: Country, close_kin: CloseKin, seed: int, placing: int,
        clustering: str = "central", definition: str = "units", last_year: int = 2024,
    ) -> World:  # fmt: skip
        """The world of one placing."""
        found = place(
            country, seed, clustering=clustering, family_unit_definition=definition, placing=placing,
            last_year=last_year, close_kin=close_kin,
        )  # fmt: skip
        return cls(country, close_kin, found, seed, placing)

    @cached_property
    def masked(self) -> NDArray[np.bool_]:
        """bool[persons_ever]: births that did not happen."""
        return masked_births(self.country, self.departures)

    @cached_property
    def home_until(self) -> NDArray[np.int16]:
        """int16[persons_ever]: first month in which a person is no longer at home (dead, gone, or never born)."""
        until = np.minimum(self.close_kin.gone, months_of_leaving(self.country, self.departures))
        until[self.masked] = 0
        return until

    def is_at_home(self, month: int) -> NDArray[np.bool_]:
        """bool[persons_ever]: living in the country at the end of ``month``."""
        return (self.country.birth_month <= month) & (self.home_until > month)

    @cached_property
    def spouses(self) -> NDArray[np.int32]:
        """int32[departures]: whom each was married to when leaving, -1 for nobody."""
        c, month = self.country, self.departures.left_month
        position, spouse = self.close_kin.pedigree.require_unions("spouses").spouses_of(self.departures.person, month)
        lives = np.minimum(c.death_month[spouse], c.separated_month[spouse]) > month[position]
        position, first = np.unique(position[lives], return_index=True)
        found = np.full(month.size, -1, dtype=np.int32)
        found[position] = spouse[lives][first]
        return found

    def entries(self, name: str, known_share: float | None = None) -> NDArray[np.uint8]:
        """uint8[departures]: time index from which each belongs to a lasting set; ``known_share`` in place of the figure."""
        return sets.year_index(sets.entry_months(self.departures, name, self.seed, self.placing, known_share))

    def members_at(self, name: str, month: int) -> NDArray[np.uint8]:
        """uint8[departures]: 0 for the members of a set at the end of a month, 255 for the others."""
        return np.where(
            sets.members(self.departures, name, month, self.seed, self.placing), 0, sets.NEVER_INDEX
        ).astype(np.uint8)

    def blood_times(self, entry: NDArray[np.uint8], lineality: str) -> NDArray[np.uint8]:
        """uint8[persons_ever, 9]: time index from which each person has a blood relative of the set within 0..8 chon.

        People who left are their own 0, and are not at home.
        """
        # The kernel of ``earliest_within`` on a table filled here: most rows stay empty, and filling takes half its time.
        within = np.full((self.country.persons_ever, MAX_CHON + 1), sets.NEVER_INDEX, dtype=np.uint8)
        within[self.departures.person] = entry[:, None]
        pedigree = self.close_kin.pedigree
        kernels.earliest(pedigree.mother, pedigree.father, lineality == "agnatic", within)
        return within

    def add_spouses(self, times: NDArray[np.uint8], entry: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """``times`` (any number of degrees, changed) with the spouse, who is at 0 chon and so within every degree.

        The spouse is whoever was married to the person when that person left.
        """
        is_married = self.spouses >= 0
        # A person may have lost several spouses in this way, so that plain indexing would keep one of them at random.
        np.minimum.at(times, self.spouses[is_married], entry[is_married, None])
        return times

    def times(self, entry: NDArray[np.uint8], lineality: str) -> NDArray[np.uint8]:
        """uint8[persons_ever, 9]: ``blood_times`` with the spouse, who counts whatever the line."""
        return self.add_spouses(self.blood_times(entry, lineality), entry)

    def families(self) -> NDArray[np.int64]:
        """int64[departures]: family of each: those who left together and those who followed them, one number."""
        family = np.arange(int(self.departures.group.max(initial=-1)) + 1)
        # Rows are in order of arrival, so the one followed has got its family already.
        for group, earlier in zip(self.departures.group.tolist(), self.departures.follows.tolist(), strict=True):
            if earlier >= 0:
                family[group] = family[self.departures.group[earlier]]
        return family[self.departures.group]
