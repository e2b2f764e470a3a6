"""Of whom the reach is asked: left, in China, arrived, or known to the state. A reach always names its set.

All sets hold only people who arrived in the South by the end of the period, because nobody else is counted anywhere;
"left" and "in China" are therefore lower bounds. A person stays in a set after death, since relatives keep the
relation. "Known to the state" is a modelled figure: part of the absences are read as leaving, after a while.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yeonjwa import draws
from yeonjwa.catalogue import figure
from yeonjwa.departures.observed import Departures
from yeonjwa.errors import InputError, did_you_mean
from yeonjwa.months import EPOCH_YEAR, NEVER, month_of

SETS: tuple[str, ...] = ("left", "in-china", "arrived", "known")
LASTING: tuple[str, ...] = ("left", "arrived", "known")
"""Sets that nobody leaves again."""

FIRST_YEAR_INDEX = 1950
"""Calendar year with time index 1; earlier entries have index 0."""
NEVER_INDEX = 255


def check_set(name: str) -> str:
    """``name`` if it is a set, else an InputError with the near miss."""
    if name not in SETS:
        raise InputError(f"set is '{name}'; expected one of {', '.join(SETS)}. {did_you_mean(name, SETS)}")
    return name


def known_months(departures: Departures, seed: int, placing: int = 0, share: float | None = None) -> NDArray[np.int16]:
    """int16[n]: month from which the state reads the absence as leaving the country, NEVER if it does not.

    Keyed by person, so that the known at a smaller ``share`` are among those at a larger one. Share (unless given) and
    delay are assumed figures (``known_share``, ``known_delay_years``).
    """
    share = figure("known_share").value if share is None else share
    is_read = draws.uniforms(draws.stream(seed, "absence read as leaving"), departures.person, other=placing)
    luck = draws.uniforms(draws.stream(seed, "delay until the absence is read"), departures.person, other=placing)
    delay = -np.log1p(-luck) * 12 * figure("known_delay_years").value
    month = departures.left_month + np.minimum(delay, 600).astype(np.int64)
    return np.where(is_read < share, np.minimum(month, NEVER), NEVER).astype(np.int16)


def entry_months(
    departures: Departures, name: str, seed: int, placing: int = 0, known_share: float | None = None
) -> NDArray[np.int16]:
    """int16[n]: month from which each person who left belongs to a lasting set, NEVER for never."""
    check_set(name)
    if name == "left":
        return departures.left_month
    if name == "arrived":
        return departures.arrived_month
    if name == "known":
        return known_months(departures, seed, placing, known_share)
    raise InputError(
        "people leave the set 'in-china' again, so that it has no month of entry; ask for one month with `members`."
    )


def members(departures: Departures, name: str, month: int, seed: int, placing: int = 0) -> NDArray[np.bool_]:
    """bool[n]: which of those who left belong to a set at the end of ``month``."""
    if check_set(name) == "in-china":
        return (departures.left_month <= month) & (departures.arrived_month > month)
    return entry_months(departures, name, seed, placing) <= month


def year_index(months: NDArray[np.int16]) -> NDArray[np.uint8]:
    """uint8[n]: time index of a month by its year (1950 is 1, earlier 0), 255 for NEVER."""
    index = np.clip(months.astype(np.int64) // 12 + EPOCH_YEAR - FIRST_YEAR_INDEX + 1, 0, NEVER_INDEX - 1)
    return np.where(months == NEVER, NEVER_INDEX, index).astype(np.uint8)


def index_of_year(year: int) -> int:
    """Time index of a calendar year."""
    return max(year - FIRST_YEAR_INDEX + 1, 0)


def end_of(year: int) -> int:
    """Last month of a year; as everywhere, what holds at a month holds at its end."""
    return month_of(year, 12)
