//! Every step of an order's way, failing: each call between the contexts and what they are plugged into fails
//! once, in every way that its kind can fail, while buyer and seller do what people do (try again). However it
//! went, the order comes to the same end, and nothing that a person was told is untrue afterwards.

use checker::{History, Told};
use events::{Actor, CancelReason, Goods, PartReason, ReturnReason, Unavailable};
use kernel::time::{Span, hours, minutes, seconds};
use kernel::{AttemptId, DraftId, Lang, Money, OrderId, Secret, SessionId};
use order::{
    Ask, CommandError, Fields, PartError, PartRefund, PayOutcome, PlaceOutcome, Readdressed, ReturnCommand,
};
use shipping::{Command, StopAnswer};

use crate::faults::{Fault, Kind};
use crate::invariants;
use crate::shop::{SELLER, TestShop, fields, parcel};
use crate::till::{DECLINED, GOOD, LOST, REFUSED, UNHEARD};

/// What people do.
#[derive(Debug, Clone, Copy)]
enum Step {
    Place,
    /// Tries this card once, whatever it comes to.
    Try(&'static str),
    /// Pays with a good card until it is paid.
    Pay,
    Cancel,
    Complete,
    Label,
    Ship,
    UndoShip,
    Hold,
    Release,
    Deliver,
    Answer(StopAnswer),
    Settle,
    Wait(Span),
    /// The provider captures the first attempt after all.
    CaptureLate,
    /// The shop cancels.
    CancelForShop,
    /// The shop gives so many won back, by a form that was made after so many refunds.
    GiveBack(i64, u32),
    /// The buyer wants it elsewhere.
    Readdress,
    /// The buyer sends one piece back.
    AskReturn,
    /// The shop has it.
    Receive,
    /// Its value goes back, and it can be sold again.
    RefundReturn,
}

/// Tries of one step before it is called broken.
const TRIES: usize = 8;

/// Somebody with one order, and what they were told.
struct Person<'s> {
    shop: &'s TestShop,
    session: SessionId,
    draft: DraftId,
    order: Option<OrderId>,
    history: History,
}

impl<'s> Person<'s> {
    async fn begin(shop: &'s TestShop) -> Self {
        let session = shop.session();
        let draft = shop.begin(session, 2).await;
        Self { shop, session, draft, order: None, history: History::default() }
    }

    /// Does a step, and again when the program or its database went away meanwhile.
    async fn perform(&mut self, step: Step) {
        for _ in 0..TRIES {
            let done = self.once(step).await;
            self.shop.faults.restart();
            match done {
                Ok(true) => return,
                // Not there yet: people look again a little later.
                Ok(false) => self.shop.wait(seconds(75)).await,
                Err(Unavailable(_)) => {}
            }
        }
        panic!("{step:?} never succeeded");
    }

    /// Whether the step is done.
    async fn once(&mut self, step: Step) -> Result<bool, Unavailable> {
        match step {
            Step::Place => self.place().await,
            Step::Try(card) => self.pay(card).await.map(|_| true),
            Step::Pay => Ok(matches!(self.pay(GOOD).await?, PayOutcome::Paid | PayOutcome::Standing)),
            Step::Cancel => self.cancel().await,
            Step::Complete => self.complete().await,
            Step::Label => self.seller(Command::Label(parcel())).await,
            Step::Ship => self.seller(Command::Ship(None)).await,
            Step::UndoShip => self.seller(Command::UndoShip).await,
            Step::Hold => self.seller(Command::Hold { reason: "재고 확인".to_owned() }).await,
            Step::Release => self.seller(Command::Release).await,
            Step::Deliver => self.seller(Command::Deliver).await,
            Step::Answer(answer) => self.seller(Command::AnswerStop(answer)).await,
            Step::Settle => {
                self.shop.settle().await;
                Ok(true)
            }
            Step::Wait(span) => {
                self.shop.wait(span).await;
                Ok(true)
            }
            Step::CancelForShop => self.cancel_for_shop().await,
            Step::GiveBack(won, made_for) => self.give_back(won, made_for).await,
            Step::Readdress => self.readdress().await,
            Step::AskReturn => self.ask_return().await,
            Step::Receive => self.receive_return().await,
            Step::RefundReturn => {
                let back = ReturnCommand::Refund { deduction: None, goods: Goods::BackToStock };
                self.move_return(back, Told::ReturnRefunded).await
            }
            Step::CaptureLate => {
                self.shop.till().capture_late(AttemptId::nth(self.order(), 1));
                Ok(true)
            }
        }
    }

    fn order(&self) -> OrderId {
        self.order.expect("Place comes first")
    }

    async fn place(&mut self) -> Result<bool, Unavailable> {
        match self
            .shop
            .shop
            .services
            .order
            .place(self.session, None, self.draft, fields(), None, Lang::Ko)
            .await?
        {
            PlaceOutcome::Placed(order) => {
                assert!(self.order.is_none_or(|before| before == order), "one checkout, two orders");
                self.order = Some(order);
                self.was(Told::Opened);
                Ok(true)
            }
            refused => panic!("{refused:?}"),
        }
    }

    async fn pay(&mut self, card: &str) -> Result<PayOutcome, Unavailable> {
        // What the page offers is read past the faults: a page that fails is loaded again.
        let order = self.shop.order(self.order()).await;
        let attempt = order.state.attempt().unwrap_or_else(|| order.next_attempt());
        let card = Secret::new(card.to_owned());
        let paid = self.shop.shop.services.order.pay(self.session, order.id, attempt, card).await;
        if paid == Ok(PayOutcome::Paid) {
            self.was(Told::Paid);
        }
        definite(paid)
    }

    async fn cancel(&mut self) -> Result<bool, Unavailable> {
        let order = &self.shop.shop.services.order;
        definite(order.cancel(self.session, self.order(), CancelReason::ChangedMind).await)?;
        self.was(Told::Cancelled);
        Ok(true)
    }

    async fn cancel_for_shop(&mut self) -> Result<bool, Unavailable> {
        let order = &self.shop.shop.services.order;
        definite(order.cancel_for_shop(self.order(), CancelReason::SoldOut, self.seller_of_it()).await)?;
        self.was(Told::Cancelled);
        Ok(true)
    }

    async fn give_back(&mut self, won: i64, made_for: u32) -> Result<bool, Unavailable> {
        let part = PartRefund { amount: Money::won(won), reason: PartReason::Late, made_for };
        match self.shop.shop.services.order.refund_part(self.order(), part, self.seller_of_it()).await {
            Ok(()) => {
                self.was(Told::PartRefunded);
                Ok(true)
            }
            Err(PartError::Unavailable(why)) => Err(why),
            Err(refused) => panic!("{refused}"),
        }
    }

    async fn readdress(&mut self) -> Result<bool, Unavailable> {
        let elsewhere = Fields { address2: "5층".to_owned(), ..fields() };
        let order = &self.shop.shop.services.order;
        let changed = definite(order.change_address(self.session, self.order(), elsewhere).await)?;
        assert_eq!(changed, Readdressed::Done);
        self.was(Told::Readdressed);
        Ok(true)
    }

    async fn ask_return(&mut self) -> Result<bool, Unavailable> {
        let ask = Ask { quantities: vec![1], reason: ReturnReason::WrongSize };
        let order = &self.shop.shop.services.order;
        let asked = definite(order.ask_return(self.session, self.order(), &ask).await)?;
        assert_eq!(asked, Ok(()));
        self.was(Told::ReturnAsked);
        Ok(true)
    }

    async fn receive_return(&mut self) -> Result<bool, Unavailable> {
        let order = &self.shop.shop.services.order;
        definite(order.receive_return(self.order(), 1, self.seller_of_it()).await)?;
        self.was(Told::ReturnReceived);
        Ok(true)
    }

    async fn move_return(&mut self, asked: ReturnCommand, told: Told) -> Result<bool, Unavailable> {
        let order = &self.shop.shop.services.order;
        definite(order.move_return(self.order(), 1, &asked, self.seller_of_it()).await)?;
        self.was(told);
        Ok(true)
    }

    fn seller_of_it(&self) -> Actor {
        Actor::Seller(self.session)
    }

    async fn complete(&mut self) -> Result<bool, Unavailable> {
        definite(self.shop.shop.services.order.complete(self.session, self.order()).await)?;
        self.was(Told::Completed);
        Ok(true)
    }

    async fn seller(&mut self, command: Command) -> Result<bool, Unavailable> {
        let told = told_by(&command);
        match self.shop.shop.services.shipping.command(self.order(), command, SELLER).await {
            Ok(()) => {
                told.into_iter().for_each(|told| self.was(told));
                Ok(true)
            }
            Err(shipping::CommandError::NotFound) => Ok(false),
            Err(shipping::CommandError::Unavailable(why)) => Err(why),
            Err(refused) => panic!("{refused}"),
        }
    }

    /// Remembers what the person was told: whatever happens, it has to stay so.
    fn was(&mut self, told: Told) {
        let order = self.order();
        self.history.told.push((order, told));
    }
}

/// What the success of a seller's command promises.
fn told_by(command: &Command) -> Option<Told> {
    match command {
        Command::Label(_) | Command::Relabel(_) => Some(Told::Labelled),
        Command::Ship(_) => Some(Told::Shipped),
        Command::Renumber(_) => Some(Told::Renumbered),
        Command::UndoShip => None,
        Command::Hold { .. } => Some(Told::Held),
        Command::Release => Some(Told::Released),
        Command::Deliver => Some(Told::Delivered),
        Command::AnswerStop(StopAnswer::Kept) => Some(Told::Kept),
        Command::AnswerStop(StopAnswer::Left) => Some(Told::Left),
    }
}

/// An answer, or that there was none. No step of these stories is refused.
fn definite<T>(answer: Result<T, CommandError>) -> Result<T, Unavailable> {
    answer.map_err(|error| match error {
        CommandError::Unavailable(why) => why,
        refused => panic!("{refused}"),
    })
}

/// What a story came to: the order's stage and the parcel's, as MyPage has them, and the won that are ours.
type End = (String, String, i64);

/// Plays a story on a shop of its own, each step twice if asked. The end, the calls on the way, what is wrong.
async fn play(
    story: &[Step],
    fault: Option<Fault>,
    twice: bool,
) -> (End, Vec<(Kind, &'static str)>, Vec<String>) {
    let shop = TestShop::with_till().await;
    let mut person = Person::begin(&shop).await;
    if let Some(fault) = fault {
        shop.faults.arm(fault);
    }
    for step in story {
        person.perform(*step).await;
        if twice {
            person.perform(*step).await;
        }
    }
    shop.quiet().await;
    let row = shop.shop.view.pages().row(person.order()).await.unwrap().unwrap();
    let end = (format!("{:?}", row.stage), format!("{:?}", row.shipment), shop.kept().await);
    let wrong = invariants::violations_after(&shop, person.history.clone()).await;
    (end, shop.faults.calls(), wrong)
}

/// Plays a story undisturbed, then with each step done twice, then with every fault of every call in it.
async fn survives(story: &[Step], stage: &str) {
    let (end, calls, wrong) = play(story, None, false).await;
    assert!(wrong.is_empty() && end.0 == stage, "undisturbed: {end:?} {wrong:#?}");
    let (same, _, wrong) = play(story, None, true).await;
    assert!(wrong.is_empty() && same == end, "each step twice: {same:?} {wrong:#?}");
    let mut broken = Vec::new();
    for (at, (kind, name)) in calls.iter().enumerate() {
        for how in kind.faults() {
            let (reached, _, wrong) = play(story, Some(Fault { at, how: *how }), false).await;
            if reached != end || !wrong.is_empty() {
                broken.push(format!("call {at} ({name}) {how:?}: {reached:?} {wrong:#?}"));
            }
        }
    }
    assert!(broken.is_empty(), "of {} calls:\n{}", calls.len(), broken.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_to_the_doorstep_survives_every_fault() {
    use Step::{Complete, Deliver, Label, Pay, Place, Settle, Ship};
    survives(&[Place, Pay, Settle, Label, Ship, Settle, Deliver, Settle, Complete], "Completed").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_declined_card_and_a_good_one_survive_every_fault() {
    use Step::{Pay, Place, Settle, Try};
    survives(&[Place, Try(DECLINED), Settle, Pay, Settle], "Paid").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_lost_survives_every_fault() {
    use Step::{Pay, Place, Settle, Try, Wait};
    survives(&[Place, Try(LOST), Settle, Wait(seconds(3)), Pay], "Paid").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charge_that_never_arrives_survives_every_fault() {
    use Step::{Pay, Place, Settle, Try, Wait};
    survives(&[Place, Try(UNHEARD), Settle, Wait(minutes(2)), Pay], "Paid").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancel_before_the_label_survives_every_fault() {
    use Step::{Cancel, Hold, Pay, Place, Settle};
    survives(&[Place, Pay, Settle, Hold, Cancel, Settle], "Cancelled").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancel_that_overtakes_shipping_survives_every_fault() {
    use Step::{Cancel, Pay, Place, Settle};
    survives(&[Place, Pay, Cancel, Settle], "Cancelled").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_answered_kept_survives_every_fault() {
    use Step::{Answer, Cancel, Hold, Label, Pay, Place, Release, Settle};
    let story = [Place, Pay, Settle, Hold, Release, Label, Cancel, Settle, Answer(StopAnswer::Kept), Settle];
    survives(&story, "Cancelled").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_answered_left_survives_every_fault() {
    use Step::{Answer, Cancel, Label, Pay, Place, Settle};
    survives(&[Place, Pay, Settle, Label, Cancel, Settle, Answer(StopAnswer::Left), Settle], "Paid").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancel_that_comes_too_late_survives_every_fault() {
    use Step::{Cancel, Label, Pay, Place, Settle, Ship, UndoShip};
    survives(&[Place, Pay, Settle, Label, Ship, UndoShip, Ship, Cancel, Settle], "Paid").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancel_while_paying_survives_every_fault() {
    use Step::{Cancel, Place, Settle, Try};
    for card in [LOST, UNHEARD] {
        survives(&[Place, Try(card), Cancel, Settle], "Cancelled").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_nobody_pays_expires_through_every_fault() {
    use Step::{Place, Settle, Wait};
    survives(&[Place, Settle, Wait(minutes(16))], "Expired").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_captured_too_late_survives_every_fault() {
    use Step::{CaptureLate, Pay, Place, Settle, Try, Wait};
    survives(&[Place, Try(REFUSED), Pay, Settle, CaptureLate, Wait(hours(2))], "Paid").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancel_by_the_shop_after_a_part_went_back_survives_every_fault() {
    use Step::{CancelForShop, GiveBack, Pay, Place, Settle};
    survives(&[Place, Pay, Settle, GiveBack(5_000, 0), CancelForShop, Settle], "Cancelled").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_address_and_parts_that_go_back_survive_every_fault() {
    use Step::{Deliver, GiveBack, Label, Pay, Place, Readdress, Settle, Ship};
    let story = [
        Place,
        Pay,
        Settle,
        Readdress,
        Label,
        Ship,
        GiveBack(5_000, 0),
        Settle,
        Deliver,
        GiveBack(1_000, 1),
        Settle,
    ];
    survives(&story, "Paid").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_return_survives_every_fault() {
    use Step::{AskReturn, Deliver, Label, Pay, Place, Receive, RefundReturn, Settle, Ship};
    let story =
        [Place, Pay, Settle, Label, Ship, Deliver, Settle, AskReturn, Settle, Receive, RefundReturn, Settle];
    survives(&story, "Paid").await;
}
