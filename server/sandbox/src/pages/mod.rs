//! Documents for buyers: small, without scripts, and plainly not a real provider's.

mod html;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Lang, Money};

use crate::cards::TEST_CARDS;
pub(crate) use crate::pages::html::{Html, html};
use crate::urls;

const STYLE: &str = include_str!("style.css");
pub(crate) const STYLE_PATH: &str = "/sandbox.css";

/// The one sheet of all pages.
pub(crate) async fn style() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"))], STYLE).into_response()
}

/// A document: a heading, what stands below it, and the addresses that its forms may lead to by redirects.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    pub(crate) lang: Lang,
    pub(crate) title: &'a str,
    pub(crate) body: Html,
    pub(crate) leads_to: &'a [&'a str],
}

impl Page<'_> {
    pub(crate) fn respond(&self, status: StatusCode) -> Response {
        let mut response = (status, self.document().into_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
        if let Ok(policy) = HeaderValue::from_str(&self.policy()) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }

    /// Nothing runs, and nothing is loaded but the sheet. Browsers hold a form's redirects to `form-action` as
    /// well, so the shop it leads back to is named.
    fn policy(&self) -> String {
        let origins = self.leads_to.iter().filter_map(|url| urls::origin(url));
        let targets: String = origins.flat_map(|origin| [" ", origin]).collect();
        format!(
            "default-src 'none'; style-src 'self'; form-action 'self'{targets}; base-uri 'none'; \
             frame-ancestors 'none'"
        )
    }

    fn document(&self) -> Html {
        let banner = self.lang.pick("모의 결제: 돈이 움직이지 않아요.", "Sandbox: no money moves.");
        let mut page = Html::default();
        page.raw("<!doctype html><html lang=\"")
            .text(self.lang.tag())
            .raw("\"><head><meta charset=\"utf-8\">");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.raw("<meta name=\"color-scheme\" content=\"light dark\"><title>").text(self.title);
        page.raw("</title><link rel=\"stylesheet\" href=\"").raw(STYLE_PATH).raw("\"></head><body>");
        page.raw("<header><p class=\"sandbox\">")
            .text(banner)
            .raw("</p></header><main><h1>")
            .text(self.title);
        page.raw("</h1>").add(&self.body).raw("</main></body></html>");
        page
    }
}

/// Korean, unless English is asked for first.
pub(crate) fn language(headers: &HeaderMap) -> Lang {
    let asked =
        headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    asked.split(',').find_map(|part| of_tag(part.trim())).unwrap_or_default()
}

/// The language of a tag such as `en-US;q=0.8`, if it is one of ours.
pub(crate) fn of_tag(tag: &str) -> Option<Lang> {
    let primary = tag.split(['-', ';', '_']).next().unwrap_or_default();
    match primary.to_ascii_lowercase().as_str() {
        "ko" => Some(Lang::Ko),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// An amount as the buyer reads it; `currency` in small letters.
pub(crate) fn price(amount: i64, currency: &str, lang: Lang) -> String {
    match currency {
        "krw" => Money::won(amount).text(lang),
        other => format!("{amount} {}", other.to_uppercase()),
    }
}

/// The choice of test cards, the first one chosen, with the button below it.
pub(crate) fn cards(action: &str, lang: Lang, button: &str) -> Html {
    let mut form = Html::default();
    form.raw("<form method=\"post\" action=\"").text(action).raw("\"><fieldset><legend>");
    form.text(lang.pick("시험용 카드를 고르세요", "Choose a test card")).raw("</legend>");
    for (index, card) in TEST_CARDS.iter().enumerate() {
        let checked = if index == 0 { " checked" } else { "" };
        form.raw("<label><input type=\"radio\" name=\"card\" value=\"")
            .text(card.number)
            .raw("\"")
            .raw(checked);
        form.raw("><span class=\"number\">").text(&spaced(card.number)).raw("</span> <span>");
        form.text(card.label(lang)).raw("</span></label>");
    }
    form.raw("</fieldset><button>").text(button).raw("</button></form>");
    form
}

/// The issuer's question: is it you? The answer is `decision=approve` or `decision=refuse`.
pub(crate) fn question(action: &str, lang: Lang) -> Html {
    let mut form = Html::default();
    form.raw("<p>")
        .text(lang.pick("카드사가 본인인지 확인해요.", "Your card's issuer asks whether it is you."));
    form.raw("</p><form method=\"post\" action=\"").text(action).raw("\">");
    form.raw("<button name=\"decision\" value=\"approve\">").text(lang.pick("승인하기", "Approve"));
    form.raw("</button><button class=\"quiet\" name=\"decision\" value=\"refuse\">");
    form.text(lang.pick("거절하기", "Refuse")).raw("</button></form>");
    form
}

/// A message that matters, read out at once.
pub(crate) fn alert(text: &str) -> Html {
    let mut alert = Html::default();
    alert.raw("<p class=\"alert\" role=\"alert\">").text(text).raw("</p>");
    alert
}

/// A link out of the page; nothing where there is nowhere to go.
pub(crate) fn link(url: Option<&str>, text: &str) -> Html {
    let mut link = Html::default();
    if let Some(url) = url {
        link.raw("<p><a href=\"").text(url).raw("\">").text(text).raw("</a></p>");
    }
    link
}

/// A document that says one thing.
pub(crate) fn notice(
    lang: Lang,
    status: StatusCode,
    title: &str,
    text: &str,
    back: Option<&str>,
) -> Response {
    let body = html(|body| {
        body.raw("<p>").text(text).raw("</p>");
        body.add(&link(back, lang.pick("가게로 돌아가기", "Back to the shop")));
    });
    Page { lang, title, body, leads_to: &[] }.respond(status)
}

pub(crate) fn not_found(lang: Lang) -> Response {
    let title = lang.pick("결제를 찾을 수 없어요", "No such payment");
    let text = lang.pick("주소를 다시 확인해 주세요.", "Please check the address.");
    notice(lang, StatusCode::NOT_FOUND, title, text, None)
}

pub(crate) fn failed(lang: Lang) -> Response {
    let title = lang.pick("모의 결제에 문제가 생겼어요", "The sandbox failed");
    let text = lang.pick("잠시 뒤 다시 시도해 주세요.", "Please try again in a moment.");
    notice(lang, StatusCode::INTERNAL_SERVER_ERROR, title, text, None)
}

fn spaced(number: &str) -> String {
    let groups: Vec<String> =
        number.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into()).collect();
    groups.join(" ")
}
