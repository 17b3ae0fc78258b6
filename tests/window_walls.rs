//! The walls of the window: no script but its own, no address but its own page, no command but those it was given. Each
//! is tried from inside the real window, and a listener on this machine hears whether anything got out.

use crate::{
    window::{Counter, Mishap, on_a_desktop, same},
    window_once::train,
};
use serde_json::{Value, json};
use std::net::TcpListener;

/// Tries all of it at once and says, by name, what was possible. The last argument is the driver's callback.
const TRY_EVERYTHING: &str = r#"
const [outside, done] = arguments;
const possible = [];
const element = (name, facts) => document.body.appendChild(Object.assign(document.createElement(name), facts));
// Nobody answers outside, so what gets out would wait for ever; the listener hears it all the same.
const settled = { push: (trial) => trials.push(Promise.race([trial, new Promise((end) => setTimeout(end, 3000))])) };
const trials = [];

element("script", { textContent: "window.inline = true" });
if (window.inline) possible.push("an inline script");
const button = element("button", {});
button.setAttribute("onclick", "window.handler = true");
button.click();
if (window.handler) possible.push("an inline handler");
try { (0, eval)("window.evaluated = true"); } catch { /* as it should be */ }
if (window.evaluated) possible.push("eval");
element("div", {}).setAttribute("style", "position: fixed");
if (document.body.lastChild.style.position === "fixed") possible.push("an inline style");

settled.push(fetch(outside).then(() => possible.push("fetch"), () => undefined));
settled.push(new Promise((end) => {
  try {
    const socket = new WebSocket(outside.replace("http", "ws"));
    socket.onerror = end;
    socket.onopen = () => { possible.push("a socket"); end(); };
  } catch { end(); }
}));
for (const [name, facts] of [["img", { src: outside }], ["script", { src: outside }], ["iframe", { src: outside }]]) {
  settled.push(new Promise((end) => {
    const foreign = document.createElement(name);
    foreign.onload = () => { if (name !== "iframe") possible.push("a foreign " + name); end(); };
    foreign.onerror = end;
    document.addEventListener("securitypolicyviolation", end, { once: true });
    Object.assign(foreign, facts);
    document.body.append(foreign);
  }));
}
if (window.open(outside) !== null) possible.push("a second window");
const form = element("form", { action: outside, method: "post" });
form.submit();
location.href = outside;

try { Object.prototype.tampered = true; } catch { /* as it should be */ }
if ({}.tampered || !Object.isFrozen(Object.prototype)) possible.push("a change of the prototype");
const invoke = window.__TAURI_INTERNALS__.invoke;
for (const [command, wanted] of [
  ["plugin:window|close", {}],
  ["plugin:webview|create_webview_window", { options: { label: "second", url: outside } }],
  ["plugin:event|emit", { event: "look-again", payload: { id: null } }],
  ["plugin:path|resolve_directory", { directory: 1 }],
  ["read_file", { path: "/etc/hostname" }],
]) {
  settled.push(invoke(command, wanted).then(() => possible.push(command), () => undefined));
}
Promise.all(trials).then(() => done(possible), (error) => done([String(error)]));
"#;

#[test]
fn the_window_runs_no_script_but_its_own_and_reaches_nothing_but_its_own_commands() {
    on_a_desktop(async |desktop| {
        let counter = desktop.open_counter().await?;
        train(&counter).await?;
        let outside = TcpListener::bind(("127.0.0.1", 0))?;
        outside.set_nonblocking(true)?;
        let address = format!("http://{}/", outside.local_addr()?);

        let possible = counter
            .page
            .run_async(TRY_EVERYTHING, vec![json!(address)])
            .await?;
        same(
            "what was possible from inside the window",
            &json!([]),
            &possible,
        )?;
        stays(&counter).await?;
        let heard = outside.accept().map(|(_, from)| from);
        same("somebody who came out of the window", &None, &heard.ok())
    });
}

/// The window still shows the till, and asks it over the quick way of the policy, not the slow one it falls back to.
async fn stays(counter: &Counter) -> Result<(), Mishap> {
    let listen = "window.asked = [];
        const quick = window.fetch;
        window.fetch = (address, ...rest) => { window.asked.push(String(address)); return quick(address, ...rest); };";
    counter.page.run(listen, Vec::new()).await?;
    counter.page.tap("rail-today").await?;
    counter.page.await_control("search").await?;
    let place = counter
        .page
        .run("return location.origin", Vec::new())
        .await?;
    same(
        "where the window is",
        &Value::from("tauri://localhost"),
        &place,
    )?;
    let asked =
        "return window.asked.some((address) => address.startsWith('ipc://localhost/today'))";
    counter
        .page
        .await_script("a command over ipc:", asked, &[])
        .await
        .map(|_| ())
}
