"""A comparison in words and tables of at most 100 columns: a warning, harm, dread, deaths, departures, returns, money, parts, the warning."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from yeonjwa.cli.help import WIDTH, wrap
from yeonjwa.compare.rows import HIDDEN, NO_INTERVAL, UNCLEAR
from yeonjwa.departures.masked_births import MOST_MASKED
from yeonjwa.messages import text

if TYPE_CHECKING:
    from yeonjwa.compare.comparing import Comparison
    from yeonjwa.compare.rows import Row

ANY, ALL, SUM = "any_practice", "all", "sum"
MILLION = 1e6
FROM_MILLIONS = 1e7
DIGITS = 3
FEW_RUNS = 5
"""With fewer pairs the width of an interval is itself a matter of luck."""


def print_comparison(found: Comparison, rows: Sequence[Row]) -> None:
    """Print the rows: harm before anything on leaving, the warning first and last."""
    from rich.console import Console

    console = Console(file=sys.stdout, width=WIDTH, highlight=False)
    _say(text("compare.said.worlds", a=found.names[0], b=found.names[1]))
    _say(text("compare.said.reading", runs=rows[0].runs, level=f"{found.about['level']:.0%}"))
    if rows[0].runs == 1:
        _say(text("compare.said.one_run"))
    elif rows[0].runs < FEW_RUNS:
        _say(text("compare.said.few_runs", runs=rows[0].runs))
    if found.about["design"]:
        _say(text("compare.said.points", points=len(found.about["design"]) + 1))
    if not found.is_coupled:
        _say(text("compare.said.not_coupled"))
    shares = list(found.about["masked_births"].values())
    if any(share is not None and share > MOST_MASKED for share in shares):
        a, b = ("?" if share is None else f"{share:.2%}" for share in shares)
        _say(text("compare.said.masked", a=a, b=b, bound=f"{MOST_MASKED:.1%}"))
    print()
    _say(text("compare.warning.all"))
    of = {
        subject: [row for row in rows if row.subject == subject] for subject in dict.fromkeys(r.subject for r in rows)
    }
    harm = of.get("harm", [])
    _wide(console, "harm", [row for row in harm if row.by == ALL])
    for by in ("kin", "stratum", "sex_and_age"):
        _wide(console, f"harm_{by}", [row for row in harm if row.by == by and row.name == ANY])
    for subject in ("dread", "deaths"):
        _wide(console, subject, [row for row in of.get(subject, []) if row.by == ALL])
    for subject in ("departures", "returns"):
        _beside_harm(console, subject, of.get(subject, []))
    _wide(console, "money", of.get("money", []))
    _parts(console, of.get("parts", []))
    _say(text("compare.warning.all"))


def _say(words: str) -> None:
    print("\n".join(wrap(words, WIDTH)))


def _heading(subject: str, rows: Sequence[Row]) -> None:
    print()
    _say(text(f"compare.heading.{subject}"))
    if subject in ("harm", "dread", "deaths", "departures", "returns", "money", "parts"):
        _say(rows[0].warning)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for k, head in enumerate(heads):
        table.add_column(Text(head), justify="left" if k == 0 else "right", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _wide(console: Any, subject: str, rows: Sequence[Row]) -> None:
    """One line per practice, quantity or part of the people, one column per period."""
    if not rows:
        return
    _heading(subject, rows)
    periods = list(dict.fromkeys(row.period for row in rows))
    lines: dict[tuple[str, str, str], dict[str, Row]] = {}
    for row in rows:
        lines.setdefault((row.name, row.band, row.unit), {})[row.period] = row
    shown, same, hidden = [], [], []
    for line in lines.values():
        first = next(iter(line.values()))
        label = _label(first)
        if all(row.suppressed for row in line.values()):
            hidden.append(label)
        elif all(row.difference == 0 for row in line.values()):
            same.append(label)
        else:
            largest = max(abs(row.difference or 0.0) for row in line.values())
            by = MILLION if largest >= FROM_MILLIONS else 1.0
            unit = f" ({text('compare.millions')})" if by > 1 else ""
            shown.append([label + unit, *(number(line.get(period), by) for period in periods)])
    if shown:
        console.print(_table(["", *(p.replace("-", "–") for p in periods)], shown))
    if same:
        _say(text("compare.said.same", names="; ".join(same)))
    if hidden:
        _say(text("compare.said.hidden", names="; ".join(hidden)))


def _beside_harm(console: Any, subject: str, rows: Sequence[Row]) -> None:
    """One line per quantity and period: what may be said, the number, and the harm of that period."""
    if not rows:
        return
    _heading(subject, rows)
    of_name = {name: [row for row in rows if row.name == name] for name in dict.fromkeys(row.name for row in rows)}
    hidden = [lines[0] for lines in of_name.values() if all(row.suppressed for row in lines)]
    shown = [row for lines in of_name.values() if lines[0] not in hidden for row in lines]
    has_points = any(row.looked_at for row in shown)
    heads = ["period", "direction", *(["points"] if has_points else []), "difference", "harm", "identified"]
    lines = [
        [
            _label(row), row.period.replace("-", "–"), text(f"compare.direction.{row.direction}"),
            *([points(row)] if has_points else []), number(row), signed(row.harm), text("compare.no"),
        ]
        for row in shown
    ]  # fmt: skip
    if lines:
        console.print(_table(["", *map(_column, heads)], lines))
    if hidden:
        _say(text("compare.said.hidden", names="; ".join(_label(row) for row in hidden)))


def _parts(console: Any, rows: Sequence[Row]) -> None:
    """One line per stratum and horizon: the four parts of the log hazard, their sum and its sign, and the harm."""
    if not rows:
        return
    from yeonjwa.report.simulated_harm import stratum_name

    _heading("parts", rows)
    names = list(dict.fromkeys(row.name for row in rows))
    heads = ["direction", *(["points"] if any(row.looked_at for row in rows) else []), "harm", "identified"]
    for period in dict.fromkeys(row.period for row in rows):
        here = [row for row in rows if row.period == period]
        years, of_harm = (words.replace("-", "–") for words in (period, here[0].harm_period))
        _say(text("compare.said.horizon", years=years, period=of_harm))
        lines, hidden = [], []
        for stratum in dict.fromkeys(row.band for row in here):
            of = {row.name: row for row in here if row.band == stratum}
            if all(row.suppressed for row in of.values()):
                hidden.append(stratum_name(stratum))
                continue
            said = [
                _narrow(text(f"compare.direction.{of[SUM].direction}")),
                points(of[SUM]),
                signed(of[SUM].harm),
                text("compare.no"),
            ]
            if "points" not in heads:
                del said[1]
            lines.append(
                [stratum_name(stratum).replace(", ", ",\n"), *(number(of[name], is_log=True) for name in names), *said]
            )
        if lines:
            parts = [text(f"compare.part.{name}") for name in names]
            console.print(_table(["", *map(_narrow, parts), *map(_column, heads)], lines))
        if hidden:
            _say(text("compare.said.hidden", names="; ".join(hidden)))


def _column(head: str) -> str:
    return text(f"compare.column.{head}").replace(", ", ",\n")


def _narrow(words: str) -> str:
    """A head or a cell with one word a line, so that ten columns fit."""
    return words.replace(" ", "\n")


def points(row: Row) -> str:
    """At how many points of the design A has fewer, or a lower sum, and at how many more."""
    return "–" if row.looked_at is None else f"{row.with_fewer} / {row.with_more}"


def _label(row: Row) -> str:
    from yeonjwa.report.simulated_harm import practice_name, stratum_name

    if row.by == "kin":
        return text(f"simulated.kin.{row.band}")
    if row.by == "stratum":
        return stratum_name(row.band)
    if row.by == "sex_and_age":
        sex, _, age = row.band.partition(", ")
        return text(f"compare.sex.{sex}" if age == ALL else f"compare.child.{sex}")
    if (
        row.subject in ("harm", "deaths", "dread")
        and row.unit in ("people", "person-months")
        and not _is_quantity(row.name)
    ):
        name = practice_name(row.name)
        return name if row.unit == "people" else text("compare.months", name=name)
    return (
        text(f"compare.quantity.{row.name}")
        if row.subject in ("departures", "returns")
        else text(f"system.quantity.{row.name}")
    )


def _is_quantity(name: str) -> bool:
    from yeonjwa.system.tables_yearly import QUANTITIES

    return name in QUANTITIES and name != "deaths_in_camps" and name != "deaths_in_detention"


def number(row: Row | None, by: float = 1.0, is_log: bool = False) -> str:
    """A difference with half the width of its interval: "+12,300 ±400"; a question mark where it is not clear."""
    if row is None:
        return "–"
    if row.direction == HIDDEN or row.difference is None:
        return text("compare.hidden")
    write = (lambda x: f"{x:+.2f}") if is_log else signed
    middle = write(row.difference / by)
    if row.difference == 0 and row.low in (0, None):
        return "0" if row.direction != NO_INTERVAL else "0 …"
    if row.low is None or row.high is None:
        return middle
    half = (row.high - row.low) / 2 / by
    spread = f"±{half:.2f}" if is_log else f"±{signed(half).lstrip('+')}"
    mark = "?" if row.direction == UNCLEAR or row.low <= 0 <= row.high else ""
    return f"{middle}\n{spread}{mark}" if is_log else f"{middle} {spread}{mark}"


def signed(value: float | None) -> str:
    """A number with its sign and three digits that count."""
    if value is None:
        return text("compare.hidden")
    if value == 0 or not math.isfinite(value):
        return "0"
    places = DIGITS - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    return f"{rounded:+,.{max(0, min(places, DIGITS))}f}"
