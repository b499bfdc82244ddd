"""Areas as a SKOS concept scheme in Turtle, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS, XSD
from rdflib.term import Node

from commonground.domain.area import Area, AreaStatus, ListEntry, Origin
from commonground.domain.document import Locator
from commonground.domain.language import Labels
from commonground.errors import BadInput, Said
from commonground.exports.area_paper import list_key
from commonground.exports.curie import identifier_of, local_name
from commonground.exports.printable import printable

# What SKOS has no word for: an area's status and instruments, and the printed entries it comes from.
TERMS = Namespace("urn:commonground:term:")
MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a concept scheme says of itself; areas get addresses below `address`."""

    address: str  # without a closing slash
    labels: Labels
    version: str = ""
    published: date | None = None
    license: str = ""
    sources: tuple[str, ...] = field(default=())


def areas_skos(areas: Sequence[Area], scheme: Scheme) -> bytes:
    """The areas as Turtle: concepts with all their labels, one collection per printed list."""
    graph = Graph()
    for prefix, namespace in (("skos", SKOS), ("dcterms", DCTERMS), ("cg", TERMS)):
        graph.bind(prefix, namespace)
    top = _address(scheme, "")
    _add_scheme(graph, scheme, top)
    known = {area.id for area in areas}
    for area in sorted(areas, key=lambda area: area.id):
        _add_area(graph, area, scheme, is_top=area.parent not in known)
        for entry in sorted(area.entries, key=list_key):
            _add_entry(graph, area, entry, scheme)
    return graph.serialize(format="turtle").encode()


def read_areas_skos(data: bytes, where: str = "") -> tuple[Area, ...]:
    """The areas of a concept scheme that `areas_skos` wrote, sorted by id; values of a field are sorted."""
    graph = Graph()
    try:
        graph.parse(data=data, format="turtle")
    except Exception as error:  # rdflib lets many kinds of errors through for one broken file
        message = Said("the file is not Turtle: %(error)s", error=str(error).partition("\n")[0])
        raise BadInput(message, where=where, advice=Said("export it again")) from error
    found = [node for node in graph.subjects(RDF.type, SKOS.Concept) if isinstance(node, URIRef)]
    return tuple(sorted((_read_area(graph, node) for node in found), key=lambda area: area.id))


def _address(scheme: Scheme, kind: str, name: str = "") -> URIRef:
    """Percent-encoded, so that no id can end the address early."""
    return URIRef("/".join(part for part in (scheme.address.rstrip("/"), kind, local_name(name)) if part))


def _checked_address(address: str, where: str) -> str:
    """The address, when Turtle can hold it."""
    if not address or set(address) & set(' <>"{}|\\^`\n\r\t'):
        raise BadInput(
            Said("%(address)s is no address", address=repr(address)),
            where=where,
            advice=Said("write it as https://…"),
        )
    return address


def _text(text: str, language: str | None = None) -> Literal:
    try:
        return Literal(printable(text), lang=language)
    except ValueError as error:
        raise BadInput(
            Said("%(language)s is no code of a language", language=repr(language)), where=text[:60]
        ) from error


def _add_scheme(graph: Graph, scheme: Scheme, top: URIRef) -> None:
    graph.add((top, RDF.type, SKOS.ConceptScheme))
    for language in sorted(scheme.labels):
        graph.add((top, SKOS.prefLabel, _text(scheme.labels[language], language)))
    if scheme.version:
        graph.add((top, TERMS.version, _text(scheme.version)))
    if scheme.published:
        graph.add((top, DCTERMS.issued, Literal(scheme.published.isoformat(), datatype=XSD.date)))
    if scheme.license:
        graph.add((top, DCTERMS.license, _text(scheme.license)))
    for source in sorted(set(scheme.sources)):
        graph.add((top, DCTERMS.source, _text(source)))


def _add_area(graph: Graph, area: Area, scheme: Scheme, *, is_top: bool) -> None:
    node, top = _address(scheme, "area", area.id), _address(scheme, "")
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.inScheme, top))
    graph.add((node, SKOS.notation, _text(area.id)))
    graph.add((node, TERMS.status, _text(str(area.status))))
    if is_top:
        graph.add((node, SKOS.topConceptOf, top))
        graph.add((top, SKOS.hasTopConcept, node))
    for language in sorted(area.labels):
        graph.add((node, SKOS.prefLabel, _text(area.labels[language], language)))
    if area.parent is not None:
        above = _address(scheme, "area", area.parent)
        graph.add((node, SKOS.broader, above))
        graph.add((above, SKOS.narrower, node))
    for other in sorted(set(area.related)):
        graph.add((node, SKOS.related, _address(scheme, "area", other)))
    for name in sorted(set(area.matches) & set(MATCHES)):
        for address in sorted(set(area.matches[name])):
            graph.add((node, SKOS[name], URIRef(_checked_address(address, area.id))))
    if area.definition:
        graph.add((node, SKOS.definition, _text(area.definition)))
    texts = (
        (SKOS.altLabel, area.aliases),
        (DCTERMS.source, area.sources),
        (TERMS.instrument, area.instruments),
    )
    for predicate, values in texts:
        for value in sorted(set(values)):
            graph.add((node, predicate, _text(value)))


def _add_entry(graph: Graph, area: Area, entry: ListEntry, scheme: Scheme) -> None:
    """An entry names its area; the collection of its list has the area as member."""
    concept = _address(scheme, "area", area.id)
    collection = _address(scheme, "list", entry.list)
    if (collection, RDF.type, SKOS.Collection) not in graph:
        graph.add((collection, RDF.type, SKOS.Collection))
        graph.add((collection, SKOS.notation, _text(entry.list)))
    titles = graph.objects(collection, SKOS.prefLabel)
    titled = {title.language for title in titles if isinstance(title, Literal)}
    if entry.list_title and entry.language not in titled:
        # One title per collection and language, as SKOS asks; each entry keeps its own beside it.
        graph.add((collection, SKOS.prefLabel, _text(entry.list_title, entry.language)))
    graph.add((collection, SKOS.member, concept))
    node = URIRef(f"{_address(scheme, 'entry', entry.list)}/{local_name(entry.number)}/{local_name(area.id)}")
    graph.add((node, RDF.type, TERMS.ListEntry))
    graph.add((node, TERMS.names, concept))
    graph.add((node, DCTERMS.isPartOf, collection))
    graph.add((node, RDF.value, _text(entry.text, entry.language)))
    given = {"list": entry.list, "number": entry.number, "group": entry.group, "title": entry.list_title}
    if entry.parent is not None:
        given["parent"] = entry.parent
    for name, value in given.items():
        if value or name == "parent":
            graph.add((node, TERMS[name], _text(value)))
    for position, origin in enumerate(entry.origins):
        value = json.dumps({"position": position, **origin.to_json()}, ensure_ascii=False, sort_keys=True)
        graph.add((node, TERMS.origin, _text(value)))


def _read_area(graph: Graph, node: URIRef) -> Area:
    labels = {
        label.language: str(label)
        for label in sorted(graph.objects(node, SKOS.prefLabel), key=str)
        if isinstance(label, Literal) and label.language
    }
    return Area(
        id=_identifier(graph, node),
        labels=labels,
        aliases=_texts(graph, node, SKOS.altLabel),
        parent=next(
            (_identifier(graph, above) for above in sorted(graph.objects(node, SKOS.broader), key=str)), None
        ),
        related=tuple(sorted(_identifier(graph, other) for other in graph.objects(node, SKOS.related))),
        status=_status(_first(graph, node, TERMS.status)),
        entries=tuple(
            sorted((_read_entry(graph, entry) for entry in graph.subjects(TERMS.names, node)), key=list_key)
        ),
        definition=_first(graph, node, SKOS.definition),
        sources=_texts(graph, node, DCTERMS.source),
        instruments=_texts(graph, node, TERMS.instrument),
        matches={name: found for name in MATCHES if (found := _texts(graph, node, SKOS[name]))},
    )


def _status(text: str) -> AreaStatus:
    return AreaStatus(text) if text in set(AreaStatus) else AreaStatus.LISTED


def _identifier(graph: Graph, node: Node) -> str:
    """The notation; for an area that is only pointed at, what its address says."""
    return _first(graph, node, SKOS.notation) or identifier_of(str(node).rpartition("/")[2])


def _texts(graph: Graph, node: Node, predicate: URIRef) -> tuple[str, ...]:
    return tuple(sorted(str(value) for value in graph.objects(node, predicate)))


def _first(graph: Graph, node: Node, predicate: URIRef) -> str:
    return next(iter(_texts(graph, node, predicate)), "")


def _read_entry(graph: Graph, node: Node) -> ListEntry:
    text = next(iter(sorted(graph.objects(node, RDF.value), key=str)), Literal(""))
    language = text.language if isinstance(text, Literal) else None
    origins = sorted(
        (json.loads(value) for value in _texts(graph, node, TERMS.origin)),
        key=lambda origin: int(origin.get("position", 0)),
    )
    return ListEntry(
        list=_first(graph, node, TERMS.list),
        number=_first(graph, node, TERMS.number),
        text=str(text),
        parent=next(iter(_texts(graph, node, TERMS.parent)), None),
        group=_first(graph, node, TERMS.group),
        list_title=_first(graph, node, TERMS.title),
        origins=tuple(_origin(origin) for origin in origins),
        language=language or "en",
    )


def _origin(value: Mapping[str, object]) -> Origin:
    locator = value.get("locator")
    return Origin(
        str(value.get("document", "")), Locator.from_json(locator if isinstance(locator, dict) else {})
    )
