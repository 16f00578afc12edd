//! A letter as HTML: tables and inline styles, because that is what mail programs read; the colours of the shop, light
//! and, where the program asks for it, dark. Nothing is loaded from anywhere, so nothing tells who read it.

use std::fmt::Write;

use kernel::{Lang, Money};

use super::{Good, Part, Sheet};
use crate::words::total_word;

/// The look's light colours. Every dark one stands in [`DARK`], by class.
const PAGE: &str = "#fbfbf9";
const LINE: &str = "#dededa";
const INK: &str = "#16171a";
const INK_2: &str = "#505257";

/// What a mail program that is dark takes instead. `!important`, since it has to win over inline styles.
const DARK: &str = "\
    :root{color-scheme:light dark}\
    @media (prefers-color-scheme:dark){\
    .p{background:#141518!important}\
    .i{color:#f2f2ef!important}\
    .m{color:#b9bbc0!important}\
    .l{border-color:#33353b!important}\
    .b{background:#f2f2ef!important;color:#141518!important}}";

const FONT: &str = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI','Apple SD Gothic Neo',\
    'Noto Sans KR','Malgun Gothic',sans-serif;word-break:keep-all";

impl Sheet {
    /// The letter as a document.
    #[must_use]
    pub fn html(&self, lang: Lang) -> String {
        let body: String = self.parts.iter().map(|part| block(part, lang)).collect();
        let (tag, title, shop) = (lang.tag(), escaped(&self.title), escaped(&self.shop));
        let name = lang.pick("한벌", "Hanbeol");
        let imprint = imprint(&self.imprint);
        format!(
            "<!DOCTYPE html><html lang=\"{tag}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\">\
             <meta name=\"supported-color-schemes\" content=\"light dark\">\
             <title>{title}</title><style>{DARK}</style></head>\
             <body class=\"p\" style=\"margin:0;padding:0;background:{PAGE}\">\
             <table class=\"p\" role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" \
             style=\"background:{PAGE}\"><tr><td align=\"center\" style=\"padding:32px 16px\">\
             <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" \
             style=\"max-width:560px;{FONT}\"><tr><td align=\"left\">\
             <p style=\"margin:0 0 32px\"><a class=\"i\" href=\"{shop}\" style=\"color:{INK};font-size:18px;\
             font-weight:700;text-decoration:none\">{name}</a></p>\
             <h1 class=\"i\" style=\"margin:0 0 16px;color:{INK};font-size:24px;line-height:1.3\">{title}</h1>\
             {body}{imprint}</td></tr></table></td></tr></table></body></html>"
        )
    }
}

/// Who sells, at the foot; nothing where nothing is said.
fn imprint(lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let lines = lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("<br>");
    format!(
        "<p class=\"m l\" style=\"margin:32px 0 0;padding:16px 0 0;border-top:1px solid {LINE};color:{INK_2};\
         font-size:12px;line-height:1.6\">{lines}</p>"
    )
}

fn block(part: &Part, lang: Lang) -> String {
    match part {
        Part::Say(text) => paragraph(text, "i", INK, 16),
        Part::Aside(text) => paragraph(text, "m", INK_2, 13),
        Part::Facts(facts) => facts_table(facts),
        Part::Goods { goods, beside, total } => goods_table(goods, beside, *total, lang),
        Part::Go { label, link } => format!(
            "<p style=\"margin:0 0 24px\"><a class=\"b\" href=\"{}\" style=\"display:inline-block;background:{INK};\
             color:{PAGE};font-size:16px;font-weight:700;line-height:48px;padding:0 24px;border-radius:2px;\
             text-decoration:none\">{}</a></p>",
            escaped(link),
            escaped(label)
        ),
    }
}

fn paragraph(text: &str, class: &str, colour: &str, size: u8) -> String {
    let text = escaped(text);
    format!(
        "<p class=\"{class}\" style=\"margin:0 0 24px;color:{colour};font-size:{size}px;line-height:1.6\">{text}</p>"
    )
}

fn facts_table(facts: &[(String, String)]) -> String {
    let mut rows = String::new();
    for (name, value) in facts {
        // Writing to a string does not fail.
        let _ = write!(
            rows,
            "<tr><th class=\"m\" scope=\"row\" align=\"left\" valign=\"top\" style=\"color:{INK_2};font-size:14px;\
             font-weight:400;line-height:1.6;padding:2px 16px 2px 0;white-space:nowrap\">{}</th>\
             <td class=\"i\" style=\"color:{INK};font-size:14px;line-height:1.6;padding:2px 0\">{}</td></tr>",
            escaped(name),
            escaped(value)
        );
    }
    format!("<table cellpadding=\"0\" cellspacing=\"0\" style=\"margin:0 0 24px\">{rows}</table>")
}

fn goods_table(goods: &[Good], beside: &[(String, Money)], total: Money, lang: Lang) -> String {
    let mut rows = String::new();
    for Good { name, which, amount } in goods {
        let what = format!(
            "{}<br><span class=\"m\" style=\"color:{INK_2};font-size:13px\">{}</span>",
            escaped(name),
            escaped(which)
        );
        rows += &amount_row(&what, *amount, 400, lang);
    }
    for (name, amount) in beside {
        rows += &amount_row(&escaped(name), *amount, 400, lang);
    }
    rows += &amount_row(total_word(lang), total, 700, lang);
    format!(
        "<table class=\"l\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" \
         style=\"margin:0 0 24px;border-bottom:1px solid {LINE}\">{rows}</table>"
    )
}

/// What, as HTML, and how much.
fn amount_row(what: &str, amount: Money, weight: u16, lang: Lang) -> String {
    let cell = format!(
        "class=\"i l\" valign=\"top\" style=\"color:{INK};font-size:14px;font-weight:{weight};line-height:1.6;\
         padding:10px 0;border-top:1px solid {LINE}"
    );
    let amount = amount.text(lang);
    format!("<tr><td {cell}\">{what}</td><td align=\"right\" {cell};white-space:nowrap\">{amount}</td></tr>")
}

/// A text inside an element or a quoted attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
