// A PIN as it is keyed in: digits, as many as Rust takes. Pure; whether it is the right one, or one too easy to guess, is
// Rust's to say.
import type { Press } from "./amount";

/** Fewest and most digits. */
export const LEAST = 4;
export const MOST = 12;

/** The PIN after a key. One more than the most is not taken. */
export function keyed(pin: string, key: Press): string {
  if (key === "back") return pin.slice(0, -1);
  return pin.length + key.length > MOST ? pin : pin + key;
}
