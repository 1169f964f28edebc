"""Le nom de qui n'est pas dans le salon, et la conversation qui sert quand il y en a deux."""

from tests.scenario import Monde


def test_une_personne_absente_garde_son_nom_du_salon_d_attache(monde: Monde) -> None:
    salon = monde.ouvre_salon("Direction", ("nadia", "ines"))
    salon.oublie()
    salon["nadia"].dit("!réseau ouvrir Assistantes")
    salon.oublie()
    salon["ines"].dit("!animation", en_prive=True)
    salon["ines"].recoit("Nadia anime", type="animation")


def test_de_deux_conversations_la_derniere_rejointe_sert(monde: Monde) -> None:
    reseau = monde.ouvre_reseau("Assistantes", ("nadia", "ines"))
    ines = reseau["ines"]
    premiere = ines.ouvre_une_conversation()
    premiere.oublie()
    ines.prive = None
    reseau.passe(minutes=1)
    seconde = ines.ouvre_une_conversation()
    seconde.oublie()
    assert seconde.id != premiere.id
    ines.dit("!demandes", dans=reseau)
    assert ines.recoit(type="demande.liste").salon == seconde.id
    seconde.appartenance(ines, "leave")
    message = ines.dit("!demandes", dans=reseau)
    assert premiere.bot_dit(type="demande.liste").salon == premiere.id
    for touche in monde.fil.touches:
        touche.attendu = True
    assert message
