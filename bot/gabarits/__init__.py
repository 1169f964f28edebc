"""Les modèles des documents (voir `bot.documents`)."""
