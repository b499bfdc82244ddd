"""Candidate pairs: all that share a telling word, and no quadratic work."""

from __future__ import annotations

from commonground.matching.candidate import candidate_pairs
from commonground.matching.label import read_label


def pairs_of(*texts: str) -> list[tuple[int, int]]:
    return candidate_pairs([(read_label(text),) for text in texts])


def test_labels_that_share_a_word_an_acronym_or_a_beginning_are_paired() -> None:
    assert (0, 1) in pairs_of("SDN", "Software-defined networking (SDN)")
    assert (0, 1) in pairs_of("Interoperability", "Interoperabilty testing")
    assert pairs_of("Gender", "Fellowships") == []


def test_a_word_in_thousands_of_labels_does_not_pair_them_all() -> None:
    labels = [(read_label(f"Telecommunication subject x{number}y"),) for number in range(3000)]
    assert len(candidate_pairs(labels)) < 3000
