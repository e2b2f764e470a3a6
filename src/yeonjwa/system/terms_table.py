"""The table of what holds people back and drives them out, by stratum and year (see ``terms``)."""

from __future__ import annotations

from yeonjwa.disclosure import FLOOR_PEOPLE
from yeonjwa.outcome import Table
from yeonjwa.system.ledger import FIRST_YEAR
from yeonjwa.system.table_columns import JUDGED, column, dimensions, judged, table_of
from yeonjwa.system.tables_harm import STRATA
from yeonjwa.system.terms import PARTS, Terms


def terms_of_leaving(terms: Terms, first_year: int, last_year: int) -> Table:
    """Mean of each part of the log hazard of leaving by year and stratum, from the fixed sample."""
    means = terms.means(counted_in=FLOOR_PEOPLE)
    rows = [
        {
            "year": FIRST_YEAR + year,
            "stratum": stratum,
            "part": part,
            "sampled": int(terms.people[year, s]),
            "log_hazard": float(means[year, s, k]),
            **judged("behaviour"),
        }
        for year in range(first_year - FIRST_YEAR, last_year + 1 - FIRST_YEAR)
        for s, stratum in enumerate(STRATA)
        for k, part in enumerate(PARTS)
        if terms.people[year, s]
    ]
    fields = (
        *dimensions("year", "stratum", "part"),
        column("sampled", "raw", "people"),
        column("log_hazard", "estimate", "log hazard", of="sampled"),
        *JUDGED,
    )
    return table_of("terms_of_leaving", fields, rows)
