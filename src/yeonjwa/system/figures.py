"""Figures as a run reads them: the catalogue's values, with the scenario's overrides."""

from __future__ import annotations

from collections.abc import Mapping

from yeonjwa.catalogue import figure


class FigureReader:
    """Reads a figure's value by key; ``used`` collects the keys that a run has read."""

    def __init__(self, overrides: Mapping[str, float] | None = None):
        self._overrides = dict(overrides or {})
        self._values: dict[str, float] = {}

    def __call__(self, key: str) -> float:
        try:
            return self._values[key]
        except KeyError:
            self._values[key] = value = float(self._overrides.get(key, figure(key).value))
            return value

    @property
    def used(self) -> tuple[str, ...]:
        """Keys read so far, in order of the alphabet."""
        return tuple(sorted(self._values))
