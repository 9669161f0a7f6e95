"""Files gone wrong: valid documents changed at random, byte by byte and with a knowledge of what formats are made of.

`mutant` changes the bytes of a document. What comes out is often refused and never useful; the question is only
whether a reader survives it. All of it is drawn from the generator that is handed in: the same seed, the same files.
"""

import re
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

Mutation = Callable[[bytes, Random], bytes]

EXTREMES = (b"0", b"-1", b"255", b"65536", b"2147483647", b"4294967295", b"999999999", b"1e308", b"-0.0")
_NUMBER = re.compile(rb"\d+")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_TAG = re.compile(rb"<[^<>]{1,200}>")
_OPENING = re.compile(rb"<(\w[\w:]*)[^<>]{0,200}(?<!/)>")
_MOST = 3
"""Mutations of one document."""
_LARGEST = 10_000_000
"""Bytes: what has grown over it is cut off."""


def mutant(data: bytes, rng: Random, others: Sequence[bytes]) -> tuple[str, bytes]:
    """A document made from *data*, at times with a piece of one of the *others*; and what was done, in words."""
    done = []
    for _ in range(rng.randint(1, _MOST)):
        name = rng.choice(_fitting(data))
        data = _splice(data, rng.choice(others), rng) if name == "splice" else MUTATIONS[name](data, rng)
        data = data[:_LARGEST]
        done.append(name)
    return " + ".join(done), data


def _fitting(data: bytes) -> Sequence[str]:
    """The mutations that make sense for *data*; those that know its format several times."""
    if data.startswith(b"PK"):
        return (*BYTES, "splice", *ZIPS * 5)
    if data.startswith(b"%PDF"):
        return (*BYTES, "splice", *PDFS * 5)
    if data.startswith(b"\x89PNG"):
        return (*BYTES, "splice", *["resize picture"] * 4)
    if b"\0" in data[:1000]:
        return (*BYTES, "splice")
    return (*BYTES, "splice", *TEXTS * 2)


def _span(data: bytes, rng: Random, longest: int = 2000) -> tuple[int, int]:
    """A piece of the data: where it starts and ends."""
    start = rng.randrange(len(data) + 1)
    return start, min(len(data), start + rng.randint(1, longest))


# -- bytes ---------------------------------------------------------------------------------------------------------


def _flip_bits(data: bytes, rng: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 4, 32)) if data else 0):
        changed[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _truncate(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _delete(data: bytes, rng: Random) -> bytes:
    start, end = _span(data, rng)
    return data[:start] + data[end:]


def _duplicate(data: bytes, rng: Random) -> bytes:
    start, end = _span(data, rng)
    return data[:end] + data[start:end] * rng.choice((1, 1, 3, 500)) + data[end:]


def _swap(data: bytes, rng: Random) -> bytes:
    cuts = sorted(rng.randrange(len(data) + 1) for _ in range(4))
    a, b, c, d = cuts
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _insert_noise(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.randbytes(rng.randint(1, 300)) + data[at:]


def _change_digits(data: bytes, rng: Random) -> bytes:
    return _replaced(data, rng, lambda found: b"%d" % rng.randrange(10 ** min(len(found), 9)), 20)


def _extreme_numbers(data: bytes, rng: Random) -> bytes:
    return _replaced(data, rng, lambda _: rng.choice(EXTREMES), rng.choice((1, 1, 5)))


def _replaced(data: bytes, rng: Random, new: Callable[[bytes], bytes], most: int) -> bytes:
    """The data with some of its numbers replaced."""
    found = list(_NUMBER.finditer(data))
    for match in sorted(rng.sample(found, min(most, len(found))), key=lambda m: m.start(), reverse=True):
        data = data[: match.start()] + new(match[0]) + data[match.end() :]
    return data


def _splice(data: bytes, other: bytes, rng: Random) -> bytes:
    """The beginning of one document and the end of another, which may have any format."""
    return data[: rng.randrange(len(data) + 1)] + other[rng.randrange(len(other) + 1) :]


# -- text and markup -----------------------------------------------------------------------------------------------


def _break_encoding(data: bytes, rng: Random) -> bytes:
    start, end = _span(data, rng)
    how = rng.randrange(3)
    if how == 0:  # characters of one encoding among those of another
        return data[:start] + data[start:end].decode("utf-8", "replace").encode("gbk", "replace") + data[end:]
    if how == 1:
        return data.decode("utf-8", "replace").encode(
            rng.choice(("utf-16", "utf-32-le", "utf-7", "big5")), "replace"
        )
    return data[:start] + b"".join(bytes((byte, 0)) for byte in data[start:end]) + data[end:]


def _insert_unicode(data: bytes, rng: Random) -> bytes:
    characters = "".join(
        chr(rng.choice((rng.randrange(0x20), rng.randrange(0x2000, 0x2070), rng.randrange(0xD800))))
        for _ in range(50)
    )
    at = rng.randrange(len(data) + 1)
    return data[:at] + characters.encode() * rng.choice((1, 200)) + data[at:]


def _lengthen(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    piece = rng.choice(
        (
            "一",
            "1",
            " ",
            "\t",
            "|",
            "- ",
            "1 ",
            "\n",
            "总计",
            "（一）",
            ",",
            "。",
            "<td>",
            "\u3000",
            "1|",
            "<!--",
        )
    )
    return data[:at] + piece.encode() * rng.choice((1_000, 100_000)) + data[at:]


def _nest(data: bytes, rng: Random) -> bytes:
    """Something opened again and again, and closed or not."""
    tags: list[bytes] = _TAG.findall(data) or [b"<div>", b"<table><tr><td>", b"{\\b "]
    opening = rng.choice(tags)
    closing = b"</" + opening[1:].split(b" ")[0].strip(b"<>") + b">" if rng.random() < 0.5 else b""
    start, end = _span(data, rng)
    depth = rng.choice((50, 2_000, 50_000))
    return data[:start] + opening * depth + data[start:end] + closing * depth + data[end:]


def _shuffle_tags(data: bytes, rng: Random) -> bytes:
    found = list(_TAG.finditer(data))
    for match in sorted(rng.sample(found, min(5, len(found))), key=lambda m: m.start(), reverse=True):
        data = data[: match.start()] + rng.choice(found)[0] * rng.randrange(3) + data[match.end() :]
    return data


def _repeat_elements(data: bytes, rng: Random) -> bytes:
    """Elements, the small ones whole, left out or repeated."""
    found = list(_OPENING.finditer(data))
    for match in sorted(rng.sample(found, min(5, len(found))), key=lambda m: m.start(), reverse=True):
        closing = b"</" + match[1] + b">"
        end = data.find(closing, match.end(), match.end() + 2000)
        if end >= 0:
            element = data[match.start() : end + len(closing)]
            times = rng.choice((0, 0, 2, 2, 2, 50, 1_000))
            data = data[: match.start()] + element * times + data[end + len(closing) :]
    return data


def _bomb_entities(data: bytes, _rng: Random) -> bytes:
    """A billion laughs, put to use where the markup has text; and an entity from outside."""
    lines = [
        b'<!ENTITY a0 "ha">',
        *(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)),
    ]
    doctype = b"<!DOCTYPE x [" + b"".join(lines) + b'<!ENTITY out SYSTEM "file:///etc/passwd">]>'
    head, declaration, rest = data.rpartition(b"?>")
    rest = rest.replace(b"</", b"&a9;&out;</", 3)
    return head + declaration + doctype + rest


# -- containers ----------------------------------------------------------------------------------------------------


def _within_zip(change: Callable[[list[tuple[str, bytes]], Random], list[tuple[str, bytes]]]) -> Mutation:
    """A mutation of the members of an archive, packed again."""

    def mutation(data: bytes, rng: Random) -> bytes:
        try:
            with ZipFile(BytesIO(data)) as archive:
                if sum(member.file_size for member in archive.infolist()) > _LARGEST:
                    return data  # a bomb is changed no further
                members = [(name, archive.read(name)) for name in archive.namelist()]
        except (BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
            return _flip_bits(data, rng)
        return _packed(change(members, rng)) if members else data

    return mutation


def _packed(members: Sequence[tuple[str, bytes]]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in dict(members).items():
            archive.writestr(ZipInfo(name, (2024, 1, 1, 0, 0, 0)), data, ZIP_DEFLATED)
    return out.getvalue()


def _mutate_member(members: list[tuple[str, bytes]], rng: Random) -> list[tuple[str, bytes]]:
    at = _heaviest_or_any(members, rng)
    name, data = members[at]
    kinds = (*BYTES, *TEXTS * 2, *WELL_FORMED * 6) if data.lstrip()[:1] == b"<" else BYTES
    members[at] = name, MUTATIONS[rng.choice(kinds)](data, rng)
    return members


def _heaviest_or_any(members: Sequence[tuple[str, bytes]], rng: Random) -> int:
    """A member: mostly the largest, in which a document has its text."""
    if rng.random() < 0.6:
        return max(range(len(members)), key=lambda at: len(members[at][1]))
    return rng.randrange(len(members))


def _lose_member(members: list[tuple[str, bytes]], rng: Random) -> list[tuple[str, bytes]]:
    del members[rng.randrange(len(members))]
    return members


def _exchange_members(members: list[tuple[str, bytes]], rng: Random) -> list[tuple[str, bytes]]:
    a, b = rng.randrange(len(members)), rng.randrange(len(members))
    members[a], members[b] = (members[a][0], members[b][1]), (members[b][0], members[a][1])
    return members


def _inflate_member(members: list[tuple[str, bytes]], rng: Random) -> list[tuple[str, bytes]]:
    """A member of a hundred megabytes that takes up a hundred kilobytes."""
    at = _heaviest_or_any(members, rng)
    name, data = members[at]
    cut = rng.randrange(len(data) + 1)
    members[at] = name, data[:cut] + _plenty() + data[cut:]
    return members


@cache
def _plenty() -> bytes:
    return b" " * 100_000_000


def _pack_again(members: list[tuple[str, bytes]], rng: Random) -> list[tuple[str, bytes]]:
    """Archives in an archive."""
    packed = _packed(members)
    for _ in range(rng.choice((1, 2, 8))):
        packed = _packed([("inner.zip", packed), ("../../escape.txt", b"outside")])
    return [*members, ("inner.zip", packed)]


# -- pictures ------------------------------------------------------------------------------------------------------


def _resize_png(data: bytes, rng: Random) -> bytes:
    """A PNG that claims another size, and whose checksum is right."""
    if data[12:16] != b"IHDR":
        return _flip_bits(data, rng)
    sizes = [rng.choice((0, 1, 300, 5_000, 60_000, 2**31 - 1)).to_bytes(4) for _ in range(2)]
    header = b"IHDR" + b"".join(sizes) + data[24:29]
    return data[:12] + header + zlib.crc32(header).to_bytes(4) + data[33:]


# -- PDF -----------------------------------------------------------------------------------------------------------


def _extreme_keys(data: bytes, rng: Random) -> bytes:
    """Numbers of the structure: page counts, rotations, sizes, offsets, lengths of streams, references."""
    spans = [match.span(1) for match in re.finditer(rb"/[A-Z]\w+ ?\[?(-?[\d.]+)", data)]
    for start, end in sorted(rng.sample(spans, min(rng.choice((1, 4)), len(spans))), reverse=True):
        data = (
            data[:start] + rng.choice((*EXTREMES, b"1 0 R", b"[1 0 R]", b"(x)", b"null", b"45")) + data[end:]
        )
    return data


def _mutate_stream(data: bytes, rng: Random) -> bytes:
    """What is drawn on a page, or a font, changed where it is packed."""
    streams = list(_STREAM.finditer(data))
    if not streams:
        return _extreme_keys(data, rng)
    match = rng.choice(streams)
    inner, packed = _unpacked(match[1])
    inner = MUTATIONS[
        rng.choice(("extreme numbers", "change digits", "duplicate", "swap", "delete", "flip bits"))
    ](inner, rng)
    return data[: match.start(1)] + (zlib.compress(inner) if packed else inner) + data[match.end(1) :]


def _unpacked(stream: bytes) -> tuple[bytes, bool]:
    """What a stream holds, and whether it was packed in the usual way."""
    try:
        return zlib.decompress(stream), True
    except zlib.error:
        return stream, False


def _tangle_references(data: bytes, rng: Random) -> bytes:
    """References that lead elsewhere, often in circles."""
    spans = [match.span() for match in re.finditer(rb"\d+ 0 R", data)]
    for start, end in sorted(rng.sample(spans, min(3, len(spans))), reverse=True):
        data = data[:start] + b"%d 0 R" % rng.randrange(30) + data[end:]
    return data


MUTATIONS: dict[str, Mutation] = {
    "flip bits": _flip_bits,
    "truncate": _truncate,
    "delete": _delete,
    "duplicate": _duplicate,
    "swap": _swap,
    "insert noise": _insert_noise,
    "change digits": _change_digits,
    "extreme numbers": _extreme_numbers,
    "break encoding": _break_encoding,
    "insert unicode": _insert_unicode,
    "lengthen": _lengthen,
    "nest": _nest,
    "shuffle tags": _shuffle_tags,
    "repeat elements": _repeat_elements,
    "bomb entities": _bomb_entities,
    "mutate member": _within_zip(_mutate_member),
    "lose member": _within_zip(_lose_member),
    "exchange members": _within_zip(_exchange_members),
    "inflate member": _within_zip(_inflate_member),
    "pack again": _within_zip(_pack_again),
    "resize picture": _resize_png,
    "extreme keys": _extreme_keys,
    "mutate stream": _mutate_stream,
    "tangle references": _tangle_references,
}
BYTES = (
    "flip bits",
    "truncate",
    "delete",
    "duplicate",
    "swap",
    "insert noise",
    "change digits",
    "extreme numbers",
)
TEXTS = (
    "extreme numbers",
    "break encoding",
    "insert unicode",
    "lengthen",
    "nest",
    "shuffle tags",
    "bomb entities",
)
WELL_FORMED = ("extreme numbers", "change digits", "repeat elements")
"""What leaves XML well formed, mostly."""
ZIPS = (
    "mutate member",
    "mutate member",
    "mutate member",
    "mutate member",
    "lose member",
    "exchange members",
    "inflate member",
    "pack again",
)
PDFS = ("extreme keys", "mutate stream", "mutate stream", "tangle references")
