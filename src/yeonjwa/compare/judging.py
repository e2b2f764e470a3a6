"""Intervals over seeds, and what may be said of a difference: fewer, more, no clear difference, or not identified.

The runs of both worlds share their luck, so the interval is that of the mean of their differences. For what concerns leaving
an interval is not enough: the sign must be the same at every point of a fixed design of assumed figures.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from yeonjwa.compare.rows import BACKFIRES, DETERS, FEWER, MORE, NO_INTERVAL, NO_SIGN, NOT_IDENTIFIED, UNCLEAR

LEVEL = 0.95
"""Coverage of the intervals, if differences over seeds are about normal."""

Floats = NDArray[np.float64]


def interval(a: Floats, b: Floats, *, is_paired: bool) -> tuple[Floats, Floats]:
    """Ends of the t interval of mean(a) - mean(b).

    Parameters
    ----------
    a, b : float64[runs, rows]
        Values of each world; with ``is_paired`` run i of both shares its seed.
    is_paired : bool
        Student's interval of the paired differences, else Welch's (1947) for two samples.

    Returns
    -------
    low, high : float64[rows]
        NaN with one run. Exact where differences are normal; a difference that is the same in all runs has no width.
    """
    from scipy.special import stdtrit

    runs = a.shape[0]
    if runs < 2:
        none = np.full(a.shape[1], np.nan)
        return none, none.copy()
    with np.errstate(invalid="ignore", divide="ignore"):
        if is_paired:
            error = (a - b).std(axis=0, ddof=1) / np.sqrt(runs)
            free = np.full(a.shape[1], runs - 1.0)
        else:
            of_a, of_b = (x.var(axis=0, ddof=1) / runs for x in (a, b))
            error = np.sqrt(of_a + of_b)
            free = np.where(error > 0, (runs - 1) * (of_a + of_b) ** 2 / (of_a**2 + of_b**2), runs - 1.0)
    half = error * stdtrit(free, (1 + LEVEL) / 2)
    middle = a.mean(axis=0) - b.mean(axis=0)
    return middle - half, middle + half


def by_interval(low: float, high: float) -> str:
    """Fewer, more, or no clear difference, from an interval; says so where there is none."""
    if np.isnan(low):
        return NO_INTERVAL
    return MORE if low > 0 else FEWER if high < 0 else UNCLEAR


def over_histories(low: float, high: float, differences: Sequence[float] | None) -> str:
    """What may be said of a difference in departures over all that is not rejected.

    Parameters
    ----------
    low, high : interval over seeds at the shipped figures, NaN if there is none
    differences : A - B at each point of the design, the shipped figures among them; None if the design was not run whole

    Returns
    -------
    str
        ``NOT_IDENTIFIED`` unless the sign is the same at all points (zero is a sign of its own); then what the interval says.
    """
    if differences is None or len({float(np.sign(d)) for d in differences}) != 1:
        return NOT_IDENTIFIED
    return by_interval(low, high)


def sign_of_sum(low: float, high: float, sums: Sequence[float] | None) -> str:
    """The same for the sum of the four parts of the log hazard: below zero A deters beside B, above zero it backfires."""
    words = {FEWER: DETERS, MORE: BACKFIRES, UNCLEAR: NO_SIGN}
    said = over_histories(low, high, sums)
    return words.get(said, said)


__all__ = ["LEVEL", "by_interval", "interval", "over_histories", "sign_of_sum"]
