"""Web archives: the page as a browser saves it in one file."""

from email.message import EmailMessage
from email.policy import SMTP
from random import Random

from crossfoot.evaluation.simulation.drafts import Draft
from crossfoot.evaluation.simulation.rendering.html import render_html


def render_mht(draft: Draft, rng: Random) -> bytes:
    """The report as a web archive (RFC 2557)."""
    html = render_html(draft, rng)
    archive = EmailMessage(policy=SMTP)
    archive["Subject"] = "政府信息公开年报"
    archive["Snapshot-Content-Location"] = "http://www.example.gov.cn/art/1.html"
    archive.make_related("----=_NextPart_000_0000")
    part = EmailMessage(policy=SMTP)
    encoding = "base64" if rng.random() < 0.5 else "quoted-printable"
    part.set_content(html, maintype="text", subtype="html", cte=encoding)
    part["Content-Location"] = "http://www.example.gov.cn/art/1.html"
    archive.attach(part)
    picture = EmailMessage(policy=SMTP)
    picture.set_content(b"GIF89a\1\0\1\0\0\0\0;", maintype="image", subtype="gif")
    archive.attach(picture)
    archive.set_param("type", "text/html")
    return archive.as_bytes()
