"""Le contenu de ce qu'écrit une personne, tel que les clients Matrix le font.

Sources : spécification Matrix 1.18, « m.text », « Rich replies », « Threading », « Event
replacements », « User and room mentions ».
"""

from collections.abc import Mapping
from html import escape
from typing import Any


def text_content(
    texte: str,
    mentions: Mapping[str, str],
    *,
    msgtype: str = "m.text",
    reply_to: str | None = None,
    thread: str | None = None,
) -> dict[str, Any]:
    """Un message ; `mentions` donne le nom affiché de chaque MXID à faire sonner.

    Un MXID qui figure dans le texte devient le nom dans `body`, une pastille dans
    `formatted_body` : c'est ce qu'envoie un client quand on choisit quelqu'un dans sa liste.
    """
    corps, html = texte, escape(texte)
    for mxid, nom in mentions.items():
        corps = corps.replace(mxid, nom)
        lien = f'<a href="https://matrix.to/#/{mxid}">{escape(nom)}</a>'
        html = html.replace(escape(mxid), lien)
    contenu: dict[str, Any] = {"msgtype": msgtype, "body": corps, "m.mentions": {}}
    if mentions:
        contenu["m.mentions"] = {"user_ids": list(mentions)}
    if corps != texte:
        contenu |= {"format": "org.matrix.custom.html", "formatted_body": html}
    lien_ = _relation(reply_to, thread)
    return contenu | ({"m.relates_to": lien_} if lien_ else {})


def edit_content(texte: str, event_id: str) -> dict[str, Any]:
    """La correction d'un message : le nouveau texte, et son repli étoilé."""
    return {
        "msgtype": "m.text",
        "body": f"* {texte}",
        "m.mentions": {},
        "m.new_content": {"msgtype": "m.text", "body": texte, "m.mentions": {}},
        "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }


def _relation(reply_to: str | None, thread: str | None) -> dict[str, Any]:
    if thread is None:
        return {"m.in_reply_to": {"event_id": reply_to}} if reply_to else {}
    return {
        "rel_type": "m.thread",
        "event_id": thread,
        "is_falling_back": reply_to is None,
        "m.in_reply_to": {"event_id": reply_to or thread},
    }
