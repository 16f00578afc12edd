// The sandbox provider beside the shop: what it captured and gave back, the switch that takes it down, and
// the faults that it can be told to have.
import { expect } from "@playwright/test";
import type { Demo } from "./demo.ts";

/** What the provider took for an order and what of it went back, in won. */
export interface Money {
  captured: number[];
  refunded: number[];
}

interface Capture {
  amount: number;
  metadata: { order?: string };
  refunds: { amount: number }[];
}

/** The money of an order, by the provider's own ledger. */
export async function moneyOf(shop: Demo, order: string): Promise<Money> {
  const response = await fetch(`${shop.sandboxURL}/ledger`);
  const { captures } = (await response.json()) as { captures: Capture[] };
  const ours = captures.filter((capture) => capture.metadata.order === order);
  return {
    captured: ours.map((capture) => capture.amount),
    refunded: ours.flatMap((capture) => capture.refunds.map((refund) => refund.amount)),
  };
}

/** A call of the shop, as the provider counts it. */
type Call =
  | "POST /v1/payment_intents/{id}/confirm"
  | "POST /v1/payment_intents/{id}/cancel"
  | "GET /v1/payment_intents/{id}"
  | "POST /v1/refunds";

/** What goes wrong with a call. */
type Fault =
  | { kind: "reset"; when: "before" | "after" }
  | { kind: "error"; status: number; when: "before" | "after" }
  | { kind: "late_success"; shown: "declined" | "processing"; delay_ms: number };

/** One fault, at one call. */
export interface Rule {
  fault: Fault;
  on: Call;
  times?: number;
}

/** The charge is made, and its answer is lost. */
export const ANSWER_LOST: Rule = {
  fault: { kind: "reset", when: "after" },
  on: "POST /v1/payment_intents/{id}/confirm",
};

/** The charge never arrives, and nobody knows. */
export const CHARGE_LOST: Rule = { ...ANSWER_LOST, fault: { kind: "reset", when: "before" } };

/** The charge is made after a while, until which it is said to be under way. */
export const CHARGE_LATE: Rule = {
  ...ANSWER_LOST,
  fault: { kind: "late_success", shown: "processing", delay_ms: 3_000 },
};

/** Whoever asks about a payment, or wants to close it, is not answered. */
export const NO_ANSWERS: Rule[] = (["GET /v1/payment_intents/{id}", "POST /v1/payment_intents/{id}/cancel"] as const).map(
  (on) => ({ fault: { kind: "error", status: 503, when: "before" }, on }),
);

/** Lets these go wrong from now on, and nothing else. */
export function setFaults(shop: Demo, ...rules: Rule[]): Promise<void> {
  return control(shop, "control/faults", { rules });
}

/** Takes the provider down, or brings it back. */
export function setDown(shop: Demo, down: boolean): Promise<void> {
  return control(shop, "control", { down });
}

async function control(shop: Demo, path: string, set: object): Promise<void> {
  const response = await fetch(`${shop.sandboxURL}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(set),
  });
  expect(response.status, `the sandbox takes ${path}`).toBe(200);
}
