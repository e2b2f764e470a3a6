"""Who begins and ends to serve in the army in a month, and whose term of a post is over: what they are then."""

from __future__ import annotations

import numpy as np
from numba import njit

from yeonjwa.read_ahead import AHEAD, ask_for
from yeonjwa.system.register import CONSCRIPT, HOME


@njit(cache=True, nogil=True)
def serve(first, last, month, served, begins, over, gone, whereabouts, busy_until, codes, serves, post_now):
    """Let those of ids ``first`` to ``last`` - 1 begin and end their service, and end their terms.

    Parameters
    ----------
    served, begins : int32, whose service ends and begins in the month; over : int64, whose term of a post may be over
    gone, busy_until : int16, whereabouts : uint8, by person; codes : uint16, asked for only, for the groups that are worked out next
    serves : bool, post_now : uint8, by person, written

    Returns
    -------
    int64[n]
        Those whose post is another now, or may be: no more than once for each time they are named.
    """
    changed = np.empty(served.size + begins.size + over.size, dtype=np.int64)
    size = 0
    for k in range(served.size):
        if k + AHEAD < served.size and first <= served[k + AHEAD] < last:
            _ask_for_all(np.int64(served[k + AHEAD]), serves, post_now, gone, codes)
        if first <= served[k] < last:
            serves[served[k]] = False
    for k in range(begins.size):
        if k + AHEAD < begins.size and first <= begins[k + AHEAD] < last:
            _ask_for_all(np.int64(begins[k + AHEAD]), serves, post_now, gone, codes)
            ask_for(whereabouts, np.int64(begins[k + AHEAD]))
        if first <= begins[k] < last:
            serves[begins[k]] = True
    for k in range(over.size):
        if k + AHEAD < over.size and first <= over[k + AHEAD] < last:
            _ask_for_all(over[k + AHEAD], serves, post_now, gone, codes)
            ask_for(busy_until, over[k + AHEAD])
        person = over[k]
        if first <= person < last and busy_until[person] <= month and post_now[person] > 0:
            post_now[person] = CONSCRIPT if serves[person] else 0
            changed[size] = person
            size += 1
    for k in range(served.size):
        person = served[k]
        if first <= person < last and post_now[person] == CONSCRIPT:
            post_now[person] = 0
            changed[size] = person
            size += 1
    for k in range(begins.size):
        person = begins[k]
        if first <= person < last and post_now[person] == 0 and gone[person] > month and whereabouts[person] == HOME:
            post_now[person] = CONSCRIPT
            changed[size] = person
            size += 1
    return changed[:size].copy()


@njit(forceinline=True)
def _ask_for_all(person, serves, post_now, gone, codes):
    ask_for(serves, person)
    ask_for(post_now, person)
    ask_for(gone, person)
    ask_for(codes, person)


def serve_plain(
    is_served: bool, begins: bool, is_over: bool, is_home: bool, before: tuple[bool, int]
) -> tuple[tuple[bool, int], bool]:
    """Slow twin of ``serve`` for one person: whether they serve and their post as they are after ``before``, and whether it may be another."""
    serves, post = before
    serves = begins or (serves and not is_served)
    has_changed = is_over and post > 0
    if has_changed:
        post = CONSCRIPT if serves else 0
    if is_served and post == CONSCRIPT:
        post, has_changed = 0, True
    if begins and post == 0 and is_home:
        post, has_changed = CONSCRIPT, True
    return (serves, post), has_changed


__all__ = ["serve", "serve_plain"]
