"""Ce que je sais de vous, et comment le changer."""

from bot.core import attention, citations, presence
from bot.core import profil as profils
from bot.core.context import Context
from bot.core.dates import dire_periode
from bot.core.effects import Delete, Effect, Refusal, Save
from bot.core.events import Message
from bot.core.heures_dites import HorairesInvalides, dire_jours, lire_jours
from bot.core.pliage import fold_word
from bot.core.registry import command
from bot.core.services import service_de
from bot.core.texte import Gras, Texte, liste
from donnees import absence as absences
from donnees import salon as salons
from donnees import theme as themes
from donnees.absence import Absence, TempsPartiel

EXEMPLE_JOURS = "!profil jours lundi, mardi, jeudi"
_TOUS = ("tous", "touslesjours", "tempsplein", "aucun", "comme le reseau")


@command(
    "!profil", "!profil <autre…>", exemple="!profil", intime=True,
    envie="Voir ce que je sais de vous, et le changer",
)  # fmt: skip
def profil(message: Message, ctx: Context, autre: str | None) -> list[Effect]:
    """Montre ce que je sais de vous dans ce réseau, et comment le changer.

    Je réponds toujours à part. Vos jours de travail, si vous n'êtes pas là toute la semaine :
    « !profil jours lundi, mardi, jeudi ».
    """
    if autre is not None:
        raise Refusal(
            f"Pour vous voir tel que je vous connais : !profil. Pour vos jours : {EXEMPLE_JOURS}",
            type="usage",
        )
    return [ctx.dit(_fiche(message.auteur, ctx))]


@command(
    "!profil-jours <jours…>", "!profil-jours", exemple=EXEMPLE_JOURS, intime=True, sous="profil",
    envie="Dire vos jours de travail",
)  # fmt: skip
def jours(message: Message, ctx: Context, jours: str | None) -> list[Effect]:
    """Dites vos jours de travail : les autres jours, je ne vous demande rien.

    « !profil jours tous » : les mêmes jours que le réseau.
    """
    if jours is None:
        raise Refusal(f"Quels jours ? Par exemple : {EXEMPLE_JOURS}", type="usage")
    communs = ctx.reglages.horaires.jours
    siens = communs if fold_word(jours) in map(fold_word, _TOUS) else _lus(jours)
    if not siens & communs:
        raise Refusal(
            f"Ce réseau vit {dire_jours(communs)} : gardez au moins un de ces jours. "
            f"Par exemple : {EXEMPLE_JOURS}",
            type="usage",
        )
    deja = absences.temps_partiel(ctx.session, ctx.ici.id, message.auteur)
    if siens >= communs:
        effets: list[Effect] = [Delete(deja)] if deja is not None else []
        texte = Texte.ligne(f"C'est noté : les mêmes jours que le réseau, {dire_jours(communs)}.")
    else:
        ligne = TempsPartiel(reseau=ctx.ici.id, membre=message.auteur, jours=sorted(siens))
        effets = [Save(ligne)]
        texte = Texte.de(
            f"C'est noté, vos jours : {dire_jours(siens)}.",
            "Les autres jours, je ne vous demande rien. Pour changer : !profil jours tous",
        )
    return [*effets, ctx.dit(texte)]


def _lus(dits: str) -> frozenset[int]:
    try:
        return lire_jours(dits)
    except HorairesInvalides as invalide:
        raise Refusal(invalide.phrase, type="usage") from None


# -- la fiche --------------------------------------------------------------------------------------


def _fiche(membre: str, ctx: Context) -> Texte:
    return Texte.de(
        ("Ce que je sais de vous dans le réseau ", Gras(ctx.ici.nom), " :"),
        *_savoirs(membre, ctx),
        *_jours(membre, ctx),
        *profils.accueil(ctx, membre),
        *profils.roles(ctx, membre),
        *profils.humeur(ctx, membre),
        *_ecrire(membre, ctx),
        *_reseaux(membre, ctx),
        _nom(membre, ctx),
        "Ce que je garde, et combien de temps : !confidentialité. Le voir : !mesdonnées. "
        "Tout effacer : !oubliemoi",
    )


def _ecrire(membre: str, ctx: Context) -> list[str]:
    """Ce que je peux lui écrire le premier, où elle est nommée : oui ou non, et le contraire."""
    lignes = ["Je peux vous écrire le premier : oui, une fois par jour au plus. Arrêter : !stop"]
    if not attention.peut_ecrire(ctx, membre):
        lignes = ["Je peux vous écrire le premier : non. Pour changer : !reprendre"]
    return [*lignes, citations.en_bref(ctx, membre)]


def _nom(membre: str, ctx: Context) -> str | None:
    """Le nom et le service, qui viennent de son compte : c'est là qu'ils se changent."""
    adhesion = salons.adhesion(ctx.session, ctx.ici.salon, membre)
    service = service_de(adhesion.nom) if adhesion is not None else ""
    if not service:
        return None
    return f"Votre service : {service}, d'après votre nom affiché ; il se change dans votre compte."


def _savoirs(membre: str, ctx: Context) -> list[str]:
    connus = {t.id: t.nom for t in ctx.themes()}
    sus = [nom for id, nom in connus.items() if themes.savoir(ctx.session, id, membre) is not None]
    tenus = [connus[r.theme] for r in themes.referents(ctx.session, ctx.ici.id)
             if r.membre == membre and r.theme in connus]  # fmt: skip
    referent = [f"Vous êtes la personne référente de : {liste(tenus)}. "
                f"Arrêter : !jesais plus {tenus[0]}"] if tenus else []  # fmt: skip
    if not sus:
        return ["Vous ne m'avez rien dit de ce que vous connaissez : !jesais compta", *referent]
    return [f"Vous connaissez : {liste(sus)}. Pour ôter un thème : !jesais plus {sus[0]}",
            *referent]  # fmt: skip


def _jours(membre: str, ctx: Context) -> list[str]:
    siens = presence.horaires_de(ctx, membre).jours
    propres = absences.temps_partiel(ctx.session, ctx.ici.id, membre) is not None
    d_ou = "vos jours" if propres else "les jours du réseau"
    notees = absences.absences(ctx.session, ctx.ici.id, membre, ctx.now)
    lignes = [f"Jours de travail : {dire_jours(siens)} ({d_ou}). Pour changer : {EXEMPLE_JOURS}"]
    if not notees:
        return [*lignes, "Absence : aucune. Pour en dire une : !absent du 3 au 10 décembre"]
    dites = [f"Absence : {_dite(a, ctx)}." for a in notees[:5]]
    return [*lignes, *dites, "De retour plus tôt : !présent"]


def _dite(notee: Absence, ctx: Context) -> str:
    if notee.fin is None:
        return "jusqu'à votre retour"
    return dire_periode(notee.debut, notee.fin, ctx.reglages.fuseau, ctx.now)


def _reseaux(membre: str, ctx: Context) -> list[str]:
    autres = [r.nom for r in ctx.reseaux_de(membre) if r.id != ctx.ici.id]
    return [f"Vos autres réseaux : {liste(autres)}."] if autres else []
