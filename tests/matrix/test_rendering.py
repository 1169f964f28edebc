"""D'une intention à un contenu Matrix : jumeau, sonnerie, corrections, mots d'une personne."""

from typing import Any

import pytest

from bot.core.texte import Cite, Gras, Morceau, Personne, Texte
from bot.matrix.rendering import display_name, message_content, reaction_content

INES = "@ines.martin-mairie.fr:agent.tchap.gouv.fr"


def nom_de(_mxid: str) -> str:
    return "Inès <Martin>"


def contenu(*morceaux: Morceau, edite: str | None = None, **suite: Any) -> dict[str, Any]:
    intention = {
        "texte": Texte.ligne(*morceaux).json(), "type": "demande.prise", "champs": {"demande": 12},
        "mention": [], "appel": False, "reply_to": "$question", **suite,
    }  # fmt: skip
    return message_content("e1", intention, nom_de, edite=edite)


def test_une_reponse_porte_son_jumeau_et_ne_sonne_pas() -> None:
    rendu = contenu("Prise par ", Personne(INES), ".")
    assert rendu["fr.maillon"] == {"type": "demande.prise", "envoi": "e1", "demande": 12}
    assert (rendu["msgtype"], rendu["m.mentions"]) == ("m.notice", {})
    assert rendu["body"] == "Prise par Inès <Martin>."
    assert rendu["formatted_body"] == "Prise par Inès &lt;Martin&gt;."
    assert rendu["m.relates_to"] == {"m.in_reply_to": {"event_id": "$question"}}


def test_qui_sonne_est_nomme_par_une_pastille() -> None:
    rendu = contenu(Personne(INES), ", à vous.", mention=[INES])
    assert (rendu["msgtype"], rendu["m.mentions"]) == ("m.text", {"user_ids": [INES]})
    lien = f"https://matrix.to/#/{INES}"
    assert rendu["formatted_body"] == f'<a href="{lien}">Inès &lt;Martin&gt;</a>, à vous.'


def test_un_appel_a_tous_est_une_parole_sans_mention() -> None:
    rendu = contenu("Qui peut ?", appel=True)
    assert (rendu["msgtype"], rendu["m.mentions"]) == ("m.text", {})


def test_une_correction_porte_le_meme_jumeau_aux_deux_niveaux() -> None:
    rendu = contenu("Réglée.", edite="$message", mention=[INES])
    assert rendu["m.relates_to"] == {"rel_type": "m.replace", "event_id": "$message"}
    assert rendu["fr.maillon"] == rendu["m.new_content"]["fr.maillon"]
    assert rendu["fr.maillon"] == {"type": "demande.prise", "envoi": "e1", "demande": 12}
    assert (rendu["body"], rendu["m.new_content"]["body"]) == ("* Réglée.", "Réglée.")
    assert rendu["m.mentions"] == {}  # corriger ne fait sonner personne une seconde fois
    assert "m.relates_to" not in rendu["m.new_content"]


@pytest.mark.parametrize(
    "mots",
    [
        '<img src="mxc://x/y">', "<a href='https://x'>ici</a>", "</strong><script>", "&lt;b&gt;",
        "[ici](https://x)", "**gras**", "<mx-reply>", "@room", "a\n> b",
    ],
)  # fmt: skip
def test_les_mots_d_une_personne_ne_sont_jamais_des_balises(mots: str) -> None:
    rendu = contenu(Cite(mots), Gras(mots), mots)
    reste = rendu["formatted_body"]
    for balise in ("<br>", "<strong>", "</strong>"):
        reste = reste.replace(balise, "")
    assert "<" not in reste
    assert ">" not in reste
    assert "@room" not in rendu["body"] + rendu["formatted_body"]
    assert rendu["m.mentions"] == {}


def test_une_touche_porte_son_jumeau() -> None:
    rendu = reaction_content("e2", "✋", "$message")
    assert rendu["m.relates_to"] == {
        "rel_type": "m.annotation", "event_id": "$message", "key": "✋",
    }  # fmt: skip
    assert rendu["fr.maillon"]["envoi"] == "e2"


@pytest.mark.parametrize(
    ("brut", "attendu"),
    [
        ("Inès Martin [Mairie]", "Inès Martin"),
        ("", "ines.martin-mairie.fr"),
        ("\u202egnp.exe", "gnp.exe"),
        ("Ines\nMartin", "Ines Martin"),
        ("שרה", "\u2068שרה\u2069"),
    ],
)
def test_un_nom_affiche_est_un_texte_hostile(brut: str, attendu: str) -> None:
    assert display_name(INES, brut) == attendu
