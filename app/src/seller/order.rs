//! One order at the desk: what to do next, what is in the box, who gets it, and where its money is.

use customer::Permission;
use kernel::{Lang, OrderNumber, Time};
use leptos::prelude::*;
use leptos_meta::Title;

use super::audit::Audit;
use super::bulk;
use super::carriers::Carrier;
use super::forms::{Parcel, Post, may};
use super::frame::DeskFrame;
use super::island::LiveOrder;
use super::letters::Letters;
use super::note::Notes;
use super::notice::Notice;
use super::payments::{Payments, leading};
use super::return_forms::Returns;
use super::view::{Alongside, DeskOrderView, PaymentCard, QueueRow, Stage, Typed};
use super::words::late_word;
use crate::mypage::view::ReturnStage;
use crate::ui::badge::{Chip, Thread};
use crate::ui::field::TextField;
use crate::ui::line::Summary;
use crate::ui::live::{Follow, Followed, Known};
use crate::ui::{Sprite, Timeline};

/// An order's page.
#[component]
pub fn DeskOrderPage(lang: Lang, view: DeskOrderView) -> impl IntoView {
    let undone = view.notice.as_deref() == Some("reopened") && !view.alongside.is_empty();
    let undone = undone.then(|| view.alongside.clone());
    let notice = view.notice.as_deref().and_then(|code| Notice::parse(code, lang));
    let notice = leading(notice, &view.payments, &view.returns, &view.typed);
    let QueueRow { number, stage, late, lines, .. } = view.row.clone();
    let name = format!("{} {number}", lang.pick("주문", "Order"));
    let slugs = lines.iter().map(|line| line.slug.clone()).collect::<Vec<_>>();
    let path = format!("/seller/orders/{}", view.row.order);
    let (state, explanation) = state_words(&view, lang);
    let followed = followed(&view, lang);
    view! {
        <Title text=Notice::title(notice, &name, lang) />
        <Sprite slugs />
        <DeskFrame lang path>
            <Follow followed>
                <div class="row apart">
                    <p class="sm mut num">
                        <a class="crumb" href=lang.path("/seller")>
                            {lang.pick("보낼 옷", "To send")}
                        </a>
                        " · "
                        {name}
                    </p>
                    <LiveOrder />
                    <p class="row">
                        {late.then(|| view! { <Chip thread=Thread::Stop text=late_word(lang) /> })}
                        <Chip thread=stage.thread() text=stage.word(lang) />
                    </p>
                </div>
                <div class="mt4 mb7 state">
                    <h1>{state}</h1>
                    <p>{explanation}</p>
                </div>
            </Follow>
            {notice.map(|notice| notice.view(lang))}
            {undone.map(|others| view! { <UndoneAlone lang others /> })}
            {stage.is_packed().then(|| view! { <Papers lang order=view.row.order.to_string() /> })}
            <div class="two order">
                <ToDo lang view=view.clone() notice />
                <Known lang view notice />
            </div>
        </DeskFrame>
    }
}

/// The queue's own stream, of which the page heeds its own order.
fn followed(view: &DeskOrderView, lang: Lang) -> Followed {
    let QueueRow { order, seq, stage, .. } = &view.row;
    Followed {
        lang,
        path: "/live/queue?searched=true".to_owned(),
        since: format!("main:{}", view.now.micros()),
        now: view.now,
        leaves: false,
        known: vec![Known { order: order.to_string(), seq: *seq, kind: stage.key().to_owned() }],
    }
}

/// What there is to do: the next step, a return, the box, the money, a cancel.
#[component]
fn ToDo(lang: Lang, view: DeskOrderView, notice: Option<Notice>) -> impl IntoView {
    let (order, typed) = (view.row.order.to_string(), view.typed.clone());
    let QueueRow { lines, total, .. } = view.row.clone();
    let cancels = view.may_cancel && may(Permission::Money);
    view! {
        <div>
            <NextStep lang view=view.clone() notice />
            <Returns lang order=order.clone() returns=view.returns typed=typed.clone() notice />
            <Summary
                lang
                heading=lang.pick("보낼 옷", "In the box")
                total_label=lang.pick("결제 금액", "Total")
                lines
                total
            />
            <Payments lang order=order.clone() payments=view.payments typed notice />
            {cancels.then(|| view! { <CancelLink lang order /> })}
        </div>
    }
}

/// What is known of it: who gets it, what the shop noted, and what happened, was written and was done.
#[component]
fn Known(lang: Lang, view: DeskOrderView, notice: Option<Notice>) -> impl IntoView {
    let order = view.row.order.to_string();
    view! {
        <div>
            <Recipient lang view=view.clone() />
            <Notes
                lang
                order=order.clone()
                notes=view.notes
                typed=view.typed.note
                error=Notice::remedy(notice, "note")
            />
            <section class="sec" aria-labelledby="timeline">
                <h2 id="timeline">{lang.pick("지나온 일", "What happened")}</h2>
                <Timeline lang entries=view.timeline />
            </section>
            <Letters lang letters=view.letters />
            <Audit lang entries=view.audit />
            <Post lang asks=Permission::Recover action="/api/rebuild_order">
                <Order order />
                <button class="btn q s">
                    {lang.pick("이 주문의 마이페이지 다시 맞추기", "Put this order’s MyPage right")}
                </button>
            </Post>
        </div>
    }
}

/// What is printed of one order.
#[component]
fn Papers(lang: Lang, order: String) -> impl IntoView {
    let to = |path: &str| format!("{}?orders%5B%5D={order}", lang.path(path));
    view! {
        <p class="row mb5">
            <a class="link" href=to("/seller/slips")>{lang.pick("명세서", "Packing slip")}</a>
            <a class="link" href=to("/seller/labels")>{lang.pick("주소 라벨", "Address label")}</a>
        </p>
    }
}

/// That a ship was undone of one order of a parcel, and of no other.
#[component]
fn UndoneAlone(lang: Lang, others: Vec<Alongside>) -> impl IntoView {
    view! {
        <div class="sum tell mb5">
            <p>
                {lang.pick(
                    "이 주문만 되돌렸어요. 같은 송장 번호의 다른 주문은 그대로예요.",
                    "Only this order was undone. The others with its tracking number stay as they are.",
                )}
            </p>
            <Others lang others />
        </div>
    }
}

/// Orders with the same tracking number, each with the way to it and where it stands.
#[component]
fn Others(lang: Lang, others: Vec<Alongside>) -> impl IntoView {
    let other = |Alongside { order, number, stage }| {
        view! {
            <li>
                <a class="link num" href=lang.path(&format!("/seller/orders/{order}"))>
                    {number.to_string()}
                </a>
                " "
                {stage.word(lang)}
            </li>
        }
    };
    view! { <ul>{others.into_iter().map(other).collect_view()}</ul> }
}

/// The open return as the page's title, and what it asks of the shop: there is more to do than the delivery says.
fn return_words(view: &DeskOrderView, lang: Lang) -> Option<(&'static str, &'static str)> {
    view.returns.iter().find_map(|returned| match returned.stage {
        ReturnStage::Asked => Some((
            lang.pick("반품을 요청했어요", "A return was asked for"),
            lang.pick(
                "옷이 돌아오면 받았다고 적어 주세요. 받을 수 없는 반품이면 이유를 적고 거절해 주세요.",
                "Note it once the pieces are back. If it cannot be taken, refuse it and say why.",
            ),
        )),
        ReturnStage::Received => Some((
            lang.pick("반품한 옷이 왔어요", "The returned pieces are here"),
            lang.pick(
                "옷을 살펴보고 3영업일 안에 돌려주거나 거절해 주세요.",
                "Look at them, and give the value back or refuse it within 3 business days.",
            ),
        )),
        ReturnStage::Refunded | ReturnStage::Refused | ReturnStage::Withdrawn => None,
    })
}

/// The state as the page's title, and what it asks of the shop.
fn state_words(view: &DeskOrderView, lang: Lang) -> (&'static str, &'static str) {
    let by_shop = view.cancelled.as_ref().is_some_and(|note| note.by_shop);
    match view.row.stage {
        Stage::Ready => (
            lang.pick("포장할 차례예요", "Ready to pack"),
            lang.pick(
                "옷을 담고 송장을 붙여 주세요. 송장을 붙이기 전에는 취소가 바로 돼요.",
                "Pack it and put the label on. Until then a cancel goes through by itself.",
            ),
        ),
        Stage::OnHold => (
            lang.pick("출고를 멈춰 두었어요", "On hold"),
            lang.pick("풀기 전에는 나가지 않아요.", "It does not leave until it is released."),
        ),
        Stage::Labelled => (
            lang.pick("송장을 붙였어요", "Labelled"),
            lang.pick("택배사에 넘겼으면 보내기를 눌러 주세요.", "Ship it once the carrier has it."),
        ),
        Stage::StopAsked if by_shop => (
            lang.pick("상자를 찾아 주세요", "Find the box"),
            lang.pick(
                "가게가 취소하기로 했어요. 상자를 빼 두면 취소되고, 이미 나갔다면 취소되지 않아요.",
                "The shop decided to cancel it. Keep the box back and it is cancelled; if it has left, it is not.",
            ),
        ),
        Stage::StopAsked => (
            lang.pick("상자를 찾아 주세요", "Find the box"),
            lang.pick(
                "주문한 분이 취소를 요청했어요. 상자가 아직 있으면 빼 두고, 없으면 나갔다고 알려 주세요.",
                "The buyer asked to cancel. Keep the box back if it is still here; say so if it has left.",
            ),
        ),
        Stage::Shipped => (
            lang.pick("배송하고 있어요", "On its way"),
            lang.pick(
                "도착했다고 들으면 배송완료로 적어 주세요.",
                "Mark it delivered once you hear that it arrived.",
            ),
        ),
        Stage::Delivered => return_words(view, lang).unwrap_or_else(|| {
            (lang.pick("도착했어요", "Delivered"), lang.pick("더 할 일이 없어요.", "Nothing left to do."))
        }),
        Stage::Cancelled => (lang.pick("취소됐어요", "Cancelled"), after_cancel(&view.payments, lang)),
    }
}

/// What a cancel asks of the shop, by how far its refunds have come.
fn after_cancel(payments: &[PaymentCard], lang: Lang) -> &'static str {
    let refused = payments.iter().any(|card| card.refunds.iter().any(|refund| refund.state == "refused"));
    let all_back = payments.iter().all(|card| card.refunded == card.captured);
    match (refused, all_back) {
        (true, _) => lang.pick(
            "보내지 마세요. 결제사가 환불을 거절해서 돈이 나가지 않았어요. 아래에서 다시 시도하거나 계좌이체로 돌려주세요.",
            "Do not send it. The provider refused the refund, so the money has not gone back: try again below, or pay it back by transfer.",
        ),
        (false, true) => lang.pick(
            "보내지 마세요. 받은 돈은 모두 돌려줬어요.",
            "Do not send it. All that was paid went back.",
        ),
        (false, false) => {
            lang.pick("보내지 마세요. 환불은 저절로 나가요.", "Do not send it. The refund goes out by itself.")
        }
    }
}

/// What can be done now. The row decides; a form that comes too late is told so.
#[component]
fn NextStep(lang: Lang, view: DeskOrderView, notice: Option<Notice>) -> impl IntoView {
    if !may(Permission::Pack) {
        return ().into_any();
    }
    let order = view.row.order.to_string();
    let forms = match view.row.stage {
        Stage::Ready => {
            let offered = Carrier::offered(&view.carriers);
            view! { <Pack lang order offered shared=view.shared typed=view.typed notice /> }.into_any()
        }
        Stage::OnHold => view! { <Release lang order reason=view.hold_reason /> }.into_any(),
        Stage::Labelled => {
            let offered = Carrier::offered(&view.carriers);
            let QueueRow { carrier, tracking, .. } = view.row;
            let label = (carrier.unwrap_or_default(), tracking.unwrap_or_default());
            view! {
                <Ship lang order=order.clone() />
                <Relabel lang order offered label shared=view.shared typed=view.typed notice />
            }
            .into_any()
        }
        Stage::StopAsked => view! { <Answer lang order /> }.into_any(),
        Stage::Shipped => {
            let (now, until) = (view.now, view.row.undo_until);
            let undone = order.clone();
            view! {
                <Deliver lang order=order.clone() />
                {until.map(|until| view! { <Undo lang order=undone until now /> })}
                <Renumber lang order view notice />
            }
            .into_any()
        }
        Stage::Delivered | Stage::Cancelled => return ().into_any(),
    };
    view! {
        <section class="sec" aria-labelledby="next">
            <h2 id="next">{lang.pick("다음 할 일", "What to do next")}</h2>
            {forms}
        </section>
    }
    .into_any()
}

/// The order that a form is about.
#[component]
fn Order(order: String) -> impl IntoView {
    view! { <input type="hidden" name="order" value=order /> }
}

/// Before the label: put it on, ship at once, or hold it back.
#[component]
fn Pack(
    lang: Lang,
    order: String,
    offered: Vec<Carrier>,
    /// Other orders that have the number which was typed.
    shared: Vec<OrderNumber>,
    typed: Typed,
    notice: Option<Notice>,
) -> impl IntoView {
    let Typed { carrier, tracking, reason, .. } = typed;
    let held = order.clone();
    let together = together(lang, &shared, &carrier, &tracking);
    view! {
        <Post lang asks=Permission::Pack action="/api/label" class="form">
            <Order order />
            <Parcel
                lang
                offered
                carrier
                tracking
                carrier_error=Notice::remedy(notice, "carrier")
                tracking_error=Notice::remedy(notice, "tracking")
            />
            {together}
            <p class="row">
                <button class="btn">{lang.pick("송장 붙이기", "Put the label on")}</button>
                <button class="btn q" formaction="/api/ship">
                    {lang.pick("바로 보내기", "Ship at once")}
                </button>
            </p>
        </Post>
        <Hold lang order=held reason error=Notice::remedy(notice, "reason") />
    }
}

/// The question whether a number that other orders have is meant. It is answered for this number alone.
fn together(
    lang: Lang,
    shared: &[OrderNumber],
    carrier: &str,
    tracking: &str,
) -> Option<impl IntoView + use<>> {
    if shared.is_empty() {
        return None;
    }
    let number = Carrier::find(carrier).and_then(|carrier| carrier.tracking(tracking)).unwrap_or_default();
    Some(view! {
        <div>
            <p class="sm">{bulk::shared(shared, lang)}</p>
            <label class="tick">
                <input type="checkbox" name="together" value=number />
                {bulk::together(lang)}
            </label>
        </div>
    })
}

#[component]
fn Hold(lang: Lang, order: String, reason: String, error: Option<&'static str>) -> impl IntoView {
    view! {
        <details class="fold mt5" open=error.is_some()>
            <summary>{lang.pick("출고 멈추기", "Put on hold")}</summary>
            <Post lang asks=Permission::Pack action="/api/hold" class="form">
                <Order order />
                <TextField
                    name="reason"
                    label=lang.pick("이유 (가게만 봐요)", "Reason (only the shop sees it)")
                    value=reason
                    nostrip:error=error
                />
                <p>
                    <button class="btn q">{lang.pick("출고 멈추기", "Put on hold")}</button>
                </p>
            </Post>
        </details>
    }
}

#[component]
fn Release(lang: Lang, order: String, reason: Option<String>) -> impl IntoView {
    view! {
        <Post lang asks=Permission::Pack action="/api/release" class="form">
            <Order order />
            {reason
                .map(|reason| {
                    view! { <p><span class="mut">{lang.pick("멈춘 이유: ", "On hold because: ")}</span>{reason}</p> }
                })}
            <p><button class="btn">{lang.pick("보류 풀기", "Release")}</button></p>
        </Post>
    }
}

#[component]
fn Ship(lang: Lang, order: String) -> impl IntoView {
    view! {
        <Post lang asks=Permission::Pack action="/api/ship" class="form">
            <Order order />
            <p><button class="btn">{lang.pick("보내기", "Ship")}</button></p>
        </Post>
    }
}

/// Another number for what has left.
#[component]
fn Renumber(lang: Lang, order: String, view: DeskOrderView, notice: Option<Notice>) -> impl IntoView {
    let DeskOrderView { row: QueueRow { carrier, tracking, .. }, carriers, shared, alongside, typed, .. } =
        view;
    let number = Number::of((carrier.unwrap_or_default(), tracking.unwrap_or_default()), &typed, notice);
    let refused = number.refused;
    let others = alongside.iter().filter(|it| matches!(it.stage, Stage::Shipped | Stage::Labelled));
    let others: Vec<_> = others.map(|it| it.number.to_string()).collect();
    let apart = (!others.is_empty()).then(|| view! { <Apart lang others chosen=!typed.apart.is_empty() /> });
    view! {
        <details class="fold mt5" open=refused>
            <summary>{lang.pick("송장 번호 고치기", "Correct the number")}</summary>
            <Post lang asks=Permission::Pack action="/api/renumber" class="form">
                <Order order />
                <p class="sm">
                    {lang.pick(
                        "보낸 뒤에 번호가 틀린 것을 알았을 때 고쳐요. 주문한 분의 화면이 바로 바뀌고, 메일로도 새 번호를 알려요.",
                        "For a number that turns out wrong after it has left. The buyer’s page changes at once, and a mail \
                         gives the new number.",
                    )}
                </p>
                <NumberFields lang offered=Carrier::offered(&carriers) number shared />
                {apart}
                <p>
                    <button class="btn q">{lang.pick("송장 번호 고치기", "Correct the number")}</button>
                </p>
            </Post>
        </details>
    }
}

/// Whether the other orders of the parcel get the new number, too. In one box they have one number, so they do unless
/// somebody says otherwise.
#[component]
fn Apart(lang: Lang, others: Vec<String>, chosen: bool) -> impl IntoView {
    let named = others.join(", ");
    let text = match lang {
        Lang::Ko => format!("같은 송장 번호의 주문 {named}도 함께 고쳐요."),
        Lang::En if others.len() == 1 => {
            format!("Order {named}, which has the same number, is corrected with it.")
        }
        Lang::En => format!("Orders {named}, which have the same number, are corrected with it."),
    };
    view! {
        <div>
            <p class="sm num">{text}</p>
            <label class="tick">
                <input type="checkbox" name="apart" value="yes" checked=chosen />
                {lang.pick("이 주문만 고치기", "Correct this order alone")}
            </label>
        </div>
    }
}

/// A number to be put in the place of the one that is on, as it was typed or as it is.
struct Number {
    carrier: String,
    tracking: String,
    carrier_error: Option<&'static str>,
    tracking_error: Option<&'static str>,
    /// What was typed was refused.
    refused: bool,
}

impl Number {
    /// `on` is the carrier's key and the number that are on.
    fn of(on: (String, String), typed: &Typed, notice: Option<Notice>) -> Self {
        let errors = (Notice::remedy(notice, "carrier"), Notice::remedy(notice, "tracking"));
        let refused = errors.0.or(errors.1).is_some();
        let (carrier, tracking) = if refused { (typed.carrier.clone(), typed.tracking.clone()) } else { on };
        Self { carrier, tracking, carrier_error: errors.0, tracking_error: errors.1, refused }
    }
}

/// The fields of another number, and the question whether one that other orders have is meant.
#[component]
fn NumberFields(
    lang: Lang,
    offered: Vec<Carrier>,
    number: Number,
    shared: Vec<OrderNumber>,
) -> impl IntoView {
    let Number { carrier, tracking, carrier_error, tracking_error, .. } = number;
    let together = together(lang, &shared, &carrier, &tracking);
    view! {
        <Parcel lang offered carrier tracking carrier_error tracking_error />
        {together}
    }
}

/// Another number for the label that is on.
#[component]
fn Relabel(
    lang: Lang,
    order: String,
    offered: Vec<Carrier>,
    /// The carrier's key and the number that are on.
    label: (String, String),
    /// Other orders that have the number which was typed.
    shared: Vec<OrderNumber>,
    typed: Typed,
    notice: Option<Notice>,
) -> impl IntoView {
    let number = Number::of(label, &typed, notice);
    let refused = number.refused;
    view! {
        <details class="fold mt5" open=refused>
            <summary>{lang.pick("송장 바꾸기", "Change the number")}</summary>
            <Post lang asks=Permission::Pack action="/api/relabel" class="form">
                <Order order />
                <NumberFields lang offered number shared />
                <p>
                    <button class="btn q">{lang.pick("송장 바꾸기", "Change the number")}</button>
                </p>
            </Post>
        </details>
    }
}

/// The answer to a stop. That it has left is asked on a page of its own.
#[component]
fn Answer(lang: Lang, order: String) -> impl IntoView {
    let left = lang.path(&format!("/seller/orders/{order}/left"));
    view! {
        <Post lang asks=Permission::Pack action="/api/answer_stop" class="form">
            <p class="row">
                <button class="btn" name="answer" value="kept">{lang.pick("빼 두었어요", "Kept it back")}</button>
                <a class="btn q" href=left>{lang.pick("이미 나갔어요", "It has left")}</a>
            </p>
            <Order order />
        </Post>
    }
}

#[component]
fn Deliver(lang: Lang, order: String) -> impl IntoView {
    view! {
        <Post lang asks=Permission::Pack action="/api/deliver" class="form">
            <Order order />
            <p><button class="btn">{lang.pick("배송완료로 적기", "Mark delivered")}</button></p>
        </Post>
    }
}

#[component]
fn Undo(lang: Lang, order: String, until: Time, now: Time) -> impl IntoView {
    // A minute that has begun counts: there is always one left while the button stands.
    let (minutes, until) = ((until - now).duration().as_secs().div_ceil(60), until.clock_text());
    let hint = match lang {
        Lang::Ko => format!(
            "{minutes}분 남았어요. {until}까지 되돌릴 수 있고, 그때까지 주문한 분에게 메일이 나가지 않아요."
        ),
        Lang::En => {
            format!("{minutes} min left: can be undone until {until}, and the buyer’s mail waits as long.")
        }
    };
    view! {
        <Post lang asks=Permission::Pack action="/api/undo_ship" class="form mt4">
            <Order order />
            <p class="row">
                <button class="btn q">{lang.pick("출고 되돌리기", "Undo shipping")}</button>
                <span class="hint">{hint}</span>
            </p>
        </Post>
    }
}

/// The way to the page on which the shop cancels an order, which says first what that does.
#[component]
fn CancelLink(lang: Lang, order: String) -> impl IntoView {
    view! {
        <section class="sec" aria-labelledby="cancel">
            <h2 id="cancel">{lang.pick("가게가 취소하기", "Cancel for the shop")}</h2>
            <p>
                <a class="btn bad" href=lang.path(&format!("/seller/orders/{order}/cancel"))>
                    {lang.pick("주문 취소", "Cancel the order")}
                </a>
            </p>
        </section>
    }
}

#[component]
fn Recipient(lang: Lang, view: DeskOrderView) -> impl IntoView {
    let QueueRow { carrier, tracking, .. } = view.row;
    let carrier = carrier.map(|key| Carrier::name_of(&key, lang));
    let parcel = carrier.zip(tracking).map(|(carrier, tracking)| {
        view! {
            <dt>{lang.pick("택배사", "Carrier")}</dt>
            <dd>{carrier}</dd>
            <dt>{lang.pick("송장 번호", "Tracking number")}</dt>
            <dd class="whole">{tracking}</dd>
        }
    });
    let alongside = (!view.alongside.is_empty()).then(|| {
        view! {
            <dt>{lang.pick("같은 송장 번호의 주문", "Orders with this number")}</dt>
            <dd><Others lang others=view.alongside /></dd>
        }
    });
    let note = Some(view.note).filter(|note| !note.is_empty()).map(|note| {
        view! {
            <dt>{lang.pick("부탁한 말", "Note")}</dt>
            <dd>{note}</dd>
        }
    });
    view! {
        <section class="sec" aria-labelledby="recipient">
            <h2 id="recipient">{lang.pick("받는 분", "Recipient")}</h2>
            <dl class="rows num">
                <dt>{lang.pick("이름", "Name")}</dt>
                <dd>{view.recipient}</dd>
                <dt>{lang.pick("전화", "Phone")}</dt>
                <dd>{view.phone}</dd>
                <dt>{lang.pick("이메일", "E-mail")}</dt>
                <dd>{view.email}</dd>
                <dt>{lang.pick("주소", "Address")}</dt>
                <dd>"("{view.postcode}") "{view.address}</dd>
                {note}
                {parcel}
                {alongside}
            </dl>
        </section>
    }
}
