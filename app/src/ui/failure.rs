//! The page for what could not be done: it says whether money or an order was touched, and what to do next.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::error::AppError;
use crate::services::in_query;
use crate::ui::frame::{error_title, path_of};

/// What a failure says: the title, what it means for money and orders, where to go.
struct Words {
    title: &'static str,
    touched: &'static str,
    next: &'static str,
    path: &'static str,
}

/// The door of the desk, which leads on to a page of it.
fn door(back: &str) -> String {
    if back.is_empty() { "/seller".to_owned() } else { format!("/seller/log-in?next={}", in_query(back)) }
}

/// Where something failed, which says to whom its page speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Place {
    /// In the shop, where nothing of anybody's stands.
    #[default]
    Shop,
    /// On a page about somebody's orders.
    Orders,
    /// At the desk: who reads it sells.
    Desk,
}

impl Place {
    const ALL: [Self; 3] = [Self::Shop, Self::Orders, Self::Desk];

    /// That of a page, given without its language.
    #[must_use]
    pub fn of(page: &str) -> Self {
        let path = path_of(page);
        if path == "/seller" || path.starts_with("/seller/") {
            Self::Desk
        } else if ["/orders/", "/o/", "/checkout/", "/pay/"].iter().any(|it| path.starts_with(it)) {
            Self::Orders
        } else {
            Self::Shop
        }
    }

    /// The word in addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Orders => "orders",
            Self::Desk => "desk",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.code() == code)
    }
}

/// The page of a failure. It sets no status: whoever answers does.
#[component]
pub fn FailurePage(
    lang: Lang,
    error: AppError,
    /// Where it happened.
    #[prop(optional)]
    place: Place,
    /// The page of the desk that it happened on, to come back to after a log-in.
    #[prop(optional)]
    back: String,
) -> impl IntoView {
    let words = match (place, error) {
        (Place::Desk, AppError::SignIn) => ended(lang),
        (Place::Desk, error) => at_desk(lang, error),
        (Place::Shop, AppError::NotFound) => nowhere(lang),
        (Place::Shop | Place::Orders, error) => words(lang, error),
    };
    let path = if matches!(error, AppError::SignIn) { door(&back) } else { words.path.to_owned() };
    view! {
        <Title text=error_title(lang, words.title) />
        <div class="wrap page">
            <div class="state mt4 mb6">
                <h1>{words.title}</h1>
                <p>{words.touched}</p>
            </div>
            <p>
                <a class="btn" href=lang.path(&path)>
                    {words.next}
                </a>
            </p>
        </div>
    }
}

/// A form was sent after its log-in had ended.
fn ended(lang: Lang) -> Words {
    Words {
        title: lang.pick("로그인이 끝났어요", "Your log-in has ended"),
        touched: lang.pick(
            "아무것도 바뀌지 않았어요. 다시 로그인하면 하던 화면으로 돌아가요.",
            "Nothing was changed. Log in again to return to the page you were on.",
        ),
        next: lang.pick("다시 로그인하기", "Log in again"),
        path: "/seller",
    }
}

/// What is said to a seller, where a buyer would be told of orders and money.
fn at_desk(lang: Lang, error: AppError) -> Words {
    let (title, touched) = match error {
        AppError::NotFound | AppError::Gone => (
            lang.pick("여기에는 아무것도 없어요", "There’s nothing here"),
            lang.pick(
                "주소가 바뀌었거나 없는 것이에요. 아무것도 바뀌지 않았어요.",
                "The address has changed, or there is no such thing. Nothing was changed.",
            ),
        ),
        AppError::BadInput => (
            lang.pick("보내신 내용을 읽지 못했어요", "We couldn’t read that"),
            lang.pick(
                "아무것도 바뀌지 않았어요. 뒤로 가서 다시 해 주세요.",
                "Nothing was changed. Go back and try it again.",
            ),
        ),
        AppError::TooLarge => (
            lang.pick("보내신 것이 너무 커요", "That was too large"),
            lang.pick(
                "아무것도 저장하지 않았어요. 사진은 15MB까지, 글은 칸에 적힌 길이까지예요. 뒤로 가서 줄인 뒤 다시 보내 주세요.",
                "Nothing was stored. A photograph can have 15 MB, a text as much as its field says. Go back, make it smaller and send it again.",
            ),
        ),
        other => return words(lang, other),
    };
    Words { title, touched, next: lang.pick("보낼 옷으로 가기", "Go to the orders"), path: "/seller" }
}

/// There is no such page, and nothing of anybody's stands on it.
fn nowhere(lang: Lang) -> Words {
    Words {
        title: lang.pick("여기에는 아무것도 없어요", "There’s nothing here"),
        touched: lang.pick(
            "주소가 바뀌었거나 없는 화면이에요. 찾으시는 옷은 모든 옷에서 볼 수 있어요.",
            "The address has changed, or there is no such page. What we sell stands under All clothes.",
        ),
        next: lang.pick("모든 옷 보기", "See all clothes"),
        path: "/garments",
    }
}

fn words(lang: Lang, error: AppError) -> Words {
    let to_orders = lang.pick("내 주문 보기", "See my orders");
    let to_shop = lang.pick("옷 보러 가기", "Look at the clothes");
    match error {
        AppError::NotFound => Words {
            title: lang.pick("여기에는 아무것도 없어요", "There’s nothing here"),
            touched: lang.pick(
                "주소가 바뀌었거나 다른 분의 주문이에요. 주문과 돈은 그대로예요.",
                "The address has changed, or the order is somebody else’s. Your orders and your money are as they were.",
            ),
            next: to_shop,
            path: "/",
        },
        AppError::Gone => Words {
            title: lang.pick("이제 팔지 않는 옷이에요", "We don’t sell this any more"),
            touched: lang.pick(
                "이미 주문하셨다면 그 주문은 그대로예요.",
                "If you have ordered it, your order is as it was.",
            ),
            next: to_shop,
            path: "/",
        },
        AppError::BadInput => Words {
            title: lang.pick("보내신 내용을 읽지 못했어요", "We couldn’t read that"),
            touched: lang.pick(
                "아무것도 주문하지 않았고, 돈도 나가지 않았어요. 처음부터 다시 골라 주세요.",
                "Nothing was ordered and no money was taken. Please choose again from the start.",
            ),
            next: to_shop,
            path: "/",
        },
        AppError::TooLarge => Words {
            title: lang.pick("보내신 내용이 너무 길어요", "That was too long for us"),
            touched: lang.pick(
                "아무것도 저장하지 않았고, 돈도 나가지 않았어요. 더 짧게 적어 다시 보내 주세요.",
                "Nothing was stored and no money was taken. Please shorten it and send it again.",
            ),
            next: to_shop,
            path: "/",
        },
        AppError::Forbidden => Words {
            title: lang.pick("이 화면에서 보낸 것이 아니었어요", "That didn’t come from our page"),
            touched: lang.pick(
                "다른 사이트에서 온 요청이라 받지 않았어요. 주문과 돈은 그대로예요.",
                "It came from another site, so we didn’t take it. Your orders and your money are as they were.",
            ),
            next: to_shop,
            path: "/",
        },
        AppError::SignIn => Words {
            title: lang.pick("가게에서 일하는 분만 볼 수 있어요", "Only the shop’s own people can see this"),
            touched: lang.pick("로그인하면 이어서 볼 수 있어요.", "Log in to go on."),
            next: lang.pick("로그인하기", "Log in"),
            path: "/seller",
        },
        AppError::LogIn => Words {
            title: lang.pick("로그인하면 볼 수 있어요", "Log in to see this"),
            touched: lang.pick(
                "여기는 계정이 있는 분의 화면이에요. 주문과 돈은 그대로예요.",
                "This page belongs to an account. Your orders and your money are as they were.",
            ),
            next: lang.pick("로그인하기", "Log in"),
            path: "/account/log-in",
        },
        AppError::NotAllowed => Words {
            title: lang.pick("이 일은 맡은 역할에 없어요", "Your role does not include this"),
            touched: lang.pick(
                "아무것도 바뀌지 않았어요. 필요하면 가게 주인에게 역할을 바꿔 달라고 해 주세요.",
                "Nothing was changed. Ask the owner for another role if you need it.",
            ),
            next: lang.pick("주문으로 가기", "Go to the orders"),
            path: "/seller",
        },
        AppError::Conflict => Words {
            title: lang.pick("그 사이 주문이 바뀌었어요", "The order has moved on"),
            touched: lang.pick(
                "지금 하신 일은 적용하지 않았어요. 주문이 어디까지 왔는지 보고 다시 골라 주세요.",
                "What you asked for was not done. See where the order stands and choose again.",
            ),
            next: to_orders,
            path: "/mypage",
        },
        AppError::SoldOut => Words {
            title: lang.pick("방금 다 팔렸어요", "Just sold out"),
            touched: lang.pick(
                "아무것도 주문하지 않았고, 돈도 나가지 않았어요.",
                "Nothing was ordered and no money was taken.",
            ),
            next: to_shop,
            path: "/",
        },
        AppError::TooManyUnpaid => Words {
            title: lang.pick("결제를 기다리는 주문이 셋이에요", "Three orders are waiting to be paid"),
            touched: lang.pick(
                "하나를 결제하거나 취소하면 새로 주문할 수 있어요. 돈은 나가지 않았어요.",
                "Pay or cancel one of them to place a new one. No money was taken.",
            ),
            next: to_orders,
            path: "/mypage",
        },
        AppError::PaymentDeclined => Words {
            title: lang.pick("결제가 되지 않았어요", "The payment was declined"),
            touched: lang.pick(
                "청구되지 않았어요. 내 주문에서 다른 카드로 결제할 수 있어요.",
                "Nothing was charged. You can pay with another card under My orders.",
            ),
            next: to_orders,
            path: "/mypage",
        },
        AppError::PaymentUnavailable => Words {
            title: lang.pick("결제 창구가 붐빕니다", "The payment desk is busy"),
            touched: lang.pick(
                "청구되지 않았어요. 잠시 뒤에 내 주문에서 결제할 수 있어요.",
                "Nothing was charged. You can pay under My orders in a moment.",
            ),
            next: to_orders,
            path: "/mypage",
        },
        AppError::ReturnUnread => Words {
            title: lang.pick("돌아오신 주소를 읽지 못했어요", "We couldn’t read the way back"),
            touched: lang.pick(
                "결제가 됐는지 이 화면은 몰라요. 다시 결제하지 말고, 내 주문에서 어떻게 됐는지 먼저 봐 주세요.",
                "This page doesn’t know whether you have paid. Don’t pay again: see under My orders what became of it first.",
            ),
            next: to_orders,
            path: "/mypage",
        },
        AppError::MyPageAway => Words {
            title: lang.pick("내 주문이 잠깐 쉬고 있어요", "My orders is away for a moment"),
            touched: lang.pick(
                "주문과 돈은 그대로이고, 새 주문도 받고 있어요. 잠시 뒤에 다시 열거나, 주문 번호와 메일 주소로 그 주문을 바로 보세요.",
                "Your orders and your money are as they were, and new orders are taken. Come back in a moment, or look one order up by its number and e-mail.",
            ),
            next: lang.pick("주문 번호로 찾기", "Find an order by its number"),
            path: "/account/find-order",
        },
        AppError::Unavailable => Words {
            title: lang.pick("가게 문이 잠깐 닫혔어요", "The shop is closed for a moment"),
            touched: lang.pick(
                "잠시 뒤에 다시 해 보세요. 결제하던 중이었다면 다시 결제하지 말고, 내 주문에서 어떻게 되었는지 먼저 봐 주세요. 이미 한 주문은 그대로 있어요.",
                "Try again in a moment. If you were paying, don’t pay again: see under My orders what became of it first. Orders you have already placed are safe.",
            ),
            next: to_orders,
            path: "/mypage",
        },
    }
}
