"""Un tour : une question à tous, répondue dans le salon ou à part, réunie en un seul message.

1. La question est celle du rituel, sinon la plus anciennement posée de la liste du réseau, sinon
   une des nôtres. C'est un appel à tous ; personne n'est nommé, personne n'est relancé.
2. Dans le salon, répondre au message suffit : le robot n'ajoute rien. Corriger ou supprimer sa
   réponse vaut jusqu'à la fin.
3. À part (✉️), on est d'abord averti en clair que les mots seront publiés, sans nom. Qui ne l'a
   pas lu n'est pas publié.
4. À la fin, un message, puis tout est effacé. Sans réponse, une phrase le dit.
5. Pas de tour dans un réseau discret ou de moins de cinq membres (contrat §8).
"""

from datetime import timedelta

from bot.core import rituels as regles
from bot.core.boutons import PRIVE
from bot.core.context import Context
from bot.core.dates import dire_moment
from bot.core.effects import Delete, Effect, RemindAt, Room, Save, Send
from bot.core.pliage import clean
from bot.core.texte import Cite, Gras, Morceau, Personne, Texte
from donnees import histoire as histoires
from donnees import rituel as rituels
from donnees.histoire import Question
from donnees.rituel import OUVERTE, TOUR, Occurrence, QuestionTour, ReponseTour

QUESTION, RESULTAT, FIN = "tour.question", "tour.resultat", "tour.fin"
REPONSE_MAX, MONTREES = 400, 25
DUREE = timedelta(hours=2)
TOUTES_PRETES = (
    "Qu'est-ce qui vous a aidé, cette semaine ?",
    "Sur quoi bloquez-vous en ce moment ?",
    "Qu'avez-vous appris récemment, qui pourrait servir à d'autres ?",
    "Qu'est-ce qui vous ferait gagner du temps ?",
)


def fil(fois: Occurrence) -> str:
    """Le fil des messages de ce tour dans le salon."""
    return f"tour:{fois.id}"


def fil_a_part(fois: Occurrence, membre: str) -> str:
    """Le fil de la question posée à part à cette personne."""
    return f"{fil(fois)}:{membre}"


def du_fil(ctx: Context, about: str | None) -> Occurrence | None:
    """Le tour encore ouvert dont parle ce fil ; rien sinon."""
    numero = (about or "").split(":")[1:2]
    fois = (
        rituels.occurrence(ctx.session, int(numero[0]))
        if numero and numero[0].isdecimal()
        else None
    )
    if fois is None or fois.etat != OUVERTE or fois.genre != TOUR or ctx.now >= fois.fin:
        return None
    return fois


def champs(ctx: Context, fois: Occurrence) -> dict[str, object]:
    """Le jumeau de tout message d'un tour."""
    return {"rituel": fois.rituel, "occurrence": regles.quand(ctx, fois)}


def jusqua(ctx: Context, fois: Occurrence) -> str:
    """« à 18 h » : quand tout est réuni."""
    dit = dire_moment(fois.fin, ctx.reglages.fuseau, ctx.now)
    return "à minuit" if dit == "demain à 0 h" else dit.removeprefix("aujourd'hui ")


# -- demander --------------------------------------------------------------------------------------


def choisir(ctx: Context, fois: Occurrence) -> list[Effect]:
    """Met dans la fois la question à poser."""
    if fois.texte:
        return []
    liste = rituels.questions_du_tour(ctx.session, ctx.ici.id)
    if not liste:
        deja = len(rituels.occurrences(ctx.session, ctx.ici.id, fois.rituel, 100))
        fois.texte = TOUTES_PRETES[deja % len(TOUTES_PRETES)]
        return []
    choisie: QuestionTour = liste[0]
    fois.texte = choisie.texte
    if fois.essai:
        return []
    choisie.posee_le = ctx.now
    return [Save(choisie)]


def poser(ctx: Context, fois: Occurrence) -> list[Effect]:
    """La question à tous, et le rappel de la fin ; chacun a au moins `DUREE` pour répondre."""
    fois.fin = max(fois.fin, ctx.now + DUREE)
    retard = None
    if regles.en_retard(ctx, fois):
        prevu = dire_moment(fois.le, ctx.reglages.fuseau, ctx.now)
        retard = f"(C'était prévu {prevu} : j'étais arrêté.)"
    texte = Texte.de(
        Gras("Un tour, pour qui veut."), *fois.texte.splitlines(),
        f"Répondez à ce message, en une phrase. Je réunis tout {jusqua(ctx, fois)}.",
        f"{PRIVE} me parler à part : vos mots seront publiés, sans votre nom", retard,
    )  # fmt: skip
    dit = Send(
        to=Room(fois.salon), texte=texte, type=QUESTION, champs=champs(ctx, fois), appel=True,
        about=fil(fois), boutons=(PRIVE,), collectif=True,
    )  # fmt: skip
    return [Save(fois), RemindAt(when=fois.fin, reason=FIN, about=fil(fois)), dit]


def essayer(ctx: Context, fois: Occurrence) -> list[Effect]:
    """La question telle que tous la liraient, chez une seule personne ; rien n'est attendu."""
    texte = Texte.de(
        "À l'essai, pour vous seulement. Voici ce que je demanderai à tous :",
        *fois.texte.splitlines(),
        "Chacun répond à mon message, ou à part. Le soir, je réunis tout en un message.",
    )
    dit = Send(to=Room(fois.salon), texte=texte, type=QUESTION, champs=champs(ctx, fois))
    return [*regles.clore(ctx, fois), dit]


def demander_a_part(ctx: Context, fois: Occurrence, membre: str, salon: str) -> list[Effect]:
    """La même question, à part, avec ce qui sera fait des mots."""
    about = fil_a_part(fois, membre)
    question = Question(
        about=about, a=membre, salon=salon, type=QUESTION, le=ctx.now,
        contexte={"libre": True, "reseau": fois.reseau},
    )  # fmt: skip
    texte = Texte.de(
        *fois.texte.splitlines(),
        f"Écrivez votre réponse ici, en un message. Je la publie dans le salon {jusqua(ctx, fois)},"
        " avec les autres, sans votre nom : évitez ce qui vous désignerait.",
        "Vous changez d'avis : répondez « pas cette fois ».",
    )
    dit = Send(
        to=Room(salon), texte=texte, type=QUESTION, champs=champs(ctx, fois), about=about,
        mention=(membre,),
    )  # fmt: skip
    return [Save(question), dit]


# -- recevoir --------------------------------------------------------------------------------------


def repondre(
    ctx: Context, fois: Occurrence, membre: str, evenement: str, texte: str, *, prive: bool
) -> list[Effect]:
    """Ses mots ; une autre réponse dans le salon s'ajoute à la première, à part la remplace."""
    avant = rituels.reponse_du_tour(ctx.session, fois.id, membre)
    mots = " ".join(clean(texte).split())
    if avant is not None and not prive and not avant.prive:
        mots = f"{avant.texte} {mots}"
    reponse = ReponseTour(
        occurrence=fois.id, membre=membre, evenement=evenement, texte=mots[:REPONSE_MAX],
        prive=prive, le=ctx.now,
    )  # fmt: skip
    return [Save(reponse)]


# -- réunir ----------------------------------------------------------------------------------------


def finir(ctx: Context, fois: Occurrence) -> list[Effect]:
    """Tout en un message, puis l'oubli."""
    reponses = rituels.reponses_du_tour(ctx.session, fois.id)
    ouvertes = histoires.questions_du_fil(ctx.session, f"{fil(fois)}:")
    dit = Send(
        to=Room(fois.salon), texte=_resultat(fois, reponses), type=RESULTAT,
        champs=champs(ctx, fois), about=fil(fois), collectif=True,
    )  # fmt: skip
    oubli: list[Effect] = [Delete(ligne) for ligne in (*reponses, *ouvertes)]
    return [*regles.clore(ctx, fois), *oubli, dit]


def _resultat(fois: Occurrence, reponses: list[ReponseTour]) -> Texte:
    question = (Gras("Le tour est fini. "), fois.texte.splitlines()[0])
    if not reponses:
        return Texte.de(question, "Pas de réponse cette fois, et c'est très bien ainsi.")
    dits = [r for r in reponses if not r.prive] + [r for r in reponses if r.prive]
    reste = len(dits) - MONTREES
    return Texte.de(
        question, *(_ligne(r) for r in dits[:MONTREES]),
        f"Et {reste} de plus, au-dessus dans le salon." if reste > 0 else None,
        "Merci à qui a répondu.",
    )  # fmt: skip


def _ligne(reponse: ReponseTour) -> tuple[Morceau, ...]:
    qui: Morceau = "À part" if reponse.prive else Personne(reponse.membre)
    return (qui, " : ", Cite(reponse.texte))
