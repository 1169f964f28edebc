"""Ce qu'un membre peut écrire de pire : rien ne lève, et rien ne déborde d'une clé."""

from typing import Any

import pytest

from bot.matrix import parsing
from bot.matrix.sync_batch import SyncReader
from bot.pieces import Echo, Seen, Unreadable

ROBOT, SALON, INES = "@maillon:localhost", "!salon:localhost", "@ines:localhost"


def evenement(genre: str, contenu: dict[str, Any]) -> dict[str, Any]:
    return {"event_id": "$e", "sender": INES, "type": genre, "content": contenu,
            "origin_server_ts": 0}  # fmt: skip


@pytest.mark.parametrize("piege", ["<![foo[", "<![1", "<![ [", "<!-", "<![cdata [x"])
def test_un_html_qui_ne_se_lit_pas_laisse_le_corps_en_clair(piege: str) -> None:
    riche = f'<a href="https://matrix.to/#/{INES}">Inès</a> {piege}'
    contenu = {"msgtype": "m.text", "body": "!aide", "formatted_body": riche}
    vu = parsing.piece(SALON, evenement("m.room.message", contenu), ROBOT)
    assert isinstance(vu, Seen)


def test_un_html_casse_se_lit_dans_son_corps() -> None:
    contenu = {"body": "!aide", "formatted_body": "https://matrix.to/#/@x:y <![foo["}
    assert parsing.text_of(contenu) == "!aide"


@pytest.mark.parametrize(
    ("genre", "contenu"),
    [
        ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$" * 256,
                                         "key": "✋"}}),
        ("m.room.redaction", {"redacts": "$" * 256}),
        ("m.room.message", {"m.new_content": {"msgtype": "m.text", "body": "!aide"},
                            "m.relates_to": {"rel_type": "m.replace", "event_id": "$" * 256}}),
    ],
)  # fmt: skip
def test_un_identifiant_demesure_ne_vise_rien(genre: str, contenu: dict[str, Any]) -> None:
    assert parsing.piece(SALON, evenement(genre, contenu), ROBOT) is None


def test_une_reponse_a_un_identifiant_demesure_ne_cite_rien() -> None:
    contenu = {"msgtype": "m.text", "body": "oui",
               "m.relates_to": {"m.in_reply_to": {"event_id": "$" * 256}}}  # fmt: skip
    vu = parsing.piece(SALON, evenement("m.room.message", contenu), ROBOT)
    assert isinstance(vu, Seen)
    assert vu.contenu["reply_to"] is None


@pytest.mark.parametrize("nom", ["\ud800", "a\x00b"])
@pytest.mark.parametrize("ou", ["transaction", "jumeau"])
def test_un_echo_au_nom_que_la_base_refuse_n_est_d_aucun_envoi(nom: str, ou: str) -> None:
    """Noté tel quel, il ferait lever chaque réception : le même lot serait redemandé sans fin."""
    brut = {**evenement("m.room.message", {}), "sender": ROBOT}
    if ou == "transaction":
        brut["unsigned"] = {"transaction_id": nom}
    else:
        brut["content"] = {"fr.maillon": {"envoi": nom}}
    assert parsing.piece(SALON, brut, ROBOT) is None


def test_un_echo_se_reconnait_a_sa_transaction_ou_a_son_jumeau() -> None:
    nu = {**evenement("m.room.message", {}), "sender": ROBOT}
    attendu = Echo(event_id="$e", salon=SALON, envoi="nom")
    parle = {**nu, "content": {"fr.maillon": {"envoi": "nom"}}}
    for brut in ({**nu, "unsigned": {"transaction_id": "nom"}}, parle):
        assert parsing.piece(SALON, brut, ROBOT) == attendu


class _Muet:
    """Un coffre qui n'a aucune clé."""

    def decrypt(self, _salon: str, _evenement: dict[str, Any]) -> Any:
        return type("Illisible", (), {"reason": "cle_absente"})()


@pytest.mark.parametrize(
    ("session", "gardee"), [("x" * 300, ""), ("a\x00b\ud800c", "abc"), (12, ""), ("s1", "s1")]
)
def test_un_identifiant_de_session_tient_toujours_dans_la_base(session: Any, gardee: str) -> None:
    """PostgreSQL refuse le NUL, et une clé d'index de plus de 2 700 octets : chaque essai de garder
    la réponse échouerait, pour tous les salons."""
    lecteur = SyncReader.__new__(SyncReader)
    lecteur.bot, lecteur.crypto, lecteur.pending_owner = ROBOT, _Muet(), False  # type: ignore[assignment]
    brut = evenement("m.room.encrypted", {"session_id": session})
    (vu,) = lecteur.encrypted(SALON, brut)
    assert isinstance(vu, Unreadable)
    assert vu.session == gardee
