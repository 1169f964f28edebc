"""Les phrases des demandes d'aide : une idée par phrase, un écran de téléphone au plus.

1. Rien ne dit jamais qui fut sollicité en vain : « je demande aussi à » est neutre.
2. Chaque bouton a son mot dans le texte, un par ligne.
3. On dit toujours ce qui se passe ensuite, et quand.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.boutons import NON, OUI, PAS_ENCORE, PASSER, PRENDRE
from bot.core.dates_jours import dire_date
from bot.core.heures_dites import dire_heure
from bot.core.texte import Cite, Morceau, Personne, Texte, numero

PRENDS = f"{PRENDRE} je m'en occupe"
PASSE = f"{PASSER} pas cette fois"
REGLE = f"{OUI} réglé"
DIRECT = "Vous pouvez aussi lui répondre directement."


@dataclass(frozen=True)
class Sujet:
    """De quoi l'on parle : le numéro, le nom du thème, la personne qui demande."""

    n: int
    theme: str
    demandeur: Personne

    @property
    def nomme(self) -> str:
        """« n° 12, compta »."""
        return f"{numero(self.n)}, {self.theme}" if self.theme else numero(self.n)


def quand(instant: datetime, maintenant: datetime, fuseau: str) -> str:
    """« à 11 h 15 », « demain à 9 h », « le 3 décembre 2026 à 9 h »."""
    zone = ZoneInfo(fuseau)
    la, ici = instant.astimezone(zone), maintenant.astimezone(zone)
    heure = f"à {dire_heure(la.time())}"
    if la.date() == ici.date():
        return heure
    if la.date() == ici.date() + timedelta(days=1):
        return f"demain {heure}"
    return f"le {dire_date(la.date())} {heure}"


def proposee(
    sujet: Sujet, pair: str, limite: str, *, dernier: bool, nouvelle: bool = True
) -> Texte:
    """Le premier pair est sollicité ; le même message accuse réception d'une demande nouvelle."""
    accuse = "c'est noté : " if nouvelle else ""
    suite = "j'appelle tout le salon" if dernier else "je demande à quelqu'un d'autre"
    return Texte.de(
        (Personne(pair), ", pouvez-vous aider ", sujet.demandeur, f" ? Question {sujet.nomme}."),
        PRENDS,
        PASSE,
        DIRECT,
        (sujet.demandeur, f", {accuse}sans réponse {limite}, {suite}."),
    )


def proposee_aussi(sujet: Sujet, pair: str, limite: str, *, dernier: bool) -> Texte:
    """Un autre pair : une phrase neutre."""
    suite = "j'appelle tout le salon" if dernier else "je cherche encore"
    debut = f" pour la question {sujet.nomme} ; sans réponse {limite}, {suite}."
    return Texte.de(("Je demande aussi à ", Personne(pair), debut), PRENDS, PASSE)


def ouverte(sujet: Sujet, *, nouvelle: bool) -> Texte:
    """Toutes les personnes qui savent ont déjà les mains pleines."""
    debut: tuple[Morceau, ...] = (f"Je cherche encore pour la question {sujet.nomme}.",)
    if nouvelle:
        debut = (sujet.demandeur, f", votre question {sujet.nomme}, est notée.")
    return Texte.de(
        debut,
        "Les personnes qui connaissent ce thème aident déjà quelqu'un. "
        "Je demande dès que l'une d'elles se libère.",
        "Vous pouvez aider sans attendre :",
        PRENDS,
    )


def appel(sujet: Sujet) -> Texte:
    """L'appel à tous, quand il n'y a plus personne à solliciter."""
    return Texte.de(
        (f"Question {sujet.nomme} : qui peut aider ", sujet.demandeur, " ?"), PRENDS, DIRECT
    )


def appel_d_emblee(sujet: Sujet, raison: str) -> Texte:
    """L'appel qui accuse aussi réception ; `raison` dit pourquoi personne n'est sollicité."""
    return Texte.de(
        (sujet.demandeur, f", votre question {sujet.nomme}, est notée. {raison}"),
        "Je la pose donc à tout le salon. Une piste, même petite ?",
        PRENDS,
        f"Elle reste ouverte. Pour la suivre : !demande {sujet.n}",
    )


def prise(sujet: Sujet, pair: str) -> Texte:
    """Quelqu'un s'en occupe."""
    return Texte.de(
        (Personne(pair), f" s'occupe de la question {numero(sujet.n)}."),
        (sujet.demandeur, ", une fois que c'est bon, touchez :"),
        REGLE,
    )


def rouverte(sujet: Sujet, pair: str | None) -> Texte:
    """La fin a été retirée : on continue."""
    qui: tuple[Morceau, ...] = (f"Je rouvre la question {numero(sujet.n)}.",)
    if pair is not None:
        qui = (*qui, " ", Personne(pair), " s'en occupe toujours.")
    return Texte.de(qui, (sujet.demandeur, ", une fois que c'est bon, touchez :"), REGLE)


def suivi(sujet: Sujet) -> Texte:
    """Quelqu'un a répondu en parlant : est-ce réglé ?"""
    return Texte.de(
        (sujet.demandeur, f", votre question {sujet.nomme}, est-elle réglée ?"),
        REGLE,
        f"{PAS_ENCORE} pas encore",
        f"{NON} il faut quelqu'un d'autre",
    )


def resolue(sujet: Sujet, aide: str | None, *, attendue: bool) -> Texte:
    """C'est réglé ; `aide` est remercié par son nom, `attendue` : on demandait encore."""
    debut = f"La question {numero(sujet.n)} est réglée."
    if aide is not None:
        return Texte.ligne(f"{debut} Merci ", Personne(aide), ".")
    return Texte.ligne(f"{debut} Plus besoin de réponse." if attendue else debut)


def reponse_venue(sujet: Sujet, reponse: str) -> Texte:
    """La réponse d'une question portée ailleurs revient à qui l'a posée."""
    return Texte.de(
        (sujet.demandeur, f", la réponse à votre question {sujet.nomme}, est là :"),
        Cite(reponse),
    )


def toujours_portee(sujet: Sujet) -> Texte:
    """La fin d'une question portée a été retirée : la réponse est de nouveau attendue."""
    return Texte.ligne(f"Je rouvre la question {numero(sujet.n)} : la réponse est encore attendue.")


def annulee(sujet: Sujet, aide: str | None, *, partie: bool) -> Texte:
    """La demande est retirée (`partie` : la personne qui demandait a quitté le salon)."""
    debut = f"La question {numero(sujet.n)} est retirée."
    if partie:
        debut = (
            f"La question {numero(sujet.n)} est retirée : "
            "la personne qui l'a posée a quitté le salon."
        )
    if aide is None:
        return Texte.ligne(f"{debut} Plus rien à faire.")
    return Texte.ligne(f"{debut} Merci ", Personne(aide), ", plus rien à faire.")
