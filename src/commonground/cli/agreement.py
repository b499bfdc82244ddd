"""`links`, `propose`, `judge`, `withdraw`, `examined`, `history`: how links come about, and who said what of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commonground.cli.analyses import ReasonOption, open_here
from commonground.cli.options import JsonOption, RegisterOption
from commonground.cli.output import message, print_json, print_table, shortened

if TYPE_CHECKING:
    from commonground.register.models import LinkStanding
    from commonground.register.workflows.actor import Actor

TITLE_LENGTH = 60
RoleOption = Annotated[
    str,
    typer.Option(
        "--role",
        help="The role that decides; left out: focal point with --sector, else secretariat.",
        show_default=False,
    ),
]
SectorOption = Annotated[str, typer.Option("--sector", help="The Sector on whose behalf.")]
BodyOption = Annotated[str, typer.Option("--body", help="The group of a counsellor.")]
ThemeOption = Annotated[str, typer.Option("--theme", help="The theme of a focal point.")]
LinkArgument = Annotated[str, typer.Argument(help="Code of a link, from `links`, or its beginning.")]


def judging_actor(role: str, sector: str, body: str = "", theme: str = "") -> Actor:
    """Who acts: without a role the focal point of the Sector named, else the secretariat."""
    from commonground.domain.role import Role
    from commonground.register.facts import read_profile
    from commonground.register.permissions import role_of
    from commonground.register.sectors import find_sector
    from commonground.register.workflows.actor import Actor

    known = find_sector(read_profile(), sector) if sector else ""
    acting = Actor(role or (Role.FOCAL_POINT if known else Role.SECRETARIAT), known, theme, body)
    return Actor(role_of(acting), known, theme, body)


def links(
    state: Annotated[
        str,
        typer.Option(
            "--state",
            help="stated, proposed, agreed, disputed, rejected or to-be-confirmed.",
            show_default=False,
        ),
    ] = "",
    sector: Annotated[str, typer.Option("--sector", help="A Sector that they touch.")] = "",
    body: Annotated[
        str, typer.Option("--body", help="A group with all its work, or one Question or text.")
    ] = "",
    theme: Annotated[str, typer.Option("--theme", help="The theme that they belong to.")] = "",
    suspect: Annotated[bool, typer.Option("--suspect", help="Only those whose texts changed.")] = False,
    waiting_for: Annotated[
        str, typer.Option("--waiting-for", help="A Sector that has neither accepted nor refused.")
    ] = "",
    past: Annotated[
        bool, typer.Option("--past", help="Also those of past study periods and withdrawn ones.")
    ] = False,
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """The links between the Sectors' work, and how each Sector stands to them."""
    open_here(register)
    from commonground.register.facts import read_profile
    from commonground.register.link_lists import LinkFilter, find_links
    from commonground.register.links import link_json
    from commonground.register.sectors import find_sector
    from commonground.register.workflows.actor import Actor

    profile = read_profile()
    named, waits = (find_sector(profile, name) if name else "" for name in (sector, waiting_for))
    wanted = LinkFilter(
        state=state,
        sector=named,
        body=body,
        theme=theme,
        waiting_for=waits,
        suspect=suspect or None,
        with_past=past,
    )
    found = [link_json(link) for link in find_links(wanted, Actor())]
    if as_json:
        print_json(found)
        return
    print_links(found, "Links")
    message(f"{len(found)} links. Decide with: commonground judge CODE accept|reject|unsure --sector S")


def print_links(found: Sequence[dict[str, Any]], title: str) -> None:
    """Links as a table for people."""
    rows = [
        (
            one["code"],
            side_of(one, 0),
            one["relation"],
            side_of(one, 1),
            _state_of(one),
            "; ".join(
                f"{sector or 'secretariat'}: {verdict or '-'}" for sector, verdict in one["by_sector"].items()
            ),
            "" if one["probability"] is None else f"{one['probability']:.2f}",
        )
        for one in found
    ]
    print_table(("code", "work", "relation", "work", "state", "verdicts", "prob."), rows, title=title)


def side_of(link: dict[str, Any], side: int) -> str:
    """One side of a link for people: its id and title."""
    name = (link["left"], link["right"])[side]
    title = shortened(link["titles"][side], TITLE_LENGTH)
    if name.startswith("area:") and title:
        return title
    return f"{name} {title}" if title and title != name else str(name)


def _state_of(link: dict[str, Any]) -> str:
    said = link["state"]
    if link["carried_state"]:
        said += f" (was {link['carried_state']})"
    if link["ended_period"]:
        said += f", ended with {link['ended_period']}"
    elif not link["is_current"]:
        said += ", withdrawn or judged anew"
    return f"{said}, SUSPECT" if link["suspect_since"] else str(said)


def propose(
    left: Annotated[str, typer.Argument(help="A body, Question, text or area by its id or label.")],
    right: Annotated[str, typer.Argument(help="Another one.")],
    relation: Annotated[
        str, typer.Option("--relation", help="What the first is to the second.")
    ] = "same-subject",
    theme: Annotated[str, typer.Option("--theme", help="The theme that the link belongs to.")] = "",
    role: RoleOption = "",
    sector: SectorOption = "",
    reason: ReasonOption = "",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Propose a link between two pieces of work; each Sector it touches then accepts or refuses it."""
    open_here(register)
    from commonground.register.workflows.actor import utc_now
    from commonground.register.workflows.agreement import Proposed, propose_link

    proposed = Proposed(left, right, relation, reason, theme)
    _show(propose_link(proposed, judging_actor(role, sector), utc_now), "proposed", as_json=as_json)


def judge(
    proposal: Annotated[
        str, typer.Argument(help="Id of a proposal, from `areas --proposals`, `suggest` or `links`.")
    ],
    verdict: Annotated[str, typer.Argument(help="accept, reject or unsure.")],
    register: RegisterOption = None,
    role: RoleOption = "",
    sector: SectorOption = "",
    body: BodyOption = "",
    theme: ThemeOption = "",
    reason: ReasonOption = "",
    because: Annotated[str, typer.Option("--because", help="Why, as a word of the short list.")] = "",
    liaison: Annotated[
        str, typer.Option("--liaison-statement", help="The statement by which the Sector sent its verdict.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Accept or refuse a proposal or a link. A later verdict replaces an earlier one; both are kept.

    A link is agreed when every Sector it touches has accepted it; a rejected pair is not suggested again. The
    secretariat records a verdict that a Sector sent with --role secretariat and --liaison-statement.
    """
    from commonground.domain.link import Verdict
    from commonground.errors import BadInput

    try:
        decision = Verdict(verdict)
    except ValueError as error:
        raise BadInput(f"no verdict {verdict!r}", advice=f"give one of: {', '.join(Verdict)}") from error
    open_here(register)
    from commonground.register.suggestions import is_link
    from commonground.register.workflows.actor import utc_now
    from commonground.register.workflows.agreement import Decision, judge_link
    from commonground.register.workflows.judging import judge_proposal

    actor = judging_actor(role, sector, body, theme)
    if is_link(proposal):
        given = Decision(decision, because, reason, liaison_statement=liaison)
        value, shown = link_judged(judge_link(proposal, given, actor, utc_now))
    else:
        judged = judge_proposal(proposal, decision, actor, utc_now, reason)
        shown, value = f"{judged.a.text!r} and {judged.b.text!r} ({judged.kind})", judged.to_json()
    if as_json:
        print_json({**value, "verdict": str(decision)})
    else:
        message(f"{decision}: {shown}")


def link_judged(link: LinkStanding) -> tuple[dict[str, Any], str]:
    """A link as JSON and in a line, with all that matching says of it where it was suggested."""
    from commonground.register.links import link_json
    from commonground.register.suggestions import find_kept

    kept = find_kept(link.key)
    value = {**link_json(link), **(kept.to_json() if kept else {})}
    named = f"{link.left_title or link.left} and {link.right_title or link.right}"
    return value, f"{named} ({link.state})"


def _show(link: LinkStanding, done: str, *, as_json: bool) -> None:
    value, shown = link_judged(link)
    if as_json:
        print_json(value)
    else:
        message(f"{done}: {link.code} {shown}")


def withdraw(
    link: LinkArgument,
    reason: ReasonOption = "",
    role: RoleOption = "",
    sector: SectorOption = "",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take back a proposed link that nobody should judge; it stays in the history and is not suggested again."""
    open_here(register)
    from commonground.register.workflows.actor import utc_now
    from commonground.register.workflows.agreement import withdraw_link

    _show(withdraw_link(link, reason, judging_actor(role, sector), utc_now), "withdrawn", as_json=as_json)


def examined(
    names: Annotated[
        list[str],
        typer.Argument(
            help="A theme, one of its sub-topics and a Sector; or an area and a Sector; or two bodies.",
            metavar="NAMES...",
        ),
    ],
    found: Annotated[bool, typer.Option("--found", help="Something was found after all.")] = False,
    register: RegisterOption = None,
    role: RoleOption = "",
    sector: SectorOption = "",
    reason: ReasonOption = "",
    period: Annotated[str, typer.Option("--period", help="The study period that was looked at.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Record that somebody looked and found nothing: that is not the same as that nobody looked."""
    from commonground.errors import BadInput

    if len(names) not in (2, 3):
        raise BadInput(
            f"{len(names)} names were given",
            advice="name a theme, a sub-topic and a Sector; an area and a Sector; or two bodies",
        )
    open_here(register)
    from commonground.register.examinations import examination_json, pair_state
    from commonground.register.workflows.actor import utc_now
    from commonground.register.workflows.examining import Looked, record_examination

    *themes, left, right = names
    looked = Looked(left, _sector_or(right), themes[0] if themes else "", found, reason, period)
    row = record_examination(looked, judging_actor(role, sector), utc_now)
    value = examination_json(row)
    if not themes:
        value["state"] = str(pair_state(row.left, row.right).state)
    if as_json:
        print_json(value)
    else:
        message(f"Recorded: {row.left} / {row.right}: {'found' if found else 'nothing found'}")


def _sector_or(name: str) -> str:
    """The Sector's id where the name is one of a Sector, else the name itself."""
    from commonground.errors import NotFound
    from commonground.register.facts import read_profile
    from commonground.register.sectors import find_sector

    try:
        return find_sector(read_profile(), name)
    except NotFound:
        return name


def history(
    link: LinkArgument,
    role: RoleOption = "",
    sector: SectorOption = "",
    register: RegisterOption = None,
    as_json: JsonOption = False,
) -> None:
    """All that was decided of a link, by which role and when; reasons as far as the role may see them."""
    open_here(register)
    from commonground.register.links import link_history, link_json
    from commonground.register.permissions import visible
    from commonground.register.standings import get_standing

    standing = get_standing(link)
    told = link_history(standing, frozenset(map(str, visible(judging_actor(role, sector)))))
    if as_json:
        print_json({"link": link_json(standing), "history": told})
        return
    rows = [(one["at"][:16].replace("T", " "), _who(one), _what(one), one["link"], _why(one)) for one in told]
    title = f"{standing.left} {standing.relation} {standing.right}: {standing.state}"
    print_table(("when", "who", "what", "link", "why"), rows, title=title)


def _who(one: dict[str, Any]) -> str:
    return f"{one['role']} {one['sector']}".strip()


def _what(one: dict[str, Any]) -> str:
    if one["what"] != "judged":
        return str(one["what"])
    period = f" ({one['period']})" if one["period"] else ""
    return f"{one['verdict']}{period}"


def _why(one: dict[str, Any]) -> str:
    if one["is_reason_withheld"]:
        return "(withheld)"
    because = one.get("detail", {}).get("because", [])
    parts = [one.get("reason_code", ""), one["reason"], one.get("liaison_statement", ""), *because]
    return "; ".join(part for part in parts if part)
