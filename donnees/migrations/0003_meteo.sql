-- La météo : ses réponses, ce qu'elle montre, les accords, les carnets.

CREATE TABLE accordmeteo (
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    oui BOOLEAN NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (reseau, membre)
);

CREATE INDEX ix_accordmeteo_membre ON accordmeteo (membre);

CREATE TABLE carnet (
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    depuis INSTANT NOT NULL,
    PRIMARY KEY (reseau, membre)
);

CREATE INDEX ix_carnet_membre ON carnet (membre);

CREATE TABLE meteo (
    id INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    rituel INTEGER NOT NULL,
    fois INTEGER NOT NULL,
    mode VARCHAR NOT NULL,
    etat VARCHAR NOT NULL,
    le INSTANT NOT NULL,
    fin INSTANT,
    sel VARCHAR NOT NULL,
    votes JSON NOT NULL,
    montre JSON NOT NULL,
    relancee BOOLEAN NOT NULL,
    conseillee BOOLEAN NOT NULL,
    reservee BOOLEAN NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX ix_meteo_etat ON meteo (etat);

CREATE INDEX ix_meteo_reseau ON meteo (reseau);

CREATE INDEX ix_meteo_rituel ON meteo (rituel);

CREATE TABLE notecarnet (
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    jour VARCHAR NOT NULL,
    temps INTEGER NOT NULL,
    mot VARCHAR NOT NULL,
    PRIMARY KEY (reseau, membre, jour)
);

CREATE INDEX ix_notecarnet_membre ON notecarnet (membre);

CREATE TABLE vote (
    meteo INTEGER NOT NULL,
    cle VARCHAR NOT NULL,
    temps INTEGER NOT NULL,
    PRIMARY KEY (meteo, cle)
);

CREATE INDEX ix_vote_cle ON vote (cle);

