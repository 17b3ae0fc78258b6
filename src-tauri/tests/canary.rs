//! Canaries: secrets and personal data that stand nowhere else go through everything a till does, and through what goes
//! wrong in it: gateways that fail, talk nonsense or repeat all they are told, a vault that locks, a ledger under
//! another key, a panic. Then they are looked for wherever they must not be: the log at its most talkative, the faults
//! of the screen, the words of a panic, every file and its name, the paper's metadata, the temporary files. The forms
//! in which they could hide are in `marks`. What the real program does is looked at in `tests/window_canary.rs`.

mod clear;
mod commands;
mod echo;
mod marks;
mod street;

use super::{
    phone,
    shop::{PIN, Premises, Shop, but, order, order_at_payplug},
};
use crate::log;
use chrono::Utc;
use ledger::{Ledger, LedgerKey, Presence};
use marks::{Mark, found};
use sandbox::{
    Fault, cofidis,
    fate::{Answering, Fate},
    payplug::{Operation, Site},
};
use serde_json::{Value, json};
use std::{
    cell::RefCell,
    collections::BTreeSet,
    env, fs, panic,
    process::Command,
    sync::{Arc, Mutex},
    thread,
    time::SystemTime,
};
use street::Street;
use till::{LEDGER_KEY, MANAGER_PIN, Vault, VaultFault};

const API_KEY: &str = "qzvk-api-key-7f31c2";
const PASSWORD: &str = "qzvk-password-5ab0e9";
const ACCOUNT_KEY: &str = "qzvk-account-key-9c20d4";
const WRONG_KEY: &str = "qzvk-wrong-key-18d7aa";
const MISPLACED: &str = "qzvk-misplaced-key-44e1b8";
const WRONG_PIN: &str = "280461937555";

/// Who must not be found; each word is one that the gateways take as it is.
const PERSON: [(&str, &str); 8] = [
    ("the first name", "Qzvkfirstmark"),
    ("the last name", "Qzvklastmarkw"),
    ("the telephone", "799887766"),
    ("the e-mail", "qzvkmailmark@canary.example"),
    ("the address", "Qzvkstreetmark"),
    ("the city", "Qzvkcitymark"),
    ("the birth date", "1931-01-07"),
    ("the shop's number for the customer", "QZVKCLIENTMARK"),
];

/// What a gateway may say in the place of a word: whom it was told of, in its own spelling or in another.
const SAID: [&str; 7] = [
    "Qzvklastmarkw",
    "QZVKFIRSTMARK_Qzvklastmarkw",
    "refused-qzvklastmarkw",
    "qzvkmailmark@canary.example",
    "0799887766",
    "7 rue Qzvkstreetmark",
    "Dear Qzvkfirstmark, your password is wrong: write to qzvkmailmark@canary.example",
];

/// How many of the marks are secrets: they stand first.
const SECRETS: usize = 9;

fn secrets(premises: &Premises) -> Vec<Mark> {
    let key = premises.vault.get(LEDGER_KEY).unwrap();
    let pin = premises.vault.get(MANAGER_PIN).unwrap();
    let pin: Value = serde_json::from_slice(&pin).unwrap();
    let hash = pin["hash"].as_str().unwrap().rsplit('$').next().unwrap();
    vec![
        Mark::new("the API key", API_KEY.as_bytes()),
        Mark::new("the password", PASSWORD.as_bytes()),
        Mark::new("the account's key", ACCOUNT_KEY.as_bytes()),
        Mark::new("a wrong key", WRONG_KEY.as_bytes()),
        Mark::new("a misplaced key", MISPLACED.as_bytes()),
        Mark::new("the ledger's key", &key),
        Mark::new("the manager's PIN", PIN.as_bytes()),
        Mark::new("its hash", hash.as_bytes()),
        Mark::new("a wrong PIN", WRONG_PIN.as_bytes()),
    ]
}

fn everything(premises: &Premises) -> Vec<Mark> {
    let person = PERSON.map(|(what, text)| Mark::new(what, text.as_bytes()));
    secrets(premises).into_iter().chain(person).collect()
}

fn customer() -> Value {
    json!({
        "billing": {
            "title": "mrs", "first_name": "Qzvkfirstmark", "last_name": "Qzvklastmarkw",
            "phone": "+33799887766", "mobile": "+33799887766",
        },
        "home": {
            "address": "7 rue Qzvkstreetmark", "postal_code": "59000", "city": "Qzvkcitymark", "country": "FR",
        },
        "email": "qzvkmailmark@canary.example",
        "birth_date": "1931-01-07",
        "reference": "QZVKCLIENTMARK",
    })
}

fn at_cofidis(token: &str, gateway: &str, mode: &str) -> Value {
    let form = order(token, mode);
    but(
        form,
        &[("/customer", customer()), ("/gateway", json!(gateway))],
    )
}

fn at_payplug(token: &str, gateway: &str) -> Value {
    let form = order_at_payplug(token, "two_step");
    but(
        form,
        &[("/customer", customer()), ("/gateway", json!(gateway))],
    )
}

/// A shop whose every answer is kept for the search.
struct Watched {
    shop: Shop,
    done: RefCell<BTreeSet<String>>,
    answers: RefCell<Vec<Value>>,
    faults: RefCell<Vec<Value>>,
}

impl Watched {
    fn at(premises: &Premises) -> Watched {
        Watched {
            shop: Shop::at(premises),
            done: RefCell::default(),
            answers: RefCell::default(),
            faults: RefCell::default(),
        }
    }

    fn does(&self, command: &str, with: Value) -> Value {
        let answer = self.shop.managed(command, with);
        self.done.borrow_mut().insert(command.to_owned());
        self.answers.borrow_mut().push(answer.clone());
        answer
    }

    fn fails(&self, command: &str, with: Value) -> Value {
        let fault = self.shop.refused_to_a_manager(command, with);
        self.faults.borrow_mut().push(fault.clone());
        fault
    }

    fn puts_in(&self, gateway: &str, name: &str, value: &str) {
        let credential = json!({ "gateway": gateway, "name": name, "value": value });
        self.does("set_credential", credential);
    }

    /// Starts a financing and lets it come to whatever it comes to without its customer.
    fn starts(&self, form: Value) -> String {
        let detail = self.does("start", json!({ "form": form }));
        let id = detail["id"].as_str().unwrap().to_owned();
        self.shop.until(&id, |detail| {
            detail["state"] == "shown"
                || detail["pending"]["standing"] == "unknown"
                || !detail["attention"].is_null()
                || detail["deeds"] == json!([])
        });
        id
    }
}

/// Puts all credentials in, wrong ones first, where wrong ones are told by the gateway.
fn opens_its_accounts(shop: &Watched) {
    for (gateway, name, wrong, right) in [
        ("sandbox", "api_key", WRONG_KEY, API_KEY),
        ("payplug-sandbox", "account_key", WRONG_KEY, ACCOUNT_KEY),
        ("echo", "password", WRONG_KEY, PASSWORD),
        ("payplug-echo", "account_key", WRONG_KEY, ACCOUNT_KEY),
    ] {
        if gateway == "sandbox" {
            shop.puts_in(gateway, "api_key_id", "training");
        } else if gateway == "echo" {
            shop.puts_in(gateway, "login", "training");
        }
        for value in [wrong, right] {
            shop.puts_in(gateway, name, value);
            let probe = shop.does("test_connection", json!({ "gateway": gateway }));
            let taken = probe["authenticated"] == true;
            assert_eq!(
                taken,
                value == right && gateway.ends_with("sandbox"),
                "{gateway} {probe}"
            );
        }
        shop.does("credentials", json!({ "gateway": gateway }));
    }
    let login = json!({ "gateway": "echo", "name": "login", "value": "a:b" });
    shop.does("set_credential", login);
    shop.does("settings", json!({}));
    shop.puts_in("echo", "login", "training");
    shop.fails(
        "set_credential",
        json!({ "gateway": "sandbox", "name": PASSWORD, "value": PASSWORD }),
    );
}

/// A whole life at Cofidis, each call of it answered wrongly once before it is answered well.
fn lives_at_cofidis(street: &Street, shop: &Watched) -> String {
    use cofidis::Method::{Confirm, GetStatus, Refund, SendPayment};
    let nonsense = [
        Answering::Html,
        Answering::HalfJson,
        Answering::Garbage,
        Answering::UnknownStatus,
        Answering::OtherKey,
        Answering::OtherAmount,
        Answering::Lost,
        Answering::Cut,
        Answering::Http { status: 500 },
        Answering::Code {
            code: "904".to_owned(),
        },
    ];
    for (number, answer) in nonsense.iter().enumerate() {
        for method in [SendPayment, GetStatus] {
            let fate = Fate::answered(answer.clone());
            street.breaks(Fault::Cofidis {
                method,
                fate,
                times: 1,
            });
        }
        shop.starts(at_cofidis(
            &format!("form-wrong-{number}"),
            "sandbox",
            "direct",
        ));
        street.breaks(Fault::Clear);
    }
    let id = shop.starts(at_cofidis("form-two-step", "sandbox", "two_step"));
    shop.does("journey", json!({ "id": id }));
    phone::signs(&shop.shop, &id);
    shop.shop.until_it_is(&id, "accepted");
    for method in [Confirm, Refund] {
        let fate = Fate::LOSE_ANSWER;
        street.breaks(Fault::Cofidis {
            method,
            fate,
            times: 1,
        });
    }
    shop.does("deliver", json!({ "id": id, "amount": null }));
    shop.shop.until_it_is(&id, "financed");
    for paper in ["receipt", "delivery_note"] {
        shop.does("print", json!({ "id": id, "paper": paper }));
    }
    shop.does("refund", json!({ "id": id, "amount": 20_000 }));
    shop.shop
        .until(&id, |detail| detail["amounts"]["refunded"] == 20_000);
    id
}

/// A life at Payplug, handed over on the till itself, then cancelled.
fn lives_at_payplug(street: &Street, shop: &Watched) -> String {
    street.breaks(Fault::Payplug {
        site: Site::Main,
        operation: Operation::Authorization,
        fate: Fate::code("1001", false),
        times: 1,
    });
    shop.starts(at_payplug("form-payplug-1", "payplug-sandbox"));
    let id = shop.starts(at_payplug("form-payplug-2", "payplug-sandbox"));
    shop.does("hand_over", json!({ "id": id }));
    let first = shop.shop.glass.opened.lock().unwrap()[0].1.clone();
    let journey = phone::continues(&phone::get(&first).unwrap());
    phone::taps(&journey, "accept");
    shop.does("check", json!({ "id": id }));
    shop.shop.until_it_is(&id, "reserved");
    shop.does("close_hand_over", json!({}));
    shop.does("cancel", json!({ "id": id, "amount": null }));
    shop.shop.until_it_is(&id, "cancelled");
    id
}

/// Gateways that repeat all they are told in the words of a refusal, and then in those of a failure.
fn is_echoed(street: &Street, shop: &Watched) {
    for (number, status) in [200, 500].into_iter().enumerate() {
        street.echo.answers(status);
        shop.starts(at_cofidis(&format!("form-echo-{number}"), "echo", "direct"));
        shop.starts(at_payplug(&format!("form-echoed-{number}"), "payplug-echo"));
    }
    let heard = street.echo.heard();
    assert!(
        heard.contains("Qzvklastmarkw"),
        "the echo was told who it is for"
    );
    // And what each of them is opened with.
    let basic = base64_of("training", PASSWORD);
    let opened_with = [[PASSWORD, ACCOUNT_KEY], [&basic, ACCOUNT_KEY]];
    let words = SAID.map(|word| [word, word]).into_iter().chain(opened_with);
    for (number, words) in words.enumerate() {
        street.echo.says(words);
        for form in [
            at_cofidis(&format!("form-said-{number}"), "echo", "direct"),
            at_payplug(&format!("form-saying-{number}"), "payplug-echo"),
        ] {
            let id = shop.starts(form);
            shop.does("check", json!({ "id": id }));
            shop.shop
                .until(&id, |detail| !detail["last_question"]["outcome"].is_null());
            let detail = shop.does("detail", json!({ "id": id }));
            if !detail["attention"].is_null() {
                shop.does("declare", json!({ "id": id, "what": "seen" }));
            }
        }
    }
}

/// What staff look at, and what they mistype.
fn is_looked_at(shop: &Watched, id: &str) {
    for search in ["", "Qzvklastmarkw", "qzvkmailmark@canary.example"] {
        let asked = json!({ "day": null, "filter": "all", "search": search });
        shop.does("today", asked);
    }
    for (command, with) in [
        ("situation", json!({})),
        ("detail", json!({ "id": id })),
        ("to_deliver", json!({})),
        ("attention", json!({})),
        ("badges", json!({})),
        ("settings", json!({})),
        ("verify_ledger", json!({})),
        (
            "as_sent",
            json!({ "gateway": "sandbox", "text": "Qzvklastmarkw" }),
        ),
        ("on_counter", json!({ "id": id })),
        ("set_staff", json!({ "name": "Ana" })),
        ("profile_text", json!({ "gateway": "sandbox" })),
    ] {
        shop.does(command, with);
    }
    let text = shop.does("profile_text", json!({ "gateway": "echo" }));
    let text = text.as_str().unwrap();
    for misplaced in [
        format!("api_key = \"{MISPLACED}\"\n{text}"),
        text.replacen("= \"http://", &format!("= \"http://me:{MISPLACED}@"), 1),
        text.replacen(
            "connect_ms = 5000",
            &format!("connect_ms = \"{MISPLACED}\""),
            1,
        ),
        text.replacen("kind = \"basic\"", &format!("kind = \"{MISPLACED}\""), 1),
        text.replacen("country = \"fr\"", &format!("country = \"{MISPLACED}\""), 1),
    ] {
        shop.fails(
            "save_profile",
            json!({ "gateway": "echo", "text": misplaced }),
        );
    }
    let long = "Qzvklastmarkw".repeat(60);
    let form = at_cofidis("form-mistyped", "sandbox", "direct");
    for (place, value) in [
        ("/customer/billing/last_name", json!(long)),
        ("/customer/email", json!("qzvkmailmark@canary.example\u{7}")),
        ("/customer/birth_date", json!("1931-01-07T00")),
        ("/customer/billing/title", json!("Qzvkfirstmark")),
        ("/token", json!("Qzvk lastmarkw")),
        ("/gateway", json!("Qzvklastmarkw")),
        ("/product", json!("Qzvklastmarkw")),
    ] {
        shop.fails(
            "start",
            json!({ "form": but(form.clone(), &[(place, value)]) }),
        );
    }
    shop.fails("detail", json!({ "id": "Qzvklastmarkw" }));
    shop.fails("refund", json!({ "id": id, "amount": 999_999 }));
    shop.fails(
        "today",
        json!({ "day": "1931-01-07T00", "filter": "all", "search": "" }),
    );
}

/// A manager's PIN mistyped in every way there is, and one that is not taken for another.
fn mistypes_the_pin(shop: &Watched) {
    let pins = [
        json!(WRONG_PIN),
        json!(format!("{PIN}{PIN}")),
        json!(format!("{PIN} ")),
        json!([PIN]),
        json!({ "pin": PIN }),
        json!(PIN.parse::<u64>().unwrap()),
    ];
    for pin in pins {
        shop.fails("authorise", json!({ "pin": pin }));
        shop.fails("set_manager_pin", json!({ "pin": pin, "again": PIN }));
        shop.fails("set_manager_pin", json!({ "pin": PIN, "again": pin }));
    }
    shop.fails("set_manager_pin", json!({ "pin": PIN, "again": WRONG_PIN }));
    shop.does("set_manager_pin", json!({ "pin": PIN, "again": PIN }));
}

/// Falls over with words that must not be repeated, and gives what is said of it aloud.
fn falls_over() -> String {
    let said = Arc::new(Mutex::new(None));
    let (told, ours, usual) = (
        Arc::clone(&said),
        thread::current().id(),
        panic::take_hook(),
    );
    panic::set_hook(Box::new(move |panic| {
        let mut told = told.lock().unwrap();
        // The first of this thread is the one that is meant; any other is a test that fails.
        if thread::current().id() == ours && told.is_none() {
            *told = Some(log::panicked(panic));
        } else {
            usual(panic);
        }
    }));
    let fell = panic::catch_unwind(|| panic!("{API_KEY} of Qzvklastmarkw"));
    assert!(fell.is_err());
    said.lock().unwrap().clone().unwrap()
}

/// Makes a verified copy beside the others, and gives what `Debug` shows of ledger and key.
fn copies_its_ledger(premises: &Premises) -> String {
    let key = premises.vault.get(LEDGER_KEY).unwrap();
    let key = LedgerKey::from_bytes(key.to_vec().try_into().unwrap());
    let (now, presence) = (Utc::now(), Presence::MustExist);
    let ledger = Ledger::open(&premises.home.ledger(), &key, presence, now).unwrap();
    let copy = ledger.backup(&premises.home.backups(), &key, 14, now);
    assert!(copy.unwrap().path.exists());
    format!("{ledger:?} {key:?}")
}

/// The name of a customer stands on their papers, and in nothing else of the files.
fn prints_them_on_the_page_alone(premises: &Premises, marks: &[Mark]) {
    let papers = fs::read_dir(premises.home.papers(false)).unwrap();
    let papers: Vec<String> = papers
        .map(|paper| paper.unwrap().path().display().to_string())
        .collect();
    assert_eq!(papers.len(), 2, "{papers:?}");
    for paper in papers {
        let page = Command::new("pdftotext").args([&paper, "-"]).output();
        let page = String::from_utf8(page.unwrap().stdout).unwrap();
        assert!(page.contains("Qzvklastmarkw"), "{page}");
        assert_clean(marks, [(paper.clone(), metadata(&paper))]);
    }
    let folder = tempfile::tempdir().unwrap();
    let titled = folder.path().join("titled.pdf");
    fs::write(&titled, TITLED).unwrap();
    let seen = metadata(titled.to_str().unwrap());
    assert!(!found(marks, &seen).is_empty(), "it would be seen there");
}

/// A paper that bears a customer's name as its title, as ours must not.
const TITLED: &str = "%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj
4 0 obj <</Title(Claire Qzvklastmarkw)>> endobj
trailer <</Size 5/Root 1 0 R/Info 4 0 R>>
";

/// What poppler reads of a paper besides its pages.
fn metadata(paper: &str) -> Vec<u8> {
    let mut all = Vec::new();
    for option in ["-rawdates", "-meta", "-custom"] {
        let read = Command::new("pdfinfo")
            .args([option, paper])
            .output()
            .unwrap();
        assert!(read.status.success(), "pdfinfo {option}");
        all.extend(read.stdout);
    }
    all
}

/// The files in the system's folder for temporary ones that are newer than `since`.
fn temporary(since: SystemTime) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(env::temp_dir()).unwrap().flatten();
    let new = entries.filter(|entry| {
        let about = entry.metadata();
        about.is_ok_and(|about| about.is_file() && about.modified().is_ok_and(|at| at >= since))
    });
    new.filter_map(|entry| {
        Some((
            entry.path().display().to_string(),
            fs::read(entry.path()).ok()?,
        ))
    })
    .collect()
}

fn assert_clean(marks: &[Mark], things: impl IntoIterator<Item = (String, Vec<u8>)>) {
    for (name, content) in things {
        let found = [found(marks, name.as_bytes()), found(marks, &content)].concat();
        assert!(found.is_empty(), "{name} holds {found:?}");
    }
}

#[test]
fn no_secret_and_no_customer_gets_where_they_must_not() {
    let begun = SystemTime::now();
    let street = Street::open();
    let profiles = street.profiles();
    let premises = Premises::of_a_till(
        &profiles
            .each_ref()
            .map(|(name, text)| (*name, text.as_str())),
    );
    log::begin(&premises.home, "trace");
    let marks = everything(&premises);
    let shop = Watched::at(&premises);

    opens_its_accounts(&shop);
    let id = lives_at_cofidis(&street, &shop);
    let cancelled = lives_at_payplug(&street, &shop);
    is_echoed(&street, &shop);
    is_looked_at(&shop, &id);
    commands::are_all_misused(&shop, &id);
    commands::do_as_a_customer_asks(&shop, &cancelled, &marks[..SECRETS]);
    commands::change_the_settings(&shop);
    mistypes_the_pin(&shop);
    for face in [
        VaultFault::Locked,
        VaultFault::Unreachable,
        VaultFault::Wrong,
    ] {
        premises.vault.turn(Some(face));
        shop.fails(
            "set_credential",
            json!({ "gateway": "sandbox", "name": "api_key", "value": API_KEY }),
        );
        shop.does("credentials", json!({ "gateway": "sandbox" }));
    }
    premises.vault.turn(None);
    fs::remove_file(premises.home.profile("sandbox")).unwrap();
    let broken = shop.fails("profile_text", json!({ "gateway": "sandbox" }));
    assert_clean(&marks, premises.files());

    clear::is_clean(&premises, &marks);
    let shown = copies_its_ledger(&premises);
    let restored = commands::restore_a_backup(&premises, &marks);
    premises.change_key(&[7; 32]);
    shop.does("open_again", json!({}));
    let aloud = falls_over();

    let log = fs::read_to_string(premises.home.log()).unwrap();
    let references = [broken["reference"].as_str(), aloud.rsplit(' ').next()];
    for told in references.into_iter().flatten().chain(["TRACE"]) {
        assert!(
            log.contains(told),
            "the log is the one that is looked into: {told}"
        );
    }
    assert_clean(&marks, premises.files());
    assert_clean(&marks, temporary(begun));
    for words in [aloud, shown] {
        assert_clean(&marks, [(String::new(), words.into_bytes())]);
    }
    shop.is_clean(&marks);
    prints_them_on_the_page_alone(&premises, &marks);

    let first_day = commands::set_a_till_up();
    let done = shop
        .done
        .take()
        .into_iter()
        .chain(restored)
        .chain(first_day);
    commands::leave_none_out(&done.collect());

    // The search would have found one.
    let planted = premises.home.log().with_file_name("planted");
    fs::write(
        planted,
        format!("Basic {}", base64_of("training", PASSWORD)),
    )
    .unwrap();
    let files = premises.files();
    let hits: Vec<String> = files
        .iter()
        .flat_map(|(_, content)| found(&marks, content))
        .collect();
    assert_eq!(hits, ["the password in base64"]);
}

fn base64_of(login: &str, password: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(format!("{login}:{password}"))
}
