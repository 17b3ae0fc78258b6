//! Money is whole cents and nothing is ever rounded away: what a keypad, a file or an addition may give, plans that add
//! up to the cent, and the limits of a product.

use crate::shop::{AMOUNT, PART, amounts};
use financing::{Cents, Instalment, Kind, MoneyError, OrderRefusal, Product, ProductCode};
use proptest::prelude::*;

#[test]
fn an_amount_is_read_as_people_write_it() {
    let cents = |text| Cents::parse(text).map(Cents::get);
    assert_eq!(cents("1249"), Ok(124_900));
    assert_eq!(cents("1249.9"), Ok(124_990));
    assert_eq!(cents("1249,90"), Ok(124_990));
    assert_eq!(cents("0,05"), Ok(5));
    assert_eq!(cents("007"), Ok(700));
    assert_eq!(cents("0"), Ok(0));
}

#[test]
fn what_is_not_an_amount_is_refused_and_never_rounded() {
    for text in [
        "12.345", "0.001", "", ".", ",50", ".5", "12.", "12,", "1 249", "1.249,90", "1,249.90",
        "+5", "1e3", "12,3a", "€12", "12€", "١٢", "0x10", " 12", "12 ", "NaN", "inf",
    ] {
        assert_eq!(Cents::parse(text), Err(MoneyError::Malformed), "{text:?}");
    }
    for text in ["-1", "-0.01", "-", "-12,345"] {
        assert_eq!(Cents::parse(text), Err(MoneyError::Negative), "{text:?}");
    }
    for text in [
        "10000000.01",
        "92233720368547758.08",
        "99999999999999999999999999",
    ] {
        assert_eq!(Cents::parse(text), Err(MoneyError::TooLarge), "{text:?}");
    }
    assert_eq!(Cents::parse("10000000,00"), Ok(Cents::MAX));
}

#[test]
fn sums_and_differences_stop_at_their_ends() {
    let one = Cents::of(1);
    assert_eq!(Cents::MAX.plus(one), Err(MoneyError::TooLarge));
    assert_eq!(Cents::ZERO.minus(one), Err(MoneyError::Negative));
    assert_eq!(PART.left_after(AMOUNT), Cents::ZERO);
    assert_eq!(Cents::new(-1), Err(MoneyError::Negative));
    assert_eq!(Cents::new(i64::MAX), Err(MoneyError::TooLarge));
    assert_eq!(Cents::new(i64::MIN), Err(MoneyError::Negative));
}

#[test]
fn a_kept_amount_that_is_out_of_range_is_not_read_back() {
    assert!(serde_json::from_str::<Cents>("-1").is_err());
    assert!(serde_json::from_str::<Cents>("1000000001").is_err());
    assert!(serde_json::from_str::<Cents>("12.5").is_err());
    assert_eq!(
        serde_json::to_string(&Cents::of(124_990)).ok().as_deref(),
        Some("124990")
    );
}

#[test]
fn amounts_hold_together_or_they_do_not() {
    let zero = Cents::ZERO;
    assert!(amounts(AMOUNT, AMOUNT, zero, AMOUNT).agree_with(AMOUNT));
    assert!(
        !amounts(AMOUNT, PART, zero, AMOUNT).agree_with(AMOUNT),
        "refunded above released"
    );
    assert!(
        !amounts(AMOUNT, AMOUNT, PART, zero).agree_with(AMOUNT),
        "released above what was kept"
    );
    assert!(
        !amounts(PART, zero, AMOUNT, zero).agree_with(AMOUNT),
        "given back above reserved"
    );
    assert!(
        !amounts(AMOUNT, zero, zero, zero).agree_with(PART),
        "reserved above the order"
    );
}

#[test]
fn the_first_payments_of_a_plan_carry_the_odd_cents() {
    let plan = Product::plan(Cents::of(10_000), 3);
    let expected = [(1, 3_334), (2, 3_333), (3, 3_333)].map(|(number, cents)| Instalment {
        number,
        amount: Cents::of(cents),
    });
    assert_eq!(plan, expected);
    assert_eq!(Product::plan(AMOUNT, 0), []);
}

#[test]
fn a_product_takes_its_limits_and_nothing_beyond_them() {
    let product = Product {
        code: ProductCode::new("4X").expect("a name"),
        name: "Four times".to_owned(),
        kind: Kind::Instalments,
        minimum: Cents::of(7_500),
        maximum: Cents::of(100_000),
        instalments_from: 3,
        instalments_to: 4,
    };
    let (minimum, maximum) = (product.minimum, product.maximum);
    assert_eq!(product.admits(minimum, 3), Ok(()));
    assert_eq!(product.admits(maximum, 4), Ok(()));
    assert_eq!(product.admits(Cents::ZERO, 4), Err(OrderRefusal::NoAmount));
    let below = Cents::of(7_499);
    assert_eq!(
        product.admits(below, 4),
        Err(OrderRefusal::BelowMinimum { minimum })
    );
    let above = Cents::of(100_001);
    assert_eq!(
        product.admits(above, 4),
        Err(OrderRefusal::AboveMaximum { maximum })
    );
    for count in [0, 2, 5] {
        assert_eq!(
            product.admits(minimum, count),
            Err(OrderRefusal::NotOffered)
        );
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(cents in 0..=1_000_000_000_i64) {
        let amount = Cents::new(cents).expect("in range");
        prop_assert_eq!(Cents::parse(&amount.to_string()), Ok(amount));
    }

    #[test]
    fn no_text_makes_the_till_fall_over(text in ".{0,24}") {
        let _ = Cents::parse(&text);
    }

    #[test]
    fn a_plan_adds_up_to_the_cent(cents in 0..=1_000_000_000_i64, count in 1..=120_u32) {
        let amount = Cents::new(cents).expect("in range");
        let plan = Product::plan(amount, count);
        prop_assert_eq!(plan.len(), count as usize);
        prop_assert_eq!(plan.iter().map(|part| part.amount.get()).sum::<i64>(), cents);
        let of = |pick: fn(i64, i64) -> i64| plan.iter().map(|part| part.amount.get()).reduce(pick);
        prop_assert!(of(i64::max).zip(of(i64::min)).is_some_and(|(most, least)| most - least <= 1));
    }
}
