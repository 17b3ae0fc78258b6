//! The pretended Cofidis: a bank that opens transactions, takes customers through their journey, and confirms,
//! validates, cancels and refunds, with books of its own. It is pure: the time is passed in, tokens follow from a seed,
//! nothing is sent. The codes and words stand in `states`, the JSON in `wire`; sockets are `edge`'s matter.
//!
//! Assumed, beyond what `wire` and `states` say: an authorisation that lapses becomes `Canceled`, what lapsed counting
//! as cancelled; what a partial `validate` leaves is given back; a journey's 50 minutes and an authorisation's days
//! count from their first moment.

mod access;
mod answer;
mod customer;
mod picture;
mod states;
mod transaction;
mod twist;
mod wire;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

pub use access::{Access, Credentials, Shown, Token};
pub use answer::{Amounts, Answer, Body, SendPaymentReturn};
pub use states::{Code, Status};
pub use wire::{
    CaptureMode, Customer, Method, Opening, PortalPage, ProcessMod, Request,
    SendPaymentMerchantData, SendingType, TechnicalData, TransactionKey, Unreadable,
};

use crate::books::{Books, Cents, Overdrawn};
use crate::clock::paris_date;
use crate::fate::{Delivery, Fate, Reply, Script};
use crate::journey::token;
use crate::mail::Notification;
use crate::plan::Product;
use states::{MoneyMethod, Trouble};
use transaction::Transaction;

/// The products of the training shop (Assumed).
pub const PRODUCTS: [Product; 3] = [
    Product {
        code: "3XCB",
        min: 10_000,
        max: 300_000,
        instalments: 3,
        first_now: true,
        hold_days: 6,
    },
    Product {
        code: "4XCB",
        min: 10_000,
        max: 300_000,
        instalments: 4,
        first_now: true,
        hold_days: 6,
    },
    Product {
        code: "LOAN",
        min: 20_000,
        max: 600_000,
        instalments: 12,
        first_now: false,
        hold_days: 30,
    },
];

/// The product with that code.
pub fn product(code: &str) -> Option<Product> {
    PRODUCTS.into_iter().find(|product| product.code == code)
}

/// What a bank is told when it is founded.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The shop's name, for the journey.
    pub shop: String,
    /// Where journeys and the portal live, without a slash at the end.
    pub pages: String,
    /// Who may call.
    pub credentials: Credentials,
    /// The `newStatus` that signals delivery (Assumed).
    pub delivery_word: String,
    /// The status that an abandoned transaction is told by. Assumed, whichever it is: `Aborted` stands in the table and
    /// means the customer's leaving, `Abandonned` is what `updateStatus` was asked to set and stands in no table.
    pub abandoned_word: String,
}

/// The pretended Cofidis.
#[derive(Debug, Clone)]
pub struct Bank {
    settings: Settings,
    seed: u64,
    opened: u64,
    access: Access,
    transactions: BTreeMap<String, Transaction>,
    journeys: BTreeMap<String, String>,
    books: Books,
    outbox: Vec<Notification>,
    script: Script<Method>,
}

impl Bank {
    /// A bank without transactions. The same seed and the same calls give the same answers.
    pub fn new(settings: Settings, seed: u64) -> Self {
        Self {
            access: Access::new(settings.credentials.clone(), seed),
            settings,
            seed,
            opened: 0,
            transactions: BTreeMap::new(),
            journeys: BTreeMap::new(),
            books: Books::default(),
            outbox: Vec::new(),
            script: Script::default(),
        }
    }

    /// What really happened.
    pub fn books(&self) -> &Books {
        &self.books
    }

    /// The fates to come.
    pub fn script(&mut self) -> &mut Script<Method> {
        &mut self.script
    }

    /// The gatekeeper, who sells tokens.
    pub fn access(&mut self) -> &mut Access {
        &mut self.access
    }

    /// Takes the notifications that have come up since the last time, oldest first.
    pub fn take_notifications(&mut self) -> Vec<Notification> {
        std::mem::take(&mut self.outbox)
    }

    /// A call as it stands on the wire, under the next fate of its script.
    pub fn receive(
        &mut self,
        shown: Shown<'_>,
        method: &str,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Delivery {
        let Some(method) = Method::named(method) else {
            return Delivery::Whole(Reply::text(404, "There is no such method.\n"));
        };
        if !self.access.admits(shown, now) {
            return Delivery::Whole(Reply::text(401, "These credentials are not known here.\n"));
        }
        match Request::read(method, body) {
            Ok(request) => {
                let fate = self.script.next(&method);
                self.call_under(&request, &fate, now)
            }
            Err(unreadable) => Delivery::Whole(Reply::text(400, &format!("{unreadable}\n"))),
        }
    }

    /// A call under a given fate.
    pub fn call_under(&mut self, request: &Request, fate: &Fate, now: DateTime<Utc>) -> Delivery {
        let mut answer = if fate.acts {
            self.call(request, now)
        } else {
            self.untouched(request)
        };
        self.twist(&mut answer, request, &fate.answer);
        fate.answer.deliver(Reply::json(200, &answer))
    }

    /// A call and its true answer.
    pub fn call(&mut self, request: &Request, now: DateTime<Utc>) -> Answer {
        match request {
            Request::Initialize(opening) => self.open(opening, now),
            Request::SendPayment(opening) => match opening.seller_id.as_deref() {
                Some("not-allowed") => nothing(Code::SellerNotAllowed, &opening.transaction_key),
                Some("not-trained") => nothing(Code::SellerNotTrained, &opening.transaction_key),
                Some(_) | None => self.open(opening, now),
            },
            Request::GetStatus(key) => {
                self.lapse(&key.name(), now);
                self.standing(key)
            }
            Request::Confirm(key) => self.money(MoneyMethod::Confirm, key, Some(0), now),
            Request::Validate(key, amount) => self.money(MoneyMethod::Validate, key, *amount, now),
            Request::Cancel(key, amount) => self.money(MoneyMethod::Cancel, key, *amount, now),
            Request::Refund(key, amount) => self.money(MoneyMethod::Refund, key, *amount, now),
            Request::UpdateStatus(key, word) => self.update(key, word, now),
            Request::Connect(_, page) => {
                let connect_url = format!("{}/portal/{}", self.settings.pages, page.word());
                answer(Code::Success, Body::Connected { connect_url })
            }
        }
    }

    /// Lets everything lapse whose time has run out.
    pub fn tick(&mut self, now: DateTime<Utc>) {
        let names: Vec<String> = self.transactions.keys().cloned().collect();
        for name in names {
            self.lapse(&name, now);
        }
    }

    fn open(&mut self, opening: &Opening, now: DateTime<Utc>) -> Answer {
        let key = &opening.transaction_key;
        let name = key.name();
        if key.merchant_transaction_date != paris_date(now).format("%Y%m%d").to_string() {
            return nothing(Code::NotToday, key);
        }
        if self
            .transactions
            .get(&name)
            .is_some_and(|held| held.status != Status::InitializedToRetry)
        {
            return nothing(Code::KeyUsed, key);
        }
        let Some(product) = product(&opening.product_code) else {
            return nothing(Code::SellerNotAllowed, key);
        };
        self.opened = self.opened.wrapping_add(1);
        let journey = token("cofidis journey", self.seed, self.opened);
        let product = Product {
            instalments: opening.instalments.unwrap_or(product.instalments),
            ..product
        };
        let transaction = Transaction::new(opening.clone(), product, journey, now);
        let status = transaction.status;
        let link = format!(
            "{}/journey/cofidis/{}",
            self.settings.pages, transaction.journey
        );
        let link = (status == Status::Initialized).then_some(link);
        let (redirect_url, send_payment_return) = match &opening.send_payment_merchant_data {
            None => (link, None),
            Some(data) => (None, link.map(|link| sending(data.sending_type, link))),
        };
        self.books.open(
            &name,
            opening.order_reference.as_deref().unwrap_or_default(),
            opening.amount,
        );
        if status == Status::Initialized {
            self.journeys
                .insert(transaction.journey.clone(), name.clone());
        }
        self.transactions.insert(name, transaction);
        let body = Body::Opened {
            transaction_key: key.clone(),
            transaction_status: status.word().to_owned(),
            redirect_url,
            send_payment_return,
        };
        answer(Code::Success, body)
    }

    fn money(
        &mut self,
        method: MoneyMethod,
        key: &TransactionKey,
        asked: Option<Cents>,
        now: DateTime<Utc>,
    ) -> Answer {
        self.lapse(&key.name(), now);
        let Some(transaction) = self.transactions.get_mut(&key.name()) else {
            return nothing(Code::NoSuchKey, key);
        };
        let code = match (transaction.admits(method), asked) {
            (Code::Success, Some(amount)) => {
                match transaction.carry_out(method, amount, &mut self.books, now) {
                    Ok(()) => {
                        transaction.trouble = None;
                        Code::Success
                    }
                    Err(Overdrawn) => match method {
                        MoneyMethod::Confirm => Code::AlreadyConfirmed,
                        MoneyMethod::Validate => Code::AboveAuthorised,
                        MoneyMethod::Cancel => Code::AboveCancellable,
                        MoneyMethod::Refund => Code::AboveRefundable,
                    },
                }
            }
            (Code::Success, None) => {
                transaction.trouble = Some(Trouble::ToRetry(method));
                Code::Success
            }
            (refused, _) => refused,
        };
        self.done(code, key)
    }

    fn update(&mut self, key: &TransactionKey, word: &str, now: DateTime<Utc>) -> Answer {
        self.lapse(&key.name(), now);
        let Some(transaction) = self.transactions.get_mut(&key.name()) else {
            return nothing(Code::NoSuchKey, key);
        };
        let before_acceptance = matches!(
            transaction.status,
            Status::Initialized | Status::Undefined | Status::Pending
        );
        let code = if word == "Abandonned" && transaction.italian() && before_acceptance {
            transaction.status = Status::Aborted;
            transaction.sub_status = Some("abandoned_by_merchant");
            transaction.set = Some(self.settings.abandoned_word.clone());
            Code::Success
        } else if word == self.settings.delivery_word {
            match transaction.finance("updateStatus", &mut self.books, now) {
                Ok(()) => Code::Success,
                Err(Overdrawn) => transaction.status.admits(MoneyMethod::Validate),
            }
        } else {
            Code::NotAccepted
        };
        self.done(code, key)
    }

    fn lapse(&mut self, name: &str, now: DateTime<Utc>) {
        if let Some(transaction) = self.transactions.get_mut(name) {
            transaction.lapse(&mut self.books, now);
        }
    }

    fn amounts(&self, key: &TransactionKey) -> Amounts {
        let totals = self.books.totals(&key.name());
        let transaction = self.transactions.get(&key.name());
        let lapsed = transaction.is_some_and(|transaction| transaction.status == Status::Canceled);
        Amounts {
            amount: totals.amount,
            authorized_amount: totals.reserved,
            cancelled_amount: totals.cancelled + if lapsed { totals.lapsed } else { 0 },
            validated_amount: totals.released,
            refunded_amount: totals.refunded,
        }
    }

    fn standing(&self, key: &TransactionKey) -> Answer {
        let Some(transaction) = self.transactions.get(&key.name()) else {
            return nothing(Code::NoSuchKey, key);
        };
        let body = Body::Standing {
            transaction_key: key.clone(),
            transaction_status: transaction.word().to_owned(),
            sub_status: transaction.sub_status.map(str::to_owned),
            amounts: self.amounts(key),
        };
        answer(Code::Success, body)
    }

    fn done(&self, code: Code, key: &TransactionKey) -> Answer {
        let Some(transaction) = self.transactions.get(&key.name()) else {
            return nothing(Code::NoSuchKey, key);
        };
        let body = Body::Done {
            transaction_key: key.clone(),
            transaction_status: transaction.word().to_owned(),
            amounts: self.amounts(key),
        };
        answer(code, body)
    }

    /// The answer of a bank that did nothing.
    fn untouched(&self, request: &Request) -> Answer {
        match request.key() {
            Some(key) if self.transactions.contains_key(&key.name()) => {
                self.done(Code::Success, key)
            }
            Some(key) => nothing(Code::Success, key),
            None => answer(
                Code::Success,
                Body::Connected {
                    connect_url: self.settings.pages.clone(),
                },
            ),
        }
    }
}

fn answer(code: Code, body: Body) -> Answer {
    let (digits, message) = code.row();
    Answer {
        response_code: digits.to_owned(),
        response_message: message.to_owned(),
        body,
    }
}

fn nothing(code: Code, key: &TransactionKey) -> Answer {
    answer(
        code,
        Body::Nothing {
            transaction_key: key.clone(),
        },
    )
}

/// What comes back of a journey that was sent. A link that no QR code can hold comes back as a link.
fn sending(how: SendingType, link: String) -> SendPaymentReturn {
    match how {
        SendingType::Link => SendPaymentReturn::Link(link),
        SendingType::Sms => SendPaymentReturn::Sent(true),
        SendingType::Qr => match picture::qr_png_base64(&link) {
            Ok(picture) => SendPaymentReturn::QrCode(picture),
            Err(_) => SendPaymentReturn::Link(link),
        },
    }
}
