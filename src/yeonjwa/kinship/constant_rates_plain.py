"""Slow twins of ``constant_rates_kernels`` in plain Python, for the tests: the same people, the same kin."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log1p
from typing import Any

from yeonjwa.draws import uniform_plain


@dataclass
class Person:
    """One person of a plain run."""

    row: int
    born: float
    sex: int
    mother: Person | None = None
    father: Person | None = None
    died: float = inf


def age_at_plain(rate: Any, target: float) -> float:
    """Age at which a yearly rate, constant within a year of age, adds up to ``target``."""
    reached = 0.0
    for age in range(len(rate) - 1):
        if target < reached + rate[age]:
            return age + (target - reached) / rate[age]
        reached += rate[age]
    return len(rate) - 1 + (target - reached) / rate[-1] if rate[-1] > 0 else inf


def _sum_to(rate: Any, age: float) -> float:
    whole = min(int(age), len(rate) - 1)
    reached = 0.0
    for x in range(whole):
        reached += rate[x]
    return reached + (age - whole) * rate[whole]


def population_plain(
    keys: Any, founders: list[tuple[float, int]], hazard: Any, fertility: Any, girls: float, end: float
) -> list[Person]:
    """Twin of ``fill_population``: founders are (birth, sex)."""
    people = [Person(row, born, sex) for row, (born, sex) in enumerate(founders)]
    for mother in people:  # grows while it is read
        begin = max(0.0, -mother.born)
        reached = _sum_to(hazard[mother.sex], begin)
        death_age = age_at_plain(hazard[mother.sex], reached - log1p(-uniform_plain(int(keys[0]), mother.row)))
        mother.died = mother.born + death_age
        if mother.sex == 1:
            continue
        reached = _sum_to(fertility, begin)
        order = 1
        while True:
            reached -= log1p(-uniform_plain(int(keys[1]), mother.row, attempt=order))
            age = age_at_plain(fertility, reached)
            if not age < min(death_age, end - mother.born):
                break
            row = len(people)
            sex = 0 if uniform_plain(int(keys[2]), row) < girls else 1
            people.append(Person(row, mother.born + age, sex, mother))
            order += 1
    return people


def fathers_plain(key: Any, people: list[Person], start: int, fertility: Any, youngest: float, oldest: float) -> None:
    """Twin of ``draw_fathers``; fills in the fathers."""
    men = sorted((p for p in people if p.sex == 1), key=lambda p: (p.born, p.row))
    for child in people[start:]:
        possible = [m for m in men if child.born - oldest <= m.born < child.born - youngest]
        for attempt in range(0, 20000, 2):
            if not possible:
                break
            man = possible[int(uniform_plain(int(key), child.row, attempt=attempt) * len(possible))]
            chance = fertility[int(child.born - man.born)]
            accepted = uniform_plain(int(key), child.row, attempt=attempt + 1) * max(fertility) < chance
            if man.died > child.born and accepted:
                child.father = man
                break


def kin_plain(
    people: list[Person], focal: Person, age: float, max_chon: int, line: str
) -> dict[tuple[int, int, int], int]:
    """Twin of ``walk_kin`` for one Focal: living kin by (up, down, sex), each path followed on its own."""
    moment = focal.born + age
    children: dict[int, list[Person]] = {p.row: [] for p in people}
    for p in people:
        for parent in (p.mother, p.father):
            if parent is not None:
                children[parent.row].append(p)
    found: dict[tuple[int, int, int], int] = {}

    def see(up: int, down: int, who: Person) -> None:
        if who.died > moment:
            found[(up, down, who.sex)] = found.get((up, down, who.sex), 0) + 1

    def descend(up: int, down: int, who: Person) -> None:
        if up + down > max_chon or who.born > moment:
            return
        see(up, down, who)
        for child in children[who.row]:
            descend(up, down + 1, child)

    def ascend(up: int, who: Person) -> None:
        if up > max_chon:
            return
        if who.mother is not None:
            for sibling in children[who.mother.row]:
                if sibling is not who:
                    descend(up, 1, sibling)
        for parent in (who.mother, who.father if line == "both" else None):
            if parent is not None:
                see(up, 0, parent)
                ascend(up + 1, parent)

    for child in children[focal.row]:
        descend(0, 1, child)
    ascend(1, focal)
    return found
