"""How many births a run left out because somebody was away, and the bound beyond which kin are misstated."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from yeonjwa.disclosure import FLOOR_PEOPLE
from yeonjwa.outcome import Table

MOST_MASKED = 0.005
"""Share of births from the first year of departures on that the mask must not reach."""


def share_masked(tables: Iterable[Table]) -> float | None:
    """Share of births masked in the years of one or several tables ``births``; years that are hidden are left out.

    None where too few are masked, or too few happen, for the share to leave the program.
    """
    births = masked = 0.0
    for table in tables:
        both = np.asarray([table.column("births"), table.column("masked")], dtype=float)
        known = np.isfinite(both).all(axis=0)
        births, masked = births + both[0, known].sum(), masked + both[1, known].sum()
    return float(masked / births) if min(masked, births - masked) >= FLOOR_PEOPLE else None


__all__ = ["MOST_MASKED", "share_masked"]
