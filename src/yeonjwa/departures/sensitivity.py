"""How far the answers move with the assumptions: one assumption changed at a time, low or high.

Countries built under different demography do not share their luck, so that a small difference is noise; the interval
over placings stands beside each value. The table is packaged (``data/sensitivity.csv``, first lines say how it was
made) and is made anew by

    python -m yeonjwa.departures.sensitivity --write [--scale 0.1] [--seed 1]
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from yeonjwa.catalogue import figure
from yeonjwa.departures.close_kin import CloseKin
from yeonjwa.departures.groups import CLUSTERINGS
from yeonjwa.departures.sets import end_of
from yeonjwa.errors import InputError
from yeonjwa.kinship.relatives import count_relatives
from yeonjwa.messages import text
from yeonjwa.outcome import ALL
from yeonjwa.population.country import Country
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.version import __version__

FILE = "sensitivity.csv"
YEAR = 2016
PLACINGS = 3
FLOOR = 20
"""No value rests on fewer synthetic people (the floor of everything published)."""

REACH: tuple[tuple[str, str, int], ...] = (
    ("cognatic", ALL, 2), ("cognatic", ALL, 4), ("cognatic", ALL, 6), ("cognatic", ALL, 8),
    ("agnatic", ALL, 4), ("agnatic", ALL, 8), ("cognatic", "North Hamgyong", 4), ("cognatic", "North Hamgyong", 6),
)  # fmt: skip
"""Line, place and degree of the shares in the table."""
KIN_CHON: tuple[int, ...] = (2, 4, 6, 8)

HEADS: tuple[str, ...] = (
    "assumption", "level", "setting", "measure", "lineality", "province", "chon", "synthetic", "value", "low", "high", "ratio",
)  # fmt: skip

Say = Callable[..., None]


@dataclass(frozen=True)
class SensitivityTable:
    """rows: one value each, numbers as numbers (see HEADS). made: command, version, seed, scale and date."""

    rows: Sequence[dict[str, Any]]
    made: dict[str, str]

    def provenance(self, lang: str | None = None) -> str:
        """One sentence on how the table was made."""
        return text("reach.sensitivity.made", lang=lang, **self.made)


def _measure(row: dict[str, Any]) -> tuple[str, str, str, int]:
    return row["measure"], row["lineality"], row["province"], row["chon"]


def variants() -> list[tuple[str, str, Any]]:
    """(assumption, level, setting), the base first; settings are those of ``PopulationSpec`` or of the placing."""
    found: list[tuple[str, str, Any]] = [("base", "base", "-")]
    found += [("clustering", level, level) for level in CLUSTERINGS if level != "central"]
    found.append(("pre1950", "other", "as_1955"))
    for name in ("fertility_spread", "kin_dispersion"):
        range_ = figure(f"{name}_default")
        found += [(name, "low", range_.low), (name, "high", range_.high)]
    return [*found, ("famine", "other", "wpp2019"), ("famine", "other", "statkorea")]


def recompute(
    scale: float = 0.1, seed: int = 1, *, say: Say | None = None, command: str | None = None
) -> SensitivityTable:
    """Build the countries, place those who left, and measure.

    Parameters
    ----------
    scale : float
        At least 0.1, because smaller countries have too few kin beyond 6 chon.
    seed : int
        Of countries and placings.
    say : callable, optional
        Told (stage, share done, people) before each variant.

    Raises
    ------
    InputError
        ``scale`` is below 0.1.
    """
    if scale < 0.1:
        raise InputError(
            f"scale is {scale:g}; expected 0.1 or more, because smaller countries have too few kin beyond 6 chon."
        )
    rows: list[dict[str, Any]] = []
    base: dict[tuple[str, str, str, int], float] = {}
    country: Country | None = None
    every = variants()
    for done, (assumption, level, setting) in enumerate(every):
        if say is not None:
            say(
                text("reach.sensitivity.stage", assumption=text(f"reach.sensitivity.{assumption}")),
                done / len(every),
                None,
            )
        is_placing = assumption in ("base", "clustering")
        given = {} if is_placing else {assumption: setting}
        spec = PopulationSpec(scale=scale, seed=seed, **given)
        # The same country serves several placings; only one is held at a time.
        country = country if country is not None and country.spec == spec else _built(spec)
        for row in measure(country, seed, setting if assumption == "clustering" else "central"):
            key = _measure(row)
            if assumption == "base":
                base[key] = row["value"]
            rows.append(
                {"assumption": assumption, "level": level, "setting": setting, **row, "ratio": row["value"] / base[key]}
            )
    made = {
        "command": command or f"python -m yeonjwa.departures.sensitivity --write --scale {scale:g} --seed {seed}",
        "version": __version__, "scale": f"{scale:g}", "seed": str(seed), "placings": str(PLACINGS), "date": date.today().isoformat(),
    }  # fmt: skip
    return SensitivityTable(rows, made)


def _built(spec: PopulationSpec) -> Country:
    """A country in memory; these are many and are not kept in the store."""
    from yeonjwa.population.build import build

    return Country(spec, build(spec).columns, {})


def measure(country: Country, seed: int, clustering: str) -> Iterator[dict[str, Any]]:
    """Shares reached and kin per leaver in one country, mean and range over placings."""
    from yeonjwa.reach.asked import reach_at
    from yeonjwa.reach.relatives import sample_of_leavers
    from yeonjwa.reach.world import World
    from yeonjwa.scenario import Scenario

    scenario = Scenario(
        departures="observed", seed=seed, population=country.spec, clustering=clustering, placement_seeds=PLACINGS
    )
    table = reach_at(country, scenario, "arrived", YEAR)
    for lineality, province, chon in REACH:
        row = table.where(lineality=lineality, province=province, chon=chon)
        synthetic = int(row.column("reached")[0])
        assert synthetic >= FLOOR, "a value of the sensitivity table rests on too few people"
        yield {
            "measure": "reach", "lineality": lineality, "province": province, "chon": chon, "synthetic": synthetic,
            **{name: float(row.column(source)[0]) for name, source in (("value", "share"), ("low", "low"), ("high", "high"))},
        }  # fmt: skip
    close_kin = CloseKin(country)
    by_placing = []
    for placing in range(PLACINGS):
        world = World.placed(country, close_kin, seed, placing, clustering)
        focal = sample_of_leavers(world, end_of(YEAR))
        found = count_relatives(
            close_kin.pedigree, focal, world.is_at_home(end_of(YEAR)), np.asarray(country.sex), threads=2
        )
        mean = found.mean()[0]
        degree = np.add.outer(np.arange(mean.shape[0]), np.arange(mean.shape[1]))
        by_placing.append([mean[degree == chon].sum() for chon in KIN_CHON])
    for chon, values in zip(KIN_CHON, np.array(by_placing).T, strict=True):
        yield {
            "measure": "kin", "lineality": "cognatic", "province": ALL, "chon": chon,
            "synthetic": round(float(values.mean()) * focal.size), "value": float(values.mean()),
            "low": float(values.min()), "high": float(values.max()),
        }  # fmt: skip


def packaged() -> SensitivityTable | None:
    """The table that ships with this version, None if it ships none."""
    file = resources.files("yeonjwa") / "data" / FILE
    return read(file.read_text(encoding="utf-8")) if file.is_file() else None


def read(words: str) -> SensitivityTable:
    """A table from the text of its file."""
    lines = words.splitlines()
    made = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    rows: list[dict[str, Any]] = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    for row in rows:
        row["chon"], row["synthetic"] = int(row["chon"]), int(row["synthetic"])
        row |= {name: float(row[name]) for name in ("value", "low", "high", "ratio")}
    return SensitivityTable(rows, made)


def written(table: SensitivityTable) -> str:
    """The text of the file of a table."""
    out = io.StringIO()
    for name, value in table.made.items():
        out.write(f"# {name}: {value}\n")
    writer = csv.DictWriter(out, HEADS, lineterminator="\n")
    writer.writeheader()
    for row in table.rows:
        writer.writerow({k: f"{v:.6g}" if isinstance(v, float) else v for k, v in row.items()})
    return out.getvalue()


def main(words: Sequence[str] | None = None) -> None:
    """Recompute the table and print it, or write it into the package."""
    parser = argparse.ArgumentParser(prog="python -m yeonjwa.departures.sensitivity")
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(words)
    table = recompute(
        given.scale, given.seed, say=lambda stage, share, people: print(f"{share:4.0%} {stage}", file=sys.stderr)
    )
    if given.write:
        Path(str(resources.files("yeonjwa") / "data" / FILE)).write_text(written(table), encoding="utf-8")
    else:
        print(written(table), end="")


if __name__ == "__main__":
    main()
