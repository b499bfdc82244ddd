"""Two labels are judged alike where an officer would judge so, and the reason says why."""

from __future__ import annotations

import pytest

from commonground.matching.label import read_label
from commonground.matching.likeness import Likeness, Rarity, compare_labels, same_label


def compare(a: str, b: str) -> Likeness:
    one, two = read_label(a), read_label(b)
    return compare_labels(one, two, Rarity.of((one, two)))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Gender", "GENDER."),
        ("SDN", "Software-defined networking (SDN)"),
        ("BSG", "Bridging the standardization gap"),
        ("Small and medium-sized enterprises", "SMEs"),
        ("Harmonisation of terminology", "Terminology harmonization"),
        ("Child Online Protection", "Council Working Group on Child Online Protection"),
        ("Climate change and environment", "Environment, climate change"),
        ("Electronic waste", "E-waste management"),
        ("Emergency communications", "Disaster communications"),
        ("Conformance and interoperabilty", "Conformance and interoperability"),
        ("Smart cities and communities", "Smart sustainable cities"),
        ("Spectrum monitoring", "Monitoring of the radio spectrum"),
        ("Capacity building", "Human capacity building"),
        ("Capacity development", "Renforcement des capacités"),
        ("Building confidence and security in the use of ICTs", "Cybersecurity and trust"),
        ("Protection of children online", "Protection en ligne des enfants"),
        ("Quality of service and quality of experience", "QoS/QoE"),
        ("Emergency comms / disaster relief", "Emergency telecommunications"),
        ("Digital literacy and skills", "Digital skills"),
        ("Network resilience", "Resilient networks"),
        ("ITS", "Intelligent transport systems (ITS)"),
        ("Privacy and data protection", "Protección de datos"),
        ("Cybersecurity", "Ciberseguridad"),
        ("Cybersecurity", "Кибербезопасность"),
        ("网络安全", "Cybersecurity"),
        ("الأمن السيبراني", "Cybersecurity"),
    ],
)
def test_one_subject_under_two_names(a: str, b: str) -> None:
    assert compare(a, b).same >= 0.5
    assert compare(b, a).same == pytest.approx(compare(a, b).same)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Cloud computing", "Cloud computing and big data"),
        ("Study Group 1 activities", "Study Group 2 activities"),
        ("Member participation", "Non-member participation"),
        ("ITU publications", "International public policy issues"),
        ("Access control systems", "Accessibility"),
        ("Bridging the digital divide", "Bridging the standardization gap"),
        ("SMEs", "Membership/Resource Mobilization/SMEs"),
        ("Gender", "Gender and youth"),
        ("Sector membership", "Membership fees"),
        ("Regional presence", "Regional preparations of conferences"),
        ("Strategic plan", "Financial plan"),
        ("Gender", "Youth"),
        ("e-health", "e-waste"),
        ("IPv6 deployment", "IP telephony"),
        ("Environment and smart sustainable cities", "Internet of Things (IoT), smart cities"),
        ("Internet governance", "Government services"),
    ],
)
def test_different_subjects_stay_apart(a: str, b: str) -> None:
    assert compare(a, b).same < 0.5


def test_related_subjects_are_found_by_words_and_by_field() -> None:
    assert compare("Cloud computing", "Cloud computing and big data").related > 0.5
    found = compare("Climate change", "Environment and sustainability")
    assert found.related > 0.3
    assert "one field" in found.reason


def test_the_reason_names_shared_and_other_words() -> None:
    reason = compare("Financial inclusion gap", "Financial inclusion of youth").reason
    assert reason == (
        'Both speak of "financial", "inclusion". Only the first says "gap". Only the second says "youth".'
    )


def test_a_sub_topic_and_its_short_form_are_one() -> None:
    assert same_label("Global greenhouse gas (GHG) emissions", "GHG emissions")
    assert same_label("e-waste", "E-Waste.")
    assert not same_label("Energy", "Environment")
    assert not same_label("Water", "Waste water")
    assert not same_label("Other issues", "Other matters")
