"""Toutes les tables ensemble : les importer ici, c'est les faire connaître à SQLModel."""

from sqlmodel import SQLModel

from donnees import (
    absence,
    attention,
    compteur,
    debugage,
    demande,
    elargissement,
    histoire,
    inbox,
    lacune,
    outbox,
    passage,
    reminder,
    reseau,
    salon,
    suivi,
    theme,
)

MODULES = (
    absence, attention, compteur, debugage, demande, elargissement, histoire, inbox, lacune, outbox,
    passage, reminder, reseau, salon, suivi, theme,
)  # fmt: skip
METADATA = SQLModel.metadata
