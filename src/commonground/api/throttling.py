"""How often somebody may ask: by account, or by network address for visitors. The rates are settings.

Requests are counted in fixed windows with one atomic step of the cache each, so that threads that answer at the same
time cannot count for one another.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from commonground.api.viewer import Viewer
from commonground.errors import TooManyRequests

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def rate_of(written: str) -> tuple[int, int]:
    """How many requests in how many seconds a rate allows.

    >>> rate_of("120/m")
    (120, 60)
    """
    number, _, unit = written.partition("/")
    return int(number), _SECONDS[unit]


def count_request(request: HttpRequest, viewer: Viewer) -> None:
    """Count the request for its account or address; raises TooManyRequests beyond the rate.

    A proxy in front has to pass the address on to the server (`serve --trusted-proxy`).
    """
    scope = "account" if viewer.is_signed_in else "visitor"
    allowed, seconds = rate_of(settings.API_RATES[scope])
    now = time.time()
    window = int(now // seconds)
    key = f"rate:{scope}:{viewer.account or request.META.get('REMOTE_ADDR', '')}:{window}"
    cache.add(key, 0, timeout=seconds * 2)
    try:
        count = cache.incr(key)
    except ValueError:  # the window ended in between
        return
    if count > allowed:
        raise TooManyRequests.wait(max(1, int((window + 1) * seconds - now)))
