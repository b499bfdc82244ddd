"""What stands around the content of every paper of the open register: title block, date, choice of format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from commonground.domain.language import label_in
from commonground.domain.profile import Profile
from commonground.errors import BadInput, Said
from commonground.exports.paper import TitleBlock
from commonground.exports.wording import word
from commonground.register import models


@dataclass(frozen=True, slots=True)
class PaperOptions:
    """What is printed around a paper's content; what is empty is not printed."""

    language: str = "en"
    number: str = ""
    meeting: str = ""  # place and dates
    group: str = ""  # the group the paper is for


def state_date() -> date:
    """The day of the register's last change: the date of its papers, so that the same state gives the same bytes."""
    last = models.Change.objects.order_by("-pk").first()
    return (last.at if last else datetime(2000, 1, 1, tzinfo=UTC)).date()


def written(form: str, writers: Mapping[str, Callable[[], bytes]]) -> bytes:
    """The paper in the format; raises BadInput for one that it has no writer for."""
    if form not in writers:
        raise BadInput(
            Said("no format %(form)s", form=repr(form)),
            advice=Said("one of: %(names)s", names=tuple(writers)),
        )
    return writers[form]()


def title_block(
    profile: Profile, options: PaperOptions, *, title: str, summary: str = "", references: str = ""
) -> TitleBlock:
    """The title block of a paper by the secretariat."""
    language = options.language
    return TitleBlock(
        title=title,
        organization=label_in(profile.names, language)[0],
        group_meeting=options.group,
        meeting_place_dates=options.meeting,
        document_number=options.number,
        date=state_date().isoformat(),
        original_language="en",  # what is not translated in the register is in English
        source=word("secretariat", language),
        summary=summary,
        action_required=word("invited_to_note", language),
        references=references,
    )


def short_names(profile: Profile, language: str) -> dict[str, str]:
    """By id of a Sector its first short form in the language, else its name: "UIT-D" for ITU-D in French."""
    return {
        sector.id: next(iter(sector.aliases.get(language, ())), "") or sector.names.get(language, sector.id)
        for sector in profile.sectors
    }
