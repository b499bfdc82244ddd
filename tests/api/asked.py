"""One valid request for every route, for the matrix of routes, roles and Sectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.api.conftest import INVITED, LINK, SAMPLES

from commonground.api.application import make_api
from commonground.api.routes.facts import COLLECTIONS
from commonground.register import models
from commonground.register.fact_kinds import FACT_KINDS

CHANGES: dict[str, dict[str, Any]] = {
    "area": {"definition": "What it is."},
    "theme": {"owner_role": "secretariat"},
    "body": {"names": {"en": "Focus Group on X"}},
    "mandate": {"scope": "All of it."},
    "question": {"scope": "All of it."},
    "instrument": {"names": {"en": "A resolution"}},
    "revision": {"note": "Seen."},
    "work-item": {"status": "draft"},
    "activity": {"place": "Geneva"},
    "link": {"access": "members"},
}
NEW: dict[str, dict[str, Any]] = {
    **SAMPLES,
    "area": {"label": "Another area", "labels": {"en": "Another area"}},
    "theme": {"code": "another", "area": "Another area", "labels": {"en": "Another area"}},
    "body": {**SAMPLES["body"], "code": "ITU-T FG-Y"},
    "mandate": {"body": "ITU-T FG-X", "period": "2017-2020", "title": "X"},
    "question": {**SAMPLES["question"], "code": "ITU-T Q98/5"},
    "instrument": {**SAMPLES["instrument"], "code": "ITU-T Resolution 998", "number": "998"},
    "revision": {**SAMPLES["revision"], "label": "Another, 2031"},
    "work-item": {**SAMPLES["work-item"], "code": "L.1051"},
    "activity": {"code": "another", "kind": "event", "title": "Another week", "sectors": ["ITU-T"]},
    "link": {**SAMPLES["link"], "object": "ITU-R WP 5D"},
}


SUCCESSIONS = b"""kind,predecessor,predecessor_period,successor,successor_period,title,reason,source,start,end
continued,ITU-D Q6/2,2018-2021,ITU-D Q6/2,2022-2025,ICTs and the environment,Kept.,WTDC-22,2022,2025
"""
SSSOM = b"""#curie_map:
#  itu: "urn:commonground:itu:"
#mapping_set_id: "urn:commonground:itu:links"
#license: "https://w3id.org/sssom/license/unspecified"
subject_id\tpredicate_id\tobject_id\tmapping_justification
itu:ITU-T_SG5\tskos:relatedMatch\titu:ITU-D_SG1\tsemapv:ManualMappingCuration
"""


@dataclass(frozen=True)
class Route:
    """A route as the API has it."""

    operation: str
    method: str
    path: str


def routes() -> Iterator[Route]:
    """All routes, from the API itself."""
    api = make_api()
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield Route(operation.operation_id or operation.view_func.__name__, method, path)


@dataclass(frozen=True)
class Request:
    """What is sent."""

    path: str
    body: Any = None
    file: tuple[str, str, bytes] | None = None  # field, name, content


def request_for(route: Route) -> Request:
    """A valid request for the route on the register of `peopled`; KeyError for a route nobody thought of."""
    parts = route.path.strip("/").split("/")
    if parts[0] in COLLECTIONS and not route.path.endswith((".{form}", "/matrix")):
        return _of_fact(route, parts[0], COLLECTIONS[parts[0]])
    special = _SPECIAL.get(route.operation)
    if special is None:
        if route.method == "GET" and "{" not in route.path:
            return Request(route.path)
        raise KeyError(route.operation)
    made: Request = special()
    return made


def _of_fact(route: Route, collection: str, name: str) -> Request:
    if route.method == "GET" and "{" not in route.path:
        return Request(f"/{collection}?limit=2")
    if route.method == "POST":
        return Request(f"/{collection}", {"values": NEW[name]})
    values = {"code": "week-public"} if name == "activity" else SAMPLES[name]
    named = "@".join(str(values.get(part) or "") for part in FACT_KINDS[name].key).rstrip("@")
    path = f"/{collection}/{quote(named, safe='')}"
    return Request(path, {"values": CHANGES[name]} if route.method == "PATCH" else None)


def _link(left: str = LINK[0], right: str = LINK[1]) -> str:
    from commonground.domain.suggestion import pair_key

    return models.LinkStanding.objects.get(key=pair_key(left, right)).code


def _document() -> int:
    return models.Document.objects.get(name="public.docx").pk


def _job() -> int:
    return models.Job.objects.get(account__email="delegate@example.org").pk


def _account() -> int:
    return models.Account.objects.get(email="delegate@example.org").pk


_SPECIAL: dict[str, Any] = {
    "get_matrix": lambda: Request("/themes/Climate%20change/matrix"),
    "get_matrix_paper": lambda: Request("/themes/Climate%20change/matrix.csv"),
    "get_report": lambda: Request("/reports/gaps.csv"),
    "get_exchange_file": lambda: Request("/exchange/sssom"),
    "find": lambda: Request("/find?text=e-waste&top=1"),
    "search_texts": lambda: Request("/texts?text=e-waste&top=1"),
    "get_link": lambda: Request(f"/links/{_link()}"),
    "propose_link": lambda: Request("/links", {"left": "ITU-T SG20", "right": "ITU-D SG1", "note": "Both."}),
    "withdraw_link": lambda: Request(f"/links/{_link()}"),
    "list_judgements": lambda: Request(f"/links/{_link()}/judgements"),
    "link_history": lambda: Request(f"/links/{_link()}/history"),
    "judge_link": lambda: Request(f"/links/{_link()}/judgements", {"verdict": "unsure", "reason": "Asking."}),
    "judge_links": lambda: Request("/judgements", {"verdict": "unsure", "links": [_link()]}),
    "clear_review": lambda: Request(f"/links/{_link('ITU-T SG5', 'ITU-D SG1')}/review", {"reason": "Read."}),
    "explain_link": lambda: Request(f"/links/{_link('ITU-T SG20', 'ITU-D SG2')}/explanation"),
    "get_document": lambda: Request(f"/documents/{_document()}"),
    "list_passages": lambda: Request(f"/documents/{_document()}/passages"),
    "add_documents": lambda: Request(
        "/documents?sector=ITU-T", file=("files", "a.txt", b"Liaison with ITU-T SG5 on e-waste.")
    ),
    "import_file": lambda: Request("/imports?dry_run=true", file=("file", "links.sssom.tsv", SSSOM)),
    "record_successions": lambda: Request(
        "/successions?dry_run=true", file=("file", "periods.csv", SUCCESSIONS)
    ),
    "get_succession_template": lambda: Request("/successions/template.csv"),
    "record_examination": lambda: Request("/examinations", {"left": "ITU-T SG5", "right": "ITU-D SG1"}),
    "publish_edition": lambda: Request("/editions", {"name": "ISCG 2026-06"}),
    "get_edition": lambda: Request("/editions/Earlier"),
    "get_edition_file": lambda: Request("/editions/Earlier/files/areas.csv"),
    "compare_editions": lambda: Request("/editions/Earlier/diff/now"),
    "get_comparison_paper": lambda: Request("/editions/Earlier/diff/now/paper.html"),
    "start_job": lambda: Request("/jobs", {"kind": "suggest", "between": ["ITU-T", "ITU-D"]}),
    "get_job": lambda: Request(f"/jobs/{_job()}"),
    "cancel_job": lambda: Request(f"/jobs/{_job()}/cancel", {}),
    "get_me": lambda: Request("/me"),
    "create_token": lambda: Request("/tokens", {"name": "another", "scopes": ["read"], "days": 3}),
    "revoke_token": lambda: Request(
        f"/tokens/{models.ApiToken.objects.get(account__email='delegate@example.org').pk}"
    ),
    "get_account": lambda: Request(f"/accounts/{_account()}"),
    "change_account": lambda: Request(f"/accounts/{_account()}", {"is_active": False}),
    "grant_role": lambda: Request(
        f"/accounts/{_account()}/assignments", {"role": "focal-point", "sector": "ITU-D"}
    ),
    "end_role": lambda: Request(
        f"/assignments/{models.Assignment.objects.get(account__email='delegate@example.org').pk}"
    ),
    "invite": lambda: Request("/invitations", {"email": "new@example.org", "role": "delegate"}),
    "accept_invitation": lambda: Request(
        "/invitations/accept", {"secret": INVITED, "password": "correct horse battery"}
    ),
}
