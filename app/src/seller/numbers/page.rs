//! The page of the numbers.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::PERIODS;
use super::plot::{Bar, Bars, Lying, LyingBars};
use super::tables::{Table, TableView, goods, in_units, less, rounded, share, table, wait_words};
use super::view::{NumbersView, Todo};
use crate::seller::frame::DeskFrame;
use crate::seller::words::late_word;
use crate::ui::frame::title;

/// Garments that are named among the best sold.
const BEST: usize = 8;

/// The numbers of a period.
#[component]
pub fn NumbersPage(lang: Lang, view: NumbersView) -> impl IntoView {
    let heading = match lang {
        Lang::Ko => format!("지난 {}일", view.days),
        Lang::En => format!("The last {} days", view.days),
    };
    let all = if view.all { "&all=on" } else { "" };
    let path = format!("/seller/numbers?days={}{all}", view.days);
    let empty = view.orders == 0 && view.sales_before.amount == 0;
    let plots = if empty {
        view! { <p>{lang.pick("이 기간에는 주문이 없어요. 더 긴 기간을 골라 보세요.", "No orders in this period. Try a longer one.")}</p> }
            .into_any()
    } else {
        plots(lang, &view).into_any()
    };
    view! {
        <Title text=title(lang, lang.pick("숫자", "Numbers")) />
        <DeskFrame lang path>
            <h1>{lang.pick("먼저 할 일", "To do first")}</h1>
            <TodoFacts lang todo=view.todo />
            <div class="row apart base mt7">
                <h2>{heading}</h2>
                <Periods lang days=view.days />
            </div>
            {facts(lang, &view)}
            {(view.cancelled > 0).then(|| cancelled_note(lang))}
            {plots}
        </DeskFrame>
    }
}

#[component]
fn TodoFacts(lang: Lang, todo: Todo) -> impl IntoView {
    let Todo { ready, stop_asked, late, low } = todo;
    let unit = lang.pick(" 건", "");
    let fact = |word: &'static str, path: &'static str, count: i64, unit: &'static str| {
        view! {
            <a href=lang.path(path)>
                <span class="k">{word}</span>
                " "
                <span class="v">{count} <small>{unit}</small></span>
            </a>
        }
    };
    view! {
        <div class="mt4 facts">
            {fact(lang.pick("보낼 것", "To send"), "/seller", ready, unit)}
            {fact(lang.pick("취소 요청", "Cancel asked"), "/seller?tab=look", stop_asked, unit)}
            {fact(late_word(lang), "/seller?tab=late", late, unit)}
            {fact(lang.pick("적은 옷", "Low garments"), "/seller/stock?low=on", low, lang.pick(" 가지", ""))}
        </div>
    }
}

#[component]
fn Periods(lang: Lang, days: u32) -> impl IntoView {
    let link = |period: u32| {
        let word = match lang {
            Lang::Ko => format!("{period}일"),
            Lang::En => format!("{period} days"),
        };
        let current = (period == days).then_some("page");
        view! {
            <a href=lang.path(&format!("/seller/numbers?days={period}")) aria-current=current>
                {word}
            </a>
        }
    };
    view! {
        <nav class="tabs bare" aria-label=lang.pick("기간", "Period")>
            {PERIODS.map(link).collect_view()}
        </nav>
    }
}

fn facts(lang: Lang, view: &NumbersView) -> impl IntoView + use<> {
    let (days, any_cancelled) = (view.days, view.cancelled > 0);
    let orders = match lang {
        Lang::Ko => format!("{}건", view.orders),
        Lang::En => view.orders.to_string(),
    };
    let (before, of) = match lang {
        Lang::Ko => (
            format!("앞 {days}일 {}건", view.orders_before),
            format!("{}건 가운데 {}건", view.orders, view.cancelled),
        ),
        Lang::En => (
            format!("{} in the {days} days before", view.orders_before),
            format!("{} of {}", view.cancelled, view.orders),
        ),
    };
    let middle = lang.pick("가운데값", "median").to_owned();
    let of_them = lang.pick("이 기간의 주문에서 돌려준 돈", "of what was ordered in this period").to_owned();
    let net_note = lang.pick("매출에서 환불을 뺀 돈", "sales less refunds").to_owned();
    let cancelled = share(i64::from(view.cancelled), i64::from(view.orders));
    let fact = |word: &'static str, value: String, note: String| {
        view! {
            <div>
                <dt class="k">{word}</dt>
                <dd class="v">{value}</dd>
                <dd class="xs mut">{note}</dd>
            </div>
        }
    };
    view! {
        <dl class=if any_cancelled { "mt3 mb4 facts six" } else { "mt3 mb7 facts six" }>
            {fact(lang.pick("매출", "Sales"), rounded(lang, view.sales), change(lang, view))}
            {fact(lang.pick("환불", "Refunds"), rounded(lang, view.refunded), of_them)}
            {fact(lang.pick("순매출", "Net sales"), rounded(lang, less(view.sales, view.refunded)), net_note)}
            {fact(lang.pick("주문", "Orders"), orders, before)}
            {fact(lang.pick("결제에서 발송까지", "From paid to shipped"), wait(lang, view.waited), middle)}
            {fact(lang.pick("취소", "Cancelled"), cancelled, of)}
        </dl>
    }
}

/// How cancelled orders count, so that the figures can be added up.
fn cancelled_note(lang: Lang) -> impl IntoView {
    let note = lang.pick(
        "취소된 주문은 주문 수에만 들어가요. 매출과 환불에는 취소된 주문의 돈이 들어가지 않아요.",
        "Cancelled orders count among the orders alone: neither sales nor refunds hold their money.",
    );
    view! { <p class="mb7 hint">{note}</p> }
}

/// How sales compare with as many days before.
fn change(lang: Lang, view: &NumbersView) -> String {
    let (now, before, days) = (view.sales.amount, view.sales_before.amount, view.days);
    if before == 0 {
        return lang.pick("앞 기간에는 없었어요", "None before").to_owned();
    }
    let percent = share((now - before).abs(), before);
    match (lang, now.cmp(&before)) {
        (Lang::Ko, std::cmp::Ordering::Greater) => format!("앞 {days}일보다 {percent} 늘었어요"),
        (Lang::Ko, std::cmp::Ordering::Less) => format!("앞 {days}일보다 {percent} 줄었어요"),
        (Lang::Ko, std::cmp::Ordering::Equal) => format!("앞 {days}일과 같아요"),
        (Lang::En, std::cmp::Ordering::Greater) => format!("{percent} more than in the {days} days before"),
        (Lang::En, std::cmp::Ordering::Less) => format!("{percent} less than in the {days} days before"),
        (Lang::En, std::cmp::Ordering::Equal) => format!("as in the {days} days before"),
    }
}

/// `5시간 12분`, `5 h 12 min`; the larger unit alone beyond two days.
fn wait(lang: Lang, minutes: Option<i64>) -> String {
    let Some(minutes) = minutes else { return "–".to_owned() };
    let (days, hours, rest) = (minutes / 1_440, minutes / 60, minutes % 60);
    match (lang, days, hours) {
        (Lang::Ko, 2.., _) => format!("{days}일"),
        (Lang::En, 2.., _) => format!("{days} days"),
        (Lang::Ko, _, 0) => format!("{rest}분"),
        (Lang::En, _, 0) => format!("{rest} min"),
        (Lang::Ko, ..) => format!("{hours}시간 {rest}분"),
        (Lang::En, ..) => format!("{hours} h {rest} min"),
    }
}

fn plots(lang: Lang, view: &NumbersView) -> impl IntoView + use<> {
    let days = view.days;
    let of = |name: &'static str| {
        table(lang, view, name).map(|table| view! { <TableView lang table file=name days /> })
    };
    view! {
        <div class="plots">
            <section aria-labelledby="by-day">
                <div class="row apart base">
                    <h3 id="by-day">{lang.pick("하루 매출", "Sales by day")}</h3>
                    {key(lang, days)}
                </div>
                {by_day(lang, view)}
                {of("sales")}
            </section>
            <section aria-labelledby="best">
                <h3 id="best">{lang.pick("무엇이 팔렸나", "What sold")}</h3>
                {best(lang, view)}
                {named(lang, view).map(|table| view! { <TableView lang table file="garments" days /> })}
                {the_rest(lang, view)}
            </section>
            <section aria-labelledby="waits">
                <h3 id="waits">{lang.pick("결제에서 발송까지", "From paid to shipped")}</h3>
                {waits(lang, view)}
                {of("waits")}
            </section>
            <section aria-labelledby="cancels">
                <h3 id="cancels" class="mb4">{lang.pick("취소", "Cancels")}</h3>
                {of("cancels")}
            </section>
        </div>
    }
}

/// Which is which, in the plot of the days.
fn key(lang: Lang, days: u32) -> impl IntoView {
    let (now, before) = match lang {
        Lang::Ko => (format!("이번 {days}일"), format!("앞 {days}일")),
        Lang::En => (format!("these {days} days"), format!("the {days} before")),
    };
    view! {
        <p class="key">
            <span class="k-now">
                <i></i>
                {now}
            </span>
            <span class="k-th">
                <i></i>
                {before}
            </span>
        </p>
    }
}

/// In ten thousands of won in Korean, in thousands in English.
fn by_day(lang: Lang, view: &NumbersView) -> impl IntoView + use<> {
    let unit = lang.pick(10_000, 1_000);
    let bars: Vec<_> = view
        .by_day
        .iter()
        .map(|day| Bar {
            name: day.start.seoul().day.to_string(),
            value: in_units(unit, day.sales),
            before: in_units(unit, day.before),
        })
        .collect();
    let best = view.by_day.iter().max_by_key(|day| day.sales.amount).filter(|day| day.sales.amount > 0);
    let said = best.map(|day| (day.start.day_text(lang), rounded(lang, day.sales)));
    let title = match (lang, said) {
        (Lang::Ko, Some((day, sum))) => {
            format!("하루 매출, 만원. 가장 많은 날은 {day} {sum}. 숫자는 아래 표에 있어요.")
        }
        (Lang::En, Some((day, sum))) => {
            format!(
                "Sales by day, in thousand won. The best day is {day} with {sum}. The table below has the numbers."
            )
        }
        (Lang::Ko, None) => "하루 매출, 만원. 이 기간에는 없어요.".to_owned(),
        (Lang::En, None) => "Sales by day, in thousand won. There were none in this period.".to_owned(),
    };
    view! { <Bars id="plot-days" title bars /> }
}

/// The table of the garments that the page names; a file has all of them.
fn named(lang: Lang, view: &NumbersView) -> Option<Table> {
    let mut table = table(lang, view, "garments")?;
    table.rows.truncate(shown(view));
    Some(table)
}

/// So many garments are named.
fn shown(view: &NumbersView) -> usize {
    if view.all { view.best.len() } else { view.best.len().min(BEST) }
}

/// How many more were sold than the page names, and the way to them.
fn the_rest(lang: Lang, view: &NumbersView) -> Option<impl IntoView + use<>> {
    let (days, rest) = (view.days, view.best.len() - shown(view));
    let text = match lang {
        Lang::Ko => format!("{rest}가지가 더 팔렸어요. 모두 보기"),
        Lang::En => format!("{rest} more were sold. See all"),
    };
    let path = lang.path(&format!("/seller/numbers?days={days}&all=on#best"));
    (rest > 0).then(|| view! { <p class="mt3"><a class="link" href=path>{text}</a></p> })
}

fn best(lang: Lang, view: &NumbersView) -> Option<AnyView> {
    let first = view.best.first()?;
    let name = first.name.get(lang);
    let title = match lang {
        Lang::Ko => {
            format!("배송비를 뺀 옷값 가운데 옷마다 몫. 가장 많은 것은 {name}. 숫자는 아래 표에 있어요.")
        }
        Lang::En => format!(
            "Each garment’s share of the goods sold, without delivery. {name} brought most. The table below has the numbers."
        ),
    };
    let all = goods(view);
    let bars = view.best.iter().take(shown(view)).map(|it| Lying {
        name: it.name.get(lang).to_owned(),
        value: it.sales.amount,
        said: share(it.sales.amount, all),
    });
    let bars: Vec<_> = bars.collect();
    Some(view! { <LyingBars id="plot-best" title bars /> }.into_any())
}

fn waits(lang: Lang, view: &NumbersView) -> Option<AnyView> {
    let all: u32 = view.waits.iter().sum();
    if all == 0 {
        return Some(view! { <p class="mut mt4 mb4">{lang.pick("이 기간에 보낸 것이 없어요.", "Nothing was sent in this period.")}</p> }.into_any());
    }
    let title = match lang {
        Lang::Ko => format!("결제에서 발송까지 걸린 시간, {all}건. 숫자는 아래 표에 있어요."),
        Lang::En => {
            format!("How long {all} orders waited from payment to shipping. The table below has the numbers.")
        }
    };
    let bars = wait_words(lang).into_iter().zip(&view.waits).map(|(name, count)| Lying {
        name: name.to_owned(),
        value: i64::from(*count),
        said: count.to_string(),
    });
    let bars: Vec<_> = bars.collect();
    Some(view! { <LyingBars id="plot-waits" title bars /> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_the_units_that_matter() {
        assert_eq!(wait(Lang::Ko, Some(312)), "5시간 12분");
        assert_eq!(wait(Lang::En, Some(12)), "12 min");
        assert_eq!(wait(Lang::Ko, Some(4_000)), "2일");
        assert_eq!(wait(Lang::En, None), "–");
    }
}
