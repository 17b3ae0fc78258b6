//! Words of a gateway that must not be kept. Its answers are written into the journal, which is never erased, so a word
//! that names the customer, or that is a secret, is left out before anybody writes it down. What a secret is, this file
//! does not know.

use crate::{Customer, Handle, Outcome, Person, Place, Rejection, Report, Status};

/// What stands where a word was left out.
pub const WITHHELD: &str = "(withheld)";

/// Shorter words of a name are looked for as whole words only: they stand in others by chance.
const TELLING: usize = 6;

/// So many digits in a row, the last ones of a telephone number, are nobody else's.
const DIGITS: usize = 8;

impl Outcome {
    /// The same outcome without the gateway's own words that must go. A number of its own that must go is not remembered.
    pub fn without(self, must_go: impl Fn(&str) -> bool) -> Outcome {
        match self {
            Outcome::Told { report, journey } => Outcome::Told {
                report: report.without(&must_go),
                journey,
            },
            Outcome::Rejected(rejection) => Outcome::Rejected(rejection.without(&must_go)),
            Outcome::NotSent(_) | Outcome::Unknown(_) => self,
        }
    }
}

impl Rejection {
    fn without(self, must_go: &impl Fn(&str) -> bool) -> Rejection {
        Rejection {
            code: kept(self.code, must_go),
            ..self
        }
    }
}

impl Report {
    fn without(self, must_go: &impl Fn(&str) -> bool) -> Report {
        let Handle(mut numbers) = self.handle;
        numbers.retain(|_, number| !must_go(number));
        let status = match self.status {
            Status::Unrecognised { word } => Status::Unrecognised {
                word: kept(word, must_go),
            },
            Status::OperationRefused { intent, rejection } => Status::OperationRefused {
                intent,
                rejection: rejection.without(must_go),
            },
            known @ (Status::Waiting
            | Status::Incomplete
            | Status::InJourney
            | Status::Abandoned
            | Status::Refused
            | Status::Broken
            | Status::UnderReview
            | Status::Accepted
            | Status::ReservationRefused
            | Status::Reserved
            | Status::Released
            | Status::Refunded
            | Status::Cancelled
            | Status::OperationFailed { .. }
            | Status::OperationIncomplete { .. }
            | Status::Absent) => known,
        };
        Report {
            status,
            handle: Handle(numbers),
            detail: self.detail.map(|word| kept(word, must_go)),
            ..self
        }
    }
}

fn kept(word: String, must_go: &impl Fn(&str) -> bool) -> String {
    if must_go(&word) {
        WITHHELD.to_owned()
    } else {
        word
    }
}

impl Customer {
    /// Whether a text names this customer or whoever receives the goods: a name, a telephone, an e-mail, an address or a
    /// birth date, as it was typed or as `as_sent` writes it.
    pub fn is_named_in(&self, text: &str, as_sent: impl Fn(&str) -> String) -> bool {
        let (said, digits) = (folded(text), digits(text));
        let typed = self.facts();
        let sent = typed.iter().map(|fact| as_sent(fact));
        let words = typed.iter().cloned().chain(sent);
        words.into_iter().any(|fact| tells(&said, &folded(&fact)))
            || self.numbers().iter().any(|number| digits.contains(number))
    }

    fn facts(&self) -> Vec<String> {
        let mut facts = vec![self.email.clone(), self.reference.clone()];
        for Person {
            title: _,
            first_name,
            last_name,
            company,
            phone,
            mobile,
        } in std::iter::once(&self.billing).chain(&self.ship_to)
        {
            facts.extend([first_name, last_name, company, phone, mobile].map(Clone::clone));
        }
        for Place {
            address,
            postal_code: _,
            city,
            country: _,
        } in std::iter::once(&self.home).chain(&self.ship_place)
        {
            facts.extend([address, city].map(Clone::clone));
        }
        facts
    }

    /// The ends of the telephone numbers, and the birth date in either order.
    fn numbers(&self) -> Vec<String> {
        let people = std::iter::once(&self.billing).chain(&self.ship_to);
        let phones = people.flat_map(|person| [digits(&person.phone), digits(&person.mobile)]);
        let ends = phones.filter_map(|number| {
            let from = number.len().checked_sub(DIGITS)?;
            Some(number[from..].to_owned())
        });
        let birth = self.birth_date.into_iter();
        let birth = birth.flat_map(|date| ["%Y%m%d", "%d%m%Y"].map(|form| date.format(form)));
        ends.chain(birth.map(|date| date.to_string())).collect()
    }
}

/// Whether these words say that fact: all its words in a row, or one that is long enough within another.
fn tells(said: &str, fact: &str) -> bool {
    let whole = !fact.is_empty() && format!(" {said} ").contains(&format!(" {fact} "));
    let number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let mut words = fact.split(' ');
    whole || words.any(|word| word.len() >= TELLING && !number(word) && said.contains(word))
}

/// In small letters, whatever parts the words.
fn folded(text: &str) -> String {
    let words = text.split(|other: char| !other.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
