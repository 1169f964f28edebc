"""La démonstration : un vrai serveur Matrix sur la boucle locale, et de vrais membres.

Rien ici n'est nécessaire à `maillon lancer` : la machine n'importe jamais ce dossier.
"""
