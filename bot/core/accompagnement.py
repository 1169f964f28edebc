"""Accompagner qui arrive : chercher quelqu'un, une personne à la fois, puis les présenter.

1. Est cherché qui s'est dit volontaire (`!accueil volontaire`), est là, et a sa conversation
   privée ; c'est une sollicitation (`bot.core.attention`). Jamais la personne qui arrive.
2. Dans l'ordre : jamais encore, puis il y a le plus longtemps. Qui fut sollicité, ou a accompagné,
   depuis moins d'un mois ne l'est de nouveau que si personne d'autre ne peut.
3. Sans réponse au bout du délai d'un pair, on demande à quelqu'un d'autre. Un jour de travail après
   l'arrivée, l'animation l'apprend par son point ; on cherche encore `JOURS` jours.
4. Qui a dit oui écrit le premier mot : on ne le présente qu'une demi-journée plus tard.
5. Qui accompagne s'en va, ou retire sa touche : on cherche de nouveau. Qui arrive n'est prévenu
   qu'une fois : les quatre messages promis ne deviennent pas cinq.
"""

from datetime import datetime, timedelta

from bot.core import accueil_textes as phrases
from bot.core import attention, presence
from bot.core import demandes_temps as temps
from bot.core.accueil import ACCOMPAGNEMENT, PRIVE
from bot.core.boutons import PASSER, PRENDRE
from bot.core.context import Context
from bot.core.delais import Delai
from bot.core.effects import Delete, Effect, Forget, RemindAt, Room, Save, Send
from bot.core.texte import Texte
from donnees import accueil as accueils
from donnees import histoire as histoires
from donnees.accueil import ATTENTE, EN_COURS, LIBRE, NON, OUI, TU, Accompagnant, Accueil, Sollicite
from donnees.histoire import Question

SUJET, QUOI = "accompagner", "les arrivées"
CHERCHER, PRESENTER, SIGNALER = "accueil.chercher", "accueil.presenter", "accueil.signaler"
UN_MOIS = timedelta(days=30)
DEMI_JOURNEE, UN_JOUR = Delai(jours=0.5), Delai(jours=1)
JOURS = 5  # jours de travail pendant lesquels on cherche


def commencer(ctx: Context, accueil: Accueil) -> list[Effect]:
    """À l'arrivée : chercher, et prévoir de le dire à l'animation si personne ne vient."""
    limite = RemindAt(when=ctx.apres(UN_JOUR), reason=SIGNALER, about=accueil.about)
    return [limite, *chercher(ctx, accueil)]


def chercher(ctx: Context, accueil: Accueil) -> list[Effect]:
    """La personne suivante, ou l'instant où l'on pourra lui demander."""
    if accueil.etat != EN_COURS or accueil.accompagnant or _attendue(ctx, accueil) is not None:
        return []
    fin = Delai(jours=JOURS).apres(ctx.reglages.horaires, accueil.arrive_le)
    for rang in _rangs(ctx, accueil):
        plus_tard: list[datetime] = []
        for volontaire in rang:
            permis = attention.peut_solliciter(ctx, volontaire.membre, SUJET)
            if permis is True:
                return _demander(ctx, accueil, volontaire)
            if isinstance(permis, datetime) and permis <= fin:
                plus_tard.append(permis)
        if plus_tard:
            return [RemindAt(when=min(plus_tard), reason=CHERCHER, about=accueil.about)]
    return []


def _rangs(ctx: Context, accueil: Accueil) -> tuple[list[Accompagnant], list[Accompagnant]]:
    """Qui n'a été sollicité par personne depuis un mois, puis les autres ; dans l'ordre du tour."""
    demandes = accueils.sollicites(ctx.session, accueil.fiche)
    deja = {s.membre for s in demandes if s.etat != LIBRE}
    fois = accueils.dernieres_fois(ctx.session, ctx.ici.id)
    possibles = [
        v for v in accueils.volontaires(ctx.session, ctx.ici.id)
        if v.membre not in deja and v.membre not in (accueil.membre, *ctx.partis)
        and ctx.est_membre(v.membre)
    ]  # fmt: skip
    possibles.sort(key=lambda v: (v.membre in fois, fois.get(v.membre, v.depuis)))
    recents = [v for v in possibles if ctx.now - fois.get(v.membre, ctx.now - UN_MOIS) < UN_MOIS]
    return [v for v in possibles if v not in recents], recents


def _attendue(ctx: Context, accueil: Accueil) -> Sollicite | None:
    """La personne à qui l'on vient de demander, si elle n'a pas répondu."""
    lignes = accueils.sollicites(ctx.session, accueil.fiche)
    return next((s for s in lignes if s.etat == ATTENTE), None)


def _demander(ctx: Context, accueil: Accueil, volontaire: Accompagnant) -> list[Effect]:
    conversation = str(ctx.conversation(volontaire.membre))
    ligne = Sollicite(fiche=accueil.fiche, membre=volontaire.membre, reseau=ctx.ici.id, le=ctx.now)
    question = Question(
        about=ligne.about, a=volontaire.membre, salon=conversation, type="accueil",
        contexte={"boutons": [PRENDRE, PASSER], "reseau": ctx.ici.id}, le=ctx.now,
    )  # fmt: skip
    limite = ctx.reglages.delai_pair.apres(presence.horaires_de(ctx, volontaire.membre), ctx.now)
    dit = Send(
        to=Room(conversation), texte=phrases.demander_d_accompagner(ctx, accueil.membre),
        type="accueil",
        champs={"membre": accueil.membre}, mention=(volontaire.membre,), about=ligne.about,
        boutons=(PRENDRE, PASSER),
    )  # fmt: skip
    return [
        Save(ligne), Save(question), dit,
        RemindAt(when=limite, reason=CHERCHER, about=accueil.about),
        *attention.sollicite(ctx, volontaire.membre, SUJET),
    ]  # fmt: skip


# -- répondre --------------------------------------------------------------------------------------


def de(ctx: Context, about: str | None) -> tuple[Accueil, Sollicite] | None:
    """L'accueil et la personne d'une histoire « accompagner:12:@karim… »."""
    debut, _, suite = (about or "").partition(":")
    fiche, _, membre = suite.partition(":")
    if debut != "accompagner" or not fiche.isdecimal():
        return None
    accueil = accueils.accueil(ctx.session, int(fiche))
    ligne = accueils.sollicite(ctx.session, int(fiche), membre)
    return None if accueil is None or ligne is None else (accueil, ligne)


def accepter(ctx: Context, accueil: Accueil, membre: str) -> list[Effect]:
    """Cette personne accompagne : à elle le premier mot."""
    quand = DEMI_JOURNEE.apres(presence.horaires_de(ctx, membre), ctx.now)
    accueil.accompagnant = membre
    tour = accueils.volontaire(ctx.session, ctx.ici.id, membre)
    if tour is not None:
        tour.dernier = ctx.now
    dit = None if accueil.presente else temps.dire(ctx, quand)
    texte = phrases.a_vous_d_ecrire(accueil.membre, dit)
    autre = _attendue(ctx, accueil)
    if autre is not None:
        autre.etat = TU
    return [
        Save(accueil), *([Save(tour)] if tour is not None else []),
        *([Save(autre)] if autre is not None else []),
        *_note(ctx, accueil, membre, OUI),
        Forget(about=accueil.about, reason=CHERCHER), Forget(about=accueil.about, reason=SIGNALER),
        RemindAt(when=quand, reason=PRESENTER, about=accueil.about),
        ctx.dit(texte, type="accueil", champs={"membre": accueil.membre}),
    ]  # fmt: skip


def passer(ctx: Context, accueil: Accueil, membre: str) -> list[Effect]:
    """Pas cette fois : à quelqu'un d'autre, sans rien expliquer."""
    merci = ctx.dit(Texte.ligne("Entendu, je demande à quelqu'un d'autre."), type="accueil")
    return [*_note(ctx, accueil, membre, NON), merci, *chercher(ctx, accueil)]


def se_taire(ctx: Context, accueil: Accueil) -> list[Effect]:
    """Sans réponse à temps : à quelqu'un d'autre ; son ✋ vaudra encore."""
    ligne = _attendue(ctx, accueil)
    if ligne is None:
        return chercher(ctx, accueil)
    ligne.etat = TU
    arret = attention.arreter(ctx, ligne.membre, SUJET, QUOI)
    return [Save(ligne), *arret, *chercher(ctx, accueil)]


def liberer(ctx: Context, accueil: Accueil) -> list[Effect]:
    """Personne n'accompagne plus : on cherche de nouveau, l'animation le saura."""
    accueil.accompagnant = ""
    limite = RemindAt(when=ctx.apres(UN_JOUR), reason=SIGNALER, about=accueil.about)
    oubli = Forget(about=accueil.about, reason=PRESENTER)
    return [Save(accueil), oubli, limite, *chercher(ctx, accueil)]


def cesser(ctx: Context, accueil: Accueil, membre: str) -> list[Effect]:
    """Elle n'accompagne plus cette personne : à d'autres, et plus à elle."""
    ligne = accueils.sollicite(ctx.session, accueil.fiche, membre)
    ligne = ligne or Sollicite(fiche=accueil.fiche, membre=membre, reseau=ctx.ici.id, le=ctx.now)
    ligne.etat = NON
    ctx.partis.add(membre)
    return [Save(ligne), *liberer(ctx, accueil)]


def _note(ctx: Context, accueil: Accueil, membre: str, etat: str) -> list[Effect]:
    """Ce qu'elle a répondu : sa question n'attend plus, le sujet a eu sa réponse."""
    ligne = accueils.sollicite(ctx.session, accueil.fiche, membre)
    if ligne is None:
        return []
    ligne.etat = etat
    ouverte = histoires.question(ctx.session, ligne.about)
    ferme: list[Effect] = [Delete(ouverte)] if ouverte is not None and etat == NON else []
    return [Save(ligne), *ferme, *attention.repond(ctx, membre, SUJET)]


# -- présenter, signaler ---------------------------------------------------------------------------


def presenter(ctx: Context, accueil: Accueil) -> list[Effect]:
    """Une demi-journée après le oui : qui arrive sait qui l'accompagne."""
    membre, accompagnant = accueil.membre, accueil.accompagnant
    if accueil.etat != EN_COURS or accueil.presente or not ctx.est_membre(accompagnant):
        return []
    conversation = attention.joignable(ctx, membre)
    if conversation is None:  # elle n'a pas encore ouvert la nôtre : demain, peut-être
        demain = RemindAt(when=ctx.apres(UN_JOUR), reason=PRESENTER, about=accueil.about)
        return [demain] if attention.peut_ecrire(ctx, membre) else []
    accueil.presente = True
    champs = {"membre": membre, "etape": ACCOMPAGNEMENT, "pair": accompagnant}
    return [
        Save(accueil),
        Send(to=Room(conversation), texte=phrases.presentation(accompagnant), type=PRIVE,
             champs=champs, mention=(membre,)),
    ]  # fmt: skip


def signaler(ctx: Context, accueil: Accueil) -> list[Effect]:
    """Un jour de travail sans personne : le prochain point de l'animation le dira."""
    if accueil.etat != EN_COURS or accueil.accompagnant:
        return []
    accueil.a_signaler = True
    return [Save(accueil)]


def oublier(ctx: Context, membre: str) -> list[Effect]:
    """Cette personne s'efface : on cherche quelqu'un à sa place ; ce qui fut demandé pour son
    arrivée n'attend plus rien de personne."""
    effets = partir(ctx, membre)
    for accueil in accueils.du_membre(ctx.session, membre):
        if accueil.reseau != ctx.ici.id:
            continue
        effets.append(Forget(about=accueil.about))
        for ligne in accueils.sollicites(ctx.session, accueil.fiche):
            ouverte = histoires.question(ctx.session, ligne.about)
            effets += [Delete(ligne), *([Delete(ouverte)] if ouverte is not None else [])]
    return effets


def partir(ctx: Context, membre: str) -> list[Effect]:
    """Un volontaire s'en va : plus rien ne l'attend, et l'on cherche quelqu'un d'autre."""
    tour = accueils.volontaire(ctx.session, ctx.ici.id, membre)
    effets: list[Effect] = [] if tour is None else [Delete(tour)]
    for accueil in accueils.accueils(ctx.session, ctx.ici.id):
        attendue = _attendue(ctx, accueil)
        if accueil.accompagnant == membre:
            effets += liberer(ctx, accueil)
        elif attendue is not None and attendue.membre == membre:
            effets += [*_note(ctx, accueil, membre, NON), *chercher(ctx, accueil)]
    return effets
