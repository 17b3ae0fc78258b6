//! Printing a paper: the press is written first, which gives the paper its place (the original once, then duplicates),
//! then the paper is made from what the ledger holds and laid into the shop's folder. Nothing waits for it, and a
//! reprint is the same to the byte but for its mark.

use crate::{Language, Till, TillFault, TillSettings, settings::replace};
use chrono::{DateTime, FixedOffset, Offset, Utc};
use financing::{Actor, Customer, Entry, Event, Financing, FinancingId, Paper, Product, calendar};
use printer::{
    DeliveryNote, GatewayReference, Goods, Heading, Issue, PrintedState, Receipt, Release, Shop,
};
use std::path::{Path, PathBuf};

/// For whom and in which language a paper is printed.
pub struct PrintFor<'a> {
    /// The shop and the till, as they stand on papers.
    pub shop: &'a TillSettings,
    /// The language.
    pub language: Language,
    /// Whether it comes from training.
    pub training: bool,
}

/// A paper that was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Its file.
    pub file: PathBuf,
    /// 1 for the original, 2 for the first duplicate and so on.
    pub copy: u32,
}

impl Till {
    /// Prints a paper into `folder`, as a file named for the financing, the paper and the copy.
    pub fn print(
        &self,
        id: &FinancingId,
        by: Actor,
        paper: Paper,
        print_for: &PrintFor<'_>,
        folder: &Path,
    ) -> Result<Printed, TillFault> {
        let written = self.write(id, by, Event::Printed { paper }, None)?;
        let financing = &written.held.financing;
        let (copy, word) = match paper {
            Paper::Receipt => (financing.receipts, "receipt"),
            Paper::DeliveryNote => (financing.delivery_notes, "delivery-note"),
        };
        let detail = self.detail(id)?;
        let customer = detail.customer.unwrap_or_default();
        let heading = self.heading(
            financing,
            paper,
            copy,
            &detail.history,
            &customer,
            print_for,
        );
        let pdf = match paper {
            Paper::Receipt => printer::receipt(&self.receipt(financing, heading))?,
            Paper::DeliveryNote => {
                printer::delivery_note(&self.delivery_note(financing, heading, &customer))?
            }
        };
        let mark = if copy == 1 {
            String::new()
        } else {
            format!("-{copy}")
        };
        let file = folder.join(format!("{id}-{word}{mark}.pdf"));
        replace(&file, &pdf)?;
        Ok(Printed { file, copy })
    }

    fn heading(
        &self,
        financing: &Financing,
        paper: Paper,
        copy: u32,
        history: &[Entry],
        customer: &Customer,
        print_for: &PrintFor<'_>,
    ) -> Heading {
        let first = history
            .iter()
            .find(|entry| entry.event == Event::Printed { paper });
        let (at, staff) = first.map_or((financing.times.changed, String::new()), |entry| {
            (entry.at, name(&entry.by))
        });
        let shop = print_for.shop;
        Heading {
            language: match print_for.language {
                Language::Fr => printer::Language::French,
                Language::En => printer::Language::English,
            },
            training: print_for.training,
            issue: Issue::of(copy),
            shop: Shop {
                name: shop.shop.clone(),
                address: shop.shop_lines.clone(),
                legal_id: String::new(),
            },
            till: shop.till.clone(),
            number: financing.id.clone(),
            at: self.in_store(at),
            staff,
            customer: customer.full_name(),
            order: financing.order.order.clone(),
            state: PrintedState::from(financing.state),
        }
    }

    fn receipt(&self, financing: &Financing, heading: Heading) -> Receipt {
        let order = &financing.order;
        let gateway = self.gateways.get(&order.gateway);
        let product = gateway.as_ref().and_then(|gateway| {
            gateway
                .products()
                .iter()
                .find(|product| product.code == order.product)
                .map(|product| product.name.clone())
        });
        let released = financing
            .times
            .financed
            .map(|at| Release::Done(self.in_store(at)));
        let due = calendar::release_deadline(financing).map(|at| Release::Due(self.in_store(at)));
        Receipt {
            heading,
            product: product.unwrap_or_else(|| order.product.to_string()),
            plan: Product::plan(order.amount, order.instalments)
                .into_iter()
                .map(|part| part.amount)
                .collect(),
            mode: order.mode,
            amount: order.amount,
            amounts: financing.amounts,
            release: released.or(due).unwrap_or(Release::Nothing),
            gateway: GatewayReference {
                name: gateway.map_or_else(
                    || order.gateway.to_string(),
                    |gateway| gateway.name().to_owned(),
                ),
                key: order.key.clone(),
                further: financing.handle.0.values().cloned().collect(),
            },
        }
    }

    fn delivery_note(
        &self,
        financing: &Financing,
        heading: Heading,
        customer: &Customer,
    ) -> DeliveryNote {
        let released = financing.amounts.released;
        let pending = financing.pending.as_ref().map(|pending| pending.amount);
        DeliveryNote {
            heading,
            delivered: self.in_store(financing.times.delivered.unwrap_or(financing.times.changed)),
            amount: if released.is_zero() {
                pending.unwrap_or(financing.order.amount)
            } else {
                released
            },
            goods: customer
                .cart
                .iter()
                .map(|line| Goods {
                    name: line.name.clone(),
                    quantity: line.quantity,
                })
                .collect(),
        }
    }

    /// An instant as the store's clocks show it.
    fn in_store(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        let local = at.with_timezone(&self.zone());
        local.with_timezone(&local.offset().fix())
    }
}

fn name(by: &Actor) -> String {
    match by {
        Actor::Staff(name) | Actor::Manager(name) => name.clone(),
        Actor::Gateway | Actor::Till => String::new(),
    }
}
