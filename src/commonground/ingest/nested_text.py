"""YAML as plain values: texts, lists and mappings, built from the parser's events.

Tags build no objects, merge keys are not expanded, and `no` stays Norwegian. Building from events needs no
recursion, so that no depth can overflow the stack, and is nearly twice as fast as the library's own constructors.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from commonground.errors import Said, UnreadableFile
from commonground.ingest.encoding import decode
from commonground.ingest.limits import Limits

_TAG = re.compile(rb"(?m)(?:^|[\s:,\[{-])!(?:!|<|[a-z])", re.IGNORECASE)
_PARSER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C one is about ten times as fast
_NO_KEY = object()


def load_yaml(data: bytes, name: str, limits: Limits) -> tuple[list[Any], tuple[str, ...]]:
    """Every YAML document of the file as plain values (all scalars as text), and notes."""
    text, notes = decode(data)
    try:
        values = _values(text.removeprefix("\ufeff"), name, limits)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}, line {mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or type(error).__name__
        message = Said("not valid YAML (%(problem)s)", problem=problem)
        raise UnreadableFile(message, where=place, advice=Said("mend the line and add it again")) from error
    except (ValueError, TypeError, KeyError) as error:  # a list as a key, an anchor that was never set
        problem = Said(
            "YAML that cannot be read (%(kind)s: %(error)s)",
            kind=type(error).__name__,
            error=str(error)[:200],
        )
        raise UnreadableFile(problem, where=name, advice=Said("mend the file and add it again")) from error
    if _TAG.search(data):
        notes = (*notes, Said("YAML tags were ignored: all values are read as text"))
    return values, notes


def _values(text: str, name: str, limits: Limits) -> list[Any]:
    next_event = _PARSER(text).get_event
    documents: list[Any] = []
    anchors: dict[str, Any] = {}
    outer: list[tuple[Any, Any]] = []  # the containers around the current one, each with its waiting key
    current: Any = documents
    key: Any = _NO_KEY
    while True:
        event = next_event()
        kind = type(event)
        if kind is ScalarEvent:
            value: Any = event.value
            if event.anchor:
                anchors[event.anchor] = value
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            outer.append((current, key))
            if len(outer) > limits.json_depth_max:
                raise limits.exceeded("json_depth_max", name, Said("YAML nested too deeply"))
            current, key = ({} if kind is MappingStartEvent else []), _NO_KEY
            if event.anchor:
                anchors[event.anchor] = current
            continue
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            value = current
            current, key = outer.pop()
        elif kind is AliasEvent:
            value = anchors[event.anchor]
        elif kind is StreamEndEvent:
            return documents
        else:
            continue
        if type(current) is list:
            current.append(value)
        elif key is _NO_KEY:
            hash(value)  # a mapping or list as key is an error here, not where its value comes
            key = value
        else:
            current[key], key = value, _NO_KEY
