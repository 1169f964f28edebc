"""Une déclaration fautive empêche le robot de démarrer."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from bot.core.registry import (
    Registry,
    RegistryError,
    command,
    on_arrival,
    on_due,
    on_reaction,
    on_reply,
)
from bot.core.suggestions import nearest
from tests.core import commandes_d_essai

Fonction = Callable[..., Any]


def module(*fonctions: Fonction) -> ModuleType:
    """Un module de commandes fait de ces fonctions."""
    fait = ModuleType("essai")
    for rang, fonction in enumerate(fonctions):
        fonction.__module__ = "essai"
        setattr(fait, f"f{rang}", fonction)
    return fait


def fonction(*parametres: str, aide: str = "Une aide.") -> Fonction:
    """Une fonction de commande qui a ces paramètres et cette aide."""
    signature = ", ".join(("message", "ctx", *parametres))
    espace: dict[str, Any] = {}
    exec(f"def f({signature}): return []", espace)  # noqa: S102
    faite: Fonction = espace["f"]
    faite.__doc__ = aide
    return faite


def refuse(*fonctions: Fonction) -> str:
    """Ce que dit le refus de démarrer avec ces fonctions."""
    with pytest.raises(RegistryError) as refus:
        Registry.of([module(*fonctions)])
    return str(refus.value)


def test_deux_commandes_du_meme_mot() -> None:
    une = command("!écho <texte…>", exemple="!écho a")(fonction("texte"))
    autre = command("!ECHO <n°>", exemple="!echo 3")(fonction("numero"))
    assert "!echo" in refuse(une, autre)


def test_deux_commandes_du_meme_mot_dans_deux_fichiers() -> None:
    une = command("!écho", exemple="!écho")(fonction())
    autre = command("!autre", "!écho", exemple="!autre")(fonction())
    with pytest.raises(RegistryError, match="!echo est déclarée deux fois"):
        Registry.of([module(une), module(autre)])


@pytest.mark.parametrize("parametres", [(), ("autre",), ("texte", "autre"), ("Texte",)])
def test_la_signature_repete_les_noms_de_la_forme(parametres: tuple[str, ...]) -> None:
    fautive = command("!écho <texte…>", exemple="!écho a")(fonction(*parametres))
    assert "signature" in refuse(fautive)


def test_toutes_les_formes_donnent_la_signature() -> None:
    bonne = command("!écho <texte…>", "!écho <n°>", exemple="!écho 3")(fonction("texte", "numero"))
    assert list(Registry.of([module(bonne)]).commands) == ["echo"]


def test_une_commande_sans_aide() -> None:
    assert "aide" in refuse(command("!écho", exemple="!écho")(fonction(aide="")))


@pytest.mark.parametrize("exemple", ["", "écho", "!autre chose", "!écho", "!écho trop de mots"])
def test_un_exemple_que_ses_propres_formes_ne_lisent_pas(exemple: str) -> None:
    assert "exemple" in refuse(command("!écho <mot>", exemple=exemple)(fonction("mot")))


def test_une_forme_qui_n_est_pas_de_la_grammaire() -> None:
    with pytest.raises(ValueError, match="forme"):
        command("écho", exemple="!écho")(fonction())


def test_deux_fonctions_pour_la_meme_touche() -> None:
    une = on_reaction("✋", "✅", about="demande")(fonction())
    autre = on_reaction("✅", about="demande")(fonction())
    assert "demande" in refuse(une, autre)


def test_la_meme_touche_sur_deux_histoires() -> None:
    une = on_reaction("✋", about="demande")(fonction())
    autre = on_reaction("✋", about="astuce")(fonction())
    registre = Registry.of([module(une, autre)])
    assert registre.hook("reaction", "demande:12", "✋") is une
    assert registre.hook("reaction", "astuce:3", "✋") is autre
    assert registre.hook("reaction", "astuce:3", "✅") is None


def test_deux_fonctions_pour_le_meme_rappel_ou_la_meme_reponse() -> None:
    assert refuse(on_due("relance")(fonction()), on_due("relance")(fonction()))
    assert refuse(on_reply("demande")(fonction()), on_reply("demande")(fonction()))


def test_les_arrivees_se_cumulent() -> None:
    une, autre = on_arrival(fonction()), on_arrival(fonction())
    assert Registry.of([module(une, autre)]).hooks_of("arrival") == [une, autre]


def test_une_fonction_importee_d_un_autre_fichier_n_est_pas_declaree_deux_fois() -> None:
    une = command("!écho", exemple="!écho")(fonction())
    premier, second = module(une), ModuleType("second")
    second.f = une  # type: ignore[attr-defined]
    assert list(Registry.of([premier, second]).commands) == ["echo"]


def test_le_mot_le_plus_long_gagne() -> None:
    registre = Registry.of([commandes_d_essai])
    for ecrit in ("mes données", "Mes-Données", "mesdonnees", "MES DONNÉES  "):
        trouvee = registre.find(ecrit)
        assert trouvee is not None
        assert trouvee[1:] == ("mesdonnees", "")
    assert registre.find("") is None
    assert registre.find("mes") is None


@pytest.mark.parametrize(
    ("ecrit", "proche"),
    [("ehco", ["echo"]), ("ECHOS", ["echo"]), ("sujte", ["sujet"]), ("zz", []), ("", [])],
)
def test_le_mot_le_plus_proche(ecrit: str, proche: list[str]) -> None:
    assert nearest(ecrit, Registry.of([commandes_d_essai])) == proche
