"""Ce que dit le robot en entrant."""

from tests.scenario import Monde, OuvreReseau


def test_dans_un_salon_sans_reseau_il_dit_comment_en_ouvrir_un(monde: Monde) -> None:
    salon = monde.ouvre_salon("Direction", ("nadia", "ines"))
    salon.bot_dit(
        "un robot", "je ne garde que", "Rien n'est obligatoire", "!réseau ouvrir",
        "✉️ me parler à part", type="presentation", boutons=("✉️",),
    )  # fmt: skip


def test_dans_un_salon_d_attache_il_dit_comment_commencer(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    reseau.appartenance(reseau.monde.personne("maillon"), "leave")
    reseau.le_robot_entre()
    dit = reseau.bot_dit("Pour commencer : !aide", type="presentation", boutons=("✉️",))
    assert "!réseau ouvrir" not in dit.corps


def test_a_part_il_sonne_et_dit_ce_que_l_on_peut_y_faire(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    reseau["ines"].ouvre_une_conversation()
    reseau["ines"].recoit(
        "un robot", "Assistantes", "menu", "!confidentialité",
        type="presentation", mention="ines", boutons=(),
    )  # fmt: skip


def test_a_part_un_inconnu_apprend_ce_qui_lui_manque(monde: Monde) -> None:
    seul = monde.personne("seul")
    seul.ouvre_une_conversation()
    seul.recoit("aucun réseau", type="presentation", mention="seul")


def test_il_ne_se_presente_pas_la_ou_il_invite_lui_meme(monde: Monde) -> None:
    salon = monde.ouvre_salon("Direction", ("nadia", "ines"))
    salon.bot_dit(type="presentation")
    salon["ines"].reagit("✉️")
    salon["ines"].recoit(type="prive.ouverture", mention="ines")
    assert salon["ines"].prive is not None
    salon.bot_se_tait()


def test_une_entree_une_presentation(monde: Monde) -> None:
    salon = monde.ouvre_salon("Direction", ("nadia", "ines"))
    salon.bot_dit(type="presentation")
    salon.redemarre()
    salon["ines"].dit("bonjour tout le monde")
    salon.bot_se_tait()


def test_coupe_au_milieu_il_se_presente_une_fois(monde: Monde) -> None:
    monde.arme_la_coupure(2)
    salon = monde.ouvre_salon("Direction", ("nadia", "ines"))
    salon.bot_dit(type="presentation", boutons=("✉️",))
