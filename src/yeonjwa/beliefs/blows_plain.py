"""Slow twin of the kernels of ``blows`` in plain Python; the tests compare the two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from yeonjwa.system.people import AffectedPeople


def felt_plain(
    persons: Sequence[int], kin: Sequence[Iterable[tuple[int, float]]], loss: Sequence[float], unjust: Sequence[float]
) -> dict[int, tuple[float, float]]:
    """By id, what each feels of what befalls ``persons`` and what of it angers; kin : ids and weights of those near to each person."""
    sums: dict[int, tuple[float, float]] = {}
    blows = [(i, person, 1.0) for i, person in enumerate(persons)]
    blows += [(i, *one) for i, near in enumerate(kin) for one in near]
    for i, person, omega in blows:
        felt, anger = sums.get(person, (0.0, 0.0))
        sums[person] = felt + omega * loss[i], anger + omega * loss[i] * unjust[i]
    return sums


def taken_in_plain(
    people: AffectedPeople, row: int, month: int, added: Mapping[str, float], figure: Any
) -> dict[str, Any]:
    """By name of a fading value ("grievance", "fear"), what it is in ``row`` after ``added`` at ``month``."""
    most = {"grievance": figure("grievance_most")}
    after = {}
    for name, amount in added.items():
        since = month - int(getattr(people, name + "_month")[row])
        left = float(np.exp(-figure(f"fading_{name}") * np.arange(since, since + 1))[0])
        value = float(getattr(people, name)[row]) * left + amount
        after[name] = np.float32(min(value, most.get(name, np.inf)))
    return after


__all__ = ["felt_plain", "taken_in_plain"]
