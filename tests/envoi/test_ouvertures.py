"""Une conversation privée : retrouvée d'abord, ouverte une fois, déclarée une fois."""

import pytest

from donnees import outbox
from donnees import salon as salons
from tests.envoi.conftest import NouveauPoste
from tests.envoi.poste import INES, Poste, ligne, message, ouverture
from tests.envoi.serveur import Reponse, Serveur, dabord, refus, toujours
from tests.garde import GARDE

A = "!a:localhost"
CREATION = {"ou": "createRoom", "methode": "POST"}


def _creations(carton: Serveur) -> int:
    return sum(d.chemin.endswith("createRoom") for d in carton.demandes)


async def test_ni_nom_ni_sujet_deux_membres_et_le_carnet(poste: Poste, carton: Serveur) -> None:
    poste.offre(ouverture(INES))
    await poste.vide()
    (demande,) = [d for d in carton.demandes if d.chemin.endswith("createRoom")]
    assert demande.corps["invite"] == [INES]
    assert demande.corps["is_direct"] is True
    assert demande.corps["preset"] == "trusted_private_chat"
    assert not {"name", "topic", "room_alias_name"} & set(demande.corps)
    assert carton.carnet == {INES: carton.salons}
    (recu,) = poste.recus("room_opened")
    assert recu.salon == carton.salons[0]


async def test_le_premier_message_est_pour_la_personne_invitee(poste: Poste) -> None:
    """Chiffré avant que la synchronisation ne dise qui est là, il ne serait lu de personne."""
    poste.offre(ouverture(INES))
    await poste.vide()
    (recu,) = poste.recus("room_opened")
    vue = await poste.rooms.view(recu.salon)
    assert INES in vue.members
    trouvee = poste.engine.read(lambda s: salons.conversation(s, INES))
    assert trouvee.id == recu.salon


@pytest.mark.parametrize("apres", [True, False])
async def test_tue_entre_la_creation_et_sa_marque(
    poste: Poste, faire_poste: NouveauPoste, carton: Serveur, apres: bool
) -> None:
    demande = ouverture(INES)
    carton.conduite = dabord(*[Reponse(coupe=True, apres=apres)] * 1, **CREATION)
    poste.offre(demande)
    async with poste.en_marche():
        while not poste.sender.retries:
            await poste.writer.run(lambda: None)
    carton.conduite = None
    assert poste.ligne(demande.envoi).etat == outbox.ESSAYE
    second = faire_poste()
    second.sender.offer(second.engine.to_send())
    await second.vide()
    assert len(carton.salons) == 1
    assert carton.carnet == {INES: carton.salons}
    assert poste.ligne(demande.envoi).event_id == carton.salons[0]


async def test_une_liste_de_salons_qui_n_en_est_pas_une_ne_fait_pas_ouvrir_deux_fois(
    poste: Poste, faire_poste: NouveauPoste, carton: Serveur
) -> None:
    demande = ouverture(INES)
    carton.conduite = dabord(Reponse(coupe=True, apres=True), **CREATION)
    poste.offre(demande)
    async with poste.en_marche():
        while not poste.sender.retries:
            await poste.writer.run(lambda: None)
    carton.conduite = dabord(Reponse(200, "{}"), ou="joined_rooms", methode="GET")
    second = faire_poste()
    second.sender.offer(second.engine.to_send())
    await second.vide()
    assert len(carton.salons) == 1


async def test_tue_avant_le_carnet(poste: Poste, carton: Serveur) -> None:
    """La conversation existe, `m.direct` échoue : refait, sans second salon ni seconde ligne."""
    carton.conduite = dabord(Reponse(502), Reponse(502), ou="m.direct")
    poste.offre(ouverture(INES))
    await poste.vide()
    assert (len(carton.salons), _creations(carton)) == (1, 1)
    assert carton.carnet == {INES: carton.salons}


async def test_deux_histoires_avec_la_meme_personne_une_seule_conversation(
    poste: Poste, carton: Serveur
) -> None:
    poste.offre(ouverture(INES, "prive:ines"), ouverture(INES, "accueil:3"))
    await poste.vide()
    assert len(carton.salons) == 1
    assert [r.salon for r in poste.recus("room_opened")] == carton.salons * 2
    assert carton.carnet == {INES: carton.salons}


async def test_la_conversation_connue_de_la_base_ressert(poste: Poste, carton: Serveur) -> None:
    prive = poste.salon("!prive:localhost", membres=(INES,))
    poste.engine.on_outbox(
        lambda s: salons.note_invites(s, prive, [INES], poste.horloge.real(), direct=True)
    )
    carton.etats[prive, "m.room.member", INES] = {"membership": "join"}
    poste.offre(ouverture(INES))
    await poste.vide()
    assert _creations(carton) == 0
    assert carton.carnet == {INES: [prive]}


@pytest.mark.parametrize(("etat", "creations"), [("join", 0), ("invite", 0), ("leave", 1)])
async def test_celle_du_carnet_ressert_si_la_personne_y_est(
    poste: Poste, carton: Serveur, etat: str, creations: int
) -> None:
    carton.carnet = {INES: ["!vieux:localhost"], "@lea:localhost": ["!x:localhost"]}
    carton.etats["!vieux:localhost", "m.room.member", INES] = {"membership": etat}
    poste.offre(ouverture(INES))
    await poste.vide()
    assert _creations(carton) == creations
    assert carton.carnet["@lea:localhost"] == ["!x:localhost"]
    assert carton.carnet[INES] == ["!vieux:localhost", *carton.salons]


@pytest.mark.parametrize("etat", ["join", "invite"])
async def test_a_trois_ce_n_est_plus_une_conversation_privee(
    poste: Poste, carton: Serveur, etat: str
) -> None:
    """Inès a fait entrer quelqu'un : ce que le robot lui dit à part va dans un salon neuf."""
    carton.carnet = {INES: ["!vieux:localhost"]}
    carton.etats["!vieux:localhost", "m.room.member", INES] = {"membership": "join"}
    carton.etats["!vieux:localhost", "m.room.member", "@lea:localhost"] = {"membership": etat}
    poste.offre(ouverture(INES))
    await poste.vide()
    (recu,) = poste.recus("room_opened")
    assert [recu.salon] == carton.salons


async def test_une_invitation_refusee_est_dite_a_l_histoire(poste: Poste, carton: Serveur) -> None:
    carton.conduite = dabord(Reponse(403, refus(403, "M_FORBIDDEN").corps, apres=True), **CREATION)
    poste.offre(ouverture(INES))
    await poste.vide()
    (abandon,) = poste.recus("gave_up")
    assert abandon.contenu is not None
    assert abandon.contenu["about"] == "prive:ines"
    assert carton.salons == []  # le salon créé à demi est quitté
    assert poste.sender.given_up == {"invitation": 1}


async def test_pas_de_troisieme_personne(poste: Poste, carton: Serveur) -> None:
    contenu = {"invites": [INES, "@lea:localhost"], "nom": None, "direct": True}
    poste.offre(ligne(None, outbox.OUVERTURE, contenu, about="x:1"))
    await poste.vide()
    assert _creations(carton) == 0
    assert poste.sender.given_up == {"invitation": 1}


async def test_un_salon_a_plusieurs_porte_son_nom(poste: Poste, carton: Serveur) -> None:
    contenu = {"invites": [INES, "@lea:localhost"], "nom": "Retrouvailles", "direct": False}
    poste.offre(ligne(None, outbox.OUVERTURE, contenu, about="x:1"))
    await poste.vide()
    (demande,) = [d for d in carton.demandes if d.chemin.endswith("createRoom")]
    assert (demande.corps["name"], demande.corps["is_direct"]) == ("Retrouvailles", False)
    assert carton.carnet == {}


async def test_l_adresse_d_une_personne_est_apprise_en_route(
    poste: Poste, carton: Serveur, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.addresses.PAUSE", 0.05)
    poste.offre(ligne(None, outbox.MESSAGE, message(A).contenu, personne=INES))
    async with poste.en_marche() as sender:
        prive = poste.salon("!prive:localhost", membres=(INES,))
        await poste.writer.run(
            poste.engine.on_outbox,
            lambda s: salons.note_invites(s, prive, [INES], poste.horloge.real(), direct=True),
        )
        await sender.drain(GARDE)
    assert [e["room_id"] for e in carton.dits()] == [prive]


async def test_une_ouverture_refusee_pour_toujours_n_arrete_pas_les_autres(
    poste: Poste, carton: Serveur
) -> None:
    carton.conduite = toujours(refus(400, "M_UNKNOWN"), **CREATION)
    poste.offre(ouverture(INES), message(A))
    await poste.vide()
    assert len(carton.dits()) == 1
