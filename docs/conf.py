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
        year = f", {s.year}" if s.year else ""
        lines.append(f"| `{s.key}` | *{_cell(s.title)}*. {_cell(s.outlet)}{year}. {_cell(s.note)} | {s.seen} |")
    (folder / "figures.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|").replace("<", "&lt;")


def setup(app: object) -> None:
    """Write the generated pages before Sphinx reads anything."""
    folder = HERE / "reference" / "_generated"
    folder.mkdir(parents=True, exist_ok=True)
    write_help(folder)
    write_figures(folder)
