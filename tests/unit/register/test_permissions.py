"""Which role may do what, and for which Sector."""

from __future__ import annotations

import pytest

from commonground.domain.role import Access, Action, Role
from commonground.errors import BadInput, NotAllowed
from commonground.register.permissions import BOUND_TO_SECTOR, GRANTS, allows, require, role_of, visible
from commonground.register.workflows.actor import Actor

TOUCHED = ("ITU-D", "ITU-R")


@pytest.mark.parametrize("role", list(Role))
def test_only_roles_of_a_sector_judge_and_only_for_it(role: Role) -> None:
    mine, foreign = Actor(role, "ITU-D"), Actor(role, "ITU-T")
    assert allows(mine, Action.JUDGE, TOUCHED) == (role in BOUND_TO_SECTOR)
    assert not allows(foreign, Action.JUDGE, TOUCHED)
    assert not allows(Actor(role), Action.JUDGE, TOUCHED)


def test_every_role_has_its_grants_and_a_visitor_none() -> None:
    assert set(GRANTS) == set(Role)
    assert GRANTS[Role.VISITOR] == frozenset()
    assert Action.RECORD_SUCCESSION in GRANTS[Role.SECRETARIAT]


def test_a_refusal_names_the_roles_or_the_sectors_that_may() -> None:
    with pytest.raises(NotAllowed, match="roles that may: focal-point, counsellor"):
        require(Actor("delegate", "ITU-D"), Action.JUDGE, TOUCHED)
    with pytest.raises(NotAllowed, match="act for ITU-D or ITU-R"):
        require(Actor("focal-point", "ITU-T"), Action.JUDGE, TOUCHED)
    with pytest.raises(BadInput, match="no role"):
        role_of(Actor("king"))


def test_reasons_are_seen_by_members_and_internal_ones_by_the_staff() -> None:
    assert visible(Actor("visitor")) == {Access.PUBLIC}
    assert visible(Actor("delegate")) == {Access.PUBLIC, Access.MEMBERS}
    assert visible(Actor("secretariat")) == set(Access)
