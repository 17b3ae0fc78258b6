// A deed in flight: taken once however often it is pressed, slow only after half a second, and its fault kept for the
// screen. One that wants a manager asks for the PIN in place and goes on by itself, once. It knows nothing of what the
// deed does.
import type { Fault } from "./bindings";
import { callManager } from "./authority.svelte";
import { answer } from "./state.svelte";

/** After how many milliseconds a wait is shown as one. */
const SLOW_MS = 500;

type Answer<T> = { status: "ok"; data: T } | { status: "error"; error: Fault };

export class Deed {
  /** Pressed and not yet answered: the button is taken at once. */
  busy = $state(false);
  /** In flight for more than half a second: now a spinner helps. */
  slow = $state(false);
  /** Why it was not done, until it is tried again. */
  fault = $state.raw<Fault | null>(null);

  /** Does it unless it is under way. Answers the data, or `null` when it was not done (see `fault`; none is kept where
   * the PIN was wanted and not given). */
  async run<T>(ask: () => Promise<Answer<T>>): Promise<{ data: T } | null> {
    if (this.busy) return null;
    this.busy = true;
    this.fault = null;
    let told = await this.#timed(ask);
    let given = true;
    if (told.status === "error" && told.error.fault === "manager") {
      given = await callManager(told.error.why);
      if (given) told = await this.#timed(ask);
    }
    this.busy = false;
    if (told.status === "ok") return { data: told.data };
    if (given) this.fault = told.error;
    return null;
  }

  /** Forgets the fault. */
  clear(): void {
    this.fault = null;
  }

  async #timed<T>(ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
    const timer = setTimeout(() => (this.slow = true), SLOW_MS);
    const told = await answer(ask());
    clearTimeout(timer);
    this.slow = false;
    return told;
  }
}
