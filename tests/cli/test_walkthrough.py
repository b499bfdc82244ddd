"""The walkthrough of the docs is run as it stands: every command, and what it is said to print."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cli.conftest import Command

WALKTHROUGH = Path(__file__).parent.parent.parent / "docs" / "walkthrough.md"
BLOCK = re.compile(r"^```(console|csv (?P<file>\S+))\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
KEPT = re.compile(r"\$\((.*?)\)")  # a link's code by its two sides: $(ITU-D Q6/2 | ITU-T Q7/5)


@dataclass(frozen=True)
class Step:
    """One command of the walkthrough, and lines that it prints among others; or a file that the reader writes."""

    words: str
    printed: tuple[str, ...] = ()
    file: str = ""


def _steps() -> list[Step]:
    steps: list[Step] = []
    for block in BLOCK.finditer(WALKTHROUGH.read_text(encoding="utf-8")):
        if block["file"]:
            steps.append(Step(block["text"], file=block["file"]))
            continue
        for command in re.split(r"^\$ ", block["text"], flags=re.MULTILINE)[1:]:
            words, *printed = command.splitlines()
            steps.append(Step(words, tuple(line.strip() for line in printed if line.strip())))
    return steps


def _code(sides: str) -> str:
    """The code of the current link between the two sides named, as a reader copies it from a table."""
    from commonground.domain.suggestion import pair_key
    from commonground.register import models

    left, _, right = (part.strip() for part in sides.partition("|"))
    return models.LinkStanding.objects.get(key=pair_key(left, right), is_current=True).code


def _is_printed(line: str, out: str) -> bool:
    """Whether all words of the line stand in one line of what was printed; three dots stand for anything."""
    wanted = [" ".join(part.split()) for part in line.split("...")]
    return any(_in_order(wanted, " ".join(shown.split())) for shown in out.splitlines())


def _in_order(parts: list[str], shown: str) -> bool:
    position = 0
    for part in parts:
        position = shown.find(part, position)
        if position < 0:
            return False
        position += len(part)
    return True


def test_every_step_does_what_is_written(command: Command) -> None:
    steps = _steps()
    assert len(steps) > 20
    for step in steps:
        if step.file:
            Path(step.file).write_text(step.words, encoding="utf-8")
            continue
        words = shlex.split(KEPT.sub(lambda found: _code(found.group(1)), step.words))
        assert words[0] == "commonground", step.words
        expected = 0
        if words[-1].startswith("#exit="):
            expected = int(words.pop().removeprefix("#exit="))
        ran = command(*words[1:])
        assert ran.code == expected, f"{step.words}\n{ran.err}{ran.out}"
        for line in step.printed:
            assert _is_printed(line, ran.out + ran.err), f"{step.words}\nmissing: {line}\n{ran.err}{ran.out}"
    assert Path("agreed.docx").read_bytes() == Path("agreed-again.docx").read_bytes()


@pytest.mark.parametrize(("line", "shown"), [("a ... d", "a  b c d"), ("b", "a b")])
def test_three_dots_stand_for_anything(line: str, shown: str) -> None:
    assert _is_printed(line, shown)
    assert not _is_printed("d ... a", "a b c d")
