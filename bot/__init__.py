"""La machine : elle connaît le monde et ne connaît aucune commande par son nom.

```
 Matrix ──sync──▶ matrix/gateway ──▶ InboxItem + position (une transaction) ──▶ engine ──▶ core.dispatch ──▶ commandes/aide.py
                                                                                  │  une transaction :          (lit, décide)
 horloge ─alarme─▶ scheduler ──────────────────── Due ──────────────────────────▶ │  décider, appliquer, valider  rend list[Effect]
                                                                                  ▼
                                                             donnees : lignes + OutboxItem + Reminder
                                                                                  │
 Matrix ◀──PUT sous l'identifiant de la ligne── matrix/gateway ◀── sender ◀───────┘  (vide la boîte d'envoi, cadence, réessaie)
```

1. Tout ce qui arrive est un `Event` : message, touche, suppression, arrivée, rappel échu.
2. Une commande est une fonction de (événement, contexte) vers une liste d'effets. Elle n'attend
   rien, n'envoie rien, n'écrit rien.
3. Rien n'est acquitté avant d'être gardé : ce qui nous concerne est journalisé dans la même
   transaction que la position de synchronisation.
4. Le moteur valide un événement à la fois, dans un seul fil d'exécution : lignes, envois, rappels
   et fin de l'élément reçu, ensemble ou pas du tout.
5. Seul `bot/matrix/` connaît Matrix ; seul `scheduler.py` connaît APScheduler ; seul `donnees/`
   écrit des questions à la base.
6. `ls commandes/` est le menu du robot.
"""
