"""Voir ce que l'on garde de soi, puis être oublié : dans les lignes, et jusque dans le fichier."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, String, Table, select
from sqlmodel import AutoString, Session, SQLModel

from donnees.colonnes import Instant
from donnees.demande import Demande
from donnees.oubli import effacer
from tests.scenario import DEPART, Monde, OuvreReseau, Salon

INES = "@ines:localhost"
SECRET = "la facture zzperduezz de Chorus"


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Karim et Lucie connaissent la compta ; Inès connaît la paie et parle à part."""
    salon = ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "lucie"), animation="nadia",
        themes={"compta": ("karim", "lucie"), "paie": ("ines",)},
    )  # fmt: skip
    salon["ines"].ouvre_une_conversation().oublie()
    return salon


def oubliee(reseau: Salon, qui: str = "ines") -> None:
    """Elle le demande, et le confirme."""
    reseau[qui].dit("oubliemoi", en_prive=True)
    reseau[qui].recoit("revenir en arrière", type="oubli", boutons=("✅", "❌"))
    reseau[qui].reagit("✅")


def colonnes_qui_nomment(monde: Monde, mxid: str) -> set[str]:
    """Les colonnes où se lit encore cet identifiant."""
    trouvees = set()
    with Session(monde.base) as session:
        for table in SQLModel.metadata.sorted_tables:
            for ligne in session.connection().execute(select(table)).mappings():
                trouvees |= {f"{table.name}.{nom}" for nom, v in ligne.items() if mxid in str(v)}
    return trouvees


# -- voir ------------------------------------------------------------------------------------------


def test_tout_se_lit(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit(f"!aide compta {SECRET}")
    reseau.bot_dit(type="demande.proposee", mention="karim")
    ines.dit("mes données", en_prive=True)
    dit = ines.recoit("Assistantes", "Vous connaissez : paie", SECRET, "oubliemoi", type="donnees")
    garde = dit.jumeau["donnees"]
    assert garde["questions"][0]["demande"] == 1
    assert garde["savoirs"] == ["paie"]
    assert garde["stop"] is False


def test_ecrit_dans_un_salon_rien_ne_s_y_repete(reseau: Salon) -> None:
    message = reseau["ines"].dit("!mesdonnées")
    reseau["ines"].recoit(type="donnees")
    reseau.bot_reagit("📬", message)
    reseau["karim"].dit("!mesdonnées")
    reseau.bot_dit("en privé", type="refus", champs={"commande": "mesdonnees"})


def test_qui_n_est_nulle_part_n_a_rien(monde: Monde) -> None:
    seul = monde.personne("seul")
    seul.dit("mesdonnées", en_prive=True)
    seul.recoit(type="donnees")


# -- oublier ---------------------------------------------------------------------------------------


def test_non_ne_touche_a_rien(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("!oubliemoi", en_prive=True)
    ines.recoit(type="oubli")
    ines.dit("non", en_prive=True)
    ines.recoit("je ne touche à rien", type="oubli")
    ines.dit("!mesdonnées", en_prive=True)
    ines.recoit("paie", type="donnees")


def test_les_questions_en_cours_ont_leur_fin_et_le_reste_est_passe(reseau: Salon) -> None:
    reseau["karim"].dit("!aide paie une prime ?")
    reseau.bot_dit(type="demande.proposee", mention="ines")
    reseau["ines"].dit(f"!aide compta {SECRET}")
    reseau.bot_dit(type="demande.proposee", mention="karim")
    oubliee(reseau)
    reseau.bot_dit("Karim", "qui peut aider", type="demande.appel", appel=True)
    reseau.bot_dit("n° 2 est retirée", type="demande.annulee", mention="ines")
    reseau["ines"].recoit("C'est fait", type="oubli")


def test_plus_rien_ne_la_nomme_sauf_ou_elle_est(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit(f"!aide compta {SECRET}")
    reseau["karim"].reagit("✋", sur=reseau.bot_dit(type="demande.proposee", mention="karim"))
    ines.reagit("✅", sur=reseau.bot_dit(type="demande.prise", mention="ines"))
    reseau.bot_dit(type="demande.resolue", mention=("ines", "karim"))
    reseau["nadia"].dit(f"!référent {INES} paie")
    ines.reagit("✅", sur=reseau.bot_dit(type="referent.note", mention="ines"))
    reseau.oublie()
    oubliee(reseau)
    ines.recoit("C'est fait", type="oubli")
    assert colonnes_qui_nomment(reseau.monde, INES) <= {
        "adhesion.membre", "salon.prive_avec", "salon.createurs",
    }  # fmt: skip
    with Session(reseau.monde.base) as session:
        demande = session.get(Demande, 1)
        assert demande is not None
        assert (demande.question, demande.demandeur, demande.etat) == ("", "", "resolue")
    reseau["karim"].dit("!demande 1")
    reseau.bot_dit("quelqu'un", type="demande.fiche")


def test_ses_mots_ne_se_lisent_plus_ni_dans_les_lignes_ni_dans_le_fichier(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit(f"!aide compta {SECRET}")
    reseau.bot_dit(type="demande.proposee", mention="karim")
    ines.dit("!demande 1")
    reseau.bot_dit("zzperduezz", type="demande.fiche")
    ines.dit("!astuce le zzperduezz se range dans Chorus #compta")
    reseau.bot_dit(type="astuce.notee")
    assert lisible(reseau.monde, "zzperduezz")
    oubliee(reseau)
    reseau.bot_dit(type="demande.annulee", mention="ines")
    ines.recoit(type="oubli")
    assert not lisible(reseau.monde, "zzperduezz")


def lisible(monde: Monde, mot: str) -> bool:
    """Vrai si ce mot se lit dans une ligne, ou dans le fichier de SQLite et son journal.

    PostgreSQL tient ses fichiers lui-même : on n'y regarde que les lignes.
    """
    if colonnes_qui_nomment(monde, mot):
        return True
    if monde.base.dialect.name != "sqlite":
        return False
    chemin = Path(str(monde.base.url.database))
    fichiers = [chemin, *chemin.parent.glob(f"{chemin.name}-*")]
    return any(mot.encode() in f.read_bytes() for f in fichiers if f.exists())


def test_stop_survit_a_l_oubli(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("stop", en_prive=True)
    ines.recoit(type="ecoute")
    oubliee(reseau)
    ines.recoit("stop", type="oubli")
    ines.dit("stop", en_prive=True)
    ines.recoit("déjà", type="ecoute")


def test_seule_la_personne_confirme_et_une_seule_fois(reseau: Salon) -> None:
    ines = reseau["ines"]
    ines.dit("oubliemoi", en_prive=True)
    dit = ines.recoit(type="oubli")
    ines.reagit("✅", sur=dit)
    ines.recoit("C'est fait", type="oubli")
    ines.reagit("❌", sur=dit)
    ines.retire("✅", sur=dit)
    reseau.bot_se_tait()


@pytest.mark.parametrize("validation", [1, 2, 3])
def test_coupe_au_milieu_elle_est_oubliee_une_fois(reseau: Salon, validation: int) -> None:
    ines = reseau["ines"]
    ines.dit("oubliemoi", en_prive=True)
    dit = ines.recoit(type="oubli")
    reseau.coupe_au_milieu(validation)
    ines.reagit("✅", sur=dit)
    ines.recoit("C'est fait", type="oubli")


def test_qui_anime_seul_est_prevenu(reseau: Salon) -> None:
    reseau["nadia"].dit("oubliemoi", en_prive=True)
    reseau["nadia"].recoit("Vous animez seul", "!animation", type="oubli")


LAISSEES = {"adhesion", "salon", "inboxitem", "outboxitem", "repere"}


def test_toute_table_est_couverte(monde: Monde) -> None:
    """Une ligne de chaque table, dont chaque mot vaut l'identifiant : rien n'en reste.

    Les salons et les boîtes ont leurs propres essais : on y garde ce qui n'est pas à elle.
    """
    tables = [t for t in SQLModel.metadata.sorted_tables if t.name not in LAISSEES]
    with Session(monde.base) as session:
        for table in tables:
            session.connection().execute(table.insert().values(_ligne(table)))
        session.commit()
        assert {nom.split(".")[0] for nom in colonnes_qui_nomment(monde, INES)} >= {
            "demande", "savoir", "question", "suivi", "passage", "geste", "attention",
        }  # fmt: skip
        effacer(session, INES)
        session.commit()
    assert colonnes_qui_nomment(monde, INES) == set()


def _ligne(table: Table) -> dict[str, Any]:
    valeurs: dict[str, Any] = {}
    for colonne in table.columns:
        if isinstance(colonne.type, JSON):
            valeurs[colonne.name] = [INES]
        elif isinstance(colonne.type, Instant):
            valeurs[colonne.name] = None if colonne.nullable else DEPART
        elif isinstance(colonne.type, String | AutoString):
            valeurs[colonne.name] = INES
        else:
            valeurs[colonne.name] = 1
    return valeurs
