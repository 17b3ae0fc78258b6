//! Rows of the journal, as text. A row that is read writes one canonical text, whatever it was read from; and whatever
//! a journal tells, the books that follow from it are possible ones, at every row.

use financing::{Entry, Event, Financing, start, step};

/// An entry a line.
pub(crate) fn hold(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return false;
    };
    let mut told: Option<Financing> = None;
    for line in text.lines() {
        let Ok(entry) = serde_json::from_str::<Entry>(line) else {
            continue;
        };
        let canonical = serde_json::to_string(&entry).unwrap();
        let again: Entry = serde_json::from_str(&canonical).unwrap();
        assert_eq!(again, entry, "it reads back otherwise");
        assert_eq!(serde_json::to_string(&again).unwrap(), canonical);
        told = follow(told, &entry);
    }
    told.is_some()
}

fn follow(told: Option<Financing>, entry: &Entry) -> Option<Financing> {
    match (&told, &entry.event) {
        (None, Event::Started { id, order }) => {
            Some(start(id.clone(), (**order).clone(), entry.at).next)
        }
        (None, _) => None,
        (Some(financing), event) => match step(financing, event, entry.at) {
            Err(_) => told,
            Ok(step) => {
                books_hold(financing, &step.next);
                Some(step.next)
            }
        },
    }
}

fn books_hold(before: &Financing, after: &Financing) {
    let (was, is) = (before.amounts, after.amounts);
    assert!(is.agree_with(after.order.amount), "{is:?}");
    assert!(is.released >= was.released, "what was released is not");
    assert!(is.refunded >= was.refunded, "what was refunded is not");
    assert_eq!((&after.id, &after.order), (&before.id, &before.order));
    assert!(after.intents >= before.intents && after.intents <= before.intents + 1);
    let text = serde_json::to_string(&after).unwrap();
    assert!(serde_json::from_str::<Financing>(&text).is_ok_and(|read| read == *after));
}
