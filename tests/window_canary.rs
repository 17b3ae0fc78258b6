//! What the real program shows of itself to the rest of the machine, and what it leaves behind: no secret and no
//! customer in an argument list, in an environment, in what it says aloud at its most talkative, in the web view's own
//! files, in temporary ones or in the keyring's; no memory image when it falls, and of a panic no word but the place; no
//! file that another user could read. What goes wrong in
//! it is looked at in `src-tauri/tests/canary.rs`.

#[path = "../src-tauri/tests/canary/marks.rs"]
mod marks;

use crate::{
    window::{Counter, Desktop, Mishap, holds, on_a_desktop, same, until},
    window_hand_over::ask,
    window_pin::PIN,
    window_power::{give_credentials, lay_out, sign},
};
use marks::{Mark, found};
use sandbox::{Options, Sandbox, cofidis::Credentials};
use serde_json::{Value, json};
use std::{
    env, fs,
    io::ErrorKind,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

const SECRET: &str = "qzvk-typed-key-0b77e2";
const PERSON: [(&str, &str); 4] = [
    ("the first name", "Qzvkfirstmark"),
    ("the last name", "Qzvklastmarkw"),
    ("the e-mail", "qzvkmailmark@canary.example"),
    ("the telephone", "799887766"),
];

fn all_marks() -> Vec<Mark> {
    let person = PERSON.map(|(what, text)| Mark::new(what, text.as_bytes()));
    let secrets = [
        Mark::new("the API key", SECRET.as_bytes()),
        Mark::new("the manager's PIN", PIN.as_bytes()),
    ];
    person.into_iter().chain(secrets).collect()
}

/// Stands in for the user's browser: writes down with which words it was started.
fn catch_browser(desktop: &mut Desktop) -> Result<PathBuf, Mishap> {
    let folder = desktop.folder().join("programs");
    let (browser, said) = (folder.join("xdg-open"), folder.join("said"));
    fs::create_dir(&folder).map_err(Mishap::file(&folder))?;
    let script = format!(
        "#!/bin/sh\necho \"$@\" >> '{}.part' && mv '{0}.part' '{0}'\n",
        said.display()
    );
    fs::write(&browser, script).map_err(Mishap::file(&browser))?;
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o700))?;
    let path = env::var("PATH").unwrap_or_default();
    desktop.set("PATH", format!("{}:{path}", folder.display()));
    Ok(said)
}

/// A customer's whole life at the till, and whatever staff look at meanwhile.
async fn sells(counter: &Counter) -> Result<(), Mishap> {
    let form = json!({
        "token": "canary-form-1", "gateway": "sandbox", "amount": 124_990, "product": "4XCB", "instalments": 4,
        "mode": "two_step", "order": "CMD-20418", "sending": "link",
        "customer": {
            "billing": { "first_name": "Qzvkfirstmark", "last_name": "Qzvklastmarkw", "mobile": "+33799887766" },
            "email": "qzvkmailmark@canary.example",
        },
    });
    let started = ask(counter, "start", json!({ "form": form })).await?;
    let id = started["id"].as_str().unwrap_or_default().to_owned();
    stands(counter, &id, "shown").await?;
    let journey = ask(counter, "journey", json!({ "id": id })).await?;
    sign(journey["address"].as_str().unwrap_or_default()).await?;
    stands(counter, &id, "accepted").await?;
    ask(counter, "deliver", json!({ "id": id, "amount": null })).await?;
    stands(counter, &id, "financed").await?;
    ask(counter, "print", json!({ "id": id, "paper": "receipt" })).await?;
    counter.page.tap("rail-today").await?;
    counter.page.fill("search", "Qzvklastmarkw").await?;
    counter
        .page
        .await_control(&format!("financing-row-{id}"))
        .await?;
    ask(
        counter,
        "open_portal",
        json!({ "gateway": "sandbox", "page": "homepage" }),
    )
    .await?;
    let refused = ask(
        counter,
        "refund",
        json!({ "id": "Qzvklastmarkw", "amount": null }),
    )
    .await;
    holds("a refusal", refused.is_err(), "an answer")
}

async fn stands(counter: &Counter, id: &str, state: &str) -> Result<(), Mishap> {
    until(&format!("{id} to be {state}"), async || {
        // Asked for at most every ten seconds; the follow-up asks by itself meanwhile.
        let _too_soon = ask(counter, "check", json!({ "id": id })).await;
        match ask(counter, "detail", json!({ "id": id })).await {
            Ok(detail) if detail["state"] == state && detail["pending"] == Value::Null => Ok(()),
            Ok(detail) => Err(detail["state"].to_string()),
            Err(mishap) => Err(mishap.to_string()),
        }
    })
    .await
}

/// A process: its folder in /proc, the words it was started with and its environment.
type Process = (PathBuf, Vec<u8>, Vec<u8>);

/// The processes of this desktop.
fn processes(desktop: &Desktop) -> Result<Vec<Process>, Mishap> {
    let ours = desktop.folder().display().to_string();
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").map_err(Mishap::file("/proc"))? {
        let folder = entry?.path();
        // One that ended meanwhile, or that is no process, has none.
        let read = |name: &str| fs::read(folder.join(name)).unwrap_or_default();
        let environment = read("environ");
        if String::from_utf8_lossy(&environment).contains(&ours) {
            found.push((folder.clone(), read("cmdline"), environment));
        }
    }
    Ok(found)
}

/// Whether a process may leave no memory image, and not raise that limit again. One byte is less than any image.
fn leaves_no_image(process: &Path) -> Result<(), Mishap> {
    let file = process.join("limits");
    let limits = fs::read_to_string(&file).map_err(Mishap::file(&file))?;
    let mut lines = limits.lines();
    let line = lines.find(|line| line.starts_with("Max core file size"));
    let words: Vec<&str> = line.unwrap_or_default().split_whitespace().collect();
    let none = words
        .iter()
        .filter(|word| ["0", "1"].contains(word))
        .count()
        == 2;
    holds(
        &format!("no image in {}", file.display()),
        none,
        words.join(" "),
    )
}

/// The program panics where it finds no display, with all that it holds at hand. Of the panic it says a place and a
/// reference, aloud and in the log, and not its words, which could have quoted anything.
fn falls_over(desktop: &Desktop) -> Result<String, Mishap> {
    let aloud = desktop.fall_over()?;
    let reference = aloud
        .trim_end()
        .rsplit(' ')
        .next()
        .unwrap_or_default()
        .to_owned();
    let log = desktop.log()?;
    let lines = log
        .lines()
        .filter(|line| line.contains(&format!("reference={reference}")));
    let said = [aloud.as_str(), &lines.collect::<Vec<_>>().join("\n")];
    for said in said {
        holds(
            "the place of a panic",
            said.contains("event_loop.rs:"),
            said,
        )?;
        holds("no word of a panic", !said.contains("initialize"), said)?;
    }
    Ok(aloud)
}

fn files_under(folder: &Path) -> Result<Vec<PathBuf>, Mishap> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(Mishap::file(&folder))? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    Ok(files)
}

#[test]
fn the_rest_of_the_machine_sees_no_secret_no_customer_and_no_memory() {
    on_a_desktop(async |desktop| {
        let options = Options {
            cofidis: Credentials {
                secret: SECRET.to_owned(),
                ..Credentials::default()
            },
            ..Options::default()
        };
        let sandbox = Sandbox::start(options).await?;
        lay_out(desktop, &sandbox)?;
        let said = catch_browser(desktop)?;
        let temporary = desktop.folder().join("temporary");
        fs::create_dir(&temporary).map_err(Mishap::file(&temporary))?;
        desktop.set("TMPDIR", &temporary);
        desktop.set("COMPTOIR_LOG", "trace");
        let counter = desktop.open_counter().await?;
        give_credentials(&counter, SECRET).await?;
        sells(&counter).await?;
        until("the browser to be opened", async || {
            if said.exists() {
                Ok(())
            } else {
                Err("not yet".to_owned())
            }
        })
        .await?;

        let marks = all_marks();
        let processes = processes(desktop)?;
        let own = PathBuf::from(format!("/proc/{}", counter.process()));
        let views = processes.iter().filter(|(_, words, _)| {
            let words = String::from_utf8_lossy(words);
            words.contains("WebKitWebProcess") || words.contains("WebKitNetworkProcess")
        });
        let views: Vec<&Path> = views.map(|(process, ..)| process.as_path()).collect();
        holds(
            "a web view of its own processes",
            views.len() >= 2,
            format!("{views:?}"),
        )?;
        for process in views.into_iter().chain([own.as_path()]) {
            leaves_no_image(process)?;
        }
        let ours = |(process, ..): &&Process| *process == own;
        holds(
            "the program itself",
            processes.iter().any(|process| ours(&process)),
            "others",
        )?;
        for (process, words, environment) in &processes {
            same(
                &format!("{} in its words and its environment", process.display()),
                &Vec::new(),
                &[found(&marks, words), found(&marks, environment)].concat(),
            )?;
        }
        closed_to_others(&desktop.home())?;
        desktop.close(counter).await?;

        let aloud = falls_over(desktop)?;
        same(
            "in what a panic says",
            &Vec::new(),
            &found(&marks, aloud.as_bytes()),
        )?;
        holds(
            "a talkative log",
            desktop.log()?.contains("TRACE"),
            "a quiet one",
        )?;
        let files = files_under(desktop.folder())?;
        holds("files to look into", files.len() > 15, format!("{files:?}"))?;
        for file in files {
            let content = match fs::read(&file) {
                // Whatever still runs on the desktop may have taken it away meanwhile.
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                read => read.map_err(Mishap::file(&file))?,
            };
            let name = file.display().to_string();
            same(
                &name,
                &Vec::new(),
                &[found(&marks, name.as_bytes()), found(&marks, &content)].concat(),
            )?;
        }
        Ok(())
    });
}

/// The application's folders are its user's alone, and so is every file that it made in them.
fn closed_to_others(home: &Path) -> Result<(), Mishap> {
    for name in ["config", "data"] {
        let mode = home
            .join(name)
            .metadata()
            .map_err(Mishap::file(home))?
            .permissions()
            .mode();
        same(&format!("the mode of {name}"), &0o700, &(mode & 0o777))?;
    }
    let made = files_under(&home.join("data"))?;
    let made: Vec<PathBuf> = made
        .into_iter()
        .chain([home.join("config/ledger-begun")])
        .collect();
    for kind in ["ledger", "ledger-wal", "log", "lock", "pdf", "backup"] {
        let there = made
            .iter()
            .any(|file| file.extension().is_some_and(|found| found == kind));
        holds(&format!("a .{kind}"), there, format!("{made:?}"))?;
    }
    for file in made {
        let mode = file
            .metadata()
            .map_err(Mishap::file(&file))?
            .permissions()
            .mode();
        same(&file.display().to_string(), &0o600, &(mode & 0o777))?;
    }
    Ok(())
}
