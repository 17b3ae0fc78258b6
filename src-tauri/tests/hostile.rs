//! Commands as no screen of ours would send them: every argument of every command takes its turn at being overlong, out
//! of range, a path, another type or somebody else's; every command is asked from a window that is not the till's. Each
//! is refused, and afterwards the books, the settings, the profiles, the vault and the pretended gateway are what they
//! were.

use super::{
    phone,
    profiles::own_gateway,
    shop::{PIN, Premises, Shop, but, order, order_at_payplug},
};
use sandbox::{Options, Running};
use serde_json::{Value, json};
use std::fs;
use till::{MANAGER_PIN, Vault};

/// A command, its arguments as the screen could send them, and the kind of each.
pub(super) type Command = (&'static str, Value, Vec<(&'static str, Kind)>);

/// What an argument is, which says what would be hostile in its place.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// The name of a financing.
    Financing,
    /// The name of something else: a gateway, a profile, a credential, a choice from a list, a day.
    Name,
    /// Cents, or nothing for all of them.
    Amount,
    /// Yes or no.
    Switch,
    /// A free text of at most this many characters.
    Text(usize),
    /// A text that is free but for what stands in it: nothing but its type is wrong here.
    Typed,
}

impl Kind {
    /// Whether no word that somebody makes up is taken in its place.
    pub(super) fn is_closed(self) -> bool {
        !matches!(self, Kind::Text(_))
    }

    fn hostile(self) -> Vec<Value> {
        let words = [
            "",
            " ",
            "../../till",
            "..\\..\\till",
            "/etc/hostname",
            "C:\\Windows\\win.ini",
            "%2e%2e%2ftill",
            "till.toml\u{0}",
            "x' OR 1=1 --",
            "\u{202e}T2-000001",
            "line\r\nX-Other: 1",
            "T2-999999",
            "💶💶💶",
            "null",
        ];
        let others = [
            json!(7),
            json!(-1),
            json!(1.5),
            json!([]),
            json!({}),
            json!(["x"]),
        ];
        let texts = others.into_iter().chain([Value::Null]);
        match self {
            Kind::Financing | Kind::Name => {
                let long = [json!("x".repeat(100_000)), json!("7".repeat(41))];
                texts.chain(words.map(Value::from)).chain(long).collect()
            }
            Kind::Text(most) => texts.chain([json!("é".repeat(most + 1))]).collect(),
            Kind::Typed => texts.collect(),
            Kind::Switch => texts.chain(words.map(Value::from)).collect(),
            Kind::Amount => {
                let numbers = [
                    -1,
                    0,
                    300_001,
                    4_294_967_295,
                    4_294_967_296,
                    i64::MAX,
                    i64::MIN,
                ];
                let odd = [
                    json!(0.01),
                    json!(124_989.999),
                    json!(1e300),
                    json!(u64::MAX),
                    json!("12"),
                    json!([]),
                    json!({}),
                    json!(true),
                ];
                numbers.map(Value::from).into_iter().chain(odd).collect()
            }
        }
    }
}

/// A till that has worked: its gateway, and a financing that waits for its goods.
struct Worked {
    running: Running,
    shop: Shop,
    id: String,
}

impl Worked {
    fn open() -> Worked {
        let (running, text) = own_gateway(Options::default());
        let shop = Shop::at(&Premises::of_a_till(&[("sandbox", &text)]));
        for (name, value) in [("api_key_id", "training"), ("api_key", "training-secret")] {
            let credential = json!({ "gateway": "sandbox", "name": name, "value": value });
            shop.managed("set_credential", credential);
        }
        shop.told("end_authority", json!({}));
        let id = shop.starts(order("form-0001", "two_step"));
        phone::signs(&shop, &id);
        shop.until_it_is(&id, "accepted");
        // The settings say when the last copy was made: the day's is not made in the midst of what is compared.
        shop.does_the_day();
        Worked { running, shop, id }
    }

    /// Everything that must stay as it is.
    fn stands(&self) -> Vec<String> {
        let home = &self.shop.premises.home;
        let read = |path| fs::read_to_string(path).unwrap();
        // A search looks over every day: it may be another one by now.
        let ours = json!({ "day": null, "filter": "all", "search": "CMD-20418" });
        let mut stands = vec![
            read(home.settings()),
            read(home.profile("sandbox")),
            format!("{:?}", self.shop.premises.vault.names()),
            format!("{:?}", self.shop.premises.vault.get(MANAGER_PIN)),
            format!("{:?}", self.running.books().cofidis.entries()),
            self.shop.told("today", ours)["rows"].to_string(),
            self.shop.told("detail", json!({ "id": self.id }))["history"].to_string(),
            self.shop.told("settings", json!({})).to_string(),
        ];
        let config = fs::read_dir(home.profile("x").parent().unwrap()).unwrap();
        stands.extend(config.map(|entry| entry.unwrap().path().display().to_string()));
        stands
    }

    /// A command's arguments as the screen could send them.
    fn good(&self, command: &str) -> Value {
        let mut commands = self.commands().into_iter();
        commands.find(|(name, ..)| *name == command).unwrap().1
    }

    fn commands(&self) -> Vec<Command> {
        About(&self.id).commands()
    }
}

/// A financing that commands are about.
pub(super) struct About<'a>(pub(super) &'a str);

impl About<'_> {
    /// Every command there is, as the screen could send it, and the kind of each of its arguments.
    #[rustfmt::skip]
    pub(super) fn commands(&self) -> Vec<Command> {
        use Kind::{Amount, Financing, Name, Switch, Text, Typed};
        let (id, gateway) = (self.0, "sandbox");
        let till = json!({
            "shop": "Maison", "shop_lines": [], "legal_id": "", "till": "T2", "country": "FR", "zone": "Europe/Paris",
            "language": "fr",
        });
        let start = json!({ "form": order("form-0002", "direct") });
        let set_up = json!({ "form": { "till": till, "profile": "cofidis-fr", "pin": PIN, "pin_again": PIN } });
        let pin = json!({ "pin": PIN, "again": PIN });
        let credential = json!({ "gateway": gateway, "name": "api_key", "value": "another" });
        let amount = json!({ "id": id, "amount": null });
        vec![
            ("situation", json!({}), vec![]),
            ("try_training", json!({}), vec![]),
            ("leave_training", json!({}), vec![]),
            ("set_up", set_up, vec![("form", Typed), ("form/pin", Name), ("form/pin_again", Name)]),
            ("open_again", json!({}), vec![]),
            ("restore_backup", json!({ "made": "2026-11-21T10:00:00Z" }), vec![("made", Name)]),
            ("set_language", json!({ "language": "en" }), vec![("language", Name)]),
            ("set_staff", json!({ "name": "Ana" }), vec![("name", Text(40))]),
            ("start", start, vec![
                ("form", Typed), ("form/token", Text(64)), ("form/gateway", Name), ("form/amount", Amount),
                ("form/product", Name), ("form/instalments", Amount), ("form/mode", Name), ("form/order", Text(40)),
                ("form/sending", Name), ("form/customer", Typed), ("form/customer/billing/first_name", Text(600)),
                ("form/customer/billing/last_name", Text(600)),
            ]),
            ("detail", json!({ "id": id }), vec![("id", Financing)]),
            ("journey", json!({ "id": id }), vec![("id", Financing)]),
            ("on_counter", json!({ "id": id }), vec![("id", Financing)]),
            ("check", json!({ "id": id }), vec![("id", Financing)]),
            ("deliver", amount.clone(), vec![("id", Financing), ("amount", Amount)]),
            ("cancel", amount.clone(), vec![("id", Financing), ("amount", Amount)]),
            ("refund", amount, vec![("id", Financing), ("amount", Amount)]),
            ("declare", json!({ "id": id, "what": "seen" }), vec![("id", Financing), ("what", Name)]),
            ("print", json!({ "id": id, "paper": "receipt" }), vec![("id", Financing), ("paper", Name)]),
            ("related", json!({ "id": id }), vec![("id", Financing)]),
            ("export_customer", json!({ "id": id, "of": [id] }), vec![("id", Financing), ("of", Typed)]),
            ("erase_customer", json!({ "id": id, "of": [id] }), vec![("id", Financing), ("of", Typed)]),
            ("keep_personal_data", json!({ "months": 36 }), vec![("months", Amount)]),
            ("to_deliver", json!({}), vec![]),
            ("today", json!({ "day": null, "filter": "all", "search": "" }), vec![
                ("day", Name), ("filter", Name), ("search", Text(600)),
            ]),
            ("attention", json!({}), vec![]),
            ("badges", json!({}), vec![]),
            ("unresolved", json!({}), vec![]),
            ("as_sent", json!({ "gateway": gateway, "text": "x" }), vec![("gateway", Name), ("text", Text(600))]),
            ("settings", json!({}), vec![]),
            ("save_till", json!({ "form": till }), vec![
                ("form", Typed), ("form/shop", Text(60)), ("form/legal_id", Text(40)),
                ("form/till", Name), ("form/country", Name), ("form/zone", Name), ("form/language", Name),
            ]),
            ("add_gateway", json!({ "profile": "cofidis-fr" }), vec![("profile", Name)]),
            ("remove_gateway", json!({ "gateway": gateway }), vec![("gateway", Name)]),
            ("profile_text", json!({ "gateway": gateway }), vec![("gateway", Name)]),
            ("save_profile", json!({ "gateway": gateway, "text": "" }), vec![("gateway", Name), ("text", Name)]),
            ("to_fill_in", json!({ "gateway": gateway }), vec![("gateway", Name)]),
            ("fill_in", json!({ "gateway": gateway, "values": [] }), vec![("gateway", Name), ("values", Typed)]),
            ("credentials", json!({ "gateway": gateway }), vec![("gateway", Name)]),
            ("set_credential", credential, vec![("gateway", Name), ("name", Name), ("value", Text(50_000))]),
            ("delete_credential", json!({ "gateway": gateway, "name": "api_key" }), vec![
                ("gateway", Name), ("name", Name),
            ]),
            ("test_connection", json!({ "gateway": gateway }), vec![("gateway", Name)]),
            ("open_portal", json!({ "gateway": gateway, "page": "homepage" }), vec![
                ("gateway", Name), ("page", Name),
            ]),
            ("authorise", json!({ "pin": PIN }), vec![("pin", Name)]),
            ("end_authority", json!({}), vec![]),
            ("set_manager_pin", pin, vec![("pin", Name), ("again", Name)]),
            ("verify_ledger", json!({}), vec![]),
            ("sandbox", json!({}), vec![]),
            ("show_sandbox_to_phones", json!({ "on": true }), vec![("on", Switch)]),
            ("hand_over", json!({ "id": id }), vec![("id", Financing)]),
            ("close_hand_over", json!({}), vec![]),
            ("relay", json!({ "on": false }), vec![("on", Switch)]),
        ]
    }
}

#[test]
fn every_argument_of_every_command_is_checked_again_here() {
    let worked = Worked::open();
    let before = worked.stands();
    for (command, good, arguments) in worked.commands() {
        for (argument, kind) in arguments {
            for bad in kind.hostile() {
                let may_be_nothing =
                    matches!((command, argument), ("on_counter", "id") | ("today", "day"));
                let may_be_empty = (command, argument) == ("fill_in", "values");
                if (may_be_nothing && bad.is_null()) || (may_be_empty && bad == json!([])) {
                    continue;
                }
                let with = but(good.clone(), &[(&format!("/{argument}"), bad.clone())]);
                let shown: String = bad.to_string().chars().take(80).collect();
                match worked.shop.ask_as_manager(command, with) {
                    Ok(answer) => panic!("{command} takes {shown} for {argument}: {answer}"),
                    Err(fault) => assert_ne!(fault["fault"], "manager", "{command} {shown}"),
                }
            }
        }
    }
    assert_eq!(worked.stands(), before);
}

#[test]
fn control_characters_stand_in_no_setting_and_a_basket_has_an_end() {
    let worked = Worked::open();
    let before = worked.stands();
    for (command, good, arguments) in worked.commands() {
        for (argument, _) in arguments {
            let one_line = ["form/shop", "form/legal_id", "name", "form/order"].contains(&argument);
            if one_line && ["save_till", "set_staff", "start"].contains(&command) {
                let with = but(
                    good.clone(),
                    &[(&format!("/{argument}"), json!("two\nlines"))],
                );
                let fault = worked.shop.refused_to_a_manager(command, with);
                assert_eq!(fault["fault"], "fields", "{command} {argument}");
            }
        }
    }
    let line = json!({ "name": "Canapé", "quantity": 1, "price": 1, "total": 1 });
    let mut form = order("form-0002", "direct");
    form["customer"]["cart"] = json!(vec![line; 201]);
    let fault = worked.shop.refused("start", json!({ "form": form }));
    assert_eq!(
        (&fault["fields"][0]["field"], &fault["fields"][0]["most"]),
        (&json!("cart"), &json!(200))
    );
    let lines = but(
        worked.good("save_till"),
        &[("/form/shop_lines", json!(["a\u{7}b"]))],
    );
    assert_eq!(
        worked.shop.refused_to_a_manager("save_till", lines)["fields"][0]["field"],
        "shop_lines"
    );
    assert_eq!(worked.stands(), before);
}

/// A form with every text about a customer filled in, as Payplug takes it.
fn everything_about_her() -> Value {
    let mut form = order_at_payplug("form-0003", "direct");
    form["customer"] = json!({
        "billing": {
            "title": "mrs", "first_name": "Léa", "last_name": "Noël", "company": "", "phone": "+33320000000",
            "mobile": "+33600000000",
        },
        "home": { "address": "3 rue des Lilas", "postal_code": "59000", "city": "Lille", "country": "FR" },
        "email": "lea.noel@example.org",
        "birth_date": "1982-06-20",
        "reference": "C-1042",
        "ship_to": {
            "title": "mr", "first_name": "Zoé", "last_name": "Lefebvre", "company": "Atelier Haute",
            "phone": "+33122222222", "mobile": "+33677777777",
        },
        "ship_place": { "address": "55 rue Basse", "postal_code": "75011", "city": "Paris", "country": "FR" },
        "cart": [{
            "name": "Canapé", "quantity": 1, "price": 124_990, "total": 124_990, "tax": "19,5", "discount": "10.5",
            "merchant": "",
        }],
        "prescoring": "PS2110531",
    });
    form
}

/// Where every text about a customer stands in the form, the name its fault bears, and what is none of it, whether the
/// form or Payplug says so.
#[rustfmt::skip]
fn texts_about_her() -> Vec<(&'static str, &'static str, Vec<String>)> {
    let of = |words: &[&str]| words.iter().copied().map(String::from).collect::<Vec<_>>();
    let over = |most: usize| vec!["x".repeat(most + 1)];
    let (titles, phones) = (of(&["Mr", "dr", "💶", "null"]), of(&["0600000000", "+33", "six", "+33 6 six", "💶"]));
    let countries = of(&["XX", "FRA", "F", "💶", "../.."]);
    let days = of(&["20/06/1982", "1982-13-01", "1982-02-30", "tomorrow", "7", "💶"]);
    let percentages = of(&[
        "100.01", "100,01", "101", "999", "1000", "-1", "+1", "1e2", "0x10", "1.234", "1.", ".5", ",", "1,2,3", "1 000",
        "19.5%", "٣", "NaN", "inf", "null", "18446744073709551617",
    ]);
    let emails = of(&["x", "lea.example.org", "a b@example.org", "a@b@example.org", "a@.org", "a@example"]);
    vec![
        ("billing/title", "title", titles.clone()),
        ("billing/first_name", "first_name", over(15)),
        ("billing/last_name", "last_name", over(15)),
        ("billing/company", "company", vec![]),
        ("billing/phone", "phone", phones.clone()),
        ("billing/mobile", "mobile", phones.clone()),
        ("home/address", "address", over(50)),
        ("home/postal_code", "postal_code", over(9)),
        ("home/city", "city", over(255)),
        ("home/country", "country", countries.clone()),
        ("email", "email", emails),
        ("birth_date", "birth_date", days),
        ("reference", "customer_reference", over(255)),
        ("ship_to/title", "ship_title", titles),
        ("ship_to/first_name", "ship_first_name", over(15)),
        ("ship_to/last_name", "ship_last_name", over(30)),
        ("ship_to/company", "ship_company", over(50)),
        ("ship_to/phone", "ship_phone", phones.clone()),
        ("ship_to/mobile", "ship_mobile", phones),
        ("ship_place/address", "ship_address", over(50)),
        ("ship_place/postal_code", "ship_postal_code", over(9)),
        ("ship_place/city", "ship_city", over(255)),
        ("ship_place/country", "ship_country", countries),
        ("cart/0/name", "cart", over(255)),
        ("cart/0/tax", "cart_tax", percentages.clone()),
        ("cart/0/discount", "cart_discount", percentages),
        // No shipped profile is a marketplace's: whoever is named, the line is not sent as if nobody were.
        ("cart/0/merchant", "seller", of(&["OPERATOR", "7", "💶"])),
        ("prescoring", "prescoring", over(20)),
    ]
}

#[test]
fn every_text_about_a_customer_is_checked_and_its_field_is_named() {
    let shop = Shop::training();
    let everywhere = ["x\u{0}", "two\r\nlines", "a\u{7}b", "\u{9b}31m"].map(str::to_owned);
    let long = ["é".repeat(601), "7".repeat(100_000)];
    for (text, field, of_its_own) in texts_about_her() {
        let path = format!("/customer/{text}");
        let with = |bad| json!({ "form": but(everything_about_her(), &[(&path, bad)]) });
        for bad in everywhere.iter().chain(&long).chain(&of_its_own) {
            let fault = shop.refused("start", with(json!(bad)));
            let shown: String = bad.chars().take(40).collect();
            assert_eq!(fault["fault"], "fields", "{text} {shown:?}: {fault}");
            let named = fault["fields"].as_array().unwrap();
            let named: Vec<&Value> = named.iter().map(|one| &one["field"]).collect();
            assert_eq!(named, [&json!(field)], "{text} {shown:?}: {fault}");
        }
        for bad in [json!(7), json!(true), json!([]), json!({}), Value::Null] {
            let shown = bad.to_string();
            assert!(shop.ask("start", with(bad)).is_err(), "{text} {shown}");
        }
    }
    shop.has_done_nothing();
    shop.starts(everything_about_her());
}

#[test]
fn the_list_of_texts_about_a_customer_leaves_none_out() {
    let source = include_str!("../screen/form.rs");
    let texts_of = |form: &str| {
        let form = source
            .split(&format!("struct {form} {{"))
            .nth(1)
            .unwrap_or_else(|| panic!("no {form}"));
        let lines = form.lines().take_while(|line| *line != "}");
        let names = lines.filter_map(|line| line.trim().strip_suffix(": String,"));
        let names = names.filter_map(|line| line.strip_prefix("pub "));
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    let mut there: Vec<String> = texts_of("CustomerForm");
    for (place, form) in [
        ("billing", "PersonForm"),
        ("ship_to", "PersonForm"),
        ("home", "PlaceForm"),
        ("ship_place", "PlaceForm"),
        ("cart/0", "CartForm"),
    ] {
        let texts = texts_of(form).into_iter();
        there.extend(texts.map(|name| format!("{place}/{name}")));
    }
    let mut listed: Vec<&str> = texts_about_her().iter().map(|(text, ..)| *text).collect();
    listed.sort_unstable();
    there.sort_unstable();
    assert_eq!(listed, there);
}

#[test]
fn no_command_at_all_answers_a_window_that_is_not_the_tills() {
    let worked = Worked::open();
    let before = worked.stands();
    for (command, good, _) in worked.commands() {
        for window in ["hand-over-1", "second"] {
            let answer = worked.shop.asked_from(window, command, good.clone());
            assert_eq!(
                answer,
                Err(json!("not for this window")),
                "{command} from {window}"
            );
        }
    }
    assert_eq!(worked.stands(), before);
}

#[test]
fn the_lists_of_this_file_leave_no_command_out() {
    let worked = Worked::open();
    let listed: Vec<&str> = worked
        .commands()
        .iter()
        .map(|(command, ..)| *command)
        .collect();
    assert_eq!(listed, mounted());
}

/// Every command that the window may call, in the order of the interface.
pub(super) fn mounted() -> Vec<&'static str> {
    include_str!("../lib.rs")
        .split("commands::")
        .skip(1)
        .filter_map(|rest| rest.split_once(',')?.0.rsplit("::").next())
        .collect()
}

/// Whose a command is.
#[derive(PartialEq, Eq)]
enum Whose {
    /// Whoever stands at the till.
    Anybodys,
    /// A manager's.
    Managers,
    /// A manager's, where the till stands so that it can be done at all; that is proven in the tests named.
    ManagersElsewhere,
}

/// Whose each command is. One that is not decided on here fails the tests.
fn whose(command: &str) -> Whose {
    match command {
        "cancel" | "export_customer" | "erase_customer" | "keep_personal_data" | "save_till"
        | "add_gateway" | "remove_gateway" | "save_profile" | "fill_in" | "set_credential"
        | "delete_credential" | "set_manager_pin" => Whose::Managers,
        // `a_refund_without_the_managers_pin_moves_nothing_at_the_gateway`,
        // `what_asks_for_a_person_stands_in_the_list_until_somebody_has_seen_it`,
        // `a_damaged_ledger_is_kept_aside_and_its_backup_goes_on_with_everything_open_in_doubt`; the relay is below.
        "refund" | "declare" | "restore_backup" | "relay" => Whose::ManagersElsewhere,
        "situation"
        | "try_training"
        | "leave_training"
        | "set_up"
        | "open_again"
        | "set_language"
        | "set_staff"
        | "start"
        | "detail"
        | "journey"
        | "on_counter"
        | "check"
        | "deliver"
        | "print"
        | "related"
        | "to_deliver"
        | "today"
        | "attention"
        | "badges"
        | "unresolved"
        | "as_sent"
        | "settings"
        | "profile_text"
        | "to_fill_in"
        | "credentials"
        | "test_connection"
        | "open_portal"
        | "authorise"
        | "end_authority"
        | "verify_ledger"
        | "sandbox"
        | "show_sandbox_to_phones"
        | "hand_over"
        | "close_hand_over" => Whose::Anybodys,
        other => panic!("nobody has decided whose {other} is"),
    }
}

#[test]
fn every_command_that_is_a_managers_is_refused_without_the_pin_and_changes_nothing() {
    let worked = Worked::open();
    let before = worked.stands();
    let wanted = json!({ "fault": "manager", "why": { "pin": "wanted", "training": null } });
    let mut commands = worked.commands();
    commands.retain(|(command, ..)| whose(command) == Whose::Managers);
    commands.push(("relay", json!({ "on": true }), vec![]));
    for (command, mut good, _) in commands {
        if command == "fill_in" {
            good["values"] = json!([{ "key": "addresses.api", "value": "http://127.0.0.1:9" }]);
        } else if command == "save_profile" {
            good["text"] = worked
                .shop
                .told("profile_text", json!({ "gateway": "sandbox" }));
        }
        assert_eq!(worked.shop.refused(command, good), wanted, "{command}");
    }
    assert_eq!(worked.stands(), before);
}

#[test]
fn no_command_that_is_anybodys_asks_for_the_pin() {
    let worked = Worked::open();
    for (command, good, _) in worked.commands() {
        // The portal would open in this machine's own browser.
        if whose(command) == Whose::Anybodys
            && command != "open_portal"
            && let Err(fault) = worked.shop.ask(command, good)
        {
            assert_ne!(fault["fault"], "manager", "{command}");
        }
    }
}

#[test]
fn a_till_that_is_set_up_is_not_set_up_again() {
    let worked = Worked::open();
    let before = worked.stands();
    let fault = worked.shop.refused("set_up", worked.good("set_up"));
    assert_eq!(fault, json!({ "fault": "setting", "setting": "till" }));
    assert_eq!(worked.stands(), before);
}

#[test]
fn who_pressed_is_the_tills_to_say_and_never_the_screens() {
    let worked = Worked::open();
    worked.shop.told("set_staff", json!({ "name": "Ana" }));
    let eve = json!({ "role": "manager", "name": "Eve" });
    let with =
        |amount: Value| json!({ "id": worked.id, "amount": amount, "by": eve, "actor": eve });
    worked.shop.told("deliver", with(Value::Null));
    worked.shop.until_it_is(&worked.id, "financed");
    worked.shop.managed("refund", with(json!(10_000)));
    let detail = worked
        .shop
        .until(&worked.id, |detail| detail["amounts"]["refunded"] == 10_000);
    assert!(!detail.to_string().contains("Eve"), "{detail}");
    let lines = detail["history"].as_array().unwrap();
    for (what, who) in [("deliver_pressed", "staff"), ("refund_pressed", "manager")] {
        let line = lines.iter().find(|line| line["what"] == what).unwrap();
        assert_eq!((&line["who"], &line["name"]), (&json!(who), &json!("Ana")));
    }
}
