//! What was printed, judged by other programs than the one that made it: qpdf for its form, pdftotext for its words,
//! pdftoppm for its looks.

use super::{deal::Deal, stage::Stage};
use crate::window::{Mishap, holds, output};
use std::{fs, path::Path};

/// The largest receipt, in bytes.
const LARGEST: u64 = 40_000;

/// Fails unless the receipt at `file` is a sound PDF that says what was sold; leaves it and its picture with the tour.
pub(super) fn read(
    stage: &Stage<'_>,
    deal: &Deal,
    file: &Path,
    id: &str,
    language: &str,
) -> Result<(), Mishap> {
    let kept = stage.guide.file(&format!("{}-receipt.pdf", deal.name));
    fs::copy(file, &kept).map_err(Mishap::file(file))?;
    let bytes = fs::metadata(&kept).map_err(Mishap::file(&kept))?.len();
    holds("a receipt under 40 kB", bytes < LARGEST, bytes)?;
    output(stage.desktop.command("qpdf").arg("--check").arg(&kept))?;
    let text = output(
        stage
            .desktop
            .command("pdftotext")
            .arg("-layout")
            .arg(&kept)
            .arg("-"),
    )?;
    // The space in an amount may be a narrow or an unbreakable one: how wide is the language's affair.
    let text: String = text
        .chars()
        .map(|each| if each.is_whitespace() { ' ' } else { each })
        .collect();
    let mut wanted = vec![
        amount(deal.cents, language),
        id.to_owned(),
        deal.order.to_owned(),
        "Lumière".to_owned(),
    ];
    wanted.extend(
        deal.customer
            .iter()
            .filter(|(field, _)| field.ends_with("-name"))
            .map(|(_, name)| (*name).to_owned()),
    );
    for words in wanted {
        holds(
            &format!("the receipt says {words}"),
            text.contains(&words),
            &text,
        )?;
    }
    let picture = stage.guide.file(&format!("{}-receipt", deal.name));
    output(
        stage
            .desktop
            .command("pdftoppm")
            .args(["-png", "-r", "80", "-singlefile"])
            .arg(&kept)
            .arg(picture),
    )
    .map(|_| ())
}

/// An amount above a thousand cents as the language writes its figures.
fn amount(cents: u32, language: &str) -> String {
    let (thousands, point) = if language == "fr" {
        (' ', ',')
    } else {
        (',', '.')
    };
    let (euros, rest) = (cents / 100, cents % 100);
    if euros < 1000 {
        return format!("{euros}{point}{rest:02}");
    }
    format!(
        "{}{thousands}{:03}{point}{rest:02}",
        euros / 1000,
        euros % 1000
    )
}

#[test]
fn an_amount_is_looked_for_as_the_language_writes_it() {
    assert_eq!(amount(124_990, "fr"), "1 249,90");
    assert_eq!(amount(124_990, "en"), "1,249.90");
    assert_eq!(amount(45_905, "fr"), "459,05");
}
