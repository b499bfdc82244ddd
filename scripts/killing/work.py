"""The kinds of work that are killed: how each is started, and what it leaves before and after."""

from __future__ import annotations

import io
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from scripts.killing import registers
from scripts.killing.registers import Between, command

AREAS = 400  # rows of an imported sheet
DOCUMENTS = 60  # of a job that adds them
_TAKE_UP = """
import sys
from datetime import timedelta
from commonground.register.opening import open_register
open_register(sys.argv[1])
from commonground.register.jobs import work
from commonground.register.workflows.actor import utc_now
from commonground.register.workflows.jobs import LOST_AFTER, requeue_lost
requeue_lost(lambda: utc_now() + 2 * LOST_AFTER)
work(once=True)
"""


class Ground:
    """The copy of a register on which work is killed."""

    def __init__(self, register: Path, folder: Path) -> None:
        self.folder = folder
        self.source = register
        self.register = registers.copied(register, folder / "register.sqlite")


class Work(ABC):
    """One kind of work. `number` tells one round from another."""

    name = ""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.register = ground.register

    @abstractmethod
    def start(self, number: int) -> list[str]:
        """The command that is to be killed."""

    @abstractmethod
    def outcome(self, number: int) -> str:
        """ "before" or "after"; raises Between."""

    def settle(self, number: int) -> None:  # noqa: B027 - most kinds have nothing to do
        """What is to be done and checked after a round."""

    def path(self, number: int, ending: str) -> Path:
        """A file of the round's own."""
        return self.ground.folder / f"{self.name}-{number}{ending}"


class Publish(Work):
    """An edition is published."""

    name = "publish"

    def start(self, number: int) -> list[str]:
        return command("edition", "publish", f"{self.name}-{number}", "--register", self.register)

    def outcome(self, number: int) -> str:
        registers.check(self.register)
        name = f"{self.name}-{number}"
        found = registers.one(
            self.register,
            "SELECT (SELECT count(*) FROM register_edition WHERE name = ?), (SELECT count(*) FROM register_change"
            " WHERE action = 'edition-published' AND subject = ?), (SELECT count(*) FROM register_editionfile f"
            " JOIN register_edition e ON e.id = f.edition_id WHERE e.name = ?)",
            (name, name, name),
        )
        if found == (0, 0, 0):
            return "before"
        if found[:2] != (1, 1) or not found[2]:
            raise Between(f"edition {name}: {found[0]} rows, {found[1]} in the log, {found[2]} papers")
        return "after"


class Import(Work):
    """A sheet of new areas is imported."""

    name = "import"

    def start(self, number: int) -> list[str]:
        self.path(number, ".xlsx").write_bytes(areas_sheet(self.word(number)))
        return command("import", self.path(number, ".xlsx"), "--register", self.register)

    def word(self, number: int) -> str:
        """What the labels of a round's areas begin with."""
        return f"{self.name} {number}:"

    def outcome(self, number: int) -> str:
        registers.check(self.register)
        like = f"{self.word(number)}%"
        found = registers.one(
            self.register,
            "SELECT (SELECT count(*) FROM register_area WHERE label LIKE ?), (SELECT count(*) FROM register_change"
            " WHERE action = 'fact-added' AND subject LIKE ?), (SELECT count(*) FROM register_searchtext WHERE"
            " kind = 'area' AND entity LIKE ?), (SELECT count(*) FROM register_change WHERE action ="
            " 'file-imported' AND subject = ?)",
            (like, f"%{like}", like, self.path(number, ".xlsx").name),
        )
        if not any(found):
            return "before"
        if found != (AREAS, AREAS, AREAS, 1):
            raise Between(f"import {number}: areas, log, search texts, imports: {found}")
        return "after"


class Backup(Work):
    """The register is backed up."""

    name = "backup"

    def start(self, number: int) -> list[str]:
        return command("backup", self.path(number, ".zip"), "--register", self.register)

    def outcome(self, number: int) -> str:
        registers.check(self.register)
        made = self.path(number, ".zip")
        if not made.exists():
            return "before"
        restored = self.path(number, "-restored.sqlite")
        if subprocess.run(
            command("restore", made, "--register", restored), capture_output=True, check=False
        ).returncode:
            raise Between(f"{made} cannot be read")
        restored.unlink()
        return "after"

    def settle(self, number: int) -> None:
        self.path(number, ".zip").unlink(missing_ok=True)


class Restore(Work):
    """A register is made from a backup."""

    name = "restore"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self.backup = ground.folder / "whole.zip"
        registers.run("backup", self.backup, "--register", self.register)
        self.rows = registers.rows(self.register)

    def start(self, number: int) -> list[str]:
        return command("restore", self.backup, "--register", self.path(number, ".sqlite"))

    def outcome(self, number: int) -> str:
        made = self.path(number, ".sqlite")
        if not made.exists():
            return "before"
        registers.check(made)
        if registers.rows(made) != self.rows:
            raise Between(f"{made} holds other rows than the backup")
        return "after"

    def settle(self, number: int) -> None:
        self.path(number, ".sqlite").unlink(missing_ok=True)


class Upgrade(Work):
    """A register of an older version is brought up to date. One that was stopped is, when it is asked for again."""

    name = "upgrade"

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground)
        self.older = registers.older(ground.source, ground.folder / "older.sqlite")
        self.newer = registers.again(self.older, ground.folder / "newer.sqlite")
        registers.run("init", "--upgrade", "--register", self.newer)

    def start(self, number: int) -> list[str]:
        target = registers.again(self.older, self.path(number, ".sqlite"))
        return command("init", "--upgrade", "--register", target)

    def outcome(self, number: int) -> str:
        target = self.path(number, ".sqlite")
        registers.check(target)
        for name, path in (("before", self.older), ("after", self.newer)):
            if registers.schema(target) == registers.schema(path):
                if registers.rows(target) != registers.rows(path):
                    raise Between(f"{target} has the tables of {name}, with other rows")
                return name
        raise Between(f"{target} has tables of neither version")

    def settle(self, number: int) -> None:
        target = self.path(number, ".sqlite")
        if self.outcome(number) == "before":
            registers.run("init", "--upgrade", "--register", target)
            if self.outcome(number) != "after":
                raise Between(f"{target} was not upgraded when it was asked for again")
        for end in ("", "-wal", "-shm"):
            Path(f"{target}{end}").unlink(missing_ok=True)


class Job(Work):
    """Work of another kind as a job: its worker is killed, and another takes it up."""

    kind = ""

    def options(self, number: int) -> Mapping[str, Any]:
        """What the job is asked with."""
        raise NotImplementedError

    def start(self, number: int) -> list[str]:
        from commonground.domain.role import Role
        from commonground.register.opening import close_register, open_register

        open_register(self.register)
        from commonground.register.workflows.actor import Actor, utc_now
        from commonground.register.workflows.jobs import ask_job

        role = Role.ADMINISTRATOR if self.kind == "backup" else Role.SECRETARIAT
        self.job = ask_job(self.kind, self.options(number), Actor(role), utc_now).pk
        close_register()
        return command("work", "--once", "--register", self.register)

    def settle(self, number: int) -> None:
        state = self.state()
        if state != "done":
            subprocess.run([sys.executable, "-c", _TAKE_UP, self.register], check=True, capture_output=True)
            state = self.state()
        if state != "done" or self.outcome(number) != "after":
            raise Between(f"{self.name} {number}: the job is {state} after another worker took it up")

    def state(self) -> str:
        """How the job stands."""
        return str(
            registers.one(self.register, "SELECT state FROM register_job WHERE id = ?", (self.job,))[0]
        )


class PublishJob(Job, Publish):
    """An edition is published by a worker."""

    name, kind = "job-publish", "publish"

    def options(self, number: int) -> Mapping[str, Any]:
        return {"name": f"{self.name}-{number}"}


class ImportJob(Job, Import):
    """A sheet is imported by a worker."""

    name, kind = "job-import", "import"

    def options(self, number: int) -> Mapping[str, Any]:
        from commonground.register.job_kinds import keep_file

        return {"file": keep_file(self.path(number, ".xlsx").name, areas_sheet(self.word(number)))}


class BackupJob(Job, Backup):
    """The register is backed up by a worker."""

    name, kind = "job-backup", "backup"

    def options(self, number: int) -> Mapping[str, Any]:
        return {"file": str(self.path(number, ".zip"))}

    def settle(self, number: int) -> None:
        super().settle(number)
        Backup.settle(self, number)
        if left := list(self.ground.folder.glob(f".{self.path(number, '.zip').name}*")):
            raise Between(f"{left[0]} was left")


class IngestJob(Job):
    """Documents are added by a worker: whole ones, each once."""

    name, kind = "job-ingest", "ingest"

    def options(self, number: int) -> Mapping[str, Any]:
        from commonground.register.job_kinds import keep_file

        files = [
            keep_file(
                f"{self.name}-{number}-{n}.txt", f"Round {number}, letter {n} on Q6/2.\n\nMore.\n".encode()
            )
            for n in range(DOCUMENTS)
        ]
        return {"files": files}

    def outcome(self, number: int) -> str:
        registers.check(self.register)
        like = f"{self.name}-{number}-%"
        found = registers.one(
            self.register,
            "SELECT (SELECT count(*) FROM register_document WHERE name LIKE ?), (SELECT count(*) FROM register_change"
            " WHERE action = 'document-added' AND subject LIKE ?), (SELECT count(DISTINCT p.document_id) FROM"
            " register_passage p JOIN register_document d ON d.id = p.document_id WHERE d.name LIKE ?), (SELECT"
            " count(*) FROM register_searchtext s JOIN register_document d ON d.sha256 = s.entity WHERE"
            " d.name LIKE ?)",
            (like,) * 4,
        )
        if len(set(found)) != 1:
            raise Between(f"{self.name} {number}: documents, log, with passages, search texts: {found}")
        return {0: "before", DOCUMENTS: "after"}.get(found[0], "some whole documents")


def areas_sheet(word: str) -> bytes:
    """A workbook with new areas whose labels begin with the word."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Areas")
    sheet.append(["label", "labels.en", "definition"])
    for number in range(AREAS):
        sheet.append([f"{word} {number}", f"{word} {number}", "made to be killed"])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


KINDS: Mapping[str, Callable[[Ground], Work]] = {
    one.name: one
    for one in (Publish, Import, Backup, Restore, Upgrade, PublishJob, ImportJob, BackupJob, IngestJob)
}
