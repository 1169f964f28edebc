"""Mener la base à son schéma, par des pas numérotés que l'on ne récrit jamais.

1. Chaque pas est un fichier `migrations/NNNN_nom.sql`, le même sur les deux bases ; `INSTANT`
   y tient lieu de type d'instant (`DATETIME` ici, `TIMESTAMPTZ` là). Un ordre qui n'a de sens que
   sur l'une est précédé de `-- sqlite seulement`, ou `-- postgresql seulement`.
2. Un pas et sa note dans `migration` sont une transaction : coupé, il est refait en entier.
3. Une base plus récente que le programme est refusée : revenir en arrière perdrait des données.
4. Un test compare la base ainsi menée aux tables déclarées : elles ne peuvent pas diverger.
"""

import re
from importlib import resources

from sqlalchemy import Connection, text
from sqlalchemy.engine import Engine

from donnees.database import DatabaseError

_TABLE = "CREATE TABLE IF NOT EXISTS migration (numero INTEGER PRIMARY KEY, nom VARCHAR NOT NULL)"
_INSTANT = re.compile(r"\bINSTANT\b")
_FIN_D_ORDRE = re.compile(r";(?!\s*END\b)")  # le corps d'un déclencheur a aussi le sien
_SEULEMENT = re.compile(r"\s*-- (sqlite|postgresql) seulement\n")


def steps() -> list[tuple[int, str, str]]:
    """Les pas connus : (numéro, nom, SQL), dans l'ordre."""
    dossier = resources.files("donnees") / "migrations"
    pas = [
        (int(f.name[:4]), f.name[5:-4], f.read_text(encoding="utf-8"))
        for f in dossier.iterdir()
        if f.name.endswith(".sql")
    ]
    return sorted(pas)


def level(connexion: Connection) -> int:
    """Le numéro du dernier pas fait (0 : base vierge)."""
    connexion.execute(text(_TABLE))
    return int(
        connexion.execute(text("SELECT COALESCE(MAX(numero), 0) FROM migration")).scalar_one()
    )


def migrate(engine: Engine) -> int:
    """Fait les pas qui manquent ; rend le niveau atteint.

    Lève `DatabaseError` si la base vient d'une version plus récente.
    """
    connus = steps()
    with engine.begin() as connexion:
        fait = level(connexion)
        faits = set(connexion.execute(text("SELECT numero FROM migration")).scalars())
    if fait > connus[-1][0]:
        raise DatabaseError(
            f"La base (niveau {fait}) vient d'une version plus récente de Maillon "
            f"(niveau {connus[-1][0]}) : mettez Maillon à jour."
        )
    for numero, nom, sql in connus:
        if numero not in faits:
            with engine.begin() as connexion:
                _apply(connexion, numero, nom, sql)
    return connus[-1][0]


def _apply(connexion: Connection, numero: int, nom: str, sql: str) -> None:
    type_instant = "TIMESTAMPTZ" if connexion.dialect.name == "postgresql" else "DATETIME"
    for ordre in _FIN_D_ORDRE.split(_INSTANT.sub(type_instant, sql)):
        seule = _SEULEMENT.match(ordre)
        if ordre.strip() and (seule is None or seule[1] == connexion.dialect.name):
            connexion.exec_driver_sql(ordre)
    connexion.execute(
        text("INSERT INTO migration (numero, nom) VALUES (:numero, :nom)"),
        {"numero": numero, "nom": nom},
    )
