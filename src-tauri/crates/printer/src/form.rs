//! Amounts, dates and times of day in the form a language gives them. The forms themselves stand in each language's
//! `paper.ftl`; here are only digits and their groups. Pure: an instant arrives in the store's own zone.

use crate::{
    PrinterError,
    words::{Word, Words},
};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};
use financing::Cents;

/// An amount: `1 249,90 €`, `€1,249.90`.
pub(crate) fn money(words: &Words, amount: Cents) -> Result<String, PrinterError> {
    let euros = grouped(amount.get() / 100, &words.say(Word::Group)?);
    let cents = format!("{:02}", amount.get() % 100);
    words.fill(
        Word::Money,
        [("euros", euros.into()), ("cents", cents.into())],
    )
}

/// A date with its month in words, which no reader takes for another: `1er décembre 2026`.
pub(crate) fn date(words: &Words, date: NaiveDate) -> Result<String, PrinterError> {
    let day = words.fill(Word::Day, [("number", date.day().into())])?;
    let month = words.fill(Word::Month, [("number", date.month().into())])?;
    let year = date.year().to_string();
    words.fill(
        Word::Date,
        [
            ("day", day.into()),
            ("month", month.into()),
            ("year", year.into()),
        ],
    )
}

/// A date and a time of day, to the minute.
pub(crate) fn date_time(words: &Words, at: DateTime<FixedOffset>) -> Result<String, PrinterError> {
    let two = |number: u32| format!("{number:02}");
    let time = words.fill(
        Word::Time,
        [
            ("hour", two(at.hour()).into()),
            ("minute", two(at.minute()).into()),
        ],
    )?;
    let date = date(words, at.date_naive())?;
    words.fill(
        Word::DateTime,
        [("date", date.into()), ("time", time.into())],
    )
}

/// The digits of a number that is not negative, in groups of three.
fn grouped(number: i64, separator: &str) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{date, date_time, money};
    use crate::{Language, words::Words};
    use chrono::{DateTime, NaiveDate};
    use financing::Cents;

    fn in_french_and_english<T>(say: impl Fn(&Words) -> T) -> (T, T) {
        (
            say(&Words::of(Language::French).unwrap()),
            say(&Words::of(Language::English).unwrap()),
        )
    }

    #[test]
    fn an_amount_is_written_as_the_customer_s_bank_writes_it() {
        for (cents, french, english) in [
            (0, "0,00\u{a0}€", "€0.00"),
            (5, "0,05\u{a0}€", "€0.05"),
            (99_999, "999,99\u{a0}€", "€999.99"),
            (124_990, "1\u{202f}249,90\u{a0}€", "€1,249.90"),
            (
                1_000_000_000,
                "10\u{202f}000\u{202f}000,00\u{a0}€",
                "€10,000,000.00",
            ),
        ] {
            let amount = Cents::of(cents);
            let said = in_french_and_english(|words| money(words, amount).unwrap());
            assert_eq!(said, (french.to_owned(), english.to_owned()));
        }
    }

    #[test]
    fn a_date_names_its_month() {
        for (month, french, english) in [
            (1, "1er\u{a0}janvier 2026", "1 January 2026"),
            (2, "1er\u{a0}février 2026", "1 February 2026"),
            (8, "1er\u{a0}août 2026", "1 August 2026"),
            (12, "1er\u{a0}décembre 2026", "1 December 2026"),
        ] {
            let day = NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
            let said = in_french_and_english(|words| date(words, day).unwrap());
            assert_eq!(said.0.replace('\u{a0}', " "), french.replace('\u{a0}', " "));
            assert_eq!(said.1.replace('\u{a0}', " "), english);
        }
    }

    #[test]
    fn a_time_of_day_is_the_store_s_own() {
        let at = DateTime::parse_from_rfc3339("2026-11-21T00:05:59+01:00").unwrap();
        let (french, english) = in_french_and_english(|words| date_time(words, at).unwrap());
        assert_eq!(french.replace('\u{a0}', " "), "21 novembre 2026 à 00:05");
        assert_eq!(english.replace('\u{a0}', " "), "21 November 2026, 00:05");
    }
}
