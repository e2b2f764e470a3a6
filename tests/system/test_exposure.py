"""Who of the families is there, and who lives in fear: kernels against plain twins, in one part and in two."""

import numpy as np

from yeonjwa.system.arrays import table_of
from yeonjwa.system.exposure import Exposure, live_in_fear, living_among
from yeonjwa.system.ledger import kin_band
from yeonjwa.system.plain import live_in_fear_plain, living_among_plain

ROWS, FILES, MONTH, MINORS = 400, 30, 60, 500
PLACES = (0, 6)


def affected(seed):
    draw = np.random.default_rng(seed)
    return {
        "file": draw.integers(-1, FILES, ROWS).astype(np.int32),
        "person": draw.permutation(1000)[:ROWS].astype(np.int32),
        "gone": draw.integers(MONTH - 20, MONTH + 60, ROWS).astype(np.int16),
        "whereabouts": draw.integers(0, 8, ROWS).astype(np.uint8) // 4 * 6,
        "fear": np.where(draw.random(ROWS) < 0.5, 0, draw.normal(0, 0.3, ROWS)).astype(np.float32),
        "fear_month": draw.integers(0, MONTH, ROWS).astype(np.int16),
        "chon": draw.choice([0, 1, 2, 5, 127], ROWS).astype(np.uint8),
    }


def test_members_who_live_there_are_those_of_the_twin():
    for seed in range(5):
        people = affected(seed)
        is_due = np.random.default_rng(seed + 100).random(FILES) < 0.5
        columns = people["file"], people["gone"], people["whereabouts"]
        for first, last in ((0, ROWS), (100, 250), (7, 7)):
            fast = living_among(first, last, MONTH, is_due, table_of(PLACES), *columns)
            assert fast.tolist() == living_among_plain(range(first, last), MONTH, is_due, PLACES, people)


def test_who_lives_in_fear_and_for_how_long_is_as_the_twin_says_year_after_year():
    draw = np.random.default_rng(1)
    sex = draw.integers(0, 2, 1000).astype(np.uint8)
    left = np.exp(-0.02 * np.arange(200))
    around, least = draw.uniform(-0.1, 0.3, FILES), 0.05
    stratum = draw.integers(0, 10, FILES).astype(np.uint8)
    bands, exposure, noted = kin_band(np.arange(256)), Exposure(), {}
    for year in range(4):
        month, people = MONTH + 12 * year, affected(3)
        people["chon"] = np.maximum(people["chon"], 3 - year).astype(np.uint8)
        months = draw.integers(1, 13, FILES).astype(np.int16)
        written = exposure.columns(ROWS)
        columns = [people[n] for n in ("file", "gone", "whereabouts", "fear", "fear_month")]
        own = [people[n] for n in ("chon", "person")]
        values, total = [], 0
        for first, last in ((0, 150), (150, ROWS)) if year % 2 else ((0, ROWS),):
            found, lived = live_in_fear(
                first, last, month, table_of(PLACES), *columns, left, around, least, months, stratum, bands, MINORS + year, *own,
                sex, *written,
            )  # fmt: skip
            values, total = values + found.tolist(), total + lived

        def describe(row, year=year, people=people):
            person = people["person"][row]
            return (
                int(bands[people["chon"][row]]),
                int(stratum[people["file"][row]]),
                int(sex[person] * 2 + (person >= MINORS + year)),
            )

        before = sum(entry[3] for entry in noted.values())
        assert values == live_in_fear_plain(
            range(ROWS), month, PLACES, people, left, around, least, months.tolist(), describe, noted
        )
        assert total == sum(entry[3] for entry in noted.values()) - before
    assert len(noted) > 50
    taken = exposure.take()
    names = ("kin", "stratum", "sex_age", "months")
    assert [[int(taken[n][k]) for n in names] for k in range(len(noted))] == [noted[row] for row in sorted(noted)]
    assert not exposure.take()["months"].size
