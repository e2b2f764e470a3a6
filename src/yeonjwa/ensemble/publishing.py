"""What an ensemble gives to the world: tables over runs, protected on their pooled counts, and how they were made."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from yeonjwa.disclosure import publish_all
from yeonjwa.ensemble.bank import Bank, write_whole
from yeonjwa.ensemble.plan import Run
from yeonjwa.ensemble.pooling import LEVEL, Pooled
from yeonjwa.ensemble.run_files import PARTIAL
from yeonjwa.outcome import Table

FORMAT = 1


def published_tables(pooled: Mapping[str, Pooled], scale: float) -> dict[str, Table]:
    """Pooled tables as they may leave the program: the floor on pooled counts, and repeated people counted once."""
    tables = {name: one.table for name, one in pooled.items()}
    return publish_all(tables, scale, {name: one.repeated for name, one in pooled.items()})


def publish(bank: Bank, facts: Mapping[str, Any], command: str, has_csv: bool) -> list[str]:
    """Write tables, ensemble.json and the reports from the finished runs, in the place of what stood there.

    Parameters
    ----------
    bank : its finished runs are pooled by scenario
    facts : how the runs were chosen (seeds, design, scenarios as given)
    command : the command that makes the same, without folders of this machine
    has_csv : write the tables as CSV too

    Returns
    -------
    list of str
        Scenarios without a finished run, of which nothing is written.
    """
    from yeonjwa.ensemble import main_report
    from yeonjwa.ensemble.page import page
    from yeonjwa.provenance.made import made_now
    from yeonjwa.tables_io import run_file, write_tables

    empty, all_tables = [], {}
    reports: dict[str, str] = {}
    with _folder_replaced(bank.folder / "tables") as folder:
        for name in bank.scenarios:
            runs = bank.finished(name)
            if not runs:
                empty.append(name)
                continue
            first = bank.outcome(runs[0])
            record = first.run
            scenario = _common(record["scenario"], facts["scenarios"][name], runs)
            tables = published_tables(bank.pooled_tables(name), scenario["population"]["scale"])
            run = run_file({**record, "scenario": scenario}, tables, command, has_csv)
            write_tables(folder / name, tables, run, has_csv)
            all_tables[name] = tables
            if main_report.can_be_made(tables):
                seeds = main_report.seeds_in_words([one.seed for one in runs])
                reports[name] = main_report.main_report(tables, first.tables, run, seeds, facts)
    content = {
        **facts,
        "format": FORMAT,
        "command": command,
        "level": LEVEL,
        "made": made_now(),
        "runs_made": _machines(bank),
        "runs": [_row(run, bank) for run in bank.runs],
    }
    write_whole(bank.folder / "ensemble.json", json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    files = {name: report_name(name) for name in reports}
    for old in {path.name for path in bank.folder.glob(report_name("*"))} - {*files.values()}:
        (bank.folder / old).unlink()
    for name, words in reports.items():
        write_whole(bank.folder / files[name], words)
    write_whole(bank.folder / "report.html", page(all_tables, content, files))
    return empty


def report_name(scenario: str) -> str:
    """File of the main report of a simulated scenario, beside ``report.html``."""
    return f"report-{scenario}.html"


def _common(scenario: Mapping[str, Any], as_given: Mapping[str, Any], runs: list[Run]) -> dict[str, Any]:
    """The scenario of the runs as a reader of one table meets it: as given, with the seed of the first run."""
    return {**scenario, **as_given, "seed": runs[0].seed}


def _machines(bank: Bank) -> list[dict[str, Any]]:
    """Each kind of machine on which finished runs were made, with how many, and when the first and the last of them."""
    found: dict[str, dict[str, Any]] = {}
    for run in bank.finished():
        made = bank.made(run)
        time = made.pop("time", None)
        entry = found.setdefault(json.dumps(made, sort_keys=True), {**made, "runs": 0, "first": time, "last": time})
        entry["runs"] += 1
        if time is not None:
            entry["first"], entry["last"] = min(entry["first"], time), max(entry["last"], time)
    return list(found.values())


def _row(run: Run, bank: Bank) -> dict[str, Any]:
    state = "done" if bank.has(run) else "failed" if run.key in bank.failed else "missing"
    return {
        "key": run.key, "scenario": run.scenario, "seed": run.seed, "point": run.point, "figures": run.figures,
        "country": run.country, "state": state, "time": bank.made(run).get("time") if state == "done" else None,
    }  # fmt: skip


@contextmanager
def _folder_replaced(folder: Path) -> Iterator[Path]:
    """A new folder that takes the place of ``folder`` at the end; if anything goes wrong, the old one stays."""
    mark = f"{os.getpid()}-{secrets.token_hex(4)}"
    partial, old = (folder.parent / f".{folder.name}-{kind}{mark}{PARTIAL}" for kind in ("", "old-"))
    partial.mkdir()
    try:
        yield partial
        if folder.exists():
            folder.rename(old)
        partial.rename(folder)
    finally:
        for left_over in (partial, old):
            shutil.rmtree(left_over, ignore_errors=True)
