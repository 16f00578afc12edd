//! What the shop does with a return, on its order's page: receives it, gives its value back, or says why not.

use std::cmp::Ordering;

use customer::Permission;
use events::{Deduction, DeductionReason, Goods};
use kernel::{Lang, Money, OrderId, Time};
use leptos::prelude::*;
use order::{Order, ReturnCommand};

use super::api::{refused, text};
use super::forms::{Post, may};
use super::give_back::won;
use super::notice::{Notice, all};
use super::view::Typed;
use crate::AppError;
use crate::mypage::returned::{deduction_text, line_text, reason_text, stage_text};
use crate::mypage::view::{ReturnStage, ReturnView};
use crate::services::{Services, lang_of, parse, see_other};
use crate::ui::field::{FieldError, TextField, described_by};
use crate::ui::time::When;

/// The goods of a return are here.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller, as every command here.
#[server(name = ReceiveReturn, prefix = "/api", endpoint = "receive_return")]
pub async fn receive_return(
    #[server(default)] order: String,
    #[server(default)] number: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let (who, id) = (services.staff(Permission::Pack)?.who, parse::<OrderId>(&order)?);
    led_back(id, &lang, services.order.receive_return(id, parse(&number)?, who).await, "return_received")
}

/// Gives the value of a return back, less what is taken off.
///
/// # Errors
/// As [`receive_return`].
#[server(name = RefundReturn, prefix = "/api", endpoint = "refund_return")]
pub async fn refund_return(
    #[server(default)] order: String,
    #[server(default)] number: String,
    #[server(default)] off: String,
    #[server(default)] off_why: String,
    #[server(default)] goods: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    services.staff(Permission::Money)?;
    let typed = [("off", off.as_str()), ("off_why", &off_why), ("goods", &goods)];
    let goods = Goods::ALL.into_iter().find(|known| known.code() == goods).ok_or("bad_goods");
    let nothing = off.trim().is_empty();
    let amount = match won(&off) {
        _ if nothing => Ok(None),
        None => Err("bad_off"),
        Some(amount) if fits(&services, parse(&order)?, parse(&number)?, amount).await? => Ok(Some(amount)),
        Some(_) => Err("much_off"),
    };
    let reason = DeductionReason::ALL.into_iter().find(|known| known.code() == off_why);
    let reason = if nothing { Ok(None) } else { reason.ok_or("bad_off_why").map(Some) };
    let (goods, deduction) = match (goods, amount, reason) {
        (Ok(goods), Ok(amount), Ok(reason)) => {
            (goods, amount.zip(reason).map(|(amount, reason)| Deduction { amount, reason }))
        }
        (goods, amount, reason) => {
            let wrong = all([goods.err(), amount.err(), reason.err()]);
            return refused(&order, &lang, &wrong, &typed).await;
        }
    };
    command(&order, &number, &lang, ReturnCommand::Refund { deduction, goods }, "return_refunded").await
}

/// Whether so much may be taken off the value of a return.
async fn fits(services: &Services, id: OrderId, number: u32, off: Money) -> Result<bool, AppError> {
    let order = services.order.order(id).await?.ok_or(AppError::NotFound)?;
    let returned = order.returns.iter().find(|known| known.number == number).ok_or(AppError::NotFound)?;
    let value = order.value_of(&returned.lines).ok_or(AppError::Conflict)?;
    Ok(order::may_deduct(returned.reason, off, value))
}

/// Says no to a return, in words that the buyer reads.
///
/// # Errors
/// As [`receive_return`].
#[server(name = RefuseReturn, prefix = "/api", endpoint = "refuse_return")]
pub async fn refuse_return(
    #[server(default)] order: String,
    #[server(default)] number: String,
    #[server(default)] no: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    Services::get()?.staff(Permission::Money)?;
    match text(&no) {
        Ok(why) => command(&order, &number, &lang, ReturnCommand::Refuse { why }, "return_refused").await,
        Err("bad_reason") => refused(&order, &lang, "bad_no", &[("no", &no)]).await,
        Err(_) => refused(&order, &lang, "long_no", &[("no", &no)]).await,
    }
}

async fn command(
    order: &str,
    number: &str,
    lang: &str,
    asked: ReturnCommand,
    done: &str,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let (who, id) = (services.staff(Permission::Money)?.who, parse::<OrderId>(order)?);
    led_back(id, lang, services.order.move_return(id, parse(number)?, &asked, who).await, done)
}

/// Back to the order's page, which says what came of it.
fn led_back(
    id: OrderId,
    lang: &str,
    came: Result<(), order::CommandError>,
    done: &str,
) -> Result<(), AppError> {
    let notice = match came {
        Ok(()) => done,
        Err(order::CommandError::Conflict) => "conflict",
        Err(error) => return Err(error.into()),
    };
    see_other(lang_of(lang), &format!("/seller/orders/{id}?notice={notice}"));
    Ok(())
}

/// The returns of an order, oldest first.
pub(super) fn returns_of(order: &Order, now: Time) -> Vec<ReturnView> {
    let view = |returned| ReturnView::of(&order.details, returned, order.back_for(returned, None), Some(now));
    order.returns.iter().map(view).collect()
}

/// Whether one of the forms asks for this field.
pub(super) fn asks(returns: &[ReturnView], field: &str) -> bool {
    returns.iter().any(|returned| match (returned.stage, field) {
        (ReturnStage::Asked | ReturnStage::Received, "no") | (ReturnStage::Received, "goods") => true,
        (ReturnStage::Received, "off" | "off_why") => returned.may_deduct,
        _ => false,
    })
}

/// Every return of an order, with what can be done about the open one.
#[component]
pub(super) fn Returns(
    lang: Lang,
    order: String,
    returns: Vec<ReturnView>,
    typed: Typed,
    notice: Option<Notice>,
) -> impl IntoView {
    if returns.is_empty() {
        return ().into_any();
    }
    let items = returns.into_iter().rev().map(|returned| {
        view! { <One lang order=order.clone() returned typed=typed.clone() notice /> }
    });
    view! {
        <section class="sec" aria-labelledby="returns">
            <h2 id="returns">{lang.pick("반품", "Returns")}</h2>
            <ul class="payments">{items.collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn One(
    lang: Lang,
    order: String,
    returned: ReturnView,
    typed: Typed,
    notice: Option<Notice>,
) -> impl IntoView {
    let lines = returned.lines.iter().map(|line| view! { <li>{line_text(lang, line)}</li> }).collect_view();
    let forms = match returned.stage {
        ReturnStage::Asked => view! {
            <Receive lang order=order.clone() number=returned.number />
            <Refuse lang order number=returned.number typed=typed.no notice />
        }
        .into_any(),
        ReturnStage::Received => view! {
            <Refund lang order=order.clone() returned=returned.clone() typed=typed.clone() notice />
            <Refuse lang order number=returned.number typed=typed.no notice />
        }
        .into_any(),
        ReturnStage::Refunded | ReturnStage::Refused | ReturnStage::Withdrawn => ().into_any(),
    };
    view! {
        <li>
            <p class="row apart">
                <b>{stage_text(lang, returned.stage)}</b>
                <span class="xs mut">
                    <When at=returned.since text=returned.since.text(lang) />
                </span>
            </p>
            <ul class="sm">{lines}</ul>
            <p class="sm">{reason_text(lang, &returned.reason)} " · " {returned.value.text(lang)}</p>
            {beside(lang, &returned).map(|text| view! { <p class="sm">{text}</p> })}
            {due(lang, &returned).map(|text| view! { <p class="sm">{text}</p> })}
            {came_to(lang, &returned).map(|text| view! { <p class="sm">{text}</p> })}
            {forms}
        </li>
    }
}

fn due(lang: Lang, returned: &ReturnView) -> Option<String> {
    let day = returned.due?.day_text(lang);
    Some(match (lang, returned.overdue) {
        (Lang::Ko, false) => format!("{day}까지 돌려줘야 해요 (받은 날부터 3영업일)"),
        (Lang::Ko, true) => format!("{day}까지 돌려줬어야 해요. 늦은 만큼 이자가 붙을 수 있어요."),
        (Lang::En, false) => format!("Due by {day} (3 business days after it came)"),
        (Lang::En, true) => format!("Was due by {day}. Interest may be owed for the delay."),
    })
}

/// Why another sum goes back than the pieces were sold for.
fn beside(lang: Lang, returned: &ReturnView) -> Option<String> {
    let (back, value) = (returned.back, returned.value);
    if !matches!(returned.stage, ReturnStage::Asked | ReturnStage::Received) {
        return None;
    }
    let (more, sum) = (Money { amount: back.amount - value.amount, ..value }, back.text(lang));
    Some(match (lang, back.amount.cmp(&value.amount)) {
        (_, Ordering::Equal) => return None,
        (Lang::Ko, Ordering::Greater) => {
            format!("가게가 배송비를 내요: 배송비 {}까지 {sum}을 돌려줘요.", more.text(lang))
        }
        (Lang::En, Ordering::Greater) => {
            format!("The shop bears the cost: {sum} goes back, {} of it for the delivery.", more.text(lang))
        }
        (Lang::Ko, Ordering::Less) => format!("결제한 돈이 {sum}만 남아 있어요."),
        (Lang::En, Ordering::Less) => format!("Only {sum} is left of the payment."),
    })
}

fn came_to(lang: Lang, returned: &ReturnView) -> Option<String> {
    if let Some(why) = &returned.refused {
        return Some(format!("{}{why}", lang.pick("거절한 이유: ", "Refused because: ")));
    }
    let amount = returned.amount?.text(lang);
    let goods = match returned.restocked {
        Some(true) => lang.pick("재고로 돌아감", "back in stock"),
        _ => lang.pick("폐기", "written off"),
    };
    let off = returned
        .deduction
        .as_ref()
        .map(|(sum, code)| format!(" · −{} {}", sum.text(lang), deduction_text(lang, code)));
    Some(format!("{amount}{} · {goods}", off.unwrap_or_default()))
}

#[component]
fn Which(order: String, number: u32) -> impl IntoView {
    view! {
        <input type="hidden" name="order" value=order />
        <input type="hidden" name="number" value=number.to_string() />
    }
}

#[component]
fn Receive(lang: Lang, order: String, number: u32) -> impl IntoView {
    view! {
        <Post lang asks=Permission::Pack action="/api/receive_return" class="form mt4">
            <Which order number />
            <p>
                <button class="btn q">{lang.pick("옷을 받았어요", "The goods are here")}</button>
            </p>
        </Post>
    }
}

/// The value goes back; where the buyer bears the cost, something may be taken off.
#[component]
fn Refund(
    lang: Lang,
    order: String,
    returned: ReturnView,
    typed: Typed,
    notice: Option<Notice>,
) -> impl IntoView {
    let off = returned.may_deduct.then(|| view! { <Off lang typed=typed.clone() notice /> });
    let (back, error) = (back_text(lang, &returned), Notice::remedy(notice, "goods"));
    let goods = Goods::ALL.map(|goods| {
        let text = match goods {
            Goods::BackToStock => {
                lang.pick("다시 팔 수 있어요 (재고로)", "It can be sold again (back to stock)")
            }
            Goods::WrittenOff => lang.pick("팔 수 없어요 (폐기)", "It cannot (written off)"),
        };
        view! {
            <label class="tick">
                <input type="radio" name="goods" value=goods.code() checked=typed.goods == goods.code() />
                {text}
            </label>
        }
    });
    view! {
        <Post lang asks=Permission::Money action="/api/refund_return" class="form mt4">
            <Which order number=returned.number />
            <fieldset id="goods" tabindex="-1" aria-describedby=described_by("goods", false, error.is_some())>
                <legend class="lab">{lang.pick("돌아온 옷은", "The goods")}</legend>
                {error.map(|text| view! { <FieldError name="goods" text /> })}
                {goods.into_iter().collect_view()}
            </fieldset>
            {off}
            <p>
                <button class="btn">{back}</button>
            </p>
        </Post>
    }
}

/// The button that gives it back, with the sum. What is typed as taken off is not known to it.
fn back_text(lang: Lang, returned: &ReturnView) -> String {
    let back = returned.back.text(lang);
    match (lang, returned.back.amount, returned.may_deduct) {
        (Lang::Ko, ..=0, _) => "돌려줄 돈 없이 끝내기".to_owned(),
        (Lang::En, ..=0, _) => "Accept it; nothing is left to give back".to_owned(),
        (Lang::Ko, _, true) => format!("{back}까지 돌려주기"),
        (Lang::En, _, true) => format!("Give up to {back} back"),
        (Lang::Ko, _, false) => format!("{back} 돌려주기"),
        (Lang::En, _, false) => format!("Give {back} back"),
    }
}

#[component]
fn Off(lang: Lang, typed: Typed, notice: Option<Notice>) -> impl IntoView {
    let error = Notice::remedy(notice, "off_why");
    let options = DeductionReason::ALL.map(|reason| {
        let code = reason.code();
        view! { <option value=code selected=typed.off_why == code>{deduction_text(lang, code)}</option> }
    });
    view! {
        <div class="pair">
            <TextField
                name="off"
                label=lang.pick("빼는 금액 (원)", "Taken off (won)")
                value=typed.off.clone()
                hint=lang.pick("옷값에서 빼요. 없으면 비워 두세요", "Off the pieces’ value. Leave it empty if nothing is")
                nostrip:error=Notice::remedy(notice, "off")
                inputmode="numeric"
                class="in num"
            />
            <div class="field">
                <label for="off_why">{lang.pick("빼는 이유 (주문한 분에게 보여요)", "Why (the buyer sees it)")}</label>
                <select
                    class="in"
                    id="off_why"
                    name="off_why"
                    aria-describedby=described_by("off_why", false, error.is_some())
                    aria-invalid=error.map(|_| "true")
                >
                    <option value="">{lang.pick("고르세요", "Choose")}</option>
                    {options.into_iter().collect_view()}
                </select>
                {error.map(|text| view! { <FieldError name="off_why" text /> })}
            </div>
        </div>
    }
}

#[component]
fn Refuse(lang: Lang, order: String, number: u32, typed: String, notice: Option<Notice>) -> impl IntoView {
    let error = Notice::remedy(notice, "no");
    may(Permission::Money).then(|| {
        view! {
            <details class="fold mt4" open=error.is_some()>
                <summary>{lang.pick("반품 거절하기", "Refuse the return")}</summary>
                <Post lang asks=Permission::Money action="/api/refuse_return" class="form">
                    <Which order number />
                    <TextField
                        name="no"
                        label=lang.pick("이유 (주문한 분에게 보여요)", "Why (the buyer sees it)")
                        value=typed
                        nostrip:error=error
                    />
                    <p>
                        <button class="btn bad">{lang.pick("반품 거절하기", "Refuse the return")}</button>
                    </p>
                </Post>
            </details>
        }
    })
}
