//! Where the account is logged in, with a way to end it there.

use kernel::Lang;
use leptos::prelude::*;

use crate::account::view::DeviceView;
use crate::ui::device::device_text;
use crate::ui::time::When;

/// The devices, the one seen last first.
#[component]
pub(super) fn Devices(lang: Lang, devices: Vec<DeviceView>) -> impl IntoView {
    let others = devices.iter().any(|device| !device.here).then(|| {
        view! {
            <form class="mt4" method="post" action="/api/log_out_others">
                <input type="hidden" name="lang" value=lang.tag() />
                <button class="btn q">
                    {lang.pick("다른 모든 기기에서 로그아웃", "Log out on all other devices")}
                </button>
            </form>
        }
    });
    view! {
        <section class="sec" aria-labelledby="devices">
            <h2 id="devices">{lang.pick("로그인한 기기", "Where you are logged in")}</h2>
            <ul class="lines">{devices.into_iter().map(|device| line(lang, device)).collect_view()}</ul>
            {others}
        </section>
    }
}

fn line(lang: Lang, device: DeviceView) -> impl IntoView {
    let DeviceView { device, agent, entered_at, seen_at, here } = device;
    // When a device was last seen is written down now and then: at the least it was when it logged in.
    let seen_at = seen_at.max(entered_at);
    let name = device_text(lang, &agent);
    let end = (!here).then(|| {
        let label = match lang {
            Lang::Ko => format!("{name}에서 로그아웃"),
            Lang::En => format!("Log out on {name}"),
        };
        view! {
            <form method="post" action="/api/log_out_device">
                <input type="hidden" name="lang" value=lang.tag() />
                <input type="hidden" name="device" value=device.to_string() />
                <button class="btn q s" aria-label=label>
                    {lang.pick("로그아웃", "Log out")}
                </button>
            </form>
        }
    });
    view! {
        <li>
            <div>
                <b>{name}</b>
                {here.then(|| view! { <span class="sm mut">" · "{lang.pick("지금 이 기기", "This device")}</span> })}
                <p class="sm mut">
                    {lang.pick("로그인 ", "Logged in ")}
                    <When at=entered_at text=entered_at.text(lang) />
                    {lang.pick(" · 마지막 ", " · last seen ")}
                    <When at=seen_at text=seen_at.text(lang) />
                </p>
            </div>
            {end}
        </li>
    }
}
