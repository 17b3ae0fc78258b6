//! One Payplug authorisation: the customer's journey in it, and how it ends. It knows no other operation, no amounts
//! that moved and no answer to a caller.

use chrono::{DateTime, TimeDelta, Utc};

use super::Exec;
use crate::books::Cents;
use crate::clock::paris_date;
use crate::journey::{Sheet, Stage};
use crate::plan::Product;

/// How long a journey may take (Assumed, as for Cofidis).
const JOURNEY_MINUTES: i64 = 50;

#[derive(Debug, Clone)]
pub(super) struct Authorisation {
    pub(super) stage: Stage,
    pub(super) end: Option<End>,
    pub(super) product: Product,
    pub(super) amount: Cents,
    pub(super) order: String,
    pub(super) name: String,
    pub(super) identity: Vec<String>,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) accepted_at: Option<DateTime<Utc>>,
}

/// Why nothing more can be taken from an authorisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Captured,
    Voided,
    Lapsed,
}

impl Authorisation {
    /// The operation's result so far.
    pub(super) fn exec(stage: Stage) -> Exec {
        match stage {
            Stage::Offered | Stage::Open => Exec::Redirection,
            Stage::UnderReview => Exec::InProgress,
            Stage::Accepted => Exec::Success,
            Stage::Refused => Exec::Declined,
            Stage::Left => Exec::Abandoned,
            Stage::Expired => Exec::FormExpired,
            Stage::Broken => Exec::Unexpected,
        }
    }

    /// Whether the customer has been too long in the journey.
    pub(super) fn journey_is_over(&self, now: DateTime<Utc>) -> bool {
        self.stage.running()
            && now.signed_duration_since(self.opened_at) >= TimeDelta::minutes(JOURNEY_MINUTES)
    }

    /// Whether an authorisation that was not used has come to the end of its days.
    pub(super) fn hold_is_over(&self, now: DateTime<Utc>) -> bool {
        let hold = TimeDelta::days(self.product.hold_days);
        self.end.is_none()
            && self
                .accepted_at
                .is_some_and(|at| now.signed_duration_since(at) >= hold)
    }

    pub(super) fn sheet(&self, shop: &str, now: DateTime<Utc>) -> Sheet {
        let day = paris_date(now);
        Sheet {
            stage: self.stage,
            shop: shop.to_owned(),
            order: self.order.clone(),
            amount: self.amount,
            plan: self.product.plan(self.amount, day),
            day,
            name: self.name.clone(),
            identity: self.identity.clone(),
            back: None,
        }
    }
}
