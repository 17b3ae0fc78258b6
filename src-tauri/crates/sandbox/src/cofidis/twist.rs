//! What a fate changes inside a Cofidis answer, and in the state that a failed call leaves behind. What happens to an
//! answer on its way (lost, cut, late) is `fate`'s matter.

use super::answer::{Answer, Body};
use super::states::{MoneyMethod, Status, Trouble};
use super::wire::{Request, TransactionKey};
use super::{Bank, Transaction};
use crate::fate::Answering;

impl Bank {
    /// Bends `answer` to the fate `how`.
    pub(super) fn twist(&mut self, answer: &mut Answer, request: &Request, how: &Answering) {
        match how {
            Answering::Code { code } => answer.change_code(code),
            Answering::Failed => {
                if let Some((method, transaction)) = self.money_call(request) {
                    transaction.trouble = Some(Trouble::Failed(method));
                    answer.change_word(transaction.word());
                    answer.change_code(method.technical());
                }
            }
            Answering::ToRetry => {
                if let Some((method, transaction)) = self.money_call(request) {
                    transaction.trouble = Some(Trouble::ToRetry(method));
                    answer.change_word(transaction.word());
                }
            }
            Answering::Declined => {
                if let Some((MoneyMethod::Confirm, transaction)) = self.money_call(request)
                    && transaction.status == Status::ToConfirm
                {
                    transaction.status = Status::ConfirmRefused;
                    answer.change_word(transaction.word());
                }
            }
            Answering::UnknownStatus => answer.change_word("Teleported"),
            Answering::OtherKey => {
                if let Some(key) = answer.key_mut() {
                    key.merchant_transaction_id.push('X');
                }
            }
            Answering::OtherAmount => {
                if let Body::Standing { amounts, .. } | Body::Done { amounts, .. } =
                    &mut answer.body
                {
                    for cents in [
                        &mut amounts.amount,
                        &mut amounts.authorized_amount,
                        &mut amounts.validated_amount,
                    ] {
                        *cents = cents.saturating_add(100);
                    }
                }
            }
            Answering::Whole
            | Answering::Lost
            | Answering::Cut
            | Answering::Hung
            | Answering::Late { .. }
            | Answering::Http { .. }
            | Answering::CodeThenNotice { .. }
            | Answering::Html
            | Answering::HalfJson
            | Answering::Garbage
            | Answering::NoTransactionId
            | Answering::Redirected { .. } => {}
        }
    }

    fn money_call(&mut self, request: &Request) -> Option<(MoneyMethod, &mut Transaction)> {
        let method = MoneyMethod::of(request.method())?;
        let transaction = self.transactions.get_mut(&request.key()?.name())?;
        Some((method, transaction))
    }
}

impl Answer {
    fn change_code(&mut self, code: &str) {
        code.clone_into(&mut self.response_code);
        "The sandbox was told to answer so".clone_into(&mut self.response_message);
    }

    fn change_word(&mut self, word: &str) {
        match &mut self.body {
            Body::Opened {
                transaction_status, ..
            }
            | Body::Standing {
                transaction_status, ..
            }
            | Body::Done {
                transaction_status, ..
            } => word.clone_into(transaction_status),
            Body::Nothing { .. } | Body::Connected { .. } => {}
        }
    }

    fn key_mut(&mut self) -> Option<&mut TransactionKey> {
        match &mut self.body {
            Body::Nothing { transaction_key }
            | Body::Opened {
                transaction_key, ..
            }
            | Body::Standing {
                transaction_key, ..
            }
            | Body::Done {
                transaction_key, ..
            } => Some(transaction_key),
            Body::Connected { .. } => None,
        }
    }
}
