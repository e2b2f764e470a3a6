"""Errors of the command line as one clear sentence: what was wrong, what was expected, the near miss."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from yeonjwa.errors import did_you_mean
from yeonjwa.messages import LANGUAGES, TERMS


def expected_words(option: str) -> str:
    """The values that one of the options of all commands accepts, in words."""
    known = LANGUAGES if option == "--lang" else tuple(TERMS["en"])
    return " or ".join(f"'{k}'" for k in known)


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
        return f"option '{option}' is not known to `{path}`. {did_you_mean(str(option), known)} {see}"
    if kind == "MissingParameter" and param is not None:
        name = param.opts[-1] if param.param_type_name == "option" else param.name.upper()
        return f"{param.param_type_name} {name} is missing. {see}"
    if kind == "BadParameter" and param is not None:
        return f"{_given(param, argv)}: {_plain(message)} {see}"
    unknown = re.match(r"No such command '(.*?)'", message)
    if unknown and context is not None:
        name = unknown.group(1)
        return f"command '{name}' is not known to `{path}`. {did_you_mean(name, context.command.commands)} {see}"
    return f"{_plain(message)} {see}"


def of_validation_error(error: Any) -> str:
    """Word the first failure of a checked model: which option, what was given, what was expected."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    option = f"--{where.replace('_', '-')}" if where else "the input"
    expected = str(first.get("ctx", {}).get("expected", ""))
    if first["type"] == "extra_forbidden":
        return f"'{where}' is not a known name. Check its spelling."
    near = ""
    if first["type"] == "literal_error" and isinstance(first["input"], str):
        near = " " + did_you_mean(first["input"], re.findall(r"'(.*?)'", expected))
    return f"{option} is {_shown(first['input'])}: {_plain(first['msg'])}{near}"


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


def _plain(message: str) -> str:
    message = re.sub(r"^(Value|Assertion) error, ", "", message).strip()
    message = re.sub(r"^Input should be", "it should be", message)
    return message if message.endswith((".", "?", "!")) else message + "."


def _shown(value: Any, most: int = 60) -> str:
    words = repr(value)
    return words if len(words) <= most else words[:most] + "..."
