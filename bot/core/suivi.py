"""Ce qui est dû à quelqu'un a un porteur, une date, des rappels et une fin que l'on voit.

1. Une chose due par histoire (`about`). La porte un membre, ou l'animation si personne n'est dit.
2. Des rappels les jours ouvrés, à l'ouverture : la veille à un membre (si elle est à venir), le
   jour promis, puis, la date passée, tous les `ENCORE` jours ouvrés. Rien ne s'éteint tout seul :
   tant qu'elle est due, une chose a exactement un rappel devant elle.
3. Le premier jour ouvré après la date, le retard se dit une fois à qui attend, et l'animation
   l'apprend par son point du jour.
4. Une fin se donne avec sa raison et le message qui la montre : `finir` n'existe pas sans eux.
5. Le porteur s'en va : l'animation prend la suite.

Les sujets (demandes portées, actions, irritants, mandats) gardent leurs mots : ils déclarent
`on_due(genre)`, appellent `echeance`, et disent l'étape rendue.
"""

from datetime import date, datetime
from enum import Enum

from bot.core.context import Context
from bot.core.dates_jours import dire_date
from bot.core.effects import Effect, Forget, RemindAt, Save, Send
from bot.core.horaires import Horaires
from bot.core.texte import Morceau, Personne
from donnees import suivi as suivis
from donnees.suivi import OUVERT, TENU, Suivi

ENCORE = 5  # jours ouvrés entre deux rappels, la date passée


class Etape(Enum):
    """Où en est une chose due, quand son rappel sonne."""

    VEILLE = "veille"
    JOUR = "jour"
    RETARD = "retard"
    ENCORE = "encore"


def ouvrir(ctx: Context, ligne: Suivi) -> list[Effect]:
    """Une chose devient due ; redite, elle change de date ou de porteur, `depuis` demeure."""
    avant = suivis.suivi(ctx.session, ligne.about)
    if avant is not None and avant.etat == OUVERT:
        ligne.depuis = avant.depuis
    return [Save(ligne), _rappel(ctx, ligne, _premier(ctx, ligne))]


def rouvrir(ctx: Context, about: str) -> list[Effect]:
    """La fin est défaite : la chose est de nouveau due, ses rappels repartent."""
    ligne = suivis.suivi(ctx.session, about)
    if ligne is None or ligne.etat == OUVERT:
        return []
    ligne.etat, ligne.fin, ligne.fini_le = OUVERT, "", None
    return [Save(ligne), _rappel(ctx, ligne, _premier(ctx, ligne))]


def echeance(ctx: Context, ligne: Suivi) -> tuple[Etape, list[Effect]]:
    """L'étape où l'on en est, et ce qui prépare la suivante."""
    horaires = ctx.reglages.horaires
    aujourdhui, promis = horaires.jour_local(ctx.now), jour_promis(horaires, ligne)
    if aujourdhui < promis:
        return Etape.VEILLE, [_rappel(ctx, ligne, _ouverture(horaires, promis))]
    if aujourdhui == promis:
        suivant = horaires.jour_ouvre_suivant(promis)
        return Etape.JOUR, [_rappel(ctx, ligne, _ouverture(horaires, suivant))]
    etape = Etape.ENCORE if ligne.retard_dit_le else Etape.RETARD
    ligne.retard_dit_le = ligne.retard_dit_le or ctx.now
    suite = _ouverture(horaires, _dans(horaires, aujourdhui, ENCORE))
    return etape, [Save(ligne), _rappel(ctx, ligne, suite)]


def finir(ctx: Context, ligne: Suivi, raison: str, dit: Send, etat: str = TENU) -> list[Effect]:
    """La fin, sa raison et le message qui la montre ; `ValueError` sans raison."""
    if not raison.strip():
        raise ValueError("une chose due ne finit pas sans raison")
    return [*clore(ctx, ligne.about, raison, etat), dit]


def clore(ctx: Context, about: str, raison: str, etat: str = TENU) -> list[Effect]:
    """La fin, quand l'histoire elle-même vient de dire la sienne ; sans effet si rien n'est dû."""
    ligne = suivis.suivi(ctx.session, about)
    if ligne is None or ligne.etat != OUVERT:
        return []
    ligne.etat, ligne.fin, ligne.fini_le = etat, raison, ctx.now
    return [Save(ligne), Forget(about=about, reason=ligne.genre)]


def reporter(ctx: Context, ligne: Suivi, promis: datetime) -> list[Effect]:
    """Une autre date : les rappels repartent."""
    ligne.promis, ligne.retard_dit_le = promis, None
    return [Save(ligne), _rappel(ctx, ligne, _premier(ctx, ligne))]


def depart(ctx: Context, membre: str) -> list[Effect]:
    """Qui portait s'en va : l'animation prend la suite, aux mêmes dates."""
    effets: list[Effect] = []
    for ligne in suivis.ouverts(ctx.session, ctx.ici.id):
        if ligne.porteur == membre:
            ligne.porteur = ""
            effets.append(Save(ligne))
    return effets


# -- lire ------------------------------------------------------------------------------------------


def dus(ctx: Context) -> list[Suivi]:
    """Ce qui est encore dû dans le réseau, le plus tôt promis d'abord."""
    return suivis.ouverts(ctx.session, ctx.ici.id)


def a_rappeler(ctx: Context, ligne: Suivi) -> bool:
    """Vrai si l'animation doit y penser aujourd'hui : à elle de la porter le jour promis, ou en
    retard, qui que ce soit qui la porte."""
    horaires = ctx.reglages.horaires
    aujourdhui, promis = horaires.jour_local(ctx.now), jour_promis(horaires, ligne)
    return promis < aujourdhui or (not ligne.porteur and promis == aujourdhui)


def dire(ctx: Context, ligne: Suivi, *, depuis: bool = False) -> tuple[Morceau, ...]:
    """« Question n° 12, portée à la direction, réponse attendue le 12 décembre, en retard ».

    `depuis` : dit aussi depuis quand c'est dû.
    """
    horaires = ctx.reglages.horaires
    aujourdhui, promis = horaires.jour_local(ctx.now), horaires.jour_local(ligne.promis)
    terme = f", {ligne.terme} {dire_le(promis, aujourdhui)}"
    if jour_promis(horaires, ligne) < aujourdhui:
        terme += ", en retard"
    if depuis:
        terme += f" (depuis {dire_le(horaires.jour_local(ligne.depuis), aujourdhui)})"
    return (ligne.quoi, *lieu(ligne), terme)


def lieu(ligne: Suivi) -> tuple[Morceau, ...]:
    """Où elle a été portée, précédé d'une espace ; rien si ce n'est pas dit."""
    if not ligne.chez:
        return ()
    return (" à ", Personne(ligne.chez)) if ligne.chez.startswith("@") else (f" {ligne.chez}",)


def dire_le(jour: date, aujourdhui: date) -> str:
    """« le 12 décembre », « le 1er mars 2028 » : l'année seulement si elle change."""
    dit = dire_date(jour)
    return f"le {dit if jour.year != aujourdhui.year else dit.rsplit(' ', 1)[0]}"


def jour_promis(horaires: Horaires, ligne: Suivi) -> date:
    """Le jour promis, ou le jour ouvré qui le suit."""
    jour = horaires.jour_local(ligne.promis)
    return jour if horaires.jour_ouvre(jour) else horaires.jour_ouvre_suivant(jour)


# -- rouages ---------------------------------------------------------------------------------------


def _premier(ctx: Context, ligne: Suivi) -> datetime:
    """Le premier rappel : la veille ouvrée pour un membre, sinon le jour promis."""
    horaires = ctx.reglages.horaires
    aujourdhui, promis = horaires.jour_local(ctx.now), jour_promis(horaires, ligne)
    if ligne.porteur:
        veille = _avant(horaires, promis)
        if veille > aujourdhui:
            return _ouverture(horaires, veille)
    if promis > aujourdhui:
        return _ouverture(horaires, promis)
    return _ouverture(horaires, horaires.jour_ouvre_suivant(aujourdhui))


def _ouverture(horaires: Horaires, jour: date) -> datetime:
    return horaires.ouvertures(jour)[0][0]


def _avant(horaires: Horaires, jour: date) -> date:
    """Le jour ouvré qui précède."""
    veille = date.fromordinal(jour.toordinal() - 1)
    while not horaires.jour_ouvre(veille):
        veille = date.fromordinal(veille.toordinal() - 1)
    return veille


def _dans(horaires: Horaires, jour: date, combien: int) -> date:
    for _ in range(combien):
        jour = horaires.jour_ouvre_suivant(jour)
    return jour


def _rappel(ctx: Context, ligne: Suivi, quand: datetime) -> RemindAt:
    return RemindAt(when=quand, reason=ligne.genre, about=ligne.about)
