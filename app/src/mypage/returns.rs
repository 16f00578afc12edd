//! Sending things back: the form, what became of it, and taking it back.

use events::ReturnReason;
use kernel::time::seconds;
use kernel::{Lang, OrderId, Time};
use leptos::prelude::*;
use leptos_meta::Title;
use order::{Ask, NoReturn};

use super::returned::reason_text;
use super::view::{ReturnFormView, ReturnLineView};
use crate::AppError;
use crate::kept::SEND_BACK;
use crate::services::{Services, lang_of, parse, see_other};
use crate::ui::drawing::{Sprite, Thumb};
use crate::ui::field::{ErrorSummary, FieldError, described_by};
use crate::ui::frame::{error_title, title};
use crate::ui::line::option_text;

/// Asks to send pieces back, for a change of mind unless another reason is given. What is refused leads back to the form,
/// with what was chosen.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is not there or somebody else's, [`AppError::BadInput`] for a reason that is
/// none of ours.
#[server(name = AskReturn, prefix = "/api", endpoint = "ask_return")]
pub async fn ask_return(
    #[server(default)] order: String,
    #[server(default)] quantities: Vec<String>,
    #[server(default)] reason: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, order) = (Services::get()?, parse::<OrderId>(&order)?);
    let buyer = services.buyer_of(order).await?;
    let chosen: Vec<u32> = quantities.iter().map(|count| parse(count)).collect::<Result<_, _>>()?;
    let counts: Vec<_> = chosen.iter().map(u32::to_string).collect();
    let form = |why: &str| {
        format!("/orders/{order}/return?notice={why}&chosen={}&reason={reason}", counts.join("-"))
    };
    let ask = Ask { quantities: chosen, reason: given(&reason)? };
    let page = match services.order.ask_return(buyer, order, &ask).await? {
        Ok(()) => format!("/orders/{order}?notice=return_asked"),
        Err(NoReturn::Nothing) => form("nothing"),
        Err(NoReturn::TooMany) => form("too_many"),
        Err(NoReturn::TooLate) => format!("/orders/{order}?notice=return_late"),
        Err(NoReturn::Already | NoReturn::Open | NoReturn::Conflict) => {
            format!("/orders/{order}?notice=conflict")
        }
    };
    see_other(lang_of(&lang), &page);
    Ok(())
}

/// Nobody has to say why they changed their mind (전자상거래법 제17조).
fn given(reason: &str) -> Result<ReturnReason, AppError> {
    match reason {
        "" => Ok(ReturnReason::ChangedMind),
        code => ReturnReason::ALL.into_iter().find(|known| known.code() == code).ok_or(AppError::BadInput),
    }
}

/// Takes a return back that has not arrived.
///
/// # Errors
/// As [`ask_return`].
#[server(name = WithdrawReturn, prefix = "/api", endpoint = "withdraw_return")]
pub async fn withdraw_return(
    #[server(default)] order: String,
    #[server(default)] number: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, order) = (Services::get()?, parse::<OrderId>(&order)?);
    let buyer = services.buyer_of(order).await?;
    let notice = match services.order.withdraw_return(buyer, order, parse(&number)?).await {
        Ok(()) => "return_withdrawn",
        Err(order::CommandError::Conflict) => "conflict",
        Err(error) => return Err(error.into()),
    };
    see_other(lang_of(&lang), &format!("/orders/{order}?notice={notice}"));
    Ok(())
}

/// What can be sent back, and what was chosen when it was refused, or in the other language: `1-0-2`, a count for each line.
///
/// # Errors
/// As [`ask_return`].
pub async fn return_form(
    order: OrderId,
    chosen: String,
    reason: String,
    notice: String,
) -> Result<ReturnFormView, AppError> {
    let services = Services::get()?;
    let buyer = services.buyer_of(order).await?;
    let row = services.order.of_session(buyer, order).await?;
    let settings = services.settings.current().await?.settings;
    let send_to = Some(settings.return_address).filter(|address| !address.is_empty());
    let until = row.return_until().filter(|until| services.clock.now() < *until);
    let (chosen, reason) = match services.kept(SEND_BACK.id).await? {
        Some(mut typed) => {
            let mut of = |name| typed.remove(name).unwrap_or_default();
            (of("quantities"), of("reason"))
        }
        None => (chosen, reason),
    };
    let chosen: Vec<u32> = chosen.split('-').map(|count| count.parse().unwrap_or(0)).collect();
    let lines = row.details.lines.iter().enumerate().map(|(n, line)| ReturnLineView {
        line: line.clone().into(),
        left: row.left_of(n),
        chosen: chosen.get(n).copied().unwrap_or(0).min(row.left_of(n)),
    });
    Ok(ReturnFormView {
        order,
        number: row.details.number.clone(),
        lines: lines.collect(),
        until: until.filter(|_| row.open_return().is_none()).map(|until| until - seconds(1)),
        asked: row.open_return().is_some_and(|open| open.state == events::ReturnState::Asked),
        send_to: send_to.unwrap_or(settings.business.address),
        reason,
        notice: Some(notice).filter(|notice| !notice.is_empty()),
    })
}

/// The form.
#[component]
pub fn ReturnPage(lang: Lang, view: ReturnFormView) -> impl IntoView {
    let ReturnFormView { order, number, lines, until, asked, send_to, reason, notice } = view;
    let error = notice.as_deref().and_then(|code| remedy(lang, code)).filter(|_| until.is_some());
    let (heading, text) = words(lang, until, asked);
    let name = if error.is_some() { error_title(lang, heading) } else { title(lang, heading) };
    let slugs = lines.iter().map(|line| line.line.slug.clone()).collect();
    let page = lang.path(&format!("/orders/{order}"));
    let address = ((until.is_some() || asked) && !send_to.is_empty()).then(|| {
        view! {
            <dl class="rows num mb6">
                <dt>{lang.pick("보낼 곳", "Send it to")}</dt>
                <dd class="whole">{send_to}</dd>
            </dl>
        }
    });
    let form = until.map(|_| view! { <Form lang order=order.to_string() lines reason error /> });
    view! {
        <Title text=name />
        <Sprite slugs />
        <div class="wrap page">
            <p class="sm mut num">
                <a class="crumb" href=page>
                    {lang.pick("주문 ", "Order ")}
                    {number.to_string()}
                </a>
            </p>
            <div class="mt4 mb6 state">
                <h1>{heading}</h1>
                <p>{text}</p>
            </div>
            {address}
            {form}
        </div>
    }
}

/// The heading, and what it means: what can be chosen, where it goes, or that nothing can.
fn words(lang: Lang, until: Option<Time>, asked: bool) -> (&'static str, String) {
    match until {
        Some(until) => {
            (lang.pick("무엇을 돌려보낼까요?", "What goes back?"), outlook(lang, &until.day_text(lang)))
        }
        None if asked => (
            lang.pick("여기로 보내 주세요", "Please send it here"),
            lang.pick(
                "주문번호를 함께 넣어 주시면 빨라요. 닿으면 3영업일 안에 돈을 돌려드려요.",
                "It is quicker with the order’s number in the parcel. Your money goes back within 3 business days of its arrival.",
            )
            .to_owned(),
        ),
        None => (
            lang.pick("지금은 반품할 수 없어요", "Nothing can be sent back now"),
            lang.pick(
                "아직 도착하지 않았거나, 받은 날부터 7일이 지났거나, 이미 진행 중인 반품이 있어요. 주문 화면에서 지금 상태를 볼 수 있어요.",
                "It has not arrived, the seven days are over, or another return is under way. The order’s page says where it stands.",
            )
            .to_owned(),
        ),
    }
}

fn outlook(lang: Lang, day: &str) -> String {
    let until = day;
    match lang {
        Lang::Ko => format!("{until}까지 신청할 수 있어요. 옷이 가게에 닿으면 3영업일 안에 돈을 돌려드려요."),
        Lang::En => format!(
            "You can ask until {until}. Your money comes back within 3 business days of the clothes reaching us."
        ),
    }
}

/// The field that was refused, and how to put it right.
fn remedy(lang: Lang, code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        "nothing" => ("pieces", lang.pick("돌려보낼 옷을 골라 주세요", "Choose what goes back")),
        "too_many" => (
            "pieces",
            lang.pick("아직 가지고 계신 만큼만 고를 수 있어요", "Choose no more than you still have"),
        ),
        _ => return None,
    })
}

#[component]
fn Form(
    lang: Lang,
    order: String,
    lines: Vec<ReturnLineView>,
    reason: String,
    error: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    view! {
        <form class="form column" id=SEND_BACK.id method="post" action="/api/ask_return">
            <input type="hidden" name="lang" value=lang.tag() />
            <input type="hidden" name="order" value=order />
            {error.map(|error| view! { <ErrorSummary lang errors=vec![error] /> })}
            <Pieces lang lines error=error.map(|(_, text)| text) />
            <Reasons lang chosen=reason />
            <ul class="sure">
                <li>
                    {lang.pick(
                        "옷에 흠이 있거나 다른 옷이 왔으면 배송비까지 가게가 내요.",
                        "If it has a fault or is the wrong piece, the shop pays for sending it back, too.",
                    )}
                </li>
                <li>
                    {lang.pick(
                        "마음이 바뀌었거나 사이즈가 맞지 않으면 돌려보내는 배송비를 빼고 돌려드릴 수 있어요.",
                        "If you changed your mind or it doesn’t fit, the cost of sending it back may be taken off.",
                    )}
                </li>
            </ul>
            <p>
                <button class="btn">{lang.pick("반품 신청하기", "Ask to send it back")}</button>
            </p>
        </form>
    }
}

/// A count for each line, in the order's order; a line that is gone keeps its place.
#[component]
fn Pieces(lang: Lang, lines: Vec<ReturnLineView>, error: Option<&'static str>) -> impl IntoView {
    let rows = lines.into_iter().enumerate().map(|(n, row)| view! { <Piece lang n row /> });
    view! {
        <fieldset id="pieces" tabindex="-1" aria-describedby=described_by("pieces", false, error.is_some())>
            <legend class="lab">{lang.pick("돌려보낼 옷", "Pieces")}</legend>
            {error.map(|text| view! { <FieldError name="pieces" text /> })}
            <ul class="form mt3">{rows.collect_view()}</ul>
        </fieldset>
    }
}

#[component]
fn Piece(lang: Lang, n: usize, row: ReturnLineView) -> impl IntoView {
    let ReturnLineView { line, left, chosen } = row;
    let id = format!("piece-{n}");
    let count = if left == 0 {
        view! {
            <input type="hidden" name="quantities[]" value="0" />
            <span class="hint">{lang.pick("이미 반품한 옷이에요", "Sent back already")}</span>
        }
        .into_any()
    } else {
        let options = (0..=left).map(|count| {
            view! { <option value=count.to_string() selected=count == chosen>{count_text(lang, count)}</option> }
        });
        view! {
            <label class="vh" for=id.clone()>
                {lang.pick("수량: ", "How many: ")}
                {line.name.get(lang).to_owned()}
            </label>
            <select class="in short" id=id name="quantities[]">
                {options.collect_view()}
            </select>
        }
        .into_any()
    };
    view! {
        <li class="item">
            <Thumb slug=line.slug.clone() dye=line.dye.clone() />
            <div>
                <b>{line.name.get(lang).to_owned()}</b>
                <span class="sm mut">{option_text(lang, &line)}</span>
                <div class="mt2">{count}</div>
            </div>
        </li>
    }
}

fn count_text(lang: Lang, count: u32) -> String {
    match (lang, count) {
        (Lang::Ko, 0) => "보내지 않음".to_owned(),
        (Lang::Ko, count) => format!("{count}벌"),
        (Lang::En, 0) => "None".to_owned(),
        (Lang::En, count) => count.to_string(),
    }
}

#[component]
fn Reasons(lang: Lang, chosen: String) -> impl IntoView {
    let choices = ReturnReason::ALL.map(|reason| {
        let code = reason.code();
        view! {
            <label class="tick">
                <input type="radio" name="reason" value=code checked=code == chosen />
                {reason_text(lang, code)}
            </label>
        }
    });
    view! {
        <fieldset aria-describedby="reason-hint">
            <legend class="lab">{lang.pick("이유 (고르지 않아도 돼요)", "Reason (optional)")}</legend>
            <p class="hint" id="reason-hint">
                {lang.pick(
                    "고르지 않으면 마음이 바뀌신 것으로 받을게요.",
                    "Without one, we take it that you changed your mind.",
                )}
            </p>
            {choices.into_iter().collect_view()}
        </fieldset>
    }
}
