"""Régler un réseau en parlant : les clés, leurs valeurs, ce qu'elles changent."""

from dataclasses import fields

import pytest

from bot.core import reglages_dits
from bot.core.reglages import Reglages, en_json
from donnees.reseau import Reseau
from tests.scenario import Dit, Monde, OuvreReseau, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime ; Karim et Lucie connaissent la compta."""
    return ouvre_reseau(
        "Assistantes", membres=("nadia", "ines", "karim", "lucie"), animation="nadia",
        themes={"compta": ("karim", "lucie")},
    )  # fmt: skip


def gardes(monde: Monde) -> dict[str, object]:
    """Ce que le premier réseau a gardé."""
    ligne = monde.fil.moteur.read(lambda s: s.get(Reseau, 1))
    return dict(ligne.reglages)


def regle(reseau: Salon, texte: str, *mots: str) -> None:
    demande = reseau["nadia"].dit(f"!réseau régler {texte}")
    reseau.bot_dit(*mots, type="reseau.regle", champs={"reseau": "Assistantes"}, repond_a=demande)


@pytest.mark.parametrize(
    ("texte", "dit", "garde"),
    [
        ("heures 8h30-12h 13h30-17h", "C'est réglé, heures : de 8 h 30 à 12 h et de 13 h 30 à 17 h",
         {"heures": "de 8 h 30 à 12 h et de 13 h 30 à 17 h"}),
        ("jours lundi au jeudi", "du lundi au jeudi", {"jours": "du lundi au jeudi"}),
        ("FUSEAU la réunion", "Indian/Reunion", {"fuseau": "Indian/Reunion"}),
        ("fériés Alsace-Moselle", "Alsace-Moselle", {"feries": "FR-57"}),
        ("jours fériés aucun", "aucun", {"feries": ""}),
        ("délai pair 3h", "3 heures ouvrées", {"delai_pair": [3.0, 0.0]}),
        ("delai-appel : une demi-journée", "une demi-journée", {"delai_appel": [0.0, 0.5]}),
        ("délai alerte = 3 jours", "3 jours ouvrés", {"delai_alerte": [0.0, 3.0]}),
        ("seuil météo 6", "6 réponses", {"seuil_meteo": 6}),
        ("météo anonyme", "à partir de la prochaine", {"meteo": "anonyme"}),
        ("discret oui", "Plus de tour ni de météo", {"discret": True}),
        ("réponses fils", "Je réponds dans un fil", {"reponses": "fils"}),
        ("rituels fériés sautés", "n'a pas lieu", {"rituels_feries": "sautes"}),
        ("voisins non", "Aucune question d'un autre réseau", {"voisins": False}),
        ("ton tu", "je ne sais pas encore tutoyer", {"ton": "tu"}),
        ("nom Pivot", "Pivot", {"nom": "Pivot"}),
    ],
)  # fmt: skip
def test_chaque_cle_se_regle_et_se_dit(
    reseau: Salon, monde: Monde, texte: str, dit: str, garde: dict[str, object]
) -> None:
    regle(reseau, texte, dit)
    assert gardes(monde) == garde


@pytest.mark.parametrize(
    "texte",
    ["heures 9h-12h 14h-18h", "jours lundi-vendredi", "délai pair 120 min", "nom Maillon",
     "discret non", "seuil météo 5", "fériés métropole"],
)  # fmt: skip
def test_la_valeur_habituelle_ne_se_garde_pas(reseau: Salon, monde: Monde, texte: str) -> None:
    regle(reseau, texte, "Rien à changer")
    assert gardes(monde) == {}


def test_revenir_a_la_valeur_habituelle_oublie_la_sienne(reseau: Salon, monde: Monde) -> None:
    regle(reseau, "délai pair 3h", "C'est réglé")
    regle(reseau, "délai pair 2h", "C'est réglé", "2 heures ouvrées")
    assert gardes(monde) == {}


@pytest.mark.parametrize("texte", ["!réseau régler", "!reseau regler :",
                                   "!réseau réglages", "!réseau régler délai pair"])  # fmt: skip
def test_sans_valeur_tous_les_reglages(reseau: Salon, texte: str) -> None:
    demande = reseau["nadia"].dit(texte)
    fiche = reseau.bot_dit(
        "fuseau : Europe/Paris", "délai pair : 2 heures ouvrées", "météo : confidentielle",
        "nom : Maillon", "Pour changer", type="reseau.fiche", repond_a=demande,
        champs={"reseau": "Assistantes"},
    )  # fmt: skip
    assert all(dite in fiche.corps for dite, _ in reglages_dits.fiche(Reglages()))


@pytest.mark.parametrize(
    ("texte", "mots"),
    [
        ("delay pair 3h", ("délai pair", "!réseau régler délai pair 2h")),
        ("metteo ouverte", ("météo",)),
        ("xyz 3", ("fuseau", "nom", "Par exemple")),
    ],
)
def test_une_cle_inconnue_nomme_les_plus_proches(
    reseau: Salon, texte: str, mots: tuple[str, ...]
) -> None:
    reseau["nadia"].dit(f"!réseau régler {texte}")
    reseau.bot_dit(*mots, type="usage", champs={"commande": "reseau"})


@pytest.mark.parametrize(
    "texte",
    ["seuil météo 4", "seuil météo beaucoup", "délai pair 0h", "délai pair bientôt",
     "heures 12h-9h", "jours jamais", "fuseau Mars", "fériés Lune", "météo orageuse",
     "discret peut-être", "nom Jean Paul", "nom @karim:localhost", "nom 12", "ton ils"],
)  # fmt: skip
def test_une_valeur_qui_ne_se_lit_pas_donne_un_exemple(
    reseau: Salon, monde: Monde, texte: str
) -> None:
    reseau["nadia"].dit(f"!réseau régler {texte}", mentions=())
    reseau.bot_dit("Par exemple : !réseau régler", type="usage", champs={"commande": "reseau"})
    assert gardes(monde) == {}


def test_le_robot_ne_prend_pas_le_nom_de_quelqu_un(reseau: Salon) -> None:
    reseau["nadia"].dit("!réseau régler nom Karim")
    reseau.bot_dit("déjà le nom d'une personne", type="refus", champs={"commande": "reseau"})


def test_seule_l_animation_regle(reseau: Salon) -> None:
    reseau["ines"].dit("!réseau régler délai pair 3h")
    reseau.bot_dit(type="refus", champs={"commande": "reseau"})
    reseau["ines"].dit("!réseau régler")
    reseau.bot_dit(type="refus")


def test_regle_en_prive_c_est_annonce_au_salon(reseau: Salon) -> None:
    reseau["nadia"].dit("réseau régler météo ouverte", en_prive=True)
    reseau.bot_dit("Nadia a changé", "ouverte", type="reseau.regle")
    reseau["nadia"].recoit("dit dans le salon", "ouverte", type="reseau.regle")


def test_le_robot_repond_a_son_nouveau_nom(reseau: Salon) -> None:
    regle(reseau, "nom Pivot", "Pivot")
    reseau["ines"].dit("Pivot, thèmes")
    reseau.bot_dit(type="theme.liste")
    reseau["ines"].dit("Maillon, thèmes")
    reseau.bot_dit(type="theme.liste")


def test_le_delai_regle_vaut_pour_la_question_suivante(reseau: Salon) -> None:
    regle(reseau, "délai pair 1h", "1 heure ouvrée")
    reseau["ines"].dit("!aide compta Chorus refuse ma facture")
    reseau.bot_dit("10 h 02", type="demande.proposee", mention="karim")
    reseau.passe(minutes=61)
    reseau.bot_dit("aussi à Lucie", type="demande.proposee", mention="lucie")


def test_un_verbe_explique(reseau: Salon) -> None:
    reseau["nadia"].dit("!aide réseau régler")
    reseau.bot_dit("délai pair 3h", type="aide", boutons=("✋",))


def test_chaque_reglage_garde_se_relit() -> None:
    habituels = Reglages()
    assert {c.champ for c in reglages_dits.CLES} <= {f.name for f in fields(Reglages)}
    for cle in reglages_dits.CLES:
        valeur = reglages_dits.lire_valeur(cle, cle.exemple)
        relu = habituels.avec({cle.champ: en_json(valeur), "d'une autre version": 1})
        assert getattr(relu, cle.champ) == valeur
        assert reglages_dits.meme(cle, reglages_dits.lire_valeur(cle, cle.dire(valeur)), valeur)


# -- les réponses en fils ------------------------------------------------------------------------


def relation(dit: Dit) -> dict[str, object]:
    """La relation Matrix d'un message du robot."""
    lue: dict[str, object] = dit.contenu["m.relates_to"]
    return lue


def test_en_fils_la_reponse_ouvre_le_fil_de_la_question(reseau: Salon) -> None:
    regle(reseau, "réponses fils", "fils")
    question = reseau["ines"].dit("!aide compta Chorus refuse ma facture")
    proposee = reseau.bot_dit(type="demande.proposee", mention="karim", repond_a=question)
    assert relation(proposee) == {
        "rel_type": "m.thread", "event_id": question, "is_falling_back": True,
        "m.in_reply_to": {"event_id": question},
    }  # fmt: skip
    reseau["karim"].reagit("✋")
    prise = reseau.bot_dit(type="demande.prise", mention="ines", repond_a=question)
    assert relation(prise)["event_id"] == question


def test_en_fils_ce_qui_est_dit_dans_un_fil_y_a_sa_reponse(reseau: Salon) -> None:
    regle(reseau, "réponses fils", "fils")
    racine = reseau["ines"].dit("Bonjour à tous")
    question = reseau["ines"].dit("!aide compta Chorus refuse ma facture", fil=racine)
    proposee = reseau.bot_dit(type="demande.proposee", mention="karim", repond_a=question)
    assert relation(proposee) == {
        "rel_type": "m.thread", "event_id": racine, "is_falling_back": False,
        "m.in_reply_to": {"event_id": question},
    }  # fmt: skip
    reseau["karim"].reagit("✋")
    prise = reseau.bot_dit(type="demande.prise", mention="ines", repond_a=question)
    assert relation(prise)["event_id"] == racine


def test_sans_fils_une_citation_suffit(reseau: Salon) -> None:
    question = reseau["ines"].dit("!thèmes")
    dit = reseau.bot_dit(type="theme.liste")
    assert relation(dit) == {"m.in_reply_to": {"event_id": question}}


def test_en_fils_une_conversation_privee_reste_sans_fil(reseau: Salon) -> None:
    regle(reseau, "réponses fils", "fils")
    question = reseau["ines"].dit("thèmes", en_prive=True)
    dit = reseau["ines"].recoit(type="theme.liste")
    assert relation(dit) == {"m.in_reply_to": {"event_id": question}}
