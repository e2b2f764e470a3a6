"""One row of a comparison: a number of both worlds with all that a reader needs to judge it."""

from __future__ import annotations

from dataclasses import dataclass

SUBJECTS = ("harm", "dread", "deaths", "departures", "returns", "money", "parts")
"""In the order in which they are read: harm first."""
FEWER, UNCLEAR, MORE, NOT_IDENTIFIED = "fewer", "no_clear_difference", "more", "not_identified"
DETERS, NO_SIGN, BACKFIRES = "deters", "no_clear_sign", "backfires"
NO_INTERVAL, HIDDEN = "one_run_no_interval", "hidden"
DIRECTIONS = (FEWER, UNCLEAR, MORE, NOT_IDENTIFIED, DETERS, NO_SIGN, BACKFIRES, NO_INTERVAL, HIDDEN)
OF_LEAVING = ("departures", "returns", "parts")
"""Subjects of which no number stands where the harm of its period is hidden."""


@dataclass(frozen=True)
class Row:
    """A minus B in one quantity, in real units, with the harm of the same period beside it.

    Attributes
    ----------
    subject : one of ``SUBJECTS``.
    name : practice, quantity, or part of the log hazard.
    by, band : what the row is split by ("all", "kin", "stratum", "sex_and_age") and which part of it ("all": no part).
    period : years, both included.
    unit : of ``a``, ``b``, ``difference``, ``low``, ``high``.
    a, b : mean over the runs of each world, raw / scale.
    difference : a - b.
    low, high : 95 % t interval of the mean difference over seeds; none with one seed.
    runs : pairs of runs.
    raw_a, raw_b : synthetic people or events that the row rests on, all runs of a world together. For parts the same rounded
        number of people in the sample stands in both.
    identified : whether published data can tell it; never, since all rests on assumed figures.
    warning : what to bear in mind, in the language in use.
    direction : one of ``DIRECTIONS``: A beside B.
    harm : people harmed by any practice in A minus in B in ``harm_period``, mean over the runs.
    looked_at, with_fewer, with_more : for departures and sums of parts, at how many points of the fixed design of assumed figures it
        was looked at, and at how many of them A has fewer (the sum is lower) or more; none for other rows.
    suppressed : why numbers are hidden, empty if they are not.
    """

    subject: str
    name: str
    by: str
    band: str
    period: str
    unit: str
    a: float | None
    b: float | None
    difference: float | None
    low: float | None
    high: float | None
    runs: int
    raw_a: int | None
    raw_b: int | None
    identified: bool
    warning: str
    direction: str
    harm: float | None
    harm_period: str
    looked_at: int | None = None
    with_fewer: int | None = None
    with_more: int | None = None
    suppressed: str = ""


__all__ = [
    "BACKFIRES", "DETERS", "DIRECTIONS", "FEWER", "HIDDEN", "MORE", "NOT_IDENTIFIED", "NO_INTERVAL", "NO_SIGN", "OF_LEAVING", "SUBJECTS",
    "UNCLEAR", "Row",
]  # fmt: skip
