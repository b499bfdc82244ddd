"""Gather the texts of pages, and the refusals they show, into the catalogues of translations, and compile these.

    python scripts/messages.py update     new texts into every catalogue, texts that are gone out of it
    python scripts/messages.py compile    the compiled catalogues, which are what the program reads
    python scripts/messages.py check      exit code 1 and a list where a text has no translation, or a wrong one

Texts are found by Django's own parser of templates and Babel's reader of Python; no other program is needed.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "commonground"
WEB = PACKAGE / "web"
LOCALE = WEB / "locale"
SAID = LOCALE / "said.json"
LANGUAGES = {"ar": "ar", "zh_Hans": "zh_Hans_CN", "fr": "fr", "ru": "ru", "es": "es"}
"""The folders of catalogues and the locale that tells their plurals; texts are English in the sources."""
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "Said": None,
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|%[sd]")
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # so that the same texts are the same bytes
LEFT_OUT = re.compile(
    '"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Language-Team|Project-Id)'
)
"""Lines of a catalogue's head that change from one run to the next, or say nothing."""
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of pages: its English, the English of its plural where it counts, its context, and a place."""

    singular: str
    plural: str
    context: str
    place: str

    @property
    def id(self) -> str | tuple[str, str]:
        """As catalogues name it."""
        return (self.singular, self.plural) if self.plural else self.singular


def texts() -> list[Text]:
    """Every text of the pages once, in the order of files."""
    found: dict[tuple[Any, str], Text] = {}
    for text in (*_of_code(KEYWORDS), *_of_templates()):
        found.setdefault((text.id, text.context), text)
    return list(found.values())


def said_templates() -> str:
    """The templates with values that the program says, as the JSON file that pages know them by."""
    found = {text.singular for text in _of_code({"Said": None}) if PLACEHOLDER.search(text.singular)}
    return json.dumps(sorted(found), indent=0, ensure_ascii=False) + "\n"


def _of_code(keywords: dict[str, Any]) -> Iterator[Text]:
    for path in sorted(PACKAGE.rglob("*.py")):
        place = str(path.relative_to(PACKAGE))
        with path.open("rb") as file:
            for _line, said, _comments, context in extract("python", file, keywords):
                parts = said if isinstance(said, tuple) else (said,)
                parts = tuple(part for part in parts if part and part != context)
                yield Text(parts[0], parts[1] if len(parts) > 1 else "", context or "", place)


def _of_templates() -> Iterator[Text]:
    from django.template import engines

    engine = engines["django"].engine  # type: ignore[attr-defined]
    for path in sorted(WEB.rglob("templates/**/*.html")):
        template = engine.from_string(path.read_text(encoding="utf-8"))
        yield from _of_nodes(template.nodelist, str(path.relative_to(PACKAGE)))


def _of_nodes(nodes: Any, place: str) -> Iterator[Text]:
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    for node in nodes:
        if isinstance(node, TranslateNode):
            literal = node.filter_expression.var
            if isinstance(literal, str):
                yield Text(literal, "", _literal(node.message_context), place)
            elif getattr(literal, "literal", None) is not None:
                yield Text(str(literal.literal), "", _literal(node.message_context), place)
        elif isinstance(node, BlockTranslateNode):
            plural = _block(node, node.plural) if node.plural else ""
            yield Text(_block(node, node.singular), plural, _literal(node.message_context), place)
        for name in getattr(node, "child_nodelists", ()):
            yield from _of_nodes(getattr(node, name, None) or (), place)
        if hasattr(node, "conditions_nodelists"):
            for _condition, inner in node.conditions_nodelists:
                yield from _of_nodes(inner, place)


def _block(node: Any, tokens: Any) -> str:
    from django.utils.translation import trim_whitespace

    text, _variables = node.render_token_list(tokens)
    return str(trim_whitespace(text) if node.trimmed else text)


def _literal(expression: Any) -> str:
    return str(expression.var) if expression is not None else ""


def catalogue_path(language: str) -> Path:
    """Where the catalogue of that language is."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    """The catalogue, or a new one."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=LANGUAGES[language], domain="django", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGES[language], domain="django")


def updated(language: str) -> Catalog:
    """The catalogue with every text of the pages and no other; what was translated stays."""
    old = read_catalogue(language)
    new = Catalog(
        locale=LANGUAGES[language], domain="django", charset="utf-8", project="Commonground", fuzzy=False
    )
    new.header_comment = "# Texts of the pages of Commonground; renewed by: make messages"
    new.creation_date = new.revision_date = None  # type: ignore[assignment]
    for text in texts():
        known = old.get(text.id, text.context or None)
        said = known.string if known is not None and not known.fuzzy else ""
        new.add(text.id, said or "", locations=[(text.place, None)], context=text.context or None)  # type: ignore[list-item]
    return new


def write_catalogue(language: str, catalogue: Catalog) -> None:
    """The catalogue as a file, without anything that changes from one run to the next."""
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, omit_header=False, include_lineno=False, sort_output=False)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    kept = [line for line in lines if not LEFT_OUT.match(line)]
    path.write_text("".join(kept), encoding="utf-8")


def compiled(language: str) -> bytes:
    """The catalogue as the program reads it."""
    buffer, catalogue = BytesIO(), read_catalogue(language)
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def faults(language: str) -> list[str]:
    """What is wrong with the catalogue of a language; nothing when it is complete."""
    catalogue = read_catalogue(language)
    found = []
    for text in texts():
        message = catalogue.get(text.id, text.context or None)
        if message is None or message.fuzzy or not _is_said(message):
            found.append(f"{language}: no translation of {text.singular!r} ({text.place})")
            continue
        found += [
            f"{language}: {fault} in {text.singular!r} ({text.place})" for fault in _wrong(text, message)
        ]
    wanted = {(text.id if isinstance(text.id, str) else text.id[0]) for text in texts()}
    for message in catalogue:
        name = message.id if isinstance(message.id, str) else message.id[0]
        if name and name not in wanted:
            found.append(f"{language}: {name!r} stands on no page any more")
    path = catalogue_path(language).with_suffix(".mo")
    if not path.exists() or path.read_bytes() != compiled(language):
        found.append(f"{language}: {path.name} is not what the catalogue says; run: make messages")
    return found


def _is_said(message: Message) -> bool:
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    return bool(strings) and all(strings)


def _wrong(text: Text, message: Message) -> Iterator[str]:
    strings = message.string if isinstance(message.string, list | tuple) else [message.string]
    wanted = set(PLACEHOLDER.findall(text.singular)) | set(PLACEHOLDER.findall(text.plural))
    needed = set(PLACEHOLDER.findall(text.plural or text.singular))
    for number, string in enumerate(strings):
        held = set(PLACEHOLDER.findall(str(string)))
        if held - wanted:
            yield "a placeholder that the text has not"
        # A form for one, two or none may say the number in words.
        if needed - held and (not text.plural or number == len(strings) - 1):
            yield "a placeholder is missing"
        if DIRECTIONS.search(str(string)):
            yield "a mark of direction"
        if str(string).strip() != str(string) and text.singular.strip() == text.singular:
            yield "space at an end"


def main(arguments: list[str]) -> int:
    """0, or 1 where `check` found something."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonground.register.settings")
    import django

    django.setup()
    wish = arguments[0] if arguments else "check"
    if wish == "update":
        SAID.write_text(said_templates(), encoding="utf-8")
        for language in LANGUAGES:
            write_catalogue(language, updated(language))
    if wish in ("update", "compile"):
        for language in LANGUAGES:
            catalogue_path(language).with_suffix(".mo").write_bytes(compiled(language))
    found = [fault for language in LANGUAGES for fault in faults(language)]
    if SAID.read_text(encoding="utf-8") != said_templates():
        found.append(f"{SAID.name} is not what the program says; run: make messages")
    print("\n".join(found) or "every text is translated")
    return 1 if wish == "check" and found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
