"""A toy country for the tests: small, random, consistent, made in plain Python within seconds.

It is no demography: the births of each year are set beforehand, so that exactly the asked number of persons is ever
born, and each birth goes to a couple that can have it. What the tests need from it is a population in which every
column agrees with every other, with remarriage, half-siblings, widows and widowers, people who went south in 1950,
moves, and marriages between kin beyond 4 chon.
"""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np

from yeonjwa.months import NEVER, month_of
from yeonjwa.population.country import FEMALE, MALE, PERSON_COLUMNS, UNION_COLUMNS, Country
from yeonjwa.population.spec import PopulationSpec

FIRST_YEAR, LAST_YEAR = 1850, 2025
FOUNDER_YEARS = 25  # births before this have no parents, later ones only where no couple can have the child
GROWTH = 0.008  # of births per year
END = month_of(LAST_YEAR + 1)  # who lives to this month has death_month NEVER
WAR = (month_of(1950, 6), month_of(1953, 7))


class _Toy:
    """Growing lists of persons and unions; one year at a time."""

    def __init__(self, persons: int, seed: int):
        self.luck = random.Random(seed)
        self.person: dict[str, list[int]] = {name: [] for name in PERSON_COLUMNS}
        self.union: dict[str, list[int]] = {name: [] for name in UNION_COLUMNS}
        self.last_union: list[int] = []
        self.last_birth: list[int] = []  # by union
        self.counties = [self.luck.randrange(208) for _ in range(max(6, min(208, persons // 60)))]
        self.unmarried: dict[int, list[int]] = {FEMALE: [], MALE: []}
        self.fertile: list[int] = []  # unions

    def gone(self, person: int) -> int:
        """Month in which a person dies or goes south."""
        return min(self.person["death_month"][person], self.person["separated_month"][person])

    def birth(self, month: int, union: int) -> None:
        luck, p = self.luck, self.person
        infant = 0.14 if month < month_of(1955) else 0.03
        draw = luck.random()
        if draw < infant:
            age_months = luck.randrange(0, 60)
        else:  # Gompertz
            age_months = int(12 * math.log1p(-math.log(luck.random()) * 0.075 / 0.0012) / 0.075)
        death = month + age_months
        separated = NEVER
        if WAR[0] - 45 * 12 < month < WAR[0] and death > WAR[1] and luck.random() < 0.04:
            separated = luck.randrange(*WAR)
        if union < 0:
            mother = father = -1
            songbun = luck.choices((0, 1, 2), (28, 45, 27))[0]
            place = luck.choice(self.counties) * 2 + (luck.random() < 0.4)
        else:
            mother, father = self.union["union_wife"][union], self.union["union_husband"][union]
            songbun = p["songbun"][father] if luck.random() < 0.95 else luck.randrange(3)
            place = self.union["union_place"][union]
        sex = MALE if luck.random() < 0.512 else FEMALE
        row = (mother, father, month, death if death < END else NEVER, separated, sex, songbun, place, -1)
        for name, value in zip(PERSON_COLUMNS, row, strict=True):
            p[name].append(int(value))
        self.last_union.append(-1)
        if age_months >= 15 * 12:
            self.unmarried[sex].append(len(p["sex"]) - 1)

    def near_kin(self, a: int, b: int) -> bool:
        """Whether two persons are within 4 chon, through any common ancestor."""
        up = self.ancestors(a)
        return any(k in up and up[k] + steps <= 4 for k, steps in self.ancestors(b).items())

    def ancestors(self, person: int) -> dict[int, int]:
        found, edge = {person: 0}, [person]
        for steps in range(1, 5):
            edge = [k for x in edge for k in (self.person["mother"][x], self.person["father"][x]) if k >= 0]
            for k in edge:
                found.setdefault(k, steps)
        return found

    def marry(self, year: int) -> None:
        """Weddings of one year among never married, widows and widowers."""
        luck, p = self.luck, self.person
        start_of_year = month_of(year)
        for sex in (FEMALE, MALE):
            self.unmarried[sex] = [k for k in self.unmarried[sex] if self.gone(k) > start_of_year]
        grooms: dict[int, list[int]] = {}  # by age in years
        for k in self.unmarried[MALE]:
            grooms.setdefault((start_of_year - p["birth_month"][k]) // 12, []).append(k)
        wed: set[int] = set()
        for wife in self.unmarried[FEMALE]:
            age = (start_of_year - p["birth_month"][wife]) // 12
            if not 17 <= age <= 47 or luck.random() > (0.3 if age < 30 else 0.12):
                continue
            best = -1
            for _ in range(8):
                pool = grooms.get(age + luck.choice((-1, 0, 1, 2, 3, 4, 5, 7, 10)), ())
                husband = luck.choice(pool) if pool else -1
                if husband < 0 or husband in wed or p["birth_month"][husband] > start_of_year - 17 * 12:
                    continue
                if self.near_kin(wife, husband):
                    continue
                best = husband
                if self.place(husband) // 2 == self.place(wife) // 2:
                    break
            month = start_of_year + luck.randrange(12)
            if best < 0 or min(self.gone(wife), self.gone(best)) <= month:
                continue
            wed |= {wife, best}
            self.wed(wife, best, month)
        for sex in (FEMALE, MALE):
            self.unmarried[sex] = [k for k in self.unmarried[sex] if k not in wed]

    def place(self, person: int) -> int:
        union = self.last_union[person]
        return self.union["union_place"][union] if union >= 0 else self.person["birth_place"][person]

    def wed(self, wife: int, husband: int, month: int) -> None:
        u, luck = self.union, self.luck
        row = len(u["union_wife"])
        place = self.place(husband)
        if luck.random() < 0.2:
            place = luck.choice(self.counties) * 2 + (luck.random() < 0.6)
        end = min(self.gone(wife), self.gone(husband))
        for name, value in zip(UNION_COLUMNS, (wife, husband, month, end, place, -1, -1), strict=True):
            u[name].append(int(value))
        for person, side in ((wife, "wife_next_union"), (husband, "husband_next_union")):
            previous = self.last_union[person]
            if previous < 0:
                self.person["first_union"][person] = row
            else:
                u[side][previous] = row
            self.last_union[person] = row
        self.last_birth.append(-999)
        self.fertile.append(row)

    def widow(self, year: int) -> None:
        """Unions that ended: survivors may marry again; couples past childbearing leave the list."""
        p, u = self.person, self.union
        now = month_of(year)
        keep = []
        for row in self.fertile:
            wife, husband = u["union_wife"][row], u["union_husband"][row]
            if u["union_end"][row] <= now:
                for person in (wife, husband):
                    if self.gone(person) > now:
                        self.unmarried[p["sex"][person]].append(person)
            elif now - p["birth_month"][wife] < 45 * 12 or now - p["birth_month"][husband] < 50 * 12:
                keep.append(row)
        self.fertile = keep

    def couple_for(self, month: int) -> int:
        """A union that can have a child in this month, or -1."""
        p, u = self.person, self.union
        for _ in range(40 if self.fertile else 0):
            row = self.luck.choice(self.fertile)
            ages = [month - p["birth_month"][k] for k in (u["union_wife"][row], u["union_husband"][row])]
            if not (15 * 12 < ages[0] < 45 * 12 and 15 * 12 < ages[1] < 50 * 12):
                continue
            if u["union_start"][row] < month < u["union_end"][row] and month - self.last_birth[row] >= 10:
                self.last_birth[row] = month
                return row
        return -1


def toy_country(persons: int = 600, seed: int = 1, **spec: Any) -> Country:
    """A random country of exactly ``persons`` people ever born from 1850 to 2025, with consistent columns.

    Parameters
    ----------
    persons : int
        Persons ever born, founders included; 20,000 take about a second.
    seed : int
        Equal seeds give equal countries.
    **spec
        Fields of PopulationSpec (only written into ``Country.spec``; scale is 0.001 unless given).
    """
    toy = _Toy(persons, seed)
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    share = np.exp(GROWTH * (years - FIRST_YEAR))
    share[:FOUNDER_YEARS] *= 1.6
    by_year = np.diff(np.rint(np.cumsum(share / share.sum()) * persons).astype(int), prepend=0)
    for year, births in zip(years.tolist(), by_year.tolist(), strict=True):
        toy.widow(year)
        toy.marry(year)
        for month in sorted(month_of(year) + toy.luck.randrange(12) for _ in range(births)):
            toy.birth(month, toy.couple_for(month) if year - FIRST_YEAR >= FOUNDER_YEARS else -1)
    columns = {}
    for names, rows in ((PERSON_COLUMNS, toy.person), (UNION_COLUMNS, toy.union)):
        for name, dtype in names.items():
            columns[name] = np.array(rows[name], dtype=dtype)
            columns[name].setflags(write=False)
    return Country(PopulationSpec(**{"scale": 0.001, "seed": seed, **spec}), columns, {"toy": True})
