"""What a draft is about, by its title: "Draft new Question on e-waste for ITU-D Study Group 2" is about e-waste."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Words that say what kind of paper it is and whose; what follows them and a preposition is the subject.
_PAPER = {
    "en": (
        r"draft|proposed|proposals?|new|revised|revisions?|modified|amended|amendments?|study|question|resolution"
        r"|recommendation|opinion|decision|contribution|document|text|for|of|to|a|an|the",
        r"on|concerning|regarding|about|relating\s+to|related\s+to",
    ),
    "fr": (
        r"avant-projet|projet|proposition|nouvel|nouvelle|nouveau|révisée?|révision|modifiée?|modification|question"
        r"|résolution|recommandation|avis|décision|contribution|document|texte|à|l['’]étude|de|d['’]une?|du|des|la|le"
        r"|une?|l['’]|pour|secteur|développement|télécommunications",
        r"sur|concernant|relati(?:f|ve)s?\s+(?:à\s+la|à\s+l['’]|aux?|à)|portant\s+sur|au\s+sujet\s+(?:de\s+la|des|du|de)",
    ),
    "es": (
        r"anteproyecto|proyecto|propuesta|nuev[ao]|revisad[ao]|revisión|modificad[ao]|modificación|cuestión|resolución"
        r"|recomendación|opinión|acuerdo|contribución|documento|texto|de|del|la|el|una?|para|sector|desarrollo"
        r"|telecomunicaciones",
        r"sobre|acerca\s+de|relativ[ao]\s+(?:a\s+la|a\s+las|a\s+los|al|a)|referente\s+(?:al|a)",
    ),
    "ru": (
        r"проект|предложени[ея]|предлагаем\w+|нов\w+|пересмотренн\w+|пересмотр|вопрос[а]?|резолюци[яи]|рекомендаци[яи]"
        r"|мнени[ея]|решени[ея]|вклад|документ|текст|для|сектор[а]?|развития|электросвязи",
        r"по|об?|относительно|касающ\w+",
    ),
    "ar": (
        r"مشروع|مقترح|اقتراح|مسألة|المسألة|قرار|القرار|توصية|التوصية|رأي|مساهمة|وثيقة|نص|جديدة?|الجديدة?|مراجعة?|معدلة?"
        r"|لقطاع|قطاع|تنمية|تقييس|الاتصالات|الراديوية|في|من|إلى|دراسة|للدراسة",
        r"بشأن|حول|عن|بخصوص|فيما\s+يتعلق\s+ب|المتعلقة?\s+ب",
    ),
}
_WHOSE = r"(?:itu|uit|мсэ)(?:-[drtдрт])?|\d+(?:[-/]\d+)*"
_FRAMES = tuple(
    re.compile(
        rf"(?:(?:(?:{words}|{_WHOSE})(?:(?<=['’])|[\s,]+))+(?:{prepositions})\s+"
        rf"|(?:(?:{words}|{_WHOSE})[\s,]*)+\s?[:–—]\s*)(?=\w)",
        re.IGNORECASE,
    )
    for words, prepositions in _PAPER.values()
)
_CHINESE = (
    re.compile(
        r"^(?:[\w/-]{0,20}?)关于(?P<subject>.+?)的?(?:新|拟议|经?修订|修正|研究)*(?:的)?"
        r"(?:课题|决议|建议书|提案|意见|文稿)(?:草案|案文|修订案?)?$"
    ),
    re.compile(
        r"^(?:新|拟议|修订|研究)*(?:课题|决议|建议书|提案)(?:草案|案文)?\s*[:：—–]\s*(?P<subject>.+)$"
    ),
)
# What binds the body that is named last to the subject: "... for", "... de la", "... в".
_BINDING = re.compile(
    r"(?:\s+(?:for|by|in|of|to|at|the|de|la|le|du|des|pour|à|par|en|del|para|por|los|las|для|в|на|от)|[\s,(（:–—-])+$",
    re.IGNORECASE,
)


def subject_of(title: str, bodies: Iterable[str] = ()) -> str:
    """The title without what kind of paper it is, in six languages, and without the `bodies` named at its end.

    The whole title where nothing would be left.

    >>> subject_of("Draft new Question on e-waste for ITU-D Study Group 2", ["ITU-D Study Group 2"])
    'e-waste'
    >>> subject_of("ITU-D关于电子废弃物的新课题草案"), subject_of("Report on the matter")
    ('电子废弃物', 'Report on the matter')
    """
    plain = " ".join(title.split())
    subject = _without_frame(plain)
    for body in bodies:
        name = " ".join(body.split())
        if name and subject.casefold().endswith(name.casefold()):
            subject = _BINDING.sub("", subject[: len(subject) - len(name)])
    return subject if re.search(r"\w{2}", subject) else plain


def _without_frame(title: str) -> str:
    for pattern in _CHINESE:
        if match := pattern.match(title):
            return match["subject"]
    for pattern in _FRAMES:
        if match := pattern.match(title):
            return title[match.end() :]
    return title
