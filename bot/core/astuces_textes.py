"""Les phrases des astuces : ce qui est noté, trouvé, demandé.

1. Une astuce se cite entre guillemets, telle que sa personne l'a écrite ; son nom ne se montre que
   si elle la signe.
2. On dit toujours qui la lit, et comment la corriger ou la retirer.
"""

from collections.abc import Sequence

from bot.core.astuces_mots import titre
from bot.core.boutons import CORRIGER, FAIT, NON, OUI, SUITE
from bot.core.texte import Cite, Gras, Morceau, Personne, Texte, numero
from donnees.astuce import PERIMEE, VERIFIEE, Astuce

UTILE = f"{FAIT} elle me sert"
EXEMPLE = "!astuce Chorus refuse une facture : vérifier d'abord le SIRET #compta"
PASSAGE = 160


def signature(astuce: Astuce, debut: str = " Signée ") -> tuple[Morceau, ...]:
    """« Signée Karim et Inès. » ; rien si elle ne porte pas de nom."""
    gens = astuce.signataires
    morceaux: list[Morceau] = []
    for rang, mxid in enumerate(gens):
        lien = " et " if rang == len(gens) - 1 else ", "
        morceaux += [*([lien] if rang else []), Personne(mxid)]
    return (debut, *morceaux, ".") if morceaux else ()


def nommee(astuce: Astuce, theme: str) -> str:
    """« n° 4, compta »."""
    return f"{numero(astuce.id)}, {theme}" if theme else numero(astuce.id)


def notee(
    astuce: Astuce, theme: str, *, devine: bool = False, inconnu: str = "", cite: bool = False
) -> Texte:  # fmt: skip
    """Elle est gardée : qui la lit, comment la reprendre. `cite` : ses mots, redits."""
    autre = None
    if inconnu:
        autre = "Je ne connais pas ce thème. Pour voir ceux d'ici : !thèmes"
    elif devine:
        autre = "J'ai deviné le thème. Pour en changer, redites-la avec #, comme #compta."
    return Texte.de(
        (f"C'est noté : astuce {nommee(astuce, theme)}.", *signature(astuce)),
        Cite(astuce.texte) if cite else None,
        autre,
        "Tout le réseau peut la lire.",
        UTILE,
        f"Pour la corriger : !astuce {astuce.id} corriger, puis le texte. "
        f"Pour la retirer : !astuce {astuce.id} retirer",
        None if astuce.signee else f"Elle ne porte pas votre nom. Pour la signer : "
        f"!astuce {astuce.id} signer",
    )  # fmt: skip


def deja_la(astuce: Astuce, autres: Sequence[Astuce]) -> Texte:
    """Avant de garder : ce qui dit déjà la même chose."""
    lignes: list[tuple[Morceau, ...]] = [
        (f"{numero(autre.id)} : ", Cite(titre(autre.texte, PASSAGE))) for autre in autres[:3]
    ]
    return Texte.de(
        "Une astuce dit déjà presque la même chose :",
        *lignes,
        "Je garde la vôtre aussi ?",
        f"{OUI} oui",
        f"{NON} non",
    )


def a_part(astuce: Astuce, reseau: str, theme: str, autres: Sequence[Astuce]) -> Texte:
    """Écrite à part : ce que le réseau lira, avant de le noter."""
    return Texte.de(
        f"Tout le réseau {reseau} lira ceci, sans votre nom :",
        Cite(astuce.texte),
        f"Thème : {theme}" if theme else None,
        _deja(autres),
        f"{OUI} oui, la noter",
        f"{NON} non, cela reste entre nous",
    )


def _deja(autres: Sequence[Astuce]) -> str | None:
    if not autres:
        return None
    return f"Une astuce dit déjà presque la même chose : !astuce {autres[0].id}"


def accord(
    astuce: Astuce, par: str, gens: Sequence[str], signent: Sequence[str],
    autres: Sequence[Astuce] = (),
) -> Texte:  # fmt: skip
    """À qui ces mots appartiennent : peut-on les garder ?"""
    noms = _noms(gens)
    if par and par not in gens:
        debut = (*noms, ", ", Personne(par), " propose d'en faire une astuce pour le réseau :")
    else:
        debut = (*noms, ", cela peut servir à d'autres. Je note ceci pour le réseau ?")
    sans = "Sans votre accord, je ne garde rien."
    if len(gens) > 1:
        sans = "Sans votre accord à tous les deux, je ne garde rien."
    return Texte.de(
        debut,
        Cite(astuce.texte),
        _deja(autres),
        (f"{OUI} oui, signée ", *_noms(signent)),
        f"{CORRIGER} à corriger : répondez avec votre texte",
        f"{NON} non",
        sans,
    )


def _noms(gens: Sequence[str]) -> tuple[Morceau, ...]:
    morceaux: list[Morceau] = []
    for rang, mxid in enumerate(gens):
        lien = " et " if rang == len(gens) - 1 else ", "
        morceaux += [*([lien] if rang else []), Personne(mxid)]
    return tuple(morceaux)


def fiche(astuce: Astuce, theme: str, verifiee: str, *, sienne: bool) -> Texte:
    """Une astuce entière ; `verifiee` : quand elle fut vérifiée, dit en français."""
    if astuce.etat == PERIMEE:
        etat = "Quelqu'un la croit périmée : à prendre avec prudence."
    else:
        etat = f"Vérifiée {verifiee}." if astuce.etat == VERIFIEE else ""
    utile = f"Utile à {astuce.utiles}." if astuce.utiles else ""
    dits = [d for d in (etat, utile) if d]
    suite = f"Elle n'est plus vraie ? !astuce {astuce.id} périmée"
    if sienne:
        suite = f"Elle est de vous : !astuce {astuce.id} corriger, ou !astuce {astuce.id} retirer"
    return Texte.de(
        (f"Astuce {nommee(astuce, theme)}.", *signature(astuce)),
        Cite(astuce.texte),
        " ".join(dits) or None,
        UTILE,
        suite,
    )


def ligne(astuce: Astuce, theme: str, passage: str) -> tuple[Morceau, ...]:
    """Une astuce trouvée : son numéro, ce que l'on en sait, le passage."""
    marques = [numero(astuce.id), theme]
    marques += ["vérifiée"] if astuce.etat == VERIFIEE else []
    marques += ["peut-être périmée"] if astuce.etat == PERIMEE else []
    marques += [f"utile à {astuce.utiles}"] if astuce.utiles else []
    return (Gras(", ".join(m for m in marques if m)), " : ", Cite(passage))


def trouvees(lignes: Sequence[tuple[Morceau, ...]], premiere: int, reste: int) -> Texte:
    """Les astuces trouvées, trois par trois."""
    combien = "1 autre" if reste == 1 else f"{reste} autres"
    return Texte.de(
        *lignes,
        f"Pour en lire une en entier : !astuce {premiere}",
        f"{SUITE} suite ({combien})" if reste else None,
    )


def rien(question: str, exemple: str) -> Texte:
    """Rien trouvé : on le dit, et comment demander aux collègues."""
    return Texte.de(
        ("Je ne trouve pas d'astuce là-dessus : ", Cite(question)),
        "Demandez aux collègues :",
        exemple,
    )


def passage(texte: str, cherchees: Sequence[str], limite: int = PASSAGE) -> str:
    """Les mots de l'astuce autour du premier trouvé, sur une ligne."""
    net = " ".join(texte.split())
    if len(net) <= limite:
        return net
    bas = net.lower()
    rangs = [r for mot in cherchees if (r := bas.find(mot[:6])) >= 0]
    debut = max(0, min(rangs, default=0) - limite // 3)
    debut = net.find(" ", debut) + 1 if debut else 0
    extrait = net[debut : debut + limite - 2].rsplit(" ", 1)[0]
    return f"{'…' if debut else ''}{extrait}…"
