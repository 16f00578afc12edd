//! 복구: how far each consumer of events is behind, what could not be applied, what became of the
//! money, and what a person should know.

use customer::Permission;
use kernel::time::{Span, days, hours, minutes};
use kernel::{Lang, Time};
use leptos::prelude::*;
use leptos_meta::Title;

use super::audit::Audit;
use super::books::Books;
use super::event_words::event_word;
use super::forms::Post;
use super::frame::DeskFrame;
use super::letters::MailStanding;
use super::notice::Trouble;
use super::recover::RebuildSection;
use super::stuck::StuckList;
use super::view::{AlertView, ConsumerView, DeadLetterView, EventsView, GateView};
use crate::mypage::view::ViewState;
use crate::ui::badge::{Chip, Thread};
use crate::ui::frame::title;
use crate::ui::time::When;

/// The events page.
#[component]
pub fn EventsPage(lang: Lang, view: EventsView) -> impl IntoView {
    let EventsView {
        gate,
        consumers,
        missing,
        many_views,
        my_page,
        stuck,
        rebuild,
        money,
        mail,
        dead_letters,
        alerts,
        audit,
        now,
    } = view;
    let heading = lang.pick("복구", "Recovery");
    view! {
        <Title text=title(lang, heading) />
        <DeskFrame lang path="/seller/events">
            <div class="row apart base">
                <h1>{heading}</h1>
                <p class="xs mut">
                    {lang.pick("", "As of ")}
                    <When at=now text=now.clock_text() />
                    {lang.pick("에 본 모습이에요 · ", " · ")}
                    <a class="link" href=lang.path("/seller/events")>
                        {lang.pick("다시 보기", "Look again")}
                    </a>
                </p>
            </div>
            {(!missing.is_empty()).then(|| view! { <Missing lang missing=missing.clone() /> })}
            <MyPageTrouble lang my_page />
            {many_views.then(|| view! { <ManyViews lang /> })}
            <Consumers lang consumers missing my_page now />
            <StuckList lang stuck now />
            <Gate lang gate />
            <Books lang money />
            <MailStanding lang mail />
            <DeadLetters lang dead_letters />
            <RebuildSection lang rebuild />
            <Alerts lang alerts />
            <Audit lang entries=audit leads_on=true />
        </DeskFrame>
    }
}

/// Whether payments go through, and what became of the last ones.
#[component]
fn Gate(lang: Lang, gate: GateView) -> impl IntoView {
    let GateView { open, retry_after, calls, failed, slow, .. } = gate;
    let (thread, state) = if open {
        (Thread::Go, lang.pick("받는 중", "Open"))
    } else {
        (Thread::Stop, lang.pick("쉬는 중", "Paused by itself"))
    };
    let next = match (open, lang) {
        (true, _) => String::new(),
        (false, Lang::Ko) => format!(" {retry_after}초 뒤에 저절로 다시 해 봐요."),
        (false, Lang::En) => format!(" It tries again by itself in {retry_after} s."),
    };
    let counts = match lang {
        Lang::Ko => format!("최근 30초에 {calls}번 물었고, 답이 없던 것 {failed}번, 느린 것 {slow}번이에요."),
        Lang::En => format!("{calls} calls in the last 30 s, {failed} without an answer, {slow} slow."),
    };
    view! {
        <section class="sec" aria-labelledby="gate">
            <h2 id="gate">{lang.pick("결제 창구", "Payment desk")}</h2>
            <p class="sm">
                <Chip thread text=state />
                " "
                <span class="mut">{counts}{next}</span>
            </p>
            {heard(lang, gate).map(|text| view! { <p class="mut sm">{text}</p> })}
        </section>
    }
}

/// What came from the provider by itself, if anything did. The counts are the program's, and begin with it.
fn heard(lang: Lang, gate: GateView) -> Option<String> {
    let GateView { webhooks, forged, crowded, .. } = gate;
    let mut said = match lang {
        Lang::Ko => format!(
            "프로그램을 켠 뒤로 결제사가 먼저 알려 온 것 {webhooks}건, 가짜이거나 오래되어 받지 않은 것 {forged}건이에요."
        ),
        Lang::En => format!(
            "Since the program started: {webhooks} webhooks from the provider, and {forged} that were forged or too old."
        ),
    };
    match (crowded, lang) {
        (0, _) => {}
        (_, Lang::Ko) => said += &format!(" 한꺼번에 몰려 보지 않은 것은 {crowded}건이에요."),
        (_, Lang::En) => said += &format!(" {crowded} came too fast and were not looked at."),
    }
    (webhooks + forged + crowded > 0).then_some(said)
}

/// What no running program does: the shop's owner has to start one that does.
#[component]
fn Missing(lang: Lang, missing: Vec<String>) -> impl IntoView {
    let roles = missing.iter().map(|role| role_word(role, lang)).collect::<Vec<_>>().join(", ");
    let names = missing.join(",");
    let heading =
        lang.pick("지금 아무 프로그램도 하지 않는 일: ", "Nobody is doing this now: ").to_owned() + &roles;
    view! {
        <Trouble id="missing" heading>
            {lang
                .pick(
                    "밀린 것은 쌓여 있다가, 맡은 프로그램이 켜지면 차례대로 따라잡아요. 켤 때 이렇게 적어요: ",
                    "What waits is kept, and is caught up with in order once a program that does it runs. Start one with ",
                )}
            <code>{format!("--roles {names}")}</code>
        </Trouble>
    }
}

/// This program cannot show MyPage, and no other could do it with the same database.
#[component]
fn MyPageTrouble(lang: Lang, my_page: ViewState) -> impl IntoView {
    let (heading, words) = match my_page {
        ViewState::Answers => return None,
        ViewState::Away => (
            lang.pick("내 주문의 데이터베이스가 응답하지 않아요", "MyPage’s database does not answer"),
            lang.pick(
                "주문과 결제는 그대로 받고, 주문마다의 페이지도 볼 수 있어요. 데이터베이스가 돌아오면 밀린 것을 차례대로 따라잡아요. 이 주소예요: ",
                "Orders and payments go on, and so does each order’s own page. Once it is back, what waits is caught up with in order. It is the one given by ",
            ),
        ),
        ViewState::AnotherShops => (
            lang.pick("내 주문의 데이터베이스가 다른 가게의 것이에요", "MyPage’s database is another shop’s"),
            lang.pick(
                "이 가게가 모르는 주문이 들어 있어서, 보여 주지도 고치지도 않아요. 주문과 돈은 그대로예요. 이 가게의 주소를 주고 다시 켜 주세요: ",
                "It holds orders that this shop does not know, and so it is neither shown nor written. Orders and money are as they were. Start again with this shop’s own: ",
            ),
        ),
    };
    Some(view! {
        <Trouble id="mypage-trouble" heading>
            {words}
            <code>"--view-database"</code>
        </Trouble>
    })
}

/// Some programs were given another database of MyPage than the others.
#[component]
fn ManyViews(lang: Lang) -> impl IntoView {
    view! {
        <Trouble
            id="many-views"
            heading=lang
                .pick("프로그램마다 내 주문이 다르게 보여요", "My orders look different from program to program")
        >
            {lang.pick(
                "켜져 있는 프로그램들이 내 주문의 데이터베이스를 저마다 따로 쓰고 있어요. 주문과 돈은 그대로예요. 모든 프로그램에 같은 주소를 주고 다시 켜 주세요: ",
                "The running programs have different databases for it. Orders and money are as they were. Give all programs the same one, and start them again: ",
            )}
            <code>"--view-database"</code>
        </Trouble>
    }
}

/// The word for what a program does; one we have no word for shows its name.
fn role_word(name: &str, lang: Lang) -> String {
    match name {
        "web" => lang.pick("웹", "web pages").to_owned(),
        "relay" => lang.pick("이벤트 정리", "keeping the outbox").to_owned(),
        "reconciler" => lang.pick("결제 확인", "asking after payments").to_owned(),
        "expiry" => lang.pick("기한 지난 것 정리", "what time does").to_owned(),
        consumer => consumer_word(consumer, lang),
    }
}

/// The word for a consumer; one we have no word for shows its name.
pub(super) fn consumer_word(name: &str, lang: Lang) -> String {
    match name {
        "order" => lang.pick("주문", "Orders"),
        "payment" => lang.pick("결제", "Payments"),
        "shipping" => lang.pick("배송", "Shipping"),
        "mypage" => lang.pick("마이페이지", "MyPage"),
        "mail" => lang.pick("메일", "Mail"),
        other => other,
    }
    .to_owned()
}

#[component]
fn Consumers(
    lang: Lang,
    consumers: Vec<ConsumerView>,
    /// What no running program does.
    missing: Vec<String>,
    my_page: ViewState,
    now: Time,
) -> impl IntoView {
    let row = |consumer: ConsumerView| {
        let served = !missing.contains(&consumer.name);
        let waits = consumer.name == "mypage" && my_page != ViewState::Answers;
        view! { <Consumer lang consumer served waits now /> }
    };
    let rows = consumers.into_iter().map(row).collect_view();
    view! {
        <section class="mt5" aria-labelledby="consumers">
            <h2 id="consumers" class="vh">{lang.pick("받아서 하는 일", "Consumers")}</h2>
            <p class="mut sm mb4">
                {lang
                    .pick(
                        "멈춘 일은 밀린 것을 쌓아 두었다가, 이으면 차례대로 따라잡아요. 주문과 결제는 그동안에도 받아요.",
                        "A paused consumer lets its work pile up and catches up in order once resumed. \
                         Orders and payments go on meanwhile.",
                    )}
            </p>
            <table class="tbl cards">
                <caption class="vh">{lang.pick("일마다 밀린 것", "What each consumer has waiting")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{lang.pick("일", "Consumer")}</th>
                        <th scope="col">{lang.pick("상태", "State")}</th>
                        <th scope="col" class="n">{lang.pick("밀린 것", "Waiting")}</th>
                        <th scope="col" class="n">{lang.pick("가장 오래된 것", "Oldest")}</th>
                        <th scope="col"><span class="vh">{lang.pick("할 수 있는 것", "Action")}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

#[component]
fn Consumer(
    lang: Lang,
    consumer: ConsumerView,
    served: bool,
    /// For its database.
    waits: bool,
    now: Time,
) -> impl IntoView {
    let ConsumerView { name, paused, waiting, oldest } = consumer;
    let word = consumer_word(&name, lang);
    let (thread, state) = match (paused, served) {
        (true, _) => (Thread::Stop, lang.pick("멈춤", "Paused")),
        (false, true) if waits => {
            (Thread::Stop, lang.pick("데이터베이스를 기다림", "Waits for its database"))
        }
        (false, true) => (Thread::Go, lang.pick("도는 중", "Running")),
        (false, false) => (Thread::Stop, lang.pick("맡은 프로그램 없음", "Nobody does it")),
    };
    let (action, button) = if paused {
        ("/api/resume_consumer", lang.pick("다시 잇기", "Resume"))
    } else {
        ("/api/pause_consumer", lang.pick("멈추기", "Pause"))
    };
    let age = oldest.map_or_else(
        || "–".to_owned(),
        |oldest| format!("{}{}", lasted(now - oldest, lang), lang.pick(" 전", " ago")),
    );
    view! {
        <tr>
            <th scope="row">{word.clone()}</th>
            <td><Chip thread text=state /></td>
            <td class="n" data-label=lang.pick("밀린 것", "Waiting")>{waiting}</td>
            <td class="n" data-label=lang.pick("가장 오래된 것", "Oldest")>{age}</td>
            <td class="do">
                <Post lang asks=Permission::Recover action>
                    <input type="hidden" name="consumer" value=name />
                    <button class="btn q s"><span class="vh">{word}" "</span>{button}</button>
                </Post>
            </td>
        </tr>
    }
}

#[component]
fn DeadLetters(lang: Lang, dead_letters: Vec<DeadLetterView>) -> impl IntoView {
    let all = (dead_letters.len() > 1).then(|| {
        view! {
            <Post lang asks=Permission::Recover action="/api/replay_all" class="mt4">
                <button class="btn q">{lang.pick("모두 다시 해 보기", "Replay all")}</button>
            </Post>
        }
    });
    let body = if dead_letters.is_empty() {
        view! { <p class="mut">{lang.pick("비켜 둔 것이 없어요.", "Nothing is parked.")}</p> }.into_any()
    } else {
        let letters =
            dead_letters.into_iter().map(|letter| view! { <DeadLetter lang letter /> }).collect_view();
        view! { <ul class="letters">{letters}</ul> }.into_any()
    };
    view! {
        <section class="sec mt6" aria-labelledby="dead-letters">
            <h2 id="dead-letters">{lang.pick("비켜 둔 것", "Parked")}</h2>
            {body}
            {all}
        </section>
    }
}

#[component]
fn DeadLetter(lang: Lang, letter: DeadLetterView) -> impl IntoView {
    let DeadLetterView { id, consumer, event, number, reason, attempts, parked_at } = letter;
    let tries = match lang {
        Lang::Ko => format!("{attempts}번 해 봤어요"),
        Lang::En => format!("tried {attempts} times"),
    };
    let order = lang.path(&format!("/seller/orders?q={number}"));
    view! {
        <li>
            <div>
                <p>
                    <b>{consumer_word(&consumer, lang)}</b>
                    " · "
                    {event_word(&event, lang)}
                    " · "
                    <a class="link num" href=order>{number.to_string()}</a>
                </p>
                <p class="err">{reason}</p>
                <p class="xs mut">
                    <When at=parked_at text=parked_at.text(lang) />
                    " · "
                    {tries}
                </p>
            </div>
            <Post lang asks=Permission::Recover action="/api/replay">
                <input type="hidden" name="id" value=id />
                <button class="btn q s">
                    {lang.pick("다시 해 보기", "Replay")}
                    <span class="vh">" "{number.to_string()}</span>
                </button>
            </Post>
        </li>
    }
}

#[component]
fn Alerts(lang: Lang, alerts: Vec<AlertView>) -> impl IntoView {
    let body = if alerts.is_empty() {
        view! { <p class="mut">{lang.pick("알릴 것이 없어요.", "Nothing to report.")}</p> }.into_any()
    } else {
        let line = |alert: AlertView| {
            let order = alert.order.map(|(order, number)| {
                view! {
                    <a class="link num" href=lang.path(&format!("/seller/orders/{order}"))>
                        {number.to_string()}
                    </a>
                    " "
                }
            });
            view! {
                <li>
                    <span class="xs mut"><When at=alert.at text=alert.at.text(lang) /></span>
                    <p>{order}{alert.text}</p>
                </li>
            }
        };
        view! { <ul class="letters">{alerts.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="sec" aria-labelledby="alerts">
            <h2 id="alerts">{lang.pick("알림", "Alerts")}</h2>
            {body}
        </section>
    }
}

/// How long something has lasted, in its largest whole unit: `12초`, `3분`, `2시간`, `4일`.
pub(super) fn lasted(span: Span, lang: Lang) -> String {
    let units = [
        (days(1), lang.pick("일", " d")),
        (hours(1), lang.pick("시간", " h")),
        (minutes(1), lang.pick("분", " min")),
    ];
    let whole = |unit: Span| span.micros() / unit.micros();
    units.into_iter().find(|(unit, _)| whole(*unit) >= 1).map_or_else(
        || format!("{}{}", span.duration().as_secs(), lang.pick("초", " s")),
        |(unit, word)| format!("{}{word}", whole(unit)),
    )
}

#[cfg(test)]
mod tests {
    use kernel::time::seconds;

    use super::*;

    #[test]
    fn webhooks_that_came_too_fast_are_not_called_forged() {
        let gate = GateView {
            open: true,
            retry_after: 0,
            calls: 0,
            failed: 0,
            slow: 0,
            webhooks: 0,
            forged: 0,
            crowded: 0,
        };
        assert_eq!(heard(Lang::Ko, gate), None);
        let said = heard(Lang::En, GateView { webhooks: 50, crowded: 7, ..gate }).unwrap_or_default();
        assert!(said.starts_with("Since the program started: 50 webhooks"), "{said}");
        assert!(said.contains("0 that were forged") && said.contains("7 came too fast"), "{said}");
    }

    #[test]
    fn a_span_is_told_in_its_largest_whole_unit() {
        assert_eq!(lasted(seconds(12), Lang::Ko), "12초");
        assert_eq!(lasted(seconds(200), Lang::Ko), "3분");
        assert_eq!(lasted(hours(30), Lang::En), "1 d");
        assert_eq!(lasted(seconds(-1), Lang::Ko), "0초");
    }
}
