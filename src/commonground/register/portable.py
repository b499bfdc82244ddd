"""A register, or a part of one, as one file that any database takes: rows as JSON lines in a zip, with checksums.

`manifest.json` tells the format, the version that wrote it, the moment, and for every table the number of rows and the
SHA-256 of its lines. The same rows give the same bytes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import IO, Any
from uuid import UUID

from django.apps import apps
from django.db import connections, models, transaction

from commonground import __version__
from commonground.errors import BadInput, Said, UnreadableFile

FORMAT = 1
MANIFEST = "manifest.json"
ROW_LIMIT = 64 * 1024 * 1024  # bytes of one line: more than any row a register makes
BATCH = 500
_NO_TIME = (1980, 1, 1, 0, 0, 0)
# What ends with a process, is made from other tables, or is confidential and soon removed.
LEFT_OUT = frozenset(
    {
        *("sessions.session", "register.keptanswer", "register.searchtext", "register.check"),
        "django_tasks_db.dbtaskresult",
    }
)
Progress = Callable[[int], None]
Row = dict[str, Any]
Kept = Callable[[Row], Row | None]
"""What is written of a row: the row, the row with less in it, or None for nothing."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a portable file says of itself."""

    at: datetime
    tool_version: str
    migrations: tuple[str, ...]
    tables: Mapping[str, tuple[int, str]]  # label -> number of rows, SHA-256 of its lines

    @property
    def rows(self) -> int:
        """The number of rows of all tables."""
        return sum(count for count, _ in self.tables.values())


def whole_register() -> list[type[models.Model]]:
    """The models of all tables that a backup holds, in a fixed order."""
    found = apps.get_models(include_auto_created=True)
    return sorted((m for m in found if m._meta.managed and label_of(m) not in LEFT_OUT), key=label_of)


def label_of(model: type[models.Model]) -> str:
    """The model's label, which names its file: "register.judgement"."""
    return model._meta.label_lower


def write_portable(
    file: IO[bytes],
    tables: Iterable[type[models.Model]],
    alias: str,
    at: datetime,
    *,
    kept: Mapping[str, Kept] | None = None,
    progress: Progress = lambda done: None,
) -> Manifest:
    """Write the tables as they are seen through the alias, and return what the manifest says.

    `kept` decides by label what is written of each row. `progress` is told how many more rows are written.
    """
    written: dict[str, tuple[int, str]] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for model in tables:
            label = label_of(model)
            rows = _rows(model, alias, (kept or {}).get(label))
            written[label] = _write_table(archive, f"{label}.jsonl", rows, progress)
        manifest = Manifest(at, __version__, _applied(alias), written)
        archive.writestr(_member(MANIFEST), _manifest_json(manifest), zipfile.ZIP_DEFLATED)
    return manifest


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _NO_TIME)
    member.external_attr = 0o600 << 16
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _write_table(
    archive: zipfile.ZipFile, name: str, rows: Iterable[Row], progress: Progress
) -> tuple[int, str]:
    count, digest = 0, hashlib.sha256()
    with archive.open(_member(name), "w", force_zip64=True) as member:
        for row in rows:
            line = json.dumps(row, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode() + b"\n"
            member.write(line)
            digest.update(line)
            count += 1
            if count % BATCH == 0:
                progress(BATCH)
    progress(count % BATCH)
    return count, digest.hexdigest()


def _rows(model: type[models.Model], alias: str, kept: Kept | None) -> Iterator[Row]:
    names = [field.attname for field in model._meta.concrete_fields]
    queryset = model._base_manager.using(alias).order_by("pk").values_list(*names)
    for values in queryset.iterator(chunk_size=2000):
        row: Row | None = {name: _plain(value) for name, value in zip(names, values, strict=True)}
        if kept is not None and row is not None:
            row = kept(row)
        if row is not None:
            yield row


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode("ascii")
    return str(value) if isinstance(value, UUID) else value


def _applied(alias: str) -> tuple[str, ...]:
    from django.db.migrations.recorder import MigrationRecorder

    applied = MigrationRecorder(connections[alias]).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in applied))


def _manifest_json(manifest: Manifest) -> bytes:
    value = {
        "format": FORMAT,
        "at": manifest.at.astimezone(UTC).isoformat(),
        "tool_version": manifest.tool_version,
        "migrations": list(manifest.migrations),
        "tables": {label: {"rows": n, "sha256": sha} for label, (n, sha) in sorted(manifest.tables.items())},
    }
    return json.dumps(value, indent=1, sort_keys=True).encode() + b"\n"


class PortableFile:
    """A portable file to read: its manifest at once, its rows as they are asked for.

    Raises UnreadableFile for one that is damaged or no portable file, BadInput for one of a newer version.
    """

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.name = name
        try:
            self._archive = zipfile.ZipFile(file)
            self.manifest = self._read_manifest()
        except (zipfile.BadZipFile, zipfile.LargeZipFile, KeyError, NotImplementedError, OSError) as error:
            raise UnreadableFile(
                Said("not a backup or edition, or a damaged one"),
                where=name,
                advice=Said("use another copy of the file"),
            ) from error

    def _read_manifest(self) -> Manifest:
        info = self._archive.getinfo(MANIFEST)
        if info.file_size > 4 * 1024 * 1024:
            raise UnreadableFile(
                Said("its manifest is too long"), where=self.name, advice=Said("use another copy")
            )
        try:
            value = json.loads(self._archive.read(info))
            found = Manifest(
                datetime.fromisoformat(value["at"]),
                str(value["tool_version"]),
                tuple(map(str, value["migrations"])),
                {str(k): (int(v["rows"]), str(v["sha256"])) for k, v in value["tables"].items()},
            )
            version = int(value["format"])
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableFile(
                Said("its manifest cannot be read"),
                where=f"{self.name}: {MANIFEST}",
                advice=Said("use another copy"),
            ) from error
        if version > FORMAT:
            raise BadInput(
                Said("written by a newer version (%(version)s)", version=found.tool_version),
                where=self.name,
                advice=Said("upgrade Commonground, then read it"),
            )
        return found

    def verify(self, progress: Progress = lambda done: None) -> None:
        """Nothing, when every line is there and every checksum is right; else UnreadableFile naming the table."""
        for label in self.manifest.tables:
            for _ in self._lines(label):
                progress(1)

    def rows(self, label: str) -> Iterator[Row]:
        """The rows of a table, in order; UnreadableFile names the line that is wrong."""
        for number, line in enumerate(self._lines(label), 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise self._damaged(label, number) from error
            if not isinstance(row, dict):
                raise self._damaged(label, number)
            yield row

    def _lines(self, label: str) -> Iterator[bytes]:
        count, digest = 0, hashlib.sha256()
        wanted, checksum = self.manifest.tables[label]
        try:
            with self._archive.open(f"{label}.jsonl") as member:
                while line := member.readline(ROW_LIMIT):
                    count += 1
                    if count > wanted or not line.endswith(b"\n"):
                        raise self._damaged(label, count)
                    digest.update(line)
                    yield line
        except (zipfile.BadZipFile, KeyError, EOFError, OSError, NotImplementedError) as error:
            raise self._damaged(label, count + 1) from error
        if (count, digest.hexdigest()) != (wanted, checksum):
            raise self._damaged(label, count)

    def _damaged(self, label: str, line: int) -> UnreadableFile:
        return UnreadableFile(
            Said("the file is damaged"),
            where=f"{self.name}: {label}.jsonl, line {line}",
            advice=Said("use another copy"),
        )


def load_portable(
    source: PortableFile,
    tables: Sequence[type[models.Model]],
    alias: str,
    *,
    progress: Progress = lambda done: None,
) -> None:
    """Put all rows into the tables of that database, in one transaction; what they hold before is removed.

    Raises BadInput for a table or field that this version does not know, UnreadableFile for a damaged file; nothing
    is changed then.
    """
    by_label = {label_of(model): model for model in tables}
    if unknown := sorted(set(source.manifest.tables) - set(by_label)):
        raise BadInput(
            Said("it holds a table that this version does not know: %(name)s", name=unknown[0]),
            where=source.name,
            advice=Said("read it with the version that wrote it, or a newer one"),
        )
    with transaction.atomic(using=alias):
        for model in by_label.values():
            model._base_manager.using(alias).all()._raw_delete(alias)
        for label in source.manifest.tables:
            _load_table(source, by_label[label], alias, progress)
        _reset_sequences(list(by_label.values()), alias)


def _load_table(source: PortableFile, model: type[models.Model], alias: str, progress: Progress) -> None:
    label = label_of(model)
    fields = {field.attname: field for field in model._meta.concrete_fields}
    connection = connections[alias]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields.values())
    places = ", ".join("%s" for _ in fields)
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - our names
    taken = [(name, field, _taken_as_it_is(field, connection)) for name, field in fields.items()]
    batch: list[list[Any]] = []
    with connection.cursor() as cursor:
        for number, row in enumerate(source.rows(label), 1):
            where = f"{source.name}: {label}.jsonl, line {number}"
            batch.append(
                [
                    value
                    if type(value := row.get(name)) is plain
                    else _stored(field, row, name, connection, where)
                    for name, field, plain in taken
                ]
            )
            if unknown := row.keys() - fields.keys():
                raise BadInput(
                    Said("a field that this version does not know: %(name)s", name=min(unknown)),
                    where=where,
                    advice=Said("read it with the version that wrote it, or a newer one"),
                )
            if len(batch) == BATCH:
                cursor.executemany(statement, batch)
                progress(len(batch))
                batch = []
        cursor.executemany(statement, batch)
        progress(len(batch))


def _taken_as_it_is(field: models.Field[Any, Any], connection: Any) -> type | None:
    """The type of values that the database takes just as the file has them: most of a register is texts and numbers."""
    if isinstance(field, models.CharField | models.TextField):
        return str
    if connection.vendor == "sqlite" and isinstance(
        getattr(field, "target_field", field), models.IntegerField
    ):
        return int
    return bool if isinstance(field, models.BooleanField) else None


def _stored(field: models.Field[Any, Any], row: Row, name: str, connection: Any, where: str) -> Any:
    value = row[name] if name in row else field.get_default()
    if value is None:
        return None
    try:
        if isinstance(field, models.BinaryField):
            value = base64.b64decode(value, validate=True) if isinstance(value, str) else value
        elif not isinstance(field, models.JSONField):
            value = field.to_python(value)
        return field.get_db_prep_save(value, connection)
    except (ValueError, TypeError, binascii.Error) as error:
        raise UnreadableFile(
            Said("%(name)s cannot be read", name=name), where=where, advice=Said("use another copy")
        ) from error
    except Exception as error:  # Django's own ValidationError has no narrower family
        raise UnreadableFile(
            Said("%(name)s cannot be read: %(reason)s", name=name, reason=str(error)),
            where=where,
            advice=Said("use another copy"),
        ) from error


def _reset_sequences(tables: Sequence[type[models.Model]], alias: str) -> None:
    from django.core.management.color import no_style

    connection = connections[alias]
    statements = connection.ops.sequence_reset_sql(no_style(), list(tables))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
