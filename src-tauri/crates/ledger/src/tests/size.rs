//! A ledger of 100,000 financings opens, and shows its screens, at the cost of a small one. The cost is counted in steps
//! of the database engine, not in time: it visits no more rows, and so no more pages but the depth of its trees.

use super::shop::{Shop, day, key};
use crate::{Filter, Ledger, open::connect};
use rusqlite::{
    Connection, OpenFlags, StatementStatus,
    trace::{TraceEvent, TraceEventCodes},
};
use std::cell::Cell;

thread_local! {
    static STEPS: Cell<u32> = const { Cell::new(0) };
}

/// Counts the steps of every statement that ends on this connection from now on.
fn count_steps(conn: &Connection) {
    conn.trace_v2(
        TraceEventCodes::SQLITE_TRACE_PROFILE,
        Some(|event| {
            if let TraceEvent::Profile(statement, _) = event {
                let steps = statement.get_status(StatementStatus::VmStep);
                STEPS.set(STEPS.get() + u32::try_from(steps).unwrap());
            }
        }),
    );
}

/// Puts `count` old financings, copies of the first, into the ledger, a hundred a day.
fn fill(ledger: &mut Ledger, count: u32) {
    let tx = ledger.conn.transaction().unwrap();
    let old = include_str!("../../tests/old_financings.sql");
    tx.execute_batch(&old.replace("{count}", &count.to_string()))
        .unwrap();
    tx.commit().unwrap();
}

/// The steps it takes to open a ledger with so many old financings, and to show every screen of the next day.
fn cost(old: u32) -> [u32; 2] {
    let mut shop = Shop::new();
    shop.begin("first", 30_000);
    fill(&mut shop.ledger, old);
    shop.works_a_day();
    let file = shop.file();
    let folder = shop.close();

    let conn = connect(&file, &key(), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    count_steps(&conn);
    STEPS.set(0);
    let ledger = Ledger::on(conn).unwrap();
    let opened = STEPS.replace(0);
    let today = ledger.day(day(0), &Filter::default(), None, 50).unwrap();
    assert_eq!(today.len(), 6);
    assert_eq!(ledger.totals(day(0)).unwrap().len(), 5);
    assert_eq!(ledger.movements(day(0)).unwrap().len(), 1);
    assert_eq!(ledger.to_deliver().unwrap().len(), 2);
    assert_eq!(ledger.unsettled().unwrap().len(), 4);
    assert_eq!(ledger.attention().unwrap().len(), 0);
    assert_eq!(ledger.counts().unwrap().unsettled, 4);
    assert_eq!(ledger.search("dupont", 20).unwrap().len(), 6);
    assert_eq!(ledger.search("T2-", 20).unwrap().len(), 6);
    assert_eq!(ledger.search("martin", 20).unwrap().len(), 20);
    assert_eq!(ledger.search("paul mar", 20).unwrap().len(), 20);
    drop(ledger);
    drop(folder);
    [opened, STEPS.take()]
}

#[test]
fn a_hundred_thousand_financings_cost_no_more_than_a_hundred() {
    let small = cost(100);
    let large = cost(100_000);
    assert!(small.iter().all(|steps| *steps > 0), "nothing was counted");
    assert_eq!(small, large);
}
