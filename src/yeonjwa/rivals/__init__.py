"""Rival histories: what each report, if true, would imply in the model, and how that sits with figures from outside.

    found = run_histories(("report-rfa-2015-03-23",), scale=0.1, seeds=(1, 2), out="rivals")

Histories stand in the order of the catalogue. They are never ranked: what is said of each is whether it is rejected, by which figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yeonjwa.rivals.running import run_histories

__all__ = ["run_histories"]


def __getattr__(name: str) -> Any:
    """Load the parts that need numpy only when they are asked for."""
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module("yeonjwa.rivals.running"), name)
