//! What each parameter of a Payplug call must look like, as tables: one row per parameter of the vendor's page, with
//! its length and format (Known). It checks values against the tables and a cart against its total; it knows no
//! account, no HASH and no transaction.
//!
//! Assumed: which parameters are mandatory (those of the page's example), and the names inside `CART[X]` that the page
//! has lost (`NAME`, `MERCHANTITEMID`, `CATEGORY`, `SUBMERCHANTIDENTIFIER`).

use std::net::Ipv4Addr;

use chrono::NaiveDate;

use super::Operation;
use super::codes::{Exec, Refused};
use super::params::Params;
use crate::books::Cents;

struct Rule {
    name: &'static str,
    must: bool,
    format: Format,
}

#[derive(Clone, Copy)]
enum Format {
    /// So many characters.
    Text(usize, usize),
    /// The same, without line breaks.
    Line(usize, usize),
    Cents,
    Count,
    Decimal,
    Email,
    Country,
    Phone,
    Title,
    Date,
    Ip,
    Word(&'static str),
    OneOf(&'static [&'static str]),
}

const fn must(name: &'static str, format: Format) -> Rule {
    Rule {
        name,
        must: true,
        format,
    }
}

const fn may(name: &'static str, format: Format) -> Rule {
    Rule {
        name,
        must: false,
        format,
    }
}

/// What every call has.
const ALWAYS: [Rule; 5] = [
    must("IDENTIFIER", Format::Text(1, 32)),
    must("OPERATIONTYPE", Format::Text(1, 32)),
    must("VERSION", Format::Word("3.0")),
    must("HASH", Format::Text(1, 64)),
    may("APIKEYID", Format::Text(1, 36)),
];

const AUTHORIZATION: &[Rule] = &[
    must("AMOUNT", Format::Cents),
    must("BILLINGADDRESS", Format::Line(1, 50)),
    must("BILLINGCITY", Format::Text(1, 255)),
    must("BILLINGCOUNTRY", Format::Country),
    must("BILLINGFIRSTNAME", Format::Text(1, 15)),
    must("BILLINGLASTNAME", Format::Text(1, 15)),
    must("BILLINGMOBILEPHONE", Format::Phone),
    must("BILLINGPHONE", Format::Phone),
    must("BILLINGPOSTALCODE", Format::Text(1, 9)),
    may("BILLINGTITLE", Format::Title),
    may("CLIENTDOB", Format::Date),
    must("CLIENTEMAIL", Format::Email),
    must("CLIENTIDENT", Format::Text(1, 255)),
    must("CLIENTIP", Format::Ip),
    must("CLIENTUSERAGENT", Format::Text(1, 255)),
    must("DESCRIPTION", Format::Text(1, 510)),
    may("EXTRADATA", Format::Text(1, 255)),
    may("METADATA", Format::Text(1, 255)),
    must("ORDERID", Format::Text(1, 40)),
    must(
        "PAYMENTOPTION",
        Format::OneOf(&[
            "cofidis-3xcb",
            "cofidis-4xcb",
            "cofidis-4xpaypal",
            "cofidis-1euro",
        ]),
    ),
    may("PRESCORINGCODE", Format::Text(1, 20)),
    may("SHIPTOADDRESS", Format::Text(1, 50)),
    may("SHIPTOCITY", Format::Text(1, 255)),
    may("SHIPTOCOMPANYNAME", Format::Text(1, 50)),
    may("SHIPTOCOUNTRY", Format::Country),
    may("SHIPTOFIRSTNAME", Format::Text(1, 15)),
    may("SHIPTOLASTNAME", Format::Text(1, 30)),
    may("SHIPTOMOBILEPHONE", Format::Phone),
    may("SHIPTOPHONE", Format::Phone),
    may("SHIPTOPOSTALCODE", Format::Text(1, 9)),
    may("SHIPTOTITLE", Format::Title),
];

/// Captures and refunds.
const PART: &[Rule] = &[
    may("AMOUNT", Format::Cents),
    must("DESCRIPTION", Format::Text(1, 510)),
    may("EXTRADATA", Format::Text(1, 255)),
    must("ORDERID", Format::Text(1, 40)),
    must("TRANSACTIONID", Format::Text(1, 32)),
];

/// A void is always whole.
const VOID: &[Rule] = &[
    must("DESCRIPTION", Format::Text(1, 510)),
    may("EXTRADATA", Format::Text(1, 255)),
    must("ORDERID", Format::Text(1, 40)),
    must("TRANSACTIONID", Format::Text(1, 32)),
];

const EXPORT: &[Rule] = &[
    may("ORDERID", Format::Text(1, 4_000)),
    may("TRANSACTIONID", Format::Text(1, 4_000)),
    may("COLUMNS", Format::Text(1, 1_000)),
];

/// One line of CART.
const CART_LINE: &[Rule] = &[
    must("TOTALAMOUNT", Format::Cents),
    may("PRICE", Format::Cents),
    may("QUANTITY", Format::Count),
    may("FEES", Format::Count),
    may("TAX", Format::Decimal),
    may("DISCOUNT", Format::Decimal),
    may("NAME", Format::Text(1, 255)),
    may("MERCHANTITEMID", Format::Text(1, 255)),
    may("CATEGORY", Format::Text(1, 255)),
    may("SUBMERCHANTIDENTIFIER", Format::Text(1, 32)),
];

fn rules(operation: Operation) -> &'static [Rule] {
    match operation {
        Operation::Authorization => AUTHORIZATION,
        Operation::Capture | Operation::Refund => PART,
        Operation::Void => VOID,
        Operation::GetTransactions => EXPORT,
    }
}

/// Checks that what every call has is there and right: done before the HASH, which cannot be checked without it.
pub(super) fn check_frame(params: &Params) -> Result<(), Refused> {
    ALWAYS
        .iter()
        .try_for_each(|rule| rule.check(rule.name, params.get(rule.name)))
}

/// Checks every other parameter of `operation`: the required are there, all are right, none is unknown.
pub(super) fn check(operation: Operation, params: &Params) -> Result<(), Refused> {
    let rules = rules(operation);
    rules
        .iter()
        .try_for_each(|rule| rule.check(rule.name, params.get(rule.name)))?;
    for (name, value) in params.iter() {
        let full = name.to_string();
        let words = name.words();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let rule = match words.as_slice() {
            [word] => ALWAYS.iter().chain(rules).find(|rule| rule.name == *word),
            ["CART", line, word] if operation == Operation::Authorization && is_number(line) => {
                CART_LINE.iter().find(|rule| rule.name == *word)
            }
            _ => None,
        };
        rule.ok_or_else(|| Refused::naming(Exec::Invalid, full.clone()))?
            .check(&full, Some(value))?;
    }
    check_cart(params)
}

/// Known: the lines must add up to AMOUNT. Assumed: so each line needs its TOTALAMOUNT.
fn check_cart(params: &Params) -> Result<(), Refused> {
    let mut lines: Vec<(String, Option<Cents>)> = Vec::new();
    for (name, value) in params.iter() {
        let words = name.words();
        let [cart, line, word] = words.as_slice() else {
            continue;
        };
        if cart != "CART" {
            continue;
        }
        if lines.last().is_none_or(|(last, _)| last != line) {
            lines.push((line.clone(), None));
        }
        if word == "TOTALAMOUNT"
            && let Some((_, total)) = lines.last_mut()
        {
            *total = value.parse().ok();
        }
    }
    let mut sum: Cents = 0;
    for (line, total) in &lines {
        let total = total
            .ok_or_else(|| Refused::naming(Exec::Missing, format!("CART[{line}][TOTALAMOUNT]")))?;
        sum = sum.checked_add(total).ok_or(Exec::CartTotal)?;
    }
    if lines.is_empty() || params.get("AMOUNT") == Some(sum.to_string().as_str()) {
        return Ok(());
    }
    Err(Refused::from(Exec::CartTotal))
}

impl Rule {
    fn check(&self, full: &str, value: Option<&str>) -> Result<(), Refused> {
        match value {
            None | Some("") if self.must => Err(Refused::naming(Exec::Missing, full)),
            Some(value) if !self.format.fits(value) => Err(Refused::naming(Exec::Invalid, full)),
            Some(_) | None => Ok(()),
        }
    }
}

impl Format {
    fn fits(self, value: &str) -> bool {
        let length = value.chars().count();
        match self {
            Self::Text(min, max) => (min..=max).contains(&length),
            Self::Line(min, max) => (min..=max).contains(&length) && !value.contains(['\r', '\n']),
            Self::Cents => is_number(value) && value.parse::<Cents>().is_ok_and(|cents| cents > 0),
            Self::Count => is_number(value) && value.parse::<Cents>().is_ok(),
            Self::Decimal => match value.split_once('.') {
                None => is_number(value),
                Some((whole, part)) => is_number(whole) && is_number(part),
            },
            Self::Email => (5..=255).contains(&length) && is_email(value),
            Self::Country => length == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase()),
            Self::Phone => value.strip_prefix('+').is_some_and(|digits| {
                (7..=15).contains(&digits.len()) && is_number(digits) && !digits.starts_with('0')
            }),
            Self::Title => ["mr", "miss", "mrs"].contains(&value),
            Self::Date => length == 10 && value.parse::<NaiveDate>().is_ok(),
            Self::Ip => value.parse::<Ipv4Addr>().is_ok(),
            Self::Word(word) => value == word,
            Self::OneOf(words) => words.contains(&value),
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.split('.').count() > 1
            && host.split('.').all(|label| !label.is_empty())
            && !text.contains(char::is_whitespace)
            && !host.contains('@')
    })
}
