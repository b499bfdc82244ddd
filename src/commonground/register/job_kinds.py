"""The kinds of long work. Each may be run again after a crash without doing anything twice."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonground.domain.document import Document
from commonground.domain.role import Access, Action
from commonground.errors import BadInput, NotFound, Said
from commonground.ingest.reading import Refusal
from commonground.register import models
from commonground.register.address import folder_beside
from commonground.register.leftovers import part_file, remove_leftovers
from commonground.register.opening import opened_address
from commonground.register.workflows.actor import Actor, Clock

if TYPE_CHECKING:
    from commonground.register.workflows.intake import IntakeReport

KEPT_SECONDS = 24 * 3600.0  # that a file lies in the spool folder before its job is asked for
Progress = Callable[[int], None]
Run = Callable[[models.Job, Actor, Clock, Progress], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class JobKind:
    """What a kind of job needs: the permission of the act, its options, and what runs it."""

    action: Action
    options: frozenset[str]
    needed: frozenset[str]
    run: Run


def spool_folder() -> Path:
    """Where files wait for their job: beside the register, or in the user's cache for one on a server."""
    return folder_beside(opened_address(), "spool")


def keep_file(name: str, data: bytes) -> str:
    """Put a file into the spool folder, and return the name under which a job's options give it.

    The same bytes under the same name are kept once. Raises BadInput for a name that is none.
    """
    plain = Path(name).name.replace("\x00", "")
    if plain in ("", ".", ".."):
        raise BadInput(Said("the file has no name"), where=name)
    kept = Path(hashlib.sha256(data).hexdigest()[:32]) / plain
    path = spool_folder() / kept
    path.parent.mkdir(parents=True, exist_ok=True)
    with part_file(path.parent) as part:
        part.write_bytes(data)
        part.replace(path)
    return str(kept)


def drop_file(kept: str) -> None:
    """Remove a file from the spool folder, where it is there still; the name is what `keep_file` returned."""
    folder = spool_folder().resolve()
    path = (folder / kept).resolve()
    if kept and path.is_relative_to(folder) and path.is_file():
        path.unlink(missing_ok=True)
        with suppress(OSError):  # another file is in it
            path.parent.rmdir()


def drop_files(job: models.Job) -> None:
    """Remove the files of a job that has ended, but for those that another job still waits for."""
    wanted: set[str] = set()
    for options in models.Job.objects.filter(ended_at=None).values_list("options", flat=True):
        wanted |= _files_in(options)
    for name in _files_in(job.options) - wanted:
        drop_file(name)


def _files_in(options: Mapping[str, Any]) -> set[str]:
    """The files that a job's options name, as `keep_file` called them; those of a backup are none of these."""
    named = [*options.get("files", ()), options.get("file"), options.get("_file")]
    return {name for name in named if name and not Path(name).is_absolute()}


def clean_spool(now: float | None = None) -> int:
    """Remove what nobody waits for from the spool folder, and return how many files that was.

    That is what interrupted uploads left, and files older than a day that no job under way names.
    """
    moment = time.time() if now is None else now
    wanted: set[str] = set()
    for options in models.Job.objects.filter(ended_at=None).values_list("options", flat=True):
        wanted |= _files_in(options)
    removed = 0
    for folder in [path for path in spool_folder().glob("*") if path.is_dir()]:
        removed += remove_leftovers(folder)
        for path in list(folder.iterdir()):
            name = str(path.relative_to(spool_folder()))
            if name not in wanted and moment - path.stat().st_mtime > KEPT_SECONDS:
                drop_file(name)
                removed += 1
    return removed


def _kept(name: str) -> Path:
    folder = spool_folder().resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise NotFound(Said("the file is not there any more"), where=name, advice=Said("send it again"))
    return path


def _ingest(job: models.Job, actor: Actor, clock: Clock, progress: Progress) -> dict[str, Any]:
    from commonground.ingest.limits import Limits
    from commonground.ingest.reading import count_sources, read_paths
    from commonground.register.facts import read_profile
    from commonground.register.workflows.intake import IntakeReport, add_documents, extractor_for

    paths = [_kept(name) for name in job.options["files"]]
    limits = Limits.from_environment(os.environ)
    sources = [count_sources([path], limits) for path in paths]
    job.total = sum(sources)
    read = extractor_for(read_profile(), job.options.get("sector"))
    found = map(_plainly_named, read_paths(paths, limits))
    report = IntakeReport()
    try:
        access = Access(job.options.get("access", Access.PUBLIC))
        add_documents(found, read, actor, clock, progress=progress, report=report, access=access)
    except BaseException:
        job.result = _stopped_intake(report, [path.name for path in paths], sources)
        job.message = _in_words(job.result["counts"])
        raise
    return report.to_json()


def _stopped_intake(report: IntakeReport, names: list[str], sources: list[int]) -> dict[str, Any]:
    """What a stopped intake kept, document by document, and which files it did not read to their end.

    Counts: added + unchanged + refused + not_read = sources asked for. Sources are read in the order of the files.
    """
    done = len(report.documents)
    unread: list[dict[str, Any]] = []
    for name, count in zip(names, sources, strict=True):
        rest = count - min(done, count)
        done -= count - rest
        if rest:
            unread.append({"name": name, "sources": count, "not_read": rest})
    told = report.to_json()
    told["counts"]["not_read"] = sum(one["not_read"] for one in unread)
    return {**told, "not_read": unread}


def _in_words(counts: dict[str, int]) -> Said:
    return Said(
        "documents that were added and stay: %(added)s; that were there already: %(unchanged)s; "
        "refused: %(refused)s; not read: %(not_read)s",
        **counts,
    )


def _plainly_named(source: Document | Refusal) -> Document | Refusal:
    """The source under the name it was sent by, not that of the spool folder."""
    folder = f"{spool_folder()}{os.sep}"
    if not source.name.startswith(folder):
        return source
    return replace(source, name=source.name.removeprefix(folder).partition(os.sep)[2])


def _suggest(job: models.Job, actor: Actor, clock: Clock, progress: Progress) -> dict[str, Any]:
    from commonground.matching.embedding.loading import load_encoder
    from commonground.register.matching_items import matched_profile
    from commonground.register.sectors import sector_pairs
    from commonground.register.vectors import StoredEncoder
    from commonground.register.workflows.suggesting import Asked, suggest

    asked, options = Asked(), job.options
    between = tuple(options["between"]) if options.get("between") else None
    if between is not None and len(between) != 2:
        raise BadInput(Said("name two Sectors"), where="between")
    asked = Asked(between, options.get("top", asked.top), options.get("threshold"))
    job.total = len(sector_pairs(matched_profile(), between))
    encoder = StoredEncoder(load_encoder(options.get("encoder", "default")), tell=lambda text: None)
    return suggest(asked, encoder, actor, clock, progress=progress).to_json()


def _publish(job: models.Job, actor: Actor, clock: Clock, progress: Progress) -> dict[str, Any]:
    from commonground.register.workflows.publishing import publish_edition

    name = " ".join(str(job.options["name"]).split())
    # An attempt before this one may have been lost after the edition was there.
    held = (
        models.Edition.objects.filter(name=name, at__gte=job.asked_at).first() if job.attempts > 1 else None
    )
    edition = held or publish_edition(name, actor, clock, note=job.options.get("note", ""), progress=progress)
    return {"name": edition.name, "sha256": edition.sha256, "files": edition.files.count()}


def _import(job: models.Job, actor: Actor, clock: Clock, progress: Progress) -> dict[str, Any]:
    from commonground.ingest.limits import Limits
    from commonground.register.workflows.importing import IMPORTED, ImportOptions, import_file

    path = _kept(job.options["file"])
    data = path.read_bytes()
    options = ImportOptions(
        is_dry_run=bool(job.options.get("is_dry_run")),
        is_partial=bool(job.options.get("is_partial")),
        reason=str(job.options.get("reason", "")),
    )
    if job.attempts > 1 and not options.is_dry_run:
        digest = hashlib.sha256(data).hexdigest()
        done = models.Change.objects.filter(
            action=IMPORTED, at__gte=job.asked_at, detail__sha256=digest
        ).first()
        if done is not None:
            return {"counts": done.detail["counts"], "is_applied": True}
    progress(0)  # the last moment to cancel: from here on all of it is one transaction
    limits = Limits.from_environment(os.environ)
    return import_file(data, path.name, actor, clock, options, limits).to_json()


def _backup(job: models.Job, actor: Actor, clock: Clock, progress: Progress) -> dict[str, Any]:
    from commonground.register.workflows.keeping import backup_register

    manifest = backup_register(Path(job.options["file"]), actor, clock, progress=progress)
    return {"file": job.options["file"], "rows": manifest.rows}


def _check(job: models.Job, actor: Actor, clock: Clock, progress: Progress) -> dict[str, Any]:
    from commonground.ingest.limits import Limits
    from commonground.matching.embedding.loading import load_encoder
    from commonground.register.vectors import StoredEncoder
    from commonground.register.workflows.checking import finish_check

    kept, number = job.options["_file"], job.options["_check"]
    if models.Check.objects.filter(pk=number, report__isnull=True).exists():
        job.total = 2
        encoder = StoredEncoder(load_encoder("default"), keeps=False)
        limits = Limits.from_environment(os.environ)
        try:
            data = _kept(kept).read_bytes()
            finish_check(number, data, actor, clock, encoder, limits=limits, progress=progress)
        finally:  # a draft is confidential: it stays only where this process is killed, for the next attempt
            drop_file(kept)
    return {"check": number}


def _kind(action: Action, run: Run, needed: str = "", others: str = "") -> JobKind:
    must = frozenset(needed.split())
    return JobKind(action, must | frozenset(others.split()), must, run)


KINDS: dict[str, JobKind] = {
    "ingest": _kind(Action.ADD_DOCUMENTS, _ingest, "files", "sector access"),
    "suggest": _kind(Action.SUGGEST, _suggest, "", "between top threshold encoder"),
    "publish": _kind(Action.PUBLISH, _publish, "name", "note"),
    "import": _kind(Action.EDIT_FACTS, _import, "file", "is_dry_run is_partial reason"),
    "backup": _kind(Action.MANAGE_REGISTER, _backup, "file"),
    "check": _kind(Action.SEE_MEMBERS, _check, "_file _check"),
}
