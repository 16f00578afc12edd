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
    /// What else people call it in their sheets.
    aliases: &'static [&'static str],
    /// The fewest and the most digits of its numbers.
    digits: (usize, usize),
    /// What is said of a number that has not so many.
    form: &'static (&'static str, &'static str),
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

    /// The carrier that a sheet names: by its key or any of its names, whatever the case and the spaces.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let text = plain(text);
        CARRIERS.into_iter().find(|carrier| carrier.names().any(|name| plain(name) == text))
    }

    fn names(self) -> impl Iterator<Item = &'static str> {
        [self.key, self.ko, self.en].into_iter().chain(self.aliases.iter().copied())
    }

    /// The carrier's name in a language.
    #[must_use]
    pub const fn name(self, lang: Lang) -> &'static str {
        lang.pick(self.ko, self.en)
    }

    /// The name of the carrier of this key; one that we do not know is called by its key.
    #[must_use]
    pub fn name_of(key: &str, lang: Lang) -> String {
        Self::find(key).map_or(key, |known| known.name(lang)).to_owned()
    }

    /// How to put a tracking number right that is none of this carrier's.
    #[must_use]
    pub const fn form(self, lang: Lang) -> &'static str {
        lang.pick(self.form.0, self.form.1)
    }

    /// A tracking number as it is kept, its digits alone; `None` when it is none of this carrier's.
    #[must_use]
    pub fn tracking(self, typed: &str) -> Option<String> {
        let tracking: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let (fewest, most) = self.digits;
        let fits = (fewest..=most).contains(&tracking.len()) && tracking.bytes().all(|b| b.is_ascii_digit());
        fits.then_some(tracking)
    }
}

/// A parcel as rows keep it, `cj 612345678901`, with its carrier's name.
#[cfg(feature = "ssr")]
pub(super) fn parcel(kept: &str, lang: Lang) -> String {
    let named = |(key, tracking)| Some(format!("{} {tracking}", Carrier::find(key)?.name(lang)));
    kept.split_once(' ').and_then(named).unwrap_or_else(|| kept.to_owned())
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// Every carrier, the most used first. How long their numbers are is what each carrier's own tracking page takes.
pub const CARRIERS: [Carrier; 5] = [
    Carrier {
        key: "cj",
        ko: "CJ대한통운",
        en: "CJ Logistics",
        follow: "https://trace.cjlogistics.com/next/tracking.html?wblNo=",
        aliases: &["대한통운", "CJ", "CJ택배", "CJ대한통운택배", "씨제이대한통운", "CJ GLS"],
        digits: (10, 12),
        form: &("송장 번호를 숫자 10–12자리로 적어 주세요", "Enter the tracking number: 10 to 12 digits"),
    },
    Carrier {
        key: "hanjin",
        ko: "한진택배",
        en: "Hanjin",
        follow: "https://www.hanjin.com/kor/CMS/DeliveryMgr/WaybillResult.do?mCode=MN038&schLang=KR&wblnumText2=",
        aliases: &["한진", "Hanjin Express"],
        digits: (10, 14),
        form: &("송장 번호를 숫자 10–14자리로 적어 주세요", "Enter the tracking number: 10 to 14 digits"),
    },
    Carrier {
        key: "lotte",
        ko: "롯데택배",
        en: "Lotte",
        follow: "https://www.lotteglogis.com/home/reservation/tracking/linkView?InvNo=",
        aliases: &["롯데", "롯데글로벌로지스", "현대택배", "Lotte Global Logistics"],
        digits: (10, 13),
        form: &("송장 번호를 숫자 10–13자리로 적어 주세요", "Enter the tracking number: 10 to 13 digits"),
    },
    Carrier {
        key: "post",
        ko: "우체국택배",
        en: "Korea Post",
        follow: "https://service.epost.go.kr/trace.RetrieveDomRigiTraceList.comm?sid1=",
        aliases: &["우체국", "우체국소포", "우편등기", "epost"],
        digits: (13, 13),
        form: &("송장 번호를 숫자 13자리로 적어 주세요", "Enter the tracking number: 13 digits"),
    },
    Carrier {
        key: "logen",
        ko: "로젠택배",
        en: "Logen",
        follow: "https://www.ilogen.com/web/personal/trace/",
        aliases: &["로젠", "Logen Express"],
        digits: (10, 11),
        form: &("송장 번호를 숫자 10–11자리로 적어 주세요", "Enter the tracking number: 10 to 11 digits"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_is_told_by_its_carriers_name() {
        assert_eq!(parcel("cj 612345678901", Lang::Ko), "CJ대한통운 612345678901");
        assert_eq!(parcel("pigeon 7", Lang::En), "pigeon 7");
        assert_eq!(parcel("", Lang::En), "");
    }

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
    fn a_refused_number_is_told_how_many_digits_it_takes() {
        for carrier in CARRIERS {
            let (fewest, most) = carrier.digits;
            for said in [carrier.form(Lang::Ko), carrier.form(Lang::En)] {
                let numbers: Vec<usize> = said
                    .split(|c: char| !c.is_ascii_digit())
                    .filter_map(|digits| digits.parse().ok())
                    .collect();
                let expected = if fewest == most { vec![fewest] } else { vec![fewest, most] };
                assert_eq!(numbers, expected, "{said}");
            }
        }
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

    #[test]
    fn a_sheet_may_call_a_carrier_as_people_do() {
        for (text, key) in [
            ("CJ대한통운", "cj"),
            (" cj 대한통운 ", "cj"),
            ("대한통운", "cj"),
            ("한진", "hanjin"),
            ("우체국 택배", "post"),
            ("LOGEN", "logen"),
        ] {
            assert_eq!(Carrier::named(text).map(|carrier| carrier.key), Some(key), "{text}");
        }
        assert_eq!(Carrier::named("비둘기"), None);
        assert_eq!(Carrier::named(""), None);
    }

    #[test]
    fn a_name_means_one_carrier() {
        for carrier in CARRIERS {
            for name in carrier.names() {
                assert_eq!(Carrier::named(name), Some(carrier), "{name}");
            }
        }
    }

    #[test]
    fn a_tracking_number_is_kept_as_digits_and_has_the_length_of_its_carriers() {
        let number = |key: &str, typed| Carrier::find(key).and_then(|carrier| carrier.tracking(typed));
        assert_eq!(number("cj", " 6123-4567 8901 ").as_deref(), Some("612345678901"));
        assert_eq!(number("post", "612345678901"), None, "thirteen, as the post counts");
        assert_eq!(number("cj", "61234567890A"), None);
        assert_eq!(number("cj", "６１２３４５６７８９０１"), None);
    }
}
