//! The store's zone, changed in the settings while financings are open: each keeps the day on which it was started and is
//! counted there once, and money moves on the day that it is in the store by then.

use super::{
    phone,
    profiles::own_gateway,
    shop::{Premises, Shop, but, order},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use financing::calendar;
use sandbox::Options;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Two ends of the world: whenever it is, it is not the same day in both.
const EAST: Tz = Tz::Pacific__Kiritimati;
const WEST: Tz = Tz::Pacific__Pago_Pago;

/// The settings are saved with another zone, and the till goes on.
fn moves_to(shop: &Shop, zone: Tz) {
    let form = json!({
        "shop": "Maison Lilas", "shop_lines": [], "legal_id": "", "till": "T2", "country": "FR", "zone": zone.name(),
        "language": "fr",
    });
    shop.managed("save_till", json!({ "form": form }));
    let situation = shop.told("situation", json!({}));
    assert_eq!(situation["stands"], "open", "{situation}");
}

fn in_the_store(at: &Value, zone: Tz) -> NaiveDate {
    let at: DateTime<Utc> = at.as_str().unwrap().parse().unwrap();
    calendar::business_day(at, zone)
}

fn starts(shop: &Shop, token: &str, cents: u32) -> String {
    let form = but(order(token, "two_step"), &[("/amount", json!(cents))]);
    let id = shop.starts(form);
    phone::signs(shop, &id);
    shop.until_it_is(&id, "accepted");
    id
}

/// Hands the goods over; the instant at which the gateway said that it is financed.
fn delivers(shop: &Shop, id: &str) -> Value {
    shop.told("deliver", json!({ "id": id, "amount": null }));
    shop.until_it_is(id, "financed")["financed"].clone()
}

/// What the day's view shows and counts: the financings of each day on which there is anything, and the money of it.
fn view(shop: &Shop, around: NaiveDate) -> BTreeMap<NaiveDate, (Vec<String>, u64)> {
    let days = (0..9).map(|after| around - Days::new(4) + Days::new(after));
    let seen = days.map(|day| {
        let asked = json!({ "day": day.to_string(), "filter": "all", "search": "" });
        let shown = shop.told("today", asked);
        let rows = shown["rows"].as_array().unwrap().iter();
        let mut names: Vec<String> = rows
            .map(|row| row["id"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        let states = shown["totals"]["states"].as_array().unwrap().iter();
        let counted: u64 = states.map(|state| state["count"].as_u64().unwrap()).sum();
        assert_eq!(
            counted,
            names.len() as u64,
            "the figures of {day} count what it lists"
        );
        (day, (names, shown["totals"]["financed"].as_u64().unwrap()))
    });
    seen.filter(|(_, (names, cents))| !names.is_empty() || *cents > 0)
        .collect()
}

#[test]
fn a_zone_that_is_changed_at_an_open_till_moves_no_financing_to_another_day_and_counts_each_once() {
    let (_gateway, text) = own_gateway(Options::default());
    let shop = Shop::at(&Premises::of_a_till(&[("sandbox", &text)]));
    for (name, value) in [("api_key_id", "training"), ("api_key", "training-secret")] {
        let credential = json!({ "gateway": "sandbox", "name": name, "value": value });
        shop.managed("set_credential", credential);
    }
    moves_to(&shop, EAST);
    let open = starts(&shop, "form-0001", 124_990);
    let sold = starts(&shop, "form-0002", 30_000);
    let sold_at = in_the_store(&delivers(&shop, &sold), EAST);

    moves_to(&shop, WEST);
    let later = starts(&shop, "form-0003", 60_000);
    let delivered_at = in_the_store(&delivers(&shop, &open), WEST);
    let started = |id: &str, zone| {
        let detail = shop.told("detail", json!({ "id": id }));
        in_the_store(&detail["started"], zone)
    };
    let mut expected: BTreeMap<NaiveDate, (Vec<String>, u64)> = BTreeMap::new();
    for (id, zone) in [(&open, EAST), (&sold, EAST), (&later, WEST)] {
        let (names, _) = expected.entry(started(id, zone)).or_default();
        names.push(id.clone());
    }
    for (day, cents) in [(sold_at, 30_000), (delivered_at, 124_990)] {
        expected.entry(day).or_default().1 += cents;
    }
    assert!(delivered_at < sold_at, "the day in the store went back");
    assert_eq!(view(&shop, sold_at), expected);

    moves_to(&shop, EAST);
    assert_eq!(view(&shop, sold_at), expected, "and back again");
    assert_eq!(shop.told("verify_ledger", json!({}))["broken"], Value::Null);
}
