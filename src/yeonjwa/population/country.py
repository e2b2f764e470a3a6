"""The country: columns of persons and unions, and the facts that change over a life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError, did_you_mean
from yeonjwa.months import NEVER
from yeonjwa.population.spec import PopulationSpec

FEMALE, MALE = 0, 1
CORE, WAVERING, HOSTILE = 0, 1, 2

PERSON_COLUMNS: dict[str, str] = {
    "mother": "int32",  # person id, -1 for founders
    "father": "int32",  # person id, -1 for founders
    "birth_month": "int16",  # month index (yeonjwa.months); ids are in order of birth
    "death_month": "int16",  # month of death from causes outside the model's practices
    "separated_month": "int16",  # month of going south in 1945-57, else NEVER
    "sex": "uint8",  # 0 female, 1 male
    "songbun": "uint8",  # 0 core, 1 wavering, 2 hostile
    "birth_place": "uint16",  # county * 2 + (1 if urban)
    "first_union": "int32",  # row of the first union in the union table, -1 if none
}
UNION_COLUMNS: dict[str, str] = {
    "union_wife": "int32",
    "union_husband": "int32",
    "union_start": "int16",  # month of marriage
    "union_end": "int16",  # month in which it ends by the death (or leaving in 1945-57) of either
    "union_place": "uint16",  # county * 2 + (1 if urban), where the couple settles
    "wife_next_union": "int32",  # next union of the wife, -1 if none
    "husband_next_union": "int32",
}

INDEX_COLUMNS: dict[str, str] = {
    "child_start": "int32",  # those of person p are child[child_start[p]:child_start[p + 1]], in order of birth
    "child": "int32",
}
"""Follow from the mother and father columns, and are kept because making them takes longer than reading them; countries that
were stored without them lack nothing."""


@dataclass(frozen=True)
class Country:
    """A synthetic country: everyone ever born since the founders, their parents, unions, places and posts.

    ``columns`` holds one read-only array per fact (see PERSON_COLUMNS, UNION_COLUMNS and the society columns);
    a person is a row number, and rows are in order of birth, so parents always come before their children.
    """

    spec: PopulationSpec
    columns: Mapping[str, NDArray[Any]]
    manifest: Mapping[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> NDArray[Any]:
        columns = object.__getattribute__(self, "columns")
        if name in columns:
            return columns[name]
        raise AttributeError(f"a country has no column '{name}'. {did_you_mean(name, columns)}")

    @property
    def persons_ever(self) -> int:
        """How many persons were ever born (founders included)."""
        return int(self.columns["mother"].size)

    def is_living(self, month: int) -> NDArray[np.bool_]:
        """bool[persons_ever]: born, not dead, and not among those who went south in 1945-57, at the end of ``month``."""
        c = self.columns
        return (c["birth_month"] <= month) & (c["death_month"] > month) & (c["separated_month"] > month)

    def age_years(self, month: int) -> NDArray[np.int16]:
        """int16[persons_ever]: completed years at the end of ``month`` (negative before birth)."""
        return ((month - self.columns["birth_month"].astype(np.int32)) // 12).astype(np.int16)

    def at(self, fact: str, person: Any, month: int) -> NDArray[Any]:
        """The value of a time-varying fact for ``person`` (id or array of ids) at the end of ``month``.

        Facts: "place" (county * 2 + urban), "county", "province" (2008 census units 0-9), "spouse" (id or -1),
        "union" (row or -1), "post" (code of ``society.posts``, 0 for none), "is_conscript", "is_party_member".

        Raises
        ------
        InputError
            The fact is not known.
        """
        from yeonjwa.population import spells

        if fact not in spells.FACTS:
            raise InputError(f"fact '{fact}' is not kept. {did_you_mean(fact, spells.FACTS)}")
        return spells.FACTS[fact](self, np.asarray(person), int(month))


__all__ = [
    "CORE",
    "FEMALE",
    "HOSTILE",
    "INDEX_COLUMNS",
    "MALE",
    "NEVER",
    "PERSON_COLUMNS",
    "UNION_COLUMNS",
    "WAVERING",
    "Country",
]
