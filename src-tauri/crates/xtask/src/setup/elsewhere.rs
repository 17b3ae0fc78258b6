//! The prerequisites on Windows and macOS: one look and one line each. It installs nothing, for on these systems a
//! program that installs compilers by itself would be a surprise. Not run here on either: the questions are those of
//! Tauri's prerequisites page.

use super::Finding;
use crate::child::Program;
use crate::error::Error;

/// WebView2, which Windows 11 brings along, registers its version under this key of Edge's updater.
const WEBVIEW2: &str =
    r"SOFTWARE\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";

/// The web view, which may be installed for the machine or for the user. The C++ build tools need no look: without
/// them this program would not have been linked.
pub(super) fn windows() -> Result<Finding, Error> {
    let machine = WEBVIEW2.replace(r"SOFTWARE\", r"SOFTWARE\WOW6432Node\");
    for key in [
        format!(r"HKLM\{machine}"),
        format!(r"HKLM\{WEBVIEW2}"),
        format!(r"HKCU\{WEBVIEW2}"),
    ] {
        if Program::new("reg")
            .args(["query", &key, "/v", "pv"])
            .ask()?
            .status
            .success()
        {
            return Ok(Finding::Present("WebView2".to_owned()));
        }
    }
    Ok(Finding::Missing("WebView2: install the Evergreen Runtime from https://developer.microsoft.com/microsoft-edge/webview2".to_owned()))
}

/// The command line tools, which hold the linker and the headers; the web view is part of macOS.
pub(super) fn macos() -> Result<Finding, Error> {
    if Program::new("xcode-select")
        .args(["--print-path"])
        .ask()?
        .status
        .success()
    {
        return Ok(Finding::Present("Xcode's command line tools".to_owned()));
    }
    Ok(Finding::Missing(
        "Xcode's command line tools: run `xcode-select --install`".to_owned(),
    ))
}
