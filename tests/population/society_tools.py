"""Toy countries with society on top, and plain readings of them, for the tests of posts, service, Party and homes."""

from __future__ import annotations

from functools import cache

import numpy as np

from tests.toy import toy_country
from yeonjwa.months import month_of
from yeonjwa.population.country import Country
from yeonjwa.population.society import society
from yeonjwa.population.spells import latest_union_plain

SCALE = 0.0005  # 12,500 living; the toys have about as many


@cache
def with_society(persons: int = 30_000, seed: int = 3, places: int | None = None) -> Country:
    """A toy country with its society columns; ``places`` puts everybody into that many places."""
    toy = toy_country(persons, seed, scale=SCALE)
    columns = dict(toy.columns)
    if places is not None:
        columns |= {name: columns[name] % places for name in ("birth_place", "union_place")}
    more, _ = society(columns, toy.spec)
    return Country(toy.spec, {**columns, **more})


def plain_place(country: Country, person: int, month: int) -> int:
    """Where a person lives, looked up in the whole table of unions."""
    row = latest_union_plain(country.columns, person, month)
    return int(country.birth_place[person] if row < 0 else country.union_place[row])


def serves_plain(country: Country, person: int, month: int) -> bool:
    """Whether a person is in service, looked up in the whole table."""
    own = country.conscript_person == person
    return bool(np.any(own & (country.conscript_start <= month) & (country.conscript_end > month)))


JANUARY_2005 = month_of(2005)
