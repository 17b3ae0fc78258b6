//! The gateways that are mounted on this till, by the name that financings remember them by. They can be replaced
//! while the till runs (new credentials, an edited profile); a financing finds the one it was started with, or none.

use crate::locks::{PoisonError, RwLock};
use financing::{Gateway, GatewayId, Product, ProductCode};
use std::{collections::BTreeMap, sync::Arc};

/// The mounted gateways.
#[derive(Default)]
pub struct Gateways(RwLock<BTreeMap<GatewayId, Arc<dyn Gateway>>>);

impl Gateways {
    /// Mounts a gateway, in place of the one of the same name.
    pub fn mount(&self, gateway: Arc<dyn Gateway>) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(gateway.id().clone(), gateway);
    }

    /// Takes a gateway away. Its financings stay, and wait.
    pub fn unmount(&self, id: &GatewayId) {
        self.0
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
    }

    /// The gateway of this name, if it is mounted.
    pub fn get(&self, id: &GatewayId) -> Option<Arc<dyn Gateway>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .cloned()
    }

    /// A product of a gateway, while that gateway is mounted.
    pub fn product(&self, gateway: &GatewayId, code: &ProductCode) -> Option<Product> {
        self.get(gateway)?.product(code).cloned()
    }

    /// All of them, by name.
    pub fn all(&self) -> Vec<Arc<dyn Gateway>> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }
}
