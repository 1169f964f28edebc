"""« maillon diagnostic » : ce qui va, ce qui est à surveiller, ce qui est cassé, et le remède.

1. Rien n'est changé : ni session, ni clés, ni base. On peut le lancer pendant que le robot tourne.
2. Un contrôle impossible parce qu'un autre a échoué n'est pas montré : une seule cause, une ligne.
3. Tout est vérifié même après un échec, pour tout réparer d'un coup.

Les contrôles du serveur et des salons sont dans `bot/matrix/checks.py`.
"""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.config import Configuration
from bot.constats import Constat, attention, echec, ok
from bot.journal import masque
from bot.matrix.checks import controle_serveur, controle_session
from bot.matrix.private_file import PrivateFileError
from bot.matrix.session import load_session
from donnees.database import DatabaseError, database_url, open_engine
from donnees.examen import abimee, niveau, niveau_attendu

_LARGEURS = {"ok": "ok       ", "attention": "attention", "échec": "échec    "}


def examine(config: Path, reglages: Configuration, *, en_json: bool = False) -> int:
    """Fait tous les contrôles, les montre ; rend 1 si l'un a échoué."""
    constats = [ok("réglages", f"{config} se lit"), *asyncio.run(_tout(reglages))]
    echoue = any(constat.etat == "échec" for constat in constats)
    if en_json:
        print(json.dumps({"ok": not echoue, "constats": [c.en_json() for c in constats]},
                         ensure_ascii=False, indent=1))  # fmt: skip
    else:
        for constat in constats:
            print(_ligne(constat))
    return 1 if echoue else 0


def _ligne(constat: Constat) -> str:
    remede = f" → {constat.remede}" if constat.remede else ""
    # Un nom de salon est écrit par n'importe qui : rien que des caractères qui se voient.
    texte = f"{_LARGEURS[constat.etat]} {constat.controle} : {constat.detail}{remede}"
    return masque(texte, complet=True)


async def _tout(reglages: Configuration) -> list[Constat]:
    constats = list(_dossier(reglages.donnees.dossier))
    constats += controle_base(reglages)
    joignable, du_serveur = await controle_serveur(reglages.matrix.serveur)
    constats += du_serveur
    try:
        session = load_session(reglages.donnees.dossier)
    except PrivateFileError as erreur:
        return [*constats, echec("session", str(erreur), "")]
    if session is None:
        return [
            *constats,
            echec("session", "aucune session gardée", "lancez « maillon connexion »"),
        ]
    constats += _accord(reglages, session.identifiant, session.serveur)
    if joignable:
        constats += await controle_session(reglages, session)
    return constats


def _accord(reglages: Configuration, identifiant: str, serveur: str) -> Iterator[Constat]:
    """La session gardée est-elle celle du compte et du serveur des réglages ?"""
    for cle, garde, regle in (
        ("identifiant", identifiant, reglages.matrix.identifiant),
        ("serveur", serveur, reglages.matrix.serveur),
    ):
        if garde != regle:
            yield attention(
                "session",
                f"elle est pour {garde}, les réglages disent {regle}",
                f"corrigez matrix.{cle}",
            )


def _dossier(dossier: Path) -> Iterator[Constat]:
    if not dossier.is_dir():
        yield attention(
            "dossier", f"{dossier} n'existe pas encore", "« maillon connexion » le crée"
        )
        return
    ouverts = [p for p in (dossier, *dossier.iterdir()) if p.exists() and p.stat().st_mode & 0o077]
    if not ouverts:
        yield ok("dossier", f"{dossier}, lisible du robot seul")
    for chemin in ouverts:
        droits = "700" if chemin.is_dir() else "600"
        yield echec(
            "dossier", f"{chemin} est ouvert à d'autres comptes", f"chmod {droits} {chemin}"
        )


def controle_base(reglages: Configuration) -> Iterator[Constat]:
    """La base s'ouvre-t-elle, est-elle saine, est-elle de cette version ?"""
    try:
        url = database_url(reglages.donnees.dossier, reglages.donnees.base)
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
            yield attention("base", "pas encore créée", "« maillon lancer » la crée")
            return
        engine = open_engine(url, read_only=True)
    except DatabaseError as erreur:
        yield echec("base", str(erreur), "")
        return
    try:
        degat, fait = abimee(engine), niveau(engine)
    except SQLAlchemyError as erreur:
        # Le message du pilote cite l'adresse et la requête : le type suffit à chercher.
        yield echec(
            "base",
            f"elle ne répond pas ({type(erreur).__name__})",
            "vérifiez donnees.base, et que le serveur de base tourne"
            if reglages.donnees.base
            else "remettez la dernière sauvegarde",
        )
        return
    finally:
        engine.dispose()
    yield _etat_de_la_base(engine.dialect.name, degat, fait)


def _etat_de_la_base(genre: str, degat: str, fait: int | None) -> Constat:
    nom = "SQLite" if genre == "sqlite" else "PostgreSQL"
    if degat:
        return echec("base", f"{nom} est abîmée ({degat})", "remettez la dernière sauvegarde")
    if fait is None:
        return attention("base", f"{nom} est vierge", "« maillon lancer » y crée les tables")
    if fait > niveau_attendu():
        return echec("base", f"niveau {fait}, d'un Maillon plus récent", "mettez Maillon à jour")
    if fait < niveau_attendu():
        detail = f"niveau {fait} sur {niveau_attendu()}"
        return attention("base", detail, "« maillon lancer » la met à niveau")
    return ok("base", f"{nom} saine, niveau {fait}")
