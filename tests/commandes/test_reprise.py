"""Au retour d'une absence : une phrase par salon, et rien de vieux n'est exécuté sans accord."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.core import dispatch
from bot.core.context import Context
from bot.core.effects import Effect
from bot.pieces import Roster, Seen
from donnees.inbox import ANCIEN, Illisible, InboxItem
from tests.fil import BOT
from tests.scenario import Monde, OuvreReseau, Personne


def _absent(monde: Monde, **duree: float) -> None:
    """Le robot n'a rien reçu pendant ce temps, qui s'achève maintenant."""
    monde.horloge.instant += timedelta(**duree)
    monde.fil.moteur.intake.vu = monde.horloge.instant - timedelta(**duree)


def _a_l_epoque(monde: Monde, qui: Personne, texte: str, *, il_y_a: timedelta) -> str:
    """Une commande écrite pendant l'absence, livrée au retour ; rend son identifiant."""
    maintenant = monde.horloge.instant
    monde.horloge.instant = maintenant - il_y_a
    contenu = {"msgtype": "m.text", "body": texte}
    assert qui.ici is not None
    vu = monde.fil.brut(qui.ici.id, "m.room.message", qui.mxid, contenu)
    monde.horloge.instant = maintenant
    monde.fil.livre(vu)
    assert isinstance(vu, Seen)
    return vu.event_id


def test_apres_plus_de_dix_minutes_il_dit_qu_il_s_en_occupe(
    monde: Monde, ouvre_reseau: OuvreReseau
) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    _absent(monde, hours=1, minutes=30)
    _a_l_epoque(monde, reseau["ines"], "!thèmes", il_y_a=timedelta(minutes=20))
    reseau.bot_dit("J'étais arrêté de", "Un message", "je m'en occupe", type="reprise", boutons=())
    reseau.bot_dit(type="theme.liste")


def test_moins_de_dix_minutes_il_ne_dit_rien(monde: Monde, ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    _absent(monde, minutes=9)
    _a_l_epoque(monde, reseau["ines"], "!thèmes", il_y_a=timedelta(minutes=5))
    reseau.bot_dit(type="theme.liste")
    reseau.bot_se_tait()


def test_sans_rien_qui_attende_il_revient_en_silence(
    monde: Monde, ouvre_reseau: OuvreReseau
) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    _absent(monde, hours=3)
    _a_l_epoque(monde, reseau["ines"], "bonjour à toutes", il_y_a=timedelta(hours=1))
    reseau.bot_se_tait()


def test_une_commande_d_avant_hier_est_citee_pas_executee(
    monde: Monde, ouvre_reseau: OuvreReseau
) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines", "karim"))
    _absent(monde, hours=60)
    _a_l_epoque(monde, reseau["ines"], "!thèmes", il_y_a=timedelta(hours=50))
    dit = reseau.bot_dit("Ines", "!themes", "oui", type="reprise", boutons=("✅",))
    assert "je m'en occupe" not in dit.corps
    reseau["karim"].reagit("✅")
    reseau.bot_se_tait()
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="theme.liste")
    reseau["ines"].retire("✅")
    reseau["ines"].reagit("✅")
    reseau.bot_se_tait()


def test_une_vieille_commande_supprimee_n_est_jamais_faite(
    monde: Monde, ouvre_reseau: OuvreReseau
) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    ines = reseau["ines"]
    _absent(monde, hours=60)
    vieille = _a_l_epoque(monde, ines, "!thèmes", il_y_a=timedelta(hours=50))
    reseau.bot_dit(type="reprise", boutons=("✅",))
    monde.fil.livre(monde.fil.brut(reseau.id, "m.room.redaction", ines.mxid, {"redacts": vieille}))
    ines.reagit("✅")
    reseau.bot_se_tait()


def _brut(monde: Monde, qui: Personne, type_: str, contenu: dict[str, Any]) -> Seen:
    assert qui.ici is not None
    vu = monde.fil.brut(qui.ici.id, type_, qui.mxid, contenu)
    assert isinstance(vu, Seen)
    return vu


def _dit_et_supprime(monde: Monde, qui: Personne, texte: str) -> tuple[Seen, Seen]:
    dit = _brut(monde, qui, "m.room.message", {"msgtype": "m.text", "body": texte})
    return dit, _brut(monde, qui, "m.room.redaction", {"redacts": dit.event_id})


def test_une_commande_supprimee_pendant_l_absence_ne_compte_pas(
    monde: Monde, ouvre_reseau: OuvreReseau
) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    ines = reseau["ines"]
    _absent(monde, hours=1)
    reste = _brut(monde, ines, "m.room.message", {"msgtype": "m.text", "body": "!thèmes"})
    monde.fil.livre(*_dit_et_supprime(monde, ines, "!annuaire"), reste)
    reseau.bot_dit("Un message m'attendait", type="reprise")
    reseau.bot_dit(type="theme.liste")
    reseau.bot_se_tait()


def test_tout_ce_qui_attendait_est_supprime_il_revient_en_silence(
    monde: Monde, ouvre_reseau: OuvreReseau
) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    _absent(monde, hours=1)
    monde.fil.livre(*_dit_et_supprime(monde, reseau["ines"], "!annuaire"))
    reseau.bot_se_tait()


def test_une_vieille_commande_supprimee_avant_la_reprise_n_y_est_pas_citee(
    monde: Monde, ouvre_reseau: OuvreReseau
) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    ines = reseau["ines"]
    _absent(monde, hours=60)
    maintenant = monde.horloge.instant
    monde.horloge.instant -= timedelta(hours=50)
    dite, supprimee = _dit_et_supprime(monde, ines, "!annuaire")
    reste = _brut(monde, ines, "m.room.message", {"msgtype": "m.text", "body": "!thèmes"})
    monde.horloge.instant = maintenant
    monde.fil.livre(dite, reste, supprimee)
    dit = reseau.bot_dit("!themes", type="reprise", boutons=("✅",))
    assert "annuaire" not in dit.corps
    ines.reagit("✅")
    reseau.bot_dit(type="theme.liste")


def test_une_vieille_commande_corrigee_est_faite_comme_elle_se_lit(
    monde: Monde, ouvre_reseau: OuvreReseau
) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    ines = reseau["ines"]
    _absent(monde, hours=60)
    vieille = _a_l_epoque(monde, ines, "!thèmes", il_y_a=timedelta(hours=50))
    reseau.bot_dit(type="reprise", boutons=("✅",))
    corrige = {
        "msgtype": "m.text", "body": "* !annuaire",
        "m.new_content": {"msgtype": "m.text", "body": "!annuaire"},
        "m.relates_to": {"rel_type": "m.replace", "event_id": vieille},
    }  # fmt: skip
    monde.fil.livre(monde.fil.brut(reseau.id, "m.room.message", ines.mxid, corrige))
    ines.reagit("✅")
    reseau.bot_dit(type="annuaire")
    reseau.bot_se_tait()


def test_ce_qui_est_personnel_n_est_pas_repete(monde: Monde, ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    _absent(monde, hours=60)
    _a_l_epoque(monde, reseau["ines"], "!demandes", il_y_a=timedelta(hours=50))
    dit = reseau.bot_dit("Ines", type="reprise", boutons=("✅",))
    assert "demandes" not in dit.corps


def test_l_accord_survit_a_un_redemarrage(monde: Monde, ouvre_reseau: OuvreReseau) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    _absent(monde, hours=60)
    _a_l_epoque(monde, reseau["ines"], "!thèmes", il_y_a=timedelta(hours=50))
    reseau.bot_dit(type="reprise", boutons=("✅",))
    with Session(monde.base) as session:
        requete = select(InboxItem).where(InboxItem.etat == ANCIEN)
        assert len(list(session.exec(requete))) == 1
    reseau.redemarre()
    reseau["ines"].reagit("✅")
    reseau.bot_dit(type="theme.liste")


def test_un_message_reste_illisible_est_dit_une_fois_a_son_auteur(
    monde: Monde, ouvre_reseau: OuvreReseau
) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    ines = reseau["ines"]
    for rang in range(3):
        monde.fil.pose(
            Illisible(
                event_id=f"$chiffre{rang}", salon=reseau.id, auteur=ines.mxid, session="s",
                raison="cle_absente", brut={}, recu_le=monde.horloge.instant,
            )
        )  # fmt: skip
    monde.fil.moteur.tell_unreadable()
    monde.fil.traite()
    reseau.bot_se_tait()
    monde.horloge.instant += timedelta(minutes=3)
    for _ in range(3):
        monde.fil.moteur.tell_unreadable()
        monde.fil.traite()
    reseau.bot_dit("pas pu lire", "renvoyez-le", type="illisible", mention="ines")
    reseau.bot_se_tait()
    monde.horloge.instant += timedelta(hours=25)
    monde.fil.moteur.tell_unreadable()
    with Session(monde.base) as session:
        assert list(session.exec(select(Illisible))) == []


def test_un_premier_essai_manque_ne_fait_pas_oublier_l_absence(
    monde: Monde, ouvre_reseau: OuvreReseau, monkeypatch: pytest.MonkeyPatch
) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines"))
    monde.horloge.instant += timedelta(hours=1)
    monde.fil.traite()  # la file est en mémoire : la réponse se garde et se traite d'un coup
    vrai, essais = dispatch.dispatch, []

    def leve_une_fois(event: Any, ctx: Context) -> list[Effect]:
        essais.append(event)
        if len(essais) == 1:
            raise RuntimeError
        return vrai(event, ctx)

    monkeypatch.setattr(dispatch, "dispatch", leve_une_fois)
    _a_l_epoque(monde, reseau["ines"], "!thèmes", il_y_a=timedelta(minutes=20))
    reseau.bot_dit("J'étais arrêté", type="reprise")
    reseau.bot_dit(type="theme.liste")


def test_revenu_apres_une_exclusion_le_passe_relu_ne_fait_partir_personne(
    ouvre_reseau: OuvreReseau, monde: Monde
) -> None:
    reseau = ouvre_reseau("Assistantes", ("nadia", "ines", "karim"), themes={"compta": ("karim",)})
    ines, karim = reseau["ines"], reseau["karim"]
    ines.dit("!aide compta ma facture")
    reseau.bot_dit(type="demande.proposee", mention=karim)
    reseau.appartenance(monde.personne("maillon"), "leave")
    invite = {"membership": "invite", "displayname": "Ines"}
    monde.fil.livre(
        monde.fil.brut(reseau.id, "m.room.member", reseau.createur, invite, ines.mxid),
        monde.fil.brut(reseau.id, "m.room.member", BOT, {"membership": "join"}, BOT),
        Roster(salon=reseau.id, noms={m.mxid: m.nom for m in reseau} | {BOT: "Maillon"}),
    )
    reseau.bot_dit("Pour commencer : !aide", type="presentation", boutons=("✉️",))
    ines.dit("!demande 1")
    reseau.bot_dit("J'attends la réponse", type="demande.fiche", champs={"etat": "proposee"})
