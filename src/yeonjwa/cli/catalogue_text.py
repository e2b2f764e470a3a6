"""Entries of the catalogue in words for a terminal, in the language in use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yeonjwa.cli.help import WIDTH, columns, wrap
from yeonjwa.messages import current_language, text

Line = tuple[str, str]
"""Key of a label (``catalogue.label.<key>``) and the words beside it."""


def word(value: str) -> str:
    """A word of a controlled list in the language in use."""
    return text(f"catalogue.word.{value}")


def words_of(values: Iterable[str]) -> str:
    """Several of them."""
    return ", ".join(word(v) for v in values)


def number(value: float) -> str:
    """A number with all its digits and commas."""
    return f"{value:,.10g}"


def in_language(entry: Any, field: str) -> str:
    """A field that stands in both languages; in English where it was not translated."""
    translated = getattr(entry, f"{field}_ko") if current_language() == "ko" else ""
    return str(translated or getattr(entry, field))


def detail(lines: Iterable[Line]) -> str:
    """Labels and words side by side, wrapped to the width of a page; what is empty is left out."""
    shown = [(text(f"catalogue.label.{key}"), words) for key, words in lines if words]
    left = max(columns(label) for label, _ in shown) + 2
    out = []
    for label, words in shown:
        first, *rest = [line for part in words.split("\n") for line in wrap(part, WIDTH - left)] or [""]
        out.append(label + " " * (left - columns(label)) + first)
        out += [" " * left + line for line in rest]
    return "\n".join(out)


def brief(part: str, entry: Any) -> str:
    """Two or three lines on one entry, for a list."""
    head, body = _BRIEF[part](entry)
    return "\n".join([head, *("    " + line for line in wrap(body, WIDTH - 4))])


def _brief_report(entry: Any) -> tuple[str, str]:
    if hasattr(entry, "covers"):
        return (
            f"{entry.key}  {entry.outlet} · {entry.date}",
            f"{in_language(entry, 'title')}. {in_language(entry, 'covers')}",
        )
    weak = f" · {text('catalogue.said.weak')}" if entry.weak else ""
    date = entry.date or entry.year
    return f"{entry.key}  {entry.outlet}{f' · {date}' if date else ''} · {word(entry.seen)}{weak}", entry.titled(
        current_language()
    )


def _brief_claim(entry: Any) -> tuple[str, str]:
    return (
        f"{entry.number}  {entry.key} · {word(entry.kind)} · {word(entry.place)} · {in_language(entry.period, 'words')}",
        in_language(entry, "says"),
    )


def _brief_figure(entry: Any) -> tuple[str, str]:
    span = "" if entry.low is None else f" ({number(entry.low)} - {number(entry.high)})"
    return (
        f"{entry.key}  {_with_unit(entry)}{span} · {word(entry.standing)} · {entry.source}",
        entry.described(current_language()),
    )


def _brief_practice(entry: Any) -> tuple[str, str]:
    mode = f" · {words_of(entry.mode)}" if entry.mode else ""
    return f"{entry.key}  {in_language(entry, 'title')} · {word(entry.status)}{mode}", in_language(entry, "says")


def _brief_history(entry: Any) -> tuple[str, str]:
    return (
        f"{entry.key}  {in_language(entry, 'title')}",
        f"{in_language(entry, 'says')} {in_language(entry, 'answers')}",
    )


_BRIEF = {
    "reports": _brief_report, "claims": _brief_claim, "figures": _brief_figure, "practices": _brief_practice,
    "histories": _brief_history,
}  # fmt: skip


def lines_of(part: str, entry: Any) -> list[Line]:
    """All fields of one entry as labels and words."""
    return _DETAIL[part](entry)


def _report(entry: Any) -> list[Line]:
    if hasattr(entry, "covers"):
        doubts = getattr(entry, "reliability_ko" if current_language() == "ko" else "reliability")
        return [
            ("key", entry.key), ("title", in_language(entry, "title")), ("outlet", entry.outlet), ("date", entry.date),
            ("seen", word(entry.date_known)), ("how_dated", in_language(entry, "how_dated")), ("covers", in_language(entry, "covers")),
            ("reliability", "\n".join(doubts)),
        ]  # fmt: skip
    seen = word(entry.seen) + (f", {text('catalogue.said.weak')}" if entry.weak else "")
    date = str(entry.date or entry.year or "")
    return [
        ("key", entry.key), ("title", entry.titled(current_language())), ("outlet", entry.outlet), ("date", date), ("seen", seen),
        ("how_dated", word(entry.date_known) if entry.date_known else ""), ("url", entry.url or ""), ("note", entry.noted(current_language())),
        ("links", f"{word('not_modelled')}: {entry.why_not(current_language())}" if entry.not_modelled else ", ".join(entry.series)),
    ]  # fmt: skip


def _claim(entry: Any) -> list[Line]:
    from yeonjwa.catalogue.claims import evidence, outlets

    names = evidence(entry.key)
    ledger = "none" if entry.ledger is None else "ok" if entry.ledger_ok else "differs"
    links = [f"{word(kind)}: {name}" for link in entry.links for kind, name in goes_to(link)]
    return [
        ("key", entry.key), ("number", str(entry.number)), ("report", ", ".join(entry.report)),
        ("says", in_language(entry, "says")), ("kind", word(entry.kind)), ("period", span(entry.period)),
        ("place", word(entry.place)), ("by", words_of(entry.by)), ("towards", words_of(entry.towards)),
        ("basis", word(entry.basis)), ("hedge", in_language(entry, "hedge")),
        ("quantities", "\n".join(f"{in_language(q, 'what')}: {number(q.value)} {in_language(q, 'unit')}" for q in entry.figures)),
        ("same_as", text("catalogue.said.same", names=", ".join(entry.same_as)) if entry.same_as else ""),
        ("rests_on", ", ".join(entry.rests_on)), ("corroborated_by", ", ".join(entry.corroborated_by)),
        ("contradicted_by", ", ".join(entry.contradicted_by)), ("see", ", ".join(entry.see)),
        ("evidence", text("catalogue.said.evidence", count=len(names), outlets=len(outlets(names)), names=", ".join(names))),
        ("informs", ", ".join(entry.informs)), ("links", "\n".join(links)), ("levels", _windows_that_name(entry.key)),
        ("ledger", text(f"catalogue.word.ledger_{ledger}", number=entry.number)), ("readings", word(entry.readings)),
        ("note", in_language(entry, "note")),
    ]  # fmt: skip


def _figure(entry: Any) -> list[Line]:
    return [
        ("key", entry.key), ("description", entry.described(current_language())), ("value", _with_unit(entry)),
        ("range", "" if entry.low is None else f"{number(entry.low)} - {number(entry.high)}"), ("standing", word(entry.standing)),
        ("source", entry.source), ("since", entry.since or ""), ("note", entry.noted(current_language())),
    ]  # fmt: skip


def _with_unit(entry: Any) -> str:
    """The value of a figure with its unit in the language in use."""
    return f"{number(entry.value)} {text(f'figure_unit.{entry.unit}')}"


def _practice(entry: Any) -> list[Line]:
    series = [
        (name, "\n".join(_dated(e) for e in getattr(entry.series, name)) or text("catalogue.said.nothing"))
        for name in type(entry.series).model_fields
    ]
    rights = [
        f"{r.source}, {place(r.where)}: {in_language(r, 'why')}" + (f" ({known})" if (known := _known(r)) else "")
        for r in entry.rights
    ]
    strata = "; ".join(f"{word(s.where)} x {word(s.who)}" for s in entry.strata)
    return [
        ("key", entry.key), ("title", in_language(entry, "title")), ("status", text(f"catalogue.said.{entry.status}")),
        ("says", in_language(entry, "says")), ("mode", words_of(entry.mode) or text("catalogue.said.none")),
        ("kin", kin_rule(entry.kin)), ("strata", strata), ("visibility", word(entry.visibility)),
        ("trigger", in_language(entry, "trigger")), ("capacity", in_language(entry, "capacity")), *series, ("levels", _levels_of(entry.key)), ("rights", "\n".join(rights)),
        ("claims", ", ".join(entry.claims)), ("informs", ", ".join(entry.figures)), ("note", in_language(entry, "note")),
    ]  # fmt: skip


def place(where: str) -> str:
    """The place of a right in its text ("Article 2(2)", "paragraphs 42-45"), in the language in use."""
    kind, numbers = where.split(" ", 1)
    if kind == "Article":
        article, _, part = numbers.rstrip(")").partition("(")
        return text("catalogue.said.article_part" if part else "catalogue.said.article", number=article, part=part)
    first, following, _ = numbers.partition(" and following")
    return text("catalogue.said.following" if following else f"catalogue.said.{kind}", number=first)


def _known(right: Any) -> str:
    """By what the place of a right was confirmed, where it was not read in the text itself."""
    return "" if right.known == "text" else text(f"catalogue.said.known_{right.known}")


def _history(entry: Any) -> list[Line]:
    from yeonjwa.catalogue.histories import contradictions, levels

    own = [w for file in levels().values() for w in file.windows if entry.key in w.histories]
    asked = [f"{c.number}: {in_language(c, 'asks')}" for c in contradictions() if entry.key in c.histories]
    return [
        ("key", entry.key), ("title", in_language(entry, "title")), ("says", in_language(entry, "says")),
        ("answers", in_language(entry, "answers")), ("report", ", ".join(entry.reports)), ("claims", ", ".join(entry.claims)),
        ("relatives_read", word(entry.relatives)), ("others_read", word(entry.others)), ("contradictions", "\n".join(asked)),
        ("levels", "\n".join(window(w) for w in own) or text("catalogue.said.none")),
    ]  # fmt: skip


def goes_to(link: Any) -> list[tuple[str, str]]:
    """Where a link of a claim goes: its kind, and the name or, in the language in use, the reason."""
    named = [(kind, getattr(link, kind)) for kind in ("mechanism", "check") if getattr(link, kind)]
    return named or [("not_modelled", in_language(link, "not_modelled"))]


def _windows_that_name(claim: str) -> str:
    """Names of the windows that rest on a claim."""
    from yeonjwa.catalogue.histories import levels

    return ", ".join(f"{w.practice}/{w.key}" for f in levels().values() for w in f.windows if claim in w.claims)


def _levels_of(practice: str) -> str:
    """What level 1 of a practice stands for, and its windows in all histories."""
    from yeonjwa.catalogue.histories import levels

    file = levels()[practice]
    windows = [f"{window(w)} ({', '.join(w.histories)})" for w in file.windows]
    return "\n".join([f"1 = {in_language(file, 'full')}", *windows])


def window(entry: Any) -> str:
    """One window in a line: its name, series, scope, dates, level with range, and what it rests on."""
    scope = f"{words_of(entry.where)} x {word(entry.who)}"
    level = f"{number(entry.level)} ({number(entry.low)} - {number(entry.high)})"
    names = ", ".join((*entry.claims, *entry.sources))
    note = in_language(entry, "note")
    return (
        f"{entry.practice}/{entry.key} · {text(f'catalogue.label.{entry.series}')} · {scope} · {span(entry)} · {level} "
        f"[{word(entry.standing)}: {names}]{f' · {note}' if note else ''}"
    )


_DETAIL = {
    "reports": _report, "claims": _claim, "figures": _figure, "practices": _practice, "histories": _history,
}  # fmt: skip


def kin_rule(rule: Any) -> str:
    """Which relatives a practice is told of; what is not settled says so."""

    def depth(chon: int | None) -> str:
        return text("catalogue.said.open") if chon is None else text("catalogue.said.chon", chon=chon)

    sides = depth(rule.father) if rule.father == rule.mother else f"{depth(rule.father)} / {depth(rule.mother)}"
    parts = [sides]
    if rule.affines is not None:
        parts.append(text("catalogue.said.in_laws" if rule.affines else "catalogue.said.no_in_laws"))
    if rule.lineality is not None:
        parts.append(word(rule.lineality))
    return ", ".join(parts) + "\n" + in_language(rule, "words")


def span(dated: Any) -> str:
    """When something holds: the words of a claim's period, or the dates of an entry."""
    dates = ""
    if dated.since and dated.until:
        dates = text("catalogue.said.since", since=dated.since, until=dated.until)
    elif dated.since:
        dates = text("catalogue.said.from", since=dated.since)
    elif dated.until:
        dates = text("catalogue.said.to", until=dated.until)
    words = in_language(dated, "words") if hasattr(dated, "words") else ""
    return f"{words} ({dates})" if words and dates else words or dates or text("catalogue.said.undated")


def _dated(entry: Any) -> str:
    months = f" {text('catalogue.said.months', months=entry.uncertainty_months)}" if entry.uncertainty_months else ""
    names = ", ".join((*entry.sources, *entry.claims))
    return (
        f"{span(entry)}{months}: {in_language(entry, 'level')} [{word(entry.standing)}{f': {names}' if names else ''}]"
    )
