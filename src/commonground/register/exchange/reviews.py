"""The links that people propose and judge, as mapping sets carry them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from commonground.analysis.linkage import links_of_matrix
from commonground.domain.link import Link
from commonground.domain.profile import Profile
from commonground.exports.mapping_review import ReviewedLink, ReviewedVerdict
from commonground.register import models
from commonground.register.reading import theme_states
from commonground.register.sight import SHOWN_TO_ALL, sees, sees_proposals
from commonground.register.workflows.linking import PROPOSED


def reviewed_links() -> tuple[ReviewedLink, ...]:
    """Every current link that a person proposed or judged, with the latest verdict of each Sector."""
    said: dict[int, list[ReviewedVerdict]] = defaultdict(list)
    rows = models.SectorStanding.objects.filter(link__is_current=True).exclude(judgement=None)
    for row in rows.select_related("judgement").order_by("link_id", "sector"):
        judgement = row.judgement
        if judgement is None:
            continue
        said[row.link_id].append(
            ReviewedVerdict(
                sector=row.sector,
                verdict=judgement.verdict,
                role=judgement.role,
                at=judgement.at.isoformat(),
                reason_code=judgement.reason_code,
                reason=judgement.reason if sees(judgement.access) else "",
                liaison_statement=judgement.liaison_statement,
            )
        )
    links = models.LinkStanding.objects.filter(is_current=True).order_by("pk")
    return tuple(
        ReviewedLink(
            left=row.left,
            right=row.right,
            relation=row.relation,
            origin=row.origin,
            state=row.state,
            theme=row.theme,
            period=row.period,
            note=row.note,
            made_on=row.made_at.date().isoformat(),
            probability=row.probability,
            access=row.access,
            verdicts=tuple(said[row.pk]),
            code=row.code,
        )
        for row in links
        if (row.origin == PROPOSED or row.pk in said) and (sees_proposals() or row.state in SHOWN_TO_ALL)
    )


def categories(profile: Profile) -> Mapping[str, str]:
    """What each id of the register is, in the words of the glossary."""
    found = {body.id: "Body" for body in profile.bodies}
    found |= {name: "Question" for question in profile.questions for name in (question.id, question.key)}
    return found | {instrument.id: "Instrument" for instrument in profile.instruments}


def stated_links(profile: Profile) -> tuple[Link, ...]:
    """The links that sources state, those that follow from the matrices of themes among them."""
    states = theme_states(None, profile)
    return (*profile.links, *(link for state in states for link in links_of_matrix(state.matrix)))
