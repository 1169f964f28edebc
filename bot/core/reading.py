"""S'adresse-t-on au robot ? « Maillon, aide compta », « Maillon : aide », ou sa mention en tête."""

import re

from bot.core.pliage import fold

_SUITE_DE_MXID = re.compile(r"[\w.-]|:\d")  # c'est alors l'identifiant de quelqu'un d'autre
_SEPARATEUR = re.compile(r"\s*[,:]\s*")


def addressed(texte: str, noms: tuple[str, ...], bot: str) -> str | None:
    """La suite du texte s'il commence par un nom du robot suivi de `,` ou `:`, ou par sa mention.

    `noms` : ses noms d'usage, du plus long au plus court. `None` : on ne lui parle pas.
    """
    if texte.startswith(bot) and not _SUITE_DE_MXID.match(texte, len(bot)):
        return texte[len(bot) :].lstrip(" ,:\u00a0").strip()
    for nom in sorted(noms, key=len, reverse=True):
        if not nom or fold(texte[: len(nom)]) != fold(nom):
            continue
        suite = texte[len(nom) :]
        separe = _SEPARATEUR.match(suite)
        if separe:
            return suite[separe.end() :].strip()
    return None
