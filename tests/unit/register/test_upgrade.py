"""A register of an older version says what to do, and keeps everything when it is upgraded."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from commonground.errors import Conflict
from commonground.register import models
from commonground.register.opening import close_register, create_tables, open_register


def test_an_older_register_is_upgraded_with_all_it_holds(register: Path) -> None:
    bodies = models.Body.objects.count()
    call_command("migrate", "register", "0001", verbosity=0, interactive=False)
    close_register()
    with pytest.raises(Conflict, match="init --upgrade"):
        open_register(register)
    create_tables(register)
    open_register(register)
    assert models.Body.objects.count() == bodies > 0
    assert not models.Suggestion.objects.exists()
    assert not models.Vector.objects.exists()
