//! What is open: nothing yet, a trouble, or a counter (a till with its ledger, its gateways and its follow-up). The
//! house opens while the window loads; commands wait for it. It introduces gateways to the till and knows what neither
//! knows: where files live, and which vault keeps the secrets.

use crate::{
    hand_over::{HandOver, Windows},
    home::Home,
    profiles::{self, Mounted},
    relay::Relay,
    screen::{Trouble, ledger_kind},
};
use chrono::{DateTime, Utc};
use financing::Clock;
use ledger::{Ledger, LedgerError, LedgerKey, Presence};
use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicBool},
};
use tauri::async_runtime::{self, JoinHandle};
use till::{
    Dice, Keyring, LEDGER_KEY, OsDice, Settings, SettingsFault, Sink, Till, TillParts,
    TillSettings, Vault, VaultFault, ledger_key,
};
use tokio::sync::{RwLock, RwLockReadGuard};

/// The service under which the keyring keeps our secrets.
const SERVICE: &str = "Comptoir";
/// The name of training's ledger key in the vault.
const TRAINING_KEY: &str = "training-ledger-key";

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
    /// The configured gateways, usable or not.
    pub(crate) mounted: Mutex<Vec<Mounted>>,
    /// The pretended gateways, in training mode.
    pub(crate) sandbox: Option<sandbox::Running>,
    /// The journey relay, while a manager has it switched on.
    pub(crate) relay: Mutex<Option<Relay>>,
    /// The till in a customer's hands.
    pub(crate) hand_over: Mutex<Option<HandOver>>,
    follow: JoinHandle<()>,
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

impl Drop for Counter {
    fn drop(&mut self) {
        self.follow.abort();
    }
}

/// The application's state.
pub(crate) struct House {
    pub(crate) home: Home,
    pub(crate) vault: Arc<dyn Vault>,
    sink: Arc<dyn Sink>,
    pub(crate) windows: Arc<dyn Windows>,
    settings: Mutex<Settings>,
    standing: RwLock<Standing>,
    only_copy: Mutex<Option<File>>,
    /// Whether phones on the shop's network may open training's journeys.
    pub(crate) phones: AtomicBool,
}

impl House {
    /// A house with nothing open yet.
    pub(crate) fn new(
        home: Home,
        vault: Arc<dyn Vault>,
        sink: Arc<dyn Sink>,
        windows: Arc<dyn Windows>,
    ) -> House {
        House {
            home,
            vault,
            sink,
            windows,
            settings: Mutex::default(),
            standing: RwLock::new(Standing::First),
            only_copy: Mutex::new(None),
            phones: AtomicBool::new(false),
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

    /// The settings as last read or written.
    pub(crate) fn settings(&self) -> Settings {
        self.settings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Changes the settings, in the file first.
    pub(crate) fn change_settings(
        &self,
        change: impl FnOnce(&mut Settings),
    ) -> Result<(), SettingsFault> {
        let mut held = self.settings.lock().unwrap_or_else(PoisonError::into_inner);
        let mut next = held.clone();
        change(&mut next);
        next.write(&self.home.settings())?;
        *held = next;
        Ok(())
    }

    /// Opens what the settings say, in place of what is open now. The blocking part runs on a thread of its own.
    pub(crate) async fn open(self: &Arc<Self>) {
        let mut standing = self.standing.write().await;
        *standing = Standing::First;
        *standing = self.opened().await.unwrap_or_else(Standing::Trouble);
        drop(standing);
        self.sink.look_again(None);
    }

    async fn opened(self: &Arc<Self>) -> Result<Standing, Trouble> {
        self.claim()?;
        let settings =
            Settings::read(&self.home.settings()).map_err(|fault| settings_trouble(&fault))?;
        *self.settings.lock().unwrap_or_else(PoisonError::into_inner) = settings.clone();
        if settings.training {
            return self.opened_training().await;
        }
        match settings.till {
            Some(shop) => self.opened_till(shop).await,
            None => Ok(Standing::First),
        }
    }

    /// Makes sure that no other copy of the application has this till.
    fn claim(&self) -> Result<(), Trouble> {
        let mut only_copy = self
            .only_copy
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if only_copy.is_some() {
            return Ok(());
        }
        let trouble =
            |error: io::Error| ledger_trouble(&LedgerError::from(error), &self.home.lock());
        fs::create_dir_all(self.home.data()).map_err(trouble)?;
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
            let (ledger, key) = house.ledger(LEDGER_KEY, &house.home.ledger())?;
            let mounted = profiles::mount_all(&house.home, house.vault.as_ref(), &names);
            Ok((ledger, key, mounted))
        });
        let (ledger, key, mounted) = joined(opened.await)?;
        back_up(&self.home, key);
        self.furnish(ledger, shop, mounted, None)
    }

    /// Training begins anew each time: its ledger and the pretended gateways' books know nothing of last time.
    async fn opened_training(self: &Arc<Self>) -> Result<Standing, Trouble> {
        let options = self
            .sandbox_options(profiles::TRAINING_SHOP)
            .map_err(|error| sandbox_trouble(&error))?;
        let running = sandbox::Sandbox::start(options)
            .await
            .map_err(|error| sandbox_trouble(&error))?;
        let house = Arc::clone(self);
        let opened = async_runtime::spawn_blocking(move || {
            let path = house.home.training_ledger();
            for suffix in ["", "-wal", "-shm"] {
                _ = fs::remove_file(format!("{}{suffix}", path.display()));
            }
            house.ledger(TRAINING_KEY, &path)
        });
        let (ledger, _) = joined(opened.await)?;
        let mounted = profiles::training(&running).map_err(|error| sandbox_trouble(&error))?;
        self.furnish(ledger, profiles::training_shop(), mounted, Some(running))
    }

    /// The ledger at `path` under the key of this name: blocking.
    fn ledger(&self, key_name: &str, path: &Path) -> Result<(Ledger, LedgerKey), Trouble> {
        let exists = path.exists();
        let key =
            ledger_key(self.vault.as_ref(), key_name, exists, &OsDice).map_err(vault_trouble)?;
        let mut salt = [0_u8; 32];
        OsDice
            .fill(&mut salt)
            .map_err(|_no_randomness| Trouble::Ledger {
                kind: "randomness".to_owned(),
                file: String::new(),
            })?;
        let presence = if exists {
            Presence::MustExist
        } else {
            Presence::MayCreate { salt }
        };
        let key = LedgerKey::from_bytes(*key);
        let ledger = Ledger::open(path, &key, presence, Utc::now())
            .map_err(|error| ledger_trouble(&error, path))?;
        Ok((ledger, key))
    }

    /// Puts the till together, introduces its gateways, takes up what an earlier run left, and follows up.
    fn furnish(
        &self,
        ledger: Ledger,
        shop: TillSettings,
        mounted: Vec<Mounted>,
        sandbox: Option<sandbox::Running>,
    ) -> Result<Standing, Trouble> {
        let till = Arc::new(Till::new(TillParts {
            ledger,
            clock: Arc::new(WallClock),
            dice: Arc::new(OsDice),
            sink: Arc::clone(&self.sink),
            prefix: shop.till.clone(),
            zone: shop.zone,
        }));
        for gateway in mounted.iter().filter_map(|mounted| mounted.gateway.clone()) {
            till.gateways.mount(gateway);
        }
        let left = till.recover().map_err(|fault| {
            let reference = crate::log::fault("recover", &fault);
            Trouble::Ledger {
                kind: "io".to_owned(),
                file: reference,
            }
        })?;
        for underway in left {
            carry_out(&till, underway);
        }
        let follow = async_runtime::spawn(
            Arc::clone(&till).follow(|fault| _ = crate::log::fault("follow", &fault)),
        );
        let counter = Counter {
            till,
            shop,
            mounted: Mutex::new(mounted),
            sandbox,
            relay: Mutex::default(),
            hand_over: Mutex::default(),
            follow,
        };
        Ok(Standing::Open(Arc::new(counter)))
    }
}

/// Does the second half of a deed in the background; the screen is told when its answer is written.
pub(crate) fn carry_out(till: &Arc<Till>, underway: till::Underway) {
    let till = Arc::clone(till);
    async_runtime::spawn(async move {
        if let Err(fault) = till.carry_out(underway).await {
            crate::log::fault("carry-out", &fault);
        }
    });
}

/// How many verified copies of the ledger are kept.
const BACKUPS_KEPT: usize = 14;

/// Makes the day's verified copy of the ledger in the background, over a connection of its own: deeds do not wait.
fn back_up(home: &Home, key: LedgerKey) {
    let (path, folder) = (home.ledger(), home.backups());
    async_runtime::spawn_blocking(move || {
        let now = Utc::now();
        if let Err(error) = made_for_today(&path, &folder, &key, now) {
            crate::log::fault("backup", &error);
        }
    });
}

fn made_for_today(
    path: &Path,
    folder: &Path,
    key: &LedgerKey,
    now: DateTime<Utc>,
) -> Result<(), LedgerError> {
    let copies = ledger::backups(folder)?;
    if !copies.iter().any(|copy| made_today(copy, now)) {
        Ledger::open(path, key, Presence::MustExist, now)?.backup(
            folder,
            key,
            BACKUPS_KEPT,
            now,
        )?;
    }
    Ok(())
}

fn made_today(copy: &Path, now: DateTime<Utc>) -> bool {
    let made = fs::metadata(copy).and_then(|file| file.modified());
    made.is_ok_and(|made| DateTime::<Utc>::from(made).date_naive() == now.date_naive())
}

fn joined<T>(result: Result<Result<T, Trouble>, tauri::Error>) -> Result<T, Trouble> {
    result.unwrap_or_else(|error| {
        let reference = crate::log::fault("opening", &error);
        Err(Trouble::Ledger {
            kind: "io".to_owned(),
            file: reference,
        })
    })
}

pub(crate) fn vault_trouble(fault: VaultFault) -> Trouble {
    Trouble::Vault {
        vault: fault.into(),
    }
}

pub(crate) fn settings_trouble(fault: &SettingsFault) -> Trouble {
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

fn ledger_trouble(error: &LedgerError, path: &Path) -> Trouble {
    crate::log::fault("ledger", error);
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    Trouble::Ledger {
        kind: ledger_kind(error).to_owned(),
        file,
    }
}
