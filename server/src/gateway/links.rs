//! Where the links of mails lead: the shop's own pages and the carriers'.

use app::seller::carriers::Carrier;
use kernel::{Lang, OrderId};
use mail::{Links, Tracked};

/// Links under the address at which buyers reach the shop.
#[derive(Debug, Clone)]
pub struct PublicLinks {
    /// `https://shop.example`, without a slash at its end.
    shop: String,
}

impl PublicLinks {
    /// Under this address.
    #[must_use]
    pub fn new(shop: &str) -> Self {
        Self { shop: shop.trim_end_matches('/').to_owned() }
    }

    fn page(&self, path: &str, lang: Lang) -> String {
        format!("{}{}", self.shop, lang.path(path))
    }
}

impl Links for PublicLinks {
    /// The page as its buyer's own browser may see it.
    fn order(&self, order: OrderId, lang: Lang) -> String {
        self.page(&format!("/orders/{order}"), lang)
    }

    fn shop(&self, lang: Lang) -> String {
        self.page("/", lang)
    }

    fn parcel(&self, carrier: &str, tracking: &str, lang: Lang) -> Tracked {
        match Carrier::find(carrier) {
            Some(known) => {
                Tracked { carrier: known.name(lang).to_owned(), link: Some(known.follow(tracking)) }
            }
            None => Tracked { carrier: carrier.to_owned(), link: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::OrderId;

    use super::*;

    #[test]
    fn a_link_is_a_whole_address_in_the_letters_language() {
        let links = PublicLinks::new("https://shop.example/");
        let order: OrderId = "00000000-0000-0000-0000-000000000007".parse().unwrap();
        assert_eq!(links.shop(Lang::Ko), "https://shop.example/");
        assert_eq!(links.shop(Lang::En), "https://shop.example/en");
        assert_eq!(links.order(order, Lang::En), format!("https://shop.example/en/orders/{order}"));
    }

    #[test]
    fn a_carrier_that_we_do_not_know_is_named_and_not_linked() {
        let links = PublicLinks::new("https://shop.example");
        let pigeon = Tracked { carrier: "pigeon".to_owned(), link: None };
        assert_eq!(links.parcel("pigeon", "1", Lang::Ko), pigeon);
        assert_eq!(links.parcel("cj", "1-2", Lang::Ko).carrier, "CJ대한통운");
    }
}
