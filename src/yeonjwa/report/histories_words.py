"""Numbers of the rival histories in words: what was published, the room around it, what the model gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yeonjwa.catalogue.figures import sources
from yeonjwa.messages import current_language, text
from yeonjwa.report import words
from yeonjwa.rivals.outside import outside_figures

Row = Mapping[str, Any]


def figure_name(key: str) -> str:
    """What a figure from outside is, in the language in use."""
    figure = outside_figures()[key]
    return figure.says_ko if current_language() == "ko" else figure.says


def source_titles(keys: Sequence[str]) -> str:
    """Titles and outlets of sources; those that are weak say so."""
    said = []
    for key in keys:
        source = sources()[key]
        weak = f" ({text('histories.weak')})" if source.weak else ""
        said.append(f"{source.title}. {source.outlet}{weak} [{key}]")
    return "; ".join(said)


def number(value: float | None, unit: str) -> str:
    """A number of a figure in its unit; the word for hidden where it is None."""
    if value is None:
        return text("report.hidden")
    if unit == "share":
        return text("report.percent", number=f"{100 * value:.0f}")
    if unit == "ratio":
        return f"{value:.2g}"
    if unit == "USD":
        return text("histories.usd", number=f"{words.rounded(value):,.10g}")
    return words.people(value)


def _span(low: float, high: float, unit: str) -> str:
    ends = number(low, unit), number(high, unit)
    return ends[0] if ends[0] == ends[1] else f"{words.without_unit(*ends)}–{ends[1]}"


def published(row: Row) -> str:
    """What was published: a number or a range."""
    return _span(row["published_low"], row["published_high"], row["unit"])


def allowed(row: Row) -> str:
    """The room that a history has, fixed beforehand."""
    if row["room_high"] is None:
        return text("histories.at_least", number=number(row["room_low"], row["unit"]))
    return _span(row["room_low"], row["room_high"], row["unit"])


def model(row: Row) -> str:
    """What the model gives, with its interval."""
    middle = number(row["estimate"], row["unit"])
    if row["estimate"] is None or row["low"] is None:
        return middle
    return words.with_interval(middle, number(row["low"], row["unit"]), number(row["high"], row["unit"]))


def said_people(row: Row) -> str:
    """People with their interval."""
    if row["estimate"] is None:
        return text("report.hidden")
    return words.with_interval(*(words.people(row[name]) for name in ("estimate", "low", "high")))


def said_difference(row: Row) -> str:
    """A difference in people with its interval, if there is one."""
    if row["estimate"] is None or row["low"] is None:
        return signed(row["estimate"])
    return text("claims.between", estimate=signed(row["estimate"]), low=signed(row["low"]), high=signed(row["high"]))


def signed(value: float | None) -> str:
    """A difference in people with its sign."""
    if value is None or value == 0:
        return text("report.hidden") if value is None else "0"
    return f"{'+' if value > 0 else '−'}{words.people(abs(value))}"


def direction(name: str) -> str:
    """Fewer, no clear difference, more, or not identified; or that it is hidden."""
    return text(f"histories.direction.{name}")


__all__ = [
    "allowed",
    "direction",
    "figure_name",
    "model",
    "number",
    "published",
    "said_difference",
    "said_people",
    "signed",
    "source_titles",
]
