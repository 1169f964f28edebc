"""Les étapes de l'accueil d'un réseau : leurs jours, leurs textes, ce que l'animation en a changé.

1. Trois étapes, jamais plus : avec la rencontre de qui accompagne, cela fait les quatre messages
   promis à qui arrive. On peut changer leur jour, leur texte, ou en retirer.
2. Un jour est un jour de travail de la personne arrivée, compté depuis son arrivée.
3. Ce que l'animation a changé est gardé avec les réglages du réseau ; le reste est d'ici.
4. Les touches, ce que l'on garde et « stop » ne sont pas du texte : rien ne peut les ôter.
"""

from dataclasses import dataclass
from typing import Any

from bot.core.context import Context
from bot.core.effects import Effect, Save

CLE = "accueil"  # gardé avec les réglages du réseau, sans en être un
SAVOIRS, KIT, SURPRISE = "savoirs", "kit", "surprise"
MOT, CAPSULE = "mot", "capsule"
JOUR_MAX = 30  # six semaines : c'est ce qui est promis à qui arrive

_TEXTES = {
    SAVOIRS: "Vous êtes là depuis quelques jours. Y a-t-il un sujet que vous connaissez bien ? "
    "D'autres cherchent peut-être. Touchez, ou écrivez-le :",
    KIT: "Voici ce que les collègues ont noté pour s'entraider. Touchez un thème, je vous montre :",
    SURPRISE: "Vous avez le regard neuf : qu'est-ce qui vous a surpris en arrivant, en bien ou "
    "non ? Écrivez-le ici, avec vos mots. Rien ne sort d'ici sans votre accord.",
}
_TITRES = {
    SAVOIRS: "ce que la personne connaît", KIT: "le kit, par thème",
    SURPRISE: "ce qui l'a surprise",
}  # fmt: skip
_JOURS = {SAVOIRS: 3, KIT: 7, SURPRISE: 30}


@dataclass(frozen=True)
class Etape:
    """Une étape : le champ de la fiche qu'elle demande, son jour, son texte ; `tenue` : gardée."""

    rang: int
    champ: str
    titre: str
    jour: int
    texte: str
    tenue: bool


def etapes(ctx: Context) -> list[Etape]:
    """Les étapes du réseau, dans leur ordre de numéro."""
    return [
        Etape(
            rang, champ, _TITRES[champ], int(change.get("jour", _JOURS[champ])),
            str(change.get("texte") or _TEXTES[champ]), bool(change.get("tenue", True)),
        )
        for rang, champ in enumerate(_JOURS, 1)
        for change in (_propres(ctx).get(champ, {}),)
    ]  # fmt: skip


def etape(ctx: Context, champ: str) -> Etape:
    """L'étape qui demande ce champ."""
    return next(e for e in etapes(ctx) if e.champ == champ)


def suivante(ctx: Context, faites: list[str], jours: int) -> Etape | None:
    """L'étape dont le jour est venu et qui n'a pas été demandée, la plus ancienne d'abord."""
    dues = [e for e in etapes(ctx) if e.tenue and e.champ not in faites and e.jour <= jours]
    return min(dues, key=lambda e: (e.jour, e.rang), default=None)


def dernier_jour(ctx: Context) -> int:
    """Le jour de la dernière étape."""
    return max((e.jour for e in etapes(ctx) if e.tenue), default=0)


def mot(ctx: Context) -> str:
    """Ce que l'animation a voulu dire à qui arrive ; vide si elle n'a rien ajouté."""
    return str(_propres(ctx).get(MOT, ""))


def capsule(ctx: Context) -> dict[str, str]:
    """La capsule du réseau (`texte`, `question`) ; vide s'il n'y en a pas."""
    return dict(_propres(ctx).get(CAPSULE) or {})


# -- changer ---------------------------------------------------------------------------------------


def changer(ctx: Context, champ: str, **valeurs: Any) -> list[Effect]:
    """Change une étape ; une valeur vide rend celle d'ici."""
    avant = {**_propres(ctx).get(champ, {}), **valeurs}
    return regler(ctx, champ, {cle: v for cle, v in avant.items() if v not in (None, "")})


def regler(ctx: Context, cle: str, valeur: Any) -> list[Effect]:
    """Garde un réglage de l'accueil ; vide, il s'oublie."""
    propres = {**_propres(ctx), cle: valeur}
    if not valeur:
        propres.pop(cle)
    ctx.ici.reglages = {**ctx.ici.reglages, CLE: propres}
    return [Save(ctx.ici)]


def _propres(ctx: Context) -> dict[str, Any]:
    gardes = ctx.ici.reglages.get(CLE)
    return gardes if isinstance(gardes, dict) else {}
