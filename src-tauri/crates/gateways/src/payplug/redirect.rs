//! REDIRECTHTML: one layer of standard base64 over a foreign HTML document (Known) that sends the customer's browser
//! into the journey. This file finds where it leads without running any of it: a plain redirect becomes an address, a
//! form becomes a page, of which [`Destinations::form`] gives the action and the fields, so that a page of our own can
//! post them and no foreign script is ever needed. Where it may lead is the profile's; anything else is refused.
//!
//! Assumed: a document has one form, or else one meta refresh, or else one location set by a script. A form whose
//! fields would stand in an address is a page too: an address may be seen by others.

use crate::hosts::{is_listed, is_private};
use base64::{Engine, engine::general_purpose::STANDARD};
use financing::Journey;
use scraper::{ElementRef, Html, Selector};
use url::Url;

/// The largest document, in bytes. A captured one has a few kilobytes.
pub const LARGEST_PAGE: usize = 1 << 20;

/// Why a REDIRECTHTML cannot be used. The transaction exists all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RedirectFault {
    /// The answer had none.
    #[error("missing")]
    Missing,
    /// Not standard base64.
    #[error("not base64")]
    NotBase64,
    /// Above [`LARGEST_PAGE`].
    #[error("too large")]
    TooLarge,
    /// Not a text in UTF-8, or a text that is no HTML.
    #[error("not HTML")]
    NotHtml,
    /// Neither a form nor a redirect is in it.
    #[error("leads nowhere")]
    LeadsNowhere,
    /// More than one form, or redirects to different places.
    #[error("leads to several places")]
    Ambiguous,
    /// Not an absolute address.
    #[error("leads to no address")]
    NoAddress,
    /// Neither https nor what a pretended gateway may use.
    #[error("not secure")]
    NotSecure,
    /// A host that is not in the profile.
    #[error("leads to a host that is not in the profile")]
    OtherHost,
}

/// How a form is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormMethod {
    /// In the address.
    Get,
    /// In the body.
    Post,
}

/// The one form of a page: all that is needed to send the same from a page of our own.
#[derive(Clone, PartialEq, Eq)]
pub struct JourneyForm {
    /// How it is sent.
    pub method: FormMethod,
    /// Where to: checked against the profile.
    pub action: Url,
    /// Names and values, in the order of the page.
    pub fields: Vec<(String, String)>,
}

impl std::fmt::Debug for JourneyForm {
    /// Whoever holds the fields is let into the journey: they are not shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (method, host) = (self.method, self.action.host_str());
        write!(
            f,
            "JourneyForm({method:?}, {host:?}, {} fields)",
            self.fields.len()
        )
    }
}

/// Where journeys may lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destinations {
    /// Hosts: a name, an address, or `.example.org` for every name below it.
    pub(crate) hosts: Vec<String>,
    /// Whether plain http to this machine and to private addresses is accepted: only behind a pretended gateway, whose
    /// pages a telephone on the shop's network opens.
    pub(crate) private_network: bool,
}

impl Destinations {
    /// The journey of a REDIRECTHTML.
    pub fn journey(&self, base64: &str) -> Result<Journey, RedirectFault> {
        if base64.len() > LARGEST_PAGE / 3 * 4 + 4 {
            return Err(RedirectFault::TooLarge);
        }
        let bytes = STANDARD
            .decode(base64.trim())
            .map_err(|_bad| RedirectFault::NotBase64)?;
        let html = String::from_utf8(bytes).map_err(|_bad| RedirectFault::NotHtml)?;
        Ok(match self.leads(&html)? {
            Leads::To(address) => Journey::Address(address.into()),
            Leads::Form(_) => Journey::Page(html),
        })
    }

    /// The one form of the page of a journey ([`Journey::Page`]).
    pub fn form(&self, html: &str) -> Result<JourneyForm, RedirectFault> {
        match self.leads(html)? {
            Leads::To(_) => Err(RedirectFault::LeadsNowhere),
            Leads::Form(form) => Ok(form),
        }
    }

    /// Whether a journey may be at this address.
    pub fn admits(&self, url: &Url) -> bool {
        self.check(url).is_ok()
    }

    fn check(&self, url: &Url) -> Result<(), RedirectFault> {
        let host = url.host().ok_or(RedirectFault::NoAddress)?;
        let private = self.private_network && is_private(&host);
        let listed = is_listed(&self.hosts, &host);
        match url.scheme() {
            "https" => {}
            "http" if private => {}
            _ => return Err(RedirectFault::NotSecure),
        }
        if !url.username().is_empty() || url.password().is_some() || !(listed || private) {
            return Err(RedirectFault::OtherHost);
        }
        Ok(())
    }

    fn destination(&self, text: &str) -> Result<Url, RedirectFault> {
        let url = Url::parse(text.trim()).map_err(|_bad| RedirectFault::NoAddress)?;
        self.check(&url)?;
        Ok(url)
    }

    fn leads(&self, html: &str) -> Result<Leads, RedirectFault> {
        if html.len() > LARGEST_PAGE {
            return Err(RedirectFault::TooLarge);
        }
        if !html
            .trim_start_matches('\u{feff}')
            .trim_start()
            .starts_with('<')
        {
            return Err(RedirectFault::NotHtml);
        }
        let document = Html::parse_document(html);
        let forms = all(&document, "form");
        if let [form] = forms.as_slice() {
            return self.read_form(&document, *form);
        }
        if !forms.is_empty() {
            return Err(RedirectFault::Ambiguous);
        }
        let mut addresses = refreshes(&document);
        if addresses.is_empty() {
            addresses = locations(&document);
        }
        addresses.dedup();
        match addresses.as_slice() {
            [] => Err(RedirectFault::LeadsNowhere),
            [address] => Ok(Leads::To(self.destination(address)?)),
            [_, _, ..] => Err(RedirectFault::Ambiguous),
        }
    }

    fn read_form(&self, document: &Html, form: ElementRef<'_>) -> Result<Leads, RedirectFault> {
        let attribute = |name| form.value().attr(name).unwrap_or_default();
        let mut action = self.destination(attribute("action"))?;
        let post = attribute("method").eq_ignore_ascii_case("post");
        let fields: Vec<(String, String)> = all(document, "form input")
            .into_iter()
            .filter_map(field)
            .collect();
        Ok(if post {
            Leads::Form(JourneyForm {
                method: FormMethod::Post,
                action,
                fields,
            })
        } else if fields.is_empty() {
            action.set_query(None);
            Leads::To(action)
        } else {
            Leads::Form(JourneyForm {
                method: FormMethod::Get,
                action,
                fields,
            })
        })
    }
}

/// Where a document leads.
enum Leads {
    To(Url),
    Form(JourneyForm),
}

fn all<'a>(document: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    match Selector::parse(selector) {
        Ok(selector) => document.select(&selector).collect(),
        Err(_) => Vec::new(),
    }
}

/// The name and value that an input gives to its form; buttons give none.
fn field(input: ElementRef<'_>) -> Option<(String, String)> {
    let attribute = |name| input.value().attr(name).unwrap_or_default();
    let kind = attribute("type").to_ascii_lowercase();
    let silent = ["submit", "button", "image", "reset", "file"].contains(&kind.as_str());
    let unchecked =
        ["checkbox", "radio"].contains(&kind.as_str()) && input.value().attr("checked").is_none();
    let name = attribute("name");
    (!name.is_empty() && !silent && !unchecked)
        .then(|| (name.to_owned(), attribute("value").to_owned()))
}

/// The addresses of `<meta http-equiv="refresh" content="0; url=...">`.
fn refreshes(document: &Html) -> Vec<String> {
    all(document, "meta[http-equiv]")
        .into_iter()
        .filter_map(|meta| {
            let attribute = |name| meta.value().attr(name).unwrap_or_default();
            if !attribute("http-equiv").eq_ignore_ascii_case("refresh") {
                return None;
            }
            let (_, url) = attribute("content").split_once(';')?;
            let (word, address) = url.split_once('=')?;
            let address = address.trim().trim_matches(['\'', '"']);
            word.trim()
                .eq_ignore_ascii_case("url")
                .then(|| address.to_owned())
        })
        .collect()
}

/// The addresses that scripts set as the location, as far as they stand there in plain text.
fn locations(document: &Html) -> Vec<String> {
    let scripts = all(document, "script")
        .into_iter()
        .map(|script| script.text().collect::<String>());
    let onload = all(document, "body[onload]")
        .into_iter()
        .filter_map(|body| body.value().attr("onload").map(str::to_owned));
    scripts
        .chain(onload)
        .flat_map(|script| set_locations(&script))
        .collect()
}

/// `location = "..."`, `location.href = "..."`, `location.replace("...")`, `location.assign("...")`.
fn set_locations(script: &str) -> Vec<String> {
    let after_word = script.split("location").skip(1);
    after_word
        .filter_map(|rest| {
            let rest = rest.trim_start();
            let call = [".replace", ".assign"]
                .iter()
                .find_map(|word| rest.strip_prefix(word)?.trim_start().strip_prefix('('));
            let set = rest.strip_prefix(".href").unwrap_or(rest).trim_start();
            let text = call.or_else(|| set.strip_prefix('='))?.trim_start();
            let quote = text
                .chars()
                .next()
                .filter(|letter| matches!(letter, '"' | '\''))?;
            let (address, _) = text.get(1..)?.split_once(quote)?;
            let address = address.replace("\\/", "/");
            (!address.contains('\\')).then_some(address)
        })
        .collect()
}

#[cfg(test)]
mod tests;
