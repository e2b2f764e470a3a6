"""Claims of the reports that can be tested with numbers: small experiments, each with a verdict fixed beforehand.

    results = run_claims(("T4", "T16"), scale=0.1, seeds=(1, 2), out="claims")

Every experiment is a function of the runs it asks for, so that it can be fed any world.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yeonjwa.claims.running import run_claims
    from yeonjwa.claims.table import claims_table

__all__ = ["claims_table", "run_claims"]


def __getattr__(name: str) -> Any:
    """Load the parts that need numpy only when they are asked for."""
    from importlib import import_module

    places = {"run_claims": "yeonjwa.claims.running", "claims_table": "yeonjwa.claims.table"}
    if name not in places:
        raise AttributeError(name)
    return getattr(import_module(places[name]), name)
