"""Facts as plain values: from a row, from what a person gives, and checked by the rules of the domain."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from commonground.domain.activity import Activity, ActivityKind
from commonground.domain.instrument import Instrument, InstrumentKind, Revision
from commonground.domain.language import OFFICIAL_LANGUAGES
from commonground.domain.organization import Body, BodyKind, Question
from commonground.errors import BadInput, Said
from commonground.register.fact_kinds import FOREIGN, FactKind, Field, Shape
from commonground.register.models.base import Fact
from commonground.register.storable import is_storable

Values = dict[str, Any]
_SKOS_MATCHES = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")


def values_of(kind: FactKind, row: Fact) -> Values:
    """All fields of the row as values that JSON can hold; a foreign key as the code it points at."""
    foreign = FOREIGN.get(kind.name)
    found: Values = {}
    for field in kind.fields:
        value = getattr(row, field.name)
        if field.name == foreign:
            value = value.code
        found[field.name] = value.isoformat() if isinstance(value, date) else value
    return found


def key_of(kind: FactKind, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The key of a fact by its values; what is None is an empty text."""
    return tuple(str(values.get(name) or "") for name in kind.key)


def named(kind: FactKind, key: Collection[str]) -> str:
    """The fact in a message: "question ITU-T Q7/5, 2017-2020"."""
    return f"{kind.name} {', '.join(part for part in key if part)}"


def given_values(
    kind: FactKind, given: Mapping[str, Any], where: str, languages: Collection[str] = OFFICIAL_LANGUAGES
) -> Values:
    """What a person gives, each value of the shape of its field; raises BadInput naming the field."""
    found: Values = {}
    for name, value in given.items():
        field = kind.by_name.get(name)
        if field is None:
            raise BadInput(
                Said("a %(kind)s has no field %(name)s", kind=kind.name, name=repr(name)),
                where=where,
                advice=Said("fields: %(names)s", names=tuple(kind.by_name)),
            )
        found[name] = _shaped(field, value, f"{where}, {name}" if where else name, languages)
    return found


def _shaped(field: Field, value: Any, where: str, languages: Collection[str]) -> Any:
    if value is None or value == "" or value == [] or value == {}:
        return field.empty
    match field.shape:
        case Shape.LABELS:
            found = _mapping(value, where)
            _check_languages(found, where, languages)
            return {code: _text(text, where) for code, text in found.items() if _text(text, where)}
        case Shape.ALIASES:
            found = _mapping(value, where)
            _check_languages(found, where, languages)
            return {code: texts for code in found if (texts := _texts(found[code], where))}
        case Shape.MATCHES:
            return _matches(value, where)
        case Shape.LIST:
            return _texts(value, where)
        case Shape.NUMBER:
            return _number(value, where)
        case Shape.YES_NO:
            return _yes_no(value, where)
        case Shape.DATE:
            return _day(value, where)
        case Shape.CHOICE:
            text = _text(value, where)
            if text not in field.choices:
                raise BadInput(
                    Said("%(text)s is not allowed", text=repr(text)),
                    where=where,
                    advice=Said("one of: %(names)s", names=_listed(field)),
                )
            return text
        case _:
            return _text(value, where)


def _listed(field: Field) -> str:
    return ", ".join(choice for choice in field.choices if choice)


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadInput(
            Said("a text per language is needed"), where=where, advice=Said('for instance {"fr": "énergie"}')
        )
    return value


def _check_languages(found: Mapping[str, Any], where: str, languages: Collection[str]) -> None:
    unknown = sorted(set(found) - set(languages))
    if unknown:
        raise BadInput(
            Said("no language %(names)s", names=tuple(map(repr, unknown))),
            where=where,
            advice=Said("one of: %(names)s", names=tuple(languages)),
        )


def _matches(value: Any, where: str) -> dict[str, list[str]]:
    found = _mapping(value, where)
    unknown = sorted(set(found) - set(_SKOS_MATCHES))
    if unknown:
        raise BadInput(
            Said("no mapping property %(name)s", name=repr(unknown[0])),
            where=where,
            advice=Said("one of: %(names)s", names=tuple(_SKOS_MATCHES)),
        )
    return {name: sorted(set(_texts(found[name], where))) for name in sorted(found) if found[name]}


def _text(value: Any, where: str) -> str:
    if isinstance(value, Mapping | list | tuple):
        raise BadInput(Said("one text is needed"), where=where, advice=Said("give a text"))
    text = str(value).strip()
    if not is_storable(text):
        raise BadInput(
            Said("the text holds a character that cannot be kept (NUL, or half of one)"),
            where=where,
            advice=Said("remove it"),
        )
    return text


def _texts(value: Any, where: str) -> list[str]:
    if isinstance(value, str):
        value = value.splitlines()
    if not isinstance(value, list | tuple):
        raise BadInput(Said("a list of texts is needed"), where=where, advice=Said("give several texts"))
    return list(dict.fromkeys(text for one in value if (text := _text(one, where))))


def _number(value: Any, where: str) -> int:
    try:
        number = int(str(value).strip())
    except ValueError as error:
        raise BadInput(
            Said("%(value)s is no whole number", value=repr(value)),
            where=where,
            advice=Said("give a whole number"),
        ) from error
    if not -32768 <= number <= 32767:
        raise BadInput(
            Said("%(number)s is out of range", number=number),
            where=where,
            advice=Said("give a year or a position"),
        )
    return number


def _yes_no(value: Any, where: str) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().casefold()
    if text in ("yes", "true", "1"):
        return True
    if text in ("no", "false", "0"):
        return False
    raise BadInput(
        Said("%(value)s is neither yes nor no", value=repr(value)), where=where, advice=Said("give yes or no")
    )


def _day(value: Any, where: str) -> str:
    try:
        return date.fromisoformat(str(value).strip()[:10]).isoformat()
    except ValueError as error:
        raise BadInput(
            Said("%(value)s is no date", value=repr(value)),
            where=where,
            advice=Said("write it as 2020-06-30"),
        ) from error


def check_values(kind: FactKind, values: Values, where: str) -> None:
    """Nothing, or BadInput by the rules that hold for the values among themselves."""
    for field in kind.fields:
        if field.is_required and not values.get(field.name):
            raise BadInput(
                Said("a %(kind)s needs %(field)s", kind=kind.name, field=field.name),
                where=f"{where}, {field.name}" if where else field.name,
                advice=Said("fill it in"),
            )
        limit = _length_of(kind, field)
        if limit and isinstance(values.get(field.name), str) and len(values[field.name]) > limit:
            raise BadInput(
                Said("longer than %(number)s characters", number=limit),
                where=f"{where}, {field.name}",
                advice=Said("shorten it"),
            )
    try:
        _build(kind.name, values)
    except BadInput as error:
        raise BadInput(error.message, where=where or error.where, advice=error.advice) from error


def _length_of(kind: FactKind, field: Field) -> int | None:
    if field.name == FOREIGN.get(kind.name):
        return None
    return getattr(kind.model._meta.get_field(field.name), "max_length", None)


def _build(kind: str, values: Values) -> None:
    """The fact as the domain's value, whose own rules raise BadInput."""
    match kind:
        case "body":
            Body(values["code"], BodyKind(values["kind"]), tuple(values["sectors"]), values["parent"])
        case "question":
            Question(values["code"], values["sector"], values["body"], values["period"])
        case "instrument":
            one = Revision("", None, "")
            Instrument(
                values["code"], InstrumentKind(values["kind"]), values["body"], values["sector"],
                values["number"], (one,),
            )  # fmt: skip
        case "activity":
            Activity(ActivityKind(values["kind"]), values["title"], tuple(values["sectors"]))
            starts, ends = values["starts_on"], values["ends_on"]
            if starts and ends and ends < starts:
                raise BadInput(Said("it ends before it starts"), advice=Said("mend one of the dates"))
        case "link":
            if values["subject"] == values["object"]:
                raise BadInput(Said("a link needs two ends"), advice=Said("name another object"))
        case "theme":
            if values["decision"] and not values["decision_reason"]:
                raise BadInput(Said("a decision needs its reason"), advice=Said("fill in decision_reason"))
        case _:
            pass
