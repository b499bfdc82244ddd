"""Areas as SKOS: loads anywhere, comes back whole, same text each time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, SKOS
from tests.unit.exports import exports_samples as samples

from commonground.domain.area import Area, AreaStatus, ListEntry
from commonground.errors import BadInput
from commonground.exports.vocabulary import Scheme, areas_skos, read_areas_skos

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "exports"
SCHEME = Scheme(
    "https://example.org/areas",
    {"en": "Areas of mutual interest", "ar": "المجالات ذات الاهتمام المشترك"},
    "2020-06",
    date(2020, 5, 18),
    "https://creativecommons.org/licenses/by/4.0/",
    ("https://www.itu.int/",),
)


def graph_of(data: bytes) -> Graph:
    return Graph().parse(data=data, format="turtle")


def test_graph_is_the_golden_one() -> None:
    golden = graph_of((GOLDEN / "areas.ttl").read_bytes())
    assert isomorphic(graph_of(areas_skos(samples.areas(), SCHEME)), golden)


def test_scheme_concepts_and_collections_are_there() -> None:
    graph = graph_of(areas_skos(samples.areas(), SCHEME))
    assert len(set(graph.subjects(RDF.type, SKOS.Concept))) == 4
    assert len(set(graph.subjects(RDF.type, SKOS.Collection))) == 3
    assert len(list(graph.objects(None, SKOS.hasTopConcept))) == 3
    languages = {getattr(label, "language", None) for label in graph.objects(None, SKOS.prefLabel)}
    assert languages == {"ar", "zh", "en", "fr", "ru", "es"}


def test_reading_gives_the_areas_again() -> None:
    assert read_areas_skos(areas_skos(samples.areas(), SCHEME)) == tuple(
        sorted(samples.areas(), key=lambda area: area.id)
    )


def test_order_of_areas_does_not_matter() -> None:
    assert areas_skos(samples.areas(), SCHEME) == areas_skos(samples.areas()[::-1], SCHEME)


def test_text_is_the_same_whatever_the_seed_of_hashes() -> None:
    program = (
        "import hashlib, sys\n"
        "from tests.unit.exports import exports_samples as s, test_vocabulary as v, test_mappings as m\n"
        "from commonground.exports.vocabulary import areas_skos\n"
        "from commonground.exports.mappings import links_sssom\n"
        "made = areas_skos(s.areas(), v.SCHEME) + links_sssom(s.links(), {}, m.SET)\n"
        "sys.stdout.write(hashlib.sha256(made).hexdigest())\n"
    )
    path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(answers) == 1


@pytest.mark.parametrize("data", [b"<a> <b>", b"\xff\xfe\x00", b"@prefix"])
def test_what_is_not_turtle_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="not Turtle"):
        read_areas_skos(data)


def test_a_language_code_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput, match="no code of a language"):
        areas_skos([Area("a", {"no such code!": "x"})], SCHEME)


_texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=10
)
_ids = _texts.filter(bool)
_sorted = st.lists(_ids, max_size=3, unique=True).map(lambda values: tuple(sorted(values)))
_entries = st.builds(
    ListEntry,
    list=_ids,
    number=_ids,
    text=_texts,
    parent=st.none() | _ids,
    group=_texts,
    list_title=_texts,
    language=st.sampled_from(("en", "ar", "zh")),
)
_areas = st.builds(
    Area,
    id=_ids,
    labels=st.dictionaries(st.sampled_from(("en", "ar", "zh", "fr")), _ids),
    aliases=_sorted,
    parent=st.none() | _ids,
    related=_sorted,
    status=st.sampled_from(AreaStatus),
    entries=st.lists(_entries, max_size=2, unique_by=lambda entry: entry.key).map(tuple),
    definition=_texts,
    sources=_sorted,
    instruments=_sorted,
)


@settings(max_examples=50, deadline=None)
@given(st.lists(_areas, max_size=3, unique_by=lambda area: area.id))
def test_nothing_is_lost_on_the_way(areas: list[Area]) -> None:
    def settled(found: tuple[Area, ...]) -> list[Area]:
        return [replace(a, entries=tuple(sorted(a.entries, key=lambda e: e.key))) for a in found]

    wanted = tuple(sorted(areas, key=lambda area: area.id))
    assert settled(read_areas_skos(areas_skos(areas, SCHEME))) == settled(wanted)
