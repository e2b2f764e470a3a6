"""Tables that grow: one array per column, rows are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Growing:
    """Columns of one length that grow together. ``table.name`` is the part in use, a view that may be written to.

    A view is valid until the next ``add``; read it anew after one.

    Parameters
    ----------
    room : int
        Rows there is room for at first; memory beyond the rows in use stays untouched and costs nothing.
    defaults
        Type of each column by name, and the value of rows for which none is given.
    """

    def __init__(self, *, room: int = 1024, **defaults: tuple[str, float]):
        self._defaults = defaults
        self._room = room
        self._size = 0
        # Beyond the rows in use all is zero, so that a default of zero need not be written.
        self._columns: dict[str, NDArray[Any]] = {
            name: np.zeros(room, dtype=dtype) for name, (dtype, _) in defaults.items()
        }
        self._not_zero = {name: default for name, (_, default) in defaults.items() if default}
        self._show()

    def __len__(self) -> int:
        return self._size

    def __getattr__(self, name: str) -> NDArray[Any]:
        # Columns in use stand among the object's attributes, so that this is met only by names that are none.
        raise AttributeError(
            f"the table has no column '{name}'; it has {', '.join(self.__dict__.get('_columns', {}))}."
        )

    def __deepcopy__(self, memo: dict[int, Any]) -> Growing:
        copy = object.__new__(type(self))
        memo[id(self)] = copy
        own = {name: value for name, value in self.__dict__.items() if name not in (*self._columns, "_columns")}
        copy.__dict__.update(deepcopy(own, memo))
        copy._columns = {name: _with_room(column, self._size, self._room) for name, column in self._columns.items()}
        copy._show()
        return copy

    def _show(self) -> None:
        self.__dict__.update({name: column[: self._size] for name, column in self._columns.items()})

    def add(self, count: int, **values: Any) -> NDArray[np.int64]:
        """Add ``count`` rows with the given values (others as declared); returns their row numbers, int64[count]."""
        if not values.keys() <= self._defaults.keys():
            raise KeyError(f"no such column: {', '.join(values.keys() - self._defaults.keys())}")
        start, end = self._size, self._size + count
        if end > self._room:
            while self._room < end:
                self._room *= 2
            self._columns = {name: _with_room(column, start, self._room) for name, column in self._columns.items()}
        self._size = end
        for name, value in (self._not_zero | values).items():
            self._columns[name][start:end] = value
        self._show()
        return np.arange(start, end)

    def as_dict(self) -> Mapping[str, NDArray[Any]]:
        """The columns in use, by name."""
        return {name: column[: self._size] for name, column in self._columns.items()}


def _with_room(column: NDArray[Any], size: int, room: int) -> NDArray[Any]:
    """A column of ``room`` rows that begins with the first ``size`` of ``column`` and is zero beyond them."""
    grown = np.zeros(room, dtype=column.dtype)
    grown[:size] = column[:size]
    return grown
