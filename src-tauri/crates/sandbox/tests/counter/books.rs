//! Whatever anyone does, in whatever order, the books of both gateways add up.

use chrono::TimeDelta;
use proptest::prelude::*;
use sandbox::books::{Books, Effect};
use sandbox::cofidis::{CaptureMode, Method, PRODUCTS, Request};
use sandbox::fate::{Answering, Fate};
use sandbox::journey::Move;
use sandbox::payplug::Operation;

use crate::counter::{authorise, bank, key, morning, open, opening, part, platform, signature};

/// The totals are the sums of the entries, and `refunded <= released <= reserved <= amount`.
fn add_up(books: &Books) {
    for (transaction, totals) in books.all() {
        let sum = |effect| -> u64 {
            let entries = books
                .entries()
                .iter()
                .filter(|entry| entry.transaction == *transaction);
            entries
                .filter(|entry| entry.effect == effect)
                .map(|entry| entry.amount)
                .sum()
        };
        assert_eq!(totals.reserved, sum(Effect::Reserved));
        assert_eq!(totals.released, sum(Effect::Released));
        assert_eq!(totals.cancelled, sum(Effect::Cancelled));
        assert_eq!(totals.voided, sum(Effect::Voided));
        assert_eq!(totals.lapsed, sum(Effect::Lapsed));
        assert_eq!(totals.refunded, sum(Effect::Refunded));
        assert!(totals.refunded <= totals.released);
        assert!(
            totals.released + totals.cancelled + totals.voided + totals.lapsed <= totals.reserved
        );
        assert!(totals.reserved <= totals.amount);
    }
}

/// One thing that happens: a call or a move by number, an amount, hours that pass, and whether the call goes wrong.
fn events() -> impl Strategy<Value = Vec<(u8, u64, i64, u8)>> {
    prop::collection::vec((0..12_u8, 0..200_000_u64, -2..40_i64, 0..6_u8), 1..40)
}

fn fate(number: u8) -> Fate {
    match number {
        0 => Fate::LOSE_REQUEST,
        1 => Fate::LOSE_ANSWER,
        2 => Fate {
            acts: true,
            answer: Answering::ToRetry,
        },
        _ => Fate::FINE,
    }
}

proptest! {
    #[test]
    fn cofidis_never_moves_more_than_there_is(two_step: bool, italian: bool, events in events()) {
        let (mut bank, mut now) = (bank(), morning());
        let mode = if two_step && !italian { CaptureMode::Validate } else { CaptureMode::Immediate };
        let mut opening = opening("1", mode);
        opening.transaction_key.merchant_country = if italian { "it" } else { "fr" }.to_owned();
        let journey = open(&mut bank, opening, now);
        for (number, amount, hours, wrong) in events {
            now += TimeDelta::hours(hours);
            let call = match number {
                0 => Request::Validate(key("1"), Some(amount)),
                1 => Request::Cancel(key("1"), Some(amount)),
                2 | 3 => Request::Refund(key("1"), Some(amount)),
                4 => Request::UpdateStatus(key("1"), "Delivered".to_owned()),
                5 => Request::UpdateStatus(key("1"), "Abandonned".to_owned()),
                6 | 7 => Request::Confirm(key("1")),
                8 => Request::Validate(key("1"), None),
                _ => {
                    let step = if number == 9 { Move::Review } else { signature() };
                    prop_assert!(bank.customer(&journey, &step, now).is_ok());
                    prop_assert!(bank.decide(&journey, true).is_ok());
                    Request::GetStatus(key("1"))
                }
            };
            bank.call_under(&call, &fate(wrong), now);
            add_up(bank.books());
        }
    }

    #[test]
    fn payplug_never_moves_more_than_there_is(events in events()) {
        let (mut platform, mut now) = (platform(), morning());
        let (id, journey) = authorise(&mut platform, now);
        let mut ids = vec![id];
        for (number, amount, hours, _) in events {
            now += TimeDelta::hours(hours);
            let amount = if amount < 20_000 { String::new() } else { amount.to_string() };
            let operation = match number {
                0..3 => Operation::Capture,
                3..8 => Operation::Refund,
                8 => Operation::Void,
                _ => {
                    prop_assert!(platform.customer(&journey, &signature(), now).is_ok());
                    continue;
                }
            };
            let of = ids[usize::from(number) % ids.len()].clone();
            let amount = if operation == Operation::Void { "" } else { &amount };
            let answer = platform.call(operation, &part(operation.name(), &of, amount), now);
            ids.extend(answer.transactionid);
            add_up(platform.books());
        }
    }

    #[test]
    fn a_plan_adds_up_to_the_cent(amount in 10_000..600_000_u64) {
        for product in PRODUCTS {
            let plan = product.plan(amount, morning().date_naive());
            prop_assert_eq!(plan.len(), usize::try_from(product.instalments).unwrap());
            prop_assert_eq!(plan.iter().map(|part| part.amount).sum::<u64>(), amount);
            prop_assert!(plan.windows(2).all(|two| two[0].due < two[1].due && two[0].amount >= two[1].amount));
        }
    }

    #[test]
    fn a_body_of_anything_is_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut platform = platform();
        platform.receive(sandbox::payplug::Site::Main, sandbox::payplug::Endpoint::Process, &bytes, morning());
        for (method, _) in Method::ALL {
            let _ = Request::read(method, &bytes);
        }
        prop_assert!(platform.books().entries().is_empty());
    }
}
