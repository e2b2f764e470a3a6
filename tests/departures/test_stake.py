"""The sum of the weights of close kin at home, against its plain twin."""

import numpy as np

from yeonjwa.departures.stake import add_weights, add_weights_plain


def test_weights_are_added_as_in_the_plain_twin():
    rng = np.random.default_rng(1)
    n, persons = 400, 900
    kin, kind = np.full((n, 16), -1, dtype=np.int32), np.full((n, 16), -1, dtype=np.int8)
    for i, count in enumerate(rng.integers(0, 17, n)):
        kin[i, :count], kind[i, :count] = rng.integers(0, persons, count), rng.integers(-1, 4, count)
    whereabouts, weight, out = rng.integers(0, 3, persons).astype(np.uint8), rng.random(4), np.empty(n)
    add_weights(kin, kind, weight, whereabouts, out)
    expected = [
        add_weights_plain(own, of_own, weight.tolist(), whereabouts)
        for own, of_own in zip(kin.tolist(), kind.tolist(), strict=True)
    ]
    assert out.tolist() == expected
    assert (out == 0).any()
    assert len(set(out.tolist())) > 60
