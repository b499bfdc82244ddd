"""A study period ends: links go on to the successors, to be confirmed, and the old ones stay with their period."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from commonground.analysis.items import items_of
from commonground.domain.link import Verdict
from commonground.domain.succession import SuccessionKind, SuccessionRow
from commonground.domain.suggestion import pair_key
from commonground.errors import BadInput, Conflict, NotAllowed, UnsupportedFormat
from commonground.register import models
from commonground.register.facts import read_profile
from commonground.register.links import link_history, link_json
from commonground.register.succession import read_fates
from commonground.register.succession_file import COLUMNS, read_rows, template
from commonground.register.suggestions import blocked_keys, find_suggestion
from commonground.register.workflows.actor import Actor, utc_now
from commonground.register.workflows.agreement import Decision, Proposed, judge_link, propose_link
from commonground.register.workflows.linking import keep_all_links
from commonground.register.workflows.reviewing import find_suspects
from commonground.register.workflows.succession import SuccessionReport, record_successions

pytestmark = pytest.mark.usefixtures("register")
OFFICER = Actor("secretariat")
OLD, NEW = "2022-2025", "2026-2029"
PARTNER = "ITU-R WP 6A"
C, N, M, S, X = (
    SuccessionKind.CONTINUED,
    SuccessionKind.RENUMBERED,
    SuccessionKind.MERGED,
    SuccessionKind.SPLIT,
    SuccessionKind.CLOSED,
)


def row(kind: SuccessionKind, old: str, new: str = "", title: str = "", **fields: Any) -> SuccessionRow:
    values = {
        "kind": kind,
        "predecessor": old,
        "predecessor_period": OLD,
        "successor": new,
        "successor_period": NEW if new else "",
        "title": title,
        "place": "row 2",
        "start": 2026 if new else None,
        "end": 2029 if new else None,
    }
    return SuccessionRow(**{**values, **fields})


def record(*rows: SuccessionRow, **options: Any) -> SuccessionReport:
    return record_successions(rows, OFFICER, utc_now, **options)


def link(
    left: str, verdicts: tuple[Verdict | None, Verdict | None] = (Verdict.ACCEPT, Verdict.ACCEPT)
) -> Any:
    made = propose_link(Proposed(left, PARTNER), OFFICER, utc_now)
    for sector, verdict in zip(("ITU-D", "ITU-R"), verdicts, strict=True):
        if verdict:
            judge_link(made.code, Decision(verdict), Actor("focal-point", sector), utc_now)
    return models.LinkStanding.objects.get(pk=made.pk)


def current(left: str) -> models.LinkStanding:
    return models.LinkStanding.objects.get(key=pair_key(left, PARTNER), is_current=True)


def tables() -> dict[str, int]:
    names = (
        "Succession",
        "Question",
        "StudyPeriod",
        "Body",
        "LinkStanding",
        "SectorStanding",
        "Change",
        "Suggestion",
    )
    return {name: getattr(models, name)._default_manager.count() for name in names}


def test_a_renumbered_question_takes_its_links_along_to_be_confirmed() -> None:
    old = link("ITU-D Q7/1")
    report = record(row(N, "ITU-D Q7/1", "ITU-D Q9/1", "Access for all"))
    assert (report.periods, report.added) == (["ITU-D 2026-2029"], ["ITU-D Q9/1@2026-2029"])
    new = current("ITU-D Q9/1")
    assert (new.period, new.origin, new.state, new.carried_from_id) == (
        NEW,
        "carried",
        "to-be-confirmed",
        old.pk,
    )
    assert (new.left_title, new.relation, new.sectors) == ("Access for all", old.relation, ["ITU-D", "ITU-R"])
    past = models.LinkStanding.objects.get(pk=old.pk)
    assert (past.is_current, past.ended_period, past.state, past.period) == (False, OLD, "agreed", "")
    assert models.Judgement.objects.filter(subject=old.key).count() == 2
    assert link_json(new)["carried_state"] == "agreed"
    with pytest.raises(Conflict, match="closed study period"):
        judge_link(old.code, Decision(Verdict.REJECT), Actor("focal-point", "ITU-D"), utc_now)


def test_a_carried_link_is_agreed_anew_only_by_all_its_sectors() -> None:
    link("ITU-D Q7/1")
    record(row(C, "ITU-D Q7/1", "ITU-D Q7/1", "Access for all"))
    new = current("ITU-D Q7/1")
    assert (new.period, new.state) == (NEW, "to-be-confirmed")
    judge_link(new.key, Decision(Verdict.ACCEPT), Actor("focal-point", "ITU-D"), utc_now)
    assert current("ITU-D Q7/1").state == "to-be-confirmed"
    judge_link(new.key, Decision(Verdict.ACCEPT), Actor("focal-point", "ITU-R"), utc_now)
    assert current("ITU-D Q7/1").state == "agreed"
    told = link_history(new, frozenset({"public", "members", "internal"}))
    assert [one["period"] for one in told if one["what"] == "judged"] == [OLD, OLD, NEW, NEW]


def test_a_merger_joins_the_links_of_both_and_keeps_the_surest() -> None:
    refused = link("ITU-D Q7/1", (Verdict.REJECT, None))
    accepted = link("ITU-D Q6/1")
    report = record(
        row(M, "ITU-D Q7/1", "ITU-D Q5/1", "Rural access for all"),
        row(M, "ITU-D Q6/1", "ITU-D Q5/1"),
    )
    new = current("ITU-D Q5/1")
    assert (new.carried_from_id, new.state) == (accepted.pk, "to-be-confirmed")
    assert report.links["joined"] >= 1
    assert not models.LinkStanding.objects.get(pk=refused.pk).is_current
    question = models.Question.objects.get(code="ITU-D Q5/1", period=NEW)
    assert question.predecessors == [f"ITU-D Q7/1@{OLD}", f"ITU-D Q6/1@{OLD}"]


def test_a_split_carries_a_link_to_each_successor() -> None:
    old = link("ITU-D Q7/1")
    record(
        row(S, "ITU-D Q7/1", "ITU-D Q7/1", "Disability"), row(S, "ITU-D Q7/1", "ITU-D Q8/1", "Older persons")
    )
    assert {current(one).carried_from_id for one in ("ITU-D Q7/1", "ITU-D Q8/1")} == {old.pk}


def test_what_is_closed_is_carried_nowhere_and_suggested_no_more() -> None:
    old = link("ITU-D Q7/1")
    report = record(row(X, "ITU-D Q7/1"))
    assert not models.LinkStanding.objects.filter(key=old.key, is_current=True).exists()
    assert models.LinkStanding.objects.get(pk=old.pk).ended_period == OLD
    assert report.links["closed"] >= 1
    assert read_fates().current("ITU-D Q7/1") == ()


def test_a_refused_pair_is_carried_refused_and_stays_blocked_under_its_new_number() -> None:
    link("ITU-D Q7/1", (Verdict.REJECT, None))
    record(row(N, "ITU-D Q7/1", "ITU-D Q9/1", "Access for all"))
    new = current("ITU-D Q9/1")
    assert new.state == "rejected"
    assert new.key in blocked_keys()
    judge_link(new.key, Decision(Verdict.ACCEPT), Actor("focal-point", "ITU-D"), utc_now)
    assert current("ITU-D Q9/1").state == "to-be-confirmed"
    assert new.key not in blocked_keys()


def test_it_stays_blocked_through_a_period_in_which_nobody_judged() -> None:
    link("ITU-D Q7/1", (Verdict.UNSURE, None))
    record(row(N, "ITU-D Q7/1", "ITU-D Q9/1", "Access for all"))
    later = {"predecessor_period": NEW, "successor_period": "2030-2033", "start": 2030, "end": 2033}
    record(row(N, "ITU-D Q9/1", "ITU-D Q1/2", "Access for everybody", **later))
    assert current("ITU-D Q1/2").key in blocked_keys()


def test_numbers_that_change_places_do_not_mix_up_their_links() -> None:
    first, second = link("ITU-D Q7/1"), link("ITU-D Q6/1", (Verdict.REJECT, None))
    record(row(N, "ITU-D Q7/1", "ITU-D Q6/1", "Access"), row(N, "ITU-D Q6/1", "ITU-D Q7/1", "Consumers"))
    assert current("ITU-D Q6/1").carried_from_id == first.pk
    assert current("ITU-D Q7/1").carried_from_id == second.pk
    assert current("ITU-D Q7/1").state == "rejected"
    assert find_suspects(OFFICER, utc_now).marked == []


def test_keys_of_carried_links_are_the_ids_of_matching_and_tables() -> None:
    link("ITU-D Q7/1")
    record(row(N, "ITU-D Q7/1", "ITU-D Q6/1", "Access"), row(N, "ITU-D Q6/1", "ITU-D Q8/1", "Consumers"))
    items = {item.id: item for item in items_of(read_profile())}
    assert items["ITU-D Q6/1"].title == "Access"
    assert items["ITU-D Q6/1"].predecessors == ("ITU-D Q7/1",)
    assert items["ITU-D Q8/1"].predecessors == (f"ITU-D Q6/1@{OLD}",)
    for standing in models.LinkStanding.objects.filter(is_current=True, origin="carried"):
        assert {standing.left, standing.right} <= items.keys()


def test_a_new_question_under_an_old_number_starts_without_the_old_links() -> None:
    link("ITU-D Q7/1")
    record(row(N, "ITU-D Q7/1", "ITU-D Q9/1", "Access"))
    models.Question.objects.create(
        code="ITU-D Q7/1", period=NEW, sector="ITU-D", body="ITU-D SG1", title="Satellite television"
    )
    keep_all_links(utc_now())
    assert not models.LinkStanding.objects.filter(
        key=pair_key("ITU-D Q7/1", PARTNER), is_current=True
    ).exists()
    again = propose_link(Proposed("ITU-D Q7/1", PARTNER), OFFICER, utc_now)
    assert again.state == "proposed"
    assert again.left_title == "Satellite television"


def test_a_number_of_older_work_that_is_given_anew_starts_without_the_links_of_that_work() -> None:
    older = propose_link(Proposed("ITU-D Q8/2", PARTNER), OFFICER, utc_now)  # of 2014-2017
    record(row(N, "ITU-D Q7/1", "ITU-D Q8/2", "Access for all"))
    ended = models.LinkStanding.objects.get(pk=older.pk)
    assert (ended.is_current, ended.ended_period) == (False, "2014-2017")
    assert not models.LinkStanding.objects.filter(key=older.key, is_current=True).exists()
    assert find_suspects(OFFICER, utc_now).marked == []


def test_what_sources_state_of_the_old_work_does_not_come_back_and_goes_to_the_heir() -> None:
    named = models.Question.objects.filter(period=OLD).values("code")
    stated = models.LinkStanding.objects.filter(is_stated=True, left__in=named).order_by("pk").first()
    assert stated is not None
    record(row(N, stated.left, "ITU-D Q9/2", "Something new"))
    before = models.LinkStanding.objects.filter(is_current=True).count()
    keep_all_links(utc_now())
    assert models.LinkStanding.objects.filter(is_current=True).count() == before
    assert not models.LinkStanding.objects.filter(key=stated.key, is_current=True).exists()
    heir = models.LinkStanding.objects.get(carried_from=stated)
    assert (heir.is_stated, heir.state) == (True, "to-be-confirmed")


def test_what_matching_said_goes_along_under_the_new_ids() -> None:
    from tests.unit.register.test_mapping_papers import keep

    keep("ITU-D Q7/1", PARTNER)
    record(row(N, "ITU-D Q7/1", "ITU-D Q9/1", "Access"))
    assert find_suggestion(pair_key("ITU-D Q7/1", PARTNER)) is None
    carried = find_suggestion(pair_key("ITU-D Q9/1", PARTNER))
    assert carried is not None
    assert (carried.left, carried.probability) == ("ITU-D Q9/1", 0.75)


def test_a_group_that_is_merged_takes_its_links_along() -> None:
    ends = {"predecessor_period": "2022-2024", "successor_period": "2025-2028"}
    propose_link(Proposed("ITU-T SG9", PARTNER), OFFICER, utc_now)
    record(row(M, "ITU-T SG9", "ITU-T SG21", **ends), row(M, "ITU-T SG16", "ITU-T SG21", **ends))
    ended = models.LinkStanding.objects.filter(left__in=("ITU-T SG9", "ITU-T SG16"))
    assert not ended.filter(is_current=True).exists()
    new = current("ITU-T SG21")
    assert (new.period, new.state) == ("2025-2028", "to-be-confirmed")


WRONG: dict[str, tuple[list[SuccessionRow], str]] = {
    "unknown Question": (
        [row(N, "ITU-D Q99/1", "ITU-D Q9/1", "x")],
        "row 2, predecessor: the register holds no",
    ),
    "wrong period": (
        [row(N, "ITU-D Q7/1", "ITU-D Q9/1", "x", predecessor_period="2018-2021x")],
        "row 2, predecessor",
    ),
    "successor without title": ([row(N, "ITU-D Q7/1", "ITU-D Q9/1")], "row 2, successor: .*title"),
    "successor of another Sector": (
        [row(N, "ITU-D Q7/1", "ITU-T Q9/5", "x")],
        "row 2, successor: .*no Question of ITU-D",
    ),
    "group unknown": ([row(N, "ITU-D Q7/1", "ITU-D Q1/77", "x")], "row 2, successor: .*ITU-D SG77"),
    "period without years": (
        [row(N, "ITU-D Q7/1", "ITU-D Q9/1", "x", start=None)],
        "row 2, successor_period: ITU-D has no study period 2026-2029",
    ),
    "period that ends first": ([row(N, "ITU-D Q7/1", "ITU-D Q9/1", "x", end=2020)], "row 2, end: .*2020"),
    "backwards": (
        [row(N, "ITU-D Q7/1", "ITU-D Q6/1", "x", successor_period="2018-2021")],
        "row 2, successor_period: .*does not begin after",
    ),
    "two titles": (
        [row(M, "ITU-D Q7/1", "ITU-D Q9/1", "x"), row(M, "ITU-D Q6/1", "ITU-D Q9/1", "y", place="row 3")],
        "row 3, title",
    ),
    "one of many": (
        [row(X, "ITU-D Q7/1"), row(M, "ITU-D Q6/1", "ITU-D Q9/1", "x", place="row 3")],
        "row 3, kind",
    ),
    "nothing at all": ([], "no row"),
}


@pytest.mark.parametrize("case", sorted(WRONG))
def test_a_wrong_record_is_refused_naming_row_and_field_and_nothing_changes(case: str) -> None:
    rows, words = WRONG[case]
    link("ITU-D Q7/1")
    before = tables()
    with pytest.raises(BadInput, match=words):
        record(*rows)
    assert tables() == before


def test_a_circle_with_what_was_recorded_is_refused() -> None:
    record(row(N, "ITU-D Q7/1", "ITU-D Q9/1", "x"))
    before = tables()
    with pytest.raises(BadInput, match="leads back"):
        record(
            row(N, "ITU-D Q9/1", "ITU-D Q7/1", predecessor_period=NEW, successor_period=OLD),
        )
    assert tables() == before


@pytest.mark.parametrize(
    "role", ["visitor", "delegate", "focal-point", "counsellor", "administrator", "machine"]
)
def test_only_the_secretariat_records_successions(role: str) -> None:
    with pytest.raises(NotAllowed):
        record_successions([row(X, "ITU-D Q7/1")], Actor(role, "ITU-D"), utc_now)
    assert not models.Succession.objects.exists()


def test_a_dry_run_tells_all_and_changes_nothing() -> None:
    link("ITU-D Q7/1")
    before = tables()
    report = record(row(N, "ITU-D Q7/1", "ITU-D Q9/1", "Access"), is_dry_run=True)
    assert tables() == before
    assert report.links["carried"] >= 1
    assert report.to_json()["counts"]["renumbered"] == 1
    again = record(row(N, "ITU-D Q7/1", "ITU-D Q9/1", "Access"))
    assert again.links == report.links


def test_a_crash_at_the_end_leaves_the_register_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    link("ITU-D Q7/1")
    before = tables()

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("commonground.register.workflows.succession.mark_changed", broken)
    with pytest.raises(OSError, match="disk full"):
        record(row(N, "ITU-D Q7/1", "ITU-D Q9/1", "Access"))
    assert tables() == before


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_filled_template_is_read_back(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"record.{form}"
    path.write_bytes(template(form))
    values = {
        "kind": "renumbered", "predecessor": "ITU-D Q7/1", "predecessor_period": OLD,
        "successor": "ITU-D Q9/1", "successor_period": NEW, "title": "Access", "start": "2026", "end": "2029",
    }  # fmt: skip
    cells = [values.get(name, "") for name in COLUMNS]
    if form == "csv":
        path.write_bytes(path.read_bytes() + ",".join(cells).encode() + b"\r\n")
    else:
        import openpyxl

        book = openpyxl.load_workbook(path)
        book.worksheets[0].append(cells)
        book.save(path)
    place = "row 2" if form == "csv" else "sheet succession, row 2"
    assert read_rows(path) == (row(N, "ITU-D Q7/1", "ITU-D Q9/1", "Access", place=place),)


def test_a_formula_in_a_record_is_refused_with_its_sheet_row_and_column(tmp_path: Path) -> None:
    import openpyxl

    path = tmp_path / "record.xlsx"
    path.write_bytes(template("xlsx"))
    book = openpyxl.load_workbook(path)
    values = {"kind": "renumbered", "predecessor": "ITU-D Q7/1", "predecessor_period": OLD,
              "successor": '=CONCAT("ITU-D ","Q9/1")', "successor_period": NEW}  # fmt: skip
    book.worksheets[0].append([values.get(name, "") for name in COLUMNS])
    book.save(path)
    with pytest.raises(BadInput, match="cell D2 holds a formula") as caught:
        read_rows(path)
    assert caught.value.where == "record.xlsx, sheet succession, row 2, successor"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind,predecessor\nclosed,x\n", "missing: predecessor_period"),
        ("a,b\n1,2\n", "unknown: a, b"),
        ("", "empty"),
        (",".join(COLUMNS) + "\nabolished,ITU-D Q7/1,2022-2025\n", "row 2, kind"),
        (",".join(COLUMNS) + "\nclosed,ITU-D Q7/1,2022-2025,,,,,,soon,\n", "row 2, start"),
    ],
)
def test_a_table_that_is_no_record_is_refused(text: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "record.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=words):
        read_rows(path)


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat):
        read_rows(tmp_path / "record.pdf")
    with pytest.raises(UnsupportedFormat):
        template("pdf")
