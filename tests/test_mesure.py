"""Ce que coûte un réseau utile se compte sur ce qui fut vraiment dit et touché, rien d'autre."""

from typing import Any

import pytest

from bot.demo.mesure import LECTURE, MESSAGE, SIGNE, TOUCHE, Part, PasUtile, compte, dire, mesure
from bot.demo.seen import Seen, read

ROBOT, NADIA, KARIM = "@maillon:ici", "@nadia:ici", "@karim:ici"
NOMS = {NADIA: "Nadia", KARIM: "Karim"}
SALON = "!salon:ici"


class Recit:
    """Ce que les clients reçoivent, un événement par seconde."""

    def __init__(self) -> None:
        self.vus: list[Seen] = []

    def dit(self, qui: str, texte: str, **jumeau: Any) -> None:
        contenu = {"msgtype": "m.text", "body": texte}
        self._vu(qui, "m.room.message", contenu | ({"fr.maillon": jumeau} if jumeau else {}))

    def touche(self, qui: str) -> None:
        self._vu(qui, "m.reaction", {"m.relates_to": {"event_id": "$0", "key": "1️⃣"}})

    def retire(self, qui: str) -> None:
        self._vu(qui, "m.room.redaction", {"redacts": "$1"})

    def _vu(self, qui: str, genre: str, contenu: dict[str, Any]) -> None:
        rang = len(self.vus)
        source = {"event_id": f"${rang}", "sender": qui, "type": genre, "content": contenu,
                  "origin_server_ts": rang * 1000}  # fmt: skip
        self.vus.append(read(source, SALON, encrypted=False, verified=False))


@pytest.fixture
def recit() -> Recit:
    """Avant que le robot n'entre, on se parle déjà."""
    neuf = Recit()
    neuf.dit(NADIA, "Je vous propose un robot.")
    neuf.touche(KARIM)
    neuf.dit(ROBOT, "Bonjour à vous", type="presentation")
    return neuf


def ouvre(recit: Recit, *, sauf: str = "", mots: str = "!réseau ouvrir Achats") -> Recit:
    """Un réseau s'ouvre, jusqu'à servir ; `sauf` : un signe qui manque."""
    recit.dit(NADIA, mots)
    signes: list[tuple[str, str, dict[str, Any]]] = [
        ("ouvert", "C'est fait", {"type": "reseau.ouvert"}),
        ("savoir", "Noté", {"type": "savoir.note", "themes": ["compta"]}),
        ("encore", "Noté", {"type": "savoir.note", "themes": ["compta", "archives"]}),
        ("rituel", "Rituel n° 1, bulletin", {"type": "rituel.cree"}),
        ("astuce", "C'est noté", {"type": "astuce.notee"}),
        ("pair", "Karim, pouvez-vous ?", {"type": "demande.proposee", "pair": KARIM}),
    ]
    for cle, texte, jumeau in signes:
        if cle == "savoir":
            recit.touche(KARIM)
        if cle != sauf:
            recit.dit(ROBOT, texte, **jumeau)
    return recit


def test_on_compte_de_l_entree_du_robot_a_la_question_qui_trouve_quelqu_un(recit: Recit) -> None:
    ouvre(recit)
    recit.touche(NADIA)
    recit.dit(KARIM, "C'est déjà utile, ceci n'a rien coûté de plus.")
    effort = mesure(recit.vus, ROBOT)

    assert dict(effort.parts) == {
        NADIA: Part(messages=1, mots=3, signes=21),
        KARIM: Part(touches=1),
    }
    assert (effort.touches, effort.mots, effort.lus) == (1, 3, 3 + 2 + 1 + 1 + 4 + 2 + 3)


def test_ce_que_plusieurs_clients_recoivent_ne_compte_qu_une_fois(recit: Recit) -> None:
    vus = ouvre(recit).vus
    assert mesure([*vus, *vus], ROBOT) == mesure(vus, ROBOT)


def test_retirer_une_touche_est_une_touche(recit: Recit) -> None:
    recit.touche(NADIA)
    recit.retire(NADIA)
    assert mesure(ouvre(recit).vus, ROBOT).parts[NADIA].touches == 2


def test_le_temps_est_celui_de_lire_d_ecrire_de_toucher_et_d_attendre(recit: Recit) -> None:
    vus = ouvre(recit).vus
    debut, fin = vus[2].ts, vus[-1].ts
    attentes = [(debut - 1, 3000.0), (debut, 31.0), (fin, 60.0), (fin + 1, 3000.0)]
    effort = mesure(vus, ROBOT, attentes)
    faire = TOUCHE + MESSAGE + 21 * SIGNE

    assert effort.attente == 91
    assert effort.secondes == faire + effort.lus / LECTURE + 91
    assert effort.minutes == 2  # 116 secondes : on arrondit au-dessus


def test_cent_mots_de_trop_et_la_promesse_n_est_pas_tenue(recit: Recit) -> None:
    sobre = ouvre(Recit()).vus
    attentes = [(recit.vus[2].ts, 360.0)]  # le reste de ce que demande la démonstration
    assert mesure(sobre, ROBOT, attentes).minutes == 7
    with pytest.raises(PasUtile, match="en 10 minutes, il a demandé 1 touche et 103 mots, 12 min"):
        mesure(ouvre(recit, mots="!réseau ouvrir Achats" + " motus" * 100).vus, ROBOT, attentes)


@pytest.mark.parametrize(
    ("sauf", "manque"),
    [
        ("ouvert", "l'ouverture"),
        ("encore", "deux thèmes qui ont quelqu'un"),
        ("rituel", "le jour du bulletin"),
        ("astuce", "une première astuce"),
        ("pair", "une question qui trouve quelqu'un"),
    ],
)
def test_sans_l_un_des_signes_le_reseau_ne_sert_pas(recit: Recit, sauf: str, manque: str) -> None:
    with pytest.raises(PasUtile, match=f"il manque {manque}$"):
        mesure(ouvre(recit, sauf=sauf).vus, ROBOT)


def test_une_question_que_l_on_pose_a_tous_n_a_pas_trouve_quelqu_un(recit: Recit) -> None:
    ouvre(recit, sauf="pair")
    recit.dit(ROBOT, "Je la pose à tout le salon", type="demande.appel", demande=1)
    with pytest.raises(PasUtile, match="une question qui trouve quelqu'un"):
        mesure(recit.vus, ROBOT)


def test_le_compte_se_dit_en_francais(recit: Recit) -> None:
    effort = mesure(ouvre(recit).vus, ROBOT)
    assert dire(effort, NOMS.__getitem__) == (
        "utile en 1 touche et 3 mots, et une minute au plus, même en agissant l'un après l'autre "
        "et en lisant tout ce que dit Maillon.\nNadia 3 mots, Karim 1 touche."
    )
    assert compte(Part(touches=2)) == "2 touches"
