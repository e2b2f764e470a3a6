"""The experiments by claim: a function of runs, and the worlds whose runs it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from yeonjwa.claims import arrivals, border, families, kinship, severity, units
from yeonjwa.claims.reading import Runs
from yeonjwa.claims.result import Measured, Result, judged
from yeonjwa.claims.worlds import HARSH, HARSHER, LENIENT, NONE, OBSERVED, REPORTED
from yeonjwa.claims.worlds import points as design


@dataclass(frozen=True)
class Experiment:
    """``measure`` is given the runs of ``worlds`` by name, one for each seed."""

    measure: Callable[[Runs], Measured]
    worlds: tuple[str, ...]


def _ends(figure: str, *ends: str) -> tuple[str, ...]:
    return tuple(f"{figure}-{end}" for end in ends or ("low", "high"))


EXPERIMENTS: dict[str, Experiment] = {
    "T1": Experiment(kinship.large_share, (OBSERVED,)),
    "T2": Experiment(kinship.vetting, (OBSERVED,)),
    "T3": Experiment(border.tightening, ("step", *_ends("step-wear_half_life"), "without-border_control")),
    "T4": Experiment(
        severity.severity, (REPORTED, NONE, HARSHER, *(f"{world}-{name}" for name in design() for world in (REPORTED, NONE)))
    ),
    "T5": Experiment(families.payments, (REPORTED, "nobody-pays", "bluff_below-low")),
    "T6": Experiment(units.points, (REPORTED, "without-points", "points_tournament-high")),
    "T7": Experiment(units.one_day_rule, (REPORTED, *_ends("temporary_absence"))),
    "T8": Experiment(severity.groups, (REPORTED, NONE, HARSHER, *_ends("join_fear_effect"))),
    "T9": Experiment(border.concealment, (REPORTED, "without-cover_up", "few-phones", "few-phones-without-cover_up")),
    "T10": Experiment(units.reward, (REPORTED, "without-informer_bounty", "false_reports_bounty-high")),
    "T11": Experiment(
        border.arrears, (*_ends("arrears"), "arrears-low-price_arrears-low", "arrears-high-price_arrears-low")
    ),
    "T12": Experiment(
        families.gifts, (REPORTED, "without-consolation", "grievance_of_gift-high", "gifts-hidden")
    ),
    "T13": Experiment(families.forced_calls, (REPORTED, "without-forced_calls")),
    "T14": Experiment(arrivals.cadres, (REPORTED, *_ends("purge_effect"))),
    "T15": Experiment(
        severity.leniency,
        (LENIENT, HARSH, *(f"{world}-{name}" for world in (LENIENT, HARSH) for name in ("kin_fear_effect-low", "grievance_effect-high"))),
    ),
    "T16": Experiment(arrivals.turning_point, (REPORTED,)),
    "T17": Experiment(kinship.capacity, (OBSERVED,)),
    "T18": Experiment(families.secrecy, ("gifts-seen", "gifts-hidden", "gifts-seen-as-leniency")),
}  # fmt: skip


def worlds_of(claims: Iterable[str]) -> tuple[str, ...]:
    """Names of the worlds that some claims need, each once."""
    return tuple(dict.fromkeys(name for claim in claims for name in EXPERIMENTS[claim].worlds))


def results_of(claims: Iterable[str], runs: Runs) -> list[Result]:
    """The results of some claims from runs that hold all their worlds."""
    return [judged(claim, EXPERIMENTS[claim].measure(runs)) for claim in claims]


__all__ = ["EXPERIMENTS", "Experiment", "results_of", "worlds_of"]
