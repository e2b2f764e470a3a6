"""Slow twins of the kernels of society (service, Party, seats, residents, leaders of people's units) in plain Python.

They are written from what the rules say of one person or one seat; the tests compare the two. Those of reserve lists,
of who takes a post and of homes stand in their tests.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from math import inf
from typing import Any

from yeonjwa.draws import uniform_pair_plain, uniform_plain
from yeonjwa.months import NEVER
from yeonjwa.population.people_units import LIST_LENGTH
from yeonjwa.population.residents import ADULT_MONTHS, CAMPS, END, OLDEST_MONTHS, START


def term_plain(
    keys: tuple[int, int], person: int, birth: int, death: int, wedding: int, age: int, term: int, weight: float
) -> tuple[float, int, int]:
    """Twin of ``conscripts._terms`` for one person: (score, first month of service, month after the last).

    keys : who serves, month service starts; wedding : of the first union, NEVER if none; term, weight : the person's.
    """
    start = birth + age + int(12 * uniform_plain(keys[1], person))
    can = weight > 0 and death > start and wedding >= start + term
    return uniform_plain(keys[0], person) / weight if can else inf, start, min(start + term, death)


def entry_plain(
    keys: tuple[int, int], person: int, birth: int, death: int, youngest: int, span: float, shape: float, weight: float,
    needed_from: int,
) -> tuple[float, int]:  # fmt: skip
    """Twin of ``party._entries`` for one person: (score, month of entry).

    keys : who enters the Party, age at entry; needed_from : month of the first post that needs a member, or NEVER.
    """
    month = birth + youngest + int(span * uniform_plain(keys[1], person) ** shape)
    if needed_from != NEVER:
        return -1.0, min(month, needed_from)
    return uniform_plain(keys[0], person) / weight if weight > 0 and month < death else inf, min(month, NEVER)


def seat_terms_plain(
    key: int, post: int, number: int, seats: Sequence[int], shortest: int, longest: int
) -> list[tuple[int, int]]:
    """Twin of ``post_kernels.seat_terms`` for seat ``number`` of a post: (month from START, tenure) of each vacancy.

    seats : how many seats the post has in each month.
    """
    there = [number < size for size in seats]
    found: list[tuple[int, int]] = []
    month = 0
    while True in there[month:]:
        month = there.index(True, month)
        length, part = uniform_pair_plain(key, number, post, attempt=len(found))
        tenure = shortest + int(length * (longest - shortest + 1))
        if month == 0:
            tenure = 1 + int(part * tenure)
        if False in there[month : month + tenure]:
            tenure = there.index(False, month) - month
        found.append((month, tenure))
        month += tenure
    return found


def stays_plain(columns: Mapping[str, Any], served: Mapping[str, Any]) -> dict[tuple[int, int], list[tuple[int, ...]]]:
    """Twin of ``residents._stays``: (person, songbun, first month, month after the last) by sex and county.

    Every month of every grown person is asked for its place; months of one place in a row are a stay. Months are
    counted from START.
    """
    moves: dict[int, list[tuple[int, int]]] = {}
    for side in ("union_wife", "union_husband"):
        unions = zip(*(columns[n].tolist() for n in (side, "union_start", "union_place")), strict=True)
        for person, start, place in unions:
            moves.setdefault(person, []).append((start, place // 2))
    terms = zip(*(served[f"conscript_{n}"].tolist() for n in ("person", "start", "end")), strict=True)
    service = {person: range(start, end) for person, start, end in terms}
    names = ("birth_month", "death_month", "separated_month", "sex", "songbun", "birth_place")
    found: dict[tuple[int, int], list[tuple[int, ...]]] = {}
    for person, row in enumerate(zip(*(columns[n].tolist() for n in names), strict=True)):
        birth, death, separated, sex, songbun, place = row
        if not START - OLDEST_MONTHS <= birth < END - ADULT_MONTHS:
            continue

        def where(month: int, person: int = person, home: int = place // 2) -> int:
            if month in service.get(person, ()):
                return CAMPS
            begun = [move for move in moves.get(person, ()) if move[0] <= month]
            return max(begun)[1] if begun else home

        months = range(max(birth + ADULT_MONTHS, START), min(death, separated, END))
        for county, stay in groupby(months, where):
            here = list(stay)
            found.setdefault((sex, county), []).append((person, songbun, here[0] - START, here[-1] + 1 - START))
    return found


def offset_plain(births: Sequence[int], first_birth: int, months: int) -> list[int]:
    """Twin of ``residents._offsets`` for one list: where those born in each month or later begin; births rise."""
    return [bisect_left(births, first_birth + month) for month in range(months)]


def leaders_plain(key: int, women: Iterable[tuple[int, bool]]) -> list[int]:
    """Twin of ``people_units._candidates`` for one unit: who could lead it, in order, from (woman, has another post)."""
    score = {woman: uniform_plain(key, woman) + busy for woman, busy in women}
    return sorted(score, key=score.__getitem__)[:LIST_LENGTH]
