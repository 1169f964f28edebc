"""Ce que le robot garde, combien de temps, et qui le lit."""

from bot.core.context import Context
from bot.core.effects import Effect
from bot.core.events import Message
from bot.core.registry import TOUS, command
from bot.core.texte import Gras, Texte


@command(
    "!confidentialité", exemple="!confidentialité", role=TOUS, reseau=False,
    envie="Savoir ce que je garde de vous",
)  # fmt: skip
def confidentialite(message: Message, ctx: Context) -> list[Effect]:
    """Dit ce que je garde, combien de temps, et qui peut le lire."""
    texte = Texte.de(
        Gras("Ce que je lis"),
        "Je ne retiens que ce qui s'adresse à moi : les messages qui commencent par ! ou par mon "
        "nom, les réponses à mes messages, les touches posées dessous, et ce que vous m'écrivez à "
        "part. Le reste de vos conversations, je ne l'écris nulle part.",
        "",
        Gras("Ce que je garde"),
        "Vos demandes d'aide : douze mois après leur fin.",
        "Vos astuces, et celles que vous acceptez : tant que vous ne les retirez pas. Trente jours "
        "après un départ, elles ne portent plus de nom.",
        "Ce que vous dites savoir : tant que vous ne le retirez pas (!jesais plus compta).",
        "Les nouvelles, les mercis, les numéros du bulletin : douze mois. Votre nom n'y paraît, "
        "et sur le kit imprimé, que si vous l'avez dit (!profil cité).",
        "Votre accueil, à votre arrivée : trente jours après sa fin. Ce que vous y confiez à "
        "l'animation : jusqu'à ce qu'elle l'ait lu.",
        "Votre météo : jusqu'à sa clôture ; ensuite, des nombres seulement, quand ils ne désignent "
        "personne. Un carnet, si vous l'ouvrez : !mamétéo garder",
        "Qui est dans le salon, et sous quel nom : trente jours après un départ.",
        "Vos réponses à un tour : jusqu'à ce que je les réunisse.",
        "Vos autres messages, et les miens : leur texte est effacé dès qu'ils sont traités.",
        "",
        Gras("Qui le lit"),
        "Ce qui se dit dans le salon : les personnes du salon. Ce qui se dit à part : vous et moi.",
        "Tout est sur le serveur où je tourne. Les personnes qui le tiennent peuvent y accéder. "
        "Je n'envoie rien ailleurs, et je ne fais de bilan sur personne.",
        "",
        "Pas de nom d'usager ni de dossier, s'il vous plaît. Un message de trop ? Supprimez-le : "
        "la demande qu'il portait est retirée.",
        "En privé : mesdonnées montre ce que je garde de vous, oubliemoi l'efface, et stop fait "
        "que je ne vous écris plus le premier.",
    )
    return [ctx.dit(texte, type="confidentialite")]
