"""`serve`: the pages and the API of a register, for browsers and programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import Annotated, Any

import typer

from commonground.cli.options import ProfileOption, RegisterOption
from commonground.cli.output import message

THREADS = 8
BODY_MAX_BYTES = 250 * 2**20  # of a request; single files have their own limit


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 for a free one.")] = 8000,
    open_page: Annotated[bool, typer.Option("--open", help="Open the first page in a browser.")] = False,
    trusted_proxy: Annotated[
        str,
        typer.Option("--trusted-proxy", help="Address of a proxy in front, whose word on callers counts."),
    ] = "",
    register: RegisterOption = None,
    profile: ProfileOption = "itu",
) -> None:
    """Serve the pages and the API of the register until stopped (Ctrl-C); long work runs beside them.

    A register that does not exist yet is made with the profile's facts.
    """
    from commonground.cli.documents import make_register
    from commonground.register.address import shown_address
    from commonground.register.opening import register_exists, register_path

    path = register_path(register)
    if not register_exists(path):
        make_register(path, profile)
        message(f"Made the register {shown_address(path)} with the facts of the profile {profile}")
    _let_in(host)
    from commonground.web.wsgi import make_application

    application = make_application(path)
    from commonground.web.warming import warm_up_beside  # after the register is open, as all that reads it

    server = make_server(application, host, port, trusted_proxy)
    address = f"http://{_printed(host)}:{server.effective_port}/"
    message(f"Commonground serves {shown_address(path)} at {address}  (stop with Ctrl-C)")
    _say_how_to_begin(address)
    if open_page:
        typer.launch(address)
    with _worker():
        try:
            warm_up_beside()
            server.run()
        finally:
            server.close()


def make_server(application: Any, host: str, port: int, trusted_proxy: str = "") -> Any:
    """The server, listening; raises NotAvailable for an address that cannot be had."""
    import waitress  # type: ignore[import-untyped]

    from commonground.errors import NotAvailable

    proxy: dict[str, Any] = {}
    if trusted_proxy:
        headers = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
        proxy = {
            "trusted_proxy": trusted_proxy,
            "trusted_proxy_headers": headers,
            "clear_untrusted_proxy_headers": True,
        }
    try:
        return waitress.create_server(
            application,
            host=host,
            port=port,
            threads=THREADS,
            ident="commonground",
            max_request_body_size=BODY_MAX_BYTES,
            **proxy,
        )
    except (OSError, ValueError) as error:
        raise NotAvailable(
            f"cannot listen: {error}", where=f"{host}:{port}", advice="name another --port or --host"
        ) from error


def _let_in(host: str) -> None:
    """Requests that name this host are ours; others only when COMMONGROUND_HOSTS names them."""
    if not os.environ.get("COMMONGROUND_HOSTS"):
        hosts = ["localhost", "127.0.0.1", "[::1]", _printed(host)]
        os.environ["COMMONGROUND_HOSTS"] = ",".join(dict.fromkeys(hosts))
    if "django.conf" in sys.modules:
        from django.conf import settings

        if settings.configured:
            settings.ALLOWED_HOSTS = os.environ["COMMONGROUND_HOSTS"].split(",")


def _printed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _say_how_to_begin(address: str) -> None:
    from commonground.register import models

    if not models.Account.objects.exists():
        message(f"""Nobody has an account yet. Make the link for the first administrator in another window:
    commonground account invite YOU@EXAMPLE.ORG --role administrator --origin {address.rstrip("/")}""")


def _worker() -> AbstractContextManager[Any]:
    """The worker of long work beside the pages, where this version has one."""
    try:
        run: Callable[[], AbstractContextManager[Any]] = import_module(
            "commonground.register.jobs"
        ).run_worker_beside
    except (ImportError, AttributeError):
        return nullcontext()
    return run()
