"""What the file of a practice in the model says of its mode is what the catalogue says."""

import ast
import re
from pathlib import Path

import pytest

import yeonjwa
from yeonjwa.catalogue.practices import practices

FOLDER = Path(yeonjwa.__file__).parent / "practices"
FILES = sorted(name for name in practices() if (FOLDER / f"{name}.py").exists())


def said(practice: str) -> str:
    """The sentence on the mode, without what is left out."""
    words = ast.get_docstring(ast.parse((FOLDER / f"{practice}.py").read_text(encoding="utf-8"))) or ""
    found = re.search(r"Mode: (.*?)\. (?:Kin|Visib)", " ".join(words.split()))
    assert found, f"{practice}.py does not say its mode"
    return found[1]


def test_every_practice_has_its_file():
    assert sorted(practices()) == FILES


@pytest.mark.parametrize("practice", FILES)
def test_the_mode_is_that_of_the_catalogue(practice):
    words = said(practice)
    modes = {mode for mode, word in (("on_departure", "departure"), ("sweep", "sweep")) if word in words}
    assert modes == set(practices()[practice].mode)
