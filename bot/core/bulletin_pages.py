"""Un numéro du bulletin, ses mots relus, en écrans prêts à dire."""

from dataclasses import replace
from datetime import datetime

from bot.core import bulletin as numeros
from bot.core import citations, meteo_close
from bot.core.boutons import SUITE
from bot.core.bulletin import Faits
from bot.core.bulletin_textes import Ligne, Mots, Page, composer, pages
from bot.core.context import Context
from bot.core.dates_phrases import dire_jour
from bot.core.demandes_droits import extrait
from bot.core.reglages_bulletin import sections
from bot.core.texte import Cite, Gras, numero
from donnees import actu as actus
from donnees import astuce as astuces_notees
from donnees.astuce import LUES
from donnees.bulletin import Bulletin
from donnees.merci import BULLETIN as DANS_LE_BULLETIN

APERCU = "apercu"
TITRE = 90  # des premiers mots d'une astuce
_SUITE = f"{SUITE} suite"


def du_numero(ctx: Context, paru: Bulletin) -> list[Page]:
    """Les écrans d'un numéro paru, tel qu'il se relit aujourd'hui."""
    lundi = dire_jour(numeros.lundi(paru.semaine), ctx.reglages.horaires.jour_local(ctx.now))
    titre: Ligne = (Gras(f"Bulletin de la semaine du {lundi}"),)
    return _ecrans(ctx, _qui_le_veulent(ctx, Faits.depuis_json(paru.faits)), titre)


def _qui_le_veulent(ctx: Context, faits: Faits) -> Faits:
    """Qui, depuis, ne veut plus être nommé compte sans son nom."""
    veulent = citations.nommables(ctx, DANS_LE_BULLETIN)
    nommes = [membre for membre in faits.remercies if membre in veulent]
    return replace(
        faits, remercies=nommes, autres=faits.autres + len(faits.remercies) - len(nommes)
    )


def de_l_apercu(ctx: Context) -> list[Page]:
    """Les écrans du numéro qui se prépare ; aucun s'il n'a rien à dire."""
    titre: Ligne = ("Aperçu du prochain bulletin, réseau ", Gras(ctx.ici.nom))
    return _ecrans(ctx, numeros.rassembler(ctx), titre)


def _ecrans(ctx: Context, faits: Faits, titre: Ligne) -> list[Page]:
    choisies = sections(ctx.reglages.bulletin)
    dites = composer(faits, _mots(ctx, faits), ctx.reglages.fuseau, choisies)
    return pages(titre, dites, _SUITE) if dites else []


def _mots(ctx: Context, faits: Faits) -> Mots:
    nouvelles = actus.textes(ctx.session, ctx.ici.id, faits.actus)
    astuces = [_astuce(ctx, n, "") for n in faits.astuces]
    astuces += [_astuce(ctx, n, "utile à plusieurs, ") for n in faits.utiles]
    depuis, jusqua = map(datetime.fromisoformat, (faits.depuis, faits.jusqua))
    return Mots(
        nouvelles=tuple(nouvelles), astuces=tuple(a for a in astuces if a),
        meteo=meteo_close.lignes_de_la_semaine(ctx, depuis, jusqua),
    )  # fmt: skip


def _astuce(ctx: Context, id: int, debut: str) -> Ligne:
    """« n° 3 « Pour Chorus, … » » ; rien si elle a été retirée."""
    ligne = astuces_notees.astuce(ctx.session, ctx.ici.id, id)
    if ligne is None or ligne.etat not in LUES:
        return ()
    return (f"{debut}{numero(id)} ", Cite(extrait(ligne.texte, TITRE)))
