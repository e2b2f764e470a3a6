"""Chon between two persons: steps up to the nearest common ancestor and down again."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.kinship.pedigree import Pedigree, People
from yeonjwa.kinship.rules import BEYOND, KinRule


def chon(
    people: People, a: Any, b: Any, rule: KinRule | str = "cognatic:8", *, month: int | None = None
) -> int | NDArray[np.int8]:
    """Degree of ``b`` as a relative of ``a``.

    Parameters
    ----------
    people : Country, Pedigree, or (mother, father)
        Whose parents; a Country (or a Pedigree with unions) for rules with affines.
    a, b : int or int[k]
        Person ids; arrays are taken pair by pair and broadcast.
    rule : KinRule or str
        Who counts. A rule with two depths looks from ``a``: "6/4" is 6 on the father's side of ``a``.
    month : int, optional
        For affines: month in which the unions must be in force (None: ever married).

    Returns
    -------
    int or int8[k]
        0 for the person and (with affines) the spouse, 1 parent or child, 2 sibling, ...; -1 beyond the rule.

    Examples
    --------
    >>> mother, father = np.array([-1, -1, 0, 0]), np.array([-1, -1, 1, 1])
    >>> chon((mother, father), 2, 3)  # siblings
    2
    """
    from yeonjwa.kinship import walks

    pedigree, rule = Pedigree.of(people), KinRule.parse(rule)
    first, second = np.broadcast_arrays(pedigree.check_ids(a), pedigree.check_ids(b))
    flat_a, flat_b = (np.array(x, dtype=np.int32).ravel() for x in (first, second))

    def by_blood(x: NDArray[np.int32], y: NDArray[np.int32]) -> NDArray[np.int8]:
        out = np.empty(x.size, dtype=np.int8)
        walks.chon_pairs(pedigree.mother, pedigree.father, x, y, rule.father_chon, rule.mother_chon, rule.agnatic, out)
        out[out < 0] = BEYOND
        return out

    degree = by_blood(flat_a, flat_b)
    if rule.affines:
        unions = pedigree.require_unions(rule)
        for persons, others, swapped in ((flat_a, flat_b, False), (flat_b, flat_a, True)):
            position, spouse = unions.spouses_of(persons, month)
            pair = (others[position], spouse) if swapped else (spouse, others[position])
            np.minimum.at(degree, position, by_blood(*pair))
    degree[degree == BEYOND] = -1
    return int(degree[0]) if first.ndim == 0 else degree.reshape(first.shape)
