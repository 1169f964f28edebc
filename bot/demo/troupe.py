"""Qui joue : les personnes et les salons de la démonstration. Noms inventés."""

from dataclasses import dataclass

ROBOT = "maillon"


@dataclass(frozen=True, kw_only=True)
class Personnage:
    """Une personne : `cle` est aussi son compte, `couleur` celle de son nom à l'écran."""

    cle: str
    nom: str
    couleur: str


@dataclass(frozen=True, kw_only=True)
class Lieu:
    """Un salon ; la première personne de `gens` le crée. Une scène y invite le robot."""

    cle: str
    nom: str
    chiffre: bool
    gens: tuple[str, ...]

    @property
    def titre(self) -> str:
        """« Salon Comptables, chiffré »."""
        return f"Salon {self.nom}, {'chiffré' if self.chiffre else 'en clair'}"


PERSONNAGES = (
    Personnage(cle="nadia", nom="Nadia", couleur="magenta"),
    Personnage(cle="ines", nom="Inès", couleur="yellow"),
    Personnage(cle="karim", nom="Karim", couleur="green"),
    Personnage(cle="leila", nom="Leïla", couleur="blue"),
    Personnage(cle="awa", nom="Awa", couleur="red"),
    Personnage(cle="hugo", nom="Hugo", couleur="bright_black"),
    Personnage(cle="rose", nom="Rose", couleur="bright_magenta"),
)

LIEUX = (
    Lieu(
        cle="assistantes", nom="Assistantes de direction", chiffre=False,
        gens=("nadia", "ines", "karim", "leila", "awa"),
    ),
    Lieu(cle="comptables", nom="Comptables", chiffre=True, gens=("karim", "awa", "hugo")),
)  # fmt: skip
