"""Everything on reach computed a second time, from the columns alone.

A breadth-first search from each person who left, plain Python, in a country of real demography: nothing of ``reach``,
``kinship`` or ``departures.mask`` is used but the placing itself (who left and arrived when). Counts must be equal, not
close: both start from the same people.
"""

from collections import defaultdict

import numpy as np
import pytest

from yeonjwa.departures.observed import place
from yeonjwa.departures.sets import known_months
from yeonjwa.months import NEVER, month_of
from yeonjwa.outcome import ALL
from yeonjwa.population.build import build
from yeonjwa.population.country import Country
from yeonjwa.population.places import PROVINCES, counties
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.reach import observed_tables
from yeonjwa.scenario import Scenario

YEARS = (2003, 2016, 2024)
FAR = 8


class Brute:
    """Parents, children, unions and who left, as dictionaries and lists."""

    def __init__(self, country, departures, seed):
        self.c = country
        self.mother, self.father = country.mother.tolist(), country.father.tolist()
        self.birth = country.birth_month.astype(int)
        self.persons = departures.person.tolist()
        self.left, self.arrived = departures.left_month.astype(int), departures.arrived_month.astype(int)
        self.known = known_months(departures, seed).astype(int)
        self.children = defaultdict(list), defaultdict(list)
        for child, parents in enumerate(zip(self.mother, self.father, strict=True)):
            for of_parent, parent in zip(self.children, parents, strict=True):
                of_parent[parent].append(child)
        self.unions = defaultdict(list)
        start, end = country.union_start.tolist(), country.union_end.tolist()
        for row, (wife, husband) in enumerate(
            zip(country.union_wife.tolist(), country.union_husband.tolist(), strict=True)
        ):
            self.unions[wife].append((start[row], end[row], husband, row))
            self.unions[husband].append((start[row], end[row], wife, row))
        self.away_from = np.full(country.persons_ever, NEVER)
        self.away_from[self.persons] = self.left
        self.is_unborn = self.unborn()
        self.spouse = [
            next((other for begin, end, other, _ in self.unions[p] if begin <= month < end), -1)
            for p, month in zip(self.persons, self.left.tolist(), strict=True)
        ]
        self.kin = {
            "cognatic": [self.search(p, (0, 1)) for p in self.persons],
            "agnatic": [self.search(p, (1,)) for p in self.persons],
        }

    def search(self, person, lines):
        """Relatives of a person: id -> (chon, steps up), the least degree first; lines: 0 mothers, 1 fathers."""
        found = {}
        above, edge = {person: 0}, [person]
        for steps in range(FAR + 1):
            edge = [q for q in edge if q >= 0]
            for ancestor in edge:
                below, seen = [ancestor], {ancestor}
                for chon in range(steps, FAR + 1):
                    for q in below:
                        found[q] = min(found.get(q, (99, 99)), (chon, steps))
                    below = [k for q in below for line in lines for k in self.children[line][q] if k not in seen]
                    seen.update(below)
            edge = {(self.mother, self.father)[line][q] for q in edge for line in lines} - above.keys()
            above |= dict.fromkeys(edge, steps + 1)
        return found

    def unborn(self):
        """Births that did not happen: a parent was away, or the parents married after one had left."""
        out = np.zeros(self.c.persons_ever, bool)
        wed = {}
        for person in self.persons:
            for start, _, other, _ in self.unions[person]:
                pair = (person, other) if self.c.sex[person] == 0 else (other, person)
                wed[pair] = min(wed.get(pair, NEVER), start)
        gone = self.away_from.tolist()
        for child, (m, f) in enumerate(zip(self.mother, self.father, strict=True)):
            if m < 0 or f < 0:
                continue
            month, start = int(self.birth[child]), wed.get((m, f), -1)
            is_late = start >= 0 and (gone[m] <= start or gone[f] < start)
            out[child] = out[m] or out[f] or gone[m] <= month or gone[f] < month - 9 or is_late
        return out

    def home(self, month):
        """Living at home at the end of a month: born, not dead, not gone south in the war, not left."""
        c = self.c
        is_here = (self.birth <= month) & (c.death_month > month) & (c.separated_month > month)
        return is_here & (self.away_from > month) & ~self.is_unborn

    def least(self, is_member, line):
        """Least degree of everybody to the members of a set, 99 beyond; the spouse of a member is at 0."""
        chon = np.full(self.c.persons_ever, 99)
        for i in np.flatnonzero(is_member):
            for q, (d, _) in self.kin[line][i].items():
                chon[q] = min(chon[q], d)
            if self.spouse[i] >= 0:
                chon[self.spouse[i]] = 0
        return chon

    def members(self, name, month):
        """Who belongs to a set at the end of a month."""
        if name == "in-china":
            return (self.left <= month) & (self.arrived > month)
        return {"left": self.left, "arrived": self.arrived, "known": self.known}[name] <= month

    def province(self, month):
        """Home province of everybody at the end of a month: where the last union settled, else of birth."""
        at = self.c.birth_place.astype(int)
        for person, unions in self.unions.items():
            begun = [(start, row) for start, _, _, row in unions if start <= month]
            if begun:
                at[person] = self.c.union_place[max(begun)[1]]
        return counties().province[at // 2]


@pytest.fixture(scope="module")
def both():
    spec = PopulationSpec(scale=0.002, seed=3)
    country = Country(spec, build(spec).columns, {})
    scenario = Scenario(departures="observed", seed=3, population=spec, placement_seeds=1)
    return Brute(country, place(country, 3), 3), observed_tables(country, scenario)


def test_reach_of_every_set_line_and_degree_is_that_of_a_search_from_each_who_left(both):
    brute, tables = both
    table = tables["reach"].where(clustering="central")
    asked = [(name, year) for year in YEARS for name in ("left", "arrived", "known")] + [("in-china", 2016)]
    for name, year in asked:
        month = month_of(year, 12)
        home = brute.home(month)
        for line in ("cognatic", "agnatic"):
            chon = brute.least(brute.members(name, month), line)[home]
            rows = table.where(set=name, year=year, lineality=line)
            assert rows.column("reached").tolist() == [(chon <= d).sum() for d in range(9)], (name, year, line)
            assert set(rows.column("at_home")) == {home.sum()}
            assert rows.column("share") == pytest.approx([(chon <= d).mean() for d in range(9)])


def test_reach_by_province_is_that_of_the_search(both):
    brute, tables = both
    for year in (2008, 2016):
        month = month_of(year, 12)
        home, province = brute.home(month), brute.province(month)
        chon = brute.least(brute.members("arrived", month), "cognatic")
        for p, name in enumerate(PROVINCES):
            rows = tables["reach_by_province"].where(lineality="cognatic", year=year, province=name)
            here = home & (province == p)
            assert rows.column("reached").tolist() == [(here & (chon <= d)).sum() for d in range(9)]
            assert set(rows.column("at_home")) == {here.sum()}


def test_relatives_by_term_and_by_nearest_degree_are_those_of_the_search(both):
    brute, tables = both
    for year in (2016, 2024):
        month = month_of(year, 12)
        members, home = brute.members("arrived", month), brute.home(month)
        assert members.sum() < 500, "nobody is left to the sample"
        total = np.zeros((9, 9), int)
        for i in np.flatnonzero(members):
            for q, (d, up) in brute.kin["cognatic"][i].items():
                total[up, d - up] += bool(home[q])
        rows = tables["relatives_by_term"].where(year=year, age=ALL, sex=ALL)
        cells = zip(*(rows.column(c).tolist() for c in ("up", "down", "relatives_counted")), strict=True)
        assert all(count == total[up, down] for up, down, count in cells)
        chon = brute.least(members, "cognatic")[home]
        nearest = tables["relatives_by_chon"].where(year=year, age=ALL, sex=ALL).column("relatives")
        assert nearest.tolist() == [(chon == d).sum() for d in range(9)]
        minors = (chon == 3)[brute.birth[home] > month - 216].sum()
        assert (
            tables["relatives_by_chon"].where(year=year, age="under 18", sex=ALL, chon=3).column("relatives") == minors
        )


def test_vetting_fails_those_adults_whom_the_search_from_the_known_reaches(both):
    brute, tables = both
    for year in YEARS:
        month = month_of(year, 12)
        adults = brute.home(month) & (brute.birth <= month - 216)
        for line in ("cognatic", "agnatic"):
            chon = brute.least(brute.members("known", month), line)
            for depth in (4, 6, 8):
                row = tables["vetting"].where(rule=f"{line}:{depth}", year=year)
                for k, stratum in enumerate(("core", "wavering", "hostile")):
                    of = adults & (brute.c.songbun == k)
                    found = row.where(songbun=stratum)
                    assert (found.column("reached")[0], found.column("at_home")[0]) == (
                        (of & (chon <= depth)).sum(),
                        of.sum(),
                    )


def test_close_kin_beside_capacity_and_masked_births_are_those_of_the_search(both):
    brute, tables = both
    assert tables["mask"].where(clustering="central").column("masked")[0] == brute.is_unborn.sum()
    for year in (2016, 2024):
        month = month_of(year, 12)
        chon = brute.least(brute.members("known", month), "cognatic")[brute.home(month)]
        rows = tables["close_kin_and_capacity"].where(year=year)
        counted = dict(zip(rows.column("quantity"), rows.column("counted"), strict=True))
        assert [counted["kin_within_1"], counted["kin_within_2"]] == [(chon <= 1).sum(), (chon <= 2).sum()]


def test_the_comparison_fails_if_those_who_left_or_unborn_children_count_as_at_home(both):
    brute, tables = both
    month = month_of(2016, 12)
    counted = tables["reach"].where(set="arrived", clustering="central", year=2016, chon=0).column("at_home")[0]
    home, living = brute.home(month), brute.c.is_living(month)
    in_china = np.isin(np.arange(living.size), np.array(brute.persons)[brute.members("in-china", month)])
    for wrong in (
        home | (living & in_china),
        home | (living & brute.is_unborn),
        home | (living & (brute.away_from <= month)),
    ):
        assert wrong.sum() > counted
