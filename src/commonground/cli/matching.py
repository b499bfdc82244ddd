"""`find`, `suggest`, `suggestions` and `discover`: who else works on a subject, and which links to propose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commonground.cli.analyses import open_here
from commonground.cli.options import EncoderOption, JsonOption, LanguageOption, RegisterOption
from commonground.cli.output import message, print_json, print_table, progress_bar, shortened
from commonground.errors import BadInput

if TYPE_CHECKING:
    from commonground.domain.theme import EntryState
    from commonground.matching.embedding.encoder import Encoder
    from commonground.matching.search.hit import Hit
    from commonground.matching.search.rollup import SectorHits
    from commonground.register.suggestions import KeptSuggestion

ROWS_SHOWN = 40  # of a long table; people ask for more when they want more
WORTH_SHOWING = 0.2  # score below which a find is noise to people; `--json` has it all
SAYS_LITTLE = (
    0.25  # share of the words that the best find says, below which only nearness in meaning makes one
)
NEAR = 0.5  # likeness of meaning that makes a find by itself
DECIDE = """Reasons of one: commonground suggestions ID
Decide:         commonground judge ID accept|reject|unsure --sector SECTOR"""
LOOKED_AT = 10  # finds looked at for each one shown
WHY_LENGTH = 200
TITLE_LENGTH = 90

BetweenOption = Annotated[
    tuple[str, str] | None, typer.Option("--between", help="Two Sectors; every two when left out.")
]
LimitOption = Annotated[int | None, typer.Option("--limit", min=1, help="Rows to show.")]


def find(
    text: Annotated[str, typer.Argument(help="A subject in any language: words, a sentence, a whole text.")],
    top: Annotated[int, typer.Option("--top", min=1, help="How many finds.")] = 20,
    language: LanguageOption = "en",
    encoder: EncoderOption = "default",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Who else works on this: bodies, Questions, adopted texts, areas and documents, with the reason for each."""
    if not text.strip():
        raise BadInput("no words to look for", advice='name a subject: commonground find "e-waste"')
    open_here(register)
    from commonground.matching.search.rollup import roll_up
    from commonground.register.facts import read_profile
    from commonground.register.opening import register_path
    from commonground.register.search import look_up, open_index, references_in_text
    from commonground.register.vectors import StoredEncoder
    from commonground.text.compilation import compile_grammar

    model = encoder_named(encoder)
    index = open_index(register_path(register), model, message)
    references = references_in_text(text, compile_grammar(read_profile()))
    stored = StoredEncoder(model, keeps=False)
    found = look_up(index, text, stored, references=references, top=top * LOOKED_AT)
    hits = _balanced(found, top)
    is_near = bool(references) or index.understands(text, encoder=stored)
    if as_json:
        print_json(
            {
                "query": text,
                "references": list(references),
                "is_near": is_near,
                "hits": [hit.to_json() for hit in hits],
                "sectors": [_rolled_json(sector) for sector in roll_up(hits)],
            }
        )
        return
    if hits and not is_near:
        message(
            f"Nothing comes near “{shortened(text, WHY_LENGTH)}”: no work says these words or means them."
        )
        return
    shown = _worth_showing(hits)
    for sector in sorted(roll_up(shown), key=lambda sector: not sector.sector):  # what none owns comes last
        _print_sector(sector, language)
    _say_what_is_missing(len(hits), len(shown))


def _worth_showing(hits: Sequence[Hit]) -> list[Hit]:
    """The finds without noise: one common word of several is none when other work says them all.

    What the text refers to always stays, and what is near in meaning.
    """
    most = max((hit.lexical for hit in hits), default=0.0)
    return [
        hit
        for hit in hits
        if hit.references
        or (hit.score >= WORTH_SHOWING and (hit.lexical >= SAYS_LITTLE * most or hit.semantic >= NEAR))
    ]


def _balanced(hits: Sequence[Hit], top: int) -> list[Hit]:
    """The best `top`, at most half of them documents: many papers on a subject must not hide who works on it."""
    works = sum(hit.item.kind != "document" for hit in hits)
    allowed = max(top // 2, top - works)
    papers = [hit for hit in hits if hit.item.kind == "document"]
    left_out = {hit.item.id for hit in papers[allowed:]}
    return [hit for hit in hits if hit.item.id not in left_out][:top]


def encoder_named(name: str) -> Encoder:
    """The encoder with that name; raises BadInput for a name that is none, NotAvailable for one not installed."""
    from commonground.matching.embedding.loading import load_encoder

    return load_encoder(name)


def _rolled_json(found: SectorHits) -> dict[str, Any]:
    """The Sector's groups with the ids of their hits; the hits themselves stand beside it."""
    groups = [
        {"group": group.group, "score": round(group.score, 4), "hits": [hit.item.id for hit in group.hits]}
        for group in found.groups
    ]
    return {"sector": found.sector, "score": round(found.score, 4), "groups": groups}


def _print_sector(found: SectorHits, language: str) -> None:
    rows: list[tuple[str, ...]] = []
    for group in found.groups:
        heading = group.group
        for hit in group.hits:
            rows.append(
                (
                    heading,
                    _named(hit),
                    _title(hit, language),
                    f"{hit.score:.2f}",
                    shortened(hit.sentence, WHY_LENGTH),
                )
            )
            heading = ""
    title = found.sector or "Areas of mutual interest, and what several Sectors share"
    print_table(("group", "work", "title", "fit", "why"), rows, title=title)


def _named(hit: Hit) -> str:
    """What people call it; areas and activities have no number of their own."""
    if hit.item.kind in ("area", "activity"):
        return str(hit.item.kind)
    return hit.item.id.removeprefix("document:")


def _title(hit: Hit, language: str) -> str:
    item = hit.item
    if item.is_inferred and (not item.title or item.text.startswith(item.title)):
        return "(its title was not seen)"  # what stands for it says how the work was seen
    return item.labels.get(language) or item.called


def _say_what_is_missing(found: int, shown: int) -> None:
    if not found:
        message("Nothing found. Try other words, or the subject in another language.")
    elif not shown:
        message(f"Nothing fits well; {found} weak finds with --json")
    elif shown < found:
        message(f"{shown} finds; {found - shown} weaker ones with --json")


def suggest(
    between: BetweenOption = None,
    top: Annotated[int, typer.Option("--top", help="How many links an item at most.")] = 5,
    threshold: Annotated[
        float | None, typer.Option("--threshold", help="The probability from which on a link is proposed.")
    ] = None,
    limit: LimitOption = None,
    language: LanguageOption = "en",
    encoder: EncoderOption = "default",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose links between the work of different Sectors, and keep them in the register until people judge them.

    Pairs that somebody rejected or left unsure are not proposed again.
    """
    open_here(register)
    from commonground.register.facts import read_profile
    from commonground.register.sectors import sector_pairs
    from commonground.register.suggestions import kept_suggestions
    from commonground.register.vectors import StoredEncoder
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.suggesting import Asked
    from commonground.register.workflows.suggesting import suggest as run

    pairs = sector_pairs(read_profile(), between)
    stored = StoredEncoder(encoder_named(encoder), tell=message)
    with progress_bar("Comparing Sectors two by two", len(pairs)) as progress:
        report = run(Asked(between, top, threshold), stored, Actor(), utc_now, progress=progress)
    kept = kept_suggestions(pairs[0] if between else ())
    if as_json:
        print_json({**report.to_json(), "suggestions": [one.to_json() for one in kept[:limit]]})
        return
    new = [one for one in kept if not one.suggestion.is_stated and not one.verdicts]
    _print_suggestions(new, limit, language, "Proposed links that no source states")
    if len(kept) > len(new):
        message(
            f"{len(kept) - len(new)} further links are stated by sources or judged: commonground suggestions"
        )
    message(DECIDE)
    message(", ".join(f"{count} {outcome}" for outcome, count in report.counts.items()))
    message(report.learning)


def suggestions(
    name: Annotated[
        str | None, typer.Argument(help="Id of one, to see all of its reasons; all when left out.")
    ] = None,
    between: BetweenOption = None,
    state: Annotated[
        str | None,
        typer.Option("--state", help="Only those proposed, stated, agreed, disputed or rejected."),
    ] = None,
    limit: LimitOption = None,
    language: LanguageOption = "en",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """The links proposed so far and what was decided of them, or one of them with its passages side by side."""
    open_here(register)
    from commonground.register.facts import read_profile
    from commonground.register.sectors import sector_pairs
    from commonground.register.suggestions import get_suggestion, kept_suggestions

    if name is not None:
        kept = get_suggestion(name)
        if as_json:
            print_json(kept.to_json())
        else:
            _print_reasons(kept, language)
        return
    wanted = _state_named(state) if state else None
    found = kept_suggestions(sector_pairs(read_profile(), between)[0] if between else ())
    chosen = [one for one in found if wanted is None or one.state is wanted]
    if as_json:
        print_json([one.to_json() for one in chosen[:limit]])
    else:
        _print_suggestions(chosen, limit, language, "Suggested links")
        message(DECIDE)


def discover(
    limit: LimitOption = None,
    encoder: EncoderOption = "default",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Subjects on which several Sectors work and that no area of mutual interest covers yet."""
    open_here(register)
    from commonground.analysis.discovery import discover as discovered
    from commonground.matching.item import ItemKind
    from commonground.register.matching_items import matched_profile, subject_items, work_items
    from commonground.register.vectors import StoredEncoder

    profile = matched_profile()
    items = subject_items(profile)
    areas = [item for item in work_items(profile) if item.kind is ItemKind.AREA]
    found = discovered(items, areas, StoredEncoder(encoder_named(encoder), tell=message))
    if as_json:
        print_json([one.to_json() for one in found[:limit]])
        return
    titles = {item.id: item.called for item in items}
    rows = [
        (
            "\n".join(f"{code}: {', '.join(terms)}" for code, terms in one.terms.items()),
            ", ".join(one.sectors),
            "\n".join(_work(identifier, titles[identifier]) for identifier in one.items),
            one.sentence,
        )
        for one in found[: limit or ROWS_SHOWN]
    ]
    print_table(("subject", "Sectors", "work", "why"), rows, title="Subjects that no area covers")
    if len(found) > len(rows):
        message(f"... and {len(found) - len(rows)} more: see --limit or --json")


def _state_named(name: str) -> EntryState:
    from commonground.domain.theme import EntryState

    try:
        return EntryState(name)
    except ValueError as error:
        raise BadInput(f"no state {name!r}", advice=f"give one of: {', '.join(EntryState)}") from error


def _print_suggestions(kept: Sequence[KeptSuggestion], limit: int | None, language: str, title: str) -> None:
    shown = kept[: limit or ROWS_SHOWN]
    rows = [
        (
            one.id,
            _probability(one.suggestion.probability),
            "\n".join(
                (
                    _work(one.suggestion.left, one.titles[0]),
                    f"↔ {one.suggestion.relation}",
                    _work(one.suggestion.right, one.titles[1]),
                )
            ),
            shortened(one.suggestion.explanation.sentence(language), WHY_LENGTH),
            _verdicts(one),
        )
        for one in shown
    ]
    print_table(("id", "prob.", "link", "why", "state"), rows, title=title)
    if len(kept) > len(shown):
        message(f"... and {len(kept) - len(shown)} more: see --limit or --json")


def _work(identifier: str, title: str) -> str:
    return f"{identifier}: {shortened(title, TITLE_LENGTH)}"


def _probability(value: float) -> str:
    """Two decimals; nothing that was not stated is certain."""
    return ">0.99" if value > 0.99 else f"{value:.2f}"


def _verdicts(one: KeptSuggestion) -> str:
    given = [f"{sector or 'secretariat'}: {verdict}" for sector, verdict in sorted(one.verdicts.items())]
    return "; ".join([str(one.state), *given])


def _print_reasons(kept: KeptSuggestion, language: str) -> None:
    suggestion, why = kept.suggestion, kept.suggestion.explanation
    heads = (f"{suggestion.left} ({kept.titles[0]})", f"{suggestion.right} ({kept.titles[1]})")
    rows = [(_passage(left), _passage(right)) for left, right in _side_by_side(why.left, why.right)]
    print_table(
        heads,
        rows,
        title=f"{kept.id}: {suggestion.relation}, probability {_probability(suggestion.probability)}",
    )
    terms = [(term.left, term.right, term.why) for term in why.terms]
    print_table(("term", "term", "how they meet"), terms, title="Shared terms")
    if why.references:
        print_table(("reference",), [(reference,) for reference in why.references], title="Shared references")
    message(why.sentence(language))
    message(f"State: {_verdicts(kept)}")


def _side_by_side(left: Sequence[Any], right: Sequence[Any]) -> Iterable[tuple[Any, Any]]:
    from itertools import zip_longest

    return zip_longest(left, right)


def _passage(passage: Any) -> str:
    """The passage with what makes the case in brackets."""
    if passage is None:
        return ""
    text, pieces, end = passage.text, [], 0
    for start, stop in sorted(passage.spans):
        if start >= end:
            pieces += [text[end:start], "[", text[start:stop], "]"]
            end = stop
    return f"{passage.part}: {''.join([*pieces, text[end:]])}"
