"""Does severity lower or raise leaving? The sign that theory gives, which the hazard of the model is held against.

For a person whose relatives are struck every month with loss L, at weights omega, the log hazard changes with L by

    short run (one month)   alpha_g gamma_1 sum omega_struck        - beta_kin Delta sum omega
    long run                alpha_g gamma_1 sum omega_struck / mu   - beta_kin Delta sum omega

mu is the share of grievance forgotten in a month, Delta the chance of being struck if one leaves less the chance if one stays. Severity backfires
where the sum is positive. Two roads lead there: long memory (mu small) and blows that nobody can avoid (Delta near 0). Exact for
the terms in ``deciding`` and ``grievance``, in which all of them are linear in L, as long as grievance is not saturated.
In a run the parts of the log hazard are noted each December (``system.terms``); beside another world that differs in severity, they give the sign.
"""

from __future__ import annotations


def short_run(alpha: float, gamma: float, struck: float, beta: float, delta: float, stake: float) -> float:
    """d ln h / d L within a month of the first blow.

    alpha : effect of grievance on the log hazard; gamma : grievance per loss; struck : sum of omega over those struck; beta : effect of fear for kin;
    delta : marginal chance that a relative is struck; stake : sum of omega over those who could be.
    """
    return alpha * gamma * struck - beta * delta * stake


def long_run(alpha: float, gamma: float, struck: float, beta: float, delta: float, stake: float, mu: float) -> float:
    """d ln h / d L when blows have fallen every month for long; mu : share of grievance forgotten in a month."""
    return alpha * gamma * struck / mu - beta * delta * stake


__all__ = ["long_run", "short_run"]
