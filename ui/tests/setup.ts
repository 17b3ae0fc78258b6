// Around each test: a screen that nothing is left of, what the pretended window does not do by itself, and the moment the
// made-up shop lives in, in which its deadlines are ahead.
import { clearMocks } from "@tauri-apps/api/mocks";
import { afterEach, beforeEach, vi } from "vitest";
import { draft } from "../src/draft.svelte";
import { NOW } from "../src/fake/world";
import { pad } from "../src/authority.svelte";
import { app } from "../src/state.svelte";

beforeEach(() => void vi.setSystemTime(NOW));
afterEach(() => {
  vi.useRealTimers();
  clearMocks();
  draft.reset();
  draft.gateway = "";
  pad.asked?.tell(false);
  app.situation = null;
  app.fault = null;
  app.place = { at: "start" };
});
