"""Outcome folders on disk: found, checked to be whole and of one run, and refused with the near miss."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yeonjwa.errors import InputError, did_you_mean
from yeonjwa.provenance.made import made_of
from yeonjwa.refusals import shown
from yeonjwa.tables_io import RunFile, read_run_file

BESIDE = ("run.json", "report.html", "CITATION.txt")
TEXTS_OF_TABLES = ("DATA_DICTIONARY.md", "sensitivity.csv")


@dataclass(frozen=True)
class OutcomeFolder:
    """An outcome as `yeonjwa run` wrote it."""

    path: Path
    run: RunFile
    tables: tuple[str, ...]
    """Names of the tables, in the order of run.json."""

    def parquet(self, table: str) -> Path:
        """The Parquet file of a table."""
        return self.path / "tables" / f"{table}.parquet"

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that a run writes and that is there; nothing else that lies in the folder."""
        names = [*BESIDE, *(f"tables/{name}" for name in TEXTS_OF_TABLES)]
        every = (*self.tables, *self.run.shown_tables)
        names += [f"tables/{table}.{end}" for table in every for end in ("parquet", "csv")]
        return tuple(path for path in (self.path / name for name in names) if _is_plain_file(path))

    @property
    def others(self) -> tuple[str, ...]:
        """What lies in the folder besides: notes, links, files of other programs; as paths in it."""
        ours = set(self.files)
        found = [p for p in sorted(self.path.rglob("*")) if p not in ours and (p.is_symlink() or not p.is_dir())]
        return tuple(p.relative_to(self.path).as_posix() for p in found)


def open_outcome(path: Path, what: str) -> OutcomeFolder:
    """The outcome in the folder ``path``.

    Parameters
    ----------
    path : the folder
    what : how the user named it, such as "argument DIR"

    Raises
    ------
    InputError
        There is no such folder, it is no outcome, a file of it is missing, or a table was made by another run.
    """
    if not path.exists():
        near = did_you_mean(path.name, [f.name for f in outcomes_in(path.parent)])
        beside = f" {near}" if near != "Known: ." else ""
        raise InputError(f"{what}: there is no folder '{path}'.{beside} Name a folder that `yeonjwa run` wrote.")
    if not path.is_dir():
        inside = (
            " Name the folder that holds it." if path.name in BESIDE else " Name a folder that `yeonjwa run` wrote."
        )
        raise InputError(f"{what}: '{path}' is a file, not an outcome folder.{inside}")
    if not (path / "run.json").is_file():
        inner = [f"{path / f.name}" for f in outcomes_in(path)]
        hint = f" Did you mean '{inner[0]}'?" if inner else " Name a folder that `yeonjwa run` wrote."
        raise InputError(f"{what}: '{path}' is not an outcome folder (it holds no run.json).{hint}")
    run = read_run_file(path)
    if odd := [name for name in (*run.tables, *_named_as_shown(run, path)) if not re.fullmatch("[a-z0-9_]+", name)]:
        raise InputError(f"'{path / 'run.json'}' names a table {shown(odd[0])}; expected small letters, digits and _.")
    if missing := [key for key in ("time", "python") if not isinstance(run.made.get(key), str)]:
        raise InputError(f"'{path / 'run.json'}' does not say under 'made' what '{missing[0]}' was; expected text.")
    outcome = OutcomeFolder(path, run, tuple(run.tables))
    present = set(outcome.files)
    wanted = [path / name for name in BESIDE]
    wanted += [outcome.parquet(table) for table in (*outcome.tables, *run.shown_tables)]
    for file in wanted:
        if file not in present:
            name = file.relative_to(path).as_posix()
            raise InputError(f"{what}: '{path}' is not whole; '{name}' is missing. Repeat the run with --from.")
    for table in outcome.tables:
        _check_origin(outcome, table)
    for command, record in run.shown.items():
        for table in record["tables"]:
            _check_origin_of_shown(outcome.parquet(table), command, record)
    return outcome


def outcomes_in(folder: Path) -> list[Path]:
    """The outcome folders that lie directly in ``folder``."""
    try:
        return sorted(f for f in folder.iterdir() if (f / "run.json").is_file())
    except OSError:
        return []


def parquet_notes(path: Path) -> dict[str, str]:
    """The notes of the program in the metadata of a Parquet file (provenance, citation, title).

    Raises
    ------
    InputError
        It is no Parquet file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(path).metadata or {}
    except (pa.ArrowInvalid, OSError):
        raise InputError(f"'{path}' cannot be read as Parquet; repeat the run with --from.") from None
    return {key.decode(): value.decode(errors="replace") for key, value in metadata.items() if b"yeonjwa." in key}


def _named_as_shown(run: RunFile, path: Path) -> tuple[str, ...]:
    """Names of the tables of other commands that run.json names; refused where it does not say them as a run writes it."""
    for command, record in run.shown.items():
        if not isinstance(record, dict) or not isinstance(record.get("tables"), dict):
            raise InputError(f"'{path / 'run.json'}' does not say under 'shown' which tables of '{command}' there are.")
    return run.shown_tables


def _check_origin(outcome: OutcomeFolder, table: str) -> None:
    """Refuse a table that another run than run.json made: files put together by hand prove nothing."""
    path = outcome.parquet(table)
    notes = parquet_notes(path)
    made = _stored(notes)
    stated = outcome.run.model_dump()
    is_other = not made or any(stated.get(key) != value for key, value in made.items())
    # Files written before time and machine were kept in them say nothing of these.
    if is_other or made_of(notes) not in ({}, outcome.run.made):
        raise InputError(f"'{path}' was made by another run than the run.json beside it; repeat the run with --from.")


def _check_origin_of_shown(path: Path, command: str, record: Mapping[str, Any]) -> None:
    """Refuse a table of another command that was not made from what run.json says of it."""
    notes = parquet_notes(path)
    made = _stored(notes)
    made["catalogue"] = made.get("catalogue", {}).get("hash")
    stated = ("version", "command", "scale", "seeds", "catalogue")
    if any(made.get(key) != record.get(key) for key in stated) or made_of(notes) != record.get("made"):
        raise InputError(
            f"'{path}' does not hold the results of `yeonjwa {command}` of which run.json speaks; repeat the run with --from."
        )


def _stored(notes: Mapping[str, str]) -> dict[str, Any]:
    """What the metadata of a table say that it was made from; empty where they say nothing."""
    try:
        found = json.loads(notes.get("yeonjwa.provenance", ""))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
