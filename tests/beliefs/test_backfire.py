"""The backfire condition holds in the hazard itself: its slope in severity has the sign that theory gives, on both sides of the boundary."""

import numpy as np
import pytest

from tests.beliefs.small import system_at, with_steady_kin
from yeonjwa.beliefs import backfire, grievance

ALPHA, GAMMA, BETA = 0.5, 0.1, 3.0
LOSS, STEP = 1.0, 0.05


def log_hazard(loss, months, chance, anyway, mu, learned=0.0, is_avoidable=True):
    """ln h of one person after all close kin were struck with ``loss`` in each of ``months``; their sum of weights."""
    figures = {
        "grievance_effect": ALPHA, "grievance_of_kin": GAMMA, "kin_fear_effect": BETA, "fading_grievance": -np.log1p(-mu),
        "fear_of_kin_struck": learned,
    }  # fmt: skip
    system = system_at(figures=figures)
    state = system.state
    as_shipped = state.figure
    # The condition holds below saturation, and years of blows are beyond it.
    state.figure = lambda key: np.inf if key == "grievance_most" else as_shipped(key)
    person, kin = with_steady_kin(system, months)
    for k in range(months):
        state.month += k > 0
        grievance.strike(system, kin, 1, loss, is_avoidable=is_avoidable)
    state.fields.punish[:], state.fields.stay[:] = chance * loss, anyway * loss
    hazard = system.deciding.hazards(state, np.array([person]), system.deciding.groups(state))
    return float(np.log(hazard[0])), float(system.deciding.stake(state, np.array([person]))[0])


def simulated_slope(**how):
    low, stake = log_hazard(LOSS, **how)
    high, _ = log_hazard(LOSS + STEP, **how)
    return (high - low) / STEP, stake


@pytest.mark.parametrize("delta", [0.005, 0.05, 0.3])
def test_in_a_month_severity_deters_unless_staying_is_no_protection(delta):
    slope, stake = simulated_slope(months=1, chance=0.2 + delta, anyway=0.2, mu=0.1)
    theory = backfire.short_run(ALPHA, GAMMA, stake, BETA, delta, stake)
    assert slope == pytest.approx(theory, rel=1e-3)
    assert (slope > 0) == (delta < ALPHA * GAMMA / BETA)


@pytest.mark.parametrize("delta", [0.005, 0.05, 0.3])
def test_over_years_grievance_adds_up_and_the_boundary_moves(delta):
    mu, months = 0.11, 60
    slope, stake = simulated_slope(months=months, chance=0.2 + delta, anyway=0.2, mu=mu)
    theory = backfire.long_run(ALPHA, GAMMA, stake, BETA, delta, stake, mu)
    assert slope == pytest.approx(theory, rel=1e-2, abs=1e-3)
    assert (slope > 0) == (delta < ALPHA * GAMMA / (BETA * mu))


@pytest.mark.parametrize(("mu", "backfires"), [(0.11, False), (0.02, True)])
def test_a_long_memory_turns_deterrence_into_backfire(mu, backfires):
    delta, months = 0.3, 96
    slope, stake = simulated_slope(months=months, chance=delta, anyway=0.0, mu=mu)
    left = (1 - (1 - mu) ** months) / mu
    assert slope == pytest.approx(stake * (ALPHA * GAMMA * left - BETA * delta), rel=1e-3)
    assert (slope > 0) == backfires
    assert (backfire.long_run(ALPHA, GAMMA, stake, BETA, delta, stake, mu) > 0) == backfires
    assert backfire.short_run(ALPHA, GAMMA, stake, BETA, delta, stake) < 0


def test_blows_that_nobody_can_avoid_teach_no_fear():
    same = {"months": 1, "chance": 0.0, "anyway": 0.0, "mu": 0.1, "learned": 0.1}
    avoidable, stake = simulated_slope(**same)
    unavoidable, _ = simulated_slope(**same, is_avoidable=False)
    assert avoidable < 0 < unavoidable
    assert unavoidable == pytest.approx(ALPHA * GAMMA * stake, rel=1e-3)
