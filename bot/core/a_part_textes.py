"""Les phrases d'une question posée à part : ce que lit chacun, et ce que le salon ne lit pas."""

from bot.core.boutons import NON, OUI, PASSER, PRENDRE
from bot.core.demandes_textes import PASSE, PRENDS, REGLE, Sujet, appel_a_volontaires, si_devine
from bot.core.texte import Cite, Personne, Texte, numero


def notee(sujet: Sujet, limite: str, combien: int = 1, *, origine: str = "") -> Texte:
    """À qui demande : qui est sollicité, en privé (plusieurs dans un réseau discret)."""
    qui = "une personne qui connaît ce thème, en privé. Elle seule la lit."
    if combien > 1:
        qui = f"{combien} personnes qui connaissent ce thème, en privé. Elles seules la lisent."
    return Texte.de(
        f"C'est noté : question {sujet.nomme}.",
        f"Je demande à {qui}",
        f"Sans réponse {limite}, je demande à une autre.",
        f"Pour la retirer : annule {sujet.n}",
        si_devine(origine),
    )


def en_attente(sujet: Sujet, quand: str | None, *, nouvelle: bool, origine: str = "") -> Texte:
    """À qui demande : personne n'est sollicité maintenant (`quand` : à l'ouverture)."""
    debut = f"C'est noté : question {sujet.nomme}." if nouvelle else "Je cherche encore."
    suite = f"Je demande en privé {quand}."
    if quand is None:
        suite = (
            "Les personnes à qui je peux la demander en privé aident déjà quelqu'un. "
            "Je demande dès que l'une d'elles se libère."
        )
    return Texte.de(debut, suite, "Personne d'autre ne la lit.", si_devine(origine))


def proposee(sujet: Sujet, question: str, limite: str, *, seule: bool = True) -> Texte:
    """À la personne sollicitée, dans sa conversation."""
    lue = "Personne d'autre ne la lit." if seule else "Peu de personnes la lisent, chacune à part."
    return Texte.de(
        (sujet.demandeur, f" vous demande de l'aide, à part. Question {sujet.nomme} :"),
        Cite(question),
        PRENDS,
        f"{PASSER} pas cette fois, sans explication",
        f"{lue} Sans réponse {limite}, je demande à quelqu'un d'autre.",
    )


def au_salon(sujet: Sujet, volontaires: str = "") -> Texte:
    """L'appel au salon : le thème et le numéro, rien d'autre."""
    return Texte.de(
        f"Question {sujet.nomme}, posée à part. Qui peut aider ?",
        f"{PRENDS} : je vous la donne en privé",
        appel_a_volontaires(volontaires),
    )


def attend_encore(sujet: Sujet, gens: tuple[str, ...]) -> Texte:
    """Référents et animation, dans le salon faute de mieux : le thème et le numéro."""
    morceaux = [m for g in gens for m in (Personne(g), ", ")]
    return Texte.de(
        (*morceaux, f"la question {sujet.nomme}, posée à part, attend toujours quelqu'un."),
        f"Pour la prendre : !prends {sujet.n}. Je la donne alors en privé.",
    )


def prise_au_salon(sujet: Sujet) -> Texte:
    """Le salon, qui fut appelé, apprend que ce n'est plus la peine."""
    return Texte.ligne(f"Question {numero(sujet.n)} : quelqu'un s'en occupe. Merci.")


def prise_par_vous(sujet: Sujet, question: str) -> Texte:
    """À qui vient de la prendre : la question, et quoi faire."""
    return Texte.de(
        f"Merci. Vous vous occupez de la question {sujet.nomme}.",
        (sujet.demandeur, " a écrit :"),
        Cite(question),
        "Écrivez-lui directement : elle reste entre vous deux.",
        REGLE,
        PASSE,
    )


def accord_salon(sujet: Sujet, *, nouvelle: bool, reste: bool = False) -> Texte:
    """Plus personne à qui demander en privé, ou cela tarde : le salon, avec son accord."""
    debut = f"C'est noté : question {sujet.nomme}."
    rien = "Je n'ai personne à qui la demander en privé."
    if not nouvelle:
        vide = "je n'ai plus personne à qui la demander en privé."
        debut = f"Question {sujet.nomme} : {'pas encore de réponse.' if reste else vide}"
    return Texte.de(
        debut,
        rien if nouvelle else None,
        "J'élargis au salon ? Il lira le thème et le numéro. Ni votre nom, ni vos mots.",
        f"{OUI} oui",
        f"{NON} non",
    )


def accord_donne(sujet: Sujet, *, maintenant: bool) -> Texte:
    """L'appel part, ou partira à l'ouverture."""
    suite = "Je viens de le dire au salon." if maintenant else "Je le dirai au salon à l'ouverture."
    return Texte.ligne(f"Entendu, pour la question {numero(sujet.n)}. {suite}")


def accord_refuse(sujet: Sujet, *, cherche: bool = False) -> Texte:
    """Rien ne sort ; la question reste là (`cherche` : quelqu'un d'autre est sollicité)."""
    suite = "Je la garde ouverte, au cas où quelqu'un se libère."
    if cherche:
        suite = "Je demande à quelqu'un d'autre, en privé."
    return Texte.de(
        f"Entendu : la question {numero(sujet.n)} reste entre nous.",
        f"{suite} Pour la retirer : annule {sujet.n}",
    )


def accord_envoi() -> Texte:
    """Des mots libres : en faire une question ?"""
    return Texte.de(
        "Je l'envoie comme question ? Une personne à la fois la lira, en privé. Le salon, non.",
        f"{OUI} oui",
        f"{NON} non",
    )


def pas_ici(sujet: Sujet) -> Texte:
    """Qui est sollicité répond au robot : la personne ne le lira pas."""
    return Texte.de(
        (sujet.demandeur, " ne lit pas cette conversation. Écrivez-lui directement."),
        f"Et dites-moi ici : {PRENDRE} je m'en occupe, ou {PASSER} pas cette fois",
    )
