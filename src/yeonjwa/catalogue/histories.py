"""Histories: what the practices were, in numbers by month, place and standing, under each reading of the reports.

The reports contradict each other; a history is one named, dated answer to what was the case. ``histories.yaml`` lists
them, and ``levels/<practice>.yaml`` holds the windows: from when until when a practice stood at which share of its full
strength (0 off, 1 as strong as ever told), in which of the four series, where, for whom, and in which histories. The
strength itself is a figure and stands elsewhere.

How a level is found
    Of the windows that hold in a month for a place and a standing, one wins: those of the series itself come before
    those of the series that it follows (``FOLLOWS``); those written for the history before those that it takes over from
    ``reported``; then the one of the narrower scope (fewer places times standings); then the one that begins later.
    Where none holds, the level is 0. Two windows that could both win are an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from yeonjwa.catalogue.claims import claims, first_fault
from yeonjwa.catalogue.drawn_windows import CENTRAL, drawn
from yeonjwa.catalogue.files import areas, one
from yeonjwa.catalogue.reports import reports
from yeonjwa.catalogue.windows import FIRST_MONTH, LAST_MONTH, MONTHS, SERIES, WHERE, WHO, Window
from yeonjwa.errors import InputError, did_you_mean

__all__ = [
    "FIRST_MONTH", "FOLLOWS", "LAST_MONTH", "MONTHS", "SERIES", "WHERE", "WHO", "Contradiction", "History", "LevelsOfPractice",
    "Schedule", "Window", "contradictions", "histories", "history", "levels", "schedule",
]  # fmt: skip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEFAULT = "reported"

FOLLOWS: dict[str, tuple[str, ...]] = {
    "formal": (),
    "instructed": ("actual",),
    "actual": ("instructed",),
    "believed": ("actual", "instructed"),
}
"""What a series follows where no window of its own holds: taken at its word, a report that tells of an order means that
it is carried out, one that tells of a deed means that it is ordered, and people believe what is done."""


class LevelsOfPractice(BaseModel):
    """The file of one practice."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    practice: str
    touches: Literal["relatives", "others"]
    """relatives: it falls on people because of a relative, or only works through them; others: all the rest."""
    moves: tuple[Literal["formal", "instructed", "actual", "believed"], ...] = Field(min_length=1)
    """Series that a run reads. The others are told and stand beside them for comparison; they change nothing in a run."""
    full: str = Field(min_length=15)
    """What level 1 stands for."""
    full_ko: str = ""
    windows: tuple[Window, ...]


class History(BaseModel):
    """One named reading of what was the case."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    title_ko: str
    says: str
    says_ko: str
    answers: str
    """The question it answers, or the contradiction it resolves."""
    answers_ko: str
    reports: tuple[str, ...]
    claims: tuple[str, ...] = ()
    relatives: Literal["own", "over_reported", "off"]
    """Practices that touch relatives: its own windows only, its own over those of ``reported``, or all off."""
    others: Literal["own", "over_reported"]
    """All other practices."""

    @property
    def alone(self) -> str | None:
        """Key of the report that this history takes alone, if it is such a one."""
        return self.key.removeprefix("report-") if self.key.startswith("report-") else None


class Contradiction(BaseModel):
    """Where the reports contradict each other, and how the histories express both sides."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    number: int
    asks: str
    asks_ko: str
    claims: tuple[str, ...] = Field(min_length=1)
    histories: tuple[str, ...] = ()
    """Histories to set against each other; at least two, if any."""
    windows: tuple[str, ...] = ()
    """Windows that hold its sides, as practice/key; at least two, if any."""
    how: str


@cache
def levels() -> dict[str, LevelsOfPractice]:
    """The levels of all practices by name, checked.

    Raises
    ------
    InputError
        A file breaks the form, is missing, or two of its windows could both win; file, key and dates are named.
    """
    named = areas("practices")
    for name in areas("levels"):
        if name not in named:
            raise InputError(f"levels/{name}.yaml: there is no such practice. {did_you_mean(name, named)}")
    missing = sorted(set(named) - set(areas("levels")))
    if missing:
        raise InputError(f"levels/{missing[0]}.yaml is missing; every practice needs its levels.")
    return {name: read_levels(name, rows) for name, rows in areas("levels").items()}


def read_levels(practice: str, rows: Mapping[str, Any]) -> LevelsOfPractice:
    """The file of one practice, checked, with the histories of each window filled in."""
    place = f"levels/{practice}.yaml"
    known = histories()
    windows = []
    raw = rows.get("windows") or {}
    for key, row in raw.items():
        try:
            window = Window(practice=practice, key=key, **row)
        except ValidationError as error:
            raise InputError(f"{place}: window '{key}': {first_fault(error)}") from error
        except TypeError as error:
            raise InputError(
                f"{place}: window '{key}' is no mapping of fields; expected series, since, until, ..."
            ) from error
        window = window.model_copy(update={"histories": window.histories or _default_histories(window)})
        for name in window.histories:
            if name not in known:
                raise InputError(f"{place}: window '{key}': history '{name}' is not known. {did_you_mean(name, known)}")
            _check_own_evidence(place, window, known[name])
        windows.append(window)
    try:
        found = LevelsOfPractice(practice=practice, **{**rows, "windows": tuple(windows)})
    except ValidationError as error:
        raise InputError(f"{place}: {first_fault(error)}") from error
    _check_overlaps(place, windows)
    return found


def _default_histories(window: Window) -> tuple[str, ...]:
    named = {f"report-{report}" for key in window.claims for report in claims()[key].report}
    return (DEFAULT, *sorted(named))


def _check_own_evidence(place: str, window: Window, history: History) -> None:
    """A report alone rests on nothing but what that report says."""
    if history.alone is None:
        return
    foreign = [key for key in window.claims if history.alone not in claims()[key].report] + list(window.sources)
    if foreign or not window.claims:
        what = f"names '{foreign[0]}'" if foreign else "names no claim"
        raise InputError(
            f"{place}: window '{window.key}' stands in '{history.key}' but {what}; "
            f"expected claims of {history.alone} only, or another list of histories under 'in'."
        )


def _check_overlaps(place: str, windows: Iterable[Window]) -> None:
    """No two windows of a history and series may hold at once with the same claim to win."""
    for a, b in combinations(windows, 2):
        if a.series != b.series or a.first > b.last or b.first > a.last or not a.cells & b.cells:
            continue
        shared = [name for name in a.histories if name in b.histories]
        tied = a.cells == b.cells or (len(a.cells) == len(b.cells) and a.first == b.first)
        if shared and tied:
            raise InputError(
                f"{place}: windows '{a.key}' ({a.dates}) and '{b.key}' ({b.dates}) overlap in '{shared[0]}', series "
                f"{a.series}, and neither is narrower or later; end one before the other begins."
            )


@cache
def histories() -> dict[str, History]:
    """All histories by key, ``reported`` first."""
    return read_histories(one("histories")["histories"])


def read_histories(rows: Mapping[str, Any]) -> dict[str, History]:
    """Histories by key, checked: a report or claim that they rest on is in the catalogue."""
    found = {}
    for key, row in rows.items():
        try:
            history_ = History(key=key, **row)
        except ValidationError as error:
            raise InputError(f"histories.yaml: history '{key}': {first_fault(error)}") from error
        named = (("report", history_.reports, reports()), ("claim", history_.claims, claims()))
        for what, names, known in named:
            for name in names:
                if name not in known:
                    near = did_you_mean(name, known)
                    raise InputError(
                        f"histories.yaml: history '{key}': {what} '{name}' is not in the catalogue. {near}"
                    )
        if history_.alone is not None and history_.reports != (history_.alone,):
            raise InputError(
                f"histories.yaml: history '{key}' takes one report alone; expected reports: [{history_.alone}]."
            )
        found[key] = history_
    return found


def history(key: str) -> History:
    """One history by its key."""
    known = histories()
    if key not in known:
        raise InputError(f"history '{key}' is not in the catalogue. {did_you_mean(key, known)}")
    return known[key]


@cache
def contradictions() -> tuple[Contradiction, ...]:
    """How each contradiction between the reports is expressed, in order of their numbers."""
    return read_contradictions(one("histories")["contradictions"])


def read_contradictions(rows: Iterable[Mapping[str, Any]]) -> tuple[Contradiction, ...]:
    """Contradictions, checked: each is expressed, by histories and windows that exist."""
    windows = [f"{name}/{window.key}" for name, file in levels().items() for window in file.windows]
    found = []
    for row in rows:
        place = f"histories.yaml: contradiction {row.get('number', 'without a number')}"
        try:
            item = Contradiction(**row)
        except ValidationError as error:
            raise InputError(f"{place}: {first_fault(error)}") from error
        named = (
            ("claim", item.claims, claims()),
            ("history", item.histories, histories()),
            ("window", item.windows, windows),
        )
        for what, names, known in named:
            for name in names:
                if name not in known:
                    raise InputError(f"{place}: {what} '{name}' is not in the catalogue. {did_you_mean(name, known)}")
        if max(len(item.histories), len(item.windows)) < 2:
            raise InputError(
                f"{place} is expressed by nothing; expected two or more histories, or two or more windows."
            )
        found.append(item)
    return tuple(sorted(found, key=lambda item: item.number))


@dataclass(frozen=True)
class Schedule:
    """What every practice is by month, place and standing, in one history.

    Attributes
    ----------
    key : str
        The history.
    without : frozenset of str
        Practices switched off: as instructed, as it is and as believed. The formal series stays, since a rule on paper
        is not undone by leaving it unused.
    draw : int
        Number of the draw of dates and levels within their uncertainty (``drawn_windows``); 0: as they stand in the catalogue.
    """

    key: str
    without: frozenset[str] = frozenset()
    draw: int = CENTRAL
    _windows: dict[str, tuple[Window, ...]] = field(default_factory=dict, repr=False, compare=False)
    _tables: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)

    def level(self, practice: str, series: str, month: int, where: str, who: str) -> float:
        """Share of the full strength, 0 to 1, in one month for one place and standing.

        Parameters
        ----------
        practice, series
            Name of a practice and one of ``SERIES``.
        month
            Index as of ``yeonjwa.months``, January 1993 to December 2024.
        where, who
            One of ``WHERE`` and one of ``WHO``.

        Raises
        ------
        InputError
            Any of them is not known; the near miss is named.
        """
        _known("place", where, WHERE)
        _known("standing", who, WHO)
        if not FIRST_MONTH <= month <= LAST_MONTH:
            raise InputError(
                f"month {month} lies outside the run; expected {FIRST_MONTH} to {LAST_MONTH} (1993 to 2024)."
            )
        # Weakest first, so that the last one that holds wins.
        holding = [
            w for w in self._in_force(practice, series) if w.first <= month <= w.last and (where, who) in w.cells
        ]
        return holding[-1].level if holding else 0.0

    def table(self, practice: str, series: str) -> NDArray[np.float64]:
        """The same for all months, places and standings at once.

        Returns
        -------
        float64[384, 5, 2]
            Months from January 1993, places as ``WHERE``, standings as ``WHO``. Read-only. Exact: equal to ``level``.
        """
        table: NDArray[np.float64] | None = self._tables.get((practice, series))
        if table is None:
            import numpy as np

            # The last entry stands for "no window", which index -1 finds.
            levels_ = np.array([*(w.level for w in self._in_force(practice, series)), 0.0])
            table = levels_[self._winners(practice, series)]
            table.flags.writeable = False
            self._tables[practice, series] = table
        return table

    def windows(self, practice: str, series: str) -> tuple[Window, ...]:
        """The windows that win anywhere in a series, by date; some may be of a series that it follows."""
        import numpy as np

        in_force = self._in_force(practice, series)
        winning = [in_force[i] for i in np.unique(self._winners(practice, series)) if i >= 0]
        return tuple(sorted(winning, key=lambda w: (w.first, w.last, w.key)))

    def _winners(self, practice: str, series: str) -> NDArray[np.int64]:
        """Which window wins in each month, place and standing: its position among those in force, or -1."""
        import numpy as np

        found = np.full((MONTHS, len(WHERE), len(WHO)), -1)
        for i, window in enumerate(self._in_force(practice, series)):
            months = slice(window.first - FIRST_MONTH, window.last - FIRST_MONTH + 1)
            for place, standing in window.cells:
                found[months, WHERE.index(place), WHO.index(standing)] = i
        return found

    def is_own(self, window: Window) -> bool:
        """Whether a window was written for this history, rather than taken over from ``reported``."""
        return self.key in window.histories

    def _in_force(self, practice: str, series: str) -> list[Window]:
        """The windows of a series and of those that it follows, weakest first."""
        _known("practice", practice, levels())
        _known("series", series, SERIES)
        if practice in self.without and series != "formal":
            return []
        order = (series, *FOLLOWS[series])
        found = [w for w in self._standing(practice) if w.series in order]
        return sorted(found, key=lambda w: (-order.index(w.series), self.is_own(w), -len(w.cells), w.first))

    def _standing(self, practice: str) -> list[Window]:
        """The windows of a practice that stand in this history, all series."""
        file = levels()[practice]
        rule = getattr(history(self.key), file.touches)
        if rule == "off":
            return []
        sources_ = {self.key} if rule == "own" else {self.key, DEFAULT}
        if practice not in self._windows:
            self._windows[practice] = drawn(file.windows, self.draw)
        return [w for w in self._windows[practice] if sources_ & set(w.histories)]


def schedule(key: str = DEFAULT, without: Iterable[str] = (), draw: int = CENTRAL) -> Schedule:
    """The schedule of a history, with practices switched off by name, in a draw of its dates and levels.

    Raises
    ------
    InputError
        The history or a practice is not known; the near miss is named.
    """
    history(key)
    names = frozenset((without,) if isinstance(without, str) else without)
    for name in sorted(names):
        _known("practice", name, levels())
    return Schedule(key, names, draw)


def _known(what: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise InputError(f"{what} '{name}' is not known. {did_you_mean(name, known)}")
