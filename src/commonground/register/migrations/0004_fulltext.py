"""What each database needs to search words, and to index texts that are longer than its pages.

SQLite gets an FTS5 table over the words, kept by triggers. PostgreSQL gets a text-search index; its indexes of whole
texts, which may hold 2,704 bytes at most, become indexes of a hash of them.
"""

from django.db import migrations

WORDS = "array_to_tsvector(array_remove(string_to_array(words, ' '), ''))"
SQLITE = [
    """CREATE VIRTUAL TABLE register_searchtext_fts USING fts5(
        words, content='register_searchtext', content_rowid='id', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER register_searchtext_added AFTER INSERT ON register_searchtext BEGIN
        INSERT INTO register_searchtext_fts(rowid, words) VALUES (new.id, new.words); END""",
    """CREATE TRIGGER register_searchtext_removed AFTER DELETE ON register_searchtext BEGIN
        INSERT INTO register_searchtext_fts(register_searchtext_fts, rowid, words)
        VALUES ('delete', old.id, old.words); END""",
    """CREATE TRIGGER register_searchtext_changed AFTER UPDATE ON register_searchtext BEGIN
        INSERT INTO register_searchtext_fts(register_searchtext_fts, rowid, words)
        VALUES ('delete', old.id, old.words);
        INSERT INTO register_searchtext_fts(rowid, words) VALUES (new.id, new.words); END""",
    "INSERT INTO register_searchtext_fts(register_searchtext_fts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS register_searchtext_added",
    "DROP TRIGGER IF EXISTS register_searchtext_removed",
    "DROP TRIGGER IF EXISTS register_searchtext_changed",
    "DROP TABLE IF EXISTS register_searchtext_fts",
]
# Indexed texts without a limit: of the log, of judgements, of examinations.
HASHED = {"change": "subject", "judgement": "subject"}


def add_search(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)
        return
    schema_editor.execute(f"CREATE INDEX search_text_words ON register_searchtext USING gin (({WORDS}))")
    for model, field in HASHED.items():
        table = f"register_{model}"
        _drop_indexes(schema_editor, table, field)
        schema_editor.execute(f'CREATE INDEX {table}_{field}_hash ON {table} USING hash ("{field}")')
    schema_editor.execute("DROP INDEX IF EXISTS examined_pair")
    schema_editor.execute('CREATE INDEX examined_pair ON register_examination (md5("left"), "right")')
    schema_editor.execute("ALTER TABLE register_entry DROP CONSTRAINT entry_once")
    schema_editor.execute("CREATE UNIQUE INDEX entry_once ON register_entry (list, md5(folded), occurrence)")


def remove_search(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE_BACK:
            schema_editor.execute(statement)
        return
    schema_editor.execute("DROP INDEX IF EXISTS search_text_words")
    for model, field in HASHED.items():
        table = f"register_{model}"
        schema_editor.execute(f"DROP INDEX IF EXISTS {table}_{field}_hash")
        held = apps.get_model("register", model)
        for statement in schema_editor._field_indexes_sql(held, held._meta.get_field(field)):
            schema_editor.execute(statement)
    schema_editor.execute("DROP INDEX IF EXISTS examined_pair")
    schema_editor.execute('CREATE INDEX examined_pair ON register_examination ("left", "right")')
    schema_editor.execute("DROP INDEX IF EXISTS entry_once")
    schema_editor.execute(
        "ALTER TABLE register_entry ADD CONSTRAINT entry_once UNIQUE (list, folded, occurrence)"
    )


def _drop_indexes(schema_editor, table, field):
    """Remove the field's own index and the one for LIKE."""
    with schema_editor.connection.cursor() as cursor:
        constraints = schema_editor.connection.introspection.get_constraints(cursor, table)
    for name, about in constraints.items():
        if about["index"] and about["columns"] == [field]:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("register", "0003_agreement")]
    operations = [migrations.RunPython(add_search, remove_search, elidable=False)]
