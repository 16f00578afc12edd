//! I9 and I10: what clients were told, and what their live pages show.

use crate::Told;
use crate::records::Records;

/// I9. A cancel that still waits for the seller's answer is as good as it was told.
pub(super) fn what_was_told_is_so(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    for (order, told) in &records.history.told {
        let state = records.orders.get(order).map_or("not there", |order| order.state.as_str());
        let still_asked = *told == Told::Cancelled && state == "cancel_requested";
        if !still_asked && !records.happened(order, told.means()) {
            wrong.push(format!(
                "a client was told {told:?} of {}; it is {state}, and none of {:?} is on record",
                records.name(order),
                told.means()
            ));
        }
    }
    wrong
}

/// I10.
pub(super) fn open_pages_show_what_my_page_says(records: &Records) -> Vec<String> {
    let mut wrong = Vec::new();
    for browser in &records.history.browsers {
        let orders =
            browser.live.keys().chain(browser.loaded.keys().filter(|o| !browser.live.contains_key(o)));
        for order in orders {
            let (live, loaded) = (browser.live.get(order), browser.loaded.get(order));
            let row = records.pages.get(order).map(|row| row.seq);
            if live != loaded || row != loaded.map(|shown| shown.seq) {
                wrong.push(format!(
                    "an open page shows {live:?} of {}, MyPage says {loaded:?}, and its row is at {row:?}",
                    records.name(order)
                ));
            }
        }
    }
    wrong
}
