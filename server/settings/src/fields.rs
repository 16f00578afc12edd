//! The settings as the owner types them, and what makes them settings.

use std::collections::BTreeSet;

use kernel::typed::{cut, is_email, is_line, is_text, narrow};
use kernel::{Day, Money, TimeOfDay, Weekday};
use serde::{Deserialize, Serialize};

use crate::{Business, DeliveryFee, Dispatch, Settings};

/// The dearest delivery that can be set: more is a slip of the finger.
const MOST_FEE: i64 = 100_000;
/// The same of what delivery is free from.
const MOST_FREE_FROM: i64 = 10_000_000;
/// Closed days that can be set at a time.
const MOST_DATES: usize = 100;

/// What the form asks, exactly as typed (cut at [`Fields::STORED`] characters each).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    pub name: String,
    pub owner: String,
    pub registration: String,
    pub mail_order: String,
    pub address: String,
    pub phone: String,
    pub hours: String,
    pub email: String,
    /// In won; commas and 원 may stand in it.
    pub fee: String,
    pub free_from: String,
    /// `15:00`.
    pub cut_off: String,
    pub pick_up: String,
    /// Codes: `mon`.
    pub closed_weekdays: Vec<String>,
    /// `2026-12-25`, one a line.
    pub closed_dates: String,
    pub carriers: Vec<String>,
    pub return_address: String,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    Owner,
    Registration,
    MailOrder,
    Address,
    Phone,
    Hours,
    Email,
    Fee,
    FreeFrom,
    CutOff,
    PickUp,
    ClosedWeekdays,
    ClosedDates,
    Carriers,
    ReturnAddress,
}

impl Field {
    /// The field's name in forms and in the audit.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Owner => "owner",
            Self::Registration => "registration",
            Self::MailOrder => "mail_order",
            Self::Address => "address",
            Self::Phone => "phone",
            Self::Hours => "hours",
            Self::Email => "email",
            Self::Fee => "fee",
            Self::FreeFrom => "free_from",
            Self::CutOff => "cut_off",
            Self::PickUp => "pick_up",
            Self::ClosedWeekdays => "closed_weekdays",
            Self::ClosedDates => "closed_dates",
            Self::Carriers => "carriers",
            Self::ReturnAddress => "return_address",
        }
    }
}

/// Why a field was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    TooLong,
    Malformed,
    /// More money than anybody means, or more days than can be kept.
    TooMuch,
    /// The carrier would come before the cut-off, or without one.
    BeforeCutOff,
    /// No day of the week is left.
    NeverOpen,
}

/// A field that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: Field,
    pub why: Why,
}

/// Collects what is refused while fields are read, in the form's order.
#[derive(Default)]
struct Reading(Vec<FieldError>);

impl Fields {
    /// How much of each field is kept, in characters: more than any limit below, so that what was typed comes back.
    pub const STORED: usize = 2_000;

    /// The settings as the form shows them.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let Settings { business, delivery, dispatch, carriers, return_address } = settings.clone();
        let hour = |time: Option<TimeOfDay>| time.map(|time| time.to_string()).unwrap_or_default();
        let dates: Vec<_> = dispatch.closed_dates.iter().map(ToString::to_string).collect();
        Self {
            name: business.name,
            owner: business.owner,
            registration: business.registration,
            mail_order: business.mail_order,
            address: business.address,
            phone: business.phone,
            hours: business.hours,
            email: business.email,
            fee: delivery.fee.amount.to_string(),
            free_from: delivery.free_from.map(|from| from.amount.to_string()).unwrap_or_default(),
            cut_off: hour(dispatch.cut_off),
            pick_up: hour(dispatch.pick_up),
            closed_weekdays: dispatch.closed_weekdays.iter().map(|day| day.code().to_owned()).collect(),
            closed_dates: dates.join("\n"),
            carriers,
            return_address,
        }
    }

    /// The fields as they are kept after a refusal.
    #[must_use]
    pub fn cut(mut self) -> Self {
        for text in self.texts_mut() {
            cut(text, Self::STORED);
        }
        for list in [&mut self.closed_weekdays, &mut self.carriers] {
            list.truncate(MOST_DATES);
            list.iter_mut().for_each(|text| cut(text, Self::STORED));
        }
        self
    }

    fn texts_mut(&mut self) -> [&mut String; 14] {
        [
            &mut self.name,
            &mut self.owner,
            &mut self.registration,
            &mut self.mail_order,
            &mut self.address,
            &mut self.phone,
            &mut self.hours,
            &mut self.email,
            &mut self.fee,
            &mut self.free_from,
            &mut self.cut_off,
            &mut self.pick_up,
            &mut self.closed_dates,
            &mut self.return_address,
        ]
    }

    /// Every field with its text, in the form's order.
    #[must_use]
    pub fn texts(&self) -> [(Field, String); 16] {
        [
            (Field::Name, self.name.clone()),
            (Field::Owner, self.owner.clone()),
            (Field::Registration, self.registration.clone()),
            (Field::MailOrder, self.mail_order.clone()),
            (Field::Address, self.address.clone()),
            (Field::Phone, self.phone.clone()),
            (Field::Hours, self.hours.clone()),
            (Field::Email, self.email.clone()),
            (Field::Fee, self.fee.clone()),
            (Field::FreeFrom, self.free_from.clone()),
            (Field::CutOff, self.cut_off.clone()),
            (Field::PickUp, self.pick_up.clone()),
            (Field::ClosedWeekdays, self.closed_weekdays.join(" ")),
            (Field::ClosedDates, self.closed_dates.split_whitespace().collect::<Vec<_>>().join(" ")),
            (Field::Carriers, self.carriers.join(" ")),
            (Field::ReturnAddress, self.return_address.clone()),
        ]
    }

    /// The settings that the fields say. An empty field says nothing, and nothing has to be said.
    ///
    /// # Errors
    /// Every field that cannot be taken, in the form's order.
    pub fn check(&self) -> Result<Settings, Vec<FieldError>> {
        let mut reading = Reading::default();
        let business = Business {
            name: reading.text(Field::Name, &self.name, 40, is_text),
            owner: reading.text(Field::Owner, &self.owner, 40, is_text),
            registration: registration_text(&reading.text(
                Field::Registration,
                &self.registration,
                20,
                is_registration,
            )),
            mail_order: reading.text(Field::MailOrder, &self.mail_order, 40, is_text),
            address: reading.text(Field::Address, &self.address, 200, is_text),
            phone: reading.text(Field::Phone, &self.phone, 20, is_phone),
            hours: reading.text(Field::Hours, &self.hours, 60, is_line),
            email: reading.text(Field::Email, &self.email, 254, is_email),
        };
        let fee = reading.money(Field::Fee, &self.fee, MOST_FEE).unwrap_or(Money::won(0));
        let free_from = reading.money(Field::FreeFrom, &self.free_from, MOST_FREE_FROM);
        let settings = Settings {
            business,
            delivery: DeliveryFee { fee, free_from },
            dispatch: reading.dispatch(self),
            carriers: self.carriers.clone(),
            return_address: reading.text(Field::ReturnAddress, &self.return_address, 200, is_text),
        };
        if reading.0.is_empty() { Ok(settings) } else { Err(reading.0) }
    }
}

impl Reading {
    fn refuse(&mut self, field: Field, why: Why) {
        self.0.push(FieldError { field, why });
    }

    /// A line, or nothing.
    fn text(&mut self, field: Field, text: &str, most: usize, well_formed: fn(&str) -> bool) -> String {
        let text = text.trim();
        match text.chars().count() {
            0 => {}
            count if count > most => self.refuse(field, Why::TooLong),
            _ if !well_formed(text) => self.refuse(field, Why::Malformed),
            _ => {}
        }
        text.to_owned()
    }

    /// Whole won, as people write them: `3,000원`.
    fn money(&mut self, field: Field, text: &str, most: i64) -> Option<Money> {
        let plain: String = narrow(text).chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
        let plain = plain.strip_suffix('원').unwrap_or(&plain);
        if plain.is_empty() {
            return None;
        }
        if !plain.bytes().all(|byte| byte.is_ascii_digit()) {
            self.refuse(field, Why::Malformed);
            return None;
        }
        let won = plain.parse().ok().filter(|won| *won <= most);
        if won.is_none() {
            self.refuse(field, Why::TooMuch);
        }
        won.map(Money::won)
    }

    fn hour(&mut self, field: Field, text: &str) -> Option<TimeOfDay> {
        let text = text.trim();
        let hour = TimeOfDay::parse(text).ok();
        if hour.is_none() && !text.is_empty() {
            self.refuse(field, Why::Malformed);
        }
        hour
    }

    fn dispatch(&mut self, fields: &Fields) -> Dispatch {
        let cut_off = self.hour(Field::CutOff, &fields.cut_off);
        let pick_up = self.hour(Field::PickUp, &fields.pick_up);
        let readable = !self.0.iter().any(|error| error.field == Field::CutOff);
        if readable && pick_up.is_some_and(|hour| cut_off.is_none_or(|cut_off| hour < cut_off)) {
            self.refuse(Field::PickUp, Why::BeforeCutOff);
        }
        let closed_weekdays: BTreeSet<_> =
            fields.closed_weekdays.iter().filter_map(|code| Weekday::parse(code)).collect();
        if closed_weekdays.len() == Weekday::ALL.len() {
            self.refuse(Field::ClosedWeekdays, Why::NeverOpen);
        }
        Dispatch { cut_off, pick_up, closed_weekdays, closed_dates: self.dates(&fields.closed_dates) }
    }

    fn dates(&mut self, text: &str) -> BTreeSet<Day> {
        let words = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
        match words.map(Day::parse).collect::<Result<BTreeSet<_>, _>>() {
            Ok(dates) if dates.len() > MOST_DATES => {
                self.refuse(Field::ClosedDates, Why::TooMuch);
                BTreeSet::new()
            }
            Ok(dates) => dates,
            Err(_) => {
                self.refuse(Field::ClosedDates, Why::Malformed);
                BTreeSet::new()
            }
        }
    }
}

/// Ten digits of which the last one checks the others, as the National Tax Service (국세청) makes them.
fn is_registration(text: &str) -> bool {
    const WEIGHTS: [u32; 9] = [1, 3, 7, 1, 3, 7, 1, 3, 5];
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    let plain = text.chars().all(|c| c.is_ascii_digit() || c == '-' || c == ' ');
    let [.., ninth, check] = digits.as_slice() else { return false };
    let sum: u32 = WEIGHTS.iter().zip(&digits).map(|(weight, digit)| weight * digit).sum();
    plain && digits.len() == 10 && (10 - (sum + ninth * 5 / 10) % 10) % 10 == *check
}

/// `123-45-67890`; what is no number stays as it was typed.
fn registration_text(typed: &str) -> String {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    match digits.as_bytes() {
        [_, _, _, _, _, _, _, _, _, _] => format!("{}-{}-{}", &digits[..3], &digits[3..5], &digits[5..]),
        _ => typed.to_owned(),
    }
}

/// A shop's number: 8 digits (1588-0000) to 12 (0502), dashes and spaces as they come.
fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (8..=12).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || c == '-' || c == ' ')
}
