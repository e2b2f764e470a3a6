"""Luck: the published known answers, the plain twin, uniformity, and independence of everything but the key."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from scipy import stats

from yeonjwa import draws

# Random123's published answers for Philox4x32-10 (Salmon et al. 2011): counter, key, four words.
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]

# The chance that a test below fails although the generator is right, per test. The seeds are fixed, so a test that
# passes once passes always.
FALSE_ALARM = 1e-6


@njit
def one_pair(key, person, time, other, attempt):
    return draws.uniform_pair(key, person, time, other, attempt)


def unit(word_low: int, word_high: int) -> float:
    """The number in [0, 1) of two generator words: their upper 53 bits."""
    return (((word_high << 32) | word_low) >> 11) * 2.0**-53


def chi_square(values: np.ndarray, bins: int) -> float:
    """Chance of counts at least as uneven as these under the null that ``values`` are uniform on [0, 1)."""
    counts = np.bincount((values * bins).astype(np.int64), minlength=bins)
    return float(stats.chisquare(counts).pvalue)


def chi_square_of_pairs(first: np.ndarray, second: np.ndarray, bins: int) -> float:
    """The same for pairs on the unit square: the null is that both are uniform and independent."""
    cell = (first * bins).astype(np.int64) * bins + (second * bins).astype(np.int64)
    return float(stats.chisquare(np.bincount(cell, minlength=bins * bins)).pvalue)


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN_ANSWERS)
def test_the_generator_gives_the_published_known_answers(counter, key, words):
    person, other, time, attempt = counter
    whole_key = np.uint64(key[1] << 32 | key[0])
    assert one_pair(whole_key, person, time, other, attempt) == (unit(*words[:2]), unit(*words[2:]))
    assert draws.uniform_plain(int(whole_key), person, time, other, attempt) == unit(*words[:2])
    assert draws.uniform_pair_plain(int(whole_key), person, time, other, attempt)[1] == unit(*words[2:])


def test_the_kernel_agrees_with_its_plain_twin_on_random_keys():
    rng = np.random.Generator(np.random.PCG64(5))
    parts = rng.integers(0, 2**32, size=(4, 300))
    key = draws.stream(2**63 - 1, "twin")
    fast = draws.uniforms(key, *parts)
    plain = [draws.uniform_plain(int(key), *(int(v) for v in column)) for column in parts.T]
    assert fast.tolist() == plain


def test_the_few_below_a_bound_are_those_of_all_draws():
    key, people = draws.stream(1, "rare"), np.arange(5_000, dtype=np.int32)[::-1].copy()
    for most in (0.0, 0.01, 1.0):
        assert np.array_equal(
            draws.draws_below(key, people, 7, most), np.flatnonzero(draws.uniforms(key, people, 7) < most)
        )


def test_draws_are_uniform_over_people_and_over_months():
    # Null: uniform. 1,000,000 draws in 1,000 bins each way.
    key = draws.stream(1, "uniformity")
    assert chi_square(draws.uniforms(key, np.arange(1_000_000)), 1000) > FALSE_ALARM
    people, months = np.meshgrid(np.arange(3000), np.arange(333))
    assert chi_square(draws.uniforms(key, people.ravel(), months.ravel()), 1000) > FALSE_ALARM


def test_neighbouring_keys_are_independent():
    # Null: two draws whose keys differ in one part are independent. 400,000 pairs in 32 x 32 cells each.
    key = draws.stream(1, "neighbours")
    people = np.arange(400_000)
    base = draws.uniforms(key, people, 7)
    others = {
        "person": draws.uniforms(key, people + 1, 7),
        "month": draws.uniforms(key, people, 8),
        "other person": draws.uniforms(key, people, 7, 1),
        "attempt": draws.uniforms(key, people, 7, 0, 1),
        "decision": draws.uniforms(draws.stream(1, "neighbours "), people, 7),
        "seed": draws.uniforms(draws.stream(2, "neighbours"), people, 7),
    }
    chances = {part: chi_square_of_pairs(base, values, 32) for part, values in others.items()}
    assert min(chances.values()) > FALSE_ALARM / len(chances), chances


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(lambda key, person, month: draws.uniforms(key, person // 2, month), id="two people share a key"),
        pytest.param(lambda key, person, month: draws.uniforms(key, person), id="the month is forgotten"),
        pytest.param(lambda key, person, month: draws.uniforms(key, person + month), id="person and month are added"),
    ],
)
def test_the_test_of_independence_fails_on_a_broken_key(broken):
    key = draws.stream(1, "neighbours")
    people = np.arange(400_000)
    base = broken(key, people, 7)
    chances = [
        chi_square_of_pairs(base, broken(key, people, 8), 32),
        chi_square_of_pairs(base[::2], base[1::2], 32),
        chi_square_of_pairs(base[1:], broken(key, people, 8)[:-1], 32),
    ]
    assert min(chances) < 1e-100


def test_the_test_of_uniformity_fails_on_a_slightly_bent_generator():
    # One draw in fifty is squeezed into the lower half: the test has the power to see it.
    values = draws.uniforms(draws.stream(1, "uniformity"), np.arange(1_000_000))
    values[::50] /= 2
    assert chi_square(values, 1000) < FALSE_ALARM


def test_a_draw_does_not_depend_on_order_on_company_or_on_chunks():
    key = draws.stream(3, "order")
    people = np.arange(10_000)
    whole = draws.uniforms(key, people, 5)
    shuffled = np.random.Generator(np.random.PCG64(1)).permutation(people)
    assert np.array_equal(draws.uniforms(key, shuffled, 5), whole[shuffled])
    assert np.array_equal(np.concatenate([draws.uniforms(key, part, 5) for part in np.array_split(people, 7)]), whole)
    assert draws.uniforms(key, 1234, 5) == whole[1234]


def test_the_first_of_a_pair_is_the_single_draw():
    key = draws.stream(4, "pair")
    assert one_pair(key, 11, 12, 13, 14)[0] == draws.uniforms(key, 11, 12, 13, 14)


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_an_impossible_seed_is_refused(seed):
    with pytest.raises(ValueError, match="expected a whole number"):
        draws.stream(seed, "any")


@given(rising=st.lists(st.floats(0, 1), max_size=20), value=st.floats(0, 1))
def test_the_first_entry_above_a_value_is_where_a_search_from_the_right_puts_it(rising, value):
    rising = np.sort(np.array([*rising, value]))
    for low in range(rising.size + 1):
        for high in range(low, rising.size + 1):
            found = low + np.searchsorted(rising[low:high], value, side="right")
            assert draws.first_above.py_func(rising, value, low, high) == found
