//! What the shop keeps of its customers: for how long, what one of them gets who asks, and how it ends. The money facts
//! stay in each case.

use crate::{
    counter::{Counter, ines, opened, roche, told},
    papers::{receipt, shop},
};
use chrono::TimeDelta;
use financing::{Customer, FinancingId, Mode, Operation, Person, Route, Status};
use ledger::LedgerError;
use std::fs;
use till::{TillFault, lifetime_months};

const LIFETIME: u32 = 24;

/// A financing of this customer that was refused, under this token.
async fn refused(counter: &Counter, token: &str, customer: &Customer) -> FinancingId {
    counter.answer(told(Status::Refused));
    let request = Counter::request(token, Mode::Direct);
    let underway = counter.till.start(ines(), request, customer).unwrap();
    counter.till.carry_out(underway).await.unwrap().financing.id
}

/// Business goes on with strangers for two days.
async fn two_days_go_by(counter: &Counter) {
    for day in ["one", "another"] {
        let stranger = Customer {
            billing: Person {
                last_name: "Martin".to_owned(),
                ..Person::default()
            },
            ..Customer::default()
        };
        let now = counter.till.commits();
        refused(counter, &format!("token-{day}-{now}"), &stranger).await;
        counter.clock.forward(TimeDelta::days(1));
    }
}

fn lea() -> Customer {
    Customer {
        billing: Person {
            first_name: "Léa".to_owned(),
            last_name: "Noël".to_owned(),
            mobile: "+33600000001".to_owned(),
            ..Person::default()
        },
        email: "lea@example.org".to_owned(),
        ..Customer::default()
    }
}

fn papers(counter: &Counter) -> std::path::PathBuf {
    counter.folder.path().join("papers")
}

fn names_of_papers(counter: &Counter) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(papers(counter))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn customer_of(counter: &Counter, id: &FinancingId) -> Option<Customer> {
    counter.till.detail(id).unwrap().customer
}

#[tokio::test]
async fn what_is_over_for_longer_than_its_lifetime_goes_with_its_papers_and_the_money_stays() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    receipt(&counter, &id, &shop(), &papers(&counter)).unwrap();
    let money = counter.financing(&id);
    let erase = || {
        counter
            .till
            .erase_expired(LIFETIME, &papers(&counter))
            .unwrap()
    };

    counter.clock.forward(TimeDelta::days(729));
    two_days_go_by(&counter).await;
    assert_eq!(erase().unwrap().financings, [], "not yet");
    assert!(customer_of(&counter, &id).is_some());

    counter.clock.forward(TimeDelta::days(3));
    two_days_go_by(&counter).await;
    let looks = counter.looks();
    assert_eq!(erase().unwrap().financings, std::slice::from_ref(&id));
    assert!(counter.looks() > looks, "screens look again");
    assert_eq!(customer_of(&counter, &id), None);
    assert_eq!(counter.financing(&id), money);
    assert_eq!(names_of_papers(&counter), [""; 0]);
    assert_eq!(erase(), None, "once a day");
    assert!(
        receipt(&counter, &id, &shop(), &papers(&counter)).is_ok(),
        "it can be printed again"
    );
}

#[tokio::test]
async fn nothing_goes_while_money_is_open() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.to_deliver().await;
    counter.clock.forward(TimeDelta::days(2000));
    two_days_go_by(&counter).await;
    two_days_go_by(&counter).await;
    let erasure = counter
        .till
        .erase_expired(LIFETIME, &papers(&counter))
        .unwrap();
    assert_eq!(erasure.unwrap().financings, []);
    assert!(customer_of(&counter, &id).is_some());
}

#[tokio::test]
async fn a_clock_that_jumps_years_ahead_erases_nothing_even_when_something_is_started_by_it() {
    let counter = Counter::open(Route::OneCall);
    let id = counter.financed().await;
    counter.clock.forward(TimeDelta::days(1));
    two_days_go_by(&counter).await;
    counter.clock.forward(TimeDelta::days(36_500));
    for token in ["by-the-wrong-clock", "and-once-more"] {
        let erasure = counter
            .till
            .erase_expired(LIFETIME, &papers(&counter))
            .unwrap();
        assert!(erasure.is_none_or(|erasure| erasure.financings.is_empty()));
        refused(&counter, token, &lea()).await;
    }
    assert!(customer_of(&counter, &id).is_some());
}

#[tokio::test]
async fn a_shorter_lifetime_counts_on_the_same_day() {
    let counter = Counter::open(Route::OneCall);
    let id = refused(&counter, "token-of-the-form", &lea()).await;
    counter.clock.forward(TimeDelta::days(62));
    two_days_go_by(&counter).await;
    let erase = |months| {
        counter
            .till
            .erase_expired(months, &papers(&counter))
            .unwrap()
    };
    assert_eq!(erase(LIFETIME).unwrap().financings, []);
    assert_eq!(erase(1).unwrap().financings, [id]);
}

#[test]
fn each_country_has_a_lifetime_as_long_as_its_goods_may_come_back() {
    let months = ["FR", "BE", "ES", "PT", "IT", "HU"].map(lifetime_months);
    assert_eq!(months, [24, 24, 36, 36, 26, 24]);
}

#[tokio::test]
async fn a_customer_who_asks_gets_all_that_is_held_and_nobody_elses() {
    let counter = Counter::open(Route::OneCall);
    let mut namesake = lea();
    (namesake.email, namesake.billing.mobile) = (String::new(), "+33600000009".to_owned());
    let other = refused(&counter, "token-of-another", &namesake).await;
    let first = refused(&counter, "token-of-the-first", &lea()).await;
    let second = refused(&counter, "token-of-the-second", &lea()).await;
    let stranger = counter.financed().await;
    let told: Vec<_> = counter
        .till
        .related(&first)
        .unwrap()
        .into_iter()
        .map(|related| {
            (
                related.listed.held.financing.id,
                related.shared.is_surely_one(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (second.clone(), true),
            (first.clone(), true),
            (other, false)
        ]
    );

    let (folder, before) = (papers(&counter), counter.commits());
    let export = |of: &[FinancingId]| {
        counter
            .till
            .export_customer(&first, of, &roche(), "Maison Lumière", &folder)
    };
    for not_theirs in [vec![first.clone(), stranger], vec![]] {
        let refused = export(&not_theirs);
        assert!(
            matches!(refused, Err(TillFault::Ledger(LedgerError::NotFound))),
            "{refused:?}"
        );
    }
    assert!(!folder.exists());
    let file = export(&[first.clone(), second]).unwrap();
    assert_eq!(counter.commits() - before, 1, "a note of the journal");
    let text = fs::read_to_string(&file).unwrap();
    for held in [
        "Maison Lumière",
        "T2-000002",
        "T2-000003",
        "Léa",
        "Noël",
        "lea@example.org",
        "+33600000001",
        "124990",
        "CMD-20418",
        "refused",
    ] {
        assert!(text.contains(held), "{held} is not in it");
    }
    for not_theirs in [
        "T2-000001",
        "T2-000004",
        "+33600000009",
        "Fontaine",
        "Inès",
        "Roche",
    ] {
        assert!(!text.contains(not_theirs), "{not_theirs} is in it");
    }
}

#[tokio::test]
async fn the_copy_that_was_handed_over_is_gone_the_next_day() {
    let counter = Counter::open(Route::OneCall);
    let id = refused(&counter, "token-of-the-form", &lea()).await;
    let of = [id.clone()];
    let export = || {
        counter
            .till
            .export_customer(&id, &of, &roche(), "Maison Lumière", &papers(&counter))
            .unwrap()
    };
    let (yesterdays, erase) = (export(), || {
        counter.till.erase_expired(LIFETIME, &papers(&counter))
    });
    erase().unwrap();
    assert!(yesterdays.exists());
    counter.clock.forward(TimeDelta::days(1));
    let todays = export();
    erase().unwrap();
    assert!(todays.exists() && !yesterdays.exists());
}

#[tokio::test]
async fn a_customer_who_asks_is_erased_where_it_is_over_with_the_papers_and_the_copy() {
    let counter = Counter::open(Route::OneCall);
    let other = counter.financed().await;
    receipt(&counter, &other, &shop(), &papers(&counter)).unwrap();
    let over = refused(&counter, "token-of-the-first", &lea()).await;
    counter.answer(crate::counter::opened());
    let request = Counter::request("token-of-the-second", Mode::Direct);
    let underway = counter.till.start(ines(), request, &lea()).unwrap();
    let open = counter.till.carry_out(underway).await.unwrap().financing.id;
    let both = [over.clone(), open.clone()];
    counter
        .till
        .export_customer(&over, &both, &roche(), "Maison Lumière", &papers(&counter))
        .unwrap();
    assert_eq!(names_of_papers(&counter).len(), 2);
    let of_the_open_one = papers(&counter).join(format!("{open}-receipt.pdf"));
    std::fs::write(of_the_open_one, "a receipt").unwrap();

    let erase = |of: &[FinancingId]| {
        counter
            .till
            .erase_customer(&open, of, &roche(), &papers(&counter))
    };
    let refused = erase(&[over.clone(), other.clone()]);
    assert!(
        matches!(refused, Err(TillFault::Ledger(LedgerError::NotFound))),
        "{refused:?}"
    );
    let money = counter.financing(&over);
    assert_eq!(
        erase(&both).unwrap().financings,
        std::slice::from_ref(&over)
    );
    assert_eq!(customer_of(&counter, &over), None);
    assert!(customer_of(&counter, &open).is_some() && customer_of(&counter, &other).is_some());
    assert_eq!(counter.financing(&over), money);
    assert_eq!(
        names_of_papers(&counter),
        ["T2-000001-receipt.pdf", "T2-000003-receipt.pdf"],
        "what is not over keeps its papers, whichever financing it is done from"
    );
    assert_eq!(
        counter.sent(Operation::Abandon),
        0,
        "nothing is sent to anybody"
    );
}

/// What the note of erasures holds after its first line, which says whose it is.
fn noted(note: &std::path::Path) -> Vec<String> {
    let text = fs::read_to_string(note).unwrap();
    text.lines().skip(1).map(str::to_owned).collect()
}

#[tokio::test(start_paused = true)]
async fn who_was_erased_on_request_stays_erased_when_a_backup_brings_them_back() {
    let place = tempfile::tempdir().unwrap();
    let (note, folder) = (place.path().join("erased"), place.path().join("papers"));
    let counter = Counter::open(Route::OneCall);
    let over = refused(&counter, "over", &lea()).await;
    counter.answer(opened());
    let request = Counter::request("open", Mode::Direct);
    let underway = counter.till.start(ines(), request, &lea()).unwrap();
    let open = counter.till.carry_out(underway).await.unwrap().financing.id;

    let both = [over.clone(), open.clone()];
    let is_erased = async |counter: &Counter| {
        counter.word(Status::Refused);
        counter.ask(&open).await;
        let erasure = counter.till.erase_customer(&over, &both, &roche(), &folder);
        assert_eq!(erasure.unwrap().financings.len(), 2);
        counter.till.hold_erasures(&note, &folder).unwrap();
    };
    let counter = counter.restored_after(is_erased).await;
    let numbers = [over.to_string(), open.to_string()];
    assert_eq!(noted(&note), numbers, "the numbers and nothing else");
    assert!(customer_of(&counter, &over).is_some(), "the backup has her");

    counter.till.hold_erasures(&note, &folder).unwrap();
    assert_eq!(customer_of(&counter, &over), None);
    assert!(
        customer_of(&counter, &open).is_some(),
        "while it is not over"
    );
    counter.word(Status::Refused);
    counter.ask(&open).await;
    counter.till.hold_erasures(&note, &folder).unwrap();
    assert_eq!(customer_of(&counter, &open), None);
    assert_eq!(noted(&note), numbers);
}

#[tokio::test]
async fn a_note_of_another_ledger_erases_nobody() {
    let place = tempfile::tempdir().unwrap();
    let (note, folder) = (place.path().join("erased"), place.path().join("papers"));
    let counter = Counter::open(Route::OneCall);
    let id = refused(&counter, "mine", &lea()).await;
    // A number of the same name, of a till whose chain starts elsewhere.
    fs::write(&note, format!("{}\n{id}\n", "0".repeat(64))).unwrap();
    counter.till.hold_erasures(&note, &folder).unwrap();
    assert!(customer_of(&counter, &id).is_some());
}
