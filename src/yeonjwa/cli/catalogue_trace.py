"""`yeonjwa catalogue trace`: from a number to its source and from a sentence of a report to its mechanism, step by step."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from yeonjwa.cli import catalogue_text as words
from yeonjwa.cli.catalogue_text import Line, in_language
from yeonjwa.cli.help import WIDTH, wrap
from yeonjwa.messages import current_language, text

PAGES = {
    "figure": "reference/figures", "source": "reference/figures", "claim": "reference/claims", "report": "reference/claims",
    "practice": "model/practices",
}  # fmt: skip
"""The page of the documentation on which an entry of a kind has its place."""
MANY = 12
"""Names of a list that are shown; the others are counted, and json gives all."""


def print_trace(key: str, form: str) -> None:
    """Print what stands before an entry and what rests on it, whatever it is."""
    from yeonjwa.catalogue import trace

    kind = trace.kind_of(key)
    found: Any
    if kind == "figure":
        found, lines = trace.trace(key), _figure
    elif kind == "claim":
        found, lines = trace.trace_claim(key), _claim
    elif kind == "practice":
        found, lines = trace.trace_practice(key), _practice
    elif kind == "source":
        found, lines = trace.rests_on_source(key), _source
    else:
        _print_other(kind, key, form)
        return
    entry = getattr(found, kind)
    if form == "json":
        from yeonjwa.cli.catalogue_rows import plain

        whole = {"kind": kind, **found.model_dump(mode="json"), kind: plain(entry)}
        print(json.dumps([whole], ensure_ascii=False, indent=1))
        return
    _print(kind, entry.key, lines(found))


def _print(kind: str, key: str, lines: Iterable[Line]) -> None:
    print(text(f"catalogue.trace.{kind}", name=key) + "\n")
    page = [("page", f"{PAGES[kind]}.html#{kind}-{key}")] if kind in PAGES else []
    print(words.detail([*lines, *page]))
    print("\n" + "\n".join(wrap(text("catalogue.trace.go_on"), WIDTH)))


def _print_other(kind: str, key: str, form: str) -> None:
    """Reports, processes, checks, dated levels and tables: few fields, the same for the eye and for JSON."""
    row, lines = {"report": _report_of, "mechanism": _mechanism, "level": _level, "table": _table}[kind](key)
    if form == "json":
        print(json.dumps([{"kind": kind, **row}], ensure_ascii=False, indent=1))
    else:
        _print(kind, key, lines)


def _report_of(key: str) -> tuple[dict[str, Any], list[Line]]:
    """A report has claims; each of them is traced by itself."""
    from yeonjwa.catalogue import figures, sources
    from yeonjwa.catalogue.claims import claims
    from yeonjwa.catalogue.reports import reports

    of_report = [c.key for c in claims().values() if key in c.report]
    resting = tuple(f.key for f in figures().values() if sources()[f.source].report == key)
    report = reports()[key]
    row = {"report": report.model_dump(mode="json"), "claims": of_report, "figures": resting}
    return row, [*words.lines_of("reports", report), ("informs", _some(resting)), ("claims", _said(of_report))]


def _mechanism(key: str) -> tuple[dict[str, Any], list[Line]]:
    from yeonjwa.catalogue.trace import trace_mechanism

    found = trace_mechanism(key)
    page = f"model/{found.page}.html" if found.page else f"reference/claims.html#check-{key}"
    return found.model_dump(mode="json"), [
        ("says", in_language(found, "says")), ("status", text(f"catalogue.said.{found.status}")), ("claims", _said(found.claims)),
        ("links", ", ".join(f"yeonjwa.{module}" for module in found.code)), ("tables", ", ".join(found.tables)), ("page", page),
    ]  # fmt: skip


def _level(key: str) -> tuple[dict[str, Any], list[Line]]:
    from yeonjwa.catalogue.trace import window

    found = window(key)
    return found.model_dump(mode="json"), [
        ("practices", _titled(found.practice)), ("levels", words.window(found)), ("histories", ", ".join(found.histories)),
        ("says", in_language(found, "why")), ("claims", _said(found.claims)), ("source", ", ".join(found.sources)), ("note", in_language(found, "note")),
        ("page", f"{PAGES['practice']}.html#practice-{found.practice}"),
    ]  # fmt: skip


def _table(key: str) -> tuple[dict[str, Any], list[Line]]:
    from yeonjwa.catalogue.files import one
    from yeonjwa.catalogue.tables import behind

    key = key.removeprefix("tables/")
    found = behind(key)
    areas = [
        f"figures/{area}.yaml: {', '.join(f'{words.word(s)} {n}' for s, n in counts.items() if n)}"
        for area, counts in found.areas.items()
    ]
    checked = [c for c, row in one("mechanisms")["checks"].items() if key in row.get("tables", ())]
    return found.model_dump(mode="json"), [
        ("informs", "\n".join([*([", ".join(found.figures)] if found.figures else []), *areas])), ("source", _some(found.sources)),
        ("links", ", ".join((*found.series, *checked))), ("page", "reference/tables.html"),
    ]  # fmt: skip


def _said(keys: Iterable[str]) -> str:
    return "\n".join(f"{key}: {_says(key)}" for key in keys)


def _figure(found: Any) -> list[Line]:
    source = found.source
    claims = [f"{key}: {_says(key)}" for key in found.claims] or [text("catalogue.said.no_claim")]
    if found.of_report:
        claims.append(text("catalogue.said.of_report", count=len(found.of_report), report=source.report))
    return [
        *words.lines_of("figures", found.figure)[1:5],
        *_of_source(source),
        ("note", found.figure.noted(current_language())),
        ("claims", "\n".join(claims)), ("practices", "\n".join(_titled(p) for p in found.practices) or text("catalogue.said.none")),
        ("links", "\n".join(_process(p) for p in found.processes)), ("tables", _tables(found)),
    ]  # fmt: skip


def _tables(found: Any) -> str:
    if not found.tables:
        return found.note.get(current_language()) or text("catalogue.said.no_table")
    grain = text(f"catalogue.said.grain_{found.grain}", area=found.area)
    return f"{', '.join(found.tables)}\n{grain}"


def _claim(found: Any) -> list[Line]:
    from yeonjwa.catalogue.claims import checks, evidence, outlets

    entry, language = found.claim, "says_ko" if current_language() == "ko" else "says"
    names = evidence(entry.key)
    steps = [f"{_titled(p)}; yeonjwa/practices/{p}.py" if _has_module(p) else _titled(p) for p in found.practices]
    steps += [_process(p) for p in found.processes]
    steps += [f"{c}: {checks()[c][language]}" for c in found.checks]
    reasons = [name for link in entry.links for kind, name in words.goes_to(link) if kind == "not_modelled"]
    steps += [f"{words.word('not_modelled')}: {reason}" for reason in reasons]
    return [
        ("says", in_language(entry, "says")), ("report", "\n".join(_report(key) for key in entry.report)), ("period", words.span(entry.period)),
        ("evidence", text("catalogue.said.evidence", count=len(names), outlets=len(outlets(names)), names=", ".join(names))),
        ("see", ", ".join(entry.see)),
        ("contradicted_by", ", ".join(entry.contradicted_by)), ("links", "\n".join(steps)), ("informs", _some(found.figures)),
        ("levels", _some(found.windows)), ("tables", _some(found.tables) or text("catalogue.said.no_table")), ("note", in_language(entry, "note")),
    ]  # fmt: skip


def _practice(found: Any) -> list[Line]:
    from yeonjwa.catalogue import figures, sources
    from yeonjwa.catalogue.figures import STANDINGS

    entry = found.practice
    known = figures()
    counts = {s: sum(known[k].standing == s for k in found.figures) for s in STANDINGS}
    standing = ", ".join(f"{words.word(s)} {n}" for s, n in counts.items() if n)
    module = f"yeonjwa/practices/{entry.key}.py" if _has_module(entry.key) else ""
    return [
        ("title", in_language(entry, "title")), ("says", in_language(entry, "says")), ("status", text(f"catalogue.said.{entry.status}")),
        ("claims", _said(found.claims)),
        ("source", "\n".join(f"{key}: {sources()[key].titled(current_language())}" for key in found.sources)),
        ("links", module), ("informs", _some(found.figures)), ("standing", standing), ("levels", _some(found.windows)),
        ("histories", ", ".join(found.histories)), ("tables", _some(found.tables)),
    ]  # fmt: skip


def _source(found: Any) -> list[Line]:
    reason = f"{words.word('not_modelled')}: {found.source.why_not(current_language())}" if found.why_not else ""
    return [
        *_of_source(found.source), ("url", found.source.url or ""), ("note", found.source.noted(current_language())),
        ("informs", _some(found.figures)), ("claims", _some(found.claims)), ("practices", _some(found.practices)),
        ("levels", _some(found.windows)), ("links", reason or ", ".join(found.series)),
    ]  # fmt: skip


def _of_source(source: Any) -> list[Line]:
    weak = f", {text('catalogue.said.weak')}" if source.weak else ""
    date = str(source.date or source.year or "")
    dated = f", {date}" if date and str(source.year) not in source.outlet else ""
    return [
        ("source", f"{source.key}: {source.titled(current_language())}. {source.outlet}{dated}"),
        ("seen", words.word(source.seen) + weak),
    ]


def _some(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:MANY])
    return shown if len(names) <= MANY else f"{shown} {text('catalogue.trace.more', count=len(names) - MANY)}"


def _says(key: str) -> str:
    from yeonjwa.catalogue.claims import claim

    return in_language(claim(key), "says")


def _titled(name: str) -> str:
    from yeonjwa.catalogue.practices import practice

    entry = practice(name)
    return f"{name}: {in_language(entry, 'title')} ({text(f'catalogue.word.{entry.status}')})"


def _process(name: str) -> str:
    from yeonjwa.catalogue.claims import processes

    row = processes()[name]
    return f"{name}: {row['says_ko' if current_language() == 'ko' else 'says']} ({', '.join(row['code'])})"


def _report(key: str) -> str:
    from yeonjwa.catalogue.reports import reports

    entry = reports()[key]
    return f"{key}: {in_language(entry, 'title')}. {entry.outlet}, {entry.date}"


def _has_module(practice: str) -> bool:
    from importlib import resources

    return (resources.files("yeonjwa") / "practices" / f"{practice}.py").is_file()


__all__ = ["PAGES", "print_trace"]
