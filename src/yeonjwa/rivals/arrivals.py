"""Arrivals of 2001 to 2012 in each history beside the world without consequences for relatives: a word, and a number only beside its harm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.compare.both import people_behind
from yeonjwa.compare.judging import interval, over_histories
from yeonjwa.compare.rows import HIDDEN as HIDDEN_WORD
from yeonjwa.disclosure import FLOOR_PEOPLE, HIDDEN
from yeonjwa.kept_tables import Shape
from yeonjwa.outcome import ALL, Field, Outcome, Table
from yeonjwa.rivals.harm import struck
from yeonjwa.rivals.running import BESIDE, POINTS, Bundle
from yeonjwa.rivals.statistics import counts_of

YEARS = (2001, 2012)
HARM_PERIOD = "2004-2011"
"""The period of harm that lies within these years."""
NAN = float("nan")
FIELDS = (
    Field("history", "dimension", "name", "histories.field.history"),
    Field("beside", "dimension", "name", "histories.field.beside"),
    Field("period", "dimension", "years", "histories.field.years"),
    Field("harm_period", "dimension", "years", "histories.field.harm_period"),
    Field("harm", "estimate", "real people", "histories.field.harm", of="rests_on"),
    Field("direction", "note", "words", "histories.field.direction"),
    Field("rests_on", "raw", "people", "histories.field.rests_on"),
    Field("estimate", "estimate", "real people", "histories.field.difference", of="rests_on"),
    Field("low", "low", "real people", "histories.field.low", of="estimate"),
    Field("high", "high", "real people", "histories.field.high", of="estimate"),
    Field("identified", "identified", "yes or no", "histories.field.identified"),
    Field("warning", "warning", "message key", "histories.field.warning"),
    Field("suppressed", "note", "words", "histories.field.suppressed"),
)
HISTORIES_ARRIVALS = Shape("histories_arrivals", "histories.table.arrivals", FIELDS)


def arrivals_table(bundles: Mapping[str, Bundle], scale: float) -> Table:
    """``histories_arrivals``: one row for each history but the one beside which the others stand.

    The direction is what may be said over all that is assumed: fewer or more only if the sign is the same at every point of the design.
    The number stands only where the difference of both worlds, and that of their harm, may be shown.
    """
    beside = bundles[BESIDE]
    rows = [_row(bundle, beside, scale) for name, bundle in bundles.items() if name != BESIDE]
    return HISTORIES_ARRIVALS.filled(rows)


def _row(bundle: Bundle, beside: Bundle, scale: float) -> dict[str, Any]:
    seeds = [seed for seed in bundle.runs if seed in beside.runs]
    runs = [[one.runs[seed] for seed in seeds] for one in (bundle, beside)]
    a, b = (_arrivals(of_world) for of_world in runs)
    low, high = (float(end[0]) for end in interval(a[:, None] / scale, b[:, None] / scale, is_paired=True))
    points = [p for p in POINTS if p in bundle.at_points and p in beside.at_points]
    at_points = [float((_arrivals([bundle.at_points[p]]) - _arrivals([beside.at_points[p]]))[0]) for p in points]
    all_points = [float(a.mean() - b.mean()), *at_points] if len(points) == len(POINTS) else None
    direction = over_histories(low, high, all_points)
    harm, is_harm_shown = _shown(*(struck(of_world, HARM_PERIOD) for of_world in runs))
    number, is_number_shown = _shown(a, b)
    is_shown = is_harm_shown and is_number_shown
    step = FLOOR_PEOPLE / (len(seeds) * scale)
    return {
        "history": bundle.history, "beside": BESIDE, "period": f"{YEARS[0]}-{YEARS[1]}", "harm_period": HARM_PERIOD,
        "harm": harm / len(seeds) / scale if is_harm_shown else NAN,
        "direction": direction if is_shown else HIDDEN_WORD,
        "rests_on": float(min(a.sum(), b.sum()) // FLOOR_PEOPLE * FLOOR_PEOPLE) if is_shown else NAN,
        "estimate": number / len(seeds) / scale if is_shown else NAN,
        "low": float(np.floor(low / step) * step) if is_shown else NAN,
        "high": float(np.ceil(high / step) * step) if is_shown else NAN,
        "identified": False, "warning": "histories.warning.arrivals", "suppressed": "" if is_shown else HIDDEN,
    }  # fmt: skip


def _arrivals(runs: list[Outcome]) -> NDArray[np.float64]:
    return counts_of(runs, "arrivals", *YEARS, sex=ALL)


def _shown(a: NDArray[np.float64], b: NDArray[np.float64]) -> tuple[float, bool]:
    """Pooled difference in multiples of the floor, and whether it may be shown: both counts reach the floor, and so does what differs."""
    behind = abs(float(people_behind((a - b)[:, None])[0]))
    counts = [float(people_behind(count[:, None])[0]) for count in (a, b)]
    is_shown = min(counts) >= FLOOR_PEOPLE and (behind == 0 or behind >= FLOOR_PEOPLE)
    return float(np.round((a.sum() - b.sum()) / FLOOR_PEOPLE) * FLOOR_PEOPLE), is_shown


__all__ = ["FIELDS", "HARM_PERIOD", "HISTORIES_ARRIVALS", "YEARS", "arrivals_table"]
