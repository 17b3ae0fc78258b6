//! The rules of an in-store financing: money, modes, states, [`step`], deadlines and the asking calendar, and the two
//! ports through which the rest of the house is reached ([`Gateway`], [`Clock`]). Everything here is a pure function of
//! what it is given: there is no clock, no random number, no file, no network and no async runtime in this crate.
//!
//! It knows no gateway by name. A gateway tells what its words mean ([`Status`]), and how its money moves ([`Terms`]);
//! what follows from that is decided here, once, for all of them.

mod allowed;
mod authority;
mod books;
pub mod calendar;
mod clock;
mod customer;
mod deed;
mod draft;
mod event;
mod fate;
mod gateway;
mod money;
mod name;
mod order;
mod product;
mod report;
mod state;
mod step;
mod terms;
mod told;
mod withdrawal;
mod withhold;

pub use allowed::{Deed, allowed};
pub use authority::is_a_managers;
pub use clock::Clock;
pub use customer::{CartLine, Customer, Field, FieldFault, FieldProblem, Person, Place, Title};
pub use event::{Actor, Declared, Entry, Event, Overdue, Paper};
pub use gateway::{
    Answering, Call, Gateway, Journey, NotSent, Outcome, PortalFault, PortalPage, Probe,
    ProbeFault, Rejection, RejectionKind, Sending, Silence,
};
pub use money::{Cents, MoneyError};
pub use name::{FinancingId, GatewayId, Handle, Key, NameError, OrderNumber, ProductCode};
pub use order::{Order, OrderRefusal};
pub use product::{Instalment, Kind, Product};
pub use report::{JourneyKind, Report, Status};
pub use state::{Amounts, Attention, Financing, Operation, Pending, Standing, State, Times};
pub use step::{Effect, Intent, Refusal, Step, fold, start, step};
pub use terms::{Asking, Mode, Route, Terms};
pub use withdrawal::withdrawal_until;
pub use withhold::WITHHELD;
