//! The gateways of a shop that is watched: two pretended ones with keys of their own, and one that repeats all it is told.

use super::{ACCOUNT_KEY, API_KEY, echo::Echo};
use sandbox::{Fault, Options, Running, Sandbox, cofidis, payplug::Account};
use tauri::async_runtime::block_on;

/// The gateways of this shop: two pretended ones with keys of their own, and one that repeats all it is told.
pub(super) struct Street {
    sandbox: Running,
    pub(super) echo: Echo,
}

impl Street {
    pub(super) fn open() -> Street {
        let options = Options {
            cofidis: cofidis::Credentials {
                id: "training".to_owned(),
                secret: API_KEY.to_owned(),
            },
            payplug: Account {
                account_key: ACCOUNT_KEY.to_owned(),
                ..Account::default()
            },
            ..Options::default()
        };
        Street {
            sandbox: block_on(Sandbox::start(options)).unwrap(),
            echo: Echo::open(),
        }
    }

    pub(super) fn profiles(&self) -> [(&'static str, String); 4] {
        let at = self.sandbox.addresses();
        let cofidis = |base: &str| gateways::cofidis::sandbox_text(&base.parse().unwrap());
        let payplug = |main: &str, second: &str| {
            gateways::payplug::sandbox_text(&main.parse().unwrap(), &second.parse().unwrap())
        };
        let echo = self.echo.address();
        let with_password = "kind = \"basic\"\n#";
        let repeating = cofidis(&echo)
            .replacen("id = \"sandbox\"", "id = \"echo\"", 1)
            .replacen("kind = \"api_key\"\nid_header", with_password, 1)
            .replacen("\nkey_header", "\n#", 1);
        let repeated = payplug(&echo, &echo).replacen("\"payplug-sandbox\"", "\"payplug-echo\"", 1);
        [
            ("sandbox", cofidis(&at.cofidis)),
            ("payplug-sandbox", payplug(&at.payplug, &at.payplug_second)),
            ("echo", repeating),
            ("payplug-echo", repeated),
        ]
    }

    pub(super) fn breaks(&self, fault: Fault) {
        block_on(self.sandbox.script(fault));
    }
}
