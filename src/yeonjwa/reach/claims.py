"""The claim of a large share and the state's own "small number": what each comes to, by definition of family.

A report of 2016 holds that punishing the families of the 30,000 who had arrived would threaten a large share of the
population; the state speaks of a small number of people. Both are words about a number that depends on how far
"family" goes. The threshold for "large" (10 per cent) was fixed before the model was run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from yeonjwa.catalogue import figure
from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.reach.columns import SHARE_OF_HOME, column, dimensions, table_of
from yeonjwa.reach.measure import Measure, share_reached
from yeonjwa.reach.world import LINEALITIES

CLAIM_YEAR = 2016
CLAIM_CHON: tuple[int, ...] = (2, 3, 4, 6, 8)
CLAIM_PLACES: tuple[str, ...] = ("North Hamgyong", "Ryanggang")
LARGE, SMALL, DEPENDS = "large", "small", "depends"


def verdict(low: float, high: float) -> str:
    """Large if the whole interval lies above the threshold, small if below, else it depends on what is not known."""
    threshold = figure("large_share_threshold").value
    if low > threshold:
        return LARGE
    return SMALL if high <= threshold else DEPENDS


def large_or_small(
    measures: Iterable[Measure],
    scale: float,
    provinces: tuple[str, ...],
    clustering: str,
    year: int = CLAIM_YEAR,
    column_of_year: int = -1,
) -> Table:
    """Shares reached at the year of the claim, with the verdict of each definition.

    Counts and shares are means over the placings of ``clustering``, as in the table of the reach; the interval and
    the verdict are over all placings and clusterings.
    """
    measures = list(measures)
    rows: list[dict[str, Any]] = []
    for lineality in LINEALITIES:
        for place in (ALL, *CLAIM_PLACES):
            for chon in CLAIM_CHON:
                pairs = [_counts(m, lineality, place, chon, provinces, year, column_of_year) for m in measures]
                reached, home = (np.array(x) for x in zip(*pairs, strict=True))
                shares = share_reached(reached, home)
                main = np.array([m.clustering == clustering for m in measures])
                rows.append({
                    "year": year, "lineality": lineality, "province": place, "chon": chon,
                    "at_home": round(float(home[main].mean())), "reached": round(float(reached[main].mean())),
                    "people": float(reached[main].mean()) / scale, "share": float(shares[main].mean()), "low": float(shares.min()),
                    "high": float(shares.max()), "placings": len(measures), "verdict": verdict(shares.min(), shares.max()),
                })  # fmt: skip
    fields = (*dimensions("year", "lineality", "province", "chon"), *SHARE_OF_HOME, column("verdict", "note", "words"))
    return table_of("large_or_small", fields, rows, nested=(("chon", CLAIM_CHON),))


def _counts(
    m: Measure, lineality: str, place: str, chon: int, provinces: tuple[str, ...], year: int, k: int
) -> tuple[int, int]:
    if place == ALL:
        reached, home = m.nation["arrived", lineality]
        return int(reached[chon, k]), int(home[k])
    reached, home = m.province[lineality, year]
    where = provinces.index(place)
    return int(reached[where, chon]), int(home[where])


def in_words(table: Table, lang: str | None = None) -> list[str]:
    """What follows for the two claims, in sentences, from a published or internal ``large_or_small`` table.

    Returns
    -------
    list of str
        The question; one sentence per line of kinship; one on the place; the state's words; the reading.
    """
    year = int(table.column("year")[0])
    threshold = figure("large_share_threshold").value
    said = [
        text("reach.words.question", lang=lang, year=year, arrivals=f"{figure('claimed_arrivals').value:,.0f}",
             threshold=text("report.percent", lang=lang, number=f"{100 * threshold:.0f}")),
    ]  # fmt: skip
    for lineality in LINEALITIES:
        rows = table.where(lineality=lineality, province=ALL)
        parts = [_part(rows, k, lang) for k in range(len(rows))]
        said.append(text(f"reach.words.{lineality}", lang=lang, parts="; ".join(parts)))
    said += [_where_large(table, place, lang) for place in CLAIM_PLACES if len(table.where(province=place))]
    said.append(text("reach.words.state", lang=lang))
    said.append(text(_reading(table), lang=lang))
    return said


def _reading(table: Table) -> str:
    """Both phrases are right if close family is clearly not a large share and some wider family clearly is."""
    rows = table.where(lineality="cognatic", province=ALL)
    found = [
        (int(chon), verdict(low, high))
        for chon, low, high in zip(*(rows.column(c) for c in ("chon", "low", "high")), strict=True)
        if not np.isnan(low)
    ]
    close = [word for chon, word in found if chon <= 3]
    wide = [word for chon, word in found if chon >= 6]
    is_both = bool(close) and all(word == SMALL for word in close) and LARGE in wide
    return "reach.words.reading_both" if is_both else "reach.words.reading_open"


def _part(rows: Table, k: int, lang: str | None) -> str:
    chon, share, low, high = (rows.column(name)[k] for name in ("chon", "share", "low", "high"))
    if np.isnan(share):
        return text("reach.words.hidden", lang=lang, chon=chon)
    word = text(f"reach.words.{verdict(low, high)}", lang=lang)
    return text(
        "reach.words.part",
        lang=lang,
        chon=chon,
        share=percent(share, lang),
        low=percent(low, lang),
        high=percent(high, lang),
        verdict=word,
    )


def _where_large(table: Table, place: str, lang: str | None) -> str:
    """From which degree on the share is large in one province."""
    name = text(f"reach.place.{place.lower().replace(' ', '_')}", lang=lang)
    rows = table.where(lineality="cognatic", province=place)
    large = [
        int(chon)
        for chon, low, high in zip(*(rows.column(c) for c in ("chon", "low", "high")), strict=True)
        if not np.isnan(low) and verdict(low, high) == LARGE
    ]
    if not large:
        return text("reach.words.place_never", lang=lang, place=name)
    return text("reach.words.place", lang=lang, place=name, chon=min(large))


def percent(share: float, lang: str | None = None) -> str:
    """A share in per cent: one decimal, two significant digits where that is more."""
    value = 100 * float(share)
    return text("report.percent", lang=lang, number=f"{value:.1f}" if value >= 0.995 else f"{value:#.2g}")
