"""Reading our own source: which names are called with which words, for the tests of catalogues and of the house."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "yeonjwa"


@cache
def modules() -> dict[Path, ast.Module]:
    """Every Python file of the package, parsed."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))}


def first_words(*functions: str) -> dict[str, set[str]]:
    """Literal first arguments of calls of ``functions``, each with the files it stands in."""
    found: dict[str, set[str]] = {}
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in functions and node.args:
                for words in _literals(node.args[0]):
                    found.setdefault(words, set()).add(str(path.relative_to(ROOT)))
    return found


def patterns_of(*functions: str) -> set[str]:
    """First arguments glued together at run time (f-strings), as regular expressions."""
    found = set()
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in functions and node.args:
                for part in ast.walk(node.args[0]):
                    if isinstance(part, ast.JoinedStr):
                        found.add("".join(_piece(value) for value in part.values))
    return found


@cache
def all_words() -> frozenset[str]:
    """Every string literal of the package and its tests, and every quoted word of the page templates."""
    found = set()
    for tree in _package_and_tests():
        found |= {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    for path in (*SOURCE.rglob("*.html"), *SOURCE.rglob("*.j2")):
        found |= set(re.findall(r"[\"']([\w.-]+)[\"']", path.read_text(encoding="utf-8")))
    return frozenset(found)


@cache
def all_patterns() -> frozenset[str]:
    """Every f-string of the package and its tests that could be a key, as a regular expression."""
    found = set()
    for tree in _package_and_tests():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                literal = "".join(v.value for v in node.values if isinstance(v, ast.Constant))
                if re.fullmatch(r"[\w.-]+", literal) and re.search(r"[a-z]{3}", literal):  # fixed words, no spaces
                    found.add("".join(_piece(value) for value in node.values))
    return frozenset(found)


def _package_and_tests() -> list[ast.Module]:
    tests = sorted((ROOT / "tests").rglob("*.py")) + sorted((ROOT / "bench").rglob("*.py"))
    return [*modules().values(), *(ast.parse(path.read_text(encoding="utf-8")) for path in tests)]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _literals(argument: ast.expr) -> list[str]:
    """The words of a literal, or of both branches of ``a if b else c``."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    if isinstance(argument, ast.IfExp):
        return _literals(argument.body) + _literals(argument.orelse)
    return []


def _piece(value: ast.expr) -> str:
    return re.escape(value.value) if isinstance(value, ast.Constant) and isinstance(value.value, str) else ".+"
