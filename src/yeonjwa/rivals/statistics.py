"""What the runs of a history give beside a figure from outside, with an interval of luck, and what was published itself.

Verdicts rest on all counts. What is shown rests on counts rounded to the disclosure floor: histories share their people and their
luck, so that two numbers side by side would otherwise tell how few differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yeonjwa.claims.reading import ratio_of_counts, share_of
from yeonjwa.compare.both import people_behind
from yeonjwa.disclosure import FLOOR_PEOPLE
from yeonjwa.outcome import ALL, Outcome, Table
from yeonjwa.population.places import read_rows
from yeonjwa.rivals.outside import OutsideFigure
from yeonjwa.system.table_columns import luck
from yeonjwa.system.tables_arrivals import PERIODS
from yeonjwa.system.tables_yearly import CONFIRMED

NAN = float("nan")
NORTH_EAST = ("North Hamgyong", "Ryanggang")
TOGETHER = 2.0
"""People leave and arrive in company: counts are taken for so many times fewer independent decisions, which widens the interval."""

Runs = Sequence[Outcome]
Ends = tuple[float, float]
Estimate = tuple[float, float, float]


@dataclass(frozen=True)
class Counted:
    """Counts of the runs beside a figure.

    counts : float64[runs, k], what the estimate is made of. scale : of the runs. published : ends of what was published, equal if it is
    one number. prices : of the runs, where the statistic is a price.
    """

    counts: NDArray[np.float64]
    scale: float
    published: Ends
    prices: tuple[float, ...] = ()

    @property
    def rests_on(self) -> float:
        """The least of the counts, pooled over the runs; one that hardly differs from run to run counts once."""
        return float(np.abs(people_behind(self.counts)).min())

    def estimate(self, statistic: str, step: float = 0.0) -> Estimate:
        """Estimate with its interval (95 per cent, luck), NaN where nothing was counted; ``step``: counts rounded to its multiples."""
        pooled = self.counts.sum(axis=0)
        if step:
            pooled = np.round(pooled / step) * step
        if statistic == "price":
            return float(np.mean(self.prices)), min(self.prices), max(self.prices)
        first = float(pooled[0])
        if statistic == "change":
            middle = ratio_of_counts(float(pooled[1]) / TOGETHER, first / TOGETHER)
        elif pooled.size == 2:
            middle = share_of(first / TOGETHER, float(pooled.sum()) / TOGETHER)
        else:
            low, high = (float(end) * TOGETHER for end in luck(first / TOGETHER))
            per = len(self.counts) * self.scale
            return first / per, low / per, high / per
        return middle


def counted_beside(figure: OutsideFigure, runs: Runs, scale: float) -> Counted:
    """What the runs of one history at one point of the design hold beside a figure."""
    return MEASURES[figure.statistic](figure, runs, scale)


def shown_step() -> float:
    """Counts that are shown are rounded to multiples of this."""
    return float(FLOOR_PEOPLE)


def _rows(table: Table, first: int, last: int, **where: str) -> Table:
    kept = table.where(**where)
    year = np.array([int(y) if str(y).isdigit() else -1 for y in kept.column("year").tolist()])
    keep = (year >= first) & (year <= last)
    return Table(kept.name, kept.title, kept.fields, {n: kept.column(n)[keep] for n in kept.data})


def counts_of(runs: Runs, name: str, first: int, last: int, **where: str) -> NDArray[np.float64]:
    """Raw synthetic count of some years, float64[runs]."""
    return np.array([float(_rows(run.tables[name], first, last, **where).column("synthetic").sum()) for run in runs])


def _published(runs: Runs, first: int, last: int, sex: str = ALL) -> float:
    return float(_rows(runs[0].tables["arrivals"], first, last, sex=sex).column("published").sum())


def _arrivals(figure: OutsideFigure, runs: Runs, scale: float) -> Counted:
    published = _published(runs, figure.first, figure.last)
    counts = counts_of(runs, "arrivals", figure.first, figure.last, sex=ALL)
    return Counted(counts[:, None], scale, (published, published))


def _change(figure: OutsideFigure, runs: Runs, scale: float) -> Counted:
    """The first two years of the span and its last two."""
    spans = (figure.first, figure.first + 1), (figure.last - 1, figure.last)
    counts = np.column_stack([counts_of(runs, "arrivals", *span, sex=ALL) for span in spans])
    published = _published(runs, *spans[1]) / _published(runs, *spans[0])
    return Counted(counts, scale, (published, published))


def _women(figure: OutsideFigure, runs: Runs, scale: float) -> Counted:
    years = figure.first, figure.last
    counts = np.column_stack([counts_of(runs, "arrivals", *years, sex=sex) for sex in ("female", "male")])
    share = _published(runs, *years, "female") / _published(runs, *years)
    return Counted(counts, scale, (share, share))


def _periods(figure: OutsideFigure) -> tuple[str, ...]:
    return tuple(name for name, (low, high) in PERIODS.items() if figure.first <= low and high <= figure.last)


def _north_east(figure: OutsideFigure, runs: Runs, scale: float) -> Counted:
    def of(run: Outcome, name: str) -> Ends:
        table = run.tables["arrivals_by_province"]
        rows = table.column("period")
        keep = np.isin(rows, _periods(figure))
        part = keep & np.isin(table.column("province"), NORTH_EAST)
        whole = keep & (table.column("province") == ALL)
        values = table.column(name).astype(np.float64)
        return float(values[part].sum()), float(values[whole].sum() - values[part].sum())

    counts = np.array([of(run, "synthetic") for run in runs])
    inside, outside = of(runs[0], "published")
    share = inside / (inside + outside)
    return Counted(counts, scale, (share, share))


def _alone(figure: OutsideFigure, runs: Runs, scale: float) -> Counted:
    """Those who arrived without anybody who left with them; published under two definitions, which are the ends."""
    from yeonjwa.departures.groups import family_unit_share

    def of(run: Outcome) -> Ends:
        table = run.tables["arrivals_in_company"].where(size="alone")
        keep = np.isin(table.column("period"), _periods(figure))
        alone, everybody = (float(table.column(name)[keep].sum()) for name in ("synthetic", "arrived"))
        return alone, everybody - alone

    table = runs[0].tables["arrivals_in_company"].where(size="alone")
    units = float(table.column("published")[np.isin(table.column("period"), _periods(figure))].mean())
    ends = sorted((units, 1 - family_unit_share(figure.last, "alone")))
    return Counted(np.array([of(run) for run in runs]), scale, (ends[0], ends[1]))


def _in_china(figure: OutsideFigure, runs: Runs, scale: float) -> Counted:
    counts = counts_of(runs, "left_and_where", figure.first, figure.last, **{"where": "in China"})
    beside = next(row for row in read_rows("stock_in_china.csv") if int(row["year"]) == figure.first)
    return Counted(counts[:, None], scale, (float(beside["low"]), float(beside["high"])))


def _price(figure: OutsideFigure, runs: Runs, scale: float) -> Counted:
    """Mean price of the year over those who try; it is no count, so its interval is that of the runs."""
    rows = [_rows(run.tables["money_by_year"], figure.first, figure.last, quantity="fee_mean_usd") for run in runs]
    beside = [
        row for row in read_rows("broker_fees.csv")
        if row["date"].startswith(str(figure.first)) and row["currency"] == "USD" and row["leg"] != "whole route"
    ]  # fmt: skip
    ends = [float(row[end]) for row in beside for end in ("low", "high")]
    counts = np.array([[float(r.column("synthetic")[0])] for r in rows])
    return Counted(counts, scale, (min(ends), max(ends)), tuple(float(r.column("total")[0]) for r in rows))


def _returns(figure: OutsideFigure, runs: Runs, scale: float) -> Counted:
    assert figure.years == CONFIRMED, figure.key
    confirmed = sum(float(row["returns"]) for row in read_rows("returns_confirmed.csv"))
    counts = counts_of(runs, "returns", figure.first, figure.last, kind="returned_from_the_south")
    return Counted(counts[:, None], scale, (confirmed, confirmed))


MEASURES: Mapping[str, Callable[[OutsideFigure, Runs, float], Counted]] = {
    "arrivals": _arrivals, "change": _change, "women": _women, "north_east": _north_east, "alone": _alone,
    "in_china": _in_china, "price": _price, "returns": _returns,
}  # fmt: skip
"""What is counted for each statistic that the catalogue names."""


def is_rejected(figure: OutsideFigure, at_points: Sequence[Counted]) -> bool:
    """Whether the whole interval lies outside the room at every point of the design; one point that fits is enough not to reject.

    What could not be counted at all rejects nothing.
    """
    for counted in at_points:
        low, high = figure.room(*counted.published)
        middle, least, most = counted.estimate(figure.statistic)
        if np.isnan(middle) or not (most < low or least > high):
            return False
    return bool(at_points)


__all__ = ["MEASURES", "Counted", "counted_beside", "counts_of", "is_rejected", "shown_step"]
