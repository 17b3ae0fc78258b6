//! What the screens ask: today, to deliver, wanting a person, search while typing, totals.

use crate::shop::{Shop, customer, day, morning, order, staff, told, try_record};
use chrono::TimeDelta;
use financing::{
    Actor, Cents, Event, FinancingId, Handle, Mode, Operation, ProductCode, Report, State, Status,
};
use ledger::{Counts, Filter, Listed, New};

fn ids(listed: &[Listed]) -> Vec<&str> {
    listed
        .iter()
        .map(|line| line.held.financing.id.as_str())
        .collect()
}

fn today(shop: &Shop, filter: &Filter) -> Vec<String> {
    let listed = shop.ledger.day(day(0), filter, None, 50).unwrap();
    ids(&listed).into_iter().map(str::to_owned).collect()
}

#[test]
fn today_shows_the_newest_first_with_the_customers_name() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let listed = shop
        .ledger
        .day(day(0), &Filter::default(), None, 50)
        .unwrap();
    assert_eq!(
        ids(&listed),
        [
            "T2-000005",
            "T2-000004",
            "T2-000003",
            "T2-000002",
            "T2-000001"
        ]
    );
    assert_eq!(listed[0].name.as_deref(), Some("Marie Dupont"));
    assert_eq!(
        shop.ledger
            .day(day(1), &Filter::default(), None, 50)
            .unwrap(),
        []
    );
}

#[test]
fn a_long_day_is_shown_page_by_page() {
    let mut shop = Shop::new();
    for number in 1..=7 {
        shop.begin(&format!("A-{number}"), 30_000);
    }
    let mut after: Option<FinancingId> = None;
    let mut pages = Vec::new();
    loop {
        let page = shop
            .ledger
            .day(day(0), &Filter::default(), after.as_ref(), 3)
            .unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.held.financing.id.clone());
        pages.push(ids(&page).join(" "));
    }
    assert_eq!(
        pages,
        [
            "T2-000007 T2-000006 T2-000005",
            "T2-000004 T2-000003 T2-000002",
            "T2-000001"
        ]
    );
}

#[test]
fn today_is_filtered_by_what_staff_look_for() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let filter = Filter {
        state: Some(State::Refused),
        ..Filter::default()
    };
    assert_eq!(today(&shop, &filter), ["T2-000002"]);
    let filter = Filter {
        mode: Some(Mode::Direct),
        ..Filter::default()
    };
    assert!(today(&shop, &filter).is_empty());
    let product = ProductCode::new("4XCB").unwrap();
    let filter = Filter {
        product: Some(product),
        ..Filter::default()
    };
    assert_eq!(today(&shop, &filter).len(), 5);
    let filter = Filter {
        started_by: Some("Inès".to_owned()),
        ..Filter::default()
    };
    assert_eq!(today(&shop, &filter).len(), 5);
    let filter = Filter {
        started_by: Some("Paul".to_owned()),
        ..Filter::default()
    };
    assert!(today(&shop, &filter).is_empty());
    let filter = Filter {
        attention: true,
        ..Filter::default()
    };
    assert!(today(&shop, &filter).is_empty());
}

#[test]
fn to_deliver_begins_with_the_soonest_deadline() {
    let mut shop = Shop::new();
    let begun = [
        shop.begin("late", 30_000),
        shop.begin("soon", 30_000),
        shop.begin("never", 30_000),
    ];
    for (begun, minutes) in begun.iter().zip([50, 20]) {
        let shown = shop.shown(begun);
        shop.happens(&shown, told(None, Status::Reserved), minutes);
    }
    assert_eq!(
        ids(&shop.ledger.to_deliver().unwrap()),
        ["T2-000002", "T2-000001"]
    );
}

#[test]
fn what_is_delivered_stays_on_the_list_until_the_gateway_says_financed() {
    let mut shop = Shop::new();
    let reserved = shop.reserved("A-1", 60_000);
    let releasing = shop.deed(&reserved, Event::Deliver { amount: None });
    let listed = shop.ledger.to_deliver().unwrap();
    assert_eq!(listed[0].held.financing.state, State::Releasing);
    shop.answers(&releasing, Status::Released);
    assert_eq!(shop.ledger.to_deliver().unwrap(), []);
}

#[test]
fn what_wants_a_person_is_listed_with_its_reason_until_it_is_seen() {
    let mut shop = Shop::new();
    let reserved = shop.reserved("A-1", 60_000);
    let releasing = shop.deed(&reserved, Event::Deliver { amount: None });
    let operation = Operation::Release;
    let stuck = shop.answers(&releasing, Status::OperationFailed { operation });
    let listed = shop.ledger.attention().unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].held, stuck);
    assert!(stuck.financing.attention.is_some());
    let filter = Filter {
        attention: true,
        ..Filter::default()
    };
    assert_eq!(today(&shop, &filter), ["T2-000001"]);
    let what = financing::Declared::Seen;
    shop.deed(&stuck, Event::Declared { what });
    assert_eq!(shop.ledger.attention().unwrap(), []);
}

#[test]
fn the_badges_count_what_the_lists_show() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let reserved = shop.reserved("kept", 80_000);
    let releasing = shop.deed(&reserved, Event::Deliver { amount: None });
    let no_network = Event::NotSent {
        intent: releasing.financing.intents,
        why: financing::NotSent::NoConnection,
    };
    shop.happens(&releasing, no_network, 31);
    let counts = Counts {
        unsettled: 4,
        to_deliver: 3,
        attention: 0,
        kept: 1,
    };
    assert_eq!(shop.ledger.counts().unwrap(), counts);
    assert_eq!(shop.ledger.unsettled().unwrap().len(), 4);
    assert_eq!(shop.ledger.to_deliver().unwrap().len(), 3);
}

#[test]
fn search_answers_while_one_types() {
    let mut shop = Shop::new();
    let people = [
        ("Hélène", "D'Hérouville"),
        ("Łukasz", "Müller-Groß"),
        ("Marie", "Dupont"),
        ("Marie-José", "Dupond"),
        ("Жанна", "Иванова"),
    ];
    for (number, (first, last)) in people.iter().enumerate() {
        let name = format!("CMD/{number}");
        shop.press(&name, order(&name, 30_000), &customer(first, last))
            .unwrap();
    }
    let found = |text: &str| -> Vec<String> {
        let listed = shop.ledger.search(text, 20).unwrap();
        listed.into_iter().filter_map(|line| line.name).collect()
    };
    assert_eq!(found("hele"), ["Hélène D'Hérouville"]);
    assert_eq!(found("HÉROU"), ["Hélène D'Hérouville"]);
    assert_eq!(found("lukasz gross"), ["Łukasz Müller-Groß"]);
    assert_eq!(found("muller"), ["Łukasz Müller-Groß"]);
    assert_eq!(found("dupon"), ["Marie-José Dupond", "Marie Dupont"]);
    assert_eq!(found("marie dupont"), ["Marie Dupont"]);
    assert_eq!(found("dupont mar"), ["Marie Dupont"]);
    assert_eq!(found("marie helene"), [""; 0]);
    assert_eq!(found("жан"), ["Жанна Иванова"]);
    assert_eq!(found("pont"), [""; 0]);
    assert_eq!(found("  "), [""; 0]);
    assert_eq!(found("%"), [""; 0]);
}

#[test]
fn search_finds_numbers_orders_and_what_the_gateway_calls_it() {
    let mut shop = Shop::new();
    for number in 1..=12 {
        shop.begin(&format!("CMD/77{number:02}"), 30_000);
    }
    let held = shop
        .ledger
        .financing(&FinancingId::new("T2-000003").unwrap())
        .unwrap();
    let report = Report {
        handle: Handle::default().with("transaction", "A1123456"),
        ..Report::of(Status::InJourney)
    };
    let event = Event::Told {
        intent: Some(1),
        report,
        waited_s: 0,
    };
    try_record(&mut shop.ledger, &held, event, 5, None).unwrap();
    let found = |text: &str| -> Vec<String> {
        let listed = shop.ledger.search(text, 3).unwrap();
        ids(&listed).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(found("t2-000012"), ["T2-000012"]);
    assert_eq!(found("12"), ["T2-000012"]);
    assert_eq!(found("1"), ["T2-000001", "T2-000010", "T2-000011"]);
    assert_eq!(found("cmd/7705"), ["T2-000005"]);
    assert_eq!(found("ref-CMD/7706"), ["T2-000006"]);
    assert_eq!(found("A112"), ["T2-000003"]);
    assert_eq!(found("T2").len(), 3, "no more than asked for");
}

#[test]
fn totals_follow_every_step() {
    let mut shop = Shop::new();
    shop.works_a_day();
    let totals = shop.ledger.totals(day(0)).unwrap();
    let of = |state| totals.iter().find(|total| total.state == state).unwrap();
    assert_eq!(totals.iter().map(|total| total.count).sum::<u64>(), 5);
    assert_eq!(
        totals.iter().map(|total| total.amount_cents).sum::<u64>(),
        250_000
    );
    let financed = of(State::Financed);
    assert_eq!(
        (
            financed.count,
            financed.released_cents,
            financed.refunded_cents
        ),
        (1, 60_000, 10_000)
    );
    assert_eq!(of(State::Reserved).authorised_cents, 50_000);
    assert_eq!(
        of(State::Releasing).released_cents,
        0,
        "unknown is not released"
    );
    assert_eq!(of(State::Refused).amount_cents, 40_000);
}

#[test]
fn money_that_moves_another_day_is_that_days_movement() {
    let mut shop = Shop::new();
    let financed = shop.financed("A-1", 60_000);
    let at = morning() + TimeDelta::days(2);
    let mut write = |held, event| {
        let step = financing::step(held, &event, at).unwrap();
        let entry = financing::Entry {
            at,
            by: Actor::Till,
            event,
        };
        let held = shop.ledger.financing(&held.id).unwrap();
        shop.ledger
            .record(&held, &entry, &step, None, day(2))
            .unwrap()
    };
    let amount = Some(Cents::of(25_000));
    let refunding = write(&financed.financing, Event::Refund { amount });
    write(
        &refunding.financing,
        told(Some(refunding.financing.intents), Status::Released),
    );
    let moved = |after| -> Vec<(u64, u64)> {
        let movements = shop.ledger.movements(day(after)).unwrap();
        movements
            .iter()
            .map(|moved| (moved.released_cents, moved.refunded_cents))
            .collect()
    };
    assert_eq!(moved(0), [(60_000, 0)]);
    assert_eq!(moved(1), []);
    assert_eq!(moved(2), [(0, 25_000)]);
    let totals = shop.ledger.totals(day(0)).unwrap();
    assert_eq!(
        totals[0].refunded_cents, 25_000,
        "it is still the first day's financing"
    );
    assert_eq!(shop.ledger.totals(day(2)).unwrap(), []);
    shop.ledger.verify(|_, _| ()).unwrap();
}

#[test]
fn a_clock_set_back_counts_each_financing_once_on_the_day_it_was_given() {
    let mut shop = Shop::new();
    shop.begin("A-1", 30_000);
    let customer = customer("Jean", "Petit");
    let (order, by, now) = (
        order("A-2", 30_000),
        staff(),
        morning() - TimeDelta::days(20_000),
    );
    let new = New {
        till: "T2",
        token: "b",
        order,
        customer: &customer,
        by,
        day: day(1),
        now,
    };
    shop.ledger.begin(&new).unwrap();
    assert_eq!(today(&shop, &Filter::default()), ["T2-000001"]);
    let listed = shop
        .ledger
        .day(day(1), &Filter::default(), None, 50)
        .unwrap();
    assert_eq!(ids(&listed), ["T2-000002"]);
    shop.ledger.verify(|_, _| ()).unwrap();
}
