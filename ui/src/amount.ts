// Amounts as they are keyed in: whole cents, from the right, like on every payment terminal. Pure; it knows nothing of
// keys on a screen or a keyboard, and nothing of a product but its limits.

/** 999 999,99 EUR: far above any product, far below what the other side can hold. */
export const MOST = 99_999_999;

export type Press = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "00" | "back";

/** The amount after a key. A digit that would make it longer than `MOST` is not taken. */
export function press(cents: number, key: Press): number {
  if (key === "back") return Math.trunc(cents / 10);
  const next = key === "00" ? cents * 100 : cents * 10 + Number(key);
  return next > MOST ? cents : next;
}

/** The key of the pad that a physical key stands for, by its place on the keyboard: AZERTY types digits too. */
export function pressOf(code: string): Press | null {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  if (digit) return digit as Press;
  return code === "Backspace" ? "back" : null;
}

/** Where an amount stands with a product. */
export function against(cents: number, limits: { minimum: number; maximum: number }): "within" | "below" | "above" {
  if (cents < limits.minimum) return "below";
  return cents > limits.maximum ? "above" : "within";
}

/** The largest of `count` equal payments, and whether all are alike. Fees are the gateway's and are not in it. */
export function payment(cents: number, count: number): { each: number; alike: boolean } {
  const odd = cents % count;
  return { each: Math.trunc(cents / count) + (odd > 0 ? 1 : 0), alike: odd === 0 };
}

/** A price as people type it, "12,50" or "1 200.5", in cents. Three decimals, or anything else, are no price. */
export function typedCents(typed: string): number | null {
  const parts = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(typed.replace(/[\s\u00a0\u202f€]/g, ""));
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? "0").padEnd(2, "0")) : null;
}

/** Whether a percentage reads as one, "19,5" or "5.50", from 0 to 100. An empty field is none, and nothing is amiss. */
export function isPercentage(typed: string): boolean {
  return /^(?:|\d{1,2}(?:[.,]\d{1,2})?|100(?:[.,]00?)?)$/.test(typed.trim());
}

/** Cents as a person would type them, for a field that is filled in beforehand. */
export function asTyped(cents: number): string {
  return `${Math.trunc(cents / 100)},${String(cents % 100).padStart(2, "0")}`;
}
