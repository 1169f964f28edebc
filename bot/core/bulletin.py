"""Ce qu'un numéro du bulletin raconte, et de quand à quand (contrat §10).

1. Un numéro par réseau et par semaine ISO, quoi qu'il arrive : la base n'en garde qu'un.
2. Il commence où finit le précédent (sept jours avant, s'il n'y en a pas ; `RECUL` au plus).
3. Rien n'y vient d'une conversation ni d'un autre salon : une question posée à part n'y est pas
   comptée, ou n'y est que par son thème si son auteur a voulu l'appel au salon.
4. De la météo, ce qui fut montré, tel que dit (`bot.core.meteo_close`) : rien sous le seuil.
5. Personne n'y est nommé sans l'avoir voulu (`bot.core.citations`), sauf qui arrive, que le salon
   voit entrer. Qui attend n'y est jamais nommé.
6. On garde ce dont il parle (nombres, numéros), pas ses mots : une nouvelle retirée, une personne
   oubliée n'y sont plus quand on le relit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.core import citations
from bot.core.context import Context
from donnees import actu as actus
from donnees import bulletin as bulletins
from donnees import merci as mercis
from donnees import rituel as rituels
from donnees.bulletin import Bulletin
from donnees.merci import BULLETIN as DANS_LE_BULLETIN
from donnees.rituel import ACTIF, BULLETIN
from donnees.suivi import OUVERT

SEMAINE, RECUL = timedelta(days=7), timedelta(days=31)
A_VENIR = timedelta(days=8)
LIGNES, NOUVELLES, UTILES = 12, 30, 3


@dataclass(frozen=True, kw_only=True)
class Faits:
    """De quoi parle un numéro. Instants en ISO 8601, listes plutôt que tuples : c'est du JSON.

    `attentes` : [thème, combien, depuis] ; `portees` : [numéro, chez qui, promis, répondue] ;
    `rituels` : [genre, quand] ; `autres` : combien de personnes remerciées sans être nommées.
    """

    depuis: str
    jusqua: str
    arrivees: list[str]
    reglees: int
    remercies: list[str]
    autres: int
    attentes: list[list[Any]]
    portees: list[list[Any]]
    astuces: list[int]
    utiles: list[int]
    actus: list[int]
    rituels: list[list[str]]

    def json(self) -> dict[str, Any]:
        """La forme gardée."""
        return asdict(self)

    @classmethod
    def depuis_json(cls, garde: Mapping[str, Any]) -> "Faits":
        """Relit `json()` ; une personne oubliée depuis n'est plus qu'un nom vide, que l'on ôte."""
        lus = {**garde, "arrivees": _gens(garde["arrivees"]),
               "remercies": _gens(garde["remercies"])}  # fmt: skip
        return cls(**lus)


def _gens(garde: Iterable[str]) -> list[str]:
    return [mxid for mxid in garde if mxid]


# -- la semaine ------------------------------------------------------------------------------------


def semaine(ctx: Context, instant: datetime | None = None) -> str:
    """« 2026-W48 » : la semaine ISO de cet instant (maintenant), à l'heure du réseau."""
    annee, numero, _ = ctx.reglages.horaires.jour_local(instant or ctx.now).isocalendar()
    return f"{annee}-W{numero:02d}"


def lundi(semaine: str) -> date:
    """Le lundi de cette semaine."""
    annee, _, numero = semaine.partition("-W")
    return date.fromisocalendar(int(annee), int(numero), 1)


def debut(ctx: Context, dernier: Bulletin | None) -> datetime:
    """Depuis quand raconter."""
    if dernier is None:
        return ctx.now - SEMAINE
    return max(dernier.le, ctx.now - RECUL)


# -- rassembler ------------------------------------------------------------------------------------


def rassembler(ctx: Context) -> Faits:
    """Ce qu'il y a à dire maintenant, depuis le dernier numéro."""
    session, reseau = ctx.session, ctx.ici.id
    depuis = debut(ctx, bulletins.dernier(session, reseau))
    aidants = bulletins.reglees(session, reseau, depuis, ctx.now)
    nommes, autres = _remercies(ctx, aidants, depuis)
    nouvelles = bulletins.astuces_nouvelles(session, reseau, depuis, ctx.now)[:LIGNES]
    utiles = bulletins.astuces_utiles(session, reseau, depuis, ctx.now, LIGNES + UTILES)
    la = set(ctx.membres())
    arrives = bulletins.arrivees(session, reseau, depuis, ctx.now)
    return Faits(
        depuis=depuis.isoformat(), jusqua=ctx.now.isoformat(),
        arrivees=[m for m in arrives if m in la],
        reglees=len(aidants), remercies=nommes, autres=autres,
        attentes=_attentes(ctx), portees=_portees(ctx, depuis),
        astuces=nouvelles,
        utiles=[n for n in utiles if n not in nouvelles][:UTILES],
        actus=actus.entre(session, reseau, depuis, ctx.now)[:NOUVELLES],
        rituels=_rituels(ctx),
    )  # fmt: skip


def _remercies(ctx: Context, aidants: list[str | None], depuis: datetime) -> tuple[list[str], int]:
    """Qui a aidé ou fut remercié : qui veut bien être nommé, par identifiant ; combien d'autres."""
    dits = mercis.remercies(ctx.session, ctx.ici.id, depuis, ctx.now)
    tous = {m for m in (*aidants, *dits) if m}
    nommes = sorted(tous & citations.nommables(ctx, DANS_LE_BULLETIN))
    return nommes, len(tous) - len(nommes)


def _attentes(ctx: Context) -> list[list[Any]]:
    """Ce que personne n'a pris, thème par thème, le plus ancien d'abord ; jamais par qui."""
    noms = {t.id: t.nom for t in ctx.themes()}
    tous = bulletins.attentes(ctx.session, ctx.ici.id)
    return [
        [noms.get(theme or 0, ""), combien, depuis.isoformat()]
        for theme, combien, depuis in tous[:LIGNES]
    ]


def _portees(ctx: Context, depuis: datetime) -> list[list[Any]]:
    lignes = bulletins.portees(ctx.session, ctx.ici.id, depuis)
    return [[d.numero, s.chez, s.promis.isoformat(), s.etat != OUVERT] for d, s in lignes[:LIGNES]]


def _rituels(ctx: Context) -> list[list[str]]:
    """Les rendez-vous des jours qui viennent, sauf le bulletin lui-même."""
    prevus = [
        (r.prochaine, r.genre)
        for r in rituels.rituels(ctx.session, ctx.ici.id)
        if r.etat == ACTIF and r.genre != BULLETIN and r.prochaine is not None
        and ctx.now < r.prochaine <= ctx.now + A_VENIR
    ]  # fmt: skip
    return [[genre, quand.isoformat()] for quand, genre in sorted(prevus)[:LIGNES]]
