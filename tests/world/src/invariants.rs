//! What must hold always (ARCHITECTURE.md), read off the ledger's journal and the gateway's own books. It believes no
//! stored state: each financing is folded again from its rows, and so are its intents.

use super::{
    bank::{Bank, Line},
    kind::kind,
    transaction::{Stage, Transaction},
};
use chrono::{DateTime, Timelike, Utc};
use chrono_tz::Europe::Paris;
use financing::{
    Attention, Effect, Entry, Event, Financing, Intent, Operation, Standing, State, start, step,
};
use ledger::Held;
use std::collections::{BTreeMap, BTreeSet};

/// A financing as its journal tells it.
pub(crate) struct Tale {
    /// As it stands.
    pub(crate) financing: Financing,
    /// Its intents by their number, and how each stands.
    pub(crate) intents: BTreeMap<u32, (Intent, Standing)>,
    /// Every event with the state it met.
    pub(crate) visits: Vec<(State, &'static str)>,
}

impl Tale {
    /// A tale that has just begun.
    pub(crate) fn beginning(financing: Financing) -> Tale {
        Tale {
            financing,
            intents: BTreeMap::new(),
            visits: Vec::new(),
        }
    }

    /// Folds the rows; `None` when they could not have followed each other.
    pub(crate) fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Option<Tale> {
        let mut entries = entries.into_iter();
        let first = entries.next()?;
        let Event::Started { id, order } = &first.event else {
            return None;
        };
        let begun = start(id.clone(), (**order).clone(), first.at);
        let mut tale = Tale::beginning(begun.next);
        tale.follow(begun.effects);
        entries.try_fold(tale, Tale::and)
    }

    /// Folds one more row; `None` when it could not have followed.
    pub(crate) fn and(mut self, entry: &Entry) -> Option<Tale> {
        let step = step(&self.financing, &entry.event, entry.at).ok()?;
        self.visits.push((self.financing.state, kind(&entry.event)));
        self.financing = step.next;
        self.follow(step.effects);
        Some(self)
    }

    /// Takes in what a step did to the intents.
    pub(crate) fn follow(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send(intent) => {
                    _ = self
                        .intents
                        .insert(intent.number, (intent, Standing::Dispatched));
                }
                Effect::Settle { intent, standing } => {
                    if let Some((_, stands)) = self.intents.get_mut(&intent) {
                        *stands = standing;
                    }
                }
                Effect::Ask => {}
            }
        }
    }
}

/// Invariants 1, 4, 5 and 6 of one financing.
pub(crate) fn check(
    held: &Held,
    tale: &Tale,
    bank: &Bank,
    strange: &BTreeSet<String>,
) -> Result<(), String> {
    let financing = &held.financing;
    if tale.financing != *financing {
        return Err("4: the state is not the fold of the journal".to_owned());
    }
    standing(financing, &tale.intents, bank, strange)
}

/// Invariants 1, 5 and 6, whoever remembers the financing.
pub(crate) fn standing(
    financing: &Financing,
    intents: &BTreeMap<u32, (Intent, Standing)>,
    bank: &Bank,
    strange: &BTreeSet<String>,
) -> Result<(), String> {
    let reference = &financing.order.key.reference;
    if !financing.amounts.agree_with(financing.order.amount) {
        return Err(format!(
            "5: the amounts do not hold together: {:?}",
            financing.amounts
        ));
    }
    let mut done = BTreeSet::new();
    let known = |line: &&Line| line.intent != 0 && !line.forgotten;
    for line in bank.lines(reference).filter(known) {
        let Some((intent, stands)) = intents.get(&line.intent) else {
            return Err(format!(
                "3: the books show {line:?}, and no intent is on disk"
            ));
        };
        if (intent.operation, intent.amount) != (line.operation, line.amount) {
            return Err(format!(
                "1: the books show {line:?}, the intent says {intent:?}"
            ));
        }
        if !done.insert(line.intent) {
            return Err(format!("1: doubled: {line:?}"));
        }
        if *stands == Standing::Rejected && line.operation != Operation::Open {
            return Err(format!(
                "1: counted as not done, and the books show {line:?}"
            ));
        }
    }
    // What a backup forgot has no number here; an intent that was under way in it may have been done under a later one.
    let forgotten: Vec<Operation> = bank
        .lines(reference)
        .filter(|line| line.forgotten)
        .map(|line| line.operation)
        .collect();
    // What was to be cancelled may have lapsed before: the books come to the same.
    let lapsed = bank
        .transaction(reference)
        .is_some_and(|truth| truth.stage == Stage::Cancelled);
    let missing = intents.values().find(|(intent, stands)| {
        let shows = match intent.operation {
            Operation::Open | Operation::Abandon => true,
            Operation::Cancel => lapsed || done.contains(&intent.number),
            Operation::Reserve | Operation::Release | Operation::Refund => {
                done.contains(&intent.number)
            }
        };
        *stands == Standing::Confirmed && !shows && !forgotten.contains(&intent.operation)
    });
    if let Some((intent, _)) = missing {
        return Err(format!(
            "6: counted as done, and the books show no {intent:?}"
        ));
    }
    agree(financing, bank.transaction(reference))?;
    if financing.attention == Some(Attention::Contradiction) {
        return Err("the gateway never contradicts itself here".to_owned());
    }
    if let Some(Attention::Unrecognised { word }) = &financing.attention
        && !strange.contains(reference)
    {
        return Err(format!("the gateway never said {word:?}"));
    }
    Ok(())
}

/// Invariant 1 once more: whoever gives money back knows what was given back before, so that nothing of it is given back
/// again; after a restore, too.
pub(crate) fn gives_back_knowingly(
    financing: &Financing,
    intent: &Intent,
    truth: Option<&Transaction>,
) -> Result<(), String> {
    let books = truth.map(|truth| truth.amounts).unwrap_or_default();
    let let_go = truth.is_some_and(|truth| truth.stage == Stage::Cancelled);
    let known = match intent.operation {
        Operation::Refund => financing.amounts.refunded == books.refunded,
        Operation::Cancel => financing.amounts.cancelled == books.cancelled || let_go,
        Operation::Open | Operation::Reserve | Operation::Release | Operation::Abandon => true,
    };
    if known {
        Ok(())
    } else {
        let shown = financing.amounts;
        Err(format!(
            "1: {intent:?} leaves where the till shows {shown:?}, the books {books:?}"
        ))
    }
}

/// Invariant 6: what the till shows, the gateway's books show too.
fn agree(financing: &Financing, truth: Option<&Transaction>) -> Result<(), String> {
    let known = financing.amounts;
    let books = truth.map(|truth| truth.amounts).unwrap_or_default();
    if known.released > books.released
        || known.refunded > books.refunded
        || known.cancelled > books.cancelled
    {
        return Err(format!("6: the till shows {known:?}, the books {books:?}"));
    }
    let shows_money = matches!(
        financing.state,
        State::Financed | State::Refunding | State::Refunded
    );
    if shows_money && books.released.is_zero() {
        return Err("6: falsely financed".to_owned());
    }
    let accepted = !known.authorised.is_zero();
    if accepted && !truth.is_some_and(|truth| truth.signed) {
        return Err("6: falsely accepted".to_owned());
    }
    Ok(())
}

/// The day to release is so many calendar days after acceptance, at the same time of day in Paris; in the hour that
/// spring skips, an hour before.
pub(crate) fn due(financing: &Financing, deadline: Option<DateTime<Utc>>) -> Result<(), String> {
    let (Some(accepted), Some(deadline)) = (financing.times.accepted, deadline) else {
        return Ok(());
    };
    let [from, to] = [accepted, deadline].map(|at| at.with_timezone(&Paris).naive_local());
    let days = (to.date() - from.date()).num_days();
    let skipped = to.time().hour() == 1 && from.time().hour() == 2;
    if days == i64::from(financing.order.terms.release_days)
        && (to.time() == from.time() || skipped)
    {
        Ok(())
    } else {
        Err(format!("7: accepted at {from}, to be released by {to}"))
    }
}

/// Whether nobody looks after it any more, neither the till nor a person: what the gateway has of it then stays as it is
/// until it lapses there, a customer's money reserved and all.
pub(crate) fn is_left_alone(financing: &Financing) -> bool {
    financing.state.is_settled() && financing.pending.is_none() && financing.attention.is_none()
}

/// Invariant 7, once faults have stopped and time has passed: it ended as the books say, or it stands before a person.
pub(crate) fn ended(financing: &Financing, truth: Option<&Transaction>) -> Result<(), String> {
    if financing.attention.is_some() {
        return Ok(());
    }
    if !is_left_alone(financing) {
        return Err(format!(
            "7: hangs in {:?}, {:?}",
            financing.state, financing.pending
        ));
    }
    let known = financing.amounts;
    let books = truth.map(|truth| truth.amounts).unwrap_or_default();
    if (known.released, known.refunded) != (books.released, books.refunded) {
        return Err(format!(
            "7: it ended with {known:?}, the books with {books:?}"
        ));
    }
    let alive = truth.is_some_and(|truth| match truth.stage {
        Stage::Offered | Stage::Filling | Stage::Review | Stage::Reserved => true,
        Stage::Accepted => !financing.is_withdrawn(),
        Stage::Released
        | Stage::Refunded
        | Stage::Cancelled
        | Stage::Lapsed
        | Stage::Refused
        | Stage::Left
        | Stage::Broken
        | Stage::ReservationRefused => false,
    });
    if alive {
        let truth = truth.map(|truth| truth.stage);
        return Err(format!(
            "7: it ended as {:?}, and the gateway has it {truth:?}",
            financing.state
        ));
    }
    Ok(())
}
