"""Ce qu'une synchronisation apporte : gardé une fois, ni avant d'être à nous, ni après coup."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.pieces import Batch, Left, Seen, Unreadable
from donnees import compteur, inbox
from donnees.inbox import Illisible, InboxItem
from tests.scenario import Dit, Monde, OuvreReseau, Personne, Salon


@pytest.fixture
def reseau(ouvre_reseau: OuvreReseau) -> Salon:
    """Nadia anime ; Inès et Karim sont membres."""
    return ouvre_reseau("Assistantes", ("nadia", "ines", "karim"))


def dit(monde: Monde, qui: Personne, texte: str, event_id: str = "$m1", **options: Any) -> Seen:
    """Une parole vue par la synchronisation, pas encore livrée."""
    salon = options.pop("salon", qui.ici)
    contenu: dict[str, Any] = {"msgtype": "m.text", "body": texte, **options}
    vu = monde.fil.brut(salon.id, "m.room.message", qui.mxid, contenu, event_id=event_id)
    assert isinstance(vu, Seen)
    return vu


def garde(monde: Monde, *pieces: Any, **options: Any) -> None:
    """Garde une synchronisation, sans rien traiter encore."""
    monde.fil.moteur.keep(Batch(position="s-essai", pieces=list(pieces), **options))


def element(monde: Monde, event_id: str) -> InboxItem | None:
    """L'élément reçu."""
    trouve: InboxItem | None = monde.fil.moteur.read(lambda s: inbox.item(s, event_id))
    return trouve


def test_une_synchronisation_rejouee_ne_s_execute_qu_une_fois(monde: Monde, reseau: Salon) -> None:
    vu = dit(monde, reseau["ines"], "!écho bonjour")
    for _ in range(3):
        monde.fil.livre(vu)
    reseau.bot_dit("écho")
    garde(monde, vu, vu)
    reseau.redemarre()
    reseau.bot_se_tait()


def test_la_position_et_l_element_sont_gardes_ensemble(monde: Monde, reseau: Salon) -> None:
    garde(monde, dit(monde, reseau["ines"], "!écho bonjour"))
    position = monde.fil.moteur.read(lambda s: compteur.repere(s, compteur.POSITION))
    assert position == "s-essai"
    assert monde.fil.moteur.pending() == ["$m1"]
    monde.fil.traite()
    reseau.bot_dit("écho")


def test_la_parole_ordinaire_n_est_jamais_ecrite(monde: Monde, reseau: Salon) -> None:
    reseau["ines"].dit("la directrice est absente jeudi, ne le répétez pas")
    with Session(monde.base) as session:
        assert not [e for e in session.exec(select(InboxItem)) if "@ines" in e.auteur]


def test_un_element_traite_perd_son_contenu(monde: Monde, reseau: Salon) -> None:
    message = reseau["ines"].dit("!écho bonjour")
    reseau.bot_dit("écho")
    traite = element(monde, message)
    assert traite is not None
    assert (traite.etat, traite.contenu) == (inbox.TRAITE, None)


def test_la_premiere_synchronisation_n_execute_rien(monde: Monde) -> None:
    salon = monde.nouveau_salon("Ancien salon", ("nadia",))
    salon.le_robot_entre(premiere=True)
    salon.bot_dit("me voici")
    nadia = salon["nadia"]
    garde(monde, dit(monde, nadia, "!mesdonnees", salon=salon), premiere=True)
    monde.fil.traite()
    salon.bot_se_tait()
    monde.fil.livre(dit(monde, nadia, "!mesdonnees", "$m2", salon=salon))
    salon.bot_dit(type="refus")


def test_ce_qui_precede_l_entree_n_est_pas_execute(monde: Monde) -> None:
    salon = monde.nouveau_salon("Nouveau salon", ("nadia",))
    nadia = salon["nadia"]
    entree = monde.fil.brut(salon.id, "m.room.member", "@maillon:localhost",
                            {"membership": "join"}, "@maillon:localhost")  # fmt: skip
    avant = dit(monde, nadia, "!mesdonnees", "$avant", salon=salon)
    apres = dit(monde, nadia, "!mesdonnees", "$apres", salon=salon)
    monde.fil.livre(avant, entree, apres)
    assert element(monde, "$avant") is None
    salon.bot_dit("me voici")
    salon.bot_dit(type="refus", repond_a="$apres")


def test_un_portrait_change_n_est_pas_une_entree(monde: Monde, reseau: Salon) -> None:
    """Un fait d'appartenance du robot, déjà là, ne fait oublier aucune commande."""
    fait = monde.fil.brut(reseau.id, "m.room.member", "@maillon:localhost",
                          {"membership": "join", "displayname": "Trombone"},
                          "@maillon:localhost")  # fmt: skip
    monde.fil.livre(dit(monde, reseau["ines"], "!écho bonjour"), fait)
    reseau.bot_dit("écho")
    reseau["ines"].dit("Trombone, écho bonsoir")
    reseau.bot_dit("bonsoir")


def test_sorti_puis_revenu_dans_la_meme_synchronisation(monde: Monde, reseau: Salon) -> None:
    bot = "@maillon:localhost"
    sort, entre = (
        monde.fil.brut(reseau.id, "m.room.member", bot, {"membership": m}, bot)
        for m in ("leave", "join")
    )
    ines = reseau["ines"]
    monde.fil.livre(
        dit(monde, ines, "!écho un", "$m1"), sort, dit(monde, ines, "!écho deux", "$m2"), entre,
        dit(monde, ines, "!écho trois", "$m3"),
    )  # fmt: skip
    reseau.bot_dit("me voici")
    reseau.bot_dit("« trois »")


def test_corrigee_avant_d_etre_traitee_c_est_la_correction_qui_vaut(
    monde: Monde, reseau: Salon
) -> None:
    ines = reseau["ines"]
    garde(monde, dit(monde, ines, "!écho bonjuor"))
    corrige(monde, ines, "!écho bonjour")
    monde.fil.traite()
    reseau.bot_dit("écho « bonjour »", repond_a="$m1")
    reseau.bot_se_tait()


def test_une_correction_deja_prise_ne_revient_pas_plus_tard(monde: Monde, reseau: Salon) -> None:
    """Une relecture du salon la redonnerait après une autre : la question reprendrait ses mots."""
    garde(monde, dit(monde, reseau["ines"], "!écho bonsoir"))
    corrige(monde, reseau["ines"], "!écho bonjour")
    faite = element(monde, monde.fil.moteur.read(_la_derniere))
    assert faite is not None
    assert (faite.genre, faite.etat, faite.contenu) == ("edition", inbox.TRAITE, None)
    monde.fil.traite()
    reseau.bot_dit("écho « bonjour »")


def _la_derniere(session: Session) -> str:
    return (
        session.exec(select(InboxItem.event_id).order_by(col(InboxItem.seq).desc())).first() or ""
    )


def test_le_meme_evenement_deux_fois_dans_une_reponse(
    monde: Monde, reseau: Salon, caplog: pytest.LogCaptureFixture
) -> None:
    vu = dit(monde, reseau["ines"], "!suivre le courrier")
    monde.fil.traite()
    monde.fil.livre(vu, vu)
    reseau.bot_dit("le courrier", mention="ines", champs={"demande": 1})
    reseau.bot_se_tait()
    assert "gardée puis traitée à part" not in caplog.text


def test_corrigee_en_parole_avant_d_etre_traitee(monde: Monde, reseau: Salon) -> None:
    ines = reseau["ines"]
    garde(monde, dit(monde, ines, "!écho secret"))
    corrige(monde, ines, "rien, excusez-moi")
    monde.fil.traite()
    reseau.bot_se_tait()


def test_corrigee_par_une_autre_avant_d_etre_traitee(monde: Monde, reseau: Salon) -> None:
    garde(monde, dit(monde, reseau["ines"], "!écho bonjour"))
    corrige(monde, reseau["karim"], "!écho n'importe quoi")
    monde.fil.traite()
    reseau.bot_dit("écho « bonjour »")
    reseau.bot_se_tait()


def corrige(monde: Monde, qui: Personne, texte: str) -> None:
    """Garde une correction du message $m1."""
    nouveau = {"msgtype": "m.text", "body": texte}
    relation = {"rel_type": "m.replace", "event_id": "$m1"}
    contenu = {"msgtype": "m.text", "body": f"* {texte}", "m.new_content": nouveau,
               "m.relates_to": relation}  # fmt: skip
    assert qui.ici is not None
    garde(monde, monde.fil.brut(qui.ici.id, "m.room.message", qui.mxid, contenu))


@pytest.mark.parametrize("par", ["ines", "nadia"])
def test_supprimee_avant_d_etre_traitee(monde: Monde, reseau: Salon, par: str) -> None:
    """Par son autrice, ou par une personne qui modère le salon : le serveur a vérifié le droit."""
    garde(monde, dit(monde, reseau["ines"], "!écho bonjour"))
    contenu = {"redacts": "$m1"}
    garde(monde, monde.fil.brut(reseau.id, "m.room.redaction", reseau[par].mxid, contenu))
    monde.fil.traite()
    reseau.bot_se_tait()
    traite = element(monde, "$m1")
    assert traite is not None
    assert traite.contenu is None


def test_le_meme_chiffre_sous_un_autre_identifiant(monde: Monde, reseau: Salon) -> None:
    vu = dit(monde, reseau["ines"], "!écho bonjour")
    monde.fil.livre(replace(vu, rejeu="session:1"))
    reseau.bot_dit("écho")
    monde.fil.livre(replace(vu, event_id="$copie", rejeu="session:1"))
    reseau.bot_se_tait()
    monde.fil.livre(replace(vu, event_id="$suivant", rejeu="session:2"))
    reseau.bot_dit("écho")


def test_du_bruit_illisible_ne_remplit_pas_la_base(monde: Monde, reseau: Salon) -> None:
    """Une personne écrit sans fin ce que nul ne peut lire ; ce que disent les autres attend."""
    ines, karim = reseau["ines"], reseau["karim"]
    bruit = [
        Unreadable(event_id=f"$b{rang}", salon=reseau.id, auteur=karim.mxid, session="s",
                   raison="illisible", brut={})
        for rang in range(inbox.ILLISIBLES_MAX + 50)
    ]  # fmt: skip
    garde(monde, *bruit, replace(bruit[0], event_id="$i1", auteur=ines.mxid))
    with Session(monde.base) as session:
        gardes = [i.event_id for i in session.exec(select(Illisible))]
    assert len(gardes) == inbox.ILLISIBLES_MAX + 1
    assert "$i1" in gardes


def test_un_illisible_attend_sa_cle(monde: Monde, reseau: Salon) -> None:
    ines, rob = reseau["ines"], monde.personne("rob", "ailleurs.example")
    for qui, event_id in ((ines, "$i1"), (rob, "$i2")):
        garde(monde, Unreadable(event_id=event_id, salon=reseau.id, auteur=qui.mxid,
                                session="s", raison="cle_absente", brut={}))  # fmt: skip
    with Session(monde.base) as session:
        assert [i.event_id for i in session.exec(select(Illisible))] == ["$i1"]
    monde.fil.livre(replace(dit(monde, ines, "!écho bonjour", "$i1"), rejeu="s:1"))
    reseau.bot_dit("écho")
    with Session(monde.base) as session:
        assert session.exec(select(Illisible)).all() == []


def test_une_touche_depuis_un_autre_salon_ne_compte_pas(monde: Monde, reseau: Salon) -> None:
    """Le serveur laisse toucher, depuis chez soi, un message dont on connaît l'identifiant."""
    suivi = question(reseau)
    ailleurs = monde.ouvre_salon("Ailleurs", ("paul", "lea"))
    ailleurs.bot_dit("me voici")
    relation = {"rel_type": "m.annotation", "event_id": suivi.event_id, "key": "✋"}
    paul = ailleurs["paul"]
    monde.fil.livre(
        monde.fil.brut(ailleurs.id, "m.reaction", paul.mxid, {"m.relates_to": relation})
    )
    cite = {"m.relates_to": {"m.in_reply_to": {"event_id": suivi.event_id}}}
    monde.fil.livre(dit(monde, paul, "je m'en occupe", "$p1", **cite))
    monde.fil.livre(
        monde.fil.brut(ailleurs.id, "m.room.redaction", paul.mxid, {"redacts": suivi.event_id})
    )
    reseau.bot_se_tait()


def test_une_touche_arrive_dans_la_meme_synchronisation_que_notre_message(
    monde: Monde, reseau: Salon
) -> None:
    """La réponse du serveur s'est perdue : notre écho et la touche viennent ensemble."""
    monde.fil.moteur.keep(Batch(None, [dit(monde, reseau["ines"], "!suivre le courrier")]))
    (message, *_boutons) = monde.fil.moteur.handle("$m1")
    echo = monde.fil.brut(
        reseau.id, "m.room.message", "@maillon:localhost",
        {"msgtype": "m.text", "body": "…", "fr.maillon": {"envoi": message.envoi}},
        event_id="$du-robot",
    )  # fmt: skip
    relation = {"rel_type": "m.annotation", "event_id": "$du-robot", "key": "✋"}
    touche = monde.fil.brut(
        reseau.id, "m.reaction", reseau["karim"].mxid, {"m.relates_to": relation}
    )
    monde.fil.moteur.keep(Batch("s2", [p for p in (echo, touche) if p is not None]))
    for event_id in monde.fil.moteur.pending():
        assert monde.fil.moteur.handle(event_id)[0].contenu["type"] == "suivi"
    for envoi in monde.fil.en_attente():
        monde.fil.moteur.give_up(envoi.envoi, "fin de l'essai")


def test_exclu_du_salon_il_le_sait(monde: Monde, reseau: Salon) -> None:
    garde(monde, Left(salon=reseau.id))
    from donnees import salon as salons

    ligne = monde.fil.moteur.read(lambda s: salons.salon(s, reseau.id))
    assert ligne.etat == salons.PARTI


def question(reseau: Salon) -> Dit:
    """Une histoire, avec ses boutons."""
    reseau["ines"].dit("!suivre le courrier")
    return reseau.bot_dit("le courrier", mention="ines")
