-- Nouvelles, mercis, numéros du bulletin, et où chacun veut bien être nommé.

CREATE TABLE actu (
    numero INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    evenement VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL,
    texte VARCHAR NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (numero)
);

CREATE INDEX ix_actu_auteur ON actu (auteur);

CREATE INDEX ix_actu_evenement ON actu (evenement);

CREATE INDEX ix_actu_reseau_le ON actu (reseau, le);

CREATE TABLE bulletin (
    reseau INTEGER NOT NULL,
    semaine VARCHAR NOT NULL,
    faits JSON NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (reseau, semaine)
);

CREATE TABLE citation (
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    lieu VARCHAR NOT NULL,
    oui BOOLEAN NOT NULL,
    le INSTANT NOT NULL,
    geste VARCHAR,
    PRIMARY KEY (reseau, membre, lieu)
);

CREATE INDEX ix_citation_membre ON citation (membre);

CREATE TABLE merci (
    numero INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    auteur VARCHAR NOT NULL,
    membre VARCHAR NOT NULL,
    pour VARCHAR NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (numero)
);

CREATE INDEX ix_merci_auteur ON merci (auteur);

CREATE INDEX ix_merci_membre ON merci (membre);

CREATE INDEX ix_merci_reseau_le ON merci (reseau, le);

-- Ce que le bulletin et le bilan relisent d'une longue histoire.

CREATE INDEX ix_demande_reseau_etat ON demande (reseau, etat);

CREATE INDEX ix_demande_reseau_finie_le ON demande (reseau, finie_le);

CREATE INDEX ix_demande_reseau_cree_le ON demande (reseau, cree_le);

CREATE INDEX ix_astuce_reseau_notee_le ON astuce (reseau, notee_le);

CREATE INDEX ix_utile_reseau_le ON utile (reseau, le);
