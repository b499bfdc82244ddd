"""Texts are found by their words in six languages, the same way on both databases, whatever people type."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from commonground.register import models
from commonground.register.fulltext import rebuild_texts, refresh_texts, search_texts

TITLES = {
    "en": "Accessibility of telecommunication networks",
    "fr": "Accessibilité des réseaux de télécommunication",
    "es": "Accesibilidad de las redes de telecomunicación",
    "ru": "Доступность сетей электросвязи",
    "ar": "إمكانية النفاذ إلى شبكات الاتصالات",
    "zh": "电信网络的无障碍获取",
}


@pytest.fixture
def six(register: Path) -> Path:
    """A register with one area named in six languages, and one that only members may see."""
    models.Area.objects.create(label="Accessible networks of tests", labels=TITLES, sources=[])
    models.Area.objects.create(
        label="Hidden kites", labels={}, definition="Kites over 802.11 antennas", access="members"
    )
    rebuild_texts()
    return register


@pytest.mark.parametrize(
    "query",
    [
        "accessibility network",
        "réseau accessibilité",
        "red de telecomunicaciones accesibilidad",
        "доступность сети",
        "الشبكات النفاذ",
        "网络 无障碍",
    ],
)
def test_an_area_is_found_by_words_of_each_language(six: Path, query: str) -> None:
    assert six.exists()
    hits = search_texts(query, kinds=["area"])
    assert "Accessible networks of tests" in [hit.entity for hit in hits]


def test_every_word_must_be_there_and_the_nearest_title_comes_first(six: Path) -> None:
    assert six.exists()
    hits = search_texts("accessibility telecommunication network", kinds=["area"])
    assert hits[0].entity == "Accessible networks of tests"
    assert hits[0].score == 1.0
    assert search_texts("accessibility zeppelin") == ()


def test_what_the_reader_may_not_see_is_not_found(six: Path) -> None:
    assert six.exists()
    assert search_texts("kites 802.11") == ()
    assert [hit.entity for hit in search_texts("kites 802.11", levels=("public", "members"))] == [
        "Hidden kites"
    ]


def test_pages_of_finds_follow_each_other(six: Path) -> None:
    assert six.exists()
    whole = search_texts("telecommunication", limit=30)
    assert len(whole) == 30
    parts = [search_texts("telecommunication", limit=10, after=start) for start in (0, 10, 20)]
    assert tuple(hit for part in parts for hit in part) == whole


def test_every_find_is_on_some_page_however_many_there_are(
    six: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert six.exists()
    whole = search_texts("telecommunication", limit=400)
    assert len(whole) > 60
    monkeypatch.setattr("commonground.register.fulltext.LOOKED_AT", 25)
    parts = [
        search_texts("telecommunication", limit=10, after=start) for start in range(0, len(whole) + 10, 10)
    ]
    found = [(hit.kind, hit.entity) for part in parts for hit in part]
    assert len(found) == len(set(found)) == len(whole)
    assert set(found) == {(hit.kind, hit.entity) for hit in whole}
    assert search_texts("telecommunication", limit=1000) == tuple(hit for part in parts for hit in part)


def test_a_changed_fact_is_found_by_its_new_words_and_a_retired_one_no_more(six: Path) -> None:
    assert six.exists()
    area = models.Area.objects.get(label="Hidden kites")
    area.definition, area.access = "Balloons", "public"
    area.save()
    refresh_texts([area.label])
    assert [hit.entity for hit in search_texts("balloons")] == ["Hidden kites"]
    assert search_texts("antennas kites", levels=("public", "members")) == ()
    area.retired_at = datetime(2026, 1, 1, tzinfo=UTC)
    area.save()
    refresh_texts([area.label])
    assert search_texts("balloons") == ()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "the of and",
        '"',
        "'; DROP TABLE register_searchtext; --",
        "a\x00b network",
        'network" OR "x',
        "network AND OR NOT NEAR(",
        "words:network*",
        "network & | ! <-> :*",
        "\\' \\",
        "\ud800 network",
        "-network ^network (network",
        "network " * 200_000,
        "x" * 1_000_000,
        "(" * 100_000,
    ],
    ids=range(16),
)
def test_no_query_breaks_the_search(six: Path, query: str) -> None:
    assert six.exists()
    assert isinstance(search_texts(query), tuple)
    assert models.SearchText.objects.exists()


def test_signs_of_query_languages_are_words_like_any_other(six: Path) -> None:
    assert six.exists()
    plain = search_texts("accessibility networks", kinds=["area"])
    assert plain
    assert search_texts('"accessibility" & networks*', kinds=["area"]) == plain
