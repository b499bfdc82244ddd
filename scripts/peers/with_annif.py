"""Annif's backends svc and omikuji, through its own projects, vocabulary and corpora, in a folder of their own."""

from __future__ import annotations

import logging
import os
import tempfile
from functools import partial
from pathlib import Path

from scripts.peers.contract import Answer, Task, answer_task

# The best of what was tried on the newest tenth of the training part: analyzers simple and snowball, n-grams of 1 to 3
# words, words seen once or twice; for omikuji its three kinds of tree.
SETTINGS = {"svc": {"ngram": 3, "min_df": 2}, "omikuji": {"ngram": 2, "min_df": 2}}


def _learn_sentence_ends(texts: list[str], folder: Path) -> None:
    """Annif's analyzers want NLTK's sentence splitter, which NLTK would download: train one on the texts instead."""
    from nltk.tokenize.punkt import PunktTrainer, save_punkt_params

    target = folder / "tokenizers" / "punkt_tab" / "english"
    target.mkdir(parents=True)
    save_punkt_params(PunktTrainer("\n".join(texts)).get_params(), str(target))


def _write_project(backend: str, groups: list[str], folder: Path) -> None:
    given = {"name": backend, "language": "en", "backend": backend, "analyzer": "snowball(english)"}
    settings = {**given, "vocab": "groups", "limit": len(groups), **SETTINGS[backend]}
    lines = [f"[{backend}]", *(f"{name}={value}" for name, value in settings.items())]
    (folder / "projects.cfg").write_text("\n".join(lines), encoding="utf-8")
    rows = (f"<urn:group:{place}>\t{group}\n" for place, group in enumerate(groups))
    (folder / "groups.tsv").write_text("".join(rows), encoding="utf-8")


def _route(backend: str, task: Task) -> Answer:
    answer = Answer(names=sorted({group for groups in task["groups"] for group in groups}))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["NLTK_DATA"] = name  # read when nltk is imported
        _learn_sentence_ends(task["train"], folder)
        _write_project(backend, answer.names, folder)

        import annif
        from annif.corpus import Document, DocumentList, SubjectSet
        from annif.registry import AnnifRegistry
        from annif.vocab import VocabFileTSV

        annif.logger.setLevel(logging.WARNING)
        registry = AnnifRegistry(str(folder / "projects.cfg"), name, init_projects=False)
        project = registry.get_project(backend)
        project.vocab.load_vocabulary(VocabFileTSV(str(folder / "groups.tsv"), "en"))
        subject_of = {
            group: project.subjects.by_uri(f"urn:group:{i}") for i, group in enumerate(answer.names)
        }
        several = None if backend == "omikuji" else 1  # svc learns one group a text
        training = [
            Document(text, SubjectSet([subject_of[group] for group in groups[:several]]))
            for text, groups in zip(task["train"], task["groups"], strict=True)
        ]
        with answer.stage("train"):
            project.train(DocumentList(training), jobs=1)
        project.initialize()
        with answer.stage("use"):
            results = project.suggest_corpus(DocumentList([Document(text) for text in task["test"]]))
            found = [[(hit.subject_id, hit.score) for hit in result] for result in results]
    place_of = {subject_of[group]: place for place, group in enumerate(answer.names)}
    for hits in found:
        ranked = sorted(hits, key=lambda hit: -hit[1])
        answer.add([place_of[subject] for subject, _ in ranked], [score for _, score in ranked])
    return answer


if __name__ == "__main__":
    answer_task({backend: partial(_route, backend) for backend in SETTINGS})
