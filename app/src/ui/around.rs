//! What stands around every page and is not its own: read once for each document, before it is rendered.

use events::Unavailable;
use kernel::Lang;
use leptos::prelude::*;

use crate::services::{Services, visitor};
use crate::shop::view::Seller;

/// What the frames of storefront and desk show. What could not be read is left out: a page that says that the shop is
/// away says so without it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    pub seller: Seller,
    /// The owner has not said all that the law wants said of a shop.
    pub seller_unsaid: bool,
    /// Pieces in the visitor's cart.
    pub cart: u32,
}

impl Around {
    /// For this request.
    pub async fn read() -> Self {
        let Ok(services) = Services::get() else { return Self::default() };
        Self::of(&services).await.unwrap_or_else(|why| {
            tracing::warn!(%why, "a page goes without what the shop says of itself");
            Self::default()
        })
    }

    async fn of(services: &Services) -> Result<Self, Unavailable> {
        let business = services.settings.current().await?.settings.business;
        let cart = match visitor() {
            Some(session) => services.cart.pieces(session.id).await?,
            None => 0,
        };
        Ok(Self { seller_unsaid: !business.is_complete(), seller: business.into(), cart })
    }

    /// What was read for this document.
    #[must_use]
    pub fn get() -> Self {
        use_context().unwrap_or_default()
    }
}

impl From<settings::Business> for Seller {
    fn from(business: settings::Business) -> Self {
        let settings::Business { name, owner, registration, mail_order, address, phone, hours, email } =
            business;
        Self { name, owner, registration, mail_order, address, phone, hours, email }
    }
}

/// Who sells, as the law wants it said, and the right to send things back.
#[component]
pub fn Footer(lang: Lang, seller: Seller) -> impl IntoView {
    view! {
        <footer class="foot">
            <div class="wrap">
                <Business lang seller />
                <p>
                    {lang.pick(
                        "받은 날부터 7일 안에는 이유를 말하지 않고 돌려보낼 수 있어요(전자상거래법 제17조 청약철회). 돈은 옷을 돌려받은 날부터 3영업일 안에 돌려드려요.",
                        "You can send anything back within 7 days of receiving it, without giving a reason (withdrawal, E-Commerce Act, article 17). Your money comes back within 3 business days of the clothes reaching us.",
                    )}
                </p>
            </div>
        </footer>
    }
}

/// The business data, as far as the owner has said them.
#[component]
pub fn Business(lang: Lang, seller: Seller) -> impl IntoView {
    let check = (!seller.registration.is_empty()).then(|| registry(lang, &seller.registration));
    let lines = business_lines(lang, &seller);
    let lines: Vec<_> = lines.into_iter().map(|line| view! { <span class="line">{line}</span> }).collect();
    view! { <address>{lines} {check}</address> }
}

/// Where anybody can check who a registered seller is: the Fair Trade Commission's register.
fn registry(lang: Lang, registration: &str) -> impl IntoView + use<> {
    let digits: String = registration.chars().filter(char::is_ascii_digit).collect();
    view! {
        <a href=format!("https://www.ftc.go.kr/bizCommPop.do?wrkr_no={digits}") rel="noopener">
            {lang.pick("사업자정보 확인", "Check this business")}
        </a>
    }
}

/// One part of the business data with what it is called, if it was said.
fn named(name: &str, said: &str) -> Option<String> {
    (!said.is_empty()).then(|| if name.is_empty() { said.to_owned() } else { format!("{name} {said}") })
}

/// The same line by line, as letters end with it, too.
#[must_use]
pub fn business_lines(lang: Lang, seller: &Seller) -> Vec<String> {
    let phone = match (seller.phone.as_str(), seller.hours.as_str()) {
        ("", _) => String::new(),
        (phone, "") => phone.to_owned(),
        (phone, hours) => format!("{phone} ({hours})"),
    };
    let lines = [
        vec![
            named(lang.pick("상호", ""), &seller.name),
            named(lang.pick("대표", "Owner"), &seller.owner),
            named(lang.pick("사업자등록번호", "Business registration"), &seller.registration),
        ],
        vec![
            named(lang.pick("통신판매업신고", "Mail-order registration"), &seller.mail_order),
            named("", &seller.address),
        ],
        vec![named(lang.pick("문의", "Contact"), &phone), named("", &seller.email)],
    ];
    let line = |parts: Vec<Option<String>>| parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    lines.into_iter().map(line).filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_said_leaves_no_gap() {
        let seller = Seller { name: "한벌".into(), phone: "02-000-0000".into(), ..Seller::default() };
        assert_eq!(business_lines(Lang::Ko, &seller), ["상호 한벌", "문의 02-000-0000"]);
        assert_eq!(business_lines(Lang::En, &seller), ["한벌", "Contact 02-000-0000"]);
        assert!(business_lines(Lang::Ko, &Seller::default()).is_empty());
    }
}
