"""Arriver : la ligne du salon, les premiers mots à part, revenir ; quarante à la fois."""

import pytest

from tests.fil import BOT
from tests.scenario import OuvreReseau, Personne, Salon

PROMESSE = (
    "pour votre arrivée, je vous écrirai quatre fois en six semaines, pas davantage ; "
    "pour l'éviter : stop"
)


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime ; Karim connaît la compta, personne les archives. C'est lundi 30 novembre."""
    return ouvre_reseau(
        "Assistantes", ("nadia", "ines", "karim", "paul", "sara"), animation="nadia",
        themes={"compta": ("karim",), "archives": ()},
    )  # fmt: skip


def arrive(reseau: Salon, nom: str) -> Personne:
    """Quelqu'un arrive, est salué au salon et à part ; rien n'en reste à attendre."""
    personne = reseau.monde.personne(nom)
    personne.arrive(reseau)
    reseau.passe(seconds=10)
    reseau.bot_dit(type="bienvenue.salon", mention=nom)
    personne.accepte()
    personne.recoit(type="bienvenue.prive", mention=nom)
    return personne


def test_une_ligne_au_salon_et_quelques_mots_a_part(reseau: Salon) -> None:
    lucie = reseau.monde.personne("lucie")
    lucie.arrive(reseau)
    reseau.passe(seconds=10)
    reseau.bot_dit("Bienvenue à Lucie", type="bienvenue.salon", mention="lucie",
                   champs={"membre": lucie})  # fmt: skip
    dit = lucie.recoit("Rien à faire aujourd'hui", "Nadia anime", "avec vos mots",
                       "confidentialité", PROMESSE, type="bienvenue.prive", mention="lucie",
                       champs={"membre": lucie, "etape": "arrivee"}, boutons=())  # fmt: skip
    assert len(dit.corps.splitlines()) <= 8


def test_qui_est_deja_la_n_arrive_pas(reseau: Salon) -> None:
    reseau.passe(days=40)
    reseau.bot_se_tait()


def test_ouvrir_un_reseau_n_accueille_personne(ouvre_reseau: OuvreReseau, reseau: Salon) -> None:
    monde = reseau.monde
    salon = monde.ouvre_salon("Comptables", ("sara", "paul", "lea"))
    salon.oublie()
    salon["sara"].dit("!réseau ouvrir Comptables")
    salon.oublie()
    monde.passe(days=2)


def test_quarante_a_la_fois_une_ligne(reseau: Salon) -> None:
    gens = [reseau.monde.personne(f"p{n}") for n in range(40)]
    for personne in gens:
        personne.arrive(reseau)
    reseau.passe(minutes=2)
    dit = reseau.bot_dit("et 35 autres", type="bienvenue.salon", mention=gens[:5])
    assert sorted(dit.jumeau["membres"]) == sorted(p.mxid for p in gens)
    for personne in gens:
        personne.recoit(type="bienvenue.prive", mention=personne, champs={"membre": personne})


def test_qui_revient_est_salue_d_une_ligne(reseau: Salon) -> None:
    karim = reseau["karim"]
    karim.part()
    karim.arrive(reseau)
    reseau.passe(seconds=10)
    reseau.bot_dit("De retour", "Karim", type="bienvenue.salon", mention="karim",
                   champs={"membre": karim, "etape": "retour"})  # fmt: skip
    reseau.passe(jusqua="2026-12-15 09:30")
    reseau.bot_se_tait()


def test_aller_et_venir_tout_le_jour_ne_remplit_pas_le_salon(reseau: Salon) -> None:
    karim = reseau["karim"]
    for _ in range(6):
        karim.part()
        karim.arrive(reseau)
        reseau.passe(minutes=5)
    reseau.bot_dit("De retour", type="bienvenue.salon", mention="karim")


def test_repartie_aussitot_elle_n_est_pas_saluee(reseau: Salon) -> None:
    lucie = reseau.monde.personne("lucie")
    lucie.arrive(reseau)
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    lucie.part()
    reseau.passe(jusqua="2026-11-30 18:00")
    reseau.bot_se_tait()


def test_qui_a_dit_stop_n_est_salue_qu_au_salon(reseau: Salon, ouvre_reseau: OuvreReseau) -> None:
    ouvre_reseau("Comptables", ("lea", "marc"))
    lea = reseau.monde.personne("lea")
    lea.dit("stop", en_prive=True)
    lea.recoit(type="ecoute")
    lea.arrive(reseau)
    reseau.passe(jusqua="2026-11-30 18:00")
    reseau.bot_dit(type="bienvenue.salon", mention="lea")


def test_qui_me_parlait_deja_est_accueilli_dans_la_meme_conversation(
    reseau: Salon, ouvre_reseau: OuvreReseau
) -> None:
    ouvre_reseau("Comptables", ("lea", "marc"))
    lea = reseau.monde.personne("lea")
    lea.ouvre_une_conversation().oublie()
    avant = lea.prive
    lea.arrive(reseau)
    reseau.passe(seconds=10)
    reseau.bot_dit(type="bienvenue.salon", mention="lea")
    lea.recoit("bienvenue dans le réseau Assistantes", type="bienvenue.prive", mention="lea")
    assert lea.prive is avant


@pytest.mark.parametrize("validation", [1, 2, 3])
def test_un_arret_brutal_n_accueille_pas_deux_fois(reseau: Salon, validation: int) -> None:
    reseau.coupe_au_milieu(validation)
    arrive(reseau, "lucie")
    reseau.passe(hours=5)
    reseau.bot_se_tait()


def test_suivre_un_salon_remplace_n_est_pas_arriver(reseau: Salon) -> None:
    monde, fil = reseau.monde, reseau.monde.fil
    reseau["paul"].part()
    neuf = monde.nouveau_salon("Assistantes", ("nadia", "karim"), createur="nadia")
    neuf.presents = set()
    creation = {"room_version": "11", "predecessor": {"room_id": reseau.id}}
    fil.livre(
        fil.brut(neuf.id, "m.room.create", neuf.createur, creation, ""),
        fil.brut(neuf.id, "m.room.name", neuf.createur, {"name": "Assistantes"}, ""),
        fil.brut(neuf.id, "m.room.member", neuf.createur, {"membership": "join"}, BOT),
    )
    reseau.change("m.room.tombstone", replacement_room=neuf.id)
    neuf.oublie()
    for nom in ("karim", "paul"):
        monde.personne(nom).arrive(neuf)
    lucie = monde.personne("lucie")
    lucie.arrive(neuf)
    neuf.passe(seconds=20)
    neuf.bot_dit("Bienvenue à Lucie", type="bienvenue.salon", mention="lucie")
    neuf.bot_dit("De retour", "Paul", type="bienvenue.salon", mention="paul")
    lucie.recoit(type="bienvenue.prive", mention="lucie")


# -- les étapes ------------------------------------------------------------------------------------


def test_les_etapes_viennent_a_leur_jour(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    reseau.passe(jusqua="2026-12-03 08:59")
    reseau.bot_se_tait()
    reseau.passe(jusqua="2026-12-03 12:00")
    lucie.recoit("1️⃣ archives", "2️⃣ compta", type="bienvenue.prive", mention="lucie",
                 champs={"membre": lucie, "etape": "savoirs"},
                 boutons=("1️⃣", "2️⃣", "➡️"))  # fmt: skip
    reseau.passe(jusqua="2026-12-09 12:00")
    lucie.recoit("le kit", type="bienvenue.prive", mention="lucie", champs={"etape": "kit"})
    reseau.passe(jusqua="2027-01-12 08:59")  # le 30e jour ouvré, Noël et le jour de l'an ôtés
    reseau.bot_se_tait()


def test_une_touche_vaut_jesais(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    reseau.passe(jusqua="2026-12-03 12:00")
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    lucie.reagit("1️⃣")
    lucie.recoit("archives", type="savoir.note", champs={"themes": ["archives"]})
    reseau["paul"].dit("!annuaire archives")
    reseau.bot_dit("Lucie", type="annuaire")
    lucie.retire("1️⃣")
    lucie.recoit("enlevé", type="savoir.note")
    reseau["paul"].dit("!annuaire archives")
    reseau.bot_dit("personne ne s'en occupe", type="annuaire")


@pytest.mark.parametrize("mots", ["2", "compta", "1 et 2", "je connais la compta"])
def test_des_mots_valent_les_touches(reseau: Salon, mots: str) -> None:
    lucie = arrive(reseau, "lucie")
    reseau.passe(jusqua="2026-12-03 12:00")
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    lucie.dit(mots, en_prive=True)
    lucie.recoit("compta", type="savoir.note")


def test_une_question_n_est_pas_une_reponse(reseau: Salon) -> None:
    lucie = arrive(reseau, "lucie")
    reseau.passe(jusqua="2026-12-03 12:00")
    lucie.recoit(type="bienvenue.prive", mention="lucie")
    lucie.dit("Comment saisir une facture en compta ?", en_prive=True)
    lucie.recoit(type="demande.accord", mention="lucie", boutons=("✅", "❌"))
