"""Luck, keyed by (seed, decision, person, other person, time).

Every random number of the model comes from here. A draw is a pure function of its key: it does not depend on
the order of the draws, on how many others drew, on threads or on chunks. Two worlds with the same seed therefore
share their luck, and a difference between them is caused by what was changed.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3",
SC11, section 4). The 64-bit key is mixed from the seed and the decision's name; the 128-bit counter is
(person, other, time, attempt). The test suite compares it with the published known answers and with a plain
Python twin.

    key = stream(seed, "sex at birth")
    u = uniform(key, person_id, month)              # inside a kernel
    u = uniforms(key, person_ids, months)           # arrays
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from numba import njit, uint32, uint64

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint32(0x9E3779B9)
_W1 = np.uint32(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_TO_UNIT = 2.0**-53

ROUNDS = 10
_AT_ONCE = 1024


def stream(seed: int, decision: str) -> np.uint64:
    """Key of one kind of decision under one seed.

    Parameters
    ----------
    seed : int
        Seed of the run, any integer from 0 to 2**63 - 1.
    decision : str
        The decision in words ("sex at birth"). Two decisions of the model never share a name.

    Returns
    -------
    uint64
        Key for ``uniform`` and ``uniforms``.
    """
    if not 0 <= seed < 2**63:
        raise ValueError(f"seed is {seed}; expected a whole number from 0 to {2**63 - 1}.")
    digest = hashlib.blake2b(f"{seed}\x00{decision}".encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


@njit(forceinline=True)
def _philox(key, x0, x1, x2, x3):
    """Philox4x32-10 block: four uint32 words, returned as two uint64 (w1:w0, w3:w2).

    Inlined by LLVM rather than by Numba, as all small parts of kernels are: as fast, and the callers compile sooner.
    """
    k0 = uint32(key & _LOW)
    k1 = uint32(key >> _SHIFT)
    for _ in range(ROUNDS):
        p0 = uint64(x0) * _M0
        p1 = uint64(x2) * _M1
        y0 = uint32(p1 >> _SHIFT) ^ x1 ^ k0
        y2 = uint32(p0 >> _SHIFT) ^ x3 ^ k1
        x1 = uint32(p1 & _LOW)
        x3 = uint32(p0 & _LOW)
        x0 = y0
        x2 = y2
        k0 = uint32(k0 + _W0)
        k1 = uint32(k1 + _W1)
    return (uint64(x1) << _SHIFT) | uint64(x0), (uint64(x3) << _SHIFT) | uint64(x2)


@njit
def first_above(rising, value, low, high):
    """Position of the first entry of ``rising[low:high]`` above ``value``, ``high`` if there is none: of cumulative chances, what
    the draw ``value`` gives.

    As ``low + np.searchsorted(rising[low:high], value, side="right")``, which takes seconds to compile.
    """
    while low < high:
        middle = (low + high) // 2
        if rising[middle] > value:
            high = middle
        else:
            low = middle + 1
    return low


@njit(inline="always")
def uniform(key, person, time=0, other=0, attempt=0):
    """One number in [0, 1) with 53 random bits, a pure function of its key.

    Parameters
    ----------
    key : uint64
        From ``stream(seed, decision)``.
    person, time, other, attempt : integers, 0 to 2**32 - 1
        Whom and when the decision concerns. ``time`` is a month index for recurring decisions; ``attempt``
        counts tries for decisions that may be repeated.

    Returns
    -------
    float64
    """
    low, _ = _philox(uint64(key), uint32(person), uint32(other), uint32(time), uint32(attempt))
    return float(low >> np.uint64(11)) * _TO_UNIT


@njit(inline="always")
def uniform_pair(key, person, time=0, other=0, attempt=0):
    """Two independent numbers in [0, 1) of one key; the first equals ``uniform`` of the same key."""
    low, high = _philox(uint64(key), uint32(person), uint32(other), uint32(time), uint32(attempt))
    return float(low >> np.uint64(11)) * _TO_UNIT, float(high >> np.uint64(11)) * _TO_UNIT


@njit(cache=True, nogil=True)
def _fill(key, person, time, other, attempt, out):
    # An argument of one element holds for all. Where only the person varies, the draws are worked out several at a time.
    if person.size == out.size and time.size == 1 and other.size == 1 and attempt.size == 1:
        month, with_whom, tries = time[0], other[0], attempt[0]
        for i in range(out.size):
            out[i] = uniform(key, person[i], month, with_whom, tries)
        return
    of_person, of_time = min(person.size - 1, 1), min(time.size - 1, 1)
    of_other, of_attempt = min(other.size - 1, 1), min(attempt.size - 1, 1)
    for i in range(out.size):
        out[i] = uniform(key, person[i * of_person], time[i * of_time], other[i * of_other], attempt[i * of_attempt])


@njit(cache=True, nogil=True)
def draws_below(key, person, time, most):
    """Positions, rising, int64, of those of ``person`` (int32) whose draw (see ``uniform``) is below ``most``."""
    below = np.empty(person.size, dtype=np.int64)  # mostly never touched
    draw = np.empty(_AT_ONCE, dtype=np.float64)
    size = 0
    for begin in range(0, person.size, _AT_ONCE):
        count = min(_AT_ONCE, person.size - begin)
        for i in range(count):  # nothing else in the loop, so that several are worked out at a time
            draw[i] = uniform(key, person[begin + i], time)
        for i in range(count):
            below[size] = begin + i  # overwritten by the next, unless it counts: no branch to foresee
            size += draw[i] < most
    return below[:size].copy()


def uniforms(key, person, time=0, other=0, attempt=0):
    """``uniform`` over arrays; the arguments broadcast against each other.

    Returns
    -------
    float64[...]
        In [0, 1), the shape of the broadcast arguments.
    """
    parts = [
        _number(x) if type(x) is int else np.asarray(x, dtype=np.int64)  # most are one number for all
        for x in (person, time, other, attempt)
    ]
    shape = parts[0].shape
    for part in parts:
        if part.ndim and part.shape != shape:
            parts = list(np.broadcast_arrays(*parts))
            shape = parts[0].shape
            break
    out = np.empty(shape)
    if out.size:
        person, time, other, attempt = parts
        _fill(np.uint64(key), person.ravel(), time.ravel(), other.ravel(), attempt.ravel(), out.reshape(-1))
    return out


@lru_cache(maxsize=1 << 12)
def _number(number):
    """int64[()] of a number, which is not written to."""
    return np.array(number, dtype=np.int64)


def uniform_pair_plain(key: int, person: int, time: int = 0, other: int = 0, attempt: int = 0) -> tuple[float, float]:
    """Slow twin of ``uniform_pair`` in plain Python integers, used by the tests."""
    mask = 0xFFFFFFFF
    k0, k1 = int(key) & mask, int(key) >> 32
    x0, x1, x2, x3 = (int(v) & mask for v in (person, other, time, attempt))
    for _ in range(ROUNDS):
        p0 = x0 * 0xD2511F53
        p1 = x2 * 0xCD9E8D57
        x0, x1, x2, x3 = (p1 >> 32) ^ x1 ^ k0, p1 & mask, (p0 >> 32) ^ x3 ^ k1, p0 & mask
        k0, k1 = (k0 + 0x9E3779B9) & mask, (k1 + 0xBB67AE85) & mask
    return float(((x1 << 32) | x0) >> 11) * 2.0**-53, float(((x3 << 32) | x2) >> 11) * 2.0**-53


def uniform_plain(key: int, person: int, time: int = 0, other: int = 0, attempt: int = 0) -> float:
    """Slow twin of ``uniform``: the first of ``uniform_pair_plain``."""
    return uniform_pair_plain(key, person, time, other, attempt)[0]
