//! What must hold of every address that a customer or a member of staff is given, whichever gateway it came from. It
//! reads addresses and hosts by itself: nothing here asks the code that is tried.

use financing::Journey;
use gateways::payplug::Destinations;
use std::net::IpAddr;
use url::Url;

/// An address under one of these domains (or, behind a pretended gateway, on a private network) over https, written
/// exactly as every reader of addresses reads it, without a user that could pass for a host.
pub(crate) fn leads_home(address: &str, domains: &[&str], pretended: bool) {
    let url = Url::parse(address).unwrap();
    assert_eq!(
        url.as_str(),
        address,
        "two readers could read two addresses"
    );
    assert!(
        url.username().is_empty() && url.password().is_none(),
        "{address}"
    );
    let host = url.host_str().unwrap();
    let private = pretended && is_private(host);
    let ours = domains
        .iter()
        .any(|domain| host == *domain || host.ends_with(&format!(".{domain}")));
    assert!(ours || private, "{address} leaves the profile's hosts");
    assert!(
        url.scheme() == "https" || (private && url.scheme() == "http"),
        "{address} is not secure"
    );
}

fn is_private(host: &str) -> bool {
    match host.trim_matches(['[', ']']).parse() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_private(),
        Ok(IpAddr::V6(address)) => address.is_loopback() || address.is_unique_local(),
        Err(_) => host == "localhost",
    }
}

/// A journey of REDIRECTHTML: an address that leads home, or a page whose one form does and can be posted without its
/// script.
pub(crate) fn of_payplug(
    journey: &Journey,
    places: &Destinations,
    domains: &[&str],
    pretended: bool,
) {
    match journey {
        Journey::Address(address) => {
            leads_home(address, domains, pretended);
            assert!(places.admits(&Url::parse(address).unwrap()));
        }
        Journey::Page(page) => {
            let form = places.form(page).unwrap();
            leads_home(form.action.as_str(), domains, pretended);
            assert!(places.admits(&form.action));
            assert!(form.fields.iter().all(|(name, _)| !name.is_empty()));
        }
        Journey::Picture(_) | Journey::Texted => panic!("this gateway has no such journey"),
    }
}
