"""State variables, printed from the tables' own declarations and from the docstrings beside them."""

from __future__ import annotations

import ast
import re
from importlib import import_module

import numpy as np

from written import source
from written.markdown import number, table
from yeonjwa.system.register import PLACES

TABLES = (
    ("system.people", "AffectedPeople", "People to whom something has happened"),
    ("system.state", "Leavers", "Attempts to leave"),
    ("system.family_files", "FamilyFiles", "Family files"),
)
"""The tables of a run that grow: module, class, title."""
PLAIN = {
    "person": "id of the person", "file": "row of the family file, -1 none", "sex": "0 female, 1 male", "mark_month": "month of the latest mark",
    "lost_post": "a post was lost for a relative's leaving", "lost_party": "membership of the Party was lost", "demoted": "written down into a lower class",
    "recalled_until": "month to which a call home from abroad lasts, -1 none", "opened": "month of opening", "members": "how many are in the file",
    "watch": "watch level 0 to 3", "next_of_file": "next row in the chain of the file, -1 at its end",
}  # fmt: skip
"""What a variable means where its class leaves it to the name."""
COUNTRY = (("PERSON_COLUMNS", "A person"), ("UNION_COLUMNS", "A union"))


def state_variables() -> str:
    """One table for each kind of entity that a run keeps."""
    lines = []
    for module, name, title in TABLES:
        lines += [f"### {title}", "", f"`{module}.{name}`. {source.first_line(module, name)}", ""]
        told = meanings(module, name)
        rows = [
            [f"`{column}`", dtype, number(default), told.get(column, "")]
            for column, (dtype, default) in declared(module, name).items()
        ]
        lines += [*table(["variable", "type", "at first", "meaning"], rows), ""]
    lines += ["### Fields", "", f"`system.fields.Fields`. {source.first_line('system.fields', 'Fields')}", ""]
    told = meanings("system.fields", "Fields", set(fields()))
    lines += table(
        ["variable", "shape", "meaning"], [[f"`{n}`", shape, told.get(n, "")] for n, shape in fields().items()]
    )
    return "\n".join(lines) + "\n"


def country_columns() -> str:
    """Columns of the country that a run reads and never changes, with the comment that stands on the line of each."""
    text = source.path("population.country").read_text(encoding="utf-8")
    lines = []
    for name, title in COUNTRY:
        block = re.search(rf"^{name}\b.*?{{\n(.*?)^}}", text, re.S | re.M)
        assert block is not None, name
        rows = [
            [f"`{m[1]}`", m[2], m[3] or ""]
            for m in re.finditer(r'^\s+"(\w+)": "(\w+)",(?:\s+# (.*))?$', block[1], re.M)
        ]
        lines += [f"### {title}", "", *table(["column", "type", "meaning"], rows), ""]
    return "\n".join(lines)


def declared(module: str, name: str) -> dict[str, tuple[str, float]]:
    """Columns of a growing table with dtype and first value, as a new row has them."""
    kind = getattr(import_module(f"yeonjwa.{module}"), name)
    made = kind(np.zeros(1, dtype=np.int32)) if name == "AffectedPeople" else kind()
    made.add(1)
    return {column: (str(values.dtype), float(values[-1])) for column, values in made.as_dict().items()}


def meanings(module: str, name: str, names: set[str] | None = None) -> dict[str, str]:
    """What a class's docstring says of each of its columns (``a, b : type, meaning.``)."""
    known = set(declared(module, name)) if names is None else names
    words = " ".join((ast.get_docstring(source.definition(module, name)) or "").split())
    if name == "AffectedPeople":
        words += " " + _fading_words()
    starts = [
        m for m in re.finditer(r"\b([a-z_]+(?:, [a-z_]+)*) ?: ", words) if all(n in known for n in m[1].split(", "))
    ]
    found = {}
    for k, m in enumerate(starts):
        end = starts[k + 1].start() if k + 1 < len(starts) else len(words)
        said = re.sub(r"^(?:u?int\d+|bool|float\d+)(?:\[\d+\])?[,.]? ?", "", words[m.end() : end]).strip()
        for column in m[1].split(", "):
            found[column] = said.rstrip(";,")
    for column in known:
        if not found.get(column) and column in PLAIN:
            found[column] = PLAIN[column]
    for column in known:
        if column.endswith("_month") and column.removesuffix("_month") in found and column not in found:
            found[column] = f"month of the latest change of `{column.removesuffix('_month')}`"
    return found


def _fading_words() -> str:
    """The text that stands below FADING."""
    body = source.tree("system.people").body
    for at, node in enumerate(body):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "FADING":
            after = body[at + 1]
            if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                return " ".join(str(after.value.value).split("\n\n", 1)[1].split())
    return ""


def fields() -> dict[str, str]:
    """Variables of ``Fields`` with their shape."""
    from yeonjwa.system.fields import Fields

    names = {(): "one number", (2,): "2 segments", (PLACES,): "places", (PLACES, 2): "places, 2"}
    return {name: names[np.shape(value)] for name, value in vars(Fields()).items()}


__all__ = ["TABLES", "country_columns", "declared", "fields", "meanings", "state_variables"]
