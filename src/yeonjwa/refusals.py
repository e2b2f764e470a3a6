"""Refusals of a checked model as one sentence: what was given, what was expected, the near miss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args, get_origin

from yeonjwa.errors import did_you_mean

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

_EXPECTED = {
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "bool": "true or false",
    "string": "text",
    "dict": "an object with keys",
    "model": "an object with keys",
    "named": "an object with keys",
    "tuple": "a list",
    "too": "fewer entries",
}


def explain(error: ValidationError, model: type[BaseModel], name: str | None = None) -> str:
    """The first thing wrong with what was given to ``model``, in one sentence.

    Parameters
    ----------
    error : what the model raised
    model : the model
    name : what the value is called where the user gave it (default: its dotted key)
    """
    first = error.errors(include_url=False)[0]
    path = [str(part) for part in first["loc"]]
    kind = first["type"]
    what = f"a {model.__name__.lower()}"
    # The place in a list says little: a key of one of its entries is named without it.
    called = name or ".".join(part for part in path if not part.isdigit()) or what
    if kind == "extra_forbidden":
        return f"'{called}' is not a key of {what}. {did_you_mean(path[-1], _keys(model, path[:-1]))}"
    if kind == "missing":
        return f"{'an entry of ' if path[-1].isdigit() else ''}'{called}' is missing from {what}."
    if kind == "value_error" and not path:
        return str(first["ctx"]["error"])
    if kind == "value_error":
        return f"{called} is {shown(first['input'])}; {first['ctx']['error']}"
    if kind == "literal_error":
        expected = str(first["ctx"]["expected"])
        options = expected.replace(" or ", ", ").replace("'", "").split(", ")
        near = f" {did_you_mean(first['input'], options)}" if isinstance(first["input"], str) and options[1:] else ""
        return f"{called} is {shown(first['input'])}; expected {expected}.{near}"
    expected = _range(model, path) or _EXPECTED.get(kind.split("_")[0]) or _plain(first["msg"])
    return f"{called} is {shown(first['input'])}; expected {expected}."


def shown(value: Any, most: int = 60) -> str:
    """A value as it was given, cut where it is long."""
    if isinstance(value, dict | list):
        return f"{'an object' if isinstance(value, dict) else 'a list'} of {len(value)} entries"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int) and value.bit_length() > 200:  # Python refuses to print thousands of digits
        return "a very large number"
    words = repr(value)
    return words if len(words) <= most else words[:most] + "..."


def _plain(message: str) -> str:
    return message.replace("Input should be ", "").replace("Input should ", "")


def _field(model: type[BaseModel], path: list[str]) -> Any:
    """The field of ``model`` under ``path``, or None."""
    field = None
    for part in path:
        field = getattr(model, "model_fields", {}).get(part)
        if field is None:
            return None
        model = field.annotation
    return field


def _range(model: type[BaseModel], path: list[str]) -> str | None:
    """The limits of a number in words: "0 to 1", "a whole number from 0 to 50"."""
    field = _field(model, path)
    limits = {k: getattr(m, k) for m in getattr(field, "metadata", ()) for k in ("ge", "le", "lt") if hasattr(m, k)}
    high = limits.get("le", limits["lt"] - 1 if "lt" in limits else None)
    if "ge" not in limits or high is None:
        return None
    return f"{'a whole number from ' if field.annotation is int else ''}{limits['ge']} to {high}"


def _keys(model: type[BaseModel], path: list[str]) -> list[str]:
    """Known keys of ``model``, or of what is nested in it under ``path``: a model, or a list of named tuples."""
    field = _field(model, [part for part in path if not part.isdigit()]) if path else None
    inner = model if field is None else field.annotation
    if get_origin(inner) is tuple:
        inner = get_args(inner)[0]
    return list(getattr(inner, "model_fields", getattr(inner, "_fields", ())))
