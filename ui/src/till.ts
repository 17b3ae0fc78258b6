// The till's form between the screen and the contract: address lines as typed, one a row.
import type { TillForm } from "./bindings";

/** The shop and the till as they are typed. */
export interface TillDraft {
  shop: string;
  /** The address, one a row. */
  lines: string;
  /** The registration number on receipts. */
  legal: string;
  till: string;
  country: string;
  zone: string;
}

/** The contract's form of what was typed. */
export function tillForm(draft: TillDraft, language: string): TillForm {
  return {
    shop: draft.shop.trim(),
    shop_lines: draft.lines.split("\n").map((line) => line.trim()).filter(Boolean),
    legal_id: draft.legal.trim(),
    till: draft.till.trim().toUpperCase(),
    country: draft.country,
    zone: draft.zone,
    language,
  };
}
