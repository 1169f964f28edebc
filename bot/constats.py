"""Le résultat d'un contrôle de « maillon diagnostic » : un état, un fait, un remède."""

from dataclasses import asdict, dataclass
from typing import Literal

Etat = Literal["ok", "attention", "échec"]


@dataclass(frozen=True)
class Constat:
    """Un contrôle fait. `remede` est vide quand tout va bien, ou quand le fait le dit déjà."""

    controle: str
    etat: Etat
    detail: str
    remede: str = ""

    def en_json(self) -> dict[str, str]:
        """Le constat pour `--json`."""
        return asdict(self)


def ok(controle: str, detail: str) -> Constat:
    """Tout va bien."""
    return Constat(controle, "ok", detail)


def attention(controle: str, detail: str, remede: str) -> Constat:
    """Le robot peut tourner, mais une personne devrait regarder."""
    return Constat(controle, "attention", detail, remede)


def echec(controle: str, detail: str, remede: str) -> Constat:
    """Le robot ne peut pas faire son travail."""
    return Constat(controle, "échec", detail, remede)
