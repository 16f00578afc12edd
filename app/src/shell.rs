//! The document around every page: language, head, and the one script its islands need.

use http::HeaderValue;
use http::header::CONTENT_SECURITY_POLICY;
use kernel::Lang;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_meta::{MetaTags, provide_meta_context};

use crate::routes::{Routing, request_path};
use crate::services::Services;
use crate::ui::head::is_public;

/// The whole document.
pub fn shell() -> impl IntoView {
    provide_meta_context();
    let path = request_path();
    let (lang, page) = Lang::of_path(&path);
    forbid_foreign_code(page);
    let desk = page == "/seller" || page.starts_with("/seller/");
    let site = Services::get().map(|services| services.shop.site.clone()).unwrap_or_default();
    let stem = if desk { site.desk } else { site.storefront };
    let options = LeptosOptions::builder().output_name(stem).site_pkg_dir("pkg").build();
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="stylesheet" href=site.style />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icon-192.png" />
                <link rel="manifest" href="/site.webmanifest" />
                <meta name="theme-color" content="#fbfbf9" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#141518" media="(prefers-color-scheme: dark)" />
                {(!is_public(page)).then(|| view! { <meta name="robots" content="noindex" /> })}
                <HydrationScripts options islands=true />
                <MetaTags />
                {(!desk).then(travel)}
            </head>
            <body class:desk=desk>
                <Routing />
            </body>
        </html>
    }
}

/// What makes ways through the shop short: the picture that is followed travels, and a page that the pointer rests on
/// is made ready. Only pages that change nothing by being asked for are; the policy lets both by the document's nonce.
fn travel() -> impl IntoView {
    const PICTURE: &str = include_str!("shop/page/travel.js");
    const AHEAD: &str = r#"{"prerender":[{"eagerness":"moderate","where":{"href_matches":["/","/en","/garments","/garments/*","/c/*","/outfits/*","/en/garments","/en/garments/*","/en/c/*","/en/outfits/*"]}}]}"#;
    view! {
        <script nonce=use_nonce() inner_html=PICTURE></script>
        <script type="speculationrules" nonce=use_nonce() inner_html=AHEAD></script>
    }
}

/// Where the answer to a form may lead besides to us: the provider's pages.
fn pay_pages() -> String {
    let shop = Services::get().map(|services| services.shop);
    shop.map(|shop| shop.pay_pages.iter().map(|origin| format!(" {origin}")).collect()).unwrap_or_default()
}

/// Where Kakao's postcode search comes from, and where it shows itself; each moved from Daum's name to Kakao's.
const POSTCODE_SCRIPT: &str = " https://t1.kakaocdn.net https://t1.daumcdn.net";
const POSTCODE_FRAME: &str = "; frame-src https://postcode.map.kakao.com https://postcode.map.daum.net";

/// Whether the page is the order form of a shop that lets buyers search for their address.
fn searches_postcodes(page: &str) -> bool {
    let asks = page.starts_with("/checkout/") || page.starts_with("/orders/") && page.ends_with("/address");
    asks && Services::get().is_ok_and(|services| services.shop.postcode_search)
}

/// Nothing runs in a page but our own files and the one script that carries this document's nonce. (wasm needs
/// its own leave.) The one exception is the postcode search, where it is on. Nothing may put the page in a frame, and forms go nowhere but to us and to where one pays.
fn forbid_foreign_code(page: &str) {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let pay_pages = pay_pages();
    let (search, search_frame) =
        if searches_postcodes(page) { (POSTCODE_SCRIPT, POSTCODE_FRAME) } else { ("", "") };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'nonce-{nonce}'{search}; img-src 'self' data:{search_frame}; \
         object-src 'none'; base-uri 'none'; form-action 'self'{pay_pages}; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
