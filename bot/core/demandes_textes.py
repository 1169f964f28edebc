"""Les phrases des demandes d'aide : une idée par phrase, un écran de téléphone au plus.

1. Rien ne dit jamais qui fut sollicité en vain : « je demande aussi à » est neutre.
2. Chaque bouton a son mot dans le texte, un par ligne.
3. On dit toujours ce qui se passe ensuite, et quand.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.boutons import AUSSI, NON, OUI, PAS_ENCORE, PASSER, PRENDRE
from bot.core.dates_phrases import dire_jour
from bot.core.heures_dites import dire_heure
from bot.core.texte import Cite, Morceau, Personne, Texte, numero
from donnees.demande import DEVINE

PRENDS = f"{PRENDRE} je m'en occupe"
PASSE = f"{PASSER} pas cette fois"
REGLE = f"{OUI} réglé"
MOI_AUSSI = f"{AUSSI} moi aussi"
APPELLE, DEMANDE = "j'appelle tout le salon", "je demande à quelqu'un d'autre"
DIRECT = "Vous pouvez aussi lui répondre directement."


@dataclass(frozen=True)
class Sujet:
    """De quoi l'on parle : le numéro, le nom du thème, la personne qui demande."""

    n: int
    theme: str
    demandeur: Personne
    urgent: bool = False

    @property
    def nomme(self) -> str:
        """« n° 12, compta, urgente »."""
        dits = (numero(self.n), self.theme, "urgente" if self.urgent else "")
        return ", ".join(dit for dit in dits if dit)

    @property
    def incise(self) -> str:
        """« n° 12, compta, » au milieu d'une phrase ; « n° 12 » sans thème, sans virgule."""
        return f"{self.nomme}," if self.theme or self.urgent else self.nomme


def quand(instant: datetime, maintenant: datetime, fuseau: str) -> str:
    """« à 11 h 15 », « demain à 9 h », « jeudi 3 décembre à 9 h »."""
    zone = ZoneInfo(fuseau)
    la, ici = instant.astimezone(zone), maintenant.astimezone(zone)
    heure = f"à {dire_heure(la.time().replace(second=0, microsecond=0))}"
    if la.date() == ici.date():
        return heure
    if la.date() == ici.date() + timedelta(days=1):
        return f"demain {heure}"
    return f"{jour_dit(la.date(), ici.date())} {heure}"


def jour_dit(jour: date, aujourdhui: date) -> str:
    """« jeudi 3 décembre », passé ou à venir ; l'année seulement si elle n'est pas évidente."""
    return dire_jour(jour, jour if abs((jour - aujourdhui).days) < 180 else None)


def si_devine(origine: str) -> str | None:
    """Le thème a été deviné : comment le corriger d'un mot."""
    if origine != DEVINE:
        return None
    return "J'ai deviné le thème. Un autre ? Répondez à ce message par son nom, rien d'autre."


def _gens(pairs: list[str]) -> tuple[Morceau, ...]:
    """« Karim, Lucie et Paul »."""
    morceaux: list[Morceau] = []
    for rang, pair in enumerate(pairs):
        lien = " et " if rang == len(pairs) - 1 else ", "
        morceaux += [*([lien] if rang else []), Personne(pair)]
    return tuple(morceaux)


def proposee(
    sujet: Sujet, pairs: list[str], limite: str, suite: str, *, nouvelle: bool = True,
    devine: str = "",
) -> Texte:  # fmt: skip
    """Le premier pair est sollicité ; le même message accuse réception d'une demande nouvelle."""
    accuse = "c'est noté : " if nouvelle else ""
    peut = "pouvez-vous" if len(pairs) == 1 else "l'un de vous peut-il"
    return Texte.de(
        (*_gens(pairs), f", {peut} aider ", sujet.demandeur, f" ? Question {sujet.nomme}."),
        PRENDS,
        PASSE,
        DIRECT,
        (sujet.demandeur, f", {accuse}sans réponse {limite}, {suite}."),
        si_devine(devine),
    )


def proposee_aussi(sujet: Sujet, pairs: list[str], limite: str, suite: str) -> Texte:
    """Un autre pair : une phrase neutre."""
    debut = f" pour la question {sujet.nomme} ; sans réponse {limite}, {suite}."
    return Texte.de(("Je demande aussi à ", *_gens(pairs), debut), PRENDS, PASSE)


def ouverte(
    sujet: Sujet, quand: str | None, appel: str, *, nouvelle: bool, devine: str = ""
) -> Texte:
    """Personne n'est sollicité maintenant : hors des heures (`quand` dit la suite), ou occupés."""
    debut: tuple[Morceau, ...] = (f"Je cherche encore pour la question {sujet.nomme}.",)
    if nouvelle:
        debut = (sujet.demandeur, f", votre question {sujet.incise} est notée.")
    if quand is not None:
        suite = [f"Je demande {quand}."]
    else:
        suite = [
            "Les personnes qui connaissent ce thème aident déjà quelqu'un. "
            "Je demande dès que l'une d'elles se libère.",
            f"Au plus tard {appel}, j'appelle tout le salon.",
        ]
    return Texte.de(debut, *suite, "Vous pouvez aider sans attendre :", PRENDS, si_devine(devine))


def notee_sans_personne(sujet: Sujet, raison: str, quand: str, *, nouvelle: bool) -> Texte:
    """Hors des heures, et personne à qui demander : dit tout de suite ; l'appel attend."""
    debut: tuple[Morceau, ...] = (f"Je cherche encore pour la question {sujet.nomme}. {raison}",)
    if nouvelle:
        debut = (sujet.demandeur, f", votre question {sujet.incise} est notée. {raison}")
    return Texte.de(
        debut, f"Je la pose à tout le salon {quand}.", "Vous pouvez aider sans attendre :", PRENDS
    )


def appel(sujet: Sujet, volontaires: str = "") -> Texte:
    """L'appel à tous, quand il n'y a plus personne à solliciter."""
    return Texte.de(
        (f"Question {sujet.nomme} : qui peut aider ", sujet.demandeur, " ?"),
        PRENDS,
        MOI_AUSSI,
        DIRECT,
        appel_a_volontaires(volontaires),
    )


def appel_d_emblee(sujet: Sujet, raison: str, volontaires: str = "", *, devine: str = "") -> Texte:
    """L'appel qui accuse aussi réception ; `raison` dit pourquoi personne n'est sollicité."""
    return Texte.de(
        (sujet.demandeur, f", votre question {sujet.incise} est notée. {raison}"),
        "Je la pose donc à tout le salon. Une piste, même petite ?",
        PRENDS,
        MOI_AUSSI,
        f"Elle reste ouverte. Pour la suivre : !demande {sujet.n}",
        appel_a_volontaires(volontaires),
        si_devine(devine),
    )


def appel_a_volontaires(theme: str) -> str | None:
    """L'appel à volontaires, quand personne ne s'occupe de ce thème."""
    return f"Vous vous y connaissez, même un peu ? Dites-le : !jesais {theme}" if theme else None


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


def suivi(sujet: Sujet, derniere: str | None = None) -> Texte:
    """Est-ce réglé ? `derniere` : quand on la range, si la question reste sans réponse."""
    return Texte.de(
        (sujet.demandeur, f", votre question {sujet.incise} est-elle réglée ?"),
        REGLE,
        f"{PAS_ENCORE} pas encore",
        f"{NON} il faut quelqu'un d'autre",
        f"Sans nouvelles, je la range {derniere}." if derniere else None,
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
        (sujet.demandeur, f", la réponse à votre question {sujet.incise} est là :"),
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


def relance(sujet: Sujet, limite: str) -> Texte:
    """Le pair sollicité, une fois, en privé."""
    return Texte.de(
        (sujet.demandeur, f" attend toujours pour la question {sujet.nomme}. Pouvez-vous aider ?"),
        PRENDS,
        PASSE,
        f"Sans réponse {limite}, je demande ailleurs. Rien à expliquer.",
    )


def escalade(sujet: Sujet, reseau: str, depuis: str, fin: str) -> Texte:
    """Référents et animation apprennent, en privé, qu'une question attend."""
    return Texte.de(
        f"Réseau {reseau} : la question {sujet.incise} attend depuis {depuis}.",
        "Je n'ai trouvé personne, et l'appel au salon n'a rien donné.",
        f"Vous pouvez aider : prends {sujet.n}",
        f"Vous pensez à quelqu'un : dites-lui d'écrire !prends {sujet.n} dans le salon.",
        f"Il faut la porter plus haut : porter {sujet.n} direction vendredi",
        f"Sans rien {fin}, je dis à la personne que je n'ai pas trouvé.",
    )


def escalade_au_salon(sujet: Sujet, gens: list[str], depuis: str) -> Texte:
    """La même chose, à qui n'a pas de conversation privée : sans rien de plus que le numéro."""
    return Texte.de(
        (*_gens(gens), f", la question {sujet.incise} attend depuis {depuis}. "
                       "Pensez-vous à quelqu'un ?"),
        f"Pour la prendre : !prends {sujet.n}",
    )  # fmt: skip


def rangee(sujet: Sujet, aide: str | None) -> Texte:
    """Sans nouvelles : rangée, et rouverte d'un mot."""
    gens: list[Morceau] = [sujet.demandeur]
    if aide is not None:
        gens += [", ", Personne(aide)]
    return Texte.de(
        (*gens, f", sans nouvelles, je range la question {sujet.nomme}."),
        "Si elle n'est pas réglée, répondez à ce message : je la rouvre.",
    )


def sans_reponse(sujet: Sujet, prevenus: tuple[Morceau, ...], *, connue: bool = True) -> Texte:
    """On n'a pas trouvé : qui fut prévenu, et ce que l'on peut faire (`connue` : l'animation sait
    qu'elle existe)."""
    dits: tuple[Morceau, ...] = ("J'ai prévenu ", *prevenus, ".") if prevenus else ()
    haut = f"à l'animation de la porter plus haut : !porter {sujet.n} direction vendredi"
    return Texte.de(
        (sujet.demandeur, f", pour votre question {sujet.nomme}, je n'ai pas trouvé de réponse. "
                          "Je préfère vous le dire."),
        dits or None,
        "Vous pouvez la reposer avec d'autres mots, ou demander "
        f"{haut if connue else 'de vive voix à une personne qui anime le réseau.'}",
    )  # fmt: skip


def reglee_pour_vous(sujet: Sujet, gens: list[str]) -> Texte:
    """Qui avait la même question apprend qu'elle est réglée."""
    return Texte.ligne(
        *_gens(gens), ", vous aviez la même question : la ", numero(sujet.n),
        " est réglée. Voyez ce qui a été répondu.",
    )  # fmt: skip


def aussi(sujet: Sujet) -> Texte:
    """« Moi aussi », dit avec des mots."""
    return Texte.ligne(
        f"C'est noté : je vous dirai quand la question {numero(sujet.n)} sera réglée."
    )
