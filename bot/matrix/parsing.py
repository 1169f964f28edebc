"""Du JSON du serveur aux morceaux d'une `Batch` : tout est vérifié, rien ne lève.

1. Un événement mal formé est laissé de côté ; ses voisins passent.
2. Seuls `m.text` et leurs corrections sont de la parole : une notice vient d'un autre robot.
3. Les pastilles (`matrix.to`, `matrix:`, liens de Tchap) deviennent des MXID ; le rappel du
   message cité (`mx-reply`, `> `) est ôté.
"""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

from bot.core.pliage import fold_emoji
from bot.pieces import STATE_TYPES, Echo, Fact, Piece, Seen

MENTIONS_MAX = 60
ID_MAX = 255  # spec : un identifiant d'événement, de salon ou de personne
_PILULE = re.compile(
    r"^(?:https://matrix\.to/#/|https://[\w.-]*tchap\.gouv\.fr/#/user/|matrix:u/)(@?[^?/]+)",
)
_BLOCS = {"br", "p", "div", "li", "blockquote", "ul", "ol", "h1", "h2", "h3", "h4", "tr"}


class _Lecteur(HTMLParser):
    """Le texte d'un HTML de message, pastilles remplacées, citation ôtée."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.morceaux: list[str] = []
        self._muet = 0
        self._pilule = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Ouvre une balise : citation muette, pastille, saut de ligne."""
        if tag == "mx-reply":
            self._muet += 1
        elif tag == "a":
            mxid = _mxid(dict(attrs).get("href") or "")
            if mxid is not None and not self._muet:
                self.morceaux.append(mxid)
                self._pilule = True
        elif tag in _BLOCS and self.morceaux:
            self.morceaux.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Ferme une balise."""
        if tag == "mx-reply":
            self._muet = max(0, self._muet - 1)
        elif tag == "a":
            self._pilule = False

    def handle_data(self, data: str) -> None:
        """Garde les mots hors des citations et des pastilles."""
        if not self._muet and not self._pilule:
            self.morceaux.append(data)


def _mxid(lien: str) -> str | None:
    trouve = _PILULE.match(unquote(lien))
    if trouve is None:
        return None
    mxid = trouve[1] if trouve[1].startswith("@") else f"@{trouve[1]}"
    return mxid if ":" in mxid else None


def text_of(contenu: dict[str, Any]) -> str:
    """Le texte lisible d'un contenu : pastilles en MXID, rappel de citation ôté."""
    corps = contenu.get("body")
    corps = corps if isinstance(corps, str) else ""
    riche = contenu.get("formatted_body")
    if isinstance(riche, str) and (
        "matrix.to" in riche or "tchap" in riche or "matrix:u/" in riche
    ):
        lu = _lire(riche[:65536])
        if lu is not None:
            return lu
    return _sans_rappel(corps) if _reply_to(contenu) else corps


def _lire(riche: str) -> str | None:
    """Le texte d'un HTML ; rien s'il ne se lit pas : le corps en clair le dit aussi.

    Le lecteur de Python lève `AssertionError` sur une section inconnue (`<![…`).
    """
    lecteur = _Lecteur()
    try:
        lecteur.feed(riche)
        lecteur.close()
    except (AssertionError, ValueError):
        return None
    return "".join(lecteur.morceaux).strip()


def _sans_rappel(corps: str) -> str:
    lignes = corps.split("\n")
    rang = 0
    while rang < len(lignes) and lignes[rang].startswith(">"):
        rang += 1
    if rang and rang < len(lignes) and not lignes[rang].strip():
        rang += 1
    return "\n".join(lignes[rang:])


def _relation(contenu: dict[str, Any]) -> dict[str, Any]:
    relation = contenu.get("m.relates_to")
    return relation if isinstance(relation, dict) else {}


def _reply_to(contenu: dict[str, Any]) -> str | None:
    """Le message auquel on répond ; dans un fil (`is_falling_back`), sa racine."""
    relation = _relation(contenu)
    if relation.get("is_falling_back") is True:
        return _id(relation.get("event_id"))
    cite = relation.get("m.in_reply_to")
    return _id(cite.get("event_id")) if isinstance(cite, dict) else None


def _fil(contenu: dict[str, Any]) -> str | None:
    """La racine du fil où ce message est dit."""
    relation = _relation(contenu)
    return _id(relation.get("event_id")) if relation.get("rel_type") == "m.thread" else None


def _id(valeur: Any) -> str | None:
    """Un identifiant d'événement (255 au plus, spec) : une clé de nos tables peut en être un."""
    return valeur if isinstance(valeur, str) and len(valeur) <= ID_MAX else None


def _mentions(contenu: dict[str, Any]) -> list[str]:
    mentions = contenu.get("m.mentions")
    nommes = mentions.get("user_ids") if isinstance(mentions, dict) else None
    if not isinstance(nommes, list):
        return []
    return [m for m in nommes[:MENTIONS_MAX] if isinstance(m, str) and len(m) <= ID_MAX]


def when(brut: dict[str, Any]) -> datetime:
    """L'instant d'un événement selon le serveur, ramené dans le possible."""
    ts = brut.get("origin_server_ts")
    if not isinstance(ts, int) or isinstance(ts, bool) or not 0 <= ts < 32_503_680_000_000:
        return datetime.now(UTC)
    return datetime.fromtimestamp(ts / 1000, UTC)


def well_formed(brut: Any) -> bool:
    """Vrai si l'événement a de quoi être lu : identifiant, auteur, type, contenu objet."""
    return (
        isinstance(brut, dict)
        and all(isinstance(brut.get(c), str) for c in ("event_id", "sender", "type"))
        and len(brut["event_id"]) <= ID_MAX
        and len(brut["sender"]) <= ID_MAX
        and isinstance(brut.get("content"), dict)
        and encodable(brut["event_id"])
        and encodable(brut["sender"])
    )


def is_user(texte: str) -> bool:
    """Vrai si ce texte a la forme d'un identifiant de personne, serveur compris."""
    return texte.startswith("@") and bool(texte.partition(":")[2])


def encodable(texte: str) -> bool:
    """Vrai si une base saurait garder ce texte : ni NUL, ni demi-codet isolé."""
    return "\x00" not in texte and not any("\ud800" <= c <= "\udfff" for c in texte)


def fact(salon: str, brut: dict[str, Any]) -> Fact | None:
    """Le fait d'état de cet événement, s'il nous sert."""
    cle = brut.get("state_key")
    if not isinstance(cle, str) or brut["type"] not in STATE_TYPES or not encodable(cle):
        return None
    if brut["type"] == "m.room.member" and not is_user(cle):
        return None
    return Fact(
        event_id=brut["event_id"], salon=salon, genre=brut["type"], cle=cle,
        auteur=brut["sender"], contenu=sain(brut["content"]), ts=when(brut),
    )  # fmt: skip


def sain(valeur: Any) -> Any:
    """Le même document, sans caractère qu'une base refuserait (NUL, demi-codets)."""
    match valeur:
        case str():
            return "".join(c for c in valeur if c != "\x00" and not "\ud800" <= c <= "\udfff")
        case dict():
            return {sain(k): sain(v) for k, v in valeur.items()}
        case list():
            return [sain(v) for v in valeur]
        case int() if not isinstance(valeur, bool) and abs(valeur) > 2**53:
            return 0
    return valeur


def piece(salon: str, brut: dict[str, Any], bot: str, rejeu: str | None = None) -> Piece | None:
    """Le morceau que donne un événement en clair (ou déchiffré), ou `None` s'il ne dit rien."""
    if isinstance(brut.get("state_key"), str):
        return fact(salon, brut)
    if brut["sender"] == bot:
        return echo(salon, brut)
    lecture = _LECTURES.get(brut["type"])
    lu = None if lecture is None else lecture(brut)
    if lu is None:
        return None
    genre, contenu = lu
    return Seen(
        event_id=brut["event_id"], salon=salon, auteur=brut["sender"], genre=genre,
        contenu=sain(contenu), ts=when(brut), rejeu=rejeu,
    )  # fmt: skip


def echo(salon: str, brut: dict[str, Any]) -> Echo | None:
    """Notre propre événement : reconnu à son identifiant de transaction, ou à son jumeau."""
    unsigned = brut.get("unsigned")
    envoi = unsigned.get("transaction_id") if isinstance(unsigned, dict) else None
    if not isinstance(envoi, str):
        jumeau = brut["content"].get("fr.maillon")
        envoi = jumeau.get("envoi") if isinstance(jumeau, dict) else None
    # Ce qu'une base refuserait n'est pas de nous, et lèverait à chaque fois que l'on redemande.
    if not isinstance(envoi, str) or not encodable(envoi):
        return None
    return Echo(event_id=brut["event_id"], salon=salon, envoi=envoi)


def _message(brut: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    contenu = brut["content"]
    relation = _relation(contenu)
    if relation.get("rel_type") == "m.replace":
        return _edition(contenu, relation)
    if contenu.get("msgtype") != "m.text":
        return None
    lu = {
        "texte": text_of(contenu),
        "mentions": _mentions(contenu),
        "reply_to": _reply_to(contenu),
    }
    fil = _fil(contenu)
    return "message", lu if fil is None else {**lu, "fil": fil}


def _edition(
    contenu: dict[str, Any], relation: dict[str, Any]
) -> tuple[str, dict[str, Any]] | None:
    nouveau, cible = contenu.get("m.new_content"), _id(relation.get("event_id"))
    if not isinstance(nouveau, dict) or cible is None:
        return None
    if nouveau.get("msgtype") != "m.text":
        return None
    texte = {"texte": text_of(nouveau), "mentions": _mentions(contenu), "cible": cible}
    return "edition", texte


def _reaction(brut: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    relation = _relation(brut["content"])
    cible, emoji = _id(relation.get("event_id")), relation.get("key")
    if relation.get("rel_type") != "m.annotation":
        return None
    if cible is None or not isinstance(emoji, str):
        return None
    return "reaction", {"emoji": fold_emoji(emoji), "target": cible}


def _redaction(brut: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    cible = _id(brut["content"].get("redacts", brut.get("redacts")))
    return ("redaction", {"target": cible}) if cible is not None else None


_LECTURES = {
    "m.room.message": _message,
    "m.reaction": _reaction,
    "m.room.redaction": _redaction,
}
