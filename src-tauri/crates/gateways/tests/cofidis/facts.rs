//! The customer's facts before anything is written or sent: what cannot leave is named, field by field.

use crate::loopback::Loopback;
use crate::shop;
use financing::{
    Call, Customer, Field, FieldFault, FieldProblem, Gateway, Intent, Mode, Operation, Order,
    OrderNumber, Outcome, RejectionKind, Sending,
};

/// A gateway whose product needs every fact there is.
fn asking_for_all(server: &Loopback) -> std::sync::Arc<dyn Gateway> {
    let all = "needs = [\"title\", \"first_name\", \"last_name\", \"email\", \"mobile\", \
        \"birth_date\", \"address\", \"postal_code\", \"city\", \"country\"]";
    let text = shop::text(&server.url).replace("needs = [\"first_name\", \"last_name\"]", all);
    shop::gateway(&text)
}

async fn faults(change: impl FnOnce(&mut Order, &mut Customer)) -> Vec<FieldFault> {
    let server = Loopback::slammed().await;
    let gateway = asking_for_all(&server);
    let mut order = shop::order(gateway.as_ref(), Mode::TwoStep, Sending::Sms);
    let mut customer = shop::customer();
    change(&mut order, &mut customer);
    let faults = gateway.review(&order, &customer).err().unwrap_or_default();
    let financing = shop::financing(order);
    let intent = Intent {
        number: 1,
        operation: Operation::Open,
        amount: financing.order.amount,
    };
    let call = Call {
        intent: &intent,
        financing: &financing,
        customer: Some(&customer),
    };
    if !faults.is_empty() {
        let outcome = gateway.send(call).await;
        let malformed = |outcome: &Outcome| matches!(outcome, Outcome::Rejected(no) if no.kind == RejectionKind::Malformed);
        assert!(malformed(&outcome), "{outcome:?}");
        assert_eq!(
            server.connections(),
            0,
            "nothing is sent that should not be"
        );
    }
    faults
}

fn fault(field: Field, problem: FieldProblem) -> Vec<FieldFault> {
    vec![FieldFault { field, problem }]
}

#[tokio::test]
async fn a_customer_with_accents_and_apostrophes_is_taken() {
    assert_eq!(faults(|_, _| ()).await, []);
}

#[tokio::test]
async fn a_name_of_emoji_cannot_be_written() {
    let found = faults(|_, customer| customer.billing.first_name = "🦊🎉".to_owned()).await;
    assert_eq!(found, fault(Field::FirstName, FieldProblem::NotWritable));
    let found = faults(|_, customer| customer.billing.last_name = "-.-".to_owned()).await;
    assert_eq!(found, fault(Field::LastName, FieldProblem::NotWritable));
}

#[tokio::test]
async fn a_telephone_is_of_the_gateways_country_and_in_full() {
    for (mobile, problem) in [
        ("+34612345678", FieldProblem::OtherCountry),
        ("+4915112345678", FieldProblem::OtherCountry),
        ("0612345678", FieldProblem::Malformed),
        ("+33 6 12 34 56 78", FieldProblem::Malformed),
        ("+336", FieldProblem::Malformed),
        ("+3361234567890123", FieldProblem::Malformed),
        ("+0612345678", FieldProblem::Malformed),
        ("+３３612345678", FieldProblem::Malformed),
        ("", FieldProblem::Missing),
    ] {
        let found = faults(|_, customer| customer.billing.mobile = mobile.to_owned()).await;
        assert_eq!(found, fault(Field::Mobile, problem), "{mobile}");
    }
}

#[tokio::test]
async fn a_text_message_needs_a_telephone_even_where_the_product_does_not() {
    let server = Loopback::slammed().await;
    let gateway = shop::gateway(&shop::text(&server.url));
    let mut customer = shop::customer();
    customer.billing.mobile = String::new();
    let order = |sending| shop::order(gateway.as_ref(), Mode::TwoStep, sending);
    assert_eq!(gateway.review(&order(Sending::Link), &customer), Ok(()));
    let missing = fault(Field::Mobile, FieldProblem::Missing);
    assert_eq!(
        gateway.review(&order(Sending::Sms), &customer),
        Err(missing)
    );
}

#[tokio::test]
async fn lengths_count_what_is_sent() {
    let forty = OrderNumber::new(&"œ".repeat(21)).expect("a number of 21 characters");
    let found = faults(|order, _| order.order = forty).await;
    assert_eq!(
        found,
        fault(Field::Order, FieldProblem::TooLong { most: 40 })
    );
    let found = faults(|_, customer| customer.home.city = "x".repeat(41)).await;
    assert_eq!(
        found,
        fault(Field::City, FieldProblem::TooLong { most: 40 })
    );
    assert_eq!(
        faults(|_, customer| customer.home.city = "é".repeat(40)).await,
        []
    );
}

#[test]
fn an_order_number_of_41_characters_is_none() {
    assert!(OrderNumber::new(&"7".repeat(41)).is_err());
}

#[tokio::test]
async fn an_address_for_mail_is_never_rewritten() {
    for email in [
        "zoé@mail.example",
        "zoe",
        "@mail.example",
        "zoe@",
        "zoe@mail",
        "a b@c.example",
        "a@b@c.example",
        ".a@b.example",
    ] {
        let found = faults(|_, customer| customer.email = email.to_owned()).await;
        assert_eq!(
            found,
            fault(Field::Email, FieldProblem::Malformed),
            "{email}"
        );
    }
}

#[tokio::test]
async fn every_fault_is_named_at_once() {
    let found = faults(|_, customer| *customer = Customer::default()).await;
    let missing = |field| FieldFault {
        field,
        problem: FieldProblem::Missing,
    };
    let fields = [
        Field::Title,
        Field::FirstName,
        Field::LastName,
        Field::Email,
        Field::Mobile,
        Field::BirthDate,
        Field::Address,
        Field::PostalCode,
        Field::City,
        Field::Country,
    ];
    assert_eq!(found, fields.map(missing));
}

#[tokio::test]
async fn staff_can_see_what_will_be_sent() {
    let server = Loopback::slammed().await;
    let gateway = shop::gateway(&shop::text(&server.url));
    assert_eq!(gateway.as_sent("Zoé d’Œuvre & fils"), "Zoe d OEuvre fils");
}
