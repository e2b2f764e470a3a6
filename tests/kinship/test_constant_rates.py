"""The population under constant rates: kernels against plain twins, founders, sums, refusals."""

from pathlib import Path

import numpy as np
import pytest

from yeonjwa.draws import stream
from yeonjwa.errors import InputError
from yeonjwa.kinship import constant_rates_plain as plain
from yeonjwa.kinship.constant_rates import _founders, run_size, simulate_population
from yeonjwa.kinship.constant_rates_count import count_batch, focals_at, simulated_kin, unknown_ancestors, years_for
from yeonjwa.kinship.rates import read_rates

DATA = Path(__file__).parents[1] / "data"
FRANCE = read_rates(DATA / "rates_FRA2012.csv")
KOREA = read_rates(DATA / "rates_PRK_annual.csv", 1970)


def plain_population(rates, founders, years, seed, line):
    names = ("age at death", "births", "sex at birth", "father")
    keys = [stream(seed, f"constant rates, batch 0: {name}") for name in names]
    born, sex = _founders(rates, founders, 1 if line == "female" else 2)
    girls = 1.0 if line == "female" else rates.female_fraction
    fertility = rates.fx[0] * (rates.female_fraction if line == "female" else 1.0)
    people = plain.population_plain(
        keys, list(zip(born.tolist(), sex.tolist(), strict=True)), rates.hazards(), fertility, girls, years
    )
    if line == "both":
        fertile = np.flatnonzero(rates.fx[1])
        plain.fathers_plain(keys[3], people, founders, rates.fx[1], float(fertile[0]), float(fertile[-1] + 1))
    return people


@pytest.mark.parametrize(("line", "years", "founders"), [("female", 200, 40), ("both", 130, 60)])
def test_the_kernels_make_the_people_and_count_the_kin_of_the_plain_twins(line, years, founders):
    kernel = simulate_population(KOREA, founders, years, 3, line)
    twins = plain_population(KOREA, founders, years, 3, line)
    assert kernel.persons_ever == len(twins) > 500
    assert kernel.born.tolist() == [p.born for p in twins]
    assert kernel.died.tolist() == [p.died for p in twins]
    assert kernel.mother.tolist() == [-1 if p.mother is None else p.mother.row for p in twins]
    assert kernel.sex.tolist() == [p.sex for p in twins]
    if line == "both":
        assert kernel.father.tolist() == [-1 if p.father is None else p.father.row for p in twins]
        for man in twins:
            children = kernel.fathered[kernel.first_fathered[man.row] : kernel.first_fathered[man.row + 1]]
            assert children.tolist() == [p.row for p in twins if p.father is man]

    focals = focals_at(kernel, 20, 10, 0)[:25]
    sums = count_batch(kernel, [20], 0, 10, [(8, 25)])
    chosen = focals_at(kernel, 20, 10, 0)
    if chosen.size > 25:
        chosen = chosen[np.linspace(0, chosen.size - 1, 25).astype(np.int64)]
    expected = np.zeros((9, 9, 2), dtype=np.int64)
    for focal in chosen:
        for place, number in plain.kin_plain(twins, twins[focal], 20, 8, line).items():
            expected[place] += number
    assert focals.size > 0
    assert expected[3:].sum() > 0
    assert (sums.living[0, 0] == expected).all()


def test_founders_have_the_ages_of_the_stable_population():
    born, sex = _founders(FRANCE, 10_000, 2)
    assert born.max() <= 0
    assert abs(np.mean(sex == 0) - 0.50) < 0.02
    assert 38 < -born.mean() < 43


def test_a_run_ends_with_about_the_persons_asked_for_and_does_not_depend_on_threads():
    few = {"tiers": ((2, 5000), (8, 200)), "max_chon": 4}
    one = simulated_kin(FRANCE, 6000, 150, [20, 40], line="both", seed=2, threads=1, **few)
    two = simulated_kin(FRANCE, 6000, 150, [20, 40], line="both", seed=2, threads=2, **few)
    other = simulated_kin(FRANCE, 6000, 150, [20, 40], line="both", seed=4, threads=2, **few)
    assert one.counts == two.counts
    assert one.counts != other.counts
    assert abs(one.living / 6000 - 1) < 0.2
    assert one.fatherless == 0
    assert one.of(1, 0, 20).living == pytest.approx(1.9, abs=0.05)


def test_the_founders_hide_as_many_ancestors_as_expected():
    counts = simulated_kin(FRANCE, 20_000, 130, [20], line="both", seed=1, tiers=((8, 400),))
    expected = unknown_ancestors(FRANCE, 130, 20, "both")
    assert counts.unknown_ancestors[0] == pytest.approx(expected, abs=0.04)
    assert expected[5] > 0.5
    assert unknown_ancestors(FRANCE, years_for(FRANCE, 20, 4, "both"), 20, "both")[4] <= 0.001


@pytest.mark.parametrize(
    ("persons", "years", "ages", "words"),
    [
        (0, 200, [20], "--persons is 0"),
        (1000, 0, [20], "--years is 0"),
        (1000, 65, [0, 60], "--years is 65, too short for Focal aged 60"),
        (1000, 200, [-1], "--ages holds -1"),
        (1000, 200, [101], "--ages holds 101"),
        (1000, 200, [], "--ages is empty"),
        (20, 200, [20], "founders"),
        (10**9, 250, [20], "ever born"),
    ],
)
def test_an_impossible_run_is_refused_before_any_work(persons, years, ages, words):
    with pytest.raises(InputError, match=words):
        simulated_kin(FRANCE, persons, years, ages)


def test_the_size_of_a_run_follows_from_growth():
    size = run_size(KOREA, 100_000, 200, "both")
    assert size.founders == pytest.approx(100_000 * np.exp(-0.0171037 * 200), rel=0.01)
    assert 120_000 < size.persons_ever < 200_000


def test_focal_cannot_be_a_man_where_only_women_live():
    with pytest.raises(InputError, match="cannot be a man"):
        simulated_kin(FRANCE, 1000, 200, [20], focal_sex=1)
