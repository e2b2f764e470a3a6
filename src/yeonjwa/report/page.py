"""The page: its first screen, its sections in order, and the template they are poured into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from yeonjwa.messages import text
from yeonjwa.outcome import Table
from yeonjwa.report import simulated, words
from yeonjwa.report.blocks import Section
from yeonjwa.report.country_section import country_section
from yeonjwa.report.findings import findings, verdict
from yeonjwa.report.kin_sections import arrivals_section, capacity_section, relatives_section, vetting_section
from yeonjwa.report.method_sections import (
    assumptions_section,
    made_section,
    sources_section,
    standing_bar,
    standing_words,
    standings,
)
from yeonjwa.report.pouring import poured
from yeonjwa.report.reach_sections import claims_section, reach_section
from yeonjwa.report.reading import latest_year
from yeonjwa.report.sensitivity import Sensitivity, sensitivity_section
from yeonjwa.report.where_from import with_origins
from yeonjwa.tables_io import RunFile

CANNOT = ("family", "punished", "deter", "unseen", "small")
SMALL_SCALE = 0.1


def render(
    published: Mapping[str, Table], run: RunFile, sensitivity: Sensitivity | None = None, more: Sequence[Section] = ()
) -> str:
    """The report as one HTML page that asks nothing of the network.

    Parameters
    ----------
    published : tables as ``disclosure.publish`` gave them; hidden numbers stay hidden
    run : what is written to run.json
    sensitivity : the table of sensitivity, if there is one
    more : further sections, on tested claims and rival histories, that other commands made
    """
    is_simulated = run.scenario["departures"] == "simulated"
    first = simulated.first_screen(published, run) if is_simulated else _first_screen(published, run)
    sections = simulated.sections(published, run) if is_simulated else _sections(published, run, sensitivity)
    sections = with_origins(sections, published, run.scenario["departures"])
    return poured(
        "template.html",
        _before_method(sections, more),
        version=run.version,
        edition=_edition(run),
        standing_bar=standing_bar(),
        standings=standings(),
        standing_words=standing_words(),
        **first,
    )


def _before_method(sections: Sequence[Section], more: Sequence[Section]) -> list[Section]:
    """The sections with further ones in front of those on how the run was made."""
    at = [section.key for section in sections].index("assumptions")
    return [*sections[:at], *more, *sections[at:]]


def _first_screen(published: Mapping[str, Table], run: RunFile) -> dict[str, Any]:
    """What stands first for observed departures: title, findings and what follows, and what the run cannot tell."""
    known = {f"known_{end}": share for end, share in words.known_share().items()}
    return {
        "title": text("report.title"),
        "lead": text("report.lead"),
        "findings": findings(published, run.scenario["clustering"]),
        "note": text("report.finding.note", placings=run.scenario["placement_seeds"], **known),
        "verdict_title": text("report.verdict"),
        "verdict": verdict(published),
        "cannot": [f"report.cannot_{key}" for key in CANNOT],
        "has_sensitivity": True,
    }


def _sections(published: Mapping[str, Table], run: RunFile, sensitivity: Sensitivity | None) -> list[Section]:
    scale = float(run.scenario["population"]["scale"])
    synthetic = text("report.warning_synthetic", scale=f"{scale:g}")
    placings = run.scenario["placement_seeds"]
    about_placing = [synthetic, *_warnings_of(published["reach"])]
    if scale < SMALL_SCALE:
        about_placing.append(text("report.warning_small_scale", scale=f"{scale:g}"))
    return [
        reach_section(published, run.scenario["clustering"], placings, about_placing),
        claims_section(published),
        relatives_section(published, about_placing),
        vetting_section(published, about_placing),
        capacity_section(published),
        arrivals_section(published, [synthetic, text("report.warning_built_in")]),
        country_section(published, run.scenario["population"]["rates"], [synthetic, text("report.warning_fitted")]),
        sensitivity_section(sensitivity, [text("report.warning_sensitivity"), *_warnings_of(published["reach"])]),
        assumptions_section(run),
        sources_section(),
        made_section(run),
    ]


def _warnings_of(table: Table) -> list[str]:
    """What a table itself asks to bear in mind, in words; it is drawn into every image made from it."""
    keys = [key for field in table.of_role("warning") for key in table.column(field.name).tolist() if key]
    return [text(key) for key in dict.fromkeys(keys)]


def _edition(run: RunFile) -> str:
    population = run.scenario["population"]
    return text(
        "report.edition", version=run.version, scale=f"{population['scale']:g}", seed=run.scenario["seed"],
        digest=str(run.country.get("digest", "–"))[:12], date=run.made["time"][:10],
    )  # fmt: skip


def summary(published: Mapping[str, Table], clustering: str) -> list[str]:
    """The findings as short lines for the terminal, under a heading."""
    if "harm_by_kin" in published:
        return simulated.summary(published)
    lines = [text("report.short.title", year=latest_year(published["reach"]))]
    for finding in findings(published, clustering):
        interval = f" ({finding.interval})" if finding.interval else ""
        lines.append(f"{finding.number:>8}{interval}  {finding.short}")
    return lines
