//! The built application, killed at every system call of a sale in two steps, and the same calls answered with a broken
//! device and a full disk. It is the real program in its real window, with a real keyring; strace stops it. After each
//! blow it is started again (or left alone, where it still runs), staff go on, and the sale must have been paid once:
//! by the gateway's own books, by the till, and by a ledger that holds together. `cargo xtask kill` deals every blow.

/// Whether ledger and gateway say the same.
mod agreement;
/// A sale, as staff live through it.
mod life;
/// Which blows are dealt, and what came of them.
mod plan;
/// A shop whose gateway outlives its program.
mod shop;
/// Starts of the program, disturbed.
mod starts;
/// What strace is told, and what it tells.
mod strace;

use crate::window::{Mishap, application, holds, same, scene_within};
use life::{Left, Press, Sale};
use plan::{Measured, Outcome, Plan, Report};
use shop::Shop;
use starts::Scenes;
use std::{
    collections::VecDeque,
    env,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};
use strace::{Blow, During, Fate};

/// How many shops are disturbed at the same time: they wait more than they compute.
const SHOPS: u32 = 3;
/// The longest that all of it may take.
const ALL: Duration = Duration::from_secs(6 * 3600);

/// Every blow where it is asked for, a dozen in every test run.
#[test]
fn every_call_of_a_sale() {
    let every = number("COMPTOIR_KILL_EVERY");
    let program = program();
    let shops = if every.is_some() { SHOPS } else { 1 };
    let begun = Instant::now();
    let measured = scene_within(ALL, measure(&program)).unwrap_or_else(|mishap| panic!("{mishap}"));
    let plan = match every {
        Some(stride) => Plan::whole(&measured, stride),
        None => Plan::dozen(&measured),
    };
    println!("{} blows, {shops} shops at a time", plan.blows.len());
    assert!(plan.blows.len() >= 12, "calls that were not heard");
    let queue = Mutex::new(VecDeque::from(plan.blows));
    let outcomes = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for shop in 1..=shops {
            let (queue, outcomes, program) = (&queue, &outcomes, &program);
            scope.spawn(move || {
                let mut opened = 0;
                while queue_is_open(queue) {
                    opened += 1;
                    let name = format!("K{shop}{opened}");
                    deal(&name, program, queue, outcomes);
                }
            });
        }
    });
    let outcomes = outcomes
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let report = Report::of(&measured, &outcomes);
    println!("{report}\n{} s", begun.elapsed().as_secs());
    assert!(report.is_sound(), "the shop's books do not hold");
}

/// The application that is disturbed: the one that was built with this test unless another is named.
fn program() -> PathBuf {
    env::var_os("COMPTOIR_KILL_PROGRAM")
        .filter(|path| !path.is_empty())
        .map_or_else(application, PathBuf::from)
}

fn number(variable: &str) -> Option<u32> {
    env::var(variable).ok()?.parse().ok()
}

fn queue_is_open(queue: &Mutex<VecDeque<Blow>>) -> bool {
    !queue
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .is_empty()
}

/// The calls of an undisturbed sale, the second of its shop (the first one's include what happens once), and of
/// undisturbed starts.
async fn measure(program: &Path) -> Result<Measured, Mishap> {
    let mut shop = Shop::open(program).await?;
    let mut heard = String::new();
    for order in ["M-1", "M-2"] {
        let mut sale = Sale::new(order.to_owned());
        shop.trace(None, None).await?;
        same(
            "an undisturbed sale",
            &Left::Done,
            &sale.live(&mut shop).await?,
        )?;
        heard = shop.leave_alone().await?;
        sale.is_sound(&shop).await?;
    }
    let mut measured = Measured::default();
    measured.add(During::Sale, &heard);
    let mut sale = Sale::new("M-3".to_owned());
    begin(&mut shop, &mut sale, During::Printing, None).await?;
    same(
        "an undisturbed sale",
        &Left::Done,
        &sale.live(&mut shop).await?,
    )?;
    measured.add(During::Printing, &shop.leave_alone().await?);
    let mut scenes = Scenes::prepare(&mut shop, "M-4".to_owned()).await?;
    for during in [During::FirstStart, During::Recovery] {
        let heard = scenes.measure(&mut shop, during).await?;
        measured.add(during, &heard);
    }
    notices_a_lost_press(&mut shop).await?;
    Ok(measured)
}

/// That it would notice: an acknowledged press of which the disk has nothing is reported.
async fn notices_a_lost_press(shop: &mut Shop) -> Result<(), Mishap> {
    shop.start().await?;
    let mut sale = Sale::new("M-5".to_owned());
    let left = sale.live_until(shop, Press::Deliver).await?;
    same("a sale that is delivered", &Left::There, &left)?;
    sale.is_kept(shop)?;
    shop.lose_the_log()?;
    let noticed = sale.is_kept(shop).is_err();
    holds("a press without its log", noticed, "nobody noticed")?;
    shop.clear()
}

/// Deals blows to one shop until there are none left, or one of them left it in disorder.
fn deal(name: &str, program: &Path, queue: &Mutex<VecDeque<Blow>>, outcomes: &Mutex<Vec<Outcome>>) {
    let dealt = scene_within(ALL, async {
        let mut shop = Shop::open(program).await?;
        let mut scenes = None;
        for number in 1.. {
            let next = queue
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop_front();
            let Some(blow) = next else {
                break;
            };
            let order = format!("{name}-{number}");
            let outcome = match blow.during {
                During::Sale | During::Printing => strike(&mut shop, order, blow).await,
                During::FirstStart | During::Recovery => {
                    let scenes = match &mut scenes {
                        Some(prepared) => prepared,
                        none => none.insert(Scenes::prepare(&mut shop, order).await?),
                    };
                    strike_start(&mut shop, scenes, blow).await
                }
            };
            let disorder = outcome.violation.is_some();
            if disorder {
                println!("{outcome}\n{}", shop.last_words());
            }
            let mut all = outcomes.lock().unwrap_or_else(PoisonError::into_inner);
            all.push(outcome);
            if all.len().is_multiple_of(50) {
                println!("{} blows dealt", all.len());
            }
            drop(all);
            if disorder {
                break;
            }
        }
        Ok::<(), Mishap>(())
    });
    if let Err(mishap) = dealt {
        let mut all = outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(Outcome::no_shop(&mishap));
    }
}

/// One sale, one blow, and what came of it.
async fn strike(shop: &mut Shop, order: String, blow: Blow) -> Outcome {
    let mut sale = Sale::new(order);
    let begun = Instant::now();
    let ended = survive(shop, &mut sale, blow).await;
    Outcome::new(blow, &sale, begun.elapsed(), ended.err())
}

/// One start, one blow, and what came of it.
async fn strike_start(shop: &mut Shop, scenes: &mut Scenes, blow: Blow) -> Outcome {
    let begun = Instant::now();
    let (sale, ended) = scenes.survive(shop, blow).await;
    Outcome::new(blow, &sale, begun.elapsed(), ended.err())
}

/// Begins a sale, to the point from which on its calls are listened to.
async fn begin(
    shop: &mut Shop,
    sale: &mut Sale,
    during: During,
    blow: Option<Blow>,
) -> Result<(), Mishap> {
    match during {
        During::Sale | During::FirstStart | During::Recovery => shop.trace(None, blow).await,
        During::Printing => {
            let left = sale.live_until(shop, Press::Deliver).await?;
            same("a sale that is delivered", &Left::There, &left)?;
            let file = sale.receipt_in_the_making(shop)?;
            shop.trace(Some(&file), blow).await
        }
    }
}

async fn survive(shop: &mut Shop, sale: &mut Sale, blow: Blow) -> Result<(), Mishap> {
    begin(shop, sale, blow.during, Some(blow)).await?;
    match sale.live(shop).await? {
        Left::Died => {
            holds(
                "a program that lives on",
                blow.fate == Fate::Killed,
                "a death",
            )?;
            sale.heard = shop.last_heard().await?;
            sale.is_kept(shop)?;
            shop.clear()?;
            shop.start().await?;
            same(
                "a sale taken up again",
                &Left::Done,
                &sale.live(shop).await?,
            )?;
        }
        Left::Done | Left::There => {
            let heard = shop.leave_alone().await?;
            if sale.heard.is_empty() {
                sale.heard = heard;
            }
        }
    }
    sale.is_kept(shop)?;
    sale.is_sound(shop).await
}
