"""A population pyramid drawn with letters: men to the left, women to the right, the United Nations as a mark."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from yeonjwa.cli.help import columns
from yeonjwa.messages import text
from yeonjwa.outcome import Table

if TYPE_CHECKING:
    from yeonjwa.population.spec import PopulationSpec

BAR = 26  # columns of the longest bar
_NUMBER = 9
_MARK = "┊"
_HIDDEN = "··"


def rows(table: Table) -> list[dict[str, Any]]:
    """The rows of a published table with plain values; None where a number is hidden or there is none."""
    names = list(table.data)
    found = []
    for values in zip(*(table.column(name).tolist() for name in names), strict=True):
        row = dict(zip(names, values, strict=True))
        found.append({n: _plain(v) for n, v in row.items()})
    return found


def _plain(value: Any) -> Any:
    """A number to one decimal, whole ones without; None where it is hidden or there is none."""
    if not isinstance(value, float):
        return value
    if math.isnan(value):
        return None
    number = round(value, 1)
    return int(number) if number == int(number) else number


def draw(table: Table, spec: PopulationSpec, year: int) -> str:
    """The published pyramid of one year, at most 99 columns wide, in thousands of real people.

    Each side shows the model, the United Nations' figure, and a bar of the model with the latter as a mark.
    """
    cells = {(row["sex"], row["age"]): row for row in rows(table)}
    ages = list(dict.fromkeys(row["age"] for row in rows(table)))
    longest = max((row[n] or 0.0 for row in cells.values() for n in ("people", "wpp")), default=0.0) or 1.0
    heading = "heading_end" if spec.rates == "wpp2024" else "heading_middle"
    series = text(f"population.pyramid.{spec.rates}")
    model = text("population.pyramid.model")
    pair = _left(model) + _left("WPP")
    lines = [
        text(f"population.pyramid.{heading}", year=year, scale=f"{spec.scale:g}", seed=spec.seed, series=series),
        "",
        f"{pair} {_left(text('population.pyramid.men'), BAR)} {'':^6} {_right(text('population.pyramid.women'), BAR)} {pair}",
    ]
    for age in reversed(ages):
        men, women = cells[("male", age)], cells[("female", age)]
        left, right = _bar(men, longest)[::-1].replace("▌", "▐"), _bar(women, longest)
        lines.append(f"{_pair(men)} {left} {age:^6} {right} {_pair(women)}".rstrip())
    hidden = sum(row["people"] is None for row in cells.values())
    sides = [_total([cells[(sex, age)] for age in ages]) for sex in ("male", "female")]
    lines += [
        f"{_pair(sides[0])} {'':{BAR}} {'':^6} {'':{BAR}} {_pair(sides[1])}",
        "",
        text("population.pyramid.legend"),
    ]
    if hidden:
        lines.append(text("population.pyramid.hidden", count=hidden))
    if all(row["wpp"] is None for row in cells.values()):
        lines.append(text("population.pyramid.no_series", near=round(year / 5) * 5))
    return "\n".join([*lines, text("population.info.synthetic")])


def _total(side: list[dict[str, Any]]) -> dict[str, Any]:
    """The sum of one side; none if a part of it is hidden or missing."""
    known = {name: [row[name] for row in side] for name in ("people", "wpp")}
    return {name: None if None in values else sum(values) for name, values in known.items()}


def _pair(row: dict[str, Any]) -> str:
    model = _HIDDEN if row["people"] is None else f"{row['people'] / 1000:,.1f}"
    wpp = "" if row["wpp"] is None else f"{row['wpp'] / 1000:,.1f}"
    return _left(model) + _left(wpp)


def _bar(row: dict[str, Any], longest: float) -> str:
    """A bar that grows to the right, in half columns, with the mark of the United Nations on it."""
    halves = round(2 * BAR * (row["people"] or 0.0) / longest)
    drawn = list(("█" * (halves // 2) + "▌" * (halves % 2)).ljust(BAR))
    if row["wpp"] is not None:
        drawn[min(round(BAR * row["wpp"] / longest), BAR - 1)] = _MARK
    return "".join(drawn)


def _left(words: str, width: int = _NUMBER) -> str:
    return " " * (width - columns(words)) + words


def _right(words: str, width: int) -> str:
    return words + " " * (width - columns(words))
