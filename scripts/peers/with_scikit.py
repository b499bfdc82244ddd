"""scikit-learn: TF-IDF with a linear support vector classifier for groups, character n-grams for likeness."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from scripts.peers.contract import Answer, Task, answer_task
from scripts.peers.ranking import add_best
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

# The best of what was tried on the newest tenth of the training part: with and without stop words, C of .25 to 2,
# groups weighted alike or not.
C = 1.0
FEATURES = ("words", "words+characters")


def features(name: str) -> Any:
    """Words and pairs of words; with character n-grams beside them."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
    if name == "words":
        return words
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    return FeatureUnion([("words", words), ("characters", characters)])


def classifier_of_groups() -> Any:
    """The classifier, groups weighted alike."""
    return LinearSVC(C=C, class_weight="balanced", dual=True)


def _route(name: str, task: Task) -> Answer:
    answer = Answer()
    with answer.stage("train"):
        vectorizer = features(name)
        known = vectorizer.fit_transform(task["train"])
        classifier = classifier_of_groups().fit(known, [groups[0] for groups in task["groups"]])
    with answer.stage("use"):
        scores = classifier.decision_function(vectorizer.transform(task["test"]))
        order = np.argsort(-scores, axis=1, kind="stable")
    answer.names = [str(group) for group in classifier.classes_]
    for places, row in zip(order, scores, strict=True):
        answer.add(places, row[places])
    return answer


def _rank(lengths: tuple[int, int], task: Task) -> Answer:
    """Character n-grams within words, weights from the right side, cosine."""
    answer = Answer()
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=lengths, sublinear_tf=True)
    with answer.stage("train"):
        right = vectorizer.fit_transform(task["right"]).T.tocsr()
    with answer.stage("use"):
        left = vectorizer.transform(task["left"])
        add_best(answer, left, right, task["top"])
    return answer


if __name__ == "__main__":
    ranks = {"rank": partial(_rank, (3, 5)), "rank-short": partial(_rank, (2, 4))}
    answer_task({**ranks, **{name: partial(_route, name) for name in FEATURES}})
