"""How the documentation is built: MyST pages, plus pages written from the program so that they cannot drift."""

from __future__ import annotations

from pathlib import Path

from yeonjwa import catalogue, messages
from yeonjwa.cli import help as help_page
from yeonjwa.cli.main import build_command
from yeonjwa.version import __version__

project = "yeonjwa"
author = "The yeonjwa developers"
copyright = "2026, the yeonjwa developers"
version = release = __version__

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "reference/_generated"]

html_theme = "furo"
html_title = f"yeonjwa {__version__}"
html_show_sphinx = False

HERE = Path(__file__).parent


def write_help(folder: Path) -> None:
    """One text file with the help page of each command, in each language."""
    for language in messages.LANGUAGES:
        messages.use(language=language)
        tree = build_command()
        pages = {"yeonjwa": help_page.page(tree, [])}
        for name, command in tree.commands.items():
            pages[name] = help_page.page(tree, [name])
            for inner in getattr(command, "commands", {}):
                pages[f"{name}-{inner}"] = help_page.page(tree, [name, inner])
        words = "\n\n\n".join(
            f"$ yeonjwa {'' if n == 'yeonjwa' else n.replace('-', ' ') + ' '}--help\n\n{p}" for n, p in pages.items()
        )
        (folder / f"help-{language}.txt").write_text(words + "\n", encoding="utf-8")
    messages.use(language="en")


def write_figures(folder: Path) -> None:
    """A page fragment with every figure and every source."""
    lines = ["| figure | value | unit | range | standing | source |", "|---|---|---|---|---|---|"]
    for f in catalogue.figures().values():
        span = "" if f.low is None else f"{f.low:g} to {f.high:g}"
        lines.append(
            f"| `{f.key}`: {_cell(f.description)} | {f.value:g} | {_cell(f.unit)} | {span} | {f.standing} | `{f.source}` |"
        )
    lines += ["", "## Sources", "", "| source | what | seen |", "|---|---|---|"]
    for s in catalogue.sources().values():
        year = f", {s.date or s.year}" if s.date or s.year else ""
        seen = f"{s.seen}, weak" if s.weak else s.seen
        lines.append(f"| `{s.key}` | *{_cell(s.title)}*. {_cell(s.outlet)}{year}. {_cell(s.note)} | {seen} |")
    (folder / "figures.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_claims(folder: Path) -> None:
    """A page fragment with every claim by report, every practice by name, and what they can be linked to."""
    from yeonjwa.catalogue.claims import checks, claims, processes
    from yeonjwa.catalogue.practices import practices
    from yeonjwa.catalogue.reports import reports

    named = claims().values()
    listed = [c for c in named if c.ledger is not None]
    agreed = sum(c.readings == "agreed" for c in listed)
    differs = sum(c.ledger_ok is False for c in listed)
    lines = [
        f"{len(named)} claims, {len(named) - len(listed)} of them missed by the ledger of evidence. Of the {len(listed)} in the ledger, two",
        f"independent readings agreed on {agreed} and were settled on {len(listed) - agreed}; {differs} of its lines say something else",
        "than the report. In Korean: `yeonjwa catalogue claims --lang ko`.",
    ]
    groups = [
        (r.title, r.outlet, r.date, r.code, [c for c in named if c.report == (r.key,)]) for r in reports().values()
    ]
    groups.append(("Put together from several reports", "", "", "", [c for c in named if len(c.report) > 1]))
    for title, outlet, date, code, group in groups:
        lines += ["", f"## {_cell(title)}", "", ", ".join(x for x in (outlet, date, code) if x), ""]
        lines += ["| number | claim | in the model | readings |", "|---|---|---|---|"]
        for c in group:
            links = "; ".join(link.mechanism or link.check or f"not modelled: {link.not_modelled}" for link in c.links)
            lines.append(f"| {c.number} | `{c.key}`: {_cell(c.says)} | {_cell(links)} | {c.readings} |")
    lines += ["", "## Practices", "", "| practice | what is reported | this version |", "|---|---|---|"]
    lines += [f"| `{p.key}`: {_cell(p.title)} | {_cell(p.says)} | {p.status} |" for p in practices().values()]
    lines += ["", "## Processes and checks", "", "| name | what it is | this version |", "|---|---|---|"]
    lines += [
        f"| `{name}` | {_cell(row['says'])} | {row['status']} |" for name, row in {**processes(), **checks()}.items()
    ]
    (folder / "claims.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|").replace("<", "&lt;")


def setup(app: object) -> None:
    """Write the generated pages before Sphinx reads anything."""
    folder = HERE / "reference" / "_generated"
    folder.mkdir(parents=True, exist_ok=True)
    write_help(folder)
    write_figures(folder)
    write_claims(folder)
