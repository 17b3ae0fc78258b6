// The till's form between the screen and the contract: address lines as typed, one a row.
import type { TillForm } from "./bindings";
import type { TillDraft } from "./parts/TillFields.svelte";

/** The contract's form of what was typed. */
export function tillForm(draft: TillDraft, language: string): TillForm {
  return {
    shop: draft.shop.trim(),
    shop_lines: draft.lines.split("\n").map((line) => line.trim()).filter(Boolean),
    till: draft.till.trim(),
    country: draft.country,
    zone: draft.zone,
    language,
  };
}
