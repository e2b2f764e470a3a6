"""The program read as text: docstrings, constants, the order of calls, and who names which figure."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yeonjwa

ROOT = Path(yeonjwa.__file__).parent
ANYTHING = r"\w+"
LEAST_LETTERS = 5
"""Letters that a pieced-together key (``f"{practice}_chance"``) must hold to count as naming a figure."""


@cache
def tree(module: str) -> ast.Module:
    """The syntax of a module such as ``system.month``."""
    return ast.parse(path(module).read_text(encoding="utf-8"))


def path(module: str) -> Path:
    """The file of a module such as ``system.month``."""
    file = ROOT / (module.replace(".", "/") + ".py")
    return file if file.is_file() else ROOT / module.replace(".", "/") / "__init__.py"


def exists(module: str) -> bool:
    """Whether there is such a module."""
    return path(module).is_file()


@cache
def modules() -> tuple[str, ...]:
    """All modules, by name."""
    files = sorted(ROOT.rglob("*.py"))
    names = (str(f.relative_to(ROOT).with_suffix("")).replace("/", ".").replace("\\", ".") for f in files)
    return tuple(n.removesuffix(".__init__") for n in names)


def definition(module: str, name: str) -> ast.FunctionDef | ast.ClassDef:
    """A function, class or method (``Class.method``) of a module.

    Raises
    ------
    LookupError
        There is none of this name.
    """
    body = tree(module).body
    found: ast.stmt | None = None
    for part in name.split("."):
        found = next((n for n in body if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name == part), None)
        if found is None:
            raise LookupError(f"yeonjwa.{module} has no '{name}'.")
        body = found.body
    assert isinstance(found, ast.FunctionDef | ast.ClassDef)
    return found


def first_line(module: str, name: str | None = None) -> str:
    """First sentence of the docstring of a module, or of something in it."""
    words = ast.get_docstring(tree(module) if name is None else definition(module, name)) or ""
    return " ".join(words.split("\n\n")[0].split())


def line_of(module: str, name: str) -> int:
    """Line in which a function or class begins."""
    return definition(module, name).lineno


def constant(module: str, name: str) -> object:
    """A literal constant of a module, None if there is none."""
    for node in tree(module).body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            try:
                return ast.literal_eval(node.value)
            except ValueError:
                return None
    return None


@dataclass(frozen=True)
class Call:
    """One call in the order of a function: what is called, and the comment of its line."""

    module: str
    name: str
    comment: str


def calls(module: str, function: str) -> list[Call]:
    """The calls that a function makes, statement by statement, to functions of other modules and to the run's own processes."""
    lines = path(module).read_text(encoding="utf-8").splitlines()
    names = imported(module)
    found = []
    body = list(definition(module, function).body)
    while body:
        node = body.pop(0)
        if isinstance(node, ast.If | ast.For):
            body = [*node.body, *body]
            continue
        value = getattr(node, "value", None)
        if not isinstance(value, ast.Call):
            continue
        called = _target(value.func, names)
        if called:
            _, _, comment = lines[node.lineno - 1].partition("#")
            found.append(Call(*called, comment.strip()))
    return found


def _target(func: ast.expr, names: dict[str, str]) -> tuple[str, str] | None:
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id in names:
        return names[func.value.id], func.attr
    if (
        isinstance(func, ast.Attribute)
        and isinstance(func.value, ast.Attribute)
        and isinstance(func.value.value, ast.Name)
    ):
        if func.value.value.id == "system" and func.value.attr in processes():
            module, kind = processes()[func.value.attr]
            return module, f"{kind}.{func.attr}"
    return None


def imported(module: str) -> dict[str, str]:
    """Modules that a module imports by name, anywhere in it: name in the module -> module."""
    found = {}
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("yeonjwa"):
            inside = node.module.removeprefix("yeonjwa").lstrip(".")
            for alias in node.names:
                full = f"{inside}.{alias.name}".lstrip(".")
                if exists(full):
                    found[alias.asname or alias.name] = full
    return found


@cache
def processes() -> dict[str, tuple[str, str]]:
    """The parts of a run with a memory of their own: name in ``System`` -> module and class."""
    classes = {}
    for node in ast.walk(tree("system.run")):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("yeonjwa."):
            for alias in node.names:
                classes[alias.asname or alias.name] = node.module.removeprefix("yeonjwa.")
    found = {}
    for node in ast.walk(definition("system.run", "System.__init__")):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
            at = node.targets[0]
            if isinstance(at, ast.Attribute) and node.value.func.id in classes:
                found[at.attr] = (classes[node.value.func.id], node.value.func.id)
    return found


@cache
def named_in() -> dict[str, tuple[re.Pattern[str], ...]]:
    """What each module outside the catalogue and the views names by text, as patterns that a key must match in full."""
    found = {}
    for module in modules():
        if module.split(".")[0] in ("catalogue", "cli", "messages", "report", "provenance"):
            continue
        patterns = set()
        for node in ast.walk(tree(module)):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.fullmatch(r"[a-z][\w.]+", node.value)
            ):
                patterns.add(re.escape(node.value) + r"(?:_\d{4}(?:_\d{2})?)?")
            elif isinstance(node, ast.JoinedStr):
                parts = [str(p.value) if isinstance(p, ast.Constant) else None for p in node.values]
                letters = "".join(p for p in parts if p)
                if re.fullmatch(r"[\w.]+", letters) and len(letters) >= LEAST_LETTERS:
                    patterns.add("".join(ANYTHING if p is None else re.escape(p) for p in parts))
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and isinstance(node.left, ast.Constant):
                if isinstance(node.left.value, str) and re.fullmatch(r"[a-z][\w.]+_", node.left.value):
                    patterns.add(re.escape(node.left.value) + r"\w+")
        if patterns:
            found[module] = tuple(re.compile(p) for p in sorted(patterns))
    return found


def readers(figure: str) -> list[str]:
    """Modules that name a figure, whole or pieced together.

    A key pieced together from a name and an ending (``f"{practice}_chance"``) fits far more than is meant: it counts where
    the name is that of a practice, or where nothing else names the figure.
    """
    sure, loose = [], []
    for module, patterns in named_in().items():
        fitting = [p for p in patterns if p.fullmatch(figure)]
        if any(not p.pattern.startswith(ANYTHING) or _names_a_practice(p, figure) for p in fitting):
            sure.append(module)
        elif fitting:
            loose.append(module)
    return sure or loose


def _names_a_practice(pattern: re.Pattern[str], figure: str) -> bool:
    ending = pattern.pattern.removeprefix(ANYTHING)
    return not ending.startswith("\\w") and exists(f"practices.{re.sub(ending + '$', '', figure)}")


__all__ = [
    "Call", "calls", "constant", "definition", "exists", "first_line", "imported", "line_of", "modules", "path", "processes", "readers", "tree",
]  # fmt: skip
