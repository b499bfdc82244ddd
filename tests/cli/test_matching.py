"""Who else works on a subject, and which links to propose: whole commands with the embedded model."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.cli.conftest import Command

from commonground.register.search import index_folder

BETWEEN = ("ITU-R", "ITU-D")
SUBJECT = {
    "en": "disaster relief and early warning",
    "fr": "secours en cas de catastrophe et alerte avancée",
    "es": "operaciones de socorro en caso de catástrofe y alerta temprana",
    "ru": "ликвидация последствий бедствий и раннее предупреждение",
    "ar": "الإغاثة في حالات الكوارث والإنذار المبكر",
    "zh": "灾害救援和早期预警",
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a register, its search index and the links proposed between two Sectors, made once."""
    from commonground.matching.embedding.loading import load_encoder
    from commonground.profiles import load_profile
    from commonground.register.opening import close_register
    from commonground.register.search import open_index
    from commonground.register.vectors import StoredEncoder
    from commonground.register.workflows.actor import Actor, utc_now
    from commonground.register.workflows.creation import create_register
    from commonground.register.workflows.suggesting import Asked, suggest

    folder = tmp_path_factory.mktemp("prepared")
    register = folder / "commonground.sqlite"
    whole = load_profile("itu")
    # Most of one Sector's Questions are left out, so that the tests take seconds.
    kept = (q for q in whole.questions if q.sector == "ITU-D" or q.body == "ITU-T SG5")
    part = replace(whole, questions=tuple(kept))
    create_register(register, part, Actor(), utc_now, with_lists=False)
    open_index(register, load_encoder(), lambda _: None)
    suggest(Asked(BETWEEN), StoredEncoder(load_encoder()), Actor(), utc_now)
    close_register()
    return folder


@pytest.fixture
def register(prepared: Path, workplace: Path) -> Path:
    """The prepared register and its index, copied into the folder that commands run in."""
    shutil.copytree(prepared, workplace, dirs_exist_ok=True)
    return workplace / "commonground.sqlite"


@pytest.mark.usefixtures("register")
def test_a_subject_is_found_in_every_language(command: Command) -> None:
    for language, text in SUBJECT.items():
        ran = command("find", text, "--json")
        assert ran.code == 0
        value = ran.value
        found = [hit["id"] for hit in value["hits"]]
        assert {"ITU-D Q5/2", "PP Resolution 136", "WRC Resolution 646"} & set(found[:10]), language
        assert all(hit["sentence"] for hit in value["hits"])
        rolled = [name for sector in value["sectors"] for group in sector["groups"] for name in group["hits"]]
        assert sorted(rolled) == sorted(found)


@pytest.mark.usefixtures("register")
def test_finds_are_a_table_for_people_with_their_reasons(command: Command) -> None:
    ran = command("find", "e-waste", "--lang", "fr")
    assert "ITU-T Q7/5" in ran.out
    assert "Says" in ran.out
    assert not ran.err.startswith("Making")


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("text", ["无障碍", "إمكانية النفاذ"])
def test_work_under_an_area_is_found_by_the_areas_name_in_any_language(command: Command, text: str) -> None:
    hits = command("find", text, "--json").value["hits"]
    found = {hit["id"]: hit["sentence"] for hit in hits}
    assert "WTSA Resolution 70" in found
    assert any("under the area “" in sentence for sentence in found.values())
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_the_index_is_made_at_the_first_find(command: Command, register: Path) -> None:
    shutil.rmtree(index_folder(register))
    ran = command("find", "e-waste", "--json")
    assert ran.value["hits"]
    assert ran.err == "Making the search index\n"


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_no_words_to_look_for_are_bad_input(command: Command, text: str) -> None:
    ran = command("find", text)
    assert ran.code == 3
    assert "name a subject" in ran.err


@pytest.mark.usefixtures("register")
def test_words_that_nothing_says_find_nothing_and_say_so(command: Command) -> None:
    ran = command("find", "???")
    assert ran.code == 0
    assert "Nothing found" in ran.err


@pytest.mark.usefixtures("register")
def test_one_common_word_of_several_is_no_find_for_people(command: Command) -> None:
    ran = command("find", "child online protection")
    assert "PP Resolution 179" in ran.out
    assert "Lightning" not in ran.out
    assert "weaker ones with --json" in ran.err


@pytest.mark.usefixtures("register")
def test_made_up_words_are_near_nothing(command: Command) -> None:
    ran = command("find", "xyzzy foo")
    assert ran.code == 0
    assert ran.out == ""
    assert "Nothing comes near “xyzzy foo”" in ran.err
    assert command("find", "xyzzy foo", "--json").value["is_near"] is False


@pytest.mark.usefixtures("register")
def test_work_is_found_by_a_word_that_no_work_says(command: Command) -> None:
    value = command("find", "desastres", "--json").value
    assert value["is_near"] is True
    assert {"ITU-D Q5/2", "PP Resolution 136", "WRC Resolution 646"} <= {hit["id"] for hit in value["hits"]}


@pytest.mark.usefixtures("register")
def test_links_are_proposed_judged_and_refused_ones_stay_away(command: Command) -> None:
    first = command("suggest", "--between", *BETWEEN, "--json").value
    assert first["between"] == [["ITU-R", "ITU-D"]]
    assert first["counts"]["unchanged"] == len(first["suggestions"]) > 1
    proposed = [one for one in first["suggestions"] if not one["is_stated"]]
    refused, accepted = proposed[0]["id"], proposed[1]["id"]
    assert command("judge", refused, "reject", "--sector", "itu-d").code == 0
    for sector in BETWEEN:
        judged = command("judge", accepted, "accept", "--sector", sector, "--json").value
    assert (judged["state"], judged["verdict"]) == ("agreed", "accept")
    again = command("suggest", "--between", *reversed(BETWEEN), "--json").value
    assert (again["counts"]["new"], again["counts"]["updated"], again["counts"]["blocked"]) == (0, 0, 1)
    states = {one["id"]: one["state"] for one in again["suggestions"]}
    assert (states[refused], states[accepted]) == ("rejected", "agreed")
    assert "too few to learn from" in again["learning"]
    assert [one["id"] for one in command("suggestions", "--state", "rejected", "--json").value] == [refused]


@pytest.mark.usefixtures("register")
def test_every_proposal_has_a_reason_that_lies_in_its_texts(command: Command) -> None:
    value = command("suggestions", "--json").value
    assert value
    for one in value:
        why = one["explanation"]
        assert why["sentence"]
        assert set(why["sentences"]) == {"ar", "zh", "en", "fr", "ru", "es"}
        for passage in (*why["left"], *why["right"]):
            assert all(0 <= start < end <= len(passage["text"]) for start, end in passage["spans"])


@pytest.mark.usefixtures("register")
def test_suggestions_are_shown_to_people_with_what_to_do_next(command: Command) -> None:
    ran = command("suggestions", "--limit", "3")
    assert "commonground judge ID" in ran.err
    name = command("suggestions", "--json").value[0]["id"]
    assert name in ran.out
    reasons = command("suggestions", name, "--lang", "ru")
    assert name in reasons.out
    assert "Shared" in reasons.out


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("words", "code", "advice"),
    [
        (("suggest", "--between", "ITU-R", "FIFA"), 4, "ITU-R, ITU-T, ITU-D"),
        (("suggest", "--between", "ITU-R", "ITU-R"), 3, "two different Sectors"),
        (("suggest", "--top", "0"), 3, "--top"),
        (("suggest", "--threshold", "2"), 3, "from 0 to 1"),
        (("suggestions", "12345678"), 4, "commonground suggestions"),
        (("suggestions", "--state", "great"), 3, "agreed"),
        (("judge", "12345678", "accept"), 4, "areas --proposals"),
        (("find", "e-waste", "--encoder", "oracle"), 3, "default"),
    ],
)
def test_bad_words_are_refused_with_advice(
    command: Command, words: tuple[str, ...], code: int, advice: str
) -> None:
    ran = command(*words)
    assert ran.code == code
    assert advice in ran.err


@pytest.mark.usefixtures("register")
def test_discoveries_name_items_of_several_sectors(command: Command) -> None:
    value = command("discover", "--json").value
    assert value
    assert all(len(one["sectors"]) > 1 and len(one["items"]) > 1 and one["name"] for one in value)
    shown = command("discover", "--limit", "1")
    assert value[0]["items"][0] in shown.out


def test_without_a_register_it_says_how_to_make_one(command: Command) -> None:
    ran = command("find", "e-waste")
    assert ran.code == 4
    assert "commonground init" in ran.err


def test_many_papers_do_not_hide_who_works_on_a_subject(
    command: Command, register: Path, tmp_path: Path
) -> None:
    assert register.exists()
    for number in range(12):
        text = f"# Recycling of e-waste, part {number}\n\nOn the recycling of e-waste.\n"
        (tmp_path / f"paper-{number}.md").write_text(text)
    command("add", *tmp_path.glob("paper-*.md"))
    hits = command("find", "recycling of e-waste", "--top", "8", "--json").value["hits"]
    kinds = [hit["kind"] for hit in hits]
    assert len(kinds) == 8
    assert kinds.count("document") == 4
    assert "ITU-T Q7/5" in [hit["id"] for hit in hits]
