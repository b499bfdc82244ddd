"""Check a draft file against everything the open register holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from commonground.analysis.draft_check import check_draft
from commonground.analysis.extraction import references_in
from commonground.domain.document import Document
from commonground.domain.draft_report import DraftReport
from commonground.domain.suggestion import Suggestion
from commonground.errors import BadInput, Said
from commonground.exports.draft_paper import draft_document, draft_json, draft_page
from commonground.exports.paper import TitleBlock
from commonground.ingest.limits import DEFAULT_LIMITS, Limits
from commonground.ingest.reading import read_bytes, read_path
from commonground.ingest.refusal import Refusal
from commonground.matching.embedding.encoder import Encoder
from commonground.matching.item import Item, ItemKind
from commonground.matching.lexical.term_list import TermList
from commonground.matching.plan import propose
from commonground.register.matching_items import in_own_words, matched_profile, register_items
from commonground.register.paper_frame import PaperOptions, short_names, state_date, title_block, written
from commonground.register.workflows.suggesting import taught_scorer
from commonground.text.compilation import compile_grammar


def check_file(path: Path, encoder: Encoder, limits: Limits = DEFAULT_LIMITS) -> DraftReport:
    """What the draft overlaps in the register, whom to consult, what looks new; the register is not changed.

    Raises what the file's reader found wrong with it, BadInput for a folder of several documents or a draft
    without words.
    """
    return _checked(read_path(path, limits), str(path), encoder)


def check_bytes(data: bytes, name: str, encoder: Encoder, limits: Limits = DEFAULT_LIMITS) -> DraftReport:
    """As `check_file`, of a file that is at hand as bytes; its name tells the format where they do not."""
    return _checked(read_bytes(data, name, limits), name, encoder)


def _checked(sources: Iterable[Document | Refusal], name: str, encoder: Encoder) -> DraftReport:
    found = list(islice(sources, 2))
    if len(found) != 1:
        counted = (
            Said("several documents where one draft was asked for")
            if found
            else Said("no document where one draft was asked for")
        )
        raise BadInput(counted, where=name, advice=Said("name one file"))
    draft = found[0]
    if isinstance(draft, Refusal):
        raise draft.error
    profile = matched_profile()
    scorer, _ = taught_scorer()
    vocabulary = TermList.of_profile(profile)
    draft, references = references_in(draft, profile, compile_grammar(profile))

    items = [item for item in in_own_words(register_items()) if not item.is_inferred or item.title]
    areas = [item for item in items if item.kind is ItemKind.AREA]

    def proposed(
        left: Sequence[Item], right: Sequence[Item], *, top: int, threshold: float
    ) -> tuple[Suggestion, ...]:
        return propose(
            left,
            right,
            encoder=encoder,
            stated=profile.links,
            vocabulary=vocabulary,
            areas=areas,
            scorer=scorer,
            top=top,
            threshold=threshold,
        )

    return check_draft(draft, items, propose=proposed, encoder=encoder, references=references)


def draft_paper(report: DraftReport, form: str, options: PaperOptions) -> bytes:
    """The check as a file of the format (docx, html or json)."""
    language = options.language
    profile = matched_profile()
    frame = title_block(profile, options, title="")
    named = {area.label: area.labels.get(language, "") for area in profile.areas}
    names = {**{label: name for label, name in named.items() if name}, **short_names(profile, language)}
    title = TitleBlock(
        title="",
        organization=frame.organization,
        group_meeting=frame.group_meeting,
        meeting_place_dates=frame.meeting_place_dates,
        document_number=frame.document_number,
        date=frame.date,
        source=frame.source,
    )
    return written(
        form,
        {
            "docx": lambda: draft_document(
                report, title, language=language, names=names, generated=state_date()
            ),
            "html": lambda: draft_page(report, title, language=language, names=names),
            "json": lambda: draft_json(report),
        },
    )
