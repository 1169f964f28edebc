"""Le fil : seul dossier qui connaît Matrix, et seul à importer nio."""
