//! EXECCODE: one table from a code to its meaning and to what the till does with it. The first digit speaks for a code
//! that is not in the table. MESSAGE, which comes with a code, varies and decides nothing. What staff read is chosen
//! elsewhere, by the code; how an act becomes an outcome of one operation is next door, in `outcome`.

use financing::{Operation, RejectionKind};
use std::fmt;

/// Four digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExecCode(u16);

impl ExecCode {
    /// 0000.
    pub(crate) const DONE: ExecCode = ExecCode(0);

    /// Reads the four digits of an answer or a notification. `None` for anything else.
    pub(crate) fn read(text: &str) -> Option<ExecCode> {
        (text.len() == 4).then(|| ExecCode::digits(text)).flatten()
    }

    /// Reads a code of a getTransactions row. Known: 0000 is written `0` there. Assumed: leading zeros are left out of
    /// every code.
    pub(crate) fn read_exported(text: &str) -> Option<ExecCode> {
        (1..=4)
            .contains(&text.len())
            .then(|| ExecCode::digits(text))
            .flatten()
    }

    fn digits(text: &str) -> Option<ExecCode> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse().ok().map(ExecCode)).flatten()
    }

    /// What the till does with it.
    pub(crate) fn act(self) -> Act {
        TABLE
            .iter()
            .find(|row| row.0 == self.0)
            .map_or_else(|| self.act_by_first_digit(), |row| row.2)
    }

    /// Known: 0 done or still running, 1 malformed, 2 wrong use of a reference, 3 account set-up, 4 bank or supplier
    /// refused, 5 system, 6 anti-fraud. Other digits are in no document: nothing is concluded from them.
    fn act_by_first_digit(self) -> Act {
        match self.0 / 1000 {
            0 => Act::Person,
            1 => Act::Refused(RejectionKind::Malformed),
            2 => Act::Refused(RejectionKind::Forbidden),
            3 => Act::Refused(RejectionKind::Account),
            4 | 6 => Act::Refused(RejectionKind::Declined),
            _ => Act::Silent,
        }
    }
}

impl fmt::Display for ExecCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl fmt::Debug for ExecCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// What the till does with a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Final: it was done.
    Done,
    /// Not final: the customer is to be sent where REDIRECTHTML leads.
    Journey,
    /// Not final: wait and ask.
    Wait,
    /// Not final, and a person must look: done in part, or a 0xxx that no document has.
    Person,
    /// A certain no.
    Refused(RejectionKind),
    /// The customer left or took too long.
    Ended,
    /// A certain no to this request; for this operation it may be because it was done before.
    PerhapsDone(Operation),
    /// It did nothing now: try again later.
    Later,
    /// A part of the chain failed: try again after five minutes.
    AfterPause,
    /// The platform is out of service: the second one, once it is known that this one did nothing.
    OtherPlatform {
        /// Whether the code itself says that nothing was done. Assumed: maintenance does, a failed exchange does not.
        did_nothing: bool,
    },
    /// Nobody knows: never send again, ask.
    Silent,
}

const MALFORMED: Act = Act::Refused(RejectionKind::Malformed);
const FORBIDDEN: Act = Act::Refused(RejectionKind::Forbidden);
const ACCOUNT: Act = Act::Refused(RejectionKind::Account);
const CREDENTIALS: Act = Act::Refused(RejectionKind::Credentials);
const DECLINED: Act = Act::Refused(RejectionKind::Declined);

/// Every code of the reference (Known), its meaning, and what the till does.
const TABLE: &[(u16, &str, Act)] = &[
    (0, "success", Act::Done),
    (1, "3-D Secure needed", Act::Journey),
    (2, "redirection needed", Act::Journey),
    (3, "in progress, a notification will follow", Act::Wait),
    (4, "partially accepted", Act::Person),
    (1001, "parameter missing", MALFORMED),
    (1002, "parameter invalid", MALFORMED),
    (1003, "HASH wrong", CREDENTIALS),
    (1004, "protocol", MALFORMED),
    (1005, "form of the POST", MALFORMED),
    (1006, "GET forbidden", MALFORMED),
    (1007, "cart total differs from the amount", MALFORMED),
    (2001, "alias not found", FORBIDDEN),
    (2002, "reference not found", FORBIDDEN),
    (2003, "reference not succeeded", FORBIDDEN),
    (2004, "reference not refundable", FORBIDDEN),
    (
        2005,
        "reference not capturable",
        Act::PerhapsDone(Operation::Release),
    ),
    (2006, "reference not finished", Act::Later),
    (2007, "capture amount", FORBIDDEN),
    (2008, "refund amount", FORBIDDEN),
    (2009, "authorisation expired", FORBIDDEN),
    (2010, "schedules (not used here)", FORBIDDEN),
    (2011, "schedules (not used here)", FORBIDDEN),
    (2012, "schedules and files (not used here)", FORBIDDEN),
    (2013, "files (not used here)", FORBIDDEN),
    (2014, "files (not used here)", FORBIDDEN),
    (
        2015,
        "reference not voidable",
        Act::PerhapsDone(Operation::Cancel),
    ),
    (2016, "resource exists", FORBIDDEN),
    (2017, "not available yet, or two edits at once", Act::Later),
    (2018, "hosted fields (not used here)", FORBIDDEN),
    (2019, "void amount", FORBIDDEN),
    (2020, "alias (not used here)", FORBIDDEN),
    (3001, "account disabled", ACCOUNT),
    (3002, "caller address not allowed", ACCOUNT),
    (3003, "transaction not allowed", ACCOUNT),
    (3004, "rate limit", Act::Later),
    (3006, "sub-merchant", ACCOUNT),
    (3007, "API key disabled", CREDENTIALS),
    (3008, "payment option not configured", ACCOUNT),
    (4001, "declined", DECLINED),
    (4002, "declined", DECLINED),
    (4003, "declined", DECLINED),
    (4004, "abandoned by the customer", Act::Ended),
    (4005, "declined", DECLINED),
    (4006, "declined", DECLINED),
    (4007, "declined", DECLINED),
    (4008, "3-D Secure failed", Act::Ended),
    (4009, "3-D Secure expired", Act::Ended),
    (4010, "declined", DECLINED),
    (4011, "declined", DECLINED),
    (4012, "declined", DECLINED),
    (4013, "declined", DECLINED),
    (4014, "not enrolled", Act::Ended),
    (4015, "expired", Act::Ended),
    (4016, "declined", DECLINED),
    (4017, "form expired", Act::Ended),
    (4018, "declined", DECLINED),
    (4019, "declined", DECLINED),
    (4020, "declined", DECLINED),
    (4021, "declined", DECLINED),
    (
        5001,
        "exchange protocol failure",
        Act::OtherPlatform { did_nothing: false },
    ),
    (5002, "bank network", Act::AfterPause),
    (
        5003,
        "maintenance",
        Act::OtherPlatform { did_nothing: true },
    ),
    (
        5004,
        "time-out, the answer comes by notification",
        Act::Silent,
    ),
    (5005, "3-D Secure display", Act::AfterPause),
    (5006, "unexpected bank answer", Act::Silent),
    (6001, "refused by rules", DECLINED),
    (6002, "refused by rules", DECLINED),
    (6003, "refused by rules", DECLINED),
    (6004, "refused by rules", DECLINED),
    (6005, "refused by rules", DECLINED),
    (6006, "refused by rules", DECLINED),
    (6007, "refused by rules", DECLINED),
    (6008, "refused by rules", DECLINED),
];

/// Every code that is known by its number, with its meaning, in order: for documents and support.
pub fn execcodes() -> impl Iterator<Item = (ExecCode, &'static str)> {
    TABLE
        .iter()
        .map(|(code, meaning, _)| (ExecCode(*code), *meaning))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(code: &str) -> Act {
        ExecCode::read(code).unwrap().act()
    }

    #[test]
    fn the_table_stands_in_order_without_a_code_twice() {
        assert!(TABLE.is_sorted_by(|one, two| one.0 < two.0));
    }

    #[test]
    fn success_is_final_and_a_redirection_leads_to_the_journey() {
        assert_eq!(act("0000"), Act::Done);
        assert_eq!(act("0001"), Act::Journey);
        assert_eq!(act("0002"), Act::Journey);
        assert_eq!(act("0003"), Act::Wait);
        assert_eq!(act("0004"), Act::Person);
    }

    #[test]
    fn a_wrong_key_and_an_unlisted_address_are_told_apart() {
        assert_eq!(act("1003"), Act::Refused(RejectionKind::Credentials));
        assert_eq!(act("3002"), Act::Refused(RejectionKind::Account));
        assert_eq!(act("3007"), Act::Refused(RejectionKind::Credentials));
    }

    #[test]
    fn our_own_faults_are_malformed() {
        for code in ["1001", "1002", "1004", "1005", "1006", "1007"] {
            assert_eq!(act(code), Act::Refused(RejectionKind::Malformed), "{code}");
        }
    }

    #[test]
    fn a_busy_gateway_is_tried_again_later() {
        for code in ["2006", "2017", "3004"] {
            assert_eq!(act(code), Act::Later, "{code}");
        }
        assert_eq!(act("5002"), Act::AfterPause);
        assert_eq!(act("5005"), Act::AfterPause);
    }

    #[test]
    fn only_maintenance_says_that_nothing_was_done() {
        assert_eq!(act("5003"), Act::OtherPlatform { did_nothing: true });
        assert_eq!(act("5001"), Act::OtherPlatform { did_nothing: false });
    }

    #[test]
    fn a_time_out_at_the_gateway_is_asked_about() {
        assert_eq!(act("5004"), Act::Silent);
        assert_eq!(act("5006"), Act::Silent);
    }

    #[test]
    fn a_wrong_use_of_a_reference_is_forbidden_and_may_mean_that_it_was_done() {
        let plain = [
            "2001", "2002", "2003", "2004", "2007", "2008", "2009", "2010", "2011", "2012", "2013",
            "2014", "2016", "2018", "2019", "2020",
        ];
        for code in plain {
            assert_eq!(act(code), Act::Refused(RejectionKind::Forbidden), "{code}");
        }
        assert_eq!(act("2005"), Act::PerhapsDone(Operation::Release));
        assert_eq!(act("2015"), Act::PerhapsDone(Operation::Cancel));
    }

    #[test]
    fn an_account_that_is_not_set_up_says_so() {
        for code in ["3001", "3003", "3006", "3008"] {
            assert_eq!(act(code), Act::Refused(RejectionKind::Account), "{code}");
        }
    }

    #[test]
    fn a_declined_customer_and_one_who_left_are_told_apart() {
        let declined = [
            "4001", "4002", "4003", "4005", "4006", "4007", "4010", "4011", "4012", "4013", "4016",
            "4018", "4019", "4020", "4021", "6001", "6002", "6003", "6004", "6005", "6006", "6007",
            "6008",
        ];
        for code in declined {
            assert_eq!(act(code), Act::Refused(RejectionKind::Declined), "{code}");
        }
        for code in ["4004", "4008", "4009", "4014", "4015", "4017"] {
            assert_eq!(act(code), Act::Ended, "{code}");
        }
    }

    #[test]
    fn an_unknown_code_is_treated_by_its_first_digit() {
        assert_eq!(act("0042"), Act::Person);
        assert_eq!(act("1999"), Act::Refused(RejectionKind::Malformed));
        assert_eq!(act("2999"), Act::Refused(RejectionKind::Forbidden));
        assert_eq!(act("3999"), Act::Refused(RejectionKind::Account));
        assert_eq!(act("4999"), Act::Refused(RejectionKind::Declined));
        assert_eq!(act("5999"), Act::Silent);
        assert_eq!(act("6999"), Act::Refused(RejectionKind::Declined));
        assert_eq!(act("7000"), Act::Silent);
    }

    #[test]
    fn a_code_is_four_digits_and_a_row_leaves_its_zeros_out() {
        assert_eq!(ExecCode::read_exported("0"), ExecCode::read("0000"));
        assert_eq!(ExecCode::read_exported("2"), ExecCode::read("0002"));
        assert_eq!(ExecCode::read_exported("4004"), ExecCode::read("4004"));
        for text in ["", "0", "00000", "+001", "00 0", "４００１", "abcd"] {
            assert_eq!(ExecCode::read(text), None, "{text}");
        }
        assert_eq!(ExecCode::read_exported(""), None);
        assert_eq!(ExecCode::read_exported("-1"), None);
    }
}
