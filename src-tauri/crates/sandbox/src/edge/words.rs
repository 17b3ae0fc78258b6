//! The words of the customer's journey, in French and in English, and how each writes money and dates. It holds text
//! and knows no page.

use axum::http::HeaderMap;
use chrono::{Datelike, NaiveDate};

use crate::books::Cents;
use crate::journey::Stage;

/// One language.
pub(super) struct Words {
    pub(super) lang: &'static str,
    pub(super) training: &'static str,
    pub(super) step: &'static str,
    pub(super) offer_title: &'static str,
    pub(super) pay_with: &'static str,
    pub(super) order: &'static str,
    pub(super) plan: &'static str,
    pub(super) total: &'static str,
    pub(super) no_cost: &'static str,
    pub(super) go_on: &'static str,
    pub(super) leave: &'static str,
    pub(super) identity_title: &'static str,
    pub(super) identity_check: &'static str,
    pub(super) consent: &'static str,
    pub(super) consent_missing: &'static str,
    pub(super) sign_title: &'static str,
    pub(super) signature: &'static str,
    pub(super) sign: &'static str,
    pub(super) simulate: &'static str,
    pub(super) refuse: &'static str,
    pub(super) review: &'static str,
    pub(super) fail: &'static str,
    pub(super) back: &'static str,
    pub(super) lost_title: &'static str,
    pub(super) lost_text: &'static str,
    money_marks: (char, char),
    months: [&'static str; 12],
    ends: [(&'static str, &'static str); 6],
}

impl Words {
    /// The words for a browser: French if it asks for French first, else English.
    pub(super) fn of(headers: &HeaderMap) -> &'static Self {
        let wanted = headers
            .get("accept-language")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if wanted.to_ascii_lowercase().starts_with("fr") {
            &FRENCH
        } else {
            &ENGLISH
        }
    }

    /// `1,249.90 €` or `1 249,90 €`.
    pub(super) fn money(&self, cents: Cents) -> String {
        let (thousands, decimal) = self.money_marks;
        let digits = (cents / 100).to_string();
        let mut euros = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                euros.push(thousands);
            }
            euros.push(digit);
        }
        format!("{euros}{decimal}{:02}\u{a0}€", cents % 100)
    }

    /// `27 February 2026`.
    pub(super) fn date(&self, day: NaiveDate) -> String {
        let month = self.months[usize::try_from(day.month0()).unwrap_or_default()];
        format!("{} {month} {}", day.day(), day.year())
    }

    /// Title and text of an end page; `None` while the journey runs.
    pub(super) fn end(&self, stage: Stage) -> Option<(&'static str, &'static str)> {
        let [accepted, review, refused, left, expired, broken] = self.ends;
        match stage {
            Stage::Offered | Stage::Open => None,
            Stage::Accepted => Some(accepted),
            Stage::UnderReview => Some(review),
            Stage::Refused => Some(refused),
            Stage::Left => Some(left),
            Stage::Expired => Some(expired),
            Stage::Broken => Some(broken),
        }
    }
}

static ENGLISH: Words = Words {
    lang: "en",
    training: "TRAINING: no real credit, no real money",
    step: "Step",
    offer_title: "Your financing",
    pay_with: "Purchase at",
    order: "Order",
    plan: "Your instalments",
    total: "Total",
    no_cost: "Training plan without interest or fees.",
    go_on: "Continue",
    leave: "Leave",
    identity_title: "Is this you?",
    identity_check: "Please check what the shop has sent.",
    consent: "I have read the offer and I agree that my details are used to examine my request.",
    consent_missing: "Please tick the box to continue.",
    sign_title: "Sign your contract",
    signature: "Your first and last name, as your signature",
    sign: "Accept and sign",
    simulate: "Training only: let something else happen",
    refuse: "Be declined",
    review: "Send to manual review",
    fail: "Technical error",
    back: "Back to the shop",
    lost_title: "This journey does not exist",
    lost_text: "The address is incomplete, or the sandbox was started again.",
    money_marks: (',', '.'),
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    ends: [
        (
            "It is signed",
            "Your financing is accepted. The shop sees it on its screen.",
        ),
        (
            "We are looking at it",
            "A person will check your request. The shop will be told.",
        ),
        (
            "Not accepted",
            "Your request could not be accepted. The shop can offer you another way to pay.",
        ),
        (
            "You have left",
            "Nothing was signed. The shop can start again with you.",
        ),
        (
            "Time has run out",
            "The journey was open for too long. The shop can start again with you.",
        ),
        (
            "Something went wrong",
            "A technical error ended the journey. Nothing was signed.",
        ),
    ],
};

static FRENCH: Words = Words {
    lang: "fr",
    training: "ENTRAÎNEMENT (TRAINING) : ni crédit ni argent réels",
    step: "Étape",
    offer_title: "Votre financement",
    pay_with: "Achat chez",
    order: "Commande",
    plan: "Vos échéances",
    total: "Total",
    no_cost: "Plan d’entraînement, sans intérêts ni frais.",
    go_on: "Continuer",
    leave: "Quitter",
    identity_title: "Est-ce bien vous ?",
    identity_check: "Vérifiez ce que le magasin a transmis.",
    consent: "J’ai lu l’offre et j’accepte que mes données servent à examiner ma demande.",
    consent_missing: "Cochez la case pour continuer.",
    sign_title: "Signez votre contrat",
    signature: "Vos prénom et nom, en guise de signature",
    sign: "Accepter et signer",
    simulate: "Entraînement : provoquer autre chose",
    refuse: "Être refusé",
    review: "Passer en étude manuelle",
    fail: "Erreur technique",
    back: "Retour au magasin",
    lost_title: "Ce parcours n’existe pas",
    lost_text: "L’adresse est incomplète, ou le simulateur a redémarré.",
    money_marks: ('\u{202f}', ','),
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    ends: [
        (
            "C’est signé",
            "Votre financement est accepté. Le magasin le voit sur son écran.",
        ),
        (
            "Nous étudions votre demande",
            "Une personne va l’examiner. Le magasin sera prévenu.",
        ),
        (
            "Demande non acceptée",
            "Le magasin peut vous proposer un autre moyen de paiement.",
        ),
        (
            "Vous avez quitté le parcours",
            "Rien n’a été signé. Le magasin peut recommencer avec vous.",
        ),
        (
            "Le temps est écoulé",
            "Le parcours est resté ouvert trop longtemps. Le magasin peut recommencer avec vous.",
        ),
        (
            "Un problème est survenu",
            "Une erreur technique a mis fin au parcours. Rien n’a été signé.",
        ),
    ],
};
