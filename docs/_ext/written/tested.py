"""The claims that can be tested: statistic, what was fixed beforehand, what is varied, and what to bear in mind."""

from __future__ import annotations

from written.markdown import table
from yeonjwa.claims.experiments import EXPERIMENTS
from yeonjwa.claims.fixed import claim_tests
from yeonjwa.claims.table import in_symbols
from yeonjwa.claims.words import assumption
from yeonjwa.messages import text


def page() -> str:
    """A section for each claim."""
    lines = []
    for key, test in claim_tests().items():
        lines += [f"### {key}", "", f"*{test.says}*", "", *_facts(key), ""]
    return "\n".join(lines)


def _facts(key: str) -> list[str]:
    test = claim_tests()[key]
    rows = [
        ("measured", f"{test.statistic} ({test.unit})"),
        ("would support it", f"{test.supported} {_symbols(test.supported_if)}"),
        ("would refute it", f"{test.refuted} {_symbols(test.refuted_if)}"),
        ("interval", text(f"claims.interval.{test.interval}")),
        ("varied", ", ".join(assumption(name) for name in test.assumptions) or "nothing"),
        ("worlds", ", ".join(f"`{name}`" for name in EXPERIMENTS[key].worlds)),
        ("claims of the ledger", ", ".join(str(number) for number in test.ledger)),
        ("bear in mind", text(f"claims.warning.{key}")),
    ]
    if test.built_in:
        rows.insert(0, ("built in", "the sign follows from the equations; only size and dependence are reported"))
    if not test.has_outside_count:
        rows.insert(0, ("no count from outside", "nothing counted from outside could tell; no verdict is possible"))
    return table(["", ""], rows)


def _symbols(threshold: object) -> str:
    symbols = in_symbols(threshold)  # type: ignore[arg-type]
    return f"({symbols})" if symbols else ""


__all__ = ["page"]
