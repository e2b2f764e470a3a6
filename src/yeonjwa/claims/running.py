"""Running what the claims need: one plan for all of them, a bank that goes on where it stopped, then the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yeonjwa.claims.experiments import EXPERIMENTS, results_of, worlds_of
from yeonjwa.claims.fixed import chosen
from yeonjwa.claims.result import Result
from yeonjwa.claims.worlds import scenarios, worlds
from yeonjwa.ensemble.bank import Bank
from yeonjwa.ensemble.plan import Run, plan
from yeonjwa.ensemble.running import cores, stored
from yeonjwa.errors import InputError
from yeonjwa.messages import text
from yeonjwa.outcome import Outcome
from yeonjwa.population.folders import cache_folder, flush_folder

SIMULATE = "yeonjwa.claims.counting:simulate"
MOST_SEEDS = 100
Open = Callable[[Any], Path | None]
"""Gives the folder of a country, built if need be; None if the runs need none."""


@dataclass(frozen=True)
class Findings:
    """Results by claim, and the sentence of what failed for each claim that could not be tested."""

    results: tuple[Result, ...]
    failed: dict[str, str]
    scale: float
    seeds: tuple[int, ...]


def run_claims(
    claims: Iterable[str] = (),
    *,
    scale: float = 0.1,
    seeds: Sequence[int] = (1, 2),
    out: Path | str | None = None,
    workers: int | None = None,
    say: Callable[..., None] | None = None,
    note: Callable[[str], None] | None = None,
    open_country: Open | None = None,
    simulate: str = SIMULATE,
) -> Findings:
    """Test some claims, or all of them.

    Runs that are in the bank already are not made again, whichever claims were tested before.

    Parameters
    ----------
    claims : such as "T4"; none for all
    scale, seeds : of the runs; all share the country of the first seed, and worlds off the center are run with that seed only
    out : folder of the bank; by default one in the cache
    workers : runs at once; by default the usable cores
    say, note : told of progress, and of what a user may want to know
    open_country : gives the folder of a country; by default that of the cache, built if need be
    simulate : ``module:function`` that runs a world

    Raises
    ------
    InputError
        A claim is not known, or there are no seeds.
    """
    names, numbers = chosen(claims), tuple(seeds)
    if not 1 <= len(numbers) <= MOST_SEEDS:
        raise InputError(f"there are {len(numbers)} seeds; expected 1 to {MOST_SEEDS}.")
    tell, remark = say or (lambda stage, share=0.0: None), note or (lambda sentence: None)
    bank = Bank(bank_folder(out))
    bank.prepare()
    runs = plan_of(worlds_of(names), scale, numbers, simulate)
    with bank.lock(lambda pid: remark(text("claims.waiting", pid=pid or "?"))) as held:
        bank.sweep(held)
        bank.take_plan(runs)
        tell(text("claims.stage.check"))
        bank.discard_damaged()
        failures = _fill(bank, runs, simulate, workers, tell, open_country or stored)
        tell(text("claims.stage.verdicts"))
        results, failed = [], {}
        for claim in names:
            needed = [run for run in runs if run.scenario in EXPERIMENTS[claim].worlds]
            wrong = [failures[run.key] for run in needed if run.key in failures]
            if wrong:
                failed[claim] = wrong[0]
                continue
            results += results_of([claim], _runs_of(bank, needed))
    tell(text("claims.stage.verdicts"), 1.0)
    return Findings(tuple(results), failed, scale, numbers)


def bank_folder(out: Path | str | None) -> Path:
    """Where the runs are kept: the folder given, or one in the cache."""
    return Path(out) if out is not None else cache_folder().parent / "claims"


def plan_of(names: Iterable[str], scale: float, seeds: Sequence[int], simulate: str = SIMULATE) -> list[Run]:
    """The runs that some worlds need, the slowest first so that the last worker does not wait for it alone."""
    known = worlds()
    by_name = scenarios(names, scale, seeds[0])
    found = []
    for name, scenario in by_name.items():
        # Placings of the known arrivals are repeated within one run; every other world has one run for each seed.
        numbers = seeds if known[name].all_seeds else seeds[:1]
        found += plan({name: scenario}, numbers, simulate=simulate)
    return sorted(found, key=lambda run: run.content["departures"] != "observed")


def _fill(
    bank: Bank, runs: Sequence[Run], simulate: str, workers: int | None, tell: Callable[..., None], open_country: Open
) -> dict[str, str]:
    """Make the runs that are missing; gives the sentence of each that failed, by key."""
    from yeonjwa.ensemble.local import run_tasks
    from yeonjwa.ensemble.work import Done, Task
    from yeonjwa.provenance.catalogue_hash import catalogue_record
    from yeonjwa.scenario import Scenario
    from yeonjwa.version import __version__

    missing = [run for run in runs if not bank.has(run)]
    if not missing:
        bank.note_failures([])
        return {}
    country = open_country(Scenario(**missing[0].content).population)
    hashed = str(catalogue_record()["hash"])
    folder = None if country is None else str(country)
    tasks = [
        Task(run.key, run.content, folder, str(bank.files.absolute()), simulate, __version__, hashed) for run in missing
    ]
    stage, by_key = text("claims.stage.runs", total=len(runs)), {run.key: run for run in missing}
    done = len(runs) - len(missing)
    failed: list[tuple[Run, Done]] = []
    tell(stage, done / len(runs))
    made: Any = run_tasks(tasks, workers or cores())
    with closing(made) as results:  # on Ctrl-C the workers end at once
        for result in results:
            done += 1
            if result.path is None:
                failed.append((by_key[result.key], result))
            tell(stage, done / len(runs))
    bank.note_failures(failed)
    flush_folder(bank.files)
    return {run.key: result.error for run, result in failed}


def _runs_of(bank: Bank, runs: Sequence[Run]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for run in runs:
        found.setdefault(run.scenario, []).append(bank.outcome(run))
    return found


__all__ = ["SIMULATE", "Findings", "bank_folder", "plan_of", "run_claims"]
