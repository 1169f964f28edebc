"""La fiche : des questions posées une à une à une personne, en privé. Les règles :

1. Un sujet déclare un `Modele` : ses champs, dans l'ordre. La fiche d'une personne est une ligne
   (`donnees.fiche`) et chaque question ouverte en est une autre (`Question`) : rien d'autre ne la
   fait vivre, un redémarrage n'en perd rien.
2. Une question se répond d'une touche, de son mot, d'un chiffre ou, si le champ est `libre`, avec
   ses mots ; ➡️ la passe. Seule répond la personne à qui elle est posée.
3. Des mots que le champ ne sait pas lire ne sont pas une réponse : ils suivent le chemin des mots
   libres, et l'on propose d'en faire une question aux collègues.
4. La réponse donnée, le champ suivant est demandé ; celui qui attend `son_heure` l'est quand le
   sujet le décide (`demander`). Au bout, `fin`.
5. Un champ à `plusieurs` réponses reste ouvert, et une touche retirée s'y défait.

Le sujet garde ses mots : il déclare `on_reaction`, `on_reply` et `on_untap` pour le nom de son
modèle, qui appellent `toucher`, `ecrire` et `retirer`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core import boutons
from bot.core.boutons import CHIFFRES, PASSER
from bot.core.context import Context
from bot.core.effects import Delete, Effect, Room, Save, Send
from bot.core.events import Message, Reaction, Redaction
from bot.core.pliage import clean
from bot.core.texte import Gras, Morceau, Texte
from donnees import fiche as fiches
from donnees import histoire as histoires
from donnees.fiche import EN_COURS, FINIE, Fiche
from donnees.histoire import Geste, Question

Suite = Callable[[Context, Fiche, Any], list[Effect]]
SANS_EXPLICATION = "pas cette fois, sans explication"
EN_CITANT = "en citant"  # des mots n'y répondent plus que si l'on répond à son message


def _rien(*_: Any) -> list[Any]:
    return []


@dataclass(frozen=True, kw_only=True)
class Champ:
    """Une question de la fiche.

    `choix` : les réponses proposées, (valeur, mots), une touche chacune ; `touches` : d'autres
    boutons, emoji -> son mot ; `libre` : lit des mots, rien si ce n'est pas une réponse ; `suite` :
    ce qu'entraîne une réponse ; `defaire` : ce qu'entraîne une touche retirée.
    """

    nom: str
    question: Callable[[Context, Fiche], Texte]
    suite: Suite = _rien
    choix: Callable[[Context, Fiche], Sequence[tuple[Any, str]]] = _rien
    touches: Mapping[str, str] = field(default_factory=dict)
    libre: Callable[[Context, Fiche, str], Any] | None = None
    defaire: Suite = _rien
    plusieurs: bool = False
    passable: bool = True
    son_heure: bool = False


@dataclass(frozen=True, kw_only=True)
class Modele:
    """Une sorte de fiche. `nom` : le début de ses histoires ; `type` : celui de ses messages.

    `champs` : dans l'ordre ; `jumeau` : les clés de chaque question ; `repondu` : à faire à toute
    réponse ; `fin` : ce qu'on dit quand tout est demandé.
    """

    nom: str
    type: str
    champs: tuple[Champ, ...]
    jumeau: Callable[[Fiche, str], dict[str, Any]]
    repondu: Callable[[Context, Fiche], list[Effect]] = _rien
    fin: Callable[[Context, Fiche], list[Effect]] = _rien

    def champ(self, nom: str) -> Champ | None:
        """Le champ de ce nom."""
        return next((c for c in self.champs if c.nom == nom), None)


# -- demander --------------------------------------------------------------------------------------


def ouvrir(ctx: Context, modele: Modele, membre: str) -> tuple[Fiche, list[Effect]]:
    """Une fiche neuve, et sa première question (si elle n'attend pas son heure)."""
    ligne = Fiche(
        numero=ctx.numero("fiche"),
        reseau=ctx.ici.id,
        membre=membre,
        modele=modele.nom,
        demandes=[],
        reponses={},
        le=ctx.now,
    )
    premier = modele.champs[0]
    return ligne, [Save(ligne)] if premier.son_heure else demander(ctx, modele, ligne, premier.nom)


def demander(ctx: Context, modele: Modele, ligne: Fiche, nom: str) -> list[Effect]:
    """Pose cette question ; redemandée, elle repart de zéro. Rien sans conversation privée."""
    champ, conversation = modele.champ(nom), ctx.conversation(ligne.membre)
    if champ is None or conversation is None:
        return []
    texte, options, offerts = poser(ctx, ligne, champ)
    ligne.demandes = [*(d for d in ligne.demandes if d != nom), nom]
    question = Question(
        about=ligne.about(nom), a=ligne.membre, salon=conversation, type=modele.type,
        options=options, le=ctx.now,
        contexte={"boutons": list(offerts), "touches": list(offerts),
                  "libre": champ.libre is not None, "reseau": ligne.reseau},
    )  # fmt: skip
    dit = Send(
        to=Room(conversation), texte=texte, type=modele.type, champs=modele.jumeau(ligne, nom),
        mention=(ligne.membre,), about=question.about, boutons=offerts,
    )  # fmt: skip
    return [Save(ligne), Save(question), dit]


def poser(ctx: Context, ligne: Fiche, champ: Champ) -> tuple[Texte, list[Any], tuple[str, ...]]:
    """La question telle qu'on la lira, les valeurs de ses choix, ses touches."""
    choix = list(champ.choix(ctx, ligne))[: len(CHIFFRES)]
    touches = {**champ.touches, **({PASSER: SANS_EXPLICATION} if champ.passable else {})}
    mots = [f"{c} {dit}" for c, (_, dit) in zip(CHIFFRES, choix, strict=False)]
    mots += [f"{emoji} {mot}" for emoji, mot in touches.items()]
    offerts = (*CHIFFRES[: len(choix)], *touches)
    texte = Texte.de(_reseau(ctx, ligne), champ.question(ctx, ligne), *mots)
    return texte, [valeur for valeur, _ in choix], offerts


def _reseau(ctx: Context, ligne: Fiche) -> tuple[Morceau, ...] | None:
    """Qui est de plusieurs réseaux sait duquel il s'agit."""
    if len(ctx.reseaux_de(ligne.membre)) < 2:
        return None
    return ("Réseau ", Gras(ctx.ici.nom), " :")


def reprendre(ctx: Context, modele: Modele, ligne: Fiche) -> list[Effect]:
    """Redit la dernière question restée sans réponse ; rien s'il n'y en a pas."""
    ouvertes = fiches.questions(ctx.session, ligne)
    return demander(ctx, modele, ligne, ouvertes[0].about.rsplit(":", 1)[1]) if ouvertes else []


# -- répondre --------------------------------------------------------------------------------------


def toucher(ctx: Context, modele: Modele, reaction: Reaction) -> list[Effect]:
    """Une touche, un chiffre, le mot d'un bouton."""
    trouvee = _ouverte(ctx, modele, reaction)
    if trouvee is None or reaction.emoji not in trouvee[2].contexte["touches"]:
        return []
    ligne, champ, question = trouvee
    if reaction.emoji == PASSER:
        return _passer(ctx, modele, ligne, champ, question)
    valeur: Any = reaction.emoji
    if reaction.emoji in CHIFFRES:
        valeur = question.options[CHIFFRES.index(reaction.emoji)]
    return _noter(ctx, modele, ligne, champ, question, valeur)


def ecrire(ctx: Context, modele: Modele, message: Message) -> list[Effect]:
    """Des mots libres : une réponse si le champ sait les lire, sinon peut-être une question."""
    trouvee = None if ctx.attente is None else _de(ctx, modele, ctx.attente.about)
    if trouvee is None or ctx.attente is None or trouvee[0].membre != message.auteur:
        return []
    ligne, champ = trouvee
    valeur = champ.libre(ctx, ligne, clean(message.texte).strip()) if champ.libre else None
    if valeur is None:
        libre = ctx.registry.hook("free_text")
        return [] if libre is None else list(libre(message, ctx))
    return _noter(ctx, modele, ligne, champ, ctx.attente, valeur)


def retirer(ctx: Context, modele: Modele, _retrait: Redaction, geste: Geste) -> list[Effect]:
    """Une touche retirée : sa réponse est défaite, si la fiche court encore."""
    trouvee = _de(ctx, modele, geste.about)
    if trouvee is None or trouvee[0].membre != geste.auteur:
        return []
    ligne, champ = trouvee
    emoji = boutons.canonical(geste.emoji, (*CHIFFRES, *champ.touches))
    question = histoires.question(ctx.session, geste.about)
    valeur: Any = emoji
    if emoji in CHIFFRES:
        if question is None or CHIFFRES.index(emoji) >= len(question.options):
            return []
        valeur = question.options[CHIFFRES.index(emoji)]
    if emoji is None:
        return []
    gardees = ligne.reponses.get(champ.nom)
    garde = [v for v in gardees if v != valeur] if isinstance(gardees, list) else None
    ligne.reponses = {**ligne.reponses, champ.nom: garde}
    return [Save(ligne), *champ.defaire(ctx, ligne, valeur)]


def _noter(
    ctx: Context, modele: Modele, ligne: Fiche, champ: Champ, question: Question, valeur: Any
) -> list[Effect]:
    if champ.plusieurs:
        deja = ligne.reponses.get(champ.nom) or []
        neuves = valeur if isinstance(valeur, list) else [valeur]
        ligne.reponses = {**ligne.reponses, champ.nom: [*(v for v in deja if v not in neuves),
                                                        *neuves]}  # fmt: skip
    else:
        ligne.reponses = {**ligne.reponses, champ.nom: valeur}
    ferme: list[Effect] = [] if champ.plusieurs else [Delete(question)]
    fait = champ.suite(ctx, ligne, valeur)
    suivant = [] if champ.plusieurs else _suivant(ctx, modele, ligne, champ)
    return [Save(ligne), *ferme, *modele.repondu(ctx, ligne), *fait, *suivant]


def _passer(
    ctx: Context, modele: Modele, ligne: Fiche, champ: Champ, question: Question
) -> list[Effect]:
    """Rien n'est demandé de plus ; ce qui fut déjà répondu demeure."""
    ligne.reponses = {champ.nom: None, **ligne.reponses}
    suivant = _suivant(ctx, modele, ligne, champ)
    merci = [] if suivant else [ctx.dit(Texte.ligne("Entendu."), type=modele.type,
                                        champs=modele.jumeau(ligne, champ.nom))]  # fmt: skip
    _citee_seulement(question)  # un avis se reprend : une touche y répond encore
    return [Save(ligne), Save(question), *modele.repondu(ctx, ligne), *merci, *suivant]


def _suivant(ctx: Context, modele: Modele, ligne: Fiche, champ: Champ) -> list[Effect]:
    """Le champ d'après, s'il n'attend pas son heure ; la fin après le dernier."""
    restent = modele.champs[modele.champs.index(champ) + 1 :]
    if champ.son_heure or (restent and restent[0].son_heure):
        return []
    if restent:
        return demander(ctx, modele, ligne, restent[0].nom)
    return [*finir(ctx, ligne), *modele.fin(ctx, ligne)]


# -- finir -----------------------------------------------------------------------------------------


def finir(ctx: Context, ligne: Fiche) -> list[Effect]:
    """La fiche est close : plus rien n'y est attendu."""
    ligne.etat, ligne.finie_le = FINIE, ctx.now
    return [Save(ligne), *(Delete(q) for q in fiches.questions(ctx.session, ligne))]


def n_ecoute_plus(ctx: Context, ligne: Fiche) -> list[Effect]:
    """Les touches valent encore ; des mots n'y répondent plus qu'en citant son message."""
    effets: list[Effect] = []
    for question in fiches.questions(ctx.session, ligne):
        if question.contexte["boutons"]:
            _citee_seulement(question)
            effets.append(Save(question))
    return effets


def _citee_seulement(question: Question) -> None:
    libre = EN_CITANT if question.contexte["libre"] else False
    question.contexte = {**question.contexte, "libre": libre, "boutons": []}


# -- retrouver -------------------------------------------------------------------------------------


def _de(ctx: Context, modele: Modele, about: str | None) -> tuple[Fiche, Champ] | None:
    """La fiche en cours et le champ d'une histoire « accueil:12:savoirs »."""
    debut, _, suite = (about or "").partition(":")
    numero, _, nom = suite.partition(":")
    if debut != modele.nom or not numero.isdecimal():
        return None
    ligne, champ = fiches.fiche(ctx.session, int(numero)), modele.champ(nom)
    if ligne is None or champ is None or ligne.etat != EN_COURS:
        return None
    return ligne, champ


def _ouverte(
    ctx: Context, modele: Modele, reaction: Reaction
) -> tuple[Fiche, Champ, Question] | None:
    """La question que vise cette touche, si elle est encore ouverte et à cette personne."""
    about = ctx.about_of(reaction.target)
    for question in histoires.questions_ouvertes(ctx.session, reaction.auteur, reaction.salon):
        trouvee = _de(ctx, modele, question.about) if about in (None, question.about) else None
        if trouvee is not None:
            return (*trouvee, question)
    return None
