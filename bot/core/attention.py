"""L'attention des gens se partage entre tous les sujets (contrat §11). Les règles :

1. **Une sollicitation par jour ouvré et par personne**, tous sujets et tous réseaux confondus. Un
   jour chômé compte avec le jour ouvré qui le suit.
2. Est une sollicitation ce que le robot demande le premier : la météo en privé et sa relance, une
   étape de l'accueil, la relecture d'une astuce, accompagner, une question d'un autre réseau. N'en
   sont pas : être sollicité comme pair dans son réseau et sa seule relance, ce qui touche à une
   demande faite ou prise, l'urgent, les messages à tous. Ceux-là ne passent pas par ici.
3. Un sujet laissé trois fois sans réponse s'arrête de lui-même, et le dit une fois. Répondre,
   même tard, le reprend.
4. « stop » : le robot n'écrit plus jamais le premier en privé, quoi qu'il ait à dire.
5. Un refus (« pas cette fois », « plus de météo ») vaut jusqu'à l'instant dit, ou pour toujours.
6. Qui s'est tu sur trois propositions d'aide de suite passe après les autres, jusqu'à son prochain
   mot : voir `bot.core.pairs`.

L'usage, pour un sujet : `peut_solliciter` dit oui, non, ou quand revenir ; `sollicite` rend les
lignes à enregistrer à côté de l'envoi ; `repond` à chaque réponse. `solliciter` fait les trois
premiers gestes d'un coup.
"""

from datetime import date, datetime

from bot.core import presence
from bot.core.context import Context
from bot.core.effects import Effect, RemindAt, Room, Save, Send
from bot.core.horaires import Horaires
from bot.core.texte import Texte
from donnees import attention as lignes
from donnees.attention import REFUSE, SILENCES, SUIVI, TU, Attention, Silence, Sujet

PATIENCE = SILENCES  # sollicitations de suite sans réponse avant qu'un sujet ne s'arrête


# -- demander la permission ------------------------------------------------------------------------


def peut_ecrire(ctx: Context, mxid: str) -> bool:
    """Faux si cette personne a dit « stop » : rien ne lui est écrit le premier en privé."""
    ligne = lignes.attention(ctx.session, mxid)
    return ligne is None or ligne.stop_depuis is None


def joignable(ctx: Context, mxid: str) -> str | None:
    """La conversation où l'on peut lui écrire le premier ; rien s'il n'y en a pas, ou « stop »."""
    return ctx.conversation(mxid) if peut_ecrire(ctx, mxid) else None


def peut_solliciter(
    ctx: Context, mxid: str, sujet: str, *, a_toute_heure: bool = False, urgent: bool = False
) -> bool | datetime:
    """Oui ; non (stop, refus, sujet arrêté, pas de conversation, absence) ; ou quand revenir.

    `sujet` : son nom dans ce réseau (« meteo »). `a_toute_heure` : l'heure a été choisie par le
    réseau (un rituel), elle vaut même hors des heures de travail ; `urgent` : le jour déjà pris
    n'arrête pas. L'instant rendu est à l'horloge du réseau, toujours plus tard que maintenant.
    """
    if joignable(ctx, mxid) is None or not ctx.est_membre(mxid):
        return False
    ligne = lignes.sujet(ctx.session, ctx.ici.id, mxid, sujet)
    if ligne is not None and (ligne.etat != SUIVI or ligne.sans_reponse >= PATIENCE):
        return False
    quand = ctx.now if urgent else _jour_libre(ctx, mxid, ctx.reglages.horaires)
    if ligne is not None and ligne.refuse_jusqua is not None:
        quand = max(quand, ligne.refuse_jusqua)
    if not presence.est_la(ctx, mxid, quand):
        revenue = presence.retour(ctx, mxid)
        if revenue is None:
            return False
        quand = max(quand, revenue)
    if quand > ctx.now or not a_toute_heure:
        quand = presence.horaires_de(ctx, mxid).prochaine_ouverture(quand)
    return True if quand <= ctx.now else quand


def peut_relancer(ctx: Context, mxid: str, sujet: str) -> bool:
    """Vrai si l'on peut redire ce sujet aujourd'hui : la sollicitation du jour était la sienne (sa
    relance va avec elle), ou rien n'a encore été demandé à cette personne."""
    permis = peut_solliciter(ctx, mxid, sujet)
    ligne = lignes.attention(ctx.session, mxid)
    if permis is True or ligne is None or ligne.sollicitee_le is None or ligne.sujet != sujet:
        return permis is True
    horaires = ctx.reglages.horaires
    du_jour = jour_ouvre(horaires, ligne.sollicitee_le) == jour_ouvre(horaires, ctx.now)
    vu = lignes.sujet(ctx.session, ctx.ici.id, mxid, sujet)
    suivi = vu is not None and vu.etat == SUIVI and vu.refuse_jusqua is None
    la = joignable(ctx, mxid) is not None and presence.est_la(ctx, mxid)
    return du_jour and suivi and la and presence.horaires_de(ctx, mxid).ouvert(ctx.now)


def jour_ouvre(horaires: Horaires, instant: datetime) -> date:
    """Le jour ouvré de cet instant ; un jour chômé compte avec celui qui le suit."""
    jour = horaires.jour_local(instant)
    return jour if horaires.jour_ouvre(jour) else horaires.jour_ouvre_suivant(jour)


def _jour_libre(ctx: Context, mxid: str, horaires: Horaires) -> datetime:
    """Maintenant, ou l'ouverture du jour ouvré qui suit la dernière sollicitation."""
    derniere = _du_moment(ctx).get(mxid)
    if derniere is None:
        ligne = lignes.attention(ctx.session, mxid)
        derniere = None if ligne is None else ligne.sollicitee_le
    if derniere is None or jour_ouvre(horaires, derniere) < jour_ouvre(horaires, ctx.now):
        return ctx.now
    suivant = horaires.jour_ouvre_suivant(jour_ouvre(horaires, derniere))
    return horaires.ouvertures(suivant)[0][0]


def relance(ctx: Context, mxid: str, sujet: str) -> list[Effect]:
    """Le même jour pour le même sujet : un silence, lui, ne compte qu'une fois."""
    return sollicite(ctx, mxid, sujet) if peut_solliciter(ctx, mxid, sujet) is True else []


# -- noter ce qui fut fait -------------------------------------------------------------------------


def sollicite(ctx: Context, mxid: str, sujet: str, *, urgent: bool = False) -> list[Effect]:
    """À enregistrer à côté de l'envoi : le jour est pris (sauf `urgent`), et une réponse est
    attendue."""
    ligne = _sujet(ctx, mxid, sujet)
    ligne.sans_reponse += 1
    ligne.refuse_jusqua = None
    if urgent:
        return [Save(ligne)]
    _du_moment(ctx)[mxid] = ctx.now
    personne = _attention(ctx, mxid)
    personne.sollicitee_le, personne.sujet = ctx.now, sujet
    return [Save(personne), Save(ligne)]


def repond(ctx: Context, mxid: str, sujet: str) -> list[Effect]:
    """Cette personne a répondu : le compte repart de zéro, un sujet qui s'était tu reprend."""
    ligne = lignes.sujet(ctx.session, ctx.ici.id, mxid, sujet)
    if ligne is None or (ligne.sans_reponse == 0 and ligne.etat != TU):
        return []
    ligne.sans_reponse = 0
    ligne.etat = SUIVI if ligne.etat == TU else ligne.etat
    return [Save(ligne)]


def refuse(ctx: Context, mxid: str, sujet: str, jusqua: datetime | None = None) -> list[Effect]:
    """Elle n'en veut pas avant cet instant ; sans instant, jamais plus (jusqu'à `reprend`)."""
    ligne = _sujet(ctx, mxid, sujet)
    ligne.sans_reponse, ligne.refuse_jusqua = 0, jusqua
    ligne.etat = REFUSE if jusqua is None else ligne.etat
    return [Save(ligne)]


def reprend(ctx: Context, mxid: str, sujet: str) -> list[Effect]:
    """Elle en veut de nouveau."""
    ligne = _sujet(ctx, mxid, sujet)
    ligne.etat, ligne.sans_reponse, ligne.refuse_jusqua = SUIVI, 0, None
    return [Save(ligne)]


def arreter(ctx: Context, mxid: str, sujet: str, quoi: str) -> list[Effect]:
    """Le sujet laissé trois fois sans réponse s'arrête, et le dit une fois ; sinon, rien.

    `quoi` : le sujet tel qu'on le dit, avec son article (« la météo »).
    """
    ligne = lignes.sujet(ctx.session, ctx.ici.id, mxid, sujet)
    if ligne is None or ligne.etat != SUIVI or ligne.sans_reponse < PATIENCE:
        return []
    ligne.etat = TU
    conversation = joignable(ctx, mxid)
    if conversation is None:
        return [Save(ligne)]
    texte = Texte.de(
        f"Trois fois sans réponse : je ne vous écris plus pour {quoi}. Rien à expliquer.",
        "Un mot de vous là-dessus, et cela reprend.",
    )
    dit = Send(to=Room(conversation), texte=texte, type="ecoute", mention=(mxid,))
    return [Save(ligne), dit]


def solliciter(
    ctx: Context, mxid: str, sujet: str, quoi: str, *effets: Effect,
    rappel: tuple[str, str] | None = None, a_toute_heure: bool = False,
) -> list[Effect]:  # fmt: skip
    """Ces effets si l'on peut solliciter maintenant, avec les lignes à tenir.

    Pas aujourd'hui : `rappel` (raison, histoire) est posé à l'instant permis, s'il est donné. Non :
    rien, sinon la phrase de qui s'arrête.
    """
    permis = peut_solliciter(ctx, mxid, sujet, a_toute_heure=a_toute_heure)
    if permis is True:
        return [*effets, *sollicite(ctx, mxid, sujet)]
    if isinstance(permis, datetime):
        if rappel is None:
            return []
        return [RemindAt(when=permis, reason=rappel[0], about=rappel[1])]
    return arreter(ctx, mxid, sujet, quoi)


# -- stop, reprendre -------------------------------------------------------------------------------


def stop(ctx: Context, mxid: str) -> list[Effect]:
    """N'écrire plus jamais le premier à cette personne."""
    ligne = _attention(ctx, mxid)
    ligne.stop_depuis = ligne.stop_depuis or ctx.now
    return [Save(ligne)]


def reprendre(ctx: Context, mxid: str) -> list[Effect]:
    """Elle veut bien qu'on lui écrive : « stop » et les sujets qui s'étaient tus sont levés.

    Ce qu'elle a refusé d'elle-même reste refusé.
    """
    ligne = _attention(ctx, mxid)
    ligne.stop_depuis = None
    effets: list[Effect] = [Save(ligne)]
    for sujet in lignes.sujets_de(ctx.session, mxid):
        if sujet.etat == TU or sujet.sans_reponse:
            sujet.etat = SUIVI if sujet.etat == TU else sujet.etat
            sujet.sans_reponse = 0
            effets.append(Save(sujet))
    return effets


# -- les pairs qui se taisent ----------------------------------------------------------------------


def s_est_tu(ctx: Context, mxid: str) -> list[Effect]:
    """Une proposition d'aide est restée sans un mot de cette personne."""
    ligne = lignes.silence(ctx.session, ctx.ici.id, mxid)
    ligne = ligne or Silence(reseau=ctx.ici.id, membre=mxid)
    ligne.nombre += 1
    return [Save(ligne)]


def tus(ctx: Context) -> set[str]:
    """À qui demander en dernier, dans ce réseau."""
    return lignes.tus(ctx.session, ctx.ici.id)


# -- rouages ---------------------------------------------------------------------------------------


def _du_moment(ctx: Context) -> dict[str, datetime]:
    """Les sollicitations nées de l'événement en cours, que la base ne montre pas encore."""
    gardees: dict[str, datetime] = ctx.session.info.setdefault("sollicites", {})
    return gardees


def _attention(ctx: Context, mxid: str) -> Attention:
    return lignes.attention(ctx.session, mxid) or Attention(membre=mxid)


def _sujet(ctx: Context, mxid: str, sujet: str) -> Sujet:
    trouve = lignes.sujet(ctx.session, ctx.ici.id, mxid, sujet)
    return trouve or Sujet(reseau=ctx.ici.id, membre=mxid, sujet=sujet)
