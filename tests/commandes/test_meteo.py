"""La météo d'un rituel, phrase par phrase du contrat (§8) : demander, montrer, oublier."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlmodel import Session, select

from donnees.meteo import Meteo, Vote
from tests.scenario import Dit, Monde, OuvreReseau, Salon, sans_limite

GENS = ("nadia", "ines", "karim", "lucie", "paul", "zoe", "omar", "awa", "tom", "eva", "leo", "mia")
RITUEL = "!rituel météo chaque lundi à 10h"
SOLEIL, ECLAIRCIES, COUVERT, PLUIE, ORAGE = "☀️", "🌤️", "☁️", "🌧️", "⛈️"


def reseau_de(monde: Monde, combien: int = 12, mode: str = "", **reglages: object) -> Salon:
    """Nadia anime ; tous ont leur conversation ; la météo, chaque lundi à 10 h (on est à 9 h)."""
    sans_limite(monde)
    propres = {**reglages, **({"meteo": mode} if mode else {})}
    reseau = monde.ouvre_reseau("Assistantes", GENS[:combien], "nadia", reglages=propres)
    for nom in GENS[:combien]:
        reseau[nom].ouvre_une_conversation().oublie()
    reseau["nadia"].dit(RITUEL)
    reseau.bot_dit(type="rituel.cree", champs={"rituel": 1})
    return reseau


def ouverte(reseau: Salon, quand: str = "2026-11-30 10:00", **attendu: object) -> Dit:
    """L'heure vient : la question est dite au salon, et à part à chacun."""
    reseau.passe(jusqua=quand)
    dit = reseau.bot_dit("quel temps", type="meteo.question", appel=True, **attendu)  # type: ignore[arg-type]
    for membre in reseau.membres:
        if membre.prive is not None and any(
            not d.attendu and d.salon == membre.prive.id for d in reseau.monde.fil.dits
        ):
            membre.recoit("1 ☀️ soleil", "5 ⛈️ orage", type="meteo.question", mention=membre)
    return dit


def repondent(reseau: Salon, temps: Sequence[str]) -> None:
    """Les premiers membres répondent chacun à part ; ce qu'on leur dit n'intéresse pas l'essai."""
    for membre, dit in zip(reseau.membres, temps, strict=False):
        membre.dit(dit, en_prive=True)
        membre.recoit(type="meteo.note")


def fermee(reseau: Salon, jour: str = "2026-11-30") -> Dit:
    reseau.passe(jusqua=f"{jour} 18:01")
    return reseau.bot_dit(type="meteo.resultat")


# -- demander --------------------------------------------------------------------------------------


def test_confidentielle_le_salon_est_prevenu_et_chacun_interroge_a_part(monde: Monde) -> None:
    reseau = reseau_de(monde)
    dit = ouverte(reseau, boutons=("✉️",),
                  champs={"rituel": 1, "occurrence": "2026-11-30T10:00:00+01:00"})  # fmt: skip
    assert "oublie qui a dit quoi" in dit.corps
    assert not dit.mentions
    fermee(reseau)


def test_sans_conversation_une_touche_l_ouvre_et_la_question_y_vient(
    ouvre_reseau: OuvreReseau,
) -> None:
    reseau = ouvre_reseau("A", GENS[:6], "nadia")
    reseau["nadia"].dit(RITUEL)
    reseau.bot_dit(type="rituel.cree")
    ouverte(reseau)
    reseau["ines"].reagit("✉️")
    reseau["ines"].accepte()
    reseau["ines"].recoit("robot", type="prive.ouverture", mention="ines")
    reseau["ines"].recoit("soleil", type="meteo.question", mention="ines")
    reseau["ines"].dit("2", en_prive=True)
    champs = {"rituel": 1, "occurrence": "2026-11-30T10:00:00+01:00"}
    reseau["ines"].recoit("éclaircies", type="meteo.note", champs=champs)
    fermee(reseau)


def test_toucher_de_nouveau_ne_repose_pas_la_question(monde: Monde) -> None:
    reseau = reseau_de(monde)
    dit = ouverte(reseau)
    reseau["ines"].reagit("✉️", dit)
    reseau.bot_se_tait()
    fermee(reseau)


@pytest.mark.parametrize(
    ("texte", "compris"),
    [("3", "couvert"), ("soleil", "soleil"), ("⛈", "orage"), ("4 grosse fatigue", "pluie"),
     ("Plutôt des éclaircies", "éclaircies"), ("pas cette fois", "pas cette fois")],
)  # fmt: skip
def test_un_chiffre_un_mot_ou_pas_cette_fois(monde: Monde, texte: str, compris: str) -> None:
    reseau = reseau_de(monde, 6)
    ouverte(reseau)
    reseau["ines"].dit(texte, en_prive=True)
    reseau["ines"].recoit(compris, type="meteo.note")
    fermee(reseau)


def test_d_autres_mots_ne_sont_pas_une_meteo(monde: Monde) -> None:
    reseau = reseau_de(monde, 6)
    ouverte(reseau)
    reseau["ines"].dit("3 dossiers sont bloqués, qui peut m'aider ?", en_prive=True)
    reseau["ines"].recoit(type="demande.accord", mention="ines")
    fermee(reseau)


def test_cite_ce_qui_ne_se_lit_pas_s_explique(monde: Monde) -> None:
    reseau = reseau_de(monde, 6)
    reseau.passe(jusqua="2026-11-30 10:00")
    reseau.bot_dit(type="meteo.question", appel=True)
    question = reseau["ines"].recoit(type="meteo.question", mention="ines")
    for nom in ("nadia", "karim", "lucie", "paul", "zoe"):
        reseau[nom].recoit(type="meteo.question", mention=nom)
    reseau["ines"].repond_a(question, "violet")
    reseau["ines"].recoit("éclaircies", type="usage")
    fermee(reseau)


def test_plus_de_meteo(monde: Monde) -> None:
    reseau = reseau_de(monde, 6)
    ouverte(reseau)
    reseau["ines"].dit("plus de météo", en_prive=True)
    reseau["ines"].recoit("je ne vous écris plus pour la météo", type="meteo")
    fermee(reseau)
    ouverte(reseau, "2026-12-07 10:00")  # Inès n'est plus interrogée
    fermee(reseau, "2026-12-07")
    reseau["ines"].dit("météo reprendre", en_prive=True)
    reseau["ines"].recoit(type="meteo")
    reseau.passe(jusqua="2026-12-14 10:00")
    reseau.bot_dit(type="meteo.question", appel=True)
    for membre in reseau.membres:
        membre.recoit(type="meteo.question", mention=membre)
    fermee(reseau, "2026-12-14")


# -- ouverte ---------------------------------------------------------------------------------------


def test_ouverte_des_touches_dans_le_salon_et_aucun_seuil(monde: Monde) -> None:
    reseau = reseau_de(monde, 6, "ouverte")
    ouverte(reseau, boutons=(SOLEIL, ECLAIRCIES, COUVERT, PLUIE, ORAGE))
    reseau["ines"].reagit(SOLEIL)
    reseau["karim"].reagit("☁")  # sans sélecteur de variante
    reseau["karim"].reagit(ORAGE)
    reseau.bot_se_tait()
    fermee_ = fermee(reseau)
    assert fermee_.jumeau["comptes"] == {SOLEIL: 1, ORAGE: 1}
    assert fermee_.jumeau["reponses"] == 2


def test_ouverte_une_touche_retiree_rend_la_precedente(monde: Monde) -> None:
    reseau = reseau_de(monde, 6, "ouverte")
    ouverte(reseau)
    reseau["ines"].reagit(SOLEIL)
    reseau["ines"].reagit(ORAGE)
    reseau["ines"].retire(ORAGE)
    reseau["karim"].reagit(PLUIE)
    reseau["karim"].retire(PLUIE)
    assert fermee(reseau).jumeau["comptes"] == {SOLEIL: 1}


def test_ouverte_un_mot_en_reponse_vaut_la_touche(monde: Monde) -> None:
    reseau = reseau_de(monde, 6, "ouverte")
    dit = ouverte(reseau)
    reseau["ines"].repond_a(dit, "pluie")
    reseau["karim"].repond_a(dit, "2")
    reseau["lucie"].repond_a(dit, "pluie de dossiers, on en parle à midi ?")
    reseau.bot_se_tait()
    assert fermee(reseau).jumeau["comptes"] == {PLUIE: 1, ECLAIRCIES: 1}


def test_ouverte_ce_qui_est_dit_a_part_ne_compte_pas(monde: Monde) -> None:
    """La différence entre les touches, que tous voient, et le total le dirait."""
    reseau = reseau_de(monde, 6, "ouverte")
    ouverte(reseau)
    reseau["ines"].reagit(SOLEIL)
    reseau["karim"].dit("météo orage", en_prive=True)
    reseau["karim"].recoit("se dit dans le salon", "je ne préviens personne", type="meteo.note")
    assert fermee(reseau).jumeau["comptes"] == {SOLEIL: 1}


# -- montrer ---------------------------------------------------------------------------------------


def test_a_partir_de_dix_cinq_cases(monde: Monde) -> None:
    reseau = reseau_de(monde)
    ouverte(reseau)
    repondent(reseau, ["1", "1", "1", "2", "2", "3", "3", "4", "4", "5"])
    dit = fermee(reseau)
    assert dit.jumeau["reponses"] == 10
    assert dit.jumeau["comptes"] == {SOLEIL: 3, ECLAIRCIES: 2, COUVERT: 2, PLUIE: 2, ORAGE: 1}
    assert "☀️ soleil\xa0: 3" in dit.corps


@pytest.mark.parametrize(
    ("temps", "comptes"),
    [
        ("1 1 2 3 3 4 5", {"clair": 3, "couvert": 2, "gros temps": 2}),
        ("1 1 2 3 4 5", {"clair": 3, "couvert et gros temps": 3}),
        ("1 1 2 5 5", {"clair": 3, "gros temps": 2}),
    ],
)  # fmt: skip
def test_de_cinq_a_neuf_des_familles(monde: Monde, temps: str, comptes: dict[str, int]) -> None:
    reseau = reseau_de(monde, 9)
    ouverte(reseau)
    repondent(reseau, temps.split())
    dit = fermee(reseau)
    assert dit.jumeau["comptes"] == comptes
    assert dit.jumeau["reponses"] == sum(comptes.values())


@pytest.mark.parametrize(
    "temps",
    ["1 3 3 5", "", "1 1 1 1 1", "1 3 3 4 5", "1 1 1 1 5", "1 2 passe passe 3 5",
     "1 1 1 1 1 1 1 1 1 1 1"],
)  # fmt: skip
def test_sous_le_seuil_aucun_nombre_nulle_part(monde: Monde, temps: str) -> None:
    """Trop peu, tous pareils, ou une case à 1 : dit de la même façon."""
    reseau = reseau_de(monde)
    ouverte(reseau)
    repondent(reseau, [{"passe": "pas cette fois"}.get(t, t) for t in temps.split()])
    dit = fermee(reseau)
    assert not any(c.isdigit() for c in dit.corps), dit.corps
    assert "parler" in dit.corps
    jumeau = set(dit.jumeau) - {"type", "envoi", "rituel", "occurrence"}
    assert not jumeau
    with Session(monde.base) as session:
        (meteo,) = session.exec(select(Meteo))
        assert (meteo.montre, meteo.votes, meteo.sel) == ({}, {}, "")


def test_le_seuil_du_reseau_est_le_sien(monde: Monde) -> None:
    reseau = reseau_de(monde, seuil_meteo=8)
    ouverte(reseau)
    repondent(reseau, "1 1 1 3 3 4 4".split())
    assert "comptes" not in fermee(reseau).jumeau


def test_une_reponse_change_jusqu_a_la_cloture(monde: Monde) -> None:
    reseau = reseau_de(monde)
    ouverte(reseau)
    repondent(reseau, "1 1 1 3 3 4 4".split())
    reseau["nadia"].dit("pluie", en_prive=True)
    reseau["nadia"].recoit("changer d'avis", type="meteo.note")
    assert fermee(reseau).jumeau["comptes"] == {"clair": 2, "couvert": 2, "gros temps": 3}
    reseau["nadia"].dit("!météo soleil", en_prive=True)
    reseau["nadia"].recoit("pas de météo en ce moment", "lundi 7 décembre", type="meteo.note")
    reseau["ines"].dit("pluie", en_prive=True)  # trop tard : ce n'est pas une demande d'aide
    reseau["ines"].recoit("pas de météo en ce moment", type="meteo.note")


def test_la_tendance_ne_compare_que_ce_qui_fut_montre(monde: Monde) -> None:
    reseau = reseau_de(monde)
    ouverte(reseau)
    repondent(reseau, "1 1 1 1 4 4".split())
    assert "que le" not in fermee(reseau).corps
    ouverte(reseau, "2026-12-07 10:00")
    repondent(reseau, "4 4".split())
    assert "que le" not in fermee(reseau, "2026-12-07").corps
    ouverte(reseau, "2026-12-14 10:00")
    repondent(reseau, "4 4 4 4 1 1".split())
    assert "Plus couvert que le lundi 30 novembre" in fermee(reseau, "2026-12-14").corps


def prochain_fichier(reseau: Salon) -> Dit:
    """Le message du salon qui porte un fichier, pas encore attendu."""
    [dit] = [d for d in reseau.monde.fil.dits if "filename" in d.contenu and not d.attendu]
    dit.attendu = True
    assert dit.salon == reseau.id
    return dit


LUNDIS = ("2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21", "2026-12-28")


def test_une_courbe_a_partir_de_la_quatrieme_fois_dite_en_mots(monde: Monde) -> None:
    reseau = reseau_de(monde)
    for rang, (jour, temps) in enumerate(
        zip(LUNDIS, ("1113344", "1 1 4 4 4 4".replace(" ", ""), "11", "1111333", "55"),
            strict=False), 1
    ):  # fmt: skip
        ouverte_sans_lire(reseau, f"{jour} 10:00")
        repondent(reseau, list(temps))
        dit = fermee(reseau, jour)
        assert ("dernières fois" in dit.corps) == (rang == 4)
        if rang == 4:
            courbe = prochain_fichier(reseau)
            assert courbe.contenu["msgtype"] == "m.image"
            assert courbe.contenu["info"]["mimetype"] == "image/png"
            assert "lun. 14 déc.\xa0: rien à montrer" in dit.corps
            assert "lun. 30 nov.\xa0: clair 3, couvert 2, gros temps 2" in dit.corps
    assert len(monde.fil.documents) == 1  # la cinquième n'a rien à montrer : pas de courbe


# -- anonyme ---------------------------------------------------------------------------------------


def test_anonyme_la_premiere_reponse_reste_et_la_question_le_dit(monde: Monde) -> None:
    reseau = reseau_de(monde, mode="anonyme")
    reseau.passe(jusqua="2026-11-30 10:00")
    assert "première réponse reste" in reseau.bot_dit(type="meteo.question", appel=True).corps
    for membre in reseau.membres:
        membre.recoit("première réponse reste", type="meteo.question", mention=membre)
    repondent(reseau, "1 1 1 3 3 4 4".split())
    reseau["nadia"].dit("météo pluie", en_prive=True)
    reseau["nadia"].recoit("compte déjà", type="meteo.note")
    with Session(monde.base) as session:
        votes = session.exec(select(Vote)).all()
        assert len(votes) == 7
        assert not any("@" in v.cle or v.temps > 0 for v in votes)
        assert all(m.sel for m in session.exec(select(Meteo)))
    assert fermee(reseau).jumeau["comptes"] == {"clair": 3, "couvert": 2, "gros temps": 2}


def test_anonyme_pas_de_relance(monde: Monde) -> None:
    reseau = reseau_de(monde, mode="anonyme", meteo_relance=True)
    ouverte_sans_lire(reseau)
    fermee(reseau)


def ouverte_sans_lire(reseau: Salon, quand: str = "2026-11-30 10:00") -> None:
    reseau.passe(jusqua=quand)
    reseau.oublie()
    for membre in reseau.membres:
        if membre.prive is not None:
            membre.prive.oublie()


# -- oublier ---------------------------------------------------------------------------------------


def sur_le_disque(monde: Monde) -> bytes:
    """Le fichier de la base et son journal, tels quels."""
    chemin = Path(str(monde.base.url.database))
    return b"".join(f.read_bytes() for f in chemin.parent.glob(f"{chemin.name}*"))


def ligne_brute(cle: str, temps: int) -> bytes:
    """Ce vote tel que SQLite l'écrit : l'en-tête (météo n° 1, un texte, un octet), puis eux."""
    return bytes([4, 9, 13 + 2 * len(cle), 1]) + cle.encode() + bytes([temps])


@pytest.mark.parametrize("mode", ["confidentielle", "anonyme"])
def test_a_la_cloture_qui_a_dit_quoi_n_est_plus_dans_le_fichier(monde: Monde, mode: str) -> None:
    if monde.base.dialect.name != "sqlite":
        pytest.skip("le fichier de SQLite")
    reseau = reseau_de(monde, mode=mode)
    ouverte_sans_lire(reseau)
    repondent(reseau, ["5 motsecret"] * 5 + ["3"] * 5)
    with Session(monde.base) as session:
        sels = [m.sel.encode() for m in session.exec(select(Meteo))]
        cles = [v.cle for v in session.exec(select(Vote))]
    avant = sur_le_disque(monde)
    for cle in cles[:5]:
        assert cle.encode() in avant
    assert sels[0] in avant
    assert (ligne_brute(reseau["nadia"].mxid, 5) in avant) == (mode == "confidentielle")
    fermee(reseau)
    apres = sur_le_disque(monde)
    assert b"motsecret" not in apres
    assert sels[0] not in apres
    if mode == "anonyme":
        assert not any(cle.encode() in apres for cle in cles)
    for membre in reseau.membres:
        for temps in (2, 3, 4, 5):
            assert ligne_brute(membre.mxid, temps) not in apres
    with Session(monde.base) as session:
        assert session.exec(select(Vote)).all() == []


def test_coupe_a_la_cloture_le_resultat_et_l_oubli_ont_lieu_une_fois(monde: Monde) -> None:
    reseau = reseau_de(monde)
    ouverte(reseau)
    repondent(reseau, "1 1 1 3 3 4 4".split())
    reseau.coupe_au_milieu(1)
    assert fermee(reseau).jumeau["reponses"] == 7


# -- dans un salon ---------------------------------------------------------------------------------


def test_dite_dans_le_salon_elle_est_faite_et_jamais_repetee(monde: Monde) -> None:
    reseau = reseau_de(monde)
    dit = ouverte(reseau)
    message = reseau["ines"].dit("!météo orage")
    reseau.bot_reagit("📬", message)
    reseau["ines"].recoit("orage", "Merci de l'avoir dit", type="meteo.note")
    message = reseau["karim"].repond_a(dit, "3")
    reseau.bot_reagit("📬", message)
    reseau["karim"].recoit("couvert", type="meteo.note")
    fermee(reseau)


def test_sans_conversation_un_pouce(ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("A", GENS[:6], "nadia")
    reseau["nadia"].dit(RITUEL)
    reseau.bot_dit(type="rituel.cree")
    ouverte(reseau)
    reseau.bot_reagit("👍", reseau["ines"].dit("!météo orage"))
    fermee(reseau)


def test_une_meteo_qui_ne_se_lit_pas(monde: Monde) -> None:
    reseau = reseau_de(monde, 6)
    reseau["ines"].dit("!météo bleue", en_prive=True)
    reseau["ines"].recoit("un mot", "!météo éclaircies", type="usage")


# -- un orage --------------------------------------------------------------------------------------


def test_un_orage_recoit_aussitot_une_main_et_personne_n_est_prevenu(monde: Monde) -> None:
    reseau = reseau_de(monde)
    reseau["nadia"].dit("!carte le médecin de prévention, au 01 23 45 67 89")
    reseau.bot_dit(type="carte")
    ouverte(reseau)
    reseau["ines"].dit("5", en_prive=True)
    reseau["ines"].recoit(
        "orage", "je ne préviens personne", "une seule personne", "Nadia : anime le réseau",
        "médecin de prévention", "parler", type="meteo.note",
    )  # fmt: skip
    reseau.bot_se_tait()
    fermee(reseau)


# -- avant l'heure ---------------------------------------------------------------------------------


def test_une_reponse_donnee_depuis_la_fin_du_dernier_jour_compte(monde: Monde) -> None:
    reseau = reseau_de(monde)
    reseau.passe(jusqua="2026-12-04 17:00")
    reseau.oublie()
    for membre in reseau.membres:
        assert membre.prive is not None
        membre.prive.oublie()
    reseau["ines"].dit("météo 1", en_prive=True)
    champs = {"rituel": 0, "occurrence": "2026-12-04T17:00:00+01:00"}
    reseau["ines"].recoit("pas de météo en ce moment", type="meteo.note", champs=champs)
    reseau.passe(jusqua="2026-12-05 11:00")  # samedi
    reseau["ines"].dit("météo 1", en_prive=True)
    reseau["ines"].recoit("pour la météo de", type="meteo.note")
    reseau.passe(jusqua="2026-12-07 10:00")
    reseau.bot_dit(type="meteo.question", appel=True)
    for membre in reseau.membres:
        if membre.nom != "ines":  # elle a déjà répondu
            membre.recoit(type="meteo.question", mention=membre)
    for nom, temps in zip(("karim", "lucie", "paul", "zoe"), "1 3 3 1".split(), strict=True):
        reseau[nom].dit(temps, en_prive=True)
        reseau[nom].recoit(type="meteo.note")
    assert fermee(reseau, "2026-12-07").jumeau["comptes"] == {"clair": 3, "couvert": 2}


def test_un_changement_de_mode_vaut_a_la_prochaine_question(monde: Monde) -> None:
    reseau = reseau_de(monde)
    ouverte(reseau)
    reseau["nadia"].dit("!réseau régler météo ouverte")
    reseau.bot_dit("prochaine météo", type="reseau.regle")
    repondent(reseau, "1 1 3 3".split())
    assert "comptes" not in fermee(reseau).jumeau  # toujours confidentielle, jusqu'à sa fin
    ouverte(reseau, "2026-12-07 10:00", boutons=(SOLEIL, ECLAIRCIES, COUVERT, PLUIE, ORAGE))
    fermee(reseau, "2026-12-07")


# -- relancer --------------------------------------------------------------------------------------


def relances(reseau: Salon) -> set[str]:
    trouves = {
        d.salon for d in reseau.monde.fil.dits if d.type == "meteo.relance" and not d.attendu
    }
    return {m.nom for m in reseau.membres if m.prive is not None and m.prive.id in trouves}


def test_la_relance_est_eteinte(monde: Monde) -> None:
    reseau = reseau_de(monde)
    ouverte(reseau)
    reseau.passe(jusqua="2026-11-30 17:55")
    assert not relances(reseau)
    fermee(reseau)


def test_a_quatre_vingts_pour_cent_a_qui_manque_jamais_deux_fois_de_suite(monde: Monde) -> None:
    reseau = reseau_de(monde, 6)
    reseau["nadia"].dit("!météo relance oui")
    reseau.bot_dit("un peu avant la fin", type="reseau.regle")
    ouverte(reseau)
    repondent(reseau, "1 1 3".split())
    reseau.passe(jusqua="2026-11-30 16:20")
    assert not relances(reseau)
    reseau.passe(jusqua="2026-11-30 16:25")
    assert relances(reseau) == {"lucie", "paul", "zoe"}
    for nom in ("lucie", "paul", "zoe"):
        reseau[nom].recoit("bientôt", type="meteo.relance", mention=nom)
    fermee(reseau)
    ouverte_sans_lire(reseau, "2026-12-07 10:00")
    reseau.passe(jusqua="2026-12-07 17:50")
    assert not relances(reseau)
    fermee(reseau, "2026-12-07")


# -- conseiller ------------------------------------------------------------------------------------


def test_trois_fois_sous_le_seuil_l_animation_apprend_qu_il_vaut_mieux_espacer(
    monde: Monde,
) -> None:
    reseau = reseau_de(monde, 6)
    for rang, jour in enumerate(LUNDIS[:4]):
        ouverte_sans_lire(reseau, f"{jour} 10:00")
        repondent(reseau, ["1"])
        fermee(reseau, jour)
        suivant = str(int(jour[-2:]) + 1).zfill(2) if jour != "2026-11-30" else None
        if rang == 2:
            reseau.passe(jusqua=f"2026-12-{suivant} 09:30")
            reseau["nadia"].recoit("trois fois de suite", type="animation.point", mention="nadia")
    reseau.passe(jusqua="2026-12-23 09:30")
    reseau.bot_se_tait()
