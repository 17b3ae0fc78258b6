//! A sale in two steps as staff live through it: a form, a customer who signs, *Delivered*, a receipt, the till opened
//! again. What is done next follows from what the till shows, so a sale that was interrupted is taken up by the same
//! rules. It remembers what was acknowledged, and knows nothing of what disturbs the program.

use super::{
    agreement::{self, Shown},
    shop::{Shop, Told},
};
use crate::{
    window::{Mishap, holds},
    window_power::sign,
};
use financing::FinancingId;
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// Between two looks at the till.
const GLANCE: Duration = Duration::from_millis(25);
/// The longest that a sale may take, pauses of the till and all.
const PATIENCE: Duration = Duration::from_secs(90);

/// What staff do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Press {
    /// Fill in a form and start.
    Start,
    /// Put the journey in front of the customer, who signs; then have the gateway asked.
    Show,
    /// Have the gateway asked.
    Check,
    /// *Delivered*.
    Deliver,
    /// End what can no longer be signed.
    Cancel,
    /// Print the receipt.
    Print,
    /// Close the ledger and open it again, as at the end of a day.
    Reopen,
}

/// What was acknowledged to staff, and must be in the ledger from then on.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Acknowledged {
    Started(String),
    Delivered(String),
    Printed(String, String),
}

/// How a sale was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Paid, printed, and the till opened again.
    Done,
    /// The press that it was to be left at was acknowledged.
    There,
    /// The program died.
    Died,
}

/// A sale.
#[derive(Clone)]
pub(super) struct Sale {
    /// Its order number.
    pub(super) order: String,
    /// What the till answered where a press was not carried out.
    pub(super) faults: Vec<Value>,
    /// What was pressed last.
    pub(super) last: Press,
    /// What strace heard of it, once it was let go.
    pub(super) heard: String,
    acknowledged: Vec<Acknowledged>,
    signed: BTreeSet<String>,
    given_up: BTreeSet<String>,
    reopened: bool,
}

impl Sale {
    /// One that has not begun.
    pub(super) fn new(order: String) -> Sale {
        Sale {
            order,
            faults: Vec::new(),
            last: Press::Start,
            heard: String::new(),
            acknowledged: Vec::new(),
            signed: BTreeSet::new(),
            given_up: BTreeSet::new(),
            reopened: false,
        }
    }

    /// Goes on from wherever it stands to its end. A till that was disturbed and has said so, or has noticed nothing,
    /// is left alone from then on; what it refused is pressed again.
    pub(super) async fn live(&mut self, shop: &mut Shop) -> Result<Left, Mishap> {
        self.go_on(shop, None).await
    }

    /// The same, up to a press.
    pub(super) async fn live_until(
        &mut self,
        shop: &mut Shop,
        there: Press,
    ) -> Result<Left, Mishap> {
        self.go_on(shop, Some(there)).await
    }

    async fn go_on(&mut self, shop: &mut Shop, there: Option<Press>) -> Result<Left, Mishap> {
        let begun = Instant::now();
        loop {
            let seen = match self.look(shop).await? {
                Told::Done(seen) => seen,
                Told::Fault(fault) => return Err(Mishap::differs("a look", "an answer", fault)),
                Told::Died => return Ok(Left::Died),
            };
            if shop.was_failed() {
                self.heard = shop.leave_alone().await?;
            }
            match next(&seen, &self.signed, self.reopened) {
                Some(press) => match self.press(shop, press, &seen).await? {
                    Told::Done(_) if there == Some(press) => return Ok(Left::There),
                    Told::Done(_) => {}
                    Told::Died => return Ok(Left::Died),
                    Told::Fault(fault) => self.take(fault, shop)?,
                },
                None if is_over(&seen) => return Ok(Left::Done),
                None => {}
            }
            if begun.elapsed() > PATIENCE {
                return Err(Mishap::TooLate {
                    wanted: format!("the end of {}", self.order),
                    waited: PATIENCE,
                    seen: seen.to_string(),
                });
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// A press that was not carried out. Where nothing was disturbed only "too soon" is in order.
    fn take(&mut self, fault: Value, shop: &Shop) -> Result<(), Mishap> {
        if fault["fault"] == "too_soon" {
            return Ok(());
        }
        holds("a fault that has its reason", shop.was_failed(), &fault)?;
        let told = matches!(fault["fault"].as_str(), Some("disk_full" | "broken"));
        holds("words for what happened", told, &fault)?;
        self.faults.push(fault);
        Ok(())
    }

    /// The newest financing of the sale as the till shows it, null if there is none. What it says must hold.
    async fn look(&self, shop: &Shop) -> Result<Told, Mishap> {
        let rows = match self.rows(shop).await? {
            Ok(rows) => rows,
            Err(told) => return Ok(told),
        };
        let Some(id) = rows.into_iter().find(|id| !self.given_up.contains(id)) else {
            return Ok(Told::Done(Value::Null));
        };
        let told = shop.ask("detail", json!({ "id": id })).await?;
        if let Told::Done(detail) = &told {
            let agreed = agreement::so_far(&Shown::of(detail), &shop.books());
            agreed.map_err(|discord| Mishap::differs("till and gateway", "agreed", discord))?;
        }
        Ok(told)
    }

    /// The names of the sale's financings, newest first.
    async fn rows(&self, shop: &Shop) -> Result<Result<Vec<String>, Told>, Mishap> {
        let given = json!({ "day": null, "filter": "all", "search": self.order });
        let day = match shop.ask("today", given).await? {
            Told::Done(day) => day,
            told @ (Told::Fault(_) | Told::Died) => return Ok(Err(told)),
        };
        let rows = day["rows"].as_array().cloned().unwrap_or_default();
        let ours = rows
            .iter()
            .filter(|row| row["order"] == self.order.as_str());
        Ok(Ok(ours
            .filter_map(|row| row["id"].as_str().map(str::to_owned))
            .collect()))
    }

    async fn press(&mut self, shop: &Shop, press: Press, seen: &Value) -> Result<Told, Mishap> {
        self.last = press;
        let id = seen["id"].as_str().unwrap_or_default().to_owned();
        let about = json!({ "id": id });
        let told = match press {
            Press::Start => {
                if !id.is_empty() {
                    self.given_up.insert(id);
                }
                let form = self.form();
                shop.ask("start", json!({ "form": form })).await?
            }
            Press::Show => {
                let told = shop.ask("journey", about).await?;
                if let Told::Done(journey) = &told {
                    sign(journey["address"].as_str().unwrap_or_default()).await?;
                    self.signed.insert(id);
                }
                return Ok(told);
            }
            Press::Check => shop.ask("check", about).await?,
            Press::Deliver => {
                let told = shop
                    .ask("deliver", json!({ "id": id, "amount": null }))
                    .await?;
                if let Told::Done(_) = told {
                    self.acknowledged.push(Acknowledged::Delivered(id));
                }
                return Ok(told);
            }
            Press::Cancel => {
                shop.ask("cancel", json!({ "id": id, "amount": null }))
                    .await?
            }
            Press::Print => {
                let told = shop
                    .ask("print", json!({ "id": id, "paper": "receipt" }))
                    .await?;
                if let Told::Done(printed) = &told {
                    let file = printed["file"].as_str().unwrap_or_default().to_owned();
                    self.acknowledged.push(Acknowledged::Printed(id, file));
                }
                return Ok(told);
            }
            Press::Reopen => {
                let told = shop.ask("open_again", json!({})).await?;
                if let Told::Done(situation) = &told {
                    self.reopened = situation["stands"] == "open";
                    holds(
                        "a till that opens again",
                        self.reopened || shop.was_failed(),
                        situation,
                    )?;
                }
                return Ok(told);
            }
        };
        if let (Press::Start, Told::Done(detail)) = (press, &told) {
            let id = detail["id"].as_str().unwrap_or_default().to_owned();
            self.acknowledged.push(Acknowledged::Started(id));
        }
        Ok(told)
    }

    /// The same form until it was taken and given up.
    fn form(&self) -> Value {
        json!({
            "token": format!("form-{}-{}", self.order, self.given_up.len()),
            "gateway": "sandbox",
            "amount": 124_990,
            "product": "4XCB",
            "instalments": 4,
            "mode": "two_step",
            "order": self.order,
            "sending": "link",
            "customer": { "billing": { "first_name": "Zoé", "last_name": "Nuñez" } },
        })
    }

    /// The file in which the receipt is written before it is put in its place, once the sale was started.
    pub(super) fn receipt_in_the_making(&self, shop: &Shop) -> Result<PathBuf, Mishap> {
        let started = self.acknowledged.iter().find_map(|each| match each {
            Acknowledged::Started(id) => Some(id),
            Acknowledged::Delivered(_) | Acknowledged::Printed(..) => None,
        });
        let id = started.ok_or_else(|| Mishap::differs("the sale", "started", "not"))?;
        Ok(shop
            .home()
            .join(format!("data/papers/{id}-receipt.pdf.new")))
    }

    /// Everything that was acknowledged lies in the ledger and in the folder of papers, before any program looks at it
    /// again.
    pub(super) fn is_kept(&self, shop: &Shop) -> Result<(), Mishap> {
        let ledger = shop.ledger_at_rest()?;
        for acknowledged in &self.acknowledged {
            let (Acknowledged::Started(id)
            | Acknowledged::Delivered(id)
            | Acknowledged::Printed(id, _)) = acknowledged;
            let lost = |why: &dyn ToString| {
                Mishap::differs(
                    &format!("{acknowledged:?}"),
                    "in the ledger",
                    why.to_string(),
                )
            };
            let id = FinancingId::new(id).map_err(|error| lost(&error))?;
            let held = ledger.financing(&id).map_err(|error| lost(&error))?;
            let kept = match acknowledged {
                Acknowledged::Started(_) => true,
                Acknowledged::Delivered(_) => held.financing.times.delivered.is_some(),
                Acknowledged::Printed(_, file) => {
                    let paper = fs::read(Path::new(file)).unwrap_or_default();
                    held.financing.receipts > 0 && paper.starts_with(b"%PDF")
                }
            };
            if !kept {
                return Err(lost(&format!("{:?}", held.financing.state)));
            }
        }
        Ok(())
    }

    /// The sale was paid once, till and gateway agree, and the ledger holds together.
    pub(super) async fn is_sound(&self, shop: &Shop) -> Result<(), Mishap> {
        let rows = match self.rows(shop).await? {
            Ok(rows) => rows,
            Err(told) => {
                return Err(Mishap::differs(
                    "the list",
                    "an answer",
                    format!("{told:?}"),
                ));
            }
        };
        let mut shown = Vec::new();
        for id in rows {
            shown.push(Shown::of(&shop.does("detail", json!({ "id": id })).await?));
        }
        let agreed = agreement::at_the_end(&self.order, &shown, &shop.books());
        agreed.map_err(|discord| Mishap::differs("till and gateway", "agreed", discord))?;
        let verified = shop.does("verify_ledger", json!({})).await?;
        holds("a sound ledger", verified["broken"].is_null(), &verified)
    }
}

/// Whether nothing of the sale is left to be done.
fn is_over(seen: &Value) -> bool {
    seen["state"] == "financed" && seen["receipts"].as_u64().is_some_and(|count| count > 0)
}

/// What staff press next, as the till shows the financing (null: there is none). `None` where there is nothing to press.
fn next(seen: &Value, signed: &BTreeSet<String>, reopened: bool) -> Option<Press> {
    if seen.is_null() {
        return Some(Press::Start);
    }
    let may = |deed: &str| {
        let deeds = seen["deeds"].as_array();
        deeds.is_some_and(|deeds| deeds.iter().any(|each| each == deed))
    };
    let is_signed = seen["id"].as_str().is_some_and(|id| signed.contains(id));
    match seen["state"].as_str().unwrap_or_default() {
        "shown" | "filling" if may("show_journey") && !is_signed => Some(Press::Show),
        "shown" | "filling" if is_signed => Some(Press::Check),
        "shown" | "filling" if may("cancel") => Some(Press::Cancel),
        "accepted" if may("deliver") => Some(Press::Deliver),
        "financed" if !is_over(seen) => may("print_receipt").then_some(Press::Print),
        "financed" => (!reopened).then_some(Press::Reopen),
        // The customer never saw it, or it ended without them: they fill in another form.
        "withdrawing" | "withdrawn" | "abandoned" | "failed" | "refused" | "lapsed" => {
            Some(Press::Start)
        }
        // An outcome that is unknown is asked about by hand: the till's own questions have growing pauses.
        _ if seen["pending"]["standing"] == "unknown" && may("check") => Some(Press::Check),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(state: &str, deeds: &[&str], receipts: u32) -> Value {
        json!({ "id": "T2-000001", "state": state, "deeds": deeds, "receipts": receipts })
    }

    #[test]
    fn staff_take_a_sale_up_wherever_it_stands() {
        let (nobody, signed) = (BTreeSet::new(), BTreeSet::from(["T2-000001".to_owned()]));
        let unsigned = |state, deeds: &[&str]| next(&seen(state, deeds, 0), &nobody, false);
        assert_eq!(next(&Value::Null, &nobody, false), Some(Press::Start));
        assert_eq!(unsigned("opening", &["check"]), None);
        assert_eq!(
            unsigned("shown", &["cancel", "show_journey"]),
            Some(Press::Show)
        );
        assert_eq!(unsigned("shown", &["cancel"]), Some(Press::Cancel));
        let after = next(&seen("shown", &["show_journey"], 0), &signed, false);
        assert_eq!(after, Some(Press::Check));
        assert_eq!(unsigned("withdrawing", &["check"]), Some(Press::Start));
        assert_eq!(unsigned("accepted", &["deliver"]), Some(Press::Deliver));
        assert_eq!(unsigned("releasing", &["check"]), None);
        let mut doubtful = seen("releasing", &["check"], 0);
        doubtful["pending"] = json!({ "standing": "unknown" });
        assert_eq!(next(&doubtful, &nobody, false), Some(Press::Check));
        assert_eq!(unsigned("financed", &["print_receipt"]), Some(Press::Print));
        let printed = seen("financed", &["print_receipt"], 1);
        assert_eq!(next(&printed, &nobody, false), Some(Press::Reopen));
        assert_eq!(next(&printed, &nobody, true), None);
        assert!(is_over(&printed));
    }
}
