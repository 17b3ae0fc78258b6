//! Printing a paper: it is made with the number that its press will have (the original once, then duplicates) and
//! written beside its place; then the press is written, and only then the paper is put there: a full disk costs a press
//! no paper, and one that could not be put there lies beside its place until the next press puts it there. No paper is
//! ever laid over another: a restored ledger may have forgotten some. Nothing waits for it. A reprint bears the first
//! print's date and today's facts: it is the same to the byte but for its mark, as long as nothing happened to the
//! financing in between.

use crate::{Detail, Language, Till, TillFault, TillSettings, locks::PoisonError, replace::Beside};
use chrono::{DateTime, FixedOffset, Offset, Utc};
use financing::{
    Actor, Customer, Entry, Event, Financing, FinancingId, Paper, Product, calendar, step,
};
use ledger::LedgerError;
use printer::{
    DeliveryNote, GatewayReference, Goods, Heading, Issue, PrintedState, Receipt, Release, Shop,
};
use std::{
    io,
    path::{Path, PathBuf},
};

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
    /// Prints a paper into `folder`, as a file named for the financing, the paper and the copy. Where this fails
    /// before the press is written, nothing was printed: the next press is the same copy. Where it fails after that, the
    /// next press gives the paper that was made then, and none is counted.
    pub fn print(
        &self,
        id: &FinancingId,
        by: Actor,
        paper: Paper,
        print_for: &PrintFor<'_>,
        folder: &Path,
    ) -> Result<Printed, TillFault> {
        let _one_at_a_time = self.press.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = Entry {
            at: self.clock.now(),
            by,
            event: Event::Printed { paper },
        };
        loop {
            let detail = self.detail(id)?;
            let last = counted(&detail.held.financing, paper);
            if let Some(printed) = laid_down_late(folder, id, paper, last)? {
                return Ok(printed);
            }
            let step = step(&detail.held.financing, &entry.event, entry.at)?;
            let (copy, file) = free_place(folder, id, paper, counted(&step.next, paper))?;
            let pdf = self.paper(&step.next, paper, copy, &entry, &detail, print_for)?;
            let beside = Beside::write(&file, &pdf)?;
            match self.record(self.ledger(), &detail.held, &entry, step, None) {
                Ok(_written) => {
                    beside.put_in_place()?;
                    return Ok(Printed { file, copy });
                }
                // Something happened to the financing meanwhile: the paper is made again, of what stands now.
                Err(TillFault::Ledger(LedgerError::Overtaken)) => {}
                Err(fault) => return Err(fault),
            }
        }
    }

    /// The PDF of a copy that is printed by `entry`, or that was printed before.
    fn paper(
        &self,
        financing: &Financing,
        paper: Paper,
        copy: u32,
        entry: &Entry,
        detail: &Detail,
        print_for: &PrintFor<'_>,
    ) -> Result<Vec<u8>, TillFault> {
        let mut history = detail.history.iter();
        let first = history
            .find(|earlier| earlier.event == entry.event)
            .unwrap_or(entry);
        let customer = detail.customer.clone().unwrap_or_default();
        let heading = self.heading(financing, copy, first, &customer, print_for);
        Ok(match paper {
            Paper::Receipt => printer::receipt(&self.receipt(financing, heading))?,
            Paper::DeliveryNote => {
                printer::delivery_note(&self.delivery_note(financing, heading, &customer))?
            }
        })
    }

    fn heading(
        &self,
        financing: &Financing,
        copy: u32,
        first: &Entry,
        customer: &Customer,
        print_for: &PrintFor<'_>,
    ) -> Heading {
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
                legal_id: shop.legal_id.clone(),
            },
            till: shop.till.clone(),
            number: financing.id.clone(),
            at: self.in_store(first.at),
            staff: name(&first.by),
            customer: customer.full_name(),
            order: financing.order.order.clone(),
            state: PrintedState::from(financing.state),
        }
    }

    fn receipt(&self, financing: &Financing, heading: Heading) -> Receipt {
        let order = &financing.order;
        let gateway = self.gateways.get(&order.gateway);
        let product = gateway
            .as_ref()
            .and_then(|gateway| gateway.product(&order.product));
        let released = financing
            .times
            .financed
            .map(|at| Release::Done(self.in_store(at)));
        let due = calendar::release_deadline(financing).map(|at| Release::Due(self.in_store(at)));
        Receipt {
            heading,
            product: product
                .map_or_else(|| order.product.to_string(), |product| product.name.clone()),
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

/// How many copies of a paper the ledger counts.
fn counted(financing: &Financing, paper: Paper) -> u32 {
    match paper {
        Paper::Receipt => financing.receipts,
        Paper::DeliveryNote => financing.delivery_notes,
    }
}

/// Where a copy of a paper lies.
fn place(folder: &Path, id: &FinancingId, paper: Paper, copy: u32) -> PathBuf {
    let word = match paper {
        Paper::Receipt => "receipt",
        Paper::DeliveryNote => "delivery-note",
    };
    let mark = if copy == 1 {
        String::new()
    } else {
        format!("-{copy}")
    };
    folder.join(format!("{id}-{word}{mark}.pdf"))
}

/// The first copy from `copy` on whose place is free. A ledger that was restored counts from its backup on, and papers of
/// the days after lie there: what is printed now is a duplicate of those, and says so.
fn free_place(
    folder: &Path,
    id: &FinancingId,
    paper: Paper,
    mut copy: u32,
) -> io::Result<(u32, PathBuf)> {
    loop {
        let file = place(folder, id, paper, copy);
        if !file.try_exists()? {
            return Ok((copy, file));
        }
        copy = copy.saturating_add(1);
    }
}

/// The last copy that was counted, where its press was written and it was then not put in its place: it is put there now.
fn laid_down_late(
    folder: &Path,
    id: &FinancingId,
    paper: Paper,
    last: u32,
) -> io::Result<Option<Printed>> {
    let file = place(folder, id, paper, last);
    if last == 0 || file.try_exists()? {
        return Ok(None);
    }
    let is_whole = |pdf: &[u8]| pdf.trim_ascii_end().ends_with(b"%%EOF");
    let Some(beside) = Beside::left(&file, is_whole)? else {
        return Ok(None);
    };
    beside.put_in_place()?;
    Ok(Some(Printed { file, copy: last }))
}

fn name(by: &Actor) -> String {
    match by {
        Actor::Staff(name) | Actor::Manager(name) => name.clone(),
        Actor::Gateway | Actor::Till => String::new(),
    }
}
