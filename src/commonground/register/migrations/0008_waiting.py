"""What waits for whom is counted out of an index of the links that wait."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0007_checks")]
    operations = [
        migrations.AddIndex(
            "linkstanding",
            models.Index(
                fields=["waits_for", "theme", "state", "access", "is_current"],
                name="standing_waiting",
                condition=models.Q(("is_current", True), ("waits_for__gt", "")),
            ),
        ),
    ]
