"""What a build needs against what a machine has, and the lock between processes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from yeonjwa.errors import MachineError
from yeonjwa.population import machine
from yeonjwa.population.lock import holder, try_lock
from yeonjwa.population.machine import Machine, Needs, estimate, refuse_if_too_small, shortage
from yeonjwa.population.spec import PopulationSpec

LAPTOP = Machine(memory_bytes=8 * 10**9, free_memory_bytes=4 * 10**9, free_disk_bytes=10**11, cpus=4)
SCALES = [0.0005, 0.001, 0.01, 0.1, 0.5, 1.0]


def test_needs_grow_with_the_scale():
    needs = [estimate(PopulationSpec(scale=s)) for s in SCALES]
    for smaller, larger in pairwise(needs):
        assert smaller.seconds < larger.seconds
        assert smaller.memory_bytes < larger.memory_bytes
        assert smaller.disk_bytes < larger.disk_bytes


def test_a_laptop_builds_the_default_country():
    refuse_if_too_small(PopulationSpec(), LAPTOP)


def test_too_little_memory_is_refused_with_the_largest_scale_that_fits():
    busy = replace(LAPTOP, free_memory_bytes=2 * 10**9)
    with pytest.raises(MachineError) as refusal:
        refuse_if_too_small(PopulationSpec(scale=1), busy)
    words = str(refusal.value)
    scale = float(words.split("--scale ")[1].split("`")[0])
    refuse_if_too_small(PopulationSpec(scale=scale), busy)
    larger = min(s for s in machine.SCALES_TO_ADVISE if s > scale)
    assert shortage(estimate(PopulationSpec(scale=larger)), busy)
    assert "2.0 GB of 8.0 GB (closing other programs may be enough)" in words


def test_too_little_disk_is_refused_and_says_how_to_use_another_disk():
    full = Machine(memory_bytes=10**12, free_memory_bytes=10**12, free_disk_bytes=10**9, cpus=4)
    with pytest.raises(MachineError, match=r"disk.*YEONJWA_CACHE.*--scale 0\.\d` would fit"):
        refuse_if_too_small(PopulationSpec(scale=1), full)


def test_a_machine_for_which_nothing_fits_is_told_so():
    tiny = Machine(memory_bytes=10**6, free_memory_bytes=10**6, free_disk_bytes=10**6, cpus=1)
    with pytest.raises(MachineError, match="No smaller --scale"):
        refuse_if_too_small(PopulationSpec(scale=0.1), tiny)


def test_what_the_system_does_not_tell_is_not_checked():
    assert shortage(Needs(1, 10**15, 10**15), Machine(None, None, None, 1)) == []


def test_this_machine_is_measured(tmp_path):
    has = machine.machine(tmp_path / "not" / "yet" / "there")
    assert has.cpus >= 1
    assert has.memory_bytes is None or has.memory_bytes > 10**8
    assert has.free_memory_bytes is None or has.free_memory_bytes <= has.memory_bytes
    assert has.free_disk_bytes is not None


@pytest.mark.parametrize(("version", "limit", "used"), [
    ("0::/job/step", "memory.max", "memory.current"),
    ("5:cpu,cpuacct:/\n4:memory:/job/step", "memory.limit_in_bytes", "memory.usage_in_bytes"),
])  # fmt: skip
def test_the_limit_of_a_cluster_job_counts_also_from_a_group_above(tmp_path, version, limit, used):
    groups = tmp_path / "cgroup"
    groups.write_text(version + "\n")
    top = tmp_path / "fs"
    job = (top if limit == "memory.max" else top / "memory") / "job"
    (job / "step").mkdir(parents=True)
    for folder, allowed in ((job, "4000"), (job / "step", "max")):
        (folder / limit).write_text(allowed + "\n")
        (folder / used).write_text("1500\n")
        (folder / "memory.stat").write_text("anon 900\ninactive_file 500\n")
    assert machine._group_limit(groups, top) == 4000 - (1500 - 500)
    assert machine._group_limit(tmp_path / "none", top) is None


def test_only_one_holds_a_lock_and_its_file_goes_with_it(tmp_path):
    path = tmp_path / "x.lock"
    with try_lock(path) as held:
        assert held.is_real
        assert holder(path) is not None
        assert try_lock(path) is None
    assert not path.exists() or holder(path) is not None  # Windows keeps the file
    with try_lock(path):
        pass


def test_the_lock_file_of_a_dead_process_holds_nobody_up(tmp_path):
    path = tmp_path / "x.lock"
    path.write_text("999999\n")
    with try_lock(path) as held:
        assert held.is_real


def test_sizes_are_worded_as_people_read_them():
    assert machine.gigabytes(1_920_000_000) == "1.9 GB"
    assert machine.gigabytes(96_000_000) == "96 MB"
