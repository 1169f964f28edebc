"""L'envoi sur un vrai serveur : fichiers relus, conversations ouvertes une fois, échos."""

from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from nio.crypto import decrypt_attachment
from sqlalchemy.engine import Engine as Base

from bot.core.effects import Fichier
from bot.core.texte import Texte
from bot.demo.homeserver import Homeserver
from bot.demo.member import Member
from bot.matrix.transport import Transport, path
from donnees import outbox
from tests.conftest import OpenMember
from tests.envoi.poste import Poste, ligne, message, ouverture
from tests.matrix.wired import MOT_DE_PASSE, Wired

FEUILLE = b"nom;theme\nKarim;Chorus\n" * 200
NouveauBot = Callable[..., Any]


@pytest.fixture
async def nouveau_bot(
    homeserver: Homeserver, unique: Callable[[str], str], tmp_path: Path, base: Base
) -> AsyncIterator[NouveauBot]:
    """`await nouveau_bot()` : un compte de robot et son poste ; `nouveau_bot(mxid)` : un appareil
    de plus du même compte, sur la même base."""
    ouverts: list[tuple[Wired, Poste]] = []

    async def nouveau(mxid: str | None = None) -> tuple[Wired, Poste]:
        compte = mxid or await homeserver.register(unique("maillon"), MOT_DE_PASSE)
        fil = await Wired.login(homeserver.url, compte, tmp_path / f"d{len(ouverts)}")
        poste = Poste(
            base, Transport(homeserver.url, fil.session.jeton), tmp_path, crypto=fil.crypto,
            bot=compte, appareil=fil.session.appareil,
        )  # fmt: skip
        ouverts.append((fil, poste))
        return fil, poste

    yield nouveau
    for fil, poste in ouverts:
        await poste.ferme()
        await fil.close()


async def _salon(ines: Member, fil: Wired, poste: Poste, *, encrypted: bool) -> str:
    salon = await ines.create_room("Essai", encrypted=encrypted, invites=[fil.mxid])
    await fil.join(salon)
    await fil.sync()
    return poste.salon(salon, chiffre=encrypted, membres=(ines.mxid,))


async def _lu(fil: Wired, url: str) -> bytes:
    serveur, media = url.removeprefix("mxc://").split("/")
    cible = path("_matrix", "client", "v1", "media", "download", serveur, media)
    async with fil.transport._session().get(
        fil.transport.serveur + cible, headers={"Authorization": f"Bearer {fil.session.jeton}"}
    ) as reponse:
        return await reponse.read()


@pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
async def test_un_fichier_se_lit_chez_un_membre(
    nouveau_bot: NouveauBot, member: OpenMember, encrypted: bool
) -> None:
    ines = await member("ines")
    fil, poste = await nouveau_bot()
    salon = await _salon(ines, fil, poste, encrypted=encrypted)
    decrit = Fichier(
        empreinte=poste.files.keep(FEUILLE), nom="annuaire.csv", mimetype="text/csv",
        taille=len(FEUILLE),
    )  # fmt: skip
    legende = Texte.ligne("L'annuaire, comme demandé.").json()
    poste.offre(message(salon, contenu={"fichier": asdict(decrit), "texte": legende}))
    await poste.vide()
    vu = await ines.waits(sender=fil.mxid, room=salon, contains="L'annuaire")
    assert vu.encrypted is encrypted
    assert (vu.content["msgtype"], vu.content["filename"]) == ("m.file", "annuaire.csv")
    if not encrypted:
        assert await _lu(fil, vu.content["url"]) == FEUILLE
        return
    cle = vu.content["file"]
    couvert = await _lu(fil, cle["url"])
    assert FEUILLE[:20] not in couvert
    assert decrypt_attachment(couvert, cle["key"]["k"], cle["hashes"]["sha256"], cle["iv"]) == (
        FEUILLE
    )


async def test_une_conversation_tuee_avant_sa_marque_n_est_pas_ouverte_deux_fois(
    nouveau_bot: NouveauBot, member: OpenMember
) -> None:
    """Le serveur a créé le salon, le robot meurt ; il revient, même appareil puis un autre."""
    ines = await member("ines")
    fil, poste = await nouveau_bot()
    demande = ouverture(ines.mxid)
    poste.ecrit(demande)
    poste.engine.mark_attempted([demande.envoi])
    cree = await poste.sender.delivery.openings.open(demande, again=False)
    _fil, second = await nouveau_bot(fil.mxid)
    second.sender.offer(second.engine.to_send())
    await second.vide()
    joints = await fil.transport.request("GET", path("_matrix", "client", "v3", "joined_rooms"))
    assert joints["joined_rooms"] == [cree]
    assert second.ligne(demande.envoi).event_id == cree
    carnet = path("_matrix", "client", "v3", "user", fil.mxid, "account_data", "m.direct")
    assert await fil.transport.request("GET", carnet) == {ines.mxid: [cree]}
    # Elle y lit le premier message, écrit avant que la synchronisation n'ait dit qui est là.
    second.offre(message(cree, "Me voici, à part."))
    await second.vide()
    await ines.join(cree)
    assert (await ines.waits(room=cree, contains="Me voici")).encrypted


async def test_une_invitation_refusee_par_le_serveur_est_dite(nouveau_bot: NouveauBot) -> None:
    fil, poste = await nouveau_bot()
    poste.offre(ouverture("@personne:ailleurs.invalid"), ouverture("pas un mxid", "prive:x"))
    await poste.vide()
    abandons = [a.contenu["about"] for a in poste.recus("gave_up") if a.contenu]
    assert "prive:x" in abandons
    joints = await fil.transport.request("GET", path("_matrix", "client", "v3", "joined_rooms"))
    assert len(joints["joined_rooms"]) == 2 - len(abandons)


@pytest.mark.parametrize("encrypted", [False, True], ids=["clair", "chiffre"])
@pytest.mark.parametrize("neuf", [False, True], ids=["meme-appareil", "nouvel-appareil"])
async def test_l_echo_se_retrouve_sur_un_vrai_serveur(
    nouveau_bot: NouveauBot, member: OpenMember, encrypted: bool, neuf: bool
) -> None:
    """Parti, jamais marqué, repris trente heures plus tard : un seul message chez le membre."""
    ines = await member("ines")
    fil, poste = await nouveau_bot()
    salon = await _salon(ines, fil, poste, encrypted=encrypted)
    dit = message(salon, "une fois")
    poste.ecrit(dit)
    poste.engine.mark_attempted([dit.envoi])
    event_id = await poste.sender.delivery.send(poste.ligne(dit.envoi), {})
    reprise = (await nouveau_bot(fil.mxid))[1] if neuf else poste
    reprise.horloge.decalage = timedelta(hours=30)
    jamais = message(salon, "jamais parti")
    reprise.ecrit(jamais)
    poste.engine.mark_attempted([jamais.envoi])
    reprise.sender.offer(reprise.engine.to_send())
    await reprise.vide()
    fini = message(salon, "fini")
    reprise.offre(fini)
    await reprise.vide()
    await ines.waits(room=salon, contains="fini")
    # Nouvel appareil et salon chiffré : les vieux échos sont illisibles, rien ne repart.
    perdu = encrypted and neuf
    dits = [v.body for v in ines.seen(room=salon, sender=fil.mxid, type="m.room.message")]
    assert dits == (["une fois", "fini"] if perdu else ["une fois", "jamais parti", "fini"])
    etat = outbox.ABANDONNE if perdu else outbox.PARTI
    relue = reprise.ligne(dit.envoi)
    assert relue.etat == reprise.ligne(jamais.envoi).etat == etat
    assert perdu or relue.event_id == event_id


async def test_retirer_et_corriger(nouveau_bot: NouveauBot, member: OpenMember) -> None:
    ines = await member("ines")
    fil, poste = await nouveau_bot()
    salon = await _salon(ines, fil, poste, encrypted=True)
    dit = message(salon, "à corriger")
    corrige = message(salon, "corrigé", depend_de=dit.envoi, contenu={"edite": dit.envoi})
    retrait = ligne(salon, outbox.SUPPRESSION, {"envoi": dit.envoi}, depend_de=dit.envoi)
    poste.offre(dit, corrige, retrait)
    await poste.vide()
    vu = await ines.waits(room=salon, sender=fil.mxid, contains="corrigé")
    premier = poste.ligne(dit.envoi).event_id
    assert (vu.rel_type, vu.target) == ("m.replace", premier)
    assert (await ines.waits(room=salon, type="m.room.redaction")).target == premier
