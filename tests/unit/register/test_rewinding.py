"""Any moment is read as it was, whatever people and machines did afterwards: random series of changes, all replayed.

After each step the whole state is noted: the rows of every table of a state in the portable form, and the records that
editions are compared by. Then the register is read as of each of these moments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from tests.fake_encoder import FakeEncoder

from commonground.analysis.extraction import Extract
from commonground.analysis.layout.area_list import AreaList, SubTopicList
from commonground.analysis.layout.theme_matrix import ReadMatrix
from commonground.domain.area import ListEntry, Origin
from commonground.domain.document import Document, DocumentMetadata, Locator, Passage
from commonground.domain.link import Evidence, EvidenceKind, Link, Predicate, Verdict
from commonground.domain.succession import SuccessionKind, SuccessionRow
from commonground.domain.suggestion import Explanation, Relation, Suggestion
from commonground.domain.theme import MatrixEntry, MatrixRow, ThemeMatrix
from commonground.errors import CommongroundError, NotFound
from commonground.matching.item import Item
from commonground.register import models
from commonground.register.exchange.asked import StatedClaim
from commonground.register.held_facts import HeldFacts
from commonground.register.past import forget_past, reading_as_of, state_models
from commonground.register.portable import label_of
from commonground.register.routing import current_alias
from commonground.register.state_outline import outline_state, read_records
from commonground.register.suggestions import kept_suggestions
from commonground.register.workflows import suggesting
from commonground.register.workflows.actor import Actor
from commonground.register.workflows.agreement import (
    Decision,
    Proposed,
    judge_link,
    propose_link,
    withdraw_link,
)
from commonground.register.workflows.bulk_agreement import Agreement
from commonground.register.workflows.claims import state_claims
from commonground.register.workflows.editing import add_fact, change_fact, retire_fact
from commonground.register.workflows.examining import Looked, record_examination
from commonground.register.workflows.intake import add_documents
from commonground.register.workflows.judging import consolidated, judge_proposal, key_of
from commonground.register.workflows.reviewing import Keep, clear_review
from commonground.register.workflows.succession import record_successions
from commonground.register.workflows.suggesting import Asked, suggest
from commonground.register.works import works

pytestmark = pytest.mark.usefixtures("register", "_no_copies")
OFFICER = Actor("secretariat")
SECTORS = ("ITU-D", "ITU-R", "ITU-T")
STEPS, SERIES = 8, 3
# What counts changes or is made anew with its row; docs/editions.md names it.
NOT_KEPT: Mapping[str, tuple[str, ...]] = {
    "register.linkstanding": ("version", "changed_at"),
    "register.sectorstanding": ("id",),
}
FACTS = (
    "area",
    "theme",
    "body",
    "mandate",
    "question",
    "instrument",
    "revision",
    "workitem",
    "activity",
    "link",
)


@pytest.fixture
def _no_copies() -> Iterator[None]:
    yield
    forget_past()


class Clock:
    """A clock that goes on by a second whenever it is read."""

    def __init__(self) -> None:
        self.at = datetime(2100, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def noted() -> dict[str, Any]:
    """The whole state that is being read, as values to compare."""
    outline = outline_state("en")
    sketches = [((kind, name), one) for kind, held in outline.items() for name, one in held.items()]
    records = {(one.kind, one.id): one for one in read_records(sketches, "en")}
    return {
        "records": [records[key] for key in sorted(records)],
        "suggestions": [one.suggestion.to_json() for one in kept_suggestions()],
        **{label_of(model): rows_of(label_of(model)) for model in state_models()},
    }


def rows_of(label: str) -> list[dict[str, Any]]:
    """All rows of a table, but for what an earlier state does not keep."""
    model = apps.get_model(label)
    left_out = {"account_id", *NOT_KEPT.get(label, ())}
    if label.partition(".")[2] in FACTS:
        left_out.add("version")
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in left_out]
    rows = model._base_manager.using(current_alias()).values(*names)
    return sorted(rows, key=lambda row: [str(row.get(name, "")) for name in ("id", "link_id", "sector")])


class People:
    """What people and machines do to a register, drawn by chance; what is refused changes nothing."""

    def __init__(self, rng: Random, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rng, self.clock, self.count = rng, Clock(), 0
        self.proposed: tuple[Suggestion, ...] = ()
        monkeypatch.setattr(suggesting, "propose", self._propose)

    def act(self) -> str:
        """Do something, and say what."""
        self.count += 1
        acts = [name for name in dir(self) if name.startswith("do_")]
        chosen = self.rng.choice(acts)
        with suppress(CommongroundError):
            getattr(self, chosen)()
        return chosen

    def _propose(self, left: Sequence[Item], right: Sequence[Item], **_: Any) -> tuple[Suggestion, ...]:
        ids = ({item.id for item in left}, {item.id for item in right})
        return tuple(one for one in self.proposed if one.left in ids[0] and one.right in ids[1])

    def _link(self, **wanted: Any) -> models.LinkStanding:
        found = list(models.LinkStanding.objects.filter(is_current=True, **wanted).order_by("-pk")[:60])
        if not found:
            raise NotFound("no such link now")
        return self.rng.choice(found)

    def _work(self) -> str:
        return self.rng.choice(["ITU-D Q7/1", "ITU-R WP 6A", "ITU-T Q7/5", "ITU-D Q6/2", "ITU-T SG5"])

    def _text(self, *words: str) -> str:
        return f"{self.rng.choice(words)} {self.count}"

    def do_judge(self) -> None:
        link = self._link()
        verdict = self.rng.choice(list(Verdict))
        actor = Actor("focal-point", self.rng.choice(link.sectors))
        judge_link(link.code, Decision(verdict, reason=self._text("Because")), actor, self.clock)

    def do_propose(self) -> None:
        propose_link(Proposed(self._work(), self._work(), note="by chance"), OFFICER, self.clock)

    def do_withdraw(self) -> None:
        withdraw_link(self._link(state="proposed").code, "not meant", OFFICER, self.clock)

    def do_amend(self) -> None:
        link = self._link(origin="proposed")
        with transaction.atomic():
            agreement = Agreement(OFFICER, works())
            agreement.amend(agreement.get_link(link.code), {"note": self._text("Note")}, None, "")
            agreement.write(self.clock())

    def do_retitle(self) -> None:
        row = self.rng.choice(list(models.Question.objects.filter(code__in=("ITU-D Q6/2", "ITU-T Q7/5"))))
        title = self.rng.choice(["Waste", "Waste of ICT", row.title])
        change_fact("question", (row.code, row.period), {"title": title}, OFFICER, self.clock)

    def do_rename_body(self) -> None:
        change_fact("body", ("ITU-T SG5",), {"names": {"en": self._text("SG5")}}, OFFICER, self.clock)

    def do_change_theme(self) -> None:
        theme = models.Theme.objects.order_by("pk")[0]
        topics = [*theme.sub_topics[1:], self._text("Topic")]
        change_fact("theme", (theme.code,), {"sub_topics": topics}, OFFICER, self.clock)

    def do_add_or_retire_area(self) -> None:
        if models.Area.objects.filter(label="Quantum").exists():
            retire_fact("area", ("Quantum",), OFFICER, self.clock)
        else:
            add_fact(
                "area", {"label": "Quantum", "labels": {"en": self._text("Qubits")}}, OFFICER, self.clock
            )

    def do_state_or_retire_link(self) -> None:
        row = models.Link.objects.filter(subject__startswith="ITU-").order_by("pk").first()
        if row is not None and self.rng.random() < 0.6:
            key = (row.subject, row.predicate, row.object, row.period, row.theme)
            retire_fact("link", key, OFFICER, self.clock)
        else:
            pair = {"subject": self._work(), "object": self._work(), "predicate": str(Predicate.OVERLAPS)}
            add_fact("link", pair, OFFICER, self.clock)

    def do_state_claims(self) -> None:
        row = self.rng.choice(list(models.Link.objects.order_by("pk")[:9]))
        values = {name: getattr(row, name) for name in ("subject", "predicate", "object", "period", "theme")}
        piece = {
            "source": self._text("file.tsv"),
            "locator": {"row": self.count},
            "text": self._text("they work on it"),
            "kind": str(EvidenceKind.STATED),
            "strength": 1.0,
        }
        with transaction.atomic():
            state_claims([StatedClaim(values, (piece,))], OFFICER, self.clock(), "", HeldFacts())

    def do_examine(self) -> None:
        looked = Looked("Water", self.rng.choice(SECTORS), "Climate change", self.rng.random() < 0.3)
        record_examination(looked, OFFICER, self.clock)

    def do_clear(self) -> None:
        link = self._link(suspect_since__isnull=False)
        clear_review(link.code, OFFICER, self.clock, keep=self.rng.choice(list(Keep)))

    def do_judge_proposal(self) -> None:
        proposal = self.rng.choice(consolidated().proposals[:30])
        judge_proposal(key_of(proposal), self.rng.choice(list(Verdict)), OFFICER, self.clock)

    def do_suggest(self) -> None:
        """A run that proposes new links, others than before, and some of them otherwise."""
        explanation = Explanation(
            sentences={"en": self._text("Both speak of waste.")},
            left=(),
            right=(),
            terms=(),
            references=(),
            features={"words": 0.5},
        )
        pairs = [("ITU-D Q7/1", "ITU-R WP 6A"), ("ITU-D Q6/2", "ITU-R WP 7C"), ("ITU-D Q1/1", "ITU-R WP 5A")]
        self.proposed = tuple(
            Suggestion(left, right, self.rng.choice(list(Relation)), self.rng.choice([0.5, 0.6]), explanation)
            for left, right in self.rng.sample(pairs, self.rng.randint(1, 3))
        )
        suggest(Asked(("ITU-D", "ITU-R")), FakeEncoder(), OFFICER, self.clock)

    def do_succeed(self) -> None:
        rows = list(models.Question.objects.filter(sector="ITU-D").exclude(period="2026-2029"))
        question = self.rng.choice(rows)
        kind = self.rng.choice([SuccessionKind.RENUMBERED, SuccessionKind.CLOSED])
        is_closed = kind is SuccessionKind.CLOSED
        row = SuccessionRow(
            kind=kind,
            predecessor=question.code,
            predecessor_period=question.period,
            successor="" if is_closed else f"ITU-D Q{20 + self.count}/1",
            successor_period="" if is_closed else "2026-2029",
            title="" if is_closed else self._text("Carried on"),
            start=None if is_closed else 2026,
            end=None if is_closed else 2029,
            place="row 2",
        )
        record_successions([row], OFFICER, self.clock)

    def do_add_document(self) -> None:
        """A paper, or a revision of one, with a list, sub-topics, links and a matrix of a theme, new or not."""
        name = f"paper-{self.count}.docx"
        place = Origin(name, Locator(table=1, row=self.count))
        number = f"TDAG/{self.rng.randint(1, 2)}(Rev.{self.rng.randint(1, 9)})"
        document = Document(
            f"{self.count:064x}",
            name,
            "text/plain",
            (Passage("We work on water.", Locator(paragraph=1)),),
            "en",
            DocumentMetadata(number=number, title=self._text("Paper")),
        )
        entry = ListEntry("9.9", str(self.count), self._text("Subject"), origins=(place,))
        again = ListEntry("9.9", "1", "Subject 1", origins=(place,))
        theme = self.rng.choice(["Climate change", "Spectrum for all"])
        cell = MatrixEntry(self._text("SG5"), ("ITU-T",), (self._work(),), origins=(place,))
        rows = (MatrixRow("Sub-topics", self._text("Row"), (cell,), origins=(place,)),)
        links = (
            Link(self._work(), Predicate.OVERLAPS, self._work(), evidence=(self._evidence(place),)),
            Link("ITU-D Q6/2", Predicate.OVERLAPS, "ITU-T Q7/5", evidence=(self._evidence(place),)),
        )
        extract = Extract(
            document,
            2026,
            area_lists=(AreaList("9.9", "List", (entry, again), (0,)),),
            sub_topics=(
                SubTopicList("Climate change", "", (self._text("Glaciers"),), (place.locator,), (0,)),
            ),
            matrices=(ReadMatrix(ThemeMatrix(theme, SECTORS, rows), theme, (0,), 1),),
            links=tuple(one for one in links if one.subject != one.object),
        )
        add_documents([document], lambda read: replace(extract, document=read), OFFICER, self.clock)

    def _evidence(self, place: Origin) -> Evidence:
        return Evidence(place, self._text("both"), EvidenceKind.STATED)


def compare(read: Mapping[str, Any], wanted: Mapping[str, Any], where: str) -> None:
    """Fails naming the table and the first row or field that is not as it was."""
    for name, rows in wanted.items():
        if name == "register.linkstanding":
            forget_learned(read[name], rows)
        if read[name] == rows:
            continue
        for now, was in zip_longest(read[name], rows):
            if now != was:
                pytest.fail(f"{where}: {name}: {_differing(now, was)}")


def forget_learned(read: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    """A fingerprint that was not known then may be known of that text by now: nobody sees the difference."""
    for now, was in zip(read, wanted, strict=False):
        for name in ("left_fingerprint", "right_fingerprint"):
            if was[name] == "":
                now[name] = ""


def _differing(now: Any, was: Any) -> str:
    if isinstance(now, dict) and isinstance(was, dict):
        return f"{was}: " + "; ".join(f"{k}: {now[k]!r} for {v!r}" for k, v in was.items() if now[k] != v)
    return f"{now!r} for {was!r}"


@pytest.mark.parametrize("seed", range(SERIES))
def test_every_moment_of_a_random_series_is_read_as_it_was(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = People(Random(seed), monkeypatch)  # noqa: S311 - chance that can be repeated
    people.do_suggest()
    people.do_add_document()
    seen = [("begin", people.clock.at, noted())]
    told = []
    for _ in range(STEPS):
        told.append(people.act())
        seen.append((" ".join(told), people.clock.at, noted()))
    for where, moment, state in reversed(seen):
        with reading_as_of(moment=moment + timedelta(milliseconds=500)):
            read = noted()
        compare(read, state, f"series {seed}, after {where}; all: {' '.join(told)}")
    compare(noted(), seen[-1][2], "the present")
