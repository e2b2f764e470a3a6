"""Histories: what the practices were, in numbers by month, place and standing, under each reading of the reports.

The reports contradict each other; a history is one named, dated answer to what was the case. ``histories.yaml`` lists
them, and ``levels/<practice>.yaml`` holds the windows: from when until when a practice stood at which share of its full
strength (0 off, 1 as strong as ever told), in which of the four series, where, for whom, and in which histories. The
strength itself is a figure and stands elsewhere.

How a level is found
    Of the windows that hold in a month for a place and a standing, one wins: those written for the history itself come
    before those it takes over from ``reported``; then the one of the narrower scope (fewer places times standings);
    then the one that begins later. Where none holds, the level is 0. Two windows that could both win are an error.
    A series of which a history holds no window at all follows another (``FOLLOWS``); the formal one follows none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from yeonjwa.catalogue.claims import claims, first_fault
from yeonjwa.catalogue.figures import Standing, sources
from yeonjwa.catalogue.files import areas, one
from yeonjwa.catalogue.reports import reports
from yeonjwa.errors import InputError, did_you_mean
from yeonjwa.months import month_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SERIES: tuple[str, ...] = ("formal", "instructed", "actual", "believed")
WHERE: tuple[str, ...] = ("capital", "hub", "border", "other", "abroad")
"""Places: the capital; major hubs; counties of the border provinces; the rest; posted abroad."""
WHO: tuple[str, ...] = ("ordinary", "cadre")
FIRST_MONTH, LAST_MONTH = month_of(1993), month_of(2024, 12)
MONTHS = LAST_MONTH - FIRST_MONTH + 1
DEFAULT = "reported"

FOLLOWS: dict[str, tuple[str, ...]] = {
    "formal": (),
    "instructed": ("actual",),
    "actual": ("instructed",),
    "believed": ("actual", "instructed"),
}
"""What a series takes its windows from where a history holds none of its own for a practice: taken at its word, a report
that tells of an order means that it is carried out, one that tells of a deed means that it is ordered, and people
believe what is done."""

Place = Literal["capital", "hub", "border", "other", "abroad", "any"]


def _month(value: Any) -> str | None:
    import re

    if value is None:
        return None
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value):
        raise ValueError(f"'{value}' is no month; expected a year and month such as 2014-05, or null.")
    if not FIRST_MONTH <= _index(value) <= LAST_MONTH:
        raise ValueError(f"'{value}' lies outside 1993-01 to 2024-12; null means before the first or after the last.")
    return value


def _index(month: str) -> int:
    return month_of(int(month[:4]), int(month[5:]))


def _places(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Month = Annotated[str | None, BeforeValidator(_month)]


class Window(BaseModel):
    """One stretch of time in which one series of a practice stands at one level."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    practice: str
    key: str
    series: Literal["formal", "instructed", "actual", "believed"]
    since: Month
    """First month; None: before 1993."""
    until: Month
    """Last month, inclusive; None: to the end of 2024."""
    where: Annotated[tuple[Place, ...], BeforeValidator(_places)] = Field(min_length=1)
    who: Literal["cadre", "ordinary", "any"]
    level: float = Field(ge=0, le=1)
    """Share of the full strength of the practice."""
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    standing: Standing
    """Of the level; that the practice existed may well be reported."""
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    uncertainty_months: int | None = Field(ge=0)
    """How far the dates may be off either way; None where nothing can be said, or the window has no dates."""
    histories: tuple[str, ...] = Field(default=(), alias="in")
    """In which it stands; by default ``reported`` and each report alone whose claims it names."""
    why: str = Field(min_length=15)

    @model_validator(mode="after")
    def _hangs_together(self) -> Window:
        if self.first > self.last:
            raise ValueError(f"the window ends ({self.until}) before it begins ({self.since}).")
        if not self.low <= self.level <= self.high:
            raise ValueError(f"level {self.level} lies outside {self.low} to {self.high}.")
        if self.standing == "assumed" and self.low == self.high:
            raise ValueError("an assumed level needs a range: low and high are the same.")
        if self.standing == "reported":
            raise ValueError("no report gives a level; expected estimated (worked out from a number) or assumed.")
        if len(set(self.where)) < len(self.where) or ("any" in self.where and len(self.where) > 1):
            raise ValueError("where names a place twice, or 'any' beside a place.")
        for what, keys, known in (("claim", self.claims, claims()), ("source", self.sources, sources())):
            for key in keys:
                if key not in known:
                    raise ValueError(f"{what} '{key}' is not in the catalogue. {did_you_mean(key, known)}")
        return self

    @property
    def first(self) -> int:
        """Month index of the first month, within the run."""
        return FIRST_MONTH if self.since is None else _index(self.since)

    @property
    def last(self) -> int:
        """Month index of the last month, within the run."""
        return LAST_MONTH if self.until is None else _index(self.until)

    @property
    def cells(self) -> frozenset[tuple[str, str]]:
        """The pairs of place and standing that it holds for."""
        places = WHERE if "any" in self.where else self.where
        return frozenset((place, who) for place in places for who in (WHO if self.who == "any" else (self.who,)))

    @property
    def dates(self) -> str:
        """Its dates in words, for messages."""
        return f"{self.since or 'before 1993'} to {self.until or 'the end'}"


class LevelsOfPractice(BaseModel):
    """The file of one practice."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    practice: str
    touches: Literal["relatives", "others"]
    """relatives: it falls on people because of a relative, or only works through them; others: all the rest."""
    full: str = Field(min_length=15)
    """What level 1 stands for."""
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
        A file breaks the form, or two of its windows could both win; file, key and dates are named.
    """
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
    return tuple(Contradiction(**row) for row in one("histories")["contradictions"])


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
    """

    key: str
    without: frozenset[str] = frozenset()
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
        holding = [
            w for w in self._in_force(practice, series) if w.first <= month <= w.last and (where, who) in w.cells
        ]
        return max(holding, key=self._precedence).level if holding else 0.0

    def table(self, practice: str, series: str) -> NDArray[np.float64]:
        """The same for all months, places and standings at once.

        Returns
        -------
        float64[384, 5, 2]
            Months from January 1993, places as ``WHERE``, standings as ``WHO``. Read-only. Exact: equal to ``level``.
        """
        import numpy as np

        wanted = (practice, series)
        if wanted not in self._tables:
            found = np.zeros((MONTHS, len(WHERE), len(WHO)))
            for window in self._in_force(practice, series):  # in order of precedence: the last one painted wins
                months = slice(window.first - FIRST_MONTH, window.last - FIRST_MONTH + 1)
                for place, standing in window.cells:
                    found[months, WHERE.index(place), WHO.index(standing)] = window.level
            found.flags.writeable = False
            self._tables[wanted] = found
        table: NDArray[np.float64] = self._tables[wanted]
        return table

    def windows(self, practice: str, series: str) -> tuple[Window, ...]:
        """The windows that a series rests on, by date; those of another series where it follows that one (``FOLLOWS``)."""
        return tuple(sorted(self._in_force(practice, series), key=lambda w: (w.first, w.last, w.key)))

    def is_own(self, window: Window) -> bool:
        """Whether a window was written for this history, rather than taken over from ``reported``."""
        return self.key in window.histories

    def _precedence(self, window: Window) -> tuple[bool, int, int]:
        return self.is_own(window), -len(window.cells), window.first

    def _in_force(self, practice: str, series: str) -> list[Window]:
        """The windows of a practice and series that stand, weakest first."""
        _known("practice", practice, levels())
        _known("series", series, SERIES)
        if practice in self.without and series != "formal":
            return []
        standing = self._standing(practice)
        for name in (series, *FOLLOWS[series]):
            found = [w for w in standing if w.series == name]
            if found:
                return sorted(found, key=self._precedence)
        return []

    def _standing(self, practice: str) -> list[Window]:
        """The windows of a practice that stand in this history, all series."""
        file = levels()[practice]
        rule = getattr(history(self.key), file.touches)
        if rule == "off":
            return []
        sources_ = {self.key} if rule == "own" else {self.key, DEFAULT}
        return [w for w in file.windows if sources_ & set(w.histories)]


def schedule(key: str = DEFAULT, without: Iterable[str] = ()) -> Schedule:
    """The schedule of a history, with practices switched off by name.

    Raises
    ------
    InputError
        The history or a practice is not known; the near miss is named.
    """
    history(key)
    names = frozenset((without,) if isinstance(without, str) else without)
    for name in sorted(names):
        _known("practice", name, levels())
    return Schedule(key, names)


def _known(what: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise InputError(f"{what} '{name}' is not known. {did_you_mean(name, known)}")
