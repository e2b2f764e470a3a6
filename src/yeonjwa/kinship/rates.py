"""Rates of survival and fertility by age, read from a file and checked before any work.

Ages are completed years 0 to 100. ``px`` is the chance to survive from exact age x to exact age x + 1; within the
year of age the hazard is constant, and above 100 it stays that of age 100 (``px`` = 0 at 100: nobody lives longer).
``fx`` is the expected number of births, boys and girls together, to a woman (or a man) per year lived at age
[x, x + 1). In files with ``fx_female`` and ``fx_male`` the words name the parent, not the child: in the rates of
France 2012 they add up to 1.99 and 1.98, the total fertility of that year, and not to half of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yeonjwa.errors import InputError

AGES = 101
FEMALE, MALE = 0, 1
COLUMNS = ("year", "age", "px_female", "px_male", "fx_per_woman", "fx_female", "fx_male", "birth_fraction_female")


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
                f"file '{Path(path).name}' holds the years {years[0]} to {years[-1]}; rates are constant over a run, so choose "
                "one of them with --year."
            )
        return series[0]
    if year not in years:
        held = f"the years {years[0]} to {years[-1]}" if years[0] is not None else "one set of rates without a year"
        raise InputError(f"option --year is {year}, but file '{Path(path).name}' holds {held}.")
    return series[years.index(year)]


def read_rate_series(path: str | Path, female_fraction: float | None = None) -> list[Rates]:
    """The rates of all years of a file, in order; a file without a year column gives one entry."""
    from yeonjwa.catalogue.figures import figure
    from yeonjwa.guards import refuse_person_data

    if female_fraction is None:
        female_fraction = figure("female_fraction_at_birth").value
    if not 0 < female_fraction < 1:
        raise InputError(
            f"option --female-fraction is {female_fraction:g}; expected the share of girls among births, between 0 and 1."
        )
    cells = refuse_person_data(path, COLUMNS, key=("year", "age"))
    shown = Path(path).name
    names = list(cells[0])
    _check_names(shown, names)
    women = "fx_per_woman" if "fx_per_woman" in names else "fx_female"
    blocks: dict[int | None, list[tuple[int, dict[str, float]]]] = {}
    for line, row in enumerate(cells, start=2):
        values = {name: _number(shown, line, name, cell) for name, cell in row.items()}
        key = _whole(shown, line, "year", values["year"]) if "year" in values else None
        blocks.setdefault(key, []).append((line, values))
    shift = int(figure("male_fertility_shift_years").value)
    return [
        _block(shown, key, blocks[key], names, women, female_fraction, shift)
        for key in sorted(blocks, key=lambda y: y or 0)
    ]


def _check_names(path: str, names: list[str]) -> None:
    for needed in ("age", "px_female"):
        if needed not in names:
            raise InputError(
                f"file '{path}', line 1: column '{needed}' is missing; expected age, px_female[, px_male], and "
                "fx_per_woman or fx_female, fx_male."
            )
    if ("fx_per_woman" in names) == ("fx_female" in names):
        raise InputError(
            f"file '{path}', line 1: expected exactly one of the columns 'fx_per_woman' and 'fx_female' "
            "(births of both sexes per woman)."
        )


def _number(path: str, line: int, name: str, cell: str) -> float:
    """A cell as a number (the guard has seen that it is one) within what is possible for its column."""
    value = float(cell)
    if (name.startswith(("px", "fx")) or name == "birth_fraction_female") and not 0 <= value <= 1:
        what = (
            "a chance of survival"
            if name.startswith("px")
            else "births per year"
            if name.startswith("fx")
            else "a share"
        )
        raise InputError(f"file '{path}', line {line}, column '{name}': {value:g}; expected {what} from 0 to 1.")
    return value


def _whole(path: str, line: int, name: str, value: float) -> int:
    if value != int(value):
        raise InputError(f"file '{path}', line {line}, column '{name}': {value:g} is not a whole number.")
    return int(value)


def _block(
    path: str,
    key: int | None,
    rows: list[tuple[int, dict[str, float]]],
    names: list[str],
    women: str,
    female_fraction: float,
    shift: int,
) -> Rates:
    """One year's rows as ``Rates``: each age from 0 to 100 once."""
    where = f"file '{path}'" if key is None else f"file '{path}', year {key}"
    seen: dict[int, dict[str, float]] = {}
    for line, values in rows:
        age = _whole(path, line, "age", values["age"])
        if not 0 <= age < AGES:
            raise InputError(f"file '{path}', line {line}, column 'age': {age}; expected 0 to {AGES - 1}.")
        seen[age] = values
    missing = [a for a in range(AGES) if a not in seen]
    if missing:
        raise InputError(
            f"{where}: no row for age {missing[0]} ({len(missing)} of {AGES} ages are missing); expected each age from 0 to "
            f"{AGES - 1}."
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
        notes.append("kin_command.note.male_survival_missing")
    if "fx_male" in names:
        fertility_men = column("fx_male")
        if not fertility_men.any() or fertility_men[-1] > 0:
            raise InputError(
                f"{where}, column 'fx_male': expected births at some ages below {AGES - 1}, and none at {AGES - 1}."
            )
    else:
        fertility_men = shifted_fertility(fertility, shift)
        notes.append("kin_command.note.male_fertility_missing")
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
