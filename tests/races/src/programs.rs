//! Two programs on one ledger, each with a connection, locks, lanes and a memory of its own: nothing is between them but
//! the file. A program is never interrupted within a transaction, for the till takes no lock in one; so between two of
//! its transactions is where the other one comes in, and SQLite's own waiting is not what is tried here.

use crate::{
    counter::{Heard, MOST, Shop, heard, ines, marc, one_wins},
    explore::{Part, at_once, every_order, many_orders},
};
use financing::{Cents, Operation, Refusal, Route, Standing};
use scheduled_till::Till;
use shuttle::future::block_on;

const LEFT: Cents = Cents::of(54_990);

#[test]
fn of_two_programs_that_refund_too_much_one_wins_and_the_other_is_told() {
    let shop = Shop::financed();
    many_orders("two programs refund", move || {
        let counter = shop.open();
        let other = counter.another_program();
        let press = |till: &Till| heard(till.refund(&shop.id, marc(), Some(MOST)), till);
        let heard = at_once([
            Box::new(|| press(&counter.till)) as Part<'_, Heard>,
            Box::new(|| press(&other)),
        ]);
        one_wins(heard, &[Refusal::Busy, Refusal::AboveLeft { left: LEFT }]);
        drop(other);
        assert_eq!(counter.books_agree(&shop.id).times(Operation::Refund), 1);
    });
}

#[test]
fn of_two_programs_that_only_press_one_press_is_written_in_every_order() {
    let shop = Shop::financed();
    every_order("two programs press a refund", 2, move || {
        let counter = shop.open();
        let other = counter.another_program();
        let pressed = at_once([
            Box::new(|| counter.till.refund(&shop.id, marc(), Some(MOST))) as Part<'_, _>,
            Box::new(|| other.refund(&shop.id, marc(), Some(MOST))),
        ]);
        let heard = pressed.map(|pressed| heard(pressed, &counter.till));
        one_wins(heard, &[Refusal::Busy]);
        drop(other);
        assert_eq!(counter.books_agree(&shop.id).times(Operation::Refund), 1);
    });
}

/// Where it starts between the writing and the sending, it calls the refund interrupted, and then nobody sends it.
#[test]
fn a_program_that_starts_while_another_refunds_asks_and_does_not_send() {
    let shop = Shop::financed();
    many_orders("one refunds, one starts", move || {
        let counter = shop.open();
        let other = counter.another_program();
        let heard = at_once([
            Box::new(|| {
                heard(
                    counter.till.refund(&shop.id, marc(), Some(MOST)),
                    &counter.till,
                )
            }) as Part<'_, Heard>,
            Box::new(|| {
                for taken_up in other.recover().unwrap() {
                    block_on(other.carry_out(taken_up)).unwrap();
                }
                Heard::Done
            }),
        ]);
        assert_eq!(heard, [Heard::Done, Heard::Done]);
        drop(other);
        let refunds = counter
            .bank
            .in_the_books(|books| books.times(Operation::Refund));
        match counter.financing(&shop.id).pending {
            None => assert_eq!(counter.books_agree(&shop.id).times(Operation::Refund), 1),
            Some(pending) => assert_eq!((pending.standing, refunds), (Standing::Unknown, 0)),
        }
    });
}

#[test]
fn what_one_program_delivers_while_another_cancels_is_released_or_given_back_and_not_both() {
    let shop = Shop::to_deliver(Route::ReservedOnAcceptance);
    many_orders("one program delivers, one cancels", move || {
        let counter = shop.open();
        let other = counter.another_program();
        let heard = at_once([
            Box::new(|| heard(counter.till.deliver(&shop.id, ines(), None), &counter.till))
                as Part<'_, Heard>,
            Box::new(|| heard(other.cancel(&shop.id, marc(), None), &other)),
        ]);
        one_wins(
            heard,
            &[Refusal::Busy, Refusal::AlreadyFinanced, Refusal::Over],
        );
        drop(other);
        let books = counter.books_agree(&shop.id);
        let moved = [Operation::Release, Operation::Cancel].map(|moved| books.times(moved));
        assert!(moved == [1, 0] || moved == [0, 1], "{:?}", books.done);
    });
}
