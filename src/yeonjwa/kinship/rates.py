"""Rates of survival and fertility by age, read from a file and checked before any work.

Ages are completed years 0 to 100. ``px`` is the chance to survive from exact age x to exact age x + 1; within the
year of age the hazard is constant, and above 100 it stays that of age 100 (``px`` = 0 at 100: nobody lives longer).
``fx`` is the expected number of births, boys and girls together, to a woman (or a man) per year lived at age
[x, x + 1). In files with ``fx_female`` and ``fx_male`` the words name the parent, not the child: in the rates of
France 2012 they add up to 1.99 and 1.98, the total fertility of that year, and not to half of it.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError, did_you_mean

AGES = 101
FEMALE, MALE = 0, 1
COLUMNS = ("year", "age", "px_female", "px_male", "fx_per_woman", "fx_female", "fx_male", "birth_fraction_female")
LARGEST_FILE = 20_000_000  # bytes; a rate file of 500 years has 5 MB


@dataclass(frozen=True)
class Rates:
    """Rates of one year, women and men.

    px : float64[2, 101], survival from exact age x to x + 1; row 0 women, row 1 men.
    fx : float64[2, 101], births of both sexes per woman (row 0) and per man (row 1) and year lived at age x.
    female_fraction : share of girls among births.
    notes : message keys on what was missing in the file and taken from elsewhere.
    """

    px: NDArray[np.float64]
    fx: NDArray[np.float64]
    female_fraction: float
    year: int | None = None
    notes: tuple[str, ...] = ()

    def hazards(self) -> NDArray[np.float64]:
        """float64[2, 101]: deaths per year lived at each age; a survival of 0 becomes one in a million."""
        return -np.log(np.maximum(self.px, 1e-6))


def shifted_fertility(fx_women: NDArray[np.float64], years: int) -> NDArray[np.float64]:
    """float64[101]: the women's fertility at ages ``years`` older, used for men where theirs is not known."""
    moved = np.zeros_like(fx_women)
    moved[years:] = fx_women[: fx_women.size - years]
    return moved


def read_rates(path: str | Path, year: int | None = None, female_fraction: float | None = None) -> Rates:
    """The rates of one year.

    Parameters
    ----------
    path : file with the columns of ``COLUMNS`` (``fx_per_woman``, or ``fx_female`` and ``fx_male``).
    year : which year, where the file holds several.
    female_fraction : share of girls among births, unless the file has ``birth_fraction_female``.

    Raises
    ------
    InputError
        The file is not usable, or holds several years and none was chosen.
    """
    series = read_rate_series(path, female_fraction)
    years = [r.year for r in series]
    if year is None:
        if len(series) > 1:
            raise InputError(
                f"{path} holds the years {years[0]} to {years[-1]}; rates are constant over a run, so choose one of them with --year."
            )
        return series[0]
    if year not in years:
        held = f"the years {years[0]} to {years[-1]}" if years[0] is not None else "one set of rates without a year"
        raise InputError(f"--year is {year}, but {path} holds {held}.")
    return series[years.index(year)]


def read_rate_series(path: str | Path, female_fraction: float | None = None) -> list[Rates]:
    """The rates of all years of a file, in order; a file without a year column gives one entry."""
    from yeonjwa.catalogue.figures import figure

    if female_fraction is None:
        female_fraction = figure("female_fraction_at_birth").value
    if not 0 < female_fraction < 1:
        raise InputError(
            f"--female-fraction is {female_fraction}; expected the share of girls among births, between 0 and 1."
        )
    names, rows = _table(Path(path))
    women = "fx_per_woman" if "fx_per_woman" in names else "fx_female"
    blocks: dict[int | None, list[tuple[int, dict[str, float]]]] = {}
    for line, row in rows:
        values = {name: _number(path, line, name, cell) for name, cell in zip(names, row, strict=True)}
        key = _whole(path, line, "year", values["year"]) if "year" in values else None
        blocks.setdefault(key, []).append((line, values))
    shift = int(figure("male_fertility_shift_years").value)
    return [
        _block(path, key, blocks[key], names, women, female_fraction, shift)
        for key in sorted(blocks, key=lambda y: y or 0)
    ]


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Header and numbered rows of a text file in CSV, refused early when it cannot be a file of rates."""
    if not path.is_file():
        raise InputError(
            f"rates file {path} does not exist or is not a file; expected a CSV file with the columns {', '.join(COLUMNS[1:5])}."
        )
    if path.stat().st_size > LARGEST_FILE:
        raise InputError(
            f"rates file {path} has {path.stat().st_size:,} bytes; expected at most {LARGEST_FILE:,} (ages 0 to 100 by year)."
        )
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise InputError(f"rates file {path} cannot be read ({problem.strerror}).") from None
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        content = "\0"
    if "\0" in content:
        raise InputError(
            f"rates file {path} is not text; expected a CSV file in UTF-8 with the columns age, px_female and fx_per_woman."
        )
    try:
        lines = [
            (n, row) for n, row in enumerate(csv.reader(content.splitlines()), start=1) if any(c.strip() for c in row)
        ]
    except csv.Error as problem:
        raise InputError(f"rates file {path} is not CSV ({problem}).") from None
    if not lines:
        raise InputError(f"rates file {path} is empty; expected a header and one row for each age from 0 to 100.")
    names = [c.strip() for c in lines[0][1]]
    _check_names(path, names)
    for line, row in lines[1:]:
        if len(row) != len(names):
            raise InputError(f"{path}, line {line}: {len(row)} cells; expected {len(names)}, as in the header.")
    return names, lines[1:]


def _check_names(path: Path, names: list[str]) -> None:
    for name in names:
        if name not in COLUMNS:
            raise InputError(
                f"{path}, line 1: column '{name[:40]}' is not one of a rate file, which holds rates by age and never persons. "
                f"{did_you_mean(name, COLUMNS)}"
            )
        if names.count(name) > 1:
            raise InputError(f"{path}, line 1: column '{name}' stands there {names.count(name)} times; expected once.")
    for needed in ("age", "px_female"):
        if needed not in names:
            raise InputError(
                f"{path}, line 1: column '{needed}' is missing; expected age, px_female[, px_male], and fx_per_woman or fx_female, fx_male."
            )
    if ("fx_per_woman" in names) == ("fx_female" in names):
        raise InputError(
            f"{path}, line 1: expected exactly one of the columns 'fx_per_woman' and 'fx_female' (births of both sexes per woman)."
        )


def _number(path: str | Path, line: int, name: str, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{path}, line {line}, column '{name}': '{cell.strip()[:40]}' is not a number.")
    if (name.startswith(("px", "fx")) or name == "birth_fraction_female") and not 0 <= value <= 1:
        what = (
            "a chance of survival"
            if name.startswith("px")
            else "births per year"
            if name.startswith("fx")
            else "a share"
        )
        raise InputError(
            f"{path}, line {line}, column '{name}': {value:g} is not possible; expected {what} from 0 to 1."
        )
    return value


def _whole(path: str | Path, line: int, name: str, value: float) -> int:
    if value != int(value):
        raise InputError(f"{path}, line {line}, column '{name}': {value:g} is not a whole number.")
    return int(value)


def _block(path, key, rows, names, women, female_fraction, shift) -> Rates:
    """One year's rows as ``Rates``: each age from 0 to 100 once."""
    where = f"{path}" if key is None else f"{path}, year {key}"
    seen: dict[int, dict[str, float]] = {}
    for line, values in rows:
        age = _whole(path, line, "age", values["age"])
        if not 0 <= age < AGES:
            raise InputError(f"{path}, line {line}, column 'age': {age}; expected 0 to {AGES - 1}.")
        if age in seen:
            raise InputError(
                f"{path}, line {line}, column 'age': age {age} stands there twice{'' if key is None else f' in year {key}'}."
            )
        seen[age] = values
    missing = [a for a in range(AGES) if a not in seen]
    if missing:
        raise InputError(
            f"{where}: no row for age {missing[0]} ({len(missing)} ages missing); expected each age from 0 to {AGES - 1}."
        )

    def column(name: str) -> NDArray[np.float64]:
        return np.array([seen[a][name] for a in range(AGES)], dtype=np.float64)

    notes = []
    survival = column("px_female")
    fertility = column(women)
    if not fertility.any():
        raise InputError(f"{where}, column '{women}': all ages are 0; without births there are no kin to count.")
    if fertility[-1] > 0:
        raise InputError(f"{where}, column '{women}': births at age {AGES - 1}; expected 0 in the closing age group.")
    if "px_male" in names:
        survival_men = column("px_male")
    else:
        survival_men = survival.copy()
        notes.append("kin.note.male_survival_missing")
    if "fx_male" in names:
        fertility_men = column("fx_male")
        if not fertility_men.any() or fertility_men[-1] > 0:
            raise InputError(
                f"{where}, column 'fx_male': expected births at some ages below {AGES - 1}, and none at {AGES - 1}."
            )
    else:
        fertility_men = shifted_fertility(fertility, shift)
        notes.append("kin.note.male_fertility_missing")
    if "birth_fraction_female" in names:
        shares = column("birth_fraction_female")
        if not (shares == shares[0]).all() or not 0 < shares[0] < 1:
            raise InputError(
                f"{where}, column 'birth_fraction_female': expected one share between 0 and 1 for all ages of a year."
            )
        female_fraction = float(shares[0])
    return Rates(
        px=np.stack([survival, survival_men]),
        fx=np.stack([fertility, fertility_men]),
        female_fraction=female_fraction,
        year=key,
        notes=tuple(notes),
    )
