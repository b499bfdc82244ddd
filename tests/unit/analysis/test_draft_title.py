"""A draft's title says what kind of paper it is and whose; only its subject is compared."""

from __future__ import annotations

import pytest

from commonground.analysis.draft_title import subject_of


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("Draft new Question on e-waste", "e-waste"),
        ("Proposed revision of Question 6/2: ICTs and the environment", "ICTs and the environment"),
        ("Projet de nouvelle Question de l'UIT-D sur les déchets électroniques", "les déchets électroniques"),
        ("Proyecto de nueva Cuestión del UIT-D sobre residuos electrónicos", "residuos electrónicos"),
        ("Проект нового Вопроса МСЭ-D по электронным отходам", "электронным отходам"),
        ("مشروع مسألة جديدة لقطاع تنمية الاتصالات بشأن المخلفات الإلكترونية", "المخلفات الإلكترونية"),
        ("ITU-D关于电子废弃物的新课题草案", "电子废弃物"),
        ("新课题草案：电子废弃物", "电子废弃物"),
        ("Security of networks on ships", "Security of networks on ships"),
        ("New networks", "New networks"),
        ("Draft new Question on", "Draft new Question on"),
        ("Étude des réseaux sur les îles", "Étude des réseaux sur les îles"),
        ("", ""),
    ],
)
def test_the_frame_is_taken_off_in_six_languages(title: str, subject: str) -> None:
    assert subject_of(title) == subject


@pytest.mark.parametrize(
    ("title", "bodies", "subject"),
    [
        ("Draft Question on e-waste for ITU-D Study Group 2", ["ITU-D Study Group 2"], "e-waste"),
        ("Projet de Question sur le bruit pour la CE 5", ["CE 5"], "le bruit"),
        ("ITU-T SG5", ["ITU-T SG5"], "ITU-T SG5"),
        ("SG5 and e-waste", ["SG5"], "SG5 and e-waste"),
    ],
)
def test_a_body_named_last_is_no_subject(title: str, bodies: list[str], subject: str) -> None:
    assert subject_of(title, bodies) == subject
