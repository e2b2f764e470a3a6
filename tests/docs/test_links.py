"""Links inside the documentation, and the glossary."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from written import claims, coverage, figures, markdown, practices

from tests.docs.conftest import DOCS
from tests.docs.test_written import PAGES

LEAST_TERMS = 60
HANGUL = re.compile(r"[가-힣]")


@cache
def targets() -> set[str]:
    """Every place that a page or a fragment names for links."""
    words = [p.read_text(encoding="utf-8") for p in PAGES]
    words += [practices.one_by_one(), figures.parameters(), figures.all_in_one(), claims.page()]
    # Places on lines of their own, and places in tables.
    return {m for text in words for m in re.findall(r"^\(([\w-]+)\)=$|\{#([\w-]+)\}", text, re.M) for m in m if m}


def broken(page: Path, words: str, known: set[str]) -> list[str]:
    """Links of a page that lead nowhere: to a file that is not there, or to a place that nobody names."""
    found = []
    text = re.sub(r"```.*?```|`[^`\n]*`", "", words, flags=re.S)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"\w+://|mailto:", link):
            continue
        file, _, place = link.partition("#")
        leads = (page.parent / file).resolve().exists() if file else place in known or place in slugs(words)
        if not leads:
            found.append(link)
    return found


def slugs(words: str) -> set[str]:
    """Names that headings give by themselves."""
    heads = re.findall(r"^#+ (.+)$", words, re.M)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(DOCS)))
def test_links_inside_lead_somewhere(page):
    assert broken(page, page.read_text(encoding="utf-8"), targets()) == []


def test_links_of_the_written_tables_lead_somewhere():
    page = DOCS / "model" / "coverage.md"
    for words in (practices.overview(), figures.parameters(), coverage.by_claim(), coverage.by_mechanism()):
        assert broken(page, words, targets()) == []


def test_the_pages_of_claims_and_figures_link_to_places_that_exist():
    page = DOCS / "reference" / "claims.md"
    for words in (claims.page(), figures.all_in_one(), practices.one_by_one()):
        assert broken(page, words, targets()) == []


def test_every_entry_of_the_catalogue_has_its_place_by_its_own_key():
    from yeonjwa.catalogue import figures as all_figures
    from yeonjwa.catalogue import sources
    from yeonjwa.catalogue.claims import checks
    from yeonjwa.catalogue.claims import claims as all_claims
    from yeonjwa.catalogue.practices import practices as all_practices
    from yeonjwa.catalogue.reports import reports

    written = {
        "figure": figures.all_in_one(),
        "claim": claims.page(),
        "practice": practices.one_by_one(),
        "check": claims.page(),
    }
    written |= {"source": figures.all_in_one(), "report": claims.page()}
    known = {
        "figure": all_figures(), "claim": all_claims(), "practice": all_practices(), "check": checks(), "source": sources(),
        "report": reports(),
    }  # fmt: skip
    for kind, keys in known.items():
        for key in keys:
            own, known_to_sphinx = f'<a id="{kind}-{key}"></a>', markdown.slug(kind, key)
            assert (own in written[kind]) != (known_to_sphinx == f"{kind}-{key}"), key
            assert f"{{#{known_to_sphinx}}}" in written[kind] or f"({known_to_sphinx})=" in written[kind], key
    slugs_of = [markdown.slug(kind, key) for kind, keys in known.items() for key in keys]
    assert len(set(slugs_of)) == len(slugs_of)


def test_a_link_to_nowhere_is_found():
    page = DOCS / "index.md"
    assert broken(page, "[x](no-such-page.md) and [y](#no-such-place)", targets()) == [
        "no-such-page.md",
        "#no-such-place",
    ]


def entries() -> dict[str, str]:
    """Terms of the glossary with what is said of them."""
    words = (DOCS / "glossary.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```\{glossary\}\n(.*?)```", words, re.S)
    return {m[0]: m[1] for block in blocks for m in re.findall(r"^(\S.*)\n  (.+)$", block, re.M)}


def test_the_glossary_gives_hangul_romanisation_and_meaning_of_sixty_terms_or_more():
    found = entries()
    assert len(found) >= LEAST_TERMS
    for term, said in found.items():
        match = re.fullmatch(r"(.+?) · \*(.+?)\*: (.+)\.", said)
        assert match, term
        assert HANGUL.search(match[1]), term
        assert not HANGUL.search(match[2]), term


def test_terms_that_pages_name_stand_in_the_glossary():
    used = {
        m.rpartition("<")[2].rstrip(">")
        for page in PAGES
        for m in re.findall(r"\{term\}`([^`]+)`", page.read_text(encoding="utf-8"))
    }
    assert used
    assert used <= set(entries())


def test_the_example_of_an_entry_is_the_entry():
    import yaml

    from yeonjwa.catalogue.files import areas

    words = (DOCS / "correcting-a-figure.md").read_text(encoding="utf-8")
    shown = yaml.safe_load(re.search(r"## What an entry says\n\n```yaml\n(.*?)```", words, re.S)[1])
    for key, row in shown.items():
        assert any(rows.get(key) == row for rows in areas("figures").values())
