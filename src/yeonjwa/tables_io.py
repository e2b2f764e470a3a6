"""Writing an outcome folder, and reading the run.json from which a run is repeated.

    DIR/report.html  DIR/run.json  DIR/CITATION.txt
    DIR/tables/<name>.parquet [<name>.csv]  DIR/tables/DATA_DICTIONARY.md

A folder appears whole or not at all: everything is written beside it and moved into place at the end.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from yeonjwa.errors import InputError, YeonjwaError
from yeonjwa.messages import LANGUAGES, TERMS, catalogue, current_language, current_terms, text
from yeonjwa.outcome import Field, Table
from yeonjwa.provenance.made import MADE, made_now, made_words
from yeonjwa.refusals import explain
from yeonjwa.scenario import Scenario

RUN_FORMAT = 1
RUN_BYTES_AT_MOST = 2_000_000


class RunFile(BaseModel):
    """The contents of run.json: all that is needed to repeat a run, and what it gave."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    version: str
    command: str
    scenario: dict[str, Any]
    country: dict[str, Any]
    catalogue: dict[str, Any] = {}
    """Version and hashes of the catalogue (``catalogue_record``); empty in files written before they were kept."""
    simulation: dict[str, Any] = {}
    """Facts of a simulated run: the figures it has read, with their values; empty for observed departures."""
    language: str
    terms: str
    csv: bool
    made: dict[str, Any]
    tables: dict[str, str]
    """SHA-256 of the contents of each published table (``checksum``)."""
    shown: dict[str, Any] = {}
    """Results of other commands that the report shows, by command: what each was made from, when and on what, and a checksum of each table
    (``kept_tables.Kept.record``)."""

    @property
    def shown_tables(self) -> tuple[str, ...]:
        """Names of the tables of these results, which lie beside those of the run."""
        return tuple(name for record in self.shown.values() for name in record["tables"])


def checksum(table: Table) -> str:
    """SHA-256 of the columns of a table: names, kinds and values, whatever the file format."""
    digest = hashlib.sha256()
    for name in table.data:
        column = table.column(name)
        digest.update(f"{name}\0{column.dtype.kind}\0".encode())
        if column.dtype.kind in "OUS":
            digest.update("\0".join(str(v) for v in column.tolist()).encode())
        else:
            little = column.dtype.newbyteorder("<")
            digest.update(np.ascontiguousarray(column, dtype=little).tobytes())
    return digest.hexdigest()


def run_file(
    record: Mapping[str, Any],
    published: Mapping[str, Table],
    command: str,
    has_csv: bool,
    shown: Mapping[str, Any] | None = None,
) -> RunFile:
    """What run.json will hold; the machine is described without its name or its user's.

    shown : of results of other commands in the report (``report.shown``)
    """
    return RunFile(
        format=RUN_FORMAT,
        version=str(record["version"]),
        command=command,
        scenario=dict(record["scenario"]),
        country=dict(record["country"]),
        catalogue=dict(record["catalogue"]),
        simulation=dict(record.get("simulation", {})),
        language=current_language(),
        terms=current_terms(),
        csv=has_csv,
        made=made_now(),
        tables={name: checksum(table) for name, table in published.items()},
        shown=dict(shown or {}),
    )


def read_run(path: Path) -> tuple[RunFile, Scenario]:
    """The run.json at ``path`` and the scenario it names.

    Raises
    ------
    InputError
        There is no such file, or it is not a run.json of this program.
    """
    run = read_run_file(path)
    if path.is_dir():
        path = path / "run.json"
    try:
        return run, Scenario(**run.scenario)
    except InputError as error:
        raise InputError(f"'{path}', scenario: {error}") from None


def read_run_file(path: Path) -> RunFile:
    """The run.json at ``path``, whether or not this version knows every key of its scenario.

    Raises
    ------
    InputError
        There is no such file, or it is not a run.json of this program.
    """
    if path.is_dir():
        path = path / "run.json"
    try:
        if path.stat().st_size > RUN_BYTES_AT_MOST:
            raise InputError(f"'{path}' is too large for a run.json; name the run.json of an outcome folder.")
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError(f"there is no file '{path}'; name the run.json of an outcome folder.") from None
    except InputError:
        raise
    except (OSError, ValueError, RecursionError):
        raise InputError(f"'{path}' cannot be read as a run.json; name the run.json of an outcome folder.") from None
    if not isinstance(content, dict) or "scenario" not in content:
        raise InputError(f"'{path}' is not a run.json of this program; expected an object with 'scenario'.")
    try:
        run = RunFile(**content)
    except ValidationError as error:
        raise InputError(f"'{path}' is not a run.json: {explain(error, RunFile)}") from None
    if run.format != RUN_FORMAT:
        raise InputError(f"'{path}' has format {run.format}; this version reads format {RUN_FORMAT}.")
    if run.language not in LANGUAGES:
        raise InputError(f"'{path}': language is '{run.language}'; expected 'en' or 'ko'.")
    if run.terms not in TERMS["en"]:
        raise InputError(f"'{path}': terms is '{run.terms}'; expected 'defector' or 'escapee'.")
    return run


class Erratum(BaseModel):
    """A result that was withdrawn or corrected later."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: str
    versions: tuple[str, ...]
    """Versions whose results are wrong, written out."""
    tables: tuple[str, ...] = ()
    """Tables that are wrong; all if empty."""
    en: str
    ko: str


def errata(version: str, entries: list[dict[str, Any]] | None = None) -> list[Erratum]:
    """What was found wrong in results of ``version`` (``entries``: the packaged list unless given)."""
    if entries is None:
        entries = json.loads((resources.files("yeonjwa") / "data" / "errata.json").read_text(encoding="utf-8"))
    return [e for e in (Erratum(**entry) for entry in entries or []) if version in e.versions]


@contextmanager
def folder_in_one_piece(folder: Path) -> Iterator[Path]:
    """A new folder beside ``folder`` to write in; moved to ``folder`` at the end, removed if anything goes wrong."""
    folder = folder.absolute()
    made = _make_parents(folder.parent)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", suffix=".partial", dir=folder.parent))
    try:
        yield partial
        partial.chmod(0o755)  # mkdtemp makes it private
        if folder.is_dir():
            folder.rmdir()  # empty, as was checked before the work; else this refuses
        partial.rename(folder)
    except BaseException as error:
        shutil.rmtree(partial, ignore_errors=True)
        for parent in made:
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()
        if isinstance(error, OSError) and folder.exists() and folder.is_dir() and any(folder.iterdir()):
            raise YeonjwaError(
                f"the folder '{folder}' was filled while the run went on; nothing was written there."
            ) from error
        raise


def _make_parents(parent: Path) -> list[Path]:
    """Make missing folders above the output; which were made, innermost first."""
    made = []
    while not parent.exists():
        made.append(parent)
        parent = parent.parent
    for missing in reversed(made):
        missing.mkdir()
    return made


def write_tables(
    folder: Path, published: Mapping[str, Table], run: RunFile, has_csv: bool, shown: Mapping[str, Table] | None = None
) -> None:
    """Write ``published`` as Parquet (and CSV) with the data dictionary; the provenance stands in each file's metadata.

    shown : tables of other commands that lie beside them as they were read; here they are described, and written as CSV
    """
    folder.mkdir()
    # Time and machine stand under a key of their own: all other metadata and the tables are the same for the same run.
    provenance = json.dumps(
        {
            "version": run.version,
            "command": run.command,
            "scenario": run.scenario,
            "country": run.country,
            "catalogue": run.catalogue,
        },
        sort_keys=True,
        ensure_ascii=False,
    )
    notes = {
        "yeonjwa.provenance": provenance,
        MADE: made_words(run.made),
        "yeonjwa.versions": json.dumps({"python": run.made["python"], **run.made["libraries"]}, sort_keys=True),
        "yeonjwa.citation": citation(run, "en"),
        "yeonjwa.citation.ko": citation(run, "ko"),
    }
    described = {**published, **(shown or {})}
    for name, table in published.items():
        (folder / f"{name}.parquet").write_bytes(parquet_bytes(table, notes))
    for name, table in described.items() if has_csv else ():
        (folder / f"{name}.csv").write_bytes(csv_bytes(table))
    (folder / "DATA_DICTIONARY.md").write_text(data_dictionary(described), encoding="utf-8", newline="\n")


def parquet_bytes(table: Table, notes: Mapping[str, str]) -> bytes:
    """A published table as Parquet: unit, role and description with each column, ``notes`` and the title with the file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = []
    for column in table.fields:
        about = {"unit": column.unit, "role": column.role, "description": text(column.description, lang="en")}
        values = _arrow(table, column)
        columns.append((pa.field(column.name, values.type, metadata=about), values))
    schema = pa.schema([f for f, _ in columns], metadata={**notes, "yeonjwa.title": text(table.title, lang="en")})
    sheet = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([v for _, v in columns], schema=schema), sheet, compression="zstd")
    return sheet.getvalue()


def _arrow(table: Table, column: Field) -> Any:
    """A column for Parquet: hidden numbers as null, raw counts as whole numbers."""
    import pyarrow as pa

    values = table.column(column.name)
    if values.dtype.kind != "f":
        return pa.array([str(v) for v in values.tolist()] if values.dtype.kind in "OUS" else values)
    missing = np.isnan(values)
    if column.role == "raw" and (missing | (values == np.round(values))).all():
        return pa.array(np.where(missing, 0, values).astype(np.int64), mask=missing)
    return pa.array(values, mask=missing)


def csv_bytes(table: Table) -> bytes:
    """The table as CSV that Excel opens cleanly: UTF-8 with a byte order mark, no age group that looks like a date."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.data)
    columns = []
    for name in table.data:
        values = table.column(name)
        if values.dtype.kind == "f":
            columns.append(["" if v != v else str(int(v)) if v == int(v) else repr(v) for v in values.tolist()])
        elif values.dtype.kind in "OUS":
            columns.append([re.sub(r"^(\d+)-(\d+)$", "\\1–\\2", str(v)) for v in values.tolist()])
        else:
            columns.append([str(v) for v in values.tolist()])
    writer.writerows(zip(*columns, strict=True))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or as it was before."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".partial", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)  # mkstemp makes it private
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def data_dictionary(published: Mapping[str, Table]) -> str:
    """Every table and column with unit, role and description, in English and Korean (Markdown)."""
    lines = [f"# {text('run.dictionary.title', lang='en')} / {text('run.dictionary.title', lang='ko')}", ""]
    for language in LANGUAGES:
        lines += [text("run.dictionary.intro", lang=language), ""]
    for name, table in published.items():
        lines += [f"## {name}", "", f"{text(table.title, lang='en')} / {text(table.title, lang='ko')}", ""]
        if table.sums:
            lines += [f"Adds up over / 합산 가능: {', '.join(f'`{s}`' for s in table.sums)}", ""]
        lines += ["| column | role | unit | description | 설명 |", "|---|---|---|---|---|"]
        for f in table.fields:
            role = f"{f.role} ({f.of})" if f.of else f.role
            words = (text(f.description, lang=language).replace("|", "\\|") for language in LANGUAGES)
            lines.append(f"| `{f.name}` | {role} | {f.unit or '–'} | {' | '.join(words)} |")
        lines += ["", *(f"- `{key}`: {text(key, lang='en')} / {text(key, lang='ko')}" for key in _message_keys(table))]
        lines.append("")
    return "\n".join(lines)


def _message_keys(table: Table) -> list[str]:
    """Message keys that stand in a table's warnings and notes, in order."""
    columns = [table.column(f.name).tolist() for f in table.of_role("warning", "note")]
    known = catalogue("en")
    return list(dict.fromkeys(value for column in columns for value in column if value in known))


def citation(run: RunFile, language: str) -> str:
    """How to cite this outcome, with the exact version, seed and scale."""
    population = run.scenario["population"]
    return text(
        "run.citation", lang=language, version=run.version, scale=population["scale"], seed=run.scenario["seed"],
        digest=run.country.get("digest", "–"),
    )  # fmt: skip


def write_outcome(
    folder: Path,
    published: Mapping[str, Table],
    run: RunFile,
    html: str,
    more_files: Mapping[str, str | bytes] | None = None,
    shown: Mapping[str, Table] | None = None,
) -> None:
    """Write the whole outcome folder in one piece.

    Parameters
    ----------
    folder : new or empty
    published : tables as ``disclosure.publish_all`` gave them
    run, html : run.json and report.html
    more_files : further files beside the tables, by name
    shown : tables of other commands among them, which the data dictionary describes too

    Raises
    ------
    YeonjwaError
        Something was put into the folder while the run went on.
    OSError
        The disk is full or not writable; nothing stays behind.
    """
    with folder_in_one_piece(folder) as partial:
        write_tables(partial / "tables", published, run, run.csv, shown)
        for name, words in (more_files or {}).items():
            (partial / "tables" / name).write_bytes(words.encode() if isinstance(words, str) else words)
        (partial / "report.html").write_text(html, encoding="utf-8", newline="\n")
        (partial / "CITATION.txt").write_text(
            "\n\n".join(citation(run, language) for language in LANGUAGES) + "\n", encoding="utf-8", newline="\n"
        )
        (partial / "run.json").write_text(run.model_dump_json(indent=1) + "\n", encoding="utf-8", newline="\n")
