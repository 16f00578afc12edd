//! The shop gives a part of the price back: an amount and a reason, which the buyer reads.

use customer::Permission;
use events::PartReason;
use kernel::typed::narrow;
use kernel::{Lang, Money, OrderId};
use leptos::prelude::*;
use order::{PartError, PartRefund};

use super::api::refused;
use super::forms::{Post, may};
use super::notice::{Notice, all};
use super::payments::Desk;
use super::view::GiveBack;
use crate::AppError;
use crate::services::{Services, lang_of, parse, see_other};
use crate::ui::field::{FieldError, TextField, described_by};

/// Gives a part back.
///
/// # Errors
/// [`AppError::SignIn`] for everybody but a seller; [`AppError::NotFound`] for an order that was never placed.
#[server(name = RefundPart, prefix = "/api", endpoint = "refund_part")]
pub async fn refund_part(
    #[server(default)] order: String,
    #[server(default)] made_for: String,
    #[server(default)] amount: String,
    #[server(default)] part: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let (who, id) = (services.staff(Permission::Money)?.who, parse::<OrderId>(&order)?);
    let made_for = parse(&made_for)?;
    let typed = [("amount", amount.as_str()), ("part", &part)];
    let sum = won(&amount).ok_or(if is_too_low(&amount) { "low_amount" } else { "bad_amount" });
    let reason = PartReason::ALL.into_iter().find(|known| known.code() == part);
    let (sum, reason) = match (sum, reason) {
        (Ok(sum), Some(reason)) => (sum, reason),
        (sum, reason) => {
            let wrong = match sum {
                Ok(sum) => too_much(&services, id, made_for, sum).await?.then_some("much_amount"),
                Err(wrong) => Some(wrong),
            };
            let wrong = all([wrong, reason.is_none().then_some("bad_part")]);
            return refused(&order, &lang, &wrong, &typed).await;
        }
    };
    let asked = PartRefund { amount: sum, reason, made_for };
    let notice = match services.order.refund_part(id, asked, who).await {
        Ok(()) => "part_refunded",
        Err(PartError::TooMuch(_)) => return refused(&order, &lang, "much_amount", &typed).await,
        Err(PartError::Conflict) => return refused(&order, &lang, "part_stale", &typed).await,
        Err(PartError::NotFound) => return Err(AppError::NotFound),
        Err(PartError::Unavailable(why)) => return Err(why.into()),
    };
    see_other(lang_of(&lang), &format!("/seller/orders/{id}?notice={notice}"));
    Ok(())
}

/// Whether more is asked for than is left, as far as nothing was decided since the form was made.
async fn too_much(services: &Services, id: OrderId, made_for: u32, sum: Money) -> Result<bool, AppError> {
    let left = services.order.refundable(id).await?;
    Ok(left.is_some_and(|left| left.count == made_for && left.amount.amount < sum.amount))
}

/// Reads an amount as people type it: `5,000`, `5000원`, `₩5,000`. Nothing is no amount.
pub(super) fn won(typed: &str) -> Option<Money> {
    let digits = bare(typed);
    let amount: i64 = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())??;
    (amount > 0).then_some(Money::won(amount))
}

/// Whether it is a number, and not above zero.
fn is_too_low(typed: &str) -> bool {
    bare(typed).parse::<i64>().is_ok_and(|amount| amount <= 0)
}

/// An amount without what people write around and between its digits.
fn bare(typed: &str) -> String {
    let typed = narrow(typed);
    let typed = typed.trim().trim_start_matches('₩').trim_end_matches('원').trim();
    typed.chars().filter(|c| !matches!(c, ',' | ' ')).collect()
}

/// A reason as the shop says it.
pub(super) fn part_reason(code: &str, lang: Lang) -> &'static str {
    match code {
        "damaged" => lang.pick("옷에 흠이 있어서", "A piece had a fault"),
        "missing" => lang.pick("빠진 옷이 있어서", "A piece was missing"),
        "late" => lang.pick("늦게 보내서", "It came late"),
        "price" => lang.pick("값이 달라서", "The price was different"),
        "goodwill" => lang.pick("가게의 마음으로", "With the shop’s thanks"),
        _ => "",
    }
}

/// The form on the card of the payment that paid the order.
#[component]
pub(super) fn GiveBackForm(lang: Lang, form: GiveBack, desk: Desk) -> impl IntoView {
    let GiveBack { most, made_for } = form;
    let Desk { order, typed, notice } = desk;
    let error = move |field| Notice::remedy(notice, field);
    let open = error("amount").or(error("part")).is_some() || !typed.amount.is_empty();
    let hint = match lang {
        Lang::Ko => format!("{}까지 돌려줄 수 있어요", most.text(lang)),
        Lang::En => format!("At most {}", most.text(lang)),
    };
    may(Permission::Money).then(|| {
        view! {
            <details class="fold mt4" open=open>
                <summary>{lang.pick("일부 돌려주기", "Give a part back")}</summary>
                <Post lang asks=Permission::Money action="/api/refund_part" class="form">
                    <input type="hidden" name="order" value=order />
                    <input type="hidden" name="made_for" value=made_for.to_string() />
                    <TextField
                        name="amount"
                        label=lang.pick("금액 (원)", "Amount (won)")
                        value=typed.amount
                        hint
                        nostrip:error=error("amount")
                        inputmode="numeric"
                        class="in short num"
                    />
                    <Reasons lang chosen=typed.part error=error("part") />
                    <p>
                        <button class="btn q">{lang.pick("돌려주기", "Give it back")}</button>
                    </p>
                </Post>
            </details>
        }
    })
}

#[component]
fn Reasons(lang: Lang, chosen: String, error: Option<&'static str>) -> impl IntoView {
    let options = PartReason::ALL.map(|reason| {
        let code = reason.code();
        view! { <option value=code selected=code == chosen>{part_reason(code, lang)}</option> }
    });
    view! {
        <div class="field">
            <label for="part">{lang.pick("이유 (주문한 분에게 보여요)", "Reason (the buyer sees it)")}</label>
            <select
                class="in"
                id="part"
                name="part"
                aria-describedby=described_by("part", false, error.is_some())
                aria-invalid=error.map(|_| "true")
            >
                <option value="">{lang.pick("고르세요", "Choose")}</option>
                {options.into_iter().collect_view()}
            </select>
            {error.map(|text| view! { <FieldError name="part" text /> })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_type_it_and_nothing_else_is_one() {
        for typed in ["5000", "5,000", " 5,000원 ", "₩5,000", "5 000", "５，０００원"] {
            assert_eq!(won(typed), Some(Money::won(5_000)), "{typed}");
        }
        for typed in ["", "원", "0", "-5", "5.5", "오천", "99999999999999999999", "5e3"] {
            assert_eq!(won(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_number_that_is_not_above_zero_is_told_from_what_is_no_number() {
        for typed in ["0", "-5", "−5", " 0원 ", "₩-5,000"] {
            assert!(is_too_low(typed), "{typed}");
        }
        for typed in ["", "원", "5000", "5.5", "오천", "-"] {
            assert!(!is_too_low(typed), "{typed}");
        }
    }
}
