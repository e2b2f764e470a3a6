"""Errors of the command line as one clear sentence: what was wrong, what was expected, the near miss."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from yeonjwa.errors import did_you_mean
from yeonjwa.messages import LANGUAGES, TERMS


def known_words(option: str) -> tuple[str, ...]:
    """The values that one of the options of all commands accepts."""
    return LANGUAGES if option == "--lang" else tuple(TERMS["en"])


def of_exception(error: Exception, argv: Sequence[str]) -> str | None:
    """The sentence for an error of the option parser or of a checked model; None if ``error`` is a fault of ours."""
    import typer

    parser_error = typer.BadParameter.__mro__[1]  # UsageError: typer does not export it
    if isinstance(error, parser_error):
        return of_usage_error(error, argv)
    if type(error).__name__ == "ValidationError" and type(error).__module__.startswith("pydantic"):
        return of_validation_error(error)
    return None


def of_usage_error(error: Any, argv: Sequence[str]) -> str:
    """Word an error of the option parser, with the near miss where a name is unknown."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "yeonjwa"
    see = f"See `{path} --help`."
    option = getattr(error, "option_name", None)
    param = getattr(error, "param", None)
    message = str(getattr(error, "message", "") or error).strip()
    kind = type(error).__name__
    if kind == "NoSuchOption":
        known = [o for p in context.command.params for o in (*p.opts, *p.secondary_opts)] if context else []
        known += ["--help", "--lang", "--terms"]
        # `-scale` reaches us as `-s`: the word as it was typed is what has a near miss.
        typed = next(
            (w.partition("=")[0] for w in argv if w.startswith(str(option)) and not w.startswith("--")), option
        )
        return f"option '{typed}' is not known to `{path}`. {did_you_mean(str(typed), known)} {see}"
    if kind == "MissingParameter" and param is not None:
        name = param.opts[-1] if param.param_type_name == "option" else param.metavar or param.name.upper()
        return f"{param.param_type_name} {name} is missing. {see}"
    if kind == "BadParameter" and param is not None:
        return f"{_given(param, argv)}; {_expected(message)} {see}"
    if kind == "BadOptionUsage" and "requires an argument" in message:
        see = f"See `yeonjwa {' '.join(_words_before_options(argv))} --help`."
        return f"option {option} needs a value. {see}"
    commands = getattr(getattr(context, "command", None), "commands", {})
    unknown = re.match(r"No such command '(.*?)'", message)
    if unknown:
        name = unknown.group(1)
        return f"command '{name}' is not known to `{path}`. {did_you_mean(name, commands)} {see}"
    if message.startswith("Missing command"):
        return f"`{path}` needs a command: {', '.join(commands)}. {see}"
    extra = re.match(r"Got unexpected extra arguments? ?\(?(.*?)\)?$", message.replace("argument(s)", "arguments"))
    if extra:
        return f"'{extra.group(1)}' is not expected here; `{path}` takes options only, such as --scale 0.1. {see}"
    return f"{_plain(message)} {see}"


def of_validation_error(error: Any) -> str:
    """Word the first refusal of the options that choose a country: which option, what was given, what was expected."""
    from yeonjwa.population.spec import PopulationSpec
    from yeonjwa.refusals import explain

    where = ".".join(str(part) for part in error.errors(include_url=False)[0]["loc"])
    return explain(error, PopulationSpec, f"option --{where.replace('_', '-')}" if where else None)


def _given(param: Any, argv: Sequence[str]) -> str:
    """``option --scale is 'x'``, with the value found among the words of the command where it can be."""
    if param.param_type_name != "option":
        return f"argument {param.name.upper()}"
    for position, word in enumerate(argv):
        name, equals, value = word.partition("=")
        if name in param.opts:
            value = value if equals else "".join(argv[position + 1 : position + 2])
            return f"option {name} is '{value}'"
    return f"option {param.opts[-1]}"


def _expected(message: str) -> str:
    """What an option of this type takes, in words."""
    if "valid integer" in message:
        return "expected a whole number, such as 1."
    return "expected a number with a decimal point, such as 0.1." if "valid number" in message else _plain(message)


def _words_before_options(argv: Sequence[str]) -> list[str]:
    words = list(argv)
    first = next((k for k, word in enumerate(words) if word.startswith("-")), len(words))
    return words[:first]


def _plain(message: str) -> str:
    message = re.sub(r"^(Value|Assertion) error, ", "", message).strip()
    return message if message.endswith((".", "?", "!")) else message + "."
