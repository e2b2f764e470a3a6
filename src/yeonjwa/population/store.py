"""Stored countries: built once, kept in the cache folder, verified on opening, safe against crashes and rivals.

A country is one folder ``<cache>/countries/<digest>`` with one ``.npy`` file per column and ``manifest.json``. It is
written into a hidden folder beside its place and renamed there when it is complete and on the disk, so a folder at
that place was complete once; whether it still is, verification on opening tells. A lock per digest lets a second
process wait for the first and use its result.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from yeonjwa.errors import InputError, StoreError, did_you_mean
from yeonjwa.messages import text
from yeonjwa.months import month_of
from yeonjwa.population import column_files, folders, manifest
from yeonjwa.population import machine as machine_
from yeonjwa.population.folders import cache_folder
from yeonjwa.population.lock import try_lock, wait_for
from yeonjwa.population.machine import Machine, Needs, estimate
from yeonjwa.population.manifest import Damaged, Manifest, NotBuilt, Outdated
from yeonjwa.population.spec import MODEL, PopulationSpec
from yeonjwa.version import __version__

if TYPE_CHECKING:
    from yeonjwa.population.country import Country

State = Literal["ok", "damaged", "outdated"]
Notice = Callable[[str], None]

_DIGEST = re.compile(rf"[0-9a-f]{{{manifest.DIGEST_LENGTH}}}")


Progress = Callable[[str, float, int], None]
"""Called with (stage, share done of the whole build, people so far).

A builder names stages by their keys in ``population.stage``; who asked for the country is told them in words.
"""


class Built(Protocol):
    """What a builder gives: columns by name, and facts about the country for the manifest (aggregates only)."""

    @property
    def columns(self) -> dict[str, Any]: ...

    @property
    def facts(self) -> dict[str, Any]: ...


class Builder(Protocol):
    """A version of the model that builds countries; ``Ours`` is the one that is used. What it builds is used up when it is stored."""

    MODEL: str

    @property
    def build(self) -> Callable[[PopulationSpec, Progress | None], Built]: ...


class Ours:
    """This program's model. Its modules, which bring the compiled kernels with them, are imported when it builds."""

    MODEL = MODEL

    @staticmethod
    def build(spec: PopulationSpec, progress: Progress | None) -> Built:
        """Columns of the country of ``spec``, and facts about it."""
        from yeonjwa.population.build import build

        return build(spec, progress)


class StoreNotice(UserWarning):
    """Something about the stored countries that a user may want to know: a wait, a rebuild, an older store."""


@dataclass(frozen=True)
class Stored:
    """One folder of the cache. ``spec`` and the rest are None where the manifest cannot be read."""

    digest: str
    path: Path
    state: State
    reason: str  # why it is damaged or outdated; empty if ok
    bytes: int
    spec: PopulationSpec | None = None
    persons_ever: int | None = None
    created: str | None = None


def path_of(spec: PopulationSpec, *, builder: Builder | None = None) -> Path:
    """Where the country of ``spec`` lies, or would lie."""
    return cache_folder() / _digest(spec, _model(builder))


def open_country(which: PopulationSpec | Path | str, verify: bool = True, *, builder: Builder | None = None) -> Country:
    """A stored country, its columns mapped read-only into memory.

    Parameters
    ----------
    which : the spec of a country in the cache, or the folder of any stored country
    verify : also compare the checksums of the columns (about a second at full size), unless their files were verified within a day and
        did not change since; sizes and headers always are
    builder : the version of the model that must have built it (default: this program's)

    Raises
    ------
    StoreError
        It is not built (``NotBuilt``), not as it was written (``Damaged``), or made by another version of the format,
        the model, the data or the figures (``Outdated``). The message names the file and what to do.
    """
    path = path_of(which, builder=builder) if isinstance(which, PopulationSpec) else Path(which)
    if isinstance(which, PopulationSpec) and not path.is_dir():
        raise NotBuilt(text("population.not_built", command=build_command(which)))
    return _open(path, _model(builder), checksums="changed" if verify else "none")


def open_or_build(
    spec: PopulationSpec,
    *,
    progress: Progress | None = None,
    rebuild: bool = False,
    notice: Notice | None = None,
    before_build: Callable[[Needs], None] | None = None,
    builder: Builder | None = None,
    machine: Machine | None = None,
) -> Country:
    """The country of ``spec``: opened and verified if it is stored, else built and stored.

    Parameters
    ----------
    spec : what the country depends on
    progress : told how far a build is
    rebuild : build it even if it is stored

    Other parameters
    ----------------
    notice : told in one sentence of a wait, a rebuild, an older store (default: warns with ``StoreNotice``)
    before_build : told what a build will need, once it is sure that one begins
    builder : builds the columns (default: ``Ours``)
    machine : what the machine offers (default: measured)

    Raises
    ------
    StoreError
        The cache cannot be written or the disk is full; nothing half-written stays.
    MachineError
        Memory or disk does not suffice; nothing was begun.
    """
    say = notice or (lambda words: warnings.warn(words, StoreNotice, stacklevel=3))
    path, model = path_of(spec, builder=builder), _model(builder)
    if not rebuild:
        if (country := _open_if_sound(path, model, say)) is not None:
            return country
        for other in list_countries(builder=builder):
            if other.spec == spec and other.state == "outdated":
                say(text("population.notice.older", digest=other.digest))
                break  # one of them suffices to say what to do
    with folders.errors_of_the_disk(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        held, waited = wait_for(folders.lock_path(path), lambda pid: say(_waiting(pid)))
    with held:
        # Whoever waited uses what the other process built, even if it was to build anew.
        if (waited or not rebuild) and (country := _open_if_sound(path, model, lambda words: None)) is not None:
            return country
        folders.sweep(path.parent, path.name, held)
        machine_.refuse_if_too_small(spec, machine or machine_.machine(path.parent))
        if before_build is not None:
            before_build(estimate(spec))
        _build_into(path, spec, _in_words(progress), builder or _builder())
        return _open(path, model, checksums="none")


def build(
    spec: PopulationSpec,
    progress: Progress | None = None,
    *,
    notice: Notice | None = None,
    builder: Builder | None = None,
    machine: Machine | None = None,
) -> Country:
    """Build the country of ``spec`` and store it, in the place of one that is stored already (see open_or_build)."""
    return open_or_build(spec, progress=progress, rebuild=True, notice=notice, builder=builder, machine=machine)


def list_countries(*, checksums: bool = False, builder: Builder | None = None) -> list[Stored]:
    """Every stored country, the newest first.

    With ``checksums`` every file is read; without, a store counts as ok when its manifest, file sizes and headers are as they should be.
    """
    folder = cache_folder()
    try:
        names = [entry.name for entry in os.scandir(folder) if _DIGEST.fullmatch(entry.name) and entry.is_dir()]
    except OSError:
        return []
    found = [_look_at(folder / name, _model(builder), checksums) for name in names]
    return sorted(found, key=lambda s: (s.created or "", s.digest), reverse=True)


def find(which: PopulationSpec | str, *, builder: Builder | None = None) -> list[Stored]:
    """The stored countries that ``which`` means: a spec, a digest or its beginning, "outdated", or "all".

    Raises
    ------
    InputError
        No stored country is meant, or a beginning fits several.
    """
    stored = list_countries(builder=builder)
    if which == "all":
        return stored
    if which == "outdated":
        return [s for s in stored if s.state == "outdated"]
    if isinstance(which, PopulationSpec):
        name = path_of(which, builder=builder).name
        if not any(s.digest == name for s in stored):
            raise InputError(f"The country at scale {which.scale:g} and seed {which.seed} is not stored.")
    else:
        name = which
    fits = [s for s in stored if name and s.digest.startswith(name)]
    if len(fits) == 1:
        return fits
    known = [s.digest for s in stored]
    if fits:
        several = ", ".join(s.digest for s in fits)
        raise InputError(f"'{name}' is the beginning of {len(fits)} stored countries: {several}.")
    near = did_you_mean(name, [*known, "all", "outdated"])
    raise InputError(f"No stored country is named '{name}'. {near} See `yeonjwa population list`.")


def remove(which: PopulationSpec | str, *, builder: Builder | None = None) -> list[Stored]:
    """Delete stored countries (see ``find`` for what ``which`` can be) and give what was deleted.

    Raises
    ------
    StoreError
        A country is being built, or is in use and the system does not let go of open files (Windows).
    """
    removed = find(which, builder=builder)
    for stored in removed:
        with folders.errors_of_the_disk(stored.path.parent):
            held = try_lock(folders.lock_path(stored.path))
            if held is None:
                raise StoreError(f"Country {stored.digest} is being built by another process. Try again later.")
            with held:
                shutil.rmtree(folders.set_aside(stored.path), ignore_errors=True)
    return removed


def build_command(spec: PopulationSpec) -> str:
    """The command that builds ``spec``, with the options that differ from the defaults."""
    words = ["yeonjwa population build"]
    for name, field in PopulationSpec.model_fields.items():
        value = getattr(spec, name)
        if value != field.default:
            words.append(f"--{name.replace('_', '-')} {str(value).removesuffix('.0')}")
    return " ".join(words)


def _model(builder: Builder | None) -> str:
    return (builder or _builder()).MODEL


def _builder() -> Builder:
    return Ours()


def _digest(spec: PopulationSpec, model: str) -> str:
    return manifest.digest(spec, model, manifest.inputs_hash())


def _open(path: Path, model: str, checksums: column_files.Checksums) -> Country:
    from yeonjwa.population.country import Country

    content = _verified(path, model, checksums)
    try:
        columns = column_files.map_columns(path, content.columns)
    except OSError as error:  # taken away between our look and our grip
        raise Damaged(f"{error.filename}: cannot be opened ({error.strerror}). {manifest.MEND}") from None
    return Country(spec=content.spec, columns=columns, manifest=content.model_dump(mode="json"))


def _verified(path: Path, model: str, checksums: column_files.Checksums) -> Manifest:
    content = manifest.read(path)
    manifest.refuse_if_outdated(path, content, model)
    column_files.verify_columns(path, content.columns, checksums)
    return content


def _open_if_sound(path: Path, model: str, say: Notice) -> Country | None:
    """The country at ``path``, or None if it must be built; ``say`` is told why if there is something."""
    try:
        return _open(path, model, checksums="changed")
    except NotBuilt:
        return None
    except (Damaged, Outdated) as error:
        say(text("population.notice.rebuild", reason=_reason(error)))
        return None


def _is_sound(path: Path, model: str) -> bool:
    return _open_if_sound(path, model, lambda words: None) is not None


def _reason(error: StoreError) -> str:
    # The advice at the end of the message is for people who must mend it themselves.
    return str(error).removesuffix(f" {manifest.MEND}")


def _look_at(path: Path, model: str, checksums: bool) -> Stored:
    content: Manifest | None = None
    state: State = "ok"
    reason = ""
    try:
        content = manifest.read(path)
        manifest.refuse_if_outdated(path, content, model)
        column_files.verify_columns(path, content.columns, "all" if checksums else "none")
    except Outdated as error:
        state, reason = "outdated", _reason(error)
    except StoreError as error:
        state, reason = "damaged", _reason(error)
    size = 0
    with contextlib.suppress(OSError):
        size = sum(entry.stat().st_size for entry in os.scandir(path))
    if content is None:
        return Stored(path.name, path, state, reason, size)
    return Stored(path.name, path, state, reason, size, content.spec, content.persons_ever, content.build.created)


def _waiting(pid: int | None) -> str:
    if pid is None:
        return text("population.notice.waiting")
    return text("population.notice.waiting_for", pid=pid)


def _in_words(progress: Progress | None) -> Progress | None:
    if progress is None:
        return None
    return lambda stage, share, people: progress(text(f"population.stage.{stage}"), share, people)


def _build_into(path: Path, spec: PopulationSpec, progress: Progress | None, builder: Builder) -> None:
    """Build ``spec`` and put it at ``path``; the caller holds the lock."""
    hidden = folders.hidden_path(path, "building")
    replaced = folders.folder_number(path)
    try:
        # The folder is made before the work, so that a cache that cannot be written is refused at once.
        with folders.errors_of_the_disk(path.parent):
            hidden.mkdir()
        began = time.perf_counter()
        built = builder.build(spec, progress)
        seconds = time.perf_counter() - began
        if progress is not None:
            progress("store", 1.0, len(built.columns["mother"]))
        with folders.errors_of_the_disk(path.parent):
            persons = _persons(built.columns)
            entries = _write_columns(hidden, built)
            manifest.write(hidden, _describe(spec, builder.MODEL, built.facts, persons, entries, seconds))
            folders.flush_folder(hidden)
            folders.put_in_place(hidden, path, replaced, lambda: _is_sound(path, builder.MODEL))
            folders.flush_folder(path.parent)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _write_columns(folder: Path, built: Built) -> dict[str, manifest.ColumnEntry]:
    unknown = set(built.columns) - column_files.allowed_columns()
    assert not unknown, f"a store does not hold {sorted(unknown)} (see column_files.allowed_columns)."
    return column_files.write_columns(folder, built.columns)


def _persons(columns: Mapping[str, Any]) -> tuple[int, int]:
    """Persons ever born, and those living at the end of 2024."""
    last = month_of(2024, 12)
    born, dead, gone = (columns[name] for name in ("birth_month", "death_month", "separated_month"))
    return len(born), int(((born <= last) & (dead > last) & (gone > last)).sum())


def _describe(
    spec: PopulationSpec,
    model: str,
    facts: dict[str, Any],
    persons: tuple[int, int],
    entries: dict[str, manifest.ColumnEntry],
    seconds: float,
) -> Manifest:
    from importlib import metadata

    inputs = manifest.inputs_hash()
    return Manifest(
        format=manifest.FORMAT,
        digest=manifest.digest(spec, model, inputs),
        version=__version__,
        model=model,
        inputs=inputs,
        spec=spec,
        scale=spec.scale,
        seed=spec.seed,
        rates=spec.rates,
        rate_files=manifest.packaged_data(),
        assumptions=manifest.assumptions(),
        persons_ever=persons[0],
        living=persons[1],
        facts=manifest.plain(facts),
        columns=entries,
        build=manifest.BuildEntry(
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=round(seconds, 3),
            python=".".join(str(part) for part in sys.version_info[:3]),
            numpy=metadata.version("numpy"),
            numba=metadata.version("numba"),
            machine=machine_.facts(cache_folder()),
        ),
    )


__all__ = [
    "Builder", "Built", "Machine", "Needs", "Notice", "Progress", "StoreNotice", "Stored", "build", "build_command",
    "cache_folder", "estimate", "find", "list_countries", "open_country", "open_or_build", "path_of", "remove",
]  # fmt: skip
