"""Dated paths: figures named by a stem and a date, with straight lines between them.

``sealed_2017`` holds for the middle of 2017, ``sealed_2020_08`` for August 2020; before the first and after the last the
path is level.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from yeonjwa.catalogue import figures
from yeonjwa.errors import InputError, did_you_mean
from yeonjwa.months import month_of
from yeonjwa.system.state import State

MIDDLE = 7  # a year alone stands for its July


@cache
def anchors(stem: str) -> tuple[tuple[int, str], ...]:
    """Month index and key of each figure of a path, in order of date."""
    pattern = re.compile(re.escape(stem) + r"_(\d{4})(?:_(\d{2}))?")
    found = [(m, key) for key in figures() if (m := pattern.fullmatch(key))]
    if not found:
        raise InputError(f"no dated figures '{stem}_<year>' are in the catalogue. {did_you_mean(stem, figures())}")
    return tuple(sorted((month_of(int(m[1]), int(m[2] or MIDDLE)), key) for m, key in found))


def path(state: State, stem: str, month: int | None = None) -> float:
    """Value of a dated path at a month (by default the state's), with the scenario's figures."""
    points = anchors(stem)
    at = state.month if month is None else month
    return float(np.interp(at, [when for when, _ in points], [state.figure(key) for _, key in points]))
