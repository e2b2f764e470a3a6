"""Kin rules: which relatives a practice reaches, and how deep.

Chon (civil degree) counts the parent-child steps through the nearest common ancestor: parent 1, sibling 2, uncle 3,
first cousin 4, second cousin 6, third cousin 8. The reports seldom say through whom it is counted, so the rule is a
parameter of every practice:

    cognatic:8      through mothers and fathers alike
    agnatic:6       through fathers only (a man's daughter counts, her children do not)
    6/4             6 on the father's side, 4 on the mother's side of the person
    ...+affines     spouses of relatives, and relatives of the spouse, take the spouse's degree; the spouse is 0

A *side* is that of the person asked about: the relative is reached by a first step up to the father or to the
mother. Descendants belong to both sides and are counted to the deeper of the two; so are full siblings and their
descendants; a half-sibling belongs to the side of the shared parent. A rule by sides is therefore not symmetric.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from yeonjwa.errors import InputError, did_you_mean

MAX_CHON = 8
"""Deepest degree that founders born about 1850 can resolve."""

BEYOND = 127
"""int8 value of a least chon beyond the limit."""

FATHER_SIDE, MOTHER_SIDE = 1, 2
"""Bits of ``Relatives.side``; 0 for descendants, 3 for relatives through both parents."""

_FORMS = "'cognatic:N', 'agnatic:N' or 'F/M' (father's side / mother's side), each with '+affines' if wanted"


@dataclass(frozen=True)
class KinRule:
    """Who counts as a relative: depth in chon on either side, lines, and whether marriage counts.

    father_chon, mother_chon: greatest degree on the father's and on the mother's side, 0 to 8. agnatic: links through
    fathers only (mother_chon is then 0). affines: relatives by marriage count with the degree of the spouse.
    """

    father_chon: int
    mother_chon: int
    agnatic: bool = False
    affines: bool = False

    def __post_init__(self) -> None:
        for side, depth in (("father's", self.father_chon), ("mother's", self.mother_chon)):
            if isinstance(depth, bool) or not isinstance(depth, int) or not 0 <= depth <= MAX_CHON:
                raise InputError(
                    f"kin rule: {depth!r} chon on the {side} side; expected a whole number from 0 to {MAX_CHON} "
                    f"(founders of the country cannot tell kin beyond {MAX_CHON} chon apart)."
                )
        if self.agnatic and self.mother_chon:
            raise InputError(
                f"kin rule: an agnatic rule has no mother's side; mother_chon is {self.mother_chon}, expected 0."
            )

    @property
    def limit(self) -> int:
        """Greatest degree of the rule on any side."""
        return max(self.father_chon, self.mother_chon)

    @property
    def by_side(self) -> bool:
        """Whether the two sides differ in depth (never so for an agnatic rule)."""
        return not self.agnatic and self.father_chon != self.mother_chon

    @classmethod
    def parse(cls, rule: KinRule | str) -> KinRule:
        """A rule from its written form; a KinRule is returned as it is.

        Raises
        ------
        InputError
            The form is not one of those in the module's head, or a depth is not 0 to 8.
        """
        return rule if isinstance(rule, KinRule) else _parsed(str(rule))

    def __str__(self) -> str:
        if self.agnatic:
            body = f"agnatic:{self.father_chon}"
        elif self.by_side:
            body = f"{self.father_chon}/{self.mother_chon}"
        else:
            body = f"cognatic:{self.father_chon}"
        return body + ("+affines" if self.affines else "")


@cache
def _parsed(rule: str) -> KinRule:
    written = rule.strip().lower().replace(" ", "")
    body, plus, extra = written.partition("+")
    if plus and extra != "affines":
        raise InputError(f"kin rule '{rule}': '+{extra}' is not known. {did_you_mean(extra, ['affines'])}")
    affines = bool(plus)
    if sides := re.fullmatch(r"(\d+)/(\d+)", body):
        return KinRule(int(sides[1]), int(sides[2]), affines=affines)
    named = re.fullmatch(r"([a-z]+):(\d+)", body)
    if named is None:
        raise InputError(f"kin rule '{rule}' cannot be read; expected {_FORMS}, such as 'cognatic:8' or '6/4+affines'.")
    line, depth = named[1], int(named[2])
    if line == "cognatic":
        return KinRule(depth, depth, affines=affines)
    if line == "agnatic":
        return KinRule(depth, 0, agnatic=True, affines=affines)
    raise InputError(
        f"kin rule '{rule}': lineality '{line}' is not known. {did_you_mean(line, ['cognatic', 'agnatic'])}"
    )
