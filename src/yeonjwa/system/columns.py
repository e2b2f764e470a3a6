"""Tables that grow: one array per column, rows are only ever added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from copy import deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yeonjwa.system.threads import aside

LINE = 64
"""Bytes."""
AHEAD, FAR_AHEAD = 1024, 1 << 15
"""Rows for which the defaults are written ahead, so that a few new rows cost little; in a table of more than ``FAR_AHEAD`` rows, so
many, aside: memory that was never touched is slow to write to."""


class Growing:
    """Columns of one length that grow together. ``table.name`` is the part in use, a view that may be written to.

    A view is valid until the next ``add``; read it anew after one.

    Parameters
    ----------
    room : int
        Rows there is room for at first; memory beyond the rows in use stays untouched and costs nothing.
    together
        Names of columns that stand side by side in memory, the wider types first, because they are read together: a row of
        them is in the cache at once. ``table.records`` holds them as one array of records, ``table.name`` each as usual.
    defaults
        Type of each column by name, and the value of rows for which none is given.
    """

    records: NDArray[Any]

    def __init__(self, *, room: int = 1024, together: Sequence[str] = (), **defaults: tuple[str, float]):
        self._defaults = defaults
        self._room = room
        self._size = 0
        # Beyond the rows in use all is zero, so that a default of zero need not be written.
        types: dict[str, Any] = {name: dtype for name, (dtype, _) in defaults.items() if name not in together}
        types["records"] = np.dtype([(name, defaults[name][0]) for name in together], align=True)
        self._store({name: _zeros(room, np.dtype(dtype)) for name, dtype in types.items()})
        self._not_zero = {name: default for name, (_, default) in defaults.items() if default}
        self._ready = 0  # rows in which the defaults stand
        self._next: tuple[Future[None], int] | None = None  # what is being written aside, and up to which row
        self._forget_views()

    def __len__(self) -> int:
        return self._size

    def __getattr__(self, name: str) -> NDArray[Any]:
        # Met once for each column after an ``add``: the view is then kept among the object's attributes.
        columns = self.__dict__.get("_columns", {})
        if name not in columns:
            raise AttributeError(f"the table has no column '{name}'; it has {', '.join(columns)}.")
        view: NDArray[Any] = columns[name][: self._size]
        self.__dict__[name] = view
        self._shown.append(name)
        return view

    def __deepcopy__(self, memo: dict[int, Any]) -> Growing:
        self._await_next()
        copy = object.__new__(type(self))
        memo[id(self)] = copy
        shown = {*self._columns, "records", "_columns", "_stored", "_shown"}
        own = {name: value for name, value in self.__dict__.items() if name not in shown}
        copy.__dict__.update(deepcopy(own, memo))
        copy._store({name: _with_room(array, self._size, self._room) for name, array in self._stored.items()})
        copy._ready = self._size
        copy._forget_views()
        return copy

    def _store(self, arrays: dict[str, NDArray[Any]]) -> None:
        self._stored = arrays
        self._columns = {name: array for name, array in arrays.items() if name != "records"}
        self._columns |= {name: arrays["records"][name] for name in arrays["records"].dtype.names or ()}

    def _forget_views(self) -> None:
        for name in self.__dict__.pop("_shown", ()):
            del self.__dict__[name]
        self._shown: list[str] = []
        self.records = self._stored["records"][: self._size]

    def add(self, count: int, **values: Any) -> NDArray[np.int64]:
        """Add ``count`` rows with the given values (others as declared); returns their row numbers, int64[count]."""
        if not values.keys() <= self._defaults.keys():
            raise KeyError(f"no such column: {', '.join(values.keys() - self._defaults.keys())}")
        start, end = self._size, self._size + count
        if end > self._ready:
            self._await_next()
        if end > self._room:
            while self._room < end:
                self._room *= 2
            self._store({name: _with_room(array, start, self._room) for name, array in self._stored.items()})
            self._ready = start
        if end > self._ready:
            ready = min(end + AHEAD, self._room)
            self._write_defaults(self._columns, self._ready, ready)
            self._ready = ready
        if self._next is None and end > FAR_AHEAD and self._ready < min(end + FAR_AHEAD, self._room):
            columns, first, last = self._columns, self._ready, min(self._ready + FAR_AHEAD, self._room)
            self._next = aside(lambda: self._write_defaults(columns, first, last), is_long=True), last
        self._size = end
        for name, value in values.items():
            self._columns[name][start:end] = value
        self._forget_views()
        return np.arange(start, end)

    def _write_defaults(self, columns: Mapping[str, NDArray[Any]], first: int, last: int) -> None:
        for name, value in self._not_zero.items():
            columns[name][first:last] = value

    def _await_next(self) -> None:
        """What was begun aside is done, or done here if it was not begun: whoever waits may be the one who should do it."""
        if self._next is not None:
            work, last = self._next
            if work.cancel():
                self._write_defaults(self._columns, self._ready, last)
            else:
                work.result()
            self._ready, self._next = last, None

    def as_dict(self) -> Mapping[str, NDArray[Any]]:
        """The columns in use, by name."""
        return {name: column[: self._size] for name, column in self._columns.items()}


def _with_room(column: NDArray[Any], size: int, room: int) -> NDArray[Any]:
    """A column (or array of records) of ``room`` rows that begins with the first ``size`` of ``column`` and is zero beyond them."""
    grown = _zeros(room, column.dtype)
    grown[:size] = column[:size]
    return grown


def _zeros(room: int, dtype: np.dtype[Any]) -> NDArray[Any]:
    """``room`` rows of zeros that begin where a line of the cache does: else half of the records of 32 bytes would lie in two lines."""
    bytes_ = np.zeros(room * dtype.itemsize + LINE, dtype=np.uint8)
    return np.ndarray(room, dtype, bytes_, -bytes_.ctypes.data % LINE)
