//! Every question a screen or the follow-up loop asks, in one list, so that a test can read the plan of each: all are
//! answered from an index, and none sorts or scans more than it shows. A list has the columns that
//! [`crate::Listed`] is read from.

/// `body, version, day, name` of financings, newest or most urgent first.
macro_rules! listed {
    ($rest:literal) => {
        concat!(
            "SELECT f.body, f.version, f.day, p.name FROM financing f \
             LEFT JOIN person p ON p.financing = f.id ",
            $rest
        )
    };
}

pub(crate) const FINANCING: &str = "SELECT body, version, day, NULL FROM financing WHERE id = ?1";

pub(crate) const PERSON: &str = "SELECT customer FROM person WHERE financing = ?1";

pub(crate) const JOURNEY: &str = "SELECT journey FROM person WHERE financing = ?1";

pub(crate) const HISTORY: &str =
    "SELECT seq, financing, day, entry, hash FROM journal WHERE financing = ?1 ORDER BY nth";

pub(crate) const UNSETTLED: &str =
    "SELECT body, version, day, NULL FROM financing WHERE settled = 0 ORDER BY day, ordinal";

pub(crate) const TO_DELIVER: &str =
    listed!("WHERE f.release_by IS NOT NULL ORDER BY f.release_by, f.ordinal");

pub(crate) const ATTENTION: &str =
    listed!("WHERE f.attention IS NOT NULL ORDER BY f.day, f.ordinal");

pub(crate) const DAY: &str = listed!(
    "WHERE f.day = :day
       AND f.ordinal < coalesce((SELECT ordinal FROM financing WHERE id = :after), 9223372036854775807)
       AND (:state IS NULL OR f.state = :state)
       AND (:mode IS NULL OR f.mode = :mode)
       AND (:product IS NULL OR f.product = :product)
       AND (:started_by IS NULL OR f.started_by = :started_by)
       AND (NOT :attention OR f.attention IS NOT NULL)
     ORDER BY f.ordinal DESC LIMIT :limit"
);

pub(crate) const BY_ORDINAL: &str = listed!("WHERE f.ordinal = ?1");

pub(crate) const BY_REFERENCE: &str = "SELECT ordinal FROM reference \
     WHERE value >= :from AND value < :to ORDER BY value, ordinal DESC LIMIT :limit";

/// One word by its beginning; the others, a JSON array of `[from, to]`, must begin words of the same name.
pub(crate) const BY_NAME: &str = "SELECT n.ordinal FROM name_word n \
     WHERE n.word >= :from AND n.word < :to
       AND NOT EXISTS (
           SELECT 1 FROM json_each(:others) other WHERE NOT EXISTS (
               SELECT 1 FROM name_word w WHERE w.ordinal = n.ordinal
                   AND w.word >= other.value ->> 0 AND w.word < other.value ->> 1))
     ORDER BY n.word, n.ordinal DESC LIMIT :limit";

pub(crate) const TOTALS: &str = "SELECT gateway, mode, product, state, count, amount, authorised, released, cancelled, refunded \
     FROM day_total WHERE day = ?1 AND count > 0 ORDER BY gateway, mode, product, state";

pub(crate) const MOVEMENTS: &str = "SELECT gateway, mode, product, released, cancelled, refunded \
     FROM day_movement WHERE day = ?1 ORDER BY gateway, mode, product";

pub(crate) const COUNT_UNSETTLED: &str = "SELECT count(*) FROM financing WHERE settled = 0";

pub(crate) const COUNT_TO_DELIVER: &str =
    "SELECT count(*) FROM financing WHERE release_by IS NOT NULL";

pub(crate) const COUNT_ATTENTION: &str =
    "SELECT count(*) FROM financing WHERE attention IS NOT NULL";

/// The open intents have an index of their own, named by its condition; there is at most one of a financing.
pub(crate) const COUNT_KEPT: &str = "SELECT count(*) FROM intent \
     WHERE standing IN ('prepared', 'dispatched', 'unknown') AND standing = 'prepared'";

/// What was not touched since a day was not started since it either. A few at a time: whoever sells meanwhile waits for
/// no more than that.
pub(crate) const EXPIRED: &str = "SELECT f.id FROM person p JOIN financing f ON f.id = p.financing \
     WHERE p.day < ?1 AND f.settled = 1 AND f.last_day < ?1 LIMIT 500";

pub(crate) const ERASABLE: &str = "SELECT f.ordinal FROM person p \
     JOIN financing f ON f.id = p.financing WHERE p.financing = ?1 AND f.settled = 1";

pub(crate) const LAST_BUT_ONE_DAY: &str =
    "SELECT max(day) FROM financing WHERE day < (SELECT max(day) FROM financing)";

pub(crate) const BY_EMAIL: &str = "SELECT f.ordinal FROM person p JOIN financing f ON f.id = p.financing \
     WHERE p.email = ?1 AND p.email <> '' LIMIT ?2";

pub(crate) const BY_MOBILE: &str = "SELECT f.ordinal FROM person p JOIN financing f ON f.id = p.financing \
     WHERE p.mobile = ?1 AND p.mobile <> '' LIMIT ?2";

pub(crate) const BY_PHONE: &str = "SELECT f.ordinal FROM person p JOIN financing f ON f.id = p.financing \
     WHERE p.phone = ?1 AND p.phone <> '' LIMIT ?2";

/// The notes among the rows have an index of their own: the rows without a financing.
pub(crate) const RESTORED: &str = "SELECT max(seq) FROM journal \
     WHERE financing IS NULL AND entry ->> '$.note' = 'restored'";

pub(crate) const ERASED_ON_REQUEST: &str = "SELECT entry FROM journal \
     WHERE financing IS NULL AND entry ->> '$.note' = 'customer_erased'";

pub(crate) const UNTOUCHED_SINCE: &str = "SELECT f.id FROM financing f WHERE f.settled = 0 \
     AND (SELECT j.seq FROM journal j WHERE j.financing = f.id ORDER BY j.nth DESC LIMIT 1) < ?1";

pub(crate) const FIRST_ROW: &str = "SELECT seq FROM journal WHERE financing = ?1 AND nth = 1";

/// All of the above, by name.
#[cfg(test)]
pub(crate) const ALL: [(&str, &str); 27] = [
    ("FINANCING", FINANCING),
    ("PERSON", PERSON),
    ("JOURNEY", JOURNEY),
    ("HISTORY", HISTORY),
    ("UNSETTLED", UNSETTLED),
    ("TO_DELIVER", TO_DELIVER),
    ("ATTENTION", ATTENTION),
    ("DAY", DAY),
    ("BY_ORDINAL", BY_ORDINAL),
    ("BY_REFERENCE", BY_REFERENCE),
    ("BY_NAME", BY_NAME),
    ("TOTALS", TOTALS),
    ("MOVEMENTS", MOVEMENTS),
    ("COUNT_UNSETTLED", COUNT_UNSETTLED),
    ("COUNT_TO_DELIVER", COUNT_TO_DELIVER),
    ("COUNT_ATTENTION", COUNT_ATTENTION),
    ("COUNT_KEPT", COUNT_KEPT),
    ("EXPIRED", EXPIRED),
    ("ERASABLE", ERASABLE),
    ("LAST_BUT_ONE_DAY", LAST_BUT_ONE_DAY),
    ("BY_EMAIL", BY_EMAIL),
    ("BY_MOBILE", BY_MOBILE),
    ("BY_PHONE", BY_PHONE),
    ("RESTORED", RESTORED),
    ("ERASED_ON_REQUEST", ERASED_ON_REQUEST),
    ("UNTOUCHED_SINCE", UNTOUCHED_SINCE),
    ("FIRST_ROW", FIRST_ROW),
];
