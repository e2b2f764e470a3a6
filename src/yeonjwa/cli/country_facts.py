"""Facts about a stored country as lines to read: how well it meets the UN and the census, marriages, society."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from yeonjwa.messages import text

Line = tuple[str, str]


def lines(facts: Mapping[str, Any]) -> list[Line]:
    """The facts that a reader asks for first, as (what, how much), in order; those that are absent are left out.

    Every fact, with its own key, stands in ``population info --format json``.
    """
    found = [*_beside_others(facts), *_before_1950(facts), *_marriages(facts), *_society(facts)]
    return [(text(f"population.fact.{key}"), words) for key, words in found]


def _beside_others(facts: Mapping[str, Any]) -> Iterator[Line]:
    if "end_1950_largest_error_to_age_80" in facts:
        yield "end_1950", text(
            "population.fact.end_1950_words",
            largest=_percent(facts["end_1950_largest_error_to_age_80"]), all=_percent(facts["end_1950_total_error"], "+"),
        )  # fmt: skip
    if "province_share_error_2008_largest" in facts:
        by_name = facts["province_share_error_2008"]
        worst = max(by_name, key=lambda name: abs(by_name[name]))
        yield (
            "provinces_2008",
            text(
                "population.fact.provinces_2008_words",
                largest=_percent(facts["province_share_error_2008_largest"]),
                place=text(f"reach.place.{worst.lower().replace(' ', '_')}"),
            ),
        )
        yield (
            "counties_2008",
            text("population.fact.counties_2008_words", median=_percent(facts["county_share_error_2008_median"])),
        )
        yield "urban_2008", _percent(facts["urban_share_2008"])


def _before_1950(facts: Mapping[str, Any]) -> Iterator[Line]:
    notes = facts.get("vital_rates", {})
    by_decade = notes.get("implied_tfr_by_decade", {})
    if by_decade:
        # The last entry averages the years after it that are computed the same way, up to 1949.
        yield "implied_fertility", ", ".join(f"{year}: {value:.1f}" for year, value in by_decade.items())
    for key in ("lost_before_1951_all", "separated_1950_57"):
        if key in notes:
            yield key, text("population.fact.real_people", count=f"{notes[key]:,}")


def _marriages(facts: Mapping[str, Any]) -> Iterator[Line]:
    if facts.get("women_age_at_first_marriage_2008") is not None:
        yield "first_marriage_2008", text(
            "population.fact.first_marriage_2008_words",
            women=f"{facts['women_age_at_first_marriage_2008']:.1f}", men=f"{facts['grooms_of_first_brides_age_2008']:.1f}",
        )  # fmt: skip
    if "share_of_unions_within_4_chon" in facts:
        sampled = _count(facts["unions_sampled_for_kinship"])
        yield (
            "unions_within_4_chon",
            text("population.fact.of_unions", share=_percent(facts["share_of_unions_within_4_chon"]), count=sampled),
        )
        yield (
            "unions_at_5_to_8_chon",
            text("population.fact.of_unions", share=_percent(facts["share_of_unions_at_5_to_8_chon"]), count=sampled),
        )
    if "share_of_unions_ended_by_2025" in facts:
        yield "unions_ended", _percent(facts["share_of_unions_ended_by_2025"])
    if "births_without_parents" in facts:
        yield "births_without_parents", _count(facts["births_without_parents"])


def _society(facts: Mapping[str, Any]) -> Iterator[Line]:
    if "songbun_shares" in facts:
        core, wavering, hostile = (_percent(share) for share in facts["songbun_shares"])
        yield "songbun", text("population.fact.songbun_words", core=core, wavering=wavering, hostile=hostile)
    society = facts.get("society", {})
    if "conscripts_2008" in society:
        serving = society["conscripts_2008"]
        for sex in ("men", "women"):
            yield f"conscripts_{sex}", _beside("beside_census", serving[sex], serving[f"census_{sex}"])
    if "party_members_2021" in society:
        members = society["party_members_2021"]
        yield "party_2021", _beside("beside_published", members["members"], members["wanted"])
    posts = society.get("post_holders_2010", {})
    if posts:
        yield (
            "posts_2010",
            "; ".join(
                f"{text(f'society.post.{name}')} {_beside('beside_posts', held['holders'], held['wanted'])}"
                for name, held in posts.items()
            ),
        )
    if "vacancies" in society:
        yield "vacancies_empty", _beside("of_vacancies", society["vacancies"]["empty"], society["vacancies"]["all"])


def _beside(key: str, count: int | str, other: float | str) -> str:
    """Synthetic people beside the number that the sources give, brought to the country's scale."""
    return text(
        f"population.fact.{key}", count=_count(count), other=other if isinstance(other, str) else f"{other:,.0f}"
    )


def _count(count: int | str) -> str:
    """A whole number; a count below the floor was stored as words."""
    from yeonjwa.disclosure import FLOOR_PEOPLE

    return f"{count:,}" if isinstance(count, int) else text("population.fact.few", floor=FLOOR_PEOPLE)


def _percent(share: float, sign: str = "") -> str:
    value = 100 * share
    decimals = 0 if value == 0 else 1 if abs(value) >= 0.095 else 2
    return f"{value:{sign}.{decimals}f} %"
