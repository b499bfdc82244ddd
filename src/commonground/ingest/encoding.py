"""Bytes to text: byte order marks first, then UTF-8, then a guess that is said aloud."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from commonground.errors import Said

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 100_000


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """The text of the bytes and notes on how it was read; never fails: what cannot be decoded is replaced, with a note.

    >>> decode("Genève".encode())
    ('Genève', ())
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decode_as(data, name)
    wide = unmarked_utf16(data)
    if wide:
        return data.decode(wide, "replace"), (
            Said("read as %(encoding)s (no byte order mark)", encoding=wide),
        )
    notes: tuple[str, ...] = ()
    for encoding in filter(None, (declared, "utf-8")):
        try:
            return data.decode(encoding), notes
        except (LookupError, ValueError) as error:
            if isinstance(error, LookupError):
                notes = (Said("the file names an unknown encoding: %(encoding)s", encoding=encoding[:40]),)
            elif encoding == declared:
                notes = (Said("not valid %(encoding)s, though the file says so", encoding=encoding),)
    guess = _guess(data)
    if guess:
        text, guess_notes = _decode_as(data, guess)
        return text, (
            *notes,
            Said("not UTF-8: read as %(encoding)s, which is a guess", encoding=guess),
            *guess_notes,
        )
    return data.decode("utf-8", "replace"), (
        *notes,
        Said("not valid UTF-8: characters that could not be read were replaced"),
    )


def _decode_as(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    try:
        return data.decode(name), ()
    except UnicodeDecodeError:
        return data.decode(name, "replace"), (
            Said("damaged %(encoding)s: characters that could not be read were replaced", encoding=name),
        )


def _guess(data: bytes) -> str | None:
    sample = data[:_SAMPLE_BYTES]
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        # Mostly UTF-8 with a few broken bytes is UTF-8; guessing would spoil the rest.
        broken = len(sample.decode("utf-8", "ignore").encode())
        if (
            error.start > 0
            and any(byte > 127 for byte in sample[: error.start])
            and broken > 0.98 * len(sample)
        ):
            return None
    if len(sample) < 2000 and not any(byte > 0xBF for byte in sample):
        return "cp1252"  # short Western text with smart quotes and dashes: too little for statistics
    best = from_bytes(sample).best()
    return best.encoding if best else None


def unmarked_utf16(data: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` when every second byte of the beginning is mostly zero, else None."""
    sample = data[:1000]
    if len(sample) < 4:
        return None
    even, odd = sample[0::2].count(0) / len(sample[0::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else None
