"""The law of leaving, against theory. All seeds are fixed; each test states what it would do by chance to a right program."""

import numpy as np
import pytest
from scipy import stats

from yeonjwa import draws
from yeonjwa.departures.points import BLOCK, CEILING, LeavingPoints, leaves
from yeonjwa.departures.points_plain import members_above

HAZARDS = np.array([0.0, 0.0004, 0.0012, 0.0019, 0.003, 0.03, 0.7, 2.5])
PERSONS, MONTHS = 7 * 2000, 120
FALSE_ALARM = 1e-4  # of each test below


@pytest.fixture(scope="module")
def left():
    """bool[months, persons]: who has a point below the hazard; person i has that of group i % 7 + 1, and stays."""
    luck = LeavingPoints.of(11, PERSONS)
    code = (np.arange(PERSONS) % 7 + 1).astype(np.uint16)
    hot = members_above(code, HAZARDS)
    found = np.zeros((MONTHS, PERSONS), dtype=bool)
    for m in range(MONTHS):
        near = luck.candidates(2000 + m, code, HAZARDS, hot, HAZARDS[code[hot]])
        found[m, near.person[leaves(near, HAZARDS[code[near.person]])]] = True
    return found


def misfit(left, chance):
    """Sum over hazards of the squared standardised difference between events and what ``chance`` of each predicts."""
    trials = MONTHS * PERSONS / 7
    events = left.reshape(MONTHS, -1, 7).sum(axis=(0, 1))
    return float(((events - trials * chance) ** 2 / (trials * chance * (1 - chance))).sum())


def test_people_leave_with_the_chance_of_their_hazard(left):
    """Null: events of hazard h are binomial(240,000, 1 - exp(-h)). Chi-square of 7 hazards, three above the ceiling."""
    limit = stats.chi2.isf(FALSE_ALARM, 7)
    assert misfit(left, -np.expm1(-HAZARDS[1:])) < limit
    # A model that took the intensity for a chance, or lost every tenth point below the ceiling, is found out.
    assert misfit(left, np.minimum(HAZARDS[1:], 0.999)) > 10 * limit
    lossy = left & (HAZARDS[np.arange(PERSONS) % 7 + 1] < CEILING) & (np.arange(MONTHS)[:, None] % 5 > 0)
    assert misfit(left & ~lossy, -np.expm1(-HAZARDS[1:])) > limit


def dispersion(counts, variance):
    """z of the index of dispersion: variance of ``counts`` over the one expected; about normal for many counts."""
    return (counts.var() / variance - 1) / np.sqrt(2 / counts.size)


def test_months_of_a_person_are_independent(left):
    """Null: a person's events in 120 months are binomial. z of the dispersion over 2,000 persons; and of next months."""
    limit = stats.norm.isf(FALSE_ALARM / 4)
    often = left[:, 5::7]
    p = -np.expm1(-0.7)
    assert abs(dispersion(often.sum(axis=0), MONTHS * p * (1 - p))) < limit
    one, following = often[:-1] - p, often[1:] - p
    assert abs((one * following).sum() / np.sqrt(one.size) / (p * (1 - p))) < limit
    # Luck that forgets the month gives each person the same answer every time.
    same = np.broadcast_to(often[:1], often.shape)
    assert abs(dispersion(same.sum(axis=0), MONTHS * p * (1 - p))) > 10 * limit


def test_persons_of_a_month_are_independent(left):
    """Null: events of a month are binomial over its 2,000 persons; neighbours among them do not go together."""
    limit = stats.norm.isf(FALSE_ALARM / 4)
    often = left[:, 5::7]
    p = -np.expm1(-0.7)
    assert abs(dispersion(often.sum(axis=1), often.shape[1] * p * (1 - p))) < limit
    one, beside = often[:, :-1] - p, often[:, 1:] - p
    assert abs((one * beside).sum() / np.sqrt(one.size) / (p * (1 - p))) < limit
    same = np.broadcast_to(often[:, :1], often.shape)
    assert abs(dispersion(same.sum(axis=1), often.shape[1] * p * (1 - p))) > 10 * limit


def test_events_of_a_block_are_as_spread_as_those_of_independent_persons():
    """Null: events below the ceiling by (block, month) are Poisson(4096 h). 4,000 counts.

    What a fixed number of points a block would give, the same chance for each person but less spread, is found out.
    """
    limit = stats.norm.isf(FALSE_ALARM / 2)
    luck, hazard = LeavingPoints.of(12, 10 * BLOCK), 0.0018
    code, bound = np.ones(10 * BLOCK, dtype=np.uint16), np.array([0.0, hazard])
    counts = [np.bincount(luck.candidates(m, code, bound).person // BLOCK, minlength=10) for m in range(400)]
    p = -np.expm1(-hazard)
    assert abs(dispersion(np.concatenate(counts), BLOCK * p * (1 - p))) < limit
    u = draws.uniforms(draws.stream(1, "fixed number of points"), np.arange(4000)[:, None], time=np.arange(8))
    assert abs(dispersion((u < hazard / CEILING).sum(axis=1), BLOCK * p * (1 - p))) > 3 * limit


def test_heights_are_uniform_below_the_ceiling_and_exponential_above():
    """Null: the two laws; Kolmogorov-Smirnov on about 2,800 and 14,000 heights."""
    luck = LeavingPoints.of(13, PERSONS)
    code, bound = np.ones(PERSONS, dtype=np.uint16), np.array([0.0, CEILING])
    below = np.concatenate([luck.candidates(m, code, bound).height for m in range(100)])
    assert below.size > 2000
    assert stats.kstest(below / CEILING, "uniform").pvalue > FALSE_ALARM
    assert stats.kstest((below / CEILING) ** 1.2, "uniform").pvalue < FALSE_ALARM
    above = luck.above(5, np.arange(PERSONS), np.full(1, np.inf), lambda at: np.full(at.size, np.inf)).height - CEILING
    assert stats.kstest(above, "expon").pvalue > FALSE_ALARM
    assert stats.kstest(above * 1.05, "expon").pvalue < FALSE_ALARM


def test_twice_the_people_at_half_the_hazard_have_as_many_events_and_twice_the_points():
    """Null: events in 100 months are Poisson(800), points Poisson(100 n c), at either size."""
    limit = stats.norm.isf(FALSE_ALARM / 8)
    for times in (1, 2):
        n, hazard = 40_000 * times, 2e-4 / times
        luck, code, bound = LeavingPoints.of(14, n), np.ones(n, dtype=np.uint16), np.array([0.0, 2 * hazard])
        events = drawn = looked_at = 0
        for m in range(100):
            near = luck.candidates(m, code, bound)
            looked_at += near.person.size
            drawn += near.drawn
            events += leaves(near, np.full(near.person.size, hazard)).sum()
        for found, expected in ((events, 800), (looked_at, 1600), (drawn, 100 * n * CEILING)):
            assert abs(found - expected) < limit * np.sqrt(expected)
