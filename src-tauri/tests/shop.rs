//! A shop to test with: its premises (a folder, a vault in memory) outlive the program that is opened in them, so that a
//! test can close, damage and open again. The commands are pressed through the window's own interface, as JSON, and a
//! test waits as the screen does: it asks, and asks again when it is told to look again.

use super::desktop::{Drawer, Ear, Glass, Watch};
use crate::{
    daily::Chores,
    hand_over,
    home::Home,
    house::{Counter, House},
    interface, ledgers, profiles,
};
use sandbox::{BothBooks, Fault};
use serde_json::{Value, json};
use std::{
    fs, io,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tauri::{
    App, Manager, WebviewWindow, WebviewWindowBuilder,
    async_runtime::block_on,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    webview::InvokeRequest,
};
use tempfile::TempDir;
use till::{LEDGER_KEY, ManagersPin, OsDice, Pin, Settings, Vault};
use zeroize::Zeroizing;

/// Longer than anything takes: what hangs fails its test instead of holding it up.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// The manager's PIN of a till here.
pub(super) const PIN: &str = "730519284637";
/// That of training, as everybody knows it.
pub(super) const TRAINING_PIN: &str = "2468";

/// Where a shop is: what stays when the program ends.
#[derive(Clone)]
pub(super) struct Premises {
    folder: Arc<TempDir>,
    pub(super) home: Home,
    pub(super) vault: Arc<Drawer>,
    /// What measures the waits of a run.
    pub(super) watch: Arc<Watch>,
}

impl Premises {
    /// Empty ones.
    pub(super) fn new() -> Premises {
        let folder = tempfile::tempdir().unwrap();
        Premises {
            home: Home::under(folder.path().to_owned()),
            folder: Arc::new(folder),
            vault: Arc::new(Drawer::default()),
            watch: Arc::new(Watch::default()),
        }
    }

    /// Those of a till that has worked before, with these profiles, and is closed.
    pub(super) fn of_a_till(gateways: &[(&str, &str)]) -> Premises {
        let premises = Premises::of_an_old_till(gateways);
        let pin = Pin::chosen(Zeroizing::new(PIN.to_owned())).unwrap();
        ManagersPin::new(premises.vault.clone(), Duration::ZERO)
            .set_first(&pin, &OsDice)
            .unwrap();
        premises
    }

    /// The same, of a till that was set up when there were no PINs.
    pub(super) fn of_an_old_till(gateways: &[(&str, &str)]) -> Premises {
        let premises = Premises::new();
        premises.home.make().unwrap();
        let (ledger, _) = ledgers::of_the_till(&premises.home, premises.vault.as_ref()).unwrap();
        drop(ledger);
        for (name, text) in gateways {
            till::replace_file(&premises.home.profile(name), text.as_bytes()).unwrap();
        }
        let mut shop = profiles::training_shop();
        shop.gateways = gateways
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        let settings = Settings {
            till: Some(shop),
            ..Settings::default()
        };
        settings.write(&premises.home.settings()).unwrap();
        premises
    }

    /// The same till on its next day: all that is kept is as it was, in the files and in the vault, and a new run of the
    /// program begins. (The one before holds on to its folder for as long as the test lives.)
    pub(super) fn next_day(&self) -> Premises {
        let next = Premises {
            vault: Arc::clone(&self.vault),
            ..Premises::new()
        };
        next.home.make().unwrap();
        let (from, to) = (self.folder.path(), next.folder.path());
        for (file, bytes) in self.files() {
            let place = to.join(Path::new(&file).strip_prefix(from).unwrap());
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            fs::write(place, bytes).unwrap();
        }
        next
    }

    /// The bytes of the till's ledger, if it is there.
    pub(super) fn ledger(&self) -> Option<Vec<u8>> {
        fs::read(self.home.ledger()).ok()
    }

    /// Puts another key of the ledger into the vault.
    pub(super) fn change_key(&self, key: &[u8]) {
        self.vault.set(LEDGER_KEY, key).unwrap();
    }

    /// The ledger's key, as the engine takes it.
    pub(super) fn key(&self) -> String {
        let key = self.vault.get(LEDGER_KEY).unwrap();
        key.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Does something to the ledger that no till does, past the one that has it open.
    pub(super) fn on_disk(&self, statement: &str) {
        let ledger = rusqlite::Connection::open(self.home.ledger()).unwrap();
        let key = format!("PRAGMA key = \"x'{}'\"", self.key());
        ledger.execute_batch(&key).unwrap();
        ledger.busy_timeout(PATIENCE).unwrap();
        ledger.execute_batch(statement).unwrap();
        ledger.close().unwrap();
    }

    /// Every file under the premises, and what is in it. One that an open till puts in another's place meanwhile is not
    /// there any more. What is read first is older, so that the mark of the ledger never leads it.
    pub(super) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut folders = vec![self.folder.path().to_owned()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                match fs::read(&path) {
                    Ok(bytes) => files.push((path.display().to_string(), bytes)),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => panic!("{}: {error}", path.display()),
                }
            }
            folders.sort_unstable_by(|one, other| other.cmp(one));
        }
        files
    }
}

/// An open program, and the hands at it.
pub(super) struct Shop {
    pub(super) premises: Premises,
    pub(super) glass: Arc<Glass>,
    pub(super) house: Arc<House>,
    ear: Arc<Ear>,
    window: WebviewWindow<MockRuntime>,
    app: App<MockRuntime>,
}

impl Shop {
    /// The program, opened at these premises as the application opens it.
    pub(super) fn at(premises: &Premises) -> Shop {
        let (ear, glass) = (Arc::new(Ear::default()), Arc::new(Glass::default()));
        let house = Arc::new(House::new(
            premises.home.clone(),
            premises.vault.clone(),
            ear.clone(),
            glass.clone(),
            premises.watch.run(),
        ));
        let interface = interface::<MockRuntime>();
        let app = mock_builder()
            .invoke_handler(hand_over::only_the_till(interface.invoke_handler()))
            .build(mock_context(noop_assets()))
            .unwrap();
        app.manage(Arc::clone(&house));
        let window = WebviewWindowBuilder::new(&app, hand_over::TILL, tauri::WebviewUrl::default());
        let window = window.build().unwrap();
        Arc::clone(&house).open_at_start();
        Shop {
            premises: premises.clone(),
            glass,
            house,
            ear,
            window,
            app,
        }
    }

    /// A shop that took *Try it in training mode* at its first start.
    pub(super) fn training() -> Shop {
        let shop = Shop::at(&Premises::new());
        let situation = shop.tries_training();
        assert_eq!(situation["stands"], "open", "{situation}");
        shop
    }

    /// *Try it in training mode*, once the screen shows it.
    pub(super) fn tries_training(&self) -> Value {
        self.told("situation", json!({}));
        self.told("try_training", json!({}))
    }

    /// Calls a command, and gives what the screen is told: the answer or the fault.
    pub(super) fn ask(&self, command: &str, with: Value) -> Result<Value, Value> {
        pressed(&self.window, command, with)
    }

    /// Calls a command from another window of the program, and gives what that is told.
    pub(super) fn asked_from(
        &self,
        label: &str,
        command: &str,
        with: Value,
    ) -> Result<Value, Value> {
        let window = self.app.get_webview_window(label).unwrap_or_else(|| {
            let page = tauri::WebviewUrl::default();
            WebviewWindowBuilder::new(&self.app, label, page)
                .build()
                .unwrap()
        });
        pressed(&window, command, with)
    }

    /// Calls a command that is to be carried out.
    pub(super) fn told(&self, command: &str, with: Value) -> Value {
        let answer = self.ask(command, with);
        answer.unwrap_or_else(|fault| panic!("{command}: {fault}"))
    }

    /// Calls a command that is not to be carried out.
    pub(super) fn refused(&self, command: &str, with: Value) -> Value {
        match self.ask(command, with) {
            Ok(answer) => panic!("{command} was carried out: {answer}"),
            Err(fault) => fault,
        }
    }

    /// A manager types the PIN of this till.
    pub(super) fn authorises(&self) {
        let training = self.told("situation", json!({}))["training"] == true;
        let pin = if training { TRAINING_PIN } else { PIN };
        self.told("authorise", json!({ "pin": pin }));
    }

    /// Calls a command as the screen does: where the PIN is wanted a manager types it, and it is called once more.
    pub(super) fn ask_as_manager(&self, command: &str, with: Value) -> Result<Value, Value> {
        match self.ask(command, with.clone()) {
            Err(fault) if fault["why"]["pin"] == "wanted" => {
                self.authorises();
                self.ask(command, with)
            }
            answer => answer,
        }
    }

    /// Calls a command that is to be carried out, with a manager at hand.
    pub(super) fn managed(&self, command: &str, with: Value) -> Value {
        let answer = self.ask_as_manager(command, with);
        answer.unwrap_or_else(|fault| panic!("{command}: {fault}"))
    }

    /// Calls a command that is not to be carried out, for another reason than that no manager is there.
    pub(super) fn refused_to_a_manager(&self, command: &str, with: Value) -> Value {
        match self.ask_as_manager(command, with) {
            Ok(answer) => panic!("{command} was carried out: {answer}"),
            Err(fault) => {
                assert_ne!(fault["why"]["pin"], "wanted", "{command}");
                fault
            }
        }
    }

    /// Another finger at the same window, to press at the same time.
    pub(super) fn finger(&self) -> impl Fn(&str, Value) -> Result<Value, Value> + Send + use<> {
        let window = self.window.clone();
        move |command, with| pressed(&window, command, with)
    }

    /// Looks at a financing until it stands so, each time that the screen is told to look again.
    pub(super) fn until(&self, id: &str, stands: impl Fn(&Value) -> bool) -> Value {
        self.looks_until("detail", id, stands)
    }

    /// Looks at a journey until it stands so, each time that the screen is told to look again.
    pub(super) fn until_the_journey(&self, id: &str, stands: impl Fn(&Value) -> bool) -> Value {
        self.looks_until("journey", id, stands)
    }

    /// Looks at where the application stands until it is so, each time that the screen is told to look again.
    pub(super) fn until_the_situation(&self, stands: impl Fn(&Value) -> bool) -> Value {
        self.looks_until("situation", "", stands)
    }

    fn looks_until(&self, command: &str, id: &str, stands: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let before = self.ear.told();
            let told = self.told(command, json!({ "id": id }));
            if stands(&told) {
                return told;
            }
            let goes_on = self.ear.hears(before, deadline);
            assert!(goes_on, "it stays as it is: {told}");
        }
    }

    /// Whether the screen is told to look again once this was done.
    pub(super) fn is_told_after(&self, done: impl FnOnce()) -> bool {
        let before = self.ear.told();
        done();
        self.ear.hears(before, Instant::now() + PATIENCE)
    }

    /// Looks at what failed in the background until these jobs are among it, or, with none, until it is nothing, each time
    /// that the screen is told to look again.
    pub(super) fn until_unresolved(&self, jobs: &[&str]) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let before = self.ear.told();
            let told = self.told("unresolved", json!({}));
            let lines = told.as_array().unwrap();
            let has = |job: &&str| lines.iter().any(|line| line["job"] == **job);
            if jobs.iter().all(has) && jobs.is_empty() == lines.is_empty() {
                return told;
            }
            let goes_on = self.ear.hears(before, deadline);
            assert!(goes_on, "it stays as it is: {told}");
        }
    }

    /// What is done once a day is done now.
    pub(super) fn does_the_day(&self) {
        let counter = self.counter();
        let chores = Chores {
            till: Arc::clone(&counter.till),
            ledger: counter.ledger.clone(),
            unresolved: Arc::clone(&counter.unresolved),
        };
        block_on(chores.do_all(self.premises.home.clone(), 24));
    }

    /// Looks at a financing until it is in this state with nothing on its way.
    pub(super) fn until_it_is(&self, id: &str, state: &str) -> Value {
        self.until(id, |detail| {
            detail["state"] == state && detail["pending"].is_null()
        })
    }

    /// Starts a financing, and gives its name once the journey is there.
    pub(super) fn starts(&self, form: Value) -> String {
        let detail = self.told("start", json!({ "form": form }));
        let id = detail["id"].as_str().unwrap().to_owned();
        self.until_it_is(&id, "shown");
        id
    }

    pub(super) fn counter(&self) -> Arc<Counter> {
        match block_on(self.house.counter()) {
            Ok(counter) => counter,
            Err(fault) => panic!("the counter is not open: {fault:?}"),
        }
    }

    /// What the pretended gateways' books say.
    pub(super) fn books(&self) -> BothBooks {
        self.counter().sandbox.as_ref().unwrap().books()
    }

    /// Presses one of the pretended gateways' fault buttons.
    pub(super) fn fault(&self, fault: Fault) {
        block_on(self.counter().sandbox.as_ref().unwrap().script(fault));
    }

    /// Nothing was written, and nothing was sent to anybody.
    pub(super) fn has_done_nothing(&self) {
        let books = self.books();
        assert!(books.cofidis.all().is_empty() && books.payplug.all().is_empty());
        let day = self.told(
            "today",
            json!({ "day": null, "filter": "all", "search": "" }),
        );
        assert_eq!(day["rows"], json!([]));
    }
}

fn pressed(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    with: Value,
) -> Result<Value, Value> {
    let own = if cfg!(any(windows, target_os = "android")) {
        "http://tauri.localhost"
    } else {
        "tauri://localhost"
    };
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: own.parse().unwrap(),
        body: InvokeBody::Json(with),
        headers: Default::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).map(|answer| answer.deserialize().unwrap())
}

/// A form for 1,249.90 euros in four payments at the pretended Cofidis, for Léa Noël.
pub(super) fn order(token: &str, mode: &str) -> Value {
    json!({
        "token": token,
        "gateway": "sandbox",
        "amount": 124_990,
        "product": "4XCB",
        "instalments": 4,
        "mode": mode,
        "order": "CMD-20418",
        "sending": "link",
        "customer": { "billing": { "first_name": "Léa", "last_name": "Noël" } },
    })
}

/// The same at the pretended Payplug, which wants to know more of her.
pub(super) fn order_at_payplug(token: &str, mode: &str) -> Value {
    json!({
        "gateway": "payplug-sandbox",
        "product": "cofidis-4xcb",
        "customer": {
            "billing": {
                "first_name": "Léa", "last_name": "Noël", "phone": "+33320000000", "mobile": "+33600000000",
            },
            "home": {
                "address": "3 rue des Lilas", "postal_code": "59000", "city": "Lille", "country": "FR",
            },
            "email": "lea.noel@example.org",
        },
        "token": token,
        "amount": 124_990,
        "instalments": 4,
        "mode": mode,
        "order": "CMD-20418",
        "sending": "link",
    })
}

/// The same form with other values, each under its path.
pub(super) fn but(mut form: Value, changes: &[(&str, Value)]) -> Value {
    for (path, value) in changes {
        match form.pointer_mut(path) {
            Some(place) => *place = value.clone(),
            None => panic!("the form has no {path}"),
        }
    }
    form
}
