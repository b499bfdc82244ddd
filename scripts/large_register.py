"""A register as large as one may become: links, their judgements, works with titles, areas, themes, texts to search.

The same register each time. Words of titles are as unevenly spread as words are: a few stand in every tenth title.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

SECTORS = ("ITU-R", "ITU-T", "ITU-D")
GROUPS = 20  # of each Sector
AREAS = 150
STATES = ("proposed",) * 6 + ("agreed", "agreed", "rejected", "disputed")
RELATIONS = ("same-subject",) * 8 + ("overlaps", "carries-out")
ORIGINS = ("suggested",) * 7 + ("proposed", "stated", "carried")
THEMES = ("Climate change", "Accessibility", "Artificial intelligence", "Emergency telecommunications")
ACCESSES = ("public",) * 8 + ("members", "internal")
START = datetime(2026, 1, 1, tzinfo=UTC)
BATCH = 5000
JUDGED = (
    "subject", "period", "verdict", "role", "sector", "at", "reason_code", "reason", "access", "liaison_statement",
    "is_blind", "proposal",
)  # fmt: skip
WORDS = [f"subject{n}" for n in range(2000)]
_WEIGHTS = [1 / (n + 5) for n in range(len(WORDS))]


def work_name(n: int) -> str:
    """The id of the n-th work: every fourth is an area, the others are Questions of a Sector's groups."""
    sector = SECTORS[n % 3]
    return f"area:area-{n // 4 % AREAS}" if n % 4 == 3 else f"{sector} Q{n}/{n % GROUPS}"


def number_of_works(links: int) -> int:
    """How many works so many links join, about fifty links each."""
    return max(links // 25, 16)


def fill(links: int, judgements: int) -> None:
    """Fill the open register, which is empty."""
    from django.db import connection, transaction

    chance = random.Random(3)  # noqa: S311 - the same register each time
    works = number_of_works(links)
    titles = [" ".join(chance.choices(WORDS, _WEIGHTS, k=7)) for _ in range(works)]
    with transaction.atomic():
        _fill_organization(works, titles)
        for start in range(0, links, BATCH):
            _fill_links(range(start, min(start + BATCH, links)), works, titles, chance)
        for start in range(0, judgements, BATCH):
            _fill_judgements(range(start, min(start + BATCH, judgements)), links, works)
        _fill_examinations(chance)
        _fill_texts(titles, chance)
    with connection.cursor() as cursor:
        if (
            connection.vendor == "postgresql"
        ):  # new identities after those given here; what vacuum does by itself
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('register_linkstanding', 'id'), %s)", [links + 1]
            )
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("ANALYZE")


def _sides(n: int, works: int) -> tuple[int, int]:
    return n % works, (n + 1 + n // works) % works


def _key(n: int, works: int) -> str:
    left, right = (work_name(side) for side in _sides(n, works))
    return f"pair:{left}|{right}|{n}"


def _sectors_of(n: int, works: int) -> list[str]:
    names = {SECTORS[side % 3] for side in _sides(n, works) if side % 4 != 3}
    return sorted(names) or [SECTORS[n % 3]]


def _fill_organization(works: int, titles: list[str]) -> None:
    from commonground.register import models

    models.Sector.objects.bulk_create(models.Sector(code=code) for code in SECTORS)
    models.Body.objects.bulk_create(models.Body(code=code, kind="sector", sectors=[code]) for code in SECTORS)
    models.Body.objects.bulk_create(
        models.Body(code=f"{code} SG{n}", kind="study-group", sectors=[code], parent=code)
        for code in SECTORS
        for n in range(GROUPS)
    )
    models.Question.objects.bulk_create(
        (
            models.Question(
                code=work_name(n), sector=SECTORS[n % 3], body=f"{SECTORS[n % 3]} SG{n % GROUPS}",
                period="2022-2025", title=titles[n],
            )
            for n in range(works)
            if n % 4 != 3
        ),
        batch_size=400,
    )  # fmt: skip
    for theme in THEMES:
        models.Theme.objects.create(code=theme.lower().replace(" ", "-"), area=theme)


def _fill_links(numbers: range, works: int, titles: list[str], chance: random.Random) -> None:
    from commonground.register import models
    from commonground.register.standings import set_list_columns, standing_code

    rows, said = [], []
    for n in numbers:
        left, right = _sides(n, works)
        at = START + timedelta(seconds=n)
        key = _key(n, works)
        state, origin = chance.choice(STATES), chance.choice(ORIGINS)
        row = models.LinkStanding(
            pk=n + 1, code=standing_code(key), key=key, left=work_name(left), right=work_name(right),
            sectors=_sectors_of(n, works), left_title=titles[left], right_title=titles[right],
            relation=chance.choice(RELATIONS), origin=origin, is_stated=origin == "stated", state=state,
            probability=None if origin in ("stated", "proposed") else chance.random(),
            access=chance.choice(ACCESSES), made_at=at, changed_at=at, is_current=n % 20 != 19,
            theme=THEMES[n // 10 % 4] if n % 10 == 0 else "", suspect_since=at if n % 50 == 0 else None,
        )  # fmt: skip
        rows.append(row)
        verdicts = {sector: _verdict(row, chance) for sector in row.sectors}
        set_list_columns(row, verdicts)
        said += [
            models.SectorStanding(link_id=row.pk, sector=sector, verdict=verdict)
            for sector, verdict in verdicts.items()
        ]
    models.LinkStanding.objects.bulk_create(rows, batch_size=400)
    models.SectorStanding.objects.bulk_create(said, batch_size=1000)


def _verdict(row: Any, chance: random.Random) -> str:
    return "accept" if row.state == "agreed" else chance.choice(("", "", "accept", "unsure"))


def _fill_judgements(numbers: range, links: int, works: int) -> None:
    from commonground.register import models
    from commonground.register.bulk import at_value, insert_rows

    insert_rows(
        models.Judgement,
        JUDGED,
        [
            (_key(n % links, works), "", "accept", "focal-point", _sectors_of(n % links, works)[0],
             at_value(START + timedelta(seconds=n)), "same-subject", "", "members", "", False, "{}")
            for n in numbers
        ],
    )  # fmt: skip


def _fill_examinations(chance: random.Random) -> None:
    from commonground.register import models

    models.Examination.objects.bulk_create(
        models.Examination(
            left=f"area:area-{n}", right=sector, found=chance.random() < 0.3, role="focal-point", sector=sector,
            at=START + timedelta(days=again),
        )
        for again in range(3)
        for n in range(AREAS)
        for sector in SECTORS
        if chance.random() < 0.6
    )  # fmt: skip


def _fill_texts(titles: list[str], chance: random.Random) -> None:
    from commonground.register import models
    from commonground.register.fulltext import words_of

    rows = []
    for n, title in enumerate(titles):
        text = f"{title} {' '.join(chance.choices(WORDS, _WEIGHTS, k=60))}"
        words = " ".join(words_of(text, "en"))
        row = models.SearchText(kind="question", entity=f"text {n}", language="en", title=title, words=words)
        rows.append(row)
    models.SearchText.objects.bulk_create(rows, batch_size=400)
