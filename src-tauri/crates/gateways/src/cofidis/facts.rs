//! The order's and the customer's facts as Cofidis takes them: written in its characters, within its lengths, of its
//! form. One fact that does not fit is one fault with its field named. It sends nothing.

use super::profile::{DateForm, Fact, Profile};
use financing::{Customer, Field, FieldFault, FieldProblem, Order, Sending, Title};

/// What is sent of one order, all of it fit to leave.
pub(super) struct Facts {
    /// The shop's order number.
    pub(super) order: String,
    /// The customer's facts that the product needs and the customer gave.
    pub(super) customer: Vec<(Fact, String)>,
    /// The telephone to text, where the journey is texted.
    pub(super) sms: Option<String>,
}

/// Every fact fit to leave, or every fault.
pub(super) fn fit(
    profile: &Profile,
    order: &Order,
    customer: &Customer,
) -> Result<Facts, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let mut taken = |field, text: Result<String, FieldProblem>| match text {
        Ok(text) => Some(text),
        Err(problem) => {
            faults.push(FieldFault { field, problem });
            None
        }
    };
    let number = written(profile, order.order.as_str());
    let number = number.and_then(|number| no_longer(number, profile.order_length));
    let number = taken(Field::Order, number);
    let known: Vec<_> = profile
        .needs(&order.product)
        .iter()
        .filter_map(|fact| Some((*fact, taken(fact.field(), one(profile, *fact, customer))?)))
        .collect();
    let mut sms = None;
    if order.sending == Sending::Sms {
        let listed = known.iter().find(|(fact, _)| *fact == Fact::Mobile);
        let needed = profile.needs(&order.product).contains(&Fact::Mobile);
        sms = match listed {
            Some((_, mobile)) => Some(mobile.clone()),
            None if needed => None,
            None => taken(Field::Mobile, one(profile, Fact::Mobile, customer)),
        };
    }
    match number {
        Some(order) if faults.is_empty() => Ok(Facts {
            order,
            customer: known,
            sms,
        }),
        Some(_) | None => Err(faults),
    }
}

/// One fact of the customer, fit to leave.
fn one(profile: &Profile, fact: Fact, customer: &Customer) -> Result<String, FieldProblem> {
    let given = given(profile, fact, customer).ok_or(FieldProblem::Missing)?;
    let fit = match fact {
        Fact::Email => email(given)?,
        Fact::Mobile => phone(given, &profile.prefixes)?,
        Fact::Country => country(&given)?,
        Fact::Title | Fact::BirthDate => given,
        Fact::FirstName | Fact::LastName | Fact::Address | Fact::PostalCode | Fact::City => {
            written(profile, &given)?
        }
    };
    match profile.lengths.get(&fact) {
        Some(most) => no_longer(fit, *most),
        None => Ok(fit),
    }
}

/// The fact as the till holds it; nothing when it is empty.
fn given(profile: &Profile, fact: Fact, customer: &Customer) -> Option<String> {
    let text = match fact {
        Fact::Title => return customer.billing.title.map(|title| word(profile, title)),
        Fact::BirthDate => {
            let form = match profile.birth_date {
                DateForm::Dashed => "%Y-%m-%d",
                DateForm::Compact => "%Y%m%d",
                DateForm::Slashed => "%d/%m/%Y",
            };
            return customer
                .birth_date
                .map(|date| date.format(form).to_string());
        }
        Fact::FirstName => &customer.billing.first_name,
        Fact::LastName => &customer.billing.last_name,
        Fact::Email => &customer.email,
        Fact::Mobile => &customer.billing.mobile,
        Fact::Address => &customer.home.address,
        Fact::PostalCode => &customer.home.postal_code,
        Fact::City => &customer.home.city,
        Fact::Country => &customer.home.country,
    };
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn word(profile: &Profile, title: Title) -> String {
    let titles = &profile.titles;
    match title {
        Title::Mr => titles.mr.clone(),
        Title::Mrs => titles.mrs.clone(),
        Title::Miss => titles.miss.clone(),
    }
}

fn written(profile: &Profile, text: &str) -> Result<String, FieldProblem> {
    let written = profile.text.written(text);
    if written.chars().any(char::is_alphanumeric) {
        Ok(written)
    } else {
        Err(FieldProblem::NotWritable)
    }
}

fn no_longer(text: String, most: usize) -> Result<String, FieldProblem> {
    if text.chars().count() > most {
        Err(FieldProblem::TooLong { most })
    } else {
        Ok(text)
    }
}

/// E.164 (a plus, then 8 to 15 digits of which the first is not 0), of one of the profile's countries.
fn phone(text: String, prefixes: &[String]) -> Result<String, FieldProblem> {
    let digits = text.strip_prefix('+').unwrap_or_default();
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || !(8..=15).contains(&digits.len()) || digits.starts_with('0') {
        Err(FieldProblem::Malformed)
    } else if !prefixes.iter().any(|prefix| text.starts_with(prefix)) {
        Err(FieldProblem::OtherCountry)
    } else {
        Ok(text)
    }
}

/// One @ with something that can be mail on both sides. An address is never transliterated: it would be another's.
fn email(text: String) -> Result<String, FieldProblem> {
    let (name, host) = text.split_once('@').ok_or(FieldProblem::Malformed)?;
    let plain = |part: &str, marks: &str| {
        let taken = |letter: char| letter.is_ascii_alphanumeric() || marks.contains(letter);
        !part.is_empty()
            && part.chars().all(taken)
            && !part.starts_with('.')
            && !part.ends_with('.')
            && !part.contains("..")
    };
    if plain(name, ".+-_%*/") && plain(host, ".-") && host.contains('.') {
        Ok(text)
    } else {
        Err(FieldProblem::Malformed)
    }
}

/// Two letters, sent in upper case.
fn country(text: &str) -> Result<String, FieldProblem> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(FieldProblem::Malformed)
    }
}
