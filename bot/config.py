"""config.toml : lu une fois au départ, vérifié en entier, immuable ensuite.

1. Tout est vérifié avant que rien ne démarre : une faute se voit à l'écran, jamais la nuit.
2. Un refus tient sur une ligne : fichier, ligne, clé, attendu. La première faute du fichier
   d'abord ; les mots de pydantic ne sont jamais montrés.
3. Les secrets viennent de l'environnement ; ce fichier peut se montrer à un collègue.
4. Les chemins partent du dossier du fichier, pas de celui d'où l'on lance.

`config.example.toml` porte les mêmes clés et les mêmes valeurs : un essai le vérifie.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot import config_valeurs as valeurs
from bot.config_erreurs import ConfigurationError, premiere_faute
from bot.config_lignes import faute, situe
from bot.core.delais import Delai
from bot.core.feries import lire_calendrier
from bot.systeme import raison

__all__ = ["Configuration", "ConfigurationError", "Delai", "Secrets", "load", "secrets"]


def _gele(valeur: object) -> object:
    """Les listes de TOML deviennent des suites immuables."""
    return tuple(valeur) if isinstance(valeur, list) else valeur


Url = Annotated[str, AfterValidator(valeurs.url_de_serveur)]
Mxid = Annotated[str, AfterValidator(valeurs.mxid)]
Motif = Annotated[str, AfterValidator(valeurs.motif_de_serveur)]
Attente = Annotated[
    Delai, BeforeValidator(valeurs.delai), Field(description='un délai comme "2h", "90min" ou "1j"')
]
Limite = Annotated[int, Field(ge=0, description="un entier, 0 ou plus")]


class _Section(BaseModel):
    # strict : "20" n'est pas un nombre, 1 n'est pas vrai. La description d'une clé est l'attendu
    # que lit la personne quand pydantic refuse sa valeur.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Matrix(_Section):
    """Le compte du robot et son serveur."""

    serveur: Url = Field("http://127.0.0.1:8008", description="une adresse entre guillemets")
    identifiant: Mxid = Field("@maillon:localhost", description="un identifiant entre guillemets")
    chiffrement: bool = Field(True, description="true ou false")

    @property
    def boucle_locale(self) -> bool:
        """Vrai si le serveur est sur cette machine, par la boucle locale."""
        return valeurs.boucle_locale(self.serveur)


class Donnees(_Section):
    """Où le robot garde ce qu'il sait. `base` peut porter un mot de passe : jamais montrée."""

    dossier: Annotated[Path, BeforeValidator(valeurs.chemin)] = Field(
        Path("var"), description="un chemin entre guillemets"
    )
    base: Annotated[str, AfterValidator(valeurs.base)] = Field(
        "", repr=False, description='"" (SQLite) ou une adresse "postgresql://…"'
    )


class Acces(_Section):
    """Qui est servi, et combien de fois par minute."""

    serveurs_autorises: Annotated[tuple[Motif, ...], BeforeValidator(_gele)] = Field(
        ("localhost",), min_length=1, description='une liste de serveurs, comme ["exemple.fr"]'
    )
    externes: bool = Field(False, description="true ou false")
    responsables: Annotated[tuple[Mxid, ...], BeforeValidator(_gele)] = Field(
        (), description='une liste de comptes, comme ["@ines:exemple.fr"]'
    )
    commandes_par_minute: Limite = 20
    commandes_par_minute_salon: Limite = 60


class Rythme(_Section):
    """La cadence des envois vers le serveur."""

    evenements_par_seconde: float = Field(1.0, ge=0, description="un nombre, 0 ou plus")
    rafale: int = Field(10, ge=1, description="un entier, 1 ou plus")
    envois_simultanes: int = Field(24, ge=1, description="un entier, 1 ou plus")


class Reseau(_Section):
    """Les réglages d'un réseau à son ouverture."""

    fuseau: Annotated[str, AfterValidator(valeurs.fuseau)] = Field(
        "Europe/Paris", description='un fuseau comme "Europe/Paris"'
    )
    jours: Annotated[str, AfterValidator(valeurs.jours)] = Field(
        "lundi-vendredi", description='des jours comme "lundi-vendredi"'
    )
    heures: Annotated[str, AfterValidator(valeurs.heures)] = Field(
        "9h-12h 14h-18h", description='des heures comme "9h-12h 14h-18h"'
    )
    feries: Annotated[str, AfterValidator(lire_calendrier)] = Field(
        "FR", description='un calendrier comme "FR", ou ""'
    )
    delai_pair: Attente = Delai(heures=2)
    delai_appel: Attente = Delai(jours=1)
    delai_alerte: Attente = Delai(jours=2)
    seuil_meteo: int = Field(5, ge=5, description="un entier, jamais moins de 5")


class Supervision(_Section):
    """La page de santé et les mesures."""

    adresse: Annotated[str, AfterValidator(valeurs.adresse)] = Field(
        "127.0.0.1:9464", description='"machine:port", ou ""'
    )

    @property
    def hote_et_port(self) -> tuple[str, int] | None:
        """La machine (sans crochets) et le port, ou rien si la supervision est éteinte."""
        hote, _, port = self.adresse.rpartition(":")
        return (hote.strip("[]"), int(port)) if self.adresse else None


class Configuration(_Section):
    """Tous les réglages."""

    matrix: Matrix = Matrix()
    donnees: Donnees = Donnees()
    acces: Acces = Acces()
    rythme: Rythme = Rythme()
    reseau: Reseau = Reseau()
    supervision: Supervision = Supervision()


def load(path: Path) -> Configuration:
    """Lit et vérifie `path`. Lève `ConfigurationError` (une ligne de français) à la première faute.

    `donnees.dossier` en sort absolu, compté depuis le dossier du fichier.
    """
    texte = _lit(path)
    try:
        lu = tomllib.loads(texte)
    except tomllib.TOMLDecodeError as erreur:
        ligne, attendu = faute(erreur, texte)
        raise ConfigurationError(path, ligne, "", attendu) from None
    try:
        reglages = Configuration.model_validate(lu)
    except ValidationError as erreur:
        raise premiere_faute(path, erreur, situe(texte), Configuration) from None
    return _chemins_absolus(reglages, path)


def _lit(path: Path) -> str:
    try:
        octets = path.read_bytes()
    except FileNotFoundError:
        attendu = "fichier introuvable ; copiez config.example.toml sous ce nom, ou donnez --config"
        raise ConfigurationError(path, None, "", attendu) from None
    except OSError as erreur:
        attendu = f"fichier illisible ({raison(erreur)})"
        raise ConfigurationError(path, None, "", attendu) from None
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        ligne = octets.count(b"\n", 0, erreur.start) + 1
        raise ConfigurationError(path, ligne, "", "un texte en UTF-8 attendu") from None


def _chemins_absolus(reglages: Configuration, path: Path) -> Configuration:
    dossier = path.resolve().parent / reglages.donnees.dossier
    donnees = reglages.donnees.model_copy(update={"dossier": dossier})
    return reglages.model_copy(update={"donnees": donnees})


@dataclass(frozen=True, repr=False)
class Secrets:
    """Ce qui ouvre une première session ; vide quand elle est déjà gardée. Ne s'affiche pas."""

    mot_de_passe: str = ""
    jeton: str = ""
    appareil: str = ""


def secrets(environ: Mapping[str, str] = os.environ) -> Secrets:
    """Lit les secrets de l'environnement.

    Lève `ConfigurationError` si un jeton vient sans appareil, ou l'inverse.
    """
    lus = Secrets(
        mot_de_passe=environ.get("MAILLON_MOT_DE_PASSE", ""),
        jeton=environ.get("MAILLON_JETON", ""),
        appareil=environ.get("MAILLON_APPAREIL", ""),
    )
    if bool(lus.jeton) != bool(lus.appareil):
        raise ConfigurationError(
            None, None, "", "MAILLON_JETON et MAILLON_APPAREIL vont ensemble : il en manque un"
        )
    return lus


def cles(modele: type[BaseModel] = Configuration) -> dict[str, Any]:
    """Les sections et leurs clés, pour les suggestions et les essais."""
    return {
        nom: cles(champ.annotation)
        if isinstance(champ.annotation, type) and issubclass(champ.annotation, BaseModel)
        else champ.default
        for nom, champ in modele.model_fields.items()
    }
