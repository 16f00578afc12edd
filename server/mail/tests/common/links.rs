//! Where letters lead in these tests, and who writes them.

use async_trait::async_trait;
use events::Unavailable;
use kernel::{Lang, OrderId, Time};
use mail::{Imprint, Links, Tracked};

/// Links of a shop that is nowhere.
#[derive(Debug)]
pub struct Nowhere;

impl Links for Nowhere {
    fn order(&self, order: OrderId, _written: Time, lang: Lang) -> String {
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

#[async_trait]
impl Imprint for Nowhere {
    async fn lines(&self, lang: Lang) -> Result<Vec<String>, Unavailable> {
        Ok(vec![lang.pick("상호 한벌", "Hanbeol").to_owned(), "02-000-0000".to_owned()])
    }
}
