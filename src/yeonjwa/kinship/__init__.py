"""Exact kinship: chon between persons, relatives within a rule, nearness of everybody to a set, and kin terms.

Everything starts from two columns, mother and father, with ids in order of birth. ``rules`` says who counts as a
relative, ``kernels`` and ``walks`` hold the compiled loops, ``plain`` their slow twins.
"""

from yeonjwa.kinship.children import ChildrenIndex, children_index
from yeonjwa.kinship.chon import chon
from yeonjwa.kinship.least_chon import NEVER_INDEX, earliest_within, least_chon, least_chon_by_side
from yeonjwa.kinship.pedigree import Pedigree, People, Unions
from yeonjwa.kinship.relatives import (
    BLOOD,
    RELATIVE_OF_SPOUSE,
    SPOUSE_OF_RELATIVE,
    KinCounts,
    Relatives,
    count_relatives,
    relatives_within,
)
from yeonjwa.kinship.rules import BEYOND, FATHER_SIDE, MAX_CHON, MOTHER_SIDE, KinRule
from yeonjwa.kinship.terms import kin_classes, kin_term, line_of, spouse_term

__all__ = [
    "BEYOND",
    "BLOOD",
    "FATHER_SIDE",
    "MAX_CHON",
    "MOTHER_SIDE",
    "NEVER_INDEX",
    "RELATIVE_OF_SPOUSE",
    "SPOUSE_OF_RELATIVE",
    "ChildrenIndex",
    "KinCounts",
    "KinRule",
    "Pedigree",
    "People",
    "Relatives",
    "Unions",
    "children_index",
    "chon",
    "count_relatives",
    "earliest_within",
    "kin_classes",
    "kin_term",
    "least_chon",
    "least_chon_by_side",
    "line_of",
    "relatives_within",
    "spouse_term",
]
