"""Pedigrees for the kinship tests: a family that fits on a page, and random ones."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

# A family on one page, in order of birth: name: (mother, father), None for those who married in.
FAMILY = {
    "great_grandfather": None,
    "great_grandmother": None,
    "grandfather": ("great_grandmother", "great_grandfather"),
    "granduncle": ("great_grandmother", "great_grandfather"),
    "grandmother": None,
    "granduncles_wife": None,
    "father": ("grandmother", "grandfather"),
    "uncle": ("grandmother", "grandfather"),
    "paternal_aunt": ("grandmother", "grandfather"),
    "fathers_cousin": ("granduncles_wife", "granduncle"),
    "maternal_grandfather": None,
    "maternal_grandmother": None,
    "mother": ("maternal_grandmother", "maternal_grandfather"),
    "maternal_uncle": ("maternal_grandmother", "maternal_grandfather"),
    "stepmother": None,
    "uncles_wife": None,
    "aunts_husband": None,
    "maternal_uncles_wife": None,
    "cousins_in_laws_mother": None,
    "ego": ("mother", "father"),
    "sister": ("mother", "father"),
    "half_brother": ("stepmother", "father"),
    "cousin": ("uncles_wife", "uncle"),
    "cousin_by_aunt": ("paternal_aunt", "aunts_husband"),
    "maternal_cousin": ("maternal_uncles_wife", "maternal_uncle"),
    "second_cousin": ("cousins_in_laws_mother", "fathers_cousin"),
    "wife": None,
    "sisters_husband": None,
    "wifes_sister": None,
    "second_cousins_wife": None,
    "son": ("wife", "ego"),
    "niece": ("sister", "sisters_husband"),
    "second_cousins_son": ("second_cousins_wife", "second_cousin"),
}
NAMES = list(FAMILY)
ID = {name: row for row, name in enumerate(NAMES)}
MOTHER = np.array([-1 if p is None else ID[p[0]] for p in FAMILY.values()], dtype=np.int32)
FATHER = np.array([-1 if p is None else ID[p[1]] for p in FAMILY.values()], dtype=np.int32)
COUPLES = sorted({(ID[p[0]], ID[p[1]]) for p in FAMILY.values() if p})


def random_parents(seed: int, persons: int, spread: int = 12, founders: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Random pedigree: women have even ids, men odd ones; parents are drawn from a few births before.

    Small ``spread`` gives many half-siblings and marriages between near kin and between generations.
    """
    rng = np.random.default_rng(seed)
    mother = np.full(persons, -1, dtype=np.int32)
    father = np.full(persons, -1, dtype=np.int32)
    for p in range(founders, persons):
        if rng.random() < 0.06:
            continue
        window = np.arange(max(0, p - spread - 4), p - 3)
        mother[p] = rng.choice(window[window % 2 == 0])
        father[p] = rng.choice(window[window % 2 == 1])
        sibling = int(rng.integers(max(0, p - 5), p))
        if rng.random() < 0.5 and mother[sibling] >= 0:  # full siblings
            mother[p], father[p] = mother[sibling], father[sibling]
    return mother, father


pedigrees = st.builds(
    random_parents,
    seed=st.integers(0, 2**32 - 1),
    persons=st.integers(12, 46),
    spread=st.integers(6, 24),
)
rules = st.one_of(
    st.integers(0, 8).map(lambda d: f"cognatic:{d}"),
    st.integers(0, 8).map(lambda d: f"agnatic:{d}"),
    st.tuples(st.integers(0, 7), st.integers(0, 7)).map(lambda d: f"{d[0]}/{d[1]}"),
)


def random_couples(seed: int, mother: np.ndarray, father: np.ndarray) -> list[tuple[int, int]]:
    """The couples with children and a few without."""
    rng = np.random.default_rng(seed)
    couples = {(int(m), int(f)) for m, f in zip(mother, father, strict=True) if m >= 0}
    for _ in range(4):
        couples.add(
            (int(rng.integers(mother.size) // 2 * 2), min(int(rng.integers(mother.size) // 2 * 2 + 1), mother.size - 1))
        )
    return sorted(c for c in couples if c[0] != c[1] and c[1] % 2)
