"""Essais du cœur : ni réseau, ni horloge, ni base."""
