"""« Qui sait quoi ? » : un appel à tous où une touche vaut `!jesais`. Les règles :

1. Il suit de lui-même les premiers thèmes touchés à l'ouverture d'un réseau, une fois pour toutes ;
   ensuite, l'animation le relance quand elle veut.
2. Au plus neuf thèmes, ceux qui manquent le plus d'abord : un par touche.
3. La touche se voit : on ne répond pas à chacune, mais une fois pour toutes celles d'un même
   moment. Retirée, elle défait.
4. Avec le premier appel, deux gestes offerts à l'animation : chacun fait ce que ferait la phrase
   qu'il porte, écrite par elle.
"""

from datetime import timedelta
from typing import Any

from bot.core.boutons import CHIFFRES
from bot.core.context import Context
from bot.core.couverture import couvertures
from bot.core.effects import Delete, Effect, RemindAt, Room, Save, Send
from bot.core.texte import Gras, Morceau, Personne, Texte, liste
from donnees import histoire as histoires
from donnees import theme as themes
from donnees.histoire import Question
from donnees.theme import Savoir

TYPE, DEBUT, ELAN = "quisaitquoi", "quisaitquoi", "elan"
APPELER, NOTER = "quisaitquoi.appeler", "quisaitquoi.noter"
CALME = timedelta(seconds=30)  # vraies, sans nouveau thème, ou sans nouvelle touche
FAIT = "qui_sait_quoi"  # gardé avec les réglages du réseau : l'appel de l'ouverture a eu lieu
NOMMES = 8
GESTES = (
    ("un bulletin chaque vendredi à 16 h, avec ce qui s'est passé",
     "rituel bulletin chaque vendredi à 16h", "rituel"),
    ("les premières astuces : je les demande à tous",
     "kit récolte Qu'auriez-vous aimé savoir en arrivant ?", "kitrecolte"),
)  # fmt: skip


def prevoir(ctx: Context) -> list[Effect]:
    """Un thème vient d'être touché : l'appel suivra le dernier."""
    if ctx.ici.reglages.get(FAIT):
        return []
    quand = ctx.now + CALME * ctx.vitesse
    return [RemindAt(when=quand, reason=APPELER, about=f"{DEBUT}:{ctx.ici.id}")]


def appeler(ctx: Context, reply_to: str | None = None) -> list[Effect]:
    """L'appel à tous ; rien si le réseau n'a pas de thème. `reply_to` : qui l'a demandé ici."""
    rares = sorted(couvertures(ctx), key=lambda c: len(c.membres))[: len(CHIFFRES)]
    if not rares:
        return []
    noms = [c.theme.nom for c in rares]
    touches = CHIFFRES[: len(rares)]
    attente = _attente(ctx, DEBUT, [c.theme.id for c in rares], {"neufs": {}})
    restent = len(ctx.themes()) - len(rares)
    texte = Texte.de(
        (Gras("Qui sait quoi ?"), " Touchez ce que vous connaissez, même un peu : je saurai à qui "
         "demander. Rien d'obligatoire."),
        *(f"{touche} {nom}" for touche, nom in zip(touches, noms, strict=True)),
        f"Et {restent} de plus : !jesais et le thème" if restent else None,
    )  # fmt: skip
    ctx.ici.reglages = {**ctx.ici.reglages, FAIT: True}
    dit = Send(to=Room(ctx.ici.salon), texte=texte, type=TYPE, champs={"themes": noms}, appel=True,
               about=attente.about, boutons=touches, reply_to=reply_to)  # fmt: skip
    return [Save(ctx.ici), Save(attente), dit]


def elan(ctx: Context) -> list[Effect]:
    """Ce que l'animation peut lancer d'une touche ; rien de ce que l'on ne sait pas faire."""
    gestes = [(dit, texte) for dit, texte, mot in GESTES if _connu(ctx, texte, mot)]
    if not gestes:
        return []
    touches = CHIFFRES[: len(gestes)]
    attente = _attente(ctx, ELAN, [texte for _, texte in gestes], {"faits": []})
    texte = Texte.de(
        "Pour qui anime, d'une touche :",
        *(f"{touche} {dit}" for touche, (dit, _) in zip(touches, gestes, strict=True)),
    )
    return [Save(attente), Send(to=Room(ctx.ici.salon), texte=texte, type="reseau",
                                about=attente.about, boutons=touches)]  # fmt: skip


def _connu(ctx: Context, texte: str, mot: str) -> bool:
    """Vrai si cette phrase est bien la commande que l'on croit."""
    trouvee = ctx.registry.find(texte)
    return trouvee is not None and trouvee[0].mot == mot


def _attente(ctx: Context, debut: str, options: list[Any], suite: dict[str, Any]) -> Question:
    """Ce qu'il faut retenir d'un message qui offre des touches à tous."""
    touches = list(CHIFFRES[: len(options)])
    return Question(
        about=f"{debut}:{ctx.event.id}", a="", salon=ctx.ici.salon, type=TYPE, options=options,
        contexte={"boutons": touches, "reseau": ctx.ici.id, **suite}, le=ctx.now,
    )  # fmt: skip


def offert(ctx: Context, about: str | None) -> Question | None:
    """Ce que l'on offrait dans cette histoire, dans ce réseau."""
    attente = histoires.question(ctx.session, about) if about is not None else None
    if attente is None or ctx.reseau is None or attente.contexte["reseau"] != ctx.ici.id:
        return None
    return attente


# -- une touche vaut « !jesais » -------------------------------------------------------------------


def sait(ctx: Context, attente: Question, membre: str, emoji: str) -> list[Effect]:
    """Cette personne connaît ce thème ; on le dira avec les autres."""
    theme = themes.theme(ctx.session, ctx.ici.id, int(attente.options[CHIFFRES.index(emoji)]))
    if theme is None or themes.savoir(ctx.session, theme.id, membre) is not None:
        return []
    neufs = dict(attente.contexte["neufs"])
    neufs[membre] = [*neufs.get(membre, []), theme.id]
    attente.contexte = {**attente.contexte, "neufs": neufs}
    return [
        Save(Savoir(theme=theme.id, membre=membre, depuis=ctx.now)), Save(attente),
        RemindAt(when=ctx.now + CALME * ctx.vitesse, reason=NOTER, about=attente.about),
    ]  # fmt: skip


def ne_sait_plus(ctx: Context, attente: Question, membre: str, emoji: str) -> list[Effect]:
    """La touche est retirée."""
    theme = int(attente.options[CHIFFRES.index(emoji)])
    savoir = themes.savoir(ctx.session, theme, membre)
    neufs = dict(attente.contexte["neufs"])
    if membre in neufs:
        neufs[membre] = [t for t in neufs[membre] if t != theme]
    attente.contexte = {**attente.contexte, "neufs": {m: ts for m, ts in neufs.items() if ts}}
    return [Save(attente), *([] if savoir is None else [Delete(savoir)])]


def noter(ctx: Context, attente: Question) -> list[Effect]:
    """Qui vient de dire quoi, en une ligne."""
    neufs, noms = attente.contexte["neufs"], {t.id: t.nom for t in ctx.themes()}
    if not neufs:
        return []
    attente.contexte = {**attente.contexte, "neufs": {}}
    dits = sorted({noms[t] for sus in neufs.values() for t in sus if t in noms})
    texte = Texte.de(
        ("C'est noté : ", *_qui(neufs, noms), "."),
        "Retirez votre touche pour l'enlever. Une question ? !aide et le thème",
    )
    return [Save(attente), Send(to=Room(ctx.ici.salon), texte=texte, type="savoir.note",
                                champs={"themes": dits})]  # fmt: skip


def _qui(neufs: dict[str, list[int]], noms: dict[int, str]) -> list[Morceau]:
    morceaux: list[Morceau] = []
    for rang, (membre, sus) in enumerate(list(neufs.items())[:NOMMES]):
        siens = liste([noms[t] for t in sus if t in noms])
        morceaux += [", " if rang else "", Personne(membre), f" ({siens})"]
    reste = len(neufs) - NOMMES
    return [*morceaux, *([f" et {reste} autres"] if reste > 0 else [])]
