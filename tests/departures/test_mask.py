"""World = genealogy + mask, on a family that fits on a page, and against a plain twin."""

import numpy as np

from yeonjwa.departures.mask import births_since, masked_births, masked_share
from yeonjwa.departures.observed import Departures
from yeonjwa.months import NEVER, month_of
from yeonjwa.population.country import Country
from yeonjwa.population.spec import PopulationSpec

# Name: (mother, father, sex, born). Two couples of grandparents; mother and father; their children; and so on.
FAMILY = {
    "grandmother": (None, None, 0, (1940, 1)),
    "grandfather": (None, None, 1, (1940, 1)),
    "mother": ("grandmother", "grandfather", 0, (1965, 1)),
    "father": (None, None, 1, (1965, 6)),
    "aunt": ("grandmother", "grandfather", 0, (1968, 1)),
    "second_husband": (None, None, 1, (1969, 1)),
    "son": ("mother", "father", 1, (1990, 1)),
    "daughter": ("mother", "father", 0, (1998, 4)),
    "bride": (None, None, 0, (1999, 1)),
    "half_brother": ("mother", "second_husband", 1, (2003, 1)),
    "grandson": ("daughter", "groom", 1, (2020, 1)),
    "cousin": ("aunt", "uncle", 0, (2001, 1)),
}
ORDER = sorted([*FAMILY, "groom", "uncle"], key=lambda name: FAMILY.get(name, (None, None, 1, (1969, 2)))[3])
ID = {name: k for k, name in enumerate(ORDER)}
UNIONS = [("mother", "father", (1988, 1)), ("aunt", "uncle", (1999, 1)), ("mother", "second_husband", (2002, 1)),
          ("daughter", "groom", (2018, 1))]  # fmt: skip


def family() -> Country:
    rows = [FAMILY.get(name, (None, None, 1, (1969, 2))) for name in ORDER]
    n = len(rows)
    columns = {
        "mother": np.array([ID[r[0]] if r[0] else -1 for r in rows], np.int32),
        "father": np.array([ID[r[1]] if r[1] else -1 for r in rows], np.int32),
        "birth_month": np.array([month_of(*r[3]) for r in rows], np.int16),
        "death_month": np.full(n, NEVER, np.int16),
        "separated_month": np.full(n, NEVER, np.int16),
        "sex": np.array([r[2] for r in rows], np.uint8),
        "first_union": np.full(n, -1, np.int32),
        "union_wife": np.array([ID[u[0]] for u in UNIONS], np.int32),
        "union_husband": np.array([ID[u[1]] for u in UNIONS], np.int32),
        "union_start": np.array([month_of(*u[2]) for u in UNIONS], np.int16),
        "union_end": np.full(len(UNIONS), NEVER, np.int16),
        "wife_next_union": np.array([2, -1, -1, -1], np.int32),
        "husband_next_union": np.full(len(UNIONS), -1, np.int32),
    }
    for row, (wife, husband, _) in reversed(list(enumerate(UNIONS))):
        columns["first_union"][[ID[wife], ID[husband]]] = row
    return Country(PopulationSpec(scale=0.001), columns)


def leaving(*who: tuple[str, tuple[int, int]]) -> Departures:
    person = np.array([ID[name] for name, _ in who], np.int32)
    left = np.array([month_of(*when) for _, when in who], np.int16)
    none = np.full(person.size, -1, np.int32)
    return Departures(person, left, left + np.int16(6), np.arange(person.size, dtype=np.int32), none, person.size)


def not_born(*who: tuple[str, tuple[int, int]]) -> set[str]:
    return {ORDER[k] for k in np.flatnonzero(masked_births(family(), leaving(*who)))}


def test_children_born_after_the_mother_left_are_masked_with_their_children():
    assert not_born(("mother", (1995, 1))) == {"daughter", "half_brother", "grandson"}
    assert not_born(("mother", (2000, 1))) == {"half_brother"}
    assert not_born(("mother", (2010, 1))) == set()


def test_a_birth_in_the_month_of_leaving_is_masked():
    assert not_born(("mother", (1998, 4))) == {"daughter", "half_brother", "grandson"}
    assert not_born(("mother", (1998, 5))) == {"half_brother"}


def test_a_father_may_have_left_up_to_nine_months_before_the_birth():
    assert not_born(("father", (1997, 7))) == set()
    assert not_born(("father", (1997, 6))) == {"daughter", "grandson"}


def test_a_marriage_with_somebody_who_has_left_does_not_happen():
    # He left six months before the birth, but they married only after he had left.
    assert not_born(("second_husband", (2001, 12))) == {"half_brother"}
    assert not_born(("second_husband", (2002, 6))) == set()


def test_two_departures_and_none():
    assert not_born(("mother", (2000, 1)), ("daughter", (2010, 1))) == {"half_brother", "grandson"}
    assert not_born() == set()
    assert masked_share(family(), leaving()) == 0


def test_the_share_is_of_births_since_the_first_departure():
    gone = leaving(("mother", (1995, 1)))
    assert births_since(family(), gone) == 5
    assert masked_share(family(), gone) == 3 / 5


def test_the_kernel_equals_the_plain_twin(town, placed):
    found = masked_births(town, placed)
    assert found.any()
    assert found.tolist() == plain_masked(town, placed)


def plain_masked(c, departures):
    """Slow twin: the rules one by one, person by person."""
    left = dict(zip(departures.person.tolist(), departures.left_month.tolist(), strict=True))
    unions = {}
    for wife, husband, start in zip(
        c.union_wife.tolist(), c.union_husband.tolist(), c.union_start.tolist(), strict=True
    ):
        unions.setdefault((wife, husband), start)
    masked = []
    for mother, father, born in zip(c.mother.tolist(), c.father.tolist(), c.birth_month.tolist(), strict=True):
        if mother < 0:
            masked.append(False)
            continue
        his, hers = left.get(father, NEVER), left.get(mother, NEVER)
        no_union = unions.get((mother, father), -NEVER) > min(his, hers)
        masked.append(masked[mother] or masked[father] or hers <= born or his < born - 9 or no_union)
    return masked
