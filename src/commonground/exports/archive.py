"""Office files made the same for the same content: fixed times inside the zip, fixed order of members."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO

# The first day a zip file can name; what it means is "no time is recorded here".
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def settled_archive(
    data: bytes, generated: date, replaced: Mapping[str, bytes | None] | None = None
) -> bytes:
    """The archive with no clock in it: members keep their order, `generated` is the only date.

    `replaced` gives members new content; None drops one.
    """
    changes = replaced or {}
    output = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(output, "w") as target:
        for name in source.namelist():
            content = changes.get(name, source.read(name))
            if content is None:
                continue
            if name == "docProps/core.xml":
                stamp = f"{generated.isoformat()}T00:00:00Z".encode()
                content = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<3>", content)
            member = zipfile.ZipInfo(name, _NO_TIME)
            member.external_attr = 0o600 << 16
            target.writestr(member, content, zipfile.ZIP_DEFLATED, 6)
    return output.getvalue()
