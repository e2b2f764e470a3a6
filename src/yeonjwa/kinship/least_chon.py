"""How near everybody is to a set of persons, and since when: two sweeps over people in order of birth.

The first sweep goes from descendants to ancestors and leaves with everybody the steps down to the nearest member among
their descendants. The second goes from ancestors to descendants: the chon of a person to the set is the least of
those steps and of one more than the chon of either parent. Both are linear, need one byte per person, and are exact
under marriages between kin (the twin in ``plain`` looks at every pair).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError
from yeonjwa.kinship.children import parent_columns, parent_order_error
from yeonjwa.kinship.pedigree import Unions
from yeonjwa.kinship.rules import BEYOND, MAX_CHON, KinRule

NEVER_INDEX = 255
"""uint8 time of those who never belong to the set."""


def least_chon(
    mother: NDArray[Any],
    father: NDArray[Any],
    members: NDArray[Any],
    rule: KinRule | str = "cognatic:8",
    *,
    unions: Unions | None = None,
    month: int | None = None,
) -> NDArray[np.int8]:
    """Least chon of everybody to a set of persons.

    Parameters
    ----------
    mother, father : int32[n]
        Parent ids, -1 where unknown; ids in order of birth.
    members : bool[n] or ids
        The set.
    rule : KinRule or str
        Whose relatives count, seen from each person asked about: under "6/4" a person is reached by members within 6
        chon on the person's father's side or 4 on the mother's side.
    unions, month :
        For rules with affines: the unions, and the month in which they must be in force (None: ever married).

    Returns
    -------
    int8[n]
        0 for members, 127 (``BEYOND``) where no member lies within the rule.

    Raises
    ------
    InputError
        Columns or members do not fit, or affines are asked for without unions.
    """
    from yeonjwa.kinship import kernels

    rule = KinRule.parse(rule)
    mother, father = parent_columns(mother, father)
    marked = _marked(members, mother.size)
    if not rule.affines:
        return _blood(mother, father, marked, rule)
    if unions is None:
        raise InputError(f"kin rule '{rule}' counts relatives by marriage, but no unions were given.")
    when = -1 if month is None else int(month)
    couples = (unions.wife, unions.husband, unions.start, unions.end, when)
    # Relatives of the spouse take the spouse's degree; spouses of members count as if they were members.
    by_blood = _blood(mother, father, marked.copy(), rule)
    result = by_blood.copy()
    kernels.lower_by_spouse(*couples, by_blood, result)
    with_spouses = marked.copy()
    kernels.lower_by_spouse(*couples, marked, with_spouses)
    np.minimum(result, _blood(mother, father, with_spouses, rule), out=result)
    return result


def least_chon_by_side(
    mother: NDArray[Any], father: NDArray[Any], members: NDArray[Any], rule: KinRule | str = "cognatic:8"
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Least chon of everybody to a set, on the father's side and on the mother's side.

    Members among a person's descendants count on both sides, as the person does. The rule gives the depth of either
    side and has neither affines nor agnatic lines.

    Returns
    -------
    father_side, mother_side : int8[n]
        127 (``BEYOND``) where no member lies within the depth of that side.
    """
    rule = KinRule.parse(rule)
    if rule.affines or rule.agnatic:
        raise InputError(f"kin rule '{rule}' has no two sides by blood; expected 'cognatic:N' or 'F/M'.")
    mother, father = parent_columns(mother, father)
    return _sides(mother, father, _marked(members, mother.size), rule)


def earliest_within(
    mother: NDArray[Any],
    father: NDArray[Any],
    seed_time: NDArray[Any],
    max_chon: int = MAX_CHON,
    *,
    agnatic: bool = False,
) -> NDArray[np.uint8]:
    """For each person and degree d, the earliest time at which somebody of a growing set lies within d chon.

    One pass in place of one ``least_chon`` per year: a person has a member within d chon at time t exactly when
    ``result[person, d] <= t``.

    Parameters
    ----------
    mother, father : int32[n]
        Parent ids, -1 where unknown; ids in order of birth.
    seed_time : uint8[n]
        Time index (such as the year since 1998) from which each person belongs to the set, 255 for never.
    max_chon : int
        Greatest degree, 0 to 8.
    agnatic : bool
        Links through fathers only.

    Returns
    -------
    uint8[n, max_chon + 1]
        Never increasing with d; 255 for never. 9 bytes per person at 8 chon (500 MB for 55 million).
    """
    from yeonjwa.kinship import kernels

    KinRule(max_chon, 0)  # checks the depth
    mother, father = parent_columns(mother, father)
    seed_time = np.asarray(seed_time)
    if seed_time.dtype != np.uint8 or seed_time.shape != mother.shape:
        raise InputError(
            f"seed_time is {seed_time.dtype}{list(seed_time.shape)}; expected uint8[{mother.size}], 255 for never."
        )
    # Most rows start empty: filling with one value and then the few seeds takes half the time of copying all.
    within = np.full((mother.size, max_chon + 1), NEVER_INDEX, dtype=np.uint8)
    seeds = np.flatnonzero(seed_time != NEVER_INDEX)
    within[seeds] = seed_time[seeds, None]
    if (row := kernels.earliest(mother, father, agnatic, within)) >= 0:
        raise parent_order_error(row)
    return within


def _marked(members: Any, n: int) -> NDArray[np.int8]:
    """int8[n]: 0 for members, 127 for others."""
    members = np.asarray(members)
    marked = np.full(n, BEYOND, dtype=np.int8)
    if members.dtype == np.bool_:
        if members.shape != (n,):
            raise InputError(f"members is bool{list(members.shape)}; expected bool[{n}] or an array of ids.")
    elif members.size and (members.dtype.kind not in "iu" or members.min() < 0 or members.max() >= n):
        raise InputError(f"members holds ids that are not whole numbers from 0 to {n - 1}.")
    marked[members if members.size else slice(0)] = 0
    return marked


def _blood(mother: NDArray[Any], father: NDArray[Any], marked: NDArray[np.int8], rule: KinRule) -> NDArray[np.int8]:
    """Least chon by blood; ``marked`` is used up."""
    if rule.by_side:
        sides = _sides(mother, father, marked, rule)
        return np.minimum(*sides, out=sides[0])
    _sweep(mother, father, marked, rule.agnatic, rule.limit)
    return marked


def _sides(
    mother: NDArray[Any], father: NDArray[Any], marked: NDArray[np.int8], rule: KinRule
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    from yeonjwa.kinship import kernels

    steps, chon = marked.copy(), marked
    if (row := kernels.least_up(mother, father, False, rule.limit, steps)) >= 0:
        raise parent_order_error(row)
    chon[:] = steps
    if (row := kernels.least_down(mother, father, False, rule.limit, chon)) >= 0:
        raise parent_order_error(row)
    sides = np.empty_like(chon), np.empty_like(chon)
    for parent, depth, out in ((father, rule.father_chon, sides[0]), (mother, rule.mother_chon, sides[1])):
        kernels.chon_of_side(parent, steps, chon, depth, out)
    return sides


def _sweep(mother: NDArray[Any], father: NDArray[Any], chon: NDArray[np.int8], agnatic: bool, limit: int) -> None:
    from yeonjwa.kinship import kernels

    for sweep in (kernels.least_up, kernels.least_down):
        if (row := sweep(mother, father, agnatic, limit, chon)) >= 0:
            raise parent_order_error(row)
