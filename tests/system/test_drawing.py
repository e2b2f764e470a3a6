"""Draws among kinds: kernel, plain twin and the way that keeps a log."""

import numpy as np

from yeonjwa.system.drawing import drawn, hits_of_kinds_plain
from yeonjwa.system.luck import Luck

DECISION, MONTH = "a turn that comes by chance", 2_400


def test_the_kernel_the_plain_twin_and_the_logged_way_hit_the_same():
    random = np.random.default_rng(2)
    person = random.permutation(150_000)[:90_000].astype(np.int32)  # so many that two threads look
    kind = random.integers(0, 5, person.size).astype(np.uint8)
    chance = np.array([0.3, 0.0, 0.01, 1.0, 0.0])
    quiet, logged = Luck(7), Luck(7, log=[])
    found = drawn(quiet, DECISION, person, MONTH, kind, chance).tolist()
    assert found == hits_of_kinds_plain(quiet.key(DECISION), MONTH, person, kind, chance)
    assert found == drawn(logged, DECISION, person, MONTH, kind, chance).tolist()
    assert logged.log[0][1].tolist() == person[chance[kind] > 0].tolist()
    assert 0.2 < len(found) / person.size < 0.3


def test_where_there_is_no_chance_nobody_is_hit():
    none = drawn(Luck(7), DECISION, np.arange(5, dtype=np.int32), MONTH, np.zeros(5, dtype=np.uint8), np.zeros(3))
    assert not none.size
    assert none.dtype == np.int64
