"""Whose turn it is this month: the families on file that a sweep takes up by a draw, in one look over the files."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.draws import uniform, uniform_plain
from yeonjwa.system.family_files import FamilyFiles
from yeonjwa.system.luck import Luck
from yeonjwa.system.threads import each, parts_of_range

FEWEST_IN_A_THREAD = 10_000


def whose_turn(
    luck: Luck, decision: str, month: int, files: FamilyFiles, number: NDArray[np.int16], chance: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Files, rising, with somebody counted in ``number`` (int16 by file: away, or south) whom the draw of the family hits.

    chance : float64[WHERE, 2], of the families of each stratum.
    """
    if luck.log is not None:
        counted = np.flatnonzero(number > 0)
        of_each = chance[files.where[counted], files.who[counted]]
        return counted[luck.happens(decision, files.keeper[counted], month, of_each)]
    if not chance.any():
        return np.empty(0, dtype=np.int64)
    key = luck.key(decision)

    def look(part: tuple[int, int]) -> NDArray[np.int64]:
        found: NDArray[np.int64] = drawn_files(key, month, *part, number, files.where, files.who, files.keeper, chance)
        return found

    return np.concatenate(each(look, parts_of_range(0, len(files), FEWEST_IN_A_THREAD)))


@njit(cache=True, nogil=True)
def drawn_files(key, month, first, last, number, where, who, keeper, chance):
    """Files ``first`` to ``last`` - 1 that count and are hit, rising, int64 (see ``whose_turn``)."""
    files = np.empty(last - first, dtype=np.int64)
    of_file = np.empty(last - first, dtype=np.float64)
    size = 0
    for file in range(first, last):  # without a branch, which could not be foreseen
        files[size], of_file[size] = file, chance[where[file], who[file]]
        size += (number[file] > 0) & (of_file[size] > 0.0)
    draw = np.empty(size, dtype=np.float64)
    for k in range(size):  # nothing else in the loop, so that several are worked out at a time
        draw[k] = uniform(key, keeper[files[k]], month)
    hit = 0
    for k in range(size):
        files[hit] = files[k]
        hit += draw[k] < of_file[k]
    return files[:hit].copy()


def drawn_files_plain(key: Any, month: int, number: Any, where: Any, who: Any, keeper: Any, chance: Any) -> list[int]:
    """Slow twin of ``drawn_files``, over all files."""
    return [
        file
        for file in range(len(number))
        if number[file] > 0 and uniform_plain(int(key), int(keeper[file]), month) < chance[where[file], who[file]]
    ]


__all__ = ["drawn_files", "drawn_files_plain", "whose_turn"]
