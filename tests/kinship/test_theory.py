"""Kinship theory against closed forms: integrals, products of matrices, sum rules, laws of symmetry."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from yeonjwa.errors import InputError
from yeonjwa.kinship.rates import AGES, Rates, read_rates
from yeonjwa.kinship.theory import constant_kin, kin_classes, kin_of_steps
from yeonjwa.kinship.theory_steps import growth_rate, published_steps

DATA = Path(__file__).parents[1] / "data"
SWEDEN = read_rates(DATA / "rates_SWE2015.csv")
FRANCE = read_rates(DATA / "rates_FRA2012.csv")
KOREA = read_rates(DATA / "rates_PRK_annual.csv", 1970)
FINE = 40  # points in a year for the integrals below


def curves(rates: Rates):
    """Survival and daughters per year on a fine grid of mid-points, and the stable ages of mothers."""
    age = (np.arange(AGES * FINE) + 0.5) / FINE
    hazard = np.repeat(rates.hazards()[0], FINE) / FINE
    survival = np.exp(-(np.cumsum(hazard) - hazard / 2))
    daughters = np.repeat(rates.fx[0] * rates.female_fraction, FINE)
    mothers = np.exp(-growth_rate(rates) * age) * survival * daughters / FINE
    return survival, daughters, mothers


@pytest.mark.parametrize("rates", [SWEDEN, FRANCE, KOREA], ids=["Sweden", "France", "DPRK"])
@pytest.mark.parametrize("age", [5, 20, 40, 60])
def test_mother_daughters_and_sisters_are_the_integrals_of_goodman_keyfitz_and_pullum(rates, age):
    """Goodman, Keyfitz and Pullum (1974), Theoretical Population Biology 5:1, sections 2 to 4."""
    survival, daughters, mothers = curves(rates)
    x = age * FINE
    assert mothers.sum() == pytest.approx(1, abs=1e-4)  # Lotka
    theory = constant_kin(rates, "female", max_chon=3)
    older = constant_kin(rates, "female", max_chon=3, branch="older")
    younger = constant_kin(rates, "female", max_chon=3, branch="younger")

    later = np.append(survival, np.zeros(x))[x:] / survival
    assert theory.living(1, 0, age)[0] == pytest.approx(mothers @ later, rel=1e-3)

    # A daughter born at Focal's age a is x - a old; mid-points of both make whole cells.
    born = daughters[:x] @ survival[:x][::-1] / FINE
    assert theory.living(0, 1, age)[0] == pytest.approx(born, rel=1e-3, abs=1e-9)

    # Sisters born at age b of the mother, who is a at Focal's birth: now a - b + x old.
    cells = np.flatnonzero(mothers)
    seen = np.append(survival, np.zeros(x + 1))
    elder = sum(mothers[a] * (daughters[:a] @ seen[x + 1 : x + a + 1][::-1]) / FINE for a in cells)
    assert older.living(1, 1, age)[0] == pytest.approx(elder, rel=3e-3)
    longer = np.append(survival, np.zeros(x)), np.append(daughters, np.zeros(x))
    junior = sum(
        mothers[a] * (longer[1][a : a + x] * longer[0][a : a + x] / survival[a]) @ survival[:x][::-1] / FINE
        for a in cells
    )
    assert younger.living(1, 1, age)[0] == pytest.approx(junior, rel=2e-3)
    assert older.living(1, 1, age)[0] + younger.living(1, 1, age)[0] == pytest.approx(theory.living(1, 1, age)[0])


def test_the_recursion_on_published_matrices_is_caswell_2019():
    """Daughters a, granddaughters b, mothers d, grandmothers g, sisters m and n, nieces p and q, aunts r and s, cousins
    t and v, written out with whole matrices as in the paper's Table 1."""
    steps = published_steps(KOREA, 1)
    survive, births = KOREA.px[0], KOREA.fx[0] * KOREA.female_fraction
    u = np.diag(survive[:-1], -1)
    u[-1, -1] = survive[-1]
    f = np.zeros((AGES, AGES))
    f[0] = births
    pi = steps.parents[0]

    def follow(start, source=None):
        k = np.zeros((AGES, AGES))
        k[:, 0] = start
        for x in range(AGES - 1):
            k[:, x + 1] = u @ k[:, x] + (f @ source[:, x] if source is not None else 0)
        return k

    focal, zero = np.eye(AGES), np.zeros(AGES)
    a = follow(zero, focal)
    b = follow(zero, a)
    d = follow(pi)
    g = follow(d @ pi)
    m, n = follow(a @ pi), follow(zero, d)
    p, q = follow(b @ pi, m), follow(zero, n)
    r, s = follow(m @ pi), follow(n @ pi, g)
    t, v = follow(p @ pi, r), follow(q @ pi, s)
    found = kin_of_steps(steps, max_chon=4)
    older = kin_of_steps(steps, max_chon=4, branch="older")
    younger = kin_of_steps(steps, max_chon=4, branch="younger")
    for place, both in {(0, 1): (a,), (0, 2): (b,), (1, 0): (d,), (2, 0): (g,), (1, 1): (m, n), (1, 2): (p, q), (2, 1): (r, s), (2, 2): (t, v)}.items():  # fmt: skip
        assert np.allclose(found.kin[place][0], sum(both), rtol=1e-12, atol=1e-14)
        if len(both) == 2:
            assert np.allclose(older.kin[place][0], both[0], rtol=1e-12, atol=1e-14)
            assert np.allclose(younger.kin[place][0], both[1], rtol=1e-12, atol=1e-14)


def test_without_deaths_everybody_ever_born_is_there():
    """Then net reproduction R gives all: R sisters, R ** d descendants of each generation, R ** d in side lines."""
    rates = replace(FRANCE, px=np.ones((2, AGES)))
    theory = constant_kin(rates, "female", max_chon=5)
    net = float(rates.fx[0].sum() * rates.female_fraction)
    for up, down in [(0, 1), (1, 1), (2, 1), (3, 1), (2, 2), (1, 2)]:
        assert theory.living(up, down, 100)[0] == pytest.approx(net**down, rel=1e-3)
    for up in range(1, 6):
        assert theory.living(up, 0, 100)[0] == pytest.approx(1)


@pytest.mark.parametrize("rates", [SWEDEN, KOREA], ids=["Sweden", "DPRK"])
def test_each_pair_of_relatives_is_seen_from_both_ends(rates):
    """At one moment, people who have a living niece are as many (by pairs) as those who have a living aunt."""
    theory = constant_kin(rates, "female")
    x = np.arange(AGES)
    # Exact birthdays 0, 1, ... are the points of a trapezoidal rule over Focal's ages; the first counts half.
    living = np.exp(-growth_rate(rates) * x - np.concatenate([[0], np.cumsum(rates.hazards()[0])[:-1]]))
    living[0] /= 2
    for up, down in [(1, 0), (2, 0), (2, 1), (3, 1), (3, 2), (4, 3), (5, 2)]:
        one = theory.kin[(up, down)][0].sum(axis=0) @ living
        other = theory.kin[(down, up)][0].sum(axis=0) @ living
        assert one == pytest.approx(other, rel=3e-3)


def test_two_sexes_that_do_not_differ_are_the_female_line_times_the_number_of_lines():
    same = replace(FRANCE, px=FRANCE.px[[0, 0]], fx=FRANCE.fx[[0, 0]], female_fraction=0.5)
    one, two = constant_kin(same, "female"), constant_kin(same, "both")
    for up, down in kin_classes():
        lines = 2.0 ** (up if down == 0 else down + max(up - 1, 0))
        for age in (0, 20, 40, 60):
            women, men = two.living(up, down, age)
            assert women + men == pytest.approx(lines * one.living(up, down, age)[0], rel=1e-9, abs=1e-12)
            assert women == pytest.approx(men, rel=1e-9, abs=1e-12)


def test_men_are_another_focal_only_for_descendants():
    women, men = constant_kin(FRANCE, "both", focal_sex=0), constant_kin(FRANCE, "both", focal_sex=1)
    for up, down in kin_classes():
        if up > 0 or down <= 3:  # nobody lives to see descendants of the fifth generation
            assert np.array_equal(women.kin[(up, down)], men.kin[(up, down)]) == (up > 0)
    assert sum(men.living(0, 1, 35)) < sum(women.living(0, 1, 35))


@pytest.mark.parametrize(("rates", "line"), [(SWEDEN, "female"), (FRANCE, "both"), (KOREA, "both")])
def test_the_error_of_the_step_falls_with_its_square(rates, line):
    """Largest for rare kin at the ends of their ages: 0.05 % in quarters of a year, 0.9 % in years."""
    months, quarters, years = (constant_kin(rates, line, max_chon=4, per_year=n) for n in (12, 4, 1))
    for up, down in kin_classes(4):
        for age in (0, 20, 40, 60):
            best = sum(months.living(up, down, age))
            if best > 0.05:
                assert sum(quarters.living(up, down, age)) == pytest.approx(best, rel=5e-4)
                assert sum(years.living(up, down, age)) == pytest.approx(best, rel=9e-3)


def test_yearly_matrices_as_published_differ_most_for_old_parents():
    """They take a mother as half a year younger than she is: the reason why quarters with centred births are used."""
    published = kin_of_steps(published_steps(SWEDEN, 1), max_chon=2)
    exact = constant_kin(SWEDEN, "female", max_chon=2)
    assert published.living(1, 0, 60)[0] / exact.living(1, 0, 60)[0] - 1 == pytest.approx(0.062, abs=0.01)
    assert published.living(0, 1, 60)[0] == pytest.approx(exact.living(0, 1, 60)[0], rel=1e-3)


def test_a_wrong_line_or_branch_is_refused():
    with pytest.raises(InputError, match="line is 'male'"):
        constant_kin(SWEDEN, "male")
    with pytest.raises(InputError, match="branch is"):
        constant_kin(SWEDEN, "female", branch="eldest")


def test_degrees_add_up():
    theory = constant_kin(SWEDEN, "both")
    by_chon = theory.by_chon(40)
    assert by_chon[2] == pytest.approx(sum(sum(theory.living(u, 2 - u, 40)) for u in range(3)))
    assert by_chon[0] == 0
