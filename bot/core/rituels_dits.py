"""Lire « météo chaque lundi à 9 h : un mot » et le redire ; chaque refus dit quoi écrire.

1. D'abord le genre, puis le rythme, puis, après deux-points, les mots. Deux-points entre deux
   chiffres est une heure (« 9:30 »).
2. Une date seule n'est pas un rituel : elle est refusée avec ce qu'il faut écrire pour que cela
   revienne. Ce qui a deux sens est demandé, ce qui ne vient jamais est refusé.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core.context import Context
from bot.core.dates import Compris, Incompris, comprendre, dire_moment, dire_recurrence
from bot.core.dates_refus import cite
from bot.core.effects import Refusal
from bot.core.pliage import clean, clean_name, fold_word
from bot.core.rituels import a_venir, iso
from bot.core.rituels_dates import Fois
from bot.core.texte import Cite, Gras, Morceau, Texte, liste, numero
from donnees.rituel import BULLETIN, METEO, RAPPEL, TOUR, Rituel

EXEMPLE = "!rituel météo chaque lundi à 9h"
MOTS_MAX, TEXTE_MAX = 120, 500
NOMS = {METEO: "météo", TOUR: "tour", RAPPEL: "rappel", BULLETIN: "bulletin"}
_AUTRES = {
    "lameteo": METEO, "meteodesmembres": METEO, "tourdetable": TOUR, "tours": TOUR, "letour": TOUR,
    "rappels": RAPPEL, "rappeler": RAPPEL, "lebulletin": BULLETIN, "lerappel": RAPPEL,
    "unrappel": RAPPEL, "untour": TOUR, "untourdetable": TOUR, "bulletins": BULLETIN,
}  # fmt: skip
EXEMPLES = {
    METEO: EXEMPLE,
    TOUR: "!rituel tour le premier jeudi du mois à 14h : qu'avez-vous appris ce mois-ci ?",
    RAPPEL: "!rituel rappel chaque vendredi à 16h : pensez à noter vos congés",
    BULLETIN: "!rituel bulletin chaque vendredi à 15h",
}
_REPERE = datetime(2026, 1, 5, 8, tzinfo=UTC)  # un lundi : on ne demande que si c'est un rythme
_DEUX_POINTS = re.compile(r"\s*(?::(?!\d)|(?<!\d):|\n)\s*")


@dataclass(frozen=True)
class Demande:
    """Ce qui fut demandé : un genre, un rythme compris, des mots."""

    genre: str
    mots: str
    compris: Compris
    texte: str


def lire(ecrit: str, maintenant: datetime, fuseau: str) -> Demande:
    """Ce que dit « météo chaque lundi à 9 h : un mot » ; lève `Refusal` (usage) sinon."""
    genre, reste = _genre(clean(ecrit).strip())
    quand, texte = _coupe(reste)
    if not quand:
        raise _usage(f"Quand ? Par exemple : {EXEMPLES[genre]}")
    try:
        compris = comprendre(quand, maintenant, fuseau)
    except Incompris as refus:
        raise _usage(str(refus), _plus(genre, texte)) from None
    if compris.genre != "recurrence":
        raise _une_seule_fois(genre, quand, compris)
    if genre == RAPPEL and not texte:
        raise _usage(
            "Que dois-je rappeler ? Dites-le après deux-points. Par exemple : " + EXEMPLES[RAPPEL]
        )
    if len(texte) > TEXTE_MAX:
        raise _usage(f"Ce texte est trop long : {TEXTE_MAX} signes au plus.")
    return Demande(genre, clean_name(quand, MOTS_MAX), compris, texte)


def _une_seule_fois(genre: str, quand: str, compris: Compris) -> Refusal:
    """Une date, et non un rythme : la question, avec de quoi répondre en recopiant."""
    chaque = f"chaque {quand}"
    if _est_un_rythme(chaque):
        return _usage(
            f"{cite(quand)} : une seule fois, ou {clean_name(chaque, MOTS_MAX)} ? Un rituel "
            f"revient. Si c'est bien cela : !rituel {NOMS[genre]} {clean_name(chaque, MOTS_MAX)}"
        )
    return _usage(
        f"{cite(quand)} n'arrive qu'une fois : {compris.phrase}. Pour que cela revienne, "
        f"dites le rythme. Par exemple : {EXEMPLES[genre]}"
    )


def _est_un_rythme(dit: str) -> bool:
    try:
        return comprendre(dit, _REPERE).genre == "recurrence"
    except Incompris:
        return False


def _coupe(reste: str) -> tuple[str, str]:
    morceaux = _DEUX_POINTS.split(reste.strip(" ,:"), maxsplit=1)
    return morceaux[0].strip(), morceaux[1].strip() if len(morceaux) > 1 else ""


def _genre(ecrit: str) -> tuple[str, str]:
    """Le genre en tête, et ce qui le suit ; lève `Refusal` s'il manque."""
    for combien in (4, 3, 2, 1):
        mots = ecrit.split(maxsplit=combien)
        plie = fold_word("".join(mots[:combien]))
        genre = plie if plie in NOMS else _AUTRES.get(plie)
        if genre is not None and len(mots) >= combien:
            return genre, ecrit[_longueur(ecrit, combien):]  # fmt: skip
    quand, _ = _coupe(ecrit)
    if quand and _est_un_rythme(quand):
        raise _usage(
            f"De quel genre ? Je connais {liste(list(NOMS.values()))}. Par exemple : "
            f"!rituel météo {clean_name(quand, MOTS_MAX)}"
        )
    debut = clean_name(" ".join(ecrit.split()[:1]), 40)
    raise Refusal(
        Texte.de(
            (Cite(debut), " n'est pas un genre de rituel. " if debut else "Quel rituel ? ",
             f"Je connais {liste(list(NOMS.values()))}."),
            f"Par exemple : {EXEMPLE}",
        ),
        type="usage",
    )  # fmt: skip


def _longueur(ecrit: str, combien: int) -> int:
    """Où finissent les `combien` premiers mots : la suite garde ses lignes."""
    trouve = re.match(rf"\s*(?:\S+\s*){{{combien}}}", ecrit)
    return trouve.end() if trouve else len(ecrit)


def _plus(genre: str, texte: str) -> str | None:
    if texte or genre == METEO:
        return f"Par exemple : {EXEMPLES[genre]}"
    return f"Les mots se mettent après deux-points. Par exemple : {EXEMPLES[genre]}"


def _usage(phrase: str, suite: str | None = None) -> Refusal:
    return Refusal(Texte.de(phrase, suite), type="usage")


# -- redire ----------------------------------------------------------------------------------------


def nomme(rituel: Rituel) -> str:
    """« n° 3, météo »."""
    return f"{numero(rituel.id)}, {NOMS[rituel.genre]}"


def rythme(ctx: Context, rituel: Rituel) -> str:
    """« chaque lundi à 9 h »."""
    return dire_recurrence(rituel.rrule, rituel.fuseau, rituel.debut, ctx.now)


def date(ctx: Context, rituel: Rituel, fois: Fois) -> str:
    """« lundi 7 décembre à 9 h » ; dit d'où elle vient si elle est déplacée."""
    dite = dire_moment(fois.le, rituel.fuseau, ctx.now)
    if not fois.deplacee:
        return dite
    avant = dire_moment(fois.origine, rituel.fuseau, ctx.now).split(" à ")[0]
    horaires = ctx.reglages.horaires
    pourquoi = "férié" if horaires.est_ferie(horaires.jour_local(fois.origine)) else "chômé"
    return f"{dite} ({avant} est {pourquoi})"


def dates(ctx: Context, rituel: Rituel, fois: list[Fois]) -> Texte:
    """Les prochaines dates, une par ligne."""
    if not fois:
        return Texte.ligne("Plus aucune date à venir.")
    titre = "Prochaines dates :" if len(fois) > 1 else "Une seule date à venir :"
    return Texte.de(titre, *(date(ctx, rituel, f) for f in fois))


def champs(ctx: Context, rituel: Rituel, fois: list[Fois] | None = None) -> dict[str, object]:
    """Le jumeau d'un rituel : son numéro, ses trois prochaines dates."""
    dites = a_venir(ctx, rituel) if fois is None else fois
    return {"rituel": rituel.id, "prochaines": [iso(f.le, rituel.fuseau) for f in dites]}


def ligne(ctx: Context, rituel: Rituel) -> tuple[Morceau, ...]:
    """« n° 3, météo, chaque lundi à 9 h ; prochaine : lundi 7 décembre à 9 h »."""
    suite = a_venir(ctx, rituel, 1)
    prochaine = f"prochaine : {date(ctx, rituel, suite[0])}" if suite else "en pause"
    pause = ""
    if suite and rituel.en_pause(ctx.now) and rituel.pause_jusqua:
        pause = "en pause ; "
    return (Gras(nomme(rituel)), f", {rythme(ctx, rituel)} ; {pause}{prochaine}")
