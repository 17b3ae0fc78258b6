//! CART: the basket's lines as parameters. Known: TOTALAMOUNT is whole cents "based on PRICE, QUANTITY. Also FEES when
//! applied", TAX and DISCOUNT are percentages with a point, and the lines must add up to AMOUNT (else 1007). Assumed:
//! the names NAME and FEES, their lengths, and the name of the sub-merchant's parameter, which is the profile's; that
//! PRICE is in whole cents as TOTALAMOUNT is, and that QUANTITY counts whole pieces. Assumed too, as the reading that
//! can send no wrong amount: PRICE is what one piece is charged, its discount already taken off, and DISCOUNT says so
//! and changes no sum.

use super::{
    formats::{Form, Format},
    params::Params,
};
use financing::{CartLine, Cents, Field, FieldProblem};

/// Puts the basket, or says what is wrong with it. An empty basket puts nothing. `submerchant` is what a line's seller is
/// called; there is none outside a marketplace, and a line that names a seller there is not sent as if it named none.
pub(crate) fn put(
    form: &mut Form<'_>,
    cart: &[CartLine],
    amount: Cents,
    submerchant: Option<&str>,
) {
    if !cart.is_empty() && sum(cart) != Some(amount) {
        form.fault(Field::Cart, FieldProblem::DoesNotAddUp);
    }
    let mut lines = Vec::with_capacity(cart.len());
    for line in cart {
        match parameters(line) {
            Ok(mut params) => {
                put_seller(form, &mut params, line, submerchant);
                lines.push(params);
            }
            Err(problem) => form.fault(Field::Cart, problem),
        }
    }
    form.params.put_lines("CART", lines);
}

fn sum(cart: &[CartLine]) -> Option<Cents> {
    cart.iter()
        .try_fold(Cents::ZERO, |sum, line| sum.plus(line.total).ok())
}

/// The seller's account, or `OPERATOR` for the marketplace itself (Known).
fn put_seller(form: &mut Form<'_>, params: &mut Params, line: &CartLine, name: Option<&str>) {
    let seller = line.merchant.as_deref().unwrap_or_default();
    match (Format::Text(32).check(seller), name) {
        (Ok(seller), _) if seller.is_empty() => {}
        (Ok(seller), Some(name)) => params.put(name, seller),
        (Ok(_), None) => form.fault(Field::Seller, FieldProblem::Malformed),
        (Err(problem), _) => form.fault(Field::Seller, problem),
    }
}

fn parameters(line: &CartLine) -> Result<Params, FieldProblem> {
    let mut params = Params::default();
    params.put("NAME", Format::Text(255).check(&line.name)?);
    params.put("QUANTITY", line.quantity.to_string());
    put_cents(&mut params, "PRICE", line.price);
    put_cents(&mut params, "FEES", fees(line)?);
    params.put("TAX", line.tax_bp.map(percent).unwrap_or_default());
    params.put(
        "DISCOUNT",
        line.discount_bp.map(percent).unwrap_or_default(),
    );
    if line.total.is_zero() || line.quantity == 0 {
        return Err(FieldProblem::Malformed);
    }
    put_cents(&mut params, "TOTALAMOUNT", line.total);
    Ok(params)
}

/// What a line costs above its pieces. None costs less, for a price is what is charged, with its discount taken off.
fn fees(line: &CartLine) -> Result<Cents, FieldProblem> {
    if line.price.is_zero() {
        return Ok(Cents::ZERO);
    }
    let pieces = line
        .price
        .get()
        .checked_mul(i64::from(line.quantity))
        .and_then(|pieces| Cents::new(pieces).ok());
    pieces
        .and_then(|pieces| line.total.minus(pieces).ok())
        .ok_or(FieldProblem::DoesNotAddUp)
}

fn put_cents(params: &mut Params, name: &str, amount: Cents) {
    if !amount.is_zero() {
        params.put(name, amount.get().to_string());
    }
}

/// Hundredths of a percent as a percentage: 1950 is `19.5`.
fn percent(hundredths: u32) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        rest => format!("{whole}.{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use financing::FieldFault;

    fn sofa() -> CartLine {
        CartLine {
            name: "Canapé".to_owned(),
            quantity: 2,
            price: Cents::of(30_000),
            total: Cents::of(60_000),
            tax_bp: Some(1950),
            discount_bp: None,
            merchant: None,
        }
    }

    fn faults(cart: &[CartLine], amount: Cents) -> Vec<FieldProblem> {
        let mut form = Form::new(Params::default(), &[]);
        put(&mut form, cart, amount, Some("SUBMERCHANT"));
        form.faults.into_iter().map(|fault| fault.problem).collect()
    }

    fn sold_by(seller: &str, name: Option<&str>) -> Result<Params, Vec<FieldFault>> {
        let line = CartLine {
            merchant: Some(seller.to_owned()),
            ..sofa()
        };
        let mut form = Form::new(Params::default(), &[]);
        put(&mut form, &[line], Cents::of(60_000), name);
        form.done()
    }

    #[test]
    fn a_line_says_its_pieces_its_tax_and_its_total_in_cents() {
        let params = parameters(&sofa()).unwrap();
        let read: Vec<(String, &str)> = params.leaves();
        let pair = |name: &str, text| (name.to_owned(), text);
        assert_eq!(
            read,
            [
                pair("NAME", "Canapé"),
                pair("PRICE", "30000"),
                pair("QUANTITY", "2"),
                pair("TAX", "19.5"),
                pair("TOTALAMOUNT", "60000"),
            ]
        );
    }

    #[test]
    fn what_a_line_costs_above_its_pieces_is_fees() {
        let line = CartLine {
            total: Cents::of(60_990),
            ..sofa()
        };
        assert_eq!(parameters(&line).unwrap().get("FEES"), Some("990"));
    }

    #[test]
    fn a_discount_is_told_and_takes_nothing_off_a_price_that_is_what_is_charged() {
        let discounted = CartLine {
            discount_bp: Some(1050),
            ..sofa()
        };
        let params = parameters(&discounted).unwrap();
        assert_eq!(params.get("DISCOUNT"), Some("10.5"));
        assert_eq!(params.get("FEES"), None);
        let taken_off_twice = CartLine {
            total: Cents::of(53_700),
            ..discounted
        };
        assert_eq!(
            faults(&[taken_off_twice], Cents::of(53_700)),
            [FieldProblem::DoesNotAddUp]
        );
    }

    #[test]
    fn a_marketplace_line_names_its_seller() {
        let params = sold_by("OPERATOR", Some("SELLER")).unwrap();
        let leaves = params.leaves();
        assert!(leaves.contains(&("CART[0][SELLER]".to_owned(), "OPERATOR")));
    }

    #[test]
    fn a_seller_that_cannot_be_said_is_never_left_out() {
        let seller = |problem| {
            Err(vec![FieldFault {
                field: Field::Seller,
                problem,
            }])
        };
        assert_eq!(
            sold_by(&"7".repeat(33), Some("SELLER")),
            seller(FieldProblem::TooLong { most: 32 })
        );
        assert_eq!(sold_by("OPERATOR", None), seller(FieldProblem::Malformed));
        assert!(sold_by(" ", None).is_ok());
    }

    #[test]
    fn a_cart_that_does_not_add_up_is_not_sent() {
        assert_eq!(faults(&[sofa()], Cents::of(60_000)), []);
        assert_eq!(
            faults(&[sofa()], Cents::of(60_001)),
            [FieldProblem::DoesNotAddUp]
        );
        assert_eq!(
            faults(&[sofa(), sofa()], Cents::of(60_000)),
            [FieldProblem::DoesNotAddUp]
        );
        let cheaper = CartLine {
            total: Cents::of(59_999),
            ..sofa()
        };
        assert_eq!(
            faults(&[cheaper], Cents::of(59_999)),
            [FieldProblem::DoesNotAddUp]
        );
    }

    #[test]
    fn a_line_of_nothing_is_not_sent() {
        let none = CartLine {
            quantity: 0,
            price: Cents::ZERO,
            ..sofa()
        };
        assert_eq!(
            faults(&[none], Cents::of(60_000)),
            [FieldProblem::Malformed]
        );
    }

    #[test]
    fn percentages_have_a_point_and_no_needless_zeros() {
        for (hundredths, text) in [
            (1950, "19.5"),
            (2000, "20"),
            (5, "0.05"),
            (550, "5.5"),
            (0, "0"),
        ] {
            assert_eq!(percent(hundredths), text);
        }
    }
}
