"""!aide : le guide, une commande expliquée, une question posée avec ou sans son thème."""

import pytest

from tests.scenario import Monde, OuvreReseau, Personne, Salon

MEMBRES = ("nadia", "ines", "karim", "lucie", "paul")


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Deux thèmes tenus, un que personne ne connaît, et les mots de la compta."""
    salon = ouvre_reseau(
        "Assistantes", membres=MEMBRES, animation="nadia",
        themes={"compta": ("karim",), "courrier": ("paul",), "archives": ()},
    )  # fmt: skip
    salon["nadia"].dit("!thème compta : facture, Chorus, bon de commande")
    salon["nadia"].dit("!thème courrier : tampon, parapheur, commande de timbres")
    salon.oublie()
    return salon


# -- le guide ------------------------------------------------------------------------------------


def test_le_guide_tient_en_dix_lignes(reseau: Salon) -> None:
    mot = reseau["ines"].dit("!aide")
    dit = reseau.bot_dit(
        "!aide compta ", "✋ je m'en occupe", "➡️ pas cette fois", "✅ réglé",
        "✉️ me parler à part", "compta, courrier et archives",
        "Personne ne s'en occupe encore : archives", "!jesais archives", "!menu", "!aide prends",
        type="guide", repond_a=mot, boutons=(),
    )  # fmt: skip
    assert len(dit.corps.splitlines()) <= 10


def test_le_guide_d_un_grand_reseau_reste_court(ouvre_reseau: OuvreReseau) -> None:
    themes: dict[str, tuple[str, ...]] = {f"sujet {n}": () for n in range(1, 31)}
    reseau = ouvre_reseau("A", membres=("ines", "karim"), themes=themes)
    reseau["ines"].dit("!aide")
    dit = reseau.bot_dit("et 18 autres", type="guide")
    assert len(dit.corps.splitlines()) <= 10
    assert len(dit.corps) < 1200


def test_le_guide_la_ou_il_n_y_a_pas_de_reseau(monde: Monde) -> None:
    salon = monde.ouvre_salon("Direction", ("nadia", "ines"))
    salon.oublie()
    salon["ines"].dit("!aide")
    guide = salon.bot_dit("!réseau ouvrir", "!aide prends", type="guide")
    assert "!demandes" not in guide.corps, "ce mot n'y aurait qu'un refus"
    salon["ines"].dit("!aide compta Chorus refuse ma facture")
    salon.bot_dit("pas encore de réseau", "!réseau ouvrir", type="refus",
                  champs={"commande": "aide"})  # fmt: skip


def test_le_guide_sans_theme_et_en_prive(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("A", membres=("ines", "karim"))
    reseau["ines"].dit("!aide")
    reseau.bot_dit("Pas encore de thème", "!animation", type="guide")
    reseau["ines"].dit("aide", en_prive=True)
    reseau["ines"].recoit("Pas encore de thème", type="guide")


# -- expliquer une commande ----------------------------------------------------------------------


@pytest.mark.parametrize("dit", ["!aide prends", "!aide !prends", "!AIDE Prends"])
def test_une_commande_s_explique(reseau: Salon, dit: str) -> None:
    mot = reseau["ines"].dit(dit)
    reseau.bot_dit(
        "vous vous occupez d'une question", "Par exemple : !prends 12", "✋ demander aux collègues",
        type="aide", boutons=("✋",), repond_a=mot, champs={"commande": "prends"},
    )  # fmt: skip


def test_la_main_levee_pose_la_question_aux_collegues(reseau: Salon) -> None:
    reseau["nadia"].dit("!thème archives : annuaire")
    reseau.bot_dit(type="theme.note")
    mot = reseau["ines"].dit("!aide annuaire")
    explication = reseau.bot_dit(type="aide")
    reseau["karim"].reagit("✋", sur=explication)
    reseau.bot_se_tait()
    reseau["ines"].reagit("✋")
    reseau.bot_dit("n° 1, archives", type="demande.appel", appel=True, repond_a=mot)
    reseau["ines"].reagit("👍", sur=explication)
    reseau.bot_se_tait()
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("« annuaire »", type="demande.fiche")


def test_la_main_levee_sur_un_mot_sans_theme_demande_le_theme(reseau: Salon) -> None:
    mot = reseau["ines"].dit("!aide prends")
    explication = reseau.bot_dit(type="aide")
    reseau["ines"].repond_a(explication, "✋")
    reseau.bot_dit("de quel thème", "!aide compta prends", type="usage", repond_a=mot)


def test_en_prive_une_commande_s_explique_sans_bouton(reseau: Salon) -> None:
    reseau["ines"].dit("aide passe", en_prive=True)
    reseau["ines"].recoit("je demande à quelqu'un d'autre", type="aide", boutons=())


# -- poser une question --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dit", "theme", "pair"),
    [
        ("!aide compta Chorus refuse ma facture", "compta", "karim"),
        ("!AIDE Compta : Chorus refuse", "compta", "karim"),
        ("!question courrier où est le pli ?", "courrier", "paul"),
        ("!demande courrier où est le pli ?", "courrier", "paul"),
        ("!aide Chorus refuse mon avoir", "compta", "karim"),
        ("!aide j'ai deux factures en double", "compta", "karim"),
        ("!aide qui signe un bon de commande ?", "compta", "karim"),
        ("!aide le tampon est perdu", "courrier", "paul"),
        ("!demande où est le parapheur ?", "courrier", "paul"),
        ("!aide facture du tampon refusée", "compta", "karim"),
        ("Maillon, aide compta Chorus refuse ma facture", "compta", "karim"),
    ],
)
def test_le_theme_se_dit_en_tete_ou_se_reconnait(
    reseau: Salon, dit: str, theme: str, pair: str
) -> None:
    mot = reseau["ines"].dit(dit)
    reseau.bot_dit(type="demande.proposee", mention=pair, repond_a=mot,
                   champs={"demande": 1, "theme": theme})  # fmt: skip


def test_la_question_est_gardee_telle_qu_ecrite(reseau: Salon) -> None:
    reseau["ines"].dit("!aide compta  <b>Chorus</b> & *moi* ?")
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["ines"].dit("!aide Chorus, encore LUI")
    reseau.bot_dit(type="demande.proposee", mention="karim")
    reseau["ines"].dit("!demande 1")
    reseau.bot_dit("« <b>Chorus</b> & *moi* ? »", type="demande.fiche")
    reseau["ines"].dit("!demande 2")
    reseau.bot_dit("« Chorus, encore LUI »", type="demande.fiche")


def test_un_theme_mal_ecrit_se_confirme_d_une_touche(reseau: Salon) -> None:
    mot = reseau["ines"].dit("!aide comtpa ma note est refusée")
    reseau.bot_dit(
        "de quel thème", "1️⃣ compta", "2️⃣ courrier", "❌ aucun", type="demande.choix",
        mention="ines", boutons=("1️⃣", "2️⃣", "❌"), repond_a=mot,
        champs={"themes": ["compta", "courrier"]},
    )  # fmt: skip
    reseau["ines"].reagit("1️⃣")
    reseau.bot_dit("n° 1, compta", type="demande.proposee", mention="karim", repond_a=mot)


def test_sans_aucun_indice_le_theme_se_demande(reseau: Salon) -> None:
    mot = reseau["ines"].dit("!aide qui a vu mon chat ?")
    reseau.bot_dit("compta, courrier et archives", "!aide compta qui a vu", type="usage",
                   champs={"commande": "aide"}, repond_a=mot)  # fmt: skip


def test_deux_themes_nommes_on_ne_choisit_pas(reseau: Salon) -> None:
    reseau["ines"].dit("!aide mon tampon est sur la facture")
    dit = reseau.bot_dit("de quel thème", type="demande.choix", mention="ines")
    assert sorted(dit.jumeau["themes"]) == ["compta", "courrier"]


def test_un_theme_sans_question(reseau: Salon) -> None:
    reseau["ines"].dit("!aide courrier")
    reseau.bot_dit("votre question", "!aide courrier ", type="usage")
    reseau["ines"].dit("!aide chorus")
    reseau.bot_dit("!aide compta ", type="usage")
    reseau["ines"].dit("!question")
    reseau.bot_dit("!aide compta", type="usage", champs={"commande": "question"})


def test_sans_theme_dans_le_reseau(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("A", membres=("ines", "karim"))
    reseau["ines"].dit("!aide je suis perdue")
    reseau.bot_dit("pas encore de thème", "!thème compta", type="usage")


def test_en_prive_la_question_reste_a_part(reseau: Salon) -> None:
    reseau["ines"].dit("!aide compta Chorus refuse ma facture", en_prive=True)
    reseau["ines"].recoit("à qui la demander", type="demande.accord", mention="ines")
    reseau["ines"].dit("demande compta et ça ?", en_prive=True)
    reseau["ines"].recoit("à qui la demander", type="demande.accord", mention="ines")


@pytest.mark.parametrize(
    "dit", ["!aide discret compta c'est délicat", "!aide compta discret c'est délicat"]
)
def test_discret_dans_un_salon_ne_demande_rien_a_personne(reseau: Salon, dit: str) -> None:
    reseau["ines"].dit(dit)
    reponse = reseau.bot_dit("je n'ai rien demandé à personne", type="refus")
    assert "délicat" not in reponse.corps


def test_le_texte_d_un_membre_n_est_ni_mention_ni_balise(reseau: Salon) -> None:
    reseau["ines"].dit("!aide zzz @room @karim:localhost <img src=x> **gras**")
    dit = reseau.bot_dit("!aide compta zzz", type="usage")
    assert "<img" not in dit.contenu.get("formatted_body", "")


@pytest.mark.parametrize(
    ("texte", "mot"),
    [("é" * 1100, "trop long"), ("a\u202eb", "invisibles"), ("\u2066compta\u2069", "invisibles")],
)
def test_trop_long_ou_trompeur(reseau: Salon, texte: str, mot: str) -> None:
    reseau["ines"].dit(f"!aide compta {texte}")
    reseau.bot_dit(mot, type="usage", champs={"commande": "aide"})


def test_dix_mille_mentions(reseau: Salon) -> None:
    gens = [f"@p{n}:localhost" for n in range(10_000)]
    reseau["ines"].dit("!aide compta qui ?", mentions=gens)
    reseau.bot_dit("Trop de personnes", type="usage")


def test_une_commande_presque_juste_est_suggeree(reseau: Salon) -> None:
    reseau["ines"].dit("!aidee compta Chorus refuse")
    dit = reseau.bot_dit("!aide", type="inconnu", champs={"commande": "aide"})
    assert dit.corps.count("!aide") == 1


def test_une_parole_corrigee_en_commande_ne_s_execute_pas(reseau: Salon) -> None:
    parole = reseau["ines"].dit("aide compta Chorus refuse")
    reseau["ines"].corrige(parole, "!aide compta Chorus refuse")
    reseau.bot_dit("dans un nouveau message", type="usage", champs={"commande": "aide"})


def test_deux_personnes_a_la_fois_ont_deux_numeros(reseau: Salon) -> None:
    un = reseau["ines"].dit("!aide compta un")
    deux = reseau["lucie"].dit("!aide compta deux")
    reseau.bot_dit(type="demande.proposee", mention="karim", champs={"demande": 1}, repond_a=un)
    reseau.bot_dit(type="demande.proposee", mention="karim", champs={"demande": 2}, repond_a=deux)


def test_les_numeros_courent_sur_tous_les_reseaux(reseau: Salon, ouvre_reseau: OuvreReseau) -> None:
    voisins = ouvre_reseau("Voisins", membres=("zelie", "yann"), themes={"compta": ("yann",)})
    reseau["ines"].dit("!aide compta un")
    reseau.bot_dit(type="demande.proposee", mention="karim", champs={"demande": 1})
    voisins["zelie"].dit("!aide compta deux")
    voisins.bot_dit(type="demande.proposee", mention="yann", champs={"demande": 2})


@pytest.fixture
def deux_reseaux(monde: Monde) -> Personne:
    """Inès, membre de deux réseaux, dans sa conversation privée."""
    monde.ouvre_reseau("Grenadine", ("nadia", "ines"), themes={"compta": ()})
    monde.ouvre_reseau("Mirabelle", ("lea", "ines"), themes={"Archives": ()})
    ines = monde.personne("ines")
    ines.ouvre_une_conversation().oublie()
    return ines


@pytest.mark.parametrize("texte", ["aide archives où est le carton ?", "aide où vont les archives"])
def test_en_prive_le_theme_designe_le_reseau(deux_reseaux: Personne, texte: str) -> None:
    deux_reseaux.dit(texte, en_prive=True)
    deux_reseaux.recoit("question n° 1, Archives", type="demande.accord", mention=deux_reseaux)


def test_en_prive_sans_theme_on_demande_le_reseau(deux_reseaux: Personne) -> None:
    deux_reseaux.dit("aide compta archives, que faire ?", en_prive=True)
    deux_reseaux.recoit(
        "1️⃣ Grenadine", "2️⃣ Mirabelle", type="reseau.choix", mention=deux_reseaux,
        boutons=("1️⃣", "2️⃣"), champs={"reseaux": ["Grenadine", "Mirabelle"]},
    )  # fmt: skip
    deux_reseaux.reagit("2️⃣")
    deux_reseaux.recoit("question n° 1, Archives", type="demande.accord", mention=deux_reseaux)


def test_en_prive_le_guide_nomme_les_reseaux(deux_reseaux: Personne) -> None:
    deux_reseaux.dit("aide", en_prive=True)
    deux_reseaux.recoit("Vos réseaux : Grenadine et Mirabelle", type="guide")


def test_en_prive_une_commande_s_explique_sans_choisir_de_reseau(deux_reseaux: Personne) -> None:
    deux_reseaux.dit("aide prends", en_prive=True)
    deux_reseaux.recoit("!prends 12", type="aide", champs={"commande": "prends"})


def test_en_prive_la_question_se_lit_sans_son_theme(monde: Monde) -> None:
    reseau = monde.ouvre_reseau("Grenadine", ("ines", "karim"), themes={"compta": ("karim",)})
    ines, karim = reseau["ines"], reseau["karim"]
    for qui in (ines, karim):
        qui.ouvre_une_conversation().oublie()
    ines.dit("aide compta ma facture est refusée", en_prive=True)
    ines.recoit(type="demande.ouverte")
    karim.recoit("« ma facture est refusée »", type="demande.proposee", mention=karim)


@pytest.mark.parametrize(
    ("texte", "type_"),
    [
        ("jesais archives", "savoir.note"),
        ("annuaire archives", "annuaire"),
        ("jesais plus archives", "savoir.note"),
    ],
)
def test_en_prive_un_theme_seul_designe_le_reseau(
    deux_reseaux: Personne, texte: str, type_: str
) -> None:
    deux_reseaux.dit(texte, en_prive=True)
    deux_reseaux.recoit("Archives", type=type_)


def test_l_aide_d_une_commande_n_a_pas_de_ligne_coupee(reseau: Salon) -> None:
    reseau["ines"].dit("!aide absent")
    dit = reseau.bot_dit("Pas besoin de dire pourquoi.", type="aide")
    assert all(
        ligne.endswith((".", "?", "décembre", "collègues")) for ligne in dit.corps.split("\n")
    )
