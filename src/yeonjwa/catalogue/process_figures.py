"""Which processes read which figures, found in the text of their modules; the code may put the end of a key together."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from yeonjwa.catalogue.claims import processes
from yeonjwa.catalogue.figures import figures

_YEAR = re.compile(r"_\d{4}(_\d{2})?$")
LEAST_PARTS = 2
"""A key put together from fewer would fit too much."""


@cache
def figures_of_process(process: str) -> tuple[str, ...]:
    """Keys of the figures that the modules of a process name, whole or in part."""
    words = "\n".join(_text(module) for module in processes()[process]["code"])
    return tuple(key for key in figures() if f'"{key}"' in words or _named_in_part(key, words))


@cache
def processes_of_figure(figure: str) -> tuple[str, ...]:
    """Processes whose modules name a figure."""
    return tuple(name for name in processes() if figure in figures_of_process(name))


def _named_in_part(key: str, words: str) -> bool:
    """Whether the code names the key without its year, or puts its last parts together (``"leaving_age_{age}"``)."""
    stem = _YEAR.sub("", key)
    parts = key.split("_")
    beginnings = ("_".join(parts[:k]) for k in range(LEAST_PARTS, len(parts)))
    return (stem != key and f'"{stem}"' in words) or any(f'"{beginning}_{{' in words for beginning in beginnings)


def _text(module: str) -> str:
    """The text of a module, or nothing where the name is that of a package."""
    file = resources.files("yeonjwa").joinpath(*module.split(".")[:-1]) / f"{module.split('.')[-1]}.py"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


__all__ = ["figures_of_process", "processes_of_figure"]
