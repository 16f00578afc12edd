//! The pick list on its page.

use kernel::{Lang, OrderNumber};
use leptos::prelude::*;
use leptos_meta::Title;

use super::PaperFrame;
use super::api::PaperView;
use super::pick::{Group, Pick, pick};
use crate::ui::frame::title;
use crate::ui::line::size_text;
use crate::ui::{Drawing, Sprite};

/// The list.
#[component]
pub fn PickPage(lang: Lang, view: PaperView) -> impl IntoView {
    let heading = lang.pick("피킹 목록", "Pick list");
    let hint = lang.pick(
        "무엇을 몇 벌 꺼낼지, 어느 주문에 넣을지예요.",
        "What to take from the shelf, how many, and for which orders.",
    );
    let path = format!("/seller/pick-list{}", view.asked.query());
    let groups = pick(&view.orders);
    let picks = groups.iter().flat_map(|group| &group.picks);
    let (slugs, count): (Vec<String>, Vec<u32>) = picks.map(|it| (it.line.slug.clone(), it.count)).unzip();
    let (pieces, orders) = (count.iter().sum::<u32>(), view.orders.len());
    let total = (pieces > 0).then(|| {
        let text = match lang {
            Lang::Ko => format!("주문 {orders}건, 옷 {pieces}벌 · {}", view.now.text(lang)),
            Lang::En => format!("{orders} orders, {pieces} pieces · {}", view.now.text(lang)),
        };
        view! { <p class="num mb5">{text}</p> }
    });
    let groups =
        (0..).zip(groups).map(|(n, group): (usize, _)| view! { <OneGroup lang n group /> }).collect_view();
    view! {
        <Title text=title(lang, heading) />
        <Sprite slugs />
        <PaperFrame lang path heading hint view>{total}{groups}</PaperFrame>
    }
}

#[component]
fn OneGroup(lang: Lang, n: usize, group: Group) -> impl IntoView {
    let name = match group.category {
        Some(name) => name.get(lang).to_owned(),
        None => lang.pick("이제 팔지 않는 옷", "No longer sold").to_owned(),
    };
    let (heading, labelled) = (format!("group-{n}"), format!("group-{n}"));
    let rows = group.picks.into_iter().map(|pick| view! { <Row lang pick /> }).collect_view();
    view! {
        <section class="mb6" aria-labelledby=labelled>
            <h2 class="mb4" id=heading>{name.clone()}</h2>
            <table class="tbl cards picks">
                <caption class="vh">{name}</caption>
                <thead>
                    <tr>
                        <th scope="col">{lang.pick("옷", "Garment")}</th>
                        <th scope="col" class="n">{lang.pick("수", "Count")}</th>
                        <th scope="col">{lang.pick("주문", "Orders")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

#[component]
fn Row(lang: Lang, pick: Pick) -> impl IntoView {
    let Pick { line, count, orders } = pick;
    let option = format!("{} · {}", size_text(lang, &line.size), line.dye_name.get(lang));
    let order = |(number, count): (OrderNumber, u32)| {
        let times = (count > 1).then(|| format!(" ×{count}"));
        view! { <li class="num">{number.to_string()}{times}</li> }
    };
    view! {
        <tr>
            <th scope="row">
                <div class="item">
                    <span class="ground thumb s"><Drawing slug=line.slug.clone() dye=line.dye.clone() /></span>
                    <span>{line.name.get(lang).to_owned()}<br /><b>{option}</b></span>
                </div>
            </th>
            <td class="n big">{count}</td>
            <td data-label=lang.pick("주문", "Orders")><ul>{orders.into_iter().map(order).collect_view()}</ul></td>
        </tr>
    }
}
