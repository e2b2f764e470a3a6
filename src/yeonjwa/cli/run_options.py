"""The options of `yeonjwa run` that make a scenario, alone or over a scenario file, and the command that gives it again."""

from __future__ import annotations

import shlex
from typing import Any

from yeonjwa import messages
from yeonjwa.cli import shared
from yeonjwa.errors import InputError

POPULATION_OPTIONS = (
    "scale",
    "rates",
    "pre1950",
    "famine",
    "fertility_spread",
    "nuptiality",
    "kin_dispersion",
    "marriage_bar",
)
SCENARIO_OPTIONS = (
    "seed",
    "departures",
    "history",
    "schedule_draw",
    "clustering",
    "family_unit_definition",
    "placement_seeds",
    "first_year",
    "last_year",
)
REPEATED_OPTIONS = {"without": "--without", "off": "--off", "figures": "--set"}
"""Keys of a scenario that hold several values, with their options, which may be given several times."""


def option_of(key: str) -> str:
    """The option that sets a key of a scenario or of its country."""
    return REPEATED_OPTIONS.get(key, f"--{key.replace('_', '-')}")


def scenario_of(given: dict[str, Any]) -> Any:
    """The scenario that the options name; what is wrong is said of the option, not of the key.

    Parameters
    ----------
    given : keys of a scenario and of its country; ``scenario`` names a history or a file, over which the others go.
        Figures are set one by one; practices switched off and dated switches replace the list of the file.
    """
    from yeonjwa.scenario import Scenario, ScenarioError
    from yeonjwa.scenario_files import named_or_read

    given = {**given, **_read_repeated(given)}
    base: dict[str, Any] = {"population": {}, "figures": {}}
    if "scenario" in given:
        if not given["scenario"].strip():
            shared.fail("option --scenario is empty; expected the name of a history, or a file.")
        earlier = named_or_read(given.pop("scenario"))
        base = earlier.model_dump(mode="json")
        if earlier.population.seed == earlier.seed:  # the country goes on following the seed of the run
            del base["population"]["seed"]
    chosen = {name: given.pop(name) for name in POPULATION_OPTIONS if name in given}
    figures = {**base["figures"], **given.pop("figures", {})}
    try:
        return Scenario(**{**base, **given, "figures": figures, "population": {**base["population"], **chosen}})
    except ScenarioError as error:
        raise InputError(_of_option(str(error), error.path, {*given, *chosen, *REPEATED_OPTIONS})) from None


def _of_option(sentence: str, path: tuple[str | int, ...], keys: set[str]) -> str:
    """The refusal of a key as the refusal of the option that gave it."""
    key = str(next((part for part in path[:2] if part != "population"), ""))
    if key not in keys:
        return sentence
    for start in (f"population.{key} ", f"{key} "):
        if sentence.startswith(start):
            return f"option {option_of(key)} {sentence.removeprefix(start)}"
    return f"option {option_of(key)}: {sentence}"


def _read_repeated(given: dict[str, Any]) -> dict[str, Any]:
    """The options that may be given several times as values of a scenario."""
    found: dict[str, Any] = {}
    if "off" in given:
        found["off"] = [_switch(words) for words in given["off"]]
    if "figures" in given:
        found["figures"] = {}
        for words in given["figures"]:
            key, _, number = words.partition("=")
            if key in found["figures"]:
                shared.fail(f"option --set names '{key}' twice; expected each figure once.")
            try:
                found["figures"][key] = float(number)
            except ValueError:
                shared.fail(f"option --set is '{words}'; expected a figure and a number, such as figure=0.5.")
    return found


def _switch(words: str) -> tuple[str, str, str]:
    practice, equals, months = words.partition("=")
    since, dots, until = months.partition("..")
    if not (equals and dots):
        shared.fail(f"option --off is '{words}'; expected a practice and two months, such as exile=2011-08..2011-10.")
    return practice, since, until


def command_of(scenario: Any, has_csv: bool) -> str:
    """The command that gives this outcome: scale, seed, departures, every option that is not the default, and no folder."""
    from yeonjwa.scenario import Scenario

    usual = Scenario()
    words = ["yeonjwa", "run", "--scale", f"{scenario.population.scale:g}", "--seed", str(scenario.seed)]
    words += ["--departures", scenario.departures]
    for holder, standard, names in (
        (scenario, usual, SCENARIO_OPTIONS[2:]),
        (scenario.population, usual.population, POPULATION_OPTIONS[1:]),
    ):
        for name in names:
            value = getattr(holder, name)
            if value != getattr(standard, name):
                words += [option_of(name), str(value)]
    for practice in scenario.without:
        words += ["--without", practice]
    for practice, since, until in scenario.off:
        words += ["--off", f"{practice}={since}..{until}"]
    for key, value in scenario.figures.items():
        words += ["--set", f"{key}={value!r}"]
    words += ["--csv"] if has_csv else []
    if messages.current_language() != "en":
        words += ["--lang", messages.current_language()]
    if messages.current_terms() != "defector":
        words += ["--terms", messages.current_terms()]
    return shlex.join(words)
