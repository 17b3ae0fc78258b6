//! The formats of the page: lengths in characters, e-mail, E.164, two-letter countries, dates. A text is brought into
//! the form in which it leaves, then checked; what does not fit is said with the field, and nothing is cut. It knows no
//! operation.

use super::{countries, params::Params};
use financing::{Field, FieldFault, FieldProblem};

/// What a parameter must look like.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Format {
    /// Text of at most so many characters, on one line.
    Text(usize),
    /// E-mail, 5 to 255 characters.
    Email,
    /// Telephone, E.164: `+`, then 7 to 15 digits.
    Phone,
    /// ISO 3166-1 alpha-2.
    Country,
}

/// A text as it leaves: white space and line breaks become single spaces, other control characters are gone.
pub(crate) fn as_sent(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|letter| if letter.is_whitespace() { ' ' } else { letter })
        .filter(|letter| !letter.is_control())
        .collect();
    let words: Vec<&str> = clean.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

impl Format {
    /// The text as it leaves in this format, or what is wrong with it. An empty text is nobody's fault here.
    pub(crate) fn check(self, text: &str) -> Result<String, FieldProblem> {
        let text = as_sent(text);
        match self {
            _ if text.is_empty() => Ok(text),
            Format::Text(most) => within(text, 1, most),
            Format::Email => {
                let text = within(text, 5, 255)?;
                is_email(&text)
                    .then_some(text)
                    .ok_or(FieldProblem::Malformed)
            }
            Format::Phone => {
                let written = |letter: &char| matches!(letter, ' ' | '.' | '-' | '(' | ')' | '/');
                let text: String = text.chars().filter(|letter| !written(letter)).collect();
                is_e164(&text)
                    .then_some(text)
                    .ok_or(FieldProblem::Malformed)
            }
            Format::Country => {
                let text = text.to_ascii_uppercase();
                countries::has(&text)
                    .then_some(text)
                    .ok_or(FieldProblem::Malformed)
            }
        }
    }
}

fn within(text: String, least: usize, most: usize) -> Result<String, FieldProblem> {
    match text.chars().count() {
        count if count < least => Err(FieldProblem::TooShort { least }),
        count if count > most => Err(FieldProblem::TooLong { most }),
        _ => Ok(text),
    }
}

/// One `@` between a name and a host with a dot; no spaces. More than that only the host itself can tell.
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let labels: Vec<&str> = host.split('.').collect();
    !name.is_empty()
        && !text.contains(' ')
        && !host.contains('@')
        && labels.len() > 1
        && labels.iter().all(|label| !label.is_empty())
}

fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Parameters in the making: what fits is put, what does not is collected.
pub(crate) struct Form<'a> {
    /// What fitted so far.
    pub(crate) params: Params,
    /// What did not.
    pub(crate) faults: Vec<FieldFault>,
    needs: &'a [Field],
}

impl<'a> Form<'a> {
    /// Starts from `params`; the fields of `needs` must not be empty.
    pub(crate) fn new(params: Params, needs: &'a [Field]) -> Form<'a> {
        Form {
            params,
            faults: Vec::new(),
            needs,
        }
    }

    /// Puts one text under its name, or says what is wrong with its field.
    pub(crate) fn put(&mut self, name: &str, field: Field, text: &str, format: Format) {
        match format.check(text) {
            Ok(text) if text.is_empty() && self.needs.contains(&field) => {
                self.fault(field, FieldProblem::Missing);
            }
            Ok(text) => self.params.put(name, text),
            Err(problem) => self.fault(field, problem),
        }
    }

    /// Something is wrong with a field; said once per field.
    pub(crate) fn fault(&mut self, field: Field, problem: FieldProblem) {
        if !self.faults.iter().any(|fault| fault.field == field) {
            self.faults.push(FieldFault { field, problem });
        }
    }

    /// All of it, when nothing is wrong.
    pub(crate) fn done(self) -> Result<Params, Vec<FieldFault>> {
        if self.faults.is_empty() {
            Ok(self.params)
        } else {
            Err(self.faults)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_leaves_on_one_line() {
        assert_eq!(as_sent(" 12,\r\n rue\tHaute \u{7}"), "12, rue Haute");
        assert_eq!(as_sent("Zoë Łukasz"), "Zoë Łukasz");
    }

    #[test]
    fn lengths_are_counted_in_characters_and_nothing_is_cut() {
        let name = Format::Text(15);
        assert_eq!(
            name.check("Éléonore-Hélène"),
            Ok("Éléonore-Hélène".to_owned())
        );
        let most = FieldProblem::TooLong { most: 15 };
        assert_eq!(name.check("Éléonore-Hélènes"), Err(most));
    }

    #[test]
    fn an_e_mail_has_a_name_and_a_host() {
        assert!(Format::Email.check("a@b.c").is_ok());
        assert_eq!(
            Format::Email.check("@b.c"),
            Err(FieldProblem::TooShort { least: 5 })
        );
        for text in [
            "claire.example.org",
            "@example.org",
            "a b@example.org",
            "a@b@example.org",
            "a@example",
            "a@.org",
        ] {
            assert_eq!(
                Format::Email.check(text),
                Err(FieldProblem::Malformed),
                "{text}"
            );
        }
        let long = format!("{}@example.org", "x".repeat(250));
        assert_eq!(
            Format::Email.check(&long),
            Err(FieldProblem::TooLong { most: 255 })
        );
    }

    #[test]
    fn a_telephone_is_international_however_it_is_spaced() {
        assert_eq!(
            Format::Phone.check("+33 6 66.66-66 66"),
            Ok("+33666666666".to_owned())
        );
        for text in [
            "0666666666",
            "+0666666666",
            "+33",
            "+3366666666666666",
            "+33 6 six",
        ] {
            assert_eq!(
                Format::Phone.check(text),
                Err(FieldProblem::Malformed),
                "{text}"
            );
        }
    }

    #[test]
    fn a_country_is_one_of_the_two_letter_codes() {
        assert_eq!(Format::Country.check("fr"), Ok("FR".to_owned()));
        for text in ["XX", "FRA", "F", "United Kingdom", "UK"] {
            assert_eq!(
                Format::Country.check(text),
                Err(FieldProblem::Malformed),
                "{text}"
            );
        }
    }
}
