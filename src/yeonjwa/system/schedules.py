"""The schedule of a scenario: its history in its draw of dates and levels, without what it switches off, and with dated switches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from yeonjwa.catalogue.histories import FIRST_MONTH, Schedule, schedule
from yeonjwa.months import month_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yeonjwa.scenario import Scenario


@dataclass(frozen=True)
class SwitchedSchedule(Schedule):
    """A schedule in which practices are off from month to month, both included: as instructed, as it is and as believed.

    off : (practice, first month, last month) by index as of ``yeonjwa.months``. The rule as written stays.
    """

    off: tuple[tuple[str, int, int], ...] = ()
    _switched: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)

    def level(self, practice: str, series: str, month: int, where: str, who: str) -> float:
        """As ``Schedule.level``; 0 in a month in which the practice is off."""
        level = super().level(practice, series, month, where, who)
        is_off = series != "formal" and any(
            name == practice and first <= month <= last for name, first, last in self.off
        )
        return 0.0 if is_off else level

    def table(self, practice: str, series: str) -> NDArray[np.float64]:
        """As ``Schedule.table``; 0 in the months in which the practice is off."""
        whole = super().table(practice, series)
        spans = [(first, last) for name, first, last in self.off if name == practice and series != "formal"]
        if not spans:
            return whole
        wanted = (practice, series)
        if wanted not in self._switched:
            table = whole.copy()
            for first, last in spans:
                table[first - FIRST_MONTH : last - FIRST_MONTH + 1] = 0.0
            table.flags.writeable = False
            self._switched[wanted] = table
        found: NDArray[np.float64] = self._switched[wanted]
        return found


def schedule_of(scenario: Scenario) -> Schedule:
    """The schedule that a run of ``scenario`` follows."""
    plain = schedule(scenario.history, without=scenario.without, draw=scenario.schedule_draw)
    if not scenario.off:
        return plain
    return SwitchedSchedule(plain.key, plain.without, plain.draw, off=tuple(_spans(scenario.off)))


def _spans(off: Iterable[tuple[str, str, str]]) -> Iterable[tuple[str, int, int]]:
    for practice, since, until in off:
        yield practice, _month(since), _month(until)


def _month(words: str) -> int:
    return month_of(int(words[:4]), int(words[5:]))


__all__ = ["SwitchedSchedule", "schedule_of"]
