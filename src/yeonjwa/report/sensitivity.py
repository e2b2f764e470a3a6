"""What the answer becomes under other assumptions: the table of sensitivity, packaged or computed anew."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yeonjwa.messages import catalogue, current_language, text
from yeonjwa.outcome import ALL
from yeonjwa.report import words
from yeonjwa.report.blocks import Figure, Grid, Section, Words
from yeonjwa.report.charts import Bar, changes
from yeonjwa.report.svg import BLUE, GOLD, PLUM, RUST, TEAL

SHOWN: tuple[tuple[str, str, str, int], ...] = (
    ("reach", "cognatic", ALL, 4), ("reach", "cognatic", ALL, 8), ("kin", "cognatic", ALL, 4), ("kin", "cognatic", ALL, 8),
)  # fmt: skip
"""The measures drawn: kind, line, place, chon. The table has all of them."""
COLOURS = {"clustering": TEAL, "pre1950": RUST, "fertility_spread": BLUE, "kin_dispersion": PLUM, "famine": GOLD}


@dataclass(frozen=True)
class Sensitivity:
    """One row per assumption changed and measure, and how the table was made.

    rows: ``assumption``, ``setting``, ``measure`` ("reach": a share; "kin": relatives per person who left),
    ``lineality``, ``province``, ``chon``, ``value``, ``low``, ``high``, ``ratio``; the assumption "base" is the default run.
    """

    rows: Sequence[Mapping[str, Any]]
    provenance: str


def sensitivity_section(sensitivity: Sensitivity | None, warnings: Sequence[str]) -> Section:
    """The changes drawn for the main measures, all of them as a table, and how they were computed."""
    title = text("report.sensitivity.title")
    if sensitivity is None:
        return Section("sensitivity", title, [], [Words(text("report.sensitivity.missing"), is_warning=True)])
    by_measure: dict[tuple[str, str, str, int], dict[str, Mapping[str, Any]]] = {}
    for row in sensitivity.rows:
        key = (row["measure"], row["lineality"], row["province"], int(row["chon"]))
        by_measure.setdefault(key, {})[_variant(row)] = row
    panels = [_panel(m, by_measure[m], warnings) for m in SHOWN if m in by_measure]
    variants = list(dict.fromkeys(name for found in by_measure.values() for name in found))
    lines = [
        [_measure(m), *(_say(m, found[v]["value"]) if v in found else "–" for v in variants)]
        for m, found in by_measure.items()
    ]
    heads = [text("report.head.measure"), *variants]
    grid = Grid(text("report.sensitivity.table"), heads, lines, frozenset(range(1, len(heads))))
    figure = Figure("fig-sensitivity", panels, text("report.sensitivity.caption"), grid)
    most = "; ".join(_largest(m, by_measure[m]) for m in SHOWN if m in by_measure)
    said = [text("report.sensitivity.words"), text("report.sensitivity.most", parts=most)]
    said.append(text("report.sensitivity.not_in"))
    return Section("sensitivity", title, said, [figure, Words(sensitivity.provenance, is_small=True)])


def _panel(measure: tuple[str, str, str, int], found: Mapping[str, Mapping[str, Any]], warnings: Sequence[str]) -> str:
    """One measure under each assumption, as SVG."""
    base = next(row for row in found.values() if row["assumption"] == "base")
    rows = [
        Bar(
            name,
            float(row["value"]),
            float(row["low"]),
            float(row["high"]),
            colour=COLOURS.get(row["assumption"], BLUE),
        )
        for name, row in found.items()
        if row is not base
    ]
    usual = float(base["value"])
    usual_words = text("report.sensitivity.usual", value=_say(measure, usual))
    description = text(
        "report.sensitivity.description", usual=_say(measure, usual),
        parts="; ".join(f"{r.label} {_say(measure, r.value)}" for r in rows),
    )  # fmt: skip
    drawing = changes(
        _measure(measure), description, rows, usual, usual_words, lambda value: _say(measure, value), warnings
    )
    return drawing.svg(f"sensitivity-{measure[0]}-{measure[3]}")


def _largest(measure: tuple[str, str, str, int], found: Mapping[str, Mapping[str, Any]]) -> str:
    """Which assumption moves a measure most, and by how much."""
    name = max(found, key=lambda n: abs(math.log(float(found[n]["ratio"]))))
    return text(
        "report.sensitivity.moved", measure=_measure(measure), changed=name, ratio=f"{found[name]['ratio']:.2f}"
    )


def _variant(row: Mapping[str, Any]) -> str:
    """Which assumption is changed, and to what, in a few words."""
    if row["assumption"] == "base":
        return text("report.sensitivity.base")
    setting = f"{row['setting']:g}" if isinstance(row["setting"], float) else str(row["setting"])
    key = f"report.sensitivity.setting.{setting}"
    if key in catalogue(current_language()):
        setting = text(key)
    return text(f"report.sensitivity.changed.{row['assumption']}", setting=setting)


def _measure(measure: tuple[str, str, str, int]) -> str:
    kind, lineality, province, chon = measure
    if kind == "kin":
        return text("report.sensitivity.kin", chon=chon)
    said = text("report.sensitivity.reach", chon=chon, line=text(f"report.head.{lineality}"))
    return said if province == ALL else f"{said}, {words.province(province)}"


def _say(measure: tuple[str, str, str, int], value: float) -> str:
    return words.share(value) if measure[0] == "reach" else words.per_person(value)
