"""What a scenario may name: histories, practices, dates and figures of the catalogue, and what contradicts what.

Each refusal is a ``KeyFault``: one sentence, and the path of the key that it speaks of, so that a file can be told the
line and a command the option. The catalogue is read only by a scenario that names something in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from yeonjwa.errors import did_you_mean
from yeonjwa.refusals import shown

DEFAULT_HISTORY = "reported"
FIRST_MONTH, LAST_MONTH = "1993-01", "2024-12"
"""First and last month that a simulated course of departures passes through."""
AREAS = ("behaviour", "border", "practices", "families", "units")
"""Areas of figures (``catalogue/figures/<area>.yaml``) that a scenario may override within their ranges."""

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


class KeyFault(ValueError):
    """What is wrong with one key of a scenario, in one sentence; ``path`` names the key, such as ("off", 0, "since")."""

    def __init__(self, sentence: str, *path: str | int) -> None:
        super().__init__(sentence)
        self.path = path


class Off(NamedTuple):
    """A practice that does not happen from the month ``since`` to the month ``until``, both included ("2011-08")."""

    practice: str
    since: str
    until: str


class Figures(dict[str, float]):
    """Figures overridden by a scenario, by key; cannot be changed, so that a scenario can be a key itself."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return Figures, (dict(self),)

    def _refuse(self, *_: Any, **__: Any) -> Any:
        raise TypeError("a scenario cannot be changed; make another with Scenario(figures={...}).")

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = pop = popitem = clear = _refuse


def known_histories() -> tuple[str, ...]:
    """Names of the histories: dated schedules of the practices that a scenario can start from."""
    from yeonjwa.catalogue.histories import histories

    return tuple(histories())


def known_practices() -> tuple[str, ...]:
    """Names of the practices of the catalogue."""
    from yeonjwa.catalogue.practices import practices

    return tuple(practices())


def off_already(history_name: str) -> frozenset[str]:
    """Practices that a history switches off throughout: those that touch relatives, where it says so."""
    from yeonjwa.catalogue.histories import history, levels

    if history(history_name).relatives != "off":
        return frozenset()
    return frozenset(name for name, found in levels().items() if found.touches == "relatives")


def known_figures() -> tuple[str, ...]:
    """Keys of all figures, whether a scenario may override them or not."""
    from yeonjwa.catalogue.figures import figures

    return tuple(figures())


def figures_to_override() -> dict[str, tuple[float, float]]:
    """Lowest and highest value of each figure that a scenario may override, by key."""
    from yeonjwa.catalogue.figures import areas_of_figures, figures

    known, area = figures(), areas_of_figures()
    return {
        key: (found.low, found.high)
        for key, found in known.items()
        if area[key] in AREAS and found.low is not None and found.high is not None
    }


def check_history(name: str) -> None:
    """Refuse a history that is not in the catalogue."""
    known = (DEFAULT_HISTORY,) if name == DEFAULT_HISTORY else known_histories()
    if name not in known:
        raise KeyFault(
            f"history is {shown(name)}; expected one of the histories. {did_you_mean(name, known)}", "history"
        )


def check_without(names: Iterable[str]) -> tuple[str, ...]:
    """The practices switched off, in order of name; unknown or repeated ones are refused."""
    found: list[str] = []
    for position, name in enumerate(names):
        _check_practice(name, "without", "without", position)
        if name in found:
            raise KeyFault(f"without names '{name}' twice; expected each practice once.", "without", position)
        found.append(name)
    return tuple(sorted(found))


def check_off(switches: Iterable[Off]) -> tuple[Off, ...]:
    """The dated switches in order of practice and month; unknown, backward and overlapping ones are refused."""
    numbered = list(enumerate(switches))
    for position, switch in numbered:
        _check_practice(switch.practice, "off.practice", "off", position, "practice")
        for key in ("since", "until"):
            month = getattr(switch, key)
            if not _MONTH.fullmatch(month):
                raise KeyFault(
                    f"off.{key} is {shown(month)}; expected a month such as '2011-08'.", "off", position, key
                )
            if not FIRST_MONTH <= month <= LAST_MONTH:
                raise KeyFault(
                    f"off.{key} is '{month}'; expected a month from {FIRST_MONTH} to {LAST_MONTH}.",
                    "off",
                    position,
                    key,
                )
        if switch.since > switch.until:
            raise KeyFault(
                f"off.since is '{switch.since}', after off.until '{switch.until}', for '{switch.practice}'; expected the "
                "earlier month first.",
                "off", position, "since",
            )  # fmt: skip
    numbered.sort(key=lambda entry: entry[1])
    for (_, before), (position, switch) in pairwise(numbered):
        if before.practice == switch.practice and switch.since <= before.until:
            raise KeyFault(
                f"off names '{switch.practice}' from {before.since} to {before.until} and again from {switch.since} to "
                f"{switch.until}; expected spans that do not overlap.",
                "off", position, "since",
            )  # fmt: skip
    return tuple(switch for _, switch in numbered)


def check_figures(given: Mapping[Any, Any]) -> Figures:
    """The overridden figures in order of key, each a number within its stated range.

    Raises
    ------
    KeyFault
        A figure is unknown, of an area that a scenario leaves as it is, without a range, or the value is no number
        (true and false are none) or lies outside the range.
    """
    if not given:
        return Figures()
    from yeonjwa.catalogue.figures import areas_of_figures, figures

    ranges, area, known = figures_to_override(), areas_of_figures(), figures()
    for key, value in given.items():
        path = ("figures", key)
        if key not in known:
            near = did_you_mean(str(key), ranges) if ranges else "The catalogue has none that a scenario may change."
            raise KeyFault(f"figure {shown(key)} is not in the catalogue. {near}", *path)
        if area[key] not in AREAS:
            raise KeyFault(
                f"figure '{key}' belongs to the area '{area[key]}', which scenarios leave as it is; expected a figure of "
                f"{', '.join(AREAS[:-1])} or {AREAS[-1]}.",
                *path,
            )
        if key not in ranges:
            raise KeyFault(f"figure '{key}' has no stated range and stays {known[key].value:.10g}.", *path)
        low, high = ranges[key]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not low <= value <= high:
            raise KeyFault(
                f"figure '{key}' is {_digits(value)}; expected a number from {low:.10g} to {high:.10g} "
                f"({known[key].unit}).",
                *path,
            )
    # Minus zero equals zero and prints otherwise: adding zero makes them one.
    return Figures({key: float(given[key]) + 0.0 for key in sorted(given)})


def check_together(values: Mapping[str, Any], standard: Mapping[str, Any]) -> None:
    """Refuse keys that contradict each other.

    Parameters
    ----------
    values, standard : the scenario by key, and the values that stand where nothing is said
    """
    departures = values["departures"]
    other, keys = (
        ("simulated", ("history", "without", "off", "figures", "schedule_draw"))
        if departures == "observed"
        else ("observed", ("clustering", "family_unit_definition", "placement_seeds"))
    )
    for key in keys:
        if values[key] != standard[key]:
            usual = " (the default)" if departures == standard["departures"] else ""
            raise KeyFault(
                f"{key} belongs to {other} departures, and departures is '{departures}'{usual}; set departures = "
                f"'{other}' (option --departures {other}) or leave it out.",
                key,
            )
    named: dict[str, tuple[str | int, ...]] = {
        name: ("without", position) for position, name in enumerate(values["without"])
    }
    for position, switch in enumerate(values["off"]):
        if switch.practice in named:
            raise KeyFault(
                f"'{switch.practice}' is switched off throughout (without) and again from {switch.since} (off); expected "
                "one of the two.",
                "off", position, "practice",
            )  # fmt: skip
    named |= {switch.practice: ("off", position, "practice") for position, switch in enumerate(values["off"])}
    for name in sorted(named.keys() & (off_already(values["history"]) if named else set())):
        raise KeyFault(
            f"{named[name][0]} names '{name}', which the history '{values['history']}' has switched off already; leave it "
            "out or take another history.",
            *named[name],
        )


def _check_practice(name: str, called: str, *path: str | int) -> None:
    known = known_practices()
    if name not in known:
        raise KeyFault(f"{called} is {shown(name)}, which is not a practice. {did_you_mean(name, known)}", *path)


def _digits(value: Any) -> str:
    """A number with all its digits, anything else as it was given."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.10g}" if isinstance(value, float) else shown(value)
