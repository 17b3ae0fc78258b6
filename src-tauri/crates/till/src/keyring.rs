//! The vault over the operating system's keyring: Secret Service on Linux, the keychain on macOS, the credential
//! manager on Windows. A thread of its own speaks to it, because a locked keyring may block for as long as its prompt
//! is open; a call that takes too long is answered *locked* or *unreachable*, and the next call starts afresh.
//!
//! Windows keeps at most 2,560 bytes under one name: a longer secret (a client certificate) is kept in parts, under a
//! first entry that says how many there are.

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
/// How a secret that is kept in parts begins; no secret of ours begins so.
const IN_PARTS: &[u8] = b"comptoir-parts:";

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
        let mut store = None;
        for job in inbox {
            match job {
                Job::Get(name, answer) => {
                    _ = answer
                        .send(opened(&mut store).and_then(|store| get(&store, &service, &name)))
                }
                Job::Set(name, secret, answer) => {
                    _ = answer.send(
                        opened(&mut store).and_then(|store| set(&store, &service, &name, &secret)),
                    );
                }
                Job::Delete(name, answer) => {
                    _ = answer
                        .send(opened(&mut store).and_then(|store| delete(&store, &service, &name)));
                }
            }
        }
    });
    jobs
}

/// The store, opened when it is first needed and again after a failure.
fn opened(store: &mut Option<Arc<CredentialStore>>) -> Answer<Arc<CredentialStore>> {
    platform::ready()?;
    if store.is_none() {
        *store = Some(platform::open().map_err(|error| fault(&error))?);
    }
    store.clone().ok_or(VaultFault::Unreachable)
}

fn entry(store: &Arc<CredentialStore>, service: &str, name: &str) -> Answer<Entry> {
    store
        .build(service, name, None)
        .map_err(|error| fault(&error))
}

fn get(store: &Arc<CredentialStore>, service: &str, name: &str) -> Answer<Zeroizing<Vec<u8>>> {
    let first = Zeroizing::new(
        entry(store, service, name)?
            .get_secret()
            .map_err(|error| fault(&error))?,
    );
    let Some(count) = parts(&first) else {
        return Ok(first);
    };
    let mut whole = Zeroizing::new(Vec::new());
    for number in 1..=count {
        let part = entry(store, service, &format!("{name}#{number}"))?.get_secret();
        let part = Zeroizing::new(part.map_err(|error| match fault(&error) {
            VaultFault::Missing => VaultFault::Wrong,
            other @ (VaultFault::Locked | VaultFault::Unreachable | VaultFault::Wrong) => other,
        })?);
        whole.extend_from_slice(&part);
    }
    Ok(whole)
}

fn set(store: &Arc<CredentialStore>, service: &str, name: &str, secret: &[u8]) -> Answer<()> {
    let put = |name: &str, secret: &[u8]| {
        entry(store, service, name)?
            .set_secret(secret)
            .map_err(|error| fault(&error))
    };
    if secret.len() <= PART {
        return put(name, secret);
    }
    let parts = secret.chunks(PART);
    let count = parts.len();
    for (number, part) in (1..).zip(parts) {
        put(&format!("{name}#{number}"), part)?;
    }
    put(name, &[IN_PARTS, count.to_string().as_bytes()].concat())
}

fn delete(store: &Arc<CredentialStore>, service: &str, name: &str) -> Answer<()> {
    let take = |name: &str| match entry(store, service, name)?.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(fault(&error)),
    };
    let count = match entry(store, service, name)?.get_secret() {
        Ok(first) => parts(&Zeroizing::new(first)).unwrap_or(0),
        Err(_) => 0,
    };
    take(name)?;
    (1..=count).try_for_each(|number| take(&format!("{name}#{number}")))
}

/// In how many parts a secret is kept, when it is kept in parts.
fn parts(first: &[u8]) -> Option<usize> {
    std::str::from_utf8(first.strip_prefix(IN_PARTS)?)
        .ok()?
        .parse()
        .ok()
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
