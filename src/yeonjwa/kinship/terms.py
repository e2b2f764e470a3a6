"""Kin terms: the usual English and Korean name of a relative by steps up, steps down, sex and side.

The terms themselves stand in the message catalogue (``messages/<language>/kin.toml``), where anybody can correct them.
Korean has separate words for many relatives of the father's and of the mother's side; where the side is not given,
the term of either is used or both are named. Address among siblings and seniority are left out.
"""

from __future__ import annotations

from typing import Literal

from yeonjwa import messages
from yeonjwa.errors import InputError, did_you_mean
from yeonjwa.kinship.rules import FATHER_SIDE, MAX_CHON, MOTHER_SIDE

Line = Literal["father", "mother"]

_SEX = {None: "any", 0: "f", 1: "m"}


def kin_classes(max_chon: int = MAX_CHON) -> list[tuple[int, int]]:
    """All (steps up, steps down) with 1 to ``max_chon`` steps, by chon, then from elders to descendants."""
    return [(up, chon - up) for chon in range(1, max_chon + 1) for up in range(chon, -1, -1)]


def line_of(side: int) -> Line | None:
    """The line of a ``Relatives.side`` value: "father", "mother", or None for descendants and both sides."""
    return {FATHER_SIDE: "father", MOTHER_SIDE: "mother"}.get(int(side))  # type: ignore[return-value]


def kin_term(up: int, down: int, sex: int | None = None, line: Line | None = None, lang: str | None = None) -> str:
    """What a relative is called.

    Parameters
    ----------
    up, down : int
        Steps up to the nearest common ancestor and down to the relative; at most 8 together. (0, 0) is the person.
    sex : int, optional
        0 female, 1 male.
    line : str, optional
        "father" or "mother": side of the person on which the relative stands.
    lang : str, optional
        "en" or "ko"; the language in use if not given.

    Raises
    ------
    InputError
        No such class, sex or line.

    Examples
    --------
    >>> kin_term(2, 1, 1, "mother", lang="ko")
    '외삼촌'
    """
    if up < 0 or down < 0 or up + down > MAX_CHON:
        raise InputError(f"kin term of {up} steps up and {down} down; expected 0 or more, at most {MAX_CHON} together.")
    if sex not in _SEX:
        raise InputError(f"sex is {sex!r}; expected 0 (female), 1 (male) or none.")
    if line not in (None, "father", "mother"):
        raise InputError(f"line is '{line}'. {did_you_mean(str(line), ['father', 'mother'])}")
    known = messages.catalogue(lang or messages.current_language())
    stem = f"kin.{up}-{down}"
    for key in (f"{stem}.{_SEX[sex]}_{line}", f"{stem}.{_SEX[sex]}", f"{stem}.any"):
        if key in known:
            break
    return messages.text(key, lang=lang)


def spouse_term(sex: int | None = None, lang: str | None = None) -> str:
    """What a spouse is called: wife, husband or spouse."""
    if sex not in _SEX:
        raise InputError(f"sex is {sex!r}; expected 0 (female), 1 (male) or none.")
    return messages.text(f"kin.spouse.{_SEX[sex]}", lang=lang)
