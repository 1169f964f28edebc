"""Ce que l'on garde d'une personne : rassemblé pour elle seule, puis dit en clair.

1. Tout y est : ce qui a un sens pour elle avec ses mots, le reste en comptes, table par table.
2. Le message tient dans ce que Matrix accepte : les plus récentes d'abord, `MONTREES` au plus.
"""

from typing import Any

from bot.core import attention
from bot.core.context import Context
from bot.core.demandes_droits import extrait
from bot.core.texte import Cite, Morceau, liste, numero
from donnees import accueil as accueils
from donnees import actu as actus
from donnees import astuce as astuces
from donnees import personne
from donnees import reseau as reseaux
from donnees.astuce import Astuce
from donnees.demande import Demande

MONTREES, ECRITES = 20, 8
_TRACES = {
    "accompagnant": "accords pour accompagner", "accueil": "accueils, le vôtre ou que vous "
    "accompagnez", "fiche": "fiches d'accueil", "salut": "lignes de bienvenue",
    "sollicite": "propositions d'accompagner",
    "absence": "absences", "tempspartiel": "jours de temps partiel",
    "geste": "touches sous mes messages", "sollicitation": "propositions d'aider",
    "inboxitem": "messages reçus de vous, sans leur texte",
    "outboxitem": "messages envoyés à vous, sans leur texte", "avis": "refus dits une fois",
    "sujet": "sujets dont je vous ai parlé", "silence": "propositions sans réponse",
    "passage": "arrivées et départs", "illisible": "messages que je n'ai pas pu lire",
    "suivi": "réponses qui vous sont dues", "voisin": "propositions d'un autre réseau",
    "aussi": "questions que vous partagez", "debugage": "débugages",
    "vote": "réponses à une météo, jusqu'à sa clôture", "carnet": "carnet de météo ouvert",
    "notecarnet": "lignes de votre carnet (mamétéo les montre)",
    "accordmeteo": "oui ou non à la météo",
    "astuce": "astuces signées ou jugées", "accordastuce": "accords pour une astuce",
    "utile": "astuces qui vous servent",
    "merci": "mercis dits ou reçus", "citation": "réponses sur votre nom à citer ou non",
    "volontairedebugage": "accords pour un débugage", "pressenti": "propositions de débugage",
    "reponsetour": "réponses à un tour qui n'est pas fini", "occurrence": "essais d'un rituel",
}  # fmt: skip


def de(ctx: Context, mxid: str) -> dict[str, Any]:
    """Ce que l'on garde de cette personne, en valeurs simples (le jumeau du message)."""
    session = ctx.session
    return {
        "reseaux": [r.nom for r in ctx.reseaux_de(mxid)],
        "anime": [r.nom for r in ctx.reseaux_de(mxid) if reseaux.anime(session, r.id, mxid)],
        "savoirs": [t.nom for t in personne.themes_sus(session, mxid)],
        "referent": [t.nom for t in personne.themes_de_referent(session, mxid)],
        "questions": [_posee(d) for d in personne.demandes_posees(session, mxid)[:MONTREES]],
        "aides": [d.numero for d in personne.demandes_aidees(session, mxid)[:MONTREES]],
        "astuces": [_notee(a) for a in astuces.signees_par(session, mxid)[:MONTREES]],
        "nouvelles": [a.texte for a in actus.donnees_par(session, mxid)[:MONTREES]],
        "confies": [m for a in accueils.du_membre(session, mxid) for _, m in a.mots],
        "attendent": personne.questions_en_attente(session, mxid),
        "stop": not attention.peut_ecrire(ctx, mxid),
        "traces": personne.traces(session, mxid),
    }


def _posee(demande: Demande) -> dict[str, Any]:
    return {
        "demande": demande.numero, "etat": demande.etat, "le": demande.cree_le.isoformat(),
        "question": extrait(demande.question, 200), "reponse": extrait(demande.reponse, 200),
    }  # fmt: skip


def _notee(astuce: Astuce) -> dict[str, Any]:
    return {"astuce": astuce.id, "etat": astuce.etat, "texte": extrait(astuce.texte, 200)}


def lignes(garde: dict[str, Any]) -> list[tuple[Morceau, ...]]:
    """Les mêmes choses, à lire."""
    dites: list[tuple[Morceau, ...]] = []
    for cle, debut in (
        ("reseaux", "Vos réseaux : "), ("anime", "Vous animez : "),
        ("savoirs", "Vous connaissez : "), ("referent", "Référence de : "),
    ):  # fmt: skip
        if garde[cle]:
            dites.append((f"{debut}{liste(garde[cle])}.",))
    dites += _questions(garde["questions"])
    if garde["aides"]:
        numeros = [numero(n) for n in garde["aides"][:ECRITES]]
        dites.append((f"Questions où vous aidez, ou avez aidé : {liste(numeros)}.",))
    for notee in garde["astuces"][:ECRITES]:
        dites.append((f"Votre astuce {numero(notee['astuce'])} : ", Cite(extrait(notee["texte"]))))
    for nouvelle in garde["nouvelles"][:ECRITES]:
        dites.append(("Une nouvelle pour le bulletin : ", Cite(extrait(nouvelle))))
    for confie in garde["confies"]:
        dites.append(("Pour l'animation, qui ne l'a pas encore lu : ", Cite(extrait(confie))))
    if garde["attendent"]:
        dites.append((f"Mes questions qui attendent votre réponse : {garde['attendent']}.",))
    if garde["stop"]:
        dites.append(("Vous m'avez dit « stop » : je ne vous écris pas le premier.",))
    dites += _traces(garde["traces"])
    return dites or [("Rien.",)]


def _questions(posees: list[dict[str, Any]]) -> list[tuple[Morceau, ...]]:
    if not posees:
        return []
    dites: list[tuple[Morceau, ...]] = [("Vos questions, douze mois après leur fin au plus :",)]
    for posee in posees[:ECRITES]:
        mots = (Cite(extrait(posee["question"])),) if posee["question"] else ("(sans texte)",)
        dites.append((f"{numero(posee['demande'])} : ", *mots))
    reste = len(posees) - ECRITES
    return [*dites, *([(f"et {reste} plus anciennes.",)] if reste > 0 else [])]


def _traces(comptes: dict[str, int]) -> list[tuple[Morceau, ...]]:
    if not comptes:
        return []
    dits = [f"{_TRACES.get(nom, nom)} ({combien})" for nom, combien in sorted(comptes.items())]
    return [("Et, pour que tout marche : " + ", ".join(dits) + ".",)]
