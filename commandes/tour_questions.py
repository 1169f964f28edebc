"""La liste de questions qu'un réseau se garde pour ses tours."""

from bot.core import tours
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Refusal, Save
from bot.core.events import Message
from bot.core.pliage import clean, fold_word
from bot.core.registry import ANIMATION, command
from bot.core.texte import Cite, Morceau, Texte, numero
from donnees import rituel as rituels
from donnees.rituel import TOUR, QuestionTour

EXEMPLE = "!tour Qu'avez-vous appris ce mois-ci ?"
QUESTIONS_MAX, QUESTION_MAX = 50, 300


@command(
    "!tour retirer <n°>", "!tour <question…>", "!tour", exemple=EXEMPLE, role=ANIMATION,
    envie="Garder des questions pour les tours du réseau",
)  # fmt: skip
def tour(message: Message, ctx: Context, numero: int | None, question: str | None) -> list[Effect]:
    """Garde une question pour les tours du réseau. Seul, montre la liste.

    « !tour retirer 3 » en enlève une. Un tour se prévoit avec « !rituel tour chaque mardi à 9h » :
    il pose ces questions l'une après l'autre.
    """
    if numero is not None:
        return _retirer(ctx, numero)
    return [_liste(ctx)] if question is None else _ajouter(ctx, question)


def _liste(ctx: Context) -> Effect:
    gardees = rituels.questions_du_tour(ctx.session, ctx.ici.id)
    if not gardees:
        texte = Texte.de(
            "Aucune question gardée : j'en pose de toutes prêtes, par exemple :",
            *((Cite(q),) for q in tours.TOUTES_PRETES[:2]), f"Pour garder la vôtre : {EXEMPLE}",
        )  # fmt: skip
        return ctx.dit(texte)
    lignes: list[tuple[Morceau, ...]] = [(f"{numero(q.id)} : ", Cite(q.texte)) for q in gardees]
    texte = Texte.de(
        "Les questions des tours, la prochaine d'abord :", *lignes,
        f"Pour en enlever une : !tour retirer {gardees[-1].id}",
    )  # fmt: skip
    return ctx.dit(texte)


def _ajouter(ctx: Context, question: str) -> list[Effect]:
    texte = " ".join(clean(question).split())
    gardees = rituels.questions_du_tour(ctx.session, ctx.ici.id)
    if len(texte) > QUESTION_MAX or not fold_word(texte):
        raise Refusal(f"Il faut une question, courte. Par exemple : {EXEMPLE}", type="usage")
    if len(gardees) >= QUESTIONS_MAX:
        raise Refusal("La liste est pleine. Enlevez d'abord une question : !tour la montre.")
    if any(fold_word(q.texte) == fold_word(texte) for q in gardees):
        raise Refusal("Cette question est déjà dans la liste.")
    ligne = QuestionTour(
        id=ctx.numero("questiontour"), reseau=ctx.ici.id, texte=texte, ajoutee_le=ctx.now
    )
    dit = Texte.de(
        f"C'est gardé, {numero(ligne.id)}. Je la poserai à tous quand viendra son tour.",
        None if _prevu(ctx) else "Aucun tour n'est prévu : !rituel tour chaque mardi à 9h",
    )
    return [Save(ligne), ctx.dit(dit)]


def _prevu(ctx: Context) -> bool:
    return any(r.genre == TOUR for r in rituels.rituels(ctx.session, ctx.ici.id))


def _retirer(ctx: Context, n: int) -> list[Effect]:
    visee = next((q for q in rituels.questions_du_tour(ctx.session, ctx.ici.id) if q.id == n), None)
    if visee is None:
        raise Refusal("Je ne trouve pas cette question. Pour voir les numéros : !tour")
    return [Delete(visee), ctx.dit(Texte.ligne(f"La question {numero(n)} est retirée."))]
