"""The timings: what they share, and that each says how it is run. They themselves run by `make bench`."""

import ast
import importlib.util
import json
import sys

import pytest

from tests import scan
from tests.system.tools import toy_system

SCRIPTS = sorted((scan.ROOT / "bench").glob("*.py"))


@pytest.fixture(scope="module")
def tools():
    spec = importlib.util.spec_from_file_location("bench_tools", scan.ROOT / "bench" / "tools" / "__init__.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.mark.parametrize(
    ("must", "aim", "measured", "is_more_better", "verdict"),
    [
        (30, 10, 9.9, False, "aim met"), (30, 10, 10.1, False, "must met"), (30, 10, 30.1, False, "MISSED"),
        (5, 20, 20.0, True, "aim met"), (5, 20, 19.9, True, "must met"), (5, 20, 4.9, True, "MISSED"),
        (30, 10, None, False, "not measured"), (30, 10, float("nan"), False, "MISSED"),
    ],
)  # fmt: skip
def test_a_target_is_judged_by_what_was_measured(tools, must, aim, measured, is_more_better, verdict):
    row = tools.target("a run", must, aim, measured, " s", is_more_better)
    assert len(row) == len(tools.TARGET_HEADS)
    assert row[-1] == verdict


def test_a_timed_process_tells_its_time_its_memory_and_what_it_printed(tools):
    used = tools.in_a_process("import json; held = bytearray(60_000_000); print(json.dumps({'persons': 3}))")
    assert used.said == json.loads('{"persons": 3}')
    assert used.seconds > 0
    assert used.memory_bytes > 60_000_000


def test_a_timed_process_that_fails_ends_the_timing(tools):
    with pytest.raises(SystemExit, match="ended with 3"):
        tools.in_a_process("raise SystemExit(3)")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_every_timing_says_how_it_is_run_and_is_listed_for_contributors(path):
    words = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert f"python bench/{path.name}" in words
    assert f"`{path.name}`" in (scan.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_dense_scan_that_is_timed_finds_the_same_leavers(monkeypatch):
    monkeypatch.syspath_prepend(str(scan.ROOT / "bench"))
    from tools.dense_scan import leavers_by_scan

    system = toy_system(figures={"leaving_base": 1e-4})
    sparse, found = system.deciding.leavers, 0

    def decide(state):
        nonlocal found
        deciders = sparse(state)
        for kin_of_everybody in (False, True):
            people = leavers_by_scan(system, kin_of_everybody=kin_of_everybody)
            assert people.tolist() == deciders.person.tolist()
        found += deciders.person.size
        return deciders

    monkeypatch.setattr(system.deciding, "leavers", decide)
    for _ in range(24):
        system.step()
    assert found > 10
