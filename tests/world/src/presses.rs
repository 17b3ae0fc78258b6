//! What staff press: start, deliver, cancel, refund, check, declare; once, twice, or at two machines. Every press that is
//! acknowledged is written down here, so that it can be looked for after every crash.

use super::{
    bank::Line,
    bugs::Bug,
    life::{Press, World},
    wire::{gateway_id, held, product},
};
use financing::{
    Actor, Cents, Customer, Declared, Event, FinancingId, Mode, OrderNumber, Person, Sending, State,
};
use ledger::LedgerError;
use till::{StartRequest, Till, TillFault, Underway};

/// Half of the time all of it, otherwise something between nothing and too much.
pub(crate) fn some_part(world: &mut World) -> Option<Cents> {
    let chance = &mut world.chance;
    let part = chance.pick(&[0, 1, 5_000, 20_000, 50_000, 90_000, 400_000]);
    (!chance.percent(60)).then(|| Cents::of(part))
}

pub(crate) fn some_financing(world: &mut World, machine: usize) -> Option<FinancingId> {
    let file = &world.files[world.machines[machine].file];
    let count = file.known.len() as u64;
    if count == 0 {
        return None;
    }
    // The younger ones are nearer at hand.
    let back = world
        .chance
        .between(0, count)
        .min(world.chance.between(0, count));
    file.known.iter().rev().nth(back as usize).cloned()
}

/// Whoever stands at the till.
pub(crate) fn staff() -> Actor {
    Actor::Staff("Inès".to_owned())
}

/// Whoever is called when it is a manager's deed.
pub(crate) fn manager() -> Actor {
    Actor::Manager("M. Roche".to_owned())
}

/// Whoever stands before it.
pub(crate) fn customer() -> Customer {
    let billing = Person {
        first_name: "Élodie".to_owned(),
        last_name: "Fontaine".to_owned(),
        ..Person::default()
    };
    Customer {
        billing,
        ..Customer::default()
    }
}

pub(crate) fn start(world: &mut World, machine: usize) {
    let file = world.machines[machine].file;
    let manners = world.manners();
    let manner = world.chance.pick(&manners);
    let cents = world
        .chance
        .pick(&[9_999, 10_000, 60_000, 124_990, 250_000, 300_001]);
    let mut request = StartRequest {
        token: format!("form-{}-{}", machine, world.chance.next()),
        gateway: gateway_id(&manner),
        amount: Cents::of(cents),
        product: product().code,
        instalments: 4,
        mode: world
            .chance
            .pick(&[Mode::Direct, Mode::TwoStep, Mode::TwoStep]),
        order: OrderNumber::new("CMD-20418").unwrap(),
        sending: world
            .chance
            .pick(&[Sending::Link, Sending::Link, Sending::Sms]),
    };
    let form = request.token.clone();
    let times = world.chance.weighed(&[(6, 1), (3, 2), (1, 3)]);
    for press in 0..times {
        if world.bug == Some(Bug::TokenPerPress) {
            request.token = format!("{form}-{press}");
        }
        let Some(program) = &world.machines[machine].program else {
            return;
        };
        held(&world.tally).did("start");
        match program.press(|till| till.start(staff(), request.clone(), &customer())) {
            None => {}
            Some(Ok(underway)) => {
                let id = underway.held.financing.id.clone();
                if *world.forms.entry(form.clone()).or_insert(id.clone()) != id {
                    held(&world.tally).violated("9: one form began two financings".to_owned());
                }
                if world.files[file].forgotten.financings.contains(&id) {
                    held(&world.tally).violated(format!("9: {id} names two financings"));
                }
                world.files[file].known.insert(id.clone());
                acknowledge(world, machine, underway, None);
            }
            Some(Err(fault)) => world.machines[machine].look_at(&fault, &world.files[file]),
        }
    }
}

/// Presses the button of this event, as whoever may; `None` when no button does it.
pub(crate) fn deed(
    till: &Till,
    id: &FinancingId,
    event: &Event,
) -> Option<Result<Underway, TillFault>> {
    Some(match event {
        Event::Deliver { amount } => till.deliver(id, staff(), *amount),
        Event::Cancel { amount } => match till.cancel(id, staff(), *amount) {
            Err(TillFault::ManagerWanted) => till.cancel(id, manager(), *amount),
            told => told,
        },
        Event::Refund { amount } => till.refund(id, manager(), *amount),
        Event::Declared { what } => till.declare(id, manager(), *what),
        Event::Started { .. }
        | Event::Printed { .. }
        | Event::Told { .. }
        | Event::Rejected { .. }
        | Event::NotSent { .. }
        | Event::Unanswered { .. }
        | Event::SentAgain { .. }
        | Event::NeverSent { .. }
        | Event::Overdue { .. } => return None,
    })
}

/// Presses a button, often twice, sometimes at two machines.
pub(crate) async fn press(world: &mut World, machine: usize, event: Event) {
    let Some(id) = some_financing(world, machine) else {
        return;
    };
    let file = world.machines[machine].file;
    let times = world.chance.weighed(&[(6, 1), (4, 2)]);
    for turn in 0..times {
        let twins = (0..world.machines.len()).filter(|other| world.machines[*other].file == file);
        let at = if turn == 0 {
            machine
        } else {
            twins.max().unwrap_or(machine)
        };
        let Some(program) = &world.machines[at].program else {
            continue;
        };
        held(&world.tally).did(name(&event));
        if let Some(bug) = world.bug {
            let now = world.time.now();
            bug.before_a_press(program, &world.files[file], &id, &event, now)
                .await;
        }
        match program.press(|till| deed(till, &id, &event)).flatten() {
            Some(Ok(underway)) => acknowledge(world, at, underway, Some(event.clone())),
            // What was given back since the backup was made is not in it: right, until somebody checks.
            Some(Err(TillFault::AskFirst))
                if world.files[file].restored
                    && matches!(event, Event::Cancel { .. } | Event::Refund { .. }) =>
            {
                held(&world.tally).did("ask first");
            }
            Some(Err(fault)) => {
                world.machines[at].look_at(&fault, &world.files[file]);
                take_for_written(world, file, &id, &fault, &event);
            }
            None => {}
        }
    }
}

/// With the bug that says so, what a full disk refused is acknowledged all the same.
fn take_for_written(
    world: &mut World,
    file: usize,
    id: &FinancingId,
    fault: &TillFault,
    event: &Event,
) {
    let full = matches!(fault, TillFault::Ledger(LedgerError::DiskFull));
    let seen = world.files[file].seen(id);
    if let (true, Some(seen), Some(Bug::FullDiskTakesIt)) = (full, seen, world.bug) {
        world.presses.push(Press {
            file,
            id: id.clone(),
            version: seen.held.version + 1,
            event: event.clone(),
        });
        held(&world.files[file].changed).insert(id.clone());
    }
}

fn name(event: &Event) -> &'static str {
    match event {
        Event::Deliver { .. } => "deliver",
        Event::Cancel { .. } => "cancel",
        Event::Refund { .. } => "refund",
        Event::Declared { .. } => "declare",
        Event::Started { .. }
        | Event::Printed { .. }
        | Event::Told { .. }
        | Event::Rejected { .. }
        | Event::NotSent { .. }
        | Event::Unanswered { .. }
        | Event::SentAgain { .. }
        | Event::NeverSent { .. }
        | Event::Overdue { .. } => "nothing",
    }
}

/// The press returned: from now on it is in the ledger, whatever happens. Then it is carried out, or
/// whoever carries it out is gone after a while.
fn acknowledge(world: &mut World, machine: usize, underway: Underway, event: Option<Event>) {
    let file = world.machines[machine].file;
    if let Some(event) = event {
        world.presses.push(Press {
            file,
            id: underway.held.financing.id.clone(),
            version: underway.held.version,
            event,
        });
    }
    let drops = world.chance.percent(4);
    let after_ms = drops.then(|| world.chance.between(0, 40_000));
    world.machines[machine].carry_out(underway, &world.files[file], after_ms);
}

/// A manager heard from the gateway's people that it was not done, and nothing of it is on its way any more; or read
/// the reason that is shown.
pub(crate) fn declare(world: &mut World, machine: usize) {
    let Some(id) = some_financing(world, machine) else {
        return;
    };
    let file = &world.files[world.machines[machine].file];
    let Some(seen) = file.seen(&id) else {
        return;
    };
    let financing = &seen.held.financing;
    let (reference, number) = (&financing.order.key.reference, financing.intents);
    let bank = held(world.bank_of(&financing.order.gateway));
    let operation = financing.pending.as_ref().map(|pending| pending.operation);
    let shows = |line: &Line| match line.forgotten {
        true => Some(line.operation) == operation,
        false => line.intent == number,
    };
    let done = bank.lines(reference).any(shows) || bank.awaits(reference);
    let alive = bank
        .transaction(reference)
        .is_some_and(|truth| truth.may_still_be_financed());
    drop(bank);
    let not_done = match &financing.pending {
        Some(_) => !done,
        None => !alive && matches!(financing.state, State::Withdrawing | State::Releasing),
    };
    let lies = world.bug == Some(Bug::DeclaredUnheard);
    let what = if not_done || lies {
        Declared::NotDone
    } else {
        Declared::Seen
    };
    let Some(program) = &world.machines[machine].program else {
        return;
    };
    let event = Event::Declared { what };
    held(&world.tally).did("declare");
    match program.press(|till| deed(till, &id, &event)).flatten() {
        Some(Ok(underway)) => acknowledge(world, machine, underway, Some(event)),
        Some(Err(fault)) => {
            let file = world.machines[machine].file;
            world.machines[machine].look_at(&fault, &world.files[file]);
        }
        None => {}
    }
}

pub(crate) fn check(world: &mut World, machine: usize) {
    let Some(id) = some_financing(world, machine) else {
        return;
    };
    let file = world.machines[machine].file;
    let Some(program) = &world.machines[machine].program else {
        return;
    };
    held(&world.tally).did("check now");
    match program.till.check(&id) {
        Ok(underway) => acknowledge(world, machine, underway, None),
        Err(fault) => world.machines[machine].look_at(&fault, &world.files[file]),
    }
}
