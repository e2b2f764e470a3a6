"""The report as a reader and a browser find it."""

from __future__ import annotations

import dataclasses
import re
import time
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest

from yeonjwa import messages, report
from yeonjwa.catalogue.figures import count_by_standing, figures
from yeonjwa.report.kin_sections import vetting_section
from yeonjwa.report.method_sections import _plain_facts
from yeonjwa.report.reach_sections import reach_section
from yeonjwa.report.reading import kept
from yeonjwa.report.sensitivity import Sensitivity
from yeonjwa.report.svg import BLUE, GOLD, INK, MUTED, PLUM, RAMP, RUST, TEAL
from yeonjwa.simulate import FACTS

SENSITIVITY = [
    {"assumption": assumption, "setting": setting, "measure": "reach", "lineality": "cognatic", "province": "all",
     "chon": 4, "value": value, "low": value - 0.001, "high": value + 0.001, "ratio": value / 0.03}
    for assumption, setting, value in (("base", "-", 0.03), ("pre1950", "<as_1955>", 0.036), ("famine", "wpp2019", 0.029),
                                       ("fertility_spread", 0.0, 0.03))
]  # fmt: skip
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """Elements with their attributes, and whether every one is closed in order."""

    def __init__(self, html: str):
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, tag
        assert self.open.pop() == tag

    def of(self, tag):
        return [attrs for name, attrs in self.found if name == tag]


@pytest.fixture(params=["en", "ko"])
def language(request):
    messages.use(language=request.param)
    yield request.param
    messages.use(language="en")


@pytest.fixture
def html(language, published, run):
    return report.render(published, run)


def test_the_page_stands_alone_and_is_small(html):
    page = Page(html)
    assert page.open == []
    assert len(html.encode()) < 3_000_000
    for tag in ("script", "link", "img", "iframe", "object", "form", "input"):
        assert page.of(tag) == [], f"<{tag}> may ask something of the network or of the reader"
    assert re.findall(r"""(?:src|href)=["'](?!#)[^"']*""", html) == []
    assert re.findall(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", html) == []


def test_every_drawing_can_be_read_by_those_who_do_not_see_it(html):
    page = Page(html)
    drawings = page.of("svg")
    assert len(drawings) >= 15
    ids = [attrs["id"] for _, attrs in page.found if attrs.get("id")]
    assert len(ids) == len(set(ids)), "two elements share an id"
    for drawing in drawings:
        assert drawing["role"] == "img"
        for label in drawing["aria-labelledby"].split():
            words = re.search(rf'id="{label}">([^<]*)<', html)
            assert words, label
            assert words.group(1).strip(), label


def test_the_keyboard_finds_its_way(html):
    page = Page(html)
    assert page.of("a")[0] == {"class": "skip", "href": "#main"}
    targets = {attrs["id"] for _, attrs in page.found if attrs.get("id")}
    assert all(link["href"].removeprefix("#") in targets for link in page.of("a"))
    assert len(page.of("h1")) == 1
    assert len(page.of("table")) == len(page.of("caption"))
    assert all(attrs.get("tabindex") == "0" for attrs in page.of("div") if "scroll" in (attrs.get("class") or ""))


def test_the_first_screen_says_what_is_computed_and_what_is_assumed(html, language):
    first = html[: html.index('class="contents"')]
    assert messages.text("report.creed") in first
    for standing, count in count_by_standing().items():
        name = messages.text(f"report.standing.{standing}")
        assert messages.text("report.standing_count", name=name, count=count) in first
    assert messages.text("report.cannot_family") in first
    assert messages.text("report.correct") in first


def test_every_figure_stands_in_the_page_with_its_source(html):
    for key, figure in figures().items():
        assert f">{key}<" in html
        assert f">{figure.source}<" in html


def test_warnings_are_drawn_into_every_image_of_a_section(html, run):
    drawings = re.findall(r"<svg.*?</svg>", html, flags=re.S)
    warned = [d for d in drawings if 'id="standing-t"' not in d]
    synthetic = messages.text("report.warning_synthetic", scale=f"{run.scenario['population']['scale']:g}").split()[0]
    placed = messages.text("reach.command.not_identified").split()[0]
    for drawing in warned:
        assert f">{synthetic}" in drawing or f">{placed}" in drawing


def test_text_in_drawings_stays_text(language, published, run):
    html = report.render(published, run)
    assert "<use" not in html
    if language == "ko":
        assert re.search(r"<text[^>]*>[^<]*[가-힣]", html)


def test_hidden_numbers_stay_hidden(toy_outcome, run):
    """The toy country itself is far below the floor: the page is drawn all the same, with next to no number."""
    from yeonjwa.disclosure import publish_all

    messages.use(language="en")
    html = report.render(publish_all(toy_outcome.tables, 1.0), run)
    assert html.count("hidden") > 200
    assert "NaN" not in html
    assert ">nan" not in html.lower()


def test_the_citation_names_the_exact_version(html, run):
    assert html.count(run.version) >= 3
    assert html.count('class="copy"') == 2


def test_sensitivity_is_shown_where_it_is_there(published, run):
    messages.use(language="en")
    html = report.render(published, run, Sensitivity(SENSITIVITY, "made by `us`"))
    assert "mortality before 1950: &lt;as_1955&gt;" in html
    assert "3.6 % (×1.20)" in html
    assert ">spread of fertility: 0<" in html
    assert ">famine: UN 2019<" in html
    assert "Reached within 4 chon, both sides: mortality before 1950: &lt;as_1955&gt; (×1.20)" in html
    assert "made by <code>us</code>" in html


def test_every_check_of_the_genealogy_has_words_and_a_unit():
    for key in FACTS:
        for lang in messages.LANGUAGES:
            assert messages.text(f"report.fact.{key}", lang=lang)
    said = dict(_plain_facts({"urban_share_2008": 0.604, "women_age_at_first_marriage_2008": 25.36}))
    assert list(said.values()) == ["60.40 %", "25.4 years"]


def test_letters_stand_out_from_their_ground():
    """Contrast of every colour that text is drawn in, on white (WCAG 2.2: 4.5 to 1)."""
    for colour in (INK, MUTED, BLUE, RUST, TEAL, GOLD, PLUM, "#a3461f"):
        assert contrast(colour, "#ffffff") >= 4.5, colour
    for shade in RAMP[-2:]:
        assert contrast("#ffffff", shade) >= 4.5
    assert contrast("#aaaaaa", "#ffffff") < 4.5


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2)."""

    def brightness(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_headings_go_down_one_step_at_a_time(html):
    levels = [int(tag[1]) for tag, _ in Page(html).found if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(("low", "key"), [(0.4, "reading"), (0.06, "reading_open"), (float("nan"), "reading_open")])
def test_what_is_said_of_the_deepest_vetting_follows_the_numbers(published, low, key):
    table = published["vetting"]
    lows = np.where(table.column("rule") == "cognatic:8", low, table.column("low"))
    vetting = dataclasses.replace(table, data={**table.data, "low": lows})
    said = vetting_section({"vetting": vetting}, []).blocks[-1].words
    assert messages.text(f"report.vetting.{key}") in said


def test_sets_are_said_to_end_with_the_last_year_of_the_run(published):
    reach = published["reach"]
    ended = {**published, "reach": kept(reach, reach.column("year") <= 2019)}
    caption = reach_section(ended, "central", 2, []).blocks[-1].caption
    assert "arrived in the South by 2019." in caption


def test_the_terminal_says_what_each_interval_is_over(published):
    lines = report.summary(published, "central")
    assert "placings and, unless said, clustering" in lines[0]
    assert "interval: share known, 40 to 95 %" in lines[-1]


def test_large_shares_stand_out_in_the_table_of_the_claim(published, run):
    messages.use(language="en")
    html = report.render(published, run)
    table = published["large_or_small"]
    large = sum(str(v) == "large" for v in table.column("verdict"))
    assert html.count('class="n marked"') == large


def test_the_page_is_drawn_within_three_seconds(published, run):
    report.render(published, run)
    start = time.process_time()
    report.render(published, run)
    assert time.process_time() - start < 3


def test_the_terminal_gets_five_lines_with_intervals_under_a_heading(published):
    messages.use(language="en")
    lines = report.summary(published, "central")
    assert len(lines) == 6
    assert all("%" in line or "hidden" in line for line in lines[1:])
    assert all(len(line) < 120 for line in lines)
