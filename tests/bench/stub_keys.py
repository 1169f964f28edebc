"""Le trousseau du serveur de carton : il garde ce qu'un bot publie, et le rend tel quel."""

from typing import Any

Keys = dict[str, Any]


class StubKeys:
    """Appareil et identité croisée d'un seul compte (spécification, « Cross-signing »)."""

    def __init__(self, mxid: str) -> None:
        self._mxid = mxid
        self._appareils: dict[str, Keys] = {}
        self._identite: dict[str, Keys] = {}

    def upload(self, corps: Keys) -> Keys:
        """`/keys/upload` : l'appareil ; des clés à usage unique, il y en a toujours assez."""
        appareil = corps.get("device_keys")
        if appareil:
            self._appareils[appareil["device_id"]] = appareil
        return {"one_time_key_counts": {"signed_curve25519": 50}}

    def upload_identity(self, corps: Keys) -> Keys:
        """`/keys/device_signing/upload` : accepté sans autre preuve."""
        self._identite |= {genre: cle for genre, cle in corps.items() if genre.endswith("_key")}
        return {}

    def sign(self, corps: Keys) -> Keys:
        """`/keys/signatures/upload` : les signatures rejoignent l'objet signé."""
        for nom, signe in corps.get(self._mxid, {}).items():
            for objet in (self._appareils.get(nom), self._by_public_key(nom)):
                if objet is not None:
                    signatures = objet.setdefault("signatures", {}).setdefault(self._mxid, {})
                    signatures |= signe.get("signatures", {}).get(self._mxid, {})
        return {"failures": {}}

    def query(self) -> Keys:
        """`/keys/query` : tout ce qui a été publié."""
        identite = {f"{genre}s": {self._mxid: cle} for genre, cle in self._identite.items()}
        return {"device_keys": {self._mxid: self._appareils}, "failures": {}} | identite

    def _by_public_key(self, publique: str) -> Keys | None:
        cles = self._identite.values()
        return next((c for c in cles if f"ed25519:{publique}" in c.get("keys", {})), None)
