//! skeleton
pub mod books; pub mod clock; pub mod cofidis; pub mod fate; pub mod journey; pub mod mail; pub mod payplug; pub mod plan;
