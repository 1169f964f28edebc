"""Ce que le robot garde, combien de temps, et qui le lit."""

from bot.core.context import Context
from bot.core.effects import Effect
from bot.core.events import Message
from bot.core.registry import command
from bot.core.texte import Gras, Texte


@command(
    "!confidentialité", exemple="!confidentialité", reseau=False,
    envie="Savoir ce que je garde de vous",
)  # fmt: skip
def confidentialite(message: Message, ctx: Context) -> list[Effect]:
    """Dit ce que je garde, combien de temps, et qui peut le lire."""
    texte = Texte.de(
        Gras("Ce que je lis"),
        "Seulement ce qui s'adresse à moi : les messages qui commencent par ! ou par mon nom, "
        "les réponses à mes messages, les touches posées dessous, et ce que vous m'écrivez à part.",
        "Le reste de vos conversations, je ne l'écris nulle part.",
        "",
        Gras("Ce que je garde"),
        "Vos demandes d'aide : jusqu'à douze mois après leur fin.",
        "Ce que vous dites savoir : tant que vous ne le retirez pas (!jesais plus compta).",
        "Vous quittez le salon : au bout de trente jours, je n'ai plus rien de vous.",
        "Le texte de mes propres messages : effacé dès qu'ils sont partis.",
        "",
        Gras("Qui le lit"),
        "Une demande posée dans le salon : les personnes du salon.",
        "Ce que je garde est sur le serveur où je tourne. Les personnes qui s'en occupent peuvent "
        "y accéder. Je n'envoie rien ailleurs, et je ne fais aucun relevé par personne.",
        "",
        "Pas de nom d'usager ni de dossier, s'il vous plaît. Un message écrit par erreur ? "
        "Supprimez-le : la demande qu'il portait est retirée.",
    )
    return [ctx.dit(texte, type="confidentialite")]
