"""Ce que coûte un réseau qui s'ouvre, jusqu'à ce qu'il serve : des touches, des mots, du temps.

1. Le compte part de l'entrée de Maillon dans le salon et s'arrête dès que le réseau sert : il est
   ouvert, deux thèmes au moins ont quelqu'un, le bulletin a son jour, une première astuce est
   gardée, et une question trouve à qui être posée. Ce que dit Maillon l'atteste, pas la scène.
2. Rien n'est compté d'avance : on compte ce que les clients ont reçu, dans tous les salons. Une
   touche est une réaction posée ou retirée ; un mot, ce qui se lit entre deux espaces.
3. Le temps est celui de gens fatigués, un doigt sur un téléphone. Ils n'agissent que l'un après
   l'autre, lisent tout ce que dit Maillon avant de poursuivre, et l'attendent quand il les laisse
   souffler : c'est plus long que la vérité, où l'on touche et lit en même temps.
4. Les durées : toucher, viser 1,1 s, se décider 1,35 s et appuyer 0,28 s (Card, Moran et Newell,
   « The keystroke-level model », CACM 23, 1980), arrondis à 3 s. Écrire : 36 mots de cinq signes à
   la minute en moyenne (Palin et autres, « How do people type on mobile devices? », MobileHCI
   2019) ; on en compte 24. Lire : 238 mots à la minute des yeux, 183 à voix haute (Brysbaert, « How
   many words do we read per minute? », J. of Memory and Language 109, 2019) ; on en compte 180.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from bot.demo.seen import Seen

TOUCHE = 3.0  # secondes
SIGNE = 0.5  # secondes par signe écrit
MESSAGE = 2 * TOUCHE  # viser le champ, puis envoyer
LECTURE = 3.0  # mots de Maillon lus par seconde
PROMESSE = 10  # minutes
THEMES_CONNUS = 2

Attente = tuple[int, float]
"""Quand Maillon a fait attendre (millisecondes du serveur), et combien de secondes du réseau."""


class PasUtile(Exception):
    """Le réseau ne sert pas encore, ou sert trop tard ; le texte dit pourquoi."""


@dataclass(frozen=True)
class Part:
    """Ce qu'une personne a fait."""

    touches: int = 0
    messages: int = 0
    mots: int = 0
    signes: int = 0

    @property
    def secondes(self) -> float:
        """Le temps de le faire, sans celui de lire."""
        return self.touches * TOUCHE + self.messages * MESSAGE + self.signes * SIGNE


@dataclass(frozen=True)
class Effort:
    """Ce que tous ont fait, lu et attendu ; `parts` : par compte, dans l'ordre des premiers pas."""

    parts: Mapping[str, Part]
    lus: int
    attente: float

    @property
    def touches(self) -> int:
        """Les touches de tous."""
        return sum(part.touches for part in self.parts.values())

    @property
    def mots(self) -> int:
        """Les mots écrits par tous."""
        return sum(part.mots for part in self.parts.values())

    @property
    def secondes(self) -> float:
        """Le temps de tout, l'un après l'autre."""
        faire = sum(part.secondes for part in self.parts.values())
        return faire + self.lus / LECTURE + self.attente

    @property
    def minutes(self) -> int:
        """Le même, arrondi au-dessus."""
        return ceil(self.secondes / 60)


def mesure(vus: Iterable[Seen], robot: str, attentes: Iterable[Attente] = ()) -> Effort:
    """Compte, de l'entrée du robot à l'instant où le réseau sert ; lève `PasUtile`."""
    uniques = {(vu.event_id, vu.type): vu for vu in vus}
    tous = sorted(uniques.values(), key=lambda vu: vu.ts)
    debut = min((vu.ts for vu in tous if vu.sender == robot), default=0)
    fin = utile_a([vu for vu in tous if _dit(vu) and vu.sender == robot])
    dedans = [vu for vu in tous if debut <= vu.ts <= fin]
    parts: dict[str, Part] = {}
    for vu in dedans:
        if vu.sender != robot and (_dit(vu) or _touche(vu)):
            parts[vu.sender] = _avec(parts.get(vu.sender, Part()), vu)
    lus = sum(_mots(vu) for vu in dedans if vu.sender == robot and _dit(vu))
    effort = Effort(parts, lus, sum(duree for ts, duree in attentes if debut <= ts <= fin))
    if effort.minutes > PROMESSE:
        demande = f"il a demandé {compte(effort)}, {effort.minutes} minutes"
        raise PasUtile(f"un réseau doit servir en {PROMESSE} minutes, {demande}")
    return effort


def utile_a(dits: Iterable[Seen]) -> int:
    """L'instant où le dernier des signes d'un réseau utile paraît, dans ce que dit le robot."""
    connus: set[str] = set()
    vus: dict[str, int] = {}
    for dit in dits:
        jumeau = dit.fr or {}
        if jumeau.get("type") == "savoir.note":
            connus |= set(jumeau.get("themes", ()))
        for signe, paru in _SIGNES.items():
            if signe not in vus and paru(dit, str(jumeau.get("type")), connus):
                vus[signe] = dit.ts
    manquent = [signe for signe in _SIGNES if signe not in vus]
    if manquent:
        raise PasUtile(f"le réseau ne sert pas encore, il manque {', '.join(manquent)}")
    return max(vus.values())


_SIGNES: dict[str, Callable[[Seen, str, set[str]], bool]] = {
    "l'ouverture": lambda dit, genre, connus: genre == "reseau.ouvert",
    "deux thèmes qui ont quelqu'un": lambda dit, genre, connus: len(connus) >= THEMES_CONNUS,
    "le jour du bulletin": lambda dit, genre, connus: (
        genre == "rituel.cree" and "bulletin" in dit.body
    ),
    "une première astuce": lambda dit, genre, connus: genre == "astuce.notee",
    "une question qui trouve quelqu'un": lambda dit, genre, connus: (
        genre == "demande.proposee" and bool((dit.fr or {}).get("pair"))
    ),
}


def dire(effort: Effort, nom: Callable[[str], str]) -> str:
    """Le compte en une phrase, le temps, puis la part de chacun."""
    minutes = "une minute" if effort.minutes == 1 else f"{effort.minutes} minutes"
    siennes = (f"{nom(qui)} {compte(p)}" for qui, p in effort.parts.items())
    return (
        f"utile en {compte(effort)}, et {minutes} au plus, même en agissant "
        f"l'un après l'autre et en lisant tout ce que dit Maillon.\n{', '.join(siennes)}."
    )


def compte(fait: Effort | Part) -> str:
    """« 12 touches et 30 mots »."""
    noms = ((fait.touches, "touche"), (fait.mots, "mot"))
    return " et ".join(f"{n} {nom}{'s' if n > 1 else ''}" for n, nom in noms if n)


def _dit(vu: Seen) -> bool:
    return vu.type == "m.room.message"


def _touche(vu: Seen) -> bool:
    return vu.type in ("m.reaction", "m.room.redaction")


def _mots(vu: Seen) -> int:
    return len(vu.body.split())


def _avec(part: Part, vu: Seen) -> Part:
    if not _dit(vu):
        return Part(part.touches + 1, part.messages, part.mots, part.signes)
    mots, signes = part.mots + _mots(vu), part.signes + len(vu.body)
    return Part(part.touches, part.messages + 1, mots, signes)
