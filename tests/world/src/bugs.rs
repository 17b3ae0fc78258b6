//! The catalogue of seeded bugs: mistakes that a careful engineer could make, each a switch in one of the world's seams
//! (the way to the gateway, the terms, the disk, the file, the person at the till). The product itself has no switch. A
//! bug that the world does not catch within its lives is a hole in the world.

use super::{
    bank::Letter,
    file::File,
    life::World,
    machine::Program,
    presses::manager,
    wire::{Fate, Wire, held},
};
use chrono::{DateTime, TimeDelta, Utc};
use financing::{
    Amounts, Call, Cents, Declared, Effect, Event, FinancingId, Intent, NotSent, Operation,
    Outcome, Rejection, RejectionKind, Report, Silence, Standing, Status, Terms, step,
};
use till::Task;

/// One seeded bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// The transport sends again by itself when no answer comes.
    ResentOnSilence,
    /// After a platform's failure the second platform is tried, though bytes had left.
    FailoverAfterAByte,
    /// What was found dispatched at start-up is sent again.
    ResentOnRecovery,
    /// A time-out counts as a no.
    SilenceIsNo,
    /// A time-out counts as not sent.
    SilenceIsNotSent,
    /// A cut connection counts as not sent.
    CutIsNotSent,
    /// HTTP 5xx counts as a no.
    PlatformFailureIsNo,
    /// A technical error (9xx) counts as a no.
    TechnicalErrorIsNo,
    /// Half an answer counts as a yes.
    GarbageIsDone,
    /// A cut answer counts as a yes.
    CutIsDone,
    /// An answer about another transaction is taken.
    OtherTransactionTaken,
    /// A word of no table is guessed to be good.
    StrangeWordGuessed,
    /// Rows in euros are read as cents.
    EurosReadAsCents,
    /// Success written "0" is not known as "0000".
    ZeroIsUnknown,
    /// `pending` is taken for accepted (Italy).
    PendingIsAccepted,
    /// A reserved amount is taken for a released one.
    ReservedIsReleased,
    /// A transaction that is not shown is taken for one that was abandoned.
    AbsentIsAbandoned,
    /// Part of a refund reads as all of it.
    PartRefundIsWhole,
    /// The amount of an operation leaves in euros.
    AmountSentInEuros,
    /// Every operation is sent for the whole amount.
    WholeAmountSent,
    /// An opening whose answer is awaited too long is sent under a new key.
    NewKeyOnSilence,
    /// An operation leaves with the number of the one before.
    NumberReused,
    /// A notification is believed.
    NotificationTrusted,
    /// Absence is taken as proof at once.
    AbsenceProvesAtOnce,
    /// Lists that lag are taken as proof.
    ListsProve,
    /// The fifty minutes of a journey are ignored.
    JourneyNeverEnds,
    /// The days to release are ignored.
    ReleaseNeverOverdue,
    /// An unknown outcome never comes before a person.
    NeverGivenUp,
    /// Nobody follows up.
    NobodyFollowsUp,
    /// At start-up everything dispatched is declared not done.
    DispatchedIsFailed,
    /// At start-up everything dispatched is taken for done.
    DispatchedIsDone,
    /// A manager declares without having heard.
    DeclaredUnheard,
    /// A press that a full disk refused counts as taken.
    FullDiskTakesIt,
    /// A locked keyring is taken for an empty one, and the ledger for one to be begun.
    LockedIsEmpty,
    /// A backup is copied into the ledger's place, and nobody tells the till.
    RestoredByHand,
    /// One form, pressed twice, counts as two.
    TokenPerPress,
    /// The disk is not told to keep what is written: the last commits go with the power.
    NormalForFull,
    /// A press comes back before the disk has it: the last commit goes with the power.
    LastCommitLost,
    /// What is pressed is sent first and written then.
    SentBeforeWritten,
    /// A row of the journal is edited.
    JournalRowEdited,
    /// A row of the journal is taken out.
    JournalRowDeleted,
    /// A stored state is edited.
    StateEdited,
    /// An intent's standing is edited.
    IntentEdited,
    /// A day's total is edited.
    TotalEdited,
    /// A receipt number is allotted again.
    ReceiptNumberReused,
    /// The dice fall the same after every start: transaction keys are drawn again.
    DiceRepeat,
    /// They do, and the schema no longer holds the keys apart.
    UniqueDropped,
}

impl Bug {
    /// All of them.
    pub(crate) const ALL: [Bug; 47] = [
        Bug::ResentOnSilence,
        Bug::FailoverAfterAByte,
        Bug::ResentOnRecovery,
        Bug::SilenceIsNo,
        Bug::SilenceIsNotSent,
        Bug::CutIsNotSent,
        Bug::PlatformFailureIsNo,
        Bug::TechnicalErrorIsNo,
        Bug::GarbageIsDone,
        Bug::CutIsDone,
        Bug::OtherTransactionTaken,
        Bug::StrangeWordGuessed,
        Bug::EurosReadAsCents,
        Bug::ZeroIsUnknown,
        Bug::PendingIsAccepted,
        Bug::ReservedIsReleased,
        Bug::AbsentIsAbandoned,
        Bug::PartRefundIsWhole,
        Bug::AmountSentInEuros,
        Bug::WholeAmountSent,
        Bug::NewKeyOnSilence,
        Bug::NumberReused,
        Bug::NotificationTrusted,
        Bug::AbsenceProvesAtOnce,
        Bug::ListsProve,
        Bug::JourneyNeverEnds,
        Bug::ReleaseNeverOverdue,
        Bug::NeverGivenUp,
        Bug::NobodyFollowsUp,
        Bug::DispatchedIsFailed,
        Bug::DispatchedIsDone,
        Bug::DeclaredUnheard,
        Bug::FullDiskTakesIt,
        Bug::LockedIsEmpty,
        Bug::RestoredByHand,
        Bug::TokenPerPress,
        Bug::NormalForFull,
        Bug::LastCommitLost,
        Bug::SentBeforeWritten,
        Bug::JournalRowEdited,
        Bug::JournalRowDeleted,
        Bug::StateEdited,
        Bug::IntentEdited,
        Bug::TotalEdited,
        Bug::ReceiptNumberReused,
        Bug::DiceRepeat,
        Bug::UniqueDropped,
    ];

    /// What is wrong with a ledger's file from the beginning.
    pub(crate) fn before_anything(self, file: &File) {
        if self == Bug::UniqueDropped {
            file.meddle(
                "PRAGMA writable_schema = ON;
                 UPDATE sqlite_schema SET sql = replace(sql, 'UNIQUE (key_reference, key_date, gateway),', '')
                     WHERE name = 'financing';
                 DELETE FROM sqlite_schema WHERE name = 'sqlite_autoindex_financing_3';
                 PRAGMA writable_schema = RESET;
                 VACUUM",
            );
        }
    }

    /// Whether the dice of a machine fall the same after every start.
    pub(crate) fn repeats_the_dice(self) -> bool {
        matches!(self, Bug::DiceRepeat | Bug::UniqueDropped)
    }

    /// What leaves, spoiled.
    pub(crate) fn spoil_letter(self, mut letter: Letter) -> Letter {
        let whole = letter.amount;
        let Some(intent) = &mut letter.intent else {
            return letter;
        };
        match self {
            Bug::AmountSentInEuros => intent.amount = hundredth(intent.amount),
            Bug::WholeAmountSent => intent.amount = whole,
            Bug::NumberReused => intent.number = intent.number.saturating_sub(1).max(1),
            _ => {}
        }
        letter
    }

    /// What leaves a second time, if anything.
    pub(crate) fn sends_again(self, fate: Fate, mut letter: Letter) -> Option<Letter> {
        letter.at += TimeDelta::seconds(2);
        let opens = |intent: &Intent| intent.operation == Operation::Open;
        match self {
            Bug::ResentOnSilence if fate.is_silence() => Some(letter),
            Bug::FailoverAfterAByte if matches!(fate, Fate::PlatformFailed(_)) => Some(letter),
            Bug::NewKeyOnSilence
                if fate.is_silence() && letter.intent.as_ref().is_some_and(opens) =>
            {
                letter.key.reference.push('X');
                Some(letter)
            }
            _ => None,
        }
    }

    /// What came back, misread.
    pub(crate) fn misread(
        self,
        end: Outcome,
        fate: Fate,
        intent: Option<&Intent>,
        wire: &Wire,
    ) -> Outcome {
        let silence = match &end {
            Outcome::Unknown(silence) => Some(*silence),
            Outcome::Told { .. } | Outcome::Rejected(_) | Outcome::NotSent(_) => None,
        };
        match (self, silence) {
            (Bug::SilenceIsNo, Some(Silence::TimedOut))
            | (Bug::PlatformFailureIsNo, Some(Silence::PlatformFailed))
            | (Bug::TechnicalErrorIsNo, Some(Silence::TechnicalError)) => no(),
            (Bug::SilenceIsNotSent, Some(Silence::TimedOut))
            | (Bug::CutIsNotSent, Some(Silence::Cut)) => Outcome::NotSent(NotSent::NoConnection),
            (Bug::GarbageIsDone, Some(Silence::Unreadable))
            | (Bug::CutIsDone, Some(Silence::Cut)) => intent.map_or(end, done),
            (Bug::OtherTransactionTaken, Some(Silence::OtherTransaction)) => told(Status::Released),
            (Bug::NotificationTrusted, _)
                if intent.is_none() && held(&wire.believed).take().is_some() =>
            {
                told(Status::Released)
            }
            (Bug::StrangeWordGuessed, None) if fate == Fate::StrangeWord => told(Status::Accepted),
            _ => self.misread_report(end, intent, wire),
        }
    }

    fn misread_report(self, end: Outcome, intent: Option<&Intent>, wire: &Wire) -> Outcome {
        let Outcome::Told {
            mut report,
            journey,
        } = end
        else {
            return end;
        };
        let in_part = report
            .amounts
            .is_some_and(|amounts| !amounts.refunded.is_zero());
        match (self, &report.status) {
            (Bug::EurosReadAsCents, _) => {
                report.amounts = report.amounts.map(|amounts| Amounts {
                    authorised: hundredth(amounts.authorised),
                    released: hundredth(amounts.released),
                    cancelled: hundredth(amounts.cancelled),
                    refunded: hundredth(amounts.refunded),
                });
            }
            (Bug::ZeroIsUnknown, Status::Released) if intent.is_none() => {
                report.status = Status::Unrecognised {
                    word: "0".to_owned(),
                };
            }
            (Bug::PendingIsAccepted, Status::UnderReview)
                if wire.manner().every_end_is_reviewed =>
            {
                report.status = Status::Accepted;
            }
            (Bug::ReservedIsReleased, Status::Reserved) => report = Report::of(Status::Released),
            (Bug::AbsentIsAbandoned, Status::Absent) => report.status = Status::Abandoned,
            (Bug::PartRefundIsWhole, Status::Released) if in_part => {
                report = Report::of(Status::Refunded);
            }
            _ => {}
        }
        Outcome::Told { report, journey }
    }

    /// The terms, misprinted.
    pub(crate) fn misprint(self, terms: Terms) -> Terms {
        match self {
            Bug::AbsenceProvesAtOnce => Terms {
                absence_proven_after_s: terms.absence_proven_after_s.map(|_| 0),
                ..terms
            },
            Bug::ListsProve => Terms {
                absence_proven_after_s: Some(terms.absence_proven_after_s.unwrap_or(20)),
                ..terms
            },
            Bug::JourneyNeverEnds => {
                let mut terms = Terms {
                    journey_minutes: u32::MAX,
                    ..terms
                };
                terms.asking.first_minutes = 10_000_000;
                terms
            }
            Bug::ReleaseNeverOverdue => Terms {
                release_days: 36_500,
                ..terms
            },
            Bug::NeverGivenUp => Terms {
                give_up_after_s: u32::MAX,
                ..terms
            },
            _ => terms,
        }
    }

    /// What a wrong recovery does first.
    pub(crate) async fn before_recovery(self, program: &Program, file: &File) {
        if self == Bug::ReceiptNumberReused {
            file.meddle("UPDATE till SET last = last - 1 WHERE last > 1");
        }
        for id in &file.known {
            let Ok(found) = file.financing(id) else {
                continue;
            };
            let financing = found.financing;
            let Some(pending) = &financing.pending else {
                continue;
            };
            if pending.standing != Standing::Dispatched || !program.pulse.is_alive() {
                continue;
            }
            if self == Bug::DispatchedIsFailed {
                let what = Declared::NotDone;
                let _taken_up = program.till.recover();
                let _declared = program.till.declare(id, manager(), what);
            }
            if self == Bug::DispatchedIsDone {
                let intent = Intent {
                    number: pending.intent,
                    operation: pending.operation,
                    amount: pending.amount,
                };
                let Outcome::Told { report, .. } = done(&intent) else {
                    continue;
                };
                let answer = Event::Told {
                    intent: Some(pending.intent),
                    report,
                    waited_s: 0,
                };
                let written = Task::Write(id.clone(), answer);
                let _taken_for_done = program.till.run(written).await;
            }
            if self == Bug::ResentOnRecovery {
                let intent = Intent {
                    number: pending.intent,
                    operation: pending.operation,
                    amount: pending.amount,
                };
                let gateway = program.till.gateways.get(&financing.order.gateway).unwrap();
                let call = Call {
                    intent: &intent,
                    financing: &financing,
                    customer: None,
                };
                let _answer = gateway.send(call).await;
            }
        }
    }

    /// What leaves before it is written.
    pub(crate) async fn before_a_press(
        self,
        program: &Program,
        file: &File,
        id: &FinancingId,
        event: &Event,
        now: DateTime<Utc>,
    ) {
        let Some(seen) = file.seen(id).filter(|_| self == Bug::SentBeforeWritten) else {
            return;
        };
        let Ok(decided) = step(&seen.held.financing, event, now) else {
            return;
        };
        for effect in &decided.effects {
            let Effect::Send(intent) = effect else {
                continue;
            };
            let call = Call {
                intent,
                financing: &decided.next,
                customer: None,
            };
            let gateway = &decided.next.order.gateway;
            let gateway = program.till.gateways.get(gateway).unwrap();
            let _answer = gateway.send(call).await;
        }
    }

    /// How much of the log a power cut takes with it.
    pub(crate) fn bytes_lost_in_a_power_cut(self) -> u64 {
        match self {
            Bug::NormalForFull => 150_000,
            Bug::LastCommitLost => 4_120,
            _ => 0,
        }
    }

    /// What somebody does to the file behind the ledger's back.
    pub(crate) fn at_the_end(self, world: &World) {
        let sql = match self {
            Bug::JournalRowEdited => {
                "DROP TRIGGER journal_is_not_edited; UPDATE journal SET entry = replace(entry, 'Inès', 'Iris')"
            }
            Bug::JournalRowDeleted => {
                "DROP TRIGGER journal_is_kept; DELETE FROM journal WHERE seq = 1"
            }
            Bug::StateEdited => {
                "UPDATE financing SET body = json_set(body, '$.receipts', 9) WHERE ordinal = 1"
            }
            Bug::IntentEdited => {
                "DROP TRIGGER intent_moves_forward; UPDATE intent SET standing = 'rejected' WHERE standing = 'confirmed'"
            }
            Bug::TotalEdited => "UPDATE day_total SET amount = amount + 1",
            _ => return,
        };
        world.files[0].meddle(sql);
    }
}

fn told(status: Status) -> Outcome {
    Outcome::Told {
        report: Report::of(status),
        journey: None,
    }
}

fn no() -> Outcome {
    Outcome::Rejected(Rejection {
        kind: RejectionKind::Forbidden,
        code: "bug".to_owned(),
    })
}

/// The answer that the operation would have had.
fn done(intent: &Intent) -> Outcome {
    told(match intent.operation {
        Operation::Open => Status::Waiting,
        Operation::Reserve => Status::Reserved,
        Operation::Release | Operation::Refund => Status::Released,
        Operation::Cancel => Status::Cancelled,
        Operation::Abandon => Status::Abandoned,
    })
}

fn hundredth(amount: Cents) -> Cents {
    Cents::new(amount.get() / 100).unwrap_or_default()
}
