"""Effacer une personne : ce qui est à elle, ce qu'elle a signé, ce qui la nomme.

1. Ce qui est à elle est supprimé ; ce qu'elle a signé demeure pour les comptes, sans nom et sans
   mots ; ce qui ne fait que la nommer perd ce nom.
2. Rien n'est à énumérer pour être couvert : toute colonne de texte de toute table qui vaut son
   identifiant est vidée, toute ligne dont il est la clé est supprimée. Seul ce qui demande mieux
   est écrit ici : les mots à effacer, les lignes à supprimer.
3. Tant qu'elle est dans un salon, son appartenance reste : c'est l'état du salon, pas notre note.
   « stop » reste aussi, s'il fut dit : l'effacer, ce serait lui écrire de nouveau.
4. Le robot n'efface que chez lui : les messages des salons restent à leurs auteurs.
"""

import contextlib
import sqlite3
from typing import Any

from sqlalchemy import Column, Table, and_, cast, delete, or_, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.types import JSON, String
from sqlmodel import Session, SQLModel

from donnees import inbox, outbox
from donnees.colonnes import est_du_texte
from donnees.salon import JOINT

# Les mots d'une personne : (table, colonne qui la signe, colonnes de mots).
_MOTS = (
    ("demande", "demandeur", ("question", "reponse")),
    ("demande", "pair", ("reponse",)),
    ("debugage", "demandeur", ("situation", "suites")),
    ("astuce", "auteur", ("texte", "racines")),
    ("actu", "auteur", ("texte",)),
    ("merci", "auteur", ("pour",)),
    ("merci", "membre", ("pour",)),
)
# Les lignes qui ne valent que pour elle, sans qu'elle en soit la clé : (table, colonne).
_A_ELLE = (
    ("question", "a"), ("geste", "auteur"), ("illisible", "auteur"), ("absence", "membre"),
    ("accueil", "membre"), ("fiche", "membre"),
)  # fmt: skip
_LAISSES = frozenset({"adhesion", "salon", "inboxitem", "outboxitem", "repere", "migration"})


def effacer(session: Session, mxid: str, *, evenement: str = "", mots: bool = True) -> None:
    """Efface cette personne. `evenement` : celui que l'on traite ; `mots` : ses mots aussi.

    Sans `mots`, ce qu'elle a signé garde son texte (qui a quitté le réseau, contrat §11).
    """
    if mots:
        _effacer_ses_mots(session, mxid)
    for nom, colonne in _A_ELLE:
        if (table := _table(nom)) is not None:
            _execute(session, delete(table).where(table.c[colonne] == mxid))
    _boites(session, mxid, evenement)
    _histoires(session, mxid)
    for table in SQLModel.metadata.sorted_tables:
        if table.name not in _LAISSES:
            _balayer(session, table, mxid)
    session.expire_all()


def _table(nom: str) -> Table | None:
    return SQLModel.metadata.tables.get(nom)


def _execute(session: Session, ordre: Any) -> None:
    session.connection().execute(ordre)


def _effacer_ses_mots(session: Session, mxid: str) -> None:
    """Les mots de ce qui a une fin ; ce qui court encore est d'abord retiré par l'appelant."""
    for nom, signe, colonnes in _MOTS:
        if (table := _table(nom)) is not None:
            vides = dict.fromkeys(colonnes, "")
            _execute(session, update(table).where(table.c[signe] == mxid).values(vides))


def _boites(session: Session, mxid: str, evenement: str) -> None:
    """Ses messages reçus perdent leur auteur et leur contenu ; les nôtres pour elle, leur contenu.

    Ce qui reste à traiter de sa part attend son tour : ce sera un nouvel ordre.
    """
    recus = SQLModel.metadata.tables["inboxitem"]
    finis = or_(recus.c.etat != inbox.A_TRAITER, recus.c.event_id == evenement)
    signes = and_(recus.c.auteur == mxid, finis)
    vide = {"auteur": "", "contenu": None}
    anciens = and_(recus.c.auteur == mxid, recus.c.etat == inbox.ANCIEN)
    _execute(session, update(recus).where(anciens).values(etat=inbox.TRAITE))
    _execute(session, update(recus).where(signes).values(vide))
    envois, salons = SQLModel.metadata.tables["outboxitem"], SQLModel.metadata.tables["salon"]
    chez_elle = select(salons.c.id).where(salons.c.prive_avec == mxid)
    attend = envois.c.etat.in_((outbox.EN_ATTENTE, outbox.ESSAYE))
    a_elle = or_(envois.c.personne == mxid, envois.c.salon.in_(chez_elle))
    dit = envois.c.genre == outbox.MESSAGE
    oublie = {"etat": outbox.ABANDONNE, "raison": "oubli", "contenu": {}}
    _execute(session, update(envois).where(attend, a_elle, dit).values(oublie))
    sans = {"personne": None}
    _execute(session, update(envois).where(envois.c.personne == mxid, ~attend).values(sans))


def _histoires(session: Session, mxid: str) -> None:
    """Les fils qui portent son identifiant dans leur nom (une conversation ouverte pour elle)."""
    for table in SQLModel.metadata.sorted_tables:
        if "about" not in table.c or table.name in ("outboxitem",):
            continue
        _execute(session, delete(table).where(_porte(table.c.about, mxid)))
    envois, salons = SQLModel.metadata.tables["outboxitem"], SQLModel.metadata.tables["salon"]
    finis = envois.c.etat.in_((outbox.PARTI, outbox.ABANDONNE))
    sans: dict[str, Any] = {"about": None, "histoire": None}
    nomme = or_(_porte(envois.c.about, mxid), _porte(envois.c.histoire, mxid))
    _execute(session, update(envois).where(finis, nomme).values(sans))
    ouverts = _porte(salons.c.ouvert_par_nous, mxid)
    _execute(session, update(salons).where(ouverts).values(ouvert_par_nous="prive:"))


def _porte(colonne: Any, mxid: str) -> Any:
    """Vrai si ce fil finit par l'identifiant."""
    return colonne.endswith(f":{mxid}", autoescape=True)


def _balayer(session: Session, table: Table, mxid: str) -> None:
    """Supprime les lignes dont la personne est la clé, vide les colonnes qui la nomment."""
    for colonne in table.columns:
        if isinstance(colonne.type, JSON):
            _balayer_json(session, table, colonne, mxid)
        elif est_du_texte(colonne):
            elle = colonne == mxid
            if colonne.primary_key:
                stop = [table.c.stop_depuis.is_(None)] if "stop_depuis" in table.c else []
                _execute(session, delete(table).where(elle, *stop))
            else:
                rien = None if colonne.nullable else ""
                _execute(session, update(table).where(elle).values({colonne.name: rien}))


def _balayer_json(session: Session, table: Table, colonne: Column[Any], mxid: str) -> None:
    """Ôte son identifiant des documents qui la nomment."""
    cle = list(table.primary_key.columns)
    nomme = cast(colonne, String).contains(mxid, autoescape=True)
    for ligne in session.connection().execute(select(*cle, colonne).where(nomme)).all():
        propre = _sans(ligne[-1], mxid)
        if propre != ligne[-1]:
            ici = and_(*(c == v for c, v in zip(cle, ligne[:-1], strict=True)))
            _execute(session, update(table).where(ici).values({colonne.name: propre}))


def _sans(valeur: Any, mxid: str) -> Any:
    match valeur:
        case dict():
            return {cle: _sans(v, mxid) for cle, v in valeur.items() if cle != mxid}
        case list():
            return [_sans(v, mxid) for v in valeur]
    return "" if valeur == mxid else valeur


# -- après un départ -------------------------------------------------------------------------------


def effacer_les_appartenances(session: Session, mxid: str) -> None:
    """Ne laisse rien des salons où elle n'est plus."""
    adhesions, salons = SQLModel.metadata.tables["adhesion"], SQLModel.metadata.tables["salon"]
    partie = and_(adhesions.c.membre == mxid, adhesions.c.etat != JOINT)
    _execute(session, delete(adhesions).where(partie))
    reste = select(adhesions.c.salon).where(adhesions.c.membre == mxid)
    vides = and_(salons.c.prive_avec == mxid, salons.c.id.not_in(reste))
    _execute(session, update(salons).where(vides).values(prive_avec=None))


def tasser(base: Engine) -> None:
    """Rend l'effacement vrai sur le disque : le journal de SQLite est repris puis vidé.

    `secure_delete` efface les pages ; ceci efface leur ancienne image. Sans effet ailleurs.
    """
    if base.dialect.name != "sqlite":
        return
    connexion = base.raw_connection()
    try:
        with contextlib.suppress(sqlite3.Error):  # un lecteur le tient : la corvée le refera
            # L'index plein texte ne fait que rayer les mots ; fondu, il ne les a plus.
            connexion.cursor().execute(
                "INSERT INTO astuce_index (astuce_index) VALUES ('optimize')"
            )
            connexion.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connexion.close()
