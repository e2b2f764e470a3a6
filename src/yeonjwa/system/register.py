"""Who could leave, by group: county, cadre or ordinary, sex and age band, kept up to date month by month.

The group of a person gives the part of the hazard of leaving that is shared by all who live in the same place, stand
alike, and are of one sex and age band; it is also the code that the points of leaving are dismissed by. Ages count in
bands that change each January (age = year - year of birth). Children under 16 do not leave by themselves.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from yeonjwa.departures.points import ABSENT, GROUP, RAISED
from yeonjwa.population.places import CAPITAL, counties, read_rows
from yeonjwa.population.posts import CODE
from yeonjwa.read_ahead import AHEAD, ask_for
from yeonjwa.system.arrays import table_of

BANDS = (16, 20, 30, 40, 50, 60, 70)
"""First age of each band, in years."""
ABROAD, IN_CAMPS, EXILED = 208, 209, 210
"""Places beyond the 208 counties: posted abroad, in military camps, and banished to remote counties."""
PLACES = 211
ORDINARY, CADRE = 0, 1
WHERE = ("capital", "hub", "border", "other", "abroad")
COUNT = len(BANDS)
GROUPS = PLACES * 2 * 2 * COUNT
HUBS = ("Hamhung City", "Chongjin City", "Nampo City", "Wonsan City", "Rason City")
"""Cities taken for the "other major hubs" of a report that names none (assumed); Sinuiju and Hyesan count as border."""
CADRE_POSTS = tuple(CODE[p] for p in ("administrator", "official", "security_agent", "police", "elite_cadre"))
CADRE_ABROAD = tuple(CODE[p] for p in ("official_abroad", "trader_abroad"))
POSTED = (*CADRE_ABROAD, CODE["worker_abroad"])
CONSCRIPT = 100
"""Code in ``post_now`` of a conscript who holds no post."""

HOME, IN_CHINA, ONWARD, IN_SOUTH, DETAINED, IN_CAMP, IN_EXILE, HELD_IN_CHINA = range(8)
WHEREABOUTS = ("home", "china", "onward", "south", "detained", "camp", "exile", "held_in_china")
"""Where a living person is. "home" includes service in the army and posts abroad."""


@cache
def kind_of_post() -> NDArray[np.uint8]:
    """uint8[256] by post code: 0 none of note, 1 cadre, 2 cadre posted abroad, 3 worker abroad, 4 in military camps."""
    kind = np.zeros(256, dtype=np.uint8)
    kind[list(CADRE_POSTS)] = 1
    kind[list(CADRE_ABROAD)] = 2
    kind[CODE["worker_abroad"]] = 3
    kind[[CONSCRIPT, CODE["border_guard"]]] = 4
    return kind


@cache
def is_cadre_post() -> NDArray[np.bool_]:
    """bool[256] by post code: cadre, at home or abroad."""
    return table_of((*CADRE_POSTS, *CADRE_ABROAD))


@cache
def is_border_county() -> NDArray[np.bool_]:
    """bool[208]: counties on the border with China, as packaged with the census."""
    return np.array([row["china_border"] == "1" for row in read_rows("census2008_county.csv")])


@cache
def where_of_place() -> NDArray[np.uint8]:
    """uint8[PLACES]: position in WHERE of each place. A hub on the border counts as border."""
    where = np.full(PLACES, WHERE.index("other"), dtype=np.uint8)
    hub = [row["name_en"] in HUBS or row["city_unit"] in HUBS for row in read_rows("census2008_county.csv")]
    where[:208][hub] = WHERE.index("hub")
    where[:208][is_border_county()] = WHERE.index("border")
    where[:208][counties().province == CAPITAL] = WHERE.index("capital")
    where[ABROAD] = WHERE.index("abroad")
    return where


def group_of(place: Any, cadre: Any, sex: Any, band: Any) -> Any:
    """Group code (1 to GROUPS) of place, cadre (0, 1), sex (0 female) and band."""
    return 1 + ((np.asarray(place) * 2 + cadre) * 2 + sex) * COUNT + band


def parts_of(code: Any) -> tuple[Any, Any, Any, Any]:
    """place, cadre, sex, band of group codes; meaningful where the code is not ABSENT."""
    rest, band = np.divmod((np.asarray(code).astype(np.int64) & GROUP) - 1, COUNT)
    rest, sex = np.divmod(rest, 2)
    place, cadre = np.divmod(rest, 2)
    return place, cadre, sex, band


@cache
def place_of_group() -> NDArray[np.uint8]:
    """uint8[GROUPS + 1]: place by group code, as ``parts_of`` gives it; meaningless for ABSENT."""
    return np.asarray(parts_of(np.arange(GROUPS + 1))[0]).astype(np.uint8)


@njit(cache=True, nogil=True)
def recode(persons, has_moved, month, too_young, kind, gone, whereabouts, post_now, birth_place, union_place, sex, first_union, begun, union_start,
           union_end, wife_next, husband_next, row_of, watched, code_of_row, codes):  # fmt: skip
    """Write the group of each person anew into ``codes`` (uint16 by person), and into ``code_of_row`` of the affected, after a
    move, a post or a coming of age.

    has_moved : whether whereabouts may have changed since; if not, whoever is in a group is where the group says.
    too_young : int64[bands], first id (they are in order of birth) that is too young for each band; kind : uint8[256], see
    ``kind_of_post``; begun : row from which on no union has begun. A void union (one whose end is its start) moves nobody. Whoever
    is in a group of a county already lives there still: marriages that change it are followed as they happen (``weddings.marry``).
    Whoever is in a group and has no RAISED bit is not among the affected.

    Returns those who are in a group of ``watched`` (bool by code) now and are not RAISED, int32; and the rows of the RAISED, int32.
    """
    entered = np.empty(persons.size, dtype=np.int32)
    raised = np.empty(persons.size, dtype=np.int32)  # mostly never touched
    size = rows = 0
    for k in range(persons.size):
        if k + AHEAD < persons.size:
            other = persons[k + AHEAD]
            ask_for(gone, other)
            ask_for(post_now, other)
            ask_for(codes, other)
            if has_moved:
                ask_for(whereabouts, other)
        i = persons[k]
        before = codes[i]
        group = before & GROUP
        if not has_moved and group != ABSENT:
            where = IN_EXILE if (group - 1) // (4 * COUNT) == EXILED else HOME
        else:
            where = whereabouts[i]
        if i >= too_young[0] or gone[i] <= month or (where != HOME and where != IN_EXILE):
            if before & RAISED:
                code_of_row[row_of[i]] = ABSENT
            codes[i] = ABSENT
            continue
        own_sex = (group - 1) // COUNT % 2 if group != ABSENT else sex[i]
        band = 0
        while band + 1 < COUNT and i < too_young[band + 1]:
            band += 1
        what = kind[post_now[i]]
        cadre = 1 if what == 1 or what == 2 else 0
        if where == IN_EXILE:
            place, cadre = EXILED, 0
        elif what == 2 or what == 3:
            place = ABROAD
        elif what == 4:
            place = IN_CAMPS
        elif group != ABSENT and (group - 1) // (4 * COUNT) < ABROAD:
            place = (group - 1) // (4 * COUNT)
        else:
            union, found = first_union[i], -1
            while 0 <= union < begun and union_start[union] <= month:
                if union_end[union] > union_start[union]:
                    found = union
                union = wife_next[union] if own_sex == 0 else husband_next[union]
            place = (union_place[found] if found >= 0 else birth_place[i]) // 2
        # Not in a function of its own, as in ``weddings.marry``: it would count references to the arrays for each person.
        code = (before & RAISED) | (1 + ((place * 2 + cadre) * 2 + own_sex) * COUNT + band)
        if before == ABSENT or before & RAISED:
            row = row_of[i]
            if row > 0:
                code |= RAISED
                code_of_row[row] = code
                raised[rows] = row
                rows += 1
        codes[i] = code
        entered[size] = i  # overwritten by the next, unless it counts: no branch to foresee
        size += watched[code]
    return entered[:size].copy(), raised[:rows].copy()


@njit(cache=True, nogil=True)
def settle(spouse, start, end, place, month, codes):
    """Bring everybody of ``spouse`` (int32, one each union) who has a group in ``codes`` to the place of the latest union that has
    begun by ``month``, among the ordinary of the same sex and age.

    Rows of unions rise along the unions of a person, so that the latest is written last.
    """
    for union in range(spouse.size):
        if start[union] <= month and end[union] > start[union] and codes[spouse[union]] != ABSENT:
            codes[spouse[union]] = 1 + place[union] // 2 * (4 * COUNT) + (codes[spouse[union]] - 1) % (2 * COUNT)


@njit(cache=True, nogil=True)
def grow_older(first, last, month, gone, row_of, code_of_row, codes):
    """Bring persons ``first`` to ``last`` - 1, who reach the next age band, into its group; the dead are absent from then on.

    Bands are the last digit of a group's code, so that the next band is the next code. Of those in a group the affected alone have
    the RAISED bit; returns their rows, int32.
    """
    rows = np.empty(last - first, dtype=np.int32)  # mostly never touched
    size = 0
    for i in range(first, last):
        rows[size] = i  # overwritten by the next, unless it counts: no branch to foresee
        size += codes[i] >= RAISED
    own, death, now = codes[first:last], gone[first:last], np.int16(month)
    for i in range(own.size):  # nothing else in the loop, so that several are worked out at a time
        own[i] = (
            np.uint16(own[i] + np.uint16(1)) if (own[i] != np.uint16(ABSENT)) & (death[i] > now) else np.uint16(ABSENT)
        )
    for k in range(size):
        i = rows[k]
        rows[k] = row_of[i]
        code_of_row[rows[k]] = codes[i]
    return rows[:size].copy()


def recode_plain(person: int, month: int, year: int, columns: Any, gone: Any, whereabouts: Any, post_now: Any,
                 union_end: Any) -> int:  # fmt: skip
    """Slow twin of ``recode`` for one person: the group without the RAISED bit."""
    age = year - (1800 + int(columns["birth_month"][person]) // 12)
    is_there = columns["birth_month"][person] <= month < gone[person] and whereabouts[person] in (HOME, IN_EXILE)
    if not is_there or age < BANDS[0]:
        return ABSENT
    band = max(k for k, least in enumerate(BANDS) if age >= least)
    post = int(post_now[person])
    is_exiled = whereabouts[person] == IN_EXILE
    cadre = int(post in (*CADRE_POSTS, *CADRE_ABROAD) and not is_exiled)
    own = columns["union_wife"] if columns["sex"][person] == 0 else columns["union_husband"]
    held = np.flatnonzero((own == person) & (columns["union_start"] <= month) & (union_end > columns["union_start"]))
    if is_exiled:
        place = EXILED
    elif post in POSTED:
        place = ABROAD
    elif post in (CONSCRIPT, CODE["border_guard"]):
        place = IN_CAMPS
    elif held.size:
        place = int(columns["union_place"][held[np.argmax(columns["union_start"][held])]]) // 2
    else:
        place = int(columns["birth_place"][person]) // 2
    return int(group_of(place, cadre, int(columns["sex"][person]), band))


__all__ = [
    "ABROAD", "BANDS", "CADRE", "CONSCRIPT", "DETAINED", "EXILED", "GROUPS", "HELD_IN_CHINA", "HOME", "IN_CAMP", "IN_CAMPS",
    "IN_CHINA", "IN_EXILE", "IN_SOUTH", "ONWARD", "ORDINARY", "PLACES", "WHERE", "WHEREABOUTS", "group_of", "grow_older", "is_border_county",
    "kind_of_post", "parts_of", "place_of_group", "recode", "recode_plain", "settle",
    "where_of_place",
]  # fmt: skip
