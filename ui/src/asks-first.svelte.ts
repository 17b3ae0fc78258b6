// Money goes back out of what the gateway says is left now: head office may have given it back in the gateway's own pages
// since the till asked last. It puts the question and says how far the answer is; what is done with it is the caller's.
import { onMount } from "svelte";
import { commands, type DetailView } from "./bindings";
import { answer } from "./state.svelte";

/** An answer as young as this is asked for no more; the till would not put another question so soon either. */
const RECENT_MS = 10_000;
/** A question is over after thirty seconds, by the profiles that ship. No one is kept waiting for much longer. */
const PATIENCE_MS = 35_000;

/** How far it is. Only an answer that names the amounts says what is left; `unasked` is all else that it can end with. */
export type Asking = "waits" | "answered" | "unasked";

/** Asks where a financing stands, where that is `wanted`, by the last question about it. Made in a component. */
export function asksFirst(id: string, wanted: boolean, last: () => DetailView["last_question"]): { readonly asking: Asking } {
  const before = last()?.at ?? null;
  const recent = before !== null && Math.abs(Date.now() - Date.parse(before)) <= RECENT_MS;
  let over = $state(!wanted);
  const came = $derived.by(() => {
    const asked = last();
    return recent || asked?.at !== before ? asked : null;
  });
  onMount(() => {
    if (!wanted || recent) return;
    const patience = setTimeout(() => (over = true), PATIENCE_MS);
    // Its answer comes with the next look; that it was not put at all is known at once. Pressed a moment ago, it is under way.
    void answer(commands.check(id)).then((told) => (over ||= told.status === "error" && told.error.fault !== "too_soon"));
    return () => clearTimeout(patience);
  });
  return {
    get asking() {
      if (came) return came.outcome === "answered" && came.amounts ? "answered" : "unasked";
      return over ? "unasked" : "waits";
    },
  };
}
