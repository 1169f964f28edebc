"""La fiche de qui arrive : ce qu'elle connaît, le kit, ce qui l'a surprise. Les règles :

1. Chaque question attend son jour (`bot.core.accueil`). On peut toutes les passer.
2. Dire ce que l'on connaît vaut `!jesais` ; la touche retirée défait.
3. Ce que l'on écrit de libre n'est lu de personne sans accord : les mots sont redits tels qu'ils
   partiraient, à l'animation, avec le nom. ✏️ les change, ❌ les efface. Et si c'était une
   question, ✋ la pose aux collègues.
4. Une fois transmis, ou refusés, ces mots ne sont plus gardés ici.
"""

from collections.abc import Sequence
from typing import Any

from bot.core import accueil_etapes as reglees
from bot.core import attention, execution, fiche, kit
from bot.core.accueil import PRIVE, SUJET
from bot.core.boutons import CHIFFRES, CORRIGER, NON, OUI, PRENDRE
from bot.core.context import Context
from bot.core.couverture import couvertures, noms
from bot.core.effects import Delete, Effect, Save
from bot.core.events import Message
from bot.core.fiche import Champ, Modele
from bot.core.pliage import deceptive, fold_word
from bot.core.texte import Cite, Gras, Texte, liste
from bot.core.themes_lus import lire
from donnees import accueil as accueils
from donnees import fiche as fiches
from donnees import histoire as histoires
from donnees import theme as themes
from donnees.fiche import Fiche
from donnees.theme import Savoir

ACCORD, A_DIRE = "accord", "a_dire"
MOTS_MAX = 1000
INCONNUS_MAX = 3  # mots d'une énumération qui ne sont d'aucun thème ; au-delà, c'est une phrase
_SUR = {
    reglees.SAVOIRS: "un sujet connu, sans thème encore",
    reglees.KIT: "à propos de la capsule", reglees.SURPRISE: "ce qui surprend en arrivant",
}  # fmt: skip
_KIT_VIDE = (
    "Le kit du réseau attend ses premières astuces. Un détail vous a déjà aidé ici ? Il servira à "
    "qui arrivera après vous : astuce, puis ce détail"
)


# -- ce que l'on connaît ---------------------------------------------------------------------------


def _savoirs(ctx: Context, _ligne: Fiche) -> Texte:
    if ctx.themes():
        return Texte.ligne(reglees.etape(ctx, reglees.SAVOIRS).texte)
    return Texte.de(
        "Vous êtes là depuis quelques jours. Y a-t-il un sujet que vous connaissez bien ?",
        "Le réseau n'a pas encore de thème : écrivez-le ici, et je le propose à l'animation.",
    )


def _themes_a_dire(ctx: Context, ligne: Fiche) -> Sequence[tuple[int, str]]:
    """Ce qui manque le plus d'abord ; sans ce qu'elle a déjà dit."""
    tous = sorted(couvertures(ctx), key=lambda c: len(c.membres))
    return [(c.theme.id, c.theme.nom) for c in tous if ligne.membre not in c.membres]


def _lire_themes(ctx: Context, ligne: Fiche, texte: str) -> list[int] | dict[str, str] | None:
    """Des chiffres (« 1 et 3 »), ou des thèmes, comme `!jesais` ; rien si c'est autre chose."""
    if not ctx.themes():
        return _lire_mots(ctx, ligne, texte)
    mots = [m for m in texte.replace(",", " ").split() if fold_word(m) != "et"]
    ouverte = ctx.attente
    if ouverte is not None and mots and all(m.isdecimal() for m in mots):
        rangs = [int(m) - 1 for m in mots]
        if all(0 <= r < min(len(ouverte.options), len(CHIFFRES)) for r in rangs):
            return [ouverte.options[r] for r in rangs]
        return None
    connus, inconnus = lire(texte, ctx.themes())
    if "?" in texte or sum(len(i.split()) for i in inconnus) > INCONNUS_MAX:
        return None
    return {"dits": texte} if connus else _lire_mots(ctx, ligne, texte)


def _noter_savoirs(ctx: Context, ligne: Fiche, valeur: Any) -> list[Effect]:
    if isinstance(valeur, dict) and "mots" in valeur:
        return _redire(ctx, ligne, reglees.SAVOIRS, valeur["mots"])
    if isinstance(valeur, dict):
        return _comme_si(ctx, ligne, f"jesais {valeur['dits']}")
    dits = [themes.theme(ctx.session, ligne.reseau, n)
            for n in (valeur if isinstance(valeur, list) else [valeur])]  # fmt: skip
    connus = [t for t in dits if t is not None]
    if not connus:
        return []
    neufs = [
        Save(Savoir(theme=t.id, membre=ligne.membre, depuis=ctx.now)) for t in connus
        if themes.savoir(ctx.session, t.id, ligne.membre) is None
    ]  # fmt: skip
    dit = liste([t.nom for t in connus])
    texte = Texte.de(
        ("C'est noté : vous connaissez ", Gras(dit), ". Je pourrai vous transmettre une question."),
        f"Pour l'enlever : retirez la touche, ou jesais plus {connus[0].nom}",
    )
    return [*neufs, ctx.dit(texte, type="savoir.note", champs={"themes": [t.nom for t in connus]})]


def _oter_savoir(ctx: Context, ligne: Fiche, valeur: Any) -> list[Effect]:
    theme = themes.theme(ctx.session, ligne.reseau, int(valeur))
    savoir = None if theme is None else themes.savoir(ctx.session, theme.id, ligne.membre)
    if theme is None or savoir is None:
        return []
    texte = Texte.ligne("C'est enlevé : je ne vous demanderai rien sur ", Gras(theme.nom), ".")
    return [Delete(savoir), ctx.dit(texte, type="savoir.note", champs={"themes": [theme.nom]})]


# -- le kit, la capsule ----------------------------------------------------------------------------


def _kit(ctx: Context, ligne: Fiche) -> Texte:
    capsule = reglees.capsule(ctx)
    choix = _themes_du_kit(ctx, ligne)
    texte = reglees.etape(ctx, reglees.KIT).texte if choix else _KIT_VIDE
    if not capsule:
        return Texte.ligne(texte)
    return Texte.de(
        "Dix minutes, quand vous voudrez :",
        capsule["texte"],
        f"{capsule['question']} Répondez ici, avec vos mots ; ou passez.",
        texte if choix else None,
    )


def _themes_du_kit(ctx: Context, _ligne: Fiche) -> Sequence[tuple[str, str]]:
    """Les thèmes où quelque chose est noté."""
    return [(c.theme.nom, c.theme.nom) for c in kit.chapitres(ctx) if c.theme is not None]


def _montrer_le_kit(ctx: Context, ligne: Fiche, valeur: Any) -> list[Effect]:
    """Une touche montre le kit d'un thème ; des mots répondent à la capsule."""
    if isinstance(valeur, dict):
        return _redire(ctx, ligne, reglees.KIT, valeur["mots"])
    return _comme_si(ctx, ligne, f"kit {valeur}")


def _comme_si(ctx: Context, ligne: Fiche, texte: str) -> list[Effect]:
    """Fait ce que ferait cette commande, écrite ici par cette personne."""
    dit = ctx.event
    cible = getattr(dit, "target", "") if not getattr(dit, "parole", True) else dit.id
    message = Message(id=cible, salon=dit.salon, auteur=ligne.membre, texte=texte,
                      sent_at=dit.sent_at, prive=True)  # fmt: skip
    return execution.executer_texte(message, texte, ctx)


# -- ce qui se confie ------------------------------------------------------------------------------


def _lire_mots(ctx: Context, _ligne: Fiche, texte: str) -> dict[str, str] | None:
    if not texte or len(texte) > MOTS_MAX or deceptive(texte):
        return None
    return {"mots": texte}


def _lire_capsule(ctx: Context, ligne: Fiche, texte: str) -> dict[str, str] | None:
    return _lire_mots(ctx, ligne, texte) if reglees.capsule(ctx) else None


def _redire(ctx: Context, ligne: Fiche, champ: str, mots: str) -> list[Effect]:
    """Les mots, tels qu'ils partiraient : rien ne part sans accord."""
    sans = {cle: v for cle, v in ligne.reponses.items() if not isinstance(v, dict)}
    ligne.reponses = {**sans, champ: None, A_DIRE: [champ, mots]}
    return fiche.demander(ctx, MODELE, ligne, ACCORD)


def _question_surprise(ctx: Context, _ligne: Fiche) -> Texte:
    return Texte.ligne(reglees.etape(ctx, reglees.SURPRISE).texte)


def _surprise(ctx: Context, ligne: Fiche, valeur: Any) -> list[Effect]:
    return _redire(ctx, ligne, reglees.SURPRISE, valeur["mots"])


def _accord(ctx: Context, ligne: Fiche) -> Texte:
    _champ, mots = ligne.reponses[A_DIRE]
    qui = noms(tuple(m for m in ctx.animation() if m != ligne.membre), 3) or ("l'animation",)
    return Texte.de(("Je transmets ceci, avec votre nom, à ", *qui, " ?"), (Cite(mots),))


def _decider(ctx: Context, ligne: Fiche, valeur: Any) -> list[Effect]:
    champ, mots = ligne.reponses.get(A_DIRE) or (reglees.SURPRISE, "")
    if isinstance(valeur, dict):  # un autre texte : il se redit avant de partir
        return _redire(ctx, ligne, champ, valeur["mots"])
    if not _de_ces_mots(ctx, ligne):  # touché sous d'autres mots que ceux qui attendent
        return _redire(ctx, ligne, champ, mots)
    if valeur == CORRIGER:
        redit = "Écrivez votre texte ici : je vous le redis avant de le transmettre."
        return [*_attendre_encore(ctx, ligne), _dire(ctx, ligne, redit)]
    ligne.reponses = {cle: v for cle, v in ligne.reponses.items() if cle != A_DIRE}
    if valeur == PRENDRE:
        return [Save(ligne), *_comme_si(ctx, ligne, f"aide {mots}")]
    if valeur == OUI:
        return [Save(ligne), *_confier(ctx, ligne, champ, mots)]
    return [Save(ligne), _dire(ctx, ligne, "Entendu, je ne garde rien de ce que vous avez écrit.")]


def _de_ces_mots(ctx: Context, ligne: Fiche) -> bool:
    """Vrai si la réponse vise le dernier message qui a redit des mots : c'est ceux-là qu'on lit."""
    vise = getattr(ctx.event, "target", None)
    about, salon = ligne.about(ACCORD), ctx.event.salon
    return vise in (None, histoires.dernier_envoye(ctx.session, about, salon))


def _attendre_encore(ctx: Context, ligne: Fiche) -> list[Effect]:
    """La question reste ouverte : c'est son texte qui vient."""
    return [
        Save(ouverte) for ouverte in fiches.questions(ctx.session, ligne)
        if ouverte.about == ligne.about(ACCORD)
    ]  # fmt: skip


def _confier(ctx: Context, ligne: Fiche, champ: str, mots: str) -> list[Effect]:
    accueil = accueils.accueil(ctx.session, ligne.numero)
    if accueil is None:
        return []
    accueil.mots = [*accueil.mots, [_SUR[champ], mots]]
    merci = "Merci. L'animation le lira dans son prochain point du matin. Je n'en garde pas copie."
    return [Save(accueil), _dire(ctx, ligne, merci)]


def _reprendre(ctx: Context, ligne: Fiche, valeur: Any) -> list[Effect]:
    """Le ✅ retiré avant que l'animation ait lu : rien ne part."""
    accueil = accueils.accueil(ctx.session, ligne.numero)
    if valeur != OUI or accueil is None or not accueil.mots:
        return []
    accueil.mots = accueil.mots[:-1]
    return [Save(accueil), _dire(ctx, ligne, "C'est repris : rien n'est transmis.")]


def _dire(ctx: Context, ligne: Fiche, phrase: str) -> Effect:
    return ctx.dit(Texte.ligne(phrase), type=PRIVE, champs=_jumeau(ligne, ACCORD))


# -- la fiche --------------------------------------------------------------------------------------


def _jumeau(ligne: Fiche, champ: str) -> dict[str, Any]:
    return {"membre": ligne.membre, "etape": champ}


def _repondu(ctx: Context, ligne: Fiche) -> list[Effect]:
    return attention.repond(ctx, ligne.membre, SUJET)


MODELE = Modele(
    nom="accueil", type=PRIVE, jumeau=_jumeau, repondu=_repondu,
    champs=(
        Champ(nom=reglees.SAVOIRS, question=_savoirs, choix=_themes_a_dire,
              libre=_lire_themes, suite=_noter_savoirs, defaire=_oter_savoir, plusieurs=True,
              son_heure=True),
        Champ(nom=reglees.KIT, question=_kit, choix=_themes_du_kit, libre=_lire_capsule,
              suite=_montrer_le_kit, plusieurs=True, son_heure=True),
        Champ(nom=reglees.SURPRISE, question=_question_surprise, libre=_lire_mots,
              suite=_surprise, son_heure=True),
        Champ(nom=ACCORD, question=_accord, libre=_lire_mots, suite=_decider, defaire=_reprendre,
              son_heure=True, passable=False,
              touches={OUI: "oui, tel quel", CORRIGER: "corriger : répondez avec votre texte",
                       NON: "non, effacez", PRENDRE: "c'est une question : demander aux "
                       "collègues"}),
    ),
)  # fmt: skip
