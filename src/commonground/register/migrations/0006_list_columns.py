"""What lists of links are narrowed by stands in their indexes; the titles of linked works are kept once each.

The table of titles is kept by triggers on both databases. Its rows are only ever added: one that no link bears any more
does no harm, since whoever looks there looks at the link as well.
"""

from django.db import migrations, models
from django.db.models.functions import Upper

CURRENT = models.Q(("is_current", True))
ORDER = ["-is_stated", "-probability", "id"]
NARROWED = ["waits_for", "touches", "theme", "relation", "origin", "period", "access"]
TIMES = ["suspect_since", "changed_at", "is_current"]
OF_WORK = ["touches", "state", "access", "is_current"]
INDEXES = {
    "standing_list": [*ORDER, "state", *NARROWED, *TIMES],
    "standing_queue": ["state", *ORDER, *NARROWED, *TIMES],
}
RECENT = ["-changed_at", "id", "state", *NARROWED, "suspect_since", "is_current"]
BEFORE = {"standing_list": ORDER, "standing_queue": ["state", *ORDER]}
BATCH = 400
ADD = """INSERT INTO register_linktitle(work, title, folded) SELECT {work}, {title}, UPPER({work} || ' ' || {title})
    WHERE NOT EXISTS (SELECT 1 FROM register_linktitle WHERE work = {work} AND title = {title});"""
BOTH = " ".join(ADD.format(work=f'NEW."{side}"', title=f"NEW.{side}_title") for side in ("left", "right"))
CHANGED = " OR ".join(
    f'OLD."{name}" <> NEW."{name}"' for name in ("left", "right", "left_title", "right_title")
)
FILL = """INSERT INTO register_linktitle(work, title, folded)
    SELECT work, title, UPPER(work || ' ' || title) FROM (
        SELECT "left" AS work, left_title AS title FROM register_linkstanding
        UNION SELECT "right", right_title FROM register_linkstanding) AS sides"""
SQLITE = [
    """CREATE TABLE register_linktitle (id INTEGER PRIMARY KEY, work varchar(200) NOT NULL, title text NOT NULL,
        folded text NOT NULL)""",
    "CREATE INDEX register_linktitle_work ON register_linktitle (work)",
    f"CREATE TRIGGER register_linktitle_added AFTER INSERT ON register_linkstanding BEGIN {BOTH} END",
    f"""CREATE TRIGGER register_linktitle_changed AFTER UPDATE ON register_linkstanding WHEN {CHANGED}
        BEGIN {BOTH} END""",
    FILL,
]
POSTGRESQL = [
    """CREATE TABLE register_linktitle (id bigserial PRIMARY KEY, work varchar(200) NOT NULL, title text NOT NULL,
        folded text NOT NULL)""",
    "CREATE INDEX register_linktitle_work ON register_linktitle (work)",
    f"""CREATE FUNCTION register_keep_linktitle() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN {BOTH} RETURN NULL; END $$""",
    """CREATE TRIGGER register_linktitle_added AFTER INSERT ON register_linkstanding
        FOR EACH ROW EXECUTE FUNCTION register_keep_linktitle()""",
    f"""CREATE TRIGGER register_linktitle_changed AFTER UPDATE ON register_linkstanding
        FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION register_keep_linktitle()""",
    FILL,
]
BACK = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS register_linktitle_added",
        "DROP TRIGGER IF EXISTS register_linktitle_changed",
        "DROP TABLE IF EXISTS register_linktitle",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS register_linktitle_added ON register_linkstanding",
        "DROP TRIGGER IF EXISTS register_linktitle_changed ON register_linkstanding",
        "DROP FUNCTION IF EXISTS register_keep_linktitle()",
        "DROP TABLE IF EXISTS register_linktitle",
    ],
}


def fill_columns(apps, schema_editor):
    """The Sectors of every link, and those it waits for."""
    links = apps.get_model("register", "LinkStanding").objects.using(schema_editor.connection.alias)
    for link in links.prefetch_related("by_sector").order_by("pk").iterator(chunk_size=BATCH):
        said = {row.sector: row.verdict for row in link.by_sector.all()}
        touched = sorted({*link.sectors, *said} - {""})
        waits = [one for one in touched if said.get(one, "") in ("", "unsure")]
        link.touches = f"|{'|'.join(touched)}|" if touched else ""
        link.waits_for = f"|{'|'.join(waits)}|" if waits and link.state != "rejected" else ""
        link.save(update_fields=["touches", "waits_for"])


def keep_titles(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def forget_titles(apps, schema_editor):
    for statement in BACK[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def put_unknown_last(apps, schema_editor):
    _order(schema_editor, INDEXES, current=["standing_queue"])


def put_unknown_last_before(apps, schema_editor):
    _order(schema_editor, BEFORE, current=list(BEFORE))


def _order(schema_editor, indexes, current):
    """On PostgreSQL, links without a probability come last in the index too; SQLite sorts them so by itself."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for name, fields in indexes.items():
        order = ", ".join(_column(field) for field in fields)
        schema_editor.execute(f"DROP INDEX {name}")
        of = " WHERE is_current" if name in current else ""
        schema_editor.execute(f"CREATE INDEX {name} ON register_linkstanding ({order}){of}")


def _column(field):
    if field == "-probability":
        return '"probability" DESC NULLS LAST'
    return f'"{field[1:]}" DESC' if field.startswith("-") else f'"{field}"'


def _current(name, fields):
    index = models.Index(fields=fields, name=name, condition=CURRENT)
    return migrations.AddIndex("linkstanding", index)


class Migration(migrations.Migration):
    dependencies = [("register", "0005_lists")]
    operations = [
        # Back: the indexes of before are made by now, and get their order.
        migrations.RunPython(migrations.RunPython.noop, put_unknown_last_before),
        migrations.RemoveIndex("linkstanding", "standing_list"),
        migrations.RemoveIndex("linkstanding", "standing_queue"),
        *(
            migrations.AddField("linkstanding", name, models.TextField(blank=True, default="", db_default=""))
            for name in ("touches", "waits_for")
        ),
        migrations.RunPython(fill_columns, migrations.RunPython.noop),
        migrations.AddIndex(
            "linkstanding", models.Index(fields=INDEXES["standing_list"], name="standing_list")
        ),
        _current("standing_queue", INDEXES["standing_queue"]),
        migrations.RemoveIndex("linkstanding", "standing_recent"),
        _current("standing_recent", RECENT),
        *(_current(f"standing_{side}", [side, *OF_WORK]) for side in ("left", "right")),
        migrations.AddIndex(
            "linkstanding", models.Index(Upper("theme"), name="standing_theme", condition=CURRENT)
        ),
        migrations.RemoveIndex("linkstanding", "standing_suspect"),
        migrations.AddIndex(
            "linkstanding",
            models.Index(
                fields=["suspect_since", "id"],
                name="standing_suspect",
                condition=models.Q(("suspect_since__isnull", False)),
            ),
        ),
        migrations.RunPython(put_unknown_last, migrations.RunPython.noop),
        migrations.RunPython(keep_titles, forget_titles),
    ]
