"""Running the histories: every one with every seed and at the points of a fixed design, in a bank that goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yeonjwa.catalogue.histories import histories
from yeonjwa.claims.worlds import points as ends_of_design
from yeonjwa.errors import InputError, MachineError, did_you_mean
from yeonjwa.outcome import Outcome
from yeonjwa.population.folders import cache_folder
from yeonjwa.scenario import Scenario

BESIDE = "no-kin-consequence"
"""The history that differences in arrivals are taken from; it is always run."""
POINTS = ("kin_fear_effect-low", "grievance_effect-low")
"""Points of the design besides the shipped figures: fear for relatives at its low end, so that anger prevails, and anger at its low end,
so that fear does. The high ends move the level of leaving further still from what was published and tell nothing more of the sign."""
MOST_SEEDS = 100


@dataclass(frozen=True)
class Bundle:
    """The finished runs of one history: ``runs`` at the shipped figures by seed, ``at_points`` with the first seed by point."""

    history: str
    runs: Mapping[int, Outcome]
    at_points: Mapping[str, Outcome]


@dataclass(frozen=True)
class Findings:
    """Runs of the histories in the order of the catalogue, the one beside which others stand among them, and what failed.

    asked : histories to be shown. failed : sentence by history.
    """

    bundles: Mapping[str, Bundle]
    asked: tuple[str, ...]
    scale: float
    seeds: tuple[int, ...]
    failed: Mapping[str, str]


def chosen(names: Iterable[str]) -> tuple[str, ...]:
    """The histories named, in the order of the catalogue; all of them if none is named.

    Raises
    ------
    InputError
        There is no such history; the near miss is named.
    """
    known, asked = histories(), {name.strip() for name in names}
    for name in sorted(asked):
        if name not in known:
            raise InputError(f"history '{name}' is not in the catalogue. {did_you_mean(name, known)}")
    return tuple(key for key in known if not asked or key in asked)


def run_histories(
    names: Iterable[str] = (),
    *,
    scale: float = 0.1,
    seeds: Sequence[int] = (1, 2, 3),
    out: Path | str | None = None,
    workers: int | None = None,
    say: Callable[..., None] | None = None,
    note: Callable[[str], None] | None = None,
    open_country: Callable[[Any], Path | None] | None = None,
    simulate: str | None = None,
) -> Findings:
    """Run some histories, or all of them. What is in the bank already is not run again.

    Parameters
    ----------
    names : histories of the catalogue; none for all
    scale, seeds : of the runs; all share the country of the first seed, and the points of the design are run with that seed only
    out : folder of the bank; by default one in the cache
    workers, say, note, open_country, simulate : as for ``ensemble.work_off``

    Raises
    ------
    InputError
        A history is not known, or there are no seeds.
    MachineError
        The history beside which the others stand could not be run.
    """
    from yeonjwa import ensemble
    from yeonjwa.ensemble.plan import plan

    asked, numbers = chosen(names), tuple(seeds)
    if not 1 <= len(numbers) <= MOST_SEEDS:
        raise InputError(f"there are {len(numbers)} seeds; expected 1 to {MOST_SEEDS}.")
    run_too = tuple(key for key in histories() if key in asked or key == BESIDE)
    given: dict[str, Any] = {
        "out": bank_folder(out), "workers": workers, "say": say, "note": note, "open_country": open_country,
        "simulate": simulate,
    }  # fmt: skip
    runs: dict[tuple[str, str], dict[int, Outcome]] = {}
    failed: dict[str, str] = {}
    for points, of_seeds in (({"": {}}, numbers), ({p: ends_of_design()[p] for p in POINTS}, numbers[:1])):
        scenarios = {
            _name(history, point): _scenario(history, figures, scale, numbers[0])
            for history in run_too
            for point, figures in points.items()
        }
        bank = ensemble.work_off(plan(scenarios, of_seeds, simulate=simulate or ""), **given)
        wrong = bank.failed
        for run in bank.runs:
            history, _, point = run.scenario.partition(".")
            if run.key in wrong:
                failed.setdefault(history, wrong[run.key])
            elif bank.has(run):
                runs.setdefault((history, point), {})[run.seed] = bank.outcome(run)
    bundles = {
        history: Bundle(
            history, runs.get((history, ""), {}),
            {p: runs[history, p][numbers[0]] for p in POINTS if (history, p) in runs},
        )
        for history in run_too
        if history not in failed
    }  # fmt: skip
    if BESIDE in failed:
        raise MachineError(f"'{BESIDE}', beside which the others stand, could not be run: {failed[BESIDE]}")
    return Findings(bundles, asked, scale, numbers, failed)


def bank_folder(out: Path | str | None) -> Path:
    """Where the runs are kept: the folder given, or one in the cache."""
    return Path(out) if out is not None else cache_folder().parent / "histories"


def _name(history: str, point: str) -> str:
    return f"{history}.{point}" if point else history


def _scenario(history: str, figures: Mapping[str, float], scale: float, seed: int) -> Scenario:
    return Scenario(
        departures="simulated", history=history, figures=dict(figures), seed=seed, population={"scale": scale, "seed": seed}
    )  # fmt: skip


__all__ = ["BESIDE", "POINTS", "Bundle", "Findings", "bank_folder", "chosen", "run_histories"]
