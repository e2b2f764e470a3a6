"""The histories beside figures from outside, as a table, as JSON objects and as the files of a folder.

DIR/histories.parquet  DIR/histories_harm.parquet  DIR/histories_arrivals.parquet  DIR/histories.json  DIR/report.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from yeonjwa import kept_tables
from yeonjwa.catalogue.histories import histories
from yeonjwa.disclosure import FLOOR_PEOPLE, HIDDEN
from yeonjwa.errors import InputError
from yeonjwa.kept_tables import Shape
from yeonjwa.messages import current_language, text
from yeonjwa.outcome import Field, Table
from yeonjwa.rivals import arrivals, harm
from yeonjwa.rivals.in_force import in_force
from yeonjwa.rivals.outside import outside_figures
from yeonjwa.rivals.running import BESIDE, Bundle, Findings
from yeonjwa.rivals.statistics import counted_beside, is_rejected, shown_step

WARNING = "histories.bear_in_mind"
REJECTED, NOT_REJECTED = "rejected", "not rejected"
NAN = float("nan")
FIELDS = (
    Field("history", "dimension", "name", "histories.field.history"),
    Field("figure", "dimension", "name", "histories.field.figure"),
    Field("verdict", "note", "words", "histories.field.verdict"),
    Field("published_low", "observed", "as in unit", "histories.field.published_low"),
    Field("published_high", "observed", "as in unit", "histories.field.published_high"),
    Field("room_low", "observed", "as in unit", "histories.field.room_low"),
    Field("room_high", "observed", "as in unit", "histories.field.room_high"),
    Field("rests_on", "raw", "people", "histories.field.rests_on"),
    Field("estimate", "estimate", "as in unit", "histories.field.estimate", of="rests_on"),
    Field("low", "low", "as in unit", "histories.field.low", of="estimate"),
    Field("high", "high", "as in unit", "histories.field.high", of="estimate"),
    Field("unit", "note", "words", "histories.field.unit"),
    Field("standing", "note", "words", "histories.field.standing"),
    Field("sources", "note", "names", "histories.field.sources"),
    Field("identified", "identified", "yes or no", "histories.field.identified"),
    Field("warning", "warning", "message key", "histories.field.warning"),
    Field("suppressed", "note", "words", "histories.field.suppressed"),
)
HISTORIES = Shape("histories", "histories.table.beside", FIELDS)
SHAPES = (HISTORIES, harm.HISTORIES_HARM, arrivals.HISTORIES_ARRIVALS)


def beside_table(bundles: Mapping[str, Bundle], scale: float) -> Table:
    """``histories``: one row for each history and figure from outside, with the verdict; numbers below the floor are hidden, verdicts stand."""
    rows = [row for bundle in bundles.values() for row in _rows(bundle, scale)]
    return HISTORIES.filled(rows)


def _rows(bundle: Bundle, scale: float) -> list[dict[str, Any]]:
    rows = []
    for key, figure in outside_figures().items():
        usual = counted_beside(figure, list(bundle.runs.values()), scale)
        elsewhere = [counted_beside(figure, [run], scale) for run in bundle.at_points.values()]
        verdict = REJECTED if is_rejected(figure, [usual, *elsewhere]) else NOT_REJECTED
        raw = usual.rests_on
        shown = usual.estimate(figure.statistic, shown_step()) if raw >= FLOOR_PEOPLE else (NAN,) * 3
        is_hidden = bool(np.isnan(shown[0]))
        room = figure.room(*usual.published)
        rows.append({
            "history": bundle.history, "figure": key, "verdict": verdict, "published_low": usual.published[0],
            "published_high": usual.published[1], "room_low": room[0], "room_high": room[1] if np.isfinite(room[1]) else NAN,
            "rests_on": NAN if is_hidden else raw // FLOOR_PEOPLE * FLOOR_PEOPLE, "estimate": shown[0], "low": shown[1],
            "high": shown[2], "unit": figure.unit, "standing": figure.standing, "sources": ", ".join(figure.sources),
            "identified": False, "warning": f"histories.warning.{'set_on' if figure.set_on else 'beside'}",
            "suppressed": HIDDEN if is_hidden else "",
        })  # fmt: skip
    return rows


def tables_of(found: Findings) -> tuple[Table, ...]:
    """The three tables of the histories asked for; the one beside which others stand is run in any case, and shown if asked for."""
    asked = {name: bundle for name, bundle in found.bundles.items() if name in found.asked}
    with_beside = {**asked, BESIDE: found.bundles[BESIDE]}
    return (
        beside_table(asked, found.scale), harm.harm_table(asked, found.scale), arrivals.arrivals_table(with_beside, found.scale),
    )  # fmt: skip


def rejecting(rows: Sequence[Mapping[str, Any]], history: str) -> tuple[str, ...]:
    """Figures from outside that reject a history, from rows of ``histories``, in the order of the catalogue."""
    return tuple(row["figure"] for row in rows if row["history"] == history and row["verdict"] == REJECTED)


def rows_of(table: Table) -> list[dict[str, Any]]:
    """Rows of a table as plain values; hidden numbers are None."""
    return [{k: None if isinstance(v, float) and np.isnan(v) else v for k, v in row.items()} for row in table.rows()]


def objects(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """One JSON object for each history, in the order of the catalogue and in the language in use."""
    is_korean = current_language() == "ko"
    found = []
    for key in dict.fromkeys(row["history"] for row in tables["histories"]):
        history = histories()[key]
        beside = [_without(row) for row in tables["histories"] if row["history"] == key]
        found.append({
            "history": key, "title": history.title_ko if is_korean else history.title,
            "says": history.says_ko if is_korean else history.says, "answers": history.answers_ko if is_korean else history.answers,
            "reports": list(history.reports),
            "in_force": {
                practice: {
                    series: [{"since": s.first, "until": s.last, "at_most": s.at_most} for s in stretches]
                    for series, stretches in by_series.items()
                }
                for practice, by_series in in_force(key).items()
            },
            "harm": [_without(row) for row in tables["histories_harm"] if row["history"] == key],
            "arrivals": next((_without(r) for r in tables["histories_arrivals"] if r["history"] == key), None),
            "beside": beside, "rejected_by": list(rejecting(tables["histories"], key)), "identified": False,
            "warning": text("histories.bear_in_mind"),
        })  # fmt: skip
    return found


def _without(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without its history; the warning in words."""
    return {k: text(v) if k == "warning" else v for k, v in row.items() if k != "history"}


def write(folder: Path, found: Findings, command: str) -> list[Path]:
    """Write the tables, histories.json and report.html; gives their paths."""
    from yeonjwa.report.histories_section import histories_page

    made = kept_tables.about(command, found.scale, found.seeds)
    tables = tables_of(found)
    rows = {table.name: rows_of(table) for table in tables}
    others = {
        "histories.json": json.dumps(objects(rows), ensure_ascii=False, indent=1, allow_nan=False) + "\n",
        "report.html": histories_page(rows, made),
    }
    return kept_tables.write(folder, tables, others, made, WARNING)


def read(folder: Path) -> kept_tables.Kept:
    """The tables of a folder that `yeonjwa histories --out` filled.

    Raises
    ------
    InputError
        It holds none, or they name what this version does not know.
    """
    return _known(kept_tables.read(folder, SHAPES, "histories"), str(folder))


def read_shipped() -> kept_tables.Kept:
    """The tables that the program brings with it.

    Raises
    ------
    InputError
        The catalogue was changed and no longer knows a history or a figure in them.
    """
    from yeonjwa import shipped

    return _known(shipped.read("histories", SHAPES, WARNING), "yeonjwa/shipped")


def _known(kept: kept_tables.Kept, where: str) -> kept_tables.Kept:
    for row in kept.rows["histories"]:
        if row["history"] not in histories() or row["figure"] not in outside_figures():
            raise InputError(
                f"'{where}' names a history or a figure that this version does not know: {row['history']}, {row['figure']}."
            )
    return kept


__all__ = [
    "NOT_REJECTED", "REJECTED", "SHAPES", "beside_table", "objects", "read", "read_shipped", "rejecting", "rows_of", "tables_of", "write",
]  # fmt: skip
