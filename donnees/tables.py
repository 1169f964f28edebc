"""Toutes les tables ensemble : les importer ici, c'est les faire connaître à SQLModel."""

from sqlmodel import SQLModel

from donnees import compteur, demande, histoire, inbox, outbox, reminder, reseau, salon, theme

MODULES = (compteur, demande, histoire, inbox, outbox, reminder, reseau, salon, theme)
METADATA = SQLModel.metadata
