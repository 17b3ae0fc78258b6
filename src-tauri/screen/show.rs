//! From the rules' types to the screen's: the one place where a financing becomes a row or a page. What needs a
//! gateway (a product's name) is asked of the gateways mounted now; a gateway that is gone leaves its own words.

use super::{
    AmountsView, AttentionView, CustomerView, DayRow, DeedView, DeliveryRow, DetailView,
    HistoryLine, JourneyView, LastQuestionView, PendingView, VaultView, cents, history::Around,
    instant,
};
use crate::house::Counter;
use chrono::{DateTime, Utc};
use financing::{
    Cents, Customer, Deed, Entry, Financing, GatewayId, Journey, Kind, Product, ProductCode, Route,
    State, allowed, calendar, withdrawal_until,
};
use printer::{PrinterError, Qr};

/// What a row is made of.
pub(crate) struct Shown<'a> {
    /// The financing.
    pub(crate) financing: &'a Financing,
    /// The customer's name; empty once erased.
    pub(crate) customer: &'a str,
}

impl Counter {
    /// What a product takes, from and to.
    pub(crate) fn limits(
        &self,
        gateway: &GatewayId,
        product: &ProductCode,
    ) -> Option<(Cents, Cents)> {
        let product = self.till.gateways.product(gateway, product)?;
        Some((product.minimum, product.maximum))
    }

    /// How the vault keeps a configured gateway from being made, if it does.
    pub(crate) fn kept_by_the_vault(&self, gateway: &GatewayId) -> Option<VaultView> {
        let mounted = self.mounted();
        let mut configured = mounted.iter();
        let found = configured.find(|mounted| mounted.id == gateway.as_str())?;
        found.kept_by_the_vault()
    }

    fn product(&self, financing: &Financing) -> Option<Product> {
        let order = &financing.order;
        self.till.gateways.product(&order.gateway, &order.product)
    }

    /// A row of a list.
    pub(crate) fn row(&self, shown: &Shown<'_>) -> DayRow {
        let financing = shown.financing;
        let order = &financing.order;
        let gateway = self.till.gateways.get(&order.gateway);
        DayRow {
            id: financing.id.to_string(),
            started: instant(financing.times.started),
            customer: shown.customer.to_owned(),
            order: order.order.to_string(),
            gateway: gateway.map_or_else(
                || order.gateway.to_string(),
                |gateway| gateway.name().to_owned(),
            ),
            product: self
                .product(financing)
                .map_or_else(|| order.product.to_string(), |product| product.name),
            mode: order.mode.into(),
            by_hand: order.terms.route == Route::ByHand,
            state: financing.state.into(),
            amounts: AmountsView::of(order.amount, &financing.amounts),
            pending: financing.pending.as_ref().map(PendingView::from),
            attention: financing.attention.as_ref().map(AttentionView::from),
        }
    }

    /// A row of the list of what waits for its goods; `None` for what does not.
    pub(crate) fn delivery_row(
        &self,
        shown: &Shown<'_>,
        now: DateTime<Utc>,
    ) -> Option<DeliveryRow> {
        let financing = shown.financing;
        let (accepted, deadline) = (
            financing.times.accepted?,
            calendar::release_deadline(financing)?,
        );
        let whole = (deadline - accepted).num_seconds().max(1);
        let gone = (now - accepted).num_seconds().clamp(0, whole);
        Some(DeliveryRow {
            row: self.row(shown),
            accepted: instant(accepted),
            deadline: instant(deadline),
            elapsed_permille: u32::try_from(gone.saturating_mul(1000) / whole).unwrap_or(1000),
            withdrawal_until: self.withdrawal(financing, now),
            deeds: deeds(financing, now),
        })
    }

    fn withdrawal(&self, financing: &Financing, now: DateTime<Utc>) -> Option<String> {
        let kind = self
            .product(financing)
            .map_or(Kind::Instalments, |product| product.kind);
        withdrawal_until(financing, kind, &self.shop.country, now).map(|day| day.to_string())
    }

    /// One financing whole.
    pub(crate) fn detail(&self, read: &till::Detail, now: DateTime<Utc>) -> DetailView {
        let financing = &read.held.financing;
        let name = read
            .customer
            .as_ref()
            .map(Customer::full_name)
            .unwrap_or_default();
        let order = &financing.order;
        DetailView {
            row: self.row(&Shown {
                financing,
                customer: &name,
            }),
            customer_facts: read.customer.as_ref().map(|customer| CustomerView {
                name: customer.full_name(),
                mobile: customer.billing.mobile.clone(),
                email: customer.email.clone(),
            }),
            reference: order.key.reference.clone(),
            reference_date: order.key.date.format("%Y%m%d").to_string(),
            instalments: order.instalments,
            plan: Product::plan(order.amount, order.instalments)
                .into_iter()
                .map(|part| cents(part.amount))
                .collect(),
            shown: financing.times.shown.map(instant),
            journey_deadline: calendar::journey_deadline(financing).map(instant),
            accepted: financing.times.accepted.map(instant),
            release_deadline: calendar::release_deadline(financing).map(instant),
            delivered: financing.times.delivered.map(instant),
            financed: financing.times.financed.map(instant),
            next_check: self.till.next_check(financing).map(instant),
            last_question: self
                .till
                .last_question(&financing.id)
                .map(LastQuestionView::from),
            detail: financing.detail.clone(),
            withdrawal_until: self.withdrawal(financing, now),
            receipts: financing.receipts,
            deeds: deeds(financing, now),
            history: history(&read.history),
            seal: read.seal.as_ref().map(seal),
        }
    }
}

/// The journal row and the ends of its hash.
fn seal(head: &ledger::Head) -> String {
    let hash = head.hash.to_string();
    let (first, last) = (
        hash.get(..4).unwrap_or_default(),
        hash.get(hash.len().saturating_sub(4)..).unwrap_or_default(),
    );
    format!("{} · {first}…{last}", head.seq)
}

/// The lines of a history; rows that could not have followed each other end it.
fn history(entries: &[Entry]) -> Vec<HistoryLine> {
    let mut before: Option<Financing> = None;
    let mut lines = Vec::with_capacity(entries.len());
    for (count, entry) in (1..).zip(entries) {
        let after = match &before {
            None => financing::fold(entries.iter().take(count)),
            Some(before) => financing::step(before, &entry.event, entry.at)
                .ok()
                .map(|step| step.next),
        };
        let Some(after) = after else { break };
        lines.push(HistoryLine::of(
            entry,
            &Around {
                before: before.as_ref(),
                after: &after,
            },
        ));
        before = Some(after);
    }
    lines
}

/// What may be done with it now: what the rules allow, and what only reads. One that was ended in the shop may still be
/// asked about: its customer may have signed after all, and the rules act on that.
fn deeds(financing: &Financing, now: DateTime<Utc>) -> Vec<DeedView> {
    let allowed = allowed(financing, now).into_iter().map(|deed| match deed {
        Deed::Deliver => DeedView::Deliver,
        Deed::DeliverPart => DeedView::DeliverPart,
        Deed::Cancel => DeedView::Cancel,
        Deed::CancelPart => DeedView::CancelPart,
        Deed::Refund => DeedView::Refund,
        Deed::RefundPart => DeedView::RefundPart,
        Deed::PrintReceipt => DeedView::PrintReceipt,
        Deed::PrintDeliveryNote => DeedView::PrintDeliveryNote,
        Deed::DeclareNotDone => DeedView::DeclareNotDone,
        Deed::DeclareSeen => DeedView::DeclareSeen,
    });
    let ask = !matches!(
        financing.state,
        State::Cancelled | State::Refunded | State::Failed
    );
    let show =
        financing.journey.is_some() && matches!(financing.state, State::Shown | State::Filling);
    allowed
        .chain(ask.then_some(DeedView::Check))
        .chain(show.then_some(DeedView::ShowJourney))
        .collect()
}

/// The journey as it is put in front of the customer: until when an address is good, where that is known, and whether they
/// have the till in hand.
pub(crate) fn journey(
    journey: Option<&Journey>,
    until: Option<DateTime<Utc>>,
    handed: bool,
    mobile: &str,
    title: &str,
) -> Result<JourneyView, PrinterError> {
    Ok(match journey {
        None => JourneyView::Lost,
        Some(Journey::Address(address)) => JourneyView::Address {
            svg: Qr::of(address)?.svg(title),
            address: address.clone(),
            host: host(address),
            until: until.map(instant),
        },
        Some(Journey::Picture(png)) => JourneyView::Picture { png: png.clone() },
        Some(Journey::Texted) => JourneyView::Texted { to: masked(mobile) },
        Some(Journey::Page(_)) => JourneyView::Page { handed },
    })
}

/// The host of an address, with its port where it has one.
pub(crate) fn host(address: &str) -> String {
    let after = address.split_once("://").map_or(address, |(_, rest)| rest);
    after
        .split(['/', '?', '#'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// A telephone number with all but its last two digits hidden.
fn masked(mobile: &str) -> String {
    let digits = mobile.chars().count();
    mobile
        .chars()
        .enumerate()
        .map(|(at, digit)| if at + 2 < digits { '•' } else { digit })
        .collect()
}
