"""Tested claims in the report: verdict, number, interval, flag and warning in one row; thresholds and assumptions one step away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from yeonjwa.claims import words
from yeonjwa.claims.fixed import claim_tests
from yeonjwa.claims.result import Result
from yeonjwa.claims.table import worded
from yeonjwa.disclosure import SMALL_SCALE
from yeonjwa.messages import text
from yeonjwa.report.blocks import Block, Facts, Grid, Section, Words
from yeonjwa.report.pouring import small_page

KEY = "tested-claims"


def claims_section(results: Sequence[Result], scale: float, seeds: Sequence[int]) -> Section:
    """The section of a report from results of ``yeonjwa.claims.run_claims`` or of a folder; every number in it obeys the disclosure floor.

    Parameters
    ----------
    results : in the order in which they are to stand
    scale, seeds : of the runs that they rest on
    """
    made = [text("claims.made", scale=f"{scale:g}", seeds=", ".join(str(seed) for seed in seeds))]
    if scale < SMALL_SCALE:
        made.append(text("report.warning_small_scale", scale=f"{scale:g}"))
    blocks: list[Block] = [Words(" ".join(made), is_warning=True), _verdicts(results), _fixed(results)]
    blocks += _assumptions(results, scale)
    return Section(KEY, text("claims.title"), [text("claims.page.words")], blocks)


def claims_page(results: Sequence[Result], about: Mapping[str, Any]) -> str:
    """The page of a folder of tested claims.

    Parameters
    ----------
    about : as written to the metadata of the tables (``claims.files.about``)
    """
    scale, seeds = float(about["scale"]), about["seeds"]
    section = replace(claims_section(results, scale, seeds), title=text("claims.page.verdicts"))
    return small_page(text("claims.title"), text("claims.bear_in_mind"), edition(about), [section, made_of(about)])


def edition(about: Mapping[str, Any]) -> str:
    """Version, scale and seeds in one line."""
    return text(
        "claims.page.edition", version=about["version"], scale=f"{about['scale']:g}", seeds=", ".join(str(s) for s in about["seeds"]),
    )  # fmt: skip


def made_of(about: Mapping[str, Any]) -> Section:
    """How the runs behind a page were made."""
    rows = [
        (text("claims.page.command"), str(about["command"])),
        (text("claims.page.version"), str(about["version"])),
        (text("claims.page.catalogue"), str(about["catalogue"]["hash"])),
        (text("claims.page.seeds"), ", ".join(str(seed) for seed in about["seeds"])),
        (text("claims.page.scale"), f"{about['scale']:g}"),
    ]
    return Section("made", text("claims.page.made"), [], [Facts(rows)])


def _verdicts(results: Sequence[Result]) -> Grid:
    """One row for each claim: all that a reader must see together with the number."""
    heads = [text(f"claims.head.{name}") for name in ("claim", "verdict", "estimate", "identified", "warning")]
    rows = []
    for result in results:
        said = worded(claim_tests()[result.claim], "says")
        flag = text("claims.yes" if result.identified else "claims.no")
        rows.append([
            f"{result.claim}. {said}", words.verdict(result), words.estimate(result), flag, text(f"claims.warning.{result.claim}"),
        ])  # fmt: skip
    return Grid(text("claims.table.claims"), heads, rows)


def _fixed(results: Sequence[Result]) -> Grid:
    """What was fixed before any run: statistic, and what would count for and against."""
    heads = [text(f"claims.head.{name}") for name in ("claim", "statistic", "supported", "refuted", "interval")]
    rows = []
    for result in results:
        test = claim_tests()[result.claim]
        cells = [worded(test, name) for name in ("statistic", "supported", "refuted")]
        rows.append([result.claim, *cells, text(f"claims.interval.{test.interval}")])
    return Grid(text("claims.page.fixed"), heads, rows, is_folded=True)


def _assumptions(results: Sequence[Result], scale: float) -> list[Block]:
    """The estimate under each other assumption that was looked at."""
    rows = []
    for result in results:
        test = claim_tests()[result.claim]
        usual = words.estimate(result)
        for k, found in enumerate(result.measured.by_assumption):
            value = words.varied(test, found, scale)
            rows.append([result.claim if k == 0 else "", usual if k == 0 else "", value])
    if not rows:
        return []
    heads = [text("claims.head.claim"), text("claims.head.estimate"), text("claims.head.varied")]
    return [Grid(text("claims.page.assumptions"), heads, rows, is_folded=True)]


__all__ = ["KEY", "claims_page", "claims_section", "edition", "made_of"]
