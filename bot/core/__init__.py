"""Le cœur, sans entrées ni sorties : ni réseau, ni horloge, ni hasard, ni session."""
