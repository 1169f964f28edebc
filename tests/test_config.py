"""Les réglages : l'exemple dit vrai, et chaque faute se dit en une ligne, à la bonne ligne."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.config import Configuration, ConfigurationError, cles, load, secrets
from bot.config_lignes import situe
from bot.core.delais import Delai

EXEMPLE = Path(__file__).parent.parent / "config.example.toml"


def ecrit(dossier: Path, texte: str) -> Path:
    fichier = dossier / "config.toml"
    fichier.write_text(texte, encoding="utf-8")
    return fichier


# --- l'exemple ---------------------------------------------------------------------------------


def test_l_exemple_se_lit_et_donne_les_valeurs_par_defaut() -> None:
    lu = load(EXEMPLE)
    defauts = Configuration()
    assert lu.donnees.dossier == EXEMPLE.resolve().parent / "var"
    assert lu.model_copy(update={"donnees": defauts.donnees}) == defauts


def test_l_exemple_nomme_chaque_cle_et_aucune_autre() -> None:
    exemple = tomllib.loads(EXEMPLE.read_text(encoding="utf-8"))
    assert {s: set(c) for s, c in exemple.items()} == {s: set(c) for s, c in cles().items()}


def test_chaque_cle_de_l_exemple_a_son_commentaire() -> None:
    lignes = EXEMPLE.read_text(encoding="utf-8").splitlines()
    cles_seules = [n for n, ligne in enumerate(lignes) if re.match(r"\w+ = ", ligne)]
    assert len(cles_seules) == sum(len(section) for section in cles().values())
    assert [lignes[n] for n in cles_seules if not lignes[n - 1].startswith("# ")] == []


def test_un_fichier_vide_vaut_tous_les_defauts(tmp_path: Path) -> None:
    lu = load(ecrit(tmp_path, ""))
    assert lu.reseau == Configuration().reseau
    assert lu.reseau.delai_pair == Delai(heures=2)
    assert lu.reseau.delai_alerte == Delai(jours=2)


# --- ce qui est admis --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "section", "cle", "valeur"),
    [
        (
            '[matrix]\nserveur = "https://m.exemple.fr/"',
            "matrix",
            "serveur",
            "https://m.exemple.fr",
        ),
        ('[matrix]\nserveur = "http://[::1]:8008"', "matrix", "serveur", "http://[::1]:8008"),
        (
            'matrix = {identifiant = "@a.b:x.fr:8448"}',
            "matrix",
            "identifiant",
            "@a.b:x.fr:8448",
        ),
        ('donnees.base = "postgresql://h/b"', "donnees", "base", "postgresql://h/b"),
        ('donnees.dossier = "/srv/maillon"', "donnees", "dossier", Path("/srv/maillon")),
        ("acces.commandes_par_minute = 0", "acces", "commandes_par_minute", 0),
        (
            'acces.serveurs_autorises = ["agent.*.Tchap.gouv.fr", "?.fr"]',
            "acces",
            "serveurs_autorises",
            ("agent.*.tchap.gouv.fr", "?.fr"),
        ),
        ("rythme.evenements_par_seconde = 0", "rythme", "evenements_par_seconde", 0.0),
        ("rythme.evenements_par_seconde = 2", "rythme", "evenements_par_seconde", 2.0),
        ('reseau.delai_pair = "90min"', "reseau", "delai_pair", Delai(heures=1.5)),
        ('reseau.delai_appel = "3 j"', "reseau", "delai_appel", Delai(jours=3)),
        ('reseau.feries = ""', "reseau", "feries", ""),
        ('reseau.feries = "Alsace-Moselle"', "reseau", "feries", "FR-57"),
        ('reseau.fuseau = "Indian/Reunion"', "reseau", "fuseau", "Indian/Reunion"),
        ('supervision.adresse = ""', "supervision", "adresse", ""),
        ('supervision.adresse = "[::1]:9464"', "supervision", "adresse", "[::1]:9464"),
        ("\ufeffrythme.rafale = 3", "rythme", "rafale", 3),
    ],
)
def test_valeurs_admises(
    tmp_path: Path, texte: str, section: str, cle: str, valeur: object
) -> None:
    assert getattr(getattr(load(ecrit(tmp_path, texte)), section), cle) == valeur


def test_le_dossier_part_du_fichier_et_non_d_ou_l_on_lance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ailleurs").mkdir()
    monkeypatch.chdir(tmp_path / "ailleurs")
    fichier = ecrit(tmp_path, 'donnees.dossier = "garde"')
    assert load(fichier).donnees.dossier == tmp_path / "garde"
    assert load(Path("../config.toml")).donnees.dossier == tmp_path / "garde"


@pytest.mark.parametrize(
    ("serveur", "locale"),
    [
        ("http://127.0.0.1:8008", True),
        ("http://127.9.9.9", True),
        ("http://localhost:8008", True),
        ("http://[::1]:8008", True),
        ("http://192.168.1.2", False),
        ("https://localhost.exemple.fr", False),
        ("https://matrix.agent.tchap.gouv.fr", False),
    ],
)
def test_boucle_locale(tmp_path: Path, serveur: str, locale: bool) -> None:
    lu = load(ecrit(tmp_path, f'matrix.serveur = "{serveur}"'))
    assert lu.matrix.boucle_locale is locale


def test_adresse_de_supervision_decoupee(tmp_path: Path) -> None:
    lue = load(ecrit(tmp_path, 'supervision.adresse = "[::1]:9464"')).supervision
    assert lue.hote_et_port == ("::1", 9464)
    assert load(ecrit(tmp_path, 'supervision.adresse = ""')).supervision.hote_et_port is None


def test_les_reglages_ne_changent_plus() -> None:
    with pytest.raises(ValidationError):
        Configuration().rythme.rafale = 3  # type: ignore[misc]


# --- ce qui est refusé : (texte, ligne, clé, mots attendus) --------------------------------------

REFUS = [
    # clés et sections
    ("[matrx]\na = 1", 1, "matrx", "section inconnue ; vouliez-vous dire « matrix » ?"),
    ("\n\n[zzzzzz]\n", 3, "zzzzzz", "connues : acces"),
    ("[reseau]\n\nfuzeau = 'x'", 3, "reseau.fuzeau", "vouliez-vous dire « fuseau » ?"),
    ("[reseau]\nqqqqq = 1", 2, "reseau.qqqqq", "clé inconnue ; connues : delai_alerte"),
    ("serveur = 'x'", 1, "serveur", "se place sous [matrix]"),
    ("[acces]\nfuseau = 'x'", 2, "acces.fuseau", "se place sous [reseau]"),
    ("matrix = 3", 1, "matrix", "une section [matrix] attendue"),
    ("\n[[matrix]]\nserveur = 'x'", 2, "matrix", "une section [matrix] attendue"),
    ("rythme = {rafale = 0}", 1, "rythme.rafale", "1 ou plus"),
    # matrix
    ("[matrix]\nserveur = 3", 2, "matrix.serveur", "une adresse"),
    ("[matrix]\nserveur = 'exemple.fr'", 2, "matrix.serveur", "https://"),
    ("[matrix]\nserveur = 'ftp://x.fr'", 2, "matrix.serveur", "https://"),
    ("[matrix]\nserveur = 'https://'", 2, "matrix.serveur", "https://"),
    ("[matrix]\nserveur = 'https://x.fr:99999'", 2, "matrix.serveur", "https://"),
    ("[matrix]\nserveur = 'https://a:b@x.fr'", 2, "matrix.serveur", "sans compte ni mot de passe"),
    ("[matrix]\nserveur = 'https://x.fr/?a=1'", 2, "matrix.serveur", "sans « ? »"),
    ("[matrix]\nserveur = 'https://x .fr'", 2, "matrix.serveur", "https://"),
    ("[matrix]\nidentifiant = 'maillon'", 2, "matrix.identifiant", "@maillon:exemple.fr"),
    ("[matrix]\nidentifiant = '@maillon'", 2, "matrix.identifiant", "@maillon:exemple.fr"),
    ("[matrix]\nidentifiant = '@a b:x.fr'", 2, "matrix.identifiant", "@maillon:exemple.fr"),
    (f"[matrix]\nidentifiant = '@{'a' * 260}:x'", 2, "matrix.identifiant", "255 octets"),
    ("[matrix]\nchiffrement = 'oui'", 2, "matrix.chiffrement", "true ou false"),
    ("[matrix]\nchiffrement = 1", 2, "matrix.chiffrement", "true ou false"),
    # donnees
    ("[donnees]\ndossier = ''", 2, "donnees.dossier", "un chemin"),
    ("[donnees]\ndossier = 3", 2, "donnees.dossier", "un chemin"),
    ("[donnees]\nbase = 'mysql://h/b'", 2, "donnees.base", "postgresql://"),
    ("[donnees]\nbase = 'postgresql://h:x/b'", 2, "donnees.base", "postgresql://"),
    ("[donnees]\nbase = true", 2, "donnees.base", "postgresql://"),
    # acces
    ("[acces]\nserveurs_autorises = 'x.fr'", 2, "acces.serveurs_autorises", "une liste"),
    ("[acces]\nserveurs_autorises = []", 2, "acces.serveurs_autorises", "une liste"),
    ("[acces]\nserveurs_autorises = ['@a:x']", 2, "acces.serveurs_autorises", "un motif"),
    (
        "[acces]\nserveurs_autorises = [\n  'a.fr', # le nôtre\n  'b c',\n]",
        4,
        "acces.serveurs_autorises",
        "un motif",
    ),
    ("[acces]\nresponsables = ['nadia']", 2, "acces.responsables", "@maillon:exemple.fr"),
    ("[acces]\nresponsables = [3]", 2, "acces.responsables", "une liste de comptes"),
    ("[acces]\nexternes = 0", 2, "acces.externes", "true ou false"),
    ("[acces]\ncommandes_par_minute = -1", 2, "acces.commandes_par_minute", "0 ou plus"),
    ("[acces]\ncommandes_par_minute = 1.5", 2, "acces.commandes_par_minute", "un entier"),
    # rythme
    ("[rythme]\nevenements_par_seconde = -0.1", 2, "rythme.evenements_par_seconde", "0 ou plus"),
    ("[rythme]\nevenements_par_seconde = nan", 2, "rythme.evenements_par_seconde", "un nombre"),
    ("[rythme]\nevenements_par_seconde = inf", 2, "rythme.evenements_par_seconde", "un nombre"),
    ("[rythme]\nevenements_par_seconde = '1'", 2, "rythme.evenements_par_seconde", "un nombre"),
    ("[rythme]\nrafale = 0", 2, "rythme.rafale", "1 ou plus"),
    ("[rythme]\nrafale = true", 2, "rythme.rafale", "un entier"),
    ("[rythme]\nenvois_simultanes = 0", 2, "rythme.envois_simultanes", "1 ou plus"),
    # reseau
    ("[reseau]\nfuseau = 'Europe/Pari'", 2, "reseau.fuseau", "vouliez-vous dire « Europe/Paris »"),
    ("[reseau]\nfuseau = ''", 2, "reseau.fuseau", "Europe/Paris"),
    ("[reseau]\nfuseau = '../../etc/passwd'", 2, "reseau.fuseau", "Europe/Paris"),
    ("[reseau]\njours = 'lundu'", 2, "reseau.jours", "lundi-vendredi"),
    ("[reseau]\njours = ['lundi']", 2, "reseau.jours", "lundi-vendredi"),
    ("[reseau]\nheures = '9h'", 2, "reseau.heures", "9h-12h 14h-18h"),
    ("[reseau]\nheures = '9h-25h'", 2, "reseau.heures", "9h-12h 14h-18h"),
    ("[reseau]\nferies = 'XX'", 2, "reseau.feries", "FR"),
    ("[reseau]\ndelai_pair = '2'", 2, "reseau.delai_pair", "2h"),
    ("[reseau]\ndelai_pair = 2", 2, "reseau.delai_pair", "2h"),
    ("[reseau]\ndelai_pair = '0h'", 2, "reseau.delai_pair", "2h"),
    ("[reseau]\ndelai_appel = '-1j'", 2, "reseau.delai_appel", "1j"),
    ("[reseau]\ndelai_alerte = '2 lunes'", 2, "reseau.delai_alerte", "2 lunes"),
    ("[reseau]\nseuil_meteo = 4", 2, "reseau.seuil_meteo", "jamais moins de 5 (reçu : 4)"),
    ("[reseau]\nseuil_meteo = 5.0", 2, "reseau.seuil_meteo", "un entier"),
    # supervision
    ("[supervision]\nadresse = '9464'", 2, "supervision.adresse", "machine:port"),
    ("[supervision]\nadresse = 'h:99999'", 2, "supervision.adresse", "machine:port"),
    ("[supervision]\nadresse = ':9464'", 2, "supervision.adresse", "machine:port"),
    ("[supervision]\nadresse = '::1:9464'", 2, "supervision.adresse", "machine:port"),
    ("[supervision]\nadresse = 9464", 2, "supervision.adresse", "machine:port"),
    # la première faute du fichier, et le compte des autres
    ("[rythme]\nrafale = 0\n[acces]\nexternes = 3", 2, "rythme.rafale", "(et 1 autre faute)"),
    ("[rythme]\na=1\nb=2\nc=3", 2, "rythme.a", "(et 2 autres fautes)"),
    # syntaxe
    ("[rythme]\nrafale = 1\n\nrafale = 2", 4, "", "écrite deux fois"),
    ("[rythme]\n[acces]\n[rythme]", 3, "", "section est écrite deux fois"),
    ("[rythme]\nrafale", 2, "", "un signe = attendu"),
    ("[rythme]\nrafale = ", 2, "", "une valeur attendue"),
    ("[matrix]\n# ici\nserveur = http://x", 3, "", "une valeur attendue"),
    ("[matrix]\nserveur = 'http://x", 2, "", "un guillemet fermant"),
    ('[matrix]\nserveur = "http://x\n', 2, "", "un guillemet fermant"),
    ('[donnees]\ndossier = "C:\\var"', 2, "", "se double"),
    ("[matrix\nserveur = 'x'", 1, "", "un crochet fermant"),
    ("[acces]\nresponsables = ['a'\n", 2, "", "un crochet fermant"),
    ("= 3", 1, "", "une clé attendue"),
    ("[rythme]\nrafale = 1 2", 2, "", "une seule clé par ligne"),
    ("[rythme]\nrafale = 01", 2, "", "une seule clé par ligne"),
    ("rythme = {rafale = 1", 1, "", "une accolade fermante"),
    ('[matrix]\nserveur = """x', 2, "", "un guillemet fermant"),
]


@pytest.mark.parametrize(("texte", "ligne", "cle", "mots"), REFUS)
def test_refus(tmp_path: Path, texte: str, ligne: int, cle: str, mots: str) -> None:
    fichier = ecrit(tmp_path, texte)
    with pytest.raises(ConfigurationError) as leve:
        load(fichier)
    refus = leve.value
    assert (refus.ligne, refus.cle) == (ligne, cle)
    phrase = str(refus)
    assert mots in phrase
    assert phrase.startswith(f"{fichier}, ligne {ligne} : {cle}")
    assert len(phrase.splitlines()) == 1
    assert not re.search(r"\b(?:Input|should|expected|valid|error|type=)\b", phrase)


def test_un_mot_de_passe_de_base_n_est_jamais_redit(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as leve:
        load(ecrit(tmp_path, "donnees.base = 'mysql://maillon:s3cr3t@h/b'"))
    assert "s3cr3t" not in str(leve.value)
    lu = load(ecrit(tmp_path, "donnees.base = 'postgresql://maillon:s3cr3t@h/b'"))
    assert "s3cr3t" not in repr(lu)
    assert "s3cr3t" in lu.donnees.base


def test_fichier_absent(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"absent\.toml : fichier introuvable ; copiez"):
        load(tmp_path / "absent.toml")


def test_fichier_qui_est_un_dossier(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="fichier illisible"):
        load(tmp_path)


def test_fichier_qui_n_est_pas_en_utf8(tmp_path: Path) -> None:
    fichier = tmp_path / "config.toml"
    fichier.write_bytes(b"# un\n[reseau]\n# caf\xe9\n")
    with pytest.raises(ConfigurationError, match=r"ligne 3 : un texte en UTF-8 attendu"):
        load(fichier)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_n_importe_quel_fichier_se_lit_ou_se_refuse_en_une_ligne(
    tmp_path_factory: pytest.TempPathFactory, contenu: str | bytes
) -> None:
    fichier = tmp_path_factory.getbasetemp() / "quelconque.toml"
    octets = contenu.encode(errors="replace") if isinstance(contenu, str) else contenu
    fichier.write_bytes(octets)
    dit = ""
    try:
        load(fichier)
    except ConfigurationError as refus:
        dit = str(refus)
    assert len(dit.splitlines()) <= 1


_VALEURS = st.sampled_from(["1", "true", "'x'", "[1]", "['''\na = 1\n''', 2]", "{b = 1}", "1.5"])


@given(st.lists(st.tuples(st.sampled_from(sorted(cles()["rythme"])), _VALEURS), max_size=4))
def test_chaque_cle_d_un_fichier_valide_est_situee(paires: list[tuple[str, str]]) -> None:
    uniques = dict(paires)
    texte = "# tête\n\n[rythme] # titre\n" + "".join(
        f"{c} = {v} # fin\n" for c, v in uniques.items()
    )
    lignes = situe(texte)
    assert lignes.ligne(("rythme",)) == 3
    for cle in uniques:
        numero = lignes.ligne(("rythme", cle))
        assert numero is not None
        assert texte.splitlines()[numero - 1].startswith(f"{cle} = ")


# --- les secrets -------------------------------------------------------------------------------


def test_secrets_lus_de_l_environnement_et_jamais_affiches() -> None:
    lus = secrets({"MAILLON_JETON": "syt_abc", "MAILLON_APPAREIL": "AAAA"})
    assert (lus.jeton, lus.appareil, lus.mot_de_passe) == ("syt_abc", "AAAA", "")
    assert "syt_abc" not in repr(lus)
    assert secrets({"MAILLON_MOT_DE_PASSE": "x"}).mot_de_passe == "x"


@pytest.mark.parametrize("seul", ["MAILLON_JETON", "MAILLON_APPAREIL"])
def test_un_jeton_va_avec_son_appareil(seul: str) -> None:
    with pytest.raises(ConfigurationError, match="vont ensemble"):
        secrets({seul: "x"})
