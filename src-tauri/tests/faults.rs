//! What a machine or a network does to a press, as the screen is told: each has the face that says what to do about it.

use super::{
    background::working,
    shop::{PATIENCE, Shop},
};
use crate::screen::Fault;
use financing::{NotSent, PortalFault, Rejection, RejectionKind, Silence};
use sandbox::nobody_at;
use serde_json::{Value, json};
use std::{io, thread, time::Instant};
use tauri::async_runtime::block_on;
use till::{SettingsFault, TillFault};

fn shown(fault: impl Into<Fault>) -> Value {
    serde_json::to_value(fault.into()).unwrap()
}

#[test]
fn a_full_disk_is_called_full_whatever_was_to_be_written() {
    for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
        let full = json!({ "fault": "disk_full" });
        assert_eq!(shown(TillFault::Paper(kind.into())), full, "a receipt");
        assert_eq!(shown(SettingsFault::Io(kind.into())), full, "the settings");
        assert_eq!(
            shown(crate::profiles::ProfileFault::Io(kind.into())),
            full,
            "a profile"
        );
    }
    let locked = shown(TillFault::Paper(io::ErrorKind::PermissionDenied.into()));
    assert_eq!(locked["fault"], "broken", "another trouble of the machine");
}

#[test]
fn a_portal_that_was_not_reached_refused_or_kept_silent_is_no_fault_of_this_machine() {
    let rejection = Rejection {
        kind: RejectionKind::Credentials,
        code: "041".to_owned(),
    };
    for (fault, told) in [
        (
            PortalFault::NotSent(NotSent::NoConnection),
            json!({ "portal": "not_reached", "why": "no_connection" }),
        ),
        (
            PortalFault::Rejected(rejection),
            json!({ "portal": "refused", "rejection": { "kind": "credentials", "code": "041" } }),
        ),
        (
            PortalFault::Unknown(Silence::TimedOut),
            json!({ "portal": "no_answer", "why": "timed_out" }),
        ),
    ] {
        assert_eq!(shown(fault), json!({ "fault": "portal", "why": told }));
    }
}

#[test]
fn a_portal_behind_a_gateway_that_is_gone_says_that_it_was_not_reached() {
    let (running, shop): (_, Shop) = working();
    let address = tauri::Url::parse(&running.addresses().cofidis).unwrap();
    let door = address.socket_addrs(|| None).unwrap()[0];
    block_on(running.stop());
    // Another test may be given its port first, and gives it up too; from then on it is nobody's.
    let begun = Instant::now();
    let _kept = loop {
        match nobody_at(door) {
            Ok(kept) => break kept,
            Err(taken) => assert!(begun.elapsed() < PATIENCE, "{taken}"),
        }
        thread::yield_now();
    };
    let page = json!({ "gateway": "sandbox", "page": "homepage" });
    let fault = shop.refused("open_portal", page);
    assert_eq!(
        (&fault["fault"], &fault["why"]["portal"]),
        (&json!("portal"), &json!("not_reached")),
        "{fault}"
    );
}
