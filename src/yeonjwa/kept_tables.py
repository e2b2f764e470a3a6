"""Published tables that a command leaves in a folder, with how they were made, and reading them back for the report of a run.

Only what is protected is written, so that what is read back can be shown as it is; still it is checked. The program brings such
results with it (``shipped``), so that the report of a run shows tested claims and rival histories without further commands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yeonjwa.disclosure import FLOOR_PEOPLE
from yeonjwa.errors import InputError
from yeonjwa.messages import text
from yeonjwa.outcome import Field, Table, columns_by_role
from yeonjwa.provenance.made import MADE, made_now, made_of, made_words

BYTES_AT_MOST = 5_000_000
PROVENANCE = "yeonjwa.provenance"


@dataclass(frozen=True)
class Shape:
    """What a table is called and which columns it has; its rows give the table."""

    name: str
    title: str  # message key
    fields: tuple[Field, ...]

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return [f.name for f in self.fields]

    def filled(self, rows: Sequence[Mapping[str, Any]]) -> Table:
        """The table of some rows; hidden numbers are None or NaN in them."""
        return Table(self.name, self.title, self.fields, columns_by_role(self.fields, rows))


@dataclass(frozen=True)
class Kept:
    """Tables of a folder: rows by table, what they were made from, when and on what, and the files themselves by name."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    about: Mapping[str, Any]
    made: Mapping[str, Any]
    files: Mapping[str, bytes]
    tables: Mapping[str, Table]

    def record(self) -> dict[str, Any]:
        """What run.json says of tables that the report shows: what they were made from, and a checksum of each."""
        from yeonjwa.tables_io import checksum

        named = {key: self.about[key] for key in ("version", "command", "scale", "seeds")}
        sums = {name: checksum(table) for name, table in self.tables.items()}
        return {**named, "catalogue": self.about["catalogue"]["hash"], "made": dict(self.made), "tables": sums}


def about(command: str, scale: float, seeds: Sequence[int]) -> dict[str, Any]:
    """What tables were made from; time and machine stand beside it (``provenance.made``)."""
    from yeonjwa.provenance.catalogue_hash import catalogue_record
    from yeonjwa.version import __version__

    return {
        "version": __version__, "command": command, "catalogue": catalogue_record(), "scale": scale, "seeds": list(seeds),
    }  # fmt: skip


def write(
    folder: Path, tables: Sequence[Table], others: Mapping[str, str], made: Mapping[str, Any], warning: str
) -> list[Path]:
    """Write tables as Parquet and other files beside them, each whole or not at all; gives their paths.

    Parameters
    ----------
    others : texts by name of the file
    made : as ``about`` gives it; it stands in the metadata of each table
    warning : message key of what stands there in both languages
    """
    from yeonjwa.tables_io import parquet_bytes, replace_file

    folder.mkdir(parents=True, exist_ok=True)
    notes = notes_of(made, made_now(), warning)
    contents = {f"{table.name}.parquet": parquet_bytes(table, notes) for table in tables}
    contents |= {name: words.encode() for name, words in others.items()}
    for name, content in contents.items():
        replace_file(folder / name, content)
    return [folder / name for name in contents]


def notes_of(about: Mapping[str, Any], made: Mapping[str, Any], warning: str) -> dict[str, str]:
    """The metadata of each Parquet file: what it was made from, when and on what, and what to bear in mind in both languages."""
    return {
        PROVENANCE: json.dumps(about, ensure_ascii=False, sort_keys=True),
        MADE: made_words(made),
        "yeonjwa.warning": text(warning, lang="en"),
        "yeonjwa.warning.ko": text(warning, lang="ko"),
    }


def read(folder: Path, shapes: Sequence[Shape], command: str) -> Kept:
    """The tables of a folder.

    Parameters
    ----------
    shapes : of the tables that it must hold; a column ``rests_on`` counts what ``estimate`` rests on
    command : that wrote them, for refusals

    Raises
    ------
    InputError
        The folder holds none, they are not as the command writes them, or a number stands in them that rests on too few.
    """
    import pyarrow.parquet as pq

    files, rows = {}, {}
    notes: Mapping[bytes, bytes] = {}
    for shape in shapes:
        name = shape.name
        path = folder / f"{name}.parquet"
        try:
            if path.stat().st_size > BYTES_AT_MOST:
                raise InputError(f"'{path}' is too large for a table of `yeonjwa {command}`.")
            files[path.name] = path.read_bytes()
            sheet = pq.read_table(path)
        except (FileNotFoundError, NotADirectoryError):
            raise InputError(
                f"'{folder}' holds no {name}.parquet; expected a folder that `yeonjwa {command} --out` filled."
            ) from None
        except (OSError, ValueError):  # errors of pyarrow are ValueErrors
            raise InputError(f"'{path}' cannot be read; expected a table of `yeonjwa {command} --out`.") from None
        if sheet.column_names != shape.columns:
            raise InputError(f"'{path}' has other columns than a table of `yeonjwa {command}`.")
        rows[name] = sheet.to_pylist()
        notes = sheet.schema.metadata or {}
        for row in rows[name]:
            if row.get("estimate") is not None and not (row["rests_on"] or 0) >= FLOOR_PEOPLE:
                raise InputError(
                    f"'{path}' shows a number that rests on too few; it is no table of `yeonjwa {command}`."
                )
    try:
        found = json.loads(notes.get(PROVENANCE.encode(), b""))
        is_whole = {"version", "command", "catalogue", "scale", "seeds"} <= found.keys()
        is_whole = is_whole and isinstance(found["scale"], float | int) and "hash" in found["catalogue"]
    except (AttributeError, TypeError, ValueError):
        is_whole = False
    if not is_whole:
        raise InputError(
            f"the tables in '{folder}' do not say how they were made; expected those of `yeonjwa {command} --out`."
        )
    return Kept(rows, found, made_of(notes), files, {shape.name: shape.filled(rows[shape.name]) for shape in shapes})


__all__ = ["Kept", "Shape", "about", "notes_of", "read", "write"]
