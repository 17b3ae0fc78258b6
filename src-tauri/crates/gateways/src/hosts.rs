//! Which hosts an address may name: those that a profile lists, this machine, and the shop's own network. Both gateways
//! ask here before an address of theirs is shown to a customer or opened for staff. It opens nothing and looks no name
//! up.

use crate::{
    ProfileError,
    profile::{Flaw, flawed},
};
use url::{Host, Url};

/// Whether a profile's list has this host: by its name or address, or under `.example.org`, which stands for that
/// domain and every name below it.
pub(crate) fn is_listed(hosts: &[String], host: &Host<&str>) -> bool {
    let name = host.to_string();
    hosts.iter().any(|known| match known.strip_prefix('.') {
        Some(domain) => name == domain || name.ends_with(known.as_str()),
        None => name == *known,
    })
}

/// Refuses a list with an entry that no host can match, or that a whole top-level domain would: each must be written
/// as an address writes it, in lower case, without scheme, port or path.
pub(crate) fn listable(key: &str, hosts: &[String]) -> Result<(), ProfileError> {
    let plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    let good = |known: &String| {
        let below = known.strip_prefix('.');
        let name = below.unwrap_or(known);
        match Host::parse(name) {
            Ok(Host::Domain(domain)) => {
                let named = domain == name && name.bytes().all(plain);
                named && (below.is_none() || name.contains('.')) && !name.ends_with('.')
            }
            Ok(address @ (Host::Ipv4(_) | Host::Ipv6(_))) => {
                below.is_none() && address.to_string() == name
            }
            Err(_) => false,
        }
    };
    if hosts.iter().all(good) {
        Ok(())
    } else {
        Err(flawed(key, Flaw::NotAHost))
    }
}

/// This machine, or an address that only the shop's own network knows.
pub(crate) fn is_private(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback() || address.is_private(),
        Host::Ipv6(address) => address.is_loopback() || address.is_unique_local(),
        Host::Domain(name) => *name == "localhost",
    }
}

/// This machine by its address: a name can be pointed elsewhere.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(_)) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists(known: &str, host: &str) -> bool {
        let url = Url::parse(&format!("https://{host}/")).unwrap();
        is_listed(&[known.to_owned()], &url.host().unwrap())
    }

    #[test]
    fn a_domain_stands_for_every_name_below_it_and_a_name_for_itself() {
        for (known, host, listed) in [
            (".cofidis.example", "cofidis.example", true),
            (".cofidis.example", "pay.cofidis.example", true),
            (".cofidis.example", "PAY.Cofidis.example", true),
            (".cofidis.example", "notcofidis.example", false),
            (".cofidis.example", "cofidis.example.evil.example", false),
            (".cofidis.example", "cofidis.example.", false),
            ("pay.cofidis.example", "pay.cofidis.example", true),
            ("pay.cofidis.example", "www.pay.cofidis.example", false),
            ("192.0.2.10", "192.0.2.10", true),
            ("192.0.2.10", "192.0.2.11", false),
        ] {
            assert_eq!(lists(known, host), listed, "{known} {host}");
        }
    }

    #[test]
    fn a_list_that_would_admit_a_whole_top_level_domain_or_nobody_is_refused() {
        for known in [
            ".cofidis.example",
            "pay.cofidis.example",
            "127.0.0.1",
            "localhost",
        ] {
            assert!(
                listable("journey.hosts", &[known.to_owned()]).is_ok(),
                "{known}"
            );
        }
        for known in [
            "",
            ".",
            "..",
            ".fr",
            ".fr.",
            "*.cofidis.example",
            ".192.0.2.10",
            "pay.cofidis.example.",
            "Cofidis.example",
            "https://cofidis.example",
            "cofidis.example:443",
            "cofidis.example/pay",
            "user@cofidis.example",
        ] {
            let refused = listable("journey.hosts", &[known.to_owned()]);
            assert!(
                matches!(
                    refused,
                    Err(ProfileError::Value {
                        flaw: Flaw::NotAHost,
                        ..
                    })
                ),
                "{known}"
            );
        }
    }
}
