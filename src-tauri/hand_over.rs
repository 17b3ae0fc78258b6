//! The hand-over window: the customer goes through a journey on the till itself, in a window of its own that begins with
//! the relay's page (on this machine's loopback only, and only for it). The window has no capability, no command of ours
//! answers it, it goes nowhere but to the profile's hosts, and it keeps nothing. It closes when the journey ends or when
//! staff close it; what it showed is wiped then.

use crate::{
    house::{Counter, House},
    relay::{Door, Relay},
    screen::Fault,
};
use financing::{FinancingId, Journey};
use gateways::payplug::Destinations;
use std::{
    net::Ipv4Addr,
    sync::{
        Arc, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};
use tauri::{
    AppHandle, Manager, Runtime, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent,
    ipc::Invoke,
    webview::{NewWindowResponse, PageLoadEvent},
};

/// The label of the till's own window, the only one that the capability names and that commands answer.
pub const TILL: &str = "main";
/// What the labels of hand-over windows begin with; a number follows, so that one still closing is never met again.
const LABEL: &str = "hand-over";

/// Where a hand-over window may go: to the page it begins with, and wherever the profile lets journeys lead.
#[derive(Debug, Clone)]
pub struct Bounds {
    first: Url,
    journeys: Destinations,
}

impl Bounds {
    /// The bounds of a window that begins with `first`.
    pub fn new(first: Url, journeys: Destinations) -> Bounds {
        Bounds { first, journeys }
    }

    /// Whether it may go there.
    pub fn admit(&self, address: &Url) -> bool {
        *address == self.first || self.journeys.admits(address)
    }
}

/// Lets only the till's own window be answered, whatever a page in another one shows or pretends to be.
pub fn only_the_till<R: Runtime>(
    answer: impl Fn(Invoke<R>) -> bool + Send + Sync + 'static,
) -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    move |invoke| {
        if invoke.message.webview_ref().label() == TILL {
            answer(invoke)
        } else {
            tracing::warn!("a window that is not the till's asked for a command");
            invoke.resolver.reject("not for this window");
            true
        }
    }
}

/// What a hand-over window is opened with.
pub(crate) struct Visit {
    /// Its label.
    pub(crate) label: String,
    /// Its first page.
    pub(crate) first: Url,
    /// Its title until it shows a gateway's page.
    pub(crate) title: String,
    /// Where it may go.
    pub(crate) bounds: Bounds,
    /// Called when it is gone, by whatever way.
    pub(crate) ended: Box<dyn Fn() + Send>,
}

/// The system's windows, as far as a hand-over needs them.
pub(crate) trait Windows: Send + Sync {
    /// Opens a window for a customer.
    fn open(&self, visit: Visit) -> tauri::Result<()>;
    /// Closes it, and wipes what it kept. One that is gone already is no fault.
    fn close(&self, label: &str);
}

impl<R: Runtime> Windows for AppHandle<R> {
    fn open(&self, visit: Visit) -> tauri::Result<()> {
        let Visit {
            label,
            first,
            title,
            bounds,
            ended,
        } = visit;
        let own = first.clone();
        let window = WebviewWindowBuilder::new(self, label, WebviewUrl::External(first))
            .title(title)
            .maximized(true)
            .incognito(true)
            .devtools(false)
            .general_autofill_enabled(false)
            .on_navigation(move |address| bounds.admit(address))
            .on_new_window(|_, _| NewWindowResponse::Deny)
            .on_download(|_, _| false)
            .on_page_load(move |window, load| {
                // There is no address bar: the title says whose page the customer is typing into.
                let host = load.url().host_str().filter(|_| *load.url() != own);
                if let (PageLoadEvent::Started, Some(host)) = (load.event(), host) {
                    _ = window.set_title(host);
                }
            })
            .build()?;
        window.on_window_event(move |event| {
            if matches!(event, WindowEvent::Destroyed) {
                ended();
            }
        });
        Ok(())
    }

    fn close(&self, label: &str) {
        if let Some(window) = self.get_webview_window(label) {
            let wiped = window.clear_all_browsing_data();
            for error in [wiped, window.destroy()]
                .into_iter()
                .filter_map(Result::err)
            {
                crate::log::fault("hand-over", &error);
            }
        }
    }
}

/// A tablet in a customer's hands. Dropped, its window closes and its page is gone.
pub(crate) struct HandOver {
    id: FinancingId,
    label: String,
    windows: Arc<dyn Windows>,
    _relay: Relay,
}

impl Drop for HandOver {
    fn drop(&mut self) {
        self.windows.close(&self.label);
    }
}

impl Counter {
    /// Takes the till back from the customer: the window is closed, its data wiped, its address dead.
    pub(crate) fn take_back(&self) {
        *self.hand_over() = None;
    }

    /// Whether it is this financing's customer who has the till in hand.
    pub(crate) fn has_the_till_in_hand(&self, id: &FinancingId) -> bool {
        self.hand_over().as_ref().is_some_and(|held| held.id == *id)
    }

    /// The hand-over, while the tablet is in a customer's hands.
    fn hand_over(&self) -> MutexGuard<'_, Option<HandOver>> {
        self.hand_over
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl House {
    /// Puts a journey that begins with a page into a window for the customer. One that is open for another is closed.
    pub(crate) async fn hand_over(self: &Arc<Self>, id: &FinancingId) -> Result<(), Fault> {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let counter = self.counter().await?;
        let (Some(Journey::Page(html)), _) = counter.till.journey(id)? else {
            return Err(Fault::NotFound);
        };
        let financing = counter.till.detail(id)?.held.financing;
        let invitation = counter.invitation(id, &html)?.ok_or(Fault::NotFound)?;
        let journeys = counter
            .destinations(&financing.order.gateway)
            .ok_or(Fault::NotFound)?;

        let relay = Relay::open(Door::at(
            Ipv4Addr::LOCALHOST.into(),
            self.settings().language,
        ))?;
        let address = relay.invite(id, &invitation)?;
        let first = Url::parse(&address).map_err(|error| Fault::broken("hand-over", &error))?;
        let label = format!("{LABEL}-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let (house, gone) = (Arc::downgrade(self), label.clone());
        let visit = Visit {
            label: label.clone(),
            title: counter.shop.shop.clone(),
            bounds: Bounds::new(first.clone(), journeys),
            first,
            ended: Box::new(move || {
                let (house, gone) = (house.clone(), gone.clone());
                tauri::async_runtime::spawn(async move {
                    if let Some(house) = house.upgrade() {
                        house.taken_back(&gone).await;
                    }
                });
            }),
        };
        let windows = Arc::clone(&self.windows);
        let mut held = counter.hand_over();
        *held = None;
        windows
            .open(visit)
            .map_err(|error| Fault::broken("hand-over", &error))?;
        *held = Some(HandOver {
            id: id.clone(),
            label,
            windows,
            _relay: relay,
        });
        Ok(())
    }

    /// A financing changed: what stood open for its customer closes when its journey is over.
    pub(crate) async fn look_after(&self, id: &FinancingId) {
        let Ok(counter) = self.counter().await else {
            return;
        };
        let relayed = counter
            .relay()
            .as_ref()
            .is_some_and(|relay| relay.expects(id));
        let handed = counter.has_the_till_in_hand(id);
        if !(relayed || handed) || counter.is_journey_open(id) {
            return;
        }
        if let Some(relay) = counter.relay().as_ref() {
            relay.forget(id);
        }
        counter.hand_over().take_if(|held| held.id == *id);
    }

    /// The window is gone: its page goes with it. Where it was the customer who closed it, the screen looks again, or it
    /// would go on saying that they have the till.
    async fn taken_back(&self, label: &str) {
        let Ok(counter) = self.counter().await else {
            return;
        };
        let held = counter.hand_over().take_if(|held| held.label == label);
        if let Some(held) = held {
            self.sink.look_again(Some(&held.id));
        }
    }
}
