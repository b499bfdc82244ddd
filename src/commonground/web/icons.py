"""Small drawings beside words: paths on a square of 16 by 16, drawn with a stroke of the text's colour."""

from __future__ import annotations

from collections.abc import Mapping

ICONS: Mapping[str, str] = {
    "agreed": "M3 8.5l3.2 3.2L13 4.5",
    "proposed": "M8 3.2v9.6M3.2 8h9.6",
    "disputed": "M8 2.2L14.6 13.5H1.4zM8 6.5v3.2M8 11.4v.4",
    "rejected": "M4 4l8 8M12 4l-8 8",
    "to-be-confirmed": "M8 2.5a5.5 5.5 0 1 1-5.2 3.7M2.4 2.6v3.8h3.8M8 5v3.3l2.2 1.4",
    "stated": "M3.5 2.5h6l3 3v8h-9zM6 8h4M6 10.5h4",
    "refused": "M4 4l8 8M12 4l-8 8",
    "found": "M7 2.5a4.5 4.5 0 1 0 .01 0M10.4 10.4l3.4 3.4",
    "none": "M8 2.5a5.5 5.5 0 1 0 .01 0M4.2 11.8l7.6-7.6",
    "none-by-machine": "M8 2.5a5.5 5.5 0 1 0 .01 0M4.2 11.8l7.6-7.6",
    "not-examined": "M4 8h1M7.5 8h1M11 8h1",
    "blank": "M3.5 3.5h9v9h-9z",
    "suspect": "M3.5 14V2.5M3.5 3h8.5l-2 2.7 2 2.8H3.5",
    "accept": "M3 8.5l3.2 3.2L13 4.5",
    "reject": "M4 4l8 8M12 4l-8 8",
    "unsure": "M5.5 6a2.5 2.5 0 1 1 3.6 2.3C8.3 8.8 8 9.3 8 10M8 12.4v.4",
    "withdraw": "M7 3.5L2.5 8 7 12.5M3 8h6.5a3.5 3.5 0 0 1 0 7",
    "error": "M8 2.5a5.5 5.5 0 1 0 .01 0M8 5v3.6M8 10.6v.4",
    "warning": "M8 2.2L14.6 13.5H1.4zM8 6.5v3.2M8 11.4v.4",
    "note": "M8 2.5a5.5 5.5 0 1 0 .01 0M8 7.4v3.4M8 5.1v.3",
    "search": "M7 2.5a4.5 4.5 0 1 0 .01 0M10.4 10.4l3.4 3.4",
    "menu": "M2.5 4h11M2.5 8h11M2.5 12h11",
    "download": "M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.5h10",
    "feed": "M3 3a10 10 0 0 1 10 10M3 7.5a5.5 5.5 0 0 1 5.5 5.5M3.6 12.4h.01",
    "print": "M4.5 6V2.5h7V6M4.5 11H2.5V6h11v5h-2M4.5 9.5h7v4h-7z",
    "link": "M6.5 9.5l3-3M7 5l1.6-1.6a2.8 2.8 0 0 1 4 4L11 9M9 11l-1.6 1.6a2.8 2.8 0 0 1-4-4L5 7",
    "edit": "M3 13l.7-3L11 2.8 13.2 5 6 12.3z",
    "calendar": "M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v2.5M10.5 2v2.5",
    "lock": "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
}
