"""A scenario in words for a terminal, and as plain data: its keys, and what each practice is over time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from yeonjwa.cli.help import WIDTH, columns, wrap
from yeonjwa.messages import text
from yeonjwa.months import month_of

if TYPE_CHECKING:
    from yeonjwa.scenario import Scenario

Span = tuple[str, str, float]
"""First month, last month and level."""
TOGETHER = "\u00a0"
"""A space at which no line is broken."""


def plain(name: str, scenario: Scenario) -> dict[str, Any]:
    """The scenario as an object of numbers and words, with the spans of every practice and series."""
    found: dict[str, Any] = {"name": name, "scenario": scenario.model_dump(mode="json")}
    if scenario.departures == "simulated":
        found["practices"] = {
            practice: {
                series: [{"since": since, "until": until, "level": level} for since, until, level in spans]
                for series, spans in by_series.items()
            }
            for practice, by_series in practice_spans(scenario).items()
        }
    return found


def lines(name: str, scenario: Scenario) -> list[str]:
    """The scenario as lines of at most 100 columns."""
    draw = scenario.schedule_draw
    rows = [("name", name), ("departures", scenario.departures)]
    if scenario.departures == "simulated":
        offs = (f"{practice} {since}..{until}" for practice, since, until in scenario.off)
        figures = (f"{key} = {value:.10g}" for key, value in scenario.figures.items())
        rows += [
            ("history", scenario.history), ("without", ", ".join(scenario.without)), ("off", ", ".join(offs)),
            ("figures", ", ".join(figures)),
            ("schedule_draw", text("scenario.said.draw", number=draw) if draw else ""),
        ]  # fmt: skip
    else:
        keys = ("clustering", "family_unit_definition", "placement_seeds")
        rows += [(key, str(getattr(scenario, key))) for key in keys]
    country = ", ".join(f"{key} {value}" for key, value in scenario.population)
    rows += [
        ("seed", str(scenario.seed)), ("years", f"{scenario.first_year}-{scenario.last_year}"), ("population", country),
    ]  # fmt: skip
    shown = beside([(text(f"scenario.label.{key}"), words) for key, words in rows if words])
    if scenario.departures == "simulated":
        shown += ["", *wrap(text("scenario.said.practices") + ":", WIDTH)]
        shown += beside(
            (practice, _words_of(practice, spans, practice in scenario.without))
            for practice, spans in practice_spans(scenario).items()
        )
    return shown


def practice_spans(scenario: Scenario) -> dict[str, dict[str, list[Span]]]:
    """From when until when each practice stands at which level, by series; the highest of all places and standings.

    Months at level 0 are left out. A practice that the scenario switches off is off as instructed, as it is and as
    believed; the rule as written stays.
    """
    from yeonjwa.catalogue.histories import SERIES, levels
    from yeonjwa.system.schedules import schedule_of

    schedule = schedule_of(scenario)
    return {
        practice: {
            series: _spans([float(level) for level in schedule.table(practice, series).max(axis=(1, 2))])
            for series in SERIES
        }
        for practice in levels()
    }


def _spans(course: list[float]) -> list[Span]:
    """Stretches of equal level above 0 in a course by month."""
    from itertools import groupby

    from yeonjwa.catalogue.histories import FIRST_MONTH

    def words(position: int) -> str:
        year, month = divmod(FIRST_MONTH + position - month_of(0), 12)
        return f"{year}-{month + 1:02d}"

    spans = []
    for level, group in groupby(range(len(course)), key=course.__getitem__):
        positions = list(group)
        if level > 0:
            spans.append((words(positions[0]), words(positions[-1]), level))
    return spans


def _words_of(practice: str, by_series: dict[str, list[Span]], is_off: bool) -> str:
    """As it is; where a run does not read that, as it is believed, and so said."""
    from yeonjwa.catalogue.histories import levels

    if is_off:
        return text("scenario.said.off_throughout")
    series = "actual" if "actual" in levels()[practice].moves else "believed"
    spans = by_series[series]
    words = ", ".join(f"{level:.3g}{TOGETHER}{since}..{until}" for since, until, level in spans)
    return (words or text("scenario.said.never")) + (text("scenario.said.believed") if series == "believed" else "")


def beside(rows: Iterable[tuple[str, str]]) -> list[str]:
    """Labels and words side by side, the words wrapped to the width of a page."""
    rows = list(rows)
    left = max(columns(label) for label, _ in rows) + 2
    found = []
    for label, words in rows:
        first, *rest = [line.replace(TOGETHER, " ") for line in wrap(words, WIDTH - left)] or [""]
        found += [label + " " * (left - columns(label)) + first, *(" " * left + line for line in rest)]
    return found
