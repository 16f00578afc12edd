//! Carts.

use kernel::time::seconds;
use kernel::{Money, SessionId, VariantId};
use order::{Cart, CartLine, Draft, DraftLine, Fields, Given, Order, PayReply, Placed, Verdict};

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    a_cart_is_kept_by_version,
    of_two_changes_of_the_same_version_one_is_lost,
    what_is_ordered_from_the_cart_leaves_it_once_it_is_paid,
    what_a_guest_ordered_leaves_the_cart_of_the_account_that_it_went_into_first,
    a_direct_order_leaves_the_cart_alone,
    what_was_never_paid_stays_in_the_cart,
    old_carts_are_forgotten,
    what_is_free_is_on_hand_and_not_held,
}

fn line(variant: VariantId, quantity: u32) -> CartLine {
    CartLine { variant, quantity, seen: Money::won(39_000) }
}

async fn keep(shop: &Shop, session: SessionId, lines: &[CartLine]) -> Cart {
    let cart = Cart { lines: lines.to_vec(), changed_at: NOON, ..Cart::empty(session) };
    assert_eq!(shop.main.carts().keep(cart.clone()).await, Ok(true));
    Cart { version: 1, ..cart }
}

async fn a_cart_is_kept_by_version(shop: &Shop) {
    let (session, variant) = (shop.session(), shop.variant(9).await);
    assert_eq!(shop.main.carts().cart(session).await, Ok(None));
    let kept = keep(shop, session, &[line(variant, 2)]).await;
    assert_eq!(shop.main.carts().cart(session).await, Ok(Some(kept.clone())));
    assert_eq!(shop.main.carts().cart(shop.session()).await, Ok(None));
    let emptied = Cart { changed_at: NOON + seconds(1), ..kept.remove(variant).unwrap() };
    assert_eq!(shop.main.carts().keep(emptied.clone()).await, Ok(true));
    let read = shop.main.carts().cart(session).await.unwrap().unwrap();
    assert_eq!(read, Cart { version: 2, ..emptied });
    assert_eq!(read.put_back().unwrap().lines, [line(variant, 2)]);
}

async fn of_two_changes_of_the_same_version_one_is_lost(shop: &Shop) {
    let (session, variant) = (shop.session(), shop.variant(9).await);
    let carts = shop.main.carts();
    let first = Cart { lines: vec![line(variant, 1)], changed_at: NOON, ..Cart::empty(session) };
    let (one, two) = tokio::join!(carts.keep(first.clone()), carts.keep(first.clone()));
    assert_eq!([one.unwrap(), two.unwrap()].iter().filter(|kept| **kept).count(), 1);
    let second = Cart { version: 1, ..first };
    let (one, two) = tokio::join!(carts.keep(second.clone()), carts.keep(second));
    assert_eq!([one.unwrap(), two.unwrap()].iter().filter(|kept| **kept).count(), 1);
    assert_eq!(carts.cart(session).await.unwrap().unwrap().version, 2);
}

/// A draft of so many pieces, from the cart or not.
async fn draft(shop: &Shop, session: SessionId, variant: VariantId, quantity: u32, from_cart: bool) -> Draft {
    let draft = Draft {
        id: kernel::DraftId(kernel::Ids::uuid(&*shop.ids)),
        from_cart,
        lines: vec![DraftLine { variant, quantity }],
        ..shop.draft(session, variant, quantity).await
    };
    shop.main.drafts().create(draft.clone()).await.unwrap();
    assert_eq!(shop.main.drafts().draft(draft.id).await, Ok(Some(draft.clone())));
    draft
}

/// The order of a draft, which awaits its payment.
async fn place(shop: &Shop, draft: &Draft) -> Order {
    let (decided, placed) = shop.open_order(draft);
    let id = decided.order.id;
    assert_eq!(shop.main.orders().place(decided, placed, None).await, Ok(Placed::Done));
    shop.reread(id).await
}

async fn lines(shop: &Shop, session: SessionId) -> Vec<CartLine> {
    shop.main.carts().cart(session).await.unwrap().unwrap().lines
}

async fn what_is_ordered_from_the_cart_leaves_it_once_it_is_paid(shop: &Shop) {
    let (session, variant, other) = (shop.session(), shop.variant(9).await, shop.variant(9).await);
    keep(shop, session, &[line(variant, 3), line(other, 1)]).await;
    let order = place(shop, &draft(shop, session, variant, 2, true).await).await;
    assert_eq!(lines(shop, session).await, [line(variant, 3), line(other, 1)]);
    let (order, attempt) = shop.start(&order).await;
    assert_eq!(lines(shop, session).await, [line(variant, 3), line(other, 1)]);
    let paid = order::answered(&order, attempt, &PayReply::Approved, NOON + seconds(2));
    shop.commit(paid, NOON + seconds(2)).await;
    assert_eq!(lines(shop, session).await, [line(variant, 1), line(other, 1)]);
}

async fn what_a_guest_ordered_leaves_the_cart_of_the_account_that_it_went_into_first(shop: &Shop) {
    let (guest, first, second) = (shop.session(), shop.session(), shop.session());
    let variant = shop.variant(9).await;
    let order = place(shop, &draft(shop, guest, variant, 2, true).await).await;
    keep(shop, first, &[line(variant, 3)]).await;
    keep(shop, second, &[line(variant, 3)]).await;
    for account in [first, second] {
        let to = Given { session: account, email: String::new(), begins_with: Fields::default() };
        shop.main.drafts().give(guest, to).await.unwrap();
    }
    keep(shop, guest, &[line(variant, 3)]).await;
    shop.pay(&order).await;
    let left = [lines(shop, guest).await, lines(shop, first).await, lines(shop, second).await];
    assert_eq!(left, [[line(variant, 3)], [line(variant, 1)], [line(variant, 3)]]);
}

async fn a_direct_order_leaves_the_cart_alone(shop: &Shop) {
    let (session, variant) = (shop.session(), shop.variant(9).await);
    keep(shop, session, &[line(variant, 3)]).await;
    let order = place(shop, &draft(shop, session, variant, 2, false).await).await;
    shop.pay(&order).await;
    assert_eq!(lines(shop, session).await, [line(variant, 3)]);
}

async fn what_was_never_paid_stays_in_the_cart(shop: &Shop) {
    let (session, variant) = (shop.session(), shop.variant(2).await);
    keep(shop, session, &[line(variant, 2)]).await;
    let order = place(shop, &draft(shop, session, variant, 2, true).await).await;
    let Verdict::Change(expired) = order::expire(&order, order.held_until) else { panic!("it is over") };
    shop.commit(*expired, order.held_until).await;
    assert_eq!(lines(shop, session).await, [line(variant, 2)]);
}

async fn old_carts_are_forgotten(shop: &Shop) {
    let (session, variant) = (shop.session(), shop.variant(9).await);
    keep(shop, session, &[line(variant, 1)]).await;
    assert_eq!(shop.main.carts().forget(NOON).await, Ok(0));
    assert_eq!(shop.main.carts().forget(NOON + seconds(1)).await, Ok(1));
    assert_eq!(shop.main.carts().cart(session).await, Ok(None));
}

async fn what_is_free_is_on_hand_and_not_held(shop: &Shop) {
    let variant = shop.variant(9).await;
    let unknown = VariantId(kernel::Ids::uuid(&*shop.ids));
    shop.order(variant, 2).await;
    assert_eq!(shop.main.free_pieces().free(variant).await, Ok(7));
    assert_eq!(shop.main.free_pieces().free(unknown).await, Ok(0));
}
