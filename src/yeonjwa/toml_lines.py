"""On which line of a TOML file each key stands, so that a refusal after parsing can still point at it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

Path = tuple[str | int, ...]
"""Keys from the outside in, with places in lists counted from 0: ("off", 1, "since")."""

# Strings first, because whatever else looks like a sign may stand inside one.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?""""{0,2}'
    r"|'''.*?''''{0,2}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|\n"
    r"|[\[\]{}=,.]"
    r"|[ \t\r]+"
    r"|[^\s\"'#\[\]{}=,.]+",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Path, int]:
    """Line of each table, key and list entry, counted from 1.

    Keys inside an inline table are not told apart: they stand on the line of the key or entry that holds it.

    Parameters
    ----------
    text : TOML that parses (``tomllib.loads`` accepts it), with line ends ``\\n``
    """
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    tokens = _tokens(text)
    for token, line in tokens:
        if token == "\n" or _is_trivia(token):
            continue
        if token == "[":
            parts, is_list = _header(tokens)
            table = ()
            for depth, part in enumerate(parts, start=1):
                table += (part,)
                if is_list and depth == len(parts):
                    counts[table] = counts.get(table, -1) + 1
                found.setdefault(table, line)
                if table in counts:  # [off.x] speaks of the latest [[off]]
                    table += (counts[table],)
            found[table] = line
        else:
            path = table
            for part in _key(token, tokens):
                path += (part,)
                found.setdefault(path, line)
            for position, entry_line in enumerate(_entries(tokens)):
                found[(*path, position)] = entry_line
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int | None:
    """Line of the key ``path``, or of the nearest that holds it; None where none is known."""
    return next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), None)


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    """Signs, words and strings with the line that each begins on."""
    line = 1
    for match in _TOKEN.finditer(text):
        yield match.group(), line
        line += match.group().count("\n")


def _is_trivia(token: str) -> bool:
    return token.isspace() or token.startswith("#")


def _header(tokens: Iterator[tuple[str, int]]) -> tuple[list[str], bool]:
    """The parts of ``[a.b]`` or ``[[a.b]]`` (the latter is a list) after the first bracket."""
    parts: list[str] = []
    is_list = False
    for token, _ in tokens:
        if token == "[":
            is_list = True
        elif token == "]":
            if is_list:
                next(tokens)
            return parts, is_list
        elif token != "." and not token.isspace():
            parts.append(_plain(token))
    raise AssertionError("a header without an end does not parse")


def _key(first: str, tokens: Iterator[tuple[str, int]]) -> list[str]:
    """The parts of a key, up to its equals sign."""
    parts = [_plain(first)]
    for token, _ in tokens:
        if token == "=":
            return parts
        if token != "." and not token.isspace():
            parts.append(_plain(token))
    raise AssertionError("a key without a value does not parse")


def _plain(part: str) -> str:
    """A part of a key without its quotes."""
    return str(tomllib.loads(f"key = {part}")["key"]) if part[0] in "\"'" else part


def _entries(tokens: Iterator[tuple[str, int]]) -> Iterator[int]:
    """Lines of the entries of a list, of nothing for another value; reads to the end of the value."""
    depth = 0
    is_list = is_awaited = False
    for token, line in tokens:
        if token == "\n" and depth == 0:
            return
        if _is_trivia(token):
            continue
        if is_awaited and token != "]":
            is_awaited = False
            yield line
        if token in ("[", "{"):
            is_list = is_list or (depth == 0 and token == "[")
            is_awaited = depth == 0 and token == "["
            depth += 1
        elif token in ("]", "}"):
            depth -= 1
            is_awaited = False
        elif token == "," and depth == 1:
            is_awaited = is_list
