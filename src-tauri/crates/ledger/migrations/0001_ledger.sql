-- The ledger's first shape. What must never be is refused here, by CHECK, UNIQUE and triggers, and not only in the
-- program: an amount that does not add up, a second open operation, a journal row changed or taken out.
-- Days are the store's local dates (2026-11-21), amounts whole euro cents, instants milliseconds since 1970.

PRAGMA application_id = 1131245684; -- 'Cmpt'

-- One row: where the hash chain starts (created, salt) and where it stands (seq, hash).
CREATE TABLE ledger (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    created TEXT    NOT NULL,
    salt    BLOB    NOT NULL CHECK (length(salt) = 32),
    seq     INTEGER NOT NULL CHECK (seq >= 0),
    hash    BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- The last number each till has allotted.
CREATE TABLE till (
    prefix TEXT    NOT NULL PRIMARY KEY COLLATE NOCASE,
    last   INTEGER NOT NULL CHECK (last BETWEEN 1 AND 4294967295)
) STRICT, WITHOUT ROWID;

-- Every financing as it stands. Its columns after `body` are read out of it, so they cannot say anything else.
CREATE TABLE financing (
    ordinal       INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE COLLATE NOCASE CHECK (id = body ->> '$.id'),
    token         TEXT    NOT NULL UNIQUE CHECK (token <> ''),
    version       INTEGER NOT NULL CHECK (version >= 1),
    day           TEXT    NOT NULL,
    last_day      TEXT    NOT NULL,
    started_by    TEXT    NOT NULL,
    settled       INTEGER NOT NULL CHECK (settled IN (0, 1)),
    release_by    INTEGER,
    body          TEXT    NOT NULL,
    gateway       TEXT    AS (body ->> '$.order.gateway')       NOT NULL,
    key_reference TEXT    AS (body ->> '$.order.key.reference') NOT NULL,
    key_date      TEXT    AS (body ->> '$.order.key.date')      NOT NULL,
    mode          TEXT    AS (body ->> '$.order.mode')          NOT NULL,
    product       TEXT    AS (body ->> '$.order.product')       NOT NULL,
    state         TEXT    AS (body ->> '$.state')               NOT NULL,
    attention     TEXT    AS (body ->> '$.attention.reason'),
    amount        INTEGER AS (body ->> '$.order.amount')        NOT NULL,
    authorised    INTEGER AS (body ->> '$.amounts.authorised')  NOT NULL,
    released      INTEGER AS (body ->> '$.amounts.released')    NOT NULL,
    cancelled     INTEGER AS (body ->> '$.amounts.cancelled')   NOT NULL,
    refunded      INTEGER AS (body ->> '$.amounts.refunded')    NOT NULL,
    UNIQUE (key_reference, key_date, gateway),
    CHECK (0 <= refunded AND refunded <= released AND 0 <= cancelled
           AND released <= authorised - cancelled AND authorised <= amount)
) STRICT;

CREATE INDEX financing_day        ON financing (day);
CREATE INDEX financing_unsettled  ON financing (day)        WHERE settled = 0;
CREATE INDEX financing_attention  ON financing (day)        WHERE attention IS NOT NULL;
CREATE INDEX financing_to_deliver ON financing (release_by) WHERE release_by IS NOT NULL;

CREATE TRIGGER financing_is_kept BEFORE DELETE ON financing BEGIN
    SELECT RAISE (ABORT, 'a financing is never deleted');
END;

-- What happened, in order, for ever. A row without a financing is a note of the ledger itself.
CREATE TABLE journal (
    seq       INTEGER PRIMARY KEY,
    financing TEXT    COLLATE NOCASE REFERENCES financing (id),
    nth       INTEGER,
    day       TEXT    NOT NULL,
    entry     TEXT    NOT NULL,
    hash      BLOB    NOT NULL CHECK (length(hash) = 32),
    UNIQUE (financing, nth),
    CHECK ((financing IS NULL) = (nth IS NULL))
) STRICT;

CREATE TRIGGER journal_only_grows BEFORE INSERT ON journal
WHEN new.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal) BEGIN
    SELECT RAISE (ABORT, 'the journal only grows, by one');
END;
CREATE TRIGGER journal_is_not_edited BEFORE UPDATE ON journal BEGIN
    SELECT RAISE (ABORT, 'the journal is not edited');
END;
CREATE TRIGGER journal_is_kept BEFORE DELETE ON journal BEGIN
    SELECT RAISE (ABORT, 'the journal is not deleted from');
END;

-- One row per operation that leaves the machine. At most one of a financing is open.
CREATE TABLE intent (
    financing TEXT    NOT NULL COLLATE NOCASE REFERENCES financing (id),
    number    INTEGER NOT NULL CHECK (number >= 1),
    operation TEXT    NOT NULL,
    amount    INTEGER NOT NULL CHECK (amount >= 0),
    standing  TEXT    NOT NULL
        CHECK (standing IN ('prepared', 'dispatched', 'unknown', 'confirmed', 'rejected')),
    PRIMARY KEY (financing, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX intent_one_open ON intent (financing)
    WHERE standing IN ('prepared', 'dispatched', 'unknown');

-- What is settled stays settled; what may have left is never sent again.
CREATE TRIGGER intent_moves_forward BEFORE UPDATE ON intent
WHEN old.standing IN ('confirmed', 'rejected')
  OR (new.standing = 'dispatched' AND old.standing <> 'prepared')
  OR (new.standing = 'prepared' AND old.standing <> 'dispatched')
  OR (new.financing, new.number, new.operation, new.amount)
     IS NOT (old.financing, old.number, old.operation, old.amount) BEGIN
    SELECT RAISE (ABORT, 'an intent only moves forward');
END;
CREATE TRIGGER intent_is_kept BEFORE DELETE ON intent BEGIN
    SELECT RAISE (ABORT, 'an intent is never deleted');
END;

-- Personal data, with a lifetime of their own: these two tables are the only ones that hold any.
CREATE TABLE person (
    financing TEXT NOT NULL PRIMARY KEY COLLATE NOCASE REFERENCES financing (id),
    day       TEXT NOT NULL,
    name      TEXT NOT NULL,
    customer  TEXT NOT NULL,
    journey   TEXT
) STRICT;
CREATE INDEX person_day ON person (day);

CREATE TABLE name_word (
    word    TEXT    NOT NULL,
    ordinal INTEGER NOT NULL REFERENCES financing (ordinal),
    PRIMARY KEY (word, ordinal DESC)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_word_of ON name_word (ordinal, word);

-- What else a financing may be searched by: its name, its order, what the gateway calls it.
CREATE TABLE reference (
    value   TEXT    NOT NULL COLLATE NOCASE,
    ordinal INTEGER NOT NULL REFERENCES financing (ordinal),
    PRIMARY KEY (value, ordinal DESC)
) STRICT, WITHOUT ROWID;

-- The financings started on a day, as they stand now.
CREATE TABLE day_total (
    day        TEXT    NOT NULL,
    gateway    TEXT    NOT NULL,
    mode       TEXT    NOT NULL,
    product    TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    count      INTEGER NOT NULL CHECK (count >= 0),
    amount     INTEGER NOT NULL CHECK (amount >= 0),
    authorised INTEGER NOT NULL CHECK (authorised >= 0),
    released   INTEGER NOT NULL CHECK (released >= 0),
    cancelled  INTEGER NOT NULL CHECK (cancelled >= 0),
    refunded   INTEGER NOT NULL CHECK (refunded >= 0),
    PRIMARY KEY (day, gateway, mode, product, state)
) STRICT, WITHOUT ROWID;

-- The money that moved on a day, whenever its financing was started.
CREATE TABLE day_movement (
    day       TEXT    NOT NULL,
    gateway   TEXT    NOT NULL,
    mode      TEXT    NOT NULL,
    product   TEXT    NOT NULL,
    released  INTEGER NOT NULL CHECK (released >= 0),
    cancelled INTEGER NOT NULL CHECK (cancelled >= 0),
    refunded  INTEGER NOT NULL CHECK (refunded >= 0),
    PRIMARY KEY (day, gateway, mode, product)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER financing_counts AFTER INSERT ON financing BEGIN
    INSERT INTO day_total VALUES (new.day, new.gateway, new.mode, new.product, new.state,
            1, new.amount, new.authorised, new.released, new.cancelled, new.refunded)
        ON CONFLICT DO UPDATE SET
            count = count + 1, amount = amount + excluded.amount,
            authorised = authorised + excluded.authorised, released = released + excluded.released,
            cancelled = cancelled + excluded.cancelled, refunded = refunded + excluded.refunded;
END;

CREATE TRIGGER financing_recounts AFTER UPDATE ON financing BEGIN
    UPDATE day_total SET
            count = count - 1, amount = amount - old.amount,
            authorised = authorised - old.authorised, released = released - old.released,
            cancelled = cancelled - old.cancelled, refunded = refunded - old.refunded
        WHERE (day, gateway, mode, product, state)
            = (old.day, old.gateway, old.mode, old.product, old.state);
    INSERT INTO day_total VALUES (new.day, new.gateway, new.mode, new.product, new.state,
            1, new.amount, new.authorised, new.released, new.cancelled, new.refunded)
        ON CONFLICT DO UPDATE SET
            count = count + 1, amount = amount + excluded.amount,
            authorised = authorised + excluded.authorised, released = released + excluded.released,
            cancelled = cancelled + excluded.cancelled, refunded = refunded + excluded.refunded;
END;

CREATE TRIGGER financing_moves AFTER UPDATE ON financing
WHEN (new.released, new.cancelled, new.refunded) IS NOT (old.released, old.cancelled, old.refunded) BEGIN
    INSERT INTO day_movement VALUES (new.last_day, new.gateway, new.mode, new.product,
            new.released - old.released, new.cancelled - old.cancelled, new.refunded - old.refunded)
        ON CONFLICT DO UPDATE SET
            released = released + excluded.released, cancelled = cancelled + excluded.cancelled,
            refunded = refunded + excluded.refunded;
END;
