"""Le journal : une ligne par fait ; ni compte, ni secret, ni texte de membre (S8)."""

import io
import logging
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import journal
from bot.pannes import Panne

INES = "@ines.dupre-exemple.fr:agent.social.tchap.gouv.fr"


@pytest.fixture
def lignes() -> Iterator[io.StringIO]:
    """Ce que le journal écrit ; les réglages de pytest sont remis après l'essai."""
    racine = logging.getLogger()
    garde = racine.handlers[:], racine.level
    crochets = sys.excepthook, sys.unraisablehook, threading.excepthook
    sortie = io.StringIO()
    journal.configure(sortie, complet=False)
    yield sortie
    racine.handlers[:], racine.level = garde
    sys.excepthook, sys.unraisablehook, threading.excepthook = crochets
    logging.captureWarnings(capture=False)


def leve(message: str) -> Exception:
    """Une vraie erreur, avec sa trace."""
    try:
        raise ValueError(message)
    except ValueError as erreur:
        return erreur


def test_une_ligne_par_fait_datee_en_utc(lignes: io.StringIO) -> None:
    logging.getLogger("bot.engine").info("traité %s\nsuite", "$m1")
    ecrit = lignes.getvalue()
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO bot\.engine : traité \$m1 suite\n", ecrit
    )


@pytest.mark.parametrize(
    "compte",
    [
        INES,
        "@a:localhost",
        "@a:localhost:8448",
        "@a:[::1]:8448",
        "@A_b=c/d+e.f:x.fr",
        "%40ines%3Aexemple.fr",
        "ines.dupre@exemple.fr",
        "@ines",
    ],
)
def test_un_compte_devient_une_marque(lignes: io.StringIO, compte: str) -> None:
    logging.getLogger("bot").info("reçu de %s (2)", compte)
    dit = lignes.getvalue().partition(" : ")[2]
    assert re.fullmatch(r"reçu de personne:[0-9a-f]{6} \(2\)\n", dit)


def test_la_marque_est_stable_et_distingue_les_comptes(lignes: io.StringIO) -> None:
    log = logging.getLogger("bot")
    log.info("%s, %s. Puis /user/%%40a%%3Ax.fr", "@a:x.fr", "@b:x.fr")
    marques = re.findall(r"personne:[0-9a-f]{6}", lignes.getvalue())
    assert marques == [journal.personne(m) for m in ("@a:x.fr", "@b:x.fr", "@a:x.fr")]
    assert len(set(marques)) == 2


def test_evenements_et_salons_restent_lisibles(lignes: io.StringIO) -> None:
    logging.getLogger("bot").info("$Abc-_def:x.fr dans !Salon:x.fr et !v12sansserveur")
    assert lignes.getvalue().endswith("$Abc-_def:x.fr dans !Salon:x.fr et !v12sansserveur\n")


@pytest.mark.parametrize("complet", [False, True])
@pytest.mark.parametrize(
    "texte",
    [
        "GET /sync?access_token=SECRETSECRET&since=1",
        "Authorization: Bearer SECRETSECRET",
        '{"access_token": "SECRETSECRET", "a": 1}',
        "password=SECRETSECRET",
        "jeton syt_SECRETSECRET_abc et mat_SECRETSECRET",
        "base postgresql://maillon:SECRETSECRET@h:5432/b",
    ],
)
def test_les_secrets_sont_tus_dans_tous_les_modes(texte: str, complet: bool) -> None:
    assert "SECRET" not in journal.masque(texte, complet=complet)


@pytest.mark.parametrize(
    "phrase",
    [
        "Le serveur ne reconnaît plus le jeton : reconnectez avec « maillon connexion »",
        "Le serveur refuse ce jeton : il est faux, révoqué ou expiré.",
        "ok        jeton : le serveur reconnaît l'appareil ABC",
    ],
)
def test_une_phrase_sur_le_jeton_se_lit_en_entier(phrase: str) -> None:
    assert journal.masque(phrase, complet=True) == phrase


def test_une_erreur_se_dit_sans_trace_ni_message(lignes: io.StringIO) -> None:
    logging.getLogger("bot").error("raté sur $m1", exc_info=leve("Chorus refuse ma facture"))
    ecrit = lignes.getvalue()
    assert re.search(r"raté sur \$m1 ; ValueError \[test_journal\.py:\d+\]\n$", ecrit)
    assert "Chorus" not in ecrit
    assert "Traceback" not in ecrit


def test_nos_erreurs_et_celles_du_systeme_gardent_leur_message(lignes: io.StringIO) -> None:
    log = logging.getLogger("bot")
    log.error("a", exc_info=Panne("le coffre est plein"))
    log.error("b", exc_info=FileNotFoundError(2, "No such file", "/srv/x"))
    assert "Panne: le coffre est plein" in lignes.getvalue()
    assert "/srv/x" in lignes.getvalue()


def test_la_cause_d_une_erreur_est_dite(lignes: io.StringIO) -> None:
    erreur = Panne("dehors")
    erreur.__cause__ = leve("dedans")
    logging.getLogger("bot").error("x", exc_info=erreur)
    assert re.search(r"Panne: dehors ; causée par ValueError \[", lignes.getvalue())


def test_les_bibliotheques_bavardes_se_taisent(lignes: io.StringIO) -> None:
    logging.getLogger("nio.crypto").warning("no session for %s", INES)
    for nom in ("nio.client", "aiohttp.access", "apscheduler.executors", "sqlalchemy.engine"):
        logging.getLogger(nom).info("bavardage")
    assert lignes.getvalue() == ""


def test_d_une_bibliotheque_seule_la_premiere_ligne_masquee_reste(lignes: io.StringIO) -> None:
    logging.getLogger("asyncio").error("Task failed\nfuture: <Task ValueError('Chorus refuse')>")
    logging.getLogger("aiohttp.client").warning("no session for %s", INES)
    ecrit = lignes.getvalue()
    assert "Task failed\n" in ecrit
    assert "Chorus" not in ecrit
    assert "ines" not in ecrit


def test_mode_complet_pour_une_enquete() -> None:
    sortie = journal.Ligne(complet=True)
    fait = logging.LogRecord("nio", logging.WARNING, "", 0, "de %s\nx", (INES,), None)
    assert sortie.format(fait).endswith(f"nio : de {INES} x")


def test_rien_d_imprimable_ne_manque_et_rien_d_autre_ne_passe() -> None:
    assert journal.masque("a\x1b[31mb\u202ec\x00d\udc80e") == "a [31mb c d e"


def test_une_erreur_perdue_va_au_journal_et_non_a_l_ecran() -> None:
    code = (
        "import threading; from bot import journal; journal.configure()\n"
        "fil = threading.Thread(target=lambda: int('Chorus refuse')); fil.start(); fil.join()\n"
        "raise ValueError('Chorus refuse')"
    )
    fini = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert fini.returncode == 1
    assert fini.stderr.count("erreur que personne n'a rattrapée ; ValueError") == 2
    assert "Traceback" not in fini.stderr
    assert "Chorus" not in fini.stderr


def test_un_incident_se_note_dans_un_fichier_prive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_incidents", [tmp_path])
    reference, fichier = journal.incident(leve("Chorus refuse ma facture"))
    assert fichier == tmp_path / "incidents.log"
    assert stat.S_IMODE(fichier.stat().st_mode) == 0o600
    contenu = fichier.read_text(encoding="utf-8")
    assert re.fullmatch(rf"\S+Z {reference} ValueError \[test_journal\.py:\d+\]\n", contenu)
    journal.incident(leve("x"))
    assert len(fichier.read_text(encoding="utf-8").splitlines()) == 2


def test_un_incident_ne_suit_pas_un_lien(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_incidents", [tmp_path])
    (tmp_path / "incidents.log").symlink_to(tmp_path / "ailleurs")
    assert journal.incident(leve("x"))[1] is None
    assert not (tmp_path / "ailleurs").exists()
