"""Files for tests made in code: PDF, Word, web archives and zips, as small as they can be."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

Placed = tuple[float, float, float, str]  # x, y and size in points, words


def pdf(pages: Iterable[Iterable[Placed]], title: str = "", *, trailer: str = "") -> bytes:
    """A PDF whose words stand where they are told to, in the order of the file."""
    streams = [_stream(page) for page in pages]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(streams):
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects += [page.encode(), b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)]
    objects.append(f"<< /Title ({title}) >>".encode("cp1252"))
    return _numbered(objects, trailer)


def _stream(page: Iterable[Placed]) -> bytes:
    lines = [
        b"BT /F1 %g Tf %g %g Td (" % (size, x, y) + words.translate(_ESCAPES).encode("cp1252") + b") Tj ET"
        for x, y, size, words in page
    ]
    return b"\n".join(lines)


_ESCAPES = str.maketrans({"(": "\\(", ")": "\\)", "\\": "\\\\"})


def _numbered(objects: list[bytes], trailer: str) -> bytes:
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    info = f"/Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R {trailer}"
    out.write(f"trailer\n<< {info} >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def column(x: float, top: float, lines: Iterable[str], size: float = 10) -> list[Placed]:
    """Lines below each other."""
    return [(x, top - 1.2 * size * number, size, words) for number, words in enumerate(lines)]


def interleaved(*columns: list[Placed]) -> list[Placed]:
    """Columns as many programs write them: line by line across the page."""
    return sorted((one for column in columns for one in column), key=lambda one: (-one[1], one[0]))


def word(body: str, core: str = "") -> bytes:
    """A Word document with this body."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<w:body>{body}</w:body></w:document>"
    )
    properties = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/">{core}</cp:coreProperties>'
    )
    return zipped({"word/document.xml": document.encode(), "docProps/core.xml": properties.encode()})


def zipped(members: Mapping[str, bytes]) -> bytes:
    """A zip with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def answer(
    address: str, body: bytes, media: str = "text/html; charset=utf-8", status: str = "200 OK", more: str = ""
) -> bytes:
    """A record of a web archive: what a server answered."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{more}\r\n".encode()
    return record("response", head + body, f"WARC-Target-URI: {address}\r\n")


def record(sort: str, block: bytes, more: str = "") -> bytes:
    """A record of a web archive."""
    head = f"WARC/1.0\r\nWARC-Type: {sort}\r\nWARC-Date: 2031-05-09T10:00:00Z\r\n{more}"
    return f"{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def crawl(*records: bytes) -> bytes:
    """A web archive, packed record by record as crawlers do."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def chunked(body: bytes, size: int = 40) -> bytes:
    """A body in chunks."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def deflated(body: bytes) -> bytes:
    """A body as `Content-Encoding: deflate` of old servers: without zlib's header."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()
