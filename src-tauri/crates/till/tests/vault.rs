//! The vault. On Linux a real Secret Service runs on a session bus of its own: this test starts itself again inside
//! it, once for each face, because the keyring belongs to a whole process.

use std::{collections::HashMap, sync::Mutex};
use till::{Dice, NoRandomness, Vault, VaultFault, ledger_key};
use zeroize::Zeroizing;

struct Sevens;

impl Dice for Sevens {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        bytes.fill(7);
        Ok(())
    }
}

#[derive(Default)]
struct Drawer(Mutex<HashMap<String, Vec<u8>>>);

impl Vault for Drawer {
    fn get(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, VaultFault> {
        self.0
            .lock()
            .unwrap()
            .get(name)
            .cloned()
            .map(Zeroizing::new)
            .ok_or(VaultFault::Missing)
    }
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), VaultFault> {
        self.0
            .lock()
            .unwrap()
            .insert(name.to_owned(), secret.to_vec());
        Ok(())
    }
    fn delete(&self, name: &str) -> Result<(), VaultFault> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
}

#[test]
fn a_new_ledger_gets_a_key_and_keeps_it() {
    let drawer = Drawer::default();
    let first = ledger_key(&drawer, "key", false, &Sevens).unwrap();
    assert_eq!(*first, [7; 32]);
    assert_eq!(*ledger_key(&drawer, "key", true, &Sevens).unwrap(), *first);
}

#[test]
fn a_ledger_whose_key_is_gone_never_gets_a_new_one() {
    let drawer = Drawer::default();
    assert_eq!(
        ledger_key(&drawer, "key", true, &Sevens).unwrap_err(),
        VaultFault::Missing
    );
    assert!(drawer.0.lock().unwrap().is_empty());
}

#[test]
fn a_key_of_the_wrong_length_is_wrong_and_not_replaced() {
    let drawer = Drawer::default();
    drawer.set("key", b"short").unwrap();
    assert_eq!(
        ledger_key(&drawer, "key", true, &Sevens).unwrap_err(),
        VaultFault::Wrong
    );
    assert_eq!(drawer.get("key").unwrap().as_slice(), b"short");
}

#[cfg(target_os = "linux")]
mod secret_service {
    use ledger::{Ledger, LedgerError, LedgerKey, Presence};
    use std::{
        env, fs,
        process::{Command, Stdio},
        thread,
        time::{Duration, Instant},
    };
    use till::{Keyring, LEDGER_KEY, OsDice, Vault, VaultFault, ledger_key};

    /// Finds the process that keeps the secrets on this bus.
    const KEEPER: &str = "keeper=$(dbus-send --session --print-reply --dest=org.freedesktop.DBus \
         /org/freedesktop/DBus org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets \
         2>/dev/null | sed -n 's/.*uint32 //p')";

    /// A keyring that holds nothing of anybody's: a folder of its own, a bus of its own, and `script` to prepare it.
    fn in_a_session(face: &str, test: &str, script: &str) {
        let home = tempfile::tempdir().unwrap();
        let program = env::current_exe().unwrap();
        // Whoever keeps the secrets on this bus is ended with it, by its own id.
        let line = format!(
            "{script}\n\"$0\" --exact vault::secret_service::{test} --nocapture; code=$?\n\
             {KEEPER}\n[ -z \"$keeper\" ] || kill \"$keeper\"; exit $code"
        );
        let output = Command::new("dbus-run-session")
            .args(["--", "bash", "-c", &line])
            .arg(&program)
            .env("COMPTOIR_TEST_FACE", face)
            .env("HOME", home.path())
            .env("XDG_DATA_HOME", home.path().join("data"))
            .env("XDG_CONFIG_HOME", home.path().join("config"))
            .env("XDG_CACHE_HOME", home.path().join("cache"))
            .env("XDG_RUNTIME_DIR", home.path())
            .env_remove("DISPLAY")
            .stdin(Stdio::null())
            .output()
            .expect("dbus-run-session is part of the project's set-up");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{said}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(said.contains("1 passed"), "{said}");
    }

    fn inside(face: &str) -> bool {
        env::var("COMPTOIR_TEST_FACE").is_ok_and(|inside| inside == face)
    }

    /// Longer than anything takes: it only guards against hanging.
    const PATIENCE: Duration = Duration::from_secs(30);

    fn keyring() -> Keyring {
        Keyring::with_patience("Comptoir test", PATIENCE)
    }

    const UNLOCKED: &str =
        "echo -n training | gnome-keyring-daemon --unlock --components=secrets >/dev/null";

    #[test]
    fn an_unlocked_keyring_keeps_replaces_and_forgets_secrets_long_ones_too() {
        if !inside("unlocked") {
            let name = "an_unlocked_keyring_keeps_replaces_and_forgets_secrets_long_ones_too";
            return in_a_session("unlocked", name, UNLOCKED);
        }
        let keyring = keyring();
        assert_eq!(keyring.get("api-key").unwrap_err(), VaultFault::Missing);
        keyring.set("api-key", b"first").unwrap();
        keyring.set("api-key", b"second").unwrap();
        assert_eq!(keyring.get("api-key").unwrap().as_slice(), b"second");
        let certificate = vec![b'c'; 7_500];
        keyring.set("certificate", &certificate).unwrap();
        assert_eq!(
            keyring.get("certificate").unwrap().as_slice(),
            certificate.as_slice()
        );
        keyring.delete("certificate").unwrap();
        keyring.delete("api-key").unwrap();
        keyring.delete("api-key").unwrap();
        assert_eq!(keyring.get("api-key").unwrap_err(), VaultFault::Missing);
        assert_eq!(keyring.get("certificate").unwrap_err(), VaultFault::Missing);
    }

    /// How many entries the keyring holds for the service.
    fn entries() -> usize {
        let search = ["search", "--all", "service", "Comptoir test"];
        let found = Command::new("secret-tool").args(search).output().unwrap();
        let said = [found.stdout, found.stderr].concat();
        String::from_utf8_lossy(&said)
            .lines()
            .filter(|line| line.starts_with("attribute.username"))
            .count()
    }

    #[test]
    fn a_shorter_secret_in_place_of_a_longer_one_leaves_nothing_of_it() {
        let name = "a_shorter_secret_in_place_of_a_longer_one_leaves_nothing_of_it";
        if !inside("shorter") {
            return in_a_session("shorter", name, UNLOCKED);
        }
        let keyring = keyring();
        for (length, kept) in [(7_500, 5), (4_500, 4), (9_000, 6), (2_001, 3), (12, 1)] {
            let secret = vec![b'c'; length];
            keyring.set("certificate", &secret).unwrap();
            assert_eq!(*keyring.get("certificate").unwrap(), secret);
            assert_eq!(entries(), kept, "{length} bytes");
        }
        keyring.delete("certificate").unwrap();
        assert_eq!(entries(), 0);
    }

    #[test]
    fn a_replacement_that_a_crash_cut_short_leaves_the_old_secret_whole() {
        let name = "a_replacement_that_a_crash_cut_short_leaves_the_old_secret_whole";
        if !inside("crash") {
            return in_a_session("crash", name, UNLOCKED);
        }
        let keyring = keyring();
        let (old, new) = (vec![b'o'; 7_500], vec![b'n'; 5_000]);
        keyring.set("certificate", &old).unwrap();
        // What a replacement writes before it turns the head: parts that only it knows of.
        for number in 1..=4 {
            let part = format!("certificate#b{number}");
            assert_eq!(keyring.get(&part).unwrap_err(), VaultFault::Missing);
            keyring.set(&part, &[b'x'; 2_000]).unwrap();
        }
        assert_eq!(*keyring.get("certificate").unwrap(), old);
        keyring.set("certificate", &new).unwrap();
        assert_eq!(*keyring.get("certificate").unwrap(), new);
        assert_eq!(entries(), 4, "the head and three parts");
        // A head that points to no set of parts is not taken for a secret.
        keyring.set("certificate", b"comptoir-parts:4").unwrap();
        assert_eq!(keyring.get("certificate").unwrap_err(), VaultFault::Wrong);
    }

    #[test]
    fn a_locked_keyring_says_locked_and_opens_once_it_is_unlocked() {
        let name = "a_locked_keyring_says_locked_and_opens_once_it_is_unlocked";
        if !inside("locked") {
            let lock = format!(
                "{UNLOCKED}\n\
                 echo -n hidden | secret-tool store --label=x service 'Comptoir test' username kept\n\
                 secret-tool lock"
            );
            return in_a_session("locked", name, &lock);
        }
        let keyring = Keyring::with_patience("Comptoir test", Duration::from_secs(2));
        assert_eq!(keyring.get("kept").unwrap_err(), VaultFault::Locked);
        assert_eq!(
            keyring.set("kept", b"other").unwrap_err(),
            VaultFault::Locked
        );
        // As at the next login: whoever keeps the secrets is started anew, with the password.
        let login = format!(
            "{KEEPER}\nkill \"$keeper\" && tail --pid=\"$keeper\" -f /dev/null && {UNLOCKED}"
        );
        let unlock = Command::new("bash").args(["-c", &login]).status().unwrap();
        assert!(unlock.success());
        // It answers before it has read the password.
        let begun = Instant::now();
        let mut kept = keyring.get("kept");
        while kept == Err(VaultFault::Locked) && begun.elapsed() < PATIENCE {
            thread::yield_now();
            kept = keyring.get("kept");
        }
        assert_eq!(kept.unwrap().as_slice(), b"hidden");
    }

    #[test]
    fn a_ledger_opens_under_its_own_key_and_stays_shut_when_that_is_gone_or_another_s() {
        let name = "a_ledger_opens_under_its_own_key_and_stays_shut_when_that_is_gone_or_another_s";
        if !inside("key") {
            return in_a_session("key", name, UNLOCKED);
        }
        let (keyring, folder) = (keyring(), tempfile::tempdir().unwrap());
        let file = folder.path().join("till.ledger");
        let opens = |key: [u8; 32], presence| {
            let now = "2026-11-20T09:00:00Z".parse().unwrap();
            Ledger::open(&file, &LedgerKey::from_bytes(key), presence, now)
        };
        let may_create = Presence::MayCreate { salt: [9; 32] };
        let own = ledger_key(&keyring, LEDGER_KEY, false, &OsDice).unwrap();
        drop(opens(*own, may_create).unwrap());
        let before = fs::read(&file).unwrap();

        keyring.set(LEDGER_KEY, &[1; 32]).unwrap();
        let another = ledger_key(&keyring, LEDGER_KEY, true, &OsDice).unwrap();
        for presence in [Presence::MustExist, may_create] {
            assert!(matches!(
                opens(*another, presence),
                Err(LedgerError::WrongKey)
            ));
        }
        keyring.set(LEDGER_KEY, b"changed").unwrap();
        let changed = ledger_key(&keyring, LEDGER_KEY, true, &OsDice);
        assert_eq!(changed.unwrap_err(), VaultFault::Wrong);
        keyring.delete(LEDGER_KEY).unwrap();
        let gone = ledger_key(&keyring, LEDGER_KEY, true, &OsDice);
        assert_eq!(gone.unwrap_err(), VaultFault::Missing);
        assert_eq!(
            keyring.get(LEDGER_KEY).unwrap_err(),
            VaultFault::Missing,
            "and none is made"
        );
        assert!(fs::read(&file).unwrap() == before, "the ledger was touched");

        keyring.set(LEDGER_KEY, own.as_ref()).unwrap();
        let back = ledger_key(&keyring, LEDGER_KEY, true, &OsDice).unwrap();
        opens(*back, Presence::MustExist)
            .unwrap()
            .verify(|_, _| ())
            .unwrap();
    }

    #[test]
    fn a_session_without_a_keyring_is_unreachable_and_not_merely_empty() {
        let name = "a_session_without_a_keyring_is_unreachable_and_not_merely_empty";
        if !inside("none") {
            // The service answers, and has no collection to keep anything in.
            let script = "gnome-keyring-daemon --start --components=secrets >/dev/null";
            return in_a_session("none", name, script);
        }
        assert_eq!(
            keyring().get("api-key").unwrap_err(),
            VaultFault::Unreachable
        );
    }
}
