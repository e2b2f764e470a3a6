"""Help pages in the language in use: typer's own headings are English only, and count Korean letters as narrow."""

from __future__ import annotations

import inspect
import textwrap
import unicodedata
from typing import Any

from yeonjwa.messages import LANGUAGES, TERMS, current_language, current_terms, text

WIDTH = 100
_INDENT = "  "


def page(command: Any, words: list[str]) -> str:
    """The help page of ``command``, or of the sub-command that ``words`` lead to.

    Parameters
    ----------
    command : the tree of commands
    words : the words of the command line without options; those that are no sub-commands are passed over

    Returns
    -------
    str
        Lines of at most 100 columns, a Korean letter counted as two.
    """
    path = ["yeonjwa"]
    for word in words:
        found = getattr(command, "commands", {}).get(word)
        if found is not None:
            command = found
            path.append(word)
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden and "--help" not in p.opts]
    branches = {n: c for n, c in getattr(command, "commands", {}).items() if not c.hidden}

    usage = [*path, text("cli.options_placeholder")]
    usage += [text("cli.command_placeholder")] if branches else []
    usage += [p.metavar or p.name.upper() for p in arguments]
    lines = [f"{text('cli.usage')}: {' '.join(usage)}", "", *_paragraphs(command.help or "")]
    lines += _table(text("cli.commands"), [(name, _first_sentence(c.help or "")) for name, c in branches.items()])
    lines += _table(text("cli.arguments"), [(p.metavar or p.name.upper(), _meaning(p)) for p in arguments])
    lines += _table(text("cli.options"), [(_face(p), _meaning(p)) for p in options])
    lines += _table(text("cli.options_of_all"), _options_of_all(is_root=len(path) == 1))
    lines += _paragraphs(command.epilog or "")
    return "\n".join(lines).rstrip()


def _options_of_all(is_root: bool) -> list[tuple[str, str]]:
    rows = [
        (f"--lang {'|'.join(LANGUAGES)}", _with_default(text("cli.lang"), current_language())),
        (f"--terms {'|'.join(TERMS['en'])}", _with_default(text("cli.terms"), current_terms())),
        ("--help", text("cli.help")),
    ]
    return [*rows, ("--version", text("cli.version"))] if is_root else rows


def _face(param: Any) -> str:
    """The option as it is typed: ``--scale NUMBER``, ``--open / --no-open``."""
    names = ", ".join(sorted(param.opts, key=len))
    if param.is_flag:
        return " / ".join([names, *param.secondary_opts])
    return f"{names} {param.metavar or param.name.upper()}"


def _meaning(param: Any) -> str:
    meaning = inspect.cleandoc(param.help or "")
    if param.required:
        return f"{meaning} [{text('cli.required')}]" if param.param_type_name == "option" else meaning
    default = param.default
    if param.show_default and isinstance(param.show_default, str):
        return _with_default(meaning, param.show_default)
    if default is None or default is False or default == "" or not param.show_default or callable(default):
        return meaning
    return _with_default(meaning, str(getattr(default, "value", default)))


def _with_default(meaning: str, default: str) -> str:
    return f"{meaning} [{text('cli.default', value=default)}]".strip()


def _first_sentence(words: str) -> str:
    return inspect.cleandoc(words).split("\n\n")[0].replace("\n", " ")


def _paragraphs(words: str) -> list[str]:
    """Paragraphs wrapped to the width, an empty line after each."""
    lines: list[str] = []
    for paragraph in inspect.cleandoc(words).split("\n\n"):
        if paragraph.strip():
            lines += [*wrap(paragraph.replace("\n", " "), WIDTH), ""]
    return lines


def _table(heading: str, rows: list[tuple[str, str]]) -> list[str]:
    """A heading and two columns; the second starts on a line of its own where the first is long."""
    if not rows:
        return []
    left = min(max(columns(face) for face, _ in rows), 30) + 2
    lines = [f"{heading}:"]
    for face, meaning in rows:
        wrapped = wrap(meaning, WIDTH - left - 2 * len(_INDENT)) or [""]
        if columns(face) > left - 2:
            lines.append(_INDENT + face)
        else:
            lines.append(_INDENT + face + " " * (left - columns(face)) + wrapped.pop(0))
        lines += [_INDENT + " " * left + rest for rest in wrapped]
    return [*lines, ""]


def columns(words: str) -> int:
    """Columns that ``words`` take on a terminal: 2 for a wide letter, 1 for others."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in words)


def wrap(words: str, width: int) -> list[str]:
    """Break ``words`` into lines of at most ``width`` columns, at spaces only (Korean too is spaced by words)."""
    if columns(words) == len(words):
        return textwrap.wrap(words, width, break_long_words=False, break_on_hyphens=False)
    lines: list[str] = []
    for word in words.split():
        if lines and columns(lines[-1]) + 1 + columns(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
