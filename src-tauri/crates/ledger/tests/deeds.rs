//! What a till writes: begun once, recorded once, counted in commits, and handed back as it was written.

use crate::shop::{Shop, customer, open, order};
use financing::State;

#[test]
fn a_financing_is_there_again_after_the_program_was_closed() {
    let mut shop = Shop::new();
    let financed = shop.financed("A-1", 60_000);
    shop.works_a_day();
    let seen = shop.ledger.verify(|_, _| ()).unwrap();
    let file = shop.file();
    let folder = shop.close();
    let ledger = open(&file, false).unwrap();
    assert_eq!(ledger.financing(&financed.financing.id).unwrap(), financed);
    assert_eq!(financed.financing.state, State::Financed);
    assert_eq!(ledger.verify(|_, _| ()).unwrap(), seen);
    drop(folder);
}
