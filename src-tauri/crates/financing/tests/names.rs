//! Names: what a shop and its gateways call things, and what is no name.

use financing::{FinancingId, GatewayId, Handle, NameError, OrderNumber};

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
