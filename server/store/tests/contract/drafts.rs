//! Drafts.

use kernel::time::seconds;
use order::{Draft, Field, FieldError, Fields, Given, LastSent, Why};

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    a_draft_keeps_what_was_typed_and_why_it_was_refused,
    a_late_refusal_does_not_undo_a_placed_draft,
    the_next_checkout_offers_what_the_last_order_was_sent_with,
    the_next_checkout_offers_what_could_be_taken_while_the_order_could_not,
    what_a_guest_was_about_to_order_goes_along_and_what_was_ordered_does_not,
    old_drafts_are_forgotten,
}

async fn a_draft_keeps_what_was_typed_and_why_it_was_refused(shop: &Shop) {
    let mut draft = shop.draft(shop.session(), shop.variant(1).await, 1).await;
    draft.fields.email = "아이디@example".to_owned();
    draft.errors = vec![FieldError { field: Field::Email, why: Why::Malformed }];
    draft.refused = Some("sold_out".to_owned());

    shop.main.drafts().save(draft.clone()).await.unwrap();

    assert_eq!(shop.main.drafts().draft(draft.id).await, Ok(Some(draft)));
}

async fn a_late_refusal_does_not_undo_a_placed_draft(shop: &Shop) {
    let draft = shop.draft(shop.session(), shop.variant(1).await, 1).await;
    let (decided, placed) = shop.open_order(&draft);
    shop.main.orders().place(decided, placed.clone(), None).await.unwrap();

    shop.main.drafts().save(Draft { refused: Some("sold_out".to_owned()), ..draft }).await.unwrap();

    assert_eq!(shop.main.drafts().draft(placed.id).await, Ok(Some(placed)));
}

async fn the_next_checkout_offers_what_the_last_order_was_sent_with(shop: &Shop) {
    let (session, variant) = (shop.session(), shop.variant(1).await);
    assert_eq!(shop.main.drafts().last_sent(session).await, Ok(None));
    let typed = shop.draft(session, variant, 1).await;
    let fields = Fields { name: "이두벌".to_owned(), ..Fields::default() };
    shop.main.drafts().save(Draft { fields, ..typed.clone() }).await.unwrap();
    assert_eq!(shop.main.drafts().last_sent(session).await, Ok(None), "it is no order");
    let (decided, placed) = shop.open_order(&typed);
    let sent = Fields::of(&decided.order.details);
    shop.main.orders().place(decided, placed, None).await.unwrap();
    assert_eq!(
        shop.main.drafts().last_sent(session).await,
        Ok(Some(LastSent { fields: sent, ordered: true }))
    );
}

async fn the_next_checkout_offers_what_could_be_taken_while_the_order_could_not(shop: &Shop) {
    let (session, variant, drafts) = (shop.session(), shop.variant(1).await, shop.main.drafts());
    let named = |name: &str| Fields { name: name.to_owned(), ..Fields::default() };
    let refused_as = |name: &str| LastSent { fields: named(name), ordered: false };
    let begun = shop.draft(session, variant, 1).await;
    let refused = Draft { fields: named("이두벌"), refused: Some("sold_out".to_owned()), ..begun };
    drafts.save(refused.clone()).await.unwrap();
    assert_eq!(drafts.last_sent(session).await, Ok(Some(refused_as("이두벌"))));
    assert_eq!(drafts.last_sent(shop.session()).await, Ok(None), "it is nobody else's");

    let (decided, placed) = shop.open_order(&shop.draft(session, variant, 1).await);
    let sent = Fields::of(&decided.order.details);
    shop.main.orders().place(decided, placed, None).await.unwrap();
    assert_eq!(
        drafts.last_sent(session).await,
        Ok(Some(LastSent { fields: sent, ordered: true })),
        "what was ordered since"
    );

    let id = shop.draft(shop.session(), variant, 1).await.id;
    drafts.forget(NOON + seconds(1)).await.unwrap();
    let later = Draft { id, fields: named("이바다"), created_at: NOON + seconds(1), ..refused };
    drafts.create(later).await.unwrap();
    assert_eq!(drafts.last_sent(session).await, Ok(Some(refused_as("이바다"))), "what was refused since");
}

async fn what_a_guest_was_about_to_order_goes_along_and_what_was_ordered_does_not(shop: &Shop) {
    let (guest, account) = (shop.session(), shop.session());
    let draft = shop.draft(guest, shop.variant(1).await, 1).await;
    let own = Fields { email: "haneul@example.com".to_owned(), ..Fields::default() };
    let own = Draft { fields: own, ..shop.draft(guest, shop.variant(1).await, 1).await };
    shop.main.drafts().save(own.clone()).await.unwrap();
    let ordered = shop.draft(guest, shop.variant(1).await, 1).await;
    let strangers = shop.draft(shop.session(), shop.variant(1).await, 1).await;
    let (decided, ordered) = shop.open_order(&ordered);
    shop.main.orders().place(decided, ordered.clone(), None).await.unwrap();

    let begins_with = Fields { name: "김하늘".to_owned(), ..Fields::default() };
    let email = "Haneul@example.com".to_owned();
    let to = Given { session: account, email, begins_with: begins_with.clone() };
    shop.main.drafts().give(guest, to).await.unwrap();

    let drafts = shop.main.drafts();
    let fields = begins_with;
    assert_eq!(drafts.draft(draft.id).await, Ok(Some(Draft { session: account, fields, ..draft })));
    assert_eq!(drafts.draft(own.id).await, Ok(Some(Draft { session: account, ..own })));
    assert_eq!(drafts.draft(ordered.id).await, Ok(Some(ordered)));
    assert_eq!(drafts.draft(strangers.id).await, Ok(Some(strangers)));
}

async fn old_drafts_are_forgotten(shop: &Shop) {
    let draft = shop.draft(shop.session(), shop.variant(1).await, 1).await;
    shop.main.drafts().forget(NOON).await.unwrap();
    assert!(shop.main.drafts().draft(draft.id).await.unwrap().is_some());
    shop.main.drafts().forget(NOON + seconds(1)).await.unwrap();
    assert_eq!(shop.main.drafts().draft(draft.id).await, Ok(None));
}
