//! The owner's page about the desk's people: who they are, what they may do, whom else to invite.

use customer::{Field, Refused, Role, StaffMember};
use kernel::{Lang, Time};
use leptos::prelude::*;
use leptos_meta::Title;

use super::{StaffView, role_meaning, role_word};
use crate::account::page::{error, refusal};
use crate::seller::forms::Post;
use crate::seller::frame::DeskFrame;
use crate::ui::field::{FieldError, TextField, described_by};
use crate::ui::frame::{error_title, title};
use crate::ui::time::When;
use crate::ui::told::Told;

/// The page.
#[component]
pub fn StaffPage(lang: Lang, view: StaffView) -> impl IntoView {
    let StaffView { people, refused, known, notice, now } = view;
    let heading = lang.pick("함께 일하는 사람", "People at the desk");
    let text = if refused.is_some() { error_title(lang, heading) } else { title(lang, heading) };
    let empty = people.is_empty().then(|| {
        view! { <p>{lang.pick("아직 혼자 일하고 있어요.", "You work alone so far.")}</p> }
    });
    view! {
        <Title text />
        <DeskFrame lang path="/seller/staff">
            {done(lang, &notice)}
            <h1 class="mb5">{heading}</h1>
            {empty}
            <ul class="lines">{people.into_iter().map(|member| line(lang, member, now)).collect_view()}</ul>
            <section class="mt6 sec narrow" aria-labelledby="invite">
                <h2 id="invite">{lang.pick("초대하기", "Invite somebody")}</h2>
                <Invite lang refused known now />
            </section>
        </DeskFrame>
    }
}

fn done(lang: Lang, notice: &str) -> Option<impl IntoView + use<>> {
    let text = match notice {
        "invited" => lang.pick(
            "초대 메일을 보냈어요. 사흘 안에 링크를 누르면 돼요.",
            "The invitation is on its way. Its link works for three days.",
        ),
        "role_changed" => lang.pick("역할을 바꿨어요.", "The role is changed."),
        "revoked" => lang.pick("이제 가게에 들어올 수 없어요.", "They can no longer come in."),
        _ => return None,
    };
    Some(view! { <Told text /> })
}

/// Where somebody stands: at the desk, invited, too late, or gone.
fn standing(lang: Lang, member: &StaffMember, now: Time) -> impl IntoView + use<> {
    let (text, at) = match (member.revoked_at, &member.password) {
        (Some(gone), _) => (lang.pick("내보냄 ", "Sent away "), Some(gone)),
        (None, Some(_)) => (lang.pick("일하는 중", "At the desk"), None),
        (None, None) if now < member.invited_until => {
            (lang.pick("초대함 · 링크가 끝나는 때 ", "Invited · the link ends "), Some(member.invited_until))
        }
        (None, None) => {
            (lang.pick("초대가 끝났어요. 다시 초대해 주세요", "The invitation is over. Invite again"), None)
        }
    };
    view! {
        {text}
        {at.map(|at| view! { <When at text=at.text(lang) /> })}
    }
}

fn line(lang: Lang, member: StaffMember, now: Time) -> impl IntoView {
    let standing = standing(lang, &member, now);
    let StaffMember { id, email, name, role, revoked_at, .. } = member;
    let actions = revoked_at.is_none().then(|| {
        let (role_label, away_label) = match lang {
            Lang::Ko => (format!("{name}의 역할"), format!("{name} 내보내기")),
            Lang::En => (format!("Role of {name}"), format!("Send {name} away")),
        };
        view! {
            <div class="row gap2">
                <Post lang action="/api/change_role" class="row gap2">
                    <input type="hidden" name="staff" value=id.to_string() />
                    <select class="in" name="role" aria-label=role_label>
                        {roles(lang, role.as_str())}
                    </select>
                    <button class="btn q s">{lang.pick("바꾸기", "Change")}</button>
                </Post>
                <Post lang action="/api/revoke_staff">
                    <input type="hidden" name="staff" value=id.to_string() />
                    <button class="btn bad s" aria-label=away_label>
                        {lang.pick("내보내기", "Send away")}
                    </button>
                </Post>
            </div>
        }
    });
    view! {
        <li>
            <div>
                <b>{name}</b>
                <span class="sm mut">" · "{role_word(role, lang)}</span>
                <p class="sm mut">{email.as_str().to_owned()}</p>
                <p class="sm mut">{standing}</p>
            </div>
            {actions}
        </li>
    }
}

fn roles(lang: Lang, chosen: &str) -> impl IntoView + use<> {
    let option = |role: Role| {
        view! {
            <option value=role.as_str() selected=role.as_str() == chosen>
                {role_word(role, lang)}
            </option>
        }
    };
    Role::ALL.map(option).collect_view()
}

/// That somebody needs no invitation.
fn working(lang: Lang, member: &StaffMember) -> impl IntoView + use<> {
    let name = member.name.clone();
    view! {
        <section class="mb5 sum" tabindex="-1" autofocus=true aria-labelledby="works">
            <h2 id="works">{lang.pick("이미 함께 일하는 분이에요", "They work at the desk already")}</h2>
            <p>
                {name} " · " {role_word(member.role, lang)} ". "
                {lang.pick("역할은 위 목록에서 바꿀 수 있어요.", "The list above changes their role.")}
            </p>
        </section>
    }
}

/// What inviting somebody again would change.
fn replaced(lang: Lang, pending: &StaffMember, form: &Refused, now: Time) -> impl IntoView + use<> {
    let role = Role::parse(&form.typed("role")).unwrap_or(pending.role);
    let change = |what: &'static str, before: &str, after: &str| {
        (before != after).then(|| format!("{what}: {before} → {after}"))
    };
    let changes = [
        change(lang.pick("이름", "Name"), &pending.name, form.typed("name").trim()),
        change(lang.pick("역할", "Role"), role_word(pending.role, lang), role_word(role, lang)),
        (now < pending.invited_until).then(|| {
            lang.pick(
                "앞서 보낸 링크는 쓸 수 없고, 새 링크가 나가요.",
                "The link sent before stops working; a new one goes out.",
            )
            .to_owned()
        }),
    ];
    let name = pending.name.clone();
    view! {
        <section class="mb5 sum" tabindex="-1" autofocus=true aria-labelledby="pending">
            <h2 id="pending">{lang.pick("이미 초대한 분이에요", "They are invited already")}</h2>
            <p>
                {name} " · " {role_word(pending.role, lang)} " · " {pending.email.as_str().to_owned()}
            </p>
            <ul>{changes.into_iter().flatten().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
            <p>
                <a class="link" href=lang.path("/seller/staff")>{lang.pick("그대로 두기", "Leave it as it is")}</a>
            </p>
        </section>
    }
}

#[component]
fn Invite(
    lang: Lang,
    refused: Option<Refused>,
    /// Who has this address already.
    known: Option<StaffMember>,
    now: Time,
) -> impl IntoView {
    let error = |field| error(lang, refused.as_ref(), field);
    let (works, pending) = match known {
        Some(member) if member.password.is_some() => (Some(working(lang, &member)), None),
        pending => (None, pending),
    };
    let again = pending.as_ref().map(|it| it.id.to_string());
    let asked = pending.zip(refused.as_ref()).map(|(it, form)| replaced(lang, &it, form, now));
    let button = match again {
        Some(_) => lang.pick("바꿔서 다시 초대하기", "Invite again like this"),
        None => lang.pick("초대하기", "Invite"),
    };
    let (email, named, role) = (error(Field::Email), error(Field::Name), error(Field::Role));
    let summary = refused.as_ref().map(|refused| refusal(lang, refused, now));
    let refused = refused.unwrap_or_default();
    let chosen = match refused.typed("role") {
        typed if typed.is_empty() => Role::Packer.as_str().to_owned(),
        typed => typed,
    };
    let meanings = Role::ALL.map(|role| {
        view! { <dt>{role_word(role, lang)}</dt> <dd>{role_meaning(role, lang)}</dd> }
    });
    view! {
        {summary}
        {works}
        {asked}
        <Post lang action="/api/invite_staff" class="form">
            {again.map(|id| view! { <input type="hidden" name="again" value=id /> })}
            <TextField
                name="name"
                label=lang.pick("이름", "Name")
                value=refused.typed("name")
                nostrip:error=named
            />
            <TextField
                name="email"
                label=lang.pick("이메일", "E-mail")
                kind="email"
                value=refused.typed("email")
                nostrip:error=email
            />
            <div class="field">
                <label for="role">{lang.pick("역할", "Role")}</label>
                <select
                    class="in"
                    id="role"
                    name="role"
                    aria-describedby=described_by("role", false, role.is_some())
                    aria-invalid=role.map(|_| "true")
                >
                    {roles(lang, &chosen)}
                </select>
                {role.map(|text| view! { <FieldError name="role" text /> })}
            </div>
            <dl class="rows">{meanings.collect_view()}</dl>
            <p>
                <button class="btn">{button}</button>
            </p>
        </Post>
    }
}
