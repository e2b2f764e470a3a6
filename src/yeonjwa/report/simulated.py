"""The report of a simulated run: its first screen, harm first, and its sections in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from yeonjwa.disclosure import SMALL_SCALE
from yeonjwa.messages import text
from yeonjwa.outcome import ALL, Table
from yeonjwa.report import bands, words
from yeonjwa.report.blocks import Block, Grids, Section
from yeonjwa.report.country_section import country_section
from yeonjwa.report.findings import Finding
from yeonjwa.report.method_sections import made_section, simulated_assumptions_section, sources_section
from yeonjwa.report.reading import Value
from yeonjwa.report.simulated_departures import (
    arrivals_section,
    company_section,
    departures_section,
    misfit,
    returns_section,
    stock_section,
)
from yeonjwa.report.simulated_harm import (
    children_section,
    dread_section,
    harm_section,
    kin_name,
    leavers_section,
    main_period,
    number_at,
    strata_section,
    stratum_name,
)
from yeonjwa.report.simulated_patterns import in_words, patterns
from yeonjwa.report.simulated_state import beliefs_section, money_section, reach_section, state_section
from yeonjwa.report.simulated_tables import harm_over, long_grids, years_of
from yeonjwa.report.svg import is_known
from yeonjwa.tables_io import RunFile

CANNOT = ("family", "true", "cause", "optimum", "small")
FINDINGS: tuple[tuple[str, str, str], ...] = (
    ("any", "any_practice", ALL), ("camp", "three_generations", ALL), ("watching", "watching", ALL), ("vetting", "vetting", ALL),
)  # fmt: skip


def first_screen(published: Mapping[str, Table], run: RunFile) -> dict[str, Any]:
    """What stands first: title, findings (harm before departures), how well the arrivals agree, what the run cannot tell."""
    return {
        "title": text("simulated.title"),
        "lead": text("simulated.lead"),
        "findings": findings(published),
        "note": bands.note(published),
        "verdict_title": text("simulated.verdict"),
        "verdict": [
            misfit(published["arrivals"]),
            in_words(patterns(published), bands.band(published["arrivals"])),
            text("simulated.good_fit"),
        ],
        "cannot": [f"simulated.cannot_{key}" for key in CANNOT],
        "has_sensitivity": False,
    }


def findings(published: Mapping[str, Table]) -> list[Finding]:
    """Who was struck in the main period, and the children among them."""
    table = published["harm_by_kin"]
    period = main_period(table)
    found = []
    for key, practice, kin in FINDINGS:
        value = number_at(table, practice=practice, period=period, kin=kin)
        found.append(_finding(table, key, period, value))
    children = number_at(
        published["harm_by_sex_and_age"], practice="any_practice", period=period, sex=ALL, age="under 18"
    )
    found.insert(1, _finding(table, "children", period, children))
    return found


def _finding(table: Table, key: str, period: str, number: Value) -> Finding:
    said = years_of(period)
    interval = ""
    if is_known(number.value) and is_known(number.low):
        ends = words.people(number.low), words.people(number.high)
        interval = bands.interval(table, words.without_unit(*ends), ends[1])
    return Finding(
        words.people(number.value),
        interval,
        text(f"simulated.finding.{key}", period=said),
        text(f"simulated.short.{key}", period=said),
    )


def sections(published: Mapping[str, Table], run: RunFile) -> list[Section]:
    """All sections: harm, then departures, then the state, money and beliefs, then how it was made."""
    population = run.scenario["population"]
    scale = float(population["scale"])
    synthetic = [text("report.warning_synthetic", scale=f"{scale:g}")]
    small = [text("report.warning_small_scale", scale=f"{scale:g}")] if scale < SMALL_SCALE else []
    return [
        *_harm(published, synthetic),
        leavers_section(published, synthetic),
        arrivals_section(published, synthetic),
        departures_section(published, synthetic),
        stock_section(published, synthetic),
        company_section(published, synthetic),
        returns_section(published, synthetic),
        state_section(published, synthetic),
        money_section(published, synthetic),
        beliefs_section(published, synthetic),
        reach_section(published, [*synthetic, *small]),
        country_section(published, population["rates"], [*synthetic, text("report.warning_fitted")]),
        simulated_assumptions_section(run),
        sources_section(),
        made_section(run),
    ]


def _harm(published: Mapping[str, Table], warnings: list[str]) -> list[Section]:
    """The sections on harm to relatives, each with the tables of all periods folded below."""
    degrees, strata = published["harm_by_kin"], published["harm_by_stratum"]

    def over(table: Table, dimension: str, name_of: Any, what: str, has_months: bool = False) -> Grids:
        return harm_over(table, dimension, f"simulated.tables.{what}", name_of, has_months)

    return [
        _with(
            harm_section(published, warnings), over(degrees, "kin", kin_name, "kin"), over(degrees, "kin", kin_name, "kin_years", True),
        ),
        children_section(published, warnings),
        _with(dread_section(published, warnings), long_grids(published["dread_by_year"])),
        _with(
            strata_section(published, warnings), over(strata, "stratum", stratum_name, "stratum"),
            over(strata, "stratum", stratum_name, "stratum_years", True),
        ),
    ]  # fmt: skip


def _with(section: Section, *blocks: Block) -> Section:
    return replace(section, blocks=[*section.blocks, *blocks])


def summary(published: Mapping[str, Table]) -> list[str]:
    """The findings as short lines for the terminal, harm first; then the arrivals beside the published, and warnings."""
    lines = [text("simulated.short.title", period=years_of(main_period(published["harm_by_kin"])))]
    for finding in findings(published):
        interval = f" ({finding.interval})" if finding.interval else ""
        lines.append(f"{finding.number:>8}{interval}  {finding.short}")
    lines += ["", text("simulated.short.arrivals")]
    totals = published["arrivals_by_province"].where(province=ALL)
    for period, theirs in zip(totals.column("period"), totals.column("published"), strict=True):
        value = number_at(totals, period=period)
        here = words.with_interval(*(words.people(v) for v in (value.value, value.low, value.high)))
        beside = text("simulated.short.arrival", published=words.people(float(theirs)))
        lines.append(f"{years_of(period)}  {here}; {beside}")
    lines += [misfit(published["arrivals"]), in_words(patterns(published), bands.band(published["arrivals"])), ""]
    return [*lines, text("simulated.note"), text("system.warning.harm")]


__all__ = ["findings", "first_screen", "sections", "summary"]
