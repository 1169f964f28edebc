"""Les mesures : notre bot, un bot HTTP nu et un bot nio nu, côte à côte, dans la même course.

    python -m tests.bench            toutes les mesures (environ quatre minutes)
    python -m tests.bench --aide     les réglages

1. Les trois bots tournent ensemble et sont interrogés à tour de rôle, par petits blocs, dans un
   ordre tiré au sort (graine affichée) : le bruit de la machine est partagé.
2. Ne comptent que les rapports d'une même course ; les millisecondes sont celles d'une machine.
3. Personne ne questionne deux bots : chaque message réveille toutes les oreilles d'un salon.
"""
