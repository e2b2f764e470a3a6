"""The files of tested claims, and reading them back for the report of a run.

DIR/claims.parquet  DIR/claims_sensitivity.parquet  DIR/claims.json  DIR/report.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from yeonjwa import kept_tables
from yeonjwa.claims.fixed import claim_tests
from yeonjwa.claims.result import NAN, Measured, Result, Varied, Verdict
from yeonjwa.claims.running import Findings
from yeonjwa.claims.table import CLAIMS, SENSITIVITY, claims_table, objects, sensitivity_table
from yeonjwa.errors import InputError

SHAPES = (CLAIMS, SENSITIVITY)
WARNING = "claims.bear_in_mind"


def write(folder: Path, tested: Findings, command: str) -> list[Path]:
    """Write the tables, claims.json and report.html; gives their paths."""
    from yeonjwa.report.claims_section import claims_page

    results = tested.results
    made = kept_tables.about(command, tested.scale, tested.seeds)
    others = {
        "claims.json": json.dumps(objects(results, tested.scale), ensure_ascii=False, indent=1) + "\n",
        "report.html": claims_page(results, made),
    }
    tables = (claims_table(results), sensitivity_table(results, tested.scale))
    return kept_tables.write(folder, tables, others, made, WARNING)


def read(folder: Path) -> tuple[tuple[Result, ...], kept_tables.Kept]:
    """The tested claims of a folder with the numbers that may be shown, and the files they stand in.

    Raises
    ------
    InputError
        The folder holds none, or its tables are not as `yeonjwa claims` writes them.
    """
    kept = kept_tables.read(folder, SHAPES, "claims")
    return _results(kept, str(folder)), kept


def read_shipped() -> tuple[tuple[Result, ...], kept_tables.Kept]:
    """The tested claims that the program brings with it.

    Raises
    ------
    InputError
        The catalogue was changed and no longer knows one of them.
    """
    from yeonjwa import shipped

    kept = shipped.read("claims", SHAPES, WARNING)
    return _results(kept, "yeonjwa/shipped"), kept


def _results(kept: kept_tables.Kept, where: str) -> tuple[Result, ...]:
    for row in kept.rows["claims"]:
        if row["claim"] not in claim_tests() or row["verdict"] not in get_args(Verdict):
            raise InputError(f"'{where}' names a claim or a verdict that this version does not know: {row['claim']}.")
    others = kept.rows["claims_sensitivity"]
    return tuple(_result(row, others) for row in kept.rows["claims"])


def _result(row: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> Result:
    varied = tuple(
        Varied(other["assumption"], other["value"], _number(other["estimate"]), _number(other["rests_on"]))
        for other in others
        if other["claim"] == row["claim"]
    )
    middle, low, high, raw = (_number(row[name]) for name in ("estimate", "low", "high", "rests_on"))
    named = tuple(name for name in row["depends_on"].split(", ") if name)
    return Result(row["claim"], Measured(middle, low, high, raw, varied), row["verdict"], named)


def _number(value: float | None) -> float:
    return NAN if value is None else float(value)


__all__ = ["SHAPES", "read", "read_shipped", "write"]
