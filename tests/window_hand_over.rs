//! Journeys that begin with a form, in the real application: a real phone gets through one by the relay, and a page that
//! attacks the till from inside the hand-over window finds nothing to call. The gateway of the attack is this test's own.

use crate::{
    window::{Counter, Desktop, Mishap, on_a_desktop, output, same, until},
    window_once::train,
    window_pin::{PIN, TRAINING_PIN},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{Receiver, Sender, TryRecvError, channel},
    thread,
};

/// The shop of the attack; its name is what the hand-over window is called until a gateway's page is in it.
const SHOP: &str = "Atelier Nord";

/// Tries to reach the till in every way that a page in a window of the application could hope for, and tells its own
/// server what was possible.
const ATTACK: &str = r#"<!DOCTYPE html><title>Attack</title><script>
(async () => {
  const possible = [];
  const within = (promise) => Promise.race([promise, new Promise((_, no) => setTimeout(no, 3000))]);
  const internals = window.__TAURI_INTERNALS__;
  for (const [command, wanted] of [
    ["situation", {}],
    ["settings", {}],
    ["refund", { id: "T2-000001", amount: null }],
    ["authorise", { pin: "2468" }],
    ["set_credential", { gateway: "payplug", name: "account_key", value: "stolen" }],
    ["plugin:event|emit", { event: "look-again", payload: { id: null } }],
    ["plugin:event|listen", { event: "look-again", target: { kind: "Any" }, handler: 1 }],
    ["plugin:window|close", { label: "main" }],
    ["plugin:webview|create_webview_window", { options: { label: "third", url: location.href } }],
  ]) {
    if (!internals) break;
    await within(internals.invoke(command, wanted)).then(() => possible.push(command), () => undefined);
  }
  for (const address of ["ipc://localhost/situation", "http://ipc.localhost/situation", "tauri://localhost/index.html"]) {
    await within(fetch(address, { method: "POST", body: "{}" })).then(
      (answer) => { if (answer.ok) possible.push(address); }, () => undefined);
  }
  if (window.open("/second") !== null) possible.push("a window of its own");
  if (window.opener !== null || window.parent !== window) possible.push("another window");
  await fetch("/told", { method: "POST", body: JSON.stringify(possible) });
})();
</script>"#;

/// A gateway that answers every authorisation with a form that leads to the attack. It tells what it hears.
fn hostile_gateway() -> Result<(SocketAddr, Receiver<(String, String)>), Mishap> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let (heard, hears) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let heard = heard.clone();
            // A connection that breaks is the caller's loss; the test notices by what it does not hear.
            thread::spawn(move || attend(stream, address, &heard).ok());
        }
    });
    Ok((address, hears))
}

fn attend(
    stream: TcpStream,
    address: SocketAddr,
    heard: &Sender<(String, String)>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    lines.read_line(&mut first)?;
    loop {
        let mut line = String::new();
        lines.read_line(&mut line)?;
        match line.to_ascii_lowercase().strip_prefix("content-length:") {
            Some(number) => length = number.trim().parse().unwrap_or(0),
            None if line.trim().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body)?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let page = format!(
        "<form action=\"http://{address}/attack\" method=\"post\"><input type=\"hidden\" name=\"a\" value=\"b\"></form>"
    );
    let (kind, answer) = match path.as_str() {
        "/front/service/rest/process" => {
            let page = STANDARD.encode(page);
            let told = json!({ "OPERATIONTYPE": "authorization", "EXECCODE": "0002", "MESSAGE": "", "TRANSACTIONID": "A1", "REDIRECTHTML": page });
            ("application/json", told.to_string())
        }
        "/front/service/rest/export" => {
            let told = json!({ "OPERATIONTYPE": "getTransactions", "EXECCODE": "0000", "MESSAGE": "", "DATA": [] });
            ("application/json", told.to_string())
        }
        _ => ("text/html", ATTACK.to_owned()),
    };
    // An error means that the test has heard enough.
    _ = heard.send((path, String::from_utf8_lossy(&body).into_owned()));
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        answer.len()
    );
    lines
        .get_mut()
        .write_all(format!("{head}{answer}").as_bytes())
}

/// Asks the shell as the screen does.
pub(crate) async fn ask(counter: &Counter, command: &str, wanted: Value) -> Result<Value, Mishap> {
    let script = "const [command, wanted, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, wanted).then(done, (fault) => done({ refused: fault }));";
    let answer = counter
        .page
        .run_async(script, vec![json!(command), wanted])
        .await?;
    match answer.get("refused") {
        Some(fault) => Err(Mishap::differs(command, "an answer", fault.to_string())),
        None => Ok(answer),
    }
}

/// Starts a financing whose journey begins with a page, and gives its number.
async fn start(counter: &Counter, gateway: &str) -> Result<String, Mishap> {
    let form = json!({
        "token": "once-and-only-once", "gateway": gateway, "amount": 89_900, "product": "cofidis-3xcb",
        "instalments": 3, "mode": "two_step", "order": "CMD-1", "sending": "link",
        "customer": {
            "billing": { "first_name": "Anaïs", "last_name": "Lefèvre", "mobile": "+33612345678" },
            "home": { "address": "8 rue des Érables", "postal_code": "75011", "city": "Paris", "country": "FR" },
            "email": "anais.lefevre@example.com",
        },
    });
    let started = ask(counter, "start", json!({ "form": form })).await?;
    let id = started["id"].as_str().unwrap_or_default().to_owned();
    until("a journey that begins with a page", async || {
        let journey = ask(counter, "journey", json!({ "id": id })).await;
        match journey {
            Ok(journey) if journey["kind"] == "page" => Ok(()),
            other => Err(format!("{other:?}")),
        }
    })
    .await?;
    Ok(id)
}

async fn stands(counter: &Counter, id: &str, wanted: &[&str]) -> Result<(), Mishap> {
    until(
        &format!("{id} to be one of {wanted:?}"),
        async || match ask(counter, "detail", json!({ "id": id })).await {
            Ok(detail) if wanted.iter().any(|state| detail["state"] == *state) => Ok(()),
            Ok(detail) => Err(detail["state"].to_string()),
            Err(mishap) => Err(mishap.to_string()),
        },
    )
    .await
}

#[test]
fn a_phone_gets_through_a_journey_that_begins_with_a_form() {
    on_a_desktop(async |desktop| {
        let counter = desktop.open_counter().await?;
        train(&counter).await?;
        let id = start(&counter, "payplug-sandbox").await?;
        ask(&counter, "authorise", json!({ "pin": TRAINING_PIN })).await?;
        same(
            "the relay",
            &json!(true),
            &ask(&counter, "relay", json!({ "on": true })).await?,
        )?;
        ask(&counter, "on_counter", json!({ "id": id })).await?;
        let journey = ask(&counter, "journey", json!({ "id": id })).await?;
        let address = journey["address"].as_str().unwrap_or_default().to_owned();

        let phone = desktop.open_phone().await?;
        phone.go(&address).await?;
        phone.await_control("#relay-amount").await?;
        phone.tap("#relay-continue").await?;
        phone.await_control("#journey-plan").await?;
        phone.tap("#journey-continue").await?;
        phone.tap("#journey-consent").await?;
        phone.tap("#journey-continue").await?;
        phone.fill("#journey-signature", "A. Lefèvre").await?;
        phone.tap("#journey-sign").await?;
        phone.await_control("#journey-end").await?;
        stands(&counter, &id, &["accepted", "reserved"]).await?;
        until("the address to be dead", async || {
            match reqwest::get(&address).await {
                Ok(answer) if answer.status() == 404 => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await
    });
}

#[test]
fn an_attack_from_inside_the_hand_over_window_reaches_nothing_and_the_window_closes_with_the_journey()
 {
    on_a_desktop(async |desktop| {
        let counter = desktop.open_counter().await?;
        let (gateway, hears) = hostile_gateway()?;
        set_up(&counter, gateway).await?;
        let id = start(&counter, "payplug").await?;

        ask(&counter, "hand_over", json!({ "id": id })).await?;
        let possible = until("the attack's own report", async || {
            // The button has the keyboard, once the page is there.
            let mut press = desktop.command("xdotool");
            press.args([
                "search",
                "--onlyvisible",
                "--name",
                SHOP,
                "windowfocus",
                "key",
                "Tab",
                "key",
                "Return",
            ]);
            let pressed = output(&mut press).map_err(|mishap| mishap.to_string());
            loop {
                match hears.try_recv() {
                    Ok((path, body)) if path == "/told" => return Ok(body),
                    Ok(_) => {}
                    Err(TryRecvError::Empty | TryRecvError::Disconnected) => {
                        return Err(format!("{pressed:?}"));
                    }
                }
            }
        })
        .await?;
        same(
            "what was possible from inside the hand-over window",
            &"[]".to_owned(),
            &possible,
        )?;
        same("windows of the application", &2, &windows(desktop)?)?;

        ask(&counter, "cancel", json!({ "id": id, "amount": null })).await?;
        until("the hand-over window to be gone", async || {
            match windows(desktop) {
                Ok(1) => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await?;
        // The till itself goes on.
        ask(&counter, "situation", json!({})).await.map(|_| ())
    });
}

/// Sets a real till up whose gateway is the hostile one.
async fn set_up(counter: &Counter, gateway: SocketAddr) -> Result<(), Mishap> {
    counter.page.await_control("first-training").await?;
    let till = json!({
        "shop": SHOP, "shop_lines": [], "legal_id": "", "till": "T2", "country": "FR", "zone": "Europe/Paris", "language": "en",
    });
    ask(
        counter,
        "set_up",
        json!({ "form": { "till": till, "profile": "payplug", "pin": PIN, "pin_again": PIN } }),
    )
    .await?;
    ask(counter, "authorise", json!({ "pin": PIN })).await?;
    let text = ask(counter, "profile_text", json!({ "gateway": "payplug" })).await?;
    let text = text.as_str().unwrap_or_default();
    let text = text
        .replace(
            "https://secure-magenta1.dalenys.com",
            &format!("http://{gateway}"),
        )
        .replace(
            "https://secure-magenta2.dalenys.com",
            &format!("http://{gateway}"),
        )
        .replace("to-be-given-by-payplug", "atelier")
        .replace("to-be-given", "192.0.2.10")
        .replace("[journey]\n", "[journey]\nprivate_network = true\n");
    ask(
        counter,
        "save_profile",
        json!({ "gateway": "payplug", "text": text }),
    )
    .await?;
    let key = json!({ "gateway": "payplug", "name": "account_key", "value": "key-of-the-attack" });
    ask(counter, "set_credential", key).await.map(|_| ())
}

/// How many windows of the application are on the display.
fn windows(desktop: &Desktop) -> Result<usize, Mishap> {
    let mut search = desktop.command("xdotool");
    search.args(["search", "--onlyvisible", "--class", "comptoir"]);
    Ok(output(&mut search)?.lines().count())
}
