//! Gateways that are made anew on a till that runs: by hand, when a profile or a credential changed, and by themselves,
//! once a minute, while the vault keeps their credentials. It decides nothing of a gateway: what one is made of is told in
//! `profiles`.

use crate::{
    deeds::Ends,
    house::{Counter, House},
    profiles::{self, Mounted},
    screen::Fault,
    setup::blocking,
};
use std::{
    slice,
    sync::{Arc, Weak},
    time::Duration,
};
use tokio::{select, time::sleep};

/// Between two tries of what the vault kept.
const AGAIN: Duration = Duration::from_secs(60);

impl House {
    /// Makes the gateways anew from their profiles and credentials and mounts them in place of the ones before, while
    /// the till runs: what is on its way stays on its way. One that the vault does not give its credentials goes on as it
    /// was: a locked keyring is no word about a gateway.
    pub(crate) async fn remount(self: &Arc<Self>) -> Result<(), Fault> {
        let _one_at_a_time = self.mounting.lock().await;
        let counter = self.counter().await?;
        let mounted = self.made_of(self.real_till()?.gateways).await?;
        let mounted: Vec<Mounted> = {
            let before = counter.mounted();
            let made = mounted.into_iter();
            made.map(|mounted| mounted.or_before(&before)).collect()
        };
        *counter.mounted() = mounted;
        counter.introduces();
        self.announce();
        Ok(())
    }

    /// Makes those anew that the vault kept, and leaves the others as they are.
    async fn remount_what_was_kept(self: &Arc<Self>) -> Result<(), Fault> {
        let _one_at_a_time = self.mounting.lock().await;
        let counter = self.counter().await?;
        let kept = counter.kept_files();
        if kept.is_empty() {
            return Ok(());
        }
        for anew in self.made_of(kept.clone()).await? {
            let mut mounted = counter.mounted();
            if let Some(place) = mounted.iter_mut().find(|before| before.file == anew.file) {
                *place = anew.or_before(slice::from_ref(place));
            }
        }
        counter.introduces();
        if counter.kept_files() != kept {
            self.announce();
        }
        Ok(())
    }

    async fn made_of(self: &Arc<Self>, files: Vec<String>) -> Result<Vec<Mounted>, Fault> {
        let house = Arc::clone(self);
        blocking(move || {
            Ok(profiles::mount_all(
                &house.home,
                house.vault.as_ref(),
                &files,
            ))
        })
        .await
    }
}

impl Counter {
    /// Lets the till have the gateways that can be used and no other, and the screen a line while the vault keeps one.
    pub(crate) fn introduces(&self) {
        let mounted = self.mounted();
        for gateway in self.till.gateways.all() {
            if !mounted
                .iter()
                .any(|mounted| mounted.gateway.is_ok() && mounted.id == gateway.id().as_str())
            {
                self.till.gateways.unmount(gateway.id());
            }
        }
        for gateway in mounted
            .iter()
            .filter_map(|mounted| mounted.gateway.as_ref().ok())
        {
            self.till.gateways.mount(Arc::clone(gateway));
        }
        let kept = mounted.iter().find_map(Mounted::kept_by_the_vault);
        drop(mounted);
        self.unresolved.of_the_gateways(kept);
    }

    fn kept_files(&self) -> Vec<String> {
        let mounted = self.mounted();
        let kept = mounted
            .iter()
            .filter(|mounted| mounted.kept_by_the_vault().is_some());
        kept.map(|mounted| mounted.file.clone()).collect()
    }
}

/// Tries again what the vault kept, until it is told to end or the house is gone.
pub(crate) async fn tries_again(house: Weak<House>, mut ends: Ends) {
    loop {
        select! {
            biased;
            () = ends.come() => return,
            () = sleep(AGAIN) => {}
        }
        let Some(house) = house.upgrade() else {
            return;
        };
        if let Err(fault) = house.remount_what_was_kept().await {
            tracing::warn!(?fault, "gateways were not made anew");
        }
    }
}
