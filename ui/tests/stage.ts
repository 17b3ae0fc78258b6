// Puts the whole screen over the pretended backend and gives the tests hands and eyes: what is under a test id, a tap, a
// wait for what must come. It never sleeps: it looks again whenever the page changes.
import { emit } from "@tauri-apps/api/event";
import { mockIPC } from "@tauri-apps/api/mocks";
import { cleanup, render } from "@testing-library/svelte";
import { onTestFinished, vi } from "vitest";
import App from "../src/App.svelte";
import { Backend } from "../src/fake/backend";
import { begin, go, type Place } from "../src/state.svelte";

/** How often a wait looks again, and how long at most: far above what anything takes, it only guards against hanging. */
const WAIT = { interval: 1, timeout: 10_000 };

export interface Stage {
  backend: Backend;
  see(testid: string): Promise<HTMLElement>;
  gone(testid: string): boolean;
  tap(testid: string): Promise<void>;
  type(testid: string, text: string): Promise<void>;
  until(true_: () => void): Promise<void>;
  tell(id: string | null): Promise<void>;
}

/** Opens the screen at a place, in French, over a backend that the test may change first. */
export async function open(place: Place | null, prepare: (backend: Backend) => void = () => undefined): Promise<Stage> {
  const backend = new Backend();
  prepare(backend);
  mockIPC((command, args) => backend.answer(command, (args ?? {}) as Record<string, unknown>), { shouldMockEvents: true });
  render(App);
  onTestFinished(cleanup);
  await begin();
  if (place) go(place);

  const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
  const until = (true_: () => void) => vi.waitFor(true_, WAIT);
  const see = (testid: string) =>
    vi.waitFor(() => {
      const found = find(testid);
      if (!found) throw new Error(`no ${testid} on the screen`);
      return found;
    }, WAIT);
  return {
    backend,
    until,
    see,
    gone: (testid) => find(testid) === null,
    async tap(testid) {
      const found = await see(testid);
      await until(() => {
        if (found instanceof HTMLButtonElement && found.disabled) throw new Error(`${testid} is off`);
      });
      (found.querySelector("input") ?? found).click();
    },
    async type(testid, text) {
      const input = (await see(testid)) as HTMLInputElement;
      input.value = text;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
    tell: (id) => emit("look-again", { id }),
  };
}

/** Text as a person reads it: no-break spaces are spaces. */
export function read(element: Element): string {
  return (element.textContent ?? "").replace(/[\u00a0\u202f]/g, " ").replace(/\s+/g, " ").trim();
}
