"""Slow twins of the kernels of the system in plain Python, written from what they mean; the tests compare the two.

The twin of ``register.recode`` stands beside it, and tells the groups after ``weddings.marry`` too; the twin of ``kin_walks.living_kin`` is ``kinship.plain``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from yeonjwa.draws import uniform_plain
from yeonjwa.kinship.plain import PlainKin
from yeonjwa.kinship.rules import BEYOND, KinRule
from yeonjwa.system.register import HOME, IN_EXILE, group_of, parts_of


def lower_steps_plain(kin: PlainKin, members: Iterable[int], agnatic: bool, steps: int) -> list[int]:
    """Twin of ``kin.lower_steps``: for everybody 0 for none, else 1 + the fewest steps down to a member, at most ``steps``."""
    down = [BEYOND] * len(kin.mother)
    for member in members:
        for line in kin.lines_up(member, steps, agnatic):
            down[line[-1]] = min(down[line[-1]], len(line) - 1)
    return [0 if d == BEYOND else d + 1 for d in down]


def least_chon_plain(kin: PlainKin, person: int, members: Iterable[int], rule: KinRule, steps: int) -> int:
    """Twin of ``kin.least_chon_of``: least degree over all members and lines of at most ``steps`` on either side, else 127."""
    best = BEYOND
    for member in members:
        for down in kin.lines_up(member, steps, rule.agnatic):
            for up in kin.lines_up(person, steps, rule.agnatic):
                if up[-1] != down[-1]:
                    continue
                side = 0 if len(up) == 1 else 1 if rule.agnatic or up[1] == kin.father[person] else 2
                degree = len(up) + len(down) - 2
                if degree <= (rule.limit, rule.father_chon, rule.mother_chon)[side]:
                    best = min(best, degree)
    return best


def ids_among_plain(codes: Sequence[int], counts: Sequence[bool], first: int, last: int) -> list[int]:
    """Twin of ``arrays.ids_among``."""
    return [i for i in range(first, last) if counts[codes[i]]]


def living_rows_plain(
    files: Sequence[int], month: int, where: int, born: int, columns: Mapping[str, Sequence[int]]
) -> list[tuple[int, int, int]]:
    """Twin of ``family_files.living_on_chains``: position, row and id; columns : of the affected and of the files."""
    found = []
    for position, file in enumerate(files):
        row = columns["first_row"][file]
        while row >= 0:
            person = columns["person"][row]
            if columns["gone"][row] > month and columns["whereabouts"][row] == where and person < born:
                found.append((position, row, person))
            row = columns["next_of_file"][row]
    return found


def living_among_plain(
    rows: Iterable[int], month: int, is_due: Sequence[bool], places: Iterable[int], people: Mapping[str, Sequence[int]]
) -> list[int]:
    """Twin of ``exposure.living_among``; places : whereabouts that count, people : columns of the affected."""
    there = set(places)
    return [
        row
        for row in rows
        if people["file"][row] >= 0
        and is_due[people["file"][row]]
        and people["gone"][row] > month
        and people["whereabouts"][row] in there
    ]


def count_away_plain(
    leavers: Iterable[tuple[int, int, int]], is_away: Sequence[bool], south: int, learned: int, files: int
) -> tuple[list[int], list[int]]:
    """Twin of ``sweeps.count_away``; leavers : file, stage and month of arrival of each."""
    away = [(file, stage, arrived) for file, stage, arrived in leavers if file >= 0 and is_away[stage]]
    there = [file for file, stage, arrived in away if stage == south and arrived <= learned]
    gone = [file for file, _, _ in away]
    return [gone.count(k) for k in range(files)], [there.count(k) for k in range(files)]


def live_in_fear_plain(
    rows: Iterable[int], month: int, places: Iterable[int], people: Mapping[str, Sequence[Any]], left: Sequence[float],
    around: Sequence[float], least: float, months_of: Sequence[int], describe: Callable[[int], tuple[int, int, int]],
    noted: dict[int, list[int]],
) -> list[float]:  # fmt: skip
    """Twin of ``exposure.live_in_fear``: months times what is feared. describe : band, stratum, sex and age of a row now;
    noted : by row band, stratum, sex and age and months, added to."""
    weighed = []
    for row in living_among_plain(rows, month, [True] * len(around), places, people):
        file = people["file"][row]
        feared = max(0.0, around[file] + people["fear"][row] * left[month - people["fear_month"][row]])
        if feared > least:
            band, stratum, sex_age = describe(row)
            before = noted.get(row, [band, stratum, sex_age, 0])
            noted[row] = [min(band, before[0]), before[1], before[2], before[3] + months_of[file]]
            weighed.append(months_of[file] * feared)
    return weighed


def grow_older_plain(code: int, is_dead: bool) -> int:
    """Twin of ``register.grow_older`` for one person's group (without the RAISED bit): the same, one band older."""
    if code == 0 or is_dead:
        return 0
    place, cadre, sex, band = parts_of(code)
    return int(group_of(place, cadre, sex, band + 1))


def wedding_plain(
    month: int, end: int, later: Iterable[int], couple: Iterable[int], gone: Sequence[int], whereabouts: Sequence[int]
) -> int:
    """Twin of ``weddings.marry`` for one union: what becomes of the wedding, as a position in (wed, put off, over).

    end : of the union; later : when each of the couple marries the next, if at all
    """
    couple = list(couple)
    if end <= month or any(start <= month for start in later) or any(gone[who] <= month for who in couple):
        return 2
    return 0 if all(whereabouts[who] in (HOME, IN_EXILE) for who in couple) else 1


@dataclass
class Seat:
    """One vacancy as the twin of ``posts.fill`` sees it."""

    post: int
    tenure: int
    reserve: Sequence[int]


def fill_plain(
    seats: Iterable[Seat],
    month: int,
    is_free: Callable[[int], bool],
    least_chon: Callable[[int, int], int],
    bars: Mapping[int, float],
    key: int,
) -> tuple[list[int], list[tuple[int, int, int]]]:
    """Twin of ``posts.fill``: who takes each seat (-1: nobody), and (person, post, chon) of each whom vetting bars.

    Parameters
    ----------
    is_free : whether a person lives, is at home, and holds no other post at the start of the month
    least_chon : degree of a person to the nearest known leaver under the depths of a post, above 8 if none
    bars : chance that a relative found bars, by post
    """
    taken: list[int] = []
    barred = []
    for seat in seats:
        holder = -1
        for person in seat.reserve:
            if person < 0:
                break
            if not is_free(person) or person in taken:
                continue
            chon = least_chon(person, seat.post)
            if chon <= 8 and uniform_plain(key, person, month, seat.post) < bars[seat.post]:
                barred.append((person, seat.post, chon))
                continue
            holder = person
            break
        taken.append(holder)
    return taken, barred


Struck = tuple[int, int, int, int, float]
"""person, kin band, stratum, sex_age, months."""


def merge_plain(rows: Iterable[Struck]) -> list[Struck]:
    """Twin of ``ledger.merge``: one row per person with the least kin band, stratum and age of the first, all months."""
    of_person: dict[int, list[Struck]] = {}
    for row in rows:
        of_person.setdefault(row[0], []).append(row)
    return [
        (person, min(r[1] for r in own), own[0][2], own[0][3], sum(r[4] for r in own))
        for person, own in of_person.items()
    ]


@dataclass
class PlainFiles:
    """Family files as lists of members, latest first, and the file of each row."""

    members: list[list[int]] = field(default_factory=list)
    file_of: dict[int, int] = field(default_factory=dict)

    def assign(self, cases: Iterable[tuple[int, int, Sequence[int]]]) -> tuple[list[int], list[int]]:
        """Twin of ``known.assign_files``: the file of each case in turn, and positions of the cases that opened one.

        cases : rows of the leaver, of who decided, and of close relatives.
        """
        found, opened = [], []
        for position, (leaver, decider, relatives) in enumerate(cases):
            theirs = [self.file_of[row] for row in relatives if row in self.file_of]
            file = self.file_of.get(leaver, self.file_of.get(decider, min(theirs, default=-1)))
            if file < 0:
                file = len(self.members)
                self.members.append([])
                opened.append(position)
            for row in (leaver, decider, *relatives):
                if row not in self.file_of:
                    self.file_of[row] = file
                    self.members[file].insert(0, row)
            found.append(file)
        return found, opened


__all__ = [
    "PlainFiles",
    "Seat",
    "count_away_plain",
    "fill_plain",
    "grow_older_plain",
    "ids_among_plain",
    "least_chon_plain",
    "live_in_fear_plain",
    "living_among_plain",
    "lower_steps_plain",
    "merge_plain",
    "wedding_plain",
]
