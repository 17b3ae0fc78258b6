//! PAYPLUG.md says, for every parameter and every EXECCODE of the vendor's page and the reference, where it is set or
//! read and which test shows it. Here stand the lists; the document must hold each of them once, and each test it names
//! must exist.

use gateways::payplug::execcodes;
use std::{collections::BTreeSet, fs, path::Path};

const AUTHORIZATION: &[&str] = &[
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
    "CART[X][DISCOUNT]",
    "CART[X][FEES]",
    "CART[X][NAME]",
    "CART[X][PRICE]",
    "CART[X][QUANTITY]",
    "CART[X][sub-merchant]",
    "CART[X][TAX]",
    "CART[X][TOTALAMOUNT]",
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
    "VERSION",
];
const DEEDS: &[&str] = &[
    "AMOUNT",
    "APIKEYID",
    "DESCRIPTION",
    "EXTRADATA",
    "HASH",
    "IDENTIFIER",
    "OPERATIONTYPE",
    "ORDERID",
    "TRANSACTIONID",
    "VERSION",
];
const QUESTION: &[&str] = &[
    "APIKEYID",
    "COLUMNS",
    "HASH",
    "IDENTIFIER",
    "OPERATIONTYPE",
    "ORDERID",
    "TRANSACTIONID",
    "VERSION",
];
const ANSWER: &[&str] = &[
    "DATA",
    "DESCRIPTOR",
    "EXECCODE",
    "MESSAGE",
    "OPERATIONTYPE",
    "REDIRECTHTML",
    "TRANSACTIONID",
];
const ROW: &[&str] = &[
    "AMOUNT",
    "CURRENCY",
    "DATE",
    "EXECCODE",
    "EXTRADATA",
    "IDENTIFIER",
    "OPERATIONTYPE",
    "ORDERID",
    "TRANSACTIONID",
];
const NOTIFICATION: &[&str] = &[
    "AMOUNT",
    "CLIENTEMAIL",
    "CLIENTIDENT",
    "CURRENCY",
    "DESCRIPTOR",
    "EXECCODE",
    "EXTRADATA",
    "HASH",
    "IDENTIFIER",
    "LANGUAGE",
    "MESSAGE",
    "OPERATIONTYPE",
    "ORDERID",
    "TRANSACTIONID",
    "VERSION",
];
const CODES: &[&str] = &[
    "0000",
    "0001",
    "0002",
    "0003",
    "0004",
    "1001",
    "1002",
    "1003",
    "1004",
    "1005",
    "1006",
    "1007",
    "2001",
    "2002",
    "2003",
    "2004",
    "2005",
    "2006",
    "2007",
    "2008",
    "2009",
    "2010",
    "2011",
    "2012",
    "2013",
    "2014",
    "2015",
    "2016",
    "2017",
    "2018",
    "2019",
    "2020",
    "3001",
    "3002",
    "3003",
    "3004",
    "3006",
    "3007",
    "3008",
    "4001",
    "4002",
    "4003",
    "4004",
    "4005",
    "4006",
    "4007",
    "4008",
    "4009",
    "4010",
    "4011",
    "4012",
    "4013",
    "4014",
    "4015",
    "4016",
    "4017",
    "4018",
    "4019",
    "4020",
    "4021",
    "5001",
    "5002",
    "5003",
    "5004",
    "5005",
    "5006",
    "6001",
    "6002",
    "6003",
    "6004",
    "6005",
    "6006",
    "6007",
    "6008",
    "0xxx",
    "1xxx",
    "2xxx",
    "3xxx",
    "4xxx",
    "5xxx",
    "6xxx",
    "7xxx, 8xxx, 9xxx",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The cells of the table under a heading, without its two head lines.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("PAYPLUG.md")).unwrap();
    let text = text.replace("\r\n", "\n");
    let section = text
        .split("\n## ")
        .find(|section| section.lines().next() == Some(heading));
    let section = section.unwrap_or_else(|| panic!("no section {heading}"));
    let table = section.lines().filter(|line| line.starts_with('|')).skip(2);
    table
        .map(|line| {
            let cells = line.trim_matches('|').split('|');
            cells
                .map(|cell| cell.trim().trim_matches('`').to_owned())
                .collect()
        })
        .collect()
}

fn sources(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else {
            all.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// The names of all tests of this adapter.
fn tests() -> BTreeSet<String> {
    let mut all = String::new();
    sources(&root().join("src/payplug"), &mut all);
    sources(&root().join("tests/payplug"), &mut all);
    let mut names = BTreeSet::new();
    let mut marked = false;
    for line in all.lines().map(str::trim) {
        let name = line.trim_start_matches("async ").strip_prefix("fn ");
        if let (true, Some(name)) = (marked, name) {
            names.insert(name.split('(').next().unwrap().to_owned());
        }
        marked = line == "#[test]" || line == "#[tokio::test]";
    }
    names
}

/// Every name of the list stands once in the table of that heading, and nothing else does; every test exists.
fn complete(heading: &str, names: &[&str]) {
    let rows = rows(heading);
    let written: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(written, names, "{heading}");
    let tests = tests();
    for row in &rows {
        let named = row.last().unwrap();
        assert!(
            tests.contains(named),
            "{heading}, {}: no test {named:?}",
            row[0]
        );
        assert!(
            row.iter().all(|cell| !cell.is_empty()),
            "{heading}, {}: an empty cell",
            row[0]
        );
    }
}

#[test]
fn every_parameter_is_in_the_table_with_a_test_that_exists() {
    complete("authorization", AUTHORIZATION);
    complete("capture, refund, void", DEEDS);
    complete("getTransactions", QUESTION);
    complete("Answers", ANSWER);
    complete("Rows of getTransactions", ROW);
    complete("Notifications", NOTIFICATION);
}

#[test]
fn every_execcode_is_in_the_table_with_a_test_that_exists() {
    complete("EXECCODE", CODES);
}

#[test]
fn the_table_of_the_program_and_that_of_the_document_are_one() {
    let written: Vec<(String, String)> = rows("EXECCODE")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].clone()))
        .collect();
    let known: Vec<(String, String)> = execcodes()
        .map(|(code, meaning)| (code.to_string(), meaning.to_owned()))
        .collect();
    assert_eq!(written[..known.len()], known);
    assert!(written[known.len()..].iter().all(|row| row.0.contains('x')));
}
