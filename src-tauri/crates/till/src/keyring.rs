//! The vault over the operating system's keyring: Secret Service on Linux, the keychain on macOS, the credential
//! manager on Windows. A thread of its own speaks to it, because a locked keyring may block for as long as its prompt
//! is open; a call that takes too long is answered *locked* or *unreachable*, and the next call starts afresh.
//!
//! Windows keeps at most 2,560 bytes under one name: a longer secret (a client certificate) is kept in parts, under a
//! head entry that says which parts. There are two sets of names for them: a new secret is laid under the names that
//! the head does not point to, then the head is turned, then the old parts are taken out. A crash anywhere in between
//! leaves the old secret or the new one, whole, and what it left over is taken out by the next change.

use crate::vault::{Vault, VaultFault};
use keyring_core::{CredentialStore, Entry, Error};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};
use zeroize::Zeroizing;

/// How long a call may take, which is how long staff may look at an unlock prompt.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest part that every platform keeps.
const PART: usize = 2_000;
/// How the head of a secret in parts begins: `comptoir-parts:<set>:<count>`; no secret of ours begins so.
const IN_PARTS: &str = "comptoir-parts:";

type Answer<T> = Result<T, VaultFault>;

enum Job {
    Get(String, Sender<Answer<Zeroizing<Vec<u8>>>>),
    Set(String, Zeroizing<Vec<u8>>, Sender<Answer<()>>),
    Delete(String, Sender<Answer<()>>),
}

/// The operating system's keyring, under one service name.
pub struct Keyring {
    service: String,
    patience: Duration,
    worker: Mutex<Option<Sender<Job>>>,
}

impl Keyring {
    /// The keyring entries of `service`. Nothing is asked of the system until the first call.
    pub fn new(service: &str) -> Keyring {
        Keyring::with_patience(service, PATIENCE)
    }

    /// The same with another patience.
    pub fn with_patience(service: &str, patience: Duration) -> Keyring {
        Keyring {
            service: service.to_owned(),
            patience,
            worker: Mutex::new(None),
        }
    }

    fn call<T>(&self, job: impl FnOnce(Sender<Answer<T>>) -> Job) -> Answer<T> {
        let mut worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        let (answer, answered) = mpsc::channel();
        let jobs = worker.get_or_insert_with(|| start(self.service.clone()));
        if jobs.send(job(answer)).is_err() {
            *worker = None;
            return Err(VaultFault::Unreachable);
        }
        match answered.recv_timeout(self.patience) {
            Ok(answer) => answer,
            Err(why) => {
                // The thread is stuck in the system's call or gone; it ends when that call does. The next call gets
                // a new one, so a keyring that was unlocked meanwhile is found unlocked.
                *worker = None;
                Err(match why {
                    RecvTimeoutError::Timeout => VaultFault::Locked,
                    RecvTimeoutError::Disconnected => VaultFault::Unreachable,
                })
            }
        }
    }
}

impl Vault for Keyring {
    fn get(&self, name: &str) -> Answer<Zeroizing<Vec<u8>>> {
        self.call(|answer| Job::Get(name.to_owned(), answer))
    }

    fn set(&self, name: &str, secret: &[u8]) -> Answer<()> {
        let secret = Zeroizing::new(secret.to_vec());
        self.call(|answer| Job::Set(name.to_owned(), secret, answer))
    }

    fn delete(&self, name: &str) -> Answer<()> {
        self.call(|answer| Job::Delete(name.to_owned(), answer))
    }
}

/// Starts the thread that speaks to the system. It ends when its sender is dropped.
fn start(service: String) -> Sender<Job> {
    let (jobs, inbox) = mpsc::channel();
    thread::spawn(move || {
        let mut opened = None;
        for job in inbox {
            let entries = entries(&mut opened, &service);
            match job {
                Job::Get(name, answer) => {
                    _ = answer.send(entries.and_then(|entries| entries.get(&name)));
                }
                Job::Set(name, secret, answer) => {
                    _ = answer.send(entries.and_then(|entries| entries.set(&name, &secret)));
                }
                Job::Delete(name, answer) => {
                    _ = answer.send(entries.and_then(|entries| entries.delete(&name)));
                }
            }
        }
    });
    jobs
}

/// The entries, opened when they are first needed and again after a failure.
fn entries<'a>(opened: &'a mut Option<Entries>, service: &str) -> Answer<&'a Entries> {
    platform::ready()?;
    if opened.is_none() {
        *opened = Some(Entries {
            store: platform::open().map_err(|error| fault(&error))?,
            service: service.to_owned(),
        });
    }
    opened.as_ref().ok_or(VaultFault::Unreachable)
}

/// One of the two sets of names under which parts are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    A,
    B,
}

impl Set {
    fn other(self) -> Set {
        match self {
            Set::A => Set::B,
            Set::B => Set::A,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Set::A => "a",
            Set::B => "b",
        }
    }

    /// The name of one part of the secret `name`, counted from 1.
    fn part(self, name: &str, number: usize) -> String {
        format!("{name}#{}{number}", self.word())
    }
}

/// In which parts a secret is kept.
struct Head {
    set: Set,
    count: usize,
}

impl Head {
    /// Reads a head entry; `None` when it is the secret itself.
    fn read(entry: &[u8]) -> Answer<Option<Head>> {
        let Some(rest) = entry.strip_prefix(IN_PARTS.as_bytes()) else {
            return Ok(None);
        };
        let rest = str::from_utf8(rest).or(Err(VaultFault::Wrong))?;
        let (set, count) = rest.split_once(':').ok_or(VaultFault::Wrong)?;
        let set = [Set::A, Set::B]
            .into_iter()
            .find(|known| known.word() == set);
        Ok(Some(Head {
            set: set.ok_or(VaultFault::Wrong)?,
            count: count.parse().or(Err(VaultFault::Wrong))?,
        }))
    }

    fn write(&self) -> String {
        format!("{IN_PARTS}{}:{}", self.set.word(), self.count)
    }
}

/// The entries of one service.
struct Entries {
    store: Arc<CredentialStore>,
    service: String,
}

impl Entries {
    fn entry(&self, name: &str) -> Answer<Entry> {
        self.store
            .build(&self.service, name, None)
            .map_err(|error| fault(&error))
    }

    fn read(&self, name: &str) -> Answer<Zeroizing<Vec<u8>>> {
        let secret = self.entry(name)?.get_secret();
        secret.map(Zeroizing::new).map_err(|error| fault(&error))
    }

    fn put(&self, name: &str, secret: &[u8]) -> Answer<()> {
        self.entry(name)?
            .set_secret(secret)
            .map_err(|error| fault(&error))
    }

    fn take(&self, name: &str) -> Answer<()> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(fault(&error)),
        }
    }

    /// Takes out whatever there is of a set of parts, the last one first, so that those left are always the first.
    fn take_parts(&self, name: &str, set: Set) -> Answer<()> {
        let mut count = 0;
        loop {
            match self.read(&set.part(name, count + 1)) {
                Ok(_there) => count += 1,
                Err(VaultFault::Missing) => break,
                Err(fault) => return Err(fault),
            }
        }
        (1..=count)
            .rev()
            .try_for_each(|number| self.take(&set.part(name, number)))
    }

    fn get(&self, name: &str) -> Answer<Zeroizing<Vec<u8>>> {
        let first = self.read(name)?;
        let Some(head) = Head::read(&first)? else {
            return Ok(first);
        };
        let mut whole = Zeroizing::new(Vec::with_capacity(head.count.min(64) * PART));
        for number in 1..=head.count {
            let part = self.read(&head.set.part(name, number));
            whole.extend_from_slice(&part.map_err(|fault| match fault {
                VaultFault::Missing => VaultFault::Wrong,
                VaultFault::Locked | VaultFault::Unreachable | VaultFault::Wrong => fault,
            })?);
        }
        Ok(whole)
    }

    fn set(&self, name: &str, secret: &[u8]) -> Answer<()> {
        if secret.len() <= PART {
            self.put(name, secret)?;
            self.take_parts(name, Set::A)?;
            return self.take_parts(name, Set::B);
        }
        let old = match self.read(name) {
            Ok(first) => Head::read(&first).unwrap_or(None),
            Err(VaultFault::Missing) => None,
            Err(fault) => return Err(fault),
        };
        let set = old.map_or(Set::A, |old| old.set.other());
        self.take_parts(name, set)?;
        let parts = secret.chunks(PART);
        let count = parts.len();
        for (number, part) in (1..).zip(parts) {
            self.put(&set.part(name, number), part)?;
        }
        self.put(name, Head { set, count }.write().as_bytes())?;
        self.take_parts(name, set.other())
    }

    fn delete(&self, name: &str) -> Answer<()> {
        self.take(name)?;
        self.take_parts(name, Set::A)?;
        self.take_parts(name, Set::B)
    }
}

/// The face of a keyring error. The enum it comes from may grow: what is not known is *unreachable*.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the keyring's own enum may grow"
)]
fn fault(error: &Error) -> VaultFault {
    match error {
        Error::NoEntry => VaultFault::Missing,
        Error::NoStorageAccess(_) => VaultFault::Locked,
        Error::BadEncoding(_)
        | Error::BadDataFormat(..)
        | Error::Ambiguous(_)
        | Error::BadStoreFormat(_) => VaultFault::Wrong,
        _ => VaultFault::Unreachable,
    }
}

#[cfg(target_os = "linux")]
mod platform {
    use super::{Answer, Arc, CredentialStore, Error, VaultFault};
    use secret_service::{EncryptionType, Error as ServiceError, blocking::SecretService};

    pub(super) fn open() -> Result<Arc<CredentialStore>, Error> {
        Ok(zbus_secret_service_keyring_store::Store::new()?)
    }

    /// The store answers "never configured" alike for a secret that was never put in and for a session without any
    /// keyring: this asks the service itself whether there is one to put it in.
    pub(super) fn ready() -> Answer<()> {
        let face = |error: ServiceError| {
            let locked = matches!(error, ServiceError::Locked | ServiceError::Prompt);
            if locked {
                VaultFault::Locked
            } else {
                VaultFault::Unreachable
            }
        };
        let service = SecretService::connect(EncryptionType::Plain).map_err(face)?;
        let collection = service.get_default_collection().map_err(face)?;
        if collection.is_locked().map_err(face)? {
            // Shows the system's prompt, where there is one, and waits for it.
            collection
                .unlock()
                .map_err(|_dismissed| VaultFault::Locked)?;
            if collection.is_locked().map_err(face)? {
                return Err(VaultFault::Locked);
            }
        }
        Ok(())
    }
}

#[cfg(target_os = "windows")]
mod platform {
    use super::{Answer, Arc, CredentialStore, Error};

    pub(super) fn open() -> Result<Arc<CredentialStore>, Error> {
        Ok(windows_native_keyring_store::Store::new()?)
    }

    pub(super) fn ready() -> Answer<()> {
        Ok(())
    }
}

#[cfg(target_os = "macos")]
mod platform {
    use super::{Answer, Arc, CredentialStore, Error};

    pub(super) fn open() -> Result<Arc<CredentialStore>, Error> {
        Ok(apple_native_keyring_store::keychain::Store::new()?)
    }

    pub(super) fn ready() -> Answer<()> {
        Ok(())
    }
}
