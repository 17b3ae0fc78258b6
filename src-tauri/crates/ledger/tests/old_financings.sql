-- Puts {count} old financings, copies of the ledger's first, a hundred a day before 2026-11-22, into a ledger that holds
-- no more than that one: for tests of size. Their journal is not a chain; only its last row is what the ledger says.
CREATE TEMP TABLE old AS
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
    SELECT i, printf('T1-%06d', i) AS id, date('2026-11-22', '-' || (i / 100) || ' days') AS day,
           (SELECT max(seq) FROM journal) AS base
    FROM n;
INSERT INTO financing
        (id, token, version, day, last_day, started_by, settled, release_by, body)
    SELECT old.id, 'old-' || i, 1, old.day, old.day, started_by, 1, NULL, json_set(body,
        '$.id', old.id, '$.state', 'refused', '$.order.key.reference', 'old-' || i)
    FROM old, financing first WHERE first.ordinal = 1;
INSERT INTO journal (seq, financing, nth, day, entry, hash)
    SELECT base + i, id, 1, day, '{}', zeroblob(32) FROM old;
INSERT INTO reference (value, ordinal) SELECT id, i + 1 FROM old;
INSERT INTO person (financing, day, name, customer)
    SELECT old.id, old.day, 'Paul Martin', '{}' FROM old;
INSERT INTO name_word (word, ordinal) SELECT 'paul', i + 1 FROM old;
INSERT INTO name_word (word, ordinal) SELECT 'martin', i + 1 FROM old;
UPDATE ledger SET (seq, hash) = (SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1);
DROP TABLE old;
