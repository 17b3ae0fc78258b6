//! CART: the basket's lines as parameters. Known: TOTALAMOUNT is whole cents "based on PRICE, QUANTITY. Also FEES when
//! applied", TAX and DISCOUNT are percentages with a point, and the lines must add up to AMOUNT (else 1007). Assumed:
//! the names NAME and FEES, their lengths, and the name of the sub-merchant's parameter, which is the profile's.

use super::{
    formats::{Form, Format},
    params::Params,
};
use financing::{CartLine, Cents, Field, FieldProblem};

/// Puts the basket, or says what is wrong with it. An empty basket puts nothing.
pub(crate) fn put(form: &mut Form<'_>, cart: &[CartLine], amount: Cents, submerchant: &str) {
    if !cart.is_empty() && sum(cart) != Some(amount) {
        form.fault(Field::Cart, FieldProblem::DoesNotAddUp);
    }
    let mut lines = Vec::with_capacity(cart.len());
    for line in cart {
        match parameters(line, submerchant) {
            Ok(params) => lines.push(params),
            Err(problem) => form.fault(Field::Cart, problem),
        }
    }
    form.params.put_lines("CART", lines);
}

fn sum(cart: &[CartLine]) -> Option<Cents> {
    cart.iter()
        .try_fold(Cents::ZERO, |sum, line| sum.plus(line.total).ok())
}

fn parameters(line: &CartLine, submerchant: &str) -> Result<Params, FieldProblem> {
    let mut params = Params::default();
    params.put("NAME", Format::Text(255).check(&line.name)?);
    let merchant = line.merchant.as_deref().unwrap_or_default();
    params.put(submerchant, Format::Text(32).check(merchant)?);
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

/// What a line costs above its pieces. A line with a discount may cost less, by the shop's own rounding: no fees are
/// told apart in it.
fn fees(line: &CartLine) -> Result<Cents, FieldProblem> {
    if line.price.is_zero() || line.discount_bp.is_some() {
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
        put(&mut form, cart, amount, "SUBMERCHANT");
        form.faults.into_iter().map(|fault| fault.problem).collect()
    }

    #[test]
    fn a_line_says_its_pieces_its_tax_and_its_total_in_cents() {
        let params = parameters(&sofa(), "SUBMERCHANT").unwrap();
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
        assert_eq!(parameters(&line, "S").unwrap().get("FEES"), Some("990"));
    }

    #[test]
    fn a_discounted_line_may_cost_less_than_its_pieces() {
        let line = CartLine {
            total: Cents::of(53_700),
            discount_bp: Some(1050),
            ..sofa()
        };
        let params = parameters(&line, "S").unwrap();
        assert_eq!(params.get("DISCOUNT"), Some("10.5"));
        assert_eq!(params.get("FEES"), None);
    }

    #[test]
    fn a_marketplace_line_names_its_seller() {
        let line = CartLine {
            merchant: Some("OPERATOR".to_owned()),
            ..sofa()
        };
        assert_eq!(
            parameters(&line, "SELLER").unwrap().get("SELLER"),
            Some("OPERATOR")
        );
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
