"""Workbooks out and in, and mapping tables of two Sectors, as an officer does it; a killed import is all or nothing."""

from __future__ import annotations

import io
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db import OperationalError, connection, transaction
from docx import Document
from openpyxl import Workbook, load_workbook
from tests.cli.conftest import Command

from commonground.register import models
from commonground.register.opening import open_register

ROWS = 4000


def edit(path: Path, changes: dict[tuple[str, str], str]) -> None:
    """Write texts into cells of a workbook, by sheet and cell."""
    book = load_workbook(path)
    for (sheet, cell), text in changes.items():
        book[sheet][cell] = text
    book.save(path)


def test_a_workbook_goes_out_is_edited_and_comes_back(command: Command, workplace: Path) -> None:
    command("init")
    assert command("export", "xlsx", "-o", "register.xlsx").code == 0
    path = workplace / "register.xlsx"
    label = str(load_workbook(path)["Areas"]["E2"].value)
    edit(path, {("Areas", "E2"): "Un autre nom"})
    dry = command("import", path, "--dry-run", "--json")
    assert dry.code == 0
    assert dry.value["counts"]["changed"] == 1
    assert dry.value["is_applied"] is False
    assert dry.value["rows"][0]["changes"] == [{"field": "labels.fr", "old": label, "new": "Un autre nom"}]
    shown = command("import", path, "--dry-run")
    assert f"labels.fr: {label} → Un autre nom" in shown.out
    assert "dry run: nothing was changed" in shown.err
    applied = command("import", path, "--reason", "as agreed")
    assert "Applied." in applied.err
    assert command("import", path, "--json").value["is_applied"] is False  # applied before: nothing to do


def test_a_refused_row_is_shown_with_its_place_and_stops_the_rest(command: Command, workplace: Path) -> None:
    command("init")
    command("export", "xlsx", "-o", "register.xlsx")
    path = workplace / "register.xlsx"
    edit(path, {("Areas", "E2"): "Un autre nom", ("Groups", "D3"): "No such group"})
    ran = command("import", path)
    assert ran.code == 3
    assert "no body 'No such group'" in ran.out
    assert "Nothing was changed" in ran.err
    partly = command("import", path, "--partial", "--json")
    assert partly.code == 0
    assert (partly.value["counts"]["changed"], partly.value["counts"]["refused"]) == (1, 1)


def test_a_focal_point_may_not_change_another_sectors_groups(command: Command, workplace: Path) -> None:
    command("init")
    command("export", "xlsx", "-o", "register.xlsx", "--lang", "fr")
    path = workplace / "register.xlsx"
    book = load_workbook(path)
    sheet = book["Groupes"]
    row = next(n for n, values in enumerate(sheet.values, 1) if values[0] == "ITU-T SG5")
    sheet.cell(row, 5).value = "مجموعة"
    book.save(path)
    assert command("import", path, "--sector", "ITU-R").code == 7
    assert command("import", path, "--sector", "ITU-T", "--dry-run").code == 0


def test_a_missing_file_and_a_document_are_told_apart_from_exchange_files(
    command: Command, workplace: Path
) -> None:
    command("init")
    assert command("import", "nothing.xlsx").code == 4
    (workplace / "words.txt").write_text("just words", encoding="utf-8")
    ran = command("import", "words.txt")
    assert ran.code == 3
    assert "export xlsx" in ran.err


def write_table(path: Path, rows: list[list[str]]) -> None:
    document = Document()
    document.add_paragraph("Mapping of ITU-D Questions and ITU-T study groups")
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.save(str(path))


HEAD = ["ITU-D Question", "ITU-T SG5", "ITU-T SG13", "ITU-T SG17"]


def test_two_mapping_tables_show_agreement_conflict_and_what_one_lacks(
    command: Command, workplace: Path
) -> None:
    command("init")
    ours, theirs = workplace / "tsag.docx", workplace / "tdag.docx"
    write_table(
        ours, [HEAD, ["ITU-D Q6/2", "X", "", ""], ["ITU-D Q3/2", "", "", "X"], ["ITU-D Q1/2", "", "X", ""]]
    )
    write_table(
        theirs,
        [HEAD, ["ITU-D Q6/2", "X", "", ""], ["ITU-D Q3/2", "", "", "none"], ["ITU-D Q1/2", "X", "", ""]],
    )
    value = command("merge-tables", ours, theirs, "--json").value
    assert value["counts"] == {"conflict": 1, "only-first": 1, "only-second": 1, "agree": 1}
    conflict = value["pairs"][0]
    assert (conflict["left"], conflict["right"]) == ("ITU-D Q3/2", "ITU-T SG17")
    assert (conflict["first"][0]["relation"], conflict["second"][0]["relation"]) == ("overlaps", "none")
    assert conflict["second"][0]["locator"]["row"] == 3
    assert "ITU-D Q3/2" in command("merge-tables", ours, theirs).out
    for name in ("merged.docx", "merged.xlsx", "merged.html", "merged.csv"):
        assert command("merge-tables", ours, theirs, "-o", name, "--lang", "ru").code == 0
        assert (workplace / name).stat().st_size > 500


def test_a_table_is_compared_with_the_registers_own_exports(command: Command, workplace: Path) -> None:
    command("init")
    command("export", "xlsx", "-o", "register.xlsx")
    command("export", "sssom", "-o", "links.sssom.tsv")
    value = command("merge-tables", "links.sssom.tsv", "register.xlsx", "--json").value
    assert value["counts"]["conflict"] == 0
    assert value["counts"]["agree"] > 20
    (workplace / "words.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    ran = command("merge-tables", "words.csv", "register.xlsx")
    assert ran.code == 3
    assert "no mapping table" in ran.err


def test_a_killed_import_leaves_the_register_before_or_after(
    tmp_path: Path, itu_register: Path, address_of: Callable[[Path], str]
) -> None:
    sheet = tmp_path / "areas.xlsx"
    sheet.write_bytes(areas_sheet(ROWS))
    states = set()
    for number, delay in enumerate((0.0, 0.3, 0.7, 1.2)):
        path = tmp_path / f"register-{number}.sqlite"
        shutil.copyfile(itu_register, path)
        register = address_of(path)
        open_register(register)
        before = models.Area.objects.count()
        running = subprocess.Popen(
            [sys.executable, "-m", "commonground", "import", str(sheet), "--register", register],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while running.poll() is None and not is_written_to():
            time.sleep(0.02)
        time.sleep(delay)
        running.send_signal(signal.SIGKILL)
        running.wait(timeout=60)
        while is_written_to():  # a server notices a moment later that nobody is there any longer
            time.sleep(0.02)
        added = models.Area.objects.count() - before
        logged = models.Change.objects.filter(action__in=("fact-added", "file-imported")).count()
        states.add(added)
        assert (added, logged) in ((0, 0), (ROWS, ROWS + 1))
    assert 0 in states


def is_written_to() -> bool:
    """Whether another process holds the register, to write to it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL"
            )
            return bool(cursor.fetchone()[0])
        cursor.execute("PRAGMA busy_timeout = 0")
    try:
        with transaction.atomic():
            return False
    except OperationalError:
        return True


def areas_sheet(rows: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Areas")
    sheet.append(["Label", "Label (en)"])
    for number in range(rows):
        sheet.append([f"Area {number}", f"Area {number}"])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
