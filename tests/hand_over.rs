//! The hand-over window, as far as it can be proven without one: where it may go, and that neither a capability nor a
//! command answers it.

use crate::relay::shop::journeys;
use comptoir::hand_over::{Bounds, TILL, only_the_till};
use tauri::{Url, ipc::Invoke, test::MockRuntime};

#[test]
fn a_hand_over_window_goes_to_its_first_page_and_to_the_profiles_hosts_and_nowhere_else() {
    let first = "http://127.0.0.1:4711/j/0123456789abcdef0123456789abcdef";
    let bounds = Bounds::new(Url::parse(first).unwrap(), journeys());
    let admitted = |address: &str| bounds.admit(&Url::parse(address).unwrap());
    for may in [
        first,
        "https://pay.dalenys.com/enter",
        "https://www.cofidis.fr/journey",
    ] {
        assert!(admitted(may), "{may}");
    }
    for may_not in [
        "http://127.0.0.1:4711/",
        "http://127.0.0.1:4712/j/0123456789abcdef0123456789abcdef",
        "http://pay.dalenys.com/enter",
        "https://pay.dalenys.com.example/enter",
        "https://user@pay.dalenys.com/enter",
        "https://elsewhere.example/",
        "tauri://localhost/index.html",
        "http://tauri.localhost/index.html",
        "ipc://localhost/refund",
        "file:///etc/hostname",
        "data:text/html,hello",
        "javascript:alert(1)",
        "about:blank",
    ] {
        assert!(!admitted(may_not), "{may_not}");
    }
}

#[test]
fn the_one_capability_is_the_tills_own_windows_alone() {
    let text = include_str!("../tauri.conf.json");
    let config: serde_json::Value = serde_json::from_str(text).unwrap();
    let capabilities = config["app"]["security"]["capabilities"]
        .as_array()
        .unwrap();
    assert_eq!(capabilities.len(), 1);
    for capability in capabilities {
        assert_eq!(capability["windows"], serde_json::json!([TILL]));
        assert!(capability.get("webviews").is_none() && capability.get("remote").is_none());
    }
}

#[test]
fn no_command_answers_a_hand_over_window_even_if_it_showed_our_own_page() {
    let answering = |invoke: Invoke<MockRuntime>| {
        invoke.resolver.resolve("answered");
        true
    };
    let app = tauri::test::mock_builder()
        .invoke_handler(only_the_till(answering))
        .build(tauri::test::mock_context(tauri::test::noop_assets()))
        .unwrap();
    let ask = |label: &str, page: &str| {
        let window = tauri::Manager::get_webview_window(&app, label).unwrap_or_else(|| {
            tauri::WebviewWindowBuilder::new(&app, label, tauri::WebviewUrl::default())
                .build()
                .unwrap()
        });
        let request = tauri::webview::InvokeRequest {
            cmd: "refund".to_owned(),
            callback: tauri::ipc::CallbackFn(0),
            error: tauri::ipc::CallbackFn(1),
            url: Url::parse(page).unwrap(),
            body: tauri::ipc::InvokeBody::default(),
            headers: Default::default(),
            invoke_key: tauri::test::INVOKE_KEY.to_owned(),
        };
        tauri::test::get_ipc_response(&window, request)
            .map(|answer| answer.deserialize::<String>().unwrap())
            .map_err(|refusal| refusal.to_string())
    };
    let ours = if cfg!(windows) {
        "http://tauri.localhost"
    } else {
        "tauri://localhost"
    };
    assert_eq!(ask(TILL, ours), Ok("answered".to_owned()));
    let refused = Err("\"not for this window\"".to_owned());
    assert_eq!(ask("hand-over-1", ours), refused);
    let elsewhere = ask("hand-over-1", "https://pay.dalenys.com/enter");
    assert!(elsewhere.is_err(), "nor a page from elsewhere");
    let elsewhere = ask(TILL, "https://pay.dalenys.com/enter");
    assert!(elsewhere.is_err(), "not even in the till's window");
}
