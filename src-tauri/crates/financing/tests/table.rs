//! The whole state x event table, written out for people: what each thing that can happen leads to, from every state,
//! on every route and in both modes. It is compared with `golden/table.md`; `UPDATE_GOLDENS=1` writes it anew.

use crate::{
    shop::{AMOUNT, PART, ROUTES, WINDOW_S, amounts, naming, rejection},
    ways::{Case, MODES, Way, cases},
};
use chrono::TimeDelta;
use financing::{
    Amounts, Attention, Cents, Declared, Effect, Event, Financing, Mode, NotSent, Operation,
    Overdue, Paper, Report, Route, Silence, Standing, State, Status, is_a_managers, step,
};
use std::{fmt::Write, path::Path};

const HEAD: &str = "# What follows from what

1 000.00 € are financed; \"a part\" is 400.00 €. All that terms can allow is allowed (parts, ending a journey); what is
asked counts as proof 120 seconds after an operation was sent.

Read a line as: *when any of these happens in this state, that follows*, there where the last column says, else
everywhere. **-** is nothing. *Sends* puts an operation under way: it is written before it is sent. *Asks* asks the
gateway. *Person* names why a person is wanted. *Answers* is the answer to the operation under way; *asked* is the
answer to a question, *asked late* the same once the absence of a trace proves something; *says* is all of them alike.
Amounts are what was released, given back and refunded. † is a manager's deed; the others are anybody's at the till.
";

#[test]
fn the_table_is_the_one_the_accountant_read() {
    let table = table();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/table.md");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(&path, &table).expect("the golden is written");
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (is, was)) in table.lines().zip(golden.lines()).enumerate() {
        assert_eq!(
            is,
            was,
            "line {} (UPDATE_GOLDENS=1 writes it anew)",
            number + 1
        );
    }
    assert_eq!(table.lines().count(), golden.lines().count());
}

#[test]
fn the_table_visits_every_state_and_every_way_an_operation_can_stand() {
    let all: Vec<Financing> = cases().into_iter().map(|case| case.financing).collect();
    for state in State::ALL {
        assert!(
            all.iter().any(|it| it.state == state),
            "{state:?} is missing"
        );
    }
    for operation in Operation::ALL {
        for standing in [Standing::Dispatched, Standing::Prepared, Standing::Unknown] {
            let there = all.iter().filter_map(|it| it.pending.as_ref());
            assert!(
                there
                    .clone()
                    .any(|it| (it.operation, it.standing) == (operation, standing)),
                "{operation:?} {standing:?} is missing"
            );
        }
    }
}

/// What a gateway may say, with the name it has in the table.
fn words(financing: &Financing) -> Vec<(String, Report)> {
    let zero = Cents::ZERO;
    let plain = |name: &str, status: Status| (name.to_owned(), Report::of(status));
    let mut words = vec![
        plain("not opened", Status::Waiting),
        plain("in the journey", Status::InJourney),
        plain("under review", Status::UnderReview),
        plain("facts missing", Status::Incomplete),
        plain("abandoned", Status::Abandoned),
        plain("refused", Status::Refused),
        plain("broken", Status::Broken),
        plain("accepted", Status::Accepted),
        plain("reservation refused", Status::ReservationRefused),
        plain("reserved", Status::Reserved),
        plain("released", Status::Released),
        plain("refunded", Status::Refunded),
        plain("given back", Status::Cancelled),
        plain("not known", Status::Absent),
        plain(
            "a strange word",
            Status::Unrecognised {
                word: "Zurueck".to_owned(),
            },
        ),
    ];
    let naming =
        |name: &str, status: Status, named: Amounts| (name.to_owned(), naming(status, named));
    words.extend([
        naming(
            "reserved, naming all",
            Status::Reserved,
            amounts(AMOUNT, zero, zero, zero),
        ),
        naming(
            "reserved, naming a part given back",
            Status::Reserved,
            amounts(AMOUNT, zero, PART, zero),
        ),
        naming(
            "released, naming all",
            Status::Released,
            amounts(AMOUNT, AMOUNT, zero, zero),
        ),
        naming(
            "released, naming a part",
            Status::Released,
            amounts(AMOUNT, PART, zero, zero),
        ),
        naming(
            "released, naming a part refunded",
            Status::Released,
            amounts(AMOUNT, AMOUNT, zero, PART),
        ),
        naming(
            "released, naming another amount",
            Status::Released,
            amounts(PART, PART, zero, zero),
        ),
        naming(
            "accepted, naming another amount",
            Status::Accepted,
            amounts(PART, zero, zero, zero),
        ),
    ]);
    let under_way = financing
        .pending
        .as_ref()
        .map_or(Operation::Release, |it| it.operation);
    let other = if under_way == Operation::Refund {
        Operation::Release
    } else {
        Operation::Refund
    };
    let number = financing.pending.as_ref().map_or(1, |it| it.intent);
    for (name, intent) in [
        ("its record refused", number),
        ("an earlier record refused", number + 7),
    ] {
        let rejection = rejection();
        words.push(plain(name, Status::OperationRefused { intent, rejection }));
    }
    for operation in [under_way, other] {
        let name = operation_name(operation);
        words.push(plain(
            &format!("{name} failed"),
            Status::OperationFailed { operation },
        ));
        words.push(plain(
            &format!("{name} incomplete"),
            Status::OperationIncomplete { operation },
        ));
    }
    words
}

/// What people and time may do, with the name it has in the table.
fn deeds(intent: u32) -> Vec<(&'static str, Event)> {
    let part = Some(PART);
    let why = Silence::TimedOut;
    vec![
        ("*Delivered*", Event::Deliver { amount: None }),
        ("*Delivered*, a part", Event::Deliver { amount: part }),
        ("*Cancel*", Event::Cancel { amount: None }),
        ("*Cancel*, a part", Event::Cancel { amount: part }),
        ("*Refund*", Event::Refund { amount: None }),
        ("*Refund*, a part", Event::Refund { amount: part }),
        (
            "*Receipt*",
            Event::Printed {
                paper: Paper::Receipt,
            },
        ),
        (
            "*Delivery note*",
            Event::Printed {
                paper: Paper::DeliveryNote,
            },
        ),
        (
            "declared not done",
            Event::Declared {
                what: Declared::NotDone,
            },
        ),
        (
            "declared seen",
            Event::Declared {
                what: Declared::Seen,
            },
        ),
        (
            "rejects",
            Event::Rejected {
                intent,
                rejection: rejection(),
            },
        ),
        (
            "not sent",
            Event::NotSent {
                intent,
                why: NotSent::NoConnection,
            },
        ),
        ("no answer", Event::Unanswered { intent, why }),
        ("sent again", Event::SentAgain { intent }),
        ("given up unsent", Event::NeverSent { intent }),
        (
            "the journey's time is over",
            Event::Overdue {
                what: Overdue::Journey,
            },
        ),
        (
            "the time to release is over",
            Event::Overdue {
                what: Overdue::Release,
            },
        ),
        (
            "unknown for too long",
            Event::Overdue {
                what: Overdue::Outcome,
            },
        ),
    ]
}

/// What one financing's row of the table says: what follows from each thing that can happen.
fn row(financing: &Financing) -> Vec<(String, String)> {
    let intent = financing
        .pending
        .as_ref()
        .map_or(financing.intents, |it| it.intent);
    let mut row: Vec<(String, String)> = deeds(intent)
        .into_iter()
        .map(|(name, event)| (named(name, financing, &event), outcome(financing, &event)))
        .collect();
    for (name, report) in words(financing) {
        let told = |intent, waited_s| {
            let report = report.clone();
            outcome(
                financing,
                &Event::Told {
                    intent,
                    report,
                    waited_s,
                },
            )
        };
        let answers = financing.pending.as_ref().map(|_| told(Some(intent), 0));
        let (asked, late) = (told(None, WINDOW_S - 1), told(None, WINDOW_S));
        if asked == late && answers.as_ref().is_none_or(|answers| *answers == asked) {
            row.push((format!("says {name}"), asked));
            continue;
        }
        row.extend(answers.map(|answers| (format!("answers {name}"), answers)));
        let differs = asked != late;
        row.push((format!("asked: {name}"), asked));
        row.extend(differs.then(|| (format!("asked late: {name}"), late)));
    }
    row
}

/// The name of a deed, with the sign of those that are a manager's: of what the rules refuse there is nothing to tell.
fn named(name: &str, financing: &Financing, event: &Event) -> String {
    let now = financing.times.started + TimeDelta::minutes(5);
    let managers = is_a_managers(financing.state, event) && step(financing, event, now).is_ok();
    let sign = if managers { " †" } else { "" };
    format!("{name}{sign}")
}

/// The table of one state: a line for each outcome, with all that leads to it and where, if not everywhere.
fn block(cases: &[&Case]) -> String {
    let everywhere: Vec<Way> = cases.iter().map(|case| case.way).collect();
    let mut cells: Vec<(String, String, Vec<Way>)> = Vec::new();
    for case in cases {
        for (happening, outcome) in row(&case.financing) {
            let known = cells
                .iter_mut()
                .find(|(name, what, _)| (name, what) == (&happening, &outcome));
            match known {
                Some((_, _, ways)) => ways.push(case.way),
                None => cells.push((happening, outcome, vec![case.way])),
            }
        }
    }
    let mut lines: Vec<(String, Vec<Way>, Vec<String>)> = Vec::new();
    for (happening, outcome, ways) in cells {
        match lines
            .iter_mut()
            .find(|(what, where_, _)| (what, where_) == (&outcome, &ways))
        {
            Some((_, _, happenings)) => happenings.push(happening),
            None => lines.push((outcome, ways, vec![happening])),
        }
    }
    let mut text = String::from("| what follows | when | where |\n|---|---|---|\n");
    for (outcome, ways, happenings) in lines {
        let all_else = outcome == "-" && ways == everywhere;
        let when = if all_else {
            "all else".to_owned()
        } else {
            happenings.join("; ")
        };
        let _ = writeln!(
            text,
            "| {outcome} | {when} | {} |",
            place(&ways, &everywhere)
        );
    }
    text
}

/// Where, in as few words as it takes; nothing when it is everywhere.
fn place(ways: &[Way], everywhere: &[Way]) -> String {
    if ways == everywhere {
        return String::new();
    }
    let of = |pick: &dyn Fn(&Way) -> bool| -> Vec<Way> {
        everywhere.iter().copied().filter(|way| pick(way)).collect()
    };
    if let Some(mode) = MODES
        .into_iter()
        .find(|mode| of(&|way| way.1 == *mode) == ways)
    {
        return mode_name(mode).to_owned();
    }
    let mut names = Vec::new();
    for route in ROUTES {
        let here: Vec<Way> = ways.iter().copied().filter(|way| way.0 == route).collect();
        if !here.is_empty() && here == of(&|way| way.0 == route) {
            names.push(route_name(route).to_owned());
        } else {
            names.extend(here.iter().map(|way| way_name(*way)));
        }
    }
    names.join(" · ")
}

fn outcome(before: &Financing, event: &Event) -> String {
    let now = before.times.started + TimeDelta::minutes(5);
    let step = match step(before, event, now) {
        Ok(step) => step,
        Err(refusal) => return format!("no: {refusal}"),
    };
    let after = &step.next;
    let mut parts = Vec::new();
    if after.state != before.state {
        parts.push(format!("**{:?}**", after.state));
    }
    let (was, is) = (before.amounts, after.amounts);
    for (name, was, is) in [
        ("released", was.released, is.released),
        ("given back", was.cancelled, is.cancelled),
        ("refunded", was.refunded, is.refunded),
    ] {
        if was != is {
            parts.push(format!("{name} {is}"));
        }
    }
    let under_way = before
        .pending
        .as_ref()
        .map(|it| operation_name(it.operation));
    for effect in &step.effects {
        parts.push(match effect {
            Effect::Send(it) => format!("sends {} of {}", operation_name(it.operation), it.amount),
            Effect::Settle { standing, .. } => {
                format!("{} {}", under_way.unwrap_or("?"), standing_name(*standing))
            }
            Effect::Ask => "asks".to_owned(),
        });
    }
    match (&before.attention, &after.attention) {
        (was, is) if was == is => {}
        (_, Some(why)) => parts.push(format!("person: {}", attention_name(why))),
        (_, None) if after.state == before.state => parts.push("nobody wanted any more".to_owned()),
        (_, None) => {}
    }
    if (after.receipts, after.delivery_notes) != (before.receipts, before.delivery_notes) {
        parts.push("printed".to_owned());
    }
    if parts.is_empty() {
        parts.push(if after == before { "-" } else { "noted" }.to_owned());
    }
    parts.join(", ")
}

fn table() -> String {
    let mut text = HEAD.to_owned();
    let cases = cases();
    for state in State::ALL {
        let here: Vec<&Case> = cases
            .iter()
            .filter(|case| case.financing.state == state)
            .collect();
        let mut names: Vec<&str> = Vec::new();
        for case in &here {
            if !names.contains(&case.name) {
                names.push(case.name);
            }
        }
        for name in names {
            let named: Vec<&Case> = here
                .iter()
                .copied()
                .filter(|case| case.name == name)
                .collect();
            let mut ways: Vec<Way> = named.iter().map(|case| case.way).collect();
            ways.dedup();
            let all: Vec<Way> = ROUTES
                .into_iter()
                .flat_map(|it| MODES.map(|mode| (it, mode)))
                .collect();
            let comma = if name.is_empty() { "" } else { ", " };
            let _ = write!(text, "\n## {state:?}{comma}{name}\n\n");
            if ways != all {
                let _ = write!(text, "Only here: {}.\n\n", place(&ways, &all));
            }
            text.push_str(&block(&named));
        }
    }
    text
}

fn way_name((route, mode): Way) -> String {
    format!("{}, {}", route_name(route), mode_name(mode))
}

fn route_name(route: Route) -> &'static str {
    match route {
        Route::OneCall => "one call",
        Route::ReserveFirst => "reserve first",
        Route::ReservedOnAcceptance => "reserved on acceptance",
        Route::ByHand => "by hand",
    }
}

fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Direct => "direct",
        Mode::TwoStep => "two-step",
    }
}

fn operation_name(operation: Operation) -> &'static str {
    match operation {
        Operation::Open => "opening",
        Operation::Reserve => "reservation",
        Operation::Release => "release",
        Operation::Cancel => "giving back",
        Operation::Refund => "refund",
        Operation::Abandon => "abandoning",
    }
}

fn standing_name(standing: Standing) -> &'static str {
    match standing {
        Standing::Prepared => "waits to be sent",
        Standing::Dispatched => "sent",
        Standing::Unknown => "unknown",
        Standing::Confirmed => "confirmed",
        Standing::Rejected => "not done",
    }
}

fn attention_name(why: &Attention) -> String {
    let of = |what: &str, operation: &Operation| format!("{} {what}", operation_name(*operation));
    match why {
        Attention::LinkLost => "link lost".to_owned(),
        Attention::JourneyOverdue => "journey overdue".to_owned(),
        Attention::ReleaseOverdue => "release overdue".to_owned(),
        Attention::OutcomeUnknown { operation } => of("unknown for too long", operation),
        Attention::NotDone { operation } => of("shown not done", operation),
        Attention::Rejected { operation, .. } => of("rejected", operation),
        Attention::ContactGateway { operation } => of("failed, contact the gateway", operation),
        Attention::Incomplete { operation } => of("incomplete", operation),
        Attention::Unrecognised { word } => format!("strange word {word}"),
        Attention::Contradiction => "contradiction".to_owned(),
        Attention::FinancedAfterWithdrawal => "financed after withdrawal".to_owned(),
        Attention::NeverSent => "never sent".to_owned(),
    }
}
