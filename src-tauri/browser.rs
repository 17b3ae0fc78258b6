//! The system's own browser, for the gateway's portal. Only web addresses are handed to it.

use crate::screen::{Fault, PortalView, show};

/// Opens an address in the system's browser.
pub(crate) fn open(address: &str) -> Result<PortalView, Fault> {
    let (scheme, _) = address
        .split_once("://")
        .ok_or_else(|| Fault::setting("portal"))?;
    if !matches!(scheme, "https" | "http") {
        return Err(Fault::setting("portal"));
    }
    open::that_detached(address).map_err(|error| Fault::broken("browser", &error))?;
    Ok(PortalView {
        host: show::host(address),
    })
}
