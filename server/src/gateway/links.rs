//! Where the links of mails lead: the shop's own pages and the carriers'.

use app::seller::carriers::Carrier;
use customer::OrderSeal;
use kernel::{Lang, OrderId, Secret, Time};
use mail::{Links, Tracked};

/// Links under the address at which buyers reach the shop.
#[derive(Debug, Clone)]
pub struct PublicLinks {
    /// `https://shop.example`, without a slash at its end.
    shop: String,
    seal: OrderSeal,
}

impl PublicLinks {
    /// Under this address.
    #[must_use]
    pub fn new(shop: &str, seal: OrderSeal) -> Self {
        Self { shop: shop.trim_end_matches('/').to_owned(), seal }
    }

    /// A page that takes a letter's token.
    #[must_use]
    pub fn with_token(&self, path: &str, lang: Lang, token: &Secret) -> String {
        format!("{}?token={}", self.page(path, lang), token.expose())
    }

    /// A page.
    #[must_use]
    pub fn page(&self, path: &str, lang: Lang) -> String {
        format!("{}{}", self.shop, lang.path(path))
    }
}

impl Links for PublicLinks {
    /// Sealed, so that it opens the order in any browser of the letter's reader.
    fn order(&self, order: OrderId, written: Time, lang: Lang) -> String {
        self.page(&self.seal.path(order, written), lang)
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
    use super::*;

    const WRITTEN: Time = Time::from_micros(1_795_365_000_000_000);

    fn links() -> PublicLinks {
        PublicLinks::new("https://shop.example/", OrderSeal::new(Secret::new("key".to_owned())))
    }

    #[test]
    fn a_link_is_a_whole_address_in_the_letters_language() {
        assert_eq!(links().shop(Lang::Ko), "https://shop.example/");
        assert_eq!(links().shop(Lang::En), "https://shop.example/en");
        let token = Secret::new("0af1".to_owned());
        let reset = links().with_token("/account/reset", Lang::En, &token);
        assert_eq!(reset, "https://shop.example/en/account/reset?token=0af1");
    }

    #[test]
    fn a_link_to_an_order_carries_its_seal() {
        let order: OrderId = "00000000-0000-0000-0000-000000000007".parse().unwrap();
        let link = links().order(order, WRITTEN, Lang::En);
        let (page, sealed) = link.split_once("?until=").unwrap();
        assert_eq!(page, format!("https://shop.example/en/o/{order}"));
        let (until, seal) = sealed.split_once("&seal=").unwrap();
        let seals = OrderSeal::new(Secret::new("key".to_owned()));
        assert!(seals.opens(order, until.parse().unwrap(), seal, WRITTEN));
    }

    #[test]
    fn a_carrier_that_we_do_not_know_is_named_and_not_linked() {
        let pigeon = Tracked { carrier: "pigeon".to_owned(), link: None };
        assert_eq!(links().parcel("pigeon", "1", Lang::Ko), pigeon);
        assert_eq!(links().parcel("cj", "1-2", Lang::Ko).carrier, "CJ대한통운");
    }
}
