"""Files of the user: tables of aggregates only, by allow-list; anything that may be about persons is refused.

The program must never hold a real person. A file is therefore accepted by what it *is* (known columns, numbers, known
words, each cell of the table once), not by the absence of what is forbidden; the looks of forbidden content only
choose the sentence of the refusal. A refusal names line and column and never repeats what stood there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from yeonjwa.errors import InputError, did_you_mean

MOST_BYTES = 16 * 2**20
MOST_ROWS = 20_000

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_NO_NUMBERS = {"nan", "na", "n/a", "null", "none", "inf", "infinity", "", ".", "#n/a", "#value!"}
_DATE = re.compile(r"\d{1,4}[-/.년]\s?\d{1,2}[-/.월]\s?\d{1,4}일?.*")
_COMPACT_DATE = re.compile(r"(18|19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_PHONE = re.compile(r"\+?[\d ()-]{9,}")
_LATITUDE, _LONGITUDE = (33.0, 43.5), (124.0, 132.0)  # degrees; holds the whole peninsula

# Parts of column names, each with what such a column would hold.
_PERSONAL = {
    "dates of birth": ("birthday", "birth_date", "date_of_birth", "birthdate", "dob", "생년", "생일"),
    "names of persons": ("name", "이름", "성명", "성함", "surname"),
    "phone numbers": ("phone", "mobile", "telephone", "전화", "휴대"),
    "coordinates": ("latitude", "longitude", "lat", "lon", "lng", "위도", "경도", "coordinate", "gps"),
    "addresses": ("address", "street", "주소", "email", "이메일"),
    "numbers of persons or households": ("person_id", "id_number", "registration", "passport", "household_id", "주민", "공민증"),
    "places finer than a province": (
        "county", "city", "district", "village", "town", "dong", "gun", "ri", "inminban", "시군", "군", "리", "동", "인민반",
    ),
}  # fmt: skip


def refuse_person_data(
    path: str | Path,
    allowed_columns: Collection[str],
    *,
    key: Sequence[str] = (),
    words: Mapping[str, Collection[str]] | None = None,
) -> list[dict[str, str]]:
    """Rows of a CSV table of aggregates, once nothing in it can be about a person.

    Parameters
    ----------
    path : the file, UTF-8 (with or without byte-order mark), first line column names, at most 16 MB and 20,000 rows
    allowed_columns : every column that the table may have
    key : the columns that together name a row (such as year, age); no two rows may agree in all of those present
    words : for columns that hold words instead of numbers, the words allowed; a column ``province`` always holds a
        province of the country or "nation"

    Returns
    -------
    list of dict
        One dictionary of text by column for each row; numbers are well-formed and finite, their range is not checked.

    Raises
    ------
    InputError
        The file is missing, empty, binary, too large, has a column that is not allowed or stands twice, a row of
        another length, a cell that is neither a number nor an allowed word, repeated rows, or the looks of dates of
        birth, phone numbers or coordinates.
    """
    shown = Path(path).name
    lines = _lines(Path(path), shown)
    header = [name.strip() for name in lines[0]]
    _check_header(header, allowed_columns, shown)
    vocabulary = {column: set(known) for column, known in (words or {}).items()}
    if "province" in header:
        vocabulary.setdefault("province", _provinces())
    rows, numbers = [], []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise InputError(
                f"file '{shown}', line {number}: {len(cells)} cells where the header names {len(header)}; expected as many, "
                "and a point, not a comma, in numbers."
            )
        row = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
        for column, cell in row.items():
            _check_cell(cell, column, vocabulary.get(column), f"file '{shown}', line {number}, column '{column}'")
        rows.append(row)
        numbers.append(number)
    if not rows:
        raise InputError(f"file '{shown}' has a header and no rows. Expected one row for each age or year.")
    if len(rows) > MOST_ROWS:
        raise InputError(f"file '{shown}' has {len(rows):,} rows: a table of aggregates has at most {MOST_ROWS:,}.")
    _check_columns(rows, [c for c in header if c not in vocabulary], shown)
    _check_key(rows, numbers, [c for c in key if c in header], shown)
    return rows


def _lines(path: Path, shown: str) -> list[list[str]]:
    """The cells of each line, or a refusal of what is no text table."""
    if not path.exists():
        raise InputError(f"file '{path}' does not exist.")
    if not path.is_file():
        raise InputError(f"'{path}' is not a file. Expected a table in a CSV file.")
    if path.stat().st_size > MOST_BYTES:
        raise InputError(f"file '{shown}' is larger than {MOST_BYTES // 2**20} MB: expected a table of aggregates.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"file '{path}' cannot be read ({error.strerror}).") from error
    if b"\x00" in content or content.startswith((b"PK\x03\x04", b"%PDF", b"\x1f\x8b")):
        raise InputError(f"file '{shown}' is not text. Expected a CSV file (from a spreadsheet: save as CSV UTF-8).")
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"file '{shown}' is not UTF-8 text. Save it as CSV UTF-8.") from None
    if not decoded.strip():
        raise InputError(f"file '{shown}' is empty. Expected a table in a CSV file.")
    try:
        # Line ends of any system; within quotes they do not matter to a table of numbers.
        return list(csv.reader(io.StringIO("\n".join(decoded.splitlines())), strict=True))
    except csv.Error as error:
        raise InputError(f"file '{shown}' is not a well-formed CSV table ({error}).") from error


def _check_header(header: list[str], allowed: Collection[str], shown: str) -> None:
    expected = "Expected columns among " + ", ".join(f"'{c}'" for c in allowed) + "."
    if not any(header):
        raise InputError(f"file '{shown}': line 1 is empty, so no column has a name. {expected}")
    if any(_NUMBER.fullmatch(name) for name in header):
        raise InputError(f"file '{shown}' does not begin with a line of column names. {expected}")
    for position, name in enumerate(header):
        if name in allowed:
            if name in header[:position]:
                raise InputError(f"file '{shown}': column '{name}' stands twice.")
            continue
        content = personal_content(name)
        if content is not None:
            raise InputError(
                f"file '{shown}': column {position + 1} seems to hold {content}. Only tables of aggregates, nation "
                f"or province, are read; nothing about persons or families. {expected}"
            )
        raise InputError(f"file '{shown}': {_unknown_column(name, position, allowed)} {expected}")


def personal_content(name: str) -> str | None:
    """What a column or key of this name would hold of a person or a household ("names of persons"); None if nothing."""
    return next((content for content, parts in _PERSONAL.items() if _names_one_of(name, parts)), None)


def _unknown_column(name: str, position: int, allowed: Collection[str]) -> str:
    """What to say of a column that is not allowed; its words are repeated only where they are near to a known name."""
    if not name:
        return f"column {position + 1} has no name, so it is not known."
    if name.startswith("#"):
        return "line 1 is a comment; expected the names of the columns."
    for mark, called in ((";", "semicolons"), ("\t", "tabs")):
        if mark in name:
            return f"the cells are separated by {called}; expected commas."
    near = did_you_mean(name, allowed)
    if near.startswith("Did you mean"):
        return f"column '{name[:40]}' is not known. {near}"
    return f"column {position + 1} is not known."


def _names_one_of(name: str, parts: Sequence[str]) -> bool:
    """Whether ``parts`` hold a word of ``name``; Korean parts may stand anywhere in it."""
    plain = re.sub(r"[\s-]+", "_", name.lower())
    pieces = set(plain.split("_"))
    return any(p in plain if (not p.isascii() and len(p) > 1) or "_" in p else p in pieces for p in parts)


def _check_cell(cell: str, column: str, known: Collection[str] | None, where: str) -> None:
    if known is not None:
        if cell not in known:
            finer = " Places finer than a province are refused." if column == "province" else ""
            raise InputError(f"{where}: not one of the words allowed ({', '.join(sorted(known)[:12])}).{finer}")
        return
    if _NUMBER.fullmatch(cell):
        if re.fullmatch(r"\+?0\d{8,}", cell):
            raise InputError(f"{where}: looks like a phone number. Files about persons are refused.")
        if abs(float(cell)) == float("inf"):
            raise InputError(f"{where}: expected a finite number.")
        return
    if not cell:
        raise InputError(f"{where}: empty. Expected a number.")
    if cell.lower().lstrip("+-") in _NO_NUMBERS:
        raise InputError(f"{where}: holds no number (but a mark such as NaN or NA); expected a finite number.")
    raise InputError(
        f"{where}: holds {looks_like(cell)} where a number such as 0.98 is expected. Files about persons are refused."
    )


def looks_like(cell: str) -> str:
    """What something that is no number looks like: a date, a phone number, a percentage or words."""
    if _DATE.fullmatch(cell):
        return "a date"
    if _PHONE.fullmatch(cell):
        return "a phone number"
    return "a percentage" if _NUMBER.fullmatch(cell.rstrip(" %")) else "words"


def _check_columns(rows: list[dict[str, str]], columns: list[str], shown: str) -> None:
    """Refuse whole columns of numbers that are dates written together, or pairs that are coordinates."""
    found: dict[str, list[str]] = {"latitude": [], "longitude": []}
    for column in columns:
        cells = [row[column] for row in rows]
        if all(_COMPACT_DATE.fullmatch(cell) for cell in cells):
            raise InputError(
                f"file '{shown}', column '{column}': looks like dates of birth. Files about persons are refused."
            )
        has_decimals = all(re.search(r"\.\d{2,}", cell) for cell in cells)
        for axis, (low, high) in (("latitude", _LATITUDE), ("longitude", _LONGITUDE)):
            if has_decimals and all(low <= float(cell) <= high for cell in cells):
                found[axis].append(column)
    if found["latitude"] and found["longitude"]:
        raise InputError(f"file '{shown}': columns look like coordinates. Files finer than a province are refused.")


def _check_key(rows: list[dict[str, str]], numbers: list[int], key: list[str], shown: str) -> None:
    """Refuse rows that repeat: a table of aggregates has each cell once, a list of persons does not."""
    seen: set[tuple[str | float, ...]] = set()
    for number, row in zip(numbers, rows, strict=True):
        name = tuple(float(row[c]) if _NUMBER.fullmatch(row[c]) else row[c] for c in key)
        if key and name in seen:
            raise InputError(
                f"file '{shown}', line {number}: the same {', '.join(key)} stands in an earlier row. A table of "
                "aggregates has each once; lists of persons are refused."
            )
        seen.add(name)


def _provinces() -> set[str]:
    from yeonjwa.population.places import PROVINCES, PROVINCES_NOW

    return {*PROVINCES, *PROVINCES_NOW, "nation"}
