"""D'une fiche au rythme d'une règle : sa fréquence et ses jours, sans heure ni bornes.

1. Des rangs ou des quantièmes font une règle mensuelle, ou annuelle si un mois est nommé ; des
   jours de la semaine, une règle hebdomadaire.
2. « le premier lundi du trimestre » vise les premiers mois des trimestres du calendrier ; « chaque
   trimestre », sans rang, va de trois mois en trois mois.
3. Les semaines paires sont celles de la norme ISO 8601 : deux impaires se suivent certains ans
   (53 puis 1), donc la règle les nomme (`BYWEEKNO`) au lieu de sauter une semaine sur deux.
4. Une exception qui n'ôte rien, ou qui ôte tout, est une erreur de la personne : on la lui dit.
"""

from __future__ import annotations

from dataclasses import replace

from bot.core.dates_jours import (
    FinDe,
    Quantieme,
    Semaine,
)
from bot.core.dates_lecture import Fiche
from bot.core.dates_lire_rythmes import OUVRES
from bot.core.dates_phrases import DERNIERS_MOIS, PREMIERS_MOIS, SEMAINES
from bot.core.dates_refus import Incompris, ambigu, cite, contradiction
from bot.core.dates_regle import Regle

_PAR_MOIS = {"mois": 1, "trimestre": 3, "semestre": 6}


_TOUS = tuple(range(7))


def base_de(fiche: Fiche) -> Regle:
    """Fréquence et jours ; l'heure et les bornes viennent ensuite."""
    unite, n = (fiche.rythme.unite, fiche.rythme.n) if fiche.rythme else ("", 1)
    if fiche.parite:
        return _par_parite(fiche, unite, n)
    if fiche.rangs:
        _seul(fiche, "rangs", "jours")
        return _par_rangs(fiche, unite, n)
    jours = fiche.jours.suite if fiche.jours else ()
    if jours and all(isinstance(j, Quantieme | FinDe) for j in jours):
        return _par_quantiemes(fiche, unite, n)
    if jours and not all(isinstance(j, Semaine) and not (j.prochain or j.apres) for j in jours):
        raise Incompris(
            f"{cite(fiche.dit('jours'))} est une seule date : pour une habitude qui commence là, "
            "écrivez « à partir de »."
        )
    semaine = tuple(j.jour for j in jours if isinstance(j, Semaine)) or etendue_de_jours(fiche)
    return _par_semaine(fiche, unite, n, semaine)


def _seul(fiche: Fiche, un: str, deux: str) -> None:
    if fiche.dit(un) and fiche.dit(deux):
        raise Incompris(
            f"{cite(fiche.dit(un))} et {cite(fiche.dit(deux))} ne vont pas ensemble : "
            "n'écrivez que l'un des deux."
        )


def etendue_de_jours(fiche: Fiche) -> tuple[int, ...]:
    """« du lundi au jeudi » ; rien si l'étendue est faite de dates."""
    if fiche.etendue is None:
        return ()
    un, deux = fiche.etendue.debut.jour, fiche.etendue.fin.jour
    if not (isinstance(un, Semaine) and isinstance(deux, Semaine)):
        return ()
    return tuple((un.jour + n) % 7 for n in range((deux.jour - un.jour) % 7 + 1))


def _par_semaine(fiche: Fiche, unite: str, n: int, jours: tuple[int, ...]) -> Regle:
    if unite == "jour" and n > 1 and (jours or fiche.sauf_jours):
        raise Incompris(f"{cite(fiche.dit('rythme'))} ne va pas avec un jour de la semaine.")
    if jours and unite in (*_PAR_MOIS, "annee"):
        exemple = "« le premier lundi du mois »"
        raise ambigu(fiche.dit("jours") or fiche.dit("etendue"), f"lequel ? Écrivez {exemple}.")
    if fiche.sauf_jours:
        jours = _sauf(fiche, jours or _TOUS)
    if unite == "jour" and not jours:
        return Regle(freq="DAILY", intervalle=n)
    if jours or unite in ("semaine", "jour", ""):
        tous = tuple((0, j) for j in sorted(set(jours)))
        if len(tous) == 7 and n == 1:
            return Regle(freq="DAILY")
        return Regle(freq="WEEKLY", intervalle=n, jours=tous)
    if unite == "annee":
        return Regle(freq="YEARLY", intervalle=n)
    return Regle(freq="MONTHLY", intervalle=_intervalle(fiche, n * _PAR_MOIS[unite]))


def _sauf(fiche: Fiche, jours: tuple[int, ...]) -> tuple[int, ...]:
    """Les jours gardés ; une exception doit en ôter, et en laisser."""
    gardes = tuple(j for j in jours if j not in fiche.sauf_jours)
    if not gardes:
        raise Incompris(f"{cite(fiche.dit('sauf_jours'))} ne laisse aucun jour.")
    if not set(fiche.sauf_jours) <= set(jours):
        raise Incompris(f"{cite(fiche.dit('sauf_jours'))} n'enlève rien : corrigez les jours.")
    return gardes


def _intervalle(fiche: Fiche, n: int) -> int:
    if n > 99:
        raise Incompris(f"{cite(fiche.dit('rythme'))} : l'intervalle est trop long.")
    return n


def _par_parite(fiche: Fiche, unite: str, n: int) -> Regle:
    jours = fiche.jours.suite if fiche.jours else ()
    semaine = tuple(j.jour for j in jours if isinstance(j, Semaine)) or etendue_de_jours(fiche)
    if n > 1 or unite not in ("", "semaine") or len(semaine) < len(jours) or fiche.rangs:
        raise Incompris(
            f"{cite(fiche.dit('parite'))} va avec un jour de la semaine, par exemple "
            "« le lundi des semaines paires »."
        )
    if fiche.sauf_jours:
        semaine = _sauf(fiche, semaine or _TOUS)
    voulus = tuple((0, j) for j in sorted(set(semaine)))
    return Regle(freq="YEARLY", semaines=SEMAINES[fiche.parite], jours=voulus)


def _par_rangs(fiche: Fiche, unite: str, n: int) -> Regle:
    """Des rangs dans le mois : `BYDAY=1TH`, `BYMONTHDAY=-1` ou `BYSETPOS` des jours ouvrés."""
    assert fiche.rangs is not None  # noqa: S101 (appelée seulement s'il y a des rangs)
    cibles = {c if isinstance(c, str) else "semaine" for _, c in fiche.rangs.suite}
    rangs = [n for n, _ in fiche.rangs.suite]
    if fiche.ou_dernier:
        raise contradiction(fiche.dit("ou_dernier"), fiche.rangs.texte)
    if len(cibles) > 1 or (cibles == {"ouvre"} and len(rangs) > 1) or fiche.sauf_jours:
        raise Incompris(f"{cite(fiche.rangs.texte)} mélange trop de choses : faites-en deux.")
    regle = Regle(freq="MONTHLY", intervalle=n)
    if cibles == {"jour"}:
        regle = replace(regle, quantiemes=tuple(sorted(set(rangs))))
    elif cibles == {"ouvre"}:
        regle = replace(regle, jours=tuple((0, j) for j in OUVRES), position=rangs[0])
    else:
        tous = sorted({(r, c) for r, c in fiche.rangs.suite if isinstance(c, int)})
        regle = replace(regle, jours=tuple(tous))
    return _dans_l_annee(fiche, regle, unite, n, rangs)


def _dans_l_annee(fiche: Fiche, regle: Regle, unite: str, n: int, rangs: list[int]) -> Regle:
    mois = _mois_nomme(fiche)
    if mois:
        if unite not in ("", "annee"):
            raise Incompris(f"{cite(fiche.dit('rythme'))} ne va pas avec un mois nommé.")
        return replace(regle, freq="YEARLY", mois=(mois,))
    if unite == "annee":
        return replace(regle, freq="YEARLY", intervalle=n, mois=_bout_de_l_annee(fiche, rangs))
    if unite in ("trimestre", "semestre") and n == 1:
        table = PREMIERS_MOIS if all(r > 0 for r in rangs) else DERNIERS_MOIS
        if min(rangs) < 0 < max(rangs):
            raise Incompris(f"{cite(fiche.dit('rangs'))} : faites-en deux récurrences.")
        return replace(regle, mois=table[unite])
    if unite in ("jour", "semaine"):
        raise Incompris(f"{cite(fiche.dit('rythme'))} ne va pas avec {cite(fiche.dit('rangs'))}.")
    return replace(regle, intervalle=_intervalle(fiche, n * _PAR_MOIS.get(unite, 1)))


def _bout_de_l_annee(fiche: Fiche, rangs: list[int]) -> tuple[int, ...]:
    """« le premier lundi de l'année » est en janvier, « le dernier jour » en décembre."""
    if all(0 < r <= 4 for r in rangs):
        return (1,)
    if all(-4 <= r < 0 for r in rangs):
        return (12,)
    raise ambigu(fiche.dit("rangs"), "de quel mois ? Écrivez « le premier lundi de janvier ».")


def _mois_nomme(fiche: Fiche) -> int:
    """Le mois d'un rendez-vous annuel ; une année dite en fait une seule date."""
    periode = fiche.periode
    if periode is None:
        return 0
    if periode.unite != "mois nomme" or periode.annee:
        raise Incompris(
            f"{cite(periode.texte)} ne va pas avec ce qui revient : écrivez « à partir du » ou "
            "« jusqu'au » avec une date."
        )
    return periode.numero


def _par_quantiemes(fiche: Fiche, unite: str, n: int) -> Regle:
    assert fiche.jours is not None  # noqa: S101 (appelée seulement s'il y a des jours)
    suite = [j for j in fiche.jours.suite if isinstance(j, Quantieme)]
    fins = {-1} if len(suite) < len(fiche.jours.suite) else set()
    nombres = tuple(sorted({j.jour for j in suite} | fins))
    mois = {j.mois for j in suite if j.mois} or {_mois_nomme(fiche)} - {0}
    if any(j.annee or j.nom is not None for j in suite) or len(mois) > 1 or fiche.sauf_jours:
        raise Incompris(f"{cite(fiche.jours.texte)} est une date, pas une habitude.")
    if any(isinstance(j, FinDe) and (j.mois or j.unite != "mois") for j in fiche.jours.suite):
        raise Incompris(f"{cite(fiche.jours.texte)} ne revient pas : écrivez un jour du mois.")
    if mois:
        if unite not in ("", "annee"):
            raise Incompris(f"{cite(fiche.dit('rythme'))} ne va pas avec un mois nommé.")
        return Regle(freq="YEARLY", intervalle=n, mois=tuple(mois), quantiemes=nombres)
    return _dans_le_mois(fiche, unite, n, nombres)


def _dans_le_mois(fiche: Fiche, unite: str, n: int, nombres: tuple[int, ...]) -> Regle:
    dit, jours = fiche.dit("jours"), fiche.jours
    if unite == "annee":
        raise ambigu(dit, "de quel mois ? Écrivez « chaque année le 3 décembre ».")
    if unite in ("jour", "semaine"):
        raise Incompris(f"{cite(fiche.dit('rythme'))} ne va pas avec un jour du mois.")
    if unite == "" and jours and jours.habituel == 2 and nombres == (15,):
        raise ambigu(dit, "« le 15 de chaque mois » ou « tous les 15 jours » ?")
    pas = _intervalle(fiche, n * _PAR_MOIS.get(unite, 1))
    if fiche.ou_dernier:
        if len(nombres) > 1 or nombres[0] < 0:
            raise contradiction(fiche.dit("ou_dernier"), dit)
        return avec_repli(Regle(freq="MONTHLY", intervalle=pas), nombres[0])
    return Regle(freq="MONTHLY", intervalle=pas, quantiemes=nombres)


def avec_repli(regle: Regle, jour: int) -> Regle:
    """« le 30, ou à défaut le dernier jour » : le dernier qui existe de 28 à 30."""
    if jour <= 28:
        return replace(regle, quantiemes=(jour,))
    if jour == 31:
        return replace(regle, quantiemes=(-1,))
    return replace(regle, quantiemes=tuple(range(28, jour + 1)), position=-1)
