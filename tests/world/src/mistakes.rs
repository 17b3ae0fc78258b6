//! Wrong rules: the rules as they are, with one mistake around them. The product's own rules have no switch; a mistake
//! changes what they are asked or what they said.

use chrono::{DateTime, TimeDelta, Utc};
use financing::{
    Attention, Event, Financing, Mode, Refusal, Rejection, RejectionKind, Report, Standing, State,
    Status, Step, calendar, step,
};

/// One mistake in the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// A second refund may begin while the first is under way.
    BusyIsNotAsked,
    /// What is left to refund is read before and never checked again.
    RefundsAreNotAddedUp,
    /// No answer means not done.
    SilenceIsNo,
    /// No answer means not sent.
    SilenceIsNotSent,
    /// Absence is proof however short the wait was.
    NoWindow,
    /// An answer to a question counts as the operation's own.
    QuestionsAnswerIntents,
    /// Pressed is financed.
    FinancedOnThePress,
    /// Released is financed, and no amount is written.
    NoAmountIsWritten,
    /// A two-step financing is released like a direct one.
    TwoStepIsDirect,
    /// A withdrawal is over at once, whatever the customer does.
    WithdrawnAtOnce,
    /// No reason ever stands before a person.
    NobodyIsTold,
    /// Whatever happens, a person is told.
    EverybodyIsTold,
    /// A word of no table ends it.
    StrangeWordsEndIt,
    /// Reserved is released.
    ReservedIsReleased,
    /// A review is an acceptance.
    ReviewedIsAccepted,
    /// A refund in part is a refund of all.
    PartRefundIsWhole,
    /// A refused operation counts as done.
    NoIsYes,
    /// A wait is read off the wall clock, which somebody may set.
    WallClockForWaits,
    /// A refund's amount is taken with the wrong sign: it gives back what may then be refunded again.
    NegativeRefund,
    /// Days are counted as 24 hours each: across a clock change a deadline falls on another hour, or another day.
    DaysOf24Hours,
}

impl Mistake {
    /// All of them.
    pub(crate) const ALL: [Mistake; 20] = [
        Mistake::BusyIsNotAsked,
        Mistake::RefundsAreNotAddedUp,
        Mistake::SilenceIsNo,
        Mistake::SilenceIsNotSent,
        Mistake::NoWindow,
        Mistake::QuestionsAnswerIntents,
        Mistake::FinancedOnThePress,
        Mistake::NoAmountIsWritten,
        Mistake::TwoStepIsDirect,
        Mistake::WithdrawnAtOnce,
        Mistake::NobodyIsTold,
        Mistake::EverybodyIsTold,
        Mistake::StrangeWordsEndIt,
        Mistake::ReservedIsReleased,
        Mistake::ReviewedIsAccepted,
        Mistake::PartRefundIsWhole,
        Mistake::NoIsYes,
        Mistake::WallClockForWaits,
        Mistake::NegativeRefund,
        Mistake::DaysOf24Hours,
    ];

    /// The wait that the mistaken till measures, of one that truly took so long, on a clock set ahead meanwhile.
    pub(crate) fn measure(self, waited: TimeDelta, set_ahead: TimeDelta) -> TimeDelta {
        if self == Mistake::WallClockForWaits {
            waited + set_ahead
        } else {
            waited
        }
    }

    /// The mistaken calendar's day to release.
    pub(crate) fn release_deadline(self, financing: &Financing) -> Option<DateTime<Utc>> {
        let right = calendar::release_deadline(financing)?;
        if self != Mistake::DaysOf24Hours {
            return Some(right);
        }
        let days = TimeDelta::days(i64::from(financing.order.terms.release_days));
        financing.times.accepted.map(|accepted| accepted + days)
    }

    /// What the rules decide with this mistake in them.
    pub(crate) fn decide(
        self,
        financing: &Financing,
        event: &Event,
        now: DateTime<Utc>,
    ) -> Result<Step, Refusal> {
        let (asked, event) = (
            self.misread(financing, event),
            self.mishear(financing, event),
        );
        let mut decided = step(&asked, &event, now)?;
        if self == Mistake::TwoStepIsDirect {
            decided.next.order.mode = financing.order.mode;
        }
        if self == Mistake::RefundsAreNotAddedUp && matches!(event, Event::Refund { .. }) {
            decided.next.amounts = financing.amounts;
        }
        self.miswrite(financing, &event, &mut decided);
        Ok(decided)
    }

    /// The financing as the mistaken rules see it.
    fn misread(self, financing: &Financing, event: &Event) -> Financing {
        let mut seen = financing.clone();
        let refunds = matches!(event, Event::Refund { .. });
        if self == Mistake::BusyIsNotAsked && refunds && seen.state == State::Refunding {
            seen.pending = None;
            seen.state = State::Financed;
        }
        if self == Mistake::RefundsAreNotAddedUp && refunds {
            seen.amounts.refunded = financing::Cents::ZERO;
        }
        if self == Mistake::TwoStepIsDirect {
            seen.order.mode = Mode::Direct;
        }
        seen
    }

    /// The event as the mistaken rules hear it.
    fn mishear(self, financing: &Financing, event: &Event) -> Event {
        let mut heard = event.clone();
        match (self, event) {
            (Mistake::SilenceIsNo, Event::Unanswered { intent, .. }) => {
                let rejection = Rejection {
                    kind: RejectionKind::Forbidden,
                    code: "mistake".to_owned(),
                };
                heard = Event::Rejected {
                    intent: *intent,
                    rejection,
                };
            }
            (Mistake::SilenceIsNotSent, Event::Unanswered { intent, .. }) => {
                let why = financing::NotSent::NoConnection;
                heard = Event::NotSent {
                    intent: *intent,
                    why,
                };
            }
            (Mistake::NoIsYes, Event::Rejected { intent, .. }) => {
                let report = Report::of(Status::Released);
                heard = Event::Told {
                    intent: Some(*intent),
                    report,
                    waited_s: 0,
                };
            }
            _ => {}
        }
        if let Event::Told {
            intent,
            report,
            waited_s,
        } = &mut heard
        {
            self.mishear_word(financing, intent, report, waited_s);
        }
        heard
    }

    fn mishear_word(
        self,
        financing: &Financing,
        intent: &mut Option<u32>,
        report: &mut Report,
        waited_s: &mut u32,
    ) {
        let in_part = report
            .amounts
            .is_some_and(|amounts| !amounts.refunded.is_zero());
        match (self, &report.status) {
            (Mistake::NoWindow, _) => *waited_s = u32::MAX,
            (Mistake::QuestionsAnswerIntents, _) => {
                *intent = intent.or(financing.pending.as_ref().map(|pending| pending.intent));
            }
            (Mistake::StrangeWordsEndIt, Status::Unrecognised { .. }) => {
                report.status = Status::Broken
            }
            (Mistake::ReservedIsReleased, Status::Reserved) => {
                *report = Report::of(Status::Released)
            }
            (Mistake::ReviewedIsAccepted, Status::UnderReview) => report.status = Status::Accepted,
            (Mistake::PartRefundIsWhole, Status::Released) if in_part => {
                *report = Report::of(Status::Refunded)
            }
            _ => {}
        }
    }

    /// What the mistaken rules say.
    fn miswrite(self, before: &Financing, event: &Event, decided: &mut Step) {
        let next = &mut decided.next;
        match (self, event) {
            (Mistake::FinancedOnThePress, Event::Deliver { .. }) => {
                next.amounts.released = next.amounts.left_to_release();
                next.state = State::Financed;
            }
            (Mistake::NoAmountIsWritten, Event::Told { .. }) if next.state == State::Financed => {
                next.amounts.released = financing::Cents::ZERO;
                next.amounts.refunded = financing::Cents::ZERO;
            }
            (Mistake::WithdrawnAtOnce, Event::Cancel { .. })
                if next.state == State::Withdrawing =>
            {
                let dispatched =
                    |pending: &mut financing::Pending| pending.standing != Standing::Confirmed;
                _ = next.pending.take_if(dispatched);
                next.state = State::Withdrawn;
            }
            (Mistake::NobodyIsTold, _) => next.attention = None,
            (Mistake::EverybodyIsTold, _) => {
                _ = next.attention.get_or_insert(Attention::LinkLost);
            }
            (Mistake::NegativeRefund, Event::Told { .. }) => {
                let refunded = next.amounts.refunded.get();
                let gone = before.amounts.refunded.get();
                let other_way = financing::Cents::new(gone - (refunded - gone));
                next.amounts.refunded = other_way.unwrap_or(financing::Cents::ZERO);
            }
            _ => {}
        }
    }
}
