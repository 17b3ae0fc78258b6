//! What a till writes: begun once, recorded once, counted in commits, and handed back as it was written.

use crate::shop::{
    Shop, customer, day, key, minute, morning, open, order, staff, told, try_record,
};
use crate::tamper::raw;
use financing::{
    Cents, Entry, Event, Journey, NotSent, Operation, Refusal, Silence, State, Status, step,
};
use ledger::{Damage, LedgerError, New};
use std::sync::Barrier;

#[test]
fn a_financing_is_there_again_after_the_program_was_closed() {
    let mut shop = Shop::new();
    let financed = shop.financed("A-1", 60_000);
    shop.works_a_day();
    let seen = shop.ledger.verify(|_, _| ()).unwrap();
    let (file, folder) = (shop.file(), shop.close());
    let ledger = open(&file, false).unwrap();
    assert_eq!(ledger.financing(&financed.financing.id).unwrap(), financed);
    assert_eq!(financed.financing.state, State::Financed);
    assert_eq!(ledger.verify(|_, _| ()).unwrap(), seen);
    drop(folder);
}

#[test]
fn numbers_grow_by_one_at_each_till_and_begin_at_one() {
    let mut shop = Shop::new();
    let mut press = |till: &str, token: &str| {
        let (order, customer) = (order(token, 30_000), customer("Jean", "Petit"));
        let (by, day, now) = (staff(), day(0), morning());
        let new = New {
            till,
            token,
            order,
            customer: &customer,
            by,
            day,
            now,
        };
        let begun = shop.ledger.begin(&new).unwrap();
        begun.held.financing.id.as_str().to_owned()
    };
    assert_eq!(press("T2", "a"), "T2-000001");
    assert_eq!(press("T1", "b"), "T1-000001");
    assert_eq!(press("T2", "c"), "T2-000002");
}

#[test]
fn twenty_presses_of_one_button_begin_one_financing() {
    let mut shop = Shop::new();
    let first = shop.begin("A-1", 30_000);
    for press in 0..20 {
        let again = shop.press(
            "A-1",
            order(&format!("B-{press}"), 99_000),
            &customer("Jean", "Petit"),
        );
        match again {
            Err(LedgerError::AlreadyBegun { id }) => assert_eq!(id, first.held.financing.id),
            other => panic!("a second financing, or {other:?}"),
        }
    }
    assert_eq!(shop.ledger.verify(|_, _| ()).unwrap().financings, 1);
    let next = shop.begin("A-2", 30_000);
    assert_eq!(
        next.held.financing.id.as_str(),
        "T2-000002",
        "no number was lost"
    );
}

#[test]
fn a_transaction_key_names_one_financing_only() {
    let mut shop = Shop::new();
    shop.begin("A-1", 30_000);
    let again = shop.press(
        "another press",
        order("A-1", 30_000),
        &customer("Jean", "Petit"),
    );
    assert!(matches!(again, Err(LedgerError::KeyTaken)), "{again:?}");
    assert_eq!(shop.ledger.verify(|_, _| ()).unwrap().financings, 1);
}

#[test]
fn a_till_whose_prefix_makes_no_name_begins_nothing() {
    let mut shop = Shop::new();
    let customer = customer("Jean", "Petit");
    let till = "a till with much too long a name";
    let (order, by, day, now) = (order("A-1", 30_000), staff(), day(0), morning());
    let new = New {
        till,
        token: "a",
        order,
        customer: &customer,
        by,
        day,
        now,
    };
    let begun = shop.ledger.begin(&new);
    assert!(matches!(begun, Err(LedgerError::BadTill(_))), "{begun:?}");
    assert_eq!(shop.ledger.head().unwrap().seq, 0);
}

#[test]
fn a_deed_that_speaks_to_a_gateway_costs_two_commits() {
    let mut shop = Shop::new();
    let reserved = shop.reserved("A-1", 60_000);
    let before = shop.ledger.commits();
    let releasing = shop.deed(&reserved, Event::Deliver { amount: None });
    assert_eq!(shop.ledger.commits(), before + 1, "before the first byte");
    shop.answers(&releasing, Status::Released);
    assert_eq!(shop.ledger.commits(), before + 2, "for its answer");
}

#[test]
fn beginning_costs_one_commit_and_its_answer_another() {
    let mut shop = Shop::new();
    assert_eq!(shop.ledger.commits(), 0);
    let begun = shop.begin("A-1", 60_000);
    assert_eq!(shop.ledger.commits(), 1);
    shop.shown(&begun);
    assert_eq!(shop.ledger.commits(), 2);
}

#[test]
fn a_deed_that_speaks_to_nobody_costs_one_commit() {
    let mut shop = Shop::new();
    let financed = shop.financed("A-1", 60_000);
    let before = shop.ledger.commits();
    let paper = financing::Paper::Receipt;
    shop.deed(&financed, Event::Printed { paper });
    assert_eq!(shop.ledger.commits(), before + 1);
}

#[test]
fn looking_costs_no_commit() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let held = shop.financed("A-1", 60_000);
    let (id, before) = (held.financing.id, shop.ledger.commits());
    shop.ledger.financing(&id).unwrap();
    shop.ledger.history(&id).unwrap();
    shop.ledger.export_person(&id).unwrap();
    shop.ledger.unsettled().unwrap();
    shop.ledger
        .day(day(0), &ledger::Filter::default(), None, 50)
        .unwrap();
    shop.ledger.search("dup", 20).unwrap();
    shop.ledger.counts().unwrap();
    shop.ledger.verify(|_, _| ()).unwrap();
    assert_eq!(shop.ledger.commits(), before);
}

#[test]
fn an_answer_that_changed_nothing_costs_nothing() {
    let mut shop = Shop::new();
    let begun = shop.begin("A-1", 60_000);
    let shown = shop.shown(&begun);
    let (commits, head) = (shop.ledger.commits(), shop.ledger.head().unwrap());
    let again = shop.happens(&shown, told(None, Status::Waiting), 20);
    assert_eq!(again, shown);
    assert_eq!(shop.ledger.commits(), commits);
    assert_eq!(shop.ledger.head().unwrap(), head);
}

#[test]
fn a_step_that_is_not_the_rules_own_is_not_written() {
    let mut shop = Shop::new();
    let reserved = shop.reserved("A-1", 60_000);
    let event = Event::Deliver { amount: None };
    let mut made_up = step(&reserved.financing, &event, minute(30)).unwrap();
    made_up.next.state = State::Financed;
    let entry = Entry {
        at: minute(30),
        by: staff(),
        event,
    };
    let written = shop
        .ledger
        .record(&reserved, &entry, &made_up, None, day(0));
    assert!(
        matches!(written, Err(LedgerError::NotItsStep)),
        "{written:?}"
    );
    assert_eq!(
        shop.ledger.financing(&reserved.financing.id).unwrap(),
        reserved
    );
}

#[test]
fn of_two_tills_that_deliver_at_once_one_is_told() {
    let mut shop = Shop::new();
    let reserved = shop.reserved("A-1", 60_000);
    let mut other = open(&shop.file(), false).unwrap();
    let seen = other.financing(&reserved.financing.id).unwrap();
    let deliver = Event::Deliver { amount: None };
    shop.deed(&reserved, deliver.clone());
    let late = try_record(&mut other, &seen, deliver, 31, None);
    assert!(matches!(late, Err(LedgerError::Overtaken)), "{late:?}");
    let now = other.financing(&reserved.financing.id).unwrap();
    let again = step(&now.financing, &Event::Deliver { amount: None }, minute(32));
    assert_eq!(
        again,
        Err(Refusal::Busy),
        "decided again, the rules say why"
    );
}

#[test]
fn eight_racing_refunds_of_a_quarter_make_one() {
    let mut shop = Shop::new();
    let financed = shop.financed("A-1", 60_000);
    let file = shop.file();
    let start = Barrier::new(8);
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let race = || {
            let mut till = open(&file, false).unwrap();
            let amount = Some(Cents::of(15_000));
            start.wait();
            try_record(&mut till, &financed, Event::Refund { amount }, 40, None)
        };
        let tills: Vec<_> = (0..8).map(|_| scope.spawn(race)).collect();
        tills.into_iter().map(|till| till.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let losers = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Err(LedgerError::Overtaken | LedgerError::Busy)));
    assert_eq!(losers.count(), 7);
    let intents: i64 = raw(&file)
        .query_row(
            "SELECT count(*) FROM intent WHERE operation = 'refund'",
            (),
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(intents, 1);
    shop.ledger.verify(|_, _| ()).unwrap();
}

#[test]
fn the_intent_follows_its_operation_from_dispatched_to_its_end() {
    let mut shop = Shop::new();
    let begun = shop.begin("A-1", 60_000);
    let standing = |shop: &Shop| -> String {
        raw(&shop.file())
            .query_row(
                "SELECT standing FROM intent ORDER BY number DESC LIMIT 1",
                (),
                |row| row.get(0),
            )
            .unwrap()
    };
    assert_eq!(standing(&shop), "dispatched", "before a byte leaves");
    let why = NotSent::NoConnection;
    let held = shop.happens(&begun.held, Event::NotSent { intent: 1, why }, 1);
    assert_eq!(standing(&shop), "prepared");
    let held = shop.happens(&held, Event::SentAgain { intent: 1 }, 2);
    assert_eq!(standing(&shop), "dispatched");
    let why = Silence::TimedOut;
    let held = shop.happens(&held, Event::Unanswered { intent: 1, why }, 3);
    assert_eq!(standing(&shop), "unknown");
    assert_eq!(
        held.financing.pending.as_ref().unwrap().operation,
        Operation::Open
    );
    shop.happens(&held, told(None, Status::InJourney), 4);
    assert_eq!(standing(&shop), "confirmed");
    shop.ledger.verify(|_, _| ()).unwrap();
}

#[test]
fn every_operation_under_way_is_on_the_follow_up_list() {
    let mut shop = Shop::new();
    let financed = shop.financed("A-1", 60_000);
    assert_eq!(shop.ledger.unsettled().unwrap(), []);
    let amount = Some(Cents::of(10_000));
    let refunding = shop.deed(&financed, Event::Refund { amount });
    assert_eq!(
        shop.ledger.unsettled().unwrap(),
        std::slice::from_ref(&refunding)
    );
    shop.answers(&refunding, Status::Released);
    assert_eq!(shop.ledger.unsettled().unwrap(), []);
}

#[test]
fn a_financing_that_is_not_there_is_not_found() {
    let mut shop = Shop::new();
    let held = shop.reserved("A-1", 60_000);
    let mut elsewhere = Shop::new();
    let id = &held.financing.id;
    assert!(matches!(
        elsewhere.ledger.financing(id),
        Err(LedgerError::NotFound)
    ));
    assert_eq!(elsewhere.ledger.history(id).unwrap(), []);
    let written = try_record(
        &mut elsewhere.ledger,
        &held,
        Event::Deliver { amount: None },
        30,
        None,
    );
    assert!(matches!(written, Err(LedgerError::NotFound)), "{written:?}");
}

#[test]
fn the_journey_is_shown_again_until_the_financing_is_settled() {
    let mut shop = Shop::new();
    let begun = shop.begin("A-1", 60_000);
    let id = begun.held.financing.id.clone();
    assert_eq!(shop.ledger.journey(&id).unwrap(), None);
    let shown = shop.shown(&begun);
    let address = Journey::Address("https://pay.example/j/1".to_owned());
    assert_eq!(shop.ledger.journey(&id).unwrap(), Some(address));
    shop.answers(&shown, Status::Refused);
    assert_eq!(shop.ledger.journey(&id).unwrap(), None);
    assert!(shop.ledger.person(&id).unwrap().is_some());
}

#[test]
fn a_history_tells_who_did_what_and_when() {
    let mut shop = Shop::new();
    let financed = shop.financed("A-1", 60_000);
    let history = shop.ledger.history(&financed.financing.id).unwrap();
    assert_eq!(history.len(), 5);
    assert_eq!(history[3].entry.event, Event::Deliver { amount: None });
    assert_eq!(history[3].entry.by, staff());
    assert_eq!(history[3].entry.at, minute(30));
    assert_eq!(history[3].day, day(0));
    let entries = history.iter().map(|row| &row.entry);
    assert_eq!(financing::fold(entries).unwrap(), financed.financing);
    let last = history.last().unwrap();
    assert_eq!(
        shop.ledger.head().unwrap(),
        ledger::Head {
            seq: last.seq,
            hash: last.hash
        }
    );
}

#[test]
fn an_intent_that_is_gone_stops_the_write() {
    let mut shop = Shop::new();
    let begun = shop.begin("A-1", 60_000);
    crate::tamper::edit(&shop.file(), "DELETE FROM intent");
    let rejected = told(Some(1), Status::Refused);
    let written = try_record(&mut shop.ledger, &begun.held, rejected, 1, None);
    let damaged = matches!(
        written,
        Err(LedgerError::Corrupt {
            what: Damage::Intents
        })
    );
    assert!(damaged, "{written:?}");
    assert_eq!(shop.ledger.head().unwrap().seq, 1);
}

#[test]
fn a_key_is_never_printed() {
    assert_eq!(format!("{:?}", key()), "LedgerKey(..)");
}
