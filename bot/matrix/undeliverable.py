"""Ce qui ne partira jamais, et pourquoi."""


class Undeliverable(Exception):
    """Cet envoi ne partira jamais ; `motif` est un mot, le texte une raison technique.

    Motifs : `salon_quitte`, `chiffrement`, `fichier`, `document`, `invitation`, `dependance`,
    `prudence`, `refus`, `vain`, `panne`.
    """

    def __init__(self, motif: str, raison: str) -> None:
        super().__init__(raison)
        self.motif = motif
