"""D'une intention à un contenu Matrix : le seul endroit où du HTML est écrit.

1. Tout morceau est échappé ; les seules balises sont celles de ce fichier (`br`, `strong`, `a`).
2. Le corps en clair dit la même chose que le HTML : qui ne lit que lui ne perd rien.
3. `m.mentions` est toujours présent, vide sauf pour qui doit sonner (MSC3952) : aucun mot d'un
   membre ne peut faire sonner quelqu'un.
4. Un nom affiché est un texte hostile : une ligne, sans caractère invisible, isolé s'il s'écrit de
   droite à gauche (UAX #9).
"""

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from bot.core.context import nom_court
from bot.core.pliage import clean_name
from bot.core.texte import MXID, Cite, Gras, Morceau, Personne, Texte

NAMESPACE = "fr.maillon"
_ROOM = re.compile(r"@(?=room\b)", re.IGNORECASE)
# Nos phrases, jamais les commandes qu'elles citent (« !thème x : y » se recopie tel quel).
_AVANT = re.compile(r" (?=[?;»](?:\s|$|[.,)]))| (?=!(?:\s|$))| (?=:(?:\s|$))")
_DROITE_A_GAUCHE = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
NameOf = Callable[[str], str]


def display_name(mxid: str, brut: str) -> str:
    """Le nom à écrire d'une personne : sans « [Service] » ni piège ; sinon son identifiant.

    Qui a demandé à être oublié n'a plus ni l'un ni l'autre : « quelqu'un ».
    """
    nom = clean_name(nom_court(brut)) or clean_name(mxid[1:].split(":", 1)[0]) or "quelqu'un"
    return f"\u2068{nom}\u2069" if _DROITE_A_GAUCHE.search(nom) else nom


def _clair(morceau: Morceau, name_of: NameOf) -> str:
    match morceau:
        case str():
            texte = _insecable(morceau)
        case Gras(mots):
            texte = mots
        case Cite(mots):
            nommes = MXID.sub(lambda qui: name_of(qui[0]), mots)
            texte = f"«\u00a0{nommes}\u00a0»"
        case Personne(mxid):
            texte = name_of(mxid)
    return _ROOM.sub("@\u2060", texte)


def _insecable(phrase: str) -> str:
    """Une ponctuation haute ne commence jamais une ligne, même sur un petit écran."""
    if "!" in phrase and " : " in phrase[phrase.index("!") :]:
        return phrase
    return _AVANT.sub("\u00a0", phrase).replace("« ", "«\u00a0")


def _html(morceau: Morceau, name_of: NameOf, sonnent: frozenset[str]) -> str:
    texte = escape(_clair(morceau, name_of), quote=True).replace("\n", "<br>")
    match morceau:
        case Gras():
            return f"<strong>{texte}</strong>"
        case Personne(mxid) if mxid in sonnent:
            return f'<a href="https://matrix.to/#/{quote(mxid, safe="@:")}">{texte}</a>'
    return texte


def render(texte: Texte, name_of: NameOf, sonnent: frozenset[str] = frozenset()) -> tuple[str, str]:
    """Le corps en clair et le HTML d'un texte ; `name_of` donne le nom affiché d'un MXID."""
    clair = "\n".join("".join(_clair(m, name_of) for m in ligne) for ligne in texte.lignes)
    html = "<br>".join("".join(_html(m, name_of, sonnent) for m in ligne) for ligne in texte.lignes)
    return clair, html


def message_content(
    envoi: str,
    intention: Mapping[str, Any],
    name_of: NameOf,
    *,
    edite: str | None = None,
) -> dict[str, Any]:
    """Le contenu `m.room.message` d'une intention ; `edite` : l'événement qu'elle corrige."""
    mention = list(intention["mention"])
    clair, html = render(Texte.depuis(intention["texte"]), name_of, frozenset(mention))
    contenu: dict[str, Any] = {
        "msgtype": "m.text" if mention or intention["appel"] else "m.notice",
        "body": clair,
        "format": "org.matrix.custom.html",
        "formatted_body": html,
        "m.mentions": {"user_ids": mention} if mention else {},
        NAMESPACE: {**intention["champs"], "type": intention["type"], "envoi": envoi},
    }
    if intention.get("fichier"):
        contenu = _legende(contenu, intention["fichier"])
    if edite is not None:
        return {
            **contenu,
            "body": f"* {clair}",
            "formatted_body": f"* {html}",
            "m.mentions": {},
            "m.new_content": contenu,
            "m.relates_to": {"rel_type": "m.replace", "event_id": edite},
        }
    if intention.get("reply_to"):
        contenu["m.relates_to"] = _reponse(intention["reply_to"], intention.get("fil"))
    return contenu


def _legende(contenu: dict[str, Any], fichier: Mapping[str, Any]) -> dict[str, Any]:
    """Le contenu d'un fichier joint (sans son adresse), dont le texte est la légende (MSC2530)."""
    nom = clean_name(fichier["nom"]) or "fichier"
    mesures = {"mimetype": fichier["mimetype"], "size": fichier["taille"],
               "w": fichier["largeur"], "h": fichier["hauteur"]}  # fmt: skip
    joint = {
        **contenu,
        "msgtype": "m.image" if fichier["mimetype"] in _IMAGES else "m.file",
        "filename": nom,
        "info": {cle: valeur for cle, valeur in mesures.items() if valeur is not None},
    }
    if not contenu["body"].strip():
        del joint["format"], joint["formatted_body"]
        joint["body"] = nom
    return joint


def _reponse(cible: str, fil: str | None) -> dict[str, Any]:
    """La relation d'une réponse, dans un fil ou non (MSC3440).

    Répondre à la racine n'est une citation que pour les clients sans fils.
    """
    cite = {"m.in_reply_to": {"event_id": cible}}
    if fil is None:
        return cite
    return {"rel_type": "m.thread", "event_id": fil, "is_falling_back": cible == fil, **cite}


def reaction_content(envoi: str, emoji: str, cible: str) -> dict[str, Any]:
    """Le contenu `m.reaction` d'une touche (MSC2677), avec son jumeau."""
    return {
        "m.relates_to": {"rel_type": "m.annotation", "event_id": cible, "key": emoji},
        NAMESPACE: {"type": "touche", "envoi": envoi},
    }
