//! What a seller does all day, without a script: many orders at once, on paper, looked up, taken along, and what went
//! wrong put right.

use events::{Action, ConsumerName, Partitions};
use kernel::Lang;
use kernel::time::{hours, minutes};
use shipping::{Command, ShipmentState, StopAnswer};

use super::{Ask, Front, Visitor};
use crate::shop::{Bought, garment, parcel};

const CJ: &str = "612345678901";

impl Front {
    /// Opens a page of the desk.
    async fn at_desk(&self, seller: &Visitor, path: &str) -> String {
        let page = self.send(Ask::get(path).by_browser().by(seller)).await;
        page.is_page(200, Lang::of_path(path).0);
        page.body
    }

    /// Posts lines to be shipped, and reads the page that it leads to.
    async fn bulk(&self, seller: &Visitor, step: &str, lines: &str) -> String {
        self.at_desk(seller, &self.posts_lines(seller, &[("step", step), ("lines", lines)]).await).await
    }

    /// Posts them, and says where it leads.
    async fn posts_lines(&self, seller: &Visitor, fields: &[(&str, &str)]) -> String {
        let post = Ask::post("/seller/ship", fields.iter().copied()).by_browser().by(seller);
        self.send(post).await.leads_to("/seller/ship?sheet=")
    }

    async fn number(&self, bought: Bought) -> String {
        self.shop.order(bought.order).await.details.number.to_string()
    }

    async fn done_at_desk(&self) -> Vec<Action> {
        let query = events::AuditQuery { limit: 50, ..events::AuditQuery::default() };
        let entries = self.shop.shop.services.audit.page(query).await.unwrap();
        entries.into_iter().rev().map(|it| it.entry.action).collect()
    }
}

/// The value of a hidden field.
fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let start = format!("type=\"hidden\" name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("no hidden {name} in {page}"));
    rest.split_once('"').unwrap().0
}

/// What stands in the box.
fn boxed(page: &str) -> &str {
    let (_, rest) = page.split_once("<textarea").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    rest.split_once("</textarea>").unwrap().0
}

#[tokio::test]
async fn the_other_language_of_the_box_shows_what_was_pasted() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let post = async |lines: &str| {
        let fields = [("step", "translate"), ("lang", "ko"), ("lines", lines)];
        front.send(Ask::post("/en/seller/ship", fields).by_browser().by(&seller)).await
    };
    let page = post("261123-ABCDE, CJ대한통운, 612345678901").await.leads_to("/en/seller/ship?sheet=");
    let page = front.at_desk(&seller, &page).await;
    assert!(boxed(&page).contains("261123-ABCDE, CJ대한통운, 612345678901"), "{page}");
    assert_eq!(post(" ").await.leads_to("/en/seller/ship"), "/en/seller/ship", "an empty box is no mistake");
}

#[tokio::test]
async fn lines_are_looked_at_first_and_shipped_only_then() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let (good, held) = (front.shop.paid().await, front.shop.paid().await);
    front.shop.seller(held, Command::Hold { reason: "실밥".to_owned() }).await.unwrap();
    let (one, other) = (front.number(good).await, front.number(held).await);
    let lines = format!(
        "주문번호\t택배사\t송장번호\r\n{one}\tCJ대한통운\t6123-4567-8901\r\n{other}\t우체국\t6123456789012"
    );

    let looked = front.bulk(&seller, "check", &lines).await;
    assert!(looked.contains("<title>오류: ") && looked.contains("한 가지만 고쳐 주세요"), "{looked}");
    assert!(looked.contains("1건 보내기") && looked.contains("출고를 멈춰 둔 주문이에요"), "{looked}");
    assert!(looked.contains("김한벌"), "a line names who it is for");
    assert_eq!(front.shop.shipment(good).await, Some(ShipmentState::Ready), "only looked at");

    let carried = hidden(&looked, "lines").replace("&amp;", "&");
    let done = front.bulk(&seller, "ship", &carried).await;
    assert!(done.contains("1건을 보냈어요"), "{done}");
    front.shop.settle().await;
    assert_eq!(front.shop.shipment(good).await, Some(ShipmentState::Shipped));
    assert_eq!(front.shop.shipment(held).await, Some(ShipmentState::OnHold));
    let my_page = front.shop.my_page(good).await;
    assert_eq!((my_page.carrier.as_deref(), my_page.tracking.as_deref()), (Some("cj"), Some(CJ)));
    let kept = boxed(&done);
    assert!(kept.contains(&other) && !kept.contains(&one), "what failed stays to be mended: {kept}");
    assert_eq!(front.done_at_desk().await, [Action::Held, Action::Shipped]);
}

#[tokio::test]
async fn an_order_with_two_numbers_is_held_back_until_somebody_says_which() {
    let front = Front::open().await;
    let (seller, bought) = (front.seller().await, front.shop.paid().await);
    let number = front.number(bought).await;
    let lines = format!("{number},cj,{CJ}\n{number},cj,612345678902");
    let held = front.bulk(&seller, "ship", &lines).await;
    assert!(held.contains("2째 줄에 같은 주문이") && held.contains("1째 줄에 같은 주문이"), "{held}");
    assert!(held.contains("2줄을 고쳐 주세요"), "{held}");
    assert_eq!(front.shop.shipment(bought).await, Some(ShipmentState::Ready));
}

#[tokio::test]
async fn a_line_that_cannot_be_read_stands_under_its_orders_number_and_says_what_is_wrong() {
    let front = Front::open().await;
    let seller = front.seller().await;
    let looked = front.bulk(&seller, "check", "261126-FE2QJ,우체국택배,abc").await;
    assert!(looked.contains("<span class=\"num\">261126-FE2QJ</span>"), "{looked}");
    assert!(looked.contains("우체국택배 abc") && looked.contains("숫자 13자리로"), "{looked}");
}

#[tokio::test]
async fn the_page_of_an_order_listens_for_what_happens_to_it() {
    let front = Front::open().await;
    let (seller, bought) = (front.seller().await, front.shop.paid().await);
    front.shop.seller(bought, Command::Label(parcel())).await.unwrap();
    let path = format!("/seller/orders/{}", bought.order);
    let page = front.at_desk(&seller, &path).await;
    let data = |name: &str| {
        let (_, rest) = page.split_once(&format!("data-{name}=\"")).unwrap_or_else(|| panic!("{page}"));
        rest.split_once('"').unwrap().0.to_owned()
    };
    let (known, since) = (data("known"), data("since"));
    let seq: i64 = known.split('/').nth(1).unwrap().parse().unwrap();
    assert_eq!(known, format!("{}/{seq}/labelled", bought.order));
    assert!(
        page.contains("role=\"status\"") && page.contains("이 주문이 바뀌었어요. 다시 불러오기"),
        "{page}"
    );
    assert!(page.contains("hidden"), "it is said only once it is so");

    front.shop.cancel(bought).await.unwrap();
    front.shop.settle().await;
    let stream = format!("{}&since={since}", data("path"));
    let begun = front.listen(Ask::get(&stream).by(&seller)).await.beginning().await;
    let newest = begun.iter().rev().find(|frame| frame.event == "row").expect("it is told");
    assert_eq!(newest.order(), bought.order.to_string());
    assert_eq!(newest.row()["kind"], "stop_asked");
    assert!(newest.row()["seq"].as_i64() > Some(seq), "the page knows it for a change");
}

#[tokio::test]
async fn pasting_twice_ships_once() {
    let front = Front::open().await;
    let (seller, bought) = (front.seller().await, front.shop.paid().await);
    let line = format!("{} CJ대한통운 {CJ}", front.number(bought).await);
    front.bulk(&seller, "ship", &line).await;
    let again = front.bulk(&seller, "ship", &line).await;
    assert!(again.contains("모두 이미 보낸 주문이에요") && again.contains("이미 보냈어요"), "{again}");
    assert!(!again.contains("10분 안에는"), "nothing is there to be undone: {again}");
    assert!(!again.contains("<title>오류"), "{again}");
    assert_eq!(boxed(&again).trim(), "");
    let shipped = front.shop.history(bought).await.iter().filter(|name| *name == "ShipmentShipped").count();
    assert_eq!((shipped, front.done_at_desk().await), (1, vec![Action::Shipped]));
}

#[tokio::test]
async fn a_line_that_loses_to_a_cancel_is_told_and_kept() {
    let front = Front::open().await;
    let (seller, bought) = (front.seller().await, front.shop.paid().await);
    let line = format!("{} cj {CJ}", front.number(bought).await);
    front.shop.shop.services.outbox.pause(ConsumerName::Shipping, true).await.unwrap();
    front.shop.cancel(bought).await.unwrap();
    let lost = front.bulk(&seller, "ship", &line).await;
    assert!(lost.contains("그 사이 주문이 바뀌어서"), "{lost}");
    assert!(boxed(&lost).contains(&line));
    assert_eq!(front.shop.shipment(bought).await, Some(ShipmentState::Ready));
}

/// A form with a file, as a browser sends it.
fn upload(path: &str, text: &str, file: &[u8]) -> Ask {
    let mut body = Vec::new();
    for (name, value) in [("step", "check"), ("lines", text)] {
        let part = format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    let head = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\
                Content-Type: text/csv\r\n\r\n";
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let length = body.len().to_string();
    let ask = Ask::new("POST", path, body).with("content-type", "multipart/form-data; boundary=edge");
    ask.with("content-length", length).by_browser()
}

#[tokio::test]
async fn a_sheet_is_uploaded_as_korean_windows_saved_it() {
    let front = Front::open().await;
    let (seller, bought) = (front.seller().await, front.shop.paid().await);
    let number = front.number(bought).await;
    // "CJ대한통운" as CP949 has it.
    let carrier = [b"CJ".as_slice(), &[0xb4, 0xeb, 0xc7, 0xd1, 0xc5, 0xeb, 0xbf, 0xee]].concat();
    let file = [number.as_bytes(), b",", &carrier, b",", CJ.as_bytes(), b"\r\n"].concat();
    let looked = front.send(upload("/seller/ship", "", &file).by(&seller)).await.leads_to("/seller/ship?");
    let looked = front.at_desk(&seller, &looked).await;
    assert!(looked.contains("1건 보내기"), "{looked}");
    assert!(boxed(&looked).contains("CJ대한통운"), "what was read stands in the box");

    let english = front.send(upload("/en/seller/ship", "x", b"\x89PNG\0\0").by(&seller)).await;
    let english = front.at_desk(&seller, &english.leads_to("/en/seller/ship?")).await;
    assert!(english.contains("<title>Error: ") && english.contains("cannot be read"), "{english}");
    assert!(boxed(&english).contains('x'), "nothing that was typed is lost");
    let large = front.send(upload("/seller/ship", "", &vec![b'1'; 70_000]).by(&seller)).await;
    large.is_page(413, Lang::Ko);
    assert!(large.body.contains("보낼 옷으로 가기"), "in the seller's words: {}", large.body);
}

#[tokio::test]
async fn what_became_of_the_lines_can_be_looked_at_again_and_sends_nothing_again() {
    let front = Front::open().await;
    let (seller, one, held) = (front.seller().await, front.shop.paid().await, front.shop.paid().await);
    front.shop.seller(held, Command::Hold { reason: "실밥".to_owned() }).await.unwrap();
    let lines = format!("{} cj {CJ}\n{} cj 612345678902", front.number(one).await, front.number(held).await);
    let looked = front.posts_lines(&seller, &[("step", "check"), ("lines", &lines)]).await;
    let done = front.posts_lines(&seller, &[("step", "ship"), ("lines", &lines)]).await;
    front.shop.seller(held, Command::Release).await.unwrap();
    for _ in 0..2 {
        let again = front.at_desk(&seller, &done).await;
        assert!(
            again.contains("1건을 보냈어요") && again.contains("출고를 멈춰 둔"),
            "as it came out: {again}"
        );
    }
    let back = front.at_desk(&seller, &looked).await;
    assert!(back.contains("이미 보냈어요") && back.contains("1건 보내기"), "as it stands now: {back}");
    let viewed = front.at_desk(&seller, "/seller/ship?sheet=none").await;
    assert!(viewed.contains("하루가 지나 지웠어요"), "{viewed}");
    assert_eq!(front.done_at_desk().await, [Action::Held, Action::Shipped, Action::Released]);
    let stranger = front.visitor().await;
    let peek = Ask::get(&done).by_browser().by(&stranger);
    front.send(peek).await.leads_to("/seller/log-in?next=");
}

#[tokio::test]
async fn a_number_that_another_order_has_is_marked_and_shipped_when_it_is_meant() {
    let front = Front::open().await;
    let (seller, gone, next) = (front.seller().await, front.shop.paid().await, front.shop.paid().await);
    let (first, second) = (front.number(gone).await, front.number(next).await);
    front.bulk(&seller, "ship", &format!("{first} cj {CJ}")).await;
    let line = format!("{second} cj {CJ}");
    let looked = front.bulk(&seller, "check", &line).await;
    assert!(looked.contains(&format!("이 번호는 주문 {first}에도 있어요")), "{looked}");
    assert!(looked.contains("name=\"together\"") && looked.contains("표시한 것 보내기"), "{looked}");
    let unsaid = front.bulk(&seller, "ship", &line).await;
    assert!(unsaid.contains("보낸 주문이 없어요") && unsaid.contains("표시하지 않아서"), "{unsaid}");
    assert!(boxed(&unsaid).contains(&line), "it stays to be mended: {unsaid}");
    assert_eq!(front.shop.shipment(next).await, Some(ShipmentState::Ready));

    let fields = [("step", "ship"), ("lines", line.as_str()), ("together", second.as_str())];
    let done = front.posts_lines(&seller, &fields).await;
    assert!(front.at_desk(&seller, &done).await.contains("1건을 보냈어요"));
    assert_eq!(front.shop.shipment(next).await, Some(ShipmentState::Shipped));
}

#[tokio::test]
async fn a_label_with_another_orders_number_is_asked_about_first() {
    let front = Front::open().await;
    let (seller, gone, next) = (front.seller().await, front.shop.paid().await, front.shop.paid().await);
    front.bulk(&seller, "ship", &format!("{} cj {CJ}", front.number(gone).await)).await;
    let order = next.order.to_string();
    let send = async |action: &str, tracking: &str, together: &str| {
        let fields =
            [("order", order.as_str()), ("carrier", "cj"), ("tracking", tracking), ("together", together)];
        let to = front.send(Ask::post(action, fields).by_browser().by(&seller)).await;
        front.at_desk(&seller, &to.leads_to("/seller/orders/")).await
    };
    for action in ["/api/label", "/api/ship"] {
        let asked = send(action, "6123-4567-8901", "").await;
        let also = format!("이 번호는 주문 {}에도 있어요", front.number(gone).await);
        assert!(asked.contains("<title>오류: ") && asked.contains(&also), "{asked}");
        assert!(asked.contains(&format!("name=\"together\" value=\"{CJ}\"")), "{asked}");
        assert!(asked.contains("value=\"6123-4567-8901\""), "it stays as it was typed: {asked}");
    }
    let other = send("/api/label", CJ, "612345678902").await;
    assert!(other.contains("<title>오류: "), "another number was meant: {other}");
    assert_eq!(front.shop.shipment(next).await, Some(ShipmentState::Ready));
    assert!(send("/api/label", CJ, CJ).await.contains("송장을 붙였어요"));
    let ship = Ask::post("/api/ship", [("order", order.as_str())]).by_browser().by(&seller);
    front.send(ship).await.leads_to(&format!("/seller/orders/{order}?notice=shipped"));
}

#[tokio::test]
async fn shipping_that_is_taken_back_too_late_says_that_it_is_too_late() {
    let front = Front::open().await;
    let (seller, bought) = (front.seller().await, front.shop.paid().await);
    front.shop.seller(bought, Command::Ship(Some(parcel()))).await.unwrap();
    front.shop.wait(minutes(11)).await;
    let order = bought.order.to_string();
    let undo = Ask::post("/api/undo_ship", [("order", order.as_str())]).by_browser().by(&seller);
    let page = front.at_desk(&seller, &front.send(undo).await.leads_to("/seller/orders/")).await;
    assert!(page.contains("10분이 지나 되돌릴 수 없어요") && !page.contains("그 사이 주문이"), "{page}");
}

#[tokio::test]
async fn a_ship_that_answered_a_cancel_is_not_taken_back() {
    let front = Front::open().await;
    let (seller, bought) = (front.seller().await, front.shop.paid().await);
    front.shop.seller(bought, Command::Label(parcel())).await.unwrap();
    front.shop.cancel(bought).await.unwrap();
    front.shop.settle().await;
    let order = bought.order.to_string();
    let asks = front.at_desk(&seller, &format!("/seller/orders/{order}/left")).await;
    assert!(
        asks.contains("상자가 이미 나갔나요?") && asks.contains("이미 떠나서 취소하지 못했다고"),
        "{asks}"
    );
    let form = [("order", order.as_str()), ("answer", "left")];
    let left = front.send(Ask::post("/api/answer_stop", form).by_browser().by(&seller)).await;
    let left = front.at_desk(&seller, &left.leads_to("/seller/orders/")).await;
    assert!(left.contains("이미 나갔다고 알렸어요") && !left.contains("출고 되돌리기"), "{left}");
    let queue = front.at_desk(&seller, "/seller?tab=shipped").await;
    assert!(queue.contains(&front.number(bought).await) && !queue.contains(">되돌리기"), "{queue}");

    let undo = Ask::post("/api/undo_ship", [("order", order.as_str())]).by_browser().by(&seller);
    let page = front.at_desk(&seller, &front.send(undo).await.leads_to("/seller/orders/")).await;
    assert!(page.contains("이미 나갔다고 알린 주문이라 되돌리지 않았어요"), "{page}");
    assert_eq!(front.shop.shipment(bought).await, Some(ShipmentState::Shipped));
    let answered = front.at_desk(&seller, &format!("/seller/orders/{order}/left")).await;
    assert!(
        answered.contains("이제는 답할 것이 없어요") && !answered.contains("/api/answer_stop"),
        "{answered}"
    );
    front.shop.quiet().await;
    front.shop.assert_sound().await;
    let asked = front.shop.seller(bought, Command::AnswerStop(StopAnswer::Left)).await;
    assert_eq!(asked, Ok(()), "the answer itself is a replay");
}

#[tokio::test]
async fn the_number_of_a_label_is_corrected_on_the_page_of_its_order() {
    let front = Front::open().await;
    let (seller, other, bought) = (front.seller().await, front.shop.paid().await, front.shop.paid().await);
    front.bulk(&seller, "ship", &format!("{} cj 612345678902", front.number(other).await)).await;
    front.shop.seller(bought, Command::Label(parcel())).await.unwrap();
    let order = bought.order.to_string();
    let relabel = async |tracking: &str| {
        let fields = [("order", order.as_str()), ("carrier", "cj"), ("tracking", tracking)];
        let to = front.send(Ask::post("/api/relabel", fields).by_browser().by(&seller)).await;
        front.at_desk(&seller, &to.leads_to("/seller/orders/")).await
    };
    let wrong = relabel("6-3-x").await;
    assert!(wrong.contains("<title>오류: ") && wrong.contains("value=\"6-3-x\""), "as typed: {wrong}");
    let shared = relabel("612345678902").await;
    assert!(shared.contains("<title>오류: ") && shared.contains("name=\"together\""), "{shared}");
    let done = relabel(CJ).await;
    assert!(done.contains("송장을 바꿨어요") && done.contains("송장 바꾸기"), "{done}");
    let same = relabel(CJ).await;
    assert!(same.contains("바뀐 것이 없어요") && !same.contains("송장을 바꿨어요"), "{same}");
    front.shop.settle().await;
    assert_eq!(front.shop.shipment(bought).await, Some(ShipmentState::Labelled));
    assert_eq!(front.shop.my_page(bought).await.tracking.as_deref(), Some(CJ));

    front.shop.seller(bought, Command::Ship(None)).await.unwrap();
    let shipped = front.at_desk(&seller, &format!("/seller/orders/{order}")).await;
    assert!(!shipped.contains("/api/relabel") && shipped.contains("/api/renumber"), "{shipped}");
    assert!(relabel("612345678903").await.contains("그 사이 주문이 바뀌어서"));
    front.shop.quiet().await;
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn the_number_of_what_has_left_is_corrected_on_the_page_of_its_order() {
    const RIGHT: &str = "612345678903";
    let front = Front::open().await;
    let (seller, other, bought) = (front.seller().await, front.shop.paid().await, front.shop.paid().await);
    front.bulk(&seller, "ship", &format!("{} cj 612345678902", front.number(other).await)).await;
    front.shop.seller(bought, Command::Ship(Some(parcel()))).await.unwrap();
    front.shop.wait(minutes(11)).await;
    let order = bought.order.to_string();
    let renumber = async |tracking: &str| {
        let fields = [("order", order.as_str()), ("carrier", "hanjin"), ("tracking", tracking)];
        let to = front.send(Ask::post("/api/renumber", fields).by_browser().by(&seller)).await;
        front.at_desk(&seller, &to.leads_to("/seller/orders/")).await
    };
    let wrong = renumber("6-3-x").await;
    assert!(wrong.contains("<title>오류: ") && wrong.contains("value=\"6-3-x\""), "as typed: {wrong}");
    assert!(wrong.contains("숫자 10–14자리로 적어 주세요"), "it says what the number takes: {wrong}");
    let done = renumber(RIGHT).await;
    assert!(done.contains("송장 번호를 고쳤어요") && done.contains(RIGHT), "{done}");
    assert!(
        done.contains("보낸 뒤에 송장 번호를 고쳤어요") && done.contains("한진택배 612345678903"),
        "audited: {done}"
    );
    assert!(done.contains("송장 번호를 바로잡았어요"), "in the timeline: {done}");
    let same = renumber(RIGHT).await;
    assert!(same.contains("바뀐 것이 없어요") && !same.contains("송장 번호를 고쳤어요."), "{same}");
    front.shop.settle().await;
    let page = front.shop.my_page(bought).await;
    assert_eq!((page.carrier.as_deref(), page.tracking.as_deref()), (Some("hanjin"), Some(RIGHT)));
    assert_eq!(front.shop.shipment(bought).await, Some(ShipmentState::Shipped));

    front.shop.seller(bought, Command::Deliver).await.unwrap();
    assert!(renumber("612345678904").await.contains("그 사이 주문이 바뀌어서"));
    front.shop.quiet().await;
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn the_orders_of_one_parcel_are_corrected_together_unless_one_is_meant_alone() {
    const RIGHT: &str = "612345678903";
    let front = Front::open().await;
    let seller = front.seller().await;
    let mut orders = Vec::new();
    for command in [
        Command::Ship(Some(parcel())),
        Command::Ship(Some(parcel())),
        Command::Label(parcel()),
        Command::Ship(Some(parcel())),
    ] {
        let bought = front.shop.paid().await;
        front.shop.seller(bought, command).await.unwrap();
        orders.push(bought);
    }
    let [one, shipped, labelled, delivered] = orders[..] else { panic!("four") };
    front.shop.seller(delivered, Command::Deliver).await.unwrap();
    let order = one.order.to_string();
    let page = front.at_desk(&seller, &format!("/seller/orders/{order}")).await;
    assert!(page.contains("name=\"apart\"") && page.contains("도 함께 고쳐요"), "{page}");
    let renumber = async |tracking: &str, apart: &str, together: &str| {
        let fields = [
            ("order", order.as_str()),
            ("carrier", "cj"),
            ("tracking", tracking),
            ("apart", apart),
            ("together", together),
        ];
        let to = front.send(Ask::post("/api/renumber", fields).by_browser().by(&seller)).await;
        front.at_desk(&seller, &to.leads_to("/seller/orders/")).await
    };
    let tracking = async |bought| {
        front.shop.settle().await;
        front.shop.my_page(bought).await.tracking.unwrap()
    };
    let done = renumber(RIGHT, "", "").await;
    assert!(done.contains("이미 도착했거나 멈춘 것은 그대로"), "{done}");
    for bought in [one, shipped, labelled] {
        assert_eq!(tracking(bought).await, RIGHT);
    }
    assert_eq!(tracking(delivered).await, parcel().tracking);
    assert_eq!(front.shop.shipment(labelled).await, Some(ShipmentState::Labelled));

    let wrong = renumber("1", "yes", "").await;
    assert!(wrong.contains("name=\"apart\" value=\"yes\" checked"), "as chosen: {wrong}");
    renumber("612345678904", "yes", "").await;
    assert_eq!((tracking(one).await, tracking(shipped).await), ("612345678904".to_owned(), RIGHT.to_owned()));
    let asked = renumber(RIGHT, "yes", "").await;
    assert!(asked.contains("name=\"together\""), "another order has it: {asked}");
    renumber(RIGHT, "yes", RIGHT).await;
    assert_eq!(tracking(one).await, RIGHT);
    front.shop.quiet().await;
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn an_order_of_a_shared_parcel_names_the_others_and_its_undo_says_that_they_stay() {
    let front = Front::open().await;
    let (seller, one, other) = (front.seller().await, front.shop.paid().await, front.shop.paid().await);
    for bought in [one, other] {
        front.shop.seller(bought, Command::Ship(Some(parcel()))).await.unwrap();
    }
    let (order, number) = (one.order.to_string(), front.number(other).await);
    let link = format!("href=\"/seller/orders/{}\"", other.order);
    let page = front.at_desk(&seller, &format!("/seller/orders/{order}")).await;
    assert!(page.contains("같은 송장 번호의 주문") && page.contains(&number), "{page}");
    assert_eq!(page.matches(&link).count(), 1, "{page}");
    let undo = Ask::post("/api/undo_ship", [("order", order.as_str())]).by_browser().by(&seller);
    let undone = front.at_desk(&seller, &front.send(undo).await.leads_to("/seller/orders/")).await;
    assert!(undone.contains("이 주문만 되돌렸어요"), "{undone}");
    assert_eq!(undone.matches(&link).count(), 2, "in the notice, too: {undone}");
    assert_eq!(front.shop.shipment(other).await, Some(ShipmentState::Shipped));
}

#[tokio::test]
async fn what_is_pasted_by_somebody_else_does_nothing() {
    let front = Front::open().await;
    let (stranger, bought) = (front.visitor().await, front.shop.paid().await);
    let line = format!("{} cj {CJ}", front.number(bought).await);
    let post = || Ask::post("/seller/ship", [("step", "ship"), ("lines", line.as_str())]).by_browser();
    front.send(post().by(&stranger)).await.leads_to("/seller/log-in?next=");
    front.send(post()).await.leads_to("/seller/log-in?next=");
    assert_eq!(front.shop.shipment(bought).await, Some(ShipmentState::Ready));
}

#[tokio::test]
async fn the_chosen_are_shipped_and_those_that_could_not_be_are_named() {
    let front = Front::open().await;
    let (seller, labelled, ready) = (front.seller().await, front.shop.paid().await, front.shop.paid().await);
    front.shop.seller(labelled, Command::Label(parcel())).await.unwrap();
    let orders = [labelled.order.to_string(), ready.order.to_string()];
    let form = || orders.iter().map(|order| ("orders[]", order.as_str()));
    let back = front.send(Ask::post("/api/ship_many", form()).by_browser().by(&seller)).await;
    let page = back.leads_to("/seller?tab=shipped&notice=some_left&left=");
    let body = front.at_desk(&seller, &page).await;
    assert!(body.contains(&format!("q={}", front.number(ready).await)), "{body}");
    assert_eq!(front.shop.shipment(labelled).await, Some(ShipmentState::Shipped));
    assert_eq!(front.shop.shipment(ready).await, Some(ShipmentState::Ready));

    let none = front.send(Ask::post("/api/ship_many", []).by_browser().by(&seller)).await;
    none.leads_to("/seller?tab=shipped&notice=none_chosen");
    let many = front.send(Ask::post("/api/deliver", form()).by_browser().by(&seller)).await;
    many.leads_to("/seller?tab=shipped&notice=some_left");
    assert_eq!(front.shop.shipment(labelled).await, Some(ShipmentState::Delivered));
}

#[tokio::test]
async fn the_queue_leads_on_and_back_and_counts_what_is_late_and_stuck() {
    let front = Front::open().await;
    let seller = front.seller().await;
    sqlx::query("UPDATE stock SET on_hand = 100").execute(&front.shop.main).await.unwrap();
    for _ in 0..51 {
        front.shop.paid().await;
        front.shop.wait(minutes(1)).await;
    }
    let first = front.at_desk(&seller, "/seller").await;
    let next = first.split("rel=\"next\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(!first.contains("rel=\"prev\""));
    let second = front.at_desk(&seller, &next.replace("&amp;", "&")).await;
    let previous =
        second.split("rel=\"prev\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!(!second.contains("rel=\"next\""));
    let back = front.at_desk(&seller, &previous.replace("&amp;", "&")).await;
    assert!(!back.contains("rel=\"prev\"") && back.contains("rel=\"next\""));

    assert!(first.contains("id=\"fact-late\">0<"));
    front.shop.wait(hours(24)).await;
    let seller = front.seller().await;
    let late = front.at_desk(&seller, "/seller?tab=late").await;
    assert!(late.contains("id=\"fact-late\">51<") && late.contains("id=\"fact-stuck\">0<"), "{late}");
}

#[tokio::test]
async fn what_is_printed_names_the_parcel_whole_and_no_price() {
    let front = Front::open().await;
    let (seller, one, cancelled) = (front.seller().await, front.shop.paid().await, front.shop.paid().await);
    front.shop.cancel(cancelled).await.unwrap();
    front.shop.settle().await;
    let query = format!("?orders%5B%5D={}&orders%5B%5D={}", one.order, cancelled.order);
    let (number, gone) = (front.number(one).await, front.number(cancelled).await);
    for path in ["/seller/slips", "/en/seller/slips", "/seller/labels"] {
        let page = front.at_desk(&seller, &format!("{path}{query}")).await;
        assert!(page.contains("010-1234-5678") && page.contains(&number), "{page}");
        assert_eq!(page.matches("class=\"barcode\"").count(), 1, "one of them is printed: {page}");
        assert!(page.contains(&gone), "and it is said which is not");
        for lang in [Lang::Ko, Lang::En] {
            assert!(!page.contains(&garment().price.text(lang)), "no price: {page}");
        }
    }
    for path in ["/seller/slips?of=ready", "/seller/pick-list?of=ready", "/en/seller/pick-list?of=ready"] {
        let page = front.at_desk(&seller, path).await;
        assert!(page.contains(&number) && !page.contains(&gone), "{page}");
    }
    front.at_desk(&seller, "/seller/slips").await;
    let forged = front.send(Ask::get("/seller/slips?orders%5B%5D=7").by_browser().by(&seller)).await;
    forged.is_page(400, Lang::Ko);
}

#[tokio::test]
async fn every_order_is_found_in_whatever_state_and_a_filter_that_is_wrong_says_so() {
    let front = Front::open().await;
    let (seller, bought, cancelled) =
        (front.seller().await, front.shop.paid().await, front.shop.paid().await);
    front.shop.cancel(cancelled).await.unwrap();
    front.shop.settle().await;
    let unpaid = front.shop.place().await;
    let (here, gone, never) =
        (front.number(bought).await, front.number(cancelled).await, front.number(unpaid).await);
    let all = front.at_desk(&seller, "/seller/orders").await;
    assert!(all.contains(&here) && all.contains(&gone) && !all.contains(&never), "{all}");
    let found = front.at_desk(&seller, "/seller/orders?state=cancelled&q=buyer%40example").await;
    assert!(found.contains(&gone) && !found.contains(&here), "{found}");
    let none = front.at_desk(&seller, "/en/seller/orders?until=2020-01-01").await;
    assert!(none.contains("No such order"), "{none}");
    let wrong = front.at_desk(&seller, "/seller/orders?from=yesterday&q=kept").await;
    assert!(wrong.contains("<title>오류: ") && wrong.contains("value=\"kept\""), "{wrong}");
    assert!(!wrong.contains(&here), "nothing was looked for");
}

#[tokio::test]
async fn the_sheet_follows_the_filter_runs_no_formula_and_is_audited() {
    let front = Front::open().await;
    let (seller, bought, cancelled) =
        (front.seller().await, front.shop.paid().await, front.shop.paid().await);
    front.shop.cancel(cancelled).await.unwrap();
    front.shop.settle().await;
    let evil = "UPDATE orders SET details = json_set(details, '$.delivery.note', '=1+1')";
    sqlx::query(evil).execute(&front.shop.main).await.unwrap();
    let evil = "UPDATE shipments SET details = json_set(details, '$.delivery.note', '=1+1')";
    sqlx::query(evil).execute(&front.shop.main).await.unwrap();

    let sheet = front.send(Ask::get("/seller/orders.csv?state=ready").by_browser().by(&seller)).await;
    assert_eq!((sheet.status, sheet.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert!(sheet.header("content-disposition").starts_with("attachment"));
    assert!(sheet.body.starts_with("\u{feff}\"주문번호\","), "{}", sheet.body);
    assert_eq!(sheet.body.lines().count(), 2, "a head and the one that waits: {}", sheet.body);
    assert!(sheet.body.contains(&front.number(bought).await) && sheet.body.contains("\"'=1+1\""));
    let details = front.shop.order(bought.order).await.details;
    let sums = format!("\"{}\",\"{}\",\"0\"", details.delivery_fee.amount, details.total.amount);
    assert!(sheet.body.contains(&sums), "{}", sheet.body);
    let english = front.send(Ask::get("/en/seller/orders.csv").by(&seller)).await;
    assert!(english.body.contains("\"Order\",") && english.body.lines().count() == 3);

    let wrong = front.send(Ask::get("/seller/orders.csv?from=x").by(&seller)).await;
    wrong.is_error(400, "bad_input");
    let stranger = front.visitor().await;
    front.send(Ask::get("/seller/orders.csv").by(&stranger)).await.is_error(401, "sign_in");
    let query = events::AuditQuery { action: Some(Action::OrdersExported), limit: 9, ..Default::default() };
    let kept = front.shop.shop.services.audit.page(query).await.unwrap();
    let said: Vec<_> = kept.iter().map(|it| (it.entry.who, it.entry.text.as_str())).collect();
    let who = events::Actor::Seller(seller.session);
    assert_eq!(said, [(who, ""), (who, "ready")]);
}

#[tokio::test]
async fn a_note_is_kept_with_who_and_when_and_no_buyer_sees_it() {
    let front = Front::open().await;
    let (seller, bought) = (front.seller().await, front.shop.paid().await);
    let order = bought.order.to_string();
    let write = async |note: &str| {
        let post = Ask::post("/api/write_note", [("order", order.as_str()), ("note", note)]);
        let page = front.send(post.by_browser().by(&seller)).await.leads_to("/seller/orders/");
        front.at_desk(&seller, &page).await
    };
    let long = format!("{}끝", "가".repeat(20_000));
    let refused = write(&long).await;
    assert!(
        refused.contains("<title>오류: ") && refused.contains("2,000자 안으로"),
        "it is said in the form"
    );
    assert!(refused.contains(&long), "and nothing that was typed is lost");
    let empty = write("  ").await;
    assert!(empty.contains("<title>오류: ") && empty.contains("href=\"#note\""), "{empty}");
    let kept = write("전화했다 <b>").await;
    assert!(kept.contains("메모를 남겼어요") && kept.contains("전화했다 &lt;b&gt;"), "{kept}");
    assert!(kept.contains("메모를 적었어요"), "the audit says that there is one: {kept}");
    let buyer = front.send(Ask::get("/api/my_page")).await;
    assert!(!buyer.body.contains("전화했다"));
    let stranger = front.visitor().await;
    let post = Ask::post("/api/write_note", [("order", order.as_str()), ("note", "x")]).by(&stranger);
    front.send(post).await.is_error(401, "sign_in");
}

#[tokio::test]
async fn the_audit_is_looked_through_on_a_page() {
    let front = Front::open().await;
    let (seller, bought) = (front.seller().await, front.shop.paid().await);
    front.shop.seller(bought, Command::Hold { reason: "실밥".to_owned() }).await.unwrap();
    let number = front.number(bought).await;
    for path in ["/seller/audit".to_owned(), format!("/seller/audit?order={number}&action=held")] {
        let page = front.at_desk(&seller, &path).await;
        assert!(page.contains("출고를 멈췄어요") && page.contains("실밥"), "{page}");
    }
    let other = front.at_desk(&seller, "/seller/audit?action=released").await;
    assert!(!other.contains("실밥") && other.contains("그런 기록이 없어요"), "{other}");
    let again = front.seller().await;
    let export = front.send(Ask::get("/seller/orders.csv").by(&again)).await;
    assert_eq!(export.status, 200);
    let owner = front.at_desk(&seller, "/seller/audit?who=owner").await;
    assert_eq!(owner.matches(">주인</option>").count(), 1, "in two browsers it is one person: {owner}");
    assert!(owner.contains("주문을 CSV로 받았어요"), "{owner}");
    let wrong = front.at_desk(&seller, "/en/seller/audit?order=7").await;
    assert!(wrong.contains("<title>Error: ") && wrong.contains("value=\"7\""), "{wrong}");
}

#[tokio::test]
async fn a_cancel_that_waits_for_a_paused_shipping_is_stuck_and_says_what_comes_next() {
    let front = Front::open().await;
    let bought = front.shop.paid().await;
    let outbox = &front.shop.shop.services.outbox;
    outbox.pause(ConsumerName::Shipping, true).await.unwrap();
    front.shop.cancel(bought).await.unwrap();
    front.shop.wait(minutes(6)).await;
    let (seller, number) = (front.seller().await, front.number(bought).await);
    let events = front.at_desk(&seller, "/seller/events").await;
    assert!(
        events.contains("취소 요청이 배송을 기다려요") && events.contains("다시 이으면 저절로"),
        "{events}"
    );
    assert!(events.contains(&number));
    outbox.pause(ConsumerName::Shipping, false).await.unwrap();
    front.shop.settle().await;
    assert!(front.at_desk(&seller, "/seller/events").await.contains("멈춘 주문이 없어요"));
}

#[tokio::test]
async fn my_page_is_put_right_from_the_desk() {
    let front = Front::open().await;
    let one = front.shop.paid().await;
    front.shop.paid().await;
    let seller = front.seller().await;
    let right = front.shop.my_page(one).await;
    let wrong = customer::mypage::Row { tracking: Some("0".to_owned()), ..right.clone() };
    front
        .shop
        .shop
        .services
        .my_pages
        .mend(wrong.clone(), front.shop.shop.services.clock.now())
        .await
        .unwrap();

    let order = one.order.to_string();
    let post = || Ask::post("/api/rebuild_order", [("order", order.as_str())]).by_browser().by(&seller);
    front.send(post()).await.leads_to(&format!("/seller/orders/{order}?notice=mypage_mended"));
    assert_eq!(front.shop.my_page(one).await, right);
    front.send(post()).await.leads_to(&format!("/seller/orders/{order}?notice=mypage_right"));

    front.shop.shop.services.my_pages.mend(wrong, front.shop.shop.services.clock.now()).await.unwrap();
    let all = Ask::post("/api/rebuild_mypage", []).by_browser().by(&seller);
    front.send(all).await.leads_to("/seller/events");
    let rebuild = &front.shop.shop.services.rebuild;
    while rebuild.progress().is_none_or(|progress| progress.ended.is_none()) {
        tokio::task::yield_now().await;
    }
    let progress = rebuild.progress().unwrap();
    assert_eq!((progress.done, progress.of, progress.mended), (2, 2, 1));
    assert_eq!(front.shop.my_page(one).await, right);
    assert!(front.at_desk(&seller, "/seller/events").await.contains("2건을 보고 1건을 고쳤어요"));
    assert_eq!(front.done_at_desk().await.last(), Some(&Action::MyPageRebuilt));
}

#[tokio::test]
async fn everything_that_is_parked_is_taken_up_again_at_once() {
    let front = Front::open().await;
    let outbox = front.shop.shop.services.outbox.clone();
    outbox.pause(ConsumerName::Shipping, true).await.unwrap();
    for _ in 0..2 {
        front.shop.paid().await;
    }
    outbox.pause(ConsumerName::Shipping, false).await.unwrap();
    let now = front.shop.shop.services.clock.now();
    for due in outbox.due(ConsumerName::Shipping, Partitions::ALL, now, 9).await.unwrap() {
        outbox.rejected(ConsumerName::Shipping, due.position, "이상함", None, now).await.unwrap();
    }
    let seller = front.seller().await;
    let page = front.at_desk(&seller, "/seller/events").await;
    assert!(page.contains("모두 다시 해 보기") && page.contains("비켜 둔 것이 있어요"), "{page}");
    front.send(Ask::post("/api/replay_all", []).by_browser().by(&seller)).await.leads_to("/seller/events");
    assert_eq!(outbox.dead_letters().await, Ok(vec![]));
    assert_eq!(front.done_at_desk().await, [Action::EventReplayed, Action::EventReplayed]);
}
