"""Documents come into the register whole, with all that was recognised, or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError
from tests.progress_report import write_report

from commonground.analysis.extraction import Extract
from commonground.domain.document import (
    Document,
    DocumentMetadata,
    Hyperlink,
    Locator,
    Passage,
    PassageKind,
)
from commonground.errors import UnreadableFile
from commonground.ingest.reading import Refusal, read_path
from commonground.register import models
from commonground.register.facts import read_links, read_profile
from commonground.register.themes import Gain
from commonground.register.workflows import intake
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.intake import IntakeReport, add_documents, extractor_for

pytestmark = pytest.mark.usefixtures("register")


def _note(number: int, text: str = "See Resolution 73 (Rev. Hammamet, 2016).") -> Document:
    passages = (Passage("Note", Locator(paragraph=1), PassageKind.TITLE), Passage(text, Locator(paragraph=2)))
    return Document(f"{number:064x}", f"note-{number}.txt", "text/plain", passages, "en")


def _add(*sources: Document | Refusal) -> IntakeReport:
    return add_documents(sources, extractor_for(read_profile()), Actor(), utc_now)


def test_counts_in_equal_counts_out() -> None:
    refusal = Refusal("bad.docx", UnreadableFile("truncated", where="bad.docx"))
    report = _add(_note(1), refusal, _note(2), _note(1))
    assert [d.outcome for d in report.documents] == ["added", "refused", "added", "unchanged"]
    assert report.to_json()["counts"] == {"added": 2, "unchanged": 1, "refused": 1}
    assert models.Document.objects.count() == 2


def test_a_reference_points_at_its_words_in_the_passage() -> None:
    _add(_note(1))
    reference = models.Reference.objects.select_related("passage").get()
    assert reference.entity == "WTSA Resolution 73"
    assert reference.revision == "Rev. Hammamet, 2016"
    assert reference.passage.text[reference.start : reference.end] == reference.text


def test_every_document_added_is_in_the_log_with_role_and_time() -> None:
    _add(_note(1), _note(2))
    changes = models.Change.objects.filter(action="document-added").order_by("pk")
    assert [(c.subject, c.role) for c in changes] == [
        ("note-1.txt", "secretariat"),
        ("note-2.txt", "secretariat"),
    ]
    assert all(c.at.tzinfo for c in changes)


def test_a_document_the_database_refuses_does_not_take_others_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = intake._store_recognised

    def failing(row: models.Document, extract: Extract) -> tuple[intake.DocumentReport, list[Gain]]:
        if row.name == "note-2.txt":
            raise IntegrityError("a value it cannot hold")
        return store(row, extract)

    monkeypatch.setattr(intake, "_store_recognised", failing)
    report = _add(_note(1), _note(2), _note(3))
    assert [d.outcome for d in report.documents] == ["added", "refused", "added"]
    assert "cannot hold" in str(report.documents[1].error)
    assert sorted(models.Document.objects.values_list("name", flat=True)) == ["note-1.txt", "note-3.txt"]
    assert models.Passage.objects.count() == 4


def test_signs_that_cannot_be_stored_are_replaced_wherever_they_stand() -> None:
    bad = "Kites\x00 \ud800 over\udfff villages"
    good = "Kites\ufffd \ufffd over\ufffd villages"
    link = Hyperlink(0, 5, f"https://example.org/{bad}")
    passage = Passage(
        f"{bad}, see Resolution 73 (Rev. Hammamet, 2016).",
        Locator(record=f"/{bad}"),
        number="1\x00",
        style=bad,
        hyperlinks=(link,),
    )
    metadata = DocumentMetadata(
        number="A\x00", title=bad, source=bad, summary=bad, identifiers=(bad,), extra={bad: bad}
    )
    hostile = Document(
        "e" * 64, f"kites.jsonl#{bad}", "text/plain", (passage,), metadata=metadata, notes=(bad,)
    )
    report = _add(_note(1), hostile)
    assert [d.outcome for d in report.documents] == ["added", "added"]
    assert any("U+FFFD" in note for note in report.documents[1].notes)
    row = models.Document.objects.get(name=f"kites.jsonl#{good}")
    assert (row.number, row.title, row.identifiers, row.extra) == ("A\ufffd", good, [good], {good: good})
    kept = models.Passage.objects.get(document=row)
    assert (kept.locator, kept.style, kept.hyperlinks) == (
        {"record": f"/{good}"}, good, [[0, 5, f"https://example.org/{good}"]],
    )  # fmt: skip
    reference = models.Reference.objects.get(passage=kept)
    assert (
        kept.text[reference.start : reference.end] == reference.text == "Resolution 73 (Rev. Hammamet, 2016)"
    )
    assert models.Change.objects.filter(subject=f"kites.jsonl#{good}").exists()


def test_records_of_a_file_with_nul_and_halves_of_characters_are_added(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    bad = "Kites\x00 over\ud800"
    record = {"id": bad, "title": bad, "abstract": bad, "stage": bad, bad: 1}
    path.write_text(json.dumps(record), encoding="utf-8")
    (tmp_path / "nul.txt").write_bytes(b"Kites\x00 over villages, and \xed\xa0\x80 more")
    report = _add(*read_path(path), *read_path(tmp_path / "nul.txt"))
    assert [d.outcome for d in report.documents] == ["added", "added"]
    assert models.Document.objects.filter(title__startswith="Kites").exists()


def test_a_crash_in_the_middle_leaves_the_register_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(row: models.Document, extract: Extract) -> intake.DocumentReport:
        raise KeyboardInterrupt

    monkeypatch.setattr(intake, "_store_recognised", crash)
    with pytest.raises(KeyboardInterrupt):
        _add(_note(1), _note(2))
    assert not models.Document.objects.exists()
    assert not models.Passage.objects.exists()


def test_progress_is_told_of_every_source() -> None:
    done: list[int] = []
    sources: Iterator[Document] = (_note(number) for number in range(1200))
    add_documents(sources, extractor_for(read_profile()), Actor(), utc_now, progress=done.append)
    assert sum(done) == 1200
    assert len(done) > 1


def test_the_profiles_entries_are_recognised_in_a_document(tmp_path: Path) -> None:
    report = _add(*read_path(write_report(tmp_path / "report.docx")))
    counts = report.documents[0].counts
    assert counts["list_entries"] == 6
    assert counts["recognised_entries"] == 2  # "Accessibility" and "Gender" stand in the annex's list 1.1 too
    assert models.Entry.objects.count() == 101 + 4


def test_newer_revisions_replace_the_matrix_of_the_older(tmp_path: Path) -> None:
    from commonground.register.reading import theme_state

    _add(*read_path(write_report(tmp_path / "a.docx")))
    _add(*read_path(write_report(tmp_path / "b.docx", number="TDAG-24/7(Rev.1)")))
    state = theme_state("Digital divide")
    assert [printed.is_superseded for printed in state.printed] == [True, False]
    places = {o.document for row in state.matrix.rows for entry in row.entries for o in entry.origins}
    assert {Path(place).name for place in places} == {"b.docx"}


def test_a_liaison_statement_is_kept_with_its_routes() -> None:
    lines = (
        "LIAISON STATEMENT",
        "Source:\tITU-T Study Group 5",
        "Title:\tLS on energy efficiency",
        "For action to:\tITU-R WP 5D",
        "For information to:\tITU-D Study Group 2",
        "Deadline:\t31 March 2021",
        "Contact:\tRapporteur, ITU-T Q6/5",
    )
    passages = tuple(Passage(line, Locator(paragraph=n)) for n, line in enumerate(lines, start=1))
    _add(Document("f" * 64, "ls.docx", "text/plain", passages, "en"))
    kept = models.Document.objects.get().liaison_statement
    assert kept["deadline"] == "2021-03-31"
    assert kept["for_action"][0]["ids"] == ["ITU-R WP 5D"]
    links = {(link.subject, str(link.predicate), link.object) for link in read_links()}
    assert ("ITU-T SG5", "liaises-with", "ITU-R WP 5D") in links
    assert ("ITU-T SG5", "liaises-with", "ITU-D SG2") in links


def test_what_a_record_says_of_itself_is_kept() -> None:
    metadata = DocumentMetadata(title="Energy", identifiers=("ITU-T L.1470",), extra={"stage": "published"})
    _add(replace(_note(1), metadata=metadata))
    row = models.Document.objects.get()
    assert (row.title, row.identifiers, row.extra) == ("Energy", ["ITU-T L.1470"], {"stage": "published"})


def test_revisions_are_linked_in_whatever_order_they_come(tmp_path: Path) -> None:
    numbers = ("TDAG-24/7(Rev.2)", "TDAG-24/7", "TDAG-24/7(Rev.1)")
    for position, number in enumerate(numbers):
        _add(*read_path(write_report(tmp_path / f"{position}.docx", number=number)))
    rows = {Path(row.name).name: row.supersedes for row in models.Document.objects.all()}
    assert rows["1.docx"] is None
    assert rows["2.docx"] is not None
    assert Path(rows["2.docx"].name).name == "1.docx"
    assert rows["0.docx"] is not None
    assert Path(rows["0.docx"].name).name == "2.docx"


def test_a_link_stated_twice_is_one_link_with_two_pieces_of_evidence() -> None:
    from commonground.domain.area import Origin
    from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate
    from commonground.register.facts import store_links

    def link(place: str) -> Link:
        evidence = Evidence(Origin(place), "x", EvidenceKind.STATED)
        return Link("ITU-D Q5/1", Predicate.OVERLAPS, "ITU-R WP 5C", evidence=(evidence,))

    before = len(read_links())
    assert store_links([link("a"), link("b")]) == 2
    assert store_links([link("c")]) == 1
    after = read_links()
    assert len(after) == before + 1
    assert [e.origin.document for e in after[-1].evidence] == ["a", "b", "c"]
