"""Ce dont on se souvient : un fichier, un nom ; ses tables (SQLModel) et ses questions.

Seul ce dossier écrit des questions à la base. Chaque question sur la vie d'un réseau prend le
réseau : rien de l'un ne se lit depuis l'autre. Une ligne lue ne change que par `Save`.
"""
