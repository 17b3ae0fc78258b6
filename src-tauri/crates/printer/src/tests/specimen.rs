//! A receipt and a delivery note of an invented shop, from which the tests start.

use crate::{
    DeliveryNote, GatewayReference, Goods, Heading, Issue, Language, PrintedState, Receipt,
    Release, Shop,
};
use chrono::{DateTime, FixedOffset, NaiveDate};
use financing::{Amounts, Cents, FinancingId, Key, Mode, OrderNumber, Product};

pub(super) const REFERENCE: &str = "7Hq2LkZtB9wXc4Rn";

pub(super) fn at(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

pub(super) fn heading(language: Language) -> Heading {
    Heading {
        language,
        training: false,
        issue: Issue::Original,
        shop: Shop {
            name: "Maison Lumière".to_owned(),
            address: vec!["12 rue de l’Étoile".to_owned(), "59000 Lille".to_owned()],
            legal_id: "SIRET 123 456 789 00012".to_owned(),
        },
        till: "Caisse 2".to_owned(),
        number: FinancingId::numbered("T2", 147).unwrap(),
        at: at("2026-11-21T11:11:30+01:00"),
        staff: "Inès".to_owned(),
        customer: "Nadège Lefèvre-Œuvrard".to_owned(),
        order: OrderNumber::new("CMD-20411").unwrap(),
        state: PrintedState::Financed,
    }
}

/// Released, and partly refunded since.
pub(super) fn receipt(language: Language) -> Receipt {
    let amount = Cents::of(124_990);
    Receipt {
        heading: heading(language),
        product: "Paiement en 4 fois par carte".to_owned(),
        plan: Product::plan(amount, 4)
            .iter()
            .map(|payment| payment.amount)
            .collect(),
        mode: Mode::TwoStep,
        amount,
        amounts: Amounts {
            authorised: amount,
            released: amount,
            cancelled: Cents::ZERO,
            refunded: Cents::of(14_900),
        },
        release: Release::Done(at("2026-11-21T11:10:02+01:00")),
        gateway: GatewayReference {
            name: "Cofidis".to_owned(),
            key: Key {
                reference: REFERENCE.to_owned(),
                date: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(),
            },
            further: vec!["A184-2207".to_owned(), "C1-90033".to_owned()],
        },
    }
}

/// From training, still waiting to be delivered, a duplicate.
pub(super) fn training(language: Language) -> Receipt {
    let mut receipt = receipt(language);
    receipt.heading.training = true;
    receipt.heading.issue = Issue::of(3);
    receipt.heading.state = PrintedState::Reserved;
    receipt.amounts = Amounts {
        authorised: receipt.amount,
        ..Amounts::default()
    };
    receipt.release = Release::Due(at("2026-11-26T11:08:00+01:00"));
    receipt
}

pub(super) fn delivery_note(language: Language, goods: u32) -> DeliveryNote {
    DeliveryNote {
        heading: heading(language),
        delivered: at("2026-11-21T11:09:40+01:00"),
        amount: Cents::of(124_990),
        goods: (1..=goods)
            .map(|number| Goods {
                name: format!("Fauteuil n° {number}, velours côtelé"),
                quantity: number,
            })
            .collect(),
    }
}
