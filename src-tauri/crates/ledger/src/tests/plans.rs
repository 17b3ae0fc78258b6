//! No question of a screen walks a whole table or sorts more than it shows.

use super::shop::Shop;
use crate::sql;

/// The indexes that hold only what is still open: to walk one is to read what is shown.
const OF_THE_OPEN: [&str; 4] = [
    "financing_unsettled",
    "financing_attention",
    "financing_to_deliver",
    "intent_one_open",
];

#[test]
fn every_question_is_answered_from_an_index() {
    let shop = Shop::new();
    for (name, sql) in sql::ALL {
        let mut explain = shop
            .ledger
            .conn
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .unwrap();
        let plan: Vec<String> = explain
            .raw_query()
            .mapped(|row| row.get("detail"))
            .collect::<Result<_, _>>()
            .unwrap();
        for line in &plan {
            let walks = line.starts_with("SCAN")
                && !line.contains("VIRTUAL TABLE")
                && !OF_THE_OPEN.iter().any(|index| line.ends_with(index));
            assert!(
                !walks && !line.contains("TEMP B-TREE"),
                "{name} does more than it shows: {plan:#?}"
            );
        }
    }
}

#[test]
fn a_question_without_an_index_would_be_noticed() {
    let shop = Shop::new();
    let mut explain = shop
        .ledger
        .conn
        .prepare("EXPLAIN QUERY PLAN SELECT id FROM financing ORDER BY body")
        .unwrap();
    let plan: Vec<String> = explain
        .raw_query()
        .mapped(|row| row.get("detail"))
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(plan, ["SCAN financing", "USE TEMP B-TREE FOR ORDER BY"]);
}
