//! What is open: nothing yet, a trouble, or a counter (a till with its ledger, its gateways and its follow-up). The
//! house opens while the window loads; commands wait for it. It introduces gateways to the till and knows what neither
//! knows: where files live, and which vault keeps the secrets.

use crate::{
    authority::{self, Authority, RunTime},
    begun::{self, Told},
    daily::{self, Chores},
    deeds::{self, Deeds},
    hand_over::{HandOver, Windows},
    home::Home,
    ledgers::{self, Opened},
    mounting,
    profiles::{self, Mounted},
    relay::Relay,
    screen::{Fault, Trouble, VerifiedView},
    setup::blocking,
    unresolved::Unresolved,
};
use chrono::{DateTime, Utc};
use financing::{Clock, FinancingId};
use ledger::{Ledger, LedgerError};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tauri::async_runtime;
use till::{
    Keyring, Language, ManagersPin, OsDice, Settings, SettingsFault, Sink, Till, TillParts,
    TillSettings, Vault,
};
use tokio::{
    sync::{self, Notify, OwnedRwLockWriteGuard, RwLock, RwLockReadGuard},
    task::JoinSet,
};

/// The service under which the keyring keeps our secrets.
const SERVICE: &str = "Comptoir";

/// How long a copy of the application that was closed or killed may take to give its till up.
const WAY_OUT: Duration = Duration::from_secs(2);

/// Between two looks whether it did.
const PAUSE: Duration = Duration::from_millis(100);

/// The machine's clock.
struct WallClock;

impl Clock for WallClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// Where the application stands.
pub(crate) enum Standing {
    /// Nothing is set up.
    First,
    /// Something keeps the ledger shut.
    Trouble(Trouble),
    /// The counter is open.
    Open(Arc<Counter>),
}

/// An open counter.
pub(crate) struct Counter {
    /// The till.
    pub(crate) till: Arc<Till>,
    /// The shop and the till, as they stand on papers.
    pub(crate) shop: TillSettings,
    /// Where its ledger is, for connections of their own.
    pub(crate) ledger: Opened,
    /// The configured gateways, usable or not.
    pub(crate) mounted: Mutex<Vec<Mounted>>,
    /// The pretended gateways, in training mode.
    pub(crate) sandbox: Option<sandbox::Running>,
    /// The manager's PIN here: the till's, or training's own.
    pub(crate) pin: Arc<ManagersPin>,
    /// The journey relay, while a manager has it switched on.
    pub(crate) relay: Mutex<Option<Relay>>,
    /// The till in a customer's hands.
    pub(crate) hand_over: Mutex<Option<HandOver>>,
    /// What failed in the background and has not succeeded since.
    pub(crate) unresolved: Arc<Unresolved>,
    /// What it has begun: the follow-up, the chores of a real till, and what was pressed.
    pub(crate) deeds: Deeds,
}

impl Counter {
    /// Whether this is training mode.
    pub(crate) fn is_training(&self) -> bool {
        self.sandbox.is_some()
    }

    /// The configured gateways.
    pub(crate) fn mounted(&self) -> MutexGuard<'_, Vec<Mounted>> {
        self.mounted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The application's state.
pub(crate) struct House {
    pub(crate) home: Home,
    pub(crate) vault: Arc<dyn Vault>,
    /// The manager's PIN of the till, in that vault.
    pub(crate) pin: Arc<ManagersPin>,
    /// What the last right one opened.
    pub(crate) authority: Authority,
    pub(crate) run: RunTime,
    pub(crate) sink: Arc<dyn Sink>,
    pub(crate) windows: Arc<dyn Windows>,
    /// What the settings file holds; `None` until this copy of the program has the till and could read it.
    settings: Mutex<Option<Settings>>,
    standing: Arc<RwLock<Standing>>,
    /// What counters that are closed had begun, until it is over. Who opens another counter has it, and is alone at it.
    pub(crate) leaving: sync::Mutex<Vec<JoinSet<()>>>,
    /// Held while gateways are made anew: one at a time.
    pub(crate) mounting: sync::Mutex<()>,
    only_copy: Mutex<Option<File>>,
    /// The address at which phones on the shop's network may open training's journeys, while they may.
    pub(crate) phones: Mutex<Option<IpAddr>>,
}

impl House {
    /// A house with nothing open yet.
    pub(crate) fn new(
        home: Home,
        vault: Arc<dyn Vault>,
        sink: Arc<dyn Sink>,
        windows: Arc<dyn Windows>,
        run: RunTime,
    ) -> House {
        House {
            home,
            pin: Arc::new(ManagersPin::new(Arc::clone(&vault), run())),
            authority: Authority::default(),
            run,
            vault,
            sink,
            windows,
            settings: Mutex::default(),
            standing: Arc::new(RwLock::new(Standing::First)),
            leaving: sync::Mutex::default(),
            mounting: sync::Mutex::default(),
            only_copy: Mutex::new(None),
            phones: Mutex::new(None),
        }
    }

    /// The vault of this system.
    pub(crate) fn system_vault() -> Arc<dyn Vault> {
        Arc::new(Keyring::new(SERVICE))
    }

    /// Where the application stands. Waits while it is opening.
    pub(crate) async fn standing(&self) -> RwLockReadGuard<'_, Standing> {
        self.standing.read().await
    }

    /// Tells the screen that something changed.
    pub(crate) fn announce(&self) {
        self.sink.look_again(None);
    }

    /// The settings as last read or written; those of a first start while there are none.
    pub(crate) fn settings(&self) -> Settings {
        self.held_settings().clone().unwrap_or_default()
    }

    /// The language that was chosen, read once more where another copy of the program has the settings; `None` where there
    /// are none, or none that can be read.
    pub(crate) fn chosen_language(&self) -> Option<Language> {
        let written = self.home.settings();
        let held = self.held_settings().clone();
        let settings = held.or_else(|| Settings::read(&written).ok());
        settings
            .filter(|_| written.exists())
            .map(|settings| settings.language)
    }

    /// Changes the settings, in the file first. A file that was not read, because it is not readable or another copy of
    /// the program has this till, is never written over.
    pub(crate) fn change_settings(&self, change: impl FnOnce(&mut Settings)) -> Result<(), Fault> {
        let mut held = self.held_settings();
        let mut next = held.clone().ok_or(Fault::NotReady)?;
        change(&mut next);
        next.write(&self.home.settings())?;
        *held = Some(next);
        Ok(())
    }

    /// That this copy of the program has the till, and no other does.
    pub(crate) fn has_the_till(&self) -> Result<(), Fault> {
        let held = self.held_settings();
        held.as_ref().map(|_| ()).ok_or(Fault::NotReady)
    }

    fn held_settings(&self) -> MutexGuard<'_, Option<Settings>> {
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens what the settings say, in place of what is open now, once all that was begun at that is over: until then the
    /// screen still shows it, and nothing more is begun. The blocking part runs on a thread of its own.
    pub(crate) async fn open(self: &Arc<Self>) {
        let mut leaving = self.leaving.lock().await;
        if let Standing::Open(counter) = &*self.standing().await {
            leaving.extend(counter.deeds.close());
        }
        deeds::are_over(&mut leaving).await;
        let standing = Arc::clone(&self.standing).write_owned().await;
        self.open_in(standing).await;
    }

    /// Opens for the first time, in the background. From before this returns, commands wait for it: none is answered
    /// out of a house that has not looked yet.
    pub(crate) fn open_at_start(self: Arc<Self>) {
        match Arc::clone(&self.standing).try_write_owned() {
            Ok(standing) => _ = async_runtime::spawn(async move { self.open_in(standing).await }),
            Err(_already_opening) => {}
        }
    }

    async fn open_in(self: &Arc<Self>, mut standing: OwnedRwLockWriteGuard<Standing>) {
        *standing = Standing::First;
        *standing = self.opened().await.unwrap_or_else(Standing::Trouble);
        drop(standing);
        self.sink.look_again(None);
    }

    async fn opened(self: &Arc<Self>) -> Result<Standing, Trouble> {
        self.claim().await?;
        let read = Settings::read(&self.home.settings());
        *self.held_settings() = read.as_ref().ok().cloned();
        let settings = read.map_err(|fault| settings_trouble(&fault))?;
        if settings.training {
            return self.opened_training().await;
        }
        match settings.till {
            Some(shop) => self.opened_till(shop).await,
            None => Ok(Standing::First),
        }
    }

    /// Makes sure that no other copy of the application has this till. One that is on its way out is waited for.
    async fn claim(&self) -> Result<(), Trouble> {
        let mut waited = Duration::ZERO;
        loop {
            let claimed = self.try_claim();
            if !matches!(claimed, Err(Trouble::AlreadyOpen)) || waited >= WAY_OUT {
                return claimed;
            }
            tokio::time::sleep(PAUSE).await;
            waited += PAUSE;
        }
    }

    fn try_claim(&self) -> Result<(), Trouble> {
        let mut only_copy = self
            .only_copy
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if only_copy.is_some() {
            return Ok(());
        }
        let trouble =
            |error: io::Error| ledgers::trouble(&LedgerError::from(error), &self.home.lock());
        self.home.make().map_err(trouble)?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.home.lock());
        let file = file.map_err(trouble)?;
        match file.try_lock() {
            Ok(()) => *only_copy = Some(file),
            Err(TryLockError::WouldBlock) => return Err(Trouble::AlreadyOpen),
            Err(TryLockError::Error(error)) => return Err(trouble(error)),
        }
        Ok(())
    }

    async fn opened_till(self: &Arc<Self>, shop: TillSettings) -> Result<Standing, Trouble> {
        let house = Arc::clone(self);
        let names = shop.gateways.clone();
        let opened = async_runtime::spawn_blocking(move || {
            let opened = ledgers::of_the_till(&house.home, house.vault.as_ref())?;
            let mounted = profiles::mount_all(&house.home, house.vault.as_ref(), &names);
            Ok((opened, mounted))
        });
        let (opened, mounted) = joined(opened.await)?;
        let changed = Arc::new(Notify::new());
        let told = Arc::new(Told::new(Arc::clone(&self.sink), Arc::clone(&changed)));
        let pin = Arc::clone(&self.pin);
        let counter = self.furnish(opened, shop, mounted, pin, told, None)?;
        let (mark, till) = (self.home.ledger_begun(), Arc::clone(&counter.till));
        let unresolved = Arc::clone(&counter.unresolved);
        counter
            .deeds
            .keep(|ends| begun::follows(mark, till, unresolved, changed, ends));
        let chores = Chores {
            till: Arc::clone(&counter.till),
            ledger: counter.ledger.clone(),
            unresolved: Arc::clone(&counter.unresolved),
        };
        let house = Arc::downgrade(self);
        let again = house.clone();
        counter.deeds.keep(|ends| daily::does(house, chores, ends));
        counter
            .deeds
            .keep(|ends| mounting::tries_again(again, ends));
        Ok(Standing::Open(Arc::new(counter)))
    }

    /// Puts the backup that was offered, the one made then, in the place of the ledger that is shut, and opens it. The
    /// damaged one is kept aside first; what is not the trouble on the screen is not mended. What the till that was shut
    /// had begun is over before a file is touched.
    pub(crate) async fn restore(self: &Arc<Self>, made: &str) -> Result<(), Fault> {
        let mut leaving = self.leaving.lock().await;
        let offered = match &*self.standing().await {
            Standing::Trouble(Trouble::Ledger { backup, .. }) => backup.as_deref() == Some(made),
            Standing::Trouble(
                Trouble::Vault { .. }
                | Trouble::AlreadyOpen
                | Trouble::Sandbox
                | Trouble::Settings { .. },
            )
            | Standing::First
            | Standing::Open(_) => false,
        };
        let shop = self.settings().till.filter(|_| offered);
        let zone = shop.ok_or(Fault::NotReady)?.zone;
        if !self.managed_in(false) {
            return Err(self.manager_wanted().await);
        }
        deeds::are_over(&mut leaving).await;
        let standing = Arc::clone(&self.standing).write_owned().await;
        let (house, made) = (Arc::clone(self), made.to_owned());
        let restored = async_runtime::spawn_blocking(move || {
            ledgers::restore(&house.home, house.vault.as_ref(), &made, zone)
        });
        restored
            .await
            .map_err(|error| Fault::broken("restore", &error))??;
        self.open_in(standing).await;
        Ok(())
    }

    /// Checks the whole ledger. One that is found damaged is shut at once, and the backup that may take its place is
    /// looked for afterwards; training's stays open, for it is begun anew anyway.
    pub(crate) async fn verify(self: &Arc<Self>) -> Result<VerifiedView, Fault> {
        let counter = self.counter().await?;
        let opened = counter.ledger.clone();
        let training = counter.is_training();
        let (found, trouble) = blocking(move || {
            let found = opened.verify();
            let trouble = found.as_ref().err().and_then(|broken| {
                let reference = crate::log::fault("verify", broken);
                let trouble = ledgers::found(broken, reference.clone(), &opened);
                trouble
                    .filter(|_| !training)
                    .map(|trouble| (trouble, reference))
            });
            Ok((found, trouble))
        })
        .await?;
        if let Some((trouble, reference)) = trouble
            && self.shut(&counter, trouble).await
        {
            let (house, opened) = (Arc::clone(self), counter.ledger.clone());
            async_runtime::spawn(async move { house.offer_a_backup(reference, opened).await });
        }
        VerifiedView::of(found)
    }

    /// Closes a counter for a trouble that was found in it, unless another one is open by now. Whether it did.
    async fn shut(&self, counter: &Arc<Counter>, trouble: Trouble) -> bool {
        let mut leaving = self.leaving.lock().await;
        let mut standing = self.standing.write().await;
        let is_open = matches!(&*standing, Standing::Open(open) if Arc::ptr_eq(open, counter));
        if is_open {
            leaving.extend(counter.deeds.close());
            *standing = Standing::Trouble(trouble);
            drop(standing);
            self.sink.look_again(None);
        }
        is_open
    }

    /// Looks for a backup that may take the place of a ledger that was shut, and offers it where that trouble, which
    /// this reference names, still stands.
    async fn offer_a_backup(&self, of: String, opened: Opened) {
        let home = self.home.clone();
        let found = blocking(move || Ok(ledgers::newest_proven(&home, &opened))).await;
        let Ok(Some(made)) = found else {
            return;
        };
        let mut standing = self.standing.write().await;
        if let Standing::Trouble(Trouble::Ledger {
            reference, backup, ..
        }) = &mut *standing
            && *reference == of
        {
            *backup = Some(made);
            drop(standing);
            self.announce();
        }
    }

    /// Training begins anew each time: its ledger and the pretended gateways' books know nothing of last time.
    async fn opened_training(self: &Arc<Self>) -> Result<Standing, Trouble> {
        let options = self.sandbox_options(profiles::TRAINING_SHOP);
        let running = sandbox::Sandbox::start(options)
            .await
            .map_err(|error| sandbox_trouble(&error))?;
        let (home, now) = (self.home.clone(), (self.run)());
        let opened = async_runtime::spawn_blocking(move || {
            Ok((ledgers::of_training(&home)?, authority::of_training(now)?))
        });
        let (opened, pin) = joined(opened.await)?;
        let mounted = profiles::training(&running).map_err(|error| sandbox_trouble(&error))?;
        let shop = profiles::training_shop();
        let (pin, sink) = (Arc::new(pin), Arc::clone(&self.sink));
        let counter = self.furnish(opened, shop, mounted, pin, sink, Some(running))?;
        Ok(Standing::Open(Arc::new(counter)))
    }

    /// Puts the till together, introduces its gateways, takes up what an earlier run left, and follows up.
    fn furnish(
        &self,
        (ledger, opened): (Ledger, Opened),
        shop: TillSettings,
        mounted: Vec<Mounted>,
        pin: Arc<ManagersPin>,
        sink: Arc<dyn Sink>,
        sandbox: Option<sandbox::Running>,
    ) -> Result<Counter, Trouble> {
        let till = Arc::new(Till::new(TillParts {
            ledger,
            clock: Arc::new(WallClock),
            dice: Arc::new(OsDice),
            sink,
            prefix: shop.till.clone(),
            zone: shop.zone,
        }));
        let counter = Counter {
            till,
            shop,
            ledger: opened,
            mounted: Mutex::new(mounted),
            sandbox,
            pin,
            relay: Mutex::default(),
            hand_over: Mutex::default(),
            unresolved: Arc::new(Unresolved::new(Arc::clone(&self.sink))),
            deeds: Deeds::new(),
        };
        counter.introduces();
        let (till, unresolved) = (&counter.till, &counter.unresolved);
        let left = till
            .recover()
            .map_err(|fault| ledgers::broken("recover", &fault))?;
        for underway in left {
            if let Some(begun) = counter.deeds.begin(till, unresolved) {
                begun.carry_out(underway);
            }
        }
        let (follows, remembers) = (Arc::clone(till), Arc::clone(unresolved));
        let told = move |about: Option<&FinancingId>, came| remembers.of_the_follow_up(about, came);
        counter.deeds.keep(|mut ends| async move {
            follows.follow_and_tell(told, ends.come()).await;
        });
        Ok(counter)
    }
}

fn joined<T>(result: Result<Result<T, Trouble>, tauri::Error>) -> Result<T, Trouble> {
    result.unwrap_or_else(|error| Err(ledgers::broken("opening", &error)))
}

fn settings_trouble(fault: &SettingsFault) -> Trouble {
    let line = match fault {
        SettingsFault::Unreadable { line, .. } => *line,
        SettingsFault::Value { .. } | SettingsFault::Io(_) => None,
    };
    Trouble::Settings {
        line,
        detail: fault.to_string(),
    }
}

fn sandbox_trouble(error: &dyn std::error::Error) -> Trouble {
    crate::log::fault("sandbox", error);
    Trouble::Sandbox
}
