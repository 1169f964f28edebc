"""Du HTML d'un message Matrix au texte d'un terminal : le gras, les noms, les lignes."""

from html.parser import HTMLParser

from rich.text import Text

_STYLES = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic", "a": "underline"}


def to_text(html: str) -> Text:
    """Le texte, avec son gras et ses pastilles ; toute autre balise est ignorée."""
    lecteur = _Lecteur()
    lecteur.feed(html)
    lecteur.close()
    return lecteur.texte


class _Lecteur(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texte = Text()
        self._styles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.texte.append("\n")
        elif tag in _STYLES:
            self._styles.append(_STYLES[tag])

    def handle_endtag(self, tag: str) -> None:
        if _STYLES.get(tag) in self._styles:
            self._styles.remove(_STYLES[tag])

    def handle_data(self, data: str) -> None:
        self.texte.append(data, style=" ".join(self._styles))
