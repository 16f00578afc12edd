// The sandbox provider beside the shop: what it captured and gave back, and the switch that takes it down.
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

/** Takes the provider down, or brings it back. */
export async function setDown(shop: Demo, down: boolean): Promise<void> {
  const response = await fetch(`${shop.sandboxURL}/control`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ down }),
  });
  expect(response.status, "the sandbox has a switch").toBe(200);
}

/** A fault of the sandbox, as its `/control/faults` takes it. */
export interface Fault {
  fault: { kind: string; [field: string]: unknown };
  on: string;
  times?: number;
}

/** Lets the provider fail so, and no other way; without faults it does what it should. */
export async function setFaults(shop: Demo, rules: Fault[]): Promise<void> {
  const response = await fetch(`${shop.sandboxURL}/control/faults`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ rules }),
  });
  expect(response.status, "the sandbox takes faults").toBe(200);
}
