//! Money that needs a person: payments that nobody answers for, refunds that the provider refuses, and the provider's
//! books beside ours.

use events::{Action, Actor};
use kernel::time::{days, hours, minutes};
use kernel::{AttemptId, Clock, Day, RefundId};
use order::{PayOutcome, State};
use payment::{
    AttemptState, Difference, DifferenceKind, ProviderRef, RefundState, SettleError, SettleRefused, Settled,
    TransferError, TransferRefused, Transferred, Verdict,
};
use sqlx::AssertSqlSafe;

use crate::invariants;
use crate::shop::{Bought, OPENING, PIECES, Provider, TestShop, price};
use crate::till::{DECLINED, GOOD, LOST, Line, UNHEARD};

use DifferenceKind::{
    AmountsDiffer, CapturedHereOnly, CapturedThereOnly, ReturnedHereOnly, ReturnedThereOnly,
};

fn first(bought: Bought) -> AttemptId {
    AttemptId::nth(bought.order, 1)
}

impl TestShop {
    fn actor(&self) -> Actor {
        Actor::Seller(self.session())
    }

    /// An order whose payment nobody has answered for in a day, and the provider is still silent.
    async fn unknown_for_a_day(&self, method: &str) -> Bought {
        let bought = self.place().await;
        assert_eq!(self.pay(bought, method).await, Ok(PayOutcome::Checking));
        self.till().set_line(Line::Silent);
        self.wait(days(1)).await;
        assert!(matches!(self.state(bought).await, State::Paying(_)));
        bought
    }

    async fn settle_by_hand(&self, bought: Bought, verdict: Verdict) -> Result<Settled, SettleError> {
        let reference = ProviderRef("ch_1".to_owned());
        let payment = &self.shop.services.payment;
        let settled =
            payment.settle_by_hand(bought.order, first(bought), verdict, reference, self.actor()).await;
        self.settle().await;
        settled
    }

    /// A cancelled order whose refund the provider has just refused, and refuses no longer.
    async fn refused_refund(&self) -> Bought {
        let bought = self.paid().await;
        self.till().refuse_refunds(true);
        self.cancel(bought).await.unwrap();
        self.settle().await;
        assert_eq!(self.refund(bought).await.1, RefundState::Refused);
        self.till().refuse_refunds(false);
        bought
    }

    async fn refund(&self, bought: Bought) -> (RefundId, RefundState) {
        let (_, refunds) = self.shop.services.payment.of_order(bought.order).await.unwrap();
        (refunds[0].id, refunds[0].state)
    }

    async fn transfer(&self, bought: Bought) -> Result<Transferred, TransferError> {
        let (refund, reason) = (self.refund(bought).await.0, "닫힌 카드라 국민은행으로 이체".to_owned());
        let payment = &self.shop.services.payment;
        let told = payment.pay_by_transfer(bought.order, refund, reason, self.actor()).await;
        self.settle().await;
        told
    }

    async fn attempt_state(&self, bought: Bought) -> AttemptState {
        let attempt = self.shop.services.payment.attempt(first(bought)).await.unwrap();
        attempt.unwrap().state
    }

    async fn audited(&self, bought: Bought) -> Vec<(Action, String)> {
        let entries = self.shop.services.audit.of_order(bought.order, 9).await.unwrap();
        entries.into_iter().map(|it| (it.entry.action, it.entry.text)).collect()
    }

    /// Lets the first day close, whatever the shop does until then.
    async fn day_closes(&self) {
        let closed = Day::of(OPENING).until() + hours(3);
        while self.clock.now() < closed {
            self.wait(hours(1)).await;
        }
    }

    async fn sweep(&self) -> usize {
        let days = self.shop.services.settlement.sweep().await.unwrap();
        self.settle().await;
        days
    }

    async fn differences(&self) -> Vec<Difference> {
        let kept = self.shop.services.settlement.differences().await.unwrap();
        kept.into_iter().map(|kept| kept.difference).collect()
    }

    /// One look finds one difference of this kind, and tells it; the next tells nothing new.
    async fn finds_once(&self, kind: DifferenceKind) -> Difference {
        let before = self.alerts().await;
        self.sweep().await;
        let found = self.differences().await;
        assert_eq!(found.iter().map(|it| it.kind).collect::<Vec<_>>(), [kind]);
        assert!(self.alerts().await > before, "{kind:?} is told");
        found.into_iter().next().unwrap()
    }

    /// And an hour later it is gone.
    async fn resolved(&self) {
        self.wait(hours(1)).await;
        self.sweep().await;
        assert_eq!(self.differences().await, []);
    }

    async fn execute(&self, statement: &str) {
        sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&self.main).await.unwrap();
    }
}

// ------------------------------------------------------------------ settling

#[tokio::test]
async fn what_a_person_wrongly_called_paid_is_found_in_the_books_of_the_next_day() {
    let shop = TestShop::with_till().await;
    let bought = shop.unknown_for_a_day(UNHEARD).await;
    shop.day_closes().await;
    // Of that day the provider lists nothing, and nothing of ours is final.
    shop.shop.main.settlements().record(Day::of(OPENING), Vec::new(), shop.clock.now()).await.unwrap();
    assert_eq!(shop.settle_by_hand(bought, Verdict::Approved).await, Ok(Settled::AsSaid));
    shop.till().set_line(Line::Up);
    shop.sweep().await;
    assert_eq!(shop.differences().await, [], "the day has not closed since");
    shop.wait(days(1)).await;
    let found = shop.finds_once(CapturedHereOnly).await;
    assert_eq!((found.order, found.ours.map(|money| money.amount)), (Some(bought.order), Some(price())));
}

#[tokio::test]
async fn a_payment_settled_as_paid_pays_its_order() {
    let shop = TestShop::with_till().await;
    let bought = shop.unknown_for_a_day(LOST).await;
    assert_eq!(shop.settle_by_hand(bought, Verdict::Approved).await, Ok(Settled::AsSaid));
    assert_eq!(shop.state(bought).await, State::Paid);
    assert_eq!(shop.audited(bought).await, [(Action::PaymentApproved, "ch_1".to_owned())]);
    shop.till().set_line(Line::Up);
    shop.quiet().await;
    assert_eq!(shop.kept().await, price());
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_payment_settled_as_not_paid_frees_its_order_and_a_late_capture_goes_back() {
    let shop = TestShop::with_till().await;
    let bought = shop.unknown_for_a_day(UNHEARD).await;
    assert_eq!(shop.settle_by_hand(bought, Verdict::NotApproved).await, Ok(Settled::AsSaid));
    assert_eq!(shop.state(bought).await, State::AwaitingPayment);
    assert_eq!(shop.audited(bought).await, [(Action::PaymentNotApproved, "ch_1".to_owned())]);

    shop.till().set_line(Line::Up);
    shop.till().capture_late(first(bought));
    assert_eq!(shop.kept().await, price());
    shop.wait(hours(1)).await;
    assert_eq!(shop.attempt_state(bought).await, AttemptState::Surplus);
    assert_eq!((shop.kept().await, shop.pieces().await), (0, (PIECES, 0)));
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_provider_that_answers_just_then_is_believed_and_not_the_person() {
    for (method, verdict, state) in [
        (LOST, Verdict::NotApproved, AttemptState::Approved),
        (UNHEARD, Verdict::Approved, AttemptState::Declined),
    ] {
        let shop = TestShop::with_till().await;
        let bought = shop.unknown_for_a_day(method).await;
        shop.till().set_line(Line::Up);
        assert_eq!(shop.settle_by_hand(bought, verdict).await, Ok(Settled::ProviderSays(state)));
        assert_eq!(shop.audited(bought).await, []);
        shop.quiet().await;
        shop.assert_sound().await;
    }
}

#[tokio::test]
async fn nobody_settles_a_payment_before_its_day_is_over() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    assert_eq!(shop.pay(bought, LOST).await, Ok(PayOutcome::Checking));
    shop.till().set_line(Line::Silent);
    shop.wait(hours(23)).await;
    let from = OPENING + days(1);
    let early = Err(SettleError::Refused(SettleRefused::TooEarly { from }));
    assert_eq!(shop.settle_by_hand(bought, Verdict::Approved).await, early);
    assert_eq!(shop.shop.services.settlement.to_settle().await.unwrap(), []);
    shop.wait(hours(1)).await;
    assert_eq!(shop.shop.services.settlement.to_settle().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_cancelled_order_whose_payment_is_settled_as_paid_has_its_money_back() {
    let shop = TestShop::with_till().await;
    let bought = shop.unknown_for_a_day(LOST).await;
    shop.cancel(bought).await.unwrap();
    assert_eq!(shop.settle_by_hand(bought, Verdict::Approved).await, Ok(Settled::AsSaid));
    assert_eq!(shop.state(bought).await, State::Cancelled);
    shop.till().set_line(Line::Up);
    shop.quiet().await;
    assert_eq!(shop.kept().await, 0);
    shop.assert_sound().await;
}

// ------------------------------------------------------------------ refused refunds

#[tokio::test]
async fn a_refused_refund_that_is_tried_again_succeeds() {
    let shop = TestShop::with_till().await;
    let bought = shop.refused_refund().await;
    let payment = &shop.shop.services.payment;
    let (refund, _) = shop.refund(bought).await;
    shop.wait(minutes(10)).await;
    let told = payment.retry_refund(bought.order, refund, shop.actor()).await;
    assert_eq!(told, Ok(RefundState::Succeeded));
    assert_eq!(shop.audited(bought).await, [(Action::RefundRetried, String::new())]);
    shop.settle().await;
    assert_eq!(shop.kept().await, 0);
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_refused_refund_is_paid_back_by_transfer_after_ten_minutes_and_never_sent_again() {
    let shop = TestShop::with_till().await;
    let bought = shop.refused_refund().await;
    let early = TransferRefused::TooEarly { from: OPENING + minutes(10) };
    assert_eq!(shop.transfer(bought).await, Err(TransferError::Refused(early)));
    shop.wait(minutes(10)).await;
    assert_eq!(shop.transfer(bought).await, Ok(Transferred::Paid));

    assert_eq!(shop.refund(bought).await.1, RefundState::PaidByTransfer);
    let reason = "닫힌 카드라 국민은행으로 이체".to_owned();
    assert_eq!(shop.audited(bought).await, [(Action::RefundPaidByTransfer, reason)]);
    let stage = shop.my_page(bought).await.refunds[0].stage;
    assert_eq!(stage, customer::mypage::RefundStage::PaidByTransfer);
    assert_eq!(invariants::folds_that_differ(&shop).await, Vec::<String>::new());
    shop.wait(days(3)).await;
    assert_eq!(shop.kept().await, price(), "the provider gave nothing back");
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_refund_that_the_provider_made_after_all_is_found_before_a_transfer() {
    let shop = TestShop::with_till().await;
    let bought = shop.refused_refund().await;
    let (refund, _) = shop.refund(bought).await;
    shop.till().give_back(first(bought), refund, price());
    assert_eq!(shop.transfer(bought).await, Ok(Transferred::FoundMade), "however early");
    assert_eq!(shop.refund(bought).await.1, RefundState::Succeeded);
    assert_eq!(shop.kept().await, 0);
    shop.assert_sound().await;
}

#[tokio::test]
async fn without_the_providers_answer_no_transfer_is_written_down() {
    let shop = TestShop::with_till().await;
    let bought = shop.refused_refund().await;
    shop.wait(minutes(10)).await;
    shop.till().set_line(Line::Silent);
    let refused = Err(TransferError::Refused(TransferRefused::NoAnswer));
    assert_eq!(shop.transfer(bought).await, refused);
    assert_eq!(shop.refund(bought).await.1, RefundState::Refused);
}

// ------------------------------------------------------------------ the books

#[tokio::test]
async fn books_that_agree_show_nothing_and_each_day_is_compared_once() {
    let shop = TestShop::open().await;
    let (kept, cancelled) = (shop.paid().await, shop.paid().await);
    shop.cancel(cancelled).await.unwrap();
    shop.settle().await;
    let declined = shop.place().await;
    assert_eq!(shop.pay(declined, DECLINED).await, Ok(PayOutcome::Declined));
    assert_eq!(shop.sweep().await, 0, "the day has not ended");
    shop.day_closes().await;
    assert_eq!(shop.sweep().await, 1);
    assert_eq!(shop.differences().await, []);
    let until = shop.shop.services.settlement.compared_until().await.unwrap();
    assert_eq!(until, Some(Day::of(OPENING).until()));
    assert_eq!(shop.sweep().await, 0);
    assert_eq!(shop.alerts().await, 0);
    assert_eq!(shop.state(kept).await, State::Paid);
}

#[tokio::test]
async fn money_that_somebody_gave_back_on_the_providers_page_is_shown_with_its_order() {
    let shop = TestShop::open().await;
    let bought = shop.paid().await;
    let attempt = shop.shop.services.payment.attempt(first(bought)).await.unwrap().unwrap();
    let reference = attempt.reference.unwrap();
    let Provider::Sandbox { control, .. } = &shop.provider else { panic!("the sandbox") };
    let refunds = control.replace("/control", "/v1/refunds");
    let form = [("payment_intent", reference.0.as_str()), ("amount", "1000")];
    let asked = reqwest::Client::new().post(refunds).bearer_auth("sk_test_sandbox").form(&form);
    asked.send().await.unwrap().error_for_status().unwrap();

    shop.day_closes().await;
    let found = shop.finds_once(ReturnedThereOnly).await;
    assert_eq!((found.order, found.reference), (Some(bought.order), Some(reference)));
    assert_eq!(found.theirs.map(|money| money.amount), Some(1_000));
    let told = shop.alerts().await;
    shop.wait(hours(1)).await;
    assert_eq!(shop.sweep().await, 1, "a new one is looked at again within the hour");
    assert_eq!((shop.differences().await.len(), shop.alerts().await), (1, told), "and told once");
    shop.wait(days(3)).await;
    shop.sweep().await;
    shop.wait(hours(1)).await;
    assert_eq!(shop.sweep().await, 0, "later once a day");
}

#[tokio::test]
async fn a_capture_that_we_call_declined_is_shown_and_asked_about_at_once() {
    let shop = TestShop::with_till().await;
    let bought = shop.place().await;
    assert_eq!(shop.pay(bought, DECLINED).await, Ok(PayOutcome::Declined));
    shop.day_closes().await;
    shop.till().capture_late(first(bought));
    let found = shop.finds_once(CapturedThereOnly).await;
    assert_eq!((found.order, found.state.as_deref()), (Some(bought.order), Some("declined")));
    assert_eq!(shop.attempt_state(bought).await, AttemptState::Surplus, "asked by the hint");
    assert_eq!(shop.kept().await, 0);
    shop.resolved().await;
    shop.assert_sound().await;
}

#[tokio::test]
async fn a_payment_that_only_we_call_paid_is_shown_until_it_is_found_there() {
    let shop = TestShop::with_till().await;
    let bought = shop.unknown_for_a_day(UNHEARD).await;
    shop.settle_by_hand(bought, Verdict::Approved).await.unwrap();
    shop.till().set_line(Line::Up);
    shop.day_closes().await;
    let found = shop.finds_once(CapturedHereOnly).await;
    assert_eq!((found.order, found.theirs), (Some(bought.order), None));
    shop.till().capture_late(first(bought));
    shop.resolved().await;
}

#[tokio::test]
async fn other_amounts_are_shown_until_they_agree() {
    let shop = TestShop::with_till().await;
    let bought = shop.paid().await;
    shop.execute("UPDATE attempts SET amount = amount + 1").await;
    shop.day_closes().await;
    let found = shop.finds_once(AmountsDiffer).await;
    let amounts = (found.theirs.unwrap().amount, found.ours.unwrap().amount);
    assert_eq!((found.order, amounts), (Some(bought.order), (price(), price() + 1)));
    shop.execute("UPDATE attempts SET amount = amount - 1").await;
    shop.resolved().await;
}

#[tokio::test]
async fn a_refund_that_only_we_call_made_and_one_that_went_back_twice_are_shown() {
    let shop = TestShop::with_till().await;
    let bought = shop.paid().await;
    shop.cancel(bought).await.unwrap();
    shop.day_closes().await;
    assert_eq!(shop.refund(bought).await.1, RefundState::Succeeded);
    shop.execute("UPDATE refunds SET state = 'paid_by_transfer'").await;
    let twice = shop.finds_once(ReturnedThereOnly).await;
    assert_eq!((twice.order, twice.state.as_deref()), (Some(bought.order), Some("paid_by_transfer")));
    shop.execute("UPDATE refunds SET state = 'succeeded'").await;
    shop.resolved().await;
    shop.assert_sound().await;

    let other = TestShop::with_till().await;
    let bought = other.refused_refund().await;
    other.till().refuse_refunds(true);
    other.day_closes().await;
    other.execute("UPDATE refunds SET state = 'succeeded', sent_at = requested_at").await;
    let made = other.finds_once(ReturnedHereOnly).await;
    assert_eq!((made.order, made.theirs), (Some(bought.order), None));
    other.execute("UPDATE refunds SET state = 'refused'").await;
    other.resolved().await;
}

#[tokio::test]
async fn a_refund_of_another_day_than_its_payment_is_no_difference() {
    let shop = TestShop::with_till().await;
    let bought = shop.paid().await;
    shop.wait(days(1)).await;
    shop.cancel(bought).await.unwrap();
    shop.wait(days(2)).await;
    assert_eq!(shop.sweep().await, 2, "the third has not closed");
    assert_eq!(shop.differences().await, []);
}

#[tokio::test]
async fn a_provider_that_is_down_is_compared_with_later() {
    let shop = TestShop::with_till().await;
    shop.paid().await;
    shop.execute("UPDATE attempts SET amount = amount + 1").await;
    shop.day_closes().await;
    for line in [Line::Silent, Line::Refusing] {
        shop.till().set_line(line);
        assert_eq!(shop.sweep().await, 0);
        assert_eq!(shop.shop.services.settlement.compared_until().await.unwrap(), None);
    }
    shop.till().set_line(Line::Up);
    shop.finds_once(AmountsDiffer).await;
}

#[tokio::test]
async fn a_shop_that_was_down_for_long_catches_up_day_by_day() {
    let shop = TestShop::with_till().await;
    assert_eq!(shop.pay(shop.place().await, GOOD).await, Ok(PayOutcome::Paid));
    shop.wait(days(10)).await;
    let looks = [shop.sweep().await, shop.sweep().await, shop.sweep().await];
    assert_eq!(looks, [7, 2, 0], "the ninth day after the first has not closed");
    let until = shop.shop.services.settlement.compared_until().await.unwrap();
    assert_eq!(until, Some(Day::of(OPENING).until() + days(8)));
}
