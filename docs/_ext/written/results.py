"""The page of ready results: headline tables of full runs, kept as JSON by ``ready_results.py``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from written.markdown import cell, table
from yeonjwa import messages
from yeonjwa.catalogue.histories import histories
from yeonjwa.catalogue.practices import practices
from yeonjwa.rivals.outside import outside_figures

FOLDER = Path(__file__).parents[2] / "results"


KINDS = ("simulated", "observed", "claims", "histories")
"""Kinds of run, in the order of the page: harm stands first."""
HEADS = {
    "simulated": "Departures simulated",
    "observed": "Departures observed",
    "claims": "Claims tested",
    "histories": "Rival histories",
}


def kept() -> dict[str, dict[str, Any]]:
    """What was kept, by kind of run."""
    files = {kind: FOLDER / f"{kind}.json" for kind in KINDS}
    return {kind: json.loads(f.read_text(encoding="utf-8")) for kind, f in files.items() if f.is_file()}


def page() -> str:
    """A section for each run that was kept."""
    lines: list[str] = []
    for kind, run in kept().items():
        made = run["made"]
        lines += [f"## {HEADS[kind]}", ""]
        lines += [
            f"Made on {made['date']} with version {made['version']}, catalogue {made['catalogue'][:12]}, by", "", "```console", f"$ {made['command']}",
            "```", "", _country(made), "",
        ]  # fmt: skip
        for part in run["tables"]:
            lines += [f"### {part['title']}", "", part["about"], "", *_table(part), ""]
            for key in part["warnings"]:
                lines += [
                    ":::{warning}",
                    cell(messages.text(key, lang="en")),
                    "",
                    cell(messages.text(key, lang="ko")),
                    ":::",
                    "",
                ]
    return "\n".join(lines) + "\n"


def _country(made: dict[str, Any]) -> str:
    if "seeds" in made:
        return f"Scale {made['scale']:g}, seeds {', '.join(str(seed) for seed in made['seeds'])}."
    return (
        f"{made['persons_ever']:,} synthetic persons ever born stand for the real country (scale {made['scale']}, seed "
        f"{made['seed']}, country `{made['digest']}`)."
    )


def said_by_a_run() -> str:
    """What the command printed at the end of the default run, with simulated departures."""
    return "\n".join(["```text", *kept()["simulated"]["said"], "```"]) + "\n"


def _table(part: dict[str, Any]) -> list[str]:
    return table(
        part["columns"],
        [[shown(value, form) for value, form in zip(row, part["forms"], strict=True)] for row in part["rows"]],
    )


def shown(value: Any, form: str) -> str:
    """A value as a reader wants it; empty is hidden."""
    if form == "months":
        return "" if value is None else f"{value:,.0f}"
    if form == "list":
        return ", ".join(value or ())
    if form == "no end":
        return "no end" if value is None else shown(value, "number")
    if value is None:
        return "hidden"
    if form == "history":
        return histories()[value].title
    if form == "figure":
        return outside_figures()[value].says
    if form == "direction":
        return messages.text(f"histories.direction.{value}", lang="en")
    if form == "practice":
        return practices()[value].title if value in practices() else str(value).replace("_", " ")
    if form == "share":
        return f"{100 * value:.2g} %" if value < 0.1 else f"{100 * value:.1f} %"
    if form == "people":
        return f"{value:,.0f}"
    if form == "number":
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    if form == "yes":
        return "yes" if value else "no"
    if form == "message":
        return messages.text(value, lang="en") if value else ""
    return str(value)


__all__ = ["FOLDER", "kept", "page", "said_by_a_run", "shown"]
