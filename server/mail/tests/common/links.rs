//! Where letters lead in these tests.

use kernel::{Lang, OrderId};
use mail::{Links, Tracked};

/// Links of a shop that is nowhere.
#[derive(Debug)]
pub struct Nowhere;

impl Links for Nowhere {
    fn order(&self, order: OrderId, lang: Lang) -> String {
        format!("https://shop.example{}", lang.path(&format!("/orders/{order}")))
    }

    fn shop(&self, lang: Lang) -> String {
        format!("https://shop.example{}", lang.path("/"))
    }

    fn parcel(&self, carrier: &str, tracking: &str, _lang: Lang) -> Tracked {
        let link = format!("https://carrier.example/{tracking}");
        Tracked { carrier: format!("the carrier {carrier}"), link: Some(link) }
    }
}
