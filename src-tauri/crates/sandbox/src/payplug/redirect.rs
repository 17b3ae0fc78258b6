//! REDIRECTHTML: the page that sends a customer's browser into the journey, in every shape a till must cope with. It
//! makes text only. Known: one layer of standard base64 over HTML; a captured page is a full document that posts a form
//! of hidden fields when it has loaded. Assumed: that Cofidis's is of that shape, or a plain redirect.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// A shape of REDIRECTHTML.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Redirect {
    /// A document whose `onload` posts a form of hidden fields.
    #[default]
    PostForm,
    /// A document whose `onload` submits a GET form without fields.
    GetForm,
    /// A document with a meta refresh.
    MetaRefresh,
    /// A document whose script sets one location.
    Location,
    /// Hostile: not base64.
    NotBase64,
    /// Hostile: base64 of something that is no HTML.
    NotHtml,
    /// Hostile: the post form with five megabytes of padding.
    Huge,
    /// Hostile: a script that looks for the application around it.
    Prying,
}

const HUGE_BYTES: usize = 5 * 1_048_576;

impl Redirect {
    /// The value of REDIRECTHTML for the journey `token` under the address `pages`.
    pub fn encode(self, pages: &str, token: &str) -> String {
        let post = format!("{pages}/journey/payplug");
        let get = format!("{pages}/journey/payplug/{token}");
        let page = match self {
            Self::PostForm => post_form(&post, token, ""),
            Self::GetForm => document(
                " onload=\"document.forms[0].submit()\"",
                "",
                &format!("<form action=\"{get}\" method=\"get\"><button>Continue</button></form>"),
            ),
            Self::MetaRefresh => document(
                "",
                &format!("<meta http-equiv=\"refresh\" content=\"0;url={get}\">"),
                &format!("<a href=\"{get}\">Continue</a>"),
            ),
            Self::Location => document(
                "",
                &format!("<script>window.location.replace(\"{get}\");</script>"),
                "",
            ),
            Self::NotBase64 => return "<<< this is not base64 >>>".to_owned(),
            Self::NotHtml => {
                return STANDARD
                    .encode([0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff]);
            }
            Self::Huge => post_form(&post, token, &format!("<!--{}-->", "x".repeat(HUGE_BYTES))),
            Self::Prying => post_form(&post, token, PRYING),
        };
        STANDARD.encode(page)
    }
}

const PRYING: &str = "<script>\
for (const name of ['__TAURI__', '__TAURI_INTERNALS__', '__TAURI_INVOKE__', 'ipc']) {\
 if (window[name] || (window.opener && window.opener[name]) || (window.parent && window.parent[name])) {\
 document.title = 'FOUND ' + name;\
 try { window[name].invoke('plugin:shell|open', { path: 'file:///' }); } catch (refused) { }\
 }}</script>";

fn post_form(action: &str, token: &str, extra: &str) -> String {
    let form = format!(
        "{extra}<form action=\"{action}\" method=\"post\">\
         <input type=\"hidden\" name=\"journey\" value=\"{token}\">\
         <input type=\"hidden\" name=\"lang\" value=\"fr\">\
         <noscript><button>Continuer</button></noscript></form>"
    );
    document(" onload=\"document.forms[0].submit()\"", "", &form)
}

fn document(onload: &str, head: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Redirection</title>{head}</head>\
         <body{onload}>{body}</body></html>"
    )
}
