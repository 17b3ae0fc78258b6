//! Every command of the window, with canaries where a person types and where none may be: a till's first day, its
//! settings, its customers' wishes, a restore. What each comes to is kept for the search; a command that no canary has
//! gone through fails the test.

use super::{
    API_KEY, MISPLACED, Mark, PASSWORD, PIN, Premises, SECRETS, WRONG_PIN, Watched, assert_clean,
    at_cofidis, but, clear, everything, found, phone,
};
use crate::tests::hostile::{About, mounted};
use serde_json::{Value, json};
use std::{collections::BTreeSet, fs};

/// Changes what the till is; pressed on a day of its own.
const ELSEWHERE: [&str; 2] = ["try_training", "leave_training"];

/// Where it succeeds, this machine's own browser opens: here its gateway refuses, and with the real program in
/// `tests/window_canary.rs` it succeeds.
const ONLY_REFUSED: &str = "open_portal";

/// Presses all that wants no word, and puts secrets and a name where a command wants something else.
pub(super) fn are_all_misused(shop: &Watched, id: &str) {
    for (command, good, arguments) in About(id).commands() {
        if arguments.is_empty() && !ELSEWHERE.contains(&command) {
            shop.tries(command, good.clone());
        }
        let closed = arguments.iter().filter(|(_, kind)| kind.is_closed());
        for (argument, _) in closed {
            for word in [API_KEY, PASSWORD, "Qzvklastmarkw"] {
                let with = but(good.clone(), &[(&format!("/{argument}"), json!(word))]);
                shop.fails(command, with);
            }
        }
    }
}

/// What a manager does with the settings, well and badly.
pub(super) fn change_the_settings(shop: &Watched) {
    let till = json!({
        "shop": "Maison Lilas", "shop_lines": ["1 rue du Port"], "legal_id": "", "till": "T2", "country": "FR",
        "zone": "Europe/Paris", "language": "fr",
    });
    shop.does("save_till", json!({ "form": till }));
    shop.does("set_language", json!({ "language": "en" }));
    shop.does("keep_personal_data", json!({ "months": 36 }));
    let added = json!({ "gateway": "cofidis-fr" });
    shop.does("add_gateway", json!({ "profile": "cofidis-fr" }));
    shop.does("to_fill_in", added.clone());
    let secret = format!("https://me:{MISPLACED}@gateway.example");
    for (key, value) in [
        ("addresses.api", secret.as_str()),
        (MISPLACED, "x"),
        ("asking", MISPLACED),
    ] {
        let values = json!([{ "key": key, "value": value }]);
        shop.fails(
            "fill_in",
            json!({ "gateway": "cofidis-fr", "values": values }),
        );
    }
    let values = json!([{ "key": "addresses.api", "value": "https://gateway.example" }]);
    shop.does(
        "fill_in",
        json!({ "gateway": "cofidis-fr", "values": values }),
    );
    shop.puts_in("cofidis-fr", "api_key", API_KEY);
    shop.does(
        "delete_credential",
        json!({ "gateway": "cofidis-fr", "name": "api_key" }),
    );
    shop.does("remove_gateway", added);
    shop.fails(
        "open_portal",
        json!({ "gateway": "echo", "page": "homepage" }),
    );
    let text = shop.does("profile_text", json!({ "gateway": "echo" }));
    shop.does("save_profile", json!({ "gateway": "echo", "text": text }));
    shop.does("authorise", json!({ "pin": PIN }));
    shop.does("relay", json!({ "on": true }));
    shop.does("relay", json!({ "on": false }));
}

/// A customer asks for a copy, which holds them and no secret, and to be erased, which takes it away again.
pub(super) fn do_as_a_customer_asks(shop: &Watched, id: &str, secrets: &[Mark]) {
    shop.does("related", json!({ "id": id }));
    for deed in ["export_customer", "erase_customer"] {
        shop.fails(deed, json!({ "id": id, "of": ["Qzvklastmarkw"] }));
    }
    let theirs = json!({ "id": id, "of": [id] });
    let file = shop.does("export_customer", theirs.clone());
    let file = file.as_str().unwrap();
    let copy = fs::read(file).unwrap();
    assert!(String::from_utf8_lossy(&copy).contains("qzvkmailmark@canary.example"));
    assert_clean(secrets, [(file.to_owned(), copy)]);
    let erased = shop.does("erase_customer", theirs);
    assert_eq!(erased, json!({ "erased": 1, "kept": 0 }));
    assert!(!fs::exists(file).unwrap());
}

/// The first day: training is tried with a customer like any other, and then the till is set up.
pub(super) fn set_a_till_up() -> BTreeSet<String> {
    let premises = Premises::new();
    let shop = Watched::at(&premises);
    shop.does("situation", json!({}));
    shop.does("try_training", json!({}));
    let id = shop.starts(at_cofidis("form-training", "sandbox", "two_step"));
    phone::signs(&shop.shop, &id);
    shop.shop.until_it_is(&id, "accepted");
    shop.does("print", json!({ "id": id, "paper": "receipt" }));
    shop.does("sandbox", json!({}));
    shop.fails("authorise", json!({ "pin": API_KEY }));
    shop.does("show_sandbox_to_phones", json!({ "on": false }));
    shop.does("leave_training", json!({}));
    let till = json!({
        "shop": "Maison Lilas", "shop_lines": [], "legal_id": "", "till": "T2", "country": "FR", "zone": "Europe/Paris",
        "language": "fr",
    });
    let form = json!({ "till": till, "profile": "cofidis-fr", "pin": PIN, "pin_again": PIN });
    for (place, wrong) in [
        ("/pin", json!(WRONG_PIN)),
        ("/pin_again", json!([PIN])),
        ("/pin", json!(PIN.parse::<u64>().unwrap())),
        ("/profile", json!(PASSWORD)),
        ("/till/zone", json!(API_KEY)),
        ("/till/country", json!("Qzvklastmarkw")),
    ] {
        shop.fails(
            "set_up",
            json!({ "form": but(form.clone(), &[(place, wrong)]) }),
        );
    }
    shop.does("set_up", json!({ "form": form }));
    let marks = everything(&premises);
    shop.is_clean(&marks);
    let files = premises.files().into_iter();
    assert_clean(&marks, files);
    shop.done.take()
}

/// The next day the ledger is damaged: its copy takes its place, and nothing of what it holds gets out on the way.
pub(super) fn restore_a_backup(premises: &Premises, marks: &[Mark]) -> BTreeSet<String> {
    let next = premises.next_day();
    let ledger = next.home.ledger();
    let mut bytes = fs::read(&ledger).unwrap();
    bytes[100] ^= 1;
    fs::write(&ledger, bytes).unwrap();
    for log in ["ledger-wal", "ledger-shm"] {
        _ = fs::remove_file(ledger.with_extension(log));
    }
    let shop = Watched::at(&next);
    let situation = shop.does("situation", json!({}));
    assert_eq!(situation["kind"], "corrupt", "{situation}");
    shop.fails("restore_backup", json!({ "made": "Qzvklastmarkw" }));
    let situation = shop.does("restore_backup", json!({ "made": situation["backup"] }));
    assert_eq!(situation["stands"], "open", "{situation}");
    clear::is_clean(&next, marks);
    shop.is_clean(marks);
    assert_clean(marks, next.files());
    shop.done.take()
}

/// Whether every command was carried out at least once.
pub(super) fn leave_none_out(done: &BTreeSet<String>) {
    let left_out: Vec<&str> = mounted()
        .into_iter()
        .filter(|command| !done.contains(*command) && *command != ONLY_REFUSED)
        .collect();
    assert!(left_out.is_empty(), "no canary went through {left_out:?}");
}

impl Watched {
    /// Nothing that the screen was told holds a secret, and no fault a customer either.
    pub(super) fn is_clean(&self, marks: &[Mark]) {
        // What is no command of ours at all the framework refuses, and repeats it to the window that sent it and to nobody.
        let faults = self.faults.borrow();
        let of_ours = |fault: &&Value| !fault.to_string().starts_with("\"invalid args");
        for fault in faults.iter().filter(of_ours) {
            let found = found(marks, fault.to_string().as_bytes());
            assert!(found.is_empty(), "{fault} holds {found:?}");
        }
        for answer in self.answers.borrow().iter() {
            assert_clean(&marks[..SECRETS], [(answer.to_string(), Vec::new())]);
        }
    }

    /// Calls a command that may be carried out or not.
    fn tries(&self, command: &str, with: Value) {
        match self.shop.ask_as_manager(command, with) {
            Ok(answer) => {
                self.done.borrow_mut().insert(command.to_owned());
                self.answers.borrow_mut().push(answer);
            }
            Err(fault) => self.faults.borrow_mut().push(fault),
        }
    }
}
