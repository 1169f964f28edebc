"""Les bots comparés : comment les lancer, que leur demander."""

import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.process import BotProcess

MOT_DE_PASSE = "phrase-de-passe-du-banc"


@dataclass(frozen=True)
class Peer:
    """Un bot à mesurer. `question` reçoit un mot neuf en `{mot}` ; `ouverture` prépare un salon."""

    nom: str
    module: str
    question: str = "!ping {mot}"
    ouverture: str = ""
    options: tuple[str, ...] = ()

    @property
    def ours(self) -> bool:
        """Vrai pour le nôtre : il se connecte, entre dans les salons et répond en citant."""
        return bool(self.ouverture)

    def process(
        self, url: str, mxid: str, jeton: str, dossier: Path, supervision: str = ""
    ) -> BotProcess:
        """Le processus, prêt à lancer ; `dossier` lui appartient."""
        dossier.mkdir(parents=True)
        if not self.ours:
            commande = [sys.executable, "-m", self.module, url, mxid, jeton, *self.options]
            return BotProcess(commande, dossier, {})
        config = dossier / "config.toml"
        config.write_text(
            _CONFIG.format(url=url, mxid=mxid, supervision=supervision), encoding="utf-8"
        )
        commande = [sys.executable, "-m", self.module, "lancer", "--config", str(config)]
        return BotProcess(commande, dossier, {"MAILLON_MOT_DE_PASSE": MOT_DE_PASSE})


def peers(commande: str) -> dict[str, Peer]:
    """Les bots ; `commande` est celle que l'on mesure chez nous.

    `raw-contrat` est `raw` dont la réponse porte ce que le contrat demande : ce que le serveur
    fait payer à quiconque le respecte.
    """
    tous = (
        Peer("raw", "tests.bench.raw"),
        Peer("raw-contrat", "tests.bench.raw", options=("contrat",)),
        Peer("nio", "tests.bench.nio_bare"),
        Peer("maillon", "bot", commande, "!réseau ouvrir Banc {mot}"),
    )
    return {pair.nom: pair for pair in tous}


# Limites et allure levées : on mesure le bot, pas sa politesse.
_CONFIG = """\
[matrix]
serveur = "{url}"
identifiant = "{mxid}"

[donnees]
dossier = "var"

[acces]
serveurs_autorises = ["localhost"]
commandes_par_minute = 0
commandes_par_minute_salon = 0

[rythme]
evenements_par_seconde = 0

[supervision]
adresse = "{supervision}"
"""
