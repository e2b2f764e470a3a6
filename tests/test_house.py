"""Rules of the house that a program can check."""

import ast
import json
import re
import subprocess

import pytest

from tests import scan
from yeonjwa.catalogue import sources
from yeonjwa.version import __version__

OURS = sorted(
    p
    for p in scan.ROOT.rglob("*")
    if p.is_file()
    and p.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".cff", ".html", ".css", ".j2", ".rst", ".txt", ""}
    and not {".git", ".venv", "_build", "build", "dist", "__pycache__"} & set(p.relative_to(scan.ROOT).parts)
    and not any(
        part.startswith((".pytest", ".mypy", ".ruff", ".hypothesis", "outcome"))
        for part in p.relative_to(scan.ROOT).parts
    )
)
PYTHON = sorted(scan.modules())


def relative(path) -> str:
    return str(path.relative_to(scan.ROOT))


def words_of(path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def test_there_is_something_to_look_at():
    assert len(PYTHON) > 10
    assert {"README.md", "Makefile", "LICENSE"} <= {relative(p) for p in OURS}


def test_no_file_names_a_machine_or_a_registry():
    # Built from pieces, so that this file does not find itself. The lock file names the public registry only.
    forbidden = re.compile("/" + "work/|/" + "root/|/" + "home/[a-z]|/" + r"opt/|--index" + r"-url|find" + "-links")
    found = {relative(p): m.group() for p in OURS if (m := forbidden.search(words_of(p)))}
    assert not found


def test_the_lock_file_names_only_the_public_registry():
    hosts = set(re.findall(r"\w+://([^/\"]+)", words_of(scan.ROOT / "uv.lock")))
    assert hosts <= {"pypi.org", "files.pythonhosted.org"}


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_luck_comes_from_draws_alone(path):
    for node in ast.walk(scan.modules()[path]):
        if isinstance(node, ast.Import):
            assert not {"random", "pandas"} & {a.name.split(".")[0] for a in node.names}
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in {"random", "pandas"}
        if isinstance(node, ast.Attribute):
            assert not (node.attr == "random" and isinstance(node.value, ast.Name) and node.value.id in {"np", "numpy"})


def identifiers(tree: ast.Module) -> set[str]:
    """Every name that a file gives: functions, classes, arguments, variables, keywords."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
    return found


PEOPLE = r"(person|people|family|families|relatives?|kin|household|defectors?|leavers?)"
FORBIDDEN_NAMES = re.compile(
    rf"(^|_)(offenders?|traitors?|assets?|suspects?|criminals?|targeted|targets?_{PEOPLE}|{PEOPLE}_targets?)(_|$)"
)


def check_names(names: set[str]) -> None:
    """Refuse the state's words for people; a total that a method aims at may be a target, a person never."""
    assert not {name for name in names if FORBIDDEN_NAMES.search(name.lower())}


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_people_are_not_named_in_the_language_of_the_state(path):
    check_names(identifiers(scan.modules()[path]))


def test_the_rule_on_names_can_find_a_bad_one():
    tree = ast.parse("def choose(target_families, offender): other_asset = 1")
    with pytest.raises(AssertionError):
        check_names(identifiers(tree))


@pytest.mark.parametrize("path", [*PYTHON, *sorted((scan.ROOT / "tests").rglob("*.py"))], ids=relative)
def test_a_file_fits_in_the_head(path):
    assert len(words_of(path).splitlines()) < 500


@pytest.mark.parametrize("path", PYTHON, ids=relative)
def test_every_file_and_every_public_name_says_what_it_is(path):
    tree = scan.modules()[path]
    assert ast.get_docstring(tree), "the file has no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


def test_no_test_is_skipped_and_nothing_is_left_to_do():
    forbidden = re.compile(r"mark\.(skip|" + r"xfail)|pytest\.(skip|" + r"xfail)\(|\b(TO" + r"DO|FIX" + "ME)" + r"\b")
    code = [*PYTHON, *sorted((scan.ROOT / "tests").rglob("*.py"))]
    assert not [relative(p) for p in code if forbidden.search(words_of(p))]


def test_files_of_results_and_caches_are_not_committed():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=scan.ROOT, capture_output=True, text=True, check=False
    ).stdout.split()
    unwanted = re.compile(r"\.(npy|parquet|pyc|nbi|nbc)$|(^|/)(outcome|\.venv|__pycache__)/")
    assert not [name for name in listed if unwanted.search(name)]


def shingles(words: str, length: int = 8) -> set[tuple[str, ...]]:
    """Runs of ``length`` words, without case and punctuation."""
    plain = re.findall(r"[a-z0-9]+", words.lower())
    return {tuple(plain[i : i + length]) for i in range(len(plain) - length + 1)}


REPORTS = sorted((scan.ROOT.parent / "shared" / "reports").glob("*.txt"))
OUR_TEXT = sorted(p for p in OURS if p.suffix in {".md", ".toml", ".yaml", ".html", ".py", ".j2"})


def copied_from(report: str) -> dict[str, str]:
    """Our files that hold eight words in a row of ``report``; a title may be cited."""
    theirs = shingles(report)
    for source in sources().values():
        theirs -= shingles(source.title)
    return {relative(p): " ".join(min(both)) for p in OUR_TEXT if (both := shingles(words_of(p)) & theirs)}


# The first is made up of words of this file and must be found; the reports are compared where they are at hand.
COMPARED = {"made up": ("One reads: THERE is something to look; at no file names a machine", {"tests/test_house.py"})}
COMPARED |= {path.name: (words_of(path), set()) for path in REPORTS}


@pytest.mark.parametrize(("report", "expected"), COMPARED.values(), ids=COMPARED)
def test_no_sentence_of_a_report_stands_in_our_text(report, expected):
    assert set(copied_from(report)) == expected


def test_the_comparison_covers_every_data_file_of_the_catalogue():
    data = sorted((scan.SOURCE / "catalogue").rglob("*.yaml"))
    assert len(data) > 40
    assert set(data) <= set(OUR_TEXT)


def test_the_boundaries_hold_nothing_finer_than_a_province():
    features = json.loads(words_of(scan.SOURCE / "data" / "provinces.geojson"))["features"]
    assert len(features) == 12


PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]


@pytest.mark.parametrize("page", PAGES)
def test_the_links_of_a_first_page_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", words_of(scan.ROOT / page))
    assert not [link for link in links if not (scan.ROOT / link).exists()]


def test_the_citation_names_this_version():
    assert f"\nversion: {__version__}\n" in words_of(scan.ROOT / "CITATION.cff")


def test_the_first_page_gives_the_command_that_continuous_integration_runs():
    assert "make test" in words_of(scan.ROOT / ".ci" / "run")
    assert "$ make test" in words_of(scan.ROOT / "README.md")
