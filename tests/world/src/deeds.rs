//! What happens in a shop, one deed at a time: staff press and press again, customers' news come in, true and forged,
//! machines lose their power, clocks are set, cables are pulled, disks fill up, keyrings lock.

use super::{
    life::World,
    presses::{check, declare, press, some_financing, some_part, start},
    restore,
    wire::held,
};
use chrono::{DateTime, TimeDelta, Utc};
use financing::{Event, FinancingId, Route, State};
use std::{collections::BTreeMap, sync::atomic::Ordering};

#[derive(Debug, Clone, Copy)]
enum Deed {
    Start,
    Deliver,
    Cancel,
    Refund,
    Check,
    Declare,
    News,
    Portal,
    OnCounter,
    Crash,
    PowerCut,
    CrashTwice,
    Clock,
    Cable,
    Keyring,
    Disk,
    Backup,
    Restore,
    Quit,
}

/// One of them, by chance. What was broken is mended now and then.
pub(crate) async fn one(world: &mut World) {
    for machine in &world.machines {
        if world.chance.percent(20) {
            machine.weather.unplugged.store(false, Ordering::Relaxed);
            machine.weather.locked.store(false, Ordering::Relaxed);
        }
    }
    for file in &world.files {
        if world.chance.percent(25) {
            file.mend();
        }
    }
    let machine = world.chance.between(0, world.machines.len() as u64) as usize;
    let deed = world.chance.weighed(&[
        (16, Deed::Start),
        (18, Deed::Deliver),
        (7, Deed::Cancel),
        (16, Deed::Refund),
        (6, Deed::Check),
        (3, Deed::Declare),
        (8, Deed::News),
        (4, Deed::Portal),
        (2, Deed::OnCounter),
        (5, Deed::Crash),
        (4, Deed::PowerCut),
        (2, Deed::CrashTwice),
        (3, Deed::Clock),
        (3, Deed::Cable),
        (2, Deed::Keyring),
        (3, Deed::Disk),
        (3, Deed::Backup),
        (2, Deed::Restore),
        (1, Deed::Quit),
    ]);
    match deed {
        Deed::Start => start(world, machine),
        Deed::Deliver => {
            let amount = some_part(world);
            press(world, machine, Event::Deliver { amount }).await;
        }
        Deed::Cancel => {
            let amount = some_part(world);
            press(world, machine, Event::Cancel { amount }).await;
        }
        Deed::Refund => {
            let amount = some_part(world);
            press(world, machine, Event::Refund { amount }).await;
        }
        Deed::Declare => declare(world, machine),
        Deed::Check => check(world, machine),
        Deed::News => news(world),
        Deed::Portal => portal(world, machine),
        Deed::OnCounter => {
            let id = some_financing(world, machine);
            if let Some(program) = &world.machines[machine].program {
                program.till.on_counter(id);
            }
        }
        Deed::Crash => crash(world, machine, false).await,
        Deed::PowerCut => crash(world, machine, true).await,
        Deed::CrashTwice => {
            crash(world, machine, true).await;
            let left = world.chance.between(1, 3);
            for _ in 0..left {
                world.machines[machine].halt().await;
                world.switch_on(machine, true).await;
            }
        }
        Deed::Clock => set_clock(world, machine),
        Deed::Cable => toggle(world, machine, "cable", |weather| &weather.unplugged),
        Deed::Keyring => toggle(world, machine, "keyring", |weather| &weather.locked),
        Deed::Disk => disk(world, machine),
        Deed::Backup => restore::back_up(world),
        Deed::Restore => restore::restore(world).await,
        Deed::Quit => {
            world.machines[machine].halt().await;
            held(&world.tally).did("quit");
        }
    }
    if !matches!(deed, Deed::Quit) {
        world.switch_on(machine, false).await;
    }
}

/// Notifications come in: true ones, late, doubled, in any order, and forged ones. Each is a reason to ask, and each is
/// asked about, in the order in which they came.
fn news(world: &mut World) {
    let mut about: Vec<String> = Vec::new();
    for bank in &world.banks {
        about.extend(held(bank).take_news());
    }
    held(&world.tally).did("notifications");
    if world.chance.percent(30) && !about.is_empty() {
        about.extend(about.clone());
        held(&world.tally).did("notifications doubled");
    }
    if world.chance.percent(30) && about.len() > 1 {
        about.reverse();
        held(&world.tally).did("notifications out of order");
    }
    for machine in 0..world.machines.len() {
        let forged = some_financing(world, machine);
        let file = &world.files[world.machines[machine].file];
        let reference = |id: &FinancingId| {
            let seen = file.seen(id)?;
            Some(seen.held.financing.order.key.reference.clone())
        };
        let named: BTreeMap<String, &FinancingId> = file
            .known
            .iter()
            .filter_map(|id| Some((reference(id)?, id)))
            .collect();
        let told = about.iter().filter_map(|about| named.get(about));
        let asked: Vec<FinancingId> = told.copied().chain(&forged).cloned().collect();
        if let (Some(program), Some(id)) = (&world.machines[machine].program, &forged) {
            for wire in &program.wires {
                *held(&wire.believed) = reference(id);
            }
        }
        for id in asked {
            world.machines[machine].ask(id, file);
        }
    }
}

/// Staff release it in the gateway's portal, as they were told to.
fn portal(world: &mut World, machine: usize) {
    let file = &world.files[world.machines[machine].file];
    let waiting = file.known.iter().find_map(|id| {
        let financing = &file.seen(id)?.held.financing;
        let by_hand = financing.order.terms.route == Route::ByHand;
        (by_hand && financing.state == State::Releasing).then_some(financing)
    });
    if let Some(financing) = waiting {
        held(&world.tally).did("portal");
        let bank = world.bank_of(&financing.order.gateway);
        held(bank).release_by_hand(&financing.order.key.reference, world.time.now());
    }
}

/// The program dies, and with the power what only closing would have merged.
async fn crash(world: &mut World, machine: usize, power: bool) {
    let file = world.machines[machine].file;
    let twins = (0..world.machines.len()).filter(|other| world.machines[*other].file == file);
    let all: Vec<usize> = if power {
        twins.collect()
    } else {
        vec![machine]
    };
    held(&world.tally).did(if power { "power cut" } else { "crash" });
    let mut dead = Vec::new();
    for machine in &all {
        dead.extend(world.machines[*machine].halt().await);
    }
    // The copy is taken before the ledgers close: closing would merge and tidy.
    if power {
        world.cut_the_power(file);
    }
    drop(dead);
    world.switch_on_all(all, false).await;
    world.look(true);
}

fn set_clock(world: &mut World, machine: usize) {
    let chance = &mut world.chance;
    let wrong_by = chance.pick(&[0, 0, 0, 0, 0, -1, 1, -3, 5, -24, 24, 168]);
    let clock = &world.machines[machine].clock;
    if world.chance.percent(8) {
        clock.set_to(DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(3));
    } else {
        clock.set_wrong_by(TimeDelta::hours(wrong_by));
    }
    let file = &mut world.files[world.machines[machine].file];
    file.clocks_were_set = true;
    file.mishap();
    held(&world.tally).did("clock set");
}

fn toggle(
    world: &mut World,
    machine: usize,
    what: &'static str,
    switch: impl Fn(&super::wire::Weather) -> &std::sync::atomic::AtomicBool,
) {
    switch(&world.machines[machine].weather).fetch_xor(true, Ordering::Relaxed);
    held(&world.tally).did(what);
}

fn disk(world: &mut World, machine: usize) {
    let table = world.chance.pick(&["journal", "intent", "journal"]);
    let fills_up = world.chance.percent(50);
    let room = world.chance.between(0, 12) as i64;
    let file = &world.files[world.machines[machine].file];
    if file.fails() {
        file.mend();
    } else if fills_up {
        file.fill_up(room);
        held(&world.tally).did("disk full");
    } else {
        file.fail(table);
        held(&world.tally).did("disk fails");
    }
}
