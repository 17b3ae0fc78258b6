//! Forms that are not taken. Each gets the face that names what is wrong, and neither the ledger nor a gateway hears of
//! it: the books stay empty. What the screen would never send is refused all the same.

use super::shop::{Shop, but, order, order_at_payplug};
use serde_json::{Value, json};

/// Presses each form, expects each face, and looks that nothing came of any.
fn all_refused(shop: &Shop, forms: &[(Value, Value)]) {
    for (form, face) in forms {
        let fault = shop.refused("start", json!({ "form": form }));
        assert_eq!(&fault, face, "{form}");
    }
    shop.has_done_nothing();
}

fn field(field: &str, problem: &str) -> Value {
    json!({ "fault": "fields", "fields": [{ "field": field, "problem": problem }] })
}

fn rule(refusal: &str) -> Value {
    json!({ "fault": "refused", "why": { "refusal": refusal } })
}

#[test]
fn an_amount_outside_the_products_limits_is_told_both_of_them() {
    let shop = Shop::training();
    let limits = json!({ "fault": "limits", "minimum": 10_000, "maximum": 300_000 });
    let amount = |cents: u32| but(order("form-0001", "direct"), &[("/amount", json!(cents))]);
    all_refused(
        &shop,
        &[
            (amount(0), rule("no_amount")),
            (amount(1), limits.clone()),
            (amount(9_999), limits.clone()),
            (amount(300_001), limits.clone()),
            (amount(1_000_000_000), limits.clone()),
            (amount(u32::MAX), limits),
        ],
    );
}

#[test]
fn an_amount_that_is_no_whole_number_of_cents_never_reaches_the_rules() {
    let shop = Shop::training();
    for amount in [json!(-1), json!(1249.905), json!("124990"), json!(u64::MAX)] {
        let form = but(order("form-0001", "direct"), &[("/amount", amount)]);
        assert!(shop.ask("start", json!({ "form": form })).is_err());
    }
    shop.has_done_nothing();
}

#[test]
fn an_order_number_of_41_characters_is_too_long_and_one_of_40_is_not() {
    let shop = Shop::training();
    let order_of = |length| {
        but(
            order("form-0001", "direct"),
            &[("/order", json!("7".repeat(length)))],
        )
    };
    let too_long = json!({
        "fault": "fields", "fields": [{ "field": "order", "problem": "too_long", "most": 40 }],
    });
    let missing = but(order("form-0001", "direct"), &[("/order", json!("  "))]);
    all_refused(
        &shop,
        &[
            (order_of(41), too_long),
            (missing, field("order", "missing")),
        ],
    );
    shop.starts(order_of(40));
}

#[test]
fn control_characters_are_taken_in_no_field() {
    let shop = Shop::training();
    let form = order("form-0001", "direct");
    all_refused(
        &shop,
        &[
            (
                but(form.clone(), &[("/order", json!("CMD\u{7}1"))]),
                field("order", "malformed"),
            ),
            (
                but(
                    form.clone(),
                    &[("/customer/billing/first_name", json!("Léa\r\nNoël"))],
                ),
                field("first_name", "malformed"),
            ),
            (
                but(form, &[("/customer/billing/last_name", json!("No\u{0}ël"))]),
                field("last_name", "malformed"),
            ),
        ],
    );
}

#[test]
fn a_name_of_emoji_cannot_be_written_and_the_field_is_named() {
    let shop = Shop::training();
    let form = order("form-0001", "direct");
    let last_name = but(
        form.clone(),
        &[("/customer/billing/last_name", json!("🦊🎉"))],
    );
    let first_name = but(form, &[("/customer/billing/first_name", json!("👩‍👩‍👧"))]);
    all_refused(
        &shop,
        &[
            (last_name, field("last_name", "not_writable")),
            (first_name, field("first_name", "not_writable")),
        ],
    );
}

#[test]
fn a_phone_of_another_country_is_not_texted() {
    let shop = Shop::training();
    let texted = |mobile: &str| {
        let mut form = but(order("form-0001", "direct"), &[("/sending", json!("sms"))]);
        form["customer"]["billing"]["mobile"] = json!(mobile);
        form
    };
    all_refused(
        &shop,
        &[
            (texted("+447700900123"), field("mobile", "other_country")),
            (texted("0600000000"), field("mobile", "malformed")),
            (texted(""), field("mobile", "missing")),
        ],
    );
}

#[test]
fn a_last_name_of_16_characters_is_too_long_for_payplug() {
    let shop = Shop::training();
    let form = order_at_payplug("form-0001", "direct");
    let long = but(
        form.clone(),
        &[("/customer/billing/last_name", json!("N".repeat(16)))],
    );
    let too_long = json!({
        "fault": "fields", "fields": [{ "field": "last_name", "problem": "too_long", "most": 15 }],
    });
    let mut cart = form;
    cart["customer"]["cart"] =
        json!([{ "name": "Canapé", "quantity": 1, "price": 100, "total": 100 }]);
    all_refused(
        &shop,
        &[(long, too_long), (cart, field("cart", "does_not_add_up"))],
    );
}

#[test]
fn a_token_that_no_screen_of_ours_made_is_refused() {
    let shop = Shop::training();
    let long = "x".repeat(65);
    for token in [
        "",
        "short",
        long.as_str(),
        "form 0001",
        "förm-0001",
        "form-0001\n",
        "form_0001",
    ] {
        let fault = shop.refused("start", json!({ "form": order(token, "direct") }));
        assert_eq!(fault, field("token", "malformed"), "{token}");
    }
    shop.has_done_nothing();
}

#[test]
fn what_the_gateway_does_not_sell_is_not_started() {
    let shop = Shop::training();
    let form = order("form-0001", "direct");
    let with = |path: &str, value: Value| but(form.clone(), &[(path, value)]);
    let unknown = rule("unknown_gateway");
    all_refused(
        &shop,
        &[
            (with("/gateway", json!("elsewhere")), unknown.clone()),
            (with("/gateway", json!("x".repeat(41))), unknown.clone()),
            (with("/gateway", json!("")), unknown),
            (with("/product", json!("5XCB")), rule("unknown_product")),
            (with("/product", json!("")), rule("unknown_product")),
            (with("/instalments", json!(3)), rule("not_offered")),
            (with("/instalments", json!(0)), rule("not_offered")),
        ],
    );
}

#[test]
fn a_financing_that_is_not_there_is_not_found_by_any_deed() {
    let shop = Shop::training();
    let not_found = json!({ "fault": "not_found" });
    for id in [
        "T2-000001",
        "",
        "T2-000001'; DROP TABLE financing",
        "x\u{0}y",
    ] {
        for (deed, with) in [
            ("detail", json!({ "id": id })),
            ("journey", json!({ "id": id })),
            ("check", json!({ "id": id })),
            ("deliver", json!({ "id": id, "amount": null })),
            ("cancel", json!({ "id": id, "amount": null })),
            ("refund", json!({ "id": id, "amount": 100 })),
            ("declare", json!({ "id": id, "what": "seen" })),
            ("print", json!({ "id": id, "paper": "receipt" })),
            ("hand_over", json!({ "id": id })),
        ] {
            assert_eq!(shop.refused(deed, with), not_found, "{deed} {id:?}");
        }
    }
    shop.has_done_nothing();
}

#[test]
fn staff_language_and_day_are_read_strictly() {
    let shop = Shop::training();
    let long = json!({ "fault": "fields", "fields": [{ "field": "staff", "problem": "too_long", "most": 40 }] });
    assert_eq!(
        shop.refused("set_staff", json!({ "name": "é".repeat(41) })),
        long
    );
    let staff = shop.refused("set_staff", json!({ "name": "Ana\nBo" }));
    assert_eq!(staff, field("staff", "malformed"));
    let language = shop.refused("set_language", json!({ "language": "xx" }));
    assert_eq!(language, field("language", "malformed"));
    let day = shop.refused(
        "today",
        json!({ "day": "21/11/2026", "filter": "all", "search": "" }),
    );
    assert_eq!(day, json!({ "fault": "setting", "setting": "day" }));
    let situation = shop.told("set_staff", json!({ "name": "  Ana  " }));
    assert_eq!(
        (&situation["staff"], &situation["language"]),
        (&json!("Ana"), &json!("fr"))
    );
}
