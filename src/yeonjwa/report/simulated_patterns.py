"""Whether a simulated run shows what is known of the course of arrivals, computed from its published tables.

Five patterns stand in the published arrivals: the peak of 2009, the fall of 2012, the collapse of 2020, women in the
majority, North Hamgyong and Ryanggang first. Each holds, does not hold, or cannot be told because a number is hidden.
A fall holds where it is at least half as deep as the published one: fixed beforehand, and loose, because one run has
luck in it. Where the luck of the run could turn the answer, that is said too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.report import words
from yeonjwa.report.blocks import Grid
from yeonjwa.report.reading import values_of
from yeonjwa.report.svg import is_known

NORTH_EAST = ("North Hamgyong", "Ryanggang")
PEAK = "2009"
FALLS = {"fall_2012": ("2011", "2012"), "fall_2020": ("2019", "2020")}
SHARE_OF_FALL = 0.5
"""A fall holds where it is at least this share of the published one."""

State = Literal["holds", "luck", "fails", "hidden"]


@dataclass(frozen=True)
class Pattern:
    """One pattern: its name, what the run and the published arrivals show in words, and whether it holds.

    state: "luck" where it does not hold, but the luck of this run alone could be why.
    """

    name: str
    here: str
    published: str
    state: State


@dataclass(frozen=True)
class _Course:
    """Arrivals of both sexes by year: the number, and the ends of its interval of luck."""

    people: dict[str, float]
    low: dict[str, float]
    high: dict[str, float]
    published: dict[str, float]


def patterns(published: Mapping[str, Table]) -> list[Pattern]:
    """What is known of the course of arrivals, beside the run."""
    arrivals = published["arrivals"]
    both = arrivals.where(sex=ALL)
    years = [str(year) for year in both.column("year").tolist()]
    columns = ("people", "low", "high", "published")
    course = _Course(*(dict(zip(years, map(float, both.column(c)), strict=True)) for c in columns))
    falls = [_fall(name, course, *pair) for name, pair in FALLS.items()]
    return [_peak(course), *falls, _women(arrivals), _north_east(published["arrivals_by_province"])]


def _peak(course: _Course) -> Pattern:
    known = {y: v for y, v in course.people.items() if is_known(v)}
    theirs = max(course.published, key=lambda y: course.published[y])
    if not is_known(course.people.get(PEAK, float("nan"))):
        return Pattern("peak", text("report.hidden"), theirs, "hidden")
    first = max(known, key=lambda y: known[y])
    state: State = "holds" if first == PEAK else "luck" if course.low[first] <= course.high[PEAK] else "fails"
    return Pattern("peak", first, theirs, state)


def _fall(name: str, course: _Course, before: str, after: str) -> Pattern:
    theirs = _change(course.published.get(before), course.published.get(after))
    here = _change(course.people.get(before), course.people.get(after))
    if theirs is None or here is None:
        return Pattern(name, _percent(here), _percent(theirs), "hidden")
    least = SHARE_OF_FALL * theirs
    deepest = _change(course.high[before], course.low[after])
    state: State = "holds" if here <= least else "luck" if deepest is not None and deepest <= least else "fails"
    return Pattern(name, _percent(here), _percent(theirs), state)


def _change(before: float | None, after: float | None) -> float | None:
    """Relative change, None where one of the two is hidden or the first is none."""
    if before is None or after is None or not (is_known(before) and is_known(after)) or before <= 0:
        return None
    return after / before - 1


def _percent(change: float | None) -> str:
    return text("report.hidden") if change is None else text("report.percent", number=f"{100 * change:+.0f}")


def women_among(arrivals: Table, column: str = "people") -> float:
    """Share of women in the years in which both numbers are shown, NaN where there is none."""
    female, both = (arrivals.where(sex=sex).column(column).tolist() for sex in ("female", ALL))
    known = [(f, b) for f, b in zip(female, both, strict=True) if is_known(f) and is_known(b)]
    whole = sum(b for _, b in known)
    return float(sum(f for f, _ in known) / whole) if whole else float("nan")


def _women(arrivals: Table) -> Pattern:
    here, theirs = (women_among(arrivals, column) for column in ("people", "published"))
    state: State = "hidden" if not is_known(here) else "holds" if here > 0.5 else "fails"
    return Pattern("women", words.share(here), words.share(theirs), state)


def _north_east(table: Table) -> Pattern:
    """The two provinces together, and whether each has more than any other, in the periods in which both are shown."""
    provinces = [p for p in values_of(table, "province") if p not in (ALL, "unknown")]
    shares, state = [], "hidden"
    periods = [
        p for p in values_of(table, "period")
        if all(is_known(float(table.where(period=p, province=n).column("people")[0])) for n in (*NORTH_EAST, ALL))
    ]  # fmt: skip
    for column in ("people", "published"):
        sums = dict.fromkeys((*provinces, ALL), 0.0)
        for period in periods:
            for name in sums:
                value = float(table.where(period=period, province=name).column(column)[0])
                sums[name] += value if is_known(value) else 0.0
        two = [sums[name] for name in NORTH_EAST]
        shares.append(sum(two) / sums[ALL] if sums[ALL] else float("nan"))
        if column == "people" and sums[ALL]:
            others = max((sums[n] for n in provinces if n not in NORTH_EAST), default=0.0)
            # What is hidden may all be of one province, and added to one that is shown in another period.
            unseen = max(sums[ALL] - sum(sums[n] for n in provinces), 0.0)
            state = "holds" if min(two) > others + unseen else "hidden" if min(two) > others else "fails"
    here, theirs = (words.share(share) for share in shares)
    return Pattern("north_east", here, theirs, state)  # type: ignore[arg-type]


def in_words(found: list[Pattern], band: str) -> str:
    """The patterns in a sentence for each answer: which are shown, which are not, which cannot be told.

    band : what the intervals hold, in words (``bands.band``)
    """
    sentences = []
    for key, states in (("holds", ("holds",)), ("fails", ("fails", "luck")), ("hidden", ("hidden",))):
        parts = [_phrase(pattern, band) for pattern in found if pattern.state in states]
        if parts:
            is_all = len(parts) == len(found)
            sentences.append(
                text(f"simulated.patterns.said_{'all' if is_all and key == 'holds' else key}", parts="; ".join(parts))
            )
    return " ".join(sentences)


def _phrase(pattern: Pattern, band: str) -> str:
    name = text(f"simulated.patterns.short_{pattern.name}")
    if pattern.state not in ("fails", "luck"):
        return name
    key = f"simulated.patterns.against{'_luck' if pattern.state == 'luck' else ''}"
    return text(key, name=name, here=pattern.here, published=pattern.published, band=band)


def patterns_grid(found: list[Pattern]) -> Grid:
    """The patterns as a table, with whether each holds."""
    rows = [
        [text(f"simulated.patterns.{p.name}"), p.here, p.published, text(f"simulated.patterns.state_{p.state}")] for p in found
    ]  # fmt: skip
    heads = [text("simulated.patterns.head"), text("simulated.here"), text("report.head.published")]
    heads.append(text("simulated.patterns.head_state"))
    return Grid(text("simulated.patterns.table"), heads, rows, frozenset({1, 2}))


__all__ = ["Pattern", "in_words", "patterns", "patterns_grid", "women_among"]
