"""Curves over years, bars with intervals, changes, and population pyramids, drawn from plain numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from yeonjwa.report.svg import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    PAPER,
    RUST,
    Drawing,
    Scale,
    broken,
    is_known,
    spread,
    ticks,
    width_of,
)
from yeonjwa.report.words import with_interval

WIDTH = 400.0
TITLE_SIZE, TITLE_LEADING = 13.5, 17.0
LABEL_SIZE, LABEL_LEADING, ROW = 11.5, 13.0, 24.0
Format = Callable[[float], str]
NAN = float("nan")


@dataclass(frozen=True)
class Series:
    """One curve: values by year with the ends of their interval (NaN where hidden), its label and its look."""

    label: str
    values: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    colour: str = BLUE
    dash: str = ""


@dataclass(frozen=True)
class Bar:
    """One bar: its label, value and interval, and a mark beside it (a census figure); NaN where hidden or missing."""

    label: str
    value: float
    low: float = NAN
    high: float = NAN
    mark: float = NAN
    colour: str = BLUE
    is_hidden: bool = False


def start(
    title: str, description: str, height: float, warnings: Sequence[str], width: float = WIDTH
) -> tuple[Drawing, float]:
    """A drawing with its title set, and where the rest may begin."""
    lines = broken(title, width - 8, TITLE_SIZE * 1.04)
    top = TITLE_LEADING * len(lines) + 6
    drawing = Drawing(width, height + top, title, description, tuple(warnings))
    for i, line in enumerate(lines):
        drawing.words(0, 13 + TITLE_LEADING * i, line, TITLE_SIZE, INK, bold=True)
    return drawing, top


def curves(
    title: str, description: str, years: Sequence[int], series: Sequence[Series], say: Format, warnings: Sequence[str] = (),
    height: float = 262, key: Sequence[tuple[str, str]] = (), border: tuple[int, str] | None = None,
    ranges: Sequence[tuple[int, float, float]] = (), names: Sequence[tuple[str, str]] = (),
) -> Drawing:  # fmt: skip
    """Curves over years with bands, each labelled at its end (where its label is not empty).

    key : words and dash of the kinds of line, told apart above the curves
    border : a year after which something else holds, drawn as a line, and words for the years up to it
    ranges : figures of others: year, lowest and highest
    names : words and colour of each curve, one below the other above the curves, for names too long to stand at their end
    """
    drawing, top = start(title, description, height + (20 if key else 0) + 15 * len(names), warnings)
    for words, colour in names:
        drawing.line(0, top + 7, 24, top + 7, colour, 2.4)
        drawing.words(30, top + 11, words, 11, MUTED)
        top += 15
    at = 0.0
    for words, dash in key:
        drawing.line(at, top + 7, at + 24, top + 7, INK, 2, dash)
        drawing.words(at + 30, top + 11, words, 11, MUTED)
        at += 30 + width_of(words, 11) + 18
    top += 20 if key else 0
    label_width = max((width_of(s.label, 12) for s in series), default=0) + 14
    known = [v for s in series for v in (*s.values, *s.high) if is_known(v)] + [high for _, _, high in ranges]
    steps = ticks(0, max(known, default=1.0) * 1.02)
    left = max(width_of(say(t), 11) for t in steps) + 8
    x = Scale(years[0], years[-1], left, drawing.width - label_width)
    y = Scale(0, max([*known, steps[-1]], default=1.0), top + height - 26, top + 8)
    for step in steps:
        drawing.line(left, y(step), x.end, y(step), FAINT)
        drawing.words(left - 6, y(step) + 4, say(step), 11, MUTED, "end")
    for year in year_ticks(years[0], years[-1]):
        drawing.line(x(year), y.start, x(year), y.start + 4, MUTED)
        drawing.words(x(year), y.start + 17, str(year), 11, MUTED, "middle")
    if border is not None and years[0] <= border[0] < years[-1]:
        drawing.line(x(border[0] + 0.5), y.end, x(border[0] + 0.5), y.start, MUTED, 1, "2 3")
    for year, low, high in ranges:
        drawing.line(x(year), y(low), x(year), y(high), RUST, 4)
        if high == low:
            drawing.dot(x(year), y(high), 3.4, RUST, PAPER)
    for s in series:
        for part in _runs(s.values):
            if s.low and s.high and len(part) > 1:
                over = [(x(years[i]), y(s.high[i])) for i in part if is_known(s.high[i])]
                under = [(x(years[i]), y(s.low[i])) for i in reversed(part) if is_known(s.low[i])]
                drawing.path([*over, *under], "none", 0, closed=True, fill=s.colour, see_through=0.2)
    ends: list[tuple[float, Series]] = []
    for s in series:
        for part in _runs(s.values):
            places = [(x(years[i]), y(s.values[i])) for i in part]
            if len(places) == 1:
                drawing.dot(*places[0], 2.2, s.colour)
            else:
                drawing.path(places, s.colour, 2, s.dash)
        last = [v for v in s.values if is_known(v)]
        if last and s.label:
            ends.append((y(last[-1]), s))
    if border is not None and years[0] <= border[0] < years[-1]:  # over the curves, so that it stays readable
        drawing.words(x(border[0] + 0.5) - 5, y.start - 7, border[1], 10.5, MUTED, "end", halo=PAPER)
    for (_, s), place in zip(ends, spread([e for e, _ in ends], 14, top + 8, y.start), strict=True):
        drawing.words(x.end + 8, place + 4, s.label, 12, s.colour, bold=True)
    return drawing


def _runs(values: Sequence[float]) -> list[list[int]]:
    """Stretches of known values, as lists of positions."""
    runs: list[list[int]] = []
    for i, value in enumerate(values):
        if not is_known(value):
            continue
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def year_ticks(first: int, last: int) -> list[int]:
    """Years to name on an axis: the first, the last, and round ones that do not crowd them."""
    step = 5 if last - first > 12 else 2 if last - first > 5 else 1
    round_ones = [
        y for y in range(first, last + 1) if y % step == 0 and y - first >= step * 0.6 and last - y >= step * 0.6
    ]
    return sorted({first, last, *round_ones})


def bars(
    title: str, description: str, rows: Sequence[Bar], say: Format, hidden: str, warnings: Sequence[str] = (), mark_label: str = "",
    say_interval: bool = True, top_value: float | None = None, value_label: str = "",
) -> Drawing:  # fmt: skip
    """Horizontal bars with their values written beside them, whiskers for intervals, and marks for figures of others."""
    key_height = 20 if mark_label else 0
    left = min(max((width_of(r.label, LABEL_SIZE) for r in rows), default=0) + 10, WIDTH * 0.46)
    labels = [broken(r.label, left - 8, LABEL_SIZE) for r in rows]
    heights = [max(ROW, LABEL_LEADING * len(lines) + 7) for lines in labels]
    drawing, top = start(title, description, sum(heights) + key_height + 6, warnings)
    if mark_label:
        drawing.box(0, top + 2, 14, 9, rows[0].colour, 0.85)
        drawing.words(19, top + 11, value_label, 11, MUTED)
        at = 19 + width_of(value_label, 11) + 18
        drawing.line(at, top + 1, at, top + 13, RUST, 2.6)
        drawing.words(at + 7, top + 11, mark_label, 11, MUTED)
        top += key_height
    texts = [hidden if r.is_hidden or not is_known(r.value) else _with_interval(r, say, say_interval) for r in rows]
    right = min(max((width_of(t, 11.5) for t in texts), default=0) + 14, WIDTH * 0.42)
    most = (
        max([v for r in rows for v in (r.value, r.high, r.mark) if is_known(v)], default=1.0)
        if top_value is None
        else top_value
    )
    x = Scale(0, most or 1.0, left, drawing.width - right)
    y = top
    for row, words, lines, height in zip(rows, texts, labels, heights, strict=True):
        middle = y + height / 2
        _label(drawing, left - 7, middle, lines)
        end = left
        if is_known(row.value) and not row.is_hidden:
            drawing.box(left, middle - ROW * 0.31, x(row.value) - left, ROW * 0.62, row.colour, 0.85)
            end = x(row.value)
            if is_known(row.low) and is_known(row.high) and row.high > row.low:
                drawing.line(x(row.low), middle, x(row.high), middle, INK, 1.3)
                end = max(end, x(row.high))
        if is_known(row.mark):
            drawing.line(x(row.mark), middle - ROW * 0.42, x(row.mark), middle + ROW * 0.42, PAPER, 5)
            drawing.line(x(row.mark), middle - ROW * 0.42, x(row.mark), middle + ROW * 0.42, RUST, 2.6)
            end = max(end, x(row.mark))
        quiet = row.is_hidden or not is_known(row.value)
        drawing.words(end + 7, middle + 4, words, 11.5, MUTED if quiet else INK)
        y += height
    drawing.line(left, top, left, y, MUTED)
    return drawing


def _label(drawing: Drawing, x: float, middle: float, lines: Sequence[str]) -> None:
    """The lines of a label, right-aligned at ``x`` around the middle of its row."""
    for k, line in enumerate(lines):
        drawing.words(x, middle + 4 + (k - (len(lines) - 1) / 2) * LABEL_LEADING, line, LABEL_SIZE, INK, "end")


def changes(
    title: str, description: str, rows: Sequence[Bar], usual: float, usual_words: str, say: Format, warnings: Sequence[str] = (),
) -> Drawing:  # fmt: skip
    """What one value becomes under other assumptions: a bar from the usual value to the other one, for each.

    rows : values with the interval over placings
    usual, usual_words : the value of the default run, and what stands above its line
    """
    left = min(max((width_of(r.label, LABEL_SIZE) for r in rows), default=0) + 10, WIDTH * 0.46)
    labels = [broken(r.label, left - 8, LABEL_SIZE) for r in rows]
    heights = [max(ROW, LABEL_LEADING * len(lines) + 7) for lines in labels]
    drawing, top = start(title, description, sum(heights) + 26, warnings)
    top += 20
    texts = [f"{say(r.value)} (×{r.value / usual:.2f})" if is_known(r.value) else "–" for r in rows]
    right = max((width_of(t, 11.5) for t in texts), default=0) + 22
    known = [v for r in rows for v in (r.value, r.low, r.high) if is_known(v)] + [usual]
    # Some room on both sides, so that small changes look small.
    below, above = (max(d, 0.12 * usual) for d in (usual - min(known), max(known) - usual))
    x = Scale(usual - below, usual + above, left + 4, drawing.width - right)
    y = top
    for row, words, lines, height in zip(rows, texts, labels, heights, strict=True):
        middle = y + height / 2
        _label(drawing, left - 7, middle, lines)
        if is_known(row.value):
            low, high = sorted((x(usual), x(row.value)))
            drawing.box(low, middle - ROW * 0.27, high - low, ROW * 0.54, row.colour, 0.85)
            if is_known(row.low) and is_known(row.high):
                drawing.line(x(row.low), middle, x(row.high), middle, INK, 1.3)
        drawing.words(drawing.width - 2, middle + 4, words, 11.5, INK, "end")
        y += height
    drawing.line(x(usual), top - 4, x(usual), y, MUTED, 1.4)
    drawing.words(x(usual), top - 9, usual_words, 11, MUTED, "middle")
    return drawing


def _with_interval(row: Bar, say: Format, say_interval: bool) -> str:
    if say_interval and is_known(row.low) and is_known(row.high):
        return with_interval(say(row.value), say(row.low), say(row.high))
    return say(row.value)


def pyramid(
    title: str, description: str, ages: Sequence[str], counts: Sequence[Sequence[float]], reference: Sequence[Sequence[float]],
    say: Format, labels: tuple[str, str, str, str], most: float, warnings: Sequence[str] = (),
) -> Drawing:  # fmt: skip
    """Men to the left, women to the right (bars), and the reference as an outline.

    counts, reference: [female, male][age], people. labels: men, women, this country, the reference. most: end of
    both axes, shared by the pyramids of one figure.
    """
    row = 10.5
    drawing, top = start(title, description, row * len(ages) + 64, warnings, width=300)
    drawing.box(0, top + 2, 14, 9, BLUE, 0.85)
    drawing.words(19, top + 11, labels[2], 11, MUTED)
    at = 19 + width_of(labels[2], 11) + 14
    drawing.line(at, top + 7, at + 14, top + 7, RUST, 1.8)
    drawing.words(at + 19, top + 11, labels[3], 11, MUTED)
    top += 22
    gap = 21.0
    centre = drawing.width / 2
    floor = top + 14 + row * len(ages)
    sides = (Scale(0, most, centre + gap, drawing.width - 4), Scale(0, most, centre - gap, 4))
    drawing.words(centre - gap, top + 8, labels[0], 11.5, INK, "end")
    drawing.words(centre + gap, top + 8, labels[1], 11.5, INK)
    for step in ticks(0, most, 2)[1:]:
        for x in sides:
            drawing.line(x(step), top + 14, x(step), floor, FAINT)
            drawing.words(x(step), floor + 13, say(step), 10.5, MUTED, "middle")
    for side, x in enumerate(sides):
        outline = []
        for i in range(len(ages)):
            y = floor - row * (i + 1)
            value = counts[side][i]
            if is_known(value):
                drawing.box(min(x.start, x(value)), y + 0.8, abs(x(value) - x.start), row - 1.6, BLUE, 0.85)
            outline += [(x(reference[side][i]), y + row), (x(reference[side][i]), y)]
        known = [(a, b) for a, b in outline if is_known(a)]
        if known:
            drawing.path(known, RUST, 1.6)
    for i, age in enumerate(ages):
        if i % 2 == 0:
            drawing.words(centre, floor - row * i - 1.5, age, 9.5, MUTED, "middle")
    return drawing
