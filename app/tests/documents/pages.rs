//! The pages, with something in every place and with nothing in it.

use std::fmt::Debug;
use std::str::FromStr;
use std::sync::Arc;

use app::AppError;
use app::cart::page::CartPage;
use app::cart::view::{CartItem, CartSum, CartView, GoneItem, Notice as CartNotice};
use app::checkout::page::{CheckoutPage, PayPage};
use app::checkout::view::{
    CheckoutView, Field, FieldError, Fields, Left, Line, Methods, PayState, PayView, SavedAddress, TestCard,
    Why,
};
use app::mails::page::MailsPage;
use app::mails::view::{MailView, MailsView};
use app::mypage::address::AddressPage;
use app::mypage::page::{MyPage, OrderPage};
use app::mypage::receipt::ReceiptPage;
use app::mypage::reorder::AgainPage;
use app::mypage::returns::ReturnPage;
use app::mypage::view::{
    AddressView, AgainView, Cancel, CancelNote, Entry, Happened, LeftOut, MyPageView, OrderRow, OrderView,
    ReceiptView, RefundRow, RefundStage, ReturnFormView, ReturnLineView, ReturnStage, ReturnView, Status,
    WhyLeft,
};
use app::shop::page::{GarmentPage, ListPage};
use app::shop::view::{
    Card, Category, Choice, Closeup, Dye, Filter, GarmentView, ListView, Measure, Outfit, OutfitPiece,
    Seller, ShipBy, SizeRow, Terms, Variant,
};
use app::ui::around::Around;
use app::ui::failure::{FailurePage, Place};
use app::ui::frame::Storefront;
use app::ui::photo::Photo;
use hydration_context::SsrSharedContext;
use kernel::time::{hours, minutes, seconds};
use kernel::{Day, Lang, Money, OrderNumber, Text, Time};
use leptos::prelude::*;

use app::shop::page::{HomePage, OutfitPage};
use app::shop::view::{Choices, Counted, HomeView, OutfitView, PieceView};

/// 23 November 2026, 10:02 in Seoul.
pub(super) const NOW: Time = Time::from_micros(1_795_395_720_000_000);

/// Every page by its name (`en pay, busy`), as HTML.
pub(crate) fn pages() -> Vec<(String, String)> {
    [Lang::Ko, Lang::En]
        .into_iter()
        .flat_map(|lang| {
            [
                shop(lang),
                cart(lang),
                checkout(lang),
                orders(lang),
                mails(lang),
                after_orders(lang),
                failures(lang),
                super::account::pages(lang),
                super::desk::pages(lang),
                super::stock::pages(lang),
                super::garments::pages(lang),
                super::numbers::pages(lang),
                super::outfits::pages(lang),
                super::photographs::pages(lang),
            ]
        })
        .flatten()
        .collect()
}

/// A page in its frame, as the server renders it.
pub(super) fn page<V: IntoView + 'static>(
    lang: Lang,
    name: impl Into<String>,
    view: impl FnOnce() -> V,
) -> (String, String) {
    rendered(lang, name, || {
        let page = view();
        let categories = vec![outer()];
        let around = Around { seller: seller(), seller_unsaid: false, cart: 3 };
        view! { <Storefront lang path="/c/outer" demo=true categories around>{page}</Storefront> }
    })
}

/// A page that brings its own frame.
pub(super) fn rendered<V: IntoView + 'static>(
    lang: Lang,
    name: impl Into<String>,
    view: impl FnOnce() -> V,
) -> (String, String) {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        leptos_meta::provide_meta_context();
        view().to_html()
    });
    (format!("{} {}", lang.tag(), name.into()), html)
}

/// The n-th id of its kind.
pub(super) fn id<T: FromStr<Err: Debug>>(n: u32) -> T {
    format!("00000000-0000-0000-0000-{n:012}").parse().expect("a UUID")
}

pub(super) fn text(ko: &str, en: &str) -> Text {
    Text { ko: ko.to_owned(), en: en.to_owned() }
}

pub(super) fn dye(key: &str) -> Dye {
    Dye { key: key.to_owned(), name: text("모래", "Sand") }
}

/// A photograph, of one colour or of all.
pub(super) fn photo(dye: Option<&str>) -> Photo {
    let widths = vec![("0a".repeat(32), 480, 600), ("1b".repeat(32), 960, 1_200)];
    Photo { dye: dye.map(str::to_owned), alt: text("앞모습", "The front"), widths }
}

pub(super) fn outer() -> Category {
    Category { key: "outer".into(), name: text("아우터", "Outerwear") }
}

fn card(slug: &str, free: i64) -> Card {
    Card {
        slug: slug.to_owned(),
        name: text("트렌치코트", "Trench coat"),
        price: Money::won(189_000),
        dyes: vec![dye("sand"), dye("ink")],
        free,
        photo: (free == 0).then(|| photo(None)),
    }
}

pub(super) fn line() -> Line {
    Line {
        slug: "trench".into(),
        name: text("개버딘 트렌치코트", "Gabardine trench coat"),
        dye: "sand".into(),
        dye_name: text("모래", "Sand"),
        size: "M".into(),
        quantity: 1,
        unit_price: Money::won(189_000),
    }
}

fn list(category: Option<Category>, filter: Filter, cards: Vec<Card>, pages: i64) -> ListView {
    let counted = |key: &str, count| Counted { key: key.into(), name: text("모래", "Sand"), count };
    let choices = Choices {
        categories: vec![counted("outer", 4)],
        dyes: vec![counted("sand", 4), counted("ink", 2)],
        sizes: vec![counted("M", 4), counted("F", 1)],
        prices: vec![counted("-50000", 1), counted("100000-", 3)],
        in_stock: 3,
    };
    let near = !filter.q.is_empty();
    ListView {
        category,
        filter,
        choices,
        found: cards.len() as i64,
        cards,
        any: 4,
        near,
        page: 2.min(pages),
        pages,
    }
}

fn outfit(slug: &str) -> Outfit {
    let piece = |slug: &str, dye: &str, (x, y), scale, turn| OutfitPiece {
        slug: slug.to_owned(),
        dye: dye.to_owned(),
        name: text("옷", "Piece"),
        price: Money::won(39_000),
        x,
        y,
        scale,
        turn,
    };
    Outfit {
        slug: slug.to_owned(),
        name: text("쌀쌀한 아침", "A cold morning"),
        text: text("아침저녁에 걸치고 낮에는 들고 다녀요.", "Worn at both ends of the day."),
        pieces: vec![
            piece("stripe", "cotton", (470, -10), 1.12, 0),
            piece("trousers", "stone", (760, 290), 1.2, 3),
            piece("trench", "sand", (20, 50), 1.6, -2),
            piece("tote", "cotton", (520, 500), 0.78, -5),
            piece("beanie", "persimmon", (950, -40), 0.66, 8),
        ],
    }
}

/// With so many pieces left of each variant.
fn one_outfit(free: i64, error: Option<&str>) -> OutfitView {
    let variant = |dye: &str, size: &str| Variant { dye: dye.to_owned(), size: size.to_owned(), free };
    let piece = |slug: &str, sizes: &[&str]| PieceView {
        slug: slug.to_owned(),
        name: text("옷", "Piece"),
        price: Money::won(39_000),
        dye: "sand".into(),
        dyes: vec![dye("sand"), dye("ink")],
        sizes: sizes.iter().map(|size| (*size).to_owned()).collect(),
        variants: sizes.iter().map(|size| variant("sand", size)).collect(),
        choice: Choice { error: error.map(str::to_owned), ..Choice::default() },
    };
    let pieces = vec![piece("trench", &["M", "L"]), piece("tote", &["F"])];
    OutfitView { outfit: outfit("morning"), pieces, left_out: 0, others: vec![outfit("walk")] }
}

fn garment(choice: Choice, free: [i64; 4]) -> GarmentView {
    let sizes = ["M", "L"];
    let variants = ["sand", "ink"].into_iter().flat_map(|dye| sizes.map(|size| (dye, size))).zip(free);
    let measure = |key: &str, (x1, y1), (x2, y2)| Measure {
        key: key.into(),
        name: text("가슴", "Chest"),
        x1,
        y1,
        x2,
        y2,
    };
    GarmentView {
        slug: "trench".into(),
        category: outer(),
        name: text("개버딘 트렌치코트", "Gabardine trench coat"),
        text: text("촘촘한 면 개버딘이라 바람을 막아요.", "Close-woven gabardine keeps the wind out."),
        fabric: text("면 100%", "100% cotton"),
        care: text("드라이클리닝", "Dry clean"),
        price: Money::won(189_000),
        dyes: vec![dye("sand"), Dye { key: "ink".into(), name: text("먹", "Ink") }],
        measures: vec![
            measure("shoulder", (96.0, 14.0), (304.0, 14.0)),
            measure("chest", (108.0, 172.0), (292.0, 172.0)),
            measure("sleeve", (330.0, 74.0), (378.0, 330.0)),
            measure("length", (22.0, 40.0), (22.0, 478.0)),
        ],
        sizes: sizes.map(|size| SizeRow { size: size.into(), cm: vec![47.0, 56.5, 60.5, 108.0] }).into(),
        closeups: vec![
            Closeup { view_box: "104 24 190 190".into(), caption: text("넓은 깃", "Wide collar") },
            Closeup { view_box: "30 210 180 180".into(), caption: text("소매 조임", "Cuff strap") },
        ],
        terms: terms(),
        variants: variants
            .map(|((dye, size), free)| Variant { dye: dye.into(), size: size.into(), free })
            .collect(),
        choice,
        photos: Vec::new(),
        outfits: vec![outfit("morning"), outfit("walk")],
        together: vec![card("stripe", 9), card("tote", 1)],
    }
}

/// What a shop promises that has said everything.
pub(super) fn terms() -> Terms {
    let day = Day::of(NOW);
    Terms {
        fee: Money::won(3_000),
        free_from: Some(Money::won(50_000)),
        ship_by: Some(ShipBy { pay_before: NOW + hours(4), day }),
        return_address: "서울 중구 을지로 00".into(),
        now: NOW,
    }
}

/// Who sells, with everything said.
pub(super) fn seller() -> Seller {
    Seller {
        name: "한벌".into(),
        owner: "홍길동".into(),
        registration: "000-00-00000".into(),
        mail_order: "제0000-서울중구-0000호".into(),
        address: "서울 중구 을지로 00".into(),
        phone: "02-000-0000".into(),
        hours: "평일 10–17시".into(),
        email: "shop@hanbeol.example".into(),
    }
}

fn shop(lang: Lang) -> Vec<(String, String)> {
    let cards = || vec![card("trench", 9), card("oxford", 1), card("padded", 0), card("tee", 40)];
    let filter = Filter {
        color: "ink".into(),
        size: "M".into(),
        price: "-50000".into(),
        in_stock: "on".into(),
        ..Filter::default()
    };
    let searched = Filter { q: "‘코트’ & <b>".into(), ..Filter::default() };
    let plain = Filter::default;
    let mut pages = vec![
        page(
            lang,
            "home",
            || view! { <HomePage lang view=HomeView { outfits: vec![outfit("morning"), outfit("walk")], cards: cards() } /> },
        ),
        page(
            lang,
            "home, empty",
            || view! { <HomePage lang view=HomeView { outfits: vec![], cards: vec![] } /> },
        ),
        page(lang, "outfit", || view! { <OutfitPage lang view=one_outfit(1, None) /> }),
        page(lang, "outfit, refused", || view! { <OutfitPage lang view=one_outfit(1, Some("size")) /> }),
        page(lang, "outfit, in part", || {
            view! { <OutfitPage lang view=OutfitView { left_out: 2, ..one_outfit(1, None) } /> }
        }),
        page(lang, "outfit, sold out", || view! { <OutfitPage lang view=one_outfit(0, None) /> }),
        page(lang, "list", || view! { <ListPage lang view=list(Some(outer()), plain(), cards(), 9) /> }),
        page(
            lang,
            "list, searched",
            || view! { <ListPage lang view=list(None, searched.clone(), cards(), 1) /> },
        ),
        page(lang, "list, not found", || view! { <ListPage lang view=list(None, searched, vec![], 1) /> }),
        page(
            lang,
            "list, nothing of that kind",
            || view! { <ListPage lang view=list(Some(outer()), filter, vec![], 1) /> },
        ),
        page(lang, "list, nothing there", || view! { <ListPage lang view=list(None, plain(), vec![], 1) /> }),
        page(
            lang,
            "garment, sold out",
            || view! { <GarmentPage lang view=garment(Choice::default(), [0; 4]) /> },
        ),
        page(lang, "garment, one size", || {
            let one = GarmentView {
                sizes: vec![SizeRow { size: "F".into(), cm: vec![47.0, 56.5, 60.5, 108.0] }],
                variants: vec![Variant { dye: "sand".into(), size: "F".into(), free: 3 }],
                ..garment(Choice::default(), [0; 4])
            };
            view! { <GarmentPage lang view=one /> }
        }),
        page(lang, "garment, photographed", || {
            let photos = vec![photo(Some("sand")), photo(Some("sand"))];
            let view = GarmentView { photos, ..garment(Choice::default(), [3; 4]) };
            view! { <GarmentPage lang view /> }
        }),
    ];
    for error in ["", "size", "quantity", "sold_out"] {
        let error = Some(error.to_owned()).filter(|error| !error.is_empty());
        let choice =
            Choice { dye: "ink".into(), size: "M".into(), quantity: "2".into(), error: error.clone() };
        pages.push(page(
            lang,
            format!("garment {error:?}"),
            || view! { <GarmentPage lang view=garment(choice, [2, 0, 0, 40]) /> },
        ));
    }
    pages
}

fn cart(lang: Lang) -> Vec<(String, String)> {
    let item = |n: u32, quantity, seen, free| CartItem {
        variant: id(n),
        line: Line { quantity, ..line() },
        seen: Money::won(seen),
        free,
    };
    let filled = || CartView {
        items: vec![
            item(1, 1, 189_000, 9),
            item(2, 10, 209_000, 40),
            item(3, 3, 189_000, 2),
            item(4, 1, 189_000, 0),
        ],
        gone: vec![GoneItem { variant: id(5), line: Some(line()) }, GoneItem { variant: id(6), line: None }],
        waiting: Some(id(7)),
        sum: Some(CartSum {
            goods: Money::won(29_000),
            delivery_fee: Money::won(3_000),
            total: Money::won(32_000),
            missing_to_free: Some(Money::won(21_000)),
        }),
        removed: Some(line()),
        notice: None,
    };
    let mut pages = vec![
        page(lang, "cart", || view! { <CartPage lang view=filled() /> }),
        page(lang, "cart, empty", || view! { <CartPage lang view=CartView::default() /> }),
    ];
    for notice in [
        CartNotice::Added,
        CartNotice::AddedInPart,
        CartNotice::Capped,
        CartNotice::Full,
        CartNotice::Short,
        CartNotice::Quantity { variant: id(2), typed: "11".into() },
        // What the address says is anybody's: a line that is not there cannot be led to.
        CartNotice::Quantity { variant: id(9), typed: "11".into() },
    ] {
        let name = format!("cart, {notice:?}");
        let view = CartView { notice: Some(notice), ..filled() };
        pages.push(page(lang, name, || view! { <CartPage lang view /> }));
    }
    pages
}

/// The order form of two pieces of one line.
pub(super) fn order_form() -> CheckoutView {
    CheckoutView {
        draft: id(1),
        lines: vec![Line { quantity: 2, ..line() }],
        from_cart: false,
        delivery_fee: Money::won(3_000),
        total: Money::won(381_000),
        fields: Fields::default(),
        saved: vec![],
        can_save: false,
        requests: vec![],
        seller: String::new(),
        postcode_search: false,
        errors: vec![],
        refused: None,
        left: vec![],
    }
}

/// A list of one garment, as it was filtered.
pub(super) fn painted(filter: Filter) -> ListView {
    list(None, filter, vec![card("trench", 3)], 1)
}

fn checkout(lang: Lang) -> Vec<(String, String)> {
    let form = |errors, refused| CheckoutView {
        draft: id(1),
        lines: vec![line()],
        from_cart: true,
        delivery_fee: Money::won(0),
        total: Money::won(189_000),
        fields: Fields { name: "김하늘".into(), request: "door".into(), ..Fields::default() },
        saved: vec![],
        can_save: false,
        requests: vec![("door".into(), text("문 앞에 놓아 주세요", "Leave it at the door"))],
        seller: "한벌".into(),
        postcode_search: true,
        errors,
        refused,
        left: vec![],
    };
    let fields = [
        Field::Email,
        Field::Saved,
        Field::Name,
        Field::Phone,
        Field::Postcode,
        Field::Address1,
        Field::Address2,
        Field::Request,
        Field::Note,
        Field::Agree,
        Field::Privacy,
    ];
    let errors = fields.map(|field| FieldError { field, why: Why::Missing }).into();
    let saved = |chosen| SavedAddress {
        id: "1".into(),
        name: "김하늘".into(),
        address: "04524 서울 중구 세종대로 110 3층".into(),
        chosen,
    };
    let member =
        CheckoutView { saved: vec![saved(true), saved(false)], can_save: true, ..form(vec![], None) };
    let left = |free| Left { line: Line { quantity: 3, ..line() }, free };
    let of = |left| CheckoutView { left, ..form(vec![], Some("sold_out".into())) };
    let (short, back_again) = (of(vec![left(0), left(2), left(3)]), of(vec![left(3)]));
    let mut pages = vec![
        page(lang, "checkout, saved addresses", || view! { <CheckoutPage lang view=member /> }),
        page(lang, "checkout", || view! { <CheckoutPage lang view=form(vec![], None) /> }),
        page(lang, "checkout, refused fields", || view! { <CheckoutPage lang view=form(errors, None) /> }),
        page(
            lang,
            "checkout, sold out",
            || view! { <CheckoutPage lang view=form(vec![], Some("sold_out".into())) /> },
        ),
        page(lang, "checkout, some left", || view! { <CheckoutPage lang view=short /> }),
        page(lang, "checkout, left again", || view! { <CheckoutPage lang view=back_again /> }),
        page(
            lang,
            "checkout, another fee",
            || view! { <CheckoutPage lang view=form(vec![], Some("fee_changed".into())) /> },
        ),
    ];
    for state in [
        PayState::Open,
        PayState::Declined { code: "insufficient_funds".into() },
        PayState::Busy { retry_at: NOW + seconds(30) },
        PayState::Checking { since: NOW },
        PayState::Expired,
    ] {
        pages.push(page(lang, format!("pay {state:?}"), || view! { <PayPage lang view=paying(state) /> }));
    }
    pages
}

pub(super) fn paying(state: PayState) -> PayView {
    let card = |number: &str| TestCard { number: number.into(), meaning: text("승인돼요", "Approved") };
    PayView {
        order: id(2),
        number: OrderNumber::new(NOW, 7),
        lines: vec![line()],
        total: Money::won(189_000),
        recipient: "김하늘".into(),
        address: "서울 중구 세종대로 110 3층".into(),
        held_until: NOW + minutes(15),
        state,
        refunds: Vec::new(),
        methods: Methods::TestCards(vec![card("4242424242424242"), card("4000000000000002")]),
        attempt: id(3),
        since: "1:1".into(),
        now: NOW,
    }
}

pub(super) const STATUSES: [Status; 20] = [
    Status::AwaitingPayment,
    Status::PaymentFailed,
    Status::ActionNeeded,
    Status::Checking,
    Status::Expired,
    Status::Paid,
    Status::Preparing,
    Status::Packed,
    Status::OnHold,
    Status::Shipped,
    Status::Delivered,
    Status::Completed,
    Status::ReturnAsked,
    Status::ReturnReceived,
    Status::Returned,
    Status::CancelRequested,
    Status::Cancelled,
    Status::Refunding,
    Status::RefundRefused,
    Status::Refunded,
];

pub(super) fn back(stage: RefundStage, of_another: bool) -> RefundRow {
    let reason = if of_another { "surplus" } else { "cancelled" }.to_owned();
    RefundRow { amount: Money::won(378_000), stage, of_another, reason }
}

pub(super) fn row(status: Status, cancel: Cancel) -> OrderRow {
    let happened = [Happened::Opened, Happened::PaymentStarted, Happened::Placed, Happened::Preparing];
    OrderRow {
        order: id(status as u32 + 10),
        number: OrderNumber::new(NOW, status as u64),
        seq: 5,
        opened_at: NOW,
        status,
        lines: vec![line(), line()],
        total: Money::won(378_000),
        recipient: "김하늘".into(),
        phone: "010-1234-5678".into(),
        note: "문 앞에 놓아 주세요".into(),
        address: "서울 중구 세종대로 110 3층".into(),
        carrier: Some(Text { ko: "한빛택배".into(), en: "Hanbit".into() }),
        tracking: Some("612345678901".into()),
        follow: Some("https://carrier.example/612345678901".into()),
        held_until: Some(NOW + minutes(15)),
        failure: None,
        refund: Some(Money::won(378_000)),
        refunds: refunds(),
        rest: Money::won(360_000),
        cancel,
        cancelled: Some(CancelNote { by_shop: status == Status::Refunded, reason: "sold_out".into() }),
        returns: returns(),
        return_until: (status == Status::Delivered).then_some(NOW),
        may_readdress: status == Status::Preparing,
        can_complete: status == Status::Delivered,
        cancel_lost: status == Status::Shipped,
        timeline: happened.map(|what| Entry { at: NOW, what }).into(),
    }
}

/// A return in each of its states.
pub(super) fn returns() -> Vec<ReturnView> {
    let stages = [
        ReturnStage::Withdrawn,
        ReturnStage::Refused,
        ReturnStage::Refunded,
        ReturnStage::Received,
        ReturnStage::Asked,
    ];
    let one = |(number, stage)| ReturnView {
        number,
        stage,
        since: NOW,
        lines: vec![line()],
        reason: "wrong_size".into(),
        value: Money::won(189_000),
        back: Money::won(189_000),
        amount: (stage == ReturnStage::Refunded).then_some(Money::won(186_000)),
        deduction: (stage == ReturnStage::Refunded).then(|| (Money::won(3_000), "postage".into())),
        may_deduct: true,
        restocked: (stage == ReturnStage::Refunded).then_some(true),
        refused: (stage == ReturnStage::Refused).then(|| "입은 흔적이 있어요".into()),
        due: (stage == ReturnStage::Received).then_some(NOW),
        overdue: stage == ReturnStage::Received,
    };
    (1..).zip(stages).map(one).collect()
}

fn return_form(notice: Option<&str>, until: Option<Time>) -> ReturnFormView {
    let line = |left| ReturnLineView { line: line(), left, chosen: left.min(1) };
    ReturnFormView {
        order: id(1),
        number: OrderNumber::new(NOW, 7),
        lines: vec![line(2), line(0)],
        until,
        asked: until.is_none() && notice.is_none(),
        send_to: "서울 중구 을지로 1".into(),
        reason: "damaged".into(),
        notice: notice.map(Into::into),
    }
}

fn refunds() -> Vec<RefundRow> {
    let refund = |stage, reason: &str| RefundRow {
        amount: Money::won(9_000),
        stage,
        of_another: false,
        reason: reason.into(),
    };
    vec![
        refund(RefundStage::UnderWay, "late"),
        refund(RefundStage::Refunded, "cancelled"),
        refund(RefundStage::PaidByTransfer, ""),
    ]
}

/// What follows an order: its receipt, and the same again.
fn after_orders(lang: Lang) -> Vec<(String, String)> {
    let receipt = |refunds, provider| ReceiptView {
        row: OrderRow { refunds, ..row(Status::Completed, Cancel::No) },
        paid_at: NOW,
        provider,
    };
    let left = |why| LeftOut { line: line(), why };
    let again =
        |lines, left_out| AgainView { order: id(1), number: OrderNumber::new(NOW, 7), lines, left_out };
    let address = |errors, open| AddressView {
        order: id(1),
        number: OrderNumber::new(NOW, 7),
        fields: Fields { name: "김하늘".into(), ..Fields::default() },
        errors,
        requests: vec![("door".into(), text("문 앞에 놓아 주세요", "Leave it at the door"))],
        postcode_search: open,
        open,
    };
    let all = [WhyLeft::NoLongerSold, WhyLeft::SoldOut, WhyLeft::Only(2)];
    vec![
        page(lang, "receipt", || view! { <ReceiptPage lang view=receipt(vec![], None) /> }),
        page(lang, "receipt, refunds", || {
            let provider = Some(text("토스페이먼츠", "Toss Payments"));
            view! { <ReceiptPage lang view=receipt(refunds(), provider) /> }
        }),
        page(lang, "again, in part", || {
            view! { <AgainPage lang view=again(vec![line()], all.map(left).into()) /> }
        }),
        page(lang, "again, nothing", || {
            view! { <AgainPage lang view=again(vec![], vec![left(WhyLeft::SoldOut)]) /> }
        }),
        page(lang, "address", || view! { <AddressPage lang view=address(vec![], true) /> }),
        page(lang, "address, refused", || {
            let errors = [Field::Name, Field::Phone, Field::Postcode, Field::Address1, Field::Address2];
            let errors = errors.map(|field| FieldError { field, why: Why::Malformed });
            view! { <AddressPage lang view=address(errors.into(), true) /> }
        }),
        page(lang, "address, too late", || view! { <AddressPage lang view=address(vec![], false) /> }),
        page(lang, "return", || view! { <ReturnPage lang view=return_form(None, Some(NOW)) /> }),
        page(lang, "return, nothing chosen", || {
            view! { <ReturnPage lang view=return_form(Some("nothing"), Some(NOW)) /> }
        }),
        page(lang, "return, asked", || view! { <ReturnPage lang view=return_form(None, None) /> }),
        page(
            lang,
            "return, too late",
            || view! { <ReturnPage lang view=return_form(Some("nothing"), None) /> },
        ),
        page(lang, "again, all of it", || view! { <AgainPage lang view=again(vec![line()], vec![]) /> }),
    ]
}

fn orders(lang: Lang) -> Vec<(String, String)> {
    let mine = |rows: Vec<OrderRow>, tab: &str| MyPageView {
        rows,
        since: "1:1".into(),
        now: NOW,
        live: true,
        member: false,
        tab: tab.into(),
    };
    let nobody = MyPageView { live: false, ..mine(vec![], "") };
    let all = || STATUSES.map(|status| row(status, Cancel::No)).into();
    let mut pages = vec![
        page(lang, "mypage", || view! { <MyPage lang view=mine(all(), "") /> }),
        page(lang, "mypage, cancelled", || view! { <MyPage lang view=mine(all(), "cancelled") /> }),
        page(lang, "mypage, nothing yet", || view! { <MyPage lang view=mine(vec![], "") /> }),
        page(lang, "mypage, no session", || view! { <MyPage lang view=nobody /> }),
    ];
    let cancels = [Cancel::No, Cancel::AtOnce, Cancel::Refund, Cancel::Ask];
    for (status, cancel) in STATUSES.into_iter().zip(cancels.into_iter().cycle()) {
        let confirmation = status == Status::Paid;
        let notice = (status == Status::Shipped).then(|| "conflict".to_owned());
        let view = OrderView {
            row: row(status, cancel),
            since: "1:1".into(),
            now: NOW,
            link: "/o/1?until=1&seal=00".into(),
            confirmation,
            notice,
        };
        pages.push(page(lang, format!("order {status:?} {cancel:?}"), || view! { <OrderPage lang view /> }));
    }
    pages
}

fn mails(lang: Lang) -> Vec<(String, String)> {
    let states = ["waiting", "sending", "sent", "refused", "unsure", "withdrawn", "expired"];
    let mail = |(n, state): (u32, &str)| MailView {
        id: id(n),
        to: "buyer@example.com".into(),
        subject: "주문을 받았어요 · 261123-ABCDE".into(),
        text: "주문을 받았어요 <b>".into(),
        state: state.into(),
        due: (state == "waiting").then_some(NOW),
        since: NOW,
    };
    let view = |address: &str, mails: Vec<MailView>| MailsView { address: address.into(), mails };
    let all = || (30..).zip(states).map(mail).collect();
    vec![
        page(lang, "mails", || view! { <MailsPage lang view=view("buyer", all()) /> }),
        page(lang, "mails, none", || view! { <MailsPage lang view=view("", vec![]) /> }),
        page(lang, "mails, none found", || view! { <MailsPage lang view=view("\"<nobody>", vec![]) /> }),
    ]
}

fn failures(lang: Lang) -> Vec<(String, String)> {
    let errors = [
        AppError::NotFound,
        AppError::BadInput,
        AppError::TooLarge,
        AppError::Forbidden,
        AppError::SignIn,
        AppError::LogIn,
        AppError::Conflict,
        AppError::SoldOut,
        AppError::TooManyUnpaid,
        AppError::ReturnUnread,
        AppError::MyPageAway,
        AppError::Unavailable,
    ];
    let nowhere =
        page(lang, "failure, no such page", || view! { <FailurePage lang error=AppError::NotFound /> });
    let page = |error| {
        page(lang, format!("failure {error:?}"), || view! { <FailurePage lang error place=Place::Orders /> })
    };
    errors.into_iter().map(page).chain([nowhere]).collect()
}
