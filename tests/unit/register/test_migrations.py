"""A populated older register is brought up to date and taken back, with everything it held, on both databases."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from commonground.errors import Conflict
from commonground.register import fulltext, models
from commonground.register.opening import create_tables, open_register
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.creation import upgrade_register

pytestmark = pytest.mark.migrations
AT = datetime(2026, 11, 1, 12, 30, 15, 123456, tzinfo=UTC)
TABLES = (
    "body",
    "question",
    "instrument",
    "revision",
    "area",
    "link",
    "entry",
    "suggestion",
    "judgement",
    "examination",
)


def _migrate(name: str) -> None:
    call_command("migrate", "register", name, verbosity=0, interactive=False)


def _counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM register_{table}")  # noqa: S608 - our names
            found[table] = cursor.fetchone()[0]
    return found


def _insert(table: str, values: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    places = ", ".join("%s" for _ in values)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO register_{table} ({names}) VALUES ({places})",  # noqa: S608 - our names
            list(values.values()),
        )


def _populate() -> None:
    """What people had in a register of that version: a proposal, verdicts on it, an examination."""
    at = connection.ops.adapt_datetimefield_value(AT)
    explanation = {
        "sentences": {"en": "Both."},
        "left": [],
        "right": [],
        "terms": [],
        "references": [],
        "features": {},
    }
    suggestion = {
        "key": "pair:ITU-D Q2/1|ITU-R SG6", "left": "ITU-D Q2/1", "right": "ITU-R SG6",
        "sectors": json.dumps(["ITU-D", "ITU-R"]), "relation": "same-subject", "probability": 0.75,
        "is_stated": False, "explanation": json.dumps(explanation), "titles": json.dumps(["a", "b"]),
        "model": "m", "tool_version": "0.3", "run": "1", "made_at": at,
    }  # fmt: skip
    _insert("suggestion", suggestion)
    for sector, verdict in (("ITU-D", "accept"), ("ITU-R", "reject"), ("ITU-R", "accept")):
        judgement = {
            "subject": suggestion["key"], "verdict": verdict, "role": "focal point", "sector": sector, "at": at,
            "reason": "Читали", "proposal": json.dumps({"left": "ITU-D Q2/1"}),
        }  # fmt: skip
        _insert("judgement", judgement)
    columns = {column.name for column in _columns("examination")}
    examination = {
        "theme": "climate-change", "left": "Row", "right": "ITU-R", "found": False, "role": "secretariat",
        "sector": "", "at": at, "reason": "", "sub_topic": "Row",
    }  # fmt: skip
    _insert("examination", {name: value for name, value in examination.items() if name in columns})


def _columns(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        return list(connection.introspection.get_table_description(cursor, f"register_{table}"))


def test_an_older_register_goes_up_and_down_and_up_with_all_it_holds(
    tmp_path: Path, itu_register: Path
) -> None:
    path = tmp_path / "older.sqlite"
    path.write_bytes(itu_register.read_bytes())
    open_register(path)
    _migrate("0002")
    _populate()
    before = _counts()
    assert (before["suggestion"], before["judgement"], before["examination"]) == (1, 3, 1)

    upgrade_register(path, utc_now)
    open_register(path)
    assert _counts() == before
    link = models.LinkStanding.objects.get(key="pair:ITU-D Q2/1|ITU-R SG6")
    assert {row.sector: row.verdict for row in link.by_sector.all()} == {"ITU-D": "accept", "ITU-R": "accept"}
    assert models.Judgement.objects.order_by("pk").values_list("at", flat=True)[0] == AT
    assert models.SearchText.objects.exists()

    _migrate("0002")
    assert _counts() == before
    create_tables(path)
    open_register(path)
    assert _counts() == before
    assert list(models.Judgement.objects.order_by("pk").values_list("reason", flat=True)) == ["Читали"] * 3


@pytest.mark.parametrize("stopped_at", ["0003_agreement", "the end"])
def test_an_upgrade_that_is_stopped_leaves_the_older_register_whole(
    tmp_path: Path, itu_register: Path, monkeypatch: pytest.MonkeyPatch, stopped_at: str
) -> None:
    path = tmp_path / "older.sqlite"
    path.write_bytes(itu_register.read_bytes())
    open_register(path)
    _migrate("0002")
    _populate()
    before, columns = _counts(), [column.name for column in _columns("examination")]

    class Stopped(BaseException):
        """As a signal would."""

    def stop(*_: object) -> None:
        raise Stopped

    real = MigrationExecutor.apply_migration

    def apply(self: MigrationExecutor, state: Any, migration: Any, **given: Any) -> Any:
        applied = real(self, state, migration, **given)
        if migration.app_label == "register" and migration.name == stopped_at:
            raise Stopped
        return applied

    with monkeypatch.context() as patch:
        patch.setattr(MigrationExecutor, "apply_migration", apply)
        if stopped_at == "the end":
            patch.setattr(fulltext, "rebuild_texts", stop)
        with pytest.raises(Stopped):
            upgrade_register(path, utc_now)
    with pytest.raises(Conflict, match="init --upgrade"):
        open_register(path)
    assert _counts() == before
    assert [column.name for column in _columns("examination")] == columns
    assert MigrationRecorder(connection).migration_qs.filter(app="register").count() == 2
    upgrade_register(path, utc_now)
    open_register(path)
    assert _counts() == before
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone() == (1,)


@pytest.mark.usefixtures("register")
def test_texts_longer_than_an_index_page_are_kept_and_found() -> None:
    long = "".join(f"{number:x}" for number in range(4000))
    models.Change.objects.create(at=AT, role="secretariat", action="test", subject=long)
    models.Judgement.objects.create(subject=long, verdict="accept", role="secretariat", at=AT)
    models.Examination.objects.create(left=long, right="ITU-R", found=False, role="secretariat", at=AT)
    for number in (1, 2):
        models.Entry.objects.create(
            list="l", number="1", text=long, folded=long, occurrence=number, language="en", position=1
        )
    assert models.Judgement.objects.get(subject=long).verdict == "accept"
    assert models.Change.objects.get(subject=long).action == "test"
