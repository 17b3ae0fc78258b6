//! The gateways as they are spoken to: Cofidis's own API and Payplug's, each behind the port [`financing::Gateway`],
//! over one HTTP transport. A profile says all that differs from merchant to merchant; [`mount`] makes a gateway of a
//! profile and its credentials. Nothing about money is decided here, and nothing is remembered between two runs.

pub mod cofidis;
mod credentials;
mod fill_in;
mod hosts;
pub mod payplug;
mod profile;
mod transport;
mod word;

pub use credentials::{CredentialName, Credentials, Secret};
pub use fill_in::FillIn;
pub use profile::{Flaw, MountError, Profile, ProfileError, mount};
pub use transport::{
    Body, ClientCertificate, Failure, Limits, Reply, Transport, TransportFault, Trust,
};
