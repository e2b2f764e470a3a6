"""What processes remember from one month to the next besides people, files, leavers and fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from yeonjwa.families.posted import Holders
    from yeonjwa.practices.stock import Stock
    from yeonjwa.system.observe import Record
    from yeonjwa.units.officers import Allotment


class Kept(NamedTuple):
    """``rows`` (int32) of a table that were kept last month, and how many rows it had (``before``)."""

    rows: NDArray[np.int32] = np.empty(0, dtype=np.int32)
    before: int = 0

    def and_since(self, now: int) -> NDArray[np.int32]:
        """The rows kept, and those added since to the table, which has ``now`` rows: rising, if those kept are."""
        return np.concatenate([self.rows, np.arange(self.before, now, dtype=np.int32)])


@dataclass
class Memory:
    """Each name is written by one process alone; ``SHARED`` are of the country, the rest of persons or only looked up.

    heard : what became visible last month, by kind, float64[PLACES, 2] each (``beliefs.news``); None before the first.
    leaks : by month index, what will become visible then (``practices.over_files.be_seen``), as in ``State.totals["seen"]``.
    has_beliefs : whether beliefs were set once; before, they begin where they tend to (``beliefs.beliefs``).
    control_before : float64[2], control of the border last month (``practices.border_control``).
    points : float64[provinces], points of units this year (``practices.points``); None before the first.
    officers : the latest sharing out of officers' hours (``units.officers``).
    stock : families of whom somebody is away (``practices.stock``); None before the first. under_way : leavers whose attempt
    was not over last month (``practices.sweeps``); unknown : those whom the state did not know (``units.detection``).
    detained : int64, ids of those held, some of them twice, of whom some die (``departures.attempts``).
    record : what December notes (``system.observe``).
    holders : index of holders of posts (``families.posted``); guards : rows and months of vacancies of border guards
    (``practices.guard_bribes``). Both are the country's, made when first asked for.
    """

    heard: dict[str, NDArray[np.float64]] | None = None
    leaks: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)
    has_beliefs: bool = False
    control_before: NDArray[np.float64] | None = None
    points: NDArray[np.float64] | None = None
    officers: Allotment | None = None
    stock: Stock | None = None
    under_way: Kept = field(default_factory=Kept)
    unknown: Kept = field(default_factory=Kept)
    detained: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    record: Record | None = None
    holders: Holders | None = None
    guards: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None


SHARED = ("heard", "officers", "points", "control_before")
"""Names that stand beside the fields: a world replayed beside another takes them from it."""

__all__ = ["SHARED", "Kept", "Memory"]
