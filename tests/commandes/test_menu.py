"""Le menu : ce que l'on peut faire, et rien d'autre."""

from bot.core.registry import Registry
from commandes.menu import DEMANDER, VOUS
from tests.scenario import Monde, OuvreReseau


def test_un_membre_n_y_voit_pas_les_gestes_de_l_animation(
    ouvre_reseau: OuvreReseau, registre: Registry
) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"), animation="nadia")
    reseau["ines"].dit("!menu")
    membre = reseau.bot_dit("Que voulez-vous faire", "!annuaire", "!jesais", type="menu")
    reseau["nadia"].dit("!menu")
    animation = reseau.bot_dit("parce que vous animez", type="menu")
    reserves = {ligne.exemple for ligne in registre.menu if ligne.role == "animation"}
    assert reserves >= {"!thème compta : factures, Chorus", "!animation @Karim"}
    assert not any(reserve in membre.corps for reserve in reserves)
    assert all(reserve in animation.corps for reserve in reserves)


def test_il_vient_du_registre(ouvre_reseau: OuvreReseau, registre: Registry) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"), animation="nadia")
    reseau["ines"].dit("!menu")
    dit = reseau.bot_dit(type="menu")
    corps = dit.corps.replace("\u00a0", " ")
    for ligne in registre.menu:
        assert (ligne.envie[1:] in corps) == (ligne.role in ("membre", "tous"))


def test_sans_reseau_il_dit_comment_en_ouvrir_un(monde: Monde) -> None:
    salon = monde.ouvre_salon("Direction", ("nadia", "ines"))
    salon.oublie()
    for personne in (salon["nadia"], salon["ines"]):
        personne.dit("!menu")
        salon.bot_dit("pas encore de réseau", "!réseau ouvrir", type="refus",
                      champs={"commande": "menu"})  # fmt: skip


def test_en_prive_il_suit_mes_roles(ouvre_reseau: OuvreReseau, monde: Monde) -> None:
    ouvre_reseau("Assistantes", ("nadia", "ines"), animation="nadia")
    reseau = ouvre_reseau("Comptables", ("paul", "nadia"), animation="paul")
    reseau["nadia"].dit("menu", en_prive=True)
    reseau["nadia"].recoit("parce que vous animez", "!annuaire", type="menu")
    monde.personne("seul").dit("menu", en_prive=True)
    monde.personne("seul").recoit("aucun réseau", "!confidentialité", type="menu")


def test_chaque_exemple_du_menu_est_une_commande(registre: Registry) -> None:
    for ligne in registre.menu:
        assert registre.find(ligne.exemple.removeprefix("!")) is not None, ligne.exemple


def test_demander_vient_avant_le_reste(ouvre_reseau: OuvreReseau, registre: Registry) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"), animation="nadia")
    reseau["ines"].dit("!menu")
    lignes = reseau.bot_dit(type="menu").corps.split("\n")
    assert lignes.index("Demander, aider") < lignes.index("Le réseau") < lignes.index("Vous")
    assert "!aide compta" in lignes[lignes.index("Demander, aider") + 1]
    assert all(mot in registre.commands for mot in (*DEMANDER, *VOUS))
