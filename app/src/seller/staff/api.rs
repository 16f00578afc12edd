//! The owner's commands about the desk's people, and the read of their page.

use customer::{Invitation, Permission, Refusal, Role, StaffMember};
use kernel::{StaffId, Time};
use leptos::prelude::*;

use super::StaffView;
use crate::AppError;
use crate::services::{Form, Services, lang_of, parse, see_other};

const INVITE: Form = Form { name: "invite", page: "/seller/staff" };

/// Invites somebody by a letter. Who is invited already is invited anew only when the form says that it knows (`again`):
/// their link, name and role would be replaced. Nobody who works at the desk is.
///
/// # Errors
/// [`AppError::SignIn`] for everybody who is not at the desk, [`AppError::NotAllowed`] for everybody but the owner, as every
/// command here; what is refused leads back to the form.
#[server(name = InviteStaff, prefix = "/api", endpoint = "invite_staff")]
pub async fn invite_staff(
    #[server(default)] email: String,
    #[server(default)] name: String,
    #[server(default)] role: String,
    #[server(default)] again: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let (services, lang) = (Services::get()?, lang_of(&lang));
    let who = services.staff(Permission::Staff)?.who;
    let form = Invitation { email, name, role };
    let known = services.staffing.known(&form.email).await?;
    let asks = known.is_some_and(|it| {
        it.password.is_some() || (replaces(&it, &form, services.clock.now()) && it.id.to_string() != again)
    });
    let invited = if asks && form.check().is_ok() {
        Err(Refusal::Fields(Vec::new()))
    } else {
        services.staffing.invite(who, &form, lang).await
    };
    match invited {
        Ok(()) => {
            see_other(lang, "/seller/staff?notice=invited");
            Ok(())
        }
        Err(refusal) => {
            let typed = [("email", &*form.email), ("name", &form.name), ("role", &form.role)];
            services.refuse(&services.visit().await?, INVITE, lang, typed, refusal).await
        }
    }
}

/// Whether inviting again takes something from who is invited: a link that still works, or another name or role.
fn replaces(known: &StaffMember, form: &Invitation, now: Time) -> bool {
    now < known.invited_until || known.name != form.name.trim() || known.role.as_str() != form.role
}

/// Gives somebody another role.
///
/// # Errors
/// As [`invite_staff`].
#[server(name = ChangeRole, prefix = "/api", endpoint = "change_role")]
pub async fn change_role(
    #[server(default)] staff: String,
    #[server(default)] role: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Staff)?.who;
    let (staff, role): (StaffId, _) = (parse(&staff)?, Role::parse(&role).ok_or(AppError::BadInput)?);
    services.staffing.change_role(who, staff, role).await?;
    see_other(lang_of(&lang), "/seller/staff?notice=role_changed");
    Ok(())
}

/// Sends somebody away from the desk.
///
/// # Errors
/// As [`invite_staff`].
#[server(name = RevokeStaff, prefix = "/api", endpoint = "revoke_staff")]
pub async fn revoke_staff(
    #[server(default)] staff: String,
    #[server(default)] lang: String,
) -> Result<(), AppError> {
    let services = Services::get()?;
    let who = services.staff(Permission::Staff)?.who;
    services.staffing.revoke(who, parse(&staff)?).await?;
    see_other(lang_of(&lang), "/seller/staff?notice=revoked");
    Ok(())
}

/// The owner's page about the desk's people.
///
/// # Errors
/// As [`invite_staff`].
pub async fn staff(asked: String, notice: String) -> Result<StaffView, AppError> {
    let services = Services::get()?;
    services.staff(Permission::Staff)?;
    let refused = services.refused(INVITE, &asked).await?;
    let known = match &refused {
        Some(form) if !form.says_why() => services.staffing.known(&form.typed("email")).await?,
        _ => None,
    };
    let people = services.staffing.all().await?;
    Ok(StaffView { people, refused, known, notice, now: services.clock.now() })
}
