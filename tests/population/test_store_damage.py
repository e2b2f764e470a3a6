"""Damaged, half-written and outdated stores are detected; full disks, kills and Ctrl-C leave nothing behind."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import signal
import time

import pytest

from tests.population.store_tools import SPEC, FakeBuilder, entries, in_another_process
from yeonjwa.errors import MachineError, StoreError
from yeonjwa.population import column_files, manifest, store
from yeonjwa.population.machine import Machine

SMALL = Machine(memory_bytes=2**30, free_memory_bytes=2**30, free_disk_bytes=10**9, cpus=2)


def flip_a_byte(folder):
    path = folder / "mother.npy"
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    return "mother.npy"


def flip_a_byte_of_the_header(folder):
    path = folder / "sex.npy"
    path.write_bytes(path.read_bytes().replace(b"|u1", b"|i1"))
    return "sex.npy"


def truncate(folder):
    path = folder / "father.npy"
    os.truncate(path, path.stat().st_size - 7)
    return "father.npy"


def lengthen(folder):
    with open(folder / "father.npy", "ab") as file:
        file.write(b"x")
    return "father.npy"


def delete_a_column(folder):
    (folder / "union_wife.npy").unlink()
    return "union_wife.npy"


def empty_a_column(folder):
    (folder / "songbun.npy").write_bytes(b"")
    return "songbun.npy"


def swap_two_columns(folder):
    (folder / "mother.npy").rename(folder / "other.npy")
    (folder / "father.npy").rename(folder / "mother.npy")
    (folder / "other.npy").rename(folder / "father.npy")
    return "mother.npy|father.npy"


def delete_the_manifest(folder):
    (folder / "manifest.json").unlink()
    return "manifest.json"


def cut_the_manifest(folder):
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:200])
    return "manifest.json"


def garble_the_manifest(folder):
    (folder / "manifest.json").write_bytes(b"\xff\x00\xfe")
    return "manifest.json"


def make_the_manifest_a_list(folder):
    (folder / "manifest.json").write_text("[1, 2]")
    return "manifest.json"


def edit_the_manifest(folder):
    path = folder / "manifest.json"
    said = json.loads(path.read_text())
    said["persons_ever"] += 1
    path.write_text(json.dumps(said))
    return "manifest.json"


def keep_only_an_empty_folder(folder):
    for path in folder.iterdir():
        path.unlink()
    return "manifest.json"


DAMAGES = [
    flip_a_byte, flip_a_byte_of_the_header, truncate, lengthen, delete_a_column, empty_a_column, swap_two_columns,
    delete_the_manifest, cut_the_manifest, garble_the_manifest, make_the_manifest_a_list, edit_the_manifest,
    keep_only_an_empty_folder,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
def test_damage_is_refused_naming_the_file_and_mended_by_open_or_build(cache, builder, damage):
    sound = store.open_or_build(SPEC, builder=builder)
    expected = int(sound.mother.sum())
    folder = store.path_of(SPEC, builder=builder)
    damaged_file = damage(folder)

    with pytest.raises(StoreError, match=damaged_file) as refusal:
        store.open_country(SPEC, builder=builder)
    assert "yeonjwa population build" in str(refusal.value)
    assert store.list_countries(checksums=True, builder=builder)[0].state == "damaged"

    notices = []
    mended = store.open_or_build(SPEC, builder=builder, notice=notices.append)
    assert int(mended.mother.sum()) == expected
    assert builder.builds == 2
    assert len(notices) == 1
    assert "built again" in notices[0]
    assert entries(cache) == [folder.name]


def test_damage_that_only_checksums_show_passes_a_quick_look_and_not_a_full_one(cache, builder):
    store.open_or_build(SPEC, builder=builder)
    flip_a_byte(store.path_of(SPEC, builder=builder))
    store.open_country(SPEC, verify=False, builder=builder)
    assert store.list_countries(builder=builder)[0].state == "ok"
    assert store.list_countries(checksums=True, builder=builder)[0].state == "damaged"


def test_a_store_of_an_older_format_is_outdated(cache, builder):
    store.open_or_build(SPEC, builder=builder)
    path = store.path_of(SPEC, builder=builder) / "manifest.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps({"format": 0, "spec": said["spec"]}))
    with pytest.raises(manifest.Outdated, match="format 0"):
        store.open_country(SPEC, builder=builder)
    assert store.list_countries(builder=builder)[0].state == "outdated"
    store.open_or_build(SPEC, builder=builder, notice=lambda words: None)
    assert builder.builds == 2


def test_a_store_of_another_model_is_not_used_and_the_user_is_told_of_it(cache, builder):
    older = FakeBuilder(MODEL="toy-0")
    old = store.path_of(store.open_or_build(SPEC, builder=older).spec, builder=older)
    with pytest.raises(manifest.Outdated, match=r"'toy-0'.*'toy-1'"):
        store.open_country(old, builder=builder)
    notices = []
    store.open_or_build(SPEC, builder=builder, notice=notices.append)
    assert builder.builds == 1
    assert len(notices) == 1
    assert old.name in notices[0]


def test_a_store_made_from_other_figures_is_outdated(cache, builder, monkeypatch):
    store.open_or_build(SPEC, builder=builder)
    old = store.path_of(SPEC, builder=builder)
    monkeypatch.setattr(manifest, "inputs_hash", lambda: "0" * 64)
    with pytest.raises(manifest.Outdated, match="data or figures"):
        store.open_country(old, builder=builder)
    assert store.path_of(SPEC, builder=builder) != old


def test_by_default_a_notice_is_a_named_warning(cache, builder):
    store.open_or_build(SPEC, builder=builder)
    truncate(store.path_of(SPEC, builder=builder))
    with pytest.warns(store.StoreNotice, match="built again"):
        store.open_or_build(SPEC, builder=builder)


class FullDisk:
    """A file on a disk that has room for its first piece only."""

    def __init__(self, file):
        self.file, self.pieces = file, 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, piece):
        self.pieces += 1
        if self.pieces > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self.file.write(piece)


def test_a_full_disk_leaves_nothing_half_written(cache, builder, monkeypatch):
    real = open

    def one_file_too_many(path, mode="r", *arguments, **options):
        file = real(path, mode, *arguments, **options)
        return FullDisk(file) if str(path).endswith("father.npy") and "x" in mode else file

    monkeypatch.setattr(column_files, "open", one_file_too_many, raising=False)
    with pytest.raises(StoreError, match=r"disk is full.*YEONJWA_CACHE"):
        store.open_or_build(SPEC, builder=builder)
    assert entries(cache) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("step", ["fsync", "rename"])
def test_a_disk_that_fills_at_the_last_step_leaves_the_old_store_or_nothing(cache, builder, monkeypatch, code, step):
    store.open_or_build(SPEC, builder=builder)

    def fail(*_):
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail)
        with pytest.raises(StoreError, match="disk is full"):
            store.open_or_build(SPEC.model_copy(update={"seed": 8}), builder=builder)
        if step == "fsync":
            with pytest.raises(StoreError, match="disk is full"):
                store.build(SPEC, builder=builder)
    assert entries(cache) == [store.path_of(SPEC, builder=builder).name]
    store.open_country(SPEC, builder=builder)


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES])
def test_a_cache_that_cannot_be_written_is_refused_before_any_work_but_can_be_read(cache, builder, monkeypatch, code):
    store.open_or_build(SPEC, builder=builder)
    real = os.open

    def read_only(path, flags, *arguments, **options):
        if flags & os.O_CREAT:
            raise OSError(code, os.strerror(code), str(path))
        return real(path, flags, *arguments, **options)

    monkeypatch.setattr(os, "open", read_only)
    store.open_or_build(SPEC, builder=builder)
    with pytest.raises(StoreError, match=r"cannot be written.*YEONJWA_CACHE"):
        store.open_or_build(SPEC.model_copy(update={"seed": 8}), builder=builder)
    assert builder.builds == 1


def test_a_cache_below_a_file_is_refused(tmp_path, monkeypatch, builder):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("YEONJWA_CACHE", str(tmp_path / "file" / "cache"))
    assert store.list_countries(builder=builder) == []
    with pytest.raises(StoreError, match="YEONJWA_CACHE"):
        store.open_or_build(SPEC, builder=builder)


def test_a_disk_error_of_the_builder_is_not_taken_for_one_of_the_store(cache):
    class Failing(FakeBuilder):
        def build(self, spec, progress=None):
            raise FileNotFoundError(errno.ENOENT, "No such file", "rates.csv")

    with pytest.raises(FileNotFoundError, match=r"rates\.csv"):
        store.open_or_build(SPEC, builder=Failing())
    assert entries(cache) == []


@pytest.mark.parametrize("where", ["building", "writing"])
def test_ctrl_c_leaves_nothing_behind_and_an_existing_store_intact(cache, builder, monkeypatch, where):
    store.open_or_build(SPEC, builder=builder)

    class Stopped(FakeBuilder):
        def build(self, spec, progress=None):
            if where == "building":
                raise KeyboardInterrupt
            return super().build(spec, progress)

    if where == "writing":

        def stop(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(manifest, "write", stop)
    with pytest.raises(KeyboardInterrupt):
        store.build(SPEC, builder=Stopped())
    assert entries(cache) == [store.path_of(SPEC, builder=builder).name]
    store.open_country(SPEC, builder=builder)


def test_a_failing_column_stops_the_others(tmp_path, monkeypatch):
    import numpy as np

    columns = {name: np.zeros(10_000, np.int32) for name in "abcdefgh"}
    real = column_files._write

    def fail(path, column, stop):
        if path.name == "c.npy":
            raise OSError(errno.EIO, "Input/output error")
        return real(path, column, stop)

    monkeypatch.setattr(column_files, "_write", fail)
    with pytest.raises(OSError, match="Input/output error"):
        column_files.write_columns(tmp_path, columns)


@pytest.mark.parametrize("moment", ["building", "writing"])
def test_a_killed_build_is_not_taken_for_a_store_and_is_swept_up_by_the_next(cache, builder, moment):
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    process = context.Process(target=killed_at, args=(str(cache.parent), moment, answers))
    process.start()
    assert answers.get(timeout=60) == moment
    os.kill(process.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    process.join(30)
    left = entries(cache)
    assert [name for name in left if name.startswith(".building-")], left
    assert store.list_countries(builder=builder) == []

    # Any build sweeps: also that of another country.
    store.open_or_build(SPEC.model_copy(update={"seed": 8}), builder=builder)
    assert not [name for name in entries(cache) if name.startswith(".building-")]
    store.open_or_build(SPEC, builder=builder)
    assert builder.builds == 2


def killed_at(cache: str, moment: str, answers) -> None:
    """Build SPEC and halt at ``moment`` until somebody kills this process."""
    os.environ["YEONJWA_CACHE"] = cache

    def halt(*_):
        answers.put(moment)
        time.sleep(120)

    builder = FakeBuilder()
    if moment == "building":
        builder.build = halt
    else:
        manifest.write = halt
    store.open_or_build(SPEC, builder=builder)


@pytest.mark.parametrize("rebuild", [False, True], ids=["build if needed", "build anew"])
def test_two_processes_at_once_build_one_country_and_both_have_it(cache, builder, rebuild):
    builder.seconds = 3.0
    context = multiprocessing.get_context("spawn")
    answers, start = context.Queue(), context.Barrier(2)
    rivals = [
        context.Process(target=in_another_process, args=(str(cache.parent), builder, rebuild, start, answers))
        for _ in range(2)
    ]
    for rival in rivals:
        rival.start()
    notices, totals, names = zip(*[answers.get(timeout=120) for _ in rivals], strict=True)
    for rival in rivals:
        rival.join(30)
        assert rival.exitcode == 0
    assert len(set(names)) == 1
    assert builder.builds == 1
    assert len(set(totals)) == 1
    first, second = sorted(notices, key=len)
    assert first == [], "one builds"
    assert len(second) == 1, "the other waits for it, and says so once"
    assert "is building this country" in second[0]
    assert entries(cache) == [names[0]]
    column_files.verify_columns(cache / names[0], manifest.read(cache / names[0]).columns)


def test_without_locks_the_first_complete_store_stays(cache, builder, monkeypatch):
    from yeonjwa.population import lock

    def unsupported(fd):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(lock, "_lock", unsupported)
    inner = FakeBuilder()

    class Overtaken(FakeBuilder):
        def build(self, spec, progress=None):
            store.open_or_build(spec, builder=inner)
            (store.path_of(spec, builder=inner) / "first.txt").write_text("")
            return super().build(spec, progress)

    store.open_or_build(SPEC, builder=Overtaken())
    folder = store.path_of(SPEC, builder=inner)
    assert (folder / "first.txt").exists()
    assert entries(cache) == [folder.name]


def test_what_is_being_built_is_not_removed(cache, builder):
    from yeonjwa.population.lock import try_lock

    store.open_or_build(SPEC, builder=builder)
    path = store.path_of(SPEC, builder=builder)
    with try_lock(path.parent / f".{path.name}.lock"), pytest.raises(StoreError, match="being built"):
        store.remove(SPEC, builder=builder)
    assert len(store.remove(SPEC, builder=builder)) == 1


def test_a_machine_that_is_too_small_is_refused_before_any_work(cache, builder):
    with pytest.raises(MachineError, match=r"memory.*--scale 0\.\d+` would fit"):
        store.open_or_build(SPEC.model_copy(update={"scale": 1.0}), builder=builder, machine=SMALL)
    assert builder.builds == 0
    assert entries(cache) == []
