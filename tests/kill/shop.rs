//! A shop whose gateway and keyring outlive its program: the pretended Cofidis runs in the test, the till's folder and
//! its key stay when the program is killed. Commands are given through the window's own interface, the very calls that
//! its buttons make. It knows how a program is started, disturbed, looked at when it is dead and started again; what
//! staff do with it is not its business.

use super::strace::{self, Blow, Fate};
use crate::{
    window::{Counter, Desktop, Driver, Mishap, holds, output, until},
    window_pin::PIN,
};
use chrono::Utc;
use ledger::{Ledger, LedgerKey, Presence};
use sandbox::{Options, Running, Sandbox, books::Books};
use serde_json::{Value, json};
use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

/// What strace listens to. The one that is disturbed is among them.
const HEARD: &str = "trace=pwrite64,write,writev,sendto,sendmsg,fdatasync,fsync,ftruncate,unlink,unlinkat,rename,\
                     renameat,renameat2,connect";

/// The till's own files, by their place in its folder: what strace listens to while the program starts.
const FILES: [&str; 11] = [
    "config",
    "config/ledger-begun",
    "config/ledger-begun.new",
    "data",
    "data/till.ledger",
    "data/till.ledger-wal",
    "data/till.ledger-shm",
    "data/till.ledger.making",
    "data/till.ledger.making-wal",
    "data/till.ledger.making-shm",
    "data/till.ledger.making-journal",
];

/// The window's own interface, as its buttons use it.
const CALL: &str = "const [command, given, done] = arguments;
window.__TAURI_INTERNALS__.invoke(command, given).then((answer) => done({ answer }), (fault) => done({ fault }));";

/// Between two looks at a process.
const GLANCE: Duration = Duration::from_millis(5);
/// The longest that a dying program is waited for.
const DYING: Duration = Duration::from_secs(10);

/// What came of a command.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Told {
    /// It was carried out.
    Done(Value),
    /// It was not, and why.
    Fault(Value),
    /// The program died of it.
    Died,
}

/// strace at work on the program.
struct Trace {
    log: PathBuf,
    /// Its process group where it was started beside the program; it ends with the program where it started that.
    beside: Option<u32>,
}

/// The shop.
pub(super) struct Shop {
    /// The pretended gateway.
    pub(super) sandbox: Running,
    desktop: Desktop,
    program: PathBuf,
    home: PathBuf,
    counter: Option<Counter>,
    driver: Option<Driver>,
    trace: Option<Trace>,
    traces: u32,
    key: Option<LedgerKey>,
}

impl Shop {
    /// A till that is set up, its ledger begun, its credentials in the keyring, and open.
    pub(super) async fn open(program: &Path) -> Result<Shop, Mishap> {
        let sandbox = Sandbox::start(Options::default()).await?;
        let mut desktop = Desktop::new().await?;
        // One thread does every deed, so that the N-th call of that thread is the N-th call of the deeds.
        desktop.set("TOKIO_WORKER_THREADS", "1");
        let home = desktop.home();
        lay_out(&home, &sandbox)?;
        let mut shop = Shop {
            sandbox,
            desktop,
            program: program.to_owned(),
            home,
            counter: None,
            driver: None,
            trace: None,
            traces: 0,
            key: None,
        };
        shop.start().await?;
        let twice = json!({ "pin": PIN, "again": PIN });
        shop.does("set_manager_pin", twice).await?;
        shop.does("authorise", json!({ "pin": PIN })).await?;
        for (name, value) in [("api_key_id", "training"), ("api_key", "training-secret")] {
            let given = json!({ "gateway": "sandbox", "name": name, "value": value });
            shop.does("set_credential", given).await?;
        }
        shop.key = Some(shop.key_of_the_ledger()?);
        Ok(shop)
    }

    /// Starts the program and waits until the counter is open.
    pub(super) async fn start(&mut self) -> Result<(), Mishap> {
        // gnome-keyring may die of a client that dies in the middle of a word; the next login starts it again.
        self.desktop.keep_keyring().await?;
        self.desktop.choose_program(&self.program);
        let counter = self.desktop.open_counter().await?;
        self.driver = Some(counter.driver());
        self.counter = Some(counter);
        let situation = self.does("situation", json!({})).await?;
        holds("an open till", situation["stands"] == "open", situation)
    }

    /// Starts the program under strace, which listens to what is done to the till's own files from the first moment on
    /// and disturbs one call of it. Whether it lived to open its window.
    pub(super) async fn start_under_strace(&mut self, blow: Option<Blow>) -> Result<bool, Mishap> {
        let log = self.next_log();
        let mut line = format!(
            "exec strace -D -I 2 -f -q -yy -s 0 -o '{}' -e {HEARD}",
            log.display()
        );
        for file in FILES {
            line += &format!(" -P '{}'", self.home.join(file).display());
        }
        if let Some(blow) = blow {
            line += &format!(" -e {}", blow.expression());
        }
        let script = self.home.with_file_name("under-strace");
        let text = format!("#!/bin/sh\n{line} '{}' \"$@\"\n", self.program.display());
        fs::write(&script, text)
            .and_then(|()| fs::set_permissions(&script, Permissions::from_mode(0o700)))
            .map_err(Mishap::file(&script))?;
        self.desktop.keep_keyring().await?;
        self.desktop.choose_program(&script);
        self.trace = Some(Trace { log, beside: None });
        let driver = self.desktop.start_driver().await?;
        // Of the engine's own processes some may be killed too, which is no death of the program.
        let is_deadly = blow.is_some_and(|blow| blow.fate == Fate::Killed);
        let opened = tokio::select! {
            opened = self.desktop.open_window(driver) => Some(opened),
            () = self.killed(), if is_deadly => None,
        };
        self.driver = Some(driver);
        match opened {
            Some(Ok(counter)) => {
                self.counter = Some(counter);
                // It may open its window and die of what it does meanwhile.
                let told = self.ask("situation", json!({})).await?;
                Ok(told != Told::Died)
            }
            Some(Err(mishap)) if !is_deadly => Err(mishap),
            Some(Err(mishap)) => {
                let killed = tokio::time::timeout(DYING, self.killed()).await;
                killed.map(|()| false).map_err(|_alive| mishap)
            }
            None => Ok(false),
        }
    }

    /// Waits for strace's word that it killed the program.
    async fn killed(&self) {
        while !strace::killed(&self.heard()) {
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Ends whatever runs of the program, as a power cut would.
    pub(super) fn clear(&mut self) -> Result<(), Mishap> {
        if let Some(group) = self.trace.take().and_then(|trace| trace.beside) {
            self.desktop.dismiss(group)?;
        }
        self.counter = None;
        match self.driver.take() {
            Some(driver) => self.desktop.end_driver(driver),
            None => Ok(()),
        }
    }

    /// Has the program work in another folder from its next start on.
    pub(super) fn move_to(&mut self, home: PathBuf) {
        self.desktop.set("COMPTOIR_HOME", &home);
        self.home = home;
    }

    /// The folder that the program works in.
    pub(super) fn home(&self) -> &Path {
        &self.home
    }

    fn next_log(&mut self) -> PathBuf {
        self.traces += 1;
        self.desktop
            .home()
            .with_file_name(format!("strace-{}.calls", self.traces))
    }

    fn counter(&self) -> Result<&Counter, Mishap> {
        let none = || Mishap::differs("the program", "running", "not there");
        self.counter.as_ref().ok_or_else(none)
    }

    /// Gives a command.
    pub(super) async fn ask(&self, command: &str, given: Value) -> Result<Told, Mishap> {
        let counter = self.counter()?;
        let call = counter.page.run_async(CALL, vec![json!(command), given]);
        tokio::select! {
            biased;
            () = ended(counter) => Ok(Told::Died),
            told = call => match told {
                Ok(told) => Ok(match told.get("fault") {
                    Some(fault) => Told::Fault(fault.clone()),
                    None => Told::Done(told["answer"].clone()),
                }),
                // A driver may notice first that there is nobody left to ask.
                Err(mishap) => match tokio::time::timeout(DYING, ended(counter)).await {
                    Ok(()) => Ok(Told::Died),
                    Err(_still_there) => Err(mishap),
                },
            },
        }
    }

    /// Gives a command that is to be carried out.
    pub(super) async fn does(&self, command: &str, given: Value) -> Result<Value, Mishap> {
        match self.ask(command, given).await? {
            Told::Done(answer) => Ok(answer),
            Told::Fault(fault) => Err(Mishap::differs(command, "carried out", fault)),
            Told::Died => Err(Mishap::differs(command, "carried out", "the program died")),
        }
    }

    /// Has strace listen to what the program does from now on, everywhere or on one file, and disturb one call of it.
    pub(super) async fn trace(
        &mut self,
        on: Option<&Path>,
        blow: Option<Blow>,
    ) -> Result<(), Mishap> {
        let (process, thread) = {
            let counter = self.counter()?;
            (counter.process(), counter.worker()?)
        };
        let log = self.next_log();
        let name = format!("strace-{}", self.traces);
        let mut strace = self.desktop.command("strace");
        // No content of any call is written down.
        strace.args(["-q", "-yy", "-s", "0", "-e", HEARD]);
        if let Some(file) = on {
            strace.arg("-P").arg(file);
        }
        if let Some(blow) = blow {
            strace.args(["-e", &blow.expression()]);
        }
        strace.arg("-o").arg(&log).args(["-p", &thread.to_string()]);
        let group = self.desktop.start(&name, strace)?;
        until("strace to listen", async || {
            if tracer(process, thread)?.is_some() {
                Ok(())
            } else {
                Err("not yet".to_owned())
            }
        })
        .await?;
        self.trace = Some(Trace {
            log,
            beside: Some(group),
        });
        Ok(())
    }

    /// Whether a call was answered with an error that strace made up.
    pub(super) fn was_failed(&self) -> bool {
        strace::injected(&self.heard())
    }

    /// Whether strace has killed the program.
    pub(super) fn was_killed(&self) -> bool {
        strace::killed(&self.heard())
    }

    /// What strace heard so far.
    pub(super) fn heard(&self) -> String {
        let log = self
            .trace
            .as_ref()
            .map(|trace| fs::read_to_string(&trace.log));
        log.and_then(Result::ok).unwrap_or_default()
    }

    /// What strace heard of a program that it killed, once it has written all of it down.
    pub(super) async fn last_heard(&self) -> Result<String, Mishap> {
        until("strace's word that it was killed", async || {
            let heard = self.heard();
            strace::killed(&heard)
                .then_some(heard)
                .ok_or("another death".to_owned())
        })
        .await
    }

    /// Waits until the mark has followed the ledger, which the program does in the background, or it was killed of that:
    /// a strace that lets go while it kills does neither.
    pub(super) async fn comes_to_rest(&self) -> Result<(), Mishap> {
        let mark = self.home.join("config/ledger-begun");
        until("the mark to follow the ledger", async || {
            let head = self.ledger_at_rest().and_then(|ledger| {
                let head = ledger.head();
                head.map_err(|error| Mishap::differs("the ledger at rest", "a head", error))
            });
            let head = head.map_err(|mishap| mishap.to_string())?;
            let said = fs::read_to_string(&mark).map_err(|error| error.to_string())?;
            let followed = said.lines().last() == Some(head.to_string().as_str());
            (followed || self.was_killed())
                .then_some(())
                .ok_or(said.clone())
        })
        .await
    }

    /// Lets the program be: what failed works again. Gives what was heard.
    pub(super) async fn leave_alone(&mut self) -> Result<String, Mishap> {
        let Some(trace) = self.trace.take() else {
            return Ok(String::new());
        };
        match trace.beside {
            Some(group) => self.desktop.dismiss(group)?,
            None => self.dismiss_tracer().await?,
        }
        Ok(fs::read_to_string(&trace.log).unwrap_or_default())
    }

    /// Asks the strace that started the program to end, and waits until it let go.
    async fn dismiss_tracer(&self) -> Result<(), Mishap> {
        let process = self.counter()?.process();
        let tracer_of = || tracer(process, process);
        if let Some(number) =
            tracer_of().map_err(|said| Mishap::differs("strace", "there", said))?
        {
            let mut kill = self.desktop.command("bash");
            output(kill.args(["-c", "kill -s TERM \"$1\"", "kill", &number.to_string()]))?;
        }
        until("strace to let go", async || match tracer_of()? {
            Some(number) => Err(format!("{number}")),
            None => Ok(()),
        })
        .await
    }

    /// The gateway's own books.
    pub(super) fn books(&self) -> Books {
        self.sandbox.books().cofidis
    }

    /// A copy of the ledger as it lies there, opened and verified whole. What lies there stays as it is.
    pub(super) fn ledger_at_rest(&self) -> Result<Ledger, Mishap> {
        let aside = self.desktop.home().with_file_name("at-rest");
        _ = fs::remove_dir_all(&aside);
        fs::create_dir_all(&aside).map_err(Mishap::file(&aside))?;
        for name in ["till.ledger", "till.ledger-wal", "till.ledger-shm"] {
            let from = self.home.join("data").join(name);
            if from.exists() {
                fs::copy(&from, aside.join(name)).map_err(Mishap::file(&from))?;
            }
        }
        let key = self.key.as_ref();
        let key = key.ok_or_else(|| Mishap::differs("the ledger's key", "known", "unknown"))?;
        let opened = Ledger::open(
            &aside.join("till.ledger"),
            key,
            Presence::MustExist,
            Utc::now(),
        );
        let ledger =
            opened.map_err(|error| Mishap::differs("the ledger at rest", "open", error))?;
        let verified = ledger.verify(|_, _| {});
        verified.map_err(|broken| Mishap::differs("the ledger at rest", "whole", broken))?;
        Ok(ledger)
    }

    /// Takes the ledger's write-ahead log away, as a disk that never kept it would.
    pub(super) fn lose_the_log(&self) -> Result<(), Mishap> {
        let log = self.home.join("data/till.ledger-wal");
        fs::remove_file(&log).map_err(Mishap::file(&log))
    }

    /// The ledger's key, out of the keyring.
    fn key_of_the_ledger(&self) -> Result<LedgerKey, Mishap> {
        let mut lookup = self.desktop.command("sh");
        let read = "secret-tool lookup service Comptoir username ledger-key | od -An -v -tx1";
        lookup.args(["-c", read]);
        let text = output(&mut lookup)?;
        let bytes: Vec<u8> = text
            .split_whitespace()
            .filter_map(|byte| u8::from_str_radix(byte, 16).ok())
            .collect();
        let count = bytes.len();
        let key = <[u8; 32]>::try_from(bytes);
        key.map(LedgerKey::from_bytes)
            .map_err(|_other| Mishap::differs("bytes of the ledger's key", 32, count))
    }

    /// What the programs said last, for whoever reads a failure.
    pub(super) fn last_words(&self) -> String {
        self.desktop.last_words()
    }
}

/// Waits until the program is gone.
async fn ended(counter: &Counter) {
    while counter.runs() {
        tokio::time::sleep(GLANCE).await;
    }
}

/// Who traces a thread.
fn tracer(process: u32, thread: u32) -> Result<Option<u32>, String> {
    let status = fs::read_to_string(format!("/proc/{process}/task/{thread}/status"))
        .map_err(|error| error.to_string())?;
    let tracer = status
        .lines()
        .find_map(|line| line.strip_prefix("TracerPid:"));
    let number = tracer.and_then(|tracer| tracer.trim().parse().ok());
    Ok(number.filter(|number| *number != 0))
}

/// The files of a till whose one gateway is this sandbox. It asks when it is told to and when an outcome is unknown, so
/// that a life makes the same calls each time; that a transaction is absent proves something after a second, not a
/// minute.
fn lay_out(home: &Path, sandbox: &Running) -> Result<(), Mishap> {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src-tauri/crates/gateways/profiles/sandbox.toml");
    let profile = fs::read_to_string(&shipped).map_err(Mishap::file(&shipped))?;
    let profile = profile
        .replace("{sandbox}", &sandbox.addresses().cofidis)
        .replace("every_seconds = 2", "")
        .replace("absence_proven_after_s = 60", "absence_proven_after_s = 1");
    let till = "language = \"en\"\nstaff = \"Inès\"\n\n[till]\nshop = \"Maison Lumière\"\nshop_lines = []\n\
                till = \"T2\"\ncountry = \"FR\"\nzone = \"Europe/Paris\"\ngateways = [\"sandbox\"]\n";
    let config = home.join("config");
    fs::create_dir_all(config.join("profiles")).map_err(Mishap::file(&config))?;
    for (file, text) in [
        ("profiles/sandbox.toml", profile.as_str()),
        ("till.toml", till),
    ] {
        fs::write(config.join(file), text).map_err(Mishap::file(config.join(file)))?;
    }
    Ok(())
}
