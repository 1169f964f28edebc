"""Quelques commandes qui n'existent que dans les essais du cœur : aucune phrase d'un vrai sujet."""

from datetime import timedelta

from bot.core.boutons import OUI, PASSER, PRENDRE
from bot.core.context import Context
from bot.core.effects import (
    Delete,
    Effect,
    Follow,
    Forget,
    OpenRoom,
    Original,
    Person,
    React,
    Refusal,
    RemindAt,
    Room,
    Save,
    Send,
    Story,
)
from bot.core.events import (
    Arrival,
    Departure,
    Due,
    Edition,
    Entered,
    Message,
    Reaction,
    Redaction,
    RoomOpened,
)
from bot.core.registry import (
    ANIMATION,
    command,
    on_arrival,
    on_departure,
    on_due,
    on_edition,
    on_entered,
    on_free_text,
    on_reaction,
    on_redaction,
    on_reply,
    on_room_opened,
    on_untap,
)
from bot.core.texte import Cite, Personne, Texte
from donnees.histoire import SOURCE, Geste, Question
from donnees.theme import Theme


@command("!écho <texte…>", exemple="!écho bonjour à toutes", envie="entendre sa voix")
def echo(message: Message, ctx: Context, texte: str) -> list[Effect]:
    """Répète ce qu'on lui dit."""
    return [ctx.dit(Texte.ligne("écho ", Cite(texte)))]


@command("!mesdonnées", exemple="!mes données", reseau=False, intime=True)
def mesdonnees(message: Message, ctx: Context) -> list[Effect]:
    """Dit à chacun ce qui le concerne."""
    return [ctx.dit(Texte.ligne("voici vos données"))]


@command("!grève <n°>", "!grève", exemple="!grève 3", role=ANIMATION)
def greve(message: Message, ctx: Context, numero: int | None) -> list[Effect]:
    """Réservée à l'animation ; la treizième fois est refusée."""
    if numero == 13:
        raise Refusal("pas le treize")
    return [ctx.dit(Texte.ligne(f"grève {numero}"))]


@command("!sujet <thème> <suite…>", "!sujet <suite…>", exemple="!sujet compta les factures")
def sujet(message: Message, ctx: Context, theme: Theme | None, suite: str) -> list[Effect]:
    """Dit le thème et la suite."""
    nom = "aucun" if theme is None else theme.nom
    return [ctx.dit(Texte.ligne(f"thème {nom}, suite ", Cite(suite)))]


@command("!suivre <texte…>", exemple="!suivre le courrier")
def suivre(message: Message, ctx: Context, texte: str) -> list[Effect]:
    """Ouvre une histoire : deux boutons, un rappel, et le message suivi."""
    about = f"suivi:{ctx.numero('suivi')}"
    return [
        Follow(event_id=message.id, salon=message.salon, about=about, type=SOURCE),
        ctx.dit(
            Texte.de(("Je suis ", Cite(texte)), "✋ je m'en occupe", "➡️ pas cette fois"),
            about=about, boutons=(PRENDRE, PASSER), mention=(message.auteur,),
            champs={"demande": int(about[6:])},
        ),
        RemindAt(when=ctx.now + timedelta(hours=2), reason="suivi", about=about),
    ]  # fmt: skip


@command("!demander <@personne>", exemple="!demander @karim:localhost")
def demander(message: Message, ctx: Context, personne: str) -> list[Effect]:
    """Pose une question à quelqu'un, dans sa conversation privée."""
    conversation = ctx.conversation(personne)
    if conversation is None:
        raise Refusal("cette personne ne m'a jamais écrit")
    about = f"suivi:{ctx.numero('suivi')}"
    question = Question(
        about=about, a=personne, salon=conversation, type="suivi", options=[],
        contexte={"boutons": [OUI], "reseau": ctx.ici.id}, le=ctx.now,
    )  # fmt: skip
    texte = Texte.de((Personne(personne), ", est-ce fait ?"), "✅ oui")
    return [
        Save(question),
        Send(to=Person(personne), texte=texte, type="suivi", about=about, boutons=(OUI,),
             mention=(personne,)),
        React(to=Room(message.salon), on=Original(message.id), emoji="👍"),
    ]  # fmt: skip


@command("!interroger <@personne>", exemple="!interroger @karim:localhost")
def interroger(message: Message, ctx: Context, personne: str) -> list[Effect]:
    """Pose à quelqu'un, en privé, une question qui attend ses mots."""
    about = f"libre:{ctx.numero('libre')}"
    question = Question(
        about=about, a=personne, salon=ctx.conversation(personne) or "", type="libre",
        contexte={"libre": True, "reseau": ctx.ici.id}, le=ctx.now,
    )  # fmt: skip
    texte = Texte.ligne("Qu'est-ce qui a marché ?")
    return [Save(question), Send(to=Person(personne), texte=texte, type="libre", about=about)]


@on_reply("libre")
def ses_mots(message: Message, ctx: Context) -> list[Effect]:
    """Redit ce qui fut répondu, et clôt la question."""
    fini = [Delete(ctx.attente)] if ctx.attente is not None else []
    return [*fini, ctx.dit(Texte.ligne("noté ", Cite(message.texte)), type="libre")]


@command("!apart", exemple="!apart", reseau=False)
def apart(message: Message, ctx: Context) -> list[Effect]:
    """Ouvre une conversation à part, et y écrit."""
    about = f"apart:{ctx.numero('apart')}"
    texte = Texte.ligne("nous voilà à part")
    return [
        Send(to=Story(about), texte=texte, type="apart", mention=(message.auteur,)),
        OpenRoom(about=about, invites=(message.auteur,), direct=True),
    ]


@on_room_opened("apart")
def ouvert(opened: RoomOpened, ctx: Context) -> list[Effect]:
    """Dit que c'est ouvert."""
    return [Send(to=Room(opened.room), texte=Texte.ligne("c'est ouvert"), type="apart")]


@command("!casse", exemple="!casse", reseau=False)
def casse(message: Message, ctx: Context) -> list[Effect]:
    """Échoue toujours, comme un défaut de programme."""
    raise ZeroDivisionError


@on_reaction(PRENDRE, PASSER, OUI, about="suivi")
def touche(reaction: Reaction, ctx: Context) -> list[Effect]:
    """Dit la touche reçue."""
    comment = "dit" if reaction.parole else "touché"
    return [ctx.dit(Texte.ligne(f"{comment} {reaction.emoji}"), type="suivi")]


@on_untap(PRENDRE, about="suivi")
def retiree(redaction: Redaction, ctx: Context, geste: Geste) -> list[Effect]:
    """Dit la touche retirée."""
    return [ctx.dit(Texte.ligne("retirée"), type="suivi", to=Room(redaction.salon))]


@on_reply("suivi")
def reponse(message: Message, ctx: Context) -> list[Effect]:
    """La parole entre membres : on se tait, et l'on oublie le rappel."""
    return [Forget(about=str(ctx.about_of(message.reply_to)))]


@on_due("suivi")
def rappel(due: Due, ctx: Context) -> list[Effect]:
    """Rappelle dans le salon d'attache."""
    retard = int((ctx.now - due.planned).total_seconds())
    if due.about == "suivi:13":
        raise ZeroDivisionError
    salon = next(r.salon for r in ctx.reseaux_de("@nadia:localhost"))
    texte = Texte.ligne(f"rappel {due.about}, retard {retard}")
    return [Send(to=Room(salon), texte=texte, type="rappel", appel=True)]


@on_edition("suivi")
def corrigee(edition: Edition, ctx: Context) -> list[Effect]:
    """Dit le nouveau texte."""
    return [ctx.dit(Texte.ligne("corrigé ", Cite(edition.texte)), type="suivi")]


@on_redaction("suivi")
def supprimee(redaction: Redaction, ctx: Context) -> list[Effect]:
    """Dit que l'histoire s'arrête."""
    about = str(ctx.about_of(redaction.target))
    texte = Texte.ligne("supprimé")
    return [Forget(about=about), Send(to=Room(redaction.salon), texte=texte, type="suivi")]


@on_free_text
def mots_libres(message: Message, ctx: Context) -> list[Effect]:
    """Propose d'en faire une demande."""
    return [ctx.dit(Texte.ligne("en faire une demande ?"), type="demande.accord",
                    mention=(message.auteur,))]  # fmt: skip


@on_arrival
def arrivee(arrival: Arrival, ctx: Context) -> list[Effect]:
    """Salue."""
    comment = "bienvenue" if arrival.nouveau else "bon retour"
    texte = Texte.ligne(f"{comment} ", Personne(arrival.membre))
    return [Send(to=Room(arrival.salon), texte=texte, type="bienvenue.salon")]


@on_departure
def depart(departure: Departure, ctx: Context) -> list[Effect]:
    """Le remarque."""
    return [Send(to=Room(departure.salon), texte=Texte.ligne("au revoir"), type="depart")]


@on_entered
def entree(entered: Entered, ctx: Context) -> list[Effect]:
    """Se présente, sauf là où le robot a invité lui-même."""
    if ctx.salon is not None and ctx.salon.ouvert_par_nous is not None:
        return []
    return [Send(to=Room(entered.salon), texte=Texte.ligne("me voici"), type="presentation")]
