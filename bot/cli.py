"""La ligne de commande, hors « lancer » : aides et refus en français, par typer.

Typer parle anglais. Ses refus arrivent ici en exceptions (`standalone_mode=False`) et sont dits en
français ; les quelques mots fixes de ses aides sont remplacés à l'affichage.
"""

import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from bot.config import Configuration, load
from bot.config_valeurs import voisin
from bot.journal import incidents_dans
from bot.pannes import Usage

_AIDES = (
    ("Usage: ", "Usage : "),
    ("Show this message and exit.", "Montre cette aide."),
    ("[OPTIONS]", "[options]"),
    ("COMMAND [ARGS]...", "COMMANDE …"),
    ("Options:", "Options :"),
    ("Commands:", "Commandes :"),
    ("Arguments:", "Arguments :"),
    ("[default: ", "[par défaut : "),
    ("; x>=1]", "]"),
    ("[required]", "[obligatoire]"),
)


class _EnFrancais:
    """L'aide d'une commande, ses mots fixes traduits."""

    def get_help(self, ctx: Any) -> str:
        aide: str = super().get_help(ctx)  # type: ignore[misc]
        for anglais, francais in _AIDES:
            aide = aide.replace(anglais, francais)
        return aide


class Commande(_EnFrancais, TyperCommand):
    """Une commande à l'aide française."""


class Groupe(_EnFrancais, TyperGroup):
    """Les commandes de « maillon », dans l'ordre où on les rencontre."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)


app = typer.Typer(
    cls=Groupe,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Maillon, un robot d'entraide pour les réseaux professionnels sur Tchap et Matrix.",
)

Reglages = Annotated[Path, typer.Option("--config", metavar="FICHIER", help="Réglages.")]
EnJson = Annotated[bool, typer.Option("--json", help="Écrit du JSON.")]
_CONFIG = Path("config.toml")


@app.callback(invoke_without_command=True)
def _racine(
    ctx: typer.Context,
    montre_version: Annotated[
        bool, typer.Option("--version", help="Montre la version.", is_eager=True)
    ] = False,
) -> None:
    if montre_version:
        typer.echo(f"maillon {_version()}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        raise Usage(f"Il manque une commande : {', '.join(_commandes())} (voyez maillon --help)")


@app.command(
    cls=Commande,
    short_help="Fait tourner le robot.",
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
)
def lancer(ctx: typer.Context) -> int:
    """Fait tourner le robot. `bot/__main__.py` ne passe pas par ici : typer n'y est pas chargé."""
    from bot.lancer import lancer as lance

    return lance(ctx.args)


@app.command(cls=Commande, short_help="Ouvre la première session du robot.")
def connexion(
    config: Reglages = _CONFIG,
    courriel: Annotated[
        str,
        typer.Option(metavar="ADRESSE", help="Adresse du compte : trouve son serveur Tchap."),
    ] = "",
) -> int:
    """Première connexion : demande le mot de passe, garde la session, signe l'appareil."""
    from bot.connexion import connecte

    return connecte(_lit(config), courriel)


@app.command(cls=Commande, short_help="Vérifie que tout est en ordre.")
def diagnostic(config: Reglages = _CONFIG, en_json: EnJson = False) -> int:
    """Vérifie réglages, serveur, appareil, base, horloge et salons ; 1 si quelque chose échoue."""
    from bot.diagnostic import examine

    return examine(config, _lit(config), en_json=en_json)


@app.command(cls=Commande, short_help="Montre ce que le robot comprend d'une date.")
def quand(
    expression: Annotated[
        str | None, typer.Argument(metavar="EXPRESSION", help="Ce qu'un membre écrirait.")
    ] = None,
    maintenant: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="Instant de départ (ISO 8601).")
    ] = None,
    zone: Annotated[str, typer.Option(metavar="FUSEAU", help="Fuseau horaire.")] = "Europe/Paris",
    nombre: Annotated[int, typer.Option(metavar="N", min=1, help="Dates à montrer.")] = 4,
    en_json: EnJson = False,
    lot: Annotated[
        bool, typer.Option("--lot", help="Lit une expression par ligne, écrit un JSON par ligne.")
    ] = False,
) -> int:
    """Montre ce que le robot comprend d'une date ou d'une récurrence.

    Par exemple « maillon quand "chaque lundi à 9h" ».
    """
    if expression is None and not lot:
        raise Usage("Il manque l'expression, comme : maillon quand 'chaque lundi à 9h'")
    from bot.quand import quand as montre

    return montre(expression, maintenant, zone, nombre, en_json, lot)


@app.command(cls=Commande, short_help="Joue une semaine d'un réseau, ici même.")
def demo() -> int:
    """Joue une semaine d'un réseau sur un vrai serveur Matrix, sur cette machine."""
    from bot.demo.play import main as joue

    return joue()


def _version() -> str:
    try:
        return version("maillon")
    except PackageNotFoundError:
        return "(version inconnue : le paquet n'est pas installé)"


def _lit(config: Path) -> Configuration:
    reglages = load(config)
    incidents_dans(reglages.donnees.dossier)
    return reglages


def _commandes() -> list[str]:
    return [str(c.name or c.callback.__name__) for c in app.registered_commands if c.callback]


def execute(mots: list[str]) -> int:
    """Exécute une commande ; lève `Usage` avec une phrase de français si elle ne se lit pas."""
    try:
        rendu = app(mots, prog_name="maillon", standalone_mode=False)
    except TyperException as refus:
        raise Usage(_phrase(refus)) from None
    except typer.Abort:
        return 130
    return rendu if isinstance(rendu, int) else 0


def _phrase(refus: TyperException) -> str:
    """Dit en français un refus de typer, d'après ce qu'il porte puis d'après ses mots."""
    contexte = getattr(refus, "ctx", None)
    renvoi = f"voyez « {contexte.command_path if contexte else 'maillon'} --help »"
    message = refus.format_message()
    option = str(getattr(refus, "option_name", ""))
    if message.startswith("No such option"):
        parametres = contexte.command.params if contexte else []
        connues = {"--help"}.union(*(param.opts for param in parametres))
        return _propose(f"L'option {option} n'existe pas", voisin(option, connues), renvoi)
    if lu := re.match(r"No such command '(.*?)'\.", message, re.DOTALL):
        connues = set(_commandes())
        return _propose(f"La commande « {lu[1]} » n'existe pas", voisin(lu[1], connues), renvoi)
    if option:
        attend = "attend une valeur" if "requires" in message else "ne prend pas de valeur"
        return f"L'option {option} {attend} ; {renvoi}"
    if lu := re.match(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", message, re.DOTALL):
        return f"« {lu[1]} » est de trop (des guillemets autour de l'expression ?) ; {renvoi}"
    param = getattr(refus, "param", None)
    if param is not None:
        manque = message.startswith("Missing")
        nom = param.opts[-1] if param.opts else param.name
        return f"{nom} : {'valeur manquante' if manque else 'valeur refusée'} ; {renvoi}"
    return f"Cette ligne de commande ne se comprend pas ; {renvoi}"


def _propose(constat: str, proche: str | None, renvoi: str) -> str:
    return f"{constat} ; vouliez-vous dire {proche} ?" if proche else f"{constat} ; {renvoi}"
