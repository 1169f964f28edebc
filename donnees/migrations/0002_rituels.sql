-- Les rituels, leurs fois, les tours.

CREATE TABLE occurrence (
    id INTEGER NOT NULL,
    rituel INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    genre VARCHAR NOT NULL,
    jour VARCHAR NOT NULL,
    creneau VARCHAR NOT NULL,
    le INSTANT NOT NULL,
    fin INSTANT NOT NULL,
    etat VARCHAR NOT NULL,
    salon VARCHAR NOT NULL,
    essai BOOLEAN NOT NULL,
    pour VARCHAR NOT NULL,
    texte VARCHAR NOT NULL,
    avertie_le INSTANT,
    ouverte_le INSTANT,
    close_le INSTANT,
    PRIMARY KEY (id),
    UNIQUE (rituel, jour, creneau)
);

CREATE INDEX ix_occurrence_etat ON occurrence (etat);

CREATE INDEX ix_occurrence_reseau ON occurrence (reseau);

CREATE INDEX ix_occurrence_rituel ON occurrence (rituel);

CREATE TABLE questiontour (
    id INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    texte VARCHAR NOT NULL,
    ajoutee_le INSTANT NOT NULL,
    posee_le INSTANT,
    PRIMARY KEY (id)
);

CREATE INDEX ix_questiontour_reseau ON questiontour (reseau);

CREATE TABLE reponsetour (
    occurrence INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    evenement VARCHAR NOT NULL,
    texte VARCHAR NOT NULL,
    prive BOOLEAN NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (occurrence, membre)
);

CREATE INDEX ix_reponsetour_evenement ON reponsetour (evenement);

CREATE INDEX ix_reponsetour_membre ON reponsetour (membre);

CREATE TABLE rituel (
    id INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    genre VARCHAR NOT NULL,
    mots VARCHAR NOT NULL,
    rrule VARCHAR NOT NULL,
    fuseau VARCHAR NOT NULL,
    texte VARCHAR NOT NULL,
    debut INSTANT NOT NULL,
    origine INSTANT,
    prochaine INSTANT,
    jusqua VARCHAR NOT NULL,
    etat VARCHAR NOT NULL,
    pause_depuis INSTANT,
    pause_jusqua INSTANT,
    cree_le INSTANT NOT NULL,
    fini_le INSTANT,
    PRIMARY KEY (id)
);

CREATE INDEX ix_rituel_etat ON rituel (etat);

CREATE INDEX ix_rituel_reseau ON rituel (reseau);
