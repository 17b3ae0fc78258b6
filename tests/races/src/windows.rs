//! Threads of one program: two windows on one financing, a window and the follow-up, a window and the day's end.

use crate::{
    bank::Fate,
    counter::{AMOUNT, Counter, Heard, MOST, Shop, follow_up, heard, ines, marc, one_wins},
    explore::{Part, at_once, every_order, many_orders, many_orders_of_three},
};
use chrono::TimeDelta;
use financing::{Cents, Effect, FinancingId, Mode, Operation, Paper, Refusal, Route, State};
use scheduled_till::{Language, PrintFor, Task, TillFault, TillSettings};
use shuttle::future::block_on;
use std::sync::Arc;

/// What is left of 1,249.90 after such a part.
pub(crate) const LEFT: Cents = Cents::of(54_990);

/// Both press a refund that only one of them can have.
fn two_windows_refund(shop: &Shop) {
    let counter = shop.open();
    let press = || {
        heard(
            counter.till.refund(&shop.id, marc(), Some(MOST)),
            &counter.till,
        )
    };
    let heard = at_once([Box::new(press) as Part<'_, Heard>, Box::new(press)]);
    one_wins(heard, &[Refusal::Busy, Refusal::AboveLeft { left: LEFT }]);
    let books = counter.books_agree(&shop.id);
    assert_eq!(books.times(Operation::Refund), 1);
    assert_eq!(books.most_at_once, 1, "one request at a time");
}

#[test]
fn of_two_windows_that_refund_too_much_one_wins_and_the_other_is_told() {
    let shop = Shop::financed();
    many_orders("two windows refund", move || two_windows_refund(&shop));
}

#[test]
fn three_windows_that_refund_parts_never_exceed_what_is_left() {
    let shop = Shop::financed();
    many_orders_of_three("three windows refund", move || {
        let counter = shop.open();
        // Two such parts are left, and a third is not.
        let part = Cents::of(50_000);
        let press = || {
            heard(
                counter.till.refund(&shop.id, marc(), Some(part)),
                &counter.till,
            )
        };
        let heard = at_once([
            Box::new(press) as Part<'_, Heard>,
            Box::new(press),
            Box::new(press),
        ]);
        let done = heard.iter().filter(|heard| **heard == Heard::Done).count();
        for heard in heard {
            match heard {
                Heard::Done | Heard::No(Refusal::Busy | Refusal::AboveLeft { .. }) => {}
                Heard::No(why) => panic!("told the wrong thing: {why}"),
            }
        }
        assert!((1..=2).contains(&done), "{heard:?}");
        let books = counter.books_agree(&shop.id);
        assert_eq!(books.times(Operation::Refund), done);
        assert_eq!(books.most_at_once, 1, "one request at a time");
    });
}

#[test]
fn of_two_windows_that_refund_one_wins_even_when_its_answer_is_lost() {
    let shop = Shop::after(Route::OneCall, |counter| {
        let id = counter.financed();
        counter.fate(Fate::AnswerLost);
        id
    });
    many_orders("two windows refund, an answer is lost", move || {
        two_windows_refund(&shop);
    });
}

#[test]
fn of_two_windows_that_only_press_one_press_is_written_in_every_order() {
    let shop = Shop::financed();
    every_order("two windows press a refund", 2, move || {
        let counter = shop.open();
        let press = || counter.till.refund(&shop.id, marc(), Some(MOST));
        let pressed = at_once([Box::new(press) as Part<'_, _>, Box::new(press)]);
        let heard = pressed.map(|pressed| heard(pressed, &counter.till));
        one_wins(heard, &[Refusal::Busy]);
        assert_eq!(counter.books_agree(&shop.id).times(Operation::Refund), 1);
    });
}

#[test]
fn two_windows_that_deliver_release_once() {
    let shop = Shop::to_deliver(Route::OneCall);
    many_orders("two windows deliver", move || {
        let counter = shop.open();
        let press = || heard(counter.till.deliver(&shop.id, ines(), None), &counter.till);
        let heard = at_once([Box::new(press) as Part<'_, Heard>, Box::new(press)]);
        one_wins(heard, &[Refusal::Busy, Refusal::AlreadyFinanced]);
        let books = counter.books_agree(&shop.id);
        assert_eq!(books.amounts.released, AMOUNT);
        assert_eq!(books.most_at_once, 1, "one request at a time");
    });
}

#[test]
fn what_one_window_delivers_while_another_cancels_is_released_or_given_back_and_not_both() {
    let shop = Shop::to_deliver(Route::ReservedOnAcceptance);
    many_orders("one delivers, one cancels", move || {
        let counter = shop.open();
        let (till, id) = (&counter.till, &shop.id);
        let heard = at_once([
            Box::new(|| heard(till.deliver(id, ines(), None), till)) as Part<'_, Heard>,
            Box::new(|| heard(till.cancel(id, marc(), None), till)),
        ]);
        one_wins(
            heard,
            &[Refusal::Busy, Refusal::AlreadyFinanced, Refusal::Over],
        );
        let books = counter.books_agree(&shop.id);
        let moved = [Operation::Release, Operation::Cancel].map(|moved| books.times(moved));
        assert!(moved == [1, 0] || moved == [0, 1], "{:?}", books.done);
        assert_eq!(books.most_at_once, 1, "one request at a time");
    });
}

#[test]
fn one_form_in_two_windows_opens_one_transaction() {
    let shop = Shop::empty();
    many_orders("one form in two windows", move || {
        let counter = shop.open();
        let press = || {
            let pressed = counter.press_start("one-form", Mode::Direct);
            counter.finish(pressed).unwrap().id
        };
        let begun = at_once([Box::new(press) as Part<'_, FinancingId>, Box::new(press)]);
        assert_eq!(begun[0], begun[1], "one financing");
        assert_eq!(counter.books_agree(&begun[0]).times(Operation::Open), 1);
    });
}

#[test]
fn a_form_that_two_windows_only_press_begins_one_financing_in_every_order() {
    let shop = Shop::empty();
    every_order("two windows press one form", 2, move || {
        let counter = shop.open();
        let press = || counter.press_start("one-form", Mode::Direct);
        let pressed = at_once([Box::new(press) as Part<'_, _>, Box::new(press)]);
        let begun = pressed.map(|pressed| counter.finish(pressed).unwrap().id);
        assert_eq!(begun[0], begun[1], "one financing");
        assert_eq!(counter.books_agree(&begun[0]).times(Operation::Open), 1);
    });
}

#[test]
fn of_two_windows_that_check_at_once_one_asks_and_the_other_is_told_to_wait() {
    let shop = Shop::to_deliver(Route::OneCall);
    every_order("two windows check now", 2, move || {
        let counter = shop.open();
        let press = || counter.till.check(&shop.id);
        let pressed = at_once([Box::new(press) as Part<'_, _>, Box::new(press)]);
        let (mut taken, mut told) = (0, 0);
        for pressed in pressed {
            match pressed {
                Ok(underway) => {
                    block_on(counter.till.carry_out(underway)).unwrap();
                    taken += 1;
                }
                Err(TillFault::TooSoon { .. }) => told += 1,
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!((taken, told), (1, 1));
        let asked = counter.bank.in_the_books(|books| books.asked);
        assert_eq!(asked, shop.books.asked + 1);
    });
}

#[test]
fn a_question_and_a_refund_leave_one_request_at_a_time_and_one_refund() {
    let shop = Shop::financed();
    many_orders("a question and a refund", move || {
        let counter = shop.open();
        refund_and_question(&counter, &shop.id);
        let books = counter.books_agree(&shop.id);
        assert_eq!(books.times(Operation::Refund), 1);
        assert_eq!(books.most_at_once, 1, "one request at a time");
    });
}

/// One window refunds; meanwhile the till asks by itself.
pub(crate) fn refund_and_question(counter: &Counter, id: &FinancingId) {
    let till = &counter.till;
    let heard = at_once([
        Box::new(|| heard(till.refund(id, marc(), Some(MOST)), till)) as Part<'_, Heard>,
        Box::new(|| {
            block_on(till.run(Task::Ask(id.clone()))).unwrap();
            Heard::Done
        }),
    ]);
    assert_eq!(heard, [Heard::Done, Heard::Done]);
}

#[test]
fn a_notification_during_a_delivery_changes_nothing_of_what_its_answer_says() {
    let shop = Shop::to_deliver(Route::OneCall);
    many_orders("a notification and a delivery", move || {
        let counter = shop.open();
        counter.screen_looks();
        let (till, id) = (&counter.till, &shop.id);
        let heard = at_once([
            Box::new(|| heard(till.deliver(id, ines(), None), till)) as Part<'_, Heard>,
            Box::new(|| heard(till.check(id), till)),
        ]);
        assert_eq!(heard, [Heard::Done, Heard::Done]);
        assert_eq!(counter.financing(id).state, State::Financed);
        let books = counter.books_agree(id);
        assert_eq!(books.times(Operation::Release), 1);
        assert_eq!(books.most_at_once, 1, "one request at a time");
    });
}

/// A release that waits for the network, which is there again, and the time to try it.
fn release_that_waits() -> Arc<Shop> {
    Shop::after(Route::OneCall, |counter| {
        let id = counter.to_deliver();
        counter.fate(Fate::NotSent);
        counter
            .finish(counter.till.deliver(&id, ines(), None))
            .unwrap();
        counter.clock.forward(TimeDelta::minutes(6));
        id
    })
}

#[test]
fn a_release_that_the_follow_up_sends_while_staff_take_it_back_is_done_once_or_not_at_all() {
    let shop = release_that_waits();
    many_orders("the follow-up and a press", move || {
        let counter = shop.open();
        let (till, id) = (&counter.till, &shop.id);
        let heard = at_once([
            Box::new(|| {
                follow_up(till);
                Heard::Done
            }) as Part<'_, Heard>,
            Box::new(|| heard(till.cancel(id, marc(), None), till)),
        ]);
        let released = match heard[1] {
            Heard::Done => 0,
            Heard::No(Refusal::Busy | Refusal::AlreadyFinanced) => 1,
            Heard::No(why) => panic!("told the wrong thing: {why}"),
        };
        let books = counter.books_agree(id);
        assert_eq!(books.times(Operation::Release), released);
        assert_eq!(books.most_at_once, u32::try_from(released.max(1)).unwrap());
    });
}

#[test]
fn a_refund_whose_answer_was_lost_with_its_program_is_asked_about_by_two_threads_and_settled() {
    let shop = Shop::after(Route::OneCall, |counter| {
        let id = counter.financed();
        let pressed = counter.till.refund(&id, marc(), Some(MOST)).unwrap();
        for effect in &pressed.effects {
            if let Effect::Send(intent) = effect {
                let order = &pressed.held.financing.order;
                counter.bank.in_the_books(|books| books.act(intent, order));
            }
        }
        id
    });
    many_orders("two who take up a lost answer", move || {
        let counter = shop.open();
        let till = &counter.till;
        let take_up = || {
            for taken_up in till.recover().unwrap() {
                block_on(till.carry_out(taken_up)).unwrap();
            }
        };
        let follow = || follow_up(till);
        at_once([Box::new(take_up) as Part<'_, ()>, Box::new(follow)]);
        let books = counter.books_agree(&shop.id);
        assert_eq!(books.times(Operation::Refund), 1);
        assert_eq!(books.most_at_once, 1, "one request at a time");
    });
}

#[test]
fn a_customer_who_is_erased_during_a_refund_is_erased_before_it_or_not_at_all() {
    let shop = Shop::financed();
    many_orders("an erasure and a refund", move || {
        let counter = shop.open();
        let (till, id) = (&counter.till, &shop.id);
        let papers = counter.folder.path().join("papers");
        let erased = at_once([
            Box::new(|| {
                assert_eq!(
                    heard(till.refund(id, marc(), Some(MOST)), till),
                    Heard::Done
                );
                None
            }) as Part<'_, Option<usize>>,
            Box::new(|| {
                let of = std::slice::from_ref(id);
                let erasure = till.erase_customer(id, of, &marc(), &papers).unwrap();
                Some(erasure.financings.len())
            }),
        ]);
        let customer = till.detail(id).unwrap().customer;
        assert_eq!(erased[1], Some(usize::from(customer.is_none())));
        assert_eq!(counter.books_agree(id).times(Operation::Refund), 1);
    });
}

#[test]
fn of_two_windows_that_print_at_once_one_prints_the_original_and_the_other_a_duplicate() {
    let shop = Shop::financed();
    every_order("two windows print", 1, move || {
        let counter = shop.open();
        let papers = counter.folder.path().join("papers");
        let settings = TillSettings {
            shop: "Maison Rivoire".to_owned(),
            shop_lines: Vec::new(),
            till: "T2".to_owned(),
            country: "FR".to_owned(),
            zone: counter.till.zone(),
            gateways: Vec::new(),
            legal_id: String::new(),
            personal_data_months: None,
        };
        let print_for = PrintFor {
            shop: &settings,
            language: Language::Fr,
            training: false,
        };
        let press = || {
            let (id, paper) = (&shop.id, Paper::Receipt);
            counter
                .till
                .print(id, ines(), paper, &print_for, &papers)
                .unwrap()
        };
        let printed = at_once([Box::new(press) as Part<'_, _>, Box::new(press)]);
        let mut copies = printed.each_ref().map(|printed| printed.copy);
        copies.sort_unstable();
        assert_eq!(copies, [1, 2]);
        assert!(printed.iter().all(|printed| printed.file.is_file()));
        counter.books_agree(&shop.id);
    });
}
