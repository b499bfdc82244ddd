"""Facts know an area by its labels, translations, aliases and proper acronyms."""

from __future__ import annotations

from commonground.analysis.area_fact import FactIndex
from commonground.domain.profile import AreaFact
from commonground.matching.label import read_label

INDEX = FactIndex.of(
    (
        AreaFact(
            "Bridging the standardization gap (BSG)",
            {
                "en": "Bridging the standardization gap (BSG)",
                "fr": "Réduction de l'écart en matière de normalisation",
            },
            aliases=("Standards gap",),
            acronyms=("BSG",),
        ),
        AreaFact("Assistance to developing countries", {"es": "Asistencia"}, acronyms=("LDC",)),
    )
)


def test_an_area_is_known_with_and_without_its_acronym() -> None:
    for name in (
        "Bridging the standardization gap",
        "bridging the standardization gap (BSG)",
        "Réduction de l’écart en matière de normalisation",
    ):
        fact = INDEX.of_label(read_label(name))
        assert fact is not None
        assert fact.acronyms == ("BSG",)


def test_an_alias_names_the_area_but_is_not_its_label() -> None:
    alias = read_label("Standards gap")
    assert INDEX.of_label(alias) is None
    known = INDEX.likeness(alias, read_label("Bridging the standardization gap"))
    assert known is not None
    assert known.same == 0.9
    assert "Bridging the standardization gap" in known.reason


def test_only_an_acronym_of_the_whole_names_it() -> None:
    assert INDEX.known(read_label("BSG"))
    assert not INDEX.known(read_label("LDC"))


def test_translations_are_given_in_the_languages_asked_for() -> None:
    found = INDEX.translations(read_label("Bridging the standardization gap"), {"fr", "zh"})
    assert list(found) == ["fr"]


PLANS = FactIndex.of(
    (
        AreaFact(
            "Strategic and financial plans of the Union",
            {"en": "Strategic and financial plans of the Union"},
            aliases=("Strategic plan", "Financial plan"),
        ),
        AreaFact(
            "Child Online Protection",
            {"en": "Child Online Protection"},
            aliases=("Protecting children online",),
        ),
    )
)


def test_two_parts_of_one_fact_are_related_not_the_same() -> None:
    strategic, financial = read_label("Strategic plan"), read_label("Financial plan")
    whole = read_label("Strategic and financial plans of the Union")
    found = PLANS.likeness(strategic, financial)
    assert found is not None
    assert found.same == 0
    assert found.related > 0.5
    both = PLANS.likeness(strategic, whole)
    assert both is not None
    assert both.same > 0.8


def test_a_name_is_known_by_its_words_in_another_order() -> None:
    assert PLANS.known(read_label("Protection of children online"))
    assert not PLANS.known(read_label("Protection of networks"))
