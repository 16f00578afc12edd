//! The receipt of an order: what was paid and what went back, on one sheet of paper.

use kernel::{Lang, Money, OrderId, Time};
use leptos::prelude::*;
use leptos_meta::Title;

use super::view::{Entry, Happened, OrderRow, ReceiptView, RefundRow, RefundStage};
use super::words;
use crate::AppError;
use crate::checkout::view::{Line, Methods};
use crate::services::Services;
use crate::ui::frame::title;
use crate::ui::line::option_text;
use crate::ui::time::When;

/// The receipt of an order, for its buyer.
///
/// # Errors
/// [`AppError::NotFound`] for an order that is somebody else's, or was never paid.
pub async fn receipt(order: OrderId) -> Result<ReceiptView, AppError> {
    let services = Services::get()?;
    let buyer = services.buyer_of(order).await?;
    let row = services.snapshots.snapshot(order).await?;
    let row: OrderRow = row.filter(|row| row.owner == buyer).ok_or(AppError::NotFound)?.into();
    let placed = row.timeline.iter().find(|Entry { what, .. }| *what == Happened::Placed);
    let paid_at = placed.ok_or(AppError::NotFound)?.at;
    let provider = match &services.shop.methods {
        Methods::TestCards(_) => None,
        Methods::Page { provider } => Some(provider.clone()),
    };
    Ok(ReceiptView { row, paid_at, provider })
}

/// The value added tax within a price: an eleventh of it, to the nearest won (부가가치세법 제29조, 제30조).
fn tax_within(price: Money) -> Money {
    Money { amount: (price.amount + 5) / 11, ..price }
}

/// The receipt.
#[component]
pub fn ReceiptPage(lang: Lang, view: ReceiptView) -> impl IntoView {
    let ReceiptView { row, paid_at, provider } = view;
    let OrderRow { order, number, lines, total, refunds, recipient, .. } = row;
    let name = format!("{} {number}", lang.pick("영수증", "Receipt"));
    let refunds: Vec<_> = refunds.into_iter().filter(|refund| !refund.of_another).collect();
    let paid_with = match provider {
        None => lang.pick("카드", "Card").to_owned(),
        Some(provider) => provider.get(lang).to_owned(),
    };
    view! {
        <Title text=title(lang, &name) />
        <div class="wrap page receipt">
            <p class="sm mut num no-print">
                <a class="crumb" href=lang.path(&format!("/orders/{order}"))>
                    {lang.pick("주문 ", "Order ")}
                    {number.to_string()}
                </a>
            </p>
            <h1 class="mt4">{lang.pick("영수증", "Receipt")}</h1>
            <dl class="rows num mt5">
                <dt>{lang.pick("주문번호", "Order")}</dt>
                <dd>{number.to_string()}</dd>
                <dt>{lang.pick("결제한 때", "Paid")}</dt>
                <dd>
                    <When at=paid_at text=with_year(lang, paid_at) />
                </dd>
                <dt>{lang.pick("결제 수단", "Paid with")}</dt>
                <dd>{paid_with}</dd>
                <dt>{lang.pick("받는 분", "Recipient")}</dt>
                <dd>{recipient}</dd>
            </dl>
            <Lines lang lines=lines.clone() />
            <Sums lang lines total refunds />
            <p class="hint mt5 no-print">
                {lang.pick(
                    "브라우저의 인쇄(Ctrl+P)를 누르면 한 장에 나와요.",
                    "Print it from your browser (Ctrl+P): it fits on one sheet.",
                )}
            </p>
        </div>
    }
}

#[component]
fn Lines(lang: Lang, lines: Vec<Line>) -> impl IntoView {
    let rows = lines.into_iter().map(|line| {
        let sum = line.price();
        view! {
            <tr>
                <th scope="row">
                    {line.name.get(lang).to_owned()}
                    <small>{option_text(lang, &line)}</small>
                </th>
                <td class="n">{line.unit_price.text(lang)}</td>
                <td class="n">{sum.text(lang)}</td>
            </tr>
        }
    });
    view! {
        <table class="tbl mt5">
            <thead>
                <tr>
                    <th scope="col">{lang.pick("옷", "Piece")}</th>
                    <th scope="col" class="n">{lang.pick("한 벌 값", "Each")}</th>
                    <th scope="col" class="n">{lang.pick("값", "Price")}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

/// What the total holds beyond the lines is delivery; what went back is said, and what is left of it.
#[component]
fn Sums(lang: Lang, lines: Vec<Line>, total: Money, refunds: Vec<RefundRow>) -> impl IntoView {
    let goods: i64 = lines.iter().map(|line| line.price().amount).sum();
    let delivery = Money { amount: total.amount - goods, ..total };
    let delivery = (delivery.amount != 0).then(|| {
        view! {
            <dt>{lang.pick("배송비", "Delivery")}</dt>
            <dd>{delivery.text(lang)}</dd>
        }
    });
    let back: i64 = refunds.iter().map(|refund| refund.amount.amount).sum();
    let rest = (!refunds.is_empty()).then(|| {
        let rest = Money { amount: total.amount - back, ..total };
        view! {
            {refunds.into_iter().map(|refund| refund_row(lang, &refund)).collect_view()}
            <dt class="tot">{lang.pick("남은 금액", "Left")}</dt>
            <dd class="tot">{rest.text(lang)}</dd>
            {tax(lang, rest)}
        }
    });
    view! {
        <dl class="rows sums num mt5">
            <dt>{lang.pick("옷값", "Clothes")}</dt>
            <dd>{Money { amount: goods, ..total }.text(lang)}</dd>
            {delivery}
            <dt class="tot">{lang.pick("결제 금액", "Total")}</dt>
            <dd class="tot">{total.text(lang)}</dd>
            {tax(lang, total)}
            {rest}
        </dl>
    }
}

fn tax(lang: Lang, sum: Money) -> impl IntoView + use<> {
    view! {
        <dt>{lang.pick("이 가운데 부가세 10%", "VAT of 10% included")}</dt>
        <dd>{tax_within(sum).text(lang)}</dd>
    }
}

/// `2026년 11월 23일 10:02`, `23 Nov 2026 10:02`.
fn with_year(lang: Lang, at: Time) -> String {
    let (year, day, clock) = (at.seoul().year, at.day_text(lang), at.clock_text());
    match lang {
        Lang::Ko => format!("{year}년 {day} {clock}"),
        Lang::En => format!("{day} {year} {clock}"),
    }
}

fn refund_row(lang: Lang, refund: &RefundRow) -> impl IntoView + use<> {
    let how = match refund.stage {
        RefundStage::UnderWay => lang.pick("진행 중", "under way"),
        RefundStage::Refused => lang.pick("거절돼서 가게가 보는 중", "refused; the shop is seeing to it"),
        RefundStage::Refunded => lang.pick("결제하신 카드로", "to the card you paid with"),
        RefundStage::PaidByTransfer => lang.pick("계좌이체", "bank transfer"),
    };
    let (why, amount) =
        (words::refund_reason(lang, &refund.reason), format!("−{}", refund.amount.text(lang)));
    view! {
        <dt>{lang.pick("환불 · ", "Refund · ")} {why} " (" {how} ")"</dt>
        <dd>{amount}</dd>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tax_within_a_price_is_an_eleventh_to_the_nearest_won() {
        for (price, tax) in [(39_000, 3_545), (11_000, 1_000), (6, 1), (5, 0), (0, 0)] {
            assert_eq!(tax_within(Money::won(price)), Money::won(tax), "of {price}");
        }
    }
}
