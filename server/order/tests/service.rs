//! The use cases of order over ports in memory: what is committed before what is asked, who may do what, and what
//! happens when somebody else is faster.

#[path = "service/aftersales.rs"]
mod aftersales;
mod common;
#[path = "common/matrix.rs"]
mod matrix;
#[path = "common/ports.rs"]
mod ports;
#[path = "service/returns.rs"]
mod returns;

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;

use common::{
    BUYER, DRAFT, OPENED, ORDER, after, approved, attempt, cancelled_by_buyer, declined, details, line,
    opened, paying,
};
use events::{CancelReason, Consumer, Envelope, Event, Failure, PaymentFailure, Unavailable};
use kernel::time::{Span, days, hours, minutes, seconds};
use kernel::{Clock, DraftId, EventId, Lang, Money, OrderId, Secret, SessionId, Time};
use order::{
    CommandError, DeliveryTerms, DraftLine, Field, FieldError, Fields, LastSent, Network, Order, PayOutcome,
    PayReply, PlaceOutcome, Shown, State, Why,
};
use ports::{Asked, Shop, shop};
use uuid::Uuid;

const STRANGER: SessionId = SessionId(Uuid::from_u128(0xeee));

fn fields() -> Fields {
    let delivery = details().delivery;
    Fields {
        email: details().email,
        name: delivery.recipient.name,
        phone: delivery.recipient.phone,
        postcode: delivery.postcode,
        address1: delivery.address1,
        address2: delivery.address2,
        note: delivery.note,
        agree: true,
        privacy: true,
        ..Fields::default()
    }
}

fn card() -> Secret {
    Secret::new("4242424242424242".to_owned())
}

impl Shop {
    async fn begin(&self, quantity: u32) -> DraftId {
        let line = DraftLine { variant: line().variant, quantity };
        self.service.begin(BUYER, line).await.expect("the database is there")
    }

    async fn place(&self, draft: DraftId, fields: Fields) -> PlaceOutcome {
        self.place_from(None, draft, fields).await
    }

    async fn place_from(&self, network: Option<Network>, draft: DraftId, fields: Fields) -> PlaceOutcome {
        self.service
            .place(BUYER, network, draft, fields, None, Lang::Ko)
            .await
            .expect("the database is there")
    }

    /// An order of so many pieces that awaits its payment.
    async fn placed(&self, quantity: u32) -> OrderId {
        match self.place(self.begin(quantity).await, fields()).await {
            PlaceOutcome::Placed(order) => order,
            other => panic!("not placed: {other:?}"),
        }
    }

    async fn pay(&self, n: u32) -> Result<PayOutcome, CommandError> {
        self.service.pay(BUYER, ORDER, attempt(n), card()).await
    }

    fn later(&self, span: Span) {
        self.clock.set(self.clock.now() + span);
    }

    fn event_names(&self) -> Vec<&'static str> {
        self.database.rows().events.iter().map(Event::name).collect()
    }

    async fn apply(&self, seq: i64, event: Event, at: Time) -> Result<(), Failure> {
        let id = EventId(Uuid::from_u128(seq.unsigned_abs().into()));
        let envelope = Envelope { id, order: ORDER, seq, version: 1, at, trace: None, event };
        self.service.consumer().apply(&envelope).await
    }
}

/// A shop with the one order, as it stands.
fn shop_with(order: Order) -> Shop {
    let shop = shop();
    shop.database.put(order);
    shop
}

/// What delivery costs in these tests, when it costs something.
const TERMS: DeliveryTerms = DeliveryTerms { fee: Money::won(3_000), free_from: Some(Money::won(100_000)) };

// ------------------------------------------------------------------ placing

#[tokio::test]
async fn a_good_form_places_the_order_at_the_catalogues_price_and_holds_its_pieces() {
    let shop = shop();
    let id = shop.placed(3).await;
    let rows = shop.database.rows();
    let order = &rows.orders[&id];
    assert_eq!(order.details.total, Money::won(117_000));
    assert_eq!((order.state, rows.free), (State::AwaitingPayment, 7));
    assert_eq!(rows.drafts.values().next().unwrap().order, Some(id));
    assert_eq!(rows.events.iter().map(Event::name).collect::<Vec<_>>(), ["OrderOpened"]);
}

#[tokio::test]
async fn an_order_costs_its_pieces_and_their_delivery_as_the_shop_has_set_it() {
    let shop = shop();
    shop.database.rows().terms = Some(TERMS);
    for (pieces, fee, total) in [(1, 3_000, 42_000), (2, 3_000, 81_000), (3, 0, 117_000)] {
        let id = shop.placed(pieces).await;
        let details = shop.database.rows().orders[&id].details.clone();
        assert_eq!((details.delivery_fee, details.total), (Money::won(fee), Money::won(total)));
    }
}

#[tokio::test]
async fn nobody_orders_for_a_sum_that_their_page_did_not_show() {
    let shop = shop();
    shop.database.rows().terms = Some(TERMS);
    let draft = shop.begin(1).await;
    let (_, Some((_, sum))) = shop.service.draft(BUYER, draft).await.unwrap() else { panic!("it is sold") };
    let right = Shown { delivery_fee: sum.delivery_fee, total: sum.total };
    let cheaper = Shown { delivery_fee: Money::won(2_500), total: Money::won(41_500) };
    let before = Shown { total: Money::won(40_000), ..right };
    for (shown, code) in [(cheaper, "fee_changed"), (before, "price_changed")] {
        let place = shop.service.place(BUYER, None, draft, fields(), Some(shown), Lang::Ko).await;
        assert_eq!(place, Ok(PlaceOutcome::Refused));
        let (kept, ..) = shop.service.draft(BUYER, draft).await.unwrap();
        assert_eq!((kept.refused.as_deref(), kept.fields), (Some(code), fields()));
    }
    let place = shop.service.place(BUYER, None, draft, fields(), Some(right), Lang::Ko).await;
    assert!(matches!(place, Ok(PlaceOutcome::Placed(_))));
}

#[tokio::test]
async fn a_second_click_on_place_leads_to_the_first_clicks_order() {
    let shop = shop();
    let draft = shop.begin(1).await;
    let first = shop.place(draft, fields()).await;
    assert_eq!(shop.place(draft, fields()).await, first);
    assert_eq!(shop.database.rows().orders.len(), 1);
}

#[tokio::test]
async fn a_refused_form_keeps_everything_that_was_typed_and_says_what_is_wrong() {
    let shop = shop();
    let draft = shop.begin(1).await;
    let typed = Fields { email: "minji".to_owned(), note: "  빨리  ".to_owned(), ..fields() };
    assert_eq!(shop.place(draft, typed.clone()).await, PlaceOutcome::Refused);
    let (kept, ..) = shop.service.draft(BUYER, draft).await.unwrap();
    assert_eq!(kept.fields, typed);
    assert_eq!(kept.errors, [FieldError { field: Field::Email, why: Why::Malformed }]);
    assert!(matches!(shop.place(draft, fields()).await, PlaceOutcome::Placed(_)));
}

#[tokio::test]
async fn a_form_with_a_nul_is_refused_as_malformed_and_kept_without_it() {
    let shop = shop();
    let draft = shop.begin(1).await;
    let typed = Fields { name: "김\u{0}민지".to_owned(), ..fields() };
    assert_eq!(shop.place(draft, typed).await, PlaceOutcome::Refused);
    let (kept, ..) = shop.service.draft(BUYER, draft).await.unwrap();
    assert_eq!(kept.errors, [FieldError { field: Field::Name, why: Why::Malformed }]);
    assert_eq!(kept.fields.name, "김민지", "PostgreSQL keeps no NUL");
}

#[tokio::test]
async fn an_order_that_cannot_be_held_is_refused_with_its_reason_and_nothing_is_held() {
    let shop = shop();
    shop.database.rows().free = 1;
    let draft = shop.begin(2).await;
    assert_eq!(shop.place(draft, fields()).await, PlaceOutcome::Refused);
    let rows = shop.database.rows();
    assert_eq!(rows.drafts[&draft].refused.as_deref(), Some("sold_out"));
    assert!(rows.orders.is_empty() && rows.events.is_empty());
    assert_eq!(rows.free, 1);
}

#[tokio::test]
async fn a_variant_that_is_no_longer_sold_is_sold_out() {
    let shop = shop();
    let draft = shop.begin(1).await;
    shop.database.rows().sold = false;
    assert_eq!(shop.place(draft, fields()).await, PlaceOutcome::Refused);
    assert_eq!(shop.database.rows().drafts[&draft].refused.as_deref(), Some("sold_out"));
}

#[tokio::test]
async fn no_quantity_below_one_or_above_ten_is_ever_placed() {
    for quantity in [0, 11, u32::MAX] {
        let shop = shop();
        shop.database.rows().free = i64::MAX;
        let draft = shop.begin(quantity).await;
        assert_eq!(shop.place(draft, fields()).await, PlaceOutcome::Refused, "{quantity}");
        assert!(shop.database.rows().orders.is_empty());
    }
}

#[tokio::test]
async fn a_session_has_at_most_three_unpaid_orders() {
    let shop = shop();
    for _ in 0..3 {
        shop.placed(1).await;
    }
    let draft = shop.begin(1).await;
    assert_eq!(shop.place(draft, fields()).await, PlaceOutcome::Refused);
    assert_eq!(shop.database.rows().drafts[&draft].refused.as_deref(), Some("too_many_unpaid"));
}

#[tokio::test]
async fn an_order_over_a_limit_is_refused_with_its_code_and_nothing_is_held() {
    let here = Network::of([203, 0, 113, 7].into());
    let elsewhere = |n: u64| events::OrderDetails {
        number: kernel::OrderNumber::new(OPENED, 1_000 + n),
        session: STRANGER,
        lines: vec![],
        ..details()
    };
    for (others, quantity, code) in [(3_u64, 1, "too_many_nearby"), (1, 10, "too_many_pieces")] {
        let shop = shop();
        shop.placed(1).await;
        for other in 0..others {
            let id = OrderId(Uuid::from_u128(0xf00 + u128::from(other)));
            let draft = DraftId(id.uuid());
            let order = order::open(id, draft, elsewhere(other));
            shop.database.put_from(here, order.order);
        }
        let draft = shop.begin(quantity).await;
        assert_eq!(shop.place_from(here, draft, fields()).await, PlaceOutcome::Refused);
        let rows = shop.database.rows();
        assert_eq!((rows.drafts[&draft].refused.as_deref(), rows.free), (Some(code), 9));
    }
}

#[tokio::test]
async fn an_order_whose_number_is_taken_gets_another() {
    let shop = shop();
    let draft = shop.begin(1).await;
    // The next chance the ids give is 3: 1 was the draft's id, 2 will be the order's.
    let taken = kernel::OrderNumber::new(OPENED, 3);
    shop.database.put(Order {
        details: events::OrderDetails { number: taken.clone(), session: STRANGER, ..details() },
        ..opened()
    });
    let PlaceOutcome::Placed(order) = shop.place(draft, fields()).await else { panic!("not placed") };
    assert_ne!(shop.database.rows().orders[&order].details.number, taken);
}

#[tokio::test]
async fn somebody_elses_draft_is_missing() {
    let shop = shop();
    let draft = shop.begin(1).await;
    assert_eq!(shop.service.draft(STRANGER, draft).await, Err(CommandError::NotFound));
    let place = shop.service.place(STRANGER, None, draft, fields(), None, Lang::Ko).await;
    assert_eq!(place, Ok(PlaceOutcome::NotFound));
    let unknown = DraftId(Uuid::from_u128(404));
    assert_eq!(shop.place(unknown, fields()).await, PlaceOutcome::NotFound);
}

#[tokio::test]
async fn the_next_checkout_offers_where_to_but_never_the_note_nor_the_agreement() {
    let shop = shop();
    let note = "벨은 누르지 마세요".to_owned();
    let first = Fields { request: "door".to_owned(), note, save: true, ..fields() };
    let draft = shop.begin(1).await;
    assert!(matches!(shop.place(draft, first.clone()).await, PlaceOutcome::Placed(_)));
    shop.later(minutes(1));
    let next = shop.begin(1).await;
    let (draft, ..) = shop.service.draft(BUYER, next).await.unwrap();
    let offered = Fields {
        email: String::new(),
        note: String::new(),
        save: false,
        agree: false,
        privacy: false,
        ..first
    };
    assert_eq!(draft.fields, offered);
    assert_eq!((draft.errors, draft.refused, draft.order), (vec![], None, None));
    assert_eq!(shop.service.last_sent(BUYER).await.map(|last| last.fields.email), Ok(fields().email));
}

#[tokio::test]
async fn what_was_typed_for_what_was_gone_is_offered_to_the_next_checkout_until_something_is_ordered() {
    let shop = shop();
    let begun = async || {
        let next = shop.begin(1).await;
        shop.service.draft(BUYER, next).await.unwrap().0.fields
    };
    shop.database.rows().free = 0;
    let draft = shop.begin(1).await;
    let typed = Fields { note: "벨은 누르지 마세요".to_owned(), save: true, ..fields() };
    assert_eq!(shop.place(draft, typed.clone()).await, PlaceOutcome::Refused);
    let offered = Fields { email: String::new(), note: String::new(), save: false, ..typed };
    assert_eq!(begun().await, Fields { agree: false, privacy: false, ..offered });
    assert_eq!(shop.service.last_sent(BUYER).await.map(|last| last.fields.email), Ok(fields().email));
    assert_eq!(shop.service.last_sent(STRANGER).await, Ok(LastSent::default()));

    shop.database.rows().free = 1;
    shop.later(minutes(1));
    let draft = shop.begin(1).await;
    let ordered = Fields { name: "이바다".to_owned(), ..fields() };
    assert!(matches!(shop.place(draft, ordered).await, PlaceOutcome::Placed(_)));
    assert_eq!(begun().await.name, "이바다");
}

#[tokio::test]
async fn a_chosen_address_that_is_gone_is_refused_with_what_is_wrong_beside_it_and_nothing_is_lost() {
    let shop = shop();
    let draft = shop.begin(1).await;
    let blank = String::new;
    let typed = Fields { name: blank(), phone: blank(), postcode: blank(), address1: blank(), ..fields() };
    let typed = Fields { email: "minji@".to_owned(), privacy: false, ..typed };
    let refuse = |who| shop.service.refuse_chosen(who, draft, typed.clone());
    assert_eq!(refuse(STRANGER).await, Ok(PlaceOutcome::NotFound));
    assert_eq!(refuse(BUYER).await, Ok(PlaceOutcome::Refused));
    let (kept, ..) = shop.service.draft(BUYER, draft).await.unwrap();
    let error = |field, why| FieldError { field, why };
    assert_eq!(
        kept.errors,
        [
            error(Field::Email, Why::Malformed),
            error(Field::Saved, Why::Missing),
            error(Field::Privacy, Why::Missing)
        ]
    );
    assert_eq!(kept.fields, typed);
    let PlaceOutcome::Placed(order) = shop.place(draft, fields()).await else { panic!("it can be placed") };
    assert_eq!(refuse(BUYER).await, Ok(PlaceOutcome::Placed(order)));
}

#[tokio::test]
async fn what_was_refused_is_not_offered_to_the_next_checkout() {
    let shop = shop_with(Order { state: State::Paid, ..opened() });
    let accepted = {
        let next = shop.begin(1).await;
        shop.service.draft(BUYER, next).await.unwrap().0.fields
    };
    shop.later(minutes(1));
    let wrong = Fields { phone: "12".to_owned(), name: "다른 이름".to_owned(), ..fields() };
    let refused = shop.service.change_address(BUYER, ORDER, wrong.clone()).await;
    assert!(matches!(refused, Ok(order::Readdressed::Refused(_))), "{refused:?}");
    let draft = shop.begin(1).await;
    assert_eq!(shop.place(draft, wrong).await, PlaceOutcome::Refused);
    shop.later(minutes(1));
    let next = shop.begin(1).await;
    assert_eq!(shop.service.draft(BUYER, next).await.unwrap().0.fields, accepted);
}

#[tokio::test]
async fn a_guests_draft_brings_an_account_its_lines_and_what_was_typed_for_the_accounts_own_address() {
    for (typed, kept) in [("Buyer@Example.com ", true), ("guest1@example.com", false), ("", false)] {
        let shop = shop();
        let draft = shop.begin(2).await;
        let typed = Fields { email: typed.to_owned(), phone: "12".to_owned(), ..fields() };
        assert_eq!(shop.place(draft, typed.clone()).await, PlaceOutcome::Refused);
        shop.service.go_on_as(BUYER, STRANGER, "buyer@example.com".to_owned()).await.unwrap();
        let (given, ..) = shop.service.draft(STRANGER, draft).await.unwrap();
        assert_eq!(given.lines, [DraftLine { variant: line().variant, quantity: 2 }]);
        assert_eq!(given.fields, if kept { typed } else { Fields::default() });
        assert_eq!(shop.service.draft(BUYER, draft).await, Err(CommandError::NotFound));
    }
}

// ------------------------------------------------------------------ paying

#[tokio::test]
async fn paying_is_committed_before_payment_is_asked_for_the_orders_own_total() {
    let shop = shop_with(opened());
    shop.payments.says(Ok(PayReply::Approved));
    assert_eq!(shop.pay(1).await, Ok(PayOutcome::Paid));
    assert_eq!(shop.payments.asked(), [Asked::Pay(attempt(1), State::Paying(attempt(1)), details().total)]);
    assert_eq!(shop.database.state(ORDER), State::Paid);
    assert_eq!(shop.event_names(), ["OrderPaymentStarted", "OrderPlaced"]);
}

#[tokio::test]
async fn a_declined_payment_leaves_no_placed_order() {
    for (failure, said) in [
        (PaymentFailure::Declined, PayOutcome::Declined),
        (PaymentFailure::NotSent, PayOutcome::NotSent),
        (PaymentFailure::Abandoned, PayOutcome::Declined),
    ] {
        let shop = shop_with(opened());
        shop.payments.says(Ok(PayReply::Declined { failure }));
        assert_eq!(shop.pay(1).await, Ok(said));
        assert_eq!(shop.database.state(ORDER), State::AwaitingPayment);
        assert_eq!(shop.event_names(), ["OrderPaymentStarted", "OrderPaymentFailed"]);
    }
}

#[tokio::test]
async fn a_busy_shop_says_when_to_come_back_and_lengthens_the_hold() {
    let shop = shop_with(opened());
    shop.later(minutes(14));
    shop.payments.says(Ok(PayReply::Busy { retry_after: 30 }));
    assert_eq!(shop.pay(1).await, Ok(PayOutcome::Busy { retry_after: 30 }));
    assert_eq!(shop.database.rows().orders[&ORDER].held_until, OPENED + minutes(24));
}

#[tokio::test]
async fn whoever_may_have_been_charged_never_hears_that_nothing_happened() {
    let shop = shop_with(opened());
    shop.payments.loses_database.store(true, Ordering::SeqCst);
    shop.payments.says(Ok(PayReply::Approved));
    assert_eq!(shop.pay(1).await, Ok(PayOutcome::Checking));
    shop.database.rows().away = false;
    assert_eq!(shop.database.state(ORDER), State::Paying(attempt(1)), "payment's event brings it on");
}

#[tokio::test]
async fn an_answer_that_is_not_there_yet_leaves_the_order_paying() {
    for reply in [Ok(PayReply::Checking), Err(Unavailable("gone".to_owned()))] {
        let shop = shop_with(opened());
        shop.payments.says(reply);
        assert_eq!(shop.pay(1).await, Ok(PayOutcome::Checking));
        assert_eq!(shop.database.state(ORDER), State::Paying(attempt(1)));
    }
}

#[tokio::test]
async fn two_clicks_on_pay_are_one_attempt() {
    let shop = shop_with(opened());
    shop.payments.says(Ok(PayReply::Approved));
    shop.payments.says(Ok(PayReply::Checking));
    let (first, second) = tokio::join!(shop.pay(1), shop.pay(1));
    let outcomes = [first.unwrap(), second.unwrap()];
    assert!(outcomes.contains(&PayOutcome::Paid) && outcomes.contains(&PayOutcome::Checking), "{outcomes:?}");
    let attempts: Vec<_> = shop
        .payments
        .asked()
        .into_iter()
        .map(|asked| match asked {
            Asked::Pay(attempt, ..) | Asked::Abandon(attempt) | Asked::CloseUnsent(attempt, _) => attempt,
        })
        .collect();
    assert_eq!(attempts, [attempt(1), attempt(1)]);
    assert_eq!(shop.event_names(), ["OrderPaymentStarted", "OrderPlaced"]);
}

#[tokio::test]
async fn a_browser_that_goes_away_does_not_stop_a_payment_half_way() {
    let shop = shop_with(opened());
    shop.payments.says(Ok(PayReply::Approved));
    let mut pay = Box::pin(shop.pay(1));
    // The first poll starts the task; then the browser is gone.
    assert!(one_poll(pay.as_mut()).is_none());
    drop(pay);
    while shop.database.state(ORDER) != State::Paid {
        tokio::task::yield_now().await;
    }
    assert_eq!(shop.payments.asked().len(), 1);
}

/// The future after one poll, if it is done.
fn one_poll<T>(future: std::pin::Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Option<T> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.poll(&mut context) {
        std::task::Poll::Ready(done) => Some(done),
        std::task::Poll::Pending => None,
    }
}

#[tokio::test]
async fn a_page_that_offers_an_older_attempt_asks_payment_nothing() {
    let failed = after(&paying(&opened()), &declined(1, PaymentFailure::Declined));
    let shop = shop_with(failed);
    assert_eq!(shop.pay(1).await, Ok(PayOutcome::Declined));
    assert_eq!(shop.payments.asked(), []);
    assert_eq!(shop.event_names(), [""; 0]);
}

#[tokio::test]
async fn a_click_after_the_hold_asks_payment_nothing() {
    let shop = shop_with(opened());
    shop.later(minutes(15));
    assert_eq!(shop.pay(1).await, Ok(PayOutcome::HoldOver));
    assert_eq!(shop.payments.asked(), []);
}

#[tokio::test]
async fn an_order_that_is_paid_or_over_is_not_paid_again() {
    let paid = after(&paying(&opened()), &approved(1));
    let pending = cancelled_by_buyer(&paying(&opened()));
    let cancelled = cancelled_by_buyer(&opened());
    for (order, outcome) in
        [(paid, PayOutcome::Standing), (pending, PayOutcome::Checking), (cancelled, PayOutcome::Standing)]
    {
        let shop = shop_with(order.clone());
        for n in [1, 2] {
            assert_eq!(shop.pay(n).await, Ok(outcome.clone()), "{:?}", order.state);
        }
        assert_eq!(shop.payments.asked(), []);
        assert_eq!(shop.database.state(ORDER), order.state);
    }
}

#[tokio::test]
async fn a_payment_that_is_approved_after_the_buyer_cancelled_is_not_called_paid() {
    let shop = shop_with(opened());
    shop.payments.says(Ok(PayReply::Approved));
    let cancel = async {
        while shop.database.state(ORDER) == State::AwaitingPayment {
            tokio::task::yield_now().await;
        }
        shop.service.cancel(BUYER, ORDER, CancelReason::ChangedMind).await
    };
    let (paid, cancelled) = tokio::join!(shop.pay(1), cancel);
    assert_eq!(cancelled, Ok(()));
    assert_eq!(shop.database.state(ORDER), State::Cancelled);
    assert_eq!(shop.database.rows().orders[&ORDER].refunds.len(), 1);
    assert_eq!(paid, Ok(PayOutcome::Standing), "the order's page says that it is cancelled");
}

#[tokio::test]
async fn an_event_that_was_faster_than_the_reply_leaves_the_reply_nothing_to_do() {
    let shop = shop_with(opened());
    shop.payments.says(Ok(PayReply::Approved));
    let event = async {
        while shop.database.state(ORDER) == State::AwaitingPayment {
            tokio::task::yield_now().await;
        }
        shop.apply(3, approved(1), OPENED).await
    };
    let (paid, applied) = tokio::join!(shop.pay(1), event);
    assert_eq!((paid, applied), (Ok(PayOutcome::Paid), Ok(())));
    assert_eq!(shop.event_names(), ["OrderPaymentStarted", "OrderPlaced"]);
    assert!(shop.database.rows().orders[&ORDER].refunds.is_empty());
}

// ------------------------------------------------------------------ whose order it is, and who is faster

#[tokio::test]
async fn somebody_elses_order_and_one_that_never_was_are_both_missing() {
    let shop = shop_with(opened());
    let unknown = OrderId(Uuid::from_u128(404));
    for (session, order) in [(STRANGER, ORDER), (BUYER, unknown)] {
        let missing = Err(CommandError::NotFound);
        assert_eq!(shop.service.pay(session, order, attempt(1), card()).await, Err(CommandError::NotFound));
        assert_eq!(shop.service.cancel(session, order, CancelReason::Unsaid).await, missing);
        assert_eq!(shop.service.complete(session, order).await, Err(CommandError::NotFound));
        assert!(matches!(shop.service.of_session(session, order).await, Err(CommandError::NotFound)));
    }
    assert_eq!((shop.database.state(ORDER), shop.payments.asked()), (State::AwaitingPayment, vec![]));
}

#[tokio::test]
async fn a_cancel_that_loses_to_the_approval_asks_shipping_to_stop_instead() {
    let waiting = paying(&opened());
    let shop = shop_with(waiting.clone());
    shop.database.rows().meanwhile = Some(Box::new(move |orders| {
        let paid = after(&waiting, &approved(1));
        orders.insert(ORDER, Order { version: waiting.version + 1, ..paid });
    }));
    assert_eq!(shop.service.cancel(BUYER, ORDER, CancelReason::TooSlow).await, Ok(()));
    assert_eq!(shop.database.state(ORDER), State::CancelRequested);
    assert_eq!(shop.event_names(), ["OrderCancelRequested"]);
}

#[tokio::test]
async fn a_cancel_too_late_is_a_conflict_and_one_that_was_made_before_a_success() {
    let completed = Order { state: State::Completed, ..after(&paying(&opened()), &approved(1)) };
    let shop = shop_with(completed);
    let cancel = shop.service.cancel(BUYER, ORDER, CancelReason::Unsaid).await;
    assert_eq!(cancel, Err(CommandError::Conflict));
    shop.database.put(cancelled_by_buyer(&opened()));
    assert_eq!(shop.service.cancel(BUYER, ORDER, CancelReason::Unsaid).await, Ok(()));
    assert_eq!(shop.event_names(), [""; 0]);
}

#[tokio::test]
async fn a_purchase_is_confirmed_by_its_buyer_once_it_is_delivered() {
    let paid = after(&paying(&opened()), &approved(1));
    let shop = shop_with(paid.clone());
    assert_eq!(shop.service.complete(BUYER, ORDER).await, Err(CommandError::Conflict));
    shop.database.put(after(&paid, &Event::ShipmentDelivered));
    assert_eq!(shop.service.complete(BUYER, ORDER).await, Ok(()));
    assert_eq!(shop.service.complete(BUYER, ORDER).await, Ok(()));
    assert_eq!(shop.event_names(), ["OrderCompleted"]);
}

#[tokio::test]
async fn approvals_that_an_order_knows_are_passed_together_without_a_write() {
    let paid = after(&paying(&opened()), &approved(1));
    let shop = shop_with(paid.clone());
    let envelope = |seq: i64, event| Envelope {
        id: EventId(Uuid::from_u128(seq.unsigned_abs().into())),
        order: ORDER,
        seq,
        version: 1,
        at: OPENED,
        trace: None,
        event,
    };
    let (known, again) = (envelope(3, approved(1)), envelope(4, approved(1)));
    let (unknown, delivered) = (envelope(5, approved(2)), envelope(6, Event::ShipmentDelivered));
    let consumer = shop.service.consumer();
    assert_eq!(consumer.apply_together(&[&known, &unknown]).await, Ok(BTreeSet::new()));
    assert_eq!(consumer.apply_together(&[&delivered]).await, Ok(BTreeSet::new()));
    let of_nobody = Envelope { order: OrderId(Uuid::from_u128(0xbad)), ..envelope(1, approved(1)) };
    assert_eq!(consumer.apply_together(&[&known, &of_nobody, &again]).await, Ok(BTreeSet::from([ORDER])));
    assert_eq!(consumer.apply(&known).await, Ok(()));
    assert!(shop.database.rows().applied.is_empty(), "what changes nothing is no step");
    assert_eq!(shop.database.rows().orders[&ORDER], paid);
    assert_eq!(shop.event_names(), [""; 0]);
}

#[tokio::test]
async fn a_database_that_is_away_is_said_and_changes_nothing() {
    let shop = shop_with(opened());
    shop.database.rows().away = true;
    assert!(matches!(shop.pay(1).await, Err(CommandError::Unavailable(_))));
    assert!(matches!(
        shop.service.cancel(BUYER, ORDER, CancelReason::Unsaid).await,
        Err(CommandError::Unavailable(_))
    ));
    assert!(shop.service.place(BUYER, None, DRAFT, fields(), None, Lang::Ko).await.is_err());
    assert!(shop.service.tick().await.is_err());
    assert_eq!(shop.payments.asked(), []);
}

// ------------------------------------------------------------------ the clock

#[tokio::test]
async fn the_clock_expires_an_unpaid_order_and_frees_its_pieces() {
    let shop = shop();
    let id = shop.placed(2).await;
    shop.later(minutes(15));
    assert_eq!(shop.service.tick().await, Ok(1));
    assert_eq!((shop.database.state(id), shop.database.rows().free), (State::Expired, 10));
    assert_eq!(shop.service.tick().await, Ok(0));
}

#[tokio::test]
async fn the_clock_never_expires_an_order_that_is_being_paid() {
    let shop = shop_with(paying(&opened()));
    shop.later(hours(3));
    assert_eq!(shop.service.tick().await, Ok(0));
    assert_eq!(shop.database.state(ORDER), State::Paying(attempt(1)));
}

#[tokio::test]
async fn an_order_that_waited_a_minute_asks_payment_to_close_the_attempt_and_not_earlier() {
    for waiting in [paying(&opened()), cancelled_by_buyer(&paying(&opened()))] {
        let shop = shop_with(waiting.clone());
        shop.later(seconds(60));
        assert_eq!(shop.service.tick().await, Ok(0));
        assert_eq!(shop.payments.asked(), []);
        shop.later(seconds(1));
        shop.payments.says(Ok(PayReply::Declined { failure: PaymentFailure::NotSent }));
        assert_eq!(shop.service.tick().await, Ok(1));
        assert_eq!(shop.payments.asked(), [Asked::CloseUnsent(attempt(1), waiting.state)]);
        let expected =
            if waiting.cancel_reason.is_some() { State::Cancelled } else { State::AwaitingPayment };
        assert_eq!(shop.database.state(ORDER), expected);
    }
}

#[tokio::test]
async fn an_approval_that_only_its_row_remembers_is_found_by_the_clock() {
    let shop = shop_with(paying(&opened()));
    shop.later(minutes(2));
    shop.payments.says(Ok(PayReply::Approved));
    assert_eq!(shop.service.tick().await, Ok(1));
    assert_eq!(shop.database.state(ORDER), State::Paid);
}

#[tokio::test]
async fn a_payment_that_does_not_answer_the_clock_is_asked_again_by_the_next_tick() {
    let shop = shop_with(paying(&opened()));
    shop.later(minutes(2));
    shop.payments.says(Err(Unavailable("away".to_owned())));
    assert!(shop.service.tick().await.is_err());
    assert_eq!(shop.database.state(ORDER), State::Paying(attempt(1)));
    shop.payments.says(Ok(PayReply::Declined { failure: PaymentFailure::NotSent }));
    assert_eq!(shop.service.tick().await, Ok(1));
}

#[tokio::test]
async fn an_order_that_fails_the_clock_keeps_no_other_from_its_turn_and_is_told() {
    for fails in 0..3 {
        let shop = shop();
        let ids = [shop.placed(1).await, shop.placed(1).await, shop.placed(1).await];
        shop.later(minutes(15));
        shop.database.rows().unreadable = Some(ids[fails]);
        assert!(shop.service.tick().await.is_err());
        for (n, id) in ids.into_iter().enumerate() {
            let expected = if n == fails { State::AwaitingPayment } else { State::Expired };
            assert_eq!(shop.database.state(id), expected);
        }
        shop.database.rows().unreadable = None;
        assert_eq!(shop.service.tick().await, Ok(1), "the rest, as soon as it can be read");
    }
}

#[tokio::test]
async fn whatever_fails_the_clock_does_the_rest_of_its_work() {
    let paid = after(&paying(&opened()), &approved(1));
    let shop = shop_with(after(&paid, &Event::ShipmentDelivered));
    let unpaid = shop.placed(1).await;
    let waits = OrderId(Uuid::from_u128(0xa11));
    shop.database.put(Order { id: waits, ..paying(&opened()) });
    let draft = shop.begin(1).await;
    shop.clock.set(OPENED + days(8) + seconds(1));
    shop.database.rows().unreadable = Some(unpaid);
    shop.payments.says(Err(Unavailable("away".to_owned())));
    assert!(shop.service.tick().await.is_err());
    assert_eq!(shop.database.state(ORDER), State::Completed);
    assert_eq!(shop.payments.asked().len(), 1);
    assert!(!shop.database.rows().drafts.contains_key(&draft), "old drafts are forgotten");
}

#[tokio::test]
async fn the_clock_confirms_a_purchase_after_eight_days() {
    let paid = after(&paying(&opened()), &approved(1));
    let shop = shop_with(after(&paid, &Event::ShipmentDelivered));
    shop.later(days(8));
    assert_eq!(shop.service.tick().await, Ok(0));
    shop.later(seconds(1));
    assert_eq!(shop.service.tick().await, Ok(1));
    assert_eq!(shop.event_names(), ["OrderCompleted"]);
}

#[tokio::test]
async fn a_draft_is_forgotten_after_a_day() {
    let shop = shop();
    let draft = shop.begin(1).await;
    shop.later(days(1));
    shop.service.tick().await.unwrap();
    assert!(shop.service.draft(BUYER, draft).await.is_ok());
    shop.later(seconds(1));
    shop.service.tick().await.unwrap();
    assert_eq!(shop.service.draft(BUYER, draft).await, Err(CommandError::NotFound));
}

// ------------------------------------------------------------------ the consumer

#[tokio::test]
async fn an_event_delivered_twice_takes_effect_once() {
    let shop = shop_with(opened());
    for _ in 0..2 {
        // Nothing that order waited for: refunded, and a person is told.
        assert_eq!(shop.apply(2, approved(1), OPENED).await, Ok(()));
    }
    let rows = shop.database.rows();
    assert_eq!((rows.orders[&ORDER].refunds.len(), rows.alerts.len()), (1, 1));
    assert_eq!(rows.events.iter().map(Event::name).collect::<Vec<_>>(), ["OrderRefundDue"]);
}

#[tokio::test]
async fn an_event_that_loses_to_a_command_is_decided_anew() {
    let waiting = paying(&opened());
    let shop = shop_with(waiting.clone());
    shop.database.rows().meanwhile = Some(Box::new(move |orders| {
        let pending = cancelled_by_buyer(&waiting);
        orders.insert(ORDER, Order { version: waiting.version + 1, ..pending });
    }));
    assert_eq!(shop.apply(3, approved(1), OPENED).await, Ok(()));
    assert_eq!(shop.database.state(ORDER), State::Cancelled);
    assert_eq!(shop.event_names(), ["OrderCancelled", "OrderRefundDue"]);
}

#[tokio::test]
async fn an_event_of_no_order_or_not_for_order_is_rejected() {
    let shop = shop();
    assert!(matches!(shop.apply(1, approved(1), OPENED).await, Err(Failure::Rejected(_))));
    shop.database.put(opened());
    assert!(matches!(shop.apply(1, Event::ShipmentCreated, OPENED).await, Err(Failure::Rejected(_))));
}

#[tokio::test]
async fn an_event_waits_for_a_database_that_is_away() {
    let shop = shop_with(paying(&opened()));
    shop.database.rows().away = true;
    assert!(matches!(shop.apply(2, approved(1), OPENED).await, Err(Failure::Unavailable(_))));
    shop.database.rows().away = false;
    assert_eq!(shop.apply(2, approved(1), OPENED).await, Ok(()));
    assert_eq!(shop.database.state(ORDER), State::Paid);
}

#[tokio::test]
async fn a_decline_that_is_heard_late_still_leaves_five_minutes_to_pay_again() {
    let shop = shop_with(paying(&opened()));
    let said = OPENED + seconds(10);
    shop.later(minutes(30));
    assert_eq!(shop.apply(2, declined(1, PaymentFailure::Declined), said).await, Ok(()));
    assert_eq!(shop.database.rows().orders[&ORDER].held_until, OPENED + minutes(35));
}

// ------------------------------------------------------------------ at the provider's page

#[tokio::test]
async fn a_buyer_who_is_led_to_the_provider_leaves_the_order_paying() {
    let shop = shop_with(opened());
    let page = "https://pay.example/1".to_owned();
    shop.payments.says(Ok(PayReply::ActionNeeded { page: page.clone() }));
    assert_eq!(shop.pay(1).await, Ok(PayOutcome::ActionNeeded { page }));
    assert_eq!(shop.database.state(ORDER), State::Paying(attempt(1)));
}

#[tokio::test]
async fn a_buyer_who_stops_there_can_pay_again_once_payment_says_that_it_is_closed() {
    let shop = shop_with(paying(&opened()));
    assert_eq!(shop.service.abandon(BUYER, ORDER).await, Ok(PayOutcome::Checking));
    assert_eq!(shop.database.state(ORDER), State::Paying(attempt(1)), "nobody knows yet");
    shop.payments.says(Ok(PayReply::Declined { failure: PaymentFailure::Abandoned }));
    assert_eq!(shop.service.abandon(BUYER, ORDER).await, Ok(PayOutcome::Declined));
    assert_eq!(shop.database.state(ORDER), State::AwaitingPayment);
    assert_eq!(shop.payments.asked(), [Asked::Abandon(attempt(1)), Asked::Abandon(attempt(1))]);
    assert_eq!(
        shop.service.abandon(BUYER, ORDER).await,
        Ok(PayOutcome::Declined),
        "there is nothing to stop"
    );
}

#[tokio::test]
async fn a_cancel_gives_the_payment_up_at_once_and_waits_when_it_cannot() {
    let shop = shop_with(paying(&opened()));
    assert_eq!(shop.service.cancel(BUYER, ORDER, CancelReason::ChangedMind).await, Ok(()));
    assert_eq!(shop.database.state(ORDER), State::CancelPending(attempt(1)), "payment does not know yet");
    assert_eq!(shop.payments.asked(), [Asked::Abandon(attempt(1))]);
    let shop = shop_with(paying(&opened()));
    shop.payments.says(Ok(PayReply::Declined { failure: PaymentFailure::Abandoned }));
    assert_eq!(shop.service.cancel(BUYER, ORDER, CancelReason::ChangedMind).await, Ok(()));
    assert_eq!(shop.database.state(ORDER), State::Cancelled);
}
