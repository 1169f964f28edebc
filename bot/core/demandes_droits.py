"""Qui peut quoi sur une demande, et comment on le dit (contrat §7.5).

1. Prendre : tout membre, sauf la personne qui demande. Passer : qui est sollicité ou s'en occupe.
   Régler : qui demande ou s'en occupe. Retirer : qui demande.
2. Une touche interdite se refuse une fois par personne et par message ; des mots, à chaque fois.
3. Une touche qui ne changerait rien (déjà prise par soi, déjà passée) ne mérite pas un refus.
4. Qui n'est pas membre est ignoré, sans un mot.
"""

from collections.abc import Callable

from bot.core import a_part, pairs_du_reseau, rencontres
from bot.core.attendus import NUMERO
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Refusal, Room, Save, Send
from bot.core.events import Message, Reaction
from bot.core.texte import Cite, Morceau, Personne, Texte, numero
from donnees import demande as demandes
from donnees import histoire as histoires
from donnees import theme as themes
from donnees.demande import (
    ANNULEE,
    EN_ATTENTE,
    EN_COURS,
    PORTEE,
    PRISE,
    PROPOSEE,
    RANGEE,
    RESOLUE,
    SANS_REPONSE,
    Avis,
    Demande,
)
from donnees.histoire import Question

LAQUELLE = "laquelle"
_FINS = {
    RESOLUE: "est déjà réglée", ANNULEE: "a été retirée", RANGEE: "est rangée",
    SANS_REPONSE: "est close, sans réponse",
}  # fmt: skip
EXTRAIT, LIGNES = 70, 10


class DejaFait(Refusal):
    """Rien à changer : se dit à qui l'a écrit, se tait pour une touche."""


def trouver(ctx: Context, n: int) -> Demande:
    """La demande de ce réseau ; lève `Refusal` si elle n'y est pas, ou si elle a été posée à part
    et que cette personne n'a pas à le savoir."""
    trouvee = demandes.demande(ctx.session, n)
    if trouvee is None or ctx.reseau is None or trouvee.reseau != ctx.reseau.id:
        raise _introuvable(n)
    if not a_part.connue(ctx, trouvee, getattr(ctx.event, "auteur", "")):
        raise _introuvable(n)
    return trouvee


def _introuvable(n: int) -> Refusal:
    return Refusal(
        f"Je ne trouve pas de question {numero(n)} dans ce réseau. "
        "Pour voir celles en cours : !demandes"
    )


def suivie(ctx: Context, about: str | None) -> Demande | None:
    """La demande de cette histoire, si le fil mène à une demande."""
    debut, _, n = (about or "").partition(":")
    return demandes.demande(ctx.session, int(n)) if debut == "demande" and n.isdigit() else None


def ouverte(demande: Demande) -> None:
    """Lève `Refusal` si la demande a déjà une fin."""
    if demande.etat not in EN_COURS:
        fin = _FINS.get(demande.etat, "est close")
        raise Refusal(f"La question {numero(demande.numero)} {fin}. Il n'y a plus rien à faire.")


def peut_prendre(ctx: Context, demande: Demande, membre: str) -> None:
    """Lève `Refusal` si cette personne ne peut pas s'en occuper."""
    if not a_part.connue(ctx, demande, membre):
        raise _introuvable(demande.numero)
    ouverte(demande)
    if membre == demande.demandeur:
        raise Refusal(
            "C'est votre question. Un autre membre peut la prendre. "
            f"Pour la retirer : !annule {demande.numero}"
        )
    if demande.etat == PRISE and demande.pair == membre:
        raise DejaFait(f"Vous vous occupez déjà de la question {numero(demande.numero)}.")
    if demande.etat == PRISE and not rencontres.nommable(ctx, demande):
        raise Refusal("Quelqu'un s'en occupe déjà. Merci à vous.")
    if demande.etat == PRISE and demande.pair is not None:
        qui = Personne(demande.pair)
        raise Refusal(Texte.ligne("C'est ", qui, " qui s'en occupe déjà. Merci à vous."))


def peut_passer(ctx: Context, demande: Demande, membre: str) -> None:
    """Lève `Refusal` si l'on n'attend rien de cette personne."""
    ouverte(demande)
    if demande.etat in (PROPOSEE, PRISE) and demande.pair == membre:
        return
    sollicitee = demandes.sollicitation(ctx.session, demande.numero, membre)
    if sollicitee is not None and sollicitee.etat == EN_ATTENTE:
        return
    rien = f"La question {numero(demande.numero)} ne vous attend pas, vous n'avez rien à faire."
    if membre == demande.demandeur:
        raise Refusal(f"C'est votre question. Pour la retirer : !annule {demande.numero}")
    if sollicitee is not None:
        raise DejaFait(rien)
    raise Refusal(rien)


def peut_recevoir(ctx: Context, demande: Demande, membre: str) -> None:
    """Lève `Refusal` si l'on ne peut pas demander à cette personne ; ne dit jamais pourquoi : ce
    serait dire son absence, ou qu'elle fut sollicitée en vain."""
    soi = membre == getattr(ctx.event, "auteur", "")
    if not soi and pairs_du_reseau.peut_etre_sollicite(ctx, demande, membre):
        return
    raise Refusal(
        Texte.ligne(
            "Je ne peux pas demander à ",
            Personne(membre),
            " pour cette question. Pour passer, "
            f"et que je cherche quelqu'un d'autre : !passe {demande.numero}",
        )
    )


def peut_regler(ctx: Context, demande: Demande, membre: str, reponse: str = "") -> None:
    """Lève `Refusal` si cette personne ne peut pas dire que c'est réglé.

    L'animation le peut pour une question portée ailleurs : ses mots sont la réponse. Rangée sans
    nouvelles, une question se règle encore.
    """
    if demande.etat == RANGEE and membre in (demande.demandeur, demande.pair):
        return
    ouverte(demande)
    if demande.etat == PORTEE and membre != demande.demandeur and ctx.anime(membre):
        if not reponse.strip():
            raise Refusal(
                "Il manque la réponse, pour la personne qui attend. "
                f"Par exemple : !résolu {demande.numero} c'est d'accord, à partir de janvier",
                type="usage",
            )
        return
    if membre != demande.demandeur and not (demande.etat == PRISE and demande.pair == membre):
        raise Refusal(
            f"Seule la personne qui a posé la question {numero(demande.numero)}, ou qui s'en "
            "occupe, peut dire qu'elle est réglée."
        )


def peut_retirer(demande: Demande, membre: str) -> None:
    """Lève `Refusal` si cette personne ne peut pas retirer la demande."""
    ouverte(demande)
    if membre != demande.demandeur:
        raise Refusal(
            f"Seule la personne qui a posé la question {numero(demande.numero)} peut la retirer."
        )


def peut_dire_la_suite(demande: Demande, membre: str) -> None:
    """Lève `Refusal` si cette personne n'a pas à dire s'il faut attendre ou quelqu'un d'autre."""
    if demande.etat == RANGEE and membre == demande.demandeur:
        return
    ouverte(demande)
    if membre != demande.demandeur:
        raise Refusal(
            f"Seule la personne qui a posé la question {numero(demande.numero)} peut le dire."
        )
    if demande.etat != PRISE:
        raise DejaFait(f"Je cherche déjà quelqu'un pour la question {numero(demande.numero)}.")


# -- par une touche --------------------------------------------------------------------------------


def par_touche(
    reaction: Reaction, ctx: Context, commande: str, agir: Callable[[Demande], list[Effect]]
) -> list[Effect]:
    """Ce que fait une touche, ou le mot qui la vaut ; `commande` : celle que vaut ce bouton."""
    demande = suivie(ctx, ctx.about_of(reaction.target))
    if demande is None or not ctx.est_membre(reaction.auteur):
        return []
    try:
        return agir(demande)
    except Refusal as refus:
        refus.commande = commande
        if reaction.parole:
            raise
        if isinstance(refus, DejaFait):
            return []
        return _refuser_une_fois(reaction, ctx, demande, refus)


def _refuser_une_fois(
    reaction: Reaction, ctx: Context, demande: Demande, refus: Refusal
) -> list[Effect]:
    if demandes.avis(ctx.session, reaction.target, reaction.auteur) is not None:
        return []
    avis = Avis(cible=reaction.target, membre=reaction.auteur, about=demande.about)
    premiere, *reste = refus.texte.lignes
    debut, *suite = premiere
    if isinstance(debut, str):
        debut = debut[:1].lower() + debut[1:]  # « Paul, la question… »
    texte = Texte(((Personne(reaction.auteur), ", ", debut, *suite), *reste))
    chez_soi = reaction.salon == demande.salon
    dit = Send(
        to=Room(reaction.salon), texte=texte, type=refus.type,
        champs={"commande": refus.commande},
        reply_to=demande.evenement if chez_soi else reaction.target,
    )  # fmt: skip
    return [Save(avis), dit]


# -- par une commande ------------------------------------------------------------------------------


def viser(
    message: Message, ctx: Context, n: int | None, convient: Callable[[Demande], bool]
) -> Demande | list[Demande]:
    """La demande dont parle la commande : son numéro, sinon le message auquel elle répond, sinon
    la seule qui convient ; à défaut, toutes celles qui conviennent (peut-être aucune)."""
    if n is not None:
        return trouver(ctx, n)
    citee = suivie(ctx, ctx.about_of(message.reply_to))
    if citee is not None:
        return trouver(ctx, citee.numero)
    possibles = [
        d for d in demandes.demandes_en_cours(ctx.session, ctx.ici.id)
        if convient(d) and _listable(ctx, d)
    ]  # fmt: skip
    return possibles[0] if len(possibles) == 1 else possibles


def _listable(ctx: Context, demande: Demande) -> bool:
    """Vrai si une liste écrite ici peut la montrer : un salon ne lit que ses questions à lui."""
    if not getattr(ctx.event, "prive", False):
        return not demande.prive
    return a_part.connue(ctx, demande, getattr(ctx.event, "auteur", ""))


def lesquelles(
    message: Message, ctx: Context, possibles: list[Demande], commande: str, aucune: str
) -> list[Effect]:
    """La liste où choisir, d'un numéro dit seul ; lève `Refusal` (`aucune`) si elle est vide."""
    if not possibles:
        raise Refusal(aucune)
    numeros = [d.numero for d in possibles]
    lignes = [ligne(ctx, d) for d in possibles[:LIGNES]]
    exemple = f"Laquelle ? Par exemple : !{commande} {numeros[0]}"
    texte = Texte.de(exemple, *lignes, _suite(len(possibles)))
    attente = Question(
        about=f"{LAQUELLE}:{message.id}", a=message.auteur, salon=message.salon, type=LAQUELLE,
        options=list(numeros), le=ctx.now,
        contexte={"libre": NUMERO, "commande": ctx.commande, "ecrite": commande,
                  "reseau": ctx.ici.id},
    )  # fmt: skip
    dit = ctx.dit(texte, type="demande.liste", champs={"demandes": numeros}, about=attente.about)
    return [*_plus_d_autre_liste(message, ctx), Save(attente), dit]


def _plus_d_autre_liste(message: Message, ctx: Context) -> list[Effect]:
    """La dernière liste montrée est la seule où l'on choisit."""
    ouvertes = histoires.questions_ouvertes(ctx.session, message.auteur, message.salon)
    return [Delete(q) for q in ouvertes if q.type == LAQUELLE]


def ligne(ctx: Context, demande: Demande) -> tuple[Morceau, ...]:
    """« n° 12, compta : « Chorus refuse… » »."""
    theme = themes.theme(ctx.session, demande.reseau, demande.theme or -1)
    nomme = f"{numero(demande.numero)}, {theme.nom}" if theme else numero(demande.numero)
    if not a_part.citable(ctx, demande):
        return (f"{nomme}, posée à part",)
    return (f"{nomme} : ", Cite(extrait(demande.question)))


def extrait(texte: str, limite: int = EXTRAIT) -> str:
    """Le début d'un texte, sur une ligne."""
    net = " ".join(texte.split())
    return net if len(net) <= limite else net[: limite - 1].rstrip() + "…"


def _suite(combien: int) -> str | None:
    reste = combien - LIGNES
    return None if reste <= 0 else f"et {reste} autre{'s' if reste > 1 else ''}."


def accuser(message: Message, ctx: Context, demande: Demande, phrase: str) -> list[Effect]:
    """La réponse à une commande écrite ailleurs que dans le salon de la demande."""
    if message.salon == demande.salon:
        return []
    return [ctx.dit(Texte.ligne(phrase), champs={"demande": demande.numero})]
