//! A page under a WebDriver: the application's window or the customer's phone. Controls are found by their
//! `data-testid` or their id, waiting is asking until it holds, and a deadline guards every wait. It knows nothing of
//! which page it is.

use super::{mishap::Mishap, until};
use fantoccini::{
    Client, ClientBuilder, Locator,
    elements::Element,
    error::CmdError,
    wd::{Capabilities, TimeoutConfiguration},
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::Value;
use std::{fs, path::Path, time::Duration};

/// How often and how long a driver may keep a session waiting.
const PATIENCE: Duration = Duration::from_secs(30);

/// A page and what drives it.
pub(crate) struct Page {
    client: Client,
}

impl Page {
    /// A session of the driver at this port, once it answers.
    pub(crate) async fn open(port: u16, wanted: Capabilities) -> Result<Page, Mishap> {
        let address = format!("http://127.0.0.1:{port}");
        listening(port).await?;
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let session =
            tokio::time::timeout(PATIENCE, builder.capabilities(wanted).connect(&address)).await;
        match session {
            Ok(client) => {
                let client = client?;
                // It is closed in good order or ended with its run, never in between: a failure is looked at first.
                client.persist().await?;
                let patience =
                    TimeoutConfiguration::new(Some(PATIENCE), Some(PATIENCE), Some(Duration::ZERO));
                client.update_timeouts(patience).await?;
                Ok(Page { client })
            }
            Err(_) => Err(Mishap::TooLate {
                wanted: "a session of the driver".to_owned(),
                waited: PATIENCE,
                seen: "none".to_owned(),
            }),
        }
    }

    /// Ends the session, and with it the page's program.
    pub(crate) async fn close(self) -> Result<(), Mishap> {
        Ok(self.client.close().await?)
    }

    /// Opens an address.
    pub(crate) async fn go(&self, address: &str) -> Result<(), Mishap> {
        Ok(self.client.goto(address).await?)
    }

    /// The control of this name, once it is there.
    async fn control(&self, name: &str) -> Result<Element, Mishap> {
        until(&format!("the control {name}"), async || {
            self.find(name).await.map_err(|error| said(&error))
        })
        .await
    }

    async fn find(&self, name: &str) -> Result<Element, CmdError> {
        self.client.find(Locator::Css(&selector(name))).await
    }

    /// The control of this name, scrolled to where a finger reaches it if it lies elsewhere.
    async fn reach(&self, name: &str) -> Result<Element, CmdError> {
        let control = self.find(name).await?;
        let scroll = "const [control] = arguments;
            const { x, y, width, height } = control.getBoundingClientRect();
            const there = document.elementFromPoint(x + width / 2, y + height / 2);
            if (there === null || !control.contains(there)) control.scrollIntoView({ block: 'center', behavior: 'instant' });";
        self.client
            .execute(scroll, vec![serde_json::to_value(&control)?])
            .await?;
        Ok(control)
    }

    /// Taps a control, once it can be tapped. What was drawn anew meanwhile is looked for again.
    pub(crate) async fn tap(&self, name: &str) -> Result<(), Mishap> {
        until(&format!("a tap on {name}"), async || {
            let control = self.reach(name).await.map_err(|error| said(&error))?;
            if !control.is_enabled().await.map_err(|error| said(&error))? {
                return Err("a control that is off".to_owned());
            }
            control.click().await.map_err(|error| said(&error))
        })
        .await
    }

    /// Types into a field, in place of what is there, once it takes it.
    pub(crate) async fn fill(&self, name: &str, text: &str) -> Result<(), Mishap> {
        until(&format!("{name} to be filled in"), async || {
            let field = self.reach(name).await.map_err(|error| said(&error))?;
            field.clear().await.map_err(|error| said(&error))?;
            field.send_keys(text).await.map_err(|error| said(&error))
        })
        .await
    }

    /// The words of a control.
    pub(crate) async fn text(&self, name: &str) -> Result<String, Mishap> {
        Ok(self.control(name).await?.text().await?)
    }

    /// The value of a field.
    pub(crate) async fn value(&self, name: &str) -> Result<String, Mishap> {
        Ok(self
            .control(name)
            .await?
            .prop("value")
            .await?
            .unwrap_or_default())
    }

    /// Waits until an attribute of a control has this value.
    pub(crate) async fn await_attribute(
        &self,
        name: &str,
        attribute: &str,
        wanted: &str,
    ) -> Result<(), Mishap> {
        until(&format!("{name} with {attribute}={wanted}"), async || {
            let control = self.find(name).await.map_err(|error| said(&error))?;
            let value = control
                .attr(attribute)
                .await
                .map_err(|error| said(&error))?
                .unwrap_or_default();
            if value == wanted {
                Ok(())
            } else {
                Err(format!("{value:?}"))
            }
        })
        .await
    }

    /// Waits until there is such a control.
    pub(crate) async fn await_control(&self, name: &str) -> Result<(), Mishap> {
        self.control(name).await.map(|_| ())
    }

    /// Waits until a script of the test gives something other than null, false or an error.
    pub(crate) async fn await_script(
        &self,
        what: &str,
        script: &str,
        arguments: &[Value],
    ) -> Result<Value, Mishap> {
        until(what, async || {
            match self.client.execute(script, arguments.to_vec()).await {
                Ok(Value::Null | Value::Bool(false)) => Err("nothing yet".to_owned()),
                Ok(value) => Ok(value),
                Err(error) => Err(error.to_string()),
            }
        })
        .await
    }

    /// What a script of the test gives.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value, Mishap> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// What a script of the test gives to its callback, its last argument.
    pub(crate) async fn run_async(
        &self,
        script: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, Mishap> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// Sets the size of the window, in pixels of the screen, and waits until the page has it.
    pub(crate) async fn resize(&self, width: u32, height: u32) -> Result<(), Mishap> {
        // From the corner of the display, so that all of it is on it.
        self.client.set_window_rect(0, 0, width, height).await?;
        let there = format!("return innerWidth === {width} && innerHeight === {height}");
        self.await_script(&format!("a window of {width}x{height}"), &there, &[])
            .await
            .map(|_| ())
    }

    /// Waits until what was changed has been painted, and no transition is under way.
    pub(crate) async fn settle(&self) -> Result<(), Mishap> {
        let painted = "const done = arguments[0];
            requestAnimationFrame(() => requestAnimationFrame(() => {
              Promise.allSettled(document.getAnimations().filter((each) => each.effect.getTiming().iterations !== Infinity).map((each) => each.finished))
                .then(() => requestAnimationFrame(() => done(true)));
            }));";
        self.run_async(painted, Vec::new()).await.map(|_| ())
    }

    /// A picture of what the page shows, taken by its driver.
    pub(crate) async fn picture(&self, file: &Path) -> Result<(), Mishap> {
        let picture = self.client.screenshot().await?;
        fs::write(file, picture).map_err(Mishap::file(file))
    }
}

/// Waits until a program listens at this port of this machine.
pub(super) async fn listening(port: u16) -> Result<(), Mishap> {
    until(
        &format!("a program that listens at port {port}"),
        async || {
            let called = tokio::net::TcpStream::connect(("127.0.0.1", port)).await;
            called.map(|_| ()).map_err(|error| error.to_string())
        },
    )
    .await
}

/// The first control whose name begins with this.
pub(crate) fn first(names: &str) -> String {
    format!("{names}*")
}

/// A control of the application by its `data-testid`, or by the beginning of it, written `names*`; one of a journey's
/// page by its id, written `#id`.
fn selector(name: &str) -> String {
    match name.strip_suffix('*') {
        Some(names) => format!("[data-testid^=\"{names}\"]"),
        None if name.starts_with('#') => name.to_owned(),
        None => format!("[data-testid=\"{name}\"]"),
    }
}

/// An error with its kind: some drivers give no words.
pub(super) fn said(error: &CmdError) -> String {
    let kind = if let CmdError::Standard(standard) = error {
        format!("{:?}: ", standard.error)
    } else {
        String::new()
    };
    format!("{kind}{error}")
}
