"""Kinship theory under changing rates against people who live through the changes.

The simulation here shares nothing with the package: months as steps, a mother column, and kin counted for everybody
at once by sums over mothers (daughters of the grandmother less daughters of the mother are cousins, and so on).

Null: the means at the start of 2025 have the expectations of the theory for the DPRK's rates of 1955 to 2024, stable
at those of 1955 before. About 700,000 women alive, seen in the five
years of age around 20, 40 and 60; errors of a mean from 20 random groups of founders; a row is judged
if its error is below half of its margin. False alarm: below 0.05 a row that is at half of the margin, far less for most.
Taking the rates of 2024 as constant must fail for nearly all rows.
"""

from pathlib import Path

import numpy as np
import pytest
from tests.verification.test_kin_theory import MARGIN

from yeonjwa.kinship.rates import read_rate_series
from yeonjwa.kinship.theory import constant_kin
from yeonjwa.kinship.theory_changing import changing_kin
from yeonjwa.kinship.theory_steps import growth_rate, years_lived

pytestmark = [pytest.mark.verify, pytest.mark.timeout(900)]

FIRST, LAST, BEFORE = 1955, 2025, 180
SERIES = read_rate_series(Path(__file__).parents[1] / "data" / "rates_PRK_annual.csv")[FIRST - 1950 :]
GROUPS = 20


def women(founders: int, seed: int):
    """(birth month, mother, alive at the end, founder) of all women; month 0 is the start, half months are ignored."""
    luck = np.random.default_rng(seed)
    stable = years_lived(SERIES[0].hazards()[0], growth_rate(SERIES[0]), 12)
    birth = [-luck.choice(stable.size, founders, p=stable / stable.sum())]
    mother, root = [np.full(founders, -1)], [np.arange(founders)]
    living, born, line = np.arange(founders), birth[0], root[0]
    many = founders
    dead = [np.empty(0, dtype=np.int64)]
    for month in range((BEFORE + LAST - FIRST) * 12):
        rates = SERIES[max(month // 12 - BEFORE, 0)]
        age = np.minimum((month - born) // 12, 100)
        bears = luck.random(living.size) < rates.fx[0][age] * rates.female_fraction / 12
        new = np.arange(many, many + np.count_nonzero(bears))
        many += new.size
        birth.append(np.full(new.size, month))
        mother.append(living[bears])
        root.append(line[bears])
        stays = luck.random(living.size) >= -np.expm1(-rates.hazards()[0][age] / 12)
        dead.append(living[~stays])
        living = np.concatenate([living[stays], new])
        born = np.concatenate([born[stays], birth[-1]])
        line = np.concatenate([line[stays], root[-1]])
    alive = np.zeros(many, dtype=bool)
    alive[living] = True
    return np.concatenate(birth), np.concatenate(mother), alive, np.concatenate(root)


def test_kin_of_the_dprk_under_its_changing_rates():
    birth, mother, alive, root = women(50_000, 1)
    end = (BEFORE + LAST - FIRST) * 12

    def over_daughters(values):
        """Sum of a value over the daughters of each woman."""
        has = mother >= 0
        return np.bincount(mother[has], weights=values[has], minlength=mother.size)

    alive_now = alive.astype(float)
    below = [alive_now]
    for _ in range(4):
        below.append(over_daughters(below[-1]))

    theory = changing_kin(SERIES, [LAST], "female", per_year=2)[LAST]
    wrong = constant_kin(SERIES[-1], "female")
    judged, missed = 0, 0
    for middle in (20, 40, 60):
        ages = np.arange(middle - 2, middle + 3)
        years = np.rint((end - 0.5 - birth) / 12).astype(int)
        focal = np.flatnonzero(alive & np.isin(years, ages))
        weights = np.bincount(years[focal] - ages[0]) / focal.size
        chain = [focal]
        for _ in range(4):
            chain.append(mother[chain[-1]])
        assert all((c >= 0).all() for c in chain)
        for (u, d), margin in MARGIN.items():
            count = below[d][chain[u]]
            if u and d:
                count = count - below[d - 1][chain[u - 1]]
            expected = sum(w * theory.living(u, d, a)[0] for w, a in zip(weights, ages, strict=True))
            constant = sum(w * wrong.living(u, d, a)[0] for w, a in zip(weights, ages, strict=True))
            group = root[focal] % GROUPS
            size = np.bincount(group, minlength=GROUPS)
            rest = np.bincount(group, weights=count - count.mean(), minlength=GROUPS)
            error = np.sqrt((rest**2).sum() * GROUPS / (GROUPS - 1)) / size.sum()
            if expected < 0.05 or error > margin * expected / 2:
                continue
            judged += 1
            assert count.mean() == pytest.approx(expected, rel=margin), (u, d, middle, error / expected)
            missed += abs(count.mean() / constant - 1) > margin
    assert judged >= 15
    assert missed >= 0.7 * judged
