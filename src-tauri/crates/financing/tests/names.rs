//! Names: what a shop and its gateways call things, and what is no name.

use financing::{
    Customer, FinancingId, GatewayId, Handle, Journey, NameError, OrderNumber, Person, Report,
    Status,
};

#[test]
fn a_name_is_kept_as_it_is_without_the_spaces_around_it() {
    assert_eq!(
        OrderNumber::new("  CMD-20418 ").unwrap().as_str(),
        "CMD-20418"
    );
    assert_eq!(GatewayId::new("gateway-1").unwrap().as_str(), "gateway-1");
    assert_eq!(
        FinancingId::numbered("T2", 147).unwrap().as_str(),
        "T2-000147"
    );
}

#[test]
fn what_is_empty_too_long_or_holds_a_control_character_is_no_name() {
    let forty = "A".repeat(40);
    assert_eq!(OrderNumber::new(&forty).unwrap().as_str(), forty);
    assert_eq!(
        OrderNumber::new(&format!("{forty}A")),
        Err(NameError::TooLong { most: 40 })
    );
    assert_eq!(OrderNumber::new("   "), Err(NameError::Empty));
    assert_eq!(OrderNumber::new("CMD\n1"), Err(NameError::Control));
}

#[test]
fn what_a_gateway_leaves_is_found_under_its_name_and_the_latest_counts() {
    let mut handle = Handle::default().with("authorisation", "A1");
    assert_eq!(handle.get("authorisation"), Some("A1"));
    assert_eq!(handle.get("capture"), None);
    handle.merge(
        &Handle::default()
            .with("authorisation", "A2")
            .with("capture", "C1"),
    );
    assert_eq!(
        (handle.get("authorisation"), handle.get("capture")),
        (Some("A2"), Some("C1"))
    );
}

#[test]
fn what_a_gateway_leaves_is_written_down_and_nothing_where_it_left_nothing() {
    let mut report = Report::of(Status::Reserved);
    let bare = serde_json::to_string(&report).unwrap();
    assert!(!bare.contains("handle"), "{bare}");
    report.handle = Handle::default().with("authorisation", "A1");
    let written = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&written).unwrap(), report);
}

#[test]
fn a_journey_says_its_form_and_not_where_it_leads() {
    let journey = Journey::Address("https://gateway.example/claire".to_owned());
    assert_eq!(format!("{journey:?}"), "Journey::Address");
}

#[test]
fn a_customer_is_called_by_first_and_last_name_or_by_the_one_there_is() {
    let named = |first: &str, last: &str| {
        let billing = Person {
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            ..Person::default()
        };
        let customer = Customer {
            billing,
            ..Customer::default()
        };
        customer.full_name()
    };
    assert_eq!(named("Claire", "Fontaine"), "Claire Fontaine");
    assert_eq!(named("", "Fontaine"), "Fontaine");
}
