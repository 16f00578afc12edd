//! The wasm entry: links the application and hydrates its islands. Built twice, by feature: `storefront` for
//! buyers, `desk` for the seller.

// Without this the linker sees no use of the application and drops its islands.
extern crate app;

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the script of every page that has islands.
#[wasm_bindgen]
pub fn hydrate() {
    #[cfg(any(feature = "storefront", feature = "desk"))]
    app::hydrate();
}
