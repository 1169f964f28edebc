"""Un thème dont personne ne s'occupe : le dire, chercher des volontaires, montrer les chiffres.

1. On le dit tout net à qui demande (contrat §7.12). L'animation le voit dans son point du jour.
2. Un appel à volontaires, joint à celui de la première question ; un second un mois plus tard, si
   personne n'est venu ; puis plus aucun.
3. Un mois après le second, l'animation reçoit un paragraphe prêt, avec les chiffres, à montrer à
   qui détient les moyens. Aucun nom, aucun mot d'une question n'y est.
4. Dès que quelqu'un s'en occupe, tout cela s'oublie.
"""

from dateutil.relativedelta import relativedelta

from bot.core.context import Context
from bot.core.couverture import couvertures
from bot.core.dates_phrases import dire_jour
from bot.core.effects import Delete, Effect, Forget, RemindAt, Room, Save, Send
from bot.core.texte import Gras, Morceau, Texte
from donnees import demande as demandes
from donnees import lacune as lacunes
from donnees import theme as themes
from donnees.demande import RESOLUE, Demande
from donnees.lacune import Lacune

VOLONTAIRES = "volontaires"
UN_MOIS = relativedelta(months=1)


def tiennent(ctx: Context, theme: int | None) -> list[str]:
    """Les membres qui s'occupent de ce thème."""
    return [m for c in couvertures(ctx) if c.theme.id == theme for m in c.membres]


def pourquoi(ctx: Context, demande: Demande) -> str:
    """Pourquoi personne n'est sollicité, tout net."""
    savent = tiennent(ctx, demande.theme)
    if not savent:
        return "Autant le dire : ici, personne ne s'en occupe."
    if savent == [demande.demandeur]:
        return "À part vous, ici, personne ne s'en occupe."
    return "Je n'ai personne à qui la proposer en ce moment."


def appel_joint(ctx: Context, demande: Demande) -> list[Effect]:
    """Le premier appel à volontaires, s'il part avec l'appel de cette demande ; sinon rien."""
    theme = demande.theme
    if theme is None or tiennent(ctx, theme) or lacunes.lacune(ctx.session, theme) is not None:
        return []
    ligne = Lacune(theme=theme, reseau=ctx.ici.id, appels=1, depuis=ctx.now)
    return [Save(ligne), _dans_un_mois(ctx, ligne)]


def echue(ctx: Context, ligne: Lacune) -> list[Effect]:
    """Un mois est passé : le second appel, puis les chiffres pour l'animation."""
    theme = themes.theme(ctx.session, ctx.ici.id, ligne.theme)
    if theme is None or tiennent(ctx, ligne.theme):
        return [Delete(ligne), Forget(about=ligne.about)]
    if ligne.appels >= 2:
        ligne.a_dire = True
        return [Save(ligne)]
    ligne.appels += 1
    texte = Texte.de(
        ("Personne ne s'occupe encore du thème ", Gras(theme.nom), " dans ce réseau."),
        "Vous le connaissez, même un peu ? On vous demandera une fois de temps en temps, "
        "et vous pourrez toujours passer.",
        f"Dites-le : !jesais {theme.nom}",
    )
    dit = Send(
        to=Room(ctx.ici.salon), texte=texte, type="jesais", champs={"theme": theme.nom},
        appel=True, about=ligne.about,
    )  # fmt: skip
    return [Save(ligne), _dans_un_mois(ctx, ligne), dit]


def paragraphe(ctx: Context, ligne: Lacune) -> tuple[Morceau, ...]:
    """De quoi le montrer à qui détient les moyens : le thème, depuis quand, quelles questions."""
    theme = themes.theme(ctx.session, ctx.ici.id, ligne.theme)
    etats = demandes.par_etat(ctx.session, ligne.theme)
    posees, reglees = sum(etats.values()), etats.get(RESOLUE, 0)
    horaires = ctx.reglages.horaires
    depuis = dire_jour(horaires.jour_local(ligne.depuis), horaires.jour_local(ctx.now))
    s = "s" if posees > 1 else ""
    return (
        "À montrer à qui détient les moyens : « Depuis le ", depuis, ", dans le réseau ",
        ctx.ici.nom, ", personne ne s'occupe du thème ", theme.nom if theme else "",
        f". {posees} question{s} posée{s}, {reglees} réglée{'s' if reglees > 1 else ''}. Deux "
        "appels à volontaires n'ont rien donné. Il y faut une personne, et du temps pour elle. »",
    )  # fmt: skip


def a_dire(ctx: Context) -> list[Lacune]:
    """Les paragraphes que l'animation attend ; une fois dits, `dites`."""
    return [x for x in lacunes.a_dire(ctx.session, ctx.ici.id) if not tiennent(ctx, x.theme)]


def dites(lignes: list[Lacune]) -> list[Effect]:
    """Ces paragraphes ont été donnés : on n'y revient plus."""
    for ligne in lignes:
        ligne.a_dire = False
    return [Save(ligne) for ligne in lignes]


def _dans_un_mois(ctx: Context, ligne: Lacune) -> RemindAt:
    quand = ctx.reglages.horaires.prochaine_ouverture(ctx.now + UN_MOIS)
    return RemindAt(when=quand, reason=VOLONTAIRES, about=ligne.about)
