//! From what the screen sent to the rules' types. Nothing is believed: whatever is not of its form is refused with the
//! field named, before anything is written or sent.

use crate::screen::{
    CartForm, CustomerForm, DeclareForm, Fault, FieldView, PaperForm, PersonForm, PlaceForm,
    PortalForm, ProblemView, RefusedView, StartForm, StartMode, StartSending, TillForm, TypedPin,
};
use chrono::NaiveDate;
use financing::{
    CartLine, Cents, Customer, Declared, GatewayId, Mode, NameError, OrderNumber, Paper, Person,
    Place, PortalPage, ProductCode, Sending, Title,
};
use till::{Language, Pin, PinProblem, StartRequest, TillSettings};

/// The longest text a form field may hold, in characters; longer ones are no form of ours.
const LONGEST: usize = 600;
/// The most lines of a basket.
const LONGEST_CART: usize = 200;

fn field(field: &str, problem: ProblemView) -> Fault {
    Fault::Fields {
        fields: vec![FieldView {
            field: field.to_owned(),
            problem,
        }],
    }
}

fn problem(error: NameError) -> ProblemView {
    match error {
        NameError::Empty => ProblemView::Missing,
        NameError::TooLong { most } => ProblemView::TooLong {
            most: u32::try_from(most).unwrap_or(u32::MAX),
        },
        NameError::Control => ProblemView::Malformed,
    }
}

/// The language of this code.
pub(crate) fn language(code: &str) -> Result<Language, Fault> {
    match code {
        "fr" => Ok(Language::Fr),
        "en" => Ok(Language::En),
        _ => Err(field("language", ProblemView::Malformed)),
    }
}

/// The code of a language.
pub(crate) fn language_code(language: Language) -> String {
    match language {
        Language::Fr => "fr".to_owned(),
        Language::En => "en".to_owned(),
    }
}

/// The name of whoever stands at the till: up to 40 characters on one line.
pub(crate) fn staff(name: &str) -> Result<String, Fault> {
    let name = name.trim();
    if name.chars().count() > 40 {
        Err(field("staff", ProblemView::TooLong { most: 40 }))
    } else if name.chars().any(char::is_control) {
        Err(field("staff", ProblemView::Malformed))
    } else {
        Ok(name.to_owned())
    }
}

/// A PIN to be tried.
pub(crate) fn typed_pin(typed: TypedPin) -> Result<Pin, Fault> {
    Pin::typed(typed.0).map_err(of_pin)
}

/// A PIN to be kept, typed twice.
pub(crate) fn chosen_pin(typed: TypedPin, again: &TypedPin) -> Result<Pin, Fault> {
    let pin = Pin::chosen(typed.0).map_err(of_pin)?;
    if pin.is(&again.0) {
        Ok(pin)
    } else {
        Err(field("pin_again", ProblemView::Differs))
    }
}

fn of_pin(problem: PinProblem) -> Fault {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let problem = match problem {
        PinProblem::NotDigits => ProblemView::NotDigits,
        PinProblem::TooShort { least } => ProblemView::TooShort {
            least: count(least),
        },
        PinProblem::TooLong { most } => ProblemView::TooLong { most: count(most) },
        PinProblem::TooEasy => ProblemView::TooEasy,
    };
    field("pin", problem)
}

/// A day, YYYY-MM-DD.
pub(crate) fn day(text: &str) -> Result<NaiveDate, Fault> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_not_of_its_form| Fault::setting("day"))
}

/// What is searched for, or shown as a gateway would receive it.
pub(crate) fn typed(text: &str, name: &str) -> Result<(), Fault> {
    if text.chars().count() > LONGEST {
        Err(field(name, ProblemView::TooLong { most: 600 }))
    } else {
        Ok(())
    }
}

/// The shop and the till; what else is set of it stays as it is.
pub(crate) fn till(
    form: TillForm,
    gateways: Vec<String>,
    personal_data_months: Option<u32>,
) -> Result<TillSettings, Fault> {
    let settings = TillSettings {
        shop: form.shop.trim().to_owned(),
        shop_lines: form
            .shop_lines
            .into_iter()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect(),
        legal_id: form.legal_id.trim().to_owned(),
        till: form.till.trim().to_owned(),
        country: form.country.trim().to_owned(),
        zone: form
            .zone
            .parse()
            .map_err(|_not_of_its_form| field("zone", ProblemView::Malformed))?,
        gateways,
        personal_data_months,
    };
    settings.check().map_err(Fault::from)?;
    Ok(settings)
}

/// A financing to start. An amount that is none of ours is told with the limits of its product, where it has some.
pub(crate) fn start(
    form: StartForm,
    limits: impl FnOnce(&GatewayId, &ProductCode) -> Option<(Cents, Cents)>,
) -> Result<(StartRequest, Customer), Fault> {
    let gateway = GatewayId::new(&form.gateway).map_err(|_not_of_its_form| Fault::Refused {
        why: RefusedView::UnknownGateway,
    })?;
    let product = ProductCode::new(&form.product).map_err(|_not_of_its_form| Fault::Refused {
        why: RefusedView::UnknownProduct,
    })?;
    let amount = Cents::new(i64::from(form.amount)).map_err(|_too_large| {
        let (minimum, maximum) = limits(&gateway, &product).unwrap_or((Cents::ZERO, Cents::MAX));
        Fault::limits(minimum, maximum)
    })?;
    let request = StartRequest {
        token: token(&form.token)?,
        gateway,
        amount,
        product,
        instalments: form.instalments,
        mode: match form.mode {
            StartMode::Direct => Mode::Direct,
            StartMode::TwoStep => Mode::TwoStep,
        },
        order: OrderNumber::new(&form.order).map_err(|error| field("order", problem(error)))?,
        sending: match form.sending {
            StartSending::Link => Sending::Link,
            StartSending::Qr => Sending::Qr,
            StartSending::Sms => Sending::Sms,
        },
    };
    Ok((request, customer(form.customer)?))
}

/// The form's token: 8 to 64 letters, digits and dashes.
fn token(text: &str) -> Result<String, Fault> {
    let of_form = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if (8..=64).contains(&text.len()) && text.bytes().all(of_form) {
        Ok(text.to_owned())
    } else {
        Err(field("token", ProblemView::Malformed))
    }
}

fn customer(form: CustomerForm) -> Result<Customer, Fault> {
    let birth_date = match form.birth_date.trim() {
        "" => None,
        text => Some(
            NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .map_err(|_not_of_its_form| field("birth_date", ProblemView::Malformed))?,
        ),
    };
    if form.cart.len() > LONGEST_CART {
        return Err(field("cart", ProblemView::TooLong { most: 200 }));
    }
    Ok(Customer {
        billing: person(form.billing, "")?,
        home: place(form.home, "")?,
        email: line(form.email, "email")?,
        birth_date,
        reference: line(form.reference, "customer_reference")?,
        ship_to: form
            .ship_to
            .map(|ship_to| person(ship_to, "ship_"))
            .transpose()?,
        ship_place: form
            .ship_place
            .map(|ship_place| place(ship_place, "ship_"))
            .transpose()?,
        cart: form
            .cart
            .into_iter()
            .map(cart_line)
            .collect::<Result<_, _>>()?,
        prescoring: line(form.prescoring, "prescoring")?,
    })
}

/// One line of text without control characters.
fn line(text: String, name: &str) -> Result<String, Fault> {
    typed(&text, name)?;
    let text = text.trim();
    if text.chars().any(char::is_control) {
        Err(field(name, ProblemView::Malformed))
    } else {
        Ok(text.to_owned())
    }
}

fn person(form: PersonForm, prefix: &str) -> Result<Person, Fault> {
    let named = |name: &str| format!("{prefix}{name}");
    Ok(Person {
        title: match form.title.as_str() {
            "" => None,
            "mr" => Some(Title::Mr),
            "miss" => Some(Title::Miss),
            "mrs" => Some(Title::Mrs),
            _ => return Err(field(&named("title"), ProblemView::Malformed)),
        },
        first_name: line(form.first_name, &named("first_name"))?,
        last_name: line(form.last_name, &named("last_name"))?,
        company: line(form.company, &named("company"))?,
        phone: line(form.phone, &named("phone"))?,
        mobile: line(form.mobile, &named("mobile"))?,
    })
}

fn place(form: PlaceForm, prefix: &str) -> Result<Place, Fault> {
    let named = |name: &str| format!("{prefix}{name}");
    Ok(Place {
        address: line(form.address, &named("address"))?,
        postal_code: line(form.postal_code, &named("postal_code"))?,
        city: line(form.city, &named("city"))?,
        country: line(form.country, &named("country"))?,
    })
}

fn cart_line(form: CartForm) -> Result<CartLine, Fault> {
    let merchant = line(form.merchant, "seller")?;
    Ok(CartLine {
        name: line(form.name, "cart")?,
        quantity: form.quantity,
        price: Cents::new(i64::from(form.price))?,
        total: Cents::new(i64::from(form.total))?,
        tax_bp: percentage(&form.tax, "cart_tax")?,
        // No discount at all is none to tell of.
        discount_bp: percentage(&form.discount, "cart_discount")?.filter(|discount| *discount > 0),
        merchant: Some(merchant).filter(|merchant| !merchant.is_empty()),
    })
}

/// A percentage as it is typed, with a comma or a point and at most two decimals, from 0 to 100, in hundredths of a
/// percent. Empty is none.
fn percentage(text: &str, name: &str) -> Result<Option<u32>, Fault> {
    typed(text, name)?;
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    hundredths(text)
        .filter(|hundredths| *hundredths <= 10_000)
        .map(Some)
        .ok_or_else(|| field(name, ProblemView::Malformed))
}

fn hundredths(text: &str) -> Option<u32> {
    let digits = |text: &str, most: usize| {
        let all = text.bytes().all(|byte| byte.is_ascii_digit());
        let fits = all && (1..=most).contains(&text.len());
        fits.then(|| text.parse::<u32>().ok()).flatten()
    };
    let (whole, decimals) = text.split_once([',', '.']).unwrap_or((text, "0"));
    let each = if decimals.len() == 1 { 10 } else { 1 };
    Some(digits(whole, 3)? * 100 + digits(decimals, 2)? * each)
}

impl From<PortalForm> for PortalPage {
    fn from(form: PortalForm) -> PortalPage {
        match form {
            PortalForm::Homepage => PortalPage::Homepage,
            PortalForm::Dashboard => PortalPage::Dashboard,
            PortalForm::Financing => PortalPage::Financing,
            PortalForm::Training => PortalPage::Training,
        }
    }
}

impl From<DeclareForm> for Declared {
    fn from(form: DeclareForm) -> Declared {
        match form {
            DeclareForm::NotDone => Declared::NotDone,
            DeclareForm::Seen => Declared::Seen,
        }
    }
}

impl From<PaperForm> for Paper {
    fn from(form: PaperForm) -> Paper {
        match form {
            PaperForm::Receipt => Paper::Receipt,
            PaperForm::DeliveryNote => Paper::DeliveryNote,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(tax: &str, discount: &str) -> (Option<u32>, Option<u32>) {
        let typed = cart_line(CartForm {
            name: "Lampe".to_owned(),
            quantity: 1,
            price: 100,
            total: 100,
            tax: tax.to_owned(),
            discount: discount.to_owned(),
            merchant: String::new(),
        });
        let Ok(line) = typed else {
            return (None, None);
        };
        (line.tax_bp, line.discount_bp)
    }

    #[test]
    fn a_percentage_is_typed_with_a_comma_or_a_point_and_read_to_the_hundredth() {
        for (typed, hundredths) in [
            ("19.5", 1_950),
            ("19,5", 1_950),
            (" 5,50 ", 550),
            ("0.05", 5),
            ("20", 2_000),
            ("100,00", 10_000),
        ] {
            let same = Some(hundredths);
            assert_eq!(read(typed, typed), (same, same), "{typed}");
        }
    }

    #[test]
    fn no_tax_may_be_said_and_no_discount_is_none() {
        assert_eq!(read("0", "0"), (Some(0), None));
        assert_eq!(read("", "0,00"), (None, None));
    }
}
