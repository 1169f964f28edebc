-- Les premières tables.

CREATE TABLE absence (
    id INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    debut INSTANT NOT NULL,
    fin INSTANT,
    PRIMARY KEY (id)
);

CREATE INDEX ix_absence_membre ON absence (membre);

CREATE INDEX ix_absence_reseau ON absence (reseau);

CREATE TABLE adhesion (
    salon VARCHAR NOT NULL,
    membre VARCHAR NOT NULL,
    etat VARCHAR NOT NULL,
    nom VARCHAR NOT NULL,
    depuis INSTANT,
    deja_venu BOOLEAN NOT NULL,
    PRIMARY KEY (salon, membre)
);

CREATE INDEX ix_adhesion_membre ON adhesion (membre);

CREATE TABLE animateur (
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    depuis INSTANT,
    PRIMARY KEY (reseau, membre)
);

CREATE TABLE attention (
    membre VARCHAR NOT NULL,
    sollicitee_le INSTANT,
    sujet VARCHAR NOT NULL,
    stop_depuis INSTANT,
    PRIMARY KEY (membre)
);

CREATE TABLE aussi (
    demande INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    PRIMARY KEY (demande, membre)
);

CREATE INDEX ix_aussi_membre ON aussi (membre);

CREATE TABLE avis (
    cible VARCHAR NOT NULL,
    membre VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    PRIMARY KEY (cible, membre)
);

CREATE INDEX ix_avis_about ON avis (about);

CREATE TABLE compteur (
    nom VARCHAR NOT NULL,
    valeur INTEGER NOT NULL,
    PRIMARY KEY (nom)
);

CREATE TABLE debugage (
    numero INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    demandeur VARCHAR NOT NULL,
    situation VARCHAR NOT NULL,
    etat VARCHAR NOT NULL,
    pair VARCHAR,
    pair_reseau INTEGER,
    etape INTEGER NOT NULL,
    essais INTEGER NOT NULL,
    suites VARCHAR NOT NULL,
    cree_le INSTANT NOT NULL,
    fini_le INSTANT,
    PRIMARY KEY (numero)
);

CREATE INDEX ix_debugage_demandeur ON debugage (demandeur);

CREATE INDEX ix_debugage_etat ON debugage (etat);

CREATE INDEX ix_debugage_pair ON debugage (pair);

CREATE INDEX ix_debugage_reseau ON debugage (reseau);

CREATE TABLE demande (
    numero INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    salon VARCHAR NOT NULL,
    evenement VARCHAR NOT NULL,
    demandeur VARCHAR NOT NULL,
    theme INTEGER,
    question VARCHAR NOT NULL,
    prive BOOLEAN NOT NULL,
    urgent BOOLEAN NOT NULL,
    origine VARCHAR NOT NULL,
    etat VARCHAR NOT NULL,
    pair VARCHAR,
    prise_par_geste VARCHAR,
    fin_par_geste VARCHAR,
    etat_avant VARCHAR NOT NULL,
    reponse VARCHAR NOT NULL,
    cree_le INSTANT NOT NULL,
    depuis INSTANT,
    appelee_le INSTANT,
    alertee_le INSTANT,
    finie_le INSTANT,
    suivant VARCHAR,
    relancee BOOLEAN NOT NULL,
    suivis INTEGER NOT NULL,
    PRIMARY KEY (numero)
);

CREATE INDEX ix_demande_demandeur ON demande (demandeur);

CREATE INDEX ix_demande_etat ON demande (etat);

CREATE INDEX ix_demande_evenement ON demande (evenement);

CREATE INDEX ix_demande_pair ON demande (pair);

CREATE INDEX ix_demande_reseau ON demande (reseau);

CREATE TABLE elargissement (
    demande INTEGER NOT NULL,
    salon VARCHAR NOT NULL,
    voisins VARCHAR NOT NULL,
    rencontre BOOLEAN NOT NULL,
    PRIMARY KEY (demande)
);

CREATE TABLE envoye (
    envoi VARCHAR NOT NULL,
    event_id VARCHAR,
    salon VARCHAR,
    about VARCHAR,
    type VARCHAR NOT NULL,
    boutons JSON NOT NULL,
    le INSTANT NOT NULL,
    fil VARCHAR,
    PRIMARY KEY (envoi),
    UNIQUE (event_id)
);

CREATE INDEX ix_envoye_about ON envoye (about);

CREATE TABLE geste (
    event_id VARCHAR NOT NULL,
    cible VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL,
    emoji VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (event_id)
);

CREATE INDEX ix_geste_about ON geste (about);

CREATE INDEX ix_geste_cible ON geste (cible);

CREATE TABLE illisible (
    event_id VARCHAR NOT NULL,
    salon VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL,
    session VARCHAR NOT NULL,
    raison VARCHAR NOT NULL,
    brut JSON NOT NULL,
    recu_le INSTANT NOT NULL,
    dit_le INSTANT,
    PRIMARY KEY (event_id)
);

CREATE INDEX ix_illisible_session ON illisible (session);

CREATE TABLE inboxitem (
    event_id VARCHAR NOT NULL,
    seq INTEGER NOT NULL,
    salon VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL,
    genre VARCHAR NOT NULL,
    contenu JSON,
    sent_at INSTANT NOT NULL,
    recu_le INSTANT NOT NULL,
    etat VARCHAR NOT NULL,
    essais INTEGER NOT NULL,
    reference VARCHAR,
    rejeu VARCHAR,
    PRIMARY KEY (event_id)
);

CREATE INDEX ix_inboxitem_etat ON inboxitem (etat);

CREATE INDEX ix_inboxitem_rejeu ON inboxitem (rejeu);

CREATE INDEX ix_inboxitem_seq ON inboxitem (seq);

CREATE TABLE lacune (
    theme INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    appels INTEGER NOT NULL,
    depuis INSTANT NOT NULL,
    a_dire BOOLEAN NOT NULL,
    PRIMARY KEY (theme)
);

CREATE INDEX ix_lacune_reseau ON lacune (reseau);

CREATE TABLE outboxitem (
    envoi VARCHAR NOT NULL,
    seq INTEGER NOT NULL,
    genre VARCHAR NOT NULL,
    salon VARCHAR,
    histoire VARCHAR,
    personne VARCHAR,
    contenu JSON NOT NULL,
    about VARCHAR,
    depend_de VARCHAR,
    priorite INTEGER NOT NULL,
    etat VARCHAR NOT NULL,
    cree_le INSTANT NOT NULL,
    essaye_le INSTANT,
    appareil VARCHAR,
    event_id VARCHAR,
    raison VARCHAR,
    PRIMARY KEY (envoi)
);

CREATE INDEX ix_outboxitem_depend_de ON outboxitem (depend_de);

CREATE INDEX ix_outboxitem_etat ON outboxitem (etat);

CREATE INDEX ix_outboxitem_salon ON outboxitem (salon);

CREATE INDEX ix_outboxitem_seq ON outboxitem (seq);

CREATE TABLE passage (
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    sens VARCHAR NOT NULL,
    le INSTANT NOT NULL,
    dit BOOLEAN NOT NULL,
    PRIMARY KEY (reseau, membre)
);

CREATE INDEX ix_passage_membre ON passage (membre);

CREATE TABLE pressenti (
    debugage INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    etat VARCHAR NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (debugage, membre)
);

CREATE INDEX ix_pressenti_membre ON pressenti (membre);

CREATE TABLE question (
    about VARCHAR NOT NULL,
    a VARCHAR NOT NULL,
    salon VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    options JSON NOT NULL,
    contexte JSON NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (about)
);

CREATE INDEX ix_question_a ON question (a);

CREATE TABLE referent (
    theme INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    etat VARCHAR NOT NULL,
    propose_par VARCHAR NOT NULL,
    depuis INSTANT NOT NULL,
    PRIMARY KEY (theme, membre)
);

CREATE INDEX ix_referent_membre ON referent (membre);

CREATE TABLE reminder (
    id VARCHAR NOT NULL,
    about VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    planned INSTANT NOT NULL,
    essais INTEGER NOT NULL,
    ecarte BOOLEAN NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (about, reason)
);

CREATE INDEX ix_reminder_planned ON reminder (planned);

CREATE TABLE repere (
    nom VARCHAR NOT NULL,
    valeur VARCHAR NOT NULL,
    PRIMARY KEY (nom)
);

CREATE TABLE reseau (
    id INTEGER NOT NULL,
    nom VARCHAR NOT NULL,
    salon VARCHAR NOT NULL,
    ouvert_par VARCHAR NOT NULL,
    ouvert_le INSTANT NOT NULL,
    reglages JSON NOT NULL,
    PRIMARY KEY (id)
);

CREATE UNIQUE INDEX ix_reseau_salon ON reseau (salon);

CREATE TABLE salon (
    id VARCHAR NOT NULL,
    nom VARCHAR NOT NULL,
    etat VARCHAR NOT NULL,
    chiffre BOOLEAN NOT NULL,
    version VARCHAR NOT NULL,
    createurs JSON NOT NULL,
    pouvoirs JSON NOT NULL,
    rotation JSON NOT NULL,
    remplace_par VARCHAR,
    precedent VARCHAR,
    direct BOOLEAN NOT NULL,
    ouvert_par_nous VARCHAR,
    entree VARCHAR,
    prive_avec VARCHAR,
    PRIMARY KEY (id)
);

CREATE INDEX ix_salon_prive_avec ON salon (prive_avec);

CREATE TABLE savoir (
    theme INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    depuis INSTANT NOT NULL,
    PRIMARY KEY (theme, membre)
);

CREATE INDEX ix_savoir_membre ON savoir (membre);

CREATE TABLE silence (
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    nombre INTEGER NOT NULL,
    PRIMARY KEY (reseau, membre)
);

CREATE INDEX ix_silence_membre ON silence (membre);

CREATE TABLE sollicitation (
    demande INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    reseau INTEGER NOT NULL,
    etat VARCHAR NOT NULL,
    spontanee BOOLEAN NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (demande, membre)
);

CREATE INDEX ix_sollicitation_membre ON sollicitation (membre);

CREATE INDEX ix_sollicitation_reseau ON sollicitation (reseau);

CREATE TABLE suivi (
    about VARCHAR NOT NULL,
    reseau INTEGER NOT NULL,
    genre VARCHAR NOT NULL,
    quoi VARCHAR NOT NULL,
    chez VARCHAR NOT NULL,
    terme VARCHAR NOT NULL,
    porteur VARCHAR NOT NULL,
    pour VARCHAR NOT NULL,
    depuis INSTANT NOT NULL,
    promis INSTANT NOT NULL,
    retard_dit_le INSTANT,
    etat VARCHAR NOT NULL,
    fin VARCHAR NOT NULL,
    fini_le INSTANT,
    PRIMARY KEY (about)
);

CREATE INDEX ix_suivi_etat ON suivi (etat);

CREATE INDEX ix_suivi_porteur ON suivi (porteur);

CREATE INDEX ix_suivi_pour ON suivi (pour);

CREATE INDEX ix_suivi_reseau ON suivi (reseau);

CREATE TABLE sujet (
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    sujet VARCHAR NOT NULL,
    etat VARCHAR NOT NULL,
    sans_reponse INTEGER NOT NULL,
    refuse_jusqua INSTANT,
    PRIMARY KEY (reseau, membre, sujet)
);

CREATE INDEX ix_sujet_membre ON sujet (membre);

CREATE TABLE tempspartiel (
    reseau INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    jours JSON NOT NULL,
    PRIMARY KEY (reseau, membre)
);

CREATE INDEX ix_tempspartiel_membre ON tempspartiel (membre);

CREATE TABLE theme (
    id INTEGER NOT NULL,
    reseau INTEGER NOT NULL,
    nom VARCHAR NOT NULL,
    cle VARCHAR NOT NULL,
    mots JSON NOT NULL,
    cree_le INSTANT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (reseau, cle)
);

CREATE INDEX ix_theme_reseau ON theme (reseau);

CREATE TABLE voisin (
    demande INTEGER NOT NULL,
    membre VARCHAR NOT NULL,
    reseau INTEGER NOT NULL,
    etat VARCHAR NOT NULL,
    le INSTANT NOT NULL,
    PRIMARY KEY (demande, membre)
);

CREATE INDEX ix_voisin_membre ON voisin (membre);

CREATE TABLE volontairedebugage (
    membre VARCHAR NOT NULL,
    reseau INTEGER NOT NULL,
    depuis INSTANT NOT NULL,
    PRIMARY KEY (membre, reseau)
);
