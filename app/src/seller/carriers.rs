//! The carriers the shop sends with. A shipment keeps the key; the words are looked up here.

use kernel::Lang;

/// A parcel carrier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carrier {
    /// What is stored and posted: `cj`.
    pub key: &'static str,
    pub ko: &'static str,
    pub en: &'static str,
    /// The carrier's page about a parcel, up to its number.
    pub follow: &'static str,
}

impl Carrier {
    /// The carrier of a key, if we know it.
    #[must_use]
    pub fn find(key: &str) -> Option<Self> {
        CARRIERS.into_iter().find(|carrier| carrier.key == key)
    }

    /// Those that the shop offers; of nothing chosen, all.
    #[must_use]
    pub fn offered(keys: &[String]) -> Vec<Self> {
        let chosen = |carrier: &Self| keys.iter().any(|key| key == carrier.key);
        CARRIERS.into_iter().filter(|carrier| keys.is_empty() || chosen(carrier)).collect()
    }

    /// The carrier's page about a parcel.
    #[must_use]
    pub fn follow(self, tracking: &str) -> String {
        let number: String = tracking.chars().filter(char::is_ascii_alphanumeric).collect();
        format!("{}{number}", self.follow)
    }

    /// The carrier's name in a language.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        lang.pick(self.ko, self.en)
    }
}

/// Every carrier, the most used first.
pub const CARRIERS: [Carrier; 5] = [
    Carrier {
        key: "cj",
        ko: "CJ대한통운",
        en: "CJ Logistics",
        follow: "https://trace.cjlogistics.com/next/tracking.html?wblNo=",
    },
    Carrier {
        key: "hanjin",
        ko: "한진택배",
        en: "Hanjin",
        follow: "https://www.hanjin.com/kor/CMS/DeliveryMgr/WaybillResult.do?mCode=MN038&schLang=KR&wblnumText2=",
    },
    Carrier {
        key: "lotte",
        ko: "롯데택배",
        en: "Lotte",
        follow: "https://www.lotteglogis.com/home/reservation/tracking/linkView?InvNo=",
    },
    Carrier {
        key: "post",
        ko: "우체국택배",
        en: "Korea Post",
        follow: "https://service.epost.go.kr/trace.RetrieveDomRigiTraceList.comm?sid1=",
    },
    Carrier {
        key: "logen",
        ko: "로젠택배",
        en: "Logen",
        follow: "https://www.ilogen.com/web/personal/trace/",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_carrier_is_found_by_its_key_and_named_in_both_languages() {
        for carrier in CARRIERS {
            assert_eq!(Carrier::find(carrier.key), Some(carrier));
            assert_ne!(carrier.name(Lang::Ko), "");
            assert_ne!(carrier.name(Lang::En), "");
        }
        assert_eq!(Carrier::find("pigeon"), None);
    }

    #[test]
    fn a_shop_offers_the_carriers_it_chose_or_all() {
        let keys = |offered: Vec<Carrier>| offered.iter().map(|carrier| carrier.key).collect::<Vec<_>>();
        assert_eq!(keys(Carrier::offered(&[])).len(), CARRIERS.len());
        assert_eq!(keys(Carrier::offered(&["post".to_owned(), "cj".to_owned()])), ["cj", "post"]);
    }

    #[test]
    fn a_parcel_is_followed_by_its_bare_number() {
        let link = CARRIERS[0].follow("1234-5678 &x=1");
        assert_eq!(link, "https://trace.cjlogistics.com/next/tracking.html?wblNo=12345678x1");
    }
}
