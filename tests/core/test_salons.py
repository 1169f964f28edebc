"""Qui est là, qui peut quoi, ce qui est privé, ce qui est chiffré (contrat §4)."""

import pytest

from bot.pieces import Roster
from donnees import salon as ligne_de_salon
from tests.fil import BOT
from tests.scenario import Monde, OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime ; Inès est membre."""
    return ouvre_reseau("Assistantes", ("nadia", "ines"))


def ligne(monde: Monde, salon: Salon) -> ligne_de_salon.Salon:
    """Ce que le robot sait de ce salon."""
    trouve: ligne_de_salon.Salon | None
    trouve = monde.fil.moteur.read(lambda s: ligne_de_salon.salon(s, salon.id))
    assert trouve is not None
    return trouve


def joints(monde: Monde, salon: Salon) -> set[str]:
    """Qui est là, selon le robot."""
    lus = monde.fil.moteur.read(lambda s: ligne_de_salon.joints(s, salon.id))
    return {a.membre for a in lus}


# -- aller et venir --------------------------------------------------------------------------------


def test_une_arrivee_puis_un_depart_puis_un_retour(monde: Monde, reseau: Salon) -> None:
    leo = monde.personne("leo")
    leo.arrive(reseau)
    reseau.bot_dit("bienvenue Leo")
    leo.part()
    reseau.bot_dit("au revoir")
    leo.arrive()
    reseau.bot_dit("bon retour")


def test_une_exclusion_est_un_depart(reseau: Salon) -> None:
    nadia, ines = reseau
    ines.part(exclu_par=nadia)
    reseau.bot_dit("au revoir")
    ines.dit("!écho bonjour")
    reseau.bot_dit(type="refus")


def test_une_invitation_n_est_pas_une_arrivee(monde: Monde, reseau: Salon) -> None:
    leo = monde.personne("leo")
    invite = {"membership": "invite", "displayname": "Leo"}
    monde.fil.livre(
        monde.fil.brut(reseau.id, "m.room.member", reseau["nadia"].mxid, invite, leo.mxid)
    )
    reseau.bot_se_tait()
    leo.arrive(reseau)
    reseau.bot_dit("bienvenue Leo")


def test_changer_de_nom_n_est_pas_arriver(monde: Monde, reseau: Salon) -> None:
    contenu = {"membership": "join", "displayname": "Inès M."}
    mxid = reseau["ines"].mxid
    monde.fil.livre(monde.fil.brut(reseau.id, "m.room.member", mxid, contenu, mxid))
    reseau.bot_se_tait()


def test_dans_un_salon_sans_reseau_personne_n_arrive(monde: Monde) -> None:
    salon = monde.ouvre_salon("Cafétéria", ("paul", "lea"))
    salon.bot_dit("me voici")
    monde.personne("leo").arrive(salon)
    salon.bot_se_tait()


def test_la_liste_du_serveur_fait_foi_sans_rien_annoncer(monde: Monde, reseau: Salon) -> None:
    monde.fil.livre(Roster(salon=reseau.id, noms={BOT: "Maillon", "@leo:localhost": "Léo"}))
    reseau.bot_se_tait()
    assert joints(monde, reseau) == {BOT, "@leo:localhost"}


def test_une_appartenance_mal_formee_ne_casse_rien(monde: Monde, reseau: Salon) -> None:
    for contenu in ({}, {"membership": 3}, {"membership": "join", "displayname": ["x"]}):
        monde.fil.livre(
            monde.fil.brut(reseau.id, "m.room.member", "@a:localhost", contenu, "@a:localhost")
        )
    reseau.bot_dit("bienvenue")


# -- pouvoirs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "users", "niveaux"),
    [
        ("10", {"nadia": 100, "ines": 50}, {"nadia": 100, "ines": 50, "karim": 0}),
        ("10", {"ines": 50}, {"nadia": 0, "ines": 50}),
        ("12", {"ines": 50}, {"nadia": float("inf"), "ines": 50, "karim": 0}),
        ("11", {"nadia": 20}, {"nadia": 20}),
    ],
)
def test_les_pouvoirs(
    monde: Monde, version: str, users: dict[str, int], niveaux: dict[str, float]
) -> None:
    pouvoirs = {f"@{nom}:localhost": niveau for nom, niveau in users.items()}
    salon = monde.ouvre_salon(
        "Salon", ("nadia", "ines", "karim"), version=version, pouvoirs=pouvoirs
    )
    salon.oublie()
    for nom, niveau in niveaux.items():
        assert ligne_de_salon.pouvoir(ligne(monde, salon), f"@{nom}:localhost") == niveau


def test_les_autres_createurs_d_un_salon_de_version_12(monde: Monde, reseau: Salon) -> None:
    reseau.change("m.room.create", room_version="12", additional_creators=["@ines:localhost", 3])
    for nom in ("nadia", "ines"):
        pouvoir = ligne_de_salon.pouvoir(ligne(monde, reseau), f"@{nom}:localhost")
        assert pouvoir == float("inf")
    assert ligne_de_salon.pouvoir(ligne(monde, reseau), "@karim:localhost") == 0


@pytest.mark.parametrize(
    "pouvoirs",
    [{"users": 3}, {"users": {"@ines:localhost": "100"}}, {"users_default": None}, {"users": []}],
)
def test_des_pouvoirs_mal_formes_ne_donnent_rien(
    monde: Monde, reseau: Salon, pouvoirs: dict[str, object]
) -> None:
    reseau.change("m.room.power_levels", **pouvoirs)
    assert ligne_de_salon.pouvoir(ligne(monde, reseau), "@ines:localhost") == 0


# -- chiffrement, remplacement ---------------------------------------------------------------------


def test_un_salon_chiffre_le_reste(monde: Monde, reseau: Salon) -> None:
    reseau.change("m.room.encryption", algorithm="m.megolm.v1.aes-sha2", rotation_period_msgs=50)
    reseau.change("m.room.encryption")
    reseau.change("m.room.encryption", algorithm=None)
    assert ligne(monde, reseau).chiffre
    reseau.redemarre()
    assert ligne(monde, reseau).chiffre


def test_un_salon_remplace(monde: Monde, reseau: Salon) -> None:
    reseau.change("m.room.tombstone", replacement_room="!suite:localhost")
    assert ligne(monde, reseau).remplace_par == "!suite:localhost"


# -- conversation privée ----------------------------------------------------------------------


def prive(monde: Monde, salon: Salon) -> str | None:
    """Avec qui ce salon est une conversation privée."""
    return ligne(monde, salon).prive_avec


def test_a_deux_et_sans_nom(monde: Monde) -> None:
    salon = monde.ouvre_salon("à deux", ("ines",), nom_du_salon="")
    salon.oublie()
    assert prive(monde, salon) == "@ines:localhost"


def test_a_deux_avec_un_nom_ce_n_est_pas_prive(monde: Monde) -> None:
    salon = monde.ouvre_salon("Projet", ("ines",))
    salon.oublie()
    assert prive(monde, salon) is None
    monde.fil.livre(directs={salon.id: "@ines:localhost"})
    assert prive(monde, salon) == "@ines:localhost"


def test_invite_en_direct_meme_avec_un_nom(monde: Monde) -> None:
    salon = monde.nouveau_salon("Inès et Maillon", ("ines",))
    salon.le_robot_entre(direct=True)
    salon.oublie()
    assert prive(monde, salon) == "@ines:localhost"


def test_une_troisieme_personne_meme_invitee_et_ce_n_est_plus_prive(monde: Monde) -> None:
    ines = monde.personne("ines")
    salon = ines.ouvre_une_conversation()
    salon.oublie()
    invite = {"membership": "invite"}
    leo = monde.personne("leo")
    monde.fil.livre(monde.fil.brut(salon.id, "m.room.member", ines.mxid, invite, leo.mxid))
    assert prive(monde, salon) is None
    ines.dit("mes données", en_prive=True)
    salon.bot_se_tait()


def test_un_salon_d_attache_n_est_jamais_prive(monde: Monde) -> None:
    reseau = monde.ouvre_reseau("Petit réseau", ("nadia",), nom_du_salon="")
    monde.fil.livre(directs={reseau.id: "@nadia:localhost"})
    reseau.change("m.room.topic", topic="à deux, sans nom")
    reseau.change("m.room.name", name="")
    assert prive(monde, reseau) is None
    reseau["nadia"].dit("écho bonjour")
    reseau.bot_se_tait()


def test_elle_a_quitte_la_conversation_on_n_y_ecrit_plus(monde: Monde, reseau: Salon) -> None:
    nadia, ines = reseau
    conversation = ines.ouvre_une_conversation()
    conversation.oublie()
    ines.part(conversation)
    nadia.dit(f"!demander {ines}")
    reseau.bot_dit("jamais écrit", type="refus")
