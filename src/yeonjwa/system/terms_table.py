"""The table of what holds people back and drives them out, by stratum and year (see ``terms``)."""

from __future__ import annotations

import numpy as np

from yeonjwa.outcome import Field, Table
from yeonjwa.system.ledger import FIRST_YEAR, STRATA, YEARS
from yeonjwa.system.register import WHERE
from yeonjwa.system.terms import PARTS, Terms

WHO = ("ordinary", "cadre")
FIRST_SHOWN = 1998


def terms_of_leaving(terms: Terms) -> Table:
    """Mean of each part of the log hazard of leaving by year and stratum, from the fixed sample."""
    year, stratum, part = (
        a.ravel() for a in np.meshgrid(np.arange(YEARS), np.arange(STRATA), np.arange(len(PARTS)), indexing="ij")
    )
    raw, mean = terms.people[year, stratum], terms.means()[year, stratum, part]
    keep = (year + FIRST_YEAR >= FIRST_SHOWN) & (raw > 0)
    year, stratum, part, raw, mean = (a[keep] for a in (year, stratum, part, raw, mean))
    return Table(
        name="terms_of_leaving",
        title="system.table.terms_of_leaving",
        fields=(
            Field("year", "dimension", "year", "system.field.year"),
            Field("where", "dimension", "name", "system.field.where"),
            Field("who", "dimension", "name", "system.field.who"),
            Field("part", "dimension", "name", "system.field.part"),
            Field("sampled", "raw", "people", "system.field.sampled"),
            Field("log_hazard", "estimate", "log hazard", "system.field.log_hazard", of="sampled"),
            Field("identified", "identified", "true or false", "system.field.identified"),
            Field("warning", "warning", "message key", "system.field.warning"),
        ),
        data={
            "year": year + FIRST_YEAR,
            "where": np.array(WHERE)[stratum // 2],
            "who": np.array(WHO)[stratum % 2],
            "part": np.array(PARTS)[part],
            "sampled": raw,
            "log_hazard": mean,
            "identified": np.zeros(raw.size, dtype=bool),
            "warning": np.full(raw.size, "system.warning.behaviour_assumed"),
        },
    )
