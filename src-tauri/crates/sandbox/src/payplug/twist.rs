//! What a fate changes inside a Payplug answer. What happens to an answer on its way (lost, cut, late) is `fate`'s
//! matter.

use super::Answer;
use crate::fate::Answering;

impl Answer {
    /// Bends the answer to the fate `how`.
    pub(super) fn twist(&mut self, how: &Answering) {
        match how {
            Answering::Code { code } => self.change_code(code),
            Answering::CodeThenNotice { .. } => self.change_code("5004"),
            Answering::Failed => self.change_code("5006"),
            Answering::ToRetry => self.change_code("2017"),
            Answering::Declined => self.change_code("4001"),
            Answering::UnknownStatus => {
                self.change_code("0042");
                self.each_row("EXECCODE", |_| "42".to_owned());
            }
            Answering::OtherKey => {
                self.transactionid = self.transactionid.take().map(|id| format!("{id}X"));
                self.each_row("TRANSACTIONID", |id| format!("{id}X"));
                self.each_row("ORDERID", |order| format!("{order}X"));
            }
            Answering::OtherAmount => self.each_row("AMOUNT", |amount| format!("1{amount}")),
            Answering::NoTransactionId => self.transactionid = None,
            Answering::Whole
            | Answering::Lost
            | Answering::Cut
            | Answering::Hung
            | Answering::Late { .. }
            | Answering::Http { .. }
            | Answering::Html
            | Answering::HalfJson
            | Answering::Garbage
            | Answering::Redirected { .. } => {}
        }
    }

    fn change_code(&mut self, code: &str) {
        code.clone_into(&mut self.execcode);
        "The sandbox was told to answer so".clone_into(&mut self.message);
        self.redirecthtml = None;
        self.data = None;
    }

    fn each_row(&mut self, column: &str, change: impl Fn(&str) -> String) {
        for row in self.data.iter_mut().flatten() {
            if let Some(value) = row.get_mut(column) {
                *value = change(value);
            }
        }
    }
}
