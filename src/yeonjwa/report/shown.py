"""Results of other commands in the report of a run: tested claims and rival histories, one's own or those that the program brings with it.

Of what the report shows, run.json says what it was made from, and the tables lie beside those of the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from yeonjwa import kept_tables
from yeonjwa.errors import InputError
from yeonjwa.messages import text
from yeonjwa.outcome import Table
from yeonjwa.report.blocks import Section, Words
from yeonjwa.report.pointers import pointer
from yeonjwa.report.where_from import claims_origin, histories_origin
from yeonjwa.scenario import Scenario

KINDS = ("claims", "histories")
AS_SHIPPED = ("history", "schedule_draw", "without", "off", "figures")
"""Keys of a scenario that say which world is run; what the program brings with it is about their defaults."""


@dataclass(frozen=True)
class Shown:
    """Sections for the report, the tables in them as they were read, their files by name, and what run.json says of them."""

    sections: list[Section] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    record: dict[str, Any] = field(default_factory=dict)


def shown(folders: Mapping[str, Path | None], scenario: Scenario | None = None) -> Shown:
    """What the report of a run shows besides the run.

    Parameters
    ----------
    folders : "claims" and "histories" with the folders that the commands filled; None where none was named
    scenario : of the run. A simulated run shows what the program brings with it in place of a folder that was not named; other runs say
        how the section is made.

    Raises
    ------
    InputError
        A folder that was named does not hold what the command writes.
    """
    found = Shown()
    missing = []
    for kind in KINDS:
        folder = folders.get(kind)
        if folder is not None:
            _add(found, kind, *_section(kind, folder), "folder", [text(f"report.shown.own_{kind}")])
        elif scenario is None or scenario.departures != "simulated":
            missing.append(kind)
        else:
            try:
                section, kept = _section(kind, None)
            except InputError:  # the catalogue was changed: it no longer knows a claim, a history or a figure of theirs
                missing.append(kind)
                continue
            _add(found, kind, section, kept, "shipped", _shipped(kind, kept, scenario))
    found.sections.extend([pointer(missing)] if missing else [])
    return found


def _section(kind: str, folder: Path | None) -> tuple[Section, kept_tables.Kept]:
    """The section made of a folder, or of what the program brings with it, and what lies in it."""
    if kind == "claims":
        from yeonjwa.claims.files import read, read_shipped
        from yeonjwa.report.claims_section import claims_section

        results, kept = read_shipped() if folder is None else read(folder)
        section = claims_section(results, float(kept.about["scale"]), kept.about["seeds"])
        origin = claims_origin([result.claim for result in results])
    else:
        from yeonjwa.report.histories_section import histories_section
        from yeonjwa.rivals import table

        kept = table.read_shipped() if folder is None else table.read(folder)
        section = histories_section(kept.rows, kept.about)
        origin = histories_origin(dict.fromkeys(row["figure"] for row in kept.rows["histories"]))
    return replace(section, blocks=[*section.blocks, origin]), kept


def _add(found: Shown, kind: str, section: Section, kept: kept_tables.Kept, origin: str, said: list[str]) -> None:
    """Add a section under a heading that says whose results these are."""
    heading = Words(" ".join([*said, *_other_catalogue(kept)]), is_warning=True)
    found.sections.append(replace(section, blocks=[heading, *section.blocks]))
    found.tables.update(kept.tables)
    found.files.update(kept.files)
    found.record[kind] = {"origin": origin, **kept.record()}


def _shipped(kind: str, kept: kept_tables.Kept, scenario: Scenario) -> list[str]:
    """That the results were shipped, and what of the scenario they do not follow."""
    said = [text(
        f"report.shown.shipped_{kind}", version=kept.about["version"], date=str(kept.made.get("time", "–"))[:10],
        scale=f"{kept.about['scale']:g}", seeds=", ".join(str(seed) for seed in kept.about["seeds"]),
    )]  # fmt: skip
    usual = Scenario()
    country = {"scale": scenario.population.scale, "seed": scenario.population.seed}
    differing = [key for key in AS_SHIPPED if getattr(scenario, key) != getattr(usual, key)]
    differing += ["population"] if scenario.population != usual.population.model_copy(update=country) else []
    if differing:
        keys = ", ".join(f"`{key}`" for key in differing)
        said.append(text("report.shown.other_scenario", keys=keys))
    return said


def _other_catalogue(kept: kept_tables.Kept) -> list[str]:
    """That results rest on another catalogue than the one installed, where they do."""
    from yeonjwa.provenance.catalogue_hash import catalogue_record

    theirs, ours = str(kept.about["catalogue"]["hash"]), str(catalogue_record()["hash"])
    return [] if theirs == ours else [text("report.shown.other_catalogue", theirs=theirs[:12], ours=ours[:12])]


__all__ = ["KINDS", "Shown", "shown"]
