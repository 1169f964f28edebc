"""Toutes les tables ensemble : les importer ici, c'est les faire connaître à SQLModel."""

from sqlmodel import SQLModel

from donnees import (
    absence,
    accueil,
    actu,
    astuce,
    attention,
    bulletin,
    compteur,
    debugage,
    demande,
    elargissement,
    fiche,
    histoire,
    inbox,
    lacune,
    merci,
    meteo,
    outbox,
    passage,
    reminder,
    reseau,
    rituel,
    salon,
    suivi,
    theme,
)

MODULES = (
    absence, accueil, actu, astuce, attention, bulletin, compteur, debugage, demande,
    elargissement, fiche, histoire, inbox, lacune, merci, meteo, outbox, passage, reminder,
    reseau, rituel, salon, suivi, theme,
)  # fmt: skip
METADATA = SQLModel.metadata

# Aucun numéro ne vient de la base : ils viennent de compteurs, avancés par la validation qui s'en
# sert (voir `compteur.py`). Sans cela, PostgreSQL recevrait des séquences que rien n'emploie.
for _table in METADATA.tables.values():
    for _colonne in _table.primary_key.columns:
        _colonne.autoincrement = False
