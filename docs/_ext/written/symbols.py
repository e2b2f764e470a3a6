"""The list of symbols, with value and standing from the catalogue and the place in the code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from written import source
from written.markdown import cell, number, table
from yeonjwa.catalogue import figures

FILE = Path(__file__).parents[2] / "model" / "symbols.yaml"


def listed() -> dict[str, list[dict[str, Any]]]:
    """The file, by submodel."""
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def page() -> str:
    """One table for each submodel."""
    known = figures()
    lines: list[str] = []
    for title, rows in listed().items():
        lines += [f"## {title}", ""]
        cells = []
        for row in rows:
            module, name = row["code"].split(":")
            of = "; ".join(
                f"`{k}` = {number(known[k].value)} {cell(known[k].unit)} ({known[k].standing})" for k in row["figures"]
            )
            place = f"`{module}.{name}`, line {source.line_of(module, name)}"
            cells.append([f"${row['symbol']}$", f"{row['is']}. *In* {place}.", of or "a state variable or an index"])
        lines += [*table(["symbol", "what it is, and where", "figures"], cells, math=0), ""]
    return "\n".join(lines) + "\n"


__all__ = ["FILE", "listed", "page"]
