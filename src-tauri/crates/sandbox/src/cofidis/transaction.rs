//! One transaction of the pretended Cofidis: where it stands, how it lapses, and how money calls change it and the
//! books. It knows no other transaction, no response to a caller and no fate.

use chrono::{DateTime, TimeDelta, Utc};

use super::states::{Code, MoneyMethod, Status, Trouble};
use super::wire::{CaptureMode, Opening, SendingType};
use crate::books::{Books, Cents, Effect, Entry, Overdrawn};
use crate::clock::paris_date;
use crate::journey::{Sheet, Stage};
use crate::mail::Notification;
use crate::plan::Product;

/// How long a journey may take (Known: within 50 minutes there is a decision or `Aborted`).
const JOURNEY_MINUTES: i64 = 50;

#[derive(Debug, Clone)]
pub(super) struct Transaction {
    opening: Opening,
    product: Product,
    pub(super) status: Status,
    pub(super) sub_status: Option<&'static str>,
    pub(super) trouble: Option<Trouble>,
    /// The word that `updateStatus` left it under, in place of its status's own.
    pub(super) set: Option<String>,
    pub(super) journey: String,
    opened_at: DateTime<Utc>,
    authorised_at: Option<DateTime<Utc>>,
}

impl Transaction {
    pub(super) fn new(
        opening: Opening,
        product: Product,
        journey: String,
        now: DateTime<Utc>,
    ) -> Self {
        let status = if is_complete(&opening) {
            Status::Initialized
        } else {
            Status::InitializedToRetry
        };
        Self {
            opening,
            product,
            status,
            sub_status: None,
            trouble: None,
            set: None,
            journey,
            opened_at: now,
            authorised_at: None,
        }
    }

    /// The word for where it stands; trouble hides the status under it.
    pub(super) fn word(&self) -> &str {
        match self.trouble {
            Some(trouble) => trouble.word(),
            None => self.set.as_deref().unwrap_or(self.status.word()),
        }
    }

    /// Italy: every journey ends `pending`, refunds are whole, and the merchant may abandon (Known).
    pub(super) fn italian(&self) -> bool {
        self.opening
            .transaction_key
            .merchant_country
            .eq_ignore_ascii_case("it")
    }

    pub(super) fn stage(&self) -> Stage {
        match self.status {
            Status::Initialized => Stage::Offered,
            Status::Undefined => Stage::Open,
            Status::Aborted if self.sub_status == Some("journey_expired") => Stage::Expired,
            Status::Aborted => Stage::Left,
            Status::Refused => Stage::Refused,
            Status::Error | Status::InitializedToRetry => Stage::Broken,
            Status::Pending => Stage::UnderReview,
            Status::ToConfirm
            | Status::ConfirmRefused
            | Status::Authorized
            | Status::Validated
            | Status::Refunded
            | Status::Canceled => Stage::Accepted,
        }
    }

    pub(super) fn review(&mut self) {
        self.status = Status::Pending;
        self.sub_status = Some("manual_review");
    }

    pub(super) fn sheet(&self, shop: &str, now: DateTime<Utc>) -> Sheet {
        let day = paris_date(now);
        let customer = &self.opening.customer;
        let urls = &self.opening.technical_data;
        let back = if self.stage() == Stage::Accepted {
            &urls.return_url_success
        } else {
            &urls.return_url_other
        };
        Sheet {
            stage: self.stage(),
            shop: shop.to_owned(),
            order: self.opening.order_reference.clone().unwrap_or_default(),
            amount: self.opening.amount,
            plan: self.product.plan(self.opening.amount, day),
            day,
            name: format!("{} {}", customer.first_name, customer.last_name),
            identity: [
                &customer.birth_date,
                &customer.email,
                &customer.mobile_phone,
            ]
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
            back: back.clone(),
        }
    }

    /// What the shop is told of the status it has just reached (Known: of `to_confirm` and of `pending` only).
    pub(super) fn notification(&self) -> Option<Notification> {
        let urls = &self.opening.technical_data;
        let url = match self.status {
            Status::ToConfirm => &urls.notification_url_success,
            Status::Pending => &urls.notification_url_pending,
            Status::Initialized
            | Status::InitializedToRetry
            | Status::Undefined
            | Status::Aborted
            | Status::Refused
            | Status::Error
            | Status::ConfirmRefused
            | Status::Authorized
            | Status::Validated
            | Status::Refunded
            | Status::Canceled => return None,
        };
        let key = serde_json::to_string(&self.opening.transaction_key).unwrap_or_default();
        let fields = [
            ("transactionKey", key),
            ("transactionStatus", self.word().to_owned()),
        ];
        Some(Notification::new(url.clone(), fields))
    }

    /// Lets it lapse if its time has run out.
    pub(super) fn lapse(&mut self, books: &mut Books, now: DateTime<Utc>) {
        match self.status {
            Status::Initialized | Status::InitializedToRetry | Status::Undefined => {
                if now.signed_duration_since(self.opened_at) >= TimeDelta::minutes(JOURNEY_MINUTES)
                {
                    self.status = Status::Aborted;
                    self.sub_status = Some("journey_expired");
                }
            }
            Status::Authorized => {
                let hold = TimeDelta::days(self.product.hold_days);
                if self
                    .authorised_at
                    .is_some_and(|at| now.signed_duration_since(at) >= hold)
                {
                    self.give_up_rest(books, now);
                    self.status = Status::Canceled;
                    self.sub_status = Some("authorisation_lapsed");
                }
            }
            Status::Aborted
            | Status::Refused
            | Status::Error
            | Status::Pending
            | Status::ToConfirm
            | Status::ConfirmRefused
            | Status::Validated
            | Status::Refunded
            | Status::Canceled => {}
        }
    }

    /// Whether a money call may go ahead, before its amount is looked at.
    pub(super) fn admits(&self, method: MoneyMethod) -> Code {
        match self.trouble {
            Some(Trouble::Failed(failed)) if failed == method => method.blocked(),
            Some(Trouble::Failed(_) | Trouble::ToRetry(_)) | None => self.status.admits(method),
        }
    }

    /// Carries out a call that [`admits`](Self::admits) let through.
    ///
    /// # Errors
    /// [`Overdrawn`], and nothing has changed, if the books have no room for the amount.
    pub(super) fn carry_out(
        &mut self,
        method: MoneyMethod,
        amount: Cents,
        books: &mut Books,
        now: DateTime<Utc>,
    ) -> Result<(), Overdrawn> {
        match method {
            MoneyMethod::Confirm => match self.opening.capture_mode {
                CaptureMode::Immediate => return self.finance(method.name(), books, now),
                CaptureMode::Validate => {
                    books.record(self.entry(
                        method.name(),
                        Effect::Reserved,
                        self.opening.amount,
                        now,
                    ))?;
                    self.authorised_at = Some(now);
                    self.status = Status::Authorized;
                }
            },
            MoneyMethod::Validate => {
                books.record(self.entry(method.name(), Effect::Released, amount, now))?;
                self.give_up_rest(books, now);
                self.status = Status::Validated;
            }
            MoneyMethod::Cancel => {
                books.record(self.entry(method.name(), Effect::Cancelled, amount, now))?;
                if books.totals(&self.name()).held() == 0 {
                    self.status = Status::Canceled;
                }
            }
            MoneyMethod::Refund => {
                if self.italian() && amount != books.totals(&self.name()).refundable() {
                    return Err(Overdrawn);
                }
                books.record(self.entry(method.name(), Effect::Refunded, amount, now))?;
                if books.totals(&self.name()).refundable() == 0 {
                    self.status = Status::Refunded;
                }
            }
        }
        Ok(())
    }

    /// Finances an accepted transaction, or what is left of an authorised one.
    ///
    /// # Errors
    /// [`Overdrawn`], and nothing has changed, if it is in no state to be financed.
    pub(super) fn finance(
        &mut self,
        operation: &str,
        books: &mut Books,
        now: DateTime<Utc>,
    ) -> Result<(), Overdrawn> {
        let amount = match self.status {
            Status::ToConfirm => {
                books.record(self.entry(operation, Effect::Reserved, self.opening.amount, now))?;
                self.opening.amount
            }
            Status::Authorized => books.totals(&self.name()).held(),
            Status::Initialized
            | Status::InitializedToRetry
            | Status::Undefined
            | Status::Aborted
            | Status::Refused
            | Status::Error
            | Status::Pending
            | Status::ConfirmRefused
            | Status::Validated
            | Status::Refunded
            | Status::Canceled => return Err(Overdrawn),
        };
        books.record(self.entry(operation, Effect::Released, amount, now))?;
        self.status = Status::Validated;
        Ok(())
    }

    fn give_up_rest(&self, books: &mut Books, now: DateTime<Utc>) {
        let rest = books.totals(&self.name()).held();
        // Refused only when nothing is left, and then there is nothing to give up.
        let _ = books.record(self.entry("lapse", Effect::Lapsed, rest, now));
    }

    fn entry(&self, operation: &str, effect: Effect, amount: Cents, at: DateTime<Utc>) -> Entry {
        Entry {
            at,
            transaction: self.name(),
            operation: operation.to_owned(),
            reference: String::new(),
            effect,
            amount,
        }
    }

    fn name(&self) -> String {
        self.opening.transaction_key.name()
    }
}

/// Whether all mandatory fields are there (Assumed: the names, and the phone where Cofidis is to text it).
fn is_complete(opening: &Opening) -> bool {
    let named = !opening.customer.first_name.is_empty() && !opening.customer.last_name.is_empty();
    let reachable = opening
        .send_payment_merchant_data
        .as_ref()
        .is_none_or(|data| match data.sending_type {
            SendingType::Sms => data
                .mobile_phone
                .as_ref()
                .is_some_and(|phone| !phone.is_empty()),
            SendingType::Link | SendingType::Qr => true,
        });
    named && reachable
}
