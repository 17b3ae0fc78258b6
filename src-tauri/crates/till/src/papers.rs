//! The folder of papers as a place where customers' names stand: which file is of which financing, and how those of
//! some go. What stands on a paper is not its business.

use chrono::NaiveDate;
use financing::FinancingId;
use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

/// The name of the copy of a customer's data, made on a store day. It is there to be handed over, until the next day.
pub(crate) fn customer_copy(folder: &Path, id: &FinancingId, day: NaiveDate) -> PathBuf {
    folder.join(format!("{id}{COPY}{day}.json"))
}

const COPY: &str = "-customer-data-";

/// Removes every paper of these financings: they bear their customers' names.
pub(crate) fn remove_of(folder: &Path, of: &[FinancingId]) -> io::Result<()> {
    let of: HashSet<&str> = of.iter().map(FinancingId::as_str).collect();
    remove(folder, |name| {
        // `T2-000147-receipt-2.pdf`: the financing's name ends at the second dash.
        let end = name.match_indices('-').nth(1).map(|(end, _)| end);
        end.and_then(|end| name.get(..end))
            .is_some_and(|number| of.contains(number))
    })
}

/// Removes the copies of a customer's data that were made from this financing. Its papers stay.
pub(crate) fn remove_copies_of(folder: &Path, id: &FinancingId) -> io::Result<()> {
    let copies = format!("{id}{COPY}");
    remove(folder, |name| name.starts_with(&copies))
}

/// Removes the copies of customers' data that were made before this day.
pub(crate) fn remove_old_copies(folder: &Path, today: NaiveDate) -> io::Result<()> {
    let todays = format!("{COPY}{today}");
    remove(folder, |name| {
        name.contains(COPY) && !name.contains(&todays)
    })
}

fn remove(folder: &Path, goes: impl Fn(&str) -> bool) -> io::Result<()> {
    let papers = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        papers => papers?,
    };
    for paper in papers {
        let paper = paper?;
        if goes(&paper.file_name().to_string_lossy()) {
            fs::remove_file(paper.path())?;
        }
    }
    Ok(())
}
