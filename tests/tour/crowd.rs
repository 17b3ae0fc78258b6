//! A till with a hundred thousand old financings starts as one with none: the application is started over its own
//! ledger again and again, before and after the old ones are put in. What it measures is printed, never asserted.

use super::figures::painted;
use crate::{
    window::{Desktop, Mishap, output, same},
    window_once::key_in,
    window_power::{give_credentials, lay_out},
};
use ::sandbox::{Options, Sandbox};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

/// How many old financings there are.
pub(super) const OLD: u32 = 100_000;

/// How often the application is started over each ledger; the middle one counts.
const STARTS: usize = 3;

/// What starts over a small ledger and over a crowded one take, from the page's beginning to its paint, in milliseconds.
pub(super) async fn starts() -> Result<[u64; 2], Mishap> {
    let mut desktop = Desktop::new().await?;
    let sandbox = Sandbox::start(Options::default()).await?;
    lay_out(&desktop, &sandbox)?;
    let counter = desktop.open_counter().await?;
    give_credentials(&counter, "training-secret").await?;
    key_in(&counter, "CROWD-1").await?;
    counter.page.tap("start-qr").await?;
    counter.page.await_control("journey-qr").await?;
    desktop.close(counter).await?;

    let small = start(&mut desktop).await?;
    fill(&desktop)?;
    let crowded = start(&mut desktop).await?;

    let counter = desktop.open_counter().await?;
    counter.page.tap("rail-today").await?;
    counter.page.fill("search", "T1-099999").await?;
    counter
        .page
        .await_control("financing-row-T1-099999")
        .await?;
    desktop.close(counter).await?;
    Ok([small, crowded])
}

/// The middle one of some starts.
async fn start(desktop: &mut Desktop) -> Result<u64, Mishap> {
    let mut taken = Vec::new();
    for _ in 0..STARTS {
        let counter = desktop.open_counter().await?;
        counter.page.await_control("start-qr").await?;
        taken.push(painted(&counter.page).await?.1);
        desktop.close(counter).await?;
    }
    taken.sort_unstable();
    Ok(taken.get(STARTS / 2).copied().unwrap_or_default())
}

/// Puts the old financings in, under the key that the till's own keyring keeps.
fn fill(desktop: &Desktop) -> Result<(), Mishap> {
    let mut asked = desktop.command("sh");
    asked.args([
        "-c",
        "secret-tool lookup service Comptoir username ledger-key | od -An -v -tx1 | tr -d ' \\n'",
    ]);
    let key = output(&mut asked)?;
    same("the length of the ledger's key in hex", &64, &key.len())?;
    let ledger = Connection::open(desktop.home().join("data/till.ledger"))?;
    let old = include_str!("../../src-tauri/crates/ledger/tests/old_financings.sql");
    let old = old.replace("{count}", &OLD.to_string());
    ledger.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; BEGIN; {old}"))?;
    link_the_last(&ledger)?;
    ledger.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(())
}

/// Adds a last row to the journal, a note, whose hash follows from the one before it: the ledger looks at that when it
/// is opened.
fn link_the_last(ledger: &Connection) -> Result<(), Mishap> {
    let [seq, name] = ledger.query_row(
        "SELECT seq + 1, json_array(seq + 1, NULL, day) FROM journal ORDER BY seq DESC LIMIT 1",
        (),
        |row| Ok([row.get::<_, i64>(0)?.to_string(), row.get(1)?]),
    )?;
    let hash = Sha256::new()
        .chain_update([0; 32])
        .chain_update(name.trim_end_matches(']'))
        .chain_update(",{}]")
        .finalize();
    ledger.execute(
        "INSERT INTO journal (seq, day, entry, hash) SELECT ?1, day, '{}', ?2 FROM journal ORDER BY seq DESC LIMIT 1",
        (&seq, hash.as_slice()),
    )?;
    ledger.execute(
        "UPDATE ledger SET seq = ?1, hash = ?2",
        (&seq, hash.as_slice()),
    )?;
    Ok(())
}
