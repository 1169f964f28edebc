"""Ce que lisent les modèles du kit imprimé (`bot/gabarits/kit.*`) : des valeurs, toutes dites."""

from typing import Any

from bot.core import citations
from bot.core.context import Context, nom_court
from bot.core.couverture import PERSONNE, Couverture, couvertures
from bot.core.dates_jours import dire_date
from bot.core.effects import Document
from bot.core.kit import Chapitre
from bot.core.pliage import clean, clean_name, fold_word
from bot.core.texte import MXID, NBSP, liste, numero
from donnees import reseau as reseaux
from donnees.astuce import VERIFIEE, Astuce
from donnees.merci import KIT
from donnees.theme import Theme

FORMATS = ("pdf", "html")
PAR_THEME, EN_TOUT = 100, 400


def document(ctx: Context, chapitres: list[Chapitre], format: str) -> Document:
    """Le document à joindre."""
    nom = fold_word(ctx.ici.nom)[:40] or "reseau"
    return Document(
        gabarit="kit", format=format, nom=f"kit-{nom}.{format}", donnees=donnees(ctx, chapitres)
    )


def donnees(ctx: Context, chapitres: list[Chapitre]) -> dict[str, Any]:
    """Le kit entier : couverture, thèmes, à qui et comment demander."""
    jour = ctx.reglages.horaires.jour_local(ctx.now)
    nommer = _Noms(ctx)
    couverts = {c.theme.id: c for c in couvertures(ctx)}
    reseau = clean_name(ctx.ici.nom)
    return {
        "titre": reseau, "reseau": reseau, "kit": "Kit de survie",
        "date": f"Au {dire_date(jour)}", "jour": [jour.year, jour.month, jour.day],
        "pied": f"Kit de survie, {reseau}, {dire_date(jour)}", "sommaire": "Dans ce kit",
        "question": f"Une question n'est pas là{NBSP}?", "reponse": _reponse(ctx),
        "ecrire": _ecrire(),
        "themes": [_theme(ctx, c, couverts, nommer) for c in bornes(chapitres)],
        "comment": {"titre": "Comment demander", "gestes": _gestes(ctx, chapitres)},
    }  # fmt: skip


def bornes(chapitres: list[Chapitre]) -> list[Chapitre]:
    """Ce qui tient dans un document : les premières de chaque thème, `EN_TOUT` au plus."""
    gardes, reste = [], EN_TOUT
    for c in chapitres:
        prises = c.astuces[: min(PAR_THEME, reste)]
        reste -= len(prises)
        if prises:
            gardes.append(Chapitre(c.theme, prises))
    return gardes


def _theme(
    ctx: Context, c: Chapitre, couverts: dict[int, Couverture], nommer: "_Noms"
) -> dict[str, Any]:
    couvert = couverts.get(c.theme.id) if c.theme is not None else None
    return {
        "nom": majuscule(c.nom), "qui": _qui(couvert, nommer), "ecrire": _ecrire(c.theme),
        "astuces": [_astuce(a, nommer) for a in c.astuces],
    }  # fmt: skip


def _astuce(astuce: Astuce, nommer: "_Noms") -> dict[str, str]:
    gens = nommer.ceux(astuce.signataires)
    signe = [f"Dite par {liste(gens)}."] if gens else []
    signe += ["Vérifiée."] if astuce.etat == VERIFIEE else []
    nom = f"Astuce {numero(astuce.id)}"
    return {"nom": nom, "texte": nommer.dans(clean(astuce.texte).strip()), "signe": " ".join(signe)}


def _qui(couvert: Couverture | None, nommer: "_Noms") -> str:
    """« À qui demander : Karim, et 2 autres personnes. » ; seuls ceux qui l'ont voulu."""
    if couvert is None:
        return "Ces astuces n'ont pas de thème."
    if not couvert.membres:
        return f"Aujourd'hui, {PERSONNE}. Demandez quand même."
    gens = nommer.ceux(couvert.membres)
    autres = len(couvert.membres) - len(gens)
    if not gens:
        combien = "une personne s'en occupe" if autres == 1 else f"{autres} personnes s'en occupent"
        return f"Dans le réseau, {combien}."
    if autres:
        gens = [*gens, "une autre personne" if autres == 1 else f"{autres} autres personnes"]
    return f"À qui demander{NBSP}: {liste(gens)}."


def _ecrire(theme: Theme | None = None) -> list[str]:
    """« Dans le salon, écrivez : » « !aide compta » « et votre question. »"""
    mot = "!aide" if theme is None else f"!aide {clean_name(theme.nom)}"
    return [f"Dans le salon, écrivez{NBSP}:", mot, "et votre question."]


def _reponse(ctx: Context) -> str:
    nom = clean_name(ctx.reglages.nom)
    return f"{nom}, un robot, cherche qui peut répondre, et ne lâche pas avant une réponse."


def _gestes(ctx: Context, chapitres: list[Chapitre]) -> list[list[str]]:
    theme = next((c.nom for c in chapitres if c.theme is not None), "compta")
    return [
        ["Posez votre question dans le salon", f"!aide {theme} et votre question, avec vos mots"],
        ["Vous préférez que le salon ne la lise pas",
         f"Écrivez-la à {clean_name(ctx.reglages.nom)}, dans votre conversation à part."],
        ["Cherchez d'abord une astuce", "!astuces et quelques mots, comme on les dit"],
        ["Vous savez quelque chose d'utile", "!astuce et une ou deux phrases, pour ce kit"],
    ]  # fmt: skip


class _Noms:
    """Les noms de qui veut bien être nommé sur ce document, tels que le salon les montre."""

    def __init__(self, ctx: Context) -> None:
        nommables = citations.nommables(ctx, KIT)
        connus = reseaux.noms_connus(ctx.session, nommables)
        self._noms = {
            m: clean_name(nom_court(connus.get(m, ""))) or clean_name(m[1:].split(":", 1)[0])
            for m in nommables
        }

    def ceux(self, mxids: "list[str] | tuple[str, ...]") -> list[str]:
        """Leurs noms, dans l'ordre donné, moins ceux qui ne l'ont pas voulu."""
        return [self._noms[m] for m in mxids if m in self._noms]

    def dans(self, texte: str) -> str:
        """Ce texte, où une pastille devient le nom de qui l'a voulu, ou ne dit pas qui."""
        return MXID.sub(lambda qui: self._noms.get(qui[0], "une personne du réseau"), texte)


def majuscule(mots: str) -> str:
    """La première lettre en capitale, sans toucher aux sigles."""
    return mots[:1].upper() + mots[1:]
