"""The bank: the finished runs of an ensemble, one file each, and what the command that fills it keeps beside them.

DIR/.bank/runs/<key>.parquet    one run, every cell: a working cache, not for publishing
DIR/.bank/made/<key>.json       when and on what kind of machine that run was made
DIR/.bank/failed/<key>.txt      what a failed run said
DIR/.bank/plan.json             the runs of the last command
DIR/failed.json                 runs that failed, with a sentence each; absent if none did
DIR/ensemble.json  DIR/tables/  DIR/report.html  DIR/report-SCENARIO.html    what may be published (``publishing``)
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from yeonjwa.ensemble import run_files
from yeonjwa.ensemble.plan import Run
from yeonjwa.ensemble.pooling import LEVEL, Pooled, pool
from yeonjwa.ensemble.work import Done
from yeonjwa.errors import InputError, StoreError, did_you_mean
from yeonjwa.outcome import Outcome
from yeonjwa.population.lock import Held, wait_for

NOTE = (
    "A working cache of `yeonjwa ensemble`: aggregated tables of synthetic people, one file per run, with small cells\n"
    "NOT protected. Do not publish or pass on this folder. What may be published stands beside it (tables, report.html).\n"
    "It can be removed; the runs would then be made anew.\n\n"
    "`yeonjwa ensemble`의 작업용 캐시입니다. 가상 인물의 집계표가 실행마다 한 파일씩 있으며, 작은 칸이 가려져 있지 않습니다.\n"
    "이 폴더는 공개하거나 전달하지 마십시오. 공개해도 되는 것은 이 폴더 밖(tables, report.html)에 있습니다.\n"
    "지워도 되며, 그러면 실행을 다시 합니다.\n"
)


class Bank:
    """The runs of one ensemble folder: which are planned, and those that are finished."""

    def __init__(self, folder: Path | str):
        self.folder = Path(folder)
        self.cache = self.folder / ".bank"
        self.files = self.cache / "runs"
        self.runs: list[Run] = []

    @classmethod
    def open(cls, folder: Path | str) -> Bank:
        """The bank in ``folder``, with the plan of the last command.

        Raises
        ------
        InputError
            There is none.
        """
        bank = cls(folder)
        try:
            bank.runs = [Run(**row) for row in json.loads((bank.cache / "plan.json").read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError):
            raise InputError(
                f"'{folder}' holds no ensemble; name the folder that `yeonjwa ensemble --out` filled."
            ) from None
        return bank

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios, in order."""
        return list(dict.fromkeys(run.scenario for run in self.runs))

    def has(self, run: Run) -> bool:
        """Whether a run is finished (its file is there; reading it checks it)."""
        return run_files.path_of(self.files, run.key).exists()

    def finished(self, scenario: str | None = None) -> list[Run]:
        """Finished runs, of one scenario or of all, in the order of the plan."""
        return [run for run in self.runs if scenario in (None, run.scenario) and self.has(run)]

    def made(self, run: Run) -> dict[str, Any]:
        """When and on what kind of machine a finished run was made; empty where that is not known."""
        return run_files.made(self.files, run.key)

    @property
    def failed(self) -> dict[str, str]:
        """Key and sentence of each run that failed in the last command."""
        try:
            rows = json.loads((self.folder / "failed.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return {row["key"]: row["error"] for row in rows}

    def outcome(self, run: Run) -> Outcome:
        """The outcome of a finished run: every cell, not fit to leave the program.

        Raises
        ------
        StoreError
            Its file is damaged (``DamagedRun``) or gone; the same command makes it anew.
        """
        try:
            return run_files.read(run_files.path_of(self.files, run.key))
        except FileNotFoundError:
            raise StoreError(f"run {run.key} is not in the bank; the same command makes it.") from None

    def outcomes(self, scenario: str | None = None) -> Iterator[tuple[Run, Outcome]]:
        """Finished runs with their outcomes, one at a time, in the order of the plan."""
        for run in self.finished(scenario):
            yield run, self.outcome(run)

    def pooled(self, table: str, scenario: str | None = None, level: float = LEVEL) -> Pooled:
        """One table over the finished runs of a scenario: means, intervals, pooled raw counts (see ``pooling.pool``).

        Raises
        ------
        InputError
            No run is finished, the table is not known, or the scenario must be named.
        """
        return self.pooled_tables(scenario, level, only=table)[table]

    def pooled_tables(
        self, scenario: str | None = None, level: float = LEVEL, only: str | None = None
    ) -> dict[str, Pooled]:
        """All tables of a scenario over its finished runs, by name (or ``only`` one)."""
        name = self._scenario(scenario)
        runs, tables = [], []
        for run, outcome in self.outcomes(name):
            if only is not None and only not in outcome.tables:
                raise InputError(f"table '{only}' is not in the runs. {did_you_mean(only, outcome.tables)}")
            runs.append(run)
            tables.append(outcome.tables if only is None else {only: outcome.tables[only]})
        if not runs:
            raise InputError(f"no run of '{name}' is finished in '{self.folder}'.")
        names = [n for n in tables[0] if all(n in one for one in tables)]
        return {n: pool([one[n] for one in tables], [run.country for run in runs], level) for n in names}

    def _scenario(self, scenario: str | None) -> str:
        known = self.scenarios
        if scenario is None and len(known) == 1:
            return known[0]
        if scenario is None:
            raise InputError(f"there are {len(known)} scenarios; name one of: {', '.join(known)}.")
        if scenario not in known:
            raise InputError(f"scenario '{scenario}' is not in the bank. {did_you_mean(scenario, known)}")
        return scenario

    # What follows is for the command that fills the bank; it holds the lock.

    def prepare(self) -> None:
        """Make the folders and the note that says what they are not for."""
        for folder in (self.files, self.cache / "failed"):
            folder.mkdir(parents=True, exist_ok=True)
        (self.cache / "README.txt").write_text(NOTE, encoding="utf-8")
        (self.cache / ".gitignore").write_text("*\n", encoding="utf-8")

    def lock(self, on_wait: Callable[[int | None], None]) -> Held:
        """The lock of this bank, waited for while another command fills it."""
        return wait_for(self.cache / "lock", on_wait)[0]

    def sweep(self, held: Held) -> None:
        """Take away what killed processes left half-written; not where the system knows no locks."""
        if held.is_real:
            for folder in (self.files, self.cache / "made", self.cache, self.folder):
                for partial in folder.glob(f".*{run_files.PARTIAL}"):
                    with contextlib.suppress(OSError):
                        partial.unlink()

    def take_plan(self, runs: Sequence[Run]) -> None:
        """Write down which runs the command is after."""
        self.runs = list(runs)
        write_whole(self.cache / "plan.json", _json([asdict(run) for run in runs]))

    def discard_damaged(self) -> list[Run]:
        """Take away the files of planned runs that are not as they were written, and name these runs."""
        damaged = []
        for run in self.finished():
            try:
                self.outcome(run)
            except run_files.DamagedRun:
                run_files.path_of(self.files, run.key).unlink()
                damaged.append(run)
        return damaged

    def note_failures(self, failed: Sequence[tuple[Run, Done]]) -> None:
        """List the failed runs in failed.json, or remove it if there are none."""
        path = self.folder / "failed.json"
        for run, done in failed:
            if done.trace:
                write_whole(self.cache / "failed" / f"{run.key}.txt", done.trace)
        if not failed:
            path.unlink(missing_ok=True)
            return
        rows = [
            {"key": run.key, "scenario": run.scenario, "seed": run.seed, "figures": run.figures, "error": done.error}
            for run, done in failed
        ]
        write_whole(path, _json(rows))


def write_whole(path: Path, words: str) -> None:
    """Write a small text file so that it is there whole or as it was before."""
    partial = path.parent / f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}{run_files.PARTIAL}"
    try:
        with open(partial, "x", encoding="utf-8", newline="\n") as file:
            file.write(words)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
