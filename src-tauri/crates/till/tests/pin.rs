//! The manager's PIN: which ones are taken, what a try comes to, and what a restart or a locked vault changes in it. Time is
//! the run's own, given by each test.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use till::{
    MANAGER_PIN, ManagersPin, OsDice, Pin, PinFault, PinProblem, Pocket, Vault, VaultFault,
};
use zeroize::Zeroizing;

fn typed(text: &str) -> Pin {
    Pin::typed(Zeroizing::new(text.to_owned())).unwrap()
}

fn chosen(text: &str) -> Result<Pin, PinProblem> {
    Pin::chosen(Zeroizing::new(text.to_owned()))
}

fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A vault in memory that a test can lock.
#[derive(Default)]
struct Locker {
    pocket: Pocket,
    face: Mutex<Option<VaultFault>>,
}

impl Locker {
    fn turn(&self, face: Option<VaultFault>) {
        *self.face.lock().unwrap() = face;
    }

    fn answers(&self) -> Result<(), VaultFault> {
        self.face.lock().unwrap().map_or(Ok(()), Err)
    }
}

impl Vault for Locker {
    fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, VaultFault> {
        self.answers().and_then(|()| self.pocket.get(name))
    }
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        self.answers().and_then(|()| self.pocket.set(name, secret))
    }
    fn delete(&self, name: &str) -> Result<(), VaultFault> {
        self.answers().and_then(|()| self.pocket.delete(name))
    }
}

/// A vault with the PIN 7391 in it.
fn vault() -> Arc<Locker> {
    let vault = Arc::new(Locker::default());
    let pin = ManagersPin::new(vault.clone(), Duration::ZERO);
    pin.set_first(&chosen("7391").unwrap(), &OsDice).unwrap();
    vault
}

/// The PIN as a new run of the program finds it, at its own zero.
fn run(vault: &Arc<Locker>) -> ManagersPin {
    ManagersPin::new(vault.clone(), Duration::ZERO)
}

#[test]
fn a_pin_is_four_to_twelve_digits_and_not_one_that_anybody_guesses() {
    for good in ["7391", "1235", "0070", "918273645546"] {
        assert!(chosen(good).is_ok(), "{good}");
    }
    for easy in [
        "0000",
        "1234",
        "9876",
        "7890",
        "3210",
        "2468",
        "111111111111",
    ] {
        assert_eq!(chosen(easy).unwrap_err(), PinProblem::TooEasy, "{easy}");
    }
    for (bad, problem) in [
        ("", PinProblem::TooShort { least: 4 }),
        ("739", PinProblem::TooShort { least: 4 }),
        ("7391739173917", PinProblem::TooLong { most: 12 }),
        ("73 91", PinProblem::NotDigits),
        ("73a1", PinProblem::NotDigits),
        ("٧٣٩١", PinProblem::NotDigits),
    ] {
        assert_eq!(chosen(bad).unwrap_err(), problem, "{bad}");
    }
    assert_eq!(format!("{:?}", typed("7391")), "Pin(..)");
}

#[test]
fn the_right_pin_opens_and_the_vault_holds_its_hash_alone() {
    let vault = vault();
    let pin = run(&vault);
    assert_eq!(pin.try_pin(&typed("7391"), s(1)), Ok(()));
    let kept = vault.get(MANAGER_PIN).unwrap();
    let kept = str::from_utf8(&kept).unwrap();
    assert!(kept.contains("$argon2id$v=19$"), "{kept}");
    assert!(!kept.contains("7391"));
}

#[test]
fn a_till_without_a_pin_says_so_and_the_first_is_chosen_once() {
    let vault = Arc::new(Locker::default());
    let pin = run(&vault);
    assert_eq!(pin.is_set(), Ok(false));
    assert_eq!(pin.try_pin(&typed("7391"), s(1)), Err(PinFault::NoneSet));
    pin.set_first(&chosen("7391").unwrap(), &OsDice).unwrap();
    let second = pin.set_first(&chosen("5286").unwrap(), &OsDice);
    assert_eq!(second, Err(PinFault::AlreadySet));
    assert_eq!(pin.try_pin(&typed("7391"), s(1)), Ok(()));
    pin.replace(&chosen("5286").unwrap(), &OsDice).unwrap();
    assert_eq!(
        pin.try_pin(&typed("7391"), s(1)),
        Err(PinFault::Wrong { left: 4 })
    );
    assert_eq!(pin.try_pin(&typed("5286"), s(1)), Ok(()));
}

#[test]
fn five_wrong_tries_are_free_and_each_further_one_waits_twice_as_long_up_to_a_quarter_of_an_hour() {
    let vault = vault();
    let pin = run(&vault);
    for left in [4, 3, 2, 1] {
        let wrong = pin.try_pin(&typed("0000"), s(1));
        assert_eq!(wrong, Err(PinFault::Wrong { left }));
    }
    let mut now = s(1);
    for seconds in [30, 60, 120, 240, 480, 900, 900] {
        let wait = Err(PinFault::Wait { seconds });
        assert_eq!(pin.try_pin(&typed("0000"), now), wait);
        let early = pin.try_pin(
            &typed("7391"),
            now + s(u64::from(seconds)) - Duration::from_millis(1),
        );
        assert_eq!(
            early,
            Err(PinFault::Wait { seconds: 1 }),
            "the right one waits too"
        );
        now += s(seconds.into());
    }
    assert_eq!(pin.try_pin(&typed("7391"), now), Ok(()));
    let wrong = pin.try_pin(&typed("0000"), now);
    assert_eq!(
        wrong,
        Err(PinFault::Wrong { left: 4 }),
        "the count began anew"
    );
}

#[test]
fn wrong_tries_are_counted_across_a_restart_and_a_new_run_begins_with_the_wait() {
    let vault = vault();
    for left in [4, 3, 2, 1] {
        let wrong = run(&vault).try_pin(&typed("0000"), s(1));
        assert_eq!(wrong, Err(PinFault::Wrong { left }));
    }
    let fifth = run(&vault).try_pin(&typed("0000"), s(1));
    assert_eq!(fifth, Err(PinFault::Wait { seconds: 30 }));
    let pin = run(&vault);
    let at_once = pin.try_pin(&typed("7391"), Duration::ZERO);
    assert_eq!(at_once, Err(PinFault::Wait { seconds: 30 }));
    assert_eq!(pin.try_pin(&typed("7391"), s(30)), Ok(()));
}

#[test]
fn a_try_that_the_vault_does_not_count_is_not_looked_at() {
    /// Gives and does not take.
    struct ReadOnly(Arc<Locker>);
    impl Vault for ReadOnly {
        fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, VaultFault> {
            self.0.get(name)
        }
        fn set(&self, _: &str, _: &[u8]) -> Result<(), VaultFault> {
            Err(VaultFault::Unreachable)
        }
        fn delete(&self, _: &str) -> Result<(), VaultFault> {
            Err(VaultFault::Unreachable)
        }
    }
    let pin = ManagersPin::new(Arc::new(ReadOnly(vault())), Duration::ZERO);
    let unseen = Err(PinFault::Vault(VaultFault::Unreachable));
    for text in ["7391", "0000"] {
        assert_eq!(pin.try_pin(&typed(text), s(1)), unseen);
    }
}

#[test]
fn a_locked_vault_is_locked_and_never_without_a_pin() {
    let vault = vault();
    let pin = run(&vault);
    for face in [
        VaultFault::Locked,
        VaultFault::Unreachable,
        VaultFault::Wrong,
    ] {
        vault.turn(Some(face));
        let fault = PinFault::Vault(face);
        assert_eq!(pin.is_set(), Err(face));
        assert_eq!(pin.try_pin(&typed("7391"), s(1)), Err(fault));
        assert_eq!(pin.set_first(&chosen("5286").unwrap(), &OsDice), Err(fault));
    }
    vault.turn(None);
    vault.set(MANAGER_PIN, b"something else").unwrap();
    assert_eq!(pin.is_set(), Err(VaultFault::Wrong));
    let first = pin.set_first(&chosen("5286").unwrap(), &OsDice);
    assert_eq!(first, Err(PinFault::Vault(VaultFault::Wrong)));
}
