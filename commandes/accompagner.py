"""Accompagner qui arrive : entrer dans le tour, en sortir, dire oui, passer."""

from bot.core import accompagnement, accueil_etapes, droits
from bot.core import accueil_textes as phrases
from bot.core.boutons import PASSER, PRENDRE
from bot.core.context import Context
from bot.core.couverture import noms
from bot.core.effects import Delete, Effect, Refusal, RemindAt, Save
from bot.core.events import Message, Reaction, Redaction
from bot.core.registry import command, on_reaction, on_untap
from bot.core.texte import Morceau, Personne, Texte
from donnees import accueil as accueils
from donnees.accueil import ATTENTE, EN_COURS, LIBRE, OUI, Accompagnant, Sollicite
from donnees.histoire import Geste

EXEMPLE = "!accueil volontaire"
EXEMPLE_AVEC = "!accueil accompagner @Karim"


@command(
    "!accueil", exemple="!accueil", seule=("accueil",),
    envie="Voir comment on accueille qui arrive",
)  # fmt: skip
def accueil(message: Message, ctx: Context) -> list[Effect]:
    """Dit qui vient d'arriver, qui veut bien accompagner, et ce que je leur écris."""
    etapes = [f"jour {e.jour} : {e.titre}" for e in accueil_etapes.etapes(ctx) if e.tenue]
    texte = Texte.de(
        _qui_arrive(ctx),
        _qui_accompagne(ctx),
        "Accompagner, c'est un mot au début, puis répondre quand une question vient. "
        f"Pour en être : {EXEMPLE}",
        f"Ce que j'écris à qui arrive, en jours de travail : {' ; '.join(etapes)}."
        if etapes else None,
    )  # fmt: skip
    return [ctx.dit(texte)]


def _qui_arrive(ctx: Context) -> tuple[Morceau, ...]:
    gens = [a.membre for a in accueils.accueils(ctx.session, ctx.ici.id)]
    recents = tuple(m for m in gens if ctx.est_membre(m))
    if not recents:
        return ("Personne n'est arrivé ces dernières semaines.",)
    return ("Arrivées récentes : ", *noms(recents, 5), ".")


def _qui_accompagne(ctx: Context) -> tuple[Morceau, ...]:
    tour = accueils.volontaires(ctx.session, ctx.ici.id)
    gens = tuple(v.membre for v in tour if ctx.est_membre(v.membre))
    if not gens:
        return ("Personne ne s'est encore proposé pour accompagner.",)
    verbe = " veulent bien accompagner." if len(gens) > 1 else " veut bien accompagner."
    return (*noms(gens, 8), verbe)


# -- le tour ---------------------------------------------------------------------------------------


@command(
    "!accueil-volontaire", exemple=EXEMPLE, sous="accueil",
    envie="Accompagner les personnes qui arrivent",
)  # fmt: skip
def volontaire(message: Message, ctx: Context) -> list[Effect]:
    """Vous voulez bien accompagner quelqu'un qui arrive, à votre tour.

    Je vous le demande à part, une fois par mois au plus si d'autres peuvent. Vous restez libre de
    passer. Pour sortir du tour : « !accueil plus volontaire ».
    """
    if accueils.volontaire(ctx.session, ctx.ici.id, message.auteur) is not None:
        texte = Texte.ligne("Vous y êtes déjà. Pour en sortir : !accueil plus volontaire")
        return [ctx.dit(texte)]
    ligne = Accompagnant(reseau=ctx.ici.id, membre=message.auteur, depuis=ctx.now)
    a_part = ctx.conversation(message.auteur) is not None
    texte = Texte.de(
        "Merci, vous êtes dans le tour : je vous le demanderai à part quand quelqu'un arrivera.",
        None if a_part else "Pour que je le puisse, écrivez-moi d'abord un mot en privé.",
        "Pour en sortir : !accueil plus volontaire",
    )
    return [Save(ligne), *_on_cherche_encore(ctx), ctx.dit(texte)]


def _on_cherche_encore(ctx: Context) -> list[Effect]:
    """Qui vient d'arriver et n'a personne aura peut-être cette personne."""
    seuls = [a for a in accueils.accueils(ctx.session, ctx.ici.id) if not a.accompagnant]
    return [
        RemindAt(when=ctx.now, reason=accompagnement.CHERCHER, about=a.about)
        for a in seuls
        if all(s.etat != ATTENTE for s in accueils.sollicites(ctx.session, a.fiche))
    ]


@command("!accueil-plus-volontaire", exemple="!accueil plus volontaire", sous="accueil")
def plus_volontaire(message: Message, ctx: Context) -> list[Effect]:
    """Je ne vous demande plus d'accompagner. Qui vous accompagnez déjà ne change pas."""
    ligne = accueils.volontaire(ctx.session, ctx.ici.id, message.auteur)
    if ligne is None:
        texte = Texte.ligne(f"Vous n'êtes pas dans le tour. Pour y entrer : {EXEMPLE}")
        return [ctx.dit(texte)]
    texte = Texte.ligne("C'est noté : je ne vous demanderai plus d'accompagner. Merci.")
    return [Delete(ligne), ctx.dit(texte)]


# -- dire oui --------------------------------------------------------------------------------------


@command(
    "!accueil-accompagner <@personne>", "!accueil-accompagner <autre…>", "!accueil-accompagner",
    exemple=EXEMPLE_AVEC, sous="accueil",
)  # fmt: skip
def accompagner(
    message: Message, ctx: Context, personne: str | None, autre: str | None
) -> list[Effect]:
    """Vous accompagnez cette personne, qui vient d'arriver."""
    if personne is None:
        raise droits.personne_illisible(autre or "", message.mentions, EXEMPLE_AVEC)
    if personne == message.auteur:
        raise Refusal("Il y faut quelqu'un d'autre que vous : demandez à l'animation.")
    droits.exiger_designable(personne, ctx)
    en_cours = accueils.accueils(ctx.session, ctx.ici.id)
    trouve = next((a for a in en_cours if a.membre == personne), None)
    if trouve is None:
        raise Refusal("Cette personne n'est pas arrivée récemment. Écrivez-lui quand même !")
    if trouve.accompagnant:
        return [ctx.dit(_deja(trouve.accompagnant, message.auteur))]
    return accompagnement.accepter(ctx, trouve, message.auteur)


@command("!accueil-plus-accompagner", exemple="!accueil plus accompagner", sous="accueil")
def plus_accompagner(message: Message, ctx: Context) -> list[Effect]:
    """Vous n'accompagnez plus la personne arrivée : je cherche quelqu'un d'autre."""
    en_cours = accueils.accueils(ctx.session, ctx.ici.id)
    siennes = [a for a in en_cours if a.accompagnant == message.auteur]
    if not siennes:
        return [ctx.dit(Texte.ligne(f"Vous n'accompagnez personne. Pour le faire : {EXEMPLE}"))]
    texte = Texte.ligne("C'est noté, je cherche quelqu'un d'autre. Merci de ce que vous avez fait.")
    libere = [e for a in siennes for e in accompagnement.cesser(ctx, a, message.auteur)]
    return [ctx.dit(texte), *libere]


def _deja(qui: str, auteur: str) -> Texte:
    if qui == auteur:
        return Texte.ligne("C'est déjà vous qui l'accompagnez. Merci.")
    return Texte.ligne(Personne(qui), " l'accompagne déjà. Merci à vous.")


@on_reaction(PRENDRE, PASSER, about="accompagner")
def touche(reaction: Reaction, ctx: Context) -> list[Effect]:
    """La personne sollicitée, et elle seule, dit oui ou passe."""
    about = ctx.about_of(reaction.target)
    trouves = accompagnement.de(ctx, about)
    ctx.commande = "accueil"
    if trouves is None and (about or "").endswith(f":{reaction.auteur}"):
        return [ctx.dit(Texte.ligne("Ce n'est plus nécessaire. Merci à vous."))]
    if trouves is None or trouves[1].membre != reaction.auteur or ctx.reseau is None:
        return []
    arrivee, ligne = trouves
    if arrivee.etat != EN_COURS or not ctx.est_membre(arrivee.membre):
        return [ctx.dit(Texte.ligne("Ce n'est plus nécessaire. Merci à vous."))]
    if reaction.emoji == PRENDRE:
        if arrivee.accompagnant:
            return [] if ligne.etat == OUI else _trop_tard(ctx, ligne)
        return accompagnement.accepter(ctx, arrivee, reaction.auteur)
    if arrivee.accompagnant == reaction.auteur:
        return [*accompagnement.passer(ctx, arrivee, reaction.auteur),
                *accompagnement.liberer(ctx, arrivee)]  # fmt: skip
    return accompagnement.passer(ctx, arrivee, reaction.auteur)


def _trop_tard(ctx: Context, ligne: Sollicite) -> list[Effect]:
    """Quelqu'un l'accompagne déjà ; s'il renonce, son oui ne sera pas perdu."""
    ligne.etat = LIBRE
    return [Save(ligne), ctx.dit(phrases.deja_accompagne(), type="refus")]


@on_untap(PRENDRE, about="accompagner")
def touche_retiree(retrait: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """Le oui est repris : on demande à quelqu'un d'autre."""
    trouves = accompagnement.de(ctx, geste.about)
    if trouves is None or trouves[0].accompagnant != geste.auteur or trouves[0].etat != EN_COURS:
        return []
    ctx.commande = "accueil"
    return [*accompagnement.passer(ctx, trouves[0], geste.auteur),
            *accompagnement.liberer(ctx, trouves[0])]  # fmt: skip
