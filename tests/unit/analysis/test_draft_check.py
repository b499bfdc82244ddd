"""A draft is compared whole and sentence by sentence; nobody is consulted twice, nothing new is hidden."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.fake_encoder import FakeEncoder

from commonground.analysis.draft_check import check_draft, title_of
from commonground.domain.document import Document, DocumentMetadata, Locator, Passage, PassageKind
from commonground.domain.draft_report import DraftReport, Strength
from commonground.domain.reference import LocatedReference, Reference, ReferenceKind
from commonground.domain.suggestion import Explanation, MatchedPassage, Relation, Suggestion
from commonground.errors import BadInput
from commonground.matching.item import Item, ItemKind

ITEMS = (
    Item("T SG5", "Environment and circular economy", kind=ItemKind.BODY, sector="T", group="T SG5"),
    Item("T Q7/5", "Recycling of old batteries", kind=ItemKind.QUESTION, sector="T", group="T SG5"),
    Item("T Q7/5@2013", "Recycling of old batteries", kind=ItemKind.QUESTION, sector="T", group="T SG5"),
    Item("D Q6/2", "Collecting waste in villages", kind=ItemKind.QUESTION, sector="D", group="D SG2"),
    Item("R WP 1C", "Monitoring of spectrum", kind=ItemKind.BODY, sector="R", group="R SG1"),
    Item("PP Resolution 1", "Protecting soil and water", kind=ItemKind.INSTRUMENT, sector="GS", group="PP"),
    Item("area:waste", "Old batteries", kind=ItemKind.AREA),
)
BATTERIES = "Recycling of old batteries is needed everywhere in the country."
SONGS = "Singers of choirs rehearse wonderful melodies every single evening."


class Words:
    """Stands in for the matching plan: the share of an item's title words that the left side says."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def __call__(
        self, left: Sequence[Item], right: Sequence[Item], *, top: int, threshold: float
    ) -> tuple[Suggestion, ...]:
        self.asked.append(tuple(item.id for item in left))
        found = []
        for one in left:
            said = f"{one.title} {one.text}".casefold()
            first = (one.text or one.title).partition(".")[0]
            why = Explanation({"en": "."}, (MatchedPassage(one.id, "text", first),))
            for other in right:
                words = [word for word in other.title.casefold().split() if len(word) > 3]
                share = sum(word in said for word in words) / max(len(words), 1)
                probability = 0.95 if other.id in one.references else 0.9 * share
                if probability >= threshold:
                    found.append(Suggestion(one.id, other.id, Relation.SAME_SUBJECT, probability, why))
        return tuple(sorted(found, key=lambda s: -s.probability))[: top * len(left)]


def draft(*texts: str, title: str = "A draft", language: str | None = "en") -> Document:
    passages = tuple(Passage(text, Locator(paragraph=place)) for place, text in enumerate(texts, 1))
    return Document("0" * 64, "draft.md", "text/markdown", passages, language, DocumentMetadata(title=title))


def checked(document: Document, references: Sequence[LocatedReference] = ()) -> DraftReport:
    return check_draft(document, ITEMS, propose=Words(), encoder=FakeEncoder(), references=references)


def test_overlaps_come_strongest_first_with_their_strength() -> None:
    report = checked(draft(BATTERIES, "Collecting waste is hard and towns have no money for it."))
    assert [overlap.item for overlap in report.overlaps[:2]] == ["T Q7/5", "D Q6/2"]
    assert report.overlaps[0].strength is Strength.STRONG
    assert list(report.by_sector)[:2] == ["T", "D"]
    assert [label for label, _ in report.areas] == ["Old batteries"]


def test_a_passage_that_nothing_comes_near_looks_new() -> None:
    report = checked(draft(BATTERIES, SONGS))
    assert [passage.text for passage in report.new] == [SONGS]
    assert report.new[0].locator == Locator(paragraph=2)
    assert report.passages == 2


def test_an_event_makes_nothing_known_and_is_no_overlap_of_a_sentence() -> None:
    event = Item("activity:choirs", SONGS, kind=ItemKind.ACTIVITY)
    report = check_draft(draft(BATTERIES, SONGS), (*ITEMS, event), propose=Words(), encoder=FakeEncoder())
    assert [passage.text for passage in report.new] == [SONGS]


def test_groups_to_consult_are_rolled_up_from_questions() -> None:
    report = checked(draft(BATTERIES, "Collecting waste in towns is what this is about."))
    assert [one.group for one in report.consult] == ["T SG5", "D SG2"]
    assert report.consult[0].items == ("T Q7/5",)
    assert report.consult[0].name == "Environment and circular economy"
    assert "PP" not in {one.group for one in report.consult}  # conferences are not consulted


def test_what_the_draft_names_comes_first() -> None:
    cited = Reference("WP 1C", 0, 5, ReferenceKind.BODY, "R WP 1C")
    references = [LocatedReference(cited, Locator(paragraph=2), 1)]
    document = draft(BATTERIES, "WP 1C")
    report = checked(document, references)
    assert [one.group for one in report.consult] == ["R SG1", "T SG5"]
    assert report.consult[0].is_cited
    assert next(o for o in report.overlaps if o.item == "R WP 1C").is_cited
    assert report.passages == 1  # a passage of nothing but references says nothing by itself


def test_a_passage_that_names_existing_work_is_not_new() -> None:
    cited = Reference("Resolution 1", 0, 12, ReferenceKind.RESOLUTION, "PP Resolution 1")
    text = f"Resolution 1 is what {SONGS}"
    report = checked(draft(text), [LocatedReference(cited, Locator(paragraph=1), 0)])
    assert report.new == ()


def test_the_name_of_the_work_a_sentence_cites_brings_it_near_nothing_else() -> None:
    cited = Reference("Protecting soil and water", 0, 25, ReferenceKind.RESOLUTION, "X 9")
    text = "Protecting soil and water is no longer what singers of choirs want to read."
    report = checked(draft(text), [LocatedReference(cited, Locator(paragraph=1), 0)])
    assert "PP Resolution 1" not in {overlap.item for overlap in report.overlaps if overlap.probability < 0.9}


def test_a_bracket_ends_no_sentence() -> None:
    text = f"Resolution 66 (Rev. Buenos Aires, 2017) says that {BATTERIES[0].lower()}{BATTERIES[1:]}"
    report = checked(draft(text))
    said = {passage.text for overlap in report.overlaps for passage in overlap.explanation.left}
    assert not any(one.startswith("Buenos Aires") for one in said)


def test_the_kind_of_paper_is_no_subject() -> None:
    work = (*ITEMS, Item("X 1", "Draft new Question", kind=ItemKind.QUESTION, sector="T", group="T SG5"))
    document = draft(title="Draft new Question on recycling of old batteries")
    report = check_draft(document, work, propose=Words(), encoder=FakeEncoder())
    assert report.title == "Draft new Question on recycling of old batteries"
    assert report.overlaps[0].item == "T Q7/5"
    assert "X 1" not in {overlap.item for overlap in report.overlaps}


def test_work_under_an_area_of_the_title_is_likelier_than_under_one_of_the_text() -> None:
    area = Item("area:songs", "Choir songs", kind=ItemKind.AREA, areas=("songs",))
    filed = Item("D Q9/9", "Xylophones", kind=ItemKind.QUESTION, sector="D", group="D SG2", areas=("songs",))
    found = []
    for document in (
        draft(BATTERIES, title="Choir songs"),
        draft(f"{BATTERIES} Choir songs.", title="Batteries"),
    ):
        report = check_draft(document, (*ITEMS, area, filed), propose=Words(), encoder=FakeEncoder())
        found += [overlap.probability for overlap in report.overlaps if overlap.item == "D Q9/9"]
    assert len(found) <= 2
    assert found == sorted(found, reverse=True)


def test_earlier_states_of_work_that_goes_on_are_left_out() -> None:
    assert "T Q7/5@2013" not in {overlap.item for overlap in checked(draft(BATTERIES)).overlaps}


def test_one_sentence_among_many_finds_its_work() -> None:
    long = f"{SONGS} {BATTERIES} {SONGS}"
    report = checked(draft(long))
    assert report.overlaps[0].item == "T Q7/5"
    assert report.overlaps[0].places == (Locator(paragraph=1),)
    assert report.new == ()


@pytest.mark.parametrize("language", ["ar", "zh", "en", "fr", "ru", "es", "de", None])
def test_any_language_is_taken(language: str | None) -> None:
    report = checked(draft("从蜂箱中收集蜂蜜的农民获得报酬的方式是什么？", BATTERIES, language=language))
    assert report.language == language
    assert report.passages == 2


def test_a_draft_without_words_is_refused() -> None:
    with pytest.raises(BadInput, match="no words"):
        checked(draft(title=""))


def test_a_title_alone_is_compared() -> None:
    report = checked(draft(title="Recycling of old batteries"))
    assert report.overlaps[0].item == "T Q7/5"
    assert report.passages == 0


def test_a_very_long_draft_is_compared_in_pieces() -> None:
    words = Words()
    document = draft(*(f"{BATTERIES} {place}" for place in range(2000)))
    report = check_draft(document, ITEMS, propose=words, encoder=FakeEncoder())
    assert report.passages <= 81
    assert report.overlaps[0].item == "T Q7/5"


def test_the_title_is_what_the_draft_calls_itself() -> None:
    heading = Passage("Draft  Question\non waste", kind=PassageKind.HEADING)
    text = Passage("Some words before it.")
    document = Document("0" * 64, "d", "text/plain", (text, heading))
    assert title_of(document) == "Draft Question on waste"
    assert title_of(Document("0" * 64, "d", "text/plain", (text,))) == "Some words before it."
    assert title_of(Document("0" * 64, "d", "text/plain", ())) == ""


def test_the_order_of_the_items_makes_no_difference() -> None:
    document = draft(BATTERIES, SONGS, "Protecting soil and water needs money.")
    made = [
        check_draft(document, items, propose=Words(), encoder=FakeEncoder()) for items in (ITEMS, ITEMS[::-1])
    ]
    assert made[0] == made[1]
