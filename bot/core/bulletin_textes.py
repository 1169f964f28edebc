"""Les mots d'un numéro du bulletin, et ce qui en tient sur un écran de téléphone.

1. Une section n'existe que si elle a quelque chose à dire ; leur ordre est toujours le même.
2. Le premier écran montre chaque section, d'abord par ses premières lignes ; le reste suit, écran
   par écran, à qui répond « suite ».
3. Tout est fonction de ce qui est donné : ni base, ni heure.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.bulletin import Faits
from bot.core.couverture import noms
from bot.core.dates_phrases import dire_jour, dire_moment_entier
from bot.core.texte import Cite, Gras, Morceau, Personne, Texte, numero

LARGEUR, HAUTEUR = 42, 22  # d'un écran de téléphone, en signes et en lignes
COURTE = 120  # d'une citation, sur le premier écran
NOM = 14  # la place que prend un nom, que l'on ne connaît qu'à l'envoi
NOMMES = 5
ARRIVEES, AIDE, ASTUCES, METEO, ACTUS, RITUELS = (
    "arrivees", "aide", "astuces", "meteo", "actus", "rituels",
)  # fmt: skip
SECTIONS = (ARRIVEES, AIDE, ASTUCES, METEO, ACTUS, RITUELS)
TITRES = {
    ARRIVEES: "👋 Arrivées", AIDE: "🤝 Entraide", ASTUCES: "💡 Astuces", METEO: "🌤️ Météo",
    ACTUS: "📣 Nouvelles", RITUELS: "📅 Rendez-vous",
}  # fmt: skip
GENRES = {"meteo": "météo", "tour": "tour", "rappel": "rappel"}

Ligne = tuple[Morceau, ...]


@dataclass(frozen=True)
class Section:
    """Une section : sa clé, ses lignes."""

    cle: str
    lignes: tuple[Ligne, ...]


@dataclass(frozen=True)
class Page:
    """Un écran : son texte, et les sections qui y parlent."""

    texte: Texte
    sections: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Mots:
    """Ce que disent les lignes dont parlent les faits, relues à l'instant."""

    nouvelles: tuple[str, ...] = ()
    astuces: tuple[Ligne, ...] = ()
    meteo: tuple[str, ...] = ()


def composer(faits: Faits, mots: Mots, zone: str, choisies: tuple[str, ...]) -> list[Section]:
    """Les sections qui ont quelque chose à dire, parmi celles que le réseau a choisies."""
    lignes: dict[str, tuple[Ligne, ...]] = {
        ARRIVEES: _arrivees(faits),
        AIDE: (*_reglees(faits), *_attentes(faits, zone), *_portees(faits, zone), *_nommer(faits)),
        ASTUCES: mots.astuces,
        METEO: tuple((ligne,) for ligne in mots.meteo),
        ACTUS: tuple((Cite(nouvelle),) for nouvelle in mots.nouvelles),
        RITUELS: _rituels(faits, zone),
    }
    return [Section(cle, lignes[cle]) for cle in SECTIONS if cle in choisies and lignes[cle]]


# -- les sections ----------------------------------------------------------------------------------


def _arrivees(faits: Faits) -> tuple[Ligne, ...]:
    gens = faits.arrivees
    if not gens:
        return ()
    return (("bienvenue à ", *noms(tuple(gens), NOMMES), " !"),)


def _reglees(faits: Faits) -> tuple[Ligne, ...]:
    debut = {0: "", 1: "Une question réglée. "}.get(
        faits.reglees, f"{faits.reglees} questions réglées. "
    )
    merci = _merci(faits.remercies, faits.autres)
    return ((debut, *merci),) if debut or merci else ()


def _merci(nommes: list[str], autres: int) -> Ligne:
    """« Merci à Karim, Inès et 2 autres personnes. » : jamais qui plus que les autres."""
    if not nommes:
        une = "Merci à la personne qui a aidé."
        return {0: (), 1: (une,)}.get(autres, (f"Merci aux {autres} personnes qui ont aidé.",))
    reste = autres + max(0, len(nommes) - NOMMES)
    if not reste:
        return ("Merci à ", *noms(tuple(nommes), NOMMES), ".")
    gens: list[Morceau] = []
    for rang, membre in enumerate(nommes[:NOMMES]):
        gens += ([", "] if rang else []) + [Personne(membre)]
    fin = "à une autre personne" if reste == 1 else f"à {reste} autres personnes"
    return ("Merci à ", *gens, f" et {fin}.")


def _nommer(faits: Faits) -> tuple[Ligne, ...]:
    """Comment y être nommé, dit une fois à qui a aidé et ne l'est pas."""
    return (("Pour y être remercié par votre nom : !profil cité oui",),) if faits.autres else ()


def _attentes(faits: Faits, zone: str) -> tuple[Ligne, ...]:
    lignes = []
    for theme, combien, depuis in faits.attentes:
        sujet = f" en {theme}" if theme else ""
        jour = _jour(depuis, zone, faits.jusqua)
        if combien == 1:
            lignes.append((f"Une question attend quelqu'un{sujet}, depuis {jour}.",))
        else:
            lignes.append(
                (f"{combien} questions attendent quelqu'un{sujet}, la première depuis {jour}.",)
            )
    return tuple(lignes)


def _portees(faits: Faits, zone: str) -> tuple[Ligne, ...]:
    lignes: list[Ligne] = []
    for n, chez, promis, repondue in faits.portees:
        ou: Ligne = ()
        if chez:
            ou = (" à ", Personne(chez)) if chez.startswith("@") else (f" {chez}",)
        fin = "la réponse est venue"
        if not repondue:
            retard = _local(promis, zone).date() < _local(faits.jusqua, zone).date()
            fin = f"réponse attendue le {_jour(promis, zone, faits.jusqua)}"
            fin += ", en retard" if retard else ""
        lignes.append((f"Question {numero(n)}, portée", *ou, f" : {fin}."))
    return tuple(lignes)


def _rituels(faits: Faits, zone: str) -> tuple[Ligne, ...]:
    jusqua = _local(faits.jusqua, zone)
    return tuple(
        (f"{GENRES.get(genre, genre)}, {dire_moment_entier(_local(quand, zone), zone, jusqua)}",)
        for genre, quand in faits.rituels
    )


def _local(iso: str, zone: str) -> datetime:
    return datetime.fromisoformat(iso).astimezone(ZoneInfo(zone))


def _jour(iso: str, zone: str, repere: str) -> str:
    """« mardi 24 novembre » ; l'année seulement si elle n'est pas celle du numéro."""
    jour, ici = _local(iso, zone).date(), _local(repere, zone).date()
    dit = dire_jour(jour)
    return dit.rsplit(" ", 1)[0] if jour.year == ici.year else dit


# -- les écrans ------------------------------------------------------------------------------------


def pages(titre: Ligne, sections: list[Section], suite: str) -> list[Page]:
    """Les écrans d'un numéro ; chacun, sauf le dernier, finit par `suite` (comment lire la suite).

    Le premier montre le plus de lignes de chaque section que l'écran permette.
    """
    combien, debut = _premier(titre, sections)
    reste = [Section(s.cle, _restent(s, combien)) for s in sections]
    ecrans = [debut, *_ecrans([s for s in reste if s.lignes])]
    return [
        Page(_texte(titre if n == 0 else None, ecran, suite if n < len(ecrans) - 1 else None),
             tuple(dict.fromkeys(s.cle for s in ecran)))
        for n, ecran in enumerate(ecrans)
    ]  # fmt: skip


def _premier(titre: Ligne, sections: list[Section]) -> tuple[int, list[Section]]:
    """Combien de lignes de chaque section, et ces sections ; une au moins."""
    ecran: list[Section] = []
    for combien in range(max((len(s.lignes) for s in sections), default=1), 0, -1):
        ecran = [_debut(s, combien) for s in sections]
        if _hauteur([titre]) + sum(map(_hauteur_de, ecran)) < HAUTEUR:
            break
    return combien, ecran


def _debut(section: Section, combien: int) -> Section:
    return Section(section.cle, tuple(map(_courte, section.lignes[:combien])))


def _restent(section: Section, combien: int) -> tuple[Ligne, ...]:
    """Ce que le premier écran n'a pas dit en entier."""
    coupees = tuple(x for x in section.lignes[:combien] if _courte(x) != x)
    return (*coupees, *section.lignes[combien:])


def _ecrans(sections: list[Section]) -> list[list[Section]]:
    """Le reste, écran par écran, sans couper une ligne."""
    ecrans: list[list[Section]] = [[]]
    for section in sections:
        for ligne in section.lignes:
            seule = Section(section.cle, (ligne,))
            if ecrans[-1] and sum(map(_hauteur_de, [*ecrans[-1], seule])) >= HAUTEUR:
                ecrans.append([])
            _ajouter(ecrans[-1], seule)
    return [e for e in ecrans if e]


def _ajouter(ecran: list[Section], seule: Section) -> None:
    if ecran and ecran[-1].cle == seule.cle:
        ecran[-1] = Section(seule.cle, (*ecran[-1].lignes, *seule.lignes))
    else:
        ecran.append(seule)


def _texte(titre: Ligne | None, ecran: list[Section], suite: str | None) -> Texte:
    return Texte.de(titre, *(ligne for s in ecran for ligne in _titree(s)), suite)


def _titree(section: Section) -> list[Ligne]:
    """Le titre en tête de sa première ligne ; une seule, il la précède."""
    premiere, *autres = section.lignes
    return [(Gras(TITRES[section.cle]), " : ", *premiere), *autres]


def _courte(ligne: Ligne) -> Ligne:
    return tuple(Cite(_extrait(m.mots)) if isinstance(m, Cite) else m for m in ligne)


def _extrait(mots: str) -> str:
    return mots if len(mots) <= COURTE else mots[: COURTE - 1].rstrip() + "…"


def _hauteur_de(section: Section) -> int:
    return _hauteur(_titree(section))


def _hauteur(lignes: list[Ligne]) -> int:
    return sum(1 + sum(map(_longueur, ligne)) // LARGEUR for ligne in lignes)


def _longueur(morceau: Morceau) -> int:
    match morceau:
        case Personne():
            return NOM
        case Gras(mots) | Cite(mots):
            return len(mots) + 2
    return len(morceau)
