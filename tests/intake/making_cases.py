"""The fixtures that are made in code: those of fixtures/cases.toml that say `made`."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from intake.making import answer, chunked, column, crawl, deflated, interleaved, pdf, record, word, zipped

_LEFT = ("Trois navires ont quitté le port", "dans la nuit, selon la capitai-", "nerie, qui parle de pannes",
         "répétées depuis lundi.")  # fmt: skip
_RIGHT = ("Une seconde affaire occupe le", "conseil municipal : la digue,", "fermée au public depuis le",
          "3 mai, sera rouverte jeudi matin.")  # fmt: skip


def _two_columns() -> bytes:
    head = (50.0, 820.0, 8.0, "Exemple-Presse, mardi 6 mai")
    pages = [
        [head, (50, 780, 18, "Le port à l'arrêt"), *interleaved(column(50, 740, _LEFT), column(310, 740, _RIGHT))],
        [head, *column(50, 780, ["Les 1 250 riverains ont été", "prévenus."])],
        [head, *column(50, 780, ["Fin du cahier."])],
    ]
    return pdf([[*page, (290, 30, 8, str(number))] for number, page in enumerate(pages, 1)], "Le port à l'arrêt")


def _password() -> bytes:
    owner, user = "<" + "41" * 32 + ">", "<" + "42" * 32 + ">"
    locked = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O {owner} /U {user} /P -4 >> /ID [<00> <00>]"
    return pdf([column(50, 700, ["Secret."])], trailer=locked)


def _paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def _run(words: str, properties: str = "", tag: str = "t") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:{tag} xml:space="preserve">{words}</w:{tag}></w:r>'


def _tracked() -> bytes:
    box = f"<w:txbxContent>{_paragraph(_run('Encadré : la rue est fermée.'))}</w:txbxContent>"
    drawn = (
        f"<w:r><mc:AlternateContent><mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    body = [
        _paragraph('<w:pPr><w:pStyle w:val="Title"/></w:pPr>', _run("Bilan provisoire")),
        _paragraph(
            _run("L'explosion a fait "),
            f'<w:del w:id="1" w:author="x">{_run("douze", tag="delText")}</w:del>',
            f'<w:ins w:id="2" w:author="x">{_run("quatorze")}</w:ins>',
            f'<w:moveFrom w:id="3" w:author="x">{_run(" et neuf disparus")}</w:moveFrom>',
            _run(" morts"),
            _run(" (à vérifier : 99 morts)", "<w:vanish/>"),
            _run(" et 30 blessés.", '<w:vanish w:val="0"/>'),
            drawn,
        ),
        _paragraph(
            _run("Saint"), "<w:r><w:noBreakHyphen/></w:r>", _run("Exemple, page "), _run("PAGE", tag="instrText"),
            _run("7."),
        ),
        f"<w:tbl><w:tr><w:tc>{_paragraph(_run('Morts'))}</w:tc><w:tc>{_paragraph(_run('14'))}</w:tc></w:tr></w:tbl>",
    ]  # fmt: skip
    return word("".join(body), "<dc:creator>A. Plume</dc:creator><dc:language>fr-FR</dc:language>")


def _page(words: str) -> bytes:
    return (
        f"<!DOCTYPE html><html lang='fr'><head><title>Une page</title></head><body><article><h1>Une page</h1>"
        f"<p>{words}, a annoncé la mairie, après l'inspection des câbles par une entreprise de la région.</p>"
        f"<p>Les habitants devront patienter jusqu'à la fin de la semaine pour la circulation habituelle.</p>"
        f"</article></body></html>"
    ).encode()


def _visits() -> bytes:
    brief = "Une dépêche brève : 40 € d’amende.".encode("cp1252")
    site, packed = "https://presse.exemple.invalid", "Content-Encoding: {}\r\n"
    open_again = chunked(gzip.compress(_page("Le tunnel a été rouvert mardi soir"), mtime=0))
    return crawl(
        record("warcinfo", b"software: exemple\r\n"),
        record("request", b"GET / HTTP/1.1\r\n\r\n"),
        answer(f"{site}/a", deflated(_page("Le pont a été fermé mardi matin")), more=packed.format("deflate")),
        answer(f"{site}/perdu", _page("Cette page n'existe plus"), status="404 Not Found"),
        answer(f"{site}/photo.jpg", b"\xff\xd8\xff\xe0", media="image/jpeg"),
        answer(f"{site}/b", open_again, more=packed.format("gzip") + "Transfer-Encoding: chunked\r\n"),
        answer(f"{site}/c.txt", brief, "text/plain; charset=windows-1252"),
        answer(f"{site}/d", b"\x1b\x00", more=packed.format("br")),
    )


def _collected() -> bytes:
    page = answer("https://presse.exemple.invalid/a", _page("Le pont a été fermé mardi matin"))
    return zipped({
        "archive/data.warc.gz": crawl(page), "datapackage.json": b"{}",
        "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n{"title": "Une page"}\n',
    })  # fmt: skip


def _nested() -> bytes:
    feed = '<rss version="2.0"><channel><item><description>Deuxième dépêche.</description></item></channel></rss>'
    deepest = zipped({"d.zip": zipped({"e.txt": b"Trop loin."}), "c.txt": "Troisième dépêche.".encode()})
    return zipped({
        "a.txt": "Première dépêche.".encode(), "b/": b"", "b/feed.rss": feed.encode(), "b/photo.jpg": b"\xff\xd8",
        "bad.json": b'{"text": ', "inner.zip": deepest, "__MACOSX/._a.txt": b"x", ".cache/x.txt": b"x",
    })  # fmt: skip


MADE: dict[str, Callable[[], bytes]] = {
    "two-columns.pdf": _two_columns,
    "scanned.pdf": lambda: pdf([[], []]),
    "password.pdf": _password,
    "tracked.docx": _tracked,
    "visits.warc.gz": _visits,
    "visits.wacz": _collected,
    "nested.zip": _nested,
}
