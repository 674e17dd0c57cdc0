"""A page of paper to open: the smallest PDF that says one line."""


def signed_page(line: str) -> bytes:
    """One page with one line of plain letters on it."""
    plain = line.encode("latin-1", "replace").translate(None, b"()\\")
    text = b"BT /F1 11 Tf 60 760 Td (" + plain + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n" % len(text) + text + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    page, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(page))
        page += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(page)
    page += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    page += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    page += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(page + b"startxref\n%d\n%%%%EOF\n" % table)
