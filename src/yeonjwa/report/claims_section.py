"""The section of the report on the claims: verdict, number and interval of each, what would have decided, and what it turns on."""

from __future__ import annotations

from collections.abc import Sequence

from yeonjwa.claims import words
from yeonjwa.claims.fixed import claim_tests
from yeonjwa.claims.result import Result
from yeonjwa.claims.table import worded
from yeonjwa.messages import text
from yeonjwa.report.blocks import Block, Facts, Grid, Section, Words


def claims_section(results: Sequence[Result], scale: float, seeds: Sequence[int]) -> Section:
    """The section from results of ``yeonjwa.claims.run_claims``; every number in it obeys the disclosure floor.

    Parameters
    ----------
    results : in the order in which they are to stand
    scale, seeds : of the runs that they rest on
    """
    heads = [text(f"claims.head.{name}") for name in ("claim", "verdict", "estimate", "statistic")]
    rows = []
    for result in results:
        test = claim_tests()[result.claim]
        rows.append([
            f"{result.claim}. {worded(test, 'says')}", words.verdict(result), words.estimate(result), worded(test, "statistic"),
        ])  # fmt: skip
    made = text("claims.made", scale=f"{scale:g}", seeds=", ".join(str(seed) for seed in seeds))
    blocks: list[Block] = [Words(made, is_warning=True), Grid(text("claims.table.claims"), heads, rows)]
    blocks += [Facts([(result.claim, " ".join(_about(result, scale))) for result in results])]
    return Section("claims", text("claims.title"), [text("claims.more")], blocks)


def _about(result: Result, scale: float) -> list[str]:
    test = claim_tests()[result.claim]
    said = [
        text("claims.what", what=text(f"claims.head.{name}"), value=worded(test, name))
        for name in ("supported", "refuted")
    ]
    others = "; ".join(words.varied(test, v, scale) for v in result.measured.by_assumption)
    if others:
        said.append(text("claims.what", what=text("claims.head.varied"), value=f"{others}."))
    return [*said, text(f"claims.warning.{result.claim}")]


__all__ = ["claims_section"]
