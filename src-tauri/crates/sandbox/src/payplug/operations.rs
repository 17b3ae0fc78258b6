//! What the Payplug operations do: authorise, capture, refund, void, export, and what time does by itself. Calls come
//! here checked; this file decides whether the references and amounts in them allow the deed, writes the books, and
//! puts notifications in the outbox.

use chrono::{DateTime, Utc};

use super::authorisation::{Authorisation, End};
use super::codes::{Exec, Refused};
use super::{Answer, Deed, Operation, PRODUCTS, Params, Platform, Row};
use crate::books::{Cents, Effect, Entry};
use crate::journey::{Stage, token};
use crate::mail::Notification;

pub(super) const DESCRIPTOR: &str = "TRAINING SHOP";

impl Platform {
    pub(super) fn authorise(
        &mut self,
        params: &Params,
        now: DateTime<Utc>,
    ) -> Result<Answer, Refused> {
        let text = |name| params.get(name).unwrap_or_default().to_owned();
        let option = text("PAYMENTOPTION");
        let product = PRODUCTS.into_iter().find(|product| product.code == option);
        let product = product.ok_or_else(|| Refused::naming(Exec::Invalid, "PAYMENTOPTION"))?;
        let amount = amount(params).ok_or_else(|| Refused::naming(Exec::Missing, "AMOUNT"))?;
        if !product.takes(amount) {
            return Err(Refused::from(Exec::NotAllowed));
        }
        let id = self.new_id();
        let journey = token("payplug journey", self.seed, self.made);
        let identity = ["CLIENTDOB", "CLIENTEMAIL", "BILLINGMOBILEPHONE"];
        let authorisation = Authorisation {
            stage: Stage::Offered,
            end: None,
            product,
            amount,
            order: text("ORDERID"),
            name: format!("{} {}", text("BILLINGFIRSTNAME"), text("BILLINGLASTNAME")),
            identity: identity
                .into_iter()
                .filter_map(|name| params.get(name))
                .map(str::to_owned)
                .collect(),
            opened_at: now,
            accepted_at: None,
        };
        self.books.open(&id, &authorisation.order, amount);
        self.authorisations.insert(id.clone(), authorisation);
        self.deeds.push(Deed {
            id: id.clone(),
            operation: Operation::Authorization,
            authorisation: id.clone(),
            order: text("ORDERID"),
            extra: text("EXTRADATA"),
            amount,
            client: (text("CLIENTIDENT"), text("CLIENTEMAIL")),
            results: vec![(now, Exec::Redirection)],
        });
        let html = self
            .settings
            .redirect
            .encode(&self.settings.pages, &journey);
        self.journeys.insert(journey, id.clone());
        let mut answer = Answer::done(Operation::Authorization, Exec::Redirection, id);
        answer.redirecthtml = Some(html);
        Ok(answer)
    }

    pub(super) fn capture(
        &mut self,
        params: &Params,
        now: DateTime<Utc>,
    ) -> Result<Answer, Refused> {
        let id = self.reference(params, Operation::Authorization, Exec::NotCapturable)?;
        self.lapse(&id, now);
        match self.finished(&id)?.end {
            Some(End::Lapsed) => return Err(Exec::AuthorisationExpired.into()),
            Some(End::Captured | End::Voided) => return Err(Exec::NotCapturable.into()),
            None => {}
        }
        let amount = amount(params).unwrap_or(self.books.totals(&id).held());
        let answer = self.book(
            Operation::Capture,
            Effect::Released,
            &id,
            amount,
            params,
            now,
        );
        let answer = answer.ok_or(Refused::from(Exec::CaptureAmount))?;
        self.end(&id, End::Captured, now);
        Ok(answer)
    }

    pub(super) fn refund(
        &mut self,
        params: &Params,
        now: DateTime<Utc>,
    ) -> Result<Answer, Refused> {
        let id = self.reference(params, Operation::Capture, Exec::NotRefundable)?;
        let rest = self.books.totals(&id).refundable();
        let amount = match amount(params) {
            None if rest == 0 => return Err(Exec::NotRefundable.into()),
            None => rest,
            Some(amount) => amount,
        };
        let answer = self.book(
            Operation::Refund,
            Effect::Refunded,
            &id,
            amount,
            params,
            now,
        );
        answer.ok_or(Exec::RefundAmount.into())
    }

    pub(super) fn void(&mut self, params: &Params, now: DateTime<Utc>) -> Result<Answer, Refused> {
        let id = self.reference(params, Operation::Authorization, Exec::NotVoidable)?;
        self.lapse(&id, now);
        if self.finished(&id)?.end.is_some() {
            return Err(Exec::NotVoidable.into());
        }
        let held = self.books.totals(&id).held();
        let answer = self.book(Operation::Void, Effect::Voided, &id, held, params, now);
        let answer = answer.ok_or(Refused::from(Exec::NotVoidable))?;
        self.end(&id, End::Voided, now);
        Ok(answer)
    }

    pub(super) fn export(
        &mut self,
        params: &Params,
        now: DateTime<Utc>,
    ) -> Result<Answer, Refused> {
        self.tick(now);
        let wanted: Box<dyn Fn(&Deed) -> bool> =
            match (params.get("ORDERID"), params.get("TRANSACTIONID")) {
                (Some(orders), None) => {
                    Box::new(|deed| orders.split(';').any(|order| order == deed.order))
                }
                (None, Some(ids)) => Box::new(|deed| ids.split(';').any(|id| id == deed.id)),
                (None, None) => return Err(Refused::naming(Exec::Missing, "ORDERID")),
                (Some(_), Some(_)) => return Err(Refused::naming(Exec::Invalid, "TRANSACTIONID")),
            };
        let seen = now.checked_sub_signed(self.settings.lag).unwrap_or(now);
        let identifier = &self.settings.account.identifier;
        let rows = self
            .deeds
            .iter()
            .filter(|deed| wanted(deed))
            .filter_map(|deed| deed.row(identifier, seen));
        let rows = match params.get("COLUMNS") {
            None => rows.collect(),
            Some(columns) => {
                let kept = |name: &String| columns.split(';').any(|column| column == name);
                rows.map(|row| row.into_iter().filter(|(name, _)| kept(name)).collect())
                    .collect()
            }
        };
        let mut answer = Answer::of(Operation::GetTransactions.name(), &Exec::Success.into());
        answer.data = Some(rows);
        Ok(answer)
    }

    /// Lets an authorisation lapse if its time has run out.
    pub(super) fn lapse(&mut self, id: &str, now: DateTime<Utc>) {
        let Some(authorisation) = self.authorisations.get(id) else {
            return;
        };
        if authorisation.journey_is_over(now) {
            self.come_to(id, Stage::Expired, now);
        } else if authorisation.hold_is_over(now) {
            self.end(id, End::Lapsed, now);
        }
    }

    /// The authorisation behind TRANSACTIONID, which must name an operation of kind `wanted`.
    fn reference(
        &self,
        params: &Params,
        wanted: Operation,
        otherwise: Exec,
    ) -> Result<String, Refused> {
        let id = params.get("TRANSACTIONID").unwrap_or_default();
        let deed = self
            .deeds
            .iter()
            .find(|deed| deed.id == id)
            .ok_or(Refused::from(Exec::NotFound))?;
        if deed.operation == wanted {
            Ok(deed.authorisation.clone())
        } else {
            Err(otherwise.into())
        }
    }

    /// The authorisation, if the customer has been through and was accepted.
    fn finished(&self, id: &str) -> Result<&Authorisation, Refused> {
        let authorisation = self
            .authorisations
            .get(id)
            .ok_or(Refused::from(Exec::NotFound))?;
        match authorisation.stage {
            Stage::Accepted => Ok(authorisation),
            Stage::Offered | Stage::Open | Stage::UnderReview => Err(Exec::NotFinished.into()),
            Stage::Refused | Stage::Left | Stage::Expired | Stage::Broken => {
                Err(Exec::NotSucceeded.into())
            }
        }
    }

    /// Writes an operation into the books, if there is room for it, and lists it.
    fn book(
        &mut self,
        operation: Operation,
        effect: Effect,
        authorisation: &str,
        amount: Cents,
        params: &Params,
        now: DateTime<Utc>,
    ) -> Option<Answer> {
        let id = self.new_id();
        let text = |name| params.get(name).unwrap_or_default().to_owned();
        let entry = Entry {
            at: now,
            transaction: authorisation.to_owned(),
            operation: id.clone(),
            reference: text("EXTRADATA"),
            effect,
            amount,
        };
        self.books.record(entry).ok()?;
        let client = self
            .deeds
            .iter()
            .find(|deed| deed.id == authorisation)
            .map(|deed| deed.client.clone());
        self.deeds.push(Deed {
            id: id.clone(),
            operation,
            authorisation: authorisation.to_owned(),
            order: text("ORDERID"),
            extra: text("EXTRADATA"),
            amount,
            client: client.unwrap_or_default(),
            results: vec![(now, Exec::Success)],
        });
        self.notify(self.deeds.len() - 1);
        Some(Answer::done(operation, Exec::Success, id))
    }

    /// Ends an authorisation; what is still held is given back.
    fn end(&mut self, id: &str, end: End, now: DateTime<Utc>) {
        let entry = Entry {
            at: now,
            transaction: id.to_owned(),
            operation: "lapse".to_owned(),
            reference: String::new(),
            effect: Effect::Lapsed,
            amount: self.books.totals(id).held(),
        };
        // Refused only when nothing is held, and then there is nothing to give back.
        let _ = self.books.record(entry);
        if let Some(authorisation) = self.authorisations.get_mut(id) {
            authorisation.end = Some(end);
        }
    }

    fn new_id(&mut self) -> String {
        self.made = self.made.wrapping_add(1);
        let digits = token("payplug operation", self.seed, self.made).to_uppercase();
        format!("A{}", digits.get(..12).unwrap_or(&digits))
    }

    /// Puts the latest result of a deed in the outbox.
    pub(super) fn notify(&mut self, index: usize) {
        let account = &self.settings.account;
        let key = account
            .notification_key
            .as_ref()
            .unwrap_or(&account.account_key);
        let fields = self.deeds[index].notice(&account.identifier).signed(key);
        let fields = fields
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_owned()))
            .collect();
        let notification = Notification {
            url: account.notification_url.clone(),
            fields,
            after: std::time::Duration::ZERO,
        };
        self.outbox.push(notification);
    }
}

impl Deed {
    /// The row of `getTransactions` as it stood at `seen`; none if the deed was not known then.
    fn row(&self, identifier: &str, seen: DateTime<Utc>) -> Option<Row> {
        let (at, exec) = self.results.iter().rev().find(|(at, _)| *at <= seen)?;
        let columns = [
            ("IDENTIFIER", identifier.to_owned()),
            ("DATE", at.format("%Y-%m-%d %H:%M:%S").to_string()),
            ("TRANSACTIONID", self.id.clone()),
            ("ORDERID", self.order.clone()),
            ("OPERATIONTYPE", self.operation.name().to_owned()),
            ("AMOUNT", euros(self.amount)),
            ("CURRENCY", "EUR".to_owned()),
            ("EXECCODE", exec.exported().to_owned()),
            ("MESSAGE", exec.row().1.to_owned()),
            ("EXTRADATA", self.extra.clone()),
            ("DESCRIPTOR", DESCRIPTOR.to_owned()),
        ];
        Some(
            columns
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }

    /// The parameters of a notification of the latest result (Known); empty ones are not sent (Assumed).
    fn notice(&self, identifier: &str) -> Params {
        let exec = self
            .results
            .last()
            .map_or(Exec::Unexpected, |(_, exec)| *exec);
        let (code, message) = exec.row();
        let amount = self.amount.to_string();
        let fields = [
            ("AMOUNT", amount.as_str()),
            ("CLIENTEMAIL", &self.client.1),
            ("CLIENTIDENT", &self.client.0),
            ("CURRENCY", "EUR"),
            ("DESCRIPTOR", DESCRIPTOR),
            ("EXECCODE", code),
            ("EXTRADATA", &self.extra),
            ("IDENTIFIER", identifier),
            ("LANGUAGE", "fr"),
            ("MESSAGE", message),
            ("OPERATIONTYPE", self.operation.name()),
            ("ORDERID", &self.order),
            ("TRANSACTIONID", &self.id),
            ("VERSION", "3.0"),
        ];
        Params::of(fields.into_iter().filter(|(_, value)| !value.is_empty()))
    }
}

/// AMOUNT, which the rules have found to be a whole number of cents.
fn amount(params: &Params) -> Option<Cents> {
    params.get("AMOUNT")?.parse().ok()
}

/// Cents as `getTransactions` writes them: `123.90`.
fn euros(cents: Cents) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
