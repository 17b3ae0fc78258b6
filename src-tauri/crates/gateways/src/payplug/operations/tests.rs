//! Tests of `operations`.

use super::*;
use crate::payplug::shop::{REFERENCE, customer, order, profile};
use financing::{CartLine, Cents, Intent, ProductCode};

fn sent(customer: &Customer) -> Params {
    authorization(&profile(), &order(60_000), customer, 1).unwrap()
}

fn faults(customer: &Customer) -> Vec<(Field, FieldProblem)> {
    let faults = authorization(&profile(), &order(60_000), customer, 1).unwrap_err();
    faults
        .into_iter()
        .map(|fault| (fault.field, fault.problem))
        .collect()
}

fn changed(change: impl FnOnce(&mut Customer)) -> Customer {
    let mut customer = customer();
    change(&mut customer);
    customer
}

fn line(total: u32) -> CartLine {
    CartLine {
        name: "Canapé".to_owned(),
        quantity: 1,
        price: Cents::of(total),
        total: Cents::of(total),
        tax_bp: Some(2000),
        discount_bp: None,
        merchant: None,
    }
}

#[test]
fn an_opening_says_what_the_shop_knows_and_what_the_customer_told() {
    let params = sent(&customer());
    for (name, text) in [
        ("IDENTIFIER", "training"),
        ("OPERATIONTYPE", "authorization"),
        ("VERSION", "3.0"),
        ("PAYMENTOPTION", "cofidis-3xcb"),
        ("ORDERID", REFERENCE),
        ("DESCRIPTION", "Order F-1042"),
        ("EXTRADATA", "2YgKoUd4DBq7RsT0/1"),
        ("CLIENTIP", "192.0.2.10"),
        ("CLIENTUSERAGENT", "Comptoir (shop counter)"),
        ("CLIENTEMAIL", "claire.moreau@example.org"),
        ("BILLINGFIRSTNAME", "Claire"),
        ("BILLINGLASTNAME", "Moreau"),
        ("BILLINGADDRESS", "12, rue Haute"),
        ("BILLINGPOSTALCODE", "59800"),
        ("BILLINGCITY", "Lille"),
        ("BILLINGCOUNTRY", "FR"),
    ] {
        assert_eq!(params.get(name), Some(text), "{name}");
    }
}

#[test]
fn an_amount_leaves_in_cents_and_never_in_euros() {
    assert_eq!(sent(&customer()).get("AMOUNT"), Some("60000"));
}

#[test]
fn what_is_empty_is_not_sent() {
    let params = sent(&customer());
    for name in [
        "METADATA",
        "PRESCORINGCODE",
        "CLIENTDOB",
        "BILLINGTITLE",
        "SHIPTOCITY",
        "APIKEYID",
    ] {
        assert_eq!(params.get(name), None, "{name}");
    }
}

#[test]
fn every_optional_parameter_has_its_place() {
    let everything = changed(|customer| {
        customer.reference = "john.snow".to_owned();
        customer.prescoring = "PS2110531".to_owned();
        customer.birth_date = chrono::NaiveDate::from_ymd_opt(1982, 6, 20);
        customer.billing.title = Some(Title::Mrs);
        customer.billing.phone = "+33111111111".to_owned();
        customer.ship_to = Some(Person {
            title: Some(Title::Miss),
            first_name: "Zoé".to_owned(),
            last_name: "Lefebvre".to_owned(),
            company: "Atelier Haute".to_owned(),
            phone: "+33122222222".to_owned(),
            mobile: "+33677777777".to_owned(),
        });
        customer.ship_place = Some(Place {
            address: "55 rue de la liberté".to_owned(),
            postal_code: "75011".to_owned(),
            city: "Paris".to_owned(),
            country: "fr".to_owned(),
        });
        customer.cart = vec![line(45_000), line(15_000)];
    });
    let mut profile = profile();
    profile.metadata = "counter".to_owned();
    let params = authorization(&profile, &order(60_000), &everything, 1).unwrap();
    for (name, text) in [
        ("CLIENTIDENT", "john.snow"),
        ("PRESCORINGCODE", "PS2110531"),
        ("CLIENTDOB", "1982-06-20"),
        ("METADATA", "counter"),
        ("BILLINGTITLE", "mrs"),
        ("BILLINGPHONE", "+33111111111"),
        ("BILLINGMOBILEPHONE", "+33666666666"),
        ("SHIPTOTITLE", "miss"),
        ("SHIPTOFIRSTNAME", "Zoé"),
        ("SHIPTOLASTNAME", "Lefebvre"),
        ("SHIPTOCOMPANYNAME", "Atelier Haute"),
        ("SHIPTOPHONE", "+33122222222"),
        ("SHIPTOMOBILEPHONE", "+33677777777"),
        ("SHIPTOADDRESS", "55 rue de la liberté"),
        ("SHIPTOPOSTALCODE", "75011"),
        ("SHIPTOCITY", "Paris"),
        ("SHIPTOCOUNTRY", "FR"),
    ] {
        assert_eq!(params.get(name), Some(text), "{name}");
    }
    let leaves: Vec<String> = params.leaves().into_iter().map(|(name, _)| name).collect();
    assert!(
        leaves.contains(&"CART[1][TOTALAMOUNT]".to_owned()),
        "{leaves:?}"
    );
}

#[test]
fn one_telephone_stands_for_both_and_our_reference_for_an_unnumbered_customer() {
    let params = sent(&customer());
    assert_eq!(params.get("BILLINGPHONE"), Some("+33666666666"));
    assert_eq!(params.get("BILLINGMOBILEPHONE"), Some("+33666666666"));
    assert_eq!(params.get("CLIENTIDENT"), Some(REFERENCE));
}

#[test]
fn a_score_in_the_profile_is_sent_when_staff_type_none() {
    let mut profile = profile();
    profile.prescoring = "PS1".to_owned();
    let of = |customer: &Customer| {
        let params = authorization(&profile, &order(60_000), customer, 1).unwrap();
        params.get("PRESCORINGCODE").map(str::to_owned)
    };
    assert_eq!(of(&customer()).as_deref(), Some("PS1"));
    let typed = changed(|customer| customer.prescoring = "PS2".to_owned());
    assert_eq!(of(&typed).as_deref(), Some("PS2"));
}

#[test]
fn a_last_name_of_sixteen_characters_is_refused_before_anything_is_sent() {
    let long = changed(|customer| customer.billing.last_name = "É".repeat(16));
    assert_eq!(
        faults(&long),
        [(Field::LastName, FieldProblem::TooLong { most: 15 })]
    );
    let fits = changed(|customer| customer.billing.last_name = "É".repeat(15));
    assert_eq!(sent(&fits).get("BILLINGLASTNAME"), Some(&*"É".repeat(15)));
}

#[test]
fn every_length_of_the_page_is_enforced_with_its_field() {
    let x = |count: usize| "x".repeat(count);
    let long = changed(|customer| {
        customer.reference = x(256);
        customer.prescoring = x(21);
        customer.billing.first_name = x(16);
        customer.home.address = x(51);
        customer.home.postal_code = x(10);
        customer.home.city = x(256);
        customer.email = format!("{}@example.org", x(250));
        customer.ship_to = Some(Person {
            first_name: x(16),
            last_name: x(31),
            company: x(51),
            ..Person::default()
        });
        customer.ship_place = Some(Place {
            address: x(51),
            postal_code: x(10),
            city: x(256),
            ..Place::default()
        });
    });
    let most = |field, most| (field, FieldProblem::TooLong { most });
    assert_eq!(
        faults(&long),
        [
            most(Field::CustomerReference, 255),
            most(Field::Email, 255),
            most(Field::Prescoring, 20),
            most(Field::FirstName, 15),
            most(Field::Address, 50),
            most(Field::PostalCode, 9),
            most(Field::City, 255),
            most(Field::ShipFirstName, 15),
            most(Field::ShipLastName, 30),
            most(Field::ShipCompany, 50),
            most(Field::ShipAddress, 50),
            most(Field::ShipPostalCode, 9),
            most(Field::ShipCity, 255),
        ]
    );
}

#[test]
fn every_format_of_the_page_is_enforced_with_its_field() {
    let bad = changed(|customer| {
        customer.email = "claire.example.org".to_owned();
        customer.billing.phone = "0111111111".to_owned();
        customer.billing.mobile = "06 66 66 66 66".to_owned();
        customer.home.country = "XX".to_owned();
        customer.ship_to = Some(Person {
            phone: "1".to_owned(),
            mobile: "two".to_owned(),
            ..Person::default()
        });
        customer.ship_place = Some(Place {
            country: "FRA".to_owned(),
            ..Place::default()
        });
    });
    let malformed = [
        Field::Email,
        Field::Phone,
        Field::Mobile,
        Field::Country,
        Field::ShipPhone,
        Field::ShipMobile,
        Field::ShipCountry,
    ];
    assert_eq!(
        faults(&bad),
        malformed.map(|field| (field, FieldProblem::Malformed))
    );
}

#[test]
fn what_a_product_needs_must_be_there() {
    let needs = profile().needs(&order(1).product).unwrap().to_vec();
    let missing: Vec<Field> = faults(&Customer::default())
        .into_iter()
        .map(|fault| fault.0)
        .collect();
    for need in &needs {
        assert!(missing.contains(need), "{need:?}");
    }
    assert_eq!(missing.len(), needs.len());
}

#[test]
fn what_a_product_wants_is_sent_when_it_is_there_and_is_never_missing() {
    let product = order(1).product;
    let wants = profile().wants(&product).unwrap().to_vec();
    assert!(wants.contains(&Field::BirthDate) && wants.contains(&Field::Cart));
    assert_eq!(sent(&customer()).get("CLIENTDOB"), None);
    let born = changed(|customer| {
        customer.birth_date = chrono::NaiveDate::from_ymd_opt(1982, 6, 20);
    });
    assert_eq!(sent(&born).get("CLIENTDOB"), Some("1982-06-20"));
}

#[test]
fn a_cart_that_does_not_add_up_is_refused_before_anything_is_sent() {
    let cart = changed(|customer| customer.cart = vec![line(45_000), line(15_001)]);
    assert_eq!(faults(&cart), [(Field::Cart, FieldProblem::DoesNotAddUp)]);
}

#[test]
fn a_line_break_in_an_address_becomes_a_space() {
    let broken =
        changed(|customer| customer.home.address = "12, rue Haute\r\nBâtiment B".to_owned());
    assert_eq!(
        sent(&broken).get("BILLINGADDRESS"),
        Some("12, rue Haute Bâtiment B")
    );
}

#[test]
fn an_unknown_product_or_no_amount_is_refused() {
    let mut unknown = order(60_000);
    unknown.product = ProductCode::new("facilypay-3x").unwrap();
    assert!(authorization(&profile(), &unknown, &customer(), 1).is_err());
    assert!(authorization(&profile(), &order(0), &customer(), 1).is_err());
}

#[test]
fn every_operation_of_a_financing_bears_the_same_order_id_and_its_own_number() {
    for (operation, method, description) in [
        (Operation::Release, "capture", "Delivery of order F-1042"),
        (Operation::Refund, "refund", "Refund of order F-1042"),
        (Operation::Cancel, "void", "Cancellation of order F-1042"),
    ] {
        let intent = Intent {
            number: 3,
            operation,
            amount: Cents::of(20_050),
        };
        let params = deed(&profile(), &order(60_000), &intent, method, "A1").unwrap();
        let amount = (operation != Operation::Cancel).then_some("20050");
        for (name, text) in [
            ("OPERATIONTYPE", Some(method)),
            ("IDENTIFIER", Some("training")),
            ("VERSION", Some("3.0")),
            ("TRANSACTIONID", Some("A1")),
            ("ORDERID", Some(REFERENCE)),
            ("EXTRADATA", Some("2YgKoUd4DBq7RsT0/3")),
            ("DESCRIPTION", Some(description)),
            ("AMOUNT", amount),
        ] {
            assert_eq!(params.get(name), text, "{method} {name}");
        }
    }
}

#[test]
fn a_question_names_the_order_and_nothing_else() {
    let params = question(&profile(), REFERENCE);
    let names: Vec<String> = params.leaves().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["IDENTIFIER", "OPERATIONTYPE", "ORDERID", "VERSION"]);
    assert_eq!(params.get("OPERATIONTYPE"), Some("getTransactions"));
}

#[test]
fn what_this_gateway_has_no_call_for_is_never_sent() {
    assert_eq!(method(Operation::Reserve), None);
    assert_eq!(method(Operation::Abandon), None);
}
