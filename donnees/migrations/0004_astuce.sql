-- Les astuces, leurs accords, et l'index plein texte que la base tient elle-même.

CREATE TABLE accordastuce (
    astuce INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    reseau INTEGER NOT NULL,
    etat VARCHAR NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (astuce, membre)
);

CREATE INDEX ix_accordastuce_membre ON accordastuce (membre);

CREATE TABLE astuce (
    id INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    theme INTEGER,
    texte VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL,
    avec JSON NOT NULL,
    signee BOOLEAN NOT NULL,
    origine VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    salon VARCHAR NOT NULL,
    nee_de INTEGER,
    etat VARCHAR NOT NULL,
    utiles INTEGER NOT NULL,
    rang INTEGER,
    racines VARCHAR NOT NULL,
    cree_le INSTANT NOT NULL,
    notee_le INSTANT,
    changee_le INSTANT,
    demandee_le INSTANT,
    verifiee_le INSTANT,
    verifiee_par VARCHAR NOT NULL,
    perimee_le INSTANT,
    perimee_par VARCHAR NOT NULL,
    PRIMARY KEY (id)
);

CREATE INDEX ix_astuce_auteur ON astuce (auteur);

CREATE INDEX ix_astuce_etat ON astuce (etat);

CREATE INDEX ix_astuce_nee_de ON astuce (nee_de);

CREATE INDEX ix_astuce_reseau ON astuce (reseau);

CREATE INDEX ix_astuce_source ON astuce (source);

CREATE INDEX ix_astuce_theme ON astuce (theme);

CREATE TABLE motconnu (
    reseau INTEGER NOT NULL,
    mot VARCHAR NOT NULL,
    racine VARCHAR NOT NULL,
    combien INTEGER NOT NULL,
    PRIMARY KEY (reseau, mot)
);

CREATE INDEX ix_motconnu_racine ON motconnu (reseau, racine);

CREATE TABLE utile (
    astuce INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    reseau INTEGER NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (astuce, membre)
);

CREATE INDEX ix_utile_membre ON utile (membre);

-- sqlite seulement
CREATE VIRTUAL TABLE astuce_index USING fts5(
    racines, content='astuce', content_rowid='id', tokenize='ascii', detail='none', columnsize=0
);

-- sqlite seulement
CREATE TRIGGER astuce_index_apres_ajout AFTER INSERT ON astuce WHEN new.racines <> '' BEGIN
    INSERT INTO astuce_index (rowid, racines) VALUES (new.id, new.racines);
END;

-- sqlite seulement
CREATE TRIGGER astuce_index_avant_retrait BEFORE DELETE ON astuce WHEN old.racines <> '' BEGIN
    INSERT INTO astuce_index (astuce_index, rowid, racines) VALUES ('delete', old.id, old.racines);
END;

-- sqlite seulement
CREATE TRIGGER astuce_index_avant_changement BEFORE UPDATE OF racines ON astuce
WHEN old.racines <> '' AND old.racines <> new.racines BEGIN
    INSERT INTO astuce_index (astuce_index, rowid, racines) VALUES ('delete', old.id, old.racines);
END;

-- sqlite seulement
CREATE TRIGGER astuce_index_apres_changement AFTER UPDATE OF racines ON astuce
WHEN new.racines <> '' AND old.racines <> new.racines BEGIN
    INSERT INTO astuce_index (rowid, racines) VALUES (new.id, new.racines);
END;

-- postgresql seulement
CREATE INDEX astuce_index ON astuce
USING gin (array_to_tsvector(string_to_array(racines, ' ')));
