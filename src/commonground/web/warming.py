"""What the first reader would wait for is worked out while the server starts."""

from __future__ import annotations

import logging
import threading

from django.db import connections

from commonground.api.derived import derived
from commonground.api.routes.search import find_items
from commonground.domain.role import Access
from commonground.register import reading
from commonground.register.sight import EVERYTHING, levels_up_to, seeing

log = logging.getLogger(__name__)


def warm_up() -> None:
    """The areas and the search index of the open register, for visitors and for members; nothing raised."""
    try:
        for levels in (levels_up_to(Access.PUBLIC), EVERYTHING):
            with seeing(levels):
                derived("areas", reading.areas, of_facts=True)
                find_items("common ground", 1)
    except Exception:  # a reader who asks for it is told what is wrong
        log.warning("what pages begin with could not be made ready", exc_info=True)
    finally:
        connections.close_all()


def warm_up_beside() -> threading.Thread:
    """The thread that does it; it ends with the program at the latest."""
    thread = threading.Thread(target=warm_up, name="warming", daemon=True)
    thread.start()
    return thread
