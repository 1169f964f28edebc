"""Ce que l'on ne garde pas au-delà : la durée de chaque chose (contrat §11), et l'effacer.

1. À l'horloge du réseau : les demandes douze mois après leur fin, avec tout leur fil ; ce qui fut
   dû, les rituels finis et leurs fois, de même ; nouvelles, mercis et bulletins, douze mois ; les
   gens partis, et un accueil fini, trente jours ; les réponses à une météo, trois jours au plus. À
   l'horloge vraie : les files du fil.
2. Un envoi parti est gardé sept jours, un message reçu trente (son identifiant seul : il faut le
   reconnaître s'il revient).
3. Le fil d'une histoire vit aussi longtemps qu'elle ; sans histoire connue, douze mois.
4. Peu à la fois (`limite`) : rien n'attend derrière. Chaque appel rend combien il a effacé ; on
   recommence tant que ce n'est pas zéro.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, Table, and_, cast, delete, func, not_, or_, select, update
from sqlmodel import Session, SQLModel

from donnees import accueil as accueils
from donnees import inbox, outbox
from donnees.demande import EN_COURS
from donnees.oubli import effacer, effacer_les_appartenances
from donnees.passage import ARRIVEE, DEPART
from donnees.rituel import FINI, SUPPRIME
from donnees.salon import PARTI
from donnees.suivi import OUVERT

HISTOIRES = timedelta(days=365)
PARTIS = timedelta(days=30)
ENVOIS = timedelta(days=7)
RECUS = timedelta(days=30)
_PARUS = ("actu", "merci", "bulletin")
METEOS = timedelta(days=3)
_DURENT = ("presentation:", "referent:", "point:", "astuce:")  # avec leur salon, leur rôle


def purger(session: Session, reseau: datetime, reel: datetime, limite: int = 200) -> int:
    """Efface ce qui a fait son temps aux deux horloges ; rend combien de lignes l'ont été."""
    return (
        _files(session, reseau, reel, limite)
        + _demandes(session, reseau - HISTOIRES, limite)
        + _fils(session, reseau - HISTOIRES, limite)
        + _meteos(session, reseau - METEOS, limite)
        + _rituels(session, reseau - HISTOIRES, limite)
        + sum(_supprime(session, _t(n), _t(n).c.le < reseau - HISTOIRES, limite) for n in _PARUS)
        + accueils.purger(session, reseau - PARTIS, limite)
        + _partis(session, reseau - PARTIS, reel - PARTIS, limite)
    )


def _t(nom: str) -> Table:
    return SQLModel.metadata.tables[nom]


def _supprime(session: Session, table: Table, ou: Any, limite: int) -> int:
    """Supprime au plus `limite` lignes ; rend combien."""
    cle = next(iter(table.primary_key.columns))
    choisies = list(session.connection().execute(select(cle).where(ou).limit(limite)).scalars())
    if not choisies:
        return 0
    ordre = delete(table).where(cle.in_(choisies), ou)
    return int(session.connection().execute(ordre).rowcount)


def _files(session: Session, reseau: datetime, reel: datetime, limite: int) -> int:
    """Les envois finis, les messages traités ; jamais ceux qui attendent."""
    envois, recus = _t("outboxitem"), _t("inboxitem")
    finis = envois.c.etat.in_((outbox.PARTI, outbox.ABANDONNE))
    jamais = and_(envois.c.essaye_le.is_(None), envois.c.cree_le < reseau - ENVOIS)
    vieux = or_(envois.c.essaye_le < reel - ENVOIS, jamais)
    traites = and_(recus.c.etat != inbox.A_TRAITER, recus.c.recu_le < reel - RECUS)
    # Le dernier rang reste : les suivants se comptent à partir de lui.
    dernier = recus.c.seq < select(func.max(recus.c.seq)).scalar_subquery()
    return _supprime(session, envois, and_(finis, vieux), limite) + _supprime(
        session, recus, and_(traites, dernier), limite
    )


def _demandes(session: Session, avant: datetime, limite: int) -> int:
    """Les demandes finies depuis assez longtemps, et tout ce qui s'y rattache."""
    demandes = _t("demande")
    finies = and_(demandes.c.etat.not_in(EN_COURS), demandes.c.finie_le < avant)
    requete = select(demandes.c.numero).where(finies).limit(limite)
    numeros = list(session.connection().execute(requete).scalars())
    for numero in numeros:
        _effacer_le_fil(session, f"demande:{numero}")
        for table in SQLModel.metadata.sorted_tables:
            if "demande" in table.c:
                session.connection().execute(delete(table).where(table.c.demande == numero))
    if numeros:
        session.connection().execute(delete(demandes).where(demandes.c.numero.in_(numeros)))
    return len(numeros)


def _effacer_le_fil(session: Session, about: str) -> None:
    """Messages, touches, questions, rappels, chose due : tout ce qui porte cette histoire."""
    for table in SQLModel.metadata.sorted_tables:
        if "about" in table.c and table.name != "outboxitem":
            session.connection().execute(delete(table).where(table.c.about == about))


def _fils(session: Session, avant: datetime, limite: int) -> int:
    """Les fils sans demande, et les choses dues qui ont leur fin, au bout de douze mois."""
    suivis, envoyes, gestes = _t("suivi"), _t("envoye"), _t("geste")
    questions = _t("question")
    total = _supprime(
        session, suivis, and_(suivis.c.etat != OUVERT, suivis.c.fini_le < avant), limite
    )
    for table in (envoyes, gestes, questions):
        orphelin = or_(table.c.about.is_(None), not_(_a_une_histoire(table)))
        total += _supprime(session, table, and_(table.c.le < avant, orphelin), limite)
    return total


def _rituels(session: Session, avant: datetime, limite: int) -> int:
    """Les rituels finis, et les fois passées : ce qu'une fois a compté vit dans sa propre table."""
    rituels, fois = _t("rituel"), _t("occurrence")
    finis = and_(rituels.c.etat.in_((FINI, SUPPRIME)), rituels.c.fini_le < avant)
    passees = fois.c.close_le < avant
    oubliees = _t("reponsetour").c.le < avant  # d'un tour que rien n'a pu finir
    return (
        _supprime(session, rituels, finis, limite)
        + _supprime(session, fois, passees, limite)
        + _supprime(session, _t("reponsetour"), oubliees, limite)
    )


def _meteos(session: Session, avant: datetime, limite: int) -> int:
    """Une réponse à la météo ne survit jamais à sa fenêtre, même si sa clôture s'est perdue."""
    vues, votes = _t("meteo"), _t("vote")
    perdues = select(vues.c.id).where(vues.c.le < avant)
    return _supprime_tout(session, votes, votes.c.meteo.in_(perdues), limite)


def _supprime_tout(session: Session, table: Table, ou: Any, limite: int) -> int:
    """Supprime par clé entière : les lignes d'une table dont la clé a plusieurs colonnes."""
    cles = list(table.primary_key.columns)
    lignes = session.connection().execute(select(*cles).where(ou).limit(limite)).all()
    for ligne in lignes:
        ici = and_(*(c == v for c, v in zip(cles, ligne, strict=True)))
        session.connection().execute(delete(table).where(ici))
    return len(lignes)


def _a_une_histoire(table: Table) -> Any:
    """Vrai pour le fil d'une demande encore gardée, ou de ce qui dure."""
    return or_(*(table.c.about.startswith(debut) for debut in ("demande:", *_DURENT)))


# -- les gens partis -------------------------------------------------------------------------------


def _partis(session: Session, reseau: datetime, reel: datetime, limite: int) -> int:
    """Qui n'est plus dans aucun salon depuis trente jours est effacé, sa signature ôtée."""
    passages, adhesions = _t("passage"), _t("adhesion")
    sus = and_(passages.c.sens == ARRIVEE, passages.c.dit.is_(True), passages.c.le < reseau)
    total = 0
    for numero, membre in (
        session.connection()
        .execute(select(passages.c.reseau, passages.c.membre).where(sus).limit(limite))
        .all()
    ):
        ici = and_(passages.c.reseau == numero, passages.c.membre == membre)
        total += int(session.connection().execute(delete(passages).where(ici)).rowcount)
    partis = select(passages.c.membre).where(
        passages.c.sens == DEPART, passages.c.le < reseau
    ).union(
        select(adhesions.c.membre).where(adhesions.c.etat == PARTI, adhesions.c.depuis < reel)
    )  # fmt: skip
    for membre in list(session.connection().execute(partis).scalars())[:limite]:
        total += _partie(session, str(membre), reseau)
    return total


def _partie(session: Session, membre: str, reseau: datetime) -> int:
    """Efface cette personne là où elle n'est plus ; partout si elle n'est plus nulle part."""
    adhesions, passages, reseaux = _t("adhesion"), _t("passage"), _t("reseau")
    encore = select(adhesions.c.salon).where(
        adhesions.c.membre == membre, adhesions.c.etat != PARTI
    )
    attaches = select(reseaux.c.id).where(reseaux.c.salon.in_(encore))
    recents = select(passages.c.membre).where(
        passages.c.membre == membre, passages.c.sens == DEPART, passages.c.le >= reseau
    )
    execute = session.connection().execute
    if execute(recents).first() is not None:
        return 0
    if execute(attaches.limit(1)).first() is None:
        effacer(session, membre, mots=False)
    else:
        _quitte(session, membre, attaches)
    execute(delete(passages).where(passages.c.membre == membre, passages.c.sens == DEPART))
    effacer_les_appartenances(session, membre)
    return 1


def _quitte(session: Session, membre: str, attaches: Any) -> None:
    """Ce qu'elle avait dans les réseaux qu'elle a quittés, elle qui en a d'autres."""
    themes = _t("theme")
    ailleurs = select(themes.c.id).where(themes.c.reseau.not_in(attaches))
    for table in SQLModel.metadata.sorted_tables:
        if "membre" not in table.c:
            continue
        elle = table.c.membre == membre
        if "reseau" in table.c:
            ordre = delete(table).where(elle, table.c.reseau.not_in(attaches))
        elif "theme" in table.c:
            ordre = delete(table).where(elle, table.c.theme.in_(ailleurs))
        else:
            continue
        session.connection().execute(ordre)
    _ne_signe_plus(session, membre, attaches)


def _ne_signe_plus(session: Session, membre: str, attaches: Any) -> None:
    """Ses astuces demeurent dans ces réseaux, sans son nom."""
    lignes = _t("astuce")
    ici = lignes.c.reseau.not_in(attaches)
    execute = session.connection().execute
    for colonne in ("auteur", "verifiee_par", "perimee_par"):
        elle = lignes.c[colonne] == membre
        execute(update(lignes).where(elle, ici).values({colonne: ""}))
    nomme = cast(lignes.c.avec, String).contains(membre, autoescape=True)
    for id, avec in execute(select(lignes.c.id, lignes.c.avec).where(nomme, ici)).all():
        restent = [m for m in avec if m != membre]
        execute(update(lignes).where(lignes.c.id == id).values(avec=restent))
