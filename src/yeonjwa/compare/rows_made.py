"""Rows from lined-up tables: values of both worlds, interval, direction, and the harm of the same period beside each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.compare import judging
from yeonjwa.compare.both import Both
from yeonjwa.compare.margins import HARM, TERMS, UNITS
from yeonjwa.compare.rows import HIDDEN, OF_LEAVING, SUBJECTS, Row
from yeonjwa.compare.worlds import Worlds
from yeonjwa.disclosure import FLOOR_PEOPLE
from yeonjwa.disclosure import HIDDEN as HIDDEN_WORDS
from yeonjwa.messages import text
from yeonjwa.outcome import ALL
from yeonjwa.system.ledger import ANY, PERIODS
from yeonjwa.system.tables_harm import DREAD, STAYS
from yeonjwa.system.terms import PARTS

SUM = "sum"
SAMPLE_ROUNDED_TO = FLOOR_PEOPLE
"""The size of a sample differs between worlds by the few who left; it is rounded down to this."""
HELD = "incapacitation"
LOG_UNIT = "log hazard"


@dataclass(frozen=True)
class _Line:
    """What a row is about and its values in all runs, float64[runs] each."""

    subject: str
    name: str
    by: str
    band: str
    period: str
    unit: str
    a: NDArray[np.float64]
    b: NDArray[np.float64]
    raw: tuple[int, int]
    is_hidden: bool


def rows_of(
    tables: Mapping[str, Both], hidden: Mapping[str, NDArray[np.bool_]], worlds: Worlds, looked_at: int
) -> tuple[Row, ...]:
    """All rows of a comparison, harm first.

    Parameters
    ----------
    tables, hidden : of both worlds by name, and the rows of each that must not be shown
    worlds : the runs, from which the points of the design are read
    looked_at : points of the design, the shipped figures among them; 0 if it was not asked for
    """
    is_paired = next(iter(tables.values())).is_coupled
    lines = [*_of_harm(tables, hidden), *_of_totals(tables, hidden), *_of_parts(tables[TERMS], hidden[TERMS])]
    order = {subject: k for k, subject in enumerate(SUBJECTS)}
    lines.sort(key=lambda line: order[line.subject])
    at_points = _at_points(worlds)
    harm = {
        line.period: None if line.is_hidden else float(line.a.mean() - line.b.mean())
        for line in lines
        if (line.subject, line.name, line.by, line.unit) == ("harm", ANY, ALL, "people")
    }
    return tuple(_row(line, harm, at_points, looked_at, is_paired) for line in lines)


def _row(
    line: _Line,
    harm: Mapping[str, float | None],
    at_points: Mapping[tuple[str, ...], list[float]] | None,
    looked_at: int,
    is_paired: bool,
) -> Row:
    ends = judging.interval(line.a[:, None], line.b[:, None], is_paired=is_paired)
    low, high = (float(end[0]) for end in ends)
    beside = _period_of(line.period)
    harm_there = harm.get(beside)
    difference = float(line.a.mean() - line.b.mean())
    with_points: dict[str, Any] = {}
    if line.subject == "departures" or line.name == SUM:
        elsewhere = None if at_points is None else at_points.get((line.subject, line.name, line.band, line.period))
        signs = (
            None if elsewhere is None or not looked_at or len(elsewhere) + 1 < looked_at else [difference, *elsewhere]
        )
        judge = judging.sign_of_sum if line.name == SUM else judging.over_histories
        direction = judge(low, high, signs)
        if signs is not None:
            with_points = {
                "looked_at": len(signs),
                "with_fewer": sum(s < 0 for s in signs),
                "with_more": sum(s > 0 for s in signs),
            }
    else:
        direction = judging.by_interval(low, high)
    suppressed = HIDDEN_WORDS if line.is_hidden else ""
    if not suppressed and line.subject in OF_LEAVING and harm_there is None:
        suppressed = text("compare.hidden_harm")
    is_known = not suppressed
    has_interval = is_known and not np.isnan(low)
    return Row(
        subject=line.subject, name=line.name, by=line.by, band=line.band, period=line.period, unit=line.unit,
        a=float(line.a.mean()) if is_known else None, b=float(line.b.mean()) if is_known else None,
        difference=difference if is_known else None, low=low if has_interval else None, high=high if has_interval else None,
        runs=len(line.a), raw_a=line.raw[0] if is_known else None, raw_b=line.raw[1] if is_known else None,
        identified=False, warning=text(f"compare.warning.{line.subject}"), direction=direction if is_known else HIDDEN,
        harm=harm_there, harm_period=beside, **(with_points if is_known else {}), suppressed=suppressed,
    )  # fmt: skip


def _period_of(years: str) -> str:
    """The period of harm in which the years of a row begin."""
    first = int(years[:4])
    return next(f"{low}-{high}" for low, high in PERIODS if low <= first <= high)


def subject_of(practice: str) -> str:
    """Where a practice or what follows from it stands: deaths and dread apart from the rest of harm."""
    return "dread" if practice == DREAD else "deaths" if practice.startswith("deaths_") else "harm"


def _of_harm(tables: Mapping[str, Both], hidden: Mapping[str, NDArray[np.bool_]]) -> Iterator[_Line]:
    for name, by in zip(HARM, ("kin", "stratum", "sex_and_age"), strict=True):
        both = tables[name]
        people, months = both.values("people"), both.values("person_months")
        for row, key in enumerate(both.keys):
            margin = [key[d] for d in both.a[0].dimensions if d not in ("practice", "period")]
            is_total = all(m == ALL for m in margin)
            if is_total and name != HARM[0]:
                continue  # the total of a practice stands once
            about: dict[str, Any] = {
                "subject": subject_of(key["practice"]), "name": key["practice"], "by": ALL if is_total else by,
                "band": ALL if is_total else ", ".join(margin), "period": key["period"],
                "raw": (int(both.raw[0][row]), int(both.raw[1][row])), "is_hidden": bool(hidden[name][row]),
            }  # fmt: skip
            yield _Line(**about, unit="people", a=people[0][:, row], b=people[1][:, row])
            if is_total and key["practice"] in STAYS:
                yield _Line(**about, unit="person-months", a=months[0][:, row], b=months[1][:, row])


def _of_totals(tables: Mapping[str, Both], hidden: Mapping[str, NDArray[np.bool_]]) -> Iterator[_Line]:
    for name, unit in UNITS.items():
        both = tables[name]
        a, b = both.values("total")
        for row, key in enumerate(both.keys):
            raw = int(both.raw[0][row]), int(both.raw[1][row])
            subject = "departures" if name == "arrivals" else name
            yield _Line(
                subject,
                key["quantity"],
                ALL,
                ALL,
                key["period"],
                unit,
                a[:, row],
                b[:, row],
                raw,
                bool(hidden[name][row]),
            )


def _of_parts(both: Both, hidden: NDArray[np.bool_]) -> Iterator[_Line]:
    """The four parts of each stratum and horizon, and their sum; the raw count is the rounded size of the smaller sample."""
    a, b = (_coarse(values, both, side) for side, values in enumerate(both.values("total")))
    groups: dict[tuple[str, str], dict[str, int]] = {}
    for row, key in enumerate(both.keys):
        groups.setdefault((key["period"], key["stratum"]), {})[key["part"]] = row
    for (period, stratum), rows in groups.items():
        order = [rows[part] for part in PARTS]
        size = int(min(both.raw[side][order].min() for side in (0, 1)) // SAMPLE_ROUNDED_TO * SAMPLE_ROUNDED_TO)
        is_hidden = bool(hidden[order].any() or np.isnan(a[:, order]).any() or np.isnan(b[:, order]).any())
        for name, of in (*zip(PARTS, ([row] for row in order), strict=True), (SUM, order)):
            yield _Line(
                "parts",
                name,
                "stratum",
                stratum,
                period,
                LOG_UNIT,
                a[:, of].sum(axis=1),
                b[:, of].sum(axis=1),
                (size, size),
                is_hidden,
            )


def _coarse(values: NDArray[np.float64], both: Both, side: int) -> NDArray[np.float64]:
    """The values with the share of those held or banished rounded to the floor of each run's sample: it is a count, and may be small."""
    people = np.maximum(both.values("synthetic")[side], 1.0)
    step = FLOOR_PEOPLE / people
    is_held = np.array([key["part"] == HELD for key in both.keys], dtype=bool)
    return np.where(is_held, np.round(values / step) * step, values)


def _at_points(worlds: Worlds) -> dict[tuple[str, ...], list[float]] | None:
    """A - B at each point of the design, by subject, name, band and period; None if a run of the design failed."""
    if any(pair is None for pair in worlds.points.values()):
        return None
    found: dict[tuple[str, ...], list[float]] = {}
    for pair in worlds.points.values():
        assert pair is not None
        for name, subject in (("departures", "departures"), ("arrivals", "departures")):
            both = Both.of([pair[0][name]], [pair[1][name]], ("", ""))
            a, b = both.values("total")
            for row, key in enumerate(both.keys):
                found.setdefault((subject, key["quantity"], ALL, key["period"]), []).append(
                    float(a[0, row] - b[0, row])
                )
        both = Both.of([pair[0][TERMS]], [pair[1][TERMS]], ("", ""))
        for line in _of_parts(both, np.zeros(len(both.keys), dtype=bool)):
            if line.name == SUM:
                key_of = ("parts", SUM, line.band, line.period)
                found.setdefault(key_of, []).append(float(line.a[0] - line.b[0]))
    return found


__all__ = ["SUM", "rows_of", "subject_of"]
