//! The stock of all garments: what there is, what is held, and of which variants there are few.

use customer::Permission;
use kernel::{Lang, grouped};
use leptos::prelude::*;
use leptos_meta::Title;
use shipping::MAX_TEXT;

use super::find::{Find, Goods};
use super::view::{LowCell, StockFilter, StockRow, StockView};
use crate::seller::forms::{Post, may};
use crate::seller::frame::DeskFrame;
use crate::seller::notice::Notice;
use crate::services::percent;
use crate::ui::Sprite;
use crate::ui::drawing::Thumb;
use crate::ui::field::TextField;
use crate::ui::line::size_text;

/// Few variants that are named in a row; of the rest only how many there are.
const NAMED: usize = 4;

/// The stock.
#[component]
pub fn StockPage(lang: Lang, view: StockView) -> impl IntoView {
    let StockView { rows, categories, filter, few, few_typed, found, page, pages, notice } = view;
    let notice = notice.as_deref().and_then(|code| Notice::parse(code, lang));
    let heading = lang.pick("재고", "Stock");
    let slugs = rows.iter().map(|row| row.slug.clone()).collect();
    let table = if rows.is_empty() {
        view! { <Nothing lang filter=filter.clone() /> }.into_any()
    } else {
        view! { <Rows lang rows /> }.into_any()
    };
    view! {
        <Title text=Notice::title(notice, heading, lang) />
        <Sprite slugs />
        <DeskFrame lang path=path(&filter, page)>
            <Goods lang here="/seller/stock" />
            <div class="row apart base mt4">
                <h1>{heading}</h1>
                <p class="sm mut num">{found_text(lang, found)}</p>
            </div>
            {notice.map(|notice| notice.view(lang))}
            <Find lang action="/seller/stock" categories filter=filter.clone() low=true />
            {table}
            <Pages lang filter page pages />
            <Few lang few typed=few_typed error=Notice::remedy(notice, "few") />
        </DeskFrame>
    }
}

/// The address of a page of the list, without the language.
fn path(filter: &StockFilter, page: usize) -> String {
    let StockFilter { category, search, low } = filter;
    let parts = [
        ("category", percent(category, MAX_TEXT)),
        ("q", percent(search, MAX_TEXT)),
        ("low", percent(low, MAX_TEXT)),
        ("page", if page > 1 { page.to_string() } else { String::new() }),
    ];
    let asked = parts.iter().filter(|(_, value)| !value.is_empty());
    let query = asked.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&");
    if query.is_empty() { "/seller/stock".to_owned() } else { format!("/seller/stock?{query}") }
}

fn found_text(lang: Lang, found: usize) -> String {
    let found = grouped(i64::try_from(found).unwrap_or(i64::MAX));
    match lang {
        Lang::Ko => format!("{found}가지"),
        Lang::En => format!("{found} garments"),
    }
}

#[component]
fn Rows(lang: Lang, rows: Vec<StockRow>) -> impl IntoView {
    let head =
        [lang.pick("있는 수", "On hand"), lang.pick("잡힌 수", "Held"), lang.pick("팔 수 있는 수", "Free")];
    let rows = rows.into_iter().map(|row| {
        let StockRow { slug, name, dye, on_hand, held, low } = row;
        view! {
            <tr>
                <th scope="row">
                    <a class="item" href=lang.path(&format!("/seller/stock/{slug}"))>
                        <Thumb slug=slug.clone() dye />
                        <span>{name.get(lang).to_owned()}</span>
                    </a>
                </th>
                <td class="n num" data-label=head[0]>{grouped(on_hand)}</td>
                <td class="n num" data-label=head[1]>{grouped(held)}</td>
                <td class="n num" data-label=head[2]>{grouped(on_hand - held)}</td>
                <td data-label=lang.pick("적은 것", "Low")>{low_text(lang, &low)}</td>
            </tr>
        }
    });
    view! {
        <table class="tbl cards shelf">
            <caption class="vh">{lang.pick("옷마다 있는 수", "Pieces of each garment")}</caption>
            <thead>
                <tr>
                    <th scope="col">{lang.pick("옷", "Garment")}</th>
                    {head.map(|word| view! { <th scope="col" class="n">{word}</th> }).collect_view()}
                    <th scope="col">{lang.pick("적은 것", "Low")}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

/// `모래 L 0 · 먹 M 2 외 3`; nothing where there is plenty.
fn low_text(lang: Lang, low: &[LowCell]) -> String {
    if low.is_empty() {
        return "–".to_owned();
    }
    let cell = |cell: &LowCell| {
        format!("{} {} {}", cell.dye.get(lang), size_text(lang, &cell.size), grouped(cell.free))
    };
    let named = low.iter().take(NAMED).map(cell).collect::<Vec<_>>().join(" · ");
    match (low.len().saturating_sub(NAMED), lang) {
        (0, _) => named,
        (more, Lang::Ko) => format!("{named} 외 {more}"),
        (more, Lang::En) => format!("{named} and {more} more"),
    }
}

/// Nothing there differs from nothing found.
#[component]
fn Nothing(lang: Lang, filter: StockFilter) -> impl IntoView {
    let plain = filter == StockFilter::default();
    let words = match (plain, filter.low.is_empty()) {
        (true, _) => lang.pick("아직 옷이 없어요.", "There are no garments yet."),
        (false, false) => lang.pick("그 가운데 적은 것은 없어요.", "Nothing there is low."),
        (false, true) => {
            lang.pick("그런 옷이 없어요. 다른 말로 찾아 보세요.", "No such garment. Try other words.")
        }
    };
    let all = (!plain).then(|| {
        view! {
            <p>
                <a class="link" href=lang.path("/seller/stock")>
                    {lang.pick("모두 보기", "See everything")}
                </a>
            </p>
        }
    });
    view! {
        <div class="mt6">
            <p>{words}</p>
            {all}
        </div>
    }
}

#[component]
fn Pages(lang: Lang, filter: StockFilter, page: usize, pages: usize) -> impl IntoView {
    if pages <= 1 {
        return ().into_any();
    }
    let link = |to: usize, words: &'static str| {
        view! {
            <a class="btn q s" href=lang.path(&path(&filter, to))>
                {words}
            </a>
        }
    };
    view! {
        <nav class="row mt5" aria-label=lang.pick("쪽", "Pages")>
            {(page > 1).then(|| link(page - 1, lang.pick("앞", "Previous")))}
            <span class="sm mut num">{format!("{page} / {pages}")}</span>
            {(page < pages).then(|| link(page + 1, lang.pick("다음", "Next")))}
        </nav>
    }
    .into_any()
}

/// From how many pieces down they are few.
#[component]
fn Few(lang: Lang, few: i64, typed: Option<String>, error: Option<&'static str>) -> impl IntoView {
    let (open, value) = (typed.is_some(), typed.unwrap_or_else(|| few.to_string()));
    may(Permission::Stock).then(|| {
        view! {
            <details class="fold mt7" open=open>
                <summary>{lang.pick("몇 벌부터 적다고 볼까요", "When is it low")}</summary>
                <Post lang asks=Permission::Stock action="/api/set_few" class="form narrow">
                    <TextField
                        name="few"
                        label=lang.pick("팔 수 있는 수가 이만큼이거나 더 적을 때", "When so many, or fewer, are free")
                        value=value
                        nostrip:error=error
                        inputmode="numeric"
                        class="in short num"
                    />
                    <p>
                        <button class="btn q s">{lang.pick("저장하기", "Save")}</button>
                    </p>
                </Post>
            </details>
        }
    })
}

#[cfg(test)]
mod tests {
    use kernel::Text;

    use super::*;

    #[test]
    fn the_fewest_are_named_and_the_rest_counted() {
        let cell =
            |free| LowCell { dye: Text { ko: "모래".into(), en: "Sand".into() }, size: "M".into(), free };
        assert_eq!(low_text(Lang::Ko, &[]), "–");
        assert_eq!(low_text(Lang::Ko, &[cell(0), cell(2)]), "모래 M 0 · 모래 M 2");
        let many: Vec<_> = (0..6).map(cell).collect();
        assert!(low_text(Lang::En, &many).ends_with("and 2 more"));
    }

    #[test]
    fn a_page_is_named_by_what_is_asked_of_it() {
        let filter = StockFilter { category: "outer".into(), search: "코트".into(), low: String::new() };
        assert_eq!(path(&filter, 2), "/seller/stock?category=outer&q=%EC%BD%94%ED%8A%B8&page=2");
        assert_eq!(path(&StockFilter::default(), 1), "/seller/stock");
    }
}
