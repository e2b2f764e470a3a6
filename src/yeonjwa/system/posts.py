"""Posts month by month: the first on each vacancy's own list who is there, free and not barred takes it.

The vacancies and their lists are exogenous (``population.posts``), so a bar touches nobody but those on the lists with a
barred person. Who leaves, is detained or loses a post leaves the seat empty until its next vacancy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.draws import uniform
from yeonjwa.practices import vetting
from yeonjwa.read_ahead import ask_for
from yeonjwa.system.arrays import distinct
from yeonjwa.system.calendar import OfMonths
from yeonjwa.system.kin import STEPS, least_chon_of
from yeonjwa.system.register import CONSCRIPT, is_cadre_post
from yeonjwa.system.serving import serve
from yeonjwa.system.state import FIRST, Regrouped, State
from yeonjwa.system.threads import each, parts_of_range

FEWEST_IN_A_THREAD = 500
_NOBODY = np.empty(0, dtype=np.int32)
BLOCK = 128  # vacancies looked at together


@njit(nogil=True, inline="always")
def _nearest_of_first(begin, stop, month, code, reserve, gone, whereabouts, post_now, busy_until, bars, father_chon, mother_chon, mother,
                      father, steps, known, chance_key, line, marks, listed, nearest):  # fmt: skip
    """Least chon (see ``kin.least_chon_of``) of the first on each list of vacancies ``begin`` to ``stop`` - 1 who is free and would be
    barred for a relative, into ``nearest``; of the others 127. The ancestors of all are read a step up at a time, so that no
    read waits for another."""
    size = 0
    for v in range(begin, stop):
        person = max(reserve[v, 0], 0)
        ask_for(gone, person)
        ask_for(whereabouts, person)
        ask_for(busy_until, person)
        ask_for(post_now, person)
    for v in range(begin, stop):
        person, post = reserve[v, 0], code[v]
        nearest[v - begin] = 127
        if person >= 0 and bars[post] > 0.0 and gone[person] > month and whereabouts[person] == 0:
            if busy_until[person] <= month and uniform(chance_key, person, month, post) < bars[post]:
                line[0, size], listed[size] = person, v - begin
                size += 1
    for s in range(steps + 1):
        below, above = line[s & 1], line[1 - (s & 1)]
        for j in range(size << s):  # without a branch: who is known is hard to foresee
            one = max(below[j], 0)
            marks[j] = known[one]
            if s < steps:
                above[2 * j], above[2 * j + 1] = mother[one], father[one]
        for j in range(size << s):
            if below[j] < 0:
                if s < steps:
                    above[2 * j] = above[2 * j + 1] = -1
            elif marks[j] != 0:
                at, chon = listed[j >> s], s + marks[j] - 1
                post = code[begin + at]
                if s == 0:
                    depth = max(father_chon[post], mother_chon[post])
                else:
                    depth = father_chon[post] if (j >> (s - 1)) & 1 else mother_chon[post]
                if chon <= depth and chon < nearest[at]:
                    nearest[at] = chon


@njit(cache=True, nogil=True)
def fill(first, last, month, code, tenure, reserve, gone, whereabouts, post_now, busy_until, father_chon, mother_chon, bars,
         mother, father, steps, known, chance_key, barred_rows, holder):  # fmt: skip
    """Fill vacancies ``first`` to ``last`` - 1; returns the number of those failed by vetting in ``barred_rows``.

    father_chon, mother_chon : int8 by post code, depth of vetting; bars : float64 by post code, chance that a relative found
    bars; known : int8[n], table of ``NearestKnown``. holder : int32[vacancies of the month], filled
    (-1: stays empty). barred_rows : int32[k, 3], filled with person, post code, chon.
    """
    failed = 0
    line = np.empty((2, BLOCK << steps), dtype=np.int32)
    marks = np.empty(BLOCK << steps, dtype=np.int8)
    listed = np.empty(BLOCK, dtype=np.int64)
    nearest = np.empty(BLOCK, dtype=np.int8)
    for v in range(first, last):
        if (v - first) % BLOCK == 0:
            _nearest_of_first(
                v, min(v + BLOCK, last), month, code, reserve, gone, whereabouts, post_now, busy_until, bars, father_chon, mother_chon, mother,
                father, steps, known, chance_key, line, marks, listed, nearest,
            )  # fmt: skip
        holder[v - first] = -1
        post = code[v]
        for k in range(reserve.shape[1]):
            person = reserve[v, k]
            if person < 0:
                break
            if gone[person] <= month or whereabouts[person] != 0 or busy_until[person] > month:
                continue
            # Relatives are looked up only where finding one would bar: looking up costs most.
            chon = nearest[(v - first) % BLOCK] if k == 0 else 127
            if k > 0 and bars[post] > 0.0 and uniform(chance_key, person, month, post) < bars[post]:
                chon = least_chon_of(mother, father, person, father_chon[post], mother_chon[post], False, steps, known)
            if chon <= 8:
                if failed < barred_rows.shape[0]:
                    barred_rows[failed, 0], barred_rows[failed, 1], barred_rows[failed, 2] = person, post, chon
                failed += 1
                continue
            holder[v - first] = person
            busy_until[person] = min(np.int64(month) + tenure[v], np.int64(gone[person]))
            post_now[person] = post
            break
    return failed


class Posts:
    """Who holds posts and who serves, month by month, in a run's state.

    at_first : int32, ids of those in post or in service when the run begins, rising.
    """

    def __init__(self, state: State):
        c, month = state.columns, FIRST
        self.has_posts = "vacancy_month" in c
        self.depth = vetting.depths()
        self._appointed: list[NDArray[np.int32]] = []
        self._in_office = 0  # cadre among them when it was last looked who is
        self.at_first = _NOBODY
        if not self.has_posts:
            return
        self.rows = np.searchsorted(c["vacancy_month"], np.arange(FIRST, FIRST + 385, dtype=np.int16))
        # Who is in post when the run begins took it when nobody was known to have left.
        held = (c["post_start"] < month) & (c["post_end"] > month)
        who = c["post_person"][held]
        state.post_now[who] = c["post_code"][held]
        state.busy_until[who] = c["post_end"][held]
        state.at_ends_of(c["post_end"][held], "post", who)
        self.note_appointed(np.sort(who))
        serving = (c["conscript_start"] < month) & (c["conscript_end"] > month)
        soldiers = c["conscript_person"][serving]
        state.post_now[soldiers[state.post_now[soldiers] == 0]] = CONSCRIPT
        self._serves = np.zeros(state.gone.size, dtype=bool)
        self._serves[soldiers] = True
        self.at_first = distinct(np.concatenate([who, soldiers]))
        self._starts = OfMonths(c["conscript_person"], c["conscript_start"])
        self._ends = OfMonths(c["conscript_person"], c["conscript_end"])

    def serve(self, state: State) -> None:
        """Conscripts of this month begin, others end their service; terms of posts that are over end."""
        if not self.has_posts:
            return
        served, begins, over = self._ends.of(state.month), self._starts.of(state.month), state.ending("post")

        def serve_part(ids: tuple[int, int]) -> Regrouped:
            changed = serve(
                *ids, state.month, served, begins, over, state.gone, state.whereabouts, state.busy_until, state.code, self._serves,
                state.post_now,
            )  # fmt: skip
            return state.recode_part(changed, False)

        # About as many are older as are younger than who is in the middle of those whose service ends: cadre, and recruits.
        parts = [(0, state.gone.size)]
        if served.size > FEWEST_IN_A_THREAD:
            middle = int(served[served.size // 2])
            parts = [(0, middle), (middle, state.gone.size)]
        for regrouped in each(serve_part, parts):
            state.note_groups(*regrouped)

    def fill(self, state: State) -> None:
        """Vacancies of this month are filled; those whom vetting bars are noted, and seats left empty are counted."""
        if not self.has_posts:
            return
        c = state.columns
        first, last = self.rows[state.month - FIRST], self.rows[state.month - FIRST + 1]
        if first == last:
            return
        bars = np.full(self.depth.shape[1], vetting.chance_of_bar(state))

        def fill_part(part: tuple[int, int]) -> tuple[Any, ...]:
            # Nobody stands on two lists in one month, so that no two parts look at the same person.
            begin, end = part
            barred, holder = np.empty((8 * (end - begin), 3), dtype=np.int32), np.empty(end - begin, dtype=np.int32)
            failed = fill(
                begin, end, state.month, c["vacancy_post"], c["vacancy_tenure"], c["vacancy_reserve"], state.gone,
                state.whereabouts, state.post_now, state.busy_until, self.depth[0], self.depth[1], bars, state.pedigree.mother,
                state.pedigree.father, STEPS, state.known.cognatic, key, barred, holder,
            )  # fmt: skip
            taken = holder[holder >= 0]
            return barred[:failed], taken, state.busy_until[taken], state.recode_part(taken.astype(np.int64), False)

        key = state.luck.key("a relative found bars from a post")
        found = each(fill_part, parts_of_range(int(first), int(last), FEWEST_IN_A_THREAD))
        barred, taken, until = (np.concatenate(parts) for parts in list(zip(*found, strict=True))[:3])
        vetting.note(state, barred)
        state.ledger.add("posts_filled", state.year, taken.size)
        state.ledger.add("posts_left_empty", state.year, int(last - first) - taken.size)
        state.at_ends_of(until, "post", taken)
        self.note_appointed(taken)
        for *_, regrouped in found:
            state.note_groups(*regrouped)

    def note_appointed(self, persons: NDArray[Any]) -> None:
        """``persons`` (ids) took a post."""
        self._appointed.append(persons.astype(np.int32))

    def appointed(self, state: State) -> NDArray[np.int32]:
        """Ids of all cadre in office, in no order and some of them twice, and of people who no longer are: at most as many again."""
        ids = np.concatenate([_NOBODY, *self._appointed])
        if ids.size > 2 * self._in_office:
            ids = ids[is_cadre_post()[state.post_now[ids]]]
            self._in_office = ids.size
        self._appointed = [ids]
        return ids

    def lose(self, state: State, persons: np.ndarray) -> None:
        """Persons lose their posts at once; the seats stay empty until their next vacancy, and soldiers stay soldiers."""
        state.post_now[persons] = self._without_post(persons)
        state.busy_until[persons] = state.month
        state.recode(persons, has_moved=False)

    def _without_post(self, persons: np.ndarray) -> np.ndarray:
        """What ``persons`` are without a post of their own: CONSCRIPT while they serve, else 0."""
        if not self.has_posts:
            return np.zeros(np.shape(persons), dtype=np.uint8)
        return self._serves[persons] * np.uint8(CONSCRIPT)
