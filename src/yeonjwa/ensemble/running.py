"""Working a plan off: what is finished stays, what is missing is run, what fails is listed, and the bank is published."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from yeonjwa.ensemble import cluster, design, local, work
from yeonjwa.ensemble.bank import Bank
from yeonjwa.ensemble.plan import Run, named, plan
from yeonjwa.errors import InputError, YeonjwaError
from yeonjwa.messages import text
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.scenario import Scenario

Say = Callable[..., None]
"""Told the stage in words and the share done, 0 to 1."""
Open = Callable[[PopulationSpec], Path | None]
"""Gives the folder of a country, built if need be; None if the runs need none."""


def run(
    scenarios: Scenario | Sequence[Scenario] | Mapping[str, Scenario],
    seeds: Iterable[int],
    *,
    out: Path | str,
    backend: str = "local",
    workers: int | None = None,
    vary: Mapping[str, tuple[float, float]] | None = None,
    design_name: design.Design = "sobol",
    points: int = 0,
    vary_schedule: bool = False,
    vary_population: bool = False,
    has_csv: bool = False,
    command: str = "",
    say: Say | None = None,
    note: Callable[[str], None] | None = None,
    open_country: Open | None = None,
    simulate: str | None = None,
) -> Bank:
    """Run every scenario with every seed (at every point of a design) and keep the runs in a bank.

    What is already in the bank is not run again, so that the same call goes on where it stopped. The files of the bank
    are the same whichever backend and however many workers. In a script, call it under ``if __name__ == "__main__"``,
    because worker processes import the script.

    Main parameters
    ---------------
    scenarios : one, several, or by name
    seeds : of the runs; all runs of a scenario share its country, whose seed the scenario names
    out : folder of the ensemble; new, empty, or that of an earlier call
    backend : "local" (processes here), "dask" (a Dask cluster here), "dask://HOST:PORT" (a scheduler), or "slurm"
    workers : how many run at once (default: the usable cores)

    Other parameters
    ----------------
    vary, design_name, points : figures with their ranges, "sobol" or "lhs", and how many points
    vary_schedule : give each point a draw of its own of dates and levels of the schedule, with or without figures
    vary_population : build a country of its own for each seed
    has_csv, command : tables as CSV too; the words that are written down as the command
    say, note : told of progress, and of what a user may want to know
    open_country : gives the folder of a country (default: the cache, built if need be)
    simulate : ``module:function`` that runs a scenario in a country (default: the program's own)

    Returns
    -------
    Bank
        With all planned runs; ``Bank.failed`` names those that failed.

    Raises
    ------
    InputError
        Something given is not usable; nothing was begun.
    MachineError, StoreError
        A country cannot be built, no scheduler answers, or the disk is full. Finished runs stay.
    """
    cluster.check_backend(backend, workers)
    by_name, numbers = named(scenarios), tuple(seeds)
    looked_at = _points(by_name, dict(vary or {}), design_name, points, vary_schedule)
    own = "" if simulate in (None, work.SIMULATE) else str(simulate)
    runs = plan(by_name, numbers, looked_at, is_population_varied=vary_population, simulate=own)
    facts = _facts(by_name, numbers, vary, design_name, looked_at, vary_schedule, vary_population)

    def publish(bank: Bank) -> None:
        from yeonjwa.ensemble.publishing import publish as write

        write(bank, facts, command, has_csv)

    return work_off(
        runs, out, backend=backend, workers=workers, say=say, note=note, open_country=open_country, simulate=simulate, publish=publish
    )  # fmt: skip


def work_off(
    runs: Sequence[Run],
    out: Path | str,
    *,
    backend: str = "local",
    workers: int | None = None,
    say: Say | None = None,
    note: Callable[[str], None] | None = None,
    open_country: Open | None = None,
    simulate: str | None = None,
    publish: Callable[[Bank], None] | None = None,
) -> Bank:
    """Run what is missing of a plan, as ``run`` does; parameters as there.

    publish : told of the bank at the end, while it is locked; without it nothing is written but the bank. A comparison publishes
        differences instead, since tables of both worlds side by side would tell the small differences that it hides.
    """
    cluster.check_backend(backend, workers)
    tell, remark = say or (lambda stage, share=0.0: None), note or (lambda sentence: None)
    bank = Bank(out)
    _refuse_other_folder(bank)
    bank.prepare()
    with bank.lock(lambda pid: remark(text("ensemble.waiting", pid=pid or "?"))) as held:
        bank.sweep(held)
        bank.take_plan(runs)
        tell(text("ensemble.stage.check"))
        if damaged := bank.discard_damaged():
            remark(text("ensemble.damaged", count=len(damaged)))
        missing = [one for one in runs if not bank.has(one)]
        folders, failed = _countries(missing, open_country or stored)
        tasks = [
            _task(one, folders[one.country], bank, simulate or work.SIMULATE)
            for one in missing
            if one.country in folders
        ]
        bank.note_failures(failed)
        stage, by_key = text("ensemble.stage.runs", total=len(runs)), {one.key: one for one in missing}
        done = len(runs) - len(missing)
        tell(stage, done / len(runs))
        with closing(_worked_off(tasks, backend, workers or cores())) as results:  # on Ctrl-C the workers end at once
            for result in results:
                done += 1
                if result.path is None:
                    failed.append((by_key[result.key], result))
                    bank.note_failures(failed)
                tell(stage, done / len(runs))
        if publish is not None and bank.finished():
            tell(text("ensemble.stage.publish"))
            publish(bank)
            tell(text("ensemble.stage.publish"), 1.0)
    return bank


def _points(
    scenarios: Mapping[str, Scenario],
    vary: dict[str, tuple[float, float]],
    design_name: design.Design,
    points: int,
    vary_schedule: bool,
) -> tuple[design.Point, ...]:
    if not vary and not vary_schedule:
        if points:
            raise InputError(
                "a number of points was given, but nothing to vary; name a figure, such as kin_dispersion=0.05..0.4, or vary the schedule."
            )
        return ((),)
    design.check_ranges(vary)
    if not points:
        what = "figures are" if vary else "the schedule is"
        raise InputError(f"{what} to be varied; say at how many points, such as --points 64.")
    if vary_schedule:
        design.check_schedules(scenarios)
    seed = next(iter(scenarios.values())).seed
    found = design.points_of(vary, design_name, points, seed) if vary else ((),) * points
    return design.with_draws(found) if vary_schedule else found


def _refuse_other_folder(bank: Bank) -> None:
    if bank.folder.is_dir() and not bank.cache.is_dir() and any(bank.folder.iterdir()):
        raise InputError(
            f"the folder '{bank.folder}' holds something else than an ensemble. Name a new or empty folder, or that of an ensemble."
        )


def _countries(runs: Sequence[Run], open_country: Open) -> tuple[dict[str, Path | None], list[tuple[Run, work.Done]]]:
    """Folders of the countries that runs need, one after the other; a country that cannot be had fails its runs only.

    Where no country can be had at all, the error is raised.
    """
    specs: dict[str, PopulationSpec] = {}
    for one in runs:
        if one.country not in specs:
            specs[one.country] = PopulationSpec(**one.content["population"])
    folders: dict[str, Path | None] = {}
    failed = []
    for digest, spec in specs.items():
        try:
            folders[digest] = open_country(spec)
        except YeonjwaError as error:
            if len(specs) == 1:
                raise
            failed += [(one, work.Done(one.key, None, str(error))) for one in runs if one.country == digest]
    return folders, failed


def stored(spec: PopulationSpec) -> Path:
    """The folder of the country of a spec, built if need be."""
    from yeonjwa.population import store

    store.open_or_build(spec)
    return store.path_of(spec).absolute()


def _task(one: Run, country: Path | None, bank: Bank, simulate: str) -> work.Task:
    from yeonjwa.provenance.catalogue_hash import catalogue_record
    from yeonjwa.version import __version__

    return work.Task(
        one.key, one.content, None if country is None else str(country), str(bank.files.absolute()), simulate,
        __version__, str(catalogue_record()["hash"]),
    )  # fmt: skip


def _worked_off(tasks: Sequence[work.Task], backend: str, workers: int) -> Generator[work.Done, None, None]:
    if tasks and backend == "local":
        yield from local.run_tasks(tasks, workers)
    elif tasks:
        yield from cluster.run_tasks(tasks, backend, min(workers, len(tasks)))


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _facts(
    scenarios: Mapping[str, Scenario],
    seeds: Sequence[int],
    vary: Mapping[str, tuple[float, float]] | None,
    design_name: str,
    points: Sequence[design.Point],
    is_schedule_varied: bool,
    is_population_varied: bool,
) -> dict[str, Any]:
    """How the runs were chosen, for ensemble.json."""
    from yeonjwa.provenance.catalogue_hash import catalogue_record
    from yeonjwa.version import __version__

    return {
        "version": __version__,
        "catalogue": catalogue_record(),
        "scenarios": {name: scenario.model_dump(mode="json") for name, scenario in scenarios.items()},
        "seeds": list(seeds),
        "population_varied_by_seed": is_population_varied,
        "vary": {name: list(ends) for name, ends in (vary or {}).items()},
        "design": design_name if vary else None,
        "schedule_varied": is_schedule_varied,
        "points": [dict(point) for point in points if point],
    }
