"""Links are listed, proposed, judged, reviewed and carried on from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command


def test_a_link_from_proposal_to_the_next_study_period(command: Command) -> None:
    command("init")
    link = command("propose", "ITU-D Q7/1", "ITU-R WP 6A", "--reason", "access", "--json").value
    waiting = command("links", "--waiting-for", "itu-r", "--state", "proposed", "--json").value
    assert [one["code"] for one in waiting] == [link["code"]]
    for sector in ("ITU-D", "ITU-R"):
        assert command("judge", link["code"], "accept", "--sector", sector, "--reason", "yes").code == 0
    told = command("history", link["code"], "--role", "visitor", "--json").value["history"]
    judged = [one for one in told if one["what"] == "judged"]
    assert [(one["sector"], one["reason"], one["is_reason_withheld"]) for one in judged] == [
        ("ITU-D", "", True),
        ("ITU-R", "", True),
    ]
    assert command("succession", "template", "-o", "record.csv").code == 0
    row = "renumbered,ITU-D Q7/1,2022-2025,ITU-D Q9/1,2026-2029,Access,moved,,2026,2029\r\n"
    with Path("record.csv").open("a", encoding="utf-8", newline="") as file:
        file.write(row)
    assert command("succession", "import", "record.csv", "--dry-run", "--json").value["is_dry_run"]
    assert command("succession", "list", "--json").value == []
    assert command("succession", "import", "record.csv").code == 0
    review = command("review", "--after", "WTDC", "--json").value
    assert ("ITU-D Q9/1", "ITU-R WP 6A") in {(one["left"], one["right"]) for one in review["to_confirm"]}
    again = command("succession", "import", "record.csv")
    assert (again.code, "recorded already" in again.err) == (3, True)


def test_looked_and_found_nothing(command: Command) -> None:
    command("init")
    assert command("examined", "accessibility", "itu-r", "--json").value["state"] == "none"
    assert command("examined", "one name").code == 3
