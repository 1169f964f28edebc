"""Ce que les membres peuvent faire : un fichier, un sujet ; `ls commandes/` est le menu du robot.

La docstring d'une commande est l'aide que lisent les membres.
"""
