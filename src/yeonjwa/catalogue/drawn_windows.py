"""Draws of the schedule: windows with other dates and other levels, as far as the catalogue says that either may be off.

A draw has a number; draw 0 is the schedule as it stands. In any other each window has a level between its low and its high, and each
date at which windows begin or end may be earlier or later by up to ``uncertainty_months``. All of it is keyed by the number of the
draw and the window or date, and by nothing else: two worlds with the same draw share it, whatever else differs between them.

Dates
    Windows of one practice that meet share the date at which they do, in all series and histories, so no gap opens between them. It
    moves as little as the surest of them allows; a date of which nothing can be said stays. Dates keep their order: those that are
    surer are placed first, the others between them, each window at least a month long.
Levels
    Half of all draws lie below the level as it stands, evenly from ``low``, and half above, evenly to ``high``. Levels of windows
    move apart from each other: a direction that a report tells of holds in a draw only where the ranges hold it.
"""

from __future__ import annotations

from collections.abc import Sequence

from yeonjwa.catalogue.windows import FIRST_MONTH, LAST_MONTH, Window
from yeonjwa.months import month_of

CENTRAL = 0
"""Number of the draw that leaves the schedule as it stands."""


def drawn(windows: tuple[Window, ...], draw: int) -> tuple[Window, ...]:
    """The windows of one practice in a draw.

    Parameters
    ----------
    windows : all windows of the practice, of all series and histories, since dates are shared
    draw : number of the draw, 0 for the schedule as it stands

    Returns
    -------
    tuple of Window
        The same windows in the same order, with other dates and levels.
    """
    if draw == CENTRAL:
        return windows
    at = _placed(windows, draw)
    return tuple(
        window.model_copy(
            update={
                "since": None if window.since is None else _words(at[window.first]),
                "until": None if window.until is None else _words(at[window.last + 1] - 1),
                "level": _level(window, draw),
            }
        )
        for window in windows
    )


def _level(window: Window, draw: int) -> float:
    place = 2.0 * _uniform(draw, f"level of {window.practice}/{window.key}") - 1.0
    end = window.low if place < 0 else window.high
    return window.level + abs(place) * (end - window.level)


def _placed(windows: Sequence[Window], draw: int) -> dict[int, int]:
    """Where each date at which windows begin, or have ended, lies in a draw: month index by month index."""
    may_move = _uncertainty(windows)
    months = sorted(may_move)
    # A window that ends or begins there keeps a month on its side, unless the catalogue has it otherwise.
    earliest, latest = min([FIRST_MONTH + 1, *months]), max([LAST_MONTH, *months])
    found: dict[int, int] = {}
    for month in sorted(months, key=lambda m: (may_move[m], m)):
        at = month + _shift(may_move[month], draw, windows[0].practice, month)
        # So many dates lie between this one and one already placed, and each needs a month.
        place = months.index(month)
        steps = {other: months.index(other) - place for other in found}
        low = max((found[o] - step for o, step in steps.items() if step < 0), default=earliest + place)
        high = min((found[o] - step for o, step in steps.items() if step > 0), default=latest + place + 1 - len(months))
        found[month] = min(max(at, low), high)
    return found


def _uncertainty(windows: Sequence[Window]) -> dict[int, int]:
    """By how many months each date may be off: the least that a window says that begins or ends there, 0 where none says anything."""
    said: dict[int, list[int]] = {}
    for window in windows:
        dates = [window.first] if window.since is not None else []
        dates += [window.last + 1] if window.until is not None else []
        for date in dates:
            said.setdefault(date, []).extend([] if window.uncertainty_months is None else [window.uncertainty_months])
    return {date: min(months, default=0) for date, months in said.items()}


def _shift(months: int, draw: int, practice: str, date: int) -> int:
    """A whole number of months from -``months`` to ``months``, each as likely as any other."""
    return int(_uniform(draw, f"date of {practice} at {_words(date)}") * (2 * months + 1)) - months if months else 0


def _uniform(draw: int, what: str) -> float:
    from yeonjwa.draws import stream, uniform_plain

    return uniform_plain(int(stream(draw, f"draw of the schedule: {what}")), 0)


def _words(month: int) -> str:
    year, of_year = divmod(month - month_of(0), 12)
    return f"{year}-{of_year + 1:02d}"


__all__ = ["CENTRAL", "drawn"]
