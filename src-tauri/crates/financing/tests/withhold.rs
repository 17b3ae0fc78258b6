//! A gateway's words are kept for ever, so none of them may name a customer; and a word that only looks a little like a
//! name is still shown, for it may be what staff need to know.

use chrono::NaiveDate;
use financing::{
    Customer, Handle, Outcome, Person, Place, Rejection, RejectionKind, Report, Status, WITHHELD,
};

fn claire() -> Customer {
    Customer {
        billing: Person {
            first_name: "Zoé".to_owned(),
            last_name: "de La Fayette".to_owned(),
            mobile: "+33612345678".to_owned(),
            ..Person::default()
        },
        home: Place {
            address: "3 rue des Lilas".to_owned(),
            postal_code: "59000".to_owned(),
            city: "Ay".to_owned(),
            country: "FR".to_owned(),
        },
        email: "zoe.lf@example.org".to_owned(),
        birth_date: NaiveDate::from_ymd_opt(1931, 1, 7),
        reference: "77".to_owned(),
        ..Customer::default()
    }
}

/// As a gateway without accents writes it.
fn plain(text: &str) -> String {
    text.replace('é', "e").to_uppercase()
}

fn names(word: &str) -> bool {
    claire().is_named_in(word, plain)
}

#[test]
fn a_word_that_names_the_customer_is_found_however_it_is_written() {
    for word in [
        "Zoé",
        "ZOE",
        "refused_zoe",
        "DE LA FAYETTE",
        "de-la-fayette",
        "LaFayette1",
        "zoe.lf@example.org",
        "for ZOE.LF@EXAMPLE.ORG only",
        "+33612345678",
        "06 12 34 56 78",
        "3 rue des Lilas",
        "Ay",
        "1931-01-07",
        "07/01/1931",
        "77",
    ] {
        assert!(names(word), "{word}");
    }
}

#[test]
fn a_word_that_only_looks_a_little_like_it_is_shown() {
    for word in [
        "",
        "Confirm_failed",
        "payment delayed",
        "A1177000421",
        "4XCB",
        "FR",
        "59000",
        "de la",
    ] {
        assert!(!names(word), "{word}");
    }
    assert!(!Customer::default().is_named_in("Waiting", plain));
}

#[test]
fn only_the_gateways_own_words_go_and_what_it_says_stays() {
    let report = Report {
        detail: Some("Zoé".to_owned()),
        handle: Handle::default()
            .with("capture", "A17")
            .with("authorization", "LaFayette"),
        ..Report::of(Status::UnderReview)
    };
    let told = Outcome::Told {
        report,
        journey: None,
    };
    let Outcome::Told { report, .. } = told.without(names) else {
        panic!("it is still an answer");
    };
    assert_eq!(report.status, Status::UnderReview);
    assert_eq!(report.detail.as_deref(), Some(WITHHELD));
    assert_eq!(report.handle, Handle::default().with("capture", "A17"));

    let rejection = |code: &str| {
        Outcome::Rejected(Rejection {
            kind: RejectionKind::Declined,
            code: code.to_owned(),
        })
    };
    assert_eq!(rejection("Zoé").without(names), rejection(WITHHELD));
    assert_eq!(rejection("4001").without(names), rejection("4001"));
}
