"""Slow twin of ``close_kin`` in plain Python: it looks at everybody; the tests compare the two."""

from __future__ import annotations

from yeonjwa.departures.close_kin import CHILD, MOST, PARENT, SIBLING, SPOUSE
from yeonjwa.population.country import Country


def close_kin_plain(country: Country, person: int, month: int) -> list[tuple[int, int]]:
    """(relative, what they are) of one person at a month, the first ``MOST``.

    Spouse, children, mother and father, then siblings through the mother, children and siblings in order of birth;
    all of them born, alive, and not gone south.
    """
    c = country
    everybody = list(zip(c.mother.tolist(), c.father.tolist(), strict=True))
    mother, father = everybody[person]
    unions = zip(
        c.union_wife.tolist(), c.union_husband.tolist(), c.union_start.tolist(), c.union_end.tolist(), strict=True
    )
    spouses = [
        husband if person == wife else wife
        for wife, husband, start, end in unions
        if person in (wife, husband) and start <= month < end
    ]
    groups = {
        SPOUSE: spouses,
        CHILD: [other for other, parents in enumerate(everybody) if person in parents],
        PARENT: [parent for parent in (mother, father) if parent >= 0],
        SIBLING: [other for other, parents in enumerate(everybody) if parents[0] == mother >= 0 and other != person],
    }
    return [
        (other, kind)
        for kind, others in groups.items()
        for other in others
        if c.birth_month[other] <= month < min(c.death_month[other], c.separated_month[other])
    ][:MOST]
