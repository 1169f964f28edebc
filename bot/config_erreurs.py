"""Le refus d'un réglage, en une ligne : fichier, ligne, clé, ce qui était attendu."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.config_lignes import Chemin, Lignes
from bot.config_valeurs import voisin
from bot.core.heures_dites import HorairesInvalides

# Valeurs qui ne sont jamais redites : elles peuvent porter un mot de passe.
_TUES = frozenset({("donnees", "base"), ("matrix", "serveur")})
_MONTRE = 40


class ConfigurationError(Exception):
    """Un réglage refusé ; son texte est la phrase entière à montrer.

    `fichier` et `ligne` (à partir de 1) sont vides quand la faute n'est dans aucun fichier ;
    `cle` est « section.cle », ou vide quand c'est la syntaxe qui est en cause.
    """

    def __init__(self, fichier: Path | None, ligne: int | None, cle: str, attendu: str) -> None:
        self.fichier, self.ligne, self.cle, self.attendu = fichier, ligne, cle, attendu
        lieu = ", ".join(
            part for part in (str(fichier or ""), f"ligne {ligne}" if ligne else "") if part
        )
        super().__init__(" : ".join(part for part in (lieu, cle, attendu) if part))


def premiere_faute(
    fichier: Path, refus: ValidationError, lignes: Lignes, modele: type[BaseModel]
) -> ConfigurationError:
    """La première faute du fichier, et combien d'autres suivent."""
    fautes = sorted(
        (_faute(erreur, lignes, modele) for erreur in refus.errors(include_url=False)),
        key=lambda trouvee: trouvee[0],
    )
    ligne, cle, attendu = fautes[0]
    autres = len({(numero, nom) for numero, nom, _ in fautes}) - 1
    suite = f" (et {autres} autre{'s' if autres > 1 else ''} faute{'s' if autres > 1 else ''})"
    return ConfigurationError(fichier, ligne, cle, attendu + (suite if autres else ""))


def _faute(erreur: ErrorDetails, lignes: Lignes, modele: type[BaseModel]) -> tuple[int, str, str]:
    """La ligne, la clé et l'attendu d'une faute vue par pydantic."""
    chemin: Chemin = tuple(part for part in erreur["loc"] if isinstance(part, str))
    recu = erreur["input"]
    dans_une_liste = len(chemin) < len(erreur["loc"])
    ligne = lignes.ligne(chemin, recu if dans_une_liste else None) or 1
    cle = ".".join(chemin)
    if erreur["type"] == "extra_forbidden":
        return ligne, cle, _inconnue(chemin, recu, modele)
    cause = erreur.get("ctx", {}).get("error")
    if isinstance(cause, HorairesInvalides):  # sa phrase cite déjà ce qui a été reçu
        return ligne, cle, cause.phrase[0].lower() + cause.phrase[1:].rstrip(".")
    attendu = str(cause) if erreur["type"] == "value_error" else _attendu(chemin, modele)
    return ligne, cle, attendu + _montre(chemin, recu)


def _attendu(chemin: Chemin, modele: type[BaseModel]) -> str:
    if len(chemin) == 1:
        return f"une section [{chemin[0]}] attendue"
    return f"attendu : {_champ(chemin, modele)}"


def _champ(chemin: Chemin, modele: type[BaseModel]) -> str:
    """La description d'une clé, c'est-à-dire ce qu'elle attend."""
    section: Any = modele.model_fields[chemin[0]].annotation
    return str(section.model_fields[chemin[1]].description)


def _montre(chemin: Chemin, recu: object) -> str:
    """« , reçu : 3 », raccourci, sur une seule ligne, et jamais un secret."""
    if chemin in _TUES or isinstance(recu, dict | list | tuple):
        return ""
    texte = {True: "true", False: "false"}.get(recu) if isinstance(recu, bool) else None
    texte = texte or (f'"{recu}"' if isinstance(recu, str) else str(recu))
    texte = "".join(c if c.isprintable() else "�" for c in " ".join(texte.split()))
    return f" (reçu : {texte if len(texte) <= _MONTRE else texte[: _MONTRE - 1] + '…'})"


def _inconnue(chemin: Chemin, recu: object, modele: type[BaseModel]) -> str:
    """Une clé ou une section inconnue, et ce que la personne voulait sans doute écrire."""
    nom = chemin[-1]
    sections: dict[str, Any] = {cle: champ.annotation for cle, champ in modele.model_fields.items()}
    ailleurs = next((cle for cle, s in sections.items() if nom in s.model_fields), None)
    if ailleurs and not isinstance(recu, dict):
        return f"clé inconnue ici ; « {nom} » se place sous [{ailleurs}]"
    genre = "section" if len(chemin) == 1 else "clé"
    connus = set(sections) if len(chemin) == 1 else set(sections[chemin[0]].model_fields)
    proche = voisin(nom, connus)
    if proche:
        return f"{genre} inconnue ; vouliez-vous dire « {proche} » ?"
    return f"{genre} inconnue ; connues : {', '.join(sorted(connus))}"
