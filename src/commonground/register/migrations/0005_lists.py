"""Indexes of current links in the order of the lists that pages show."""

from django.db import migrations, models

CURRENT = models.Q(("is_current", True))
# Links without a probability come last in lists. SQLite sorts them so by itself; PostgreSQL's index must say it.
ORDERED = {
    "standing_list": '"is_stated" DESC, "probability" DESC NULLS LAST, "id"',
    "standing_queue": '"state", "is_stated" DESC, "probability" DESC NULLS LAST, "id"',
}


def put_unknown_last(apps, schema_editor):
    """Make the two indexes anew on PostgreSQL, with the order of the lists."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for name, order in ORDERED.items():
        schema_editor.execute(f"DROP INDEX {name}")
        schema_editor.execute(f"CREATE INDEX {name} ON register_linkstanding ({order}) WHERE is_current")


class Migration(migrations.Migration):
    dependencies = [("register", "0004_fulltext")]
    operations = [
        migrations.RemoveIndex(model_name="linkstanding", name="standing_queue"),
        migrations.RemoveIndex(model_name="linkstanding", name="standing_recent"),
        migrations.AddIndex(
            model_name="linkstanding",
            index=models.Index(
                fields=["-is_stated", "-probability", "id"], name="standing_list", condition=CURRENT
            ),
        ),
        migrations.AddIndex(
            model_name="linkstanding",
            index=models.Index(
                fields=["state", "-is_stated", "-probability", "id"], name="standing_queue", condition=CURRENT
            ),
        ),
        migrations.AddIndex(
            model_name="linkstanding",
            index=models.Index(fields=["-changed_at", "id"], name="standing_recent", condition=CURRENT),
        ),
        migrations.RunPython(put_unknown_last, migrations.RunPython.noop),
    ]
