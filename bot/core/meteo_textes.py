"""Les mots de la météo : courts, sans reproche ; sous le seuil, aucun chiffre, même de date."""

from collections.abc import Mapping, Sequence

from bot.core import a_qui_parler, rituels
from bot.core.boutons import PRIVE
from bot.core.context import Context
from bot.core.dates import dire_moment
from bot.core.dates_mots import JOURS
from bot.core.meteo_lue import ORAGE, PAS_CETTE_FOIS, TEMPS
from bot.core.meteo_publiee import DE_LA_CASE, Vue, tendance
from bot.core.reglages import ANONYME, OUVERTE
from bot.core.texte import Gras, Morceau, Texte
from donnees import rituel as lignes_rituel
from donnees.meteo import Meteo
from donnees.rituel import METEO

CASES = [emoji for emoji, _ in TEMPS.values()]
MOT_DE = {emoji: mot for emoji, mot in TEMPS.values()}
EN_IMAGE = Texte.ligne("La même chose en image : la météo, fois après fois.")
NE_PLUS = "Ne plus recevoir cette question : « plus de météo »."


def jusqua(ctx: Context, meteo: Meteo) -> str:
    """« jusqu'à 18 h »."""
    if meteo.fin is None:
        return ""
    dit = dire_moment(meteo.fin, ctx.reglages.fuseau, ctx.now)
    dit = "minuit" if dit == "demain à 0 h" else dit.removeprefix("aujourd'hui ")
    return f"jusqu'à {dit.removeprefix('à ')}" if not dit.startswith("demain") else f"d'ici {dit}"


def _temps(boutons: bool = False) -> list[str]:
    """Les cinq temps, un par ligne ; sous des touches, l'emoji d'abord."""
    if boutons:
        return [f"{emoji} {mot}" for emoji, mot in TEMPS.values()]
    return [f"{n} {emoji} {mot}" for n, (emoji, mot) in TEMPS.items()]


# -- demander --------------------------------------------------------------------------------------


def au_salon(ctx: Context, meteo: Meteo, *, en_retard: bool) -> Texte:
    """La question, dite à tous."""
    retard = None
    if en_retard:
        prevu = dire_moment(meteo.le, ctx.reglages.fuseau, ctx.now)
        retard = f"(C'était prévu {prevu} : j'étais arrêté.)"
    fin = jusqua(ctx, meteo)
    if meteo.mode == OUVERTE:
        return Texte.de(
            Gras("Météo. Quel temps fait-il chez vous ?"), *_temps(boutons=True),
            f"Touchez votre temps, {fin}. Ici, tout le monde voit.", retard,
        )  # fmt: skip
    oubli = "Ensuite, j'oublie qui a dit quoi."
    if meteo.mode == ANONYME:
        oubli = "Je ne retiens que des nombres ; la première réponse reste."
    return Texte.de(
        Gras("Météo. Quel temps fait-il chez vous ?"),
        "Je demande en privé à qui me parle déjà. Un chiffre ou un mot suffit.",
        f"{PRIVE} me parler à part, pour répondre",
        f"Réponses {fin}. {oubli}",
        retard,
    )


def a_part(ctx: Context, meteo: Meteo, membre: str = "") -> Texte:
    """La question, en privé ; à qui est de plusieurs réseaux, lequel la pose."""
    plusieurs = bool(membre) and len(ctx.reseaux_de(membre)) > 1
    suite = f"Un chiffre ou un mot, {jusqua(ctx, meteo)}. Ensuite, j'oublie qui a dit quoi."
    if meteo.mode == ANONYME:
        suite = (
            f"Un chiffre ou un mot, {jusqua(ctx, meteo)}. Je ne retiens qu'un nombre, sans vous : "
            "votre première réponse reste, on ne peut pas la changer."
        )
    return Texte.de(
        ("Réseau ", Gras(ctx.ici.nom), ".") if plusieurs else None,
        "Quel temps fait-il chez vous ?",
        *_temps(),
        suite,
        f"Ou bien : pas cette fois. {NE_PLUS}",
    )


def relance(ctx: Context, meteo: Meteo) -> Texte:
    """Un seul rappel, léger."""
    return Texte.de(
        f"La météo se ferme bientôt : {jusqua(ctx, meteo)}. Un chiffre de 1 à 5, ou un mot.",
        f"Ou bien : pas cette fois. {NE_PLUS}",
    )


def moment(ctx: Context, meteo: Meteo, *, sortie: bool) -> Texte:
    """« !météo ici » : la question, dans le salon, le temps d'un début ou d'une fin de réunion."""
    debut = "En partant, quel temps fait-il ?" if sortie else "En arrivant, quel temps fait-il ?"
    return Texte.de(
        Gras(debut), *_temps(boutons=True),
        f"Touchez votre temps, {jusqua(ctx, meteo)}. Tout le monde voit, rien n'est gardé.",
    )  # fmt: skip


# -- recevoir --------------------------------------------------------------------------------------


def note(ctx: Context, meteo: Meteo, membre: str, temps: int, *, avance: bool) -> Texte:
    """Ce qui fut compris, jusqu'à quand on peut changer ; après un orage, une main tendue."""
    if temps == PAS_CETTE_FOIS:
        return Texte.ligne("Entendu, pas cette fois.")
    emoji, mot = TEMPS[temps]
    pour = ""
    if avance:
        pour = f", pour la météo de {dire_moment(meteo.le, ctx.reglages.fuseau, ctx.now)}"
        pour = pour.replace("de aujourd'hui", "d'aujourd'hui")
    suite = "Vous pouvez changer d'avis" + (f" {jusqua(ctx, meteo)}." if meteo.fin else ".")
    suite = f"{suite} Ensuite, j'oublie qui l'a dit."
    if meteo.mode == ANONYME:
        suite = "Je n'ai gardé qu'un nombre, sans vous."
    elif meteo.mode == OUVERTE:
        suite = "Vous pouvez changer d'avis" + (f" {jusqua(ctx, meteo)}." if meteo.fin else ".")
    tendue = main_tendue(ctx, membre) if temps == ORAGE else Texte(())
    return Texte.de(f"C'est noté{pour} : {emoji} {mot}.", suite) + tendue


def main_tendue(ctx: Context, membre: str) -> Texte:
    """Après un orage dit à part : une oreille, et à qui parler. Personne n'est prévenu."""
    gens = a_qui_parler.dans(ctx, membre, nommer=False)
    return Texte.de(
        "Merci de l'avoir dit. Je suis un robot, et je ne préviens personne.",
        "Une oreille : écrivez ici ce qui pèse. Avec votre accord, je demande à une seule personne "
        "du réseau, à part, si elle a un moment.",
        "À qui parler aussi :" if gens else None,
        *gens,
        "La liste entière : parler",
    )


def aucune(ctx: Context) -> Texte:
    """Rien n'est ouvert : quand sera la prochaine."""
    suivantes = [
        r.prochaine for r in lignes_rituel.rituels(ctx.session, ctx.ici.id)
        if r.genre == METEO and r.prochaine is not None
    ]  # fmt: skip
    if not suivantes:
        return Texte.ligne("Il n'y a pas de météo en ce moment : je n'ai rien noté.")
    quand = dire_moment(min(suivantes), ctx.reglages.fuseau, ctx.now)
    return Texte.ligne(f"Pas de météo en ce moment : je n'ai rien noté. La prochaine : {quand}.")


def deja(meteo: Meteo) -> Texte:
    """En anonyme, la première réponse reste."""
    return Texte.ligne(
        "Votre première réponse compte déjà. Je ne sais plus laquelle c'était : je ne peux pas la "
        "changer."
    )


def dans_le_salon(membre: str, ctx: Context, temps: int) -> Texte:
    """Réseau à météo ouverte : ce qui est dit à part n'y est pas compté."""
    dit = Texte.de(
        "Dans ce réseau, la météo se dit dans le salon, où tout le monde la voit : touchez votre "
        "temps sous ma question. Ce que vous m'écrivez ici, je ne le compte pas."
    )
    return dit + main_tendue(ctx, membre) if temps == ORAGE else dit


# -- montrer ---------------------------------------------------------------------------------------


def du_jour(ctx: Context, meteo: Meteo) -> str:
    """« de ce lundi », ou « de lundi » un autre jour : sans chiffre."""
    horaires = ctx.reglages.horaires
    jour = horaires.jour_local(meteo.le)
    ce = "ce " if jour == horaires.jour_local(ctx.now) else ""
    return f"de {ce}{JOURS[jour.weekday()]}"


def resultat(
    ctx: Context,
    meteo: Meteo,
    montre: Mapping[str, int],
    avant: Vue | None,
    vues: Sequence[Vue] = (),
) -> Texte:
    """La clôture : ce qui peut être montré, ou rien, dit de la même façon quelle qu'en soit la
    raison."""
    if meteo.mode == OUVERTE and not montre:
        return Texte.ligne(f"La météo {du_jour(ctx, meteo)} est close. Personne n'a répondu.")
    if not montre:
        return Texte.de(
            f"La météo {du_jour(ctx, meteo)} est close. Merci.",
            "Les réponses ne suffisent pas pour donner un total sans désigner quelqu'un : je ne "
            "montre rien, et tout est effacé.",
            _parler(),
        )
    total = sum(montre.values())
    reponses = "1 réponse" if total == 1 else f"{total} réponses"
    oubli = None if meteo.mode == OUVERTE else "J'ai oublié qui a dit quoi."
    return Texte.de(
        (Gras(f"La météo {du_jour(ctx, meteo)}"), f" : {reponses}."), *cases(montre),
        _tendance(montre, avant), en_mots(vues) if vues else None, oubli, _parler(),
    )  # fmt: skip


def cases(montre: Mapping[str, int]) -> list[str]:
    """Une ligne par case : « ☀️ soleil : 3 », « couvert et gros temps : 4 »."""
    if any(case in DE_LA_CASE for case in montre):
        return [f"{case} {MOT_DE[case]} : {montre[case]}" for case in CASES if case in montre]
    return [f"{famille} : {combien}" for famille, combien in montre.items()]


def _parler() -> str:
    return "Si quelque chose pèse, écrivez-moi « parler » en privé : je vous dirai à qui."


def _tendance(montre: Mapping[str, int], avant: Vue | None) -> str | None:
    if avant is None:
        return None
    sens = tendance(avant.comptes, montre)
    if sens == 0:
        return f"Le ciel a peu changé depuis {avant.quand}."
    return f"Plus {'clair' if sens > 0 else 'couvert'} que {avant.quand}."


def en_une_ligne(vue: Vue) -> str:
    """« clair 3, couvert 2, gros temps 2 » ; cinq cases se disent par leur mot."""
    dits = [f"{MOT_DE.get(case, case)} {n}" for case, n in vue.comptes.items()]
    return ", ".join(dits) or "rien à montrer"


def en_mots(vues: Sequence[Vue]) -> Texte:
    """La courbe, dite en mots : une ligne par fois, la plus récente en dernier."""
    lignes: list[tuple[Morceau, ...]] = []
    for vue in vues:
        lignes.append((f"{vue.quand} : {en_une_ligne(vue)}",))
    return Texte.de("Les dernières fois :", *lignes)


def espacer(meteo: Meteo) -> Texte:
    """À l'animation : trois fois de suite, rien à montrer."""
    return Texte.de(
        f"La météo (rituel {meteo.rituel}) n'a rien pu montrer trois fois de suite. La demander "
        "moins souvent laisse aux gens l'envie d'y répondre.",
        f"Pour cela : !rituel météo un lundi sur deux à 9h, puis !rituel {meteo.rituel} supprimer",
    )


# -- petits réseaux --------------------------------------------------------------------------------


def accord(ctx: Context) -> Texte:
    """Demander à chacun, avant toute météo dans un petit réseau."""
    return Texte.de(
        ("Réseau ", Gras(ctx.ici.nom), ". Voulez-vous d'une météo : me dire à part, en un mot, "
         "comment vous allez ?"),
        "Vous êtes peu nombreux : elle n'a lieu que si chacun dit oui. Rien dans le salon, et "
        "jamais de nombre qui désignerait quelqu'un.",
        "✅ oui", "❌ non",
    )  # fmt: skip


def chacun_d_abord() -> Texte:
    """Au salon, une seule fois : ce qui est attendu pour que la météo ait lieu."""
    return Texte.de(
        "Une météo est prévue ici. Dans un petit réseau, ou un réseau discret, je ne la demande "
        "qu'en privé, et seulement quand chacun m'a dit oui.",
        f"{PRIVE} me parler à part, pour dire oui ou non",
        "Personne ne saura qui a répondu quoi.",
    )


# -- essayer ---------------------------------------------------------------------------------------

EXEMPLE = {"clair": 4, "couvert": 3, "gros temps": 2}


def essai(ctx: Context, meteo: Meteo) -> Texte:
    """Ce que chacun lirait, et ce que le salon verrait ensuite."""
    ou = "dans le salon" if meteo.mode == OUVERTE else "à chacun, en privé"
    if rituels.reserve(ctx):
        ou = "à chacun, en privé, si tous ont dit oui"
    return Texte.de(
        f"À l'essai, pour vous seulement. Voici ce que je demanderai {ou} :", "",
    ) + (au_salon(ctx, meteo, en_retard=False) if meteo.mode == OUVERTE else a_part(ctx, meteo)) + (
        Texte.de("", "À la clôture, par exemple :", *cases(EXEMPLE), "Rien de cela n'est compté.")
    )  # fmt: skip
