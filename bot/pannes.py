"""Ce qui finit une commande : une phrase de français et un code de sortie (contrat §2).

`Usage` : la ligne de commande ou les réglages sont à corriger, code 2. `Panne` : le monde n'a pas
voulu (serveur, fichier, base), code 1 et une référence au journal. Le reste est un défaut du robot.
"""

import sys

from bot.journal import incident, masque
from bot.systeme import raison

# Là, le texte d'une exception est une phrase pour l'exploitant : c'est la règle de ces dossiers.
_PARLENT = ("bot.pannes", "bot.running", "bot.robot", "bot.matrix.", "donnees.")
IMPREVU = "Erreur imprévue, c'est un défaut de Maillon"


class Usage(Exception):
    """Une erreur d'usage ; le texte est la phrase à montrer."""


class Panne(Exception):
    """Un échec attendu ; le texte est la phrase à montrer."""


def code_de_sortie(erreur: Exception) -> int:
    """Dit l'erreur en une ligne sur la sortie d'erreur ; rend 2 (usage) ou 1 (échec)."""
    from bot.config_erreurs import ConfigurationError

    if isinstance(erreur, Usage | ConfigurationError):
        _dit(str(erreur))
        return 2
    reference, fichier = incident(erreur)
    lieu = f", dans {fichier}" if fichier else ""
    _dit(f"{phrase(erreur).rstrip('.')}. (référence {reference}{lieu})")
    return 1


def _dit(texte: str) -> None:
    # Tout est sur une ligne, et rien de secret n'y passe, même venu d'un message système.
    sys.stderr.write(masque(" ".join(texte.split()), complet=True) + "\n")


def phrase(erreur: Exception) -> str:
    """Une phrase de français pour une erreur, sans jamais montrer le message d'une bibliothèque."""
    from bot.matrix.wire_errors import WireError

    if isinstance(erreur, WireError):
        return _fil(erreur)
    if type(erreur).__module__.startswith(_PARLENT):
        return str(erreur)
    if isinstance(erreur, OSError) and erreur.filename and erreur.strerror:
        return f"Fichier {erreur.filename} inutilisable ({raison(erreur)})"
    return IMPREVU


def _fil(erreur: Exception) -> str:
    """Ce qu'un échange manqué avec le serveur veut dire, et quoi faire."""
    from bot.matrix import wire_errors as fil

    match erreur:
        case fil.Unreachable():
            return "Le serveur Matrix ne répond pas : vérifiez matrix.serveur et le réseau"
        case fil.TokenRefused():
            return "Le serveur ne reconnaît plus le jeton : reconnectez avec « maillon connexion »"
        case fil.AccountExpired():
            return "Le compte du robot a expiré : suivez le lien reçu dans sa boîte aux lettres"
        case fil.RateLimited():
            return "Le serveur demande d'attendre : recommencez dans quelques minutes"
        case _:
            return f"Le serveur Matrix refuse ({erreur})"
