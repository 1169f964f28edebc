"""De l'événement à la fonction qui le traite : rien d'autre que lire et choisir.

1. Est une commande : ce qui commence par `!`, ce qui s'adresse au robot par son nom, et tout
   message d'une conversation privée dont les premiers mots en sont une (contrat §5).
2. Une réponse sans `!` n'agit que si elle est tout entière un mot qu'offre le message ; sinon,
   c'est de la parole entre membres.
3. Une commande inconnue n'est jamais devinée : proche, on la suggère ; loin, on se tait.
4. Un refus remplace tout effet : rien n'est enregistré à moitié.
"""

from typing import Any

from bot.core import boutons, droits, prive
from bot.core.context import Context
from bot.core.effects import Effect, Refusal, Save, Send
from bot.core.events import (
    Arrival,
    Departure,
    Due,
    Edition,
    Entered,
    GaveUp,
    Message,
    Reaction,
    Redaction,
    RoomOpened,
)
from bot.core.formes import lier
from bot.core.pliage import clean, deceptive, fold_emoji
from bot.core.registry import ANIMATION, Command
from bot.core.texte import Texte
from donnees import demande as demandes
from donnees import histoire as histoires
from donnees import reseau as reseaux
from donnees.histoire import SOURCE, Geste, Question

TAILLE_MAX = 2048
MENTIONS_MAX = 50
Effets = list[Effect]


def dispatch(event: Any, ctx: Context) -> Effets:
    """Les effets d'un événement ; ne lève que ce qu'une commande lève par erreur."""
    ctx.event = event
    match event:
        case Message():
            return _message(event, ctx)
        case Edition():
            return _edition(event, ctx)
        case Reaction():
            return _reaction(event, ctx)
        case Redaction():
            return _redaction(event, ctx)
        case Due():
            return _une(ctx, "due", event.about, event.reason, sans_debut=True)
        case RoomOpened():
            return _une(ctx, "room_opened", event.about)
        case Arrival() | Departure():
            ctx.reseau = reseaux.reseau_du_salon(ctx.session, event.salon)
            genre = "arrival" if isinstance(event, Arrival) else "departure"
            return _toutes(ctx, genre) if ctx.reseau is not None else []
        case Entered():
            return _toutes(ctx, "entered")
        case GaveUp():
            return []
    raise TypeError(type(event).__name__)


def _une(
    ctx: Context, genre: str, about: str, cle: str = "", *, sans_debut: bool = False
) -> Effets:
    handler = ctx.registry.hook(genre, "" if sans_debut else about, cle)
    if handler is None:
        return []
    ctx.reseau = ctx.reseau or _reseau_de(about, ctx)
    return _sans_refus(ctx, handler, ctx.event, ctx)


def _toutes(ctx: Context, genre: str) -> Effets:
    effets: Effets = []
    for handler in ctx.registry.hooks_of(genre):
        effets += handler(ctx.event, ctx)
    return effets


def _sans_refus(ctx: Context, handler: Any, *arguments: Any, **nommes: Any) -> Effets:
    """Appelle la fonction ; un refus devient une phrase, sans autre effet."""
    try:
        return list(handler(*arguments, **nommes))
    except Refusal as refus:
        return [refuse(refus, ctx)]


def refuse(refus: Refusal, ctx: Context) -> Send:
    """La phrase d'un refus, avec la commande qu'il refuse."""
    champs = {"commande": refus.commande or ctx.commande}
    return ctx.dit(refus.texte, type=refus.type, champs=champs)


def _reseau_de(about: str, ctx: Context) -> Any:
    """Le réseau d'une histoire : celui de sa demande, ou celui que porte sa question."""
    debut, _, numero = about.partition(":")
    if debut == "demande" and numero.isdigit():
        trouvee = demandes.demande(ctx.session, int(numero))
        return None if trouvee is None else reseaux.reseau(ctx.session, trouvee.reseau)
    ouverte = histoires.question(ctx.session, about)
    if ouverte is not None and "reseau" in ouverte.contexte:
        return reseaux.reseau(ctx.session, int(ouverte.contexte["reseau"]))
    return None


# -- messages --------------------------------------------------------------------------------------


def commande_dite(message: Message | Edition) -> str | None:
    """Le texte de commande, sans son `!`, si ce message en est une de façon explicite."""
    texte = clean(message.texte).strip()
    if texte.startswith("!"):
        return texte[1:].lstrip()
    return texte if message.appele else None


def _message(message: Message, ctx: Context) -> Effets:
    ctx.reseau = reseaux.reseau_du_salon(ctx.session, message.salon)
    explicite = commande_dite(message)
    if explicite is not None:
        return _commande(message, explicite, ctx)
    if message.reply_to is not None:
        effets = _reponse(message, ctx)
        if effets is not None:
            return effets
    if message.prive:
        return _en_prive(message, ctx)
    return []


def _reponse(message: Message, ctx: Context) -> Effets | None:
    """Une réponse à un message de l'histoire ; `None` : ce n'en est pas une."""
    cible = histoires.envoye(ctx.session, message.reply_to or "")
    if cible is None or cible.about is None:
        return None
    emoji = boutons.from_word(message.texte, tuple(cible.boutons)) if cible.boutons else None
    if emoji is not None:
        return _reaction(_parole(message, emoji, message.reply_to or ""), ctx)
    if message.prive:
        return None
    return _une(ctx, "reply", cible.about)


def _parole(message: Message, emoji: str, cible: str) -> Reaction:
    return Reaction(
        id=message.id, salon=message.salon, auteur=message.auteur, emoji=emoji, target=cible,
        sent_at=message.sent_at, parole=True, prive=message.prive,
    )  # fmt: skip


def _en_prive(message: Message, ctx: Context) -> Effets:
    """En privé : une commande sans `!`, un mot attendu, sinon des mots libres."""
    texte = clean(message.texte).strip()
    for ouverte in histoires.questions_ouvertes(ctx.session, message.auteur, message.salon):
        emoji = boutons.from_word(texte, tuple(ouverte.contexte.get("boutons", ())))
        if emoji is not None:
            return repondre(_parole(message, emoji, ""), ouverte, ctx)
    if ctx.registry.find(texte) is not None and not prive.courtoisie(texte):
        return _commande(message, texte, ctx)
    if prive.courtoisie(texte) or not texte:
        return []
    handler = ctx.registry.hook("free_text")
    return [] if handler is None else _sans_refus(ctx, handler, message, ctx)


# -- commandes -------------------------------------------------------------------------------------


def _commande(message: Message | Edition, texte: str, ctx: Context) -> Effets:
    trouvee = ctx.registry.find(texte)
    if trouvee is None:
        return _inconnue(texte, ctx)
    commande, ctx.commande, suite = trouvee
    lent = _freine(message, ctx)
    if lent is not None:
        return lent
    try:
        _verifie_le_texte(message, texte)
        if commande.reseau and ctx.reseau is None:
            choix = _choisir_le_reseau(message, commande, suite, ctx)
            if choix is not None:
                return choix
        return executer(message, commande, suite, ctx)
    except Refusal as refus:
        return [refuse(refus, ctx)]


def _freine(message: Message | Edition, ctx: Context) -> Effets | None:
    """Trop de commandes trop vite : une phrase, puis le silence ; `None` : tout va bien."""
    reel = ctx.reel or ctx.now
    par_salon = ("salon", message.salon), ctx.acces.commandes_par_minute_salon
    par_personne = ("personne", message.auteur), ctx.acces.commandes_par_minute
    for cle, limite in (par_personne, par_salon):
        verdict = ctx.frein.verdict(cle, reel, limite)
        if verdict == "tait":
            return []
        if verdict == "dit":
            phrase = "Doucement, je ne suis plus. Laissez-moi une minute, puis reprenez."
            return [ctx.dit(Texte.ligne(phrase), type="lenteur", champs={"commande": ctx.commande})]
    return None


def executer(message: Any, commande: Command, suite: str, ctx: Context) -> Effets:
    """Vérifie les droits, lit la forme, appelle la fonction ; lève `Refusal`."""
    _verifie_les_droits(message.auteur, commande, ctx)
    parametres = _lire(commande, suite, ctx)
    if commande.intime and not message.prive:
        return prive.ailleurs(message, commande, parametres, ctx)
    return list(commande.handler(message, ctx, **parametres))


def _verifie_le_texte(message: Message | Edition, texte: str) -> None:
    if len(texte.encode()) > TAILLE_MAX:
        raise Refusal(
            "Ce message est trop long pour moi. Dites l'essentiel en quelques lignes.",
            type="usage",
        )
    if deceptive(texte):
        raise Refusal(
            "Ce message porte des caractères invisibles, je préfère ne pas le lire. "
            "Retapez-le, sans copier-coller.",
            type="usage",
        )
    if len(message.mentions) > MENTIONS_MAX:
        raise Refusal("Trop de personnes nommées. Une ou deux suffisent.", type="usage")


def _verifie_les_droits(auteur: str, commande: Command, ctx: Context) -> None:
    if commande.reseau:
        droits.exiger_membre(auteur, ctx)
        if commande.role == ANIMATION:
            droits.exiger_animation(auteur, ctx)


def _lire(commande: Command, suite: str, ctx: Context) -> dict[str, Any]:
    absents: dict[str, Any] = {p: None for f in commande.formes for p in f.parametres}
    lecture = ctx.lecture()
    for forme in commande.formes:
        if forme.mot != ctx.commande and any(f.mot == ctx.commande for f in commande.formes):
            continue
        lie = lier(forme, suite, lecture)
        if lie is not None:
            return {**absents, **lie}
    raise Refusal(prive.usage(commande, suite, ctx), type="usage")


def _inconnue(texte: str, ctx: Context) -> Effets:
    mot = texte.split(maxsplit=1)[0] if texte.split() else ""
    if len(mot.encode()) > 64 or deceptive(mot):
        return []
    proches = ctx.registry.nearest(mot)
    if not proches:
        return _loin(ctx)
    phrase = f"Je ne connais pas ce mot. Vouliez-vous dire !{proches[0]} ? Pour tout voir : !aide"
    return [ctx.dit(Texte.ligne(phrase), type="inconnu", champs={"commande": proches[0]})]


def _loin(ctx: Context) -> Effets:
    if not ctx.event.prive:
        return []
    phrase = "Je ne connais pas cette commande. Pour voir ce que je sais faire : !aide"
    return [ctx.dit(Texte.ligne(phrase), type="inconnu", champs={"commande": "aide"})]


def _choisir_le_reseau(message: Any, commande: Command, suite: str, ctx: Context) -> Effets | None:
    """En privé : le seul réseau, sinon le seul qui a ce thème, sinon on demande (contrat §4)."""
    if not message.prive:
        return None
    possibles = ctx.reseaux_de(message.auteur)
    if len(possibles) > 1:
        avec_theme = [r for r in possibles if _lie_un_theme(commande, suite, ctx.dans(r))]
        possibles = avec_theme if len(avec_theme) == 1 else possibles
    if len(possibles) == 1:
        ctx.reseau = possibles[0]
    if len(possibles) <= 1:
        return None
    return prive.demander_le_reseau(message, possibles, ctx)


def _lie_un_theme(commande: Command, suite: str, ctx: Context) -> bool:
    return any(
        lier(forme, suite, ctx.lecture()) is not None
        for forme in commande.formes
        if any(p.genre == "theme" for p in forme.parties)
    )


# -- corrections, touches, suppressions ----------------------------------------------------------


def _edition(edition: Edition, ctx: Context) -> Effets:
    ctx.reseau = reseaux.reseau_du_salon(ctx.session, edition.salon)
    source = histoires.envoye(ctx.session, edition.cible)
    if source is not None and source.type == SOURCE and source.about is not None:
        return _une(ctx, "edition", source.about)
    texte = commande_dite(edition)
    if texte is None or ctx.registry.find(texte) is None:
        return []
    ctx.commande = ctx.registry.find(texte)[1]  # type: ignore[index]
    phrase = (
        "Je n'exécute pas une commande ajoutée en corrigeant un message. "
        f"Écrivez-la dans un nouveau message : {ctx.registry.commands[ctx.commande].exemple}"
    )
    return [ctx.dit(Texte.ligne(phrase), type="usage", champs={"commande": ctx.commande})]


def _reaction(reaction: Reaction, ctx: Context) -> Effets:
    cible = histoires.envoye(ctx.session, reaction.target)
    if cible is None or cible.about is None or not cible.boutons:
        return []
    emoji = boutons.canonical(reaction.emoji, tuple(cible.boutons))
    if emoji is None:
        return []
    garde = _garder(reaction, emoji, cible.about, ctx)
    ouverte = histoires.question(ctx.session, cible.about)
    if ouverte is not None and ouverte.a == reaction.auteur:
        return [*garde, *repondre(_avec(reaction, emoji), ouverte, ctx)]
    handler = ctx.registry.hook("reaction", cible.about, emoji)
    if handler is None:
        return []
    ctx.reseau = _reseau_de(cible.about, ctx) or reseaux.reseau_du_salon(
        ctx.session, reaction.salon
    )
    ctx.event = _avec(reaction, emoji)
    return [*garde, *_sans_refus(ctx, handler, ctx.event, ctx)]


def _avec(reaction: Reaction, emoji: str) -> Reaction:
    return Reaction(**{**reaction.__dict__, "emoji": emoji})


def _garder(reaction: Reaction, emoji: str, about: str, ctx: Context) -> Effets:
    """Une touche se garde, pour que la retirer ait un sens ; un mot ne se retire pas."""
    if reaction.parole:
        return []
    geste = Geste(
        event_id=reaction.id, cible=reaction.target, auteur=reaction.auteur,
        emoji=fold_emoji(emoji), about=about, le=reaction.sent_at,
    )  # fmt: skip
    return [Save(geste)]


def repondre(reaction: Reaction, ouverte: Question, ctx: Context) -> Effets:
    """La réponse attendue à une question ouverte : celle du choix d'un réseau, ou d'un sujet."""
    ctx.event = reaction
    if ouverte.type == prive.CHOIX_RESEAU:
        return prive.reseau_choisi(reaction, ouverte, ctx, executer_texte)
    ctx.reseau = _reseau_de(ouverte.about, ctx)
    handler = ctx.registry.hook("reaction", ouverte.about, reaction.emoji)
    return [] if handler is None else _sans_refus(ctx, handler, reaction, ctx)


def executer_texte(message: Message, texte: str, ctx: Context) -> Effets:
    """Exécute une commande écrite plus tôt, une fois son réseau choisi."""
    ctx.event = message
    trouvee = ctx.registry.find(texte)
    if trouvee is None:
        return []
    commande, ctx.commande, suite = trouvee
    try:
        return executer(message, commande, suite, ctx)
    except Refusal as refus:
        return [refuse(refus, ctx)]


def _redaction(redaction: Redaction, ctx: Context) -> Effets:
    geste = histoires.geste(ctx.session, redaction.target)
    if geste is not None and geste.auteur == redaction.auteur:
        handler = ctx.registry.hook("untap", geste.about, _canonique(geste.emoji))
        ctx.reseau = _reseau_de(geste.about, ctx)
        return [] if handler is None else _sans_refus(ctx, handler, redaction, ctx, geste)
    source = histoires.envoye(ctx.session, redaction.target)
    if source is None or source.type != SOURCE or source.about is None:
        return []
    return _une(ctx, "redaction", source.about)


def _canonique(emoji: str) -> str:
    tous = (*boutons.CHIFFRES, *boutons.TOUS)
    return boutons.canonical(emoji, tous) or emoji
