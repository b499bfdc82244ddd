"""Read the register as an edition froze it, or as it was at a moment: the same reading functions on a scratch copy."""

from __future__ import annotations

import tempfile
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

from django.apps import apps
from django.db import connections
from django.db import models as orm

from commonground.errors import BadInput, NotFound, Said
from commonground.register import models
from commonground.register.leftovers import hold, remove_leftovers
from commonground.register.portable import PortableFile, Row, load_portable, write_portable
from commonground.register.rewinding import rewind
from commonground.register.routing import add_database, making, reading_from, remove_database, steady_view
from commonground.register.sight import seeing
from commonground.register.standings import renew_list_columns

SCRATCH = "commonground-past-"  # how the folder of scratch copies begins
KEPT = 4  # scratch copies; the one that was read longest ago goes first
# What an earlier state is read from; people's accounts, secrets and work in progress are no part of it.
NO_PART = frozenset(
    {"Account", "Assignment", "Invitation", "ApiToken", "KeptAnswer", "Job", "Check", "Vector", "SearchText"}
)
NO_EDITION = frozenset({"Edition", "EditionFile"})


OF_ACCOUNTS = ("register.judgement", "register.change", "register.examination", "register.succession")
"""Tables whose rows name the account that wrote them, beside the role."""


def nameless(row: Row) -> Row:
    """The row without the account that wrote it."""
    return {**row, "account_id": None}


def state_models() -> list[type[orm.Model]]:
    """The tables that an earlier state consists of, in a fixed order."""
    found = apps.get_app_config("register").get_models()
    left_out = NO_PART | NO_EDITION
    return sorted((m for m in found if m.__name__ not in left_out), key=lambda m: m._meta.label_lower)


@contextmanager
def reading_as_of(edition: str = "", moment: str | datetime | None = None) -> Iterator[None]:
    """Everything read inside is as the edition froze it, or as it was at the moment; with neither, as it is now.

    `moment` is an aware time, or a text: a day in ISO 8601 means its end (UTC). Raises NotFound for an edition that is
    none or a time before the register was made, BadInput for both at once or a text that is no date.
    """
    if edition and moment:
        raise BadInput(Said("an edition and a date were named"), advice=Said("name one of them"))
    if edition:
        with reading_edition(get_edition(edition)):
            yield
    elif moment:
        with reading_moment(moment_of(moment) if isinstance(moment, str) else moment):
            yield
    else:
        yield


def get_edition(name: str) -> models.Edition:
    """The edition with this name, whatever its case; raises NotFound naming those there are."""
    found = models.Edition.objects.filter(name__iexact=name.strip()).first()
    if found is None:
        known = tuple(models.Edition.objects.order_by("pk").values_list("name", flat=True))
        advice = (
            Said("editions here: %(names)s", names=known)
            if known
            else Said("publish one: commonground edition publish NAME")
        )
        raise NotFound(Said("no edition %(name)s", name=repr(name)), advice=advice)
    return found


def moment_of(text: str) -> datetime:
    """The moment that a text names.

    >>> moment_of("2020-06-01").isoformat()
    '2020-06-01T23:59:59.999999+00:00'
    """
    try:
        if len(text.strip()) == len("2020-06-01"):
            day = date.fromisoformat(text.strip())
            return datetime.combine(day, time.min, UTC) + timedelta(days=1) - timedelta(microseconds=1)
        found = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError) as error:
        raise BadInput(
            Said("no date: %(text)s", text=repr(text)),
            advice=Said(
                "write a day as %(day)s, or a time as %(moment)s",
                day="2026-06-30",
                moment="2026-06-30T12:00:00Z",
            ),
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@contextmanager
def reading_edition(edition: models.Edition) -> Iterator[None]:
    """Everything read inside is as the edition froze it."""

    def fill(alias: str) -> None:
        content = models.Edition.objects.values_list("content", flat=True).get(pk=edition.pk)
        load_portable(PortableFile(BytesIO(bytes(content)), edition.name), state_models(), alias)
        with making(alias):  # what an edition of an older version has no columns for
            renew_list_columns()

    with _scratch.lent(f"edition-{edition.sha256}", fill) as alias, reading_from(alias):
        yield


@contextmanager
def reading_content(content: bytes, sha256: str) -> Iterator[None]:
    """Everything read inside is as this content has it, which is to become an edition."""

    def fill(alias: str) -> None:
        load_portable(PortableFile(BytesIO(content), "edition"), state_models(), alias)

    with _scratch.lent(f"edition-{sha256}", fill) as alias, reading_from(alias):
        yield


@contextmanager
def reading_moment(moment: datetime) -> Iterator[None]:
    """Everything read inside is as it was at the moment."""
    first = models.Change.objects.order_by("pk").first()
    if first is None or moment < first.at:
        raise NotFound(
            Said("the register was made later (%(at)s)", at=first.at.date().isoformat())
            if first
            else Said("the register was made later"),
            where=moment.date().isoformat(),
            advice=Said("name a later date"),
        )
    last = models.Change.objects.order_by("-pk").values_list("pk", flat=True).first()
    register = connections["default"].settings_dict["NAME"]

    def fill(alias: str) -> None:
        with tempfile.TemporaryFile() as file:
            with steady_view() as view:
                write_portable(file, state_models(), view, moment, kept=dict.fromkeys(OF_ACCOUNTS, nameless))
            file.seek(0)
            load_portable(PortableFile(file, "register"), state_models(), alias)
        with making(alias):
            rewind(alias, moment)

    with _scratch.lent(f"moment-{register}-{moment.isoformat()}-{last}", fill) as alias, reading_from(alias):
        yield


class _Scratch:
    """Scratch copies of this process: made once for each key; the oldest that nobody reads is given up."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, str] = OrderedDict()
        self._readers: Counter[str] = Counter()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._made = 0

    @contextmanager
    def lent(self, key: str, fill: Callable[[str], None]) -> Iterator[str]:
        """The alias of the copy, which is there as long as it is read; many threads may read one."""
        with self._lock:
            if key not in self._held:
                with seeing():  # the copy is for everybody
                    self._held[key] = self._make(fill)
            self._held.move_to_end(key)
            alias = self._held[key]
            self._readers[alias] += 1
        try:
            yield alias
        finally:
            with self._lock:
                self._readers[alias] -= 1
                self._drop_idle()

    def _drop_idle(self) -> None:
        idle = [key for key, alias in self._held.items() if not self._readers[alias]]
        for key in idle[: max(0, len(self._held) - KEPT)]:
            self._drop(self._held.pop(key))

    def _make(self, fill: Callable[[str], None]) -> str:
        if self._folder is None:
            remove_leftovers(Path(tempfile.gettempdir()), SCRATCH)
            self._folder = tempfile.TemporaryDirectory(prefix=SCRATCH, ignore_cleanup_errors=True)
            hold(Path(self._folder.name))
        self._made += 1
        alias = f"past-{self._made}"
        path = Path(self._folder.name) / f"{alias}.sqlite"
        add_database(
            alias,
            ENGINE="django.db.backends.sqlite3",
            NAME=str(path),
            # A copy that is made anew when lost needs no journal.
            OPTIONS={"init_command": "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"},
        )
        try:
            with connections[alias].schema_editor() as editor:
                for model in apps.get_app_config("register").get_models():
                    editor.create_model(model)
            fill(alias)
        except BaseException:
            self._drop(alias)
            raise
        return alias

    def _drop(self, alias: str) -> None:
        path = Path(str(connections.databases[alias]["NAME"]))
        remove_database(alias)
        path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Give up all copies."""
        with self._lock:
            while self._held:
                self._drop(self._held.popitem()[1])
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None


_scratch = _Scratch()


def forget_past() -> None:
    """Give up all scratch copies; they are made again when they are read."""
    _scratch.clear()
