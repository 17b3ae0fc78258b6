//! Programs on one file that come between each other's reading and writing, in every order: each reads, decides and
//! writes, and whoever was overtaken reads and decides again, as a till does. One wins; the others hear why not.

use crate::shop::{Shop, open, told, try_record};
use financing::{Cents, Event, Financing, FinancingId, Refusal, Status, step};
use ledger::{Held, Ledger, LedgerError};

/// What was released.
const RELEASED: u32 = 60_000;
/// Two such parts can be refunded, and a third cannot.
const PART: Cents = Cents::of(25_000);
/// The programs.
const PROGRAMS: usize = 3;

/// How far a program is with its refund.
#[derive(Debug)]
enum Stands {
    Begins,
    /// It has read and decided, and not written yet.
    Decided(Held),
    /// It has written; the gateway's answer is on its way.
    Sent(Held),
    Refunded,
    No(Refusal),
}

const REFUND: Event = Event::Refund { amount: Some(PART) };

impl Stands {
    fn is_over(&self) -> bool {
        match self {
            Stands::Begins | Stands::Decided(_) | Stands::Sent(_) => false,
            Stands::Refunded | Stands::No(_) => true,
        }
    }

    /// The next transaction of this program.
    fn next(self, ledger: &mut Ledger, id: &FinancingId) -> Stands {
        match self {
            Stands::Begins => decide(ledger.financing(id).unwrap()),
            Stands::Decided(held) => match try_record(ledger, &held, REFUND, 40, None) {
                Ok(written) => Stands::Sent(written),
                Err(LedgerError::Overtaken) => decide(ledger.financing(id).unwrap()),
                Err(other) => panic!("no loser is told a fault: {other}"),
            },
            Stands::Sent(held) => {
                let intent = held.financing.intents;
                let done = told(Some(intent), Status::Released);
                try_record(ledger, &held, done, 41, None).unwrap();
                Stands::Refunded
            }
            over @ (Stands::Refunded | Stands::No(_)) => over,
        }
    }
}

/// What the rules say of a refund, at the minute at which it would be written.
fn decide(held: Held) -> Stands {
    match step(&held.financing, &REFUND, crate::shop::minute(40)) {
        Ok(_) => Stands::Decided(held),
        Err(why) => Stands::No(why),
    }
}

/// Lets the programs take their turns as `order` says, and then each its first. Whether there was a choice, at each turn
/// among how many.
fn race(
    order: &[usize],
    tills: &mut [Ledger],
    id: &FinancingId,
) -> (Vec<(usize, usize)>, Vec<Stands>) {
    let mut all: Vec<Stands> = tills.iter().map(|_| Stands::Begins).collect();
    let mut taken = Vec::new();
    loop {
        let able: Vec<usize> = (0..all.len()).filter(|one| !all[*one].is_over()).collect();
        if able.is_empty() {
            return (taken, all);
        }
        let chosen = order.get(taken.len()).copied().unwrap_or(0);
        taken.push((chosen, able.len()));
        let one = able[chosen];
        let stood = std::mem::replace(&mut all[one], Stands::Begins);
        all[one] = stood.next(&mut tills[one], id);
    }
}

fn refunds_in_the_books(financing: &Financing, all: &[Stands]) {
    let won = all.iter().filter(|one| matches!(one, Stands::Refunded));
    let won = i64::try_from(won.count()).unwrap();
    assert!((1..=2).contains(&won), "{all:?}");
    assert_eq!(financing.amounts.refunded.get(), won * PART.get());
    assert!(financing.amounts.refunded <= financing.amounts.released);
    for one in all {
        match one {
            Stands::Refunded | Stands::No(Refusal::Busy | Refusal::AboveLeft { .. }) => {}
            other @ (Stands::Begins | Stands::Decided(_) | Stands::Sent(_) | Stands::No(_)) => {
                panic!("{other:?}")
            }
        }
    }
}

#[test]
fn programs_that_refund_at_once_never_exceed_the_rest_in_any_order_of_their_transactions() {
    let mut shop = Shop::new();
    let mut tills: Vec<Ledger> = (0..PROGRAMS)
        .map(|_| open(&shop.file(), false).unwrap())
        .collect();
    let (mut order, mut orders) = (Vec::new(), 0);
    loop {
        let id = shop.financed(&format!("A-{orders}"), RELEASED).financing.id;
        let (taken, all) = race(&order, &mut tills, &id);
        refunds_in_the_books(&shop.ledger.financing(&id).unwrap().financing, &all);
        orders += 1;
        let more = |(chosen, among): &(usize, usize)| chosen + 1 < *among;
        let Some(last) = taken.iter().rposition(more) else {
            break;
        };
        order = taken[..=last].iter().map(|(chosen, _)| *chosen).collect();
        order[last] += 1;
    }
    shop.ledger.verify(|_, _| ()).unwrap();
    println!("{orders} orders");
    assert!(orders > 100, "only {orders} orders");
}
