"""Recevoir une réponse à la météo, d'où qu'elle vienne : une touche, un mot, une commande."""

from bot.core import attention
from bot.core import meteo as regles
from bot.core import meteo_textes as phrases
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Send
from bot.core.meteo_lue import EMOJI, ORAGE, Lu
from bot.core.reglages import ANONYME, OUVERTE
from bot.core.texte import Texte
from donnees import histoire as histoires
from donnees.meteo import PAS_CETTE_FOIS, Meteo


def repondre(
    ctx: Context, membre: str, lu: Lu, *, prive: bool, meteo: Meteo | None = None
) -> list[Effect]:
    """Ce qu'il faut écrire et dire d'une réponse donnée avec des mots.

    `meteo` : celle à laquelle on répond, si on l'a citée ; sinon celle qui est ouverte, ou la
    prochaine. `prive` : dit à part.
    """
    effets: list[Effect] = []
    avance = False
    meteo = meteo or regles.en_cours(ctx, prive=prive)
    if meteo is None:
        attend = regles.en_avance(ctx)
        if attend is None:
            return [_aucune(ctx, membre, lu)]
        (meteo, effets), avance = attend, True
    if meteo.mode == OUVERTE and prive:
        return [_note(ctx, meteo, phrases.dans_le_salon(membre, ctx, lu.temps))]
    if meteo.mode == ANONYME and regles.a_repondu(ctx, meteo, membre) is not None:
        return [_note(ctx, meteo, phrases.deja(meteo))]
    texte = phrases.note(ctx, meteo, membre, lu.temps, avance=avance)
    effets += regles.voter(ctx, meteo, membre, lu.temps)
    effets += regles.noter_au_carnet(ctx, membre, lu.temps, lu.mot)
    return [*effets, *_finie(ctx, meteo, membre), _note(ctx, meteo, texte)]


def _finie(ctx: Context, meteo: Meteo, membre: str) -> list[Effect]:
    """En anonyme, la question n'attend plus rien ; ailleurs, on peut changer d'avis."""
    question = histoires.question(ctx.session, regles.fil_a_part(meteo, membre))
    return [Delete(question)] if question is not None and meteo.mode == ANONYME else []


def _note(ctx: Context, meteo: Meteo, texte: Texte) -> Send:
    return ctx.dit(texte, type=regles.NOTE, champs=regles.champs(ctx, meteo))


def _aucune(ctx: Context, membre: str, lu: Lu) -> Send:
    """Rien n'est ouvert : rien n'est gardé ; un orage a quand même sa réponse."""
    texte = phrases.aucune(ctx)
    if lu.temps == ORAGE:
        texte += phrases.main_tendue(ctx, membre)
    return ctx.dit(texte, type=regles.NOTE, champs=regles.champs_d_aucune(ctx))


def plus_de_meteo(ctx: Context, membre: str) -> list[Effect]:
    """Ne plus lui poser la question à part, jusqu'à ce qu'elle la redemande."""
    ouvertes = [
        question for meteo in regles.toutes_en_cours(ctx)
        if (question := histoires.question(ctx.session, regles.fil_a_part(meteo, membre)))
    ]  # fmt: skip
    texte = Texte.de(
        "C'est entendu : je ne vous écris plus pour la météo.",
        "Pour la retrouver : météo reprendre",
    )
    refus = attention.refuse(ctx, membre, regles.SUJET)
    return [*refus, *(Delete(q) for q in ouvertes), ctx.dit(texte, type=regles.SUJET)]


def reprendre(ctx: Context, membre: str) -> list[Effect]:
    """Elle veut de nouveau la question."""
    texte = Texte.ligne("C'est noté : je vous poserai de nouveau la question de la météo.")
    return [*attention.reprend(ctx, membre, regles.SUJET), ctx.dit(texte, type=regles.SUJET)]


def toucher(ctx: Context, meteo: Meteo, membre: str, emoji: str) -> list[Effect]:
    """Une touche dans le salon : la dernière posée compte. Rien n'est dit."""
    temps = EMOJI.index(emoji) + 1
    vote = regles.voter(ctx, meteo, membre, temps)
    return [*vote, *regles.noter_au_carnet(ctx, membre, temps, "")]


def retirer(ctx: Context, meteo: Meteo, membre: str, reste: list[str]) -> list[Effect]:
    """Une touche retirée : la dernière de celles qui restent, sinon plus rien."""
    if reste:
        return regles.voter(ctx, meteo, membre, EMOJI.index(reste[-1]) + 1)
    vote = regles.a_repondu(ctx, meteo, membre)
    return [] if vote is None or vote.temps == PAS_CETTE_FOIS else [Delete(vote)]
