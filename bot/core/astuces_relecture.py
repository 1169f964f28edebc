"""Une astuce est-elle toujours vraie ? On le demande à une personne référente (contrat §6).

1. Quatre-vingt-dix jours après qu'elle fut notée ou vérifiée, ou le lendemain si quelqu'un la dit
   périmée ; trois relectures par semaine au plus dans un réseau, une par jour et par personne
   (`bot.core.attention`).
2. À une personne référente du thème, là, avec qui une conversation existe ; qui l'a écrite en
   dernier. Personne : on y revient la semaine suivante, sans rien demander à d'autres.
3. ✅ : vérifiée. ✏️ : ses mots à elle remplacent l'astuce. ❌ : périmée, elle passe après les autres
   et sort du kit.
"""

from datetime import datetime, timedelta

from bot.core import attention
from bot.core.boutons import CORRIGER, NON, OUI
from bot.core.context import Context
from bot.core.effects import Effect, RemindAt, Room, Save, Send
from bot.core.texte import Cite, Texte, numero
from donnees import astuce as astuces
from donnees import reminder as rappels
from donnees import theme as themes
from donnees.astuce import PERIMEE, Astuce
from donnees.histoire import Question

RELIRE, SUJET, QUOI = "astuce.relire", "astuce", "la relecture des astuces"
JOURS, PAR_SEMAINE = 90, 3
SEMAINE = timedelta(days=7)


def histoire(ctx: Context) -> str:
    """Le fil des relectures de ce réseau."""
    return f"relectures:{ctx.ici.id}"


def prevoir(ctx: Context, *, tot: bool = False) -> list[Effect]:
    """La prochaine relecture, si aucune n'est prévue avant : dans 90 jours, ou demain (`tot`)."""
    quand = _ouverture(ctx, 1 if tot else JOURS)
    prevus = [r for r in rappels.reminders_of(ctx.session, histoire(ctx)) if not r.ecarte]
    if any(r.planned <= quand for r in prevus):
        return []
    return [RemindAt(when=quand, reason=RELIRE, about=histoire(ctx))]


def _ouverture(ctx: Context, jours: int) -> datetime:
    """L'ouverture du premier jour ouvré, au moins ce nombre de jours plus tard."""
    horaires = ctx.reglages.horaires
    veille = horaires.jour_local(ctx.now) + timedelta(days=jours - 1)
    return horaires.ouvertures(horaires.jour_ouvre_suivant(veille))[0][0]


def relire(ctx: Context) -> list[Effect]:
    """L'heure d'une relecture : on la demande si l'on peut, et l'on prévoit la suivante."""
    reste = PAR_SEMAINE - astuces.demandees_depuis(ctx.session, ctx.ici.id, ctx.now - SEMAINE)
    effets: list[Effect] = []
    for astuce in astuces.a_relire(ctx.session, ctx.ici.id, ctx.now - timedelta(days=JOURS)):
        if reste <= 0:
            break
        demandee = _demander(ctx, astuce)
        reste -= 1 if demandee else 0
        effets += demandee
    jours = 1 if effets and reste > 0 else 7
    suite = RemindAt(when=_ouverture(ctx, jours), reason=RELIRE, about=histoire(ctx))
    return [*effets, suite]


def _demander(ctx: Context, astuce: Astuce) -> list[Effect]:
    for membre in _referents(ctx, astuce):
        if attention.peut_solliciter(ctx, membre, SUJET) is True:
            return _question(ctx, astuce, membre)
    return []


def _referents(ctx: Context, astuce: Astuce) -> list[str]:
    nommes = themes.referents(ctx.session, ctx.ici.id)
    siens = [r.membre for r in nommes if r.theme == astuce.theme]
    return sorted(siens, key=lambda m: m in (astuce.auteur, *astuce.avec))


def _question(ctx: Context, astuce: Astuce, membre: str) -> list[Effect]:
    about = f"relecture:{astuce.id}"
    attente = Question(
        about=about, a=membre, salon=ctx.conversation(membre) or "", type="astuce.fiche",
        contexte={"boutons": [OUI, CORRIGER, NON], "reseau": ctx.ici.id}, le=ctx.now,
    )  # fmt: skip
    astuce.demandee_le = ctx.now
    texte = Texte.de(
        f"Réseau {ctx.ici.nom} : l'astuce {numero(astuce.id)} est-elle toujours vraie ?",
        "Quelqu'un la croit périmée." if astuce.etat == PERIMEE else None,
        Cite(astuce.texte),
        f"{OUI} oui",
        f"{CORRIGER} à corriger : répondez avec le bon texte",
        f"{NON} non",
    )
    theme = themes.theme(ctx.session, ctx.ici.id, astuce.theme or 0)
    dit = Send(
        to=Room(attente.salon), texte=texte, type="astuce.fiche", mention=(membre,), about=about,
        champs={"astuce": astuce.id, "theme": theme.nom if theme else ""},
        boutons=(OUI, CORRIGER, NON),
    )  # fmt: skip
    return [Save(attente), Save(astuce), dit, *attention.sollicite(ctx, membre, SUJET)]
