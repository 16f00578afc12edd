//! What must hold of the shop at quiet, asked of the checker that the runs of faults ask, too.

use checker::{Books, CheckError, History, Tables, Violation, check};
use kernel::Clock;

use crate::shop::TestShop;

/// Everything that is wrong at quiet, each in a sentence.
pub async fn violations(shop: &TestShop) -> Vec<String> {
    violations_after(shop, History::default()).await
}

/// And by what people were told.
pub async fn violations_after(shop: &TestShop, history: History) -> Vec<String> {
    let snapshots = shop.shop.main.snapshots();
    let books = Books {
        main: &Tables::from(shop.main.clone()),
        view: &Tables::from(shop.view.clone()),
        snapshots: snapshots.as_ref(),
        captures: shop.captures().await,
        history,
        now: shop.clock.now(),
    };
    sentences(check(books).await.map(|report| report.violations))
}

/// I8, at any moment: the fold of an order's events is what is built from Main's present state.
pub async fn folds_that_differ(shop: &TestShop) -> Vec<String> {
    let snapshots = shop.shop.main.snapshots();
    sentences(checker::folds_that_differ(&shop.main.clone().into(), snapshots.as_ref()).await)
}

/// I11, at any moment by which what was due was asked: what has been open for a day was told.
pub async fn untold(shop: &TestShop) -> Vec<String> {
    sentences(checker::untold(&shop.main.clone().into(), shop.clock.now()).await)
}

fn sentences(violations: Result<Vec<Violation>, CheckError>) -> Vec<String> {
    violations.unwrap().iter().map(Violation::to_string).collect()
}
