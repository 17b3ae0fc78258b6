//! One walk: one life of one financing, from the press to where it comes to rest, in which everything that may go wrong
//! is a choice. Staff press, time passes, the program dies and is started again; the invariants are looked at after
//! every change, and all of the ledger is verified at the end.

use super::{
    choices::{Choices, Mark, Search},
    customer::bank,
    fortune::{Fortune, Measure},
    script::{AMOUNT, Deed, Script},
    seam::{Seam, Seams},
};
use crate::{
    bank::{Bank, Letter},
    bugs::Bug,
    chance::{Chance, SeededDice},
    file::{File, open_ledger},
    invariants,
    life::folder,
    presses::{self, customer, staff},
    pulse::Pulse,
    time::{TrueTime, WallClock},
    transaction::Stage,
    wire::{Wire, gateway_id, held, product},
};
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use financing::{Clock, Entry, Event, FinancingId, Gateway, OrderNumber, Route, Sending, State};
use sha2::{Digest, Sha256};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use till::{StartRequest, Task, Till, TillParts};
use tokio::task::JoinSet;

/// The first look after something happened: when an exchange is over.
const SOON: Duration = Duration::from_secs(3);
/// The longest pause between two looks.
const LONG: Duration = Duration::from_secs(14_400);
/// How long a machine is awake of a pause; the rest of it, it sleeps.
const AWAKE: Duration = Duration::from_secs(150);
/// No life takes longer.
const LIFETIME: TimeDelta = TimeDelta::days(60);
/// How often staff press for one deed.
const PRESSES: u32 = 3;

/// What came of a walk.
pub(crate) struct Walked {
    /// The choices that led there.
    pub(crate) choices: Choices,
    /// The first invariant that did not hold.
    pub(crate) violation: Option<String>,
    /// The journal, and the gateway's books beside it, where one did not.
    pub(crate) story: String,
}

/// Walks with these choices. It ends where everything has come to rest, or at a place that the search knows.
pub(crate) fn walk(
    script: &Script,
    measure: Measure,
    bug: Option<Bug>,
    choices: Choices,
    search: &mut Search,
) -> Walked {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let folder = folder();
    let file = File::new(folder.path(), 0);
    let seams = Arc::new(Seams::new(Fortune::new(choices, measure), file, bug));
    let mut story = String::new();
    let end = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        runtime.block_on(async {
            let mut shop = Shop::new(script, Arc::clone(&seams));
            if shop.live(search).await {
                search.ends(held(&seams.fortune).left.kinds());
            }
            shop.close().await;
            if held(&shop.seams.tally).violation.is_some() {
                story = shop.story();
            }
        });
    }));
    if end.is_err() {
        held(&seams.tally).violated("it panicked".to_owned());
    }
    drop(runtime);
    let choices = std::mem::take(&mut held(&seams.fortune).choices);
    let violation = held(&seams.tally).violation.take();
    Walked {
        choices,
        violation,
        story,
    }
}

/// A running program.
struct Program {
    till: Arc<Till>,
    tasks: JoinSet<()>,
    /// When it was started, and how long the journal was.
    began: DateTime<Utc>,
    rows: usize,
}

/// A press that was acknowledged.
struct Press {
    version: u32,
    event: Event,
}

struct Shop<'a> {
    script: &'a Script,
    seams: Arc<Seams>,
    time: TrueTime,
    clock: Arc<WallClock>,
    bank: Arc<Mutex<Bank>>,
    program: Option<Program>,
    id: Option<FinancingId>,
    presses: Vec<Press>,
    /// How many of the script's deeds are done, and how often the next one was pressed.
    done: usize,
    pressed: u32,
    /// The journal's length when it was looked at last.
    rows: u64,
}

impl<'a> Shop<'a> {
    fn new(script: &'a Script, seams: Arc<Seams>) -> Shop<'a> {
        // A Friday, 10:00 in Paris.
        let began = Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap();
        let time = TrueTime::beginning(began);
        Shop {
            script,
            seams,
            time,
            clock: WallClock::right(time),
            bank: Arc::new(Mutex::new(bank(script.gateway, began))),
            program: None,
            id: None,
            presses: Vec::new(),
            done: 0,
            pressed: 0,
            rows: 0,
        }
    }

    /// Whether it came to its end; it may also come to a place that the search knows.
    async fn live(&mut self, search: &mut Search) -> bool {
        self.seams.next_write();
        self.start_program();
        self.order();
        let mut gap = SOON;
        while !self.is_over() {
            if !self.seams.is_alive() {
                if self.restart(search).await {
                    return false;
                }
                gap = SOON;
            }
            if self.press() {
                gap = SOON;
                continue;
            }
            self.pass(gap).await;
            if self.something_happened() {
                self.look();
                if self.is_still() && self.knows(search) {
                    return false;
                }
                self.hears();
                gap = SOON;
            } else if self.is_at_rest(gap) {
                self.verify();
                return true;
            } else {
                gap = (gap * 2).min(LONG);
            }
        }
        true
    }

    fn is_over(&self) -> bool {
        let late = self.time.now() > self.time.start() + LIFETIME;
        if late && self.seams.is_alive() {
            self.violated("7: no end in sight".to_owned());
        }
        held(&self.seams.tally).violation.is_some()
    }

    fn violated(&self, what: String) {
        held(&self.seams.tally).violated(what);
    }

    /// Starts the program and lets it take up what an earlier one left, as the shell does.
    fn start_program(&mut self) {
        let (path, reader) = {
            let file = held(&self.seams.file);
            file.mend();
            (file.path.clone(), Arc::clone(&file.reader))
        };
        let till = Arc::new(Till::new(TillParts {
            ledger: open_ledger(&path),
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            dice: Arc::new(SeededDice::new(Chance::new(0, "dice"))),
            sink: Arc::clone(&self.seams) as Arc<dyn till::Sink>,
            prefix: "T1".to_owned(),
            zone: chrono_tz::Europe::Paris,
        }));
        let wire = Wire::new(
            Arc::clone(&self.bank),
            Arc::clone(&self.seams.weather),
            self.time,
            reader,
            Pulse::of_one_that_lives_on(),
            Arc::clone(&self.seams.tally),
            self.seams.bug,
        );
        let seam = Seam::new(wire, self.time, Arc::clone(&self.seams));
        till.gateways.mount(Arc::new(seam) as Arc<dyn Gateway>);
        self.seams.begins();
        self.program = Some(Program {
            till,
            tasks: JoinSet::new(),
            began: self.time.now(),
            rows: self.history().len(),
        });
        let Some(program) = &mut self.program else {
            return;
        };
        match program.till.recover() {
            Ok(left) if self.seams.is_alive() => {
                for underway in left {
                    program.carry_out(underway, &self.seams);
                }
            }
            Ok(_) => return,
            Err(fault) => {
                self.seams.judge(&fault);
                // The disk refused it once: the program is started again by hand.
                return self.start_program();
            }
        }
        if self.seams.bug != Some(Bug::NobodyFollowsUp) {
            let seams = Arc::clone(&self.seams);
            let follow = Arc::clone(&program.till).follow(move |fault| seams.judge(&fault));
            program.tasks.spawn(follow);
        }
    }

    /// Staff press *Start*, twice.
    fn order(&mut self) {
        let request = StartRequest {
            token: "form".to_owned(),
            gateway: gateway_id(&held(&self.bank).manner),
            amount: AMOUNT,
            product: product().code,
            instalments: 4,
            mode: self.script.mode,
            order: OrderNumber::new("CMD-20418").unwrap(),
            sending: Sending::Link,
        };
        for _ in 0..2 {
            let Some(program) = self.program.as_mut().filter(|_| self.seams.is_alive()) else {
                return;
            };
            match program.till.start(staff(), request.clone(), &customer()) {
                Ok(underway) => {
                    let id = underway.held.financing.id.clone();
                    if *self.id.get_or_insert(id.clone()) != id {
                        return self.violated("9: one form began two financings".to_owned());
                    }
                    if self.seams.is_alive() {
                        program.carry_out(underway, &self.seams);
                    }
                }
                Err(fault) => self.seams.judge(&fault),
            }
        }
    }

    /// Staff press for their next deed, twice, if the financing stands where it belongs.
    fn press(&mut self) -> bool {
        let Some(financing) = self.financing() else {
            return false;
        };
        while let Some(Deed { is_done, .. }) = self.script.deeds.get(self.done)
            && is_done(&financing)
        {
            self.done += 1;
            self.pressed = 0;
        }
        let Some(deed) = self.script.deeds.get(self.done) else {
            return self.release_by_hand(&financing);
        };
        let ready = deed.from.contains(&financing.state) && financing.pending.is_none();
        if !ready || self.pressed == PRESSES {
            return self.release_by_hand(&financing);
        }
        self.pressed += 1;
        for _ in 0..2 {
            let Some(program) = self.program.as_mut().filter(|_| self.seams.is_alive()) else {
                break;
            };
            match presses::deed(&program.till, &financing.id, &deed.event) {
                Some(Ok(underway)) => {
                    self.presses.push(Press {
                        version: underway.held.version,
                        event: deed.event.clone(),
                    });
                    if self.seams.is_alive() {
                        program.carry_out(underway, &self.seams);
                    }
                }
                Some(Err(fault)) => self.seams.judge(&fault),
                None => {}
            }
        }
        true
    }

    /// Where money moves by hand, staff move it in the gateway's portal, as they were told to.
    fn release_by_hand(&self, financing: &financing::Financing) -> bool {
        let reference = &financing.order.key.reference;
        let mut bank = held(&self.bank);
        let open = bank
            .transaction(reference)
            .is_some_and(|truth| truth.stage == Stage::Accepted);
        let by_hand = financing.order.terms.route == Route::ByHand;
        let due = by_hand && open && financing.state == State::Releasing;
        if due {
            bank.release_by_hand(reference, self.time.now());
        }
        due
    }

    fn financing(&self) -> Option<financing::Financing> {
        let id = self.id.as_ref()?;
        let file = held(&self.seams.file);
        Some(file.financing(id).ok()?.financing)
    }

    /// Notifications come in, as many as the walk chooses.
    fn hears(&mut self) {
        while held(&self.seams.fortune).notifies() {
            self.ask();
        }
    }

    /// A notification comes in: a reason to ask.
    fn ask(&mut self) {
        let (Some(program), Some(id)) = (&mut self.program, &self.id) else {
            return;
        };
        let (till, seams, task) = (
            Arc::clone(&program.till),
            Arc::clone(&self.seams),
            Task::Ask(id.clone()),
        );
        program.tasks.spawn(async move {
            if let Err(fault) = till.run(task).await {
                seams.judge(&fault);
            }
        });
    }

    /// Lets time pass, until the program dies at the longest.
    async fn pass(&mut self, gap: Duration) {
        self.wait(gap.min(AWAKE)).await;
        if gap > AWAKE && self.seams.is_alive() {
            tokio::time::advance(gap - AWAKE).await;
            self.wait(SOON).await;
        }
        held(&self.bank).live_until(self.time.now());
        if self.program.as_mut().is_some_and(Program::fell) {
            self.violated("the till fell: it panicked, or it went round in circles".to_owned());
        }
    }

    async fn wait(&mut self, gap: Duration) {
        let (until, seams) = (tokio::time::Instant::now() + gap, Arc::clone(&self.seams));
        while self.seams.is_alive() {
            tokio::select! {
                biased;
                () = seams.died.notified() => {}
                () = seams.notified.notified() => self.ask(),
                () = tokio::time::sleep_until(until) => return,
            }
        }
    }

    /// Whether the journal grew, or a customer moved.
    fn something_happened(&mut self) -> bool {
        let head = held(&held(&self.seams.file).reader).head().unwrap();
        let grew = std::mem::replace(&mut self.rows, head.seq) != head.seq;
        let news = !held(&self.bank).take_news().is_empty();
        grew || news
    }

    /// The dead program is taken away, and another one started: at once, or when a while has passed. Whether the search
    /// knows what it will find.
    async fn restart(&mut self, search: &mut Search) -> bool {
        self.close().await;
        {
            let mut file = held(&self.seams.file);
            file.mend();
            file.forget();
        }
        self.look();
        let later = held(&self.seams.fortune).choices.choose(2) == 1;
        // On a grid, so that what differs by moments alone comes to the same.
        let grid_s = if later { 600 } else { 10 };
        let past_s = u64::try_from(self.time.now().timestamp()).unwrap() % grid_s;
        let to_next = Duration::from_secs(grid_s - past_s);
        let moments = self.time.now().timestamp_subsec_nanos();
        tokio::time::advance(to_next - Duration::from_nanos(moments.into())).await;
        held(&self.bank).live_until(self.time.now());
        held(&self.bank).take_news();
        if self.knows(search) {
            return true;
        }
        held(&self.seams.fortune).alive = true;
        self.rows = held(&held(&self.seams.file).reader).head().unwrap().seq;
        self.start_program();
        if self.id.is_none() {
            self.order();
        }
        false
    }

    /// Whether the program only waits: nothing is on its way, and none of its tasks runs but the follow-up.
    fn is_still(&self) -> bool {
        let alone = |program: &Program| program.tasks.len() <= 1;
        self.seams.is_alive() && self.seams.is_still() && self.program.as_ref().is_some_and(alone)
    }

    /// Whether the search has gone on from a place like this one before.
    fn knows(&self, search: &mut Search) -> bool {
        let mark = self.mark();
        let fortune = held(&self.seams.fortune);
        search.knows(mark, fortune.choices.depth(), fortune.left.kinds())
    }

    /// Everything that what happens from now on can depend on: the ledger's file and its intents, the gateway and what is
    /// on its way there, the time, what staff still want; not how much may still go wrong. Of a dead program nothing is
    /// left. One that waits remembers what it did and heard: when it began, its rows of the journal with their times (so
    /// since when an outcome is in doubt), when it last asked, and what it is going to do next and when; and its disk may
    /// be about to refuse a write.
    fn mark(&self) -> Mark {
        let mut mark = Sha256::new();
        let bank = held(&self.bank);
        if let Some(financing) = self.financing() {
            let reference = &financing.order.key.reference;
            let letters: Vec<&Letter> = bank.on_their_way().collect();
            mark.update(serde_json::to_vec(&financing).unwrap());
            let file = held(&self.seams.file);
            let seen = file.seen(&financing.id);
            mark.update(format!("{:?}", seen.map(|seen| &seen.tale.intents)));
            mark.update(format!("{:?}", bank.lines(reference).collect::<Vec<_>>()));
            mark.update(format!("{:?}{letters:?}", bank.transaction(reference)));
        }
        let wanted = (&self.id, self.done, self.pressed);
        mark.update(format!("{:?}{wanted:?}", self.time.now()));
        if let Some(program) = &self.program {
            let rows = self.history();
            let own: Vec<_> = rows.iter().skip(program.rows).collect();
            mark.update(format!("{:?}{own:?}", program.began));
            mark.update(format!("{:?}{:?}", self.seams.asked(), program.till.due()));
            mark.update([u8::from(held(&self.seams.file).fails())]);
        }
        mark.finalize().into()
    }

    /// The journal's rows of the financing.
    fn history(&self) -> Vec<Entry> {
        let Some(id) = &self.id else {
            return Vec::new();
        };
        let file = held(&self.seams.file);
        let rows = held(&file.reader).history(id).unwrap_or_default();
        rows.into_iter().map(|row| row.entry).collect()
    }

    /// Looks at the invariants.
    fn look(&self) {
        let Some(id) = &self.id else {
            return;
        };
        if let Err(what) = self.look_at(id) {
            self.violated(what);
        }
    }

    fn look_at(&self, id: &FinancingId) -> Result<(), String> {
        let mut file = held(&self.seams.file);
        file.read(id)?;
        let seen = file.seen(id).ok_or("2: it is gone")?;
        let lost = self.presses.iter().find(|press| {
            let row = seen.events.get(press.version as usize - 1);
            row != Some(&press.event)
        });
        if let Some(Press { version, event }) = lost {
            return Err(format!(
                "2: lost: {event:?} was acknowledged as row {version}"
            ));
        }
        let strange = &held(&self.seams.tally).strange;
        invariants::check(&seen.held, &seen.tale, &held(&self.bank), strange)
    }

    /// Whether nothing more is to come: it ended, or it has stood before a person for the longest pause.
    fn is_at_rest(&self, gap: Duration) -> bool {
        let Some(financing) = self.financing() else {
            return gap == LONG;
        };
        let bank = held(&self.bank);
        let reference = &financing.order.key.reference;
        let ended = invariants::ended(&financing, bank.transaction(reference)).is_ok();
        let settled = financing.state.is_settled() && financing.pending.is_none();
        ended && !bank.awaits(reference) && (settled || gap == LONG)
    }

    /// The whole ledger, once everything is at rest.
    fn verify(&self) {
        self.look();
        let file = held(&self.seams.file);
        let verified = held(&file.reader).verify(|_, _| {});
        if let Err(broken) = verified {
            self.violated(format!("8: {broken}"));
        }
        if self.id.is_none() {
            self.violated("2: nothing was ever begun".to_owned());
        }
    }

    fn story(&self) -> String {
        let Some(financing) = self.financing() else {
            return "nothing was begun".to_owned();
        };
        let mut story = String::new();
        for entry in self.history() {
            let event = serde_json::to_string(&entry.event).unwrap_or_default();
            story += &format!("{} {event}\n", entry.at.format("%F %T%.3f"));
        }
        let (bank, reference) = (held(&self.bank), &financing.order.key.reference);
        let books: Vec<_> = bank.lines(reference).collect();
        let truth = bank.transaction(reference);
        story + &format!("= {financing:?}\nbooks: {books:?}\ntruth: {truth:?}\n")
    }

    /// The program is gone: every future of it is dropped where it stands.
    async fn close(&mut self) {
        if let Some(mut program) = self.program.take() {
            program.tasks.shutdown().await;
        }
    }
}

impl Program {
    fn carry_out(&mut self, underway: till::Underway, seams: &Arc<Seams>) {
        let (till, seams) = (Arc::clone(&self.till), Arc::clone(seams));
        self.tasks.spawn(async move {
            if let Err(fault) = till.carry_out(underway).await {
                seams.judge(&fault);
            }
        });
    }

    /// Whether a task of it went down.
    fn fell(&mut self) -> bool {
        let mut fell = false;
        while let Some(ended) = self.tasks.try_join_next() {
            fell |= ended.is_err_and(|error| error.is_panic());
        }
        fell
    }
}
