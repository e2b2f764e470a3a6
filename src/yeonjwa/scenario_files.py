"""Scenarios as TOML files: ``read`` refuses what cannot be with file, line and key; ``write`` gives it back with comments.

A file is accepted by what it is: known keys, numbers, and words that the catalogue knows. As with tables (``guards``),
a refusal does not repeat words that are near to no known one, because a file given by mistake may speak of persons.
"""

from __future__ import annotations

import datetime
import re
import textwrap
import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from yeonjwa import guards
from yeonjwa.errors import InputError, did_you_mean
from yeonjwa.messages import text
from yeonjwa.population.spec import PopulationSpec
from yeonjwa.refusals import shown
from yeonjwa.scenario import Scenario, ScenarioError
from yeonjwa.scenario_checks import KeyFault, Off, figures_to_override, known_figures, known_histories, known_practices
from yeonjwa.toml_lines import key_lines, line_of

MOST_BYTES = 64 * 1024
WIDTH = 100

_KINDS: tuple[tuple[Any, str], ...] = (
    (bool, "true or false"),
    (int | float, "a number"),
    (str, "text"),
    ((datetime.date, datetime.time), "a date or time"),
    (list, "a list"),
    (dict, "a table"),
)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}", re.ASCII)
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_LONG = re.compile(r"[=\[,]\s*[+-]?\d{1000}|\d{4}-\d{2}-\d{2}")
"""A number or a date that TOML cannot hold is refused without a place; it stands in such a line."""
_TWICE = re.compile("cannot declare|cannot overwrite|cannot mutate|duplicate", re.IGNORECASE)


def read(path: str | Path) -> Scenario:
    """The scenario of a TOML file.

    Parameters
    ----------
    path : the file, UTF-8, at most 64 kB

    Returns
    -------
    Scenario
        Checked; keys that the file leaves out have their usual values.

    Raises
    ------
    InputError
        The file is missing, empty, too large, not text or not TOML; a key is unknown, stands twice, or holds what it
        cannot; two keys contradict each other. One sentence with the file and, where there is one, line and key.
    """
    name = shown(Path(path).name)
    words = _text(Path(path), name)
    try:
        given = tomllib.loads(words)
    except (ValueError, RecursionError) as error:
        raise InputError(f"file {name}{_syntax(error, words)}") from None
    if not given:
        raise InputError(f"file {name} holds no key of a scenario; expected one such as history = 'reported'.")
    try:
        _check_keys(given)
        return Scenario(**given)
    except (KeyFault, ScenarioError) as error:
        line = line_of(error.path, key_lines(words))
        raise InputError(f"file {name}{'' if line is None else f', line {line}'}: {error}") from None


def named(name: str) -> Scenario:
    """The scenario that a name stands for: simulated departures under the history of that name.

    Raises
    ------
    InputError
        There is no such history; the near miss is named.
    """
    if name not in known_histories():
        raise InputError(
            f"scenario {shown(name)} is neither a file nor a history. {did_you_mean(name, known_histories())}"
        )
    return Scenario(departures="simulated", history=name)


def named_or_read(name: str) -> Scenario:
    """The scenario of a history's name or, where it is none, of the file at that path ("./reported" is always a file)."""
    if name in known_histories():
        return named(name)
    looks_like_a_path = name.endswith(".toml") or any(sign in name for sign in "/\\~")
    try:
        path = Path(name).expanduser()
        is_there = path.exists()
    except (OSError, RuntimeError, ValueError):
        path, is_there = Path(name), False
    return read(path) if looks_like_a_path or is_there else named(name)


def write(scenario: Scenario) -> str:
    """The scenario as a commented TOML file in the language in use; ``read`` gives an equal scenario.

    Keys that belong to the other kind of departures are left out, and so is the seed of the country where it is the
    seed of the run. All other keys are written, so that the file means the same should a usual value ever change.
    """
    simulated = scenario.departures == "simulated"
    keys = (
        ("history", "without", "schedule_draw")
        if simulated
        else ("clustering", "family_unit_definition", "placement_seeds")
    )
    lines = [*_comment("scenario.file.head"), ""]
    for key in ("departures", *keys, "seed", "first_year", "last_year"):
        lines += [*_comment(f"scenario.file.{key}"), f"{key} = {_toml(getattr(scenario, key))}", ""]
    lines += [*_comment("scenario.file.population"), "[population]"]
    for key in PopulationSpec.model_fields:
        value = getattr(scenario.population, key)
        if key != "seed" or value != scenario.seed:
            lines += [*_comment(f"population.option.{key}"), f"{key} = {_toml(value)}"]
    if simulated:
        lines += ["", *_comment("scenario.file.figures"), "[figures]"]
        lines += [f"{key} = {_toml(value)}" for key, value in scenario.figures.items()]
        lines += ["", *_comment("scenario.file.off")]
        if not scenario.off:
            lines += ["# [[off]]", "# practice = 'exile'", "# since = '2011-08'", "# until = '2011-10'"]
        for switch in scenario.off:
            lines += ["[[off]]", *(f"{key} = {_toml(value)}" for key, value in switch._asdict().items()), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _comment(key: str) -> list[str]:
    return textwrap.wrap(text(key), WIDTH, initial_indent="# ", subsequent_indent="# ", break_long_words=False)


def _toml(value: Any) -> str:
    """A value as TOML: a number with all its digits, a word in quotes, a list on one line or one entry a line."""
    if isinstance(value, tuple):
        entries = [_toml(entry) for entry in value]
        short = f"[{', '.join(entries)}]"
        return short if len(short) < WIDTH - 10 else "[\n" + "".join(f"    {entry},\n" for entry in entries) + "]"
    return f"'{value}'" if isinstance(value, str) else repr(value)


def _text(path: Path, name: str) -> str:
    """The text of the file with the line ends of this system, or a refusal of what is no text."""
    try:
        if not path.exists():
            raise InputError(f"file {shown(str(path))} does not exist.")
        if not path.is_file():
            raise InputError(f"{shown(str(path))} is not a file; expected a scenario in a TOML file.")
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"file {name} is larger than {MOST_BYTES // 1024} kB; expected a scenario in a TOML file.")
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or "no such name"
        raise InputError(f"file {shown(str(path))} cannot be read ({reason}).") from None
    if b"\x00" in content or content.startswith((b"PK\x03\x04", b"%PDF", b"\x1f\x8b")):
        raise InputError(f"file {name} is not text; expected a scenario in a TOML file.")
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(f"file {name}, line {line}: not UTF-8 text; save the file as UTF-8.") from None
    if not words.strip():
        raise InputError(f"file {name} is empty; expected a scenario such as `yeonjwa scenario new FILE` writes.")
    return words.replace("\r\n", "\n").replace("\r", "\n")


def _syntax(error: Exception, words: str) -> str:
    """Where and why the text is no TOML; of what stands there, one sign at most is repeated."""
    if isinstance(error, RecursionError):
        return " is nested too deeply; expected keys, and tables of keys."
    message = str(error)
    place = _PLACE.search(message)
    lines = words.rstrip("\n").split("\n")
    long = next((k for k, line in enumerate(lines, 1) if _LONG.search(line)), len(lines))
    number = int(place.group(1)) if place and place.group(1) else len(lines) if place else long
    where = f", line {number}"
    cells = re.split(r"[,;\t]", lines[0])
    personal = next(filter(None, map(guards.personal_content, cells)), None) if len(cells) > 1 else None
    if personal is not None:
        return f", line 1: a column seems to hold {personal}; expected a scenario, which says nothing about persons."
    if _TWICE.search(message):
        key = lines[number - 1].partition("=")[0].strip(" \t[]")
        named = (
            f"key '{key}'"
            if key in {*Scenario.model_fields, *PopulationSpec.model_fields, *known_figures()}
            else "a key or table"
        )
        return f"{where}: {named} stands twice; expected each once."
    why = message[: place.start()] if place else "a number too long or a date that is none"
    return f"{where}: not well-formed TOML ({why[:1].lower()}{why[1:]})."


def _check_keys(given: dict[str, Any]) -> None:
    """Refuse keys and types that a file cannot hold; ranges, dates and contradictions are left to ``Scenario``."""
    for key, value in given.items():
        field = Scenario.model_fields.get(key)
        if field is None:
            raise _unknown((key,), Scenario.model_fields)
        if key == "population":
            for inner, entry in _expect(value, dict, "a table of keys", key).items():
                if inner not in PopulationSpec.model_fields:
                    raise _unknown((key, inner), PopulationSpec.model_fields)
                _check_scalar(entry, PopulationSpec.model_fields[inner].annotation, key, inner)
        elif key == "figures":
            for inner in _expect(value, dict, "a table of figures and numbers", key):
                if inner not in known_figures():
                    raise _unknown((key, inner), figures_to_override() or known_figures(), "figure of the catalogue")
        elif key == "without":
            for position, entry in enumerate(_expect(value, list, "a list of practices", key)):
                _check_word(entry, known_practices(), key, position)
        elif key == "off":
            for position, entry in enumerate(_expect(value, list, "tables headed [[off]]", key)):
                _check_switch(entry, position)
        elif key == "history":
            _check_word(value, known_histories(), key)
        else:
            _check_scalar(value, field.annotation, key)


def _check_switch(switch: Any, position: int) -> None:
    path = ("off", position)
    for key, value in _expect(switch, dict, "a table headed [[off]]", *path).items():
        if key not in Off._fields:
            raise _unknown((*path, key), Off._fields)
        if key == "practice":
            _check_word(value, known_practices(), *path, key)
        else:
            month = "a month in quotes such as '2011-08'"
            if not re.fullmatch(r"\d{4}-\d{2}", _expect(value, str, month, *path, key)):
                raise KeyFault(f"off.{key} is {guards.looks_like(value)}; expected {month}.", *path, key)
    for key in Off._fields:
        if key not in switch:
            raise KeyFault(f"off.{key} is missing; expected practice, since and until under each [[off]].", *path)


def _check_scalar(value: Any, annotation: Any, *path: str | int) -> None:
    """Refuse a value of another type than the key takes."""
    if get_origin(annotation) is Literal:
        known = get_args(annotation)
        if isinstance(known[0], str):
            _check_word(value, known, *path)
        else:
            _expect(value, int, " or ".join(map(str, known)), *path)
    else:
        _expect(value, int | float if annotation is float else int, _NUMBERS[annotation], *path)


_NUMBERS = {int: "a whole number", float: "a number"}


def _expect(value: Any, kind: Any, expected: str, *path: str | int) -> Any:
    """``value`` if it is of ``kind`` (true and false are no numbers), else a refusal that does not repeat it."""
    if isinstance(value, kind) and not isinstance(value, bool):
        return value
    is_what = next(words for kinds, words in _KINDS if isinstance(value, kinds))
    raise KeyFault(f"{_called(path)} is {is_what}; expected {expected}.", *path)


def _check_word(value: Any, known: Collection[str], *path: str | int) -> None:
    """Refuse what is none of the known words; it is repeated only where it is near to one."""
    _expect(value, str, "text in quotes", *path)
    if value in known:
        return
    near = did_you_mean(value, known)
    if _WORD.fullmatch(value) and near.startswith("Did you mean"):
        raise KeyFault(f"{_called(path)} is '{value}', which is not known. {near}", *path)
    looks = guards.looks_like(value)
    raise KeyFault(f"{_called(path)} holds {looks} that it does not take. {did_you_mean('', known)}", *path)


def _unknown(path: tuple[str | int, ...], known: Iterable[str], what: str = "") -> KeyFault:
    """The refusal of a key; it is repeated only where it is near to a known one."""
    key, known = str(path[-1]), list(known)
    what = what or ("key of a scenario" if len(path) == 1 else f"key of [{path[0]}]")
    personal = guards.personal_content(key)
    if personal is not None:
        return KeyFault(f"a key seems to hold {personal}; a scenario says nothing about persons or families.", *path)
    home = _home_of(key)
    if home:
        return KeyFault(f"'{key}' is not a {what}; {home}.", *path)
    near = did_you_mean(key, known)
    if near.startswith("Did you mean") and _WORD.fullmatch(key):
        return KeyFault(f"'{key}' is not a {what}. {near}", *path)
    return KeyFault(f"this key is not a {what}. {did_you_mean('', known)}", *path)


def _home_of(key: str) -> str:
    """Where a key belongs that stands in the wrong table; "" if it belongs nowhere."""
    if key in PopulationSpec.model_fields and key not in Scenario.model_fields:
        return "it belongs under [population]"
    if key in Scenario.model_fields:
        return "it belongs at the top, above all tables"
    if key in known_practices():
        return f"it is a practice: to switch it off, write without = ['{key}'] at the top"
    if key in known_figures():
        return "it belongs under [figures]"
    return ""


def _called(path: tuple[str | int, ...]) -> str:
    return ".".join(part for part in path if isinstance(part, str))
