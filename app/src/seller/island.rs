//! The queue as it stands: the first HTML is complete, and the stream then changes its rows and counts in place.
//! Nothing moves under the pointer: an order that is not on the page waits behind a line until it is asked for.

use std::collections::BTreeSet;

use kernel::{Lang, OrderId, Time};
use leptos::prelude::*;

use super::row::{Followed, Row};
use super::tab::Tab;
use super::view::{Counts, QueueRow, QueueView, Stage};
use super::words::late_word;
use crate::ui::live::{Connection, LiveChip, Stream};

/// The queue. Frames come from `/live/queue`: `row` is a [`QueueRow`], `counts` are [`Counts`].
#[island]
pub fn LiveQueue(lang: Lang, view: QueueView) -> impl IntoView {
    let QueueView { rows, counts, tab, search, next, since, now, .. } = view;
    let tab = Tab::parse(&tab);
    let next = next.map(|next| lang.path(&tab.path(&search, Some(&next))));
    let searched = !search.is_empty();
    let connection = Connection::new(now);
    let desk = Desk::new(lang, tab, searched, rows, counts, connection.news);
    let (rows, counts, waiting) = (desk.rows.clone(), desk.counts, desk.waiting);
    Stream::new(connection, lang, "/live/queue", since)
        .on("row", move |frame| desk.take(frame))
        .on("counts", move |frame| counts.set(frame))
        .follow();
    view! {
        <div class="row apart base">
            <h1>{lang.pick("보낼 옷", "To send")}</h1>
            <LiveChip lang connection />
        </div>
        <Facts lang counts />
        <Search lang tab search />
        <Tabs lang tab counts />
        <div class="arrivals">{move || waiting.with(|waiting| arrivals(waiting.len(), tab, lang))}</div>
        <Queue lang tab rows now searched />
        {next.map(|next| view! { <Next lang next /> })}
    }
}

/// What the page shows and the stream changes.
#[derive(Debug, Clone)]
struct Desk {
    lang: Lang,
    tab: Tab,
    /// Nobody waits for what was not searched for.
    searched: bool,
    rows: Vec<Followed>,
    counts: RwSignal<Counts>,
    /// Orders that have come into the tab since the page was made.
    waiting: RwSignal<BTreeSet<OrderId>>,
    /// What is to be said aloud.
    news: RwSignal<String>,
}

impl Desk {
    fn new(
        lang: Lang,
        tab: Tab,
        searched: bool,
        rows: Vec<QueueRow>,
        counts: Counts,
        news: RwSignal<String>,
    ) -> Self {
        Self {
            lang,
            tab,
            searched,
            rows: rows.into_iter().map(Followed::new).collect(),
            counts: RwSignal::new(counts),
            waiting: RwSignal::default(),
            news,
        }
    }

    /// A row as it now stands: it replaces its older self, or waits.
    fn take(&self, frame: QueueRow) {
        match self.rows.iter().find(|followed| followed.order == frame.order) {
            Some(followed) => self.replace(*followed, frame),
            None if !self.searched => self.wait(&frame),
            None => {}
        }
    }

    fn replace(&self, followed: Followed, frame: QueueRow) {
        let (seq, stage) = followed.row.with_untracked(|row| (row.seq, row.stage));
        if frame.seq <= seq {
            return;
        }
        if frame.stage != stage {
            self.news.set(change(&frame, self.lang));
        }
        followed.row.set(frame);
    }

    fn wait(&self, frame: &QueueRow) {
        let known = self.waiting.with_untracked(|waiting| waiting.contains(&frame.order));
        if !known && self.tab.receives(frame.stage) {
            self.waiting.update(|waiting| _ = waiting.insert(frame.order));
            self.news.set(arrived(self.waiting.with_untracked(BTreeSet::len), self.tab, self.lang));
        } else if known && !self.tab.holds(frame.stage) {
            self.waiting.update(|waiting| _ = waiting.remove(&frame.order));
        }
    }
}

/// What a row's change is announced as.
fn change(frame: &QueueRow, lang: Lang) -> String {
    let QueueRow { number, stage, .. } = frame;
    match (stage, lang) {
        (Stage::Cancelled, Lang::Ko) => format!("{number} 주문이 취소됐어요. 보내지 마세요."),
        (Stage::Cancelled, Lang::En) => format!("Order {number} was cancelled. Do not send it."),
        _ => format!("{number} {}", stage.word(lang)),
    }
}

/// How many wait to be seen. Only the to-do tabs receive new orders; the others receive older ones that moved on.
fn arrived(count: usize, tab: Tab, lang: Lang) -> String {
    let new = matches!(tab, Tab::Open | Tab::Ready);
    match (lang, new) {
        (Lang::Ko, true) => format!("새 주문 {count}건 보기"),
        (Lang::Ko, false) => format!("여기로 온 주문 {count}건 보기"),
        (Lang::En, true) => format!("Show {count} new"),
        (Lang::En, false) => format!("Show {count} that came here"),
    }
}

/// The line that new orders wait behind. Its empty address is this very page, once more.
fn arrivals(count: usize, tab: Tab, lang: Lang) -> Option<impl IntoView> {
    (count > 0).then(|| view! { <a class="fresh" href="">{arrived(count, tab, lang)}</a> })
}

#[component]
fn Facts(lang: Lang, counts: RwSignal<Counts>) -> impl IntoView {
    let fact = |word: &'static str, tab: Tab, count: fn(&Counts) -> i64| {
        view! {
            <a href=lang.path(&tab.path("", None))>
                <span class="k">{word}</span>
                " "
                <span class="v">{move || counts.with(count)}<small>{lang.pick(" 건", "")}</small></span>
            </a>
        }
    };
    view! {
        <div class="mt4 mb5 facts">
            {fact(Stage::Ready.word(lang), Tab::Ready, |counts| counts.ready)}
            {fact(Stage::Labelled.word(lang), Tab::Labelled, |counts| counts.labelled)}
            {fact(Stage::StopAsked.word(lang), Tab::Look, |counts| counts.stop_asked)}
            {fact(late_word(lang), Tab::Open, |counts| counts.late)}
        </div>
    }
}

#[component]
fn Search(lang: Lang, tab: Tab, search: String) -> impl IntoView {
    view! {
        <form class="find" method="get" action=lang.path("/seller") role="search">
            <input type="hidden" name="tab" value=tab.key() />
            <label class="vh" for="q">{lang.pick("주문번호, 이름이나 전화로 찾기", "Find by order number, name or phone")}</label>
            <input
                class="in"
                id="q"
                name="q"
                type="search"
                value=search
                maxlength="100"
                placeholder=lang.pick("주문번호, 이름, 전화", "Order number, name, phone")
            />
            <button class="btn q s">{lang.pick("찾기", "Find")}</button>
        </form>
    }
}

#[component]
fn Tabs(lang: Lang, tab: Tab, counts: RwSignal<Counts>) -> impl IntoView {
    let link = move |each: Tab| {
        let current = (each == tab).then_some("page");
        let count = move || counts.with(|counts| each.count(counts));
        view! {
            <a href=lang.path(&each.path("", None)) aria-current=current>
                {each.word(lang)}
                " "
                <span class="count">{count}</span>
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=lang.pick("주문 가려 보기", "Which orders")>{Tab::ALL.map(link).collect_view()}</nav>
    }
}

/// The table. Where orders may be chosen it is one form, and the button below it posts them.
#[component]
fn Queue(lang: Lang, tab: Tab, rows: Vec<Followed>, now: Time, searched: bool) -> impl IntoView {
    if rows.is_empty() {
        return view! { <Nothing lang tab searched /> }.into_any();
    }
    let body = rows.iter().map(|followed| view! { <Row lang tab now followed=*followed /> }).collect_view();
    let table = view! {
        <table class="tbl q" class:choose=tab.chooses()>
            <caption class="vh">{tab.word(lang)}</caption>
            <Head lang tab />
            <tbody>{body}</tbody>
        </table>
    };
    if !tab.chooses() {
        return table.into_any();
    }
    let chosen = Memo::new(move |_| rows.iter().filter(|followed| followed.chosen(tab)).count());
    view! {
        <form method="post" action="/api/deliver">
            <input type="hidden" name="lang" value=lang.tag() />
            {table}
            <div class="sel">
                <output>{move || chosen_words(chosen.get(), lang)}</output>
                <button class="btn s">{lang.pick("배송완료로 적기", "Mark delivered")}</button>
            </div>
        </form>
    }
    .into_any()
}

/// How many rows are chosen, once that is known.
fn chosen_words(count: usize, lang: Lang) -> String {
    match (count, lang) {
        (0, _) => String::new(),
        (_, Lang::Ko) => format!("{count}건 골랐어요"),
        (_, Lang::En) => format!("{count} chosen"),
    }
}

#[component]
fn Head(lang: Lang, tab: Tab) -> impl IntoView {
    let choose = lang.pick("고르기", "Choose");
    view! {
        <thead>
            <tr>
                {tab.chooses().then(|| view! { <th scope="col"><span class="vh">{choose}</span></th> })}
                <th scope="col">{lang.pick("주문번호", "Order")}</th>
                <th scope="col">{lang.pick("옷", "Garments")}</th>
                <th scope="col">{lang.pick("받는 분", "Recipient")}</th>
                <th scope="col" class="n">{lang.pick("결제", "Paid")}</th>
                <th scope="col" class="when">{lang.pick("들어온 때", "Came in")}</th>
                <th scope="col">{lang.pick("상태", "State")}</th>
                <th scope="col"><span class="vh">{lang.pick("다음 할 일", "Next step")}</span></th>
            </tr>
        </thead>
    }
}

/// Nothing yet differs from nothing found.
#[component]
fn Nothing(lang: Lang, tab: Tab, searched: bool) -> impl IntoView {
    let words = match (searched, tab) {
        (true, _) => {
            lang.pick("그런 주문이 없어요. 다른 말로 찾아 보세요.", "No such order. Try other words.")
        }
        (false, Tab::Shipped) => lang.pick("아직 보낸 것이 없어요.", "Nothing sent yet."),
        (false, Tab::Look) => lang.pick("살펴볼 것이 없어요.", "Nothing to look at."),
        (false, _) => lang.pick(
            "보낼 옷이 없어요. 새 주문이 오면 이 위에 알려 드려요.",
            "Nothing to send. A new order will show up above.",
        ),
    };
    let all = (tab != Tab::Open || searched).then(|| {
        view! { <p><a class="link" href=lang.path("/seller")>{lang.pick("보낼 옷 모두 보기", "All there is to send")}</a></p> }
    });
    view! {
        <div class="mt6">
            <p>{words}</p>
            {all}
        </div>
    }
}

#[component]
fn Next(lang: Lang, next: String) -> impl IntoView {
    view! {
        <p class="mt5">
            <a class="btn q" href=next>
                {lang.pick("다음 주문", "Next orders")}
            </a>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Money, OrderNumber};

    use super::*;

    fn row(order: u8, seq: i64, stage: Stage) -> QueueRow {
        QueueRow {
            order: format!("00000000-0000-7000-8000-0000000000{order:02}").parse().expect("an id"),
            number: OrderNumber::parse("261123-ABCDE").expect("a number"),
            seq,
            stage,
            lines: Vec::new(),
            total: Money::won(39_000),
            recipient: "김하늘".to_owned(),
            district: "서울 중구".to_owned(),
            placed_at: Time::EPOCH,
            late: false,
            carrier: None,
            tracking: None,
        }
    }

    /// A page of one order, labelled at sequence 4.
    fn on_desk(tab: Tab, searched: bool, check: impl FnOnce(&Desk)) {
        Owner::new().with(|| {
            let rows = vec![row(1, 4, Stage::Labelled)];
            check(&Desk::new(Lang::Ko, tab, searched, rows, Counts::default(), RwSignal::default()));
        });
    }

    fn stage(desk: &Desk) -> Stage {
        desk.rows[0].row.with_untracked(|row| row.stage)
    }

    #[test]
    fn a_row_follows_its_order_and_ignores_a_frame_that_is_late_or_repeated() {
        on_desk(Tab::Open, false, |desk| {
            desk.take(row(1, 6, Stage::Shipped));
            desk.take(row(1, 5, Stage::StopAsked));
            desk.take(row(1, 6, Stage::StopAsked));
            assert_eq!(stage(desk), Stage::Shipped);
        });
    }

    #[test]
    fn a_cancelled_row_stays_and_is_announced() {
        on_desk(Tab::Open, false, |desk| {
            desk.take(row(1, 5, Stage::Cancelled));
            assert_eq!(stage(desk), Stage::Cancelled);
            assert_eq!(desk.news.get_untracked(), "261123-ABCDE 주문이 취소됐어요. 보내지 마세요.");
        });
    }

    #[test]
    fn a_new_order_waits_once_until_it_is_gone_again() {
        on_desk(Tab::Open, false, |desk| {
            desk.take(row(2, 1, Stage::Ready));
            desk.take(row(2, 1, Stage::Ready));
            desk.take(row(3, 1, Stage::Ready));
            assert_eq!(desk.waiting.with_untracked(BTreeSet::len), 2);
            assert_eq!(desk.news.get_untracked(), "새 주문 2건 보기");
            desk.take(row(2, 2, Stage::Cancelled));
            assert_eq!(desk.waiting.with_untracked(BTreeSet::len), 1);
        });
    }

    #[test]
    fn nothing_waits_behind_the_results_of_a_search_or_on_a_tab_it_does_not_belong_to() {
        on_desk(Tab::Open, true, |desk| {
            desk.take(row(2, 1, Stage::Ready));
            assert_eq!(desk.waiting.with_untracked(BTreeSet::len), 0);
        });
        on_desk(Tab::Shipped, false, |desk| {
            desk.take(row(2, 1, Stage::Ready));
            assert_eq!(desk.waiting.with_untracked(BTreeSet::len), 0);
        });
    }
}
