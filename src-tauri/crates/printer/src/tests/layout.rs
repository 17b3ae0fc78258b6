//! Whatever was typed stays on the page and is never silently lost: checked on the marks themselves, before any PDF.

use super::specimen;
use crate::{
    Language, PrintedState, Receipt,
    canvas::{Canvas, Frame, Mark},
    delivery_note,
    font::{Cut, Typeface},
    page::{PAGE_HEIGHT, PAGE_WIDTH},
    receipt,
};
use financing::{Amounts, Cents};
use proptest::prelude::*;

/// What no office printer prints, in thousandths of a point: about 4 mm along each edge.
const UNPRINTABLE: i32 = 12_000;

/// The rectangle a mark keeps within; for a text, that of the tallest glyphs.
fn frame(mark: &Mark, typeface: &Typeface) -> Frame {
    match mark {
        Mark::Text {
            left,
            baseline,
            style,
            text,
        } => Frame {
            left: *left,
            top: baseline - style.size * 12 / 10,
            width: typeface.width(style.cut, style.size, text),
            height: style.size * 15 / 10,
        },
        Mark::Panel { frame, .. } | Mark::Qr { frame, .. } => *frame,
    }
}

fn all_on_the_page(pages: &[Canvas]) -> bool {
    let typeface = Typeface::load().unwrap();
    pages.iter().flat_map(|page| &page.marks).all(|mark| {
        let frame = frame(mark, &typeface);
        frame.left >= UNPRINTABLE
            && frame.top >= UNPRINTABLE
            && frame.right() <= PAGE_WIDTH - UNPRINTABLE
            && frame.bottom() <= PAGE_HEIGHT - UNPRINTABLE
    })
}

fn texts(pages: &[Canvas]) -> Vec<&str> {
    pages
        .iter()
        .flat_map(|page| &page.marks)
        .filter_map(|mark| match mark {
            Mark::Text { text, .. } => Some(text.as_str()),
            Mark::Panel { .. } | Mark::Qr { .. } => None,
        })
        .collect()
}

/// A receipt on which every text was typed by somebody with time to spare.
fn scribbled() -> impl Strategy<Value = Receipt> {
    let text = || prop_oneof!["\\PC{0,200}", "[A-ZÀ-ÿ]{0,200}", any::<String>()];
    let names = (text(), text(), text(), text(), text());
    let lines = prop::collection::vec(text(), 0..12);
    let amounts = prop::array::uniform4(0_i64..=Cents::MAX.get());
    let payments = prop::collection::vec(0_u32..1_000_000, 0..90);
    let extras = (lines.clone(), lines, amounts, payments);
    (names, extras, any::<bool>(), any::<bool>()).prop_map(
        |((shop, staff, customer, product, gateway), extras, training, french)| {
            let (address, further, [authorised, released, cancelled, refunded], payments) = extras;
            let language = if french {
                Language::French
            } else {
                Language::English
            };
            let mut receipt = specimen::training(language);
            receipt.heading.training = training;
            receipt.heading.shop.legal_id = shop.clone();
            receipt.heading.shop.name = shop;
            receipt.heading.shop.address = address;
            receipt.heading.till = staff.clone();
            receipt.heading.staff = staff;
            receipt.heading.customer = customer;
            receipt.product = product;
            receipt.gateway.name = gateway;
            receipt.gateway.further = further;
            let cents = |cents| Cents::new(cents).unwrap();
            receipt.amounts = Amounts {
                authorised: cents(authorised),
                released: cents(released),
                cancelled: cents(cancelled),
                refunded: cents(refunded),
            };
            receipt.plan = payments.into_iter().map(Cents::of).collect();
            receipt
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_typed_at_the_counter_leaves_the_page(receipt in scribbled()) {
        let pages = receipt::laid_out(&receipt).unwrap();
        prop_assert!(all_on_the_page(&pages));
        let contract = if receipt.heading.language == Language::French {
            "Ceci n’est pas le contrat de crédit."
        } else {
            "This is not the credit contract."
        };
        prop_assert!(texts(&pages).contains(&contract));
    }

    #[test]
    fn a_wrapped_text_keeps_its_words_and_its_width(
        text in "[a-zà-ÿ€ ]{0,300}",
        width in 30_000_i32..400_000,
    ) {
        let typeface = Typeface::load().unwrap();
        let lines = typeface.wrapped(Cut::Regular, 10_500, &text, width, usize::MAX);
        for line in &lines {
            prop_assert!(typeface.width(Cut::Regular, 10_500, line) <= width, "{line}");
        }
        let letters = |text: &str| text.replace(' ', "");
        prop_assert_eq!(letters(&lines.concat()), letters(&text));
    }
}

#[test]
fn the_largest_amounts_are_printed_in_full() {
    for language in Language::ALL {
        let mut receipt = specimen::receipt(*language);
        let (most, half) = (Cents::MAX, Cents::new(Cents::MAX.get() / 2).unwrap());
        receipt.amount = most;
        receipt.plan = vec![most];
        for amounts in [
            Amounts {
                authorised: most,
                released: most,
                cancelled: Cents::ZERO,
                refunded: half,
            },
            Amounts {
                authorised: most,
                released: half,
                cancelled: Cents::of(1),
                refunded: half,
            },
        ] {
            receipt.amounts = amounts;
            let pages = receipt::laid_out(&receipt).unwrap();
            let cut: Vec<_> = texts(&pages)
                .into_iter()
                .filter(|text| text.contains('…'))
                .collect();
            assert_eq!(cut, [""; 0], "{language:?}");
        }
    }
}

#[test]
fn no_word_of_ours_is_shortened_in_any_language_or_state() {
    for language in Language::ALL {
        for state in financing::State::ALL {
            let mut receipt = specimen::training(*language);
            receipt.heading.state = PrintedState::from(state);
            let mut note = specimen::delivery_note(*language, 0);
            note.heading = receipt.heading.clone();
            for pages in [
                receipt::laid_out(&receipt).unwrap(),
                delivery_note::laid_out(&note).unwrap(),
            ] {
                assert_eq!(pages.len(), 1);
                assert!(
                    !texts(&pages).iter().any(|text| text.contains('…')),
                    "{language:?} {state:?}"
                );
            }
        }
    }
}

#[test]
fn what_is_too_long_ends_in_an_ellipsis() {
    let mut receipt = specimen::receipt(Language::French);
    receipt.heading.customer = "Maximilienne ".repeat(40);
    let pages = receipt::laid_out(&receipt).unwrap();
    let shortened: Vec<_> = texts(&pages)
        .into_iter()
        .filter(|text| text.ends_with('…'))
        .collect();
    assert_eq!(shortened.len(), 1);
    assert!(shortened[0].starts_with("Maximilienne Maximilienne"));
}

#[test]
fn a_character_the_typeface_lacks_is_a_box_and_not_a_gap() {
    let typeface = Typeface::load().unwrap();
    for (typed, printed) in [
        ("Léa 🦊 Renard", "Léa □ Renard"),
        ("山田 Hanako", "□□ Hanako"),
        // composed on the way, and without the marks that nobody draws
        ("E\u{301}lodie\u{200d}\u{fe0f}", "Élodie"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        (
            "Σοφία, Олена, Łukasz, Ștefan",
            "Σοφία, Олена, Łukasz, Ștefan",
        ),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("\u{7}bell", "□bell"),
    ] {
        assert_eq!(typeface.drawable(typed), printed);
    }
}

#[test]
fn forty_kinds_of_goods_are_all_listed_and_signed_for_on_the_last_page() {
    let note = specimen::delivery_note(Language::English, 40);
    let pages = delivery_note::laid_out(&note).unwrap();
    assert!(all_on_the_page(&pages));
    for goods in &note.goods {
        assert!(texts(&pages).contains(&goods.name.as_str()));
    }
    let (last, before) = pages.split_last().unwrap();
    assert!(texts(std::slice::from_ref(last)).contains(&"Customer’s signature"));
    assert!(!texts(before).contains(&"Customer’s signature"));
    let foot = format!("T2-000147 · Page {0} of {0}", pages.len());
    assert!(texts(std::slice::from_ref(last)).contains(&foot.as_str()));
}

#[test]
fn training_is_said_in_words_above_and_below_on_every_page() {
    let mut note = specimen::delivery_note(Language::French, 40);
    note.heading.training = true;
    let words = "ENTRAÎNEMENT · document sans valeur, aucun financement réel";
    let pages = delivery_note::laid_out(&note).unwrap();
    assert!(pages.len() > 1);
    for page in &pages {
        let said = texts(std::slice::from_ref(page))
            .into_iter()
            .filter(|text| *text == words);
        assert_eq!(said.count(), 2);
    }
    note.heading.training = false;
    assert!(!texts(&delivery_note::laid_out(&note).unwrap()).contains(&words));
}
