//! Starts of the program under strace: the first one, which makes the ledger, and one after a power cut that left a
//! release without its answer. Each blow finds the same files, laid out anew. What staff do afterwards is the sale's.

use super::{
    life::{Left, Press, Sale},
    shop::Shop,
    strace::{Blow, During, Fate},
};
use crate::window::{Mishap, holds, output, same, until, where_ports_are_taken};
use sandbox::{Fault, cofidis::Method, fate};
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// What the program finds when it is started, and the sale that was under way.
pub(super) struct Scenes {
    untouched: PathBuf,
    cut_off: PathBuf,
    sale: Sale,
    laid: u32,
}

impl Scenes {
    /// Prepares both in an open shop, whose program is ended for it.
    pub(super) async fn prepare(shop: &mut Shop, order: String) -> Result<Scenes, Mishap> {
        let mut sale = Sale::new(order);
        let hung = Fault::Cofidis {
            method: Method::Confirm,
            fate: fate::Fate::HANG,
            times: 1,
        };
        shop.sandbox.script(hung).await;
        let left = sale.live_until(shop, Press::Deliver).await?;
        same("a sale that is delivered", &Left::There, &left)?;
        let paid = || shop.books().entries().len();
        until("the release at the gateway", async || match paid() {
            0 => Err("none".to_owned()),
            _ => Ok(()),
        })
        .await?;
        shop.clear()?;
        let home = shop.home().to_owned();
        let (untouched, cut_off) = (home.with_file_name("first"), home.with_file_name("cut-off"));
        copy(&home, &cut_off)?;
        fs::create_dir_all(&untouched).map_err(Mishap::file(&untouched))?;
        copy(&home.join("config"), &untouched.join("config"))?;
        let begun = untouched.join("config/ledger-begun");
        fs::remove_file(&begun).map_err(Mishap::file(&begun))?;
        Ok(Scenes {
            untouched,
            cut_off,
            sale,
            laid: 0,
        })
    }

    /// Lays a scene out anew, in a folder of its own, and starts the program in it under strace: in one more where the
    /// program could not be reached, for it has worked in that one.
    pub(super) async fn start(
        &mut self,
        shop: &mut Shop,
        during: During,
        blow: Option<Blow>,
    ) -> Result<(Sale, bool), Mishap> {
        let scene = match during {
            During::FirstStart => &self.untouched,
            During::Recovery | During::Sale | During::Printing => &self.cut_off,
        };
        let lived = where_ports_are_taken(async || {
            shop.clear()?;
            self.laid += 1;
            let home = scene.with_file_name(format!("scene-{}", self.laid));
            copy(scene, &home)?;
            shop.move_to(home);
            shop.start_under_strace(blow).await
        })
        .await?;
        Ok((self.sale.clone(), lived))
    }

    /// What strace hears of a start that nothing disturbs, until there is nothing left to be done.
    pub(super) async fn measure(
        &mut self,
        shop: &mut Shop,
        during: During,
    ) -> Result<String, Mishap> {
        let (mut sale, lived) = self.start(shop, during, None).await?;
        holds("a start that nothing disturbs", lived, "a death")?;
        self.go_on(shop, during, &mut sale).await?;
        let heard = shop.leave_alone().await?;
        shop.clear()?;
        Ok(heard)
    }

    /// What staff do in a till that opened: a new one is empty and sound, an interrupted sale comes to its end.
    async fn go_on(&self, shop: &mut Shop, during: During, sale: &mut Sale) -> Result<(), Mishap> {
        match during {
            During::FirstStart => {
                let verified = shop.does("verify_ledger", json!({})).await?;
                let empty = verified["broken"].is_null() && verified["financings"] == 0;
                holds("an empty ledger that is sound", empty, verified)
            }
            During::Recovery | During::Sale | During::Printing => {
                let left = sale.live_until(shop, Press::Print).await?;
                // The receipt may have been printed before.
                holds("a sale taken up again", left != Left::Died, "a death")
            }
        }
    }

    /// One start, one blow; the sale with what was heard.
    pub(super) async fn survive(
        &mut self,
        shop: &mut Shop,
        blow: Blow,
    ) -> (Sale, Result<(), Mishap>) {
        let (mut sale, lived) = match self.start(shop, blow.during, Some(blow)).await {
            Ok(started) => started,
            Err(mishap) => return (self.sale.clone(), Err(mishap)),
        };
        let ended = match blow.fate {
            Fate::Killed => self.outlive(shop, blow, &mut sale, lived).await,
            Fate::Broken | Fate::Full => self.bear(shop, blow, &mut sale, lived).await,
        };
        let sound = match ended {
            Ok(()) => self.is_sound(shop, blow, &sale).await,
            Err(mishap) => Err(mishap),
        };
        let cleared = shop.clear();
        (sale, sound.and(cleared))
    }

    /// A program that is killed: before its window is open, by what it does then, or not at all.
    async fn outlive(
        &self,
        shop: &mut Shop,
        blow: Blow,
        sale: &mut Sale,
        lived: bool,
    ) -> Result<(), Mishap> {
        if lived {
            match self.go_on(shop, blow.during, sale).await {
                Ok(()) => {
                    shop.comes_to_rest().await?;
                    if !shop.was_killed() {
                        sale.heard = shop.leave_alone().await?;
                        return Ok(());
                    }
                }
                Err(mishap) if !shop.was_killed() => return Err(mishap),
                Err(_killed) => {}
            }
        }
        sale.heard = shop.last_heard().await?;
        match blow.during {
            During::FirstStart => {}
            During::Recovery | During::Sale | During::Printing => sale.is_kept(shop)?,
        }
        shop.clear()?;
        shop.start().await?;
        self.go_on(shop, blow.during, sale).await
    }

    /// A program that is answered with errors: it opens, or says why not and opens once they are over.
    async fn bear(
        &self,
        shop: &mut Shop,
        blow: Blow,
        sale: &mut Sale,
        lived: bool,
    ) -> Result<(), Mishap> {
        holds("a program that bears errors", lived, "a death")?;
        let situation = shop.does("situation", json!({})).await?;
        if situation["stands"] != "open" {
            holds("a trouble with its reason", shop.was_failed(), &situation)?;
            sale.faults.push(situation);
            sale.heard = shop.leave_alone().await?;
            let again = shop.does("open_again", json!({})).await?;
            holds("a till that opens again", again["stands"] == "open", again)?;
        }
        self.go_on(shop, blow.during, sale).await?;
        let heard = shop.leave_alone().await?;
        if sale.heard.is_empty() {
            sale.heard = heard;
        }
        Ok(())
    }

    async fn is_sound(&self, shop: &Shop, blow: Blow, sale: &Sale) -> Result<(), Mishap> {
        match blow.during {
            During::FirstStart => Ok(()),
            During::Recovery | During::Sale | During::Printing => {
                sale.is_kept(shop)?;
                sale.is_sound(shop).await
            }
        }
    }
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Result<(), Mishap> {
    output(Command::new("cp").arg("-a").arg(from).arg(to)).map(|_| ())
}
