//! Live pages: a stream begins with what its page does not know yet, sends whole rows to those who may see them,
//! and ends when the program does.

use axum::body::BodyDataStream;
use axum::response::Response;
use futures::StreamExt;
use kernel::time::{minutes, seconds};
use kernel::{Clock, Secret, Time};
use serde_json::Value;
use shipping::Command;

use super::{Ask, Front, Visitor};
use crate::faults::{Fault, How};
use crate::shop::{Bought, parcel};
use crate::till::GOOD;

/// One server-sent event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    pub(super) event: String,
    id: String,
    data: String,
}

impl Frame {
    pub(super) fn row(&self) -> Value {
        serde_json::from_str(&self.data).unwrap()
    }

    pub(super) fn order(&self) -> String {
        self.row()["order"].as_str().unwrap().to_owned()
    }

    pub(super) fn status(&self) -> String {
        self.row()["status"].as_str().unwrap().to_owned()
    }
}

/// An open stream.
pub struct Frames {
    body: BodyDataStream,
    read: String,
}

impl Frames {
    pub fn of(response: Response) -> Self {
        let kind = response.headers()["content-type"].to_str().unwrap();
        assert_eq!(
            (kind, response.headers()["x-accel-buffering"].to_str().unwrap()),
            ("text/event-stream", "no")
        );
        Self { body: response.into_body().into_data_stream(), read: String::new() }
    }

    /// The next frame; `None` at the end.
    async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some((frame, rest)) = self.read.split_once("\n\n") {
                let (frame, rest) = (parse(frame), rest.to_owned());
                self.read = rest;
                return Some(frame);
            }
            let bytes = self.body.next().await?.unwrap();
            self.read.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    /// What the stream begins with: everything before its first heartbeat.
    pub(super) async fn beginning(&mut self) -> Vec<Frame> {
        let mut frames = Vec::new();
        while let Some(frame) = self.next().await {
            if frame.event == "ping" {
                break;
            }
            frames.push(frame);
        }
        frames
    }

    /// Whether the stream ends before its next heartbeat.
    pub(super) async fn is_over(&mut self) -> bool {
        loop {
            match self.next().await {
                None => return true,
                Some(frame) if frame.event == "ping" => return false,
                Some(_) => {}
            }
        }
    }

    /// The next change. It is on its way already: a heartbeat before it means that it was lost.
    async fn change(&mut self) -> Frame {
        let frame = self.next().await.expect("the stream is open");
        assert_ne!(frame.event, "ping", "the browser was not told");
        frame
    }

    /// Changes, up to the one that is number `seq` of its order.
    async fn changes_to(&mut self, seq: i64) -> Vec<Frame> {
        let mut frames = vec![self.change().await];
        while frames[frames.len() - 1].row()["seq"] != seq {
            frames.push(self.change().await);
        }
        frames
    }
}

fn parse(text: &str) -> Frame {
    let mut frame = Frame::default();
    for (name, value) in text.lines().filter_map(|line| line.split_once(": ")) {
        match name {
            "event" => value.clone_into(&mut frame.event),
            "id" => value.clone_into(&mut frame.id),
            "data" => value.clone_into(&mut frame.data),
            _ => {}
        }
    }
    frame
}

impl Front {
    /// An order of a visitor, and everybody has heard of it.
    pub(super) async fn bought_by(&self, buyer: &Visitor) -> Bought {
        let order = super::input::place(self, buyer).await.parse().unwrap();
        self.shop.settle().await;
        Bought { session: buyer.session, order }
    }

    /// Where a page that is made now says its stream starts.
    async fn since(&self) -> String {
        self.since_at(self.shop.clock.now()).await
    }

    async fn since_at(&self, at: Time) -> String {
        format!("{}:{}", self.shop.shop.view.pages().epoch().await.unwrap(), at.micros())
    }

    async fn my_page(&self, buyer: &Visitor, since: &str) -> Frames {
        self.listen(Ask::get(&format!("/live/mypage?since={since}")).by(buyer)).await
    }
}

#[tokio::test]
async fn a_stream_begins_with_what_changed_since_its_page_was_made() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let old = front.bought_by(&buyer).await;
    front.shop.wait(minutes(1)).await;
    let since = front.since().await;
    let new = front.bought_by(&buyer).await;

    let begun = front.my_page(&buyer, &since).await.beginning().await;
    let orders: Vec<_> = begun.iter().map(Frame::order).collect();
    assert_eq!(orders, [new.order.to_string()]);
    assert!(begun[0].id.starts_with(since.split(':').next().unwrap()));

    let all = front.since_at(crate::shop::OPENING).await;
    let begun = front.my_page(&buyer, &all).await.beginning().await;
    let orders: Vec<_> = begun.iter().map(Frame::order).collect();
    assert_eq!(orders, [old.order.to_string(), new.order.to_string()]);
}

#[tokio::test]
async fn a_stream_begins_a_little_before_its_page_so_that_no_slow_commit_is_missed() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.bought_by(&buyer).await;
    front.shop.wait(seconds(9)).await;
    let since = front.since().await;
    assert_eq!(front.my_page(&buyer, &since).await.beginning().await.len(), 1);
}

#[tokio::test]
async fn the_last_frame_a_browser_saw_wins_over_the_page_it_came_with() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    front.bought_by(&buyer).await;
    let page = front.since().await;
    front.shop.wait(minutes(1)).await;
    let seen = front.since().await;
    let ask = Ask::get(&format!("/live/mypage?since={page}")).with("last-event-id", &seen).by(&buyer);
    assert_eq!(front.listen(ask).await.beginning().await, []);
}

#[tokio::test]
async fn a_page_of_another_build_of_the_view_gets_its_rows_anew() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let bought = front.bought_by(&buyer).await;
    front.shop.wait(minutes(1)).await;
    let since = front.since().await;
    assert_eq!(front.my_page(&buyer, &since).await.beginning().await, []);
    front.shop.shop.my_page.rebuild(|_| {}).await.unwrap();
    front.shop.wait(minutes(1)).await;
    for stale in [since.as_str(), "", "garbage", "a:b:c", "%FF:%FF"] {
        let begun = front.my_page(&buyer, stale).await.beginning().await;
        assert_eq!(begun.iter().map(Frame::order).collect::<Vec<_>>(), [bought.order.to_string()]);
        assert!(begun[0].id.starts_with(front.since().await.split(':').next().unwrap()));
    }
}

#[tokio::test]
async fn a_stream_sends_each_change_to_its_owner_and_to_nobody_else() {
    let front = Front::open().await;
    let (buyer, stranger) = (front.visitor().await, front.visitor().await);
    let since = front.since().await;
    let mut mine = front.my_page(&buyer, &since).await;
    let mut theirs = front.my_page(&stranger, &since).await;
    assert_eq!((mine.beginning().await, theirs.beginning().await), (vec![], vec![]));

    let bought = front.bought_by(&buyer).await;
    let foreign = front.bought_by(&stranger).await;
    let heard = mine.change().await;
    assert_eq!((heard.order(), heard.status()), (bought.order.to_string(), "awaiting_payment".to_owned()));
    assert_eq!(theirs.change().await.order(), foreign.order.to_string());

    front.shop.pay(bought, GOOD).await.unwrap();
    front.shop.settle().await;
    let heard = mine.changes_to(front.shop.my_page(bought).await.seq).await;
    assert!(heard.iter().all(|frame| frame.order() == bought.order.to_string()));
    assert_eq!(heard[heard.len() - 1].status(), "preparing", "I10: what a browser shows last is what is so");
}

#[tokio::test]
async fn the_stream_of_an_order_sends_that_order_alone() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let (one, other) = (front.bought_by(&buyer).await, front.bought_by(&buyer).await);
    let path = format!("/live/orders/{}?since={}", one.order, front.since().await);
    let mut frames = front.listen(Ask::get(&path).by(&buyer)).await;
    assert_eq!(
        frames.beginning().await.iter().map(Frame::order).collect::<Vec<_>>(),
        [one.order.to_string()]
    );
    front.shop.cancel(other).await.unwrap();
    front.shop.cancel(one).await.unwrap();
    front.shop.settle().await;
    let heard = frames.change().await;
    assert_eq!((heard.order(), heard.status()), (one.order.to_string(), "cancelled".to_owned()));
}

/// I10, when the answer of the view's commit is lost: the row is there, and the browser has to hear of it all
/// the same.
#[tokio::test]
async fn a_change_whose_commit_was_not_heard_of_still_reaches_the_browser() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let bought = front.bought_by(&buyer).await;
    let mut frames = front.my_page(&buyer, &front.since().await).await;
    frames.beginning().await;
    front.shop.cancel(bought).await.unwrap();
    // MyPage's consumer is the only one that hears of it: it reads its row, and puts the new one.
    let put = front.shop.faults.calls().len() + 1;
    front.shop.faults.arm(Fault { at: put, how: How::Lost });
    front.shop.settle().await;
    assert_eq!(front.shop.faults.calls()[put].1, "mypages.put");
    assert_eq!(frames.change().await.status(), "cancelled");
}

#[tokio::test]
async fn streams_end_when_the_program_closes() {
    let front = Front::open().await;
    let (buyer, seller) = (front.visitor().await, front.seller().await);
    let bought = front.bought_by(&buyer).await;
    let mut streams = vec![
        front.my_page(&buyer, "").await,
        front.listen(Ask::get(&format!("/live/orders/{}", bought.order)).by(&buyer)).await,
        front.listen(Ask::get("/live/queue").by(&seller)).await,
    ];
    front.closing.cancel();
    for stream in &mut streams {
        while stream.next().await.is_some() {}
    }
}

#[tokio::test]
async fn streams_end_with_the_session_that_opened_them() {
    let front = Front::open().await;
    let member = front.member("haneul@example.com").await;
    let guest = front.visitor().await;
    let bought = front.bought_by(&guest).await;
    let since = front.since().await;
    let order = format!("/live/orders/{}?since={since}", bought.order);
    let (mut mine, mut theirs, mut orders) = (
        front.my_page(&member, &since).await,
        front.my_page(&guest, &since).await,
        front.listen(Ask::get(&order).by(&guest)).await,
    );
    front.send(Ask::post("/api/log_out", []).by_browser().by(&member)).await.leads_to("/account/log-in");
    assert!(mine.is_over().await, "who is logged out is sent nothing more");
    assert!(!theirs.is_over().await && !orders.is_over().await, "others are");
}

#[tokio::test]
async fn the_stream_of_an_order_that_an_account_has_claimed_ends_and_begins_again_as_that_accounts() {
    let front = Front::open().await;
    let (guest, member) = (front.visitor().await, front.member("haneul@example.com").await);
    let bought = front.bought_by(&guest).await;
    let phone = front.visitor().await;
    let link = front.shop.shop.services.membership.order_link(bought.order);
    front.send(Ask::get(&link).by_browser().by(&phone)).await.leads_to("/orders/");
    let stream = async || {
        let path = format!("/live/orders/{}?since={}", bought.order, front.since().await);
        front.listen(Ask::get(&path).by(&phone)).await
    };
    let mut frames = stream().await;
    frames.beginning().await;
    let services = &front.shop.shop.services;
    let token = Secret::new(member.cookie.split_once('=').unwrap().1.to_owned());
    let account = services.sign_in.session(&token).await.unwrap().unwrap().id;
    services.order.claim(bought.session, account, bought.order).await.unwrap();
    assert!(frames.is_over().await, "it would hear of the guest's orders alone");
    front.shop.settle().await;
    let mut frames = stream().await;
    frames.beginning().await;
    front.shop.cancel(Bought { session: account, ..bought }).await.unwrap();
    front.shop.settle().await;
    assert_eq!(frames.change().await.status(), "cancelled");
}

#[tokio::test]
async fn a_change_is_not_sent_to_a_session_that_has_ended_nor_is_it_awaited_for_ever() {
    let front = Front::open().await;
    let member = front.member("haneul@example.com").await;
    let bought = front.bought_by(&member).await;
    let order = format!("/live/orders/{}", bought.order);
    let mut streams = [
        front.listen(Ask::get(&order).by(&member)).await,
        front.listen(Ask::get("/live/mypage").by(&member)).await,
    ];
    for stream in &mut streams {
        stream.beginning().await;
    }
    front.send(Ask::post("/api/log_out", []).by_browser().by(&member)).await.leads_to("/account/log-in");
    let session = front.shop.order(bought.order).await.details.session;
    front.shop.cancel(Bought { session, ..bought }).await.unwrap();
    front.shop.settle().await;
    for stream in &mut streams {
        assert_eq!(stream.next().await, None, "it ends before the change");
    }
    let stranger = front.visitor().await;
    let again = |path: &str, who| Ask::get(path).with("accept", "text/event-stream").by(who);
    for (path, who, way) in [
        (order.as_str(), &member, format!("/account/log-in?next=/orders/{}", bought.order)),
        (order.as_str(), &stranger, format!("/account/log-in?next=/orders/{}", bought.order)),
        ("/live/mypage", &member, "/account/log-in?next=/mypage".to_owned()),
        ("/live/queue", &member, "/seller/log-in?next=/seller".to_owned()),
    ] {
        let mut told = front.listen(again(path, who)).await;
        let last = told.next().await.expect("an EventSource is told by an event");
        assert!(last.event == "over" && last.data.contains(&format!("href=\"{way}\"")), "{last:?}");
        assert_eq!(told.next().await, None);
        let refused = front.send(Ask::get(path).by(who)).await.status;
        assert!(matches!(refused, 401 | 404), "{path}: {refused}");
    }
}

#[tokio::test]
async fn the_sellers_queue_begins_with_what_changed_since_its_page_was_made() {
    let front = Front::open().await;
    let seller = front.seller().await;
    front.shop.paid().await;
    front.shop.wait(minutes(1)).await;
    let since = format!("main:{}", front.shop.clock.now().micros());
    let bought = front.shop.paid().await;
    front.shop.seller(bought, Command::Label(parcel())).await.unwrap();
    let path = format!("/live/queue?since={since}");
    let begun = front.listen(Ask::get(&path).by(&seller)).await.beginning().await;
    let rows: Vec<_> = begun.iter().filter(|frame| frame.event == "row").collect();
    assert_eq!(rows.iter().map(|frame| frame.order()).collect::<Vec<_>>(), [bought.order.to_string()]);
    assert_eq!(rows[0].row()["kind"], "labelled");
}
