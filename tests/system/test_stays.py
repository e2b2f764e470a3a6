"""Coming to new whereabouts: the kernels and their slow twins."""

import numpy as np

from yeonjwa.months import NEVER
from yeonjwa.system.register import DETAINED, HOME, IN_CHINA, IN_EXILE
from yeonjwa.system.stays import begin_stay, begin_stay_plain, children_from, children_from_plain

PERSONS, MONTH = 400, 2_400
SPELLS = ("away_since", "back_since", "away_before", "back_before")


def test_what_is_written_of_a_move_is_what_the_twin_says():
    draw = np.random.default_rng(1)
    for whereabouts in (HOME, IN_CHINA, DETAINED, IN_EXILE):
        for alone in (True, False):
            persons = draw.permutation(PERSONS)[:100]
            row_of = 1 + draw.permutation(PERSONS).astype(np.int32)
            rows = row_of[persons]
            columns = {
                name: draw.integers(0, MONTH, PERSONS + 1).astype(np.int16) for name in ("since", "until", *SPELLS)
            }
            cause, band, there = (draw.integers(0, 6, PERSONS + 1).astype(np.uint8) for _ in range(3))
            where = there[row_of]
            post, busy = draw.integers(1, 9, PERSONS).astype(np.uint8), np.full(PERSONS, MONTH + 5, dtype=np.int16)
            before = {name: column.copy() for name, column in columns.items()} | {"whereabouts": where.copy()}
            bands = np.array([3] if alone else draw.integers(0, 6, 100), dtype=np.uint8)
            until = np.array([NEVER] if alone else MONTH + draw.integers(1, 50, 100), dtype=np.int16)
            leave = begin_stay(
                persons, rows, MONTH, whereabouts, 2, bands, until, columns["since"], cause, band, columns["until"],
                *(columns[name] for name in SPELLS), there, where, post, busy,
            )  # fmt: skip
            expected = []
            for k, (person, row) in enumerate(zip(persons.tolist(), rows.tolist(), strict=True)):
                was = {name: int(before[name][row]) for name in ("since", *SPELLS)}
                now, leaves = begin_stay_plain(
                    whereabouts, MONTH, was | {"whereabouts": int(before["whereabouts"][person])}
                )
                expected += [person] * leaves
                assert {name: int(columns[name][row]) for name in ("since", *SPELLS)} == {
                    name: now[name] for name in ("since", *SPELLS)
                }
                assert where[person] == there[row] == now["whereabouts"]
                assert cause[row] == 2
                assert band[row] == bands[k % bands.size]
                assert columns["until"][row] == until[k % until.size]
            assert leave.tolist() == expected
            assert post[persons].any() == busy[persons].any() == (whereabouts == HOME)
            others = np.setdiff1d(np.arange(PERSONS), persons)
            assert (where[others] == before["whereabouts"][others]).all()
            assert (columns["since"][row_of[others]] == before["since"][row_of[others]]).all()
            assert post[others].all()


def test_later_children_are_those_of_the_twin():
    draw = np.random.default_rng(2)
    count = draw.integers(0, 5, 50)
    start = np.concatenate([[0], np.cumsum(count)])
    child = draw.integers(50, 300, start[-1]).astype(np.int32)
    birth = np.arange(300, dtype=np.int16) * 3
    for persons in (np.arange(0), np.arange(50), draw.permutation(50)[:20]):
        found, months = children_from(persons, start, child, 170, birth)
        assert list(zip(found.tolist(), months.tolist(), strict=True)) == children_from_plain(
            persons, start, child, 170, birth
        )
