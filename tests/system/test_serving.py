"""Who serves and whose term is over, against the plain twin."""

import numpy as np
import pytest

from yeonjwa.system.register import CONSCRIPT, HOME, IN_CHINA
from yeonjwa.system.serving import serve, serve_plain

PERSONS, MONTH = 600, 40


@pytest.mark.parametrize("middle", [0, 137, 600])
def test_posts_and_service_are_those_of_the_plain_twin_in_any_parts(middle):
    rng = np.random.default_rng(middle)
    gone, busy_until = rng.integers(MONTH - 3, MONTH + 20, (2, PERSONS)).astype(np.int16)
    whereabouts = rng.choice([HOME, HOME, HOME, IN_CHINA], PERSONS).astype(np.uint8)
    post_now = rng.choice([0, 1, 4, CONSCRIPT], PERSONS).astype(np.uint8)
    serves = rng.random(PERSONS) < 0.4
    served, begins, over = (np.sort(rng.permutation(PERSONS)[:200]) for _ in range(3))
    expected = [
        serve_plain(
            p in served, p in begins, bool(p in over and busy_until[p] <= MONTH), bool(gone[p] > MONTH and whereabouts[p] == HOME),
            (bool(serves[p]), int(post_now[p])),
        )
        for p in range(PERSONS)
    ]  # fmt: skip
    codes = np.zeros(PERSONS, dtype=np.uint16)
    changed = [
        serve(
            first, last, MONTH, served.astype(np.int32), begins.astype(np.int32), over, gone, whereabouts, busy_until, codes, serves,
            post_now,
        )
        for first, last in ((0, middle), (middle, PERSONS))
    ]  # fmt: skip
    assert list(zip(serves.tolist(), post_now.tolist(), strict=True)) == [after for after, _ in expected]
    assert sorted(set(np.concatenate(changed).tolist())) == [p for p, (_, is_other) in enumerate(expected) if is_other]
    assert all(
        (part >= first).all() and (part < last).all()
        for part, first, last in zip(changed, (0, middle), (middle, PERSONS), strict=True)
    )
