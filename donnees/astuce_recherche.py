"""Trouver les astuces qui portent des mots : les questions à l'index plein texte des deux bases.

1. L'index porte des jetons, écrits dans `Astuce.racines` : `12xfactur` (la racine « factur » dans
   le réseau 12), `12q3` (le rang de qualité 3), `12t` (fin du titre). Le réseau est dans chaque
   jeton : l'index d'un réseau ne peut pas rendre une astuce d'un autre.
2. La base ne rend que des candidates, en nombre borné, les plus récentes d'abord ; les ordonner est
   l'affaire de `bot.core.astuces_recherche`, le même sur les deux bases.
3. SQLite a FTS5, PostgreSQL des `tsvector` : les mêmes jetons, sans analyse ni langue de leur part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, text
from sqlmodel import Session, col

from donnees.astuce import Astuce, MotConnu

FIN_DE_PREFIXE = "zzzzzzzz"

_FTS5 = text(
    "SELECT rowid FROM astuce_index WHERE astuce_index MATCH :quoi ORDER BY rowid DESC LIMIT :n"
)
_TSVECTOR = text(
    "SELECT id FROM astuce WHERE array_to_tsvector(string_to_array(racines, ' '))"
    " @@ CAST(:quoi AS tsquery) ORDER BY id DESC LIMIT :n"
)


@dataclass(frozen=True)
class Candidate:
    """Ce qu'il faut d'une astuce pour la ranger."""

    id: int
    racines: str
    etat: str
    utiles: int
    verifiee_le: datetime | None


@dataclass(frozen=True)
class Mot:
    """Un mot connu d'un réseau, sa racine, et combien d'astuces l'emploient."""

    mot: str
    racine: str
    combien: int


def contenant(session: Session, groupes: Sequence[Sequence[str]], limite: int) -> list[int]:
    """Les astuces qui ont au moins un jeton de chaque groupe, les plus récentes d'abord.

    Un jeton peut en demander plusieurs ensemble, séparés d'une espace.
    """
    ecrit, requete = (
        (_en_fts5, _FTS5)
        if session.get_bind().dialect.name == "sqlite"
        else (_en_tsquery, _TSVECTOR)
    )
    quoi = {"quoi": ecrit(groupes), "n": limite}
    return list(session.connection().execute(requete, quoi).scalars().all())


def _en_fts5(groupes: Sequence[Sequence[str]]) -> str:
    return " AND ".join(
        "(" + " OR ".join(_ensemble(j, '"{}"', " AND ") for j in groupe) + ")" for groupe in groupes
    )


def _en_tsquery(groupes: Sequence[Sequence[str]]) -> str:
    return " & ".join(
        "(" + " | ".join(_ensemble(j, "'{}'", " & ") for j in groupe) + ")" for groupe in groupes
    )


def _ensemble(jetons: str, forme: str, lien: str) -> str:
    """Les jetons ne sont que lettres et chiffres : rien à échapper."""
    return "(" + lien.join(forme.format(j) for j in jetons.split()) + ")"


_CANDIDATES = select(
    col(Astuce.id), col(Astuce.racines), col(Astuce.etat), col(Astuce.utiles),
    col(Astuce.verifiee_le),
).where(col(Astuce.id).in_(bindparam("ids", expanding=True)))  # fmt: skip


def candidates(session: Session, ids: Sequence[int]) -> list[Candidate]:
    """Ce qu'il faut de ces astuces pour les ranger."""
    if not ids:
        return []
    lignes = session.connection().execute(_CANDIDATES, {"ids": list(ids)}).all()
    return [Candidate(*ligne) for ligne in lignes]


_TEXTES = select(Astuce).where(col(Astuce.id).in_(bindparam("ids", expanding=True)))


def dans_l_ordre(session: Session, reseau: int, ids: Sequence[int]) -> list[Astuce]:
    """Ces astuces de ce réseau, dans cet ordre."""
    if not ids:
        return []
    lues = session.execute(_TEXTES, {"ids": list(ids)}).scalars()
    par_numero = {a.id: a for a in lues if a.reseau == reseau}
    return [par_numero[i] for i in ids if i in par_numero]


# -- les mots connus -------------------------------------------------------------------------------

_MOTS = select(col(MotConnu.mot), col(MotConnu.racine), col(MotConnu.combien))
_DES_RACINES = _MOTS.where(
    col(MotConnu.reseau) == bindparam("reseau"),
    col(MotConnu.racine).in_(bindparam("racines", expanding=True)),
)
_COMMENCENT = (
    _MOTS.where(
        col(MotConnu.reseau) == bindparam("reseau"),
        col(MotConnu.mot) >= bindparam("debut"),
        col(MotConnu.mot) <= bindparam("fin"),
    )
    .order_by(col(MotConnu.combien).desc(), col(MotConnu.mot))
    .limit(bindparam("n"))
)
_DE_CETTE_LONGUEUR = select(col(MotConnu.mot)).where(
    col(MotConnu.reseau) == bindparam("reseau"),
    col(MotConnu.mot) >= bindparam("debut"),
    col(MotConnu.mot) <= bindparam("fin"),
    func.length(col(MotConnu.mot)).between(bindparam("court"), bindparam("long")),
)
_CES_MOTS = _MOTS.where(
    col(MotConnu.reseau) == bindparam("reseau"),
    col(MotConnu.mot).in_(bindparam("mots", expanding=True)),
)


def des_racines(session: Session, reseau: int, racines: Sequence[str]) -> list[Mot]:
    """Les mots connus qui ont l'une de ces racines."""
    if not racines:
        return []
    lignes = session.connection().execute(
        _DES_RACINES, {"reseau": reseau, "racines": list(racines)}
    )
    return [Mot(*ligne) for ligne in lignes.all()]


def qui_commencent(session: Session, reseau: int, debut: str, limite: int) -> list[Mot]:
    """Les mots connus qui commencent ainsi, les plus employés d'abord."""
    valeurs = {"reseau": reseau, "debut": debut, "fin": debut + FIN_DE_PREFIXE, "n": limite}
    return [Mot(*ligne) for ligne in session.connection().execute(_COMMENCENT, valeurs).all()]


def de_cette_longueur(
    session: Session, reseau: int, debut: str, longueurs: tuple[int, int]
) -> list[str]:
    """Les mots connus qui commencent ainsi, d'une longueur entre ces deux-là."""
    valeurs = {
        "reseau": reseau, "debut": debut, "fin": debut + FIN_DE_PREFIXE, "court": longueurs[0],
        "long": longueurs[1],
    }  # fmt: skip
    return list(session.connection().execute(_DE_CETTE_LONGUEUR, valeurs).scalars().all())


def ces_mots(session: Session, reseau: int, mots: Sequence[str]) -> list[Mot]:
    """Ce que l'on sait de ces mots."""
    valeurs = {"reseau": reseau, "mots": list(mots)}
    return [Mot(*ligne) for ligne in session.connection().execute(_CES_MOTS, valeurs).all()]


def mots_connus(session: Session, reseau: int, mots: Sequence[str]) -> dict[str, MotConnu]:
    """Les lignes de ces mots-là, à compter de nouveau."""
    if not mots:
        return {}
    requete = select(MotConnu).where(
        col(MotConnu.reseau) == reseau, col(MotConnu.mot).in_(list(mots))
    )
    return {m.mot: m for m in session.execute(requete).scalars()}


def visibles(session: Session, reseau: int, etats: Sequence[str]) -> int:
    """Combien d'astuces de ce réseau se lisent."""
    requete = select(func.count()).where(
        col(Astuce.reseau) == reseau, or_(*(col(Astuce.etat) == e for e in etats))
    )
    return int(session.connection().execute(requete).scalar_one())
