//! What a manager's PIN has opened, and until when: one deed with money or a customer's data, or changes of the
//! settings for as long as they go on. Which deeds want a manager is the till's to say and what a try comes to is its
//! PIN's; here it is only given, used and ended, each in one step, so that two commands at once never use one twice.

use crate::{
    deeds::Begun,
    forms,
    house::{Counter, House, Standing},
    ledgers,
    screen::{Fault, PinView, Trouble, TypedPin},
    setup::blocking,
};
use financing::Actor;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use till::{ManagersPin, OsDice, Pin, PinFault, Pocket, TillFault};
use zeroize::Zeroizing;

/// How long an authority lasts after it was given, or was last used for the settings.
const LASTS: Duration = Duration::from_secs(180);

/// The PIN of training, which everybody is told.
const TRAINING_PIN: &str = "2468";

/// How long this run of the program lasts already, by a clock that never jumps.
pub(crate) type RunTime = Arc<dyn Fn() -> Duration + Send + Sync>;

/// The run that begins now.
pub(crate) fn run_time() -> RunTime {
    let begun = Instant::now();
    Arc::new(move || begun.elapsed())
}

/// What it may be used for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    /// Nothing yet: for one deed, or for the settings.
    Either,
    /// The settings: it was used for them, and is good for no deed any more.
    Settings,
}

struct Given {
    /// Whether by training's PIN, which is good for training alone.
    training: bool,
    good_for: For,
    /// When it was given or last used, by the run's clock.
    at: Duration,
}

/// A manager's authority at this till: none, or one.
#[derive(Default)]
pub(crate) struct Authority(Mutex<Option<Given>>);

impl Authority {
    fn held(&self) -> MutexGuard<'_, Option<Given>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give(&self, training: bool, now: Duration) {
        *self.held() = Some(Given {
            training,
            good_for: For::Either,
            at: now,
        });
    }

    /// Uses it up for a deed. Whether there was one.
    fn take(&self, training: bool, now: Duration) -> bool {
        let mut held = self.held();
        let good = held
            .as_ref()
            .is_some_and(|given| given.good_for == For::Either && given.is_good(training, now));
        if good {
            *held = None;
        }
        good
    }

    /// Uses it for the settings, for which it stays. Whether there was one.
    fn take_for_settings(&self, training: bool, now: Duration) -> bool {
        let mut held = self.held();
        let given = held.as_mut().filter(|given| given.is_good(training, now));
        given.is_some_and(|given| {
            (given.good_for, given.at) = (For::Settings, now);
            true
        })
    }

    fn end(&self) {
        *self.held() = None;
    }
}

impl Given {
    fn is_good(&self, training: bool, now: Duration) -> bool {
        self.training == training && now.saturating_sub(self.at) < LASTS
    }
}

/// Training's PIN, in memory alone: blocking, for it is hashed like any other.
pub(crate) fn of_training(now: Duration) -> Result<ManagersPin, Trouble> {
    let broken = |error: &dyn std::error::Error| ledgers::broken("training-pin", error);
    let pin = Pin::typed(Zeroizing::new(TRAINING_PIN.to_owned()));
    let pin = pin.map_err(|problem| broken(&problem))?;
    let kept = ManagersPin::new(Arc::new(Pocket::default()), now);
    kept.replace(&pin, &OsDice)
        .map_err(|fault| broken(&fault))?;
    Ok(kept)
}

impl House {
    /// Takes a manager's PIN. A right one gives an authority, in place of one given before.
    pub(crate) async fn authorise(&self, typed: TypedPin) -> Result<(), Fault> {
        let typed = forms::typed_pin(typed)?;
        let (pin, training) = self.pin().await;
        self.has_the_till()?;
        let now = (self.run)();
        blocking(move || Ok(pin.try_pin(&typed, now)?)).await?;
        self.authority.give(training, (self.run)());
        Ok(())
    }

    /// The screen is done with it.
    pub(crate) fn end_authority(&self) {
        self.authority.end();
    }

    /// Chooses the till's PIN: the first one whoever is there, another one a manager. Training's stays what it is.
    pub(crate) async fn set_manager_pin(
        &self,
        pin: TypedPin,
        again: TypedPin,
    ) -> Result<(), Fault> {
        let pin = forms::chosen_pin(pin, &again)?;
        if self.pin().await.1 {
            return Err(Fault::setting("pin"));
        }
        self.keep_pin(pin).await
    }

    /// Keeps the till's PIN, in place of one before where a manager said so.
    pub(crate) async fn keep_pin(&self, pin: Pin) -> Result<(), Fault> {
        self.has_the_till()?;
        let managed = self.authority.take(false, (self.run)());
        let kept = Arc::clone(&self.pin);
        blocking(move || {
            Ok(if managed {
                kept.replace(&pin, &OsDice)
            } else {
                kept.set_first(&pin, &OsDice)
            }?)
        })
        .await
    }

    /// Does a deed as staff, or, where it is a manager's, under an authority, which ends with it whatever comes of it.
    /// What is left of it to be done is for the caller to carry out.
    pub(crate) async fn does<T>(
        &self,
        counter: &Counter,
        deed: impl Fn(Actor) -> Result<T, TillFault>,
    ) -> Result<(Begun, T), Fault> {
        let begun = counter.begins()?;
        let managed = self.authority.take(counter.is_training(), (self.run)());
        let name = self.settings().staff;
        match deed(Actor::Staff(name.clone())) {
            Err(TillFault::ManagerWanted) if managed => Ok((begun, deed(Actor::Manager(name))?)),
            Err(TillFault::ManagerWanted) => Err(self.manager_wanted().await),
            done => Ok((begun, done?)),
        }
    }

    /// The manager under whose authority one deed is done.
    pub(crate) async fn as_manager(&self, counter: &Counter) -> Result<Actor, Fault> {
        if self.authority.take(counter.is_training(), (self.run)()) {
            Ok(Actor::Manager(self.settings().staff))
        } else {
            Err(self.manager_wanted().await)
        }
    }

    /// Lets a change of the settings go on, where a manager is at it.
    pub(crate) async fn managed(&self) -> Result<(), Fault> {
        let (_, training) = self.pin().await;
        if self.managed_in(training) {
            Ok(())
        } else {
            Err(self.manager_wanted().await)
        }
    }

    /// Whether a manager is at the settings of the till, or of training.
    pub(crate) fn managed_in(&self, training: bool) -> bool {
        self.authority.take_for_settings(training, (self.run)())
    }

    /// What the screen is told where a manager is wanted. A vault that does not say whether there is a PIN is a fault of
    /// its own.
    pub(crate) async fn manager_wanted(&self) -> Fault {
        let (pin, training) = self.pin().await;
        match blocking(move || Ok(pin.is_set()?)).await {
            Ok(true) => Fault::Manager {
                why: PinView::Wanted {
                    training: training.then(|| TRAINING_PIN.to_owned()),
                },
            },
            Ok(false) => PinFault::NoneSet.into(),
            Err(fault) => fault,
        }
    }

    /// The PIN of what is open, and whether that is training.
    async fn pin(&self) -> (Arc<ManagersPin>, bool) {
        match &*self.standing().await {
            Standing::Open(counter) => (Arc::clone(&counter.pin), counter.is_training()),
            Standing::First | Standing::Trouble(_) => (Arc::clone(&self.pin), false),
        }
    }
}

impl From<PinFault> for Fault {
    fn from(fault: PinFault) -> Fault {
        let why = match fault {
            PinFault::AlreadySet => PinView::Wanted { training: None },
            PinFault::NoneSet => PinView::NoneSet,
            PinFault::Wrong { left } => PinView::Wrong { left },
            PinFault::Wait { seconds } => PinView::Wait { seconds },
            PinFault::Vault(fault) => return fault.into(),
            fault @ (PinFault::NoRandomness(_) | PinFault::NotHashed) => {
                return Fault::broken("pin", &fault);
            }
        };
        Fault::Manager { why }
    }
}
