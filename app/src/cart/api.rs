//! Changing the cart, and the read of its page.

use kernel::typed::count;
use kernel::{DraftId, Lang, OrderId, SessionId, VariantId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use order::{CartError, Contents, DraftLine, Gone, Item, MAX_QUANTITY};

use super::view::{CartItem, CartSum, CartView, GoneItem, Notice};
use crate::AppError;
use crate::checkout::view::Line;
use crate::mypage::view::OrderRow;
use crate::services::{Services, buyer, lang_of, parse, percent, see_other, visitor};

/// So many of a session's newest orders are looked through for one that waits to be paid.
const LOOKED_AT: i64 = 10;

/// Sets how many pieces of a variant are in the cart, as typed.
///
/// # Errors
/// [`AppError::NotFound`] for what is not in it, as every command here.
#[server(name = SetCartQuantity, prefix = "/api", endpoint = "set_cart_quantity")]
pub async fn set_cart_quantity(
    #[server(default)] variant: String,
    #[server(default)] quantity: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, session, lang) = (Services::get()?, buyer()?, lang_of(&lang));
    let variant: VariantId = parse(&variant)?;
    let typed = count(&quantity).filter(|quantity| (1..=MAX_QUANTITY).contains(quantity));
    let Some(quantity) = typed else {
        let typed = percent(&quantity, 20);
        see_other(lang, &format!("/cart?error=quantity&variant={variant}&typed={typed}"));
        return Ok(());
    };
    services.cart.set(session.id, DraftLine { variant, quantity }).await?;
    back(lang);
    Ok(())
}

/// One piece more (`step` is 1) or fewer (-1).
///
/// # Errors
/// As [`set_cart_quantity`].
#[server(name = StepCart, prefix = "/api", endpoint = "step_cart")]
pub async fn step_cart(
    #[server(default)] variant: String,
    #[server(default)] step: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, session) = (Services::get()?, buyer()?);
    let up = match step.as_str() {
        "1" => true,
        "-1" => false,
        _ => return Err(AppError::BadInput),
    };
    services.cart.step(session.id, parse(&variant)?, up).await?;
    back(lang_of(&lang));
    Ok(())
}

/// Takes a line out of the cart, which can be undone.
///
/// # Errors
/// As [`set_cart_quantity`].
#[server(name = RemoveFromCart, prefix = "/api", endpoint = "remove_from_cart")]
pub async fn remove_from_cart(
    #[server(default)] variant: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, session) = (Services::get()?, buyer()?);
    match services.cart.remove(session.id, parse(&variant)?).await {
        // A second click finds it gone already.
        Ok(()) | Err(CartError::NotFound | CartError::Full) => back(lang_of(&lang)),
        Err(CartError::Unavailable(why)) => return Err(why.into()),
    }
    Ok(())
}

/// Puts back what was taken out last.
///
/// # Errors
/// As [`set_cart_quantity`].
#[server(name = PutBackIntoCart, prefix = "/api", endpoint = "put_back_into_cart")]
pub async fn put_back_into_cart(#[server(default)] lang: String) -> Result<(), AppError> {
    let (services, session) = (Services::get()?, buyer()?);
    services.cart.put_back(session.id).await?;
    back(lang_of(&lang));
    Ok(())
}

/// Goes on to the order form with all that is in the cart, unless something in it is sold out.
///
/// # Errors
/// As [`set_cart_quantity`].
#[server(name = OrderCart, prefix = "/api", endpoint = "order_cart")]
pub async fn order_cart(#[server(default)] lang: String) -> Result<(), AppError> {
    let (services, session, lang) = (Services::get()?, buyer()?, lang_of(&lang));
    let Contents { items, gone, .. } = services.cart.contents(session.id).await?;
    if items.is_empty() || !gone.is_empty() || items.iter().any(Item::is_short) {
        see_other(lang, "/cart?error=short");
        return Ok(());
    }
    let line = |Item { line, .. }: Item| DraftLine { variant: line.variant, quantity: line.quantity };
    let lines = items.into_iter().map(line).collect();
    let draft: DraftId = services.order.begin_from_cart(session.id, lines).await?;
    see_other(lang, &format!("/checkout/{draft}"));
    Ok(())
}

fn back(lang: Lang) {
    see_other(lang, "/cart");
}

/// The cart's page. Somebody without a session has nothing in it.
///
/// # Errors
/// When the database is away.
#[server(name = ReadCart, prefix = "/api", endpoint = "cart", input = GetUrl)]
pub async fn cart(#[server(default)] notice: Option<Notice>) -> Result<CartView, AppError> {
    let (services, Some(session)) = (Services::get()?, visitor()) else {
        return Ok(CartView { notice, ..CartView::default() });
    };
    let Contents { items, gone, sum, terms, removed } = services.cart.contents(session.id).await?;
    let sum = sum.filter(|_| !items.is_empty()).map(|sum| CartSum {
        goods: sum.goods,
        delivery_fee: sum.delivery_fee,
        total: sum.total,
        missing_to_free: terms.missing_to_free(sum.goods),
    });
    let item = |Item { line, seen, free }: Item| CartItem {
        variant: line.variant,
        line: Line::from(line),
        seen,
        free,
    };
    let gone_item = |Gone { variant, line }: Gone| GoneItem { variant, line: line.map(Line::from) };
    Ok(CartView {
        items: items.into_iter().map(item).collect(),
        gone: gone.into_iter().map(gone_item).collect(),
        waiting: waiting(&services, session.id).await,
        sum,
        removed: removed.map(Line::from),
        notice,
    })
}

/// The newest order of a session that waits to be paid, as MyPage knows it: a hint beside the cart, which does without it
/// while the view is away.
async fn waiting(services: &Services, session: SessionId) -> Option<OrderId> {
    let newest = services.my_pages.of_owner(session, LOOKED_AT).await.unwrap_or_default();
    newest.into_iter().map(OrderRow::from).find(|row| row.status.is_unpaid()).map(|row| row.order)
}

/// What the address says of the last form; a forged one says nothing.
#[must_use]
pub fn notice(code: &str, variant: &str, typed: String) -> Option<Notice> {
    Some(match code {
        "added" => Notice::Added,
        "added_in_part" => Notice::AddedInPart,
        "capped" => Notice::Capped,
        "full" => Notice::Full,
        "short" => Notice::Short,
        "quantity" => Notice::Quantity { variant: variant.parse().ok()?, typed },
        _ => return None,
    })
}

impl From<CartError> for AppError {
    fn from(error: CartError) -> Self {
        match error {
            CartError::NotFound => Self::NotFound,
            CartError::Full => Self::Conflict,
            CartError::Unavailable(why) => why.into(),
        }
    }
}
