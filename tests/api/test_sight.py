"""What is internal shows nowhere else: a word that only internal records hold is in no answer to others."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.api.asked import request_for, routes
from tests.api.conftest import LINK

from commonground.domain.suggestion import pair_key
from commonground.register import models
from commonground.register.fulltext import refresh_texts
from commonground.register.workflows.actor import utc_now

SECRET = "zyxomatic"
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
THEME = "/themes/Climate%20change/matrix"
FORMS = ("docx", "xlsx", "html", "csv", "json")
FURTHER = (
    f"/find?text={SECRET}",
    f"/texts?text={SECRET}",
    f"/documents?text={SECRET}",
    f"/links?text={SECRET}",
    f"/area-facts?text={SECRET}",
    "/areas?limit=200",
    "/references?entity=ITU-T%20SG5",
    "/mapping-tables?limit=200",
    "/findings?limit=200",
    "/gaps?limit=200",
    "/overlaps?limit=200",
    "/log?limit=200",
    *(f"{THEME}.{form}" for form in FORMS),
    *(
        f"/reports/{kind}.{form}"
        for kind in ("areas", "derivation", "findings", "gaps", "overlaps", "suggestions", "roll-up")
        for form in ("html", "json")
    ),
    "/reports/areas.docx",
    "/reports/areas.xlsx",
    *(f"/exchange/{kind}" for kind in ("sssom", "skos", "json", "suggestions", "strm")),
)


@pytest.fixture
def planted(served: Any) -> Any:
    """The register with the word in an internal document, in all that was found in it, and in internal facts."""
    document = models.Document.objects.create(
        sha256=SECRET.ljust(64, "0"),
        name=f"{SECRET}.docx",
        title=f"A {SECRET} paper",
        media_type="text/plain",
        language="en",
        added_at=NOW,
        tool_version="0",
        access="internal",
    )
    passage = models.Passage.objects.create(
        document=document,
        position=0,
        text=f"{SECRET} work of ITU-T SG5 and Resolution 9999",
        kind="paragraph",
    )
    for text, entity in (("ITU-T SG5", "ITU-T SG5"), (f"{SECRET} Resolution 9999", "")):
        models.Reference.objects.create(
            passage=passage, text=text, start=0, end=9, kind="body", entity=entity, candidates=[SECRET]
        )
    entry = models.Entry.objects.create(
        list="itu/all",
        number="999",
        text=f"{SECRET} area",
        folded=f"{SECRET} area",
        language="en",
        position=9999,
    )
    models.EntryOrigin.objects.create(entry=entry, document=document)
    _plant_matrix(document)
    stated = models.Link.objects.get(subject="ITU-T SG5", object="ITU-R WP 6A")
    models.LinkEvidence.objects.create(link=stated, document=document, text=f"{SECRET} words", kind="stated")
    models.Area.objects.create(label=f"{SECRET} fact", labels={"en": f"{SECRET} fact"}, access="internal")
    models.WorkItem.objects.create(
        code=f"L.{SECRET}", title=SECRET, sector="ITU-T", body="ITU-T SG5", access="internal"
    )
    models.Activity.objects.create(
        code=SECRET, kind="event", title=SECRET, sectors=["ITU-T"], starts_on="2026-10-05", access="internal"
    )
    models.Theme.objects.create(code=SECRET, area=f"{SECRET} theme", labels={"en": SECRET}, access="internal")
    _plant_link()
    refresh_texts([document.sha256, f"{SECRET} fact", f"L.{SECRET}", SECRET])
    return served


def _plant_matrix(document: models.Document) -> None:
    table = models.ThemeTable.objects.create(
        theme=models.Theme.objects.get(area="Climate change"),
        document=document,
        columns=["ITU-R", "ITU-T", "ITU-D"],
        caption=SECRET,
    )
    origins = [{"document": document.name, "locator": {"table": 1, "row": 1, "column": 1}}]
    row = models.ThemeRow.objects.create(
        table=table, position=0, group="Sub-topics", label=f"{SECRET} topic", origins=origins
    )
    models.ThemeEntry.objects.create(
        row=row,
        position=0,
        text=f"{SECRET} group",
        columns=["ITU-T"],
        ids=["ITU-T SG5"],
        state="stated",
        origins=origins,
    )


def _plant_link() -> None:
    models.LinkStanding.objects.create(
        code="fedcba987654",
        key=pair_key("ITU-T SG13", "ITU-D SG1"),
        left="ITU-T SG13",
        right="ITU-D SG1",
        left_title=SECRET,
        note=SECRET,
        sectors=["ITU-D", "ITU-T"],
        relation="same-subject",
        origin="proposed",
        state="agreed",
        is_stated=True,
        access="internal",
        made_at=NOW,
        changed_at=utc_now(),
    )
    link = models.LinkStanding.objects.get(key=pair_key(*LINK))
    said = models.Judgement.objects.create(
        subject=link.key,
        verdict="accept",
        role="focal-point",
        sector="ITU-T",
        at=NOW,
        reason=SECRET,
        access="internal",
    )
    models.SectorStanding.objects.filter(link=link, sector="ITU-T").update(
        verdict="accept", judgement=said, at=NOW
    )
    models.Change.objects.create(
        at=NOW, role="secretariat", action="told", subject=SECRET, reason=SECRET, access="internal"
    )


def reads() -> Iterator[str]:
    for route in routes():
        if route.method == "GET":
            yield request_for(route).path
    yield from FURTHER


def texts_of(answer: Any) -> str:
    """The body of an answer; of an office file all its parts."""
    body = answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return str(body.decode("utf-8", "replace").casefold())


def showing(asking: Any) -> tuple[list[str], dict[str, int]]:
    """The addresses whose answer holds the word, aside from the word asked for; and the status of each."""
    found, statuses = [], {}
    for path in reads():
        answer = asking("get", path)
        statuses[path] = answer.status_code
        text = texts_of(answer).replace(f'"query": "{SECRET}"', "").replace(f"text={SECRET}", "")
        if SECRET in text:
            found.append(path)
    return found, statuses


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("who", ["visitor", "delegate"])
def test_word_of_internal_records_is_in_no_answer(ask: Any, who: str) -> None:
    found, statuses = showing(ask(who))
    assert found == []
    assert set(statuses.values()) <= {200, 401, 403, 404}
    if who == "delegate":  # who is not refused what is worked out of the rest
        assert {
            statuses[path] for path in FURTHER if not path.startswith(("/findings", "/reports/findings"))
        } == {200}


@pytest.mark.usefixtures("planted")
def test_word_shows_wherever_records_do_to_those_who_may_see_it(ask: Any) -> None:
    """The counterpart: the word was planted where these answers find it."""
    found, _ = showing(ask("secretariat"))
    expected = {
        *(
            f"/find?text={SECRET}",
            f"/texts?text={SECRET}",
            f"/documents?text={SECRET}",
            f"/links?text={SECRET}",
        ),
        *(f"/area-facts?text={SECRET}", "/areas?limit=200", THEME, f"{THEME}.csv", f"{THEME}.docx"),
        *("/mapping-tables?limit=200", "/findings?limit=200", "/gaps?limit=200", "/log?limit=200"),
        *("/reports/areas.docx", "/reports/gaps.json", "/exchange/sssom", "/exchange/skos", "/exchange/json"),
        *("/calendar.ics", "/documents.atom", "/links.atom", "/references?entity=ITU-T%20SG5"),
    }
    assert expected - set(found) == set()


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("who", ["secretariat", "delegate"])
def test_view_as_a_visitor_hides_it_as_well(ask: Any, who: str) -> None:
    if who == "secretariat":
        assert showing(ask(who, Commonground_View_As="visitor"))[0] == []
    else:
        assert ask(who, Commonground_View_As="visitor")("get", "/areas").status_code == 403


def test_internal_document_and_all_that_only_it_states_is_hidden(ask: Any) -> None:
    """A matrix of a theme that nobody else speaks of, sent as an internal paper: read, kept, and told to nobody."""
    officer = ask("focal-point ITU-T")
    paper = officer("get", f"{THEME}.html").content.decode()
    page = paper.replace("Climate change", f"{SECRET.title()} change").encode()
    before = models.LinkStanding.objects.count()
    answer = officer.send("/documents?access=internal", "files", f"{SECRET}.html", page)
    assert (answer.status_code, answer.json()["documents"][0]["matrices"]) == (201, 1)
    made = models.LinkStanding.objects.filter(theme__icontains=SECRET)
    assert made.count() > 10
    assert models.LinkStanding.objects.count() == before + made.count()
    assert set(made.values_list("access", flat=True)) == {"internal"}
    assert SECRET in texts_of(officer("get", "/themes?limit=200"))
    assert SECRET in texts_of(officer("get", "/log?limit=200"))
    for who in ("visitor", "delegate"):
        assert showing(ask(who))[0] == []


def test_what_a_public_document_states_as_well_is_seen(ask: Any) -> None:
    officer = ask("focal-point ITU-T")
    paper = officer("get", f"{THEME}.html").content.decode()
    for level, word in (("public", "open"), ("internal", SECRET)):
        page = paper.replace("Climate change", "Another change").replace("</body>", f"<p>{word}</p></body>")
        assert officer.send(f"/documents?access={level}", "files", "a.html", page.encode()).status_code == 201
    made = models.LinkStanding.objects.filter(theme="Another change")
    assert set(made.values_list("access", flat=True)) == {"public"}
    assert showing(ask())[0] == []
