//! A desktop of one run's own: empty folders for the user, a bus that starts nothing by itself, a real Secret Service
//! unlocked with a password that the harness types, and a display without a screen. The application and the customer's
//! phone are opened on it. It knows how programs are brought up and nothing of what a shop does with them.

use super::{
    PAUSE,
    counter::{Counter, application_in, runs},
    mishap::Mishap,
    page::{Page, listening},
    programs::{Programs, free_port, output},
    until, where_ports_are_taken,
};
use fantoccini::wd::Capabilities;
use serde_json::{Value, json};
use std::{
    env,
    ffi::OsString,
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// The password of the user's keyring.
const PASSWORD: &str = "brass rail, calm paper";

/// The folders a fresh user has, by the variable that names each.
const FOLDERS: [(&str, &str); 6] = [
    ("HOME", "home"),
    ("XDG_RUNTIME_DIR", "runtime"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_CACHE_HOME", "cache"),
    ("COMPTOIR_HOME", "comptoir"),
];

/// Settings that are the same in every run.
const SETTINGS: [(&str, &str); 7] = [
    ("LANG", "C.UTF-8"),
    ("LANGUAGE", "en"),
    ("TZ", "Europe/Paris"),
    ("GDK_BACKEND", "x11"),
    ("NO_AT_BRIDGE", "1"),
    ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
    ("COMPTOIR_LOG", "info,gateways::transport=debug,zbus=warn"),
];

/// Larger than the largest window, so that none is cut off where no window manager fits it in.
const DISPLAY: &str = "1280x1300x24";

/// How the desktop's windows look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As GTK comes.
    Light,
    /// The user prefers dark.
    Dark,
}

/// What the web engine says when somebody else bound the port that its driver chose for it. It goes on, and no driver
/// ever reaches its window.
const PORT_TAKEN: &str = "Failed to start remote inspector server";

/// What opens an application and drives its window.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Driver {
    group: u32,
    port: u16,
}

impl Driver {
    /// The process group of it and of what it opened.
    pub(super) fn group(self) -> u32 {
        self.group
    }

    /// The name of its log, in which what it opened speaks too.
    fn log(port: u16) -> String {
        format!("tauri-driver-{port}")
    }
}

/// A desktop and everything that runs on it.
pub(crate) struct Desktop {
    // Before the folders: what runs in them ends first.
    programs: Programs,
    keyring: Option<u32>,
    application: PathBuf,
    folder: TempDir,
}

impl Desktop {
    /// A desktop with an unlocked keyring and a light theme.
    pub(crate) async fn new() -> Result<Desktop, Mishap> {
        let mut desktop = Desktop::without_keyring(Theme::Light).await?;
        desktop.unlock_keyring().await?;
        Ok(desktop)
    }

    /// A desktop that has no Secret Service at all.
    pub(crate) async fn without_keyring(theme: Theme) -> Result<Desktop, Mishap> {
        let folder = tempfile::Builder::new()
            .prefix("comptoir-window-")
            .tempdir()?;
        let mut environment: Vec<(OsString, OsString)> =
            vec![("PATH".into(), env::var_os("PATH").unwrap_or_default())];
        environment.extend(
            SETTINGS
                .iter()
                .map(|(variable, value)| (variable.into(), value.into())),
        );
        for (variable, name) in FOLDERS {
            let path = folder.path().join(name);
            fs::create_dir(&path)
                .and_then(|()| fs::set_permissions(&path, Permissions::from_mode(0o700)))?;
            environment.push((variable.into(), path.into()));
        }
        let programs = Programs::new(folder.path().join("logs"), environment)?;
        let mut desktop = Desktop {
            programs,
            keyring: None,
            application: application(),
            folder,
        };
        desktop.choose(theme)?;
        desktop.start_bus().await?;
        desktop.start_display().await?;
        Ok(desktop)
    }

    /// Chooses the look of windows that open from now on.
    pub(crate) fn choose(&self, theme: Theme) -> Result<(), Mishap> {
        let path = self.folder.path().join("config/gtk-3.0");
        fs::create_dir_all(&path).map_err(Mishap::file(&path))?;
        let dark = u8::from(theme == Theme::Dark);
        let settings = format!("[Settings]\ngtk-application-prefer-dark-theme={dark}\n");
        let path = path.join("settings.ini");
        fs::write(&path, settings).map_err(Mishap::file(&path))
    }

    /// What the application has logged so far.
    pub(crate) fn log(&self) -> Result<String, Mishap> {
        let path = self.home().join("data/comptoir.log");
        fs::read_to_string(&path).map_err(Mishap::file(&path))
    }

    /// The folder of everything that runs here.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Adds to the environment of what is started from now on.
    pub(crate) fn set(&mut self, variable: &str, value: impl Into<OsString>) {
        self.programs.set(variable, value);
    }

    /// The application's folder.
    pub(crate) fn home(&self) -> PathBuf {
        self.folder.path().join("comptoir")
    }

    /// Chooses the build of the application that opens from now on.
    pub(crate) fn choose_program(&mut self, application: &Path) {
        application.clone_into(&mut self.application);
    }

    /// A session bus that knows no services to start: what is not started here is not there.
    async fn start_bus(&mut self) -> Result<(), Mishap> {
        let socket = self.folder.path().join("runtime/bus");
        let config = self.folder.path().join("bus.conf");
        let text = format!(
            "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n \
             \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n<busconfig><type>session</type>\
             <listen>unix:path={}</listen><auth>EXTERNAL</auth><policy context=\"default\">\
             <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/>\
             </policy></busconfig>\n",
            socket.display()
        );
        fs::write(&config, text).map_err(Mishap::file(&config))?;
        let mut bus = self.programs.command("dbus-daemon");
        bus.arg("--nofork").arg("--config-file").arg(&config);
        self.programs.start("dbus-daemon", bus, None)?;
        self.programs.set(
            "DBUS_SESSION_BUS_ADDRESS",
            format!("unix:path={}", socket.display()),
        );
        until("the session bus", async || {
            if socket.exists() {
                Ok(())
            } else {
                Err("no socket".to_owned())
            }
        })
        .await
    }

    /// Starts the Secret Service and types the password of the user's keyring, which is made the first time.
    pub(crate) async fn unlock_keyring(&mut self) -> Result<(), Mishap> {
        self.start_keyring(Some(PASSWORD)).await
    }

    /// Starts the Secret Service again if it has died.
    pub(crate) async fn keep_keyring(&mut self) -> Result<(), Mishap> {
        match self.secrets("org.freedesktop.DBus.Peer.Ping", &[]) {
            Ok(()) => Ok(()),
            Err(_gone) => self.unlock_keyring().await,
        }
    }

    /// Starts the Secret Service as after a login without a password: what is in it stays locked.
    pub(crate) async fn leave_keyring_locked(&mut self) -> Result<(), Mishap> {
        self.start_keyring(None).await
    }

    async fn start_keyring(&mut self, password: Option<&str>) -> Result<(), Mishap> {
        self.end_keyring()?;
        let mut keyring = self.programs.command("gnome-keyring-daemon");
        keyring
            .args(["--foreground", "--components=secrets"])
            .args(password.map(|_| "--unlock"));
        self.keyring = Some(
            self.programs
                .start("gnome-keyring-daemon", keyring, password)?,
        );
        until("the Secret Service", async || {
            self.secrets("org.freedesktop.DBus.Peer.Ping", &[])
        })
        .await
    }

    /// Takes the Secret Service away.
    pub(crate) fn end_keyring(&mut self) -> Result<(), Mishap> {
        self.keyring
            .take()
            .map_or(Ok(()), |keyring| self.programs.end(keyring))
    }

    fn secrets(&self, method: &str, arguments: &[&str]) -> Result<(), String> {
        let mut call = self.programs.command("dbus-send");
        call.args([
            "--session",
            "--print-reply",
            "--reply-timeout=2000",
            "--dest=org.freedesktop.secrets",
        ]);
        call.arg("/org/freedesktop/secrets")
            .arg(method)
            .args(arguments);
        output(&mut call)
            .map(|_| ())
            .map_err(|mishap| mishap.to_string())
    }

    async fn start_display(&mut self) -> Result<(), Mishap> {
        let mut display = self.programs.command("Xvfb");
        display.args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            DISPLAY,
            "-nolisten",
            "tcp",
        ]);
        self.programs.start("Xvfb", display, None)?;
        let log = self.programs.log("Xvfb");
        let number = until("the display", async || {
            let said = fs::read_to_string(&log).map_err(|error| error.to_string())?;
            // The number comes with its line's end, among whatever else is said.
            let number = said
                .split_inclusive('\n')
                .filter_map(|line| line.strip_suffix('\n'));
            number
                .into_iter()
                .find(|line| line.parse::<u32>().is_ok())
                .map(str::to_owned)
                .ok_or(said.clone())
        })
        .await?;
        self.programs.set("DISPLAY", format!(":{number}"));
        Ok(())
    }

    /// Opens the application in its real window.
    pub(crate) async fn open_counter(&mut self) -> Result<Counter, Mishap> {
        where_ports_are_taken(async || {
            let driver = self.start_driver().await?;
            let opened = self.open_window(driver).await;
            if matches!(opened, Err(Mishap::PortTaken)) {
                self.end(driver).await?;
            }
            opened
        })
        .await
    }

    /// Starts a driver, which can open one application.
    pub(crate) async fn start_driver(&mut self) -> Result<Driver, Mishap> {
        let (port, native_port) = (free_port()?, free_port()?);
        let mut driver = self.programs.command("tauri-driver");
        driver.args([
            "--port",
            &port.to_string(),
            "--native-port",
            &native_port.to_string(),
        ]);
        driver.args(["--native-driver", "/usr/bin/WebKitWebDriver"]);
        let group = self.programs.start(&Driver::log(port), driver, None)?;
        // The one driver hands on to the other, and listens before it can.
        listening(native_port).await?;
        Ok(Driver { group, port })
    }

    /// Has a driver open the application.
    pub(crate) async fn open_window(&self, driver: Driver) -> Result<Counter, Mishap> {
        let wanted = capabilities(json!({ "tauri:options": { "application": self.application } }));
        tokio::select! {
            page = Page::open(driver.port, wanted) => Counter::new(page?, driver),
            () = self.port_taken(driver) => Err(Mishap::PortTaken),
        }
    }

    /// Waits for the web engine's word that its port was taken.
    async fn port_taken(&self, driver: Driver) {
        let log = self.programs.log(&Driver::log(driver.port));
        while !fs::read_to_string(&log).is_ok_and(|said| said.contains(PORT_TAKEN)) {
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Starts the application where there is no display: it falls over, in earnest. Gives all that it says aloud.
    pub(crate) fn fall_over(&self) -> Result<String, Mishap> {
        let mut application = self
            .programs
            .command(&self.application.display().to_string());
        let fallen = application.env_remove("DISPLAY").output()?;
        let said = [fallen.stdout, fallen.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        if fallen.status.code() == Some(101) {
            Ok(said)
        } else {
            Err(Mishap::differs(
                "how a panic ends",
                "101",
                format!("{}: {said}", fallen.status),
            ))
        }
    }

    /// Ends a driver and whatever is left of what it opened.
    pub(crate) fn end_driver(&mut self, driver: Driver) -> Result<(), Mishap> {
        self.programs.end(driver.group)
    }

    /// Opens the bare web view: the engine's own smallest browser, as a peer to measure against.
    pub(crate) async fn open_bare_view(&mut self) -> Result<(Driver, Page), Mishap> {
        let port = free_port()?;
        let mut driver = self.programs.command("/usr/bin/WebKitWebDriver");
        driver.arg(format!("--port={port}"));
        let group = self.programs.start("bare-view", driver, None)?;
        let wanted = capabilities(json!({ "browserName": "MiniBrowser" }));
        let page = Page::open(port, wanted).await?;
        Ok((Driver { group, port }, page))
    }

    /// Ends a counter's window and driver, as when the machine loses power.
    pub(crate) async fn cut_power(&mut self, counter: Counter) -> Result<(), Mishap> {
        self.end(counter.driver()).await
    }

    /// Closes a counter's window in good order.
    pub(crate) async fn close(&mut self, counter: Counter) -> Result<(), Mishap> {
        let driver = counter.driver();
        counter.page.close().await?;
        self.end(driver).await
    }

    async fn end(&mut self, driver: Driver) -> Result<(), Mishap> {
        let process = application_in(driver.group).ok();
        self.programs.end(driver.group)?;
        // Until it is gone it holds what the next one needs: the till's lock.
        until("the end of the application", async || {
            if process.is_some_and(runs) {
                Err("it runs".to_owned())
            } else {
                Ok(())
            }
        })
        .await
    }

    /// Opens a browser of a phone's size.
    pub(crate) async fn open_phone(&mut self) -> Result<Page, Mishap> {
        let port = free_port()?;
        let mut driver = self.programs.command("chromedriver");
        driver.arg(format!("--port={port}"));
        self.programs.start("chromedriver", driver, None)?;
        let profile = self.folder.path().join("phone");
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--lang=fr-FR",
        ];
        let flags: Vec<String> = flags
            .into_iter()
            .map(str::to_owned)
            .chain([format!("--user-data-dir={}", profile.display())])
            .collect();
        let screen = json!({ "width": 390, "height": 844, "pixelRatio": 2.0, "touch": true, "mobile": true });
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": {
                "binary": "/usr/bin/chromium",
                "args": flags,
                "mobileEmulation": { "deviceMetrics": screen },
                "prefs": { "intl.accept_languages": "fr-FR,fr" },
            },
        });
        Page::open(port, capabilities(wanted)).await
    }

    /// A picture of the application's window as it stands on the display, which is black where there is no window.
    pub(crate) fn picture(&self, file: &Path) -> Result<(), Mishap> {
        let mut import = self.programs.command("import");
        import
            .args(["-silent", "-window", "root", "-trim", "+repage"])
            .arg(file);
        output(&mut import).map(|_| ())
    }

    /// Starts another program of this desktop that goes on, and gives the number of its process group.
    pub(crate) fn start(&mut self, name: &str, command: Command) -> Result<u32, Mishap> {
        self.programs.start(name, command, None)
    }

    /// Has such a program end in good order, and waits for it.
    pub(crate) fn dismiss(&mut self, group: u32) -> Result<(), Mishap> {
        self.programs.dismiss(group)
    }

    /// A program of this desktop that ends by itself.
    pub(crate) fn command(&self, program: &str) -> Command {
        self.programs.command(program)
    }

    /// The last words of everything that ran, for whoever reads a failure.
    pub(crate) fn last_words(&self) -> String {
        let logs = fs::read_dir(self.folder.path().join("logs"))
            .into_iter()
            .flatten()
            .flatten();
        let files = logs
            .map(|entry| entry.path())
            .chain([self.home().join("data/comptoir.log")]);
        files
            .filter_map(|path| {
                let text = fs::read_to_string(&path)
                    .ok()
                    .filter(|text| !text.trim().is_empty())?;
                let lines: Vec<&str> = text.lines().collect();
                let last = lines
                    .get(lines.len().saturating_sub(12)..)
                    .unwrap_or_default()
                    .join("\n  ");
                Some(format!(
                    "{}:\n  {last}\n",
                    path.file_name().unwrap_or_default().display()
                ))
            })
            .collect()
    }
}

/// The application under test: this build's, unless another was asked for.
pub(crate) fn application() -> PathBuf {
    env::var_os("COMPTOIR_APPLICATION")
        .map_or_else(|| env!("CARGO_BIN_EXE_comptoir").into(), PathBuf::from)
}

fn capabilities(wanted: Value) -> Capabilities {
    wanted.as_object().cloned().unwrap_or_default()
}
