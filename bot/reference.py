"""« python -m bot.reference » : écrit docs/commandes.md et le tableau du README.

Tout vient du registre : ce que lisent les membres (`!menu`, `!aide prends`) et ce que dit la
documentation ont la même source. Un essai échoue si les fichiers ne sont plus à jour.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from bot.core.registry import ANIMATION, MEMBRE, OUVERTURE, TOUS, Command, MenuLine, Registry

RACINE = Path(__file__).parents[1]
DEBUT = "<!-- commandes : écrit par python -m bot.reference -->"
FIN = "<!-- fin des commandes -->"
_QUI = {
    MEMBRE: "membre",
    ANIMATION: "animation",
    OUVERTURE: "qui administre le salon",
    TOUS: "tout le monde",
}
_ORDRE = (MEMBRE, TOUS, ANIMATION, OUVERTURE)


def tableau(registre: Registry) -> str:
    """Le tableau de ce que l'on peut vouloir, avec un exemple à recopier."""
    lignes: Iterable[MenuLine] = sorted(registre.menu, key=lambda ligne: _ORDRE.index(ligne.role))
    corps = (
        f"| {ligne.envie[:1].upper()}{ligne.envie[1:]} | `{ligne.exemple}` | {_QUI[ligne.role]} |"
        for ligne in lignes
    )
    return "\n".join(("| Pour | On écrit | Qui |", "|---|---|---|", *corps))


def page(registre: Registry) -> str:
    """La page entière : le tableau, puis l'aide de chaque commande."""
    commandes = sorted(registre.all_commands(), key=lambda commande: commande.mot)
    return "\n".join((
        "# Ce que l'on peut écrire à Maillon",
        "",
        "Cette page est écrite par `python -m bot.reference` : ne la corrigez pas à la main.",
        "",
        "Dans un salon, on commence par `!`, ou par « Maillon, ». À part, avec le robot, rien de",
        "tout cela : le mot suffit. Accents, majuscules et traits d'union ne comptent pas.",
        "",
        tableau(registre),
        *(ligne for commande in commandes for ligne in _une(commande)),
        "",
    ))  # fmt: skip


def _une(commande: Command) -> list[str]:
    qui = _QUI[commande.role if commande.reseau else TOUS]
    prive = " La réponse se donne en privé." if commande.intime else ""
    return ["", f"## `{commande.exemple.split()[0]}`", "", commande.aide, "",
            f"Exemple : `{commande.exemple}`. Qui : {qui}.{prive}"]  # fmt: skip


def a_jour(registre: Registry) -> dict[Path, str]:
    """Le texte que doit avoir chaque fichier."""
    readme = (RACINE / "README.md").read_text(encoding="utf-8")
    avant, _, reste = readme.partition(DEBUT)
    apres = reste.partition(FIN)[2]
    return {
        RACINE / "docs" / "commandes.md": page(registre),
        RACINE / "README.md": f"{avant}{DEBUT}\n{tableau(registre)}\n{FIN}{apres}",
    }


def main() -> int:
    """Écrit les fichiers ; rend 0."""
    from bot.running import load_registry

    for fichier, texte in a_jour(load_registry()).items():
        fichier.parent.mkdir(exist_ok=True)
        fichier.write_text(texte, encoding="utf-8")
        sys.stdout.write(f"{fichier.relative_to(RACINE)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
