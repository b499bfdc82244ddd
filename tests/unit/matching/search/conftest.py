"""A small collection in several languages, and its index."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fake_encoder import FakeEncoder

from commonground.matching.item import Item
from commonground.matching.search.index import SearchIndex, build_index

ITEMS = (
    Item("T 1", "Management of electronic waste", "How e-waste from old telephones is collected and recycled.",
         sector="T", group="T SG5", labels={"fr": "Gestion des déchets électroniques", "zh": "电子废物管理"},
         references=("PP Resolution 182",)),
    Item("D 1", "Policies for the disposal of telecommunication waste", "Guidelines for developing countries.",
         sector="D", group="D SG2", governing=("PP Resolution 182",)),
    Item("R 1", "Protection of radio astronomy", "Frequencies that observatories need. Satellites disturb them.",
         sector="R", group="R SG7"),
    Item("R 2", "Sharing of frequency bands by satellites", "Interference between satellite systems.",
         sector="R", group="R SG4"),
    Item("T 2", "Security of networks", "Threats to networks, and how they are met.", sector="T", group="T SG17",
         labels={"ru": "Безопасность сетей", "ar": "أمن الشبكات"}),
    Item("D 2", "Réseaux ruraux", "Accès aux réseaux dans les zones rurales.", language="fr", sector="D",
         group="D SG1"),
    Item("PP Resolution 182", "Telecommunications and climate change", "", sector="GS", group="PP"),
)  # fmt: skip


@pytest.fixture(scope="session")
def encoder() -> FakeEncoder:
    """Words as vectors."""
    return FakeEncoder()


@pytest.fixture(scope="session")
def items() -> tuple[Item, ...]:
    """Seven pieces of work."""
    return ITEMS


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: FakeEncoder) -> SearchIndex:
    """The index of the seven."""
    folder: Path = tmp_path_factory.mktemp("search") / "index"
    return build_index(ITEMS, encoder, folder, [["climate change", "changement climatique", "气候变化"]])
