"""Régler l'accueil en parlant : les étapes, le mot d'accueil, la capsule, et l'essayer sur soi."""

from bot.core import accueil_etapes as reglees
from bot.core import accueil_textes as phrases
from bot.core import fiche
from bot.core.accueil_etapes import Etape
from bot.core.accueil_fiche import MODELE
from bot.core.context import Context
from bot.core.effects import Address, Effect, OpenRoom, Refusal, Room, Send, Story
from bot.core.events import Message
from bot.core.pliage import clean_name, deceptive, fold_word
from bot.core.registry import ANIMATION, command
from bot.core.texte import Cite, Gras, Morceau, Texte
from donnees import salon as salons
from donnees.fiche import Fiche

EXEMPLE = "!accueil étapes 1 jour 5"
EXEMPLE_CAPSULE = "!accueil capsule https://exemple.fr/premiers-pas : qu'en retenez-vous ?"
TEXTE_MAX = 600
OUBLIER = ("aucun", "aucune", "rien", "retirer", "sans")


@command(
    "!accueil-étapes <n°> jour <jour>", "!accueil-étapes <n°> : <texte…>",
    "!accueil-étapes <n°> <geste>", "!accueil-étapes <n°>", "!accueil-étapes <geste>",
    "!accueil-étapes", "!accueil-étape", exemple=EXEMPLE, role=ANIMATION, sous="accueil",
    envie="Changer ce que j'écris à qui arrive",
)  # fmt: skip
def etapes(
    message: Message, ctx: Context, numero: int | None, jour: str | None, texte: str | None,
    geste: str | None,
) -> list[Effect]:  # fmt: skip
    """Montre les étapes de l'accueil, et les change.

    « !accueil étapes 1 jour 5 » change le jour, « !accueil étapes 1 : » et votre texte change les
    mots, « !accueil étapes 1 retirer » ou « remettre » l'ôte ou la rend. « !accueil étapes essai »
    vous les montre à part, comme les lira qui arrive.
    """
    if numero is None:
        if geste is not None and fold_word(geste) not in ("essai", "essayer", "apercu"):
            raise _usage("Dites le numéro de l'étape, puis ce qui change.")
        return _essai(message, ctx) if geste is not None else [ctx.dit(_liste(ctx))]
    vise = next((e for e in reglees.etapes(ctx) if e.rang == numero), None)
    if vise is None:
        raise _usage("Les étapes vont de 1 à 3 : avec moi, personne n'est dérangé davantage.")
    if jour is not None:
        return _changer(ctx, vise, jour=_jour(jour))
    if texte is not None:
        return _changer(ctx, vise, texte=_propre(texte))
    sens = fold_word(geste or "")
    if sens not in ("retirer", "remettre"):
        raise _usage("Dites ce qui change : son jour, son texte, retirer ou remettre.")
    return _changer(ctx, vise, tenue=sens == "remettre")


def _changer(ctx: Context, vise: Etape, **valeurs: object) -> list[Effect]:
    effets = reglees.changer(ctx, vise.champ, **valeurs)
    texte = Texte.de(
        "C'est noté.", *_dite(next(e for e in reglees.etapes(ctx) if e.champ == vise.champ)),
        "Cela vaut dès maintenant, pour qui est déjà là aussi. L'essayer : !accueil étapes essai",
    )  # fmt: skip
    return [*effets, ctx.dit(texte)]


def _jour(dit: str) -> int:
    if not dit.isdecimal() or not 1 <= int(dit) <= reglees.JOUR_MAX:
        raise _usage(f"Un jour de travail, de 1 à {reglees.JOUR_MAX}.")
    return int(dit)


def _propre(texte: str) -> str:
    """Le texte nettoyé ; vide pour rendre celui d'origine (« aucun »)."""
    propre = clean_name(texte, TEXTE_MAX + 1)
    if len(propre) > TEXTE_MAX or deceptive(texte) or not fold_word(propre):
        raise _usage(f"Un texte de {TEXTE_MAX} signes au plus : il se lit sur un téléphone.")
    return "" if fold_word(propre) in OUBLIER else propre


def _usage(phrase: str) -> Refusal:
    return Refusal(f"{phrase} Par exemple : {EXEMPLE}", type="usage")


# -- montrer ---------------------------------------------------------------------------------------


def _liste(ctx: Context) -> Texte:
    lignes = [ligne for e in reglees.etapes(ctx) for ligne in _dite(e)]
    return Texte.de(
        "À l'arrivée, quelques mots ; puis, en jours de travail de la personne :",
        *lignes,
        "Une capsule, avec le kit : oui." if reglees.capsule(ctx)
        else f"Une capsule, avec le kit : {EXEMPLE_CAPSULE}",
        "Changer un jour : !accueil étapes 1 jour 5. Un texte : !accueil étapes 1 : et vos mots",
        "Voir ce que lira qui arrive : !accueil étapes essai",
    )  # fmt: skip


def _dite(etape: Etape) -> list[tuple[Morceau, ...]]:
    if not etape.tenue:
        return [(f"{etape.rang}. {etape.titre} : pas demandé.",)]
    return [(f"{etape.rang}. jour {etape.jour}, ", Gras(etape.titre), " : ", Cite(etape.texte))]


def _essai(message: Message, ctx: Context) -> list[Effect]:
    """Les mêmes messages, à part, sans touches : rien n'y compte."""
    conversation = message.salon if message.prive else ctx.conversation(message.auteur)
    adresse: Address = Room(conversation or "")
    ouvre: list[Effect] = []
    if conversation is None:
        about = f"essai:{message.id}:{message.auteur}"
        adresse, ouvre = Story(about), [OpenRoom(about=about, invites=(message.auteur,),
                                                 direct=True)]  # fmt: skip
    vierge = Fiche(numero=0, reseau=ctx.ici.id, membre=message.auteur, modele="", le=ctx.now)
    textes = [phrases.en_prive(ctx, message.auteur)]
    for etape in sorted(reglees.etapes(ctx), key=lambda e: e.jour):
        champ = MODELE.champ(etape.champ)
        if etape.tenue and champ is not None:
            textes.append(Texte.de(f"Jour {etape.jour}", fiche.poser(ctx, vierge, champ)[0]))
    essais = [
        Send(to=adresse, texte=Texte.ligne(Gras("Essai, rien ne compte.")) + t, type="accueil",
             mention=(message.auteur,))
        for t in textes
    ]  # fmt: skip
    if message.prive:
        return [*ouvre, *essais]
    return [*ouvre, *essais, ctx.dit(Texte.ligne("Je vous les montre à part."))]


# -- le mot d'accueil, la capsule ------------------------------------------------------------------


@command(
    "!accueil-mot <texte…>", "!accueil-mot", sous="accueil", role=ANIMATION,
    exemple="!accueil mot Le café se prend à 10 h, au deuxième étage.",
)  # fmt: skip
def mot(message: Message, ctx: Context, texte: str | None) -> list[Effect]:
    """Ajoute votre mot à ce que lit qui arrive. « !accueil mot aucun » l'enlève."""
    if texte is None:
        raise Refusal(
            "Quel mot ? Par exemple : !accueil mot Le café se prend à 10 h, au deuxième étage.",
            type="usage",
        )
    propre = _propre(texte)
    fait = Texte.ligne("C'est enlevé.") if not propre else Texte.ligne(
        "C'est noté. Qui arrive lira aussi : ", Cite(propre)
    )  # fmt: skip
    return [*reglees.regler(ctx, reglees.MOT, propre), ctx.dit(fait)]


@command(
    "!accueil-capsule <texte…>", "!accueil-capsule", exemple=EXEMPLE_CAPSULE, sous="accueil",
    role=ANIMATION,
)  # fmt: skip
def capsule(message: Message, ctx: Context, texte: str | None) -> list[Effect]:
    """Donne à qui arrive dix minutes à lire ou à voir, puis une question.

    Un texte, un lien, ou un fichier : écrivez alors « !accueil capsule » en réponse au message qui
    porte le fichier. La question vient après « : ». « !accueil capsule aucune » l'enlève.
    """
    if message.reply_to is not None and message.salon != ctx.ici.salon:
        raise Refusal(
            "Qui arrive ne pourrait pas lire un message d'ici. Posez le fichier dans le salon du "
            "réseau, et écrivez-y !accueil capsule en réponse.", type="usage",
        )  # fmt: skip
    contenu, question = _capsule(message, texte)
    if not contenu:
        return [*reglees.regler(ctx, reglees.CAPSULE, None), ctx.dit(Texte.ligne("C'est enlevé."))]
    valeur = {"texte": contenu, "question": question}
    salon = salons.salon(ctx.session, ctx.ici.salon)
    illisible = message.reply_to is not None and salon is not None and salon.chiffre
    fait = Texte.de(
        ("C'est noté, avec l'étape du kit : ", Cite(contenu)),
        ("Puis : ", Cite(question)),
        "La réponse ne vous est donnée qu'avec l'accord de qui l'écrit.",
        "Ce salon est chiffré : qui arrive après ce message ne peut pas toujours le lire. Un lien "
        "est plus sûr." if illisible else None,
    )  # fmt: skip
    return [*reglees.regler(ctx, reglees.CAPSULE, valeur), ctx.dit(fait)]


def _capsule(message: Message, texte: str | None) -> tuple[str, str]:
    """Ce qu'il y a à lire, et la question ; en réponse à un message, c'est lui qu'on lira."""
    dit = "" if texte is None else texte.strip().removeprefix(":").strip()
    avant, deux_points, question = (
        ("", "", dit) if message.reply_to else dit.rpartition(" : ") if " : " in dit
        else (dit, "", "")
    )  # fmt: skip
    contenu = avant
    if message.reply_to is not None:
        contenu = f"https://matrix.to/#/{message.salon}/{message.reply_to}"
    if not contenu and not deux_points:
        raise Refusal(f"Quoi donc ? Par exemple : {EXEMPLE_CAPSULE}", type="usage")
    propre = contenu if message.reply_to is not None else _propre(contenu)
    return propre, _propre(question) if question else "Qu'en retenez-vous ?"
