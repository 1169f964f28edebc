"""La maison se tient : qui importe qui, la longueur des fonctions et des fichiers, un essai par
commande. Les raisons sont dans bot/__init__.py ; ici, elles sont vérifiées."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.pliage import fold
from bot.core.registry import Registry
from tests.conftest import toutes_les_commandes

RACINE = Path(__file__).parent.parent
CODE = sorted(f for d in ("bot", "commandes", "donnees") for f in (RACINE / d).rglob("*.py"))
FONCTION_MAX, FICHIER_MAX, COMMANDE_MAX = 40, 300, 200
INTERDITS = re.compile(
    r"^(utils?|helpers?|common|managers?|misc|tools|.*_(utils?|helpers?|manager))$"
)
# L'heure, le hasard, le réseau, le disque : le cœur n'en a pas.
SANS_IO = {
    "asyncio", "aiohttp", "apscheduler", "concurrent", "http", "logging", "multiprocessing", "nio",
    "os", "random", "secrets", "socket", "sqlalchemy", "sqlite3", "subprocess",
    "threading", "time", "urllib", "uuid",
}  # fmt: skip
QUESTIONS = {"select", "insert", "update", "delete", "text", "join", "func", "col"}


def nom(fichier: Path) -> str:
    """Le chemin depuis la racine."""
    return fichier.relative_to(RACINE).as_posix()


def dans(*dossiers: str) -> list[Path]:
    """Les fichiers de ces dossiers."""
    return [f for f in CODE if nom(f).startswith(tuple(f"{d}/" for d in dossiers))]


def imports(fichier: Path) -> Iterator[tuple[str, str]]:
    """Les (module, nom) importés, où qu'ils le soient dans le fichier."""
    for noeud in ast.walk(ast.parse(fichier.read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.Import):
            yield from ((alias.name, "") for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom):
            yield from ((noeud.module or "", alias.name) for alias in noeud.names)


def modules(fichier: Path) -> set[str]:
    """Les modules importés, sous-modules compris (`from bot import core` donne `bot.core`)."""
    return {m for m, n in imports(fichier)} | {f"{m}.{n}" for m, n in imports(fichier) if n}


def importe(fichier: Path, *racines: str) -> set[str]:
    """Ceux de ses imports qui sont sous ces racines."""
    return {m for m in modules(fichier) if any(m == r or m.startswith(f"{r}.") for r in racines)}


def test_il_y_a_du_code_a_verifier() -> None:
    assert {nom(f).split("/")[0] for f in CODE} == {"bot", "commandes", "donnees"}
    assert importe(RACINE / "bot" / "engine.py", "bot.core")


@pytest.mark.parametrize("fichier", dans("donnees"), ids=nom)
def test_donnees_ne_connait_personne(fichier: Path) -> None:
    assert not importe(fichier, "bot", "commandes")


@pytest.mark.parametrize("fichier", dans("bot/core"), ids=nom)
def test_le_coeur_n_a_ni_entrees_ni_sorties(fichier: Path) -> None:
    ailleurs = importe(fichier, "bot", "commandes") - importe(fichier, "bot.core") - {"bot"}
    assert not ailleurs
    assert not importe(fichier, *SANS_IO)
    assert importe(fichier, "sqlmodel") <= {"sqlmodel", "sqlmodel.Session"}
    arbre = ast.parse(fichier.read_text(encoding="utf-8"))
    noms = {n.attr for n in ast.walk(arbre) if isinstance(n, ast.Attribute)}
    noms |= {n.id for n in ast.walk(arbre) if isinstance(n, ast.Name)}
    assert not noms & {"utcnow", "today", "exec", "execute", "commit", "flush", "open", "print"}


@pytest.mark.parametrize("fichier", dans("commandes"), ids=nom)
def test_une_commande_ne_connait_que_le_coeur_et_les_donnees(fichier: Path) -> None:
    assert not importe(fichier, "commandes"), "les commandes ne s'importent pas entre elles"
    assert importe(fichier, "bot") <= importe(fichier, "bot.core") | {"bot"}
    assert not importe(fichier, *SANS_IO, "sqlmodel")


@pytest.mark.parametrize("fichier", dans("bot"), ids=nom)
def test_la_machine_ne_connait_aucune_commande(fichier: Path) -> None:
    if nom(fichier) != "bot/running.py":
        assert not importe(fichier, "commandes")


@pytest.mark.parametrize("fichier", CODE, ids=nom)
def test_un_seul_endroit_pour_chaque_bibliotheque(fichier: Path) -> None:
    chemin = nom(fichier)
    if not chemin.startswith(("bot/matrix/", "bot/demo/")):
        assert not importe(fichier, "nio", "vodozemac"), "seul bot/matrix parle Matrix"
    if chemin != "bot/scheduler.py":
        assert not importe(fichier, "apscheduler")


@pytest.mark.parametrize("fichier", CODE, ids=nom)
def test_seul_donnees_ecrit_des_questions(fichier: Path) -> None:
    if nom(fichier).startswith("donnees/"):
        return
    poses = {n for m, n in imports(fichier) if m.split(".")[0] in ("sqlmodel", "sqlalchemy")}
    assert not poses & QUESTIONS


@pytest.mark.parametrize("fichier", CODE, ids=nom)
def test_des_fichiers_courts_des_fonctions_courtes(fichier: Path) -> None:
    texte = fichier.read_text(encoding="utf-8")
    limite = COMMANDE_MAX if nom(fichier).startswith("commandes/") else FICHIER_MAX
    assert len(texte.splitlines()) <= limite
    for noeud in ast.walk(ast.parse(texte)):
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef):
            longueur = (noeud.end_lineno or 0) - noeud.lineno + 1
            assert longueur <= FONCTION_MAX, f"{noeud.name} : {longueur} lignes"


@pytest.mark.parametrize("fichier", CODE, ids=nom)
def test_des_noms_qui_disent_leur_sujet(fichier: Path) -> None:
    assert not any(INTERDITS.match(partie) for partie in Path(nom(fichier)).with_suffix("").parts)
    arbre = ast.parse(fichier.read_text(encoding="utf-8"))
    classes = {n.name.lower() for n in ast.walk(arbre) if isinstance(n, ast.ClassDef)}
    assert not {c for c in classes if c.endswith(("manager", "helper", "utils"))}


@pytest.mark.parametrize("fichier", CODE, ids=nom)
def test_chaque_fichier_dit_ce_qu_il_fait(fichier: Path) -> None:
    assert ast.get_docstring(ast.parse(fichier.read_text(encoding="utf-8")))


@pytest.mark.parametrize("mot", sorted(Registry.of(toutes_les_commandes()).commands))
def test_chaque_commande_a_son_essai(mot: str) -> None:
    essais = (RACINE / "tests" / "commandes").rglob("test_*.py")
    textes = (fold(f.read_text(encoding="utf-8")) for f in essais)
    ecrit = re.compile(r"[!\"] ?" + "[ '-]?".join(mot) + r"\b")
    assert any(ecrit.search(texte) for texte in textes)


def test_lancer_ne_charge_rien_pour_l_ecran() -> None:
    """Le service doit répondre vite après un redémarrage (mesures : 79 ms pour typer seul)."""
    programme = "import sys, bot.lancer, bot.running; print(*sorted(sys.modules))"
    lance = subprocess.run(
        [sys.executable, "-c", programme], cwd=RACINE, capture_output=True, text=True, check=True
    )
    charges = {m.split(".")[0] for m in lance.stdout.split()}
    assert "bot" in charges
    assert not charges & {
        "typer", "rich", "click", "pydantic_settings", "hypothesis", "pytest", "synapse", "psycopg",
        "aiohttp_socks",
    }  # fmt: skip
    assert "nio.client" not in lance.stdout.split(), "de nio, la seule cryptographie"


def test_nio_entier_reste_importable_apres_nous() -> None:
    """La démonstration et les essais s'en servent, dans le même processus."""
    programme = (
        "import bot.matrix.nio_crypto as n, nio, psycopg; "
        "from nio.crypto import Olm; assert Olm is n.Olm and nio.AsyncClient"
    )
    subprocess.run([sys.executable, "-c", programme], cwd=RACINE, check=True)
