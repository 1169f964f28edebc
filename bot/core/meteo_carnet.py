"""Le carnet de météo : à la personne qui l'ouvre, et à elle seule (contrat §8)."""

from datetime import date

from bot.core.context import Context
from bot.core.dates import dire_jour
from bot.core.effects import Delete, Effect, Refusal, Save
from bot.core.meteo_lue import TEMPS
from bot.core.texte import Cite, Morceau, Texte
from donnees import meteo as meteos
from donnees.meteo import Carnet, NoteCarnet

MONTREES = 20
TYPE = "mameteo"


def faire(ctx: Context, membre: str, geste: str) -> list[Effect]:
    """Ouvrir, effacer, ou montrer le carnet de cette personne ; lève `Refusal`."""
    if geste in ("garder", "garde", "ouvrir", "oui"):
        return _ouvrir(ctx, membre)
    if geste in ("oublier", "oublie", "effacer", "fermer", "non"):
        return _effacer(ctx, membre)
    if geste:
        raise Refusal("Par exemple : !mamétéo garder", type="usage")
    return [ctx.dit(_montrer(ctx, membre), type=TYPE)]


def _ouvrir(ctx: Context, membre: str) -> list[Effect]:
    ouvert = meteos.carnet(ctx.session, ctx.ici.id, membre)
    ligne = ouvert or Carnet(reseau=ctx.ici.id, membre=membre, depuis=ctx.now)
    texte = Texte.de(
        "Votre carnet est ouvert : je garde ce que vous dites de votre temps, pour vous seul, même "
        "quand la météo est anonyme.",
        "Le relire : mamétéo. Tout effacer, et ne plus rien garder : mamétéo oublier",
    )
    return [Save(ligne), ctx.dit(texte, type=TYPE)]


def _effacer(ctx: Context, membre: str) -> list[Effect]:
    ouvert = meteos.carnet(ctx.session, ctx.ici.id, membre)
    notes = meteos.notes(ctx.session, ctx.ici.id, membre)
    lignes = [*notes, *([ouvert] if ouvert is not None else [])]
    texte = Texte.ligne(
        "C'est effacé : je ne garde plus rien de vos météos." if lignes
        else "Je ne gardais rien de vos météos."
    )  # fmt: skip
    return [*(Delete(ligne) for ligne in lignes), ctx.dit(texte, type=TYPE)]


def _montrer(ctx: Context, membre: str) -> Texte:
    if meteos.carnet(ctx.session, ctx.ici.id, membre) is None:
        return Texte.de(
            "Vous n'avez pas de carnet : je ne garde rien de vos météos.",
            "Pour en ouvrir un, pour vous seul : mamétéo garder",
        )
    notes = meteos.notes(ctx.session, ctx.ici.id, membre)
    if not notes:
        return Texte.ligne("Votre carnet est ouvert, et encore vide.")
    reste = len(notes) - MONTREES
    return Texte.de(
        "Votre carnet, le plus récent d'abord :",
        *(_ligne(ctx, n) for n in notes[:MONTREES]),
        f"et {reste} plus anciennes." if reste > 0 else None,
        "Tout effacer : mamétéo oublier",
    )


def _ligne(ctx: Context, note: NoteCarnet) -> tuple[Morceau, ...]:
    emoji, mot = TEMPS[note.temps]
    jour = dire_jour(date.fromisoformat(note.jour), ctx.reglages.horaires.jour_local(ctx.now))
    suite: tuple[Morceau, ...] = (", ", Cite(note.mot)) if note.mot else ()
    return (f"{emoji} {jour} : {mot}", *suite)
