-- L'accueil des personnes qui arrivent, et les fiches guidées.

CREATE TABLE accompagnant (
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    depuis INSTANT NOT NULL,
    dernier INSTANT,
    PRIMARY KEY (reseau, membre)
);

CREATE INDEX ix_accompagnant_membre ON accompagnant (membre);

CREATE TABLE accueil (
    fiche INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    etat VARCHAR NOT NULL,
    arrive_le INSTANT NOT NULL,
    jours INTEGER NOT NULL,
    compte_le INSTANT NOT NULL,
    accompagnant VARCHAR NOT NULL,
    presente BOOLEAN NOT NULL,
    a_signaler BOOLEAN NOT NULL,
    mots JSON NOT NULL,
    fini_le INSTANT,
    PRIMARY KEY (fiche)
);

CREATE INDEX ix_accueil_etat ON accueil (etat);

CREATE INDEX ix_accueil_membre ON accueil (membre);

CREATE INDEX ix_accueil_reseau ON accueil (reseau);

CREATE TABLE fiche (
    numero INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    modele VARCHAR NOT NULL,
    etat VARCHAR NOT NULL,
    demandes JSON NOT NULL,
    reponses JSON NOT NULL,
    le INSTANT NOT NULL,
    finie_le INSTANT,
    PRIMARY KEY (numero)
);

CREATE INDEX ix_fiche_membre ON fiche (membre);

CREATE INDEX ix_fiche_reseau ON fiche (reseau);

CREATE TABLE salut (
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    revient BOOLEAN NOT NULL,
    le INSTANT NOT NULL,
    dit BOOLEAN NOT NULL,
    PRIMARY KEY (reseau, membre)
);

CREATE INDEX ix_salut_membre ON salut (membre);

CREATE TABLE sollicite (
    fiche INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    reseau INTEGER NOT NULL,
    etat VARCHAR NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (fiche, membre)
);

CREATE INDEX ix_sollicite_membre ON sollicite (membre);

CREATE INDEX ix_sollicite_reseau ON sollicite (reseau);
