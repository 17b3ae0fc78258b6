//! The synchronous answer: JSON with upper-case keys (Known; it carries no HASH). It is read strictly: an HTTP failure,
//! something that is no JSON, a code that is not four digits or an answer to another operation proves nothing. MESSAGE
//! is for people and varies: of it, only the name of a parameter at fault is kept, for the log.

use super::{execcode::ExecCode, transactions::Row};
use crate::{Failure, Reply};
use financing::Silence;
use serde::Deserialize;

/// An answer that could be read.
#[derive(Debug)]
pub(crate) struct Answer {
    /// What became of it.
    pub(crate) code: ExecCode,
    /// TRANSACTIONID; it may be missing.
    pub(crate) transaction: Option<String>,
    /// DESCRIPTOR: how the transaction is labelled on the customer's statement.
    pub(crate) descriptor: Option<String>,
    /// REDIRECTHTML, still in base64.
    pub(crate) redirect_html: Option<String>,
    /// DATA of getTransactions.
    pub(crate) rows: Option<Vec<Row>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Wire {
    execcode: String,
    operationtype: Option<String>,
    message: Option<String>,
    transactionid: Option<String>,
    descriptor: Option<String>,
    redirecthtml: Option<String>,
    data: Option<Vec<Row>>,
}

/// Reads the answer to `method`.
pub(crate) fn read(reply: &Reply, method: &str) -> Result<Answer, Failure> {
    if reply.status != 200 {
        return Err(Failure::Unknown(Silence::PlatformFailed));
    }
    let unreadable = Failure::Unknown(Silence::Unreadable);
    let wire = json(&reply.body).map_err(|_not_ours| unreadable)?;
    let code = ExecCode::read(&wire.execcode).ok_or(unreadable)?;
    if wire
        .operationtype
        .is_some_and(|operation| operation != method)
    {
        return Err(Failure::Unknown(Silence::OtherTransaction));
    }
    let transaction = wire.transactionid.filter(|id| !id.is_empty());
    if transaction.as_ref().is_some_and(|id| !is_transaction(id)) {
        return Err(unreadable);
    }
    if code != ExecCode::DONE {
        let parameter = wire.message.as_deref().and_then(parameter);
        tracing::info!(method, %code, parameter, "payplug answered");
    }
    Ok(Answer {
        code,
        transaction,
        descriptor: wire
            .descriptor
            .filter(|label| (1..=64).contains(&label.chars().count())),
        redirect_html: wire.redirecthtml.filter(|html| !html.is_empty()),
        rows: wire.data,
    })
}

/// JSON, all of it: what stands in a column that is not read is not looked at by the reader of those that are, and so
/// a name that was damaged on the way would pass for a column of no interest.
fn json(body: &[u8]) -> Result<Wire, serde_json::Error> {
    serde_json::from_slice::<serde_json::Value>(body)?;
    serde_json::from_slice(body)
}

/// Whether this can be a TRANSACTIONID: 1 to 32 characters (Known) that are visible ASCII (Assumed).
pub(crate) fn is_transaction(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The names of what is sent. A message may quote any value in capitals, so no other word of it is written down.
const PARAMETERS: [&str; 37] = [
    "AMOUNT",
    "APIKEYID",
    "BILLINGADDRESS",
    "BILLINGCITY",
    "BILLINGCOUNTRY",
    "BILLINGFIRSTNAME",
    "BILLINGLASTNAME",
    "BILLINGMOBILEPHONE",
    "BILLINGPHONE",
    "BILLINGPOSTALCODE",
    "BILLINGTITLE",
    "CART",
    "CLIENTDOB",
    "CLIENTEMAIL",
    "CLIENTIDENT",
    "CLIENTIP",
    "CLIENTUSERAGENT",
    "DESCRIPTION",
    "EXTRADATA",
    "HASH",
    "IDENTIFIER",
    "METADATA",
    "OPERATIONTYPE",
    "ORDERID",
    "PAYMENTOPTION",
    "PRESCORINGCODE",
    "SHIPTOADDRESS",
    "SHIPTOCITY",
    "SHIPTOCOMPANYNAME",
    "SHIPTOCOUNTRY",
    "SHIPTOFIRSTNAME",
    "SHIPTOLASTNAME",
    "SHIPTOMOBILEPHONE",
    "SHIPTOPHONE",
    "SHIPTOPOSTALCODE",
    "SHIPTOTITLE",
    "TRANSACTIONID",
];

/// The parameter that a message complains of.
fn parameter(message: &str) -> Option<&'static str> {
    let mut words = message.split(|other: char| !other.is_ascii_alphanumeric());
    words.find_map(|word| PARAMETERS.into_iter().find(|name| *name == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &str) -> Reply {
        Reply {
            status,
            content_type: "application/json".to_owned(),
            body: body.as_bytes().to_vec(),
        }
    }

    fn failure(status: u16, body: &str) -> Silence {
        match read(&reply(status, body), "capture") {
            Err(Failure::Unknown(silence)) => silence,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_answer_tells_its_code_and_its_transaction() {
        let body = r#"{"OPERATIONTYPE":"capture","EXECCODE":"0000","MESSAGE":"ok","TRANSACTIONID":"A1123456","DESCRIPTOR":"SHOP"}"#;
        let answer = read(&reply(200, body), "capture").unwrap();
        assert_eq!(answer.code.to_string(), "0000");
        assert_eq!(answer.transaction.as_deref(), Some("A1123456"));
        assert_eq!(answer.descriptor.as_deref(), Some("SHOP"));
    }

    #[test]
    fn an_answer_may_lack_its_transaction() {
        let answer = read(
            &reply(200, r#"{"EXECCODE":"1003","MESSAGE":"x"}"#),
            "capture",
        )
        .unwrap();
        assert_eq!(answer.transaction, None);
    }

    #[test]
    fn what_is_no_answer_proves_nothing() {
        for body in [
            "",
            "<html>",
            "{\"EXECCODE\":\"00",
            "{}",
            r#"{"EXECCODE":"0"}"#,
            r#"{"EXECCODE":0}"#,
            "[]",
        ] {
            assert_eq!(failure(200, body), Silence::Unreadable, "{body}");
        }
        let long = format!(
            r#"{{"EXECCODE":"0000","TRANSACTIONID":"{}"}}"#,
            "A".repeat(33)
        );
        assert_eq!(failure(200, &long), Silence::Unreadable);
        for status in [503, 500, 302, 404] {
            assert_eq!(
                failure(status, r#"{"EXECCODE":"0000"}"#),
                Silence::PlatformFailed
            );
        }
    }

    #[test]
    fn an_answer_that_was_damaged_where_nothing_is_read_proves_nothing() {
        let mut damaged = reply(200, r#"{"OPERATIONTYPE":"refund","EXECCODE":"0000"}"#);
        damaged.body[10] = 0xaa;
        let read = read(&damaged, "capture");
        assert!(matches!(read, Err(Failure::Unknown(Silence::Unreadable))));
    }

    #[test]
    fn an_answer_to_another_operation_is_not_ours() {
        let body = r#"{"OPERATIONTYPE":"refund","EXECCODE":"0000"}"#;
        assert_eq!(failure(200, body), Silence::OtherTransaction);
    }

    #[test]
    fn of_a_message_only_the_name_of_a_parameter_is_kept() {
        assert_eq!(
            parameter("The parameter \"BILLINGLASTNAME\" is invalid: Dupont"),
            Some("BILLINGLASTNAME")
        );
        assert_eq!(parameter("CART[0][TAX] is wrong"), Some("CART"));
        for message in [
            "Claire Moreau, claire@example.org",
            "MOREAU is too long",
            "no such place: LILLE",
        ] {
            assert_eq!(parameter(message), None);
        }
    }
}
