//! Starting a financing: the order is checked against the product, the terms and the gateway's own review; then its
//! name at the gateway is fixed and everything is written, once per form, before a byte leaves.

use crate::{Dice, NoRandomness, Till, TillFault, Underway};
use chrono::{DateTime, Utc};
use financing::{
    Actor, Cents, Customer, Effect, GatewayId, Key, Mode, Order, OrderNumber, OrderRefusal,
    ProductCode, Sending, calendar,
};
use ledger::{LedgerError, New};

/// What staff ask for.
#[derive(Debug, Clone)]
pub struct StartRequest {
    /// Made once per form: the same one again starts nothing new.
    pub token: String,
    /// With which gateway.
    pub gateway: GatewayId,
    /// How much.
    pub amount: Cents,
    /// On which product.
    pub product: ProductCode,
    /// In how many payments.
    pub instalments: u32,
    /// When it is released.
    pub mode: Mode,
    /// The shop's order number.
    pub order: OrderNumber,
    /// How the journey reaches the customer.
    pub sending: Sending,
}

/// An unguessable reference: 16 letters and digits (about 95 bits), in every gateway's character set.
fn roll(dice: &dyn Dice) -> Result<String, NoRandomness> {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut reference = String::with_capacity(16);
    while reference.len() < 16 {
        let mut bytes = [0_u8; 24];
        dice.fill(&mut bytes)?;
        // 248 is the largest multiple of 62 in a byte: below it every letter is as likely as any other.
        let fair = bytes.iter().filter(|byte| **byte < 248);
        let letters = fair.filter_map(|byte| LETTERS.get(usize::from(*byte % 62)));
        reference.extend(
            letters
                .map(|letter| char::from(*letter))
                .take(16 - reference.len()),
        );
    }
    Ok(reference)
}

impl Till {
    /// Starts a financing, or finds the one that the same form already started. When this returns it is in the ledger.
    pub fn start(
        &self,
        by: Actor,
        request: StartRequest,
        customer: &Customer,
    ) -> Result<Underway, TillFault> {
        let now = self.clock.now();
        let token = request.token.clone();
        let order = self.order(request, customer, now)?;
        let new = New {
            till: &self.prefix,
            token: &token,
            order,
            customer,
            by,
            day: calendar::business_day(now, self.zone),
            now,
        };
        let begun = self.ledger().begin(&new);
        let (held, effects) = match begun {
            Ok(begun) => {
                let effects = vec![Effect::Send(begun.intent)];
                let id = &begun.held.financing.id;
                self.memory().note(id, &effects);
                self.sink.look_again(Some(id));
                self.wake.notify_one();
                (begun.held, effects)
            }
            Err(LedgerError::AlreadyBegun { id }) => (self.ledger().financing(&id)?, Vec::new()),
            Err(error) => return Err(error.into()),
        };
        Ok(Underway {
            held,
            effects,
            by_hand: true,
        })
    }

    /// The order that is asked for, under a new name at the gateway, once the product, the terms and the gateway's own
    /// review admit it.
    fn order(
        &self,
        request: StartRequest,
        customer: &Customer,
        now: DateTime<Utc>,
    ) -> Result<Order, TillFault> {
        let gateway = self
            .gateways
            .get(&request.gateway)
            .ok_or(OrderRefusal::UnknownGateway)?;
        gateway
            .product(&request.product)
            .ok_or(OrderRefusal::UnknownProduct)?
            .admits(request.amount, request.instalments)?;
        let terms = gateway
            .terms(&request.product, request.mode)
            .ok_or(OrderRefusal::NotOffered)?;
        let sendings = gateway.sendings(&request.product, request.mode);
        if !sendings.contains(&request.sending) {
            return Err(OrderRefusal::NotOffered.into());
        }
        let order = Order {
            gateway: request.gateway,
            key: Key {
                reference: roll(self.dice.as_ref())?,
                date: calendar::transaction_date(now),
            },
            amount: request.amount,
            product: request.product,
            instalments: request.instalments,
            mode: request.mode,
            order: request.order,
            sending: request.sending,
            terms,
        };
        gateway
            .review(&order, customer)
            .map_err(|faults| OrderRefusal::Fields { faults })?;
        Ok(order)
    }
}
