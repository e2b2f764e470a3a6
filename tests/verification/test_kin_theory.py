"""Simulated kin against kinship theory.

Null: each simulated mean of living kin has the expectation of the theory. A row passes if it lies within the margin of
its class, widened by nothing: the run is so large that its own standard error is below half of the margin (checked
first, so that a small sample cannot pass for want of precision; classes of fewer than 0.05 kin, or ages at which the
error is larger, are too rare to judge and named in the list of what is judged).

False alarms: with an error of half the margin a true row fails with chance 0.046 (two standard errors, normal); the
runs below have errors of a tenth to a half of it. All rows of a run share people and so their luck. Over the rows
judged, the chance that any fails under the null is about 0.05 a run by the normal sums of their own errors; seeds are
fixed, so that a run that passes keeps passing.

Wrong models: fertility moved by two years, or raised by a tenth, must fail in the same test.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from yeonjwa.kinship.constant_rates_count import KinCounts, simulated_kin
from yeonjwa.kinship.rates import Rates, read_rates, shifted_fertility
from yeonjwa.kinship.theory import KinTheory, constant_kin

pytestmark = [pytest.mark.verify, pytest.mark.timeout(900)]

DATA = Path(__file__).parents[1] / "data"
AGES = (0, 20, 40, 60)
MARGIN = {
    (1, 0): 0.01,
    (0, 1): 0.01,
    (1, 1): 0.03,
    (2, 1): 0.03,
    (1, 2): 0.03,
    (2, 2): 0.04,
    (3, 3): 0.06,
    (4, 4): 0.08,
}
LEAST = 0.05
TIERS = ((2, 2_000_000), (4, 400_000), (8, 20_000))
FAR = {"female": ((2, 2_000_000), (4, 400_000), (8, 200_000)), "both": TIERS}


def rates_of(name: str) -> Rates:
    country, _, year = name.partition(" ")
    return read_rates(DATA / f"rates_{country}.csv", int(year) if year else None)


def disagreements(counts: KinCounts, theory: KinTheory) -> tuple[list[str], list[tuple[int, int, int]]]:
    """Rows beyond their margin, and the rows judged."""
    found, judged = [], []
    for (up, down), margin in MARGIN.items():
        for age in AGES:
            expected = sum(theory.living(up, down, age))
            row = counts.of(up, down, age)
            if expected < LEAST or row.standard_error > margin * expected / 2:
                continue
            judged.append((up, down, age))
            off = row.living / expected - 1
            if abs(off) > margin:
                found.append(f"({up}, {down}) at {age}: {row.living:.4f}, theory {expected:.4f}, {off:+.2%}")
    return found, judged


CASES = [
    ("SWE2015", "female", 2_500_000, 260),
    ("FRA2012", "female", 2_500_000, 260),
    ("PRK_annual 1960", "female", 2_500_000, 260),
    ("PRK_annual 1970", "female", 2_500_000, 260),
    ("PRK_annual 1996", "female", 2_500_000, 260),
    ("PRK_annual 2020", "female", 2_500_000, 260),
    ("SWE2015", "both", 2_000_000, 290),
    ("FRA2012", "both", 2_000_000, 290),
    ("PRK_annual 1970", "both", 3_000_000, 290),
    ("PRK_annual 2020", "both", 2_000_000, 290),
]


@pytest.mark.parametrize(("name", "line", "persons", "years"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_simulated_kin_agree_with_theory(name, line, persons, years):
    rates = rates_of(name)
    counts = simulated_kin(rates, persons, years, AGES, line=line, seed=1, tiers=FAR[line])
    found, judged = disagreements(counts, constant_kin(rates, line))
    assert {(1, 0, 20), (1, 0, 40), (0, 1, 40), (0, 1, 60)} <= set(judged)
    for place in MARGIN:
        assert any(row[:2] == place for row in judged), f"no age of {place} could be judged"
    assert len(judged) >= 20
    assert not found


@pytest.mark.parametrize("wrong", ["fertility two years later", "fertility a tenth higher", "no deaths of infants"])
def test_a_wrong_model_is_found_out(wrong):
    right = rates_of("SWE2015" if wrong.startswith("fertility") else "PRK_annual 1970")
    px = right.px.copy()
    px[:, 0] = 1.0
    other = {
        "fertility two years later": replace(right, fx=np.stack([shifted_fertility(f, 2) for f in right.fx])),
        "fertility a tenth higher": replace(right, fx=right.fx * 1.1),
        "no deaths of infants": replace(right, px=px),
    }[wrong]
    counts = simulated_kin(right, 1_000_000, 260, AGES, line="female", seed=1, tiers=FAR["female"])
    assert not disagreements(counts, constant_kin(right, "female"))[0]
    assert len(disagreements(counts, constant_kin(other, "female"))[0]) >= 3


def test_standard_errors_are_right():
    """Null: z-scores of the rows judged, over 30 small runs, have mean 0 and deviation 1.

    Batches give the error 19 degrees of freedom, so the deviation expected is sqrt(19 / 17) = 1.06. Rows of a run are
    correlated; 30 runs give each row's deviation an error of 13 %, their median far less. Outside 0.9 to 1.25: false
    alarm below 1 %. Dividing the errors by 1.5 must fail.
    """
    rates = rates_of("FRA2012")
    theory = constant_kin(rates, "both")
    z = []
    for seed in range(30):
        counts = simulated_kin(rates, 20_000, 260, (20, 40), line="both", seed=seed, tiers=((2, 10**6), (8, 400)))
        z.append(
            [
                (counts.of(u, d, a).living - sum(theory.living(u, d, a))) / counts.of(u, d, a).standard_error
                for u, d in MARGIN
                for a in (20, 40)
                if sum(theory.living(u, d, a)) > LEAST
            ]
        )
    deviation = float(np.median(np.std(z, axis=0)))
    assert 0.9 < deviation < 1.25
    assert abs(np.mean(z)) < 0.35
    assert not 0.9 < 1.5 * deviation < 1.25
