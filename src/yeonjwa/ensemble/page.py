"""The report of an ensemble: one page with every published table, mean and interval over the runs. It computes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib import resources
from typing import Any
from urllib.parse import quote

import numpy as np

from yeonjwa.disclosure import HIDDEN
from yeonjwa.messages import current_language, text
from yeonjwa.outcome import Table

ROWS_AT_MOST = 400
"""Longer tables stand in their files; the page says how many rows it leaves out."""


def page(tables: Mapping[str, Mapping[str, Table]], facts: Mapping[str, Any], reports: Mapping[str, str]) -> str:
    """The page as HTML.

    Parameters
    ----------
    tables : published tables by scenario and name
    facts : what is written to ensemble.json
    reports : files of the main reports that stand beside the page, by scenario
    """
    done = sum(row["state"] == "done" for row in facts["runs"])
    style = (resources.files("yeonjwa") / "report" / "style.css").read_text(encoding="utf-8")
    parts = [
        f"<p class='lead'>{escape(text('ensemble.page.synthetic'))}</p>",
        f"<p>{escape(text('ensemble.page.made', done=done, total=len(facts['runs']), level=round(100 * facts['level'])))}</p>",
        f"<p><code>{escape(facts['command'])}</code></p>",
        f"<p>{escape(text('ensemble.page.intervals'))}</p>",
        f"<p>{escape(text('ensemble.page.hidden'))}</p>",
    ]
    for name, of_scenario in tables.items():
        parts.append(f"<section><h2>{escape(text('ensemble.page.scenario', name=name))}</h2>")
        if name in reports:
            parts.append(
                f"<p><a href='{escape(quote(reports[name]))}'>{escape(text('ensemble.page.main_report'))}</a></p>"
            )
        parts += [_table(table) for table in of_scenario.values()]
        parts.append("</section>")
    title = escape(text("ensemble.page.title"))
    return (
        f"<!doctype html>\n<html lang='{current_language()}'><head><meta charset='utf-8'><title>{title}</title>"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'><style>{style}</style></head>\n"
        f"<body><main><h1>{title}</h1>\n" + "\n".join(parts) + "\n</main></body></html>\n"
    )


def _table(table: Table) -> str:
    numbers = table.of_role("estimate", "share")
    heads = [*table.dimensions]
    heads += [f"{f.name} ({f.unit})" for f in numbers]
    heads += [f"{f.name} ({text('ensemble.page.pooled')})" for f in table.of_role("raw")]
    shown = min(len(table), ROWS_AT_MOST)
    hidden = table.column("suppressed").tolist()
    lines = []
    for row in range(shown):
        cells = [escape(str(table.column(d)[row])) for d in table.dimensions]
        if hidden[row]:
            words = text("ensemble.page.few") if hidden[row] == HIDDEN else hidden[row]
            cells += [escape(words)] + [""] * (len(heads) - len(table.dimensions) - 1)
        else:
            cells += [_with_interval(table, f.name, row) for f in numbers]
            cells += [_number(table.column(f.name)[row]) for f in table.of_role("raw")]
        lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    more = f"<p>{escape(text('ensemble.page.more', rows=len(table) - shown))}</p>" if len(table) > shown else ""
    return (
        f"<details><summary>{escape(text(table.title))} ({escape(table.name)})</summary><table><thead><tr>"
        + "".join(f"<th>{escape(head)}</th>" for head in heads)
        + f"</tr></thead><tbody>{''.join(lines)}</tbody></table>{more}</details>"
    )


def _with_interval(table: Table, name: str, row: int) -> str:
    middle, low, high = (float(table.column(f"{name}{end}")[row]) for end in ("", "_low", "_high"))
    if np.isnan(low) or np.isnan(high):
        return _number(middle)
    star = "*" if table.column("interval")[row] == "ensemble.interval.mean" else ""
    return f"{_number(middle)} [{_number(low)} – {_number(high)}]{star}"


def _number(value: Any) -> str:
    number = float(value)
    if np.isnan(number):
        return "–"
    return f"{number:,.0f}" if abs(number) >= 100 or number == int(number) else f"{number:.3g}"
